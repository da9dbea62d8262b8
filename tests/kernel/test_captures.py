"""Letters that one name stands for, twice; integrals without a value within others; odd trees.

All of these were proved by an earlier state of the kernel, or met with a traceback.
"""

import pytest
from shipping import LIBRARY

from symkl import Library
from symkl.errors import SymklError, UsageError
from symkl.families import (
    MULTIVARIATE_NORMAL,
    NORMAL,
    AbstractDensity,
    Family,
    MultivariateNormal,
    Normal,
)
from symkl.kernel.derivation import derivation, eq
from symkl.lang import nodes as n
from symkl.lang.binding import free_symbols, substitute
from symkl.lang.vocabulary import (
    KL,
    D,
    E,
    Integral,
    Product,
    Sum,
    cos,
    dimension,
    exp,
    eye,
    half,
    independent,
    index,
    log,
    positive,
    real,
    scale_tril,
    sin,
    sqrt,
    unit_interval,
    vector,
    zeros,
)
from symkl.rules import RULES, algebra, cholesky_factor, lemma, substitution
from symkl.rules.base import verdict

k, m = dimension("k m")
i, c = index("i c")
x, a, t = real("x a t")
u = unit_interval("u")
v, w, x_k, x_m = vector("v", k), vector("w", k), vector("x", k), vector("x", m)
phi = Normal("phi", t, mean=0, variance=1)
Z = independent("Z", v, phi, c)
P = MultivariateNormal("P", x_k, mean=zeros(k), covariance=eye(k))
f, h = AbstractDensity("f", x), AbstractDensity("h", x)
J = Integral(1, x)
OUTER = Integral(J + f(x) ** 2, x, 0, 1)
three = n.as_expr(3)

proved = LIBRARY.theorem


def nowhere_proved(before, after, relation="="):
    for rule in RULES.values():
        found = verdict(before, after, rule, relation=relation, lemmas=proved)
        assert found.verdict != "proved", rule.name


@pytest.mark.parametrize(("old", "new"), [(k, m), (m, k)])
def test_a_dimension_does_not_make_a_free_letter_a_bound_one(old, new):
    """With k = m the letter x of k components is the letter x of m components."""
    before = E(P, x_m.T @ x_m)
    after = substitute(before, {old: new})
    assert vector("x", new) in free_symbols(after)


CAPTURE = """
from symkl import E, MultivariateNormal, algebra, by_component, components, derivation, dimension
from symkl import eq, eye, index, lemma, linearity, part, rational, vector, zeros

k, m, i = dimension("k"), dimension("m"), index("i")
x_k, x_m, y, y_1 = vector("x", k), vector("x", m), vector("y", m), vector("y", 1)
P = MultivariateNormal("P", x_k, mean=zeros(k), covariance=eye(k))
Q = MultivariateNormal("Q", y, mean=zeros(m), covariance=eye(m))
Q_1 = MultivariateNormal("Q", y_1, mean=zeros(1), covariance=eye(1))
square, square_1 = E(Q, y.T @ y), E(Q_1, y_1.T @ y_1)
ones = by_component(1, i, m)
capture = derivation(title="0 = 1", parts=[
    part("true", claim=E(P, x_m.T @ x_m) == x_m.T @ x_m,
         chain=[E(P, x_m.T @ x_m), eq(x_m.T @ x_m, by=linearity)]),
    part("false", claim=square == x_m.T @ x_m,
         chain=[square, eq(x_m.T @ x_m, by=lemma("capture.true", k=m))]),
    part("zero", claim=square == 0,
         chain=[square, eq(zeros(m).T @ zeros(m), by=lemma("capture.false", x=zeros(m))),
                eq(0, by=algebra)]),
    part("many", claim=square == m,
         chain=[square, eq(ones.T @ ones, by=lemma("capture.false", x=ones)),
                eq(m, by=components)]),
    part("prize", claim=rational(0) == 1,
         chain=[rational(0), eq(square_1, by=lemma("capture.zero", m=1)),
                eq(1, by=lemma("capture.many", m=1))]),
])
"""


def test_zero_is_not_one(tmp_path):
    path = tmp_path / "capture.py"
    path.write_text(CAPTURE)
    result = Library((str(path),)).result("capture")
    verdicts = {part.part.name: part.verdict for part in result.parts}
    assert verdicts.pop("capture.true") == "proved"
    assert "proved" not in verdicts.values()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (Z(w[c] * w), Product(phi((w[c] * w)[c]), c, k)),
        (Z(w[c] * w), Product(phi(w[i] ** 2), i, k)),
    ],
)
def test_a_point_may_name_the_index_of_independent_components(before, after):
    nowhere_proved(before, after)
    right = Product(phi((w[c] * w)[i]), i, k)
    assert verdict(before, right, RULES["product_density"]).verdict == "proved"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (Integral(f(x) ** 2 * (1 + J - J), x, 0, 1), Integral(f(x) ** 2, x, 0, 1)),
        (Integral(1 + KL(f, h) - KL(f, h), x), J),
        (Integral(1 + 0 * J, x), J),
        (OUTER + J - J, OUTER),  # one tree, which stands within the other one as well
        (0 * OUTER + J, J),
        (
            Integral(Integral(f(x) ** 2 * (1 + J - J), x, 0, 1), t, 0, 1),
            Integral(Integral(f(x) ** 2, x, 0, 1), t, 0, 1),
        ),
        (E(Normal("p", x, mean=a, variance=1), x * KL(f, h)), a * KL(f, h)),
    ],
)
def test_nothing_infinite_is_cancelled_within_what_may_be_infinite(before, after):
    nowhere_proved(before, after)


@pytest.mark.parametrize(
    ("before", "after", "rules"),
    [
        (cos(J) ** 2, 1 - sin(J) ** 2, ()),
        (log(exp(J)), J, ()),
        (1 / J, 1 / J, ()),
        (J ** (-1 * n.as_expr(2)), 1 / J**2, ()),
        (D(x * J, x), J, ()),
        (Sum((-1) ** n.as_expr(3) * J, i, k), -k * J, ()),
        (
            Integral(exp(-(x**2)), x),
            Integral(exp(-((J + t) ** 2)), t),
            (substitution(x, J + t, t),),
        ),
        (E(Normal("p", x, mean=J, variance=1), x), J, (lemma("normal_moments.mean", mu=J),)),
    ],
)
def test_infinity_is_not_taken_for_a_number(before, after, rules):
    nowhere_proved(before, after)
    for rule in rules:
        found = verdict(before, after, rule, lemmas=proved)
        assert "not known to be finite; it is no value of a letter" in found.reason


def test_what_may_be_infinite_may_be_equated():
    nonnegative = RULES["nonnegative"]
    assert verdict(KL(f, h), KL(f, h), RULES["algebra"]).verdict == "proved"
    assert verdict(1 - KL(f, h) / 2, 1 - half * KL(f, h), algebra).verdict == "proved"
    assert verdict(sqrt(J), J**half, algebra).verdict == "proved"
    found = verdict(J, n.as_expr(0), nonnegative, relation=">=", lemmas=proved)
    assert found.verdict == "proved"


def test_an_index_counts_whatever_is_assumed_of_the_letter():
    """Trees by hand: 1 - u is negative at 2 and at 3."""
    nowhere_proved(n.Sum(1 - u, u, three), 0, relation=">=")
    nowhere_proved(n.VectorOf(1 - u, u, 3)[3], 0, relation=">=")
    nowhere_proved(n.Sum(log(2 - u), u, three), n.Sum(log(2 - u), u, three))
    nowhere_proved(n.Product(sqrt(1 - u), u, three), n.Product(sqrt(1 - u), u, three))


@pytest.mark.parametrize(
    "law",
    [
        independent("ZZ", v, MultivariateNormal("P", v, mean=w, covariance=eye(k)), c),
        n.Independent(phi, c, m, "Z", v),
    ],
)
def test_laws_that_are_none(law):
    nowhere_proved(E(law, n.as_expr(2)), 2)


@pytest.mark.parametrize(
    ("family", "variable", "values"),
    [
        (MULTIVARIATE_NORMAL, v, (x_m, eye(m))),
        (NORMAL, v, (a, n.as_expr(1))),
        (NORMAL, v, (w, n.as_expr(1))),
        (NORMAL, x, (a,)),
        ("Nothing", x, (a,)),
    ],
)
def test_laws_that_do_not_fit_their_family_cannot_be_made(family, variable, values):
    with pytest.raises(UsageError):
        n.Distribution(family, "P", variable, values)


MASSES = """
from symkl import Integral, Normal, algebra, derivation, dimension, eq, independent, index
from symkl import linearity, part, rational, real, vector

k, i, t = dimension("k"), index("i"), real("t")
v, phi = vector("v", k), Normal("phi", t, mean=0, variance=1)
Z = independent("Z", v, phi, i)
masses = derivation(title="Masses", parts=[
    part("number", claim=rational(2)/2 == 1, chain=[rational(2)/2, eq(1, by=algebra)]),
    part("normal", claim=Integral(phi(t), t) == 1,
         chain=[Integral(phi(t), t), eq(1, by=linearity)]),
    part("vector", claim=Integral(Z(v), v) == 1, chain=[Integral(Z(v), v), eq(1, by=linearity)]),
])
"""


@pytest.mark.parametrize(
    "theorem", ["gaussian_integral", "masses.number", "masses.normal", "masses.vector"]
)
def test_the_mass_of_a_family_is_the_theorem_about_its_mass(tmp_path, theorem):
    """What is said there is true, but not that this density integrates to one."""
    path = tmp_path / "masses.py"
    path.write_text(MASSES)
    library = Library((str(path),))
    assert library.result("masses").verdict == "proved"
    scale = positive("scale")
    made = Family("Flat", x, (scale,), scale * exp(-(x**2) / 2), {"mass": theorem})
    law = made("F", x, 2)
    for before in (Integral(law(x), x), E(law, n.as_expr(1))):
        found = verdict(before, n.as_expr(1), RULES["linearity"], lemmas=library.theorem)
        assert found.reason == f"{theorem} does not say that every Flat law has mass one"


@pytest.mark.parametrize("side", ["Integral(x, x, v, 1)", "Sum(x, i, v)", "Product(x, i, v)"])
def test_bounds_that_are_vectors_meet_no_traceback(tmp_path, side):
    path = tmp_path / "odd.py"
    path.write_text(
        "from symkl import *\n"
        'k, i, x = dimension("k"), index("i"), real("x")\n'
        'v = vector("v", k)\n'
        f'odd = derivation(title="t", claim={side} == x, chain=[{side}, eq(x, by=linearity)])\n'
    )
    assert Library((str(path),)).result("odd").verdict == "unproved"


def test_what_is_no_theorem_and_no_matrix():
    with pytest.raises(SymklError, match="no theorem"):
        lemma(5)
    with pytest.raises(SymklError, match="nothing that is obtained"):
        derivation(
            title="t",
            claim=x == x,
            obtain=[cholesky_factor(5, scale_tril("L", k))],
            chain=[x, eq(x, by=algebra)],
        )


def test_evidence_where_what_is_obtained_is_no_letter(tmp_path):
    path = tmp_path / "odd.py"
    path.write_text(
        "from symkl import *\n"
        'k, x = dimension("k"), real("x")\n'
        'S, L = covariance("S", k), scale_tril("L", k)\n'
        'odd = derivation(title="t", claim=x == x, obtain=[cholesky_factor(S @ S, L)],\n'
        "    chain=[x, eq(x, by=cholesky(S @ S, L))])\n"
    )
    assert Library((str(path),)).result("odd").verdict == "unproved"
