"""Code forms as data: parts that claim what their chains give, derivatives, the module."""

from pathlib import Path

import pytest

from symkl import (
    Domain,
    algebra,
    code_form,
    derivative,
    dimension,
    eq,
    form,
    index,
    le,
    nonnegative,
    real,
    slope,
    sums,
    vector,
)
from symkl.errors import UsageError
from symkl.kernel.check import prove
from symkl.lang.nodes import same

x, y = real("x y")
k, i = dimension("k"), index("i")
mu, H = vector("mu H", k)
SQUARE = [(x + y) * (x + y), eq((x + y) ** 2, by=algebra)]


def none(name):
    raise AssertionError(name)


def made(**words):
    parts = [
        form("square", SQUARE),
        form("direct", SQUARE, eq(x**2 + 2 * x * y + y**2, by=algebra)),
        form("trace", x * x, eq(x**2, by=algebra)),
        slope(x, SQUARE, eq(2 * (x + y), by=derivative)),
        slope(
            y, SQUARE, eq(2 * (x + y), by=derivative), of="the square", named="the second letter"
        ),
    ]
    given = {
        "title": "A square",
        "module": "square",
        "functions": {"square": (x, y)},
        "parts": parts,
    }
    return code_form(**(given | words))


def test_a_form_claims_the_ends_of_its_chain():
    part = form("direct", SQUARE, eq(x**2 + 2 * x * y + y**2, by=algebra))
    assert str(part.claim) == "(x + y)*(x + y) = x**2 + 2*x*y + y**2"
    assert [step.rule for step in part.steps] == [algebra, algebra]
    assert part.title.startswith("The value, as it is computed where")
    assert form("other", SQUARE).title == ""
    assert form("terms", SQUARE, title="Mine").title == "Mine"


def test_a_derivative_keeps_the_rule_of_each_link():
    part = slope(x, SQUARE, eq(2 * (x + y), by=derivative))
    assert part.name == "d_x"
    assert [step.rule for step in part.steps] == [algebra, derivative]
    assert str(part.first) == "D((x + y)*(x + y), x)"
    assert str(part.steps[0].after) == "D((x + y)**2, x)"


@pytest.mark.parametrize(
    ("name", "title"),
    [("x_1", "$x_1$"), ("mu_1", "$\\mu_1$"), ("L", "$L$"), ("Sigma", "$\\Sigma$")],
)
def test_letters_in_titles(name, title):
    letter = real(name)
    assert slope(letter, letter * letter, eq(2 * letter, by=derivative)).title == (
        f"The derivative by {title}"
    )


def test_a_derivation_with_its_module():
    (code,) = made(names={"s": x + y}).code
    assert (code.module, code.value, code.direct) == ("square", "square", "direct")
    assert code.terms == (("trace", "trace"),)
    assert code.gradient == (("x", "d_x"), ("y", "d_y"))
    assert [name for name, _ in code.names] == ["s"]
    assert made().parts[-1].title == "The derivative of the square by the second letter"


def test_terms_and_near_forms_are_of_the_functions_that_are_named():
    functions = {"square": (x, y), "trace": (x,)}
    near = {"square": "direct", "trace": "trace"}
    one, two = made(functions=functions, terms={"trace": {}}, near={"square": "direct"}).code
    assert (one.terms, two.terms) == ((("trace", "trace"),), ())
    assert (one.near, two.near) == ((("square", "direct"),), ())
    assert made(functions=functions, near=near).code[1].near == tuple(near.items())


def test_all_of_it_is_proved_and_what_is_false_is_not():
    assert prove(made().named("square"), none).verdict == "proved"
    wrong = [form("square", SQUARE), slope(x, SQUARE, eq(3 * (x + y), by=derivative))]
    assert prove(made(parts=wrong).named("square"), none).verdict != "proved"


def test_the_places_are_those_of_the_file_that_speaks():
    derivation = made()
    places = [derivation.place, *(part.place for part in derivation.parts)]
    places += [step.place for part in derivation.parts for step in part.steps]
    assert {Path(place.file).name for place in places} == {"test_forms.py"}
    assert derivation.parts[3].steps[0].place == derivation.parts[3].place


def test_domains():
    one, components = Domain(), Domain(i, k, H)
    assert same(one.total(x), x)
    assert same(one.along(x), x)
    assert str(components.along(2 * mu[i])) == "Sum(2*mu[i]*H[i], i, k)"
    assert str(Domain(i, k).along(mu[i])) == "mu[i]"
    start = [components.total(mu[i] * mu[i]), eq(components.total(mu[i] ** 2), by=sums)]
    part = slope(mu, start, eq(components.along(2 * mu[i]), by=derivative), along=H)
    derivation = code_form(
        title="Squares",
        module="squares",
        functions={"squares": (mu,)},
        parts=[form("squares", start), part],
    )
    assert prove(derivation.named("squares"), none).verdict == "proved"


@pytest.mark.parametrize(
    ("make", "message", "hint"),
    [
        (lambda: form("f", x), "the form f has no step", "eq(…, by=rule)"),
        (lambda: form("f", []), "opens with an expression", "left side first"),
        (lambda: form("f", SQUARE[1]), "opens with an expression", "left side first"),
        (lambda: form("f", x, x), "x in the chain is not a step", "eq(…, by=rule)"),
        (lambda: slope(x, SQUARE, 2 * x), "in the chain is not a step", "eq(…, by=rule)"),
        (lambda: form("f", x, le(x + 1, by=nonnegative)), "a chain of equations", "of its own"),
        (lambda: slope(mu, mu.T @ mu, eq(x, by=algebra)), "needs a direction", "D(f, mu, H)"),
        (lambda: made(parts=[x]), "x is not a part", "form(…)"),
        (lambda: made(functions={"cube": (x,)}), "no part gives the function cube", 'form("cube"'),
        (lambda: made(title=3), "3", ""),
        (lambda: made(parts=[*made().parts, form("square", SQUARE)]), "a second time", "name"),
    ],
)
def test_what_is_no_form_is_refused(make, message, hint):
    with pytest.raises(UsageError) as caught:
        make()
    assert message in caught.value.message
    assert hint in (caught.value.hint or "")
