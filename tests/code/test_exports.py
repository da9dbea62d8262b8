"""What is read from theorems, and what is refused since no theorem says it."""

import pytest
from shipping import LIBRARY

from symkl import (
    KL,
    D,
    Export,
    Library,
    MultivariateNormal,
    Normal,
    Sum,
    algebra,
    covariance,
    derivation,
    derivative,
    dimension,
    eq,
    half,
    index,
    inv,
    lemma,
    log,
    log_quotient,
    matrix,
    part,
    positive,
    real,
    symmetric,
    tr,
    vector,
)
from symkl.code.arguments import Argument
from symkl.code.exports import coefficient, functions
from symkl.code.modules import exports, module
from symkl.errors import SymklError, UnsupportedExpression, UsageError
from symkl.kernel.check import prove
from symkl.lang import nodes, vocabulary

x, mu, nu, a = real("x mu nu a")
sigma, tau = positive("sigma tau")
p = Normal("p", x, mean=mu, variance=sigma**2)
q = Normal("q", x, mean=nu, variance=tau**2)
univariate = lemma("univariate", mu_1=mu, mu_2=nu, sigma_1=sigma, sigma_2=tau)
closed = log(tau / sigma) + (sigma**2 + (mu - nu) ** 2) / (2 * tau**2) - half

VALUE = part("kl", claim=KL(p, q) == closed, chain=[KL(p, q), eq(closed, by=univariate)])
LETTERS = (mu, sigma, nu, tau)


def slope(name, letter, value, quantity=None):
    """The part that gives the derivative of the divergence, or of another quantity."""
    of, body = (KL(p, q), closed) if quantity is None else (quantity, quantity)
    chain = [D(of, letter), eq(D(body, letter), by=univariate), eq(value, by=derivative)]
    return part(name, claim=D(of, letter) == value, chain=chain)


def made(*parts, arguments=LETTERS, value="kl", name="made", **options):
    export = Export(module="made", arguments=arguments, value=value, **options)
    return derivation(title="Made", parts=parts, code=[export]).named(name)


def read(subject):
    return functions(subject, prove(subject, LIBRARY.theorem).theorems, "made")


def refusal(subject, kind=SymklError):
    with pytest.raises(kind) as error:
        read(subject)
    assert error.value.place is not None
    return error.value


def test_value():
    (found,) = read(made(VALUE))
    assert found.name == "kl"
    assert found.arguments == LETTERS
    assert nodes.same(found.code, closed)
    assert nodes.same(found.closed, closed)


def test_what_is_not_proved_is_no_code():
    wrong = part("kl", claim=KL(p, q) == -closed, chain=[KL(p, q), eq(-closed, by=univariate)])
    error = refusal(made(wrong))
    assert error.message == "made.kl is not proved, and code is made from theorems only"
    assert error.hint == "symkl prove made -v"


def test_a_theorem_of_another_derivation_will_not_do():
    with pytest.raises(SymklError, match="is not proved"):
        functions(made(VALUE), LIBRARY.result("univariate").theorems, "made")


def test_a_part_that_is_not_there():
    error = refusal(made(VALUE, value="value"), UsageError)
    assert error.message == "the export 'made' names a part 'value', which is not there"
    assert error.hint == "the parts are kl"


def test_an_inequality():
    bound = part("kl", claim=KL(p, q) >= closed, chain=[KL(p, q), eq(closed, by=univariate)])
    assert refusal(made(bound)).message in (
        "made.kl is an inequality; code needs an equation",
        "made.kl is not proved, and code is made from theorems only",
    )


def test_no_divergence():
    identity = part(
        "kl", claim=a * (a + 1) == a**2 + a, chain=[a * (a + 1), eq(a**2 + a, by=algebra)]
    )
    error = refusal(made(identity, arguments=(a,)))
    assert error.message == "made.kl is not about a divergence or an entropy"


def test_a_letter_that_is_no_argument():
    assert refusal(made(VALUE, arguments=(mu, sigma, nu))).message == (
        "made.kl speaks of tau, which is no argument"
    )


def test_an_argument_that_is_no_letter():
    assert refusal(made(VALUE, arguments=(*LETTERS, a))).message == (
        "made.kl and its export do not share the letter a"
    )


# terms

RATIO = part(
    "ratio",
    claim=log(tau / sigma) == log(tau) - log(sigma),
    chain=[log(tau / sigma), eq(log(tau) - log(sigma), by=log_quotient)],
)
rest = (sigma**2 + (mu - nu) ** 2) / (2 * tau**2) - half
doubled = 2 * (rest / 2)
REMAINDER = part("rest", claim=rest == doubled, chain=[rest, eq(doubled, by=algebra)])
TOTAL = part(
    "total",
    claim=KL(p, q) == log(tau / sigma) + rest,
    chain=[KL(p, q), eq(log(tau / sigma) + rest, by=univariate)],
)


def test_terms():
    terms = (("log_determinant", "ratio"), ("others", "rest"))
    (found,) = read(made(VALUE, RATIO, REMAINDER, TOTAL, terms=terms))
    assert [term.name for term in found.terms] == ["log_determinant", "others"]
    assert nodes.same(found.terms[0].meaning, log(tau / sigma))
    assert nodes.same(found.terms[0].code, log(tau) - log(sigma))


def test_terms_that_nobody_proved_to_add_up():
    error = refusal(made(VALUE, RATIO, REMAINDER, terms=(("one", "ratio"), ("two", "rest"))))
    assert error.message == "no part of made proves that the terms add up"
    assert error.hint == f"prove KL(p, q) == {log(tau / sigma) + rest}"
    refusal(made(VALUE, RATIO, TOTAL, terms=(("one", "ratio"),)))


# derivatives


def test_gradient():
    by_mu = slope("d", mu, (mu - nu) / tau**2)
    (found,) = read(made(VALUE, by_mu, gradient=(("mu", "d"),)))
    ((letter, gradient),) = found.gradient
    assert letter is mu
    assert nodes.same(gradient, (mu - nu) / tau**2)


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("nu", "made.d is not about a derivative by nu"),
        ("a", "made.d is said to be the derivative by a, no argument"),
    ],
)
def test_a_derivative_by_another_letter(name, message):
    by_mu = slope("d", mu, (mu - nu) / tau**2)
    assert refusal(made(VALUE, by_mu, gradient=((name, "d"),))).message == message


def test_a_derivative_of_something_else():
    other = slope("d", mu, 2 * mu, quantity=mu**2)
    error = refusal(made(VALUE, other, gradient=(("mu", "d"),)))
    assert error.message == "made.d is not about the derivative of KL(p, q)"


k, i = dimension("k"), index("i")
u, m, n, h = vector("u m n h", k)
S, T = covariance("S T", k)
A, H, G = matrix("A H G", k, k)
W = symmetric("W", k)


@pytest.mark.parametrize(
    ("differential", "direction", "gradient"),
    [
        (m.T @ h, h, m),
        (-(m.T @ h), h, -m),
        (half * (m.T @ h), h, half * m),
        (m.T @ h / a, h, m / a),
        ((inv(S) @ m).T @ h, h, inv(S) @ m),
        (m.T @ inv(S) @ h, h, (m.T @ inv(S)).T),
        (Sum(m[i] ** 2 * h[i], i, k), h, vocabulary.by_component(m[i] ** 2, i, k)),
        (tr(A.T @ H), H, A),
        (-half * tr(A @ H), H, -half * A.T),
        (tr(A @ W), W, A),
        (h.T @ m, h, None),
        (tr(H @ A), H, None),
        (m.T @ h + n.T @ h, h, None),
        (Sum(h[i] * m[i], i, k), h, None),
        (a * a, h, None),
    ],
    ids=str,
)
def test_coefficient(differential, direction, gradient):
    found = coefficient(differential, direction)
    assert (found is None) == (gradient is None)
    assert gradient is None or nodes.same(found, gradient)


def test_a_differential_that_does_not_show_the_gradient():
    P = MultivariateNormal("P", u, mean=m, covariance=S)
    Q = MultivariateNormal("Q", u, mean=n, covariance=T)
    laws = {"mu_1": m, "mu_2": n, "Sigma_1": S, "Sigma_2": T}
    form = half * (
        tr(inv(T) @ S)
        + (m - n).T @ inv(T) @ (m - n)
        - k
        + log(vocabulary.det(T) / vocabulary.det(S))
    )
    general = lemma("general", **laws)
    value = part("kl", claim=KL(P, Q) == form, chain=[KL(P, Q), eq(form, by=general)])

    def along(differential):
        chain = [
            D(KL(P, Q), m, h),
            eq(D(form, m, h), by=general),
            eq(differential, by=derivative),
        ]
        slope = part("d", claim=D(KL(P, Q), m, h) == differential, chain=chain)
        return made(value, slope, arguments=(m, S, n, T), gradient=(("m", "d"),))

    error = refusal(along(h.T @ inv(T) @ (m - n)))
    assert error.message == ("made.d does not show the gradient; write the differential as G.T @ h")
    (found,) = read(along((inv(T) @ (m - n)).T @ h))
    assert nodes.same(found.gradient[0][1], inv(T) @ (m - n))


# modules and arguments


def test_modules_are_named():
    subject = derivation(
        title="Made",
        parts=[VALUE],
        code=[Export(module=name, arguments=LETTERS, value="kl") for name in ("one", "two")],
    ).named("made")
    theorems = prove(subject, LIBRARY.theorem).theorems
    with pytest.raises(UsageError) as error:
        module("numpy", subject, theorems, source_hash="", version="")
    assert str(error.value) == "made exports several modules\n  try: name one or two"
    assert "def kl(" in module("numpy", subject, theorems, source_hash="", version="", name="two")
    with pytest.raises(UsageError) as error:
        module("numpy", subject, theorems, source_hash="", version="", name="three")
    assert error.value.message == "made exports no module 'three'"
    assert error.value.hint == "it exports one, two"


def test_a_derivation_without_code():
    source = LIBRARY.find("univariate").derivation
    with pytest.raises(UsageError, match="univariate exports no module"):
        module("numpy", source, LIBRARY.result("univariate").theorems, source_hash="", version="")


def test_exports():
    found = exports(LIBRARY)
    assert found["univariate"] == "univariate_code"
    assert found["general"] == "general_code"


def test_two_derivations_that_export_one_module(tmp_path):
    text = LIBRARY.find("univariate_code").path.read_text(encoding="utf-8")
    (tmp_path / "second.py").write_text(text.replace("univariate_code =", "second ="), "utf-8")
    with pytest.raises(UsageError, match="both export a module 'univariate'"):
        exports(Library((str(tmp_path),)))


@pytest.mark.parametrize("name", ["np", "lambda", "t_1", "d_x", "_x", "shape", "k"])
def test_letters_that_cannot_be_arguments(name):
    with pytest.raises(UnsupportedExpression, match=f"the letter {name} cannot be the name"):
        _ = Argument(real(name)).name


@pytest.mark.parametrize(
    "letter",
    [
        vocabulary.nonnegative_real("r"),
        vocabulary.unit_interval("r"),
        vocabulary.nonzero("r"),
        vocabulary.index("r"),
        symmetric("R", k),
        vocabulary.invertible("R", k),
    ],
    ids=lambda letter: "-".join(sorted(letter.assumptions)),
)
def test_assumptions_for_which_there_is_no_check(letter):
    """They would be a theorem's premises that nobody sees to."""
    with pytest.raises(UnsupportedExpression, match="no check is known for the argument"):
        _ = Argument(letter).kind


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("2x", "the export 'made' has a name '2x', which is none in Python"),
        ("lambda", "the export 'made' has a name 'lambda', which is none in Python"),
        ("mu", "the export 'made' uses the name 'mu' for something else"),
        ("t_1", "the export 'made' uses the name 't_1' for something else"),
    ],
)
def test_names_that_will_not_do(name, message):
    error = refusal(made(VALUE, names=((name, mu - nu),)), UsageError)
    assert error.message == message


def test_names():
    subject = made(VALUE, names=(("difference", mu - nu),))
    (found,) = read(subject)
    ((name, expr),) = found.names
    assert name == "difference"
    assert nodes.same(expr, mu - nu)
    text = module(
        "numpy",
        subject,
        prove(subject, LIBRARY.theorem).theorems,
        source_hash="",
        version="",
        name="made",
    )
    assert "difference = mu - nu\n" in text


def test_a_quicker_form():
    (found,) = read(made(VALUE))
    assert found.direct is None
    other = part("quick", claim=KL(p, q) == closed, chain=[KL(p, q), eq(closed, by=univariate)])
    (found,) = read(made(VALUE, other, direct="quick"))
    assert nodes.same(found.direct, closed)


def test_a_quicker_form_of_something_else():
    other = part("quick", claim=mu - nu == -(nu - mu), chain=[mu - nu, eq(-(nu - mu), by=algebra)])
    error = refusal(made(VALUE, other, direct="quick"))
    assert error.message == "made.quick is not about KL(p, q)"


def test_dimensions_that_differ():
    subject = made(VALUE, arguments=(*LETTERS[:3], vector("w", k), vector("z", dimension("j"))))
    assert refusal(subject).message == (
        "made.kl has arguments that are not all of one symbolic dimension"
    )
