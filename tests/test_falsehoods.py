"""Known falsehoods: what computer algebra systems have returned or certified, and is not so.

Each statement is put to every rule, to all laws at once, and to the certificates somebody would
try. None may prove it. Numbers refute it wherever both sides have values.
"""

from dataclasses import replace
from fractions import Fraction

import pytest
from shipping import LIBRARY

from symkl import (
    KL,
    AbstractDensity,
    E,
    Integral,
    MultivariateNormal,
    Normal,
    algebra,
    antiderivative,
    covariance,
    definition,
    derivation,
    det,
    dimension,
    eq,
    exceeds_by,
    exp,
    eye,
    ge,
    half,
    inv,
    invertible,
    lemma,
    linearity,
    log,
    log_density,
    log_quotient,
    log_rules,
    matrix,
    nonnegative,
    oo,
    pi,
    positive,
    rational,
    real,
    second_moment,
    sqrt,
    substitution,
    tr,
    vector,
    zeros,
)
from symkl.kernel.check import prove_part
from symkl.kernel.evidence import with_evidence
from symkl.kernel.laws import LAWS
from symkl.lang.nodes import as_expr
from symkl.meaning.evaluate import compare, evaluate
from symkl.rules import RULES
from symkl.rules.base import verdict

a, b, x, y, t, mu, nu = real("a b x y t mu nu")
c, sigma, tau = positive("c sigma tau")
k = dimension("k")
A, B = matrix("A B", k, k)
M = invertible("M", k)
S, T = covariance("S T", k)
u, z = vector("u z", k)
X, Y5 = matrix("X", 2, 5), covariance("Y", 2)
w = vector("w", 5)
v2 = vector("v", 2)

p = Normal("p", x, mean=mu, variance=sigma**2)
q = Normal("q", x, mean=nu, variance=tau**2)
heavy, open_p = AbstractDensity("heavy", x), AbstractDensity("open_p", x)
nothing = (x - x) / (x - x)


def attempts(before, after, relation="=", certificates=()):
    """The verdicts of every rule, alone and with all laws, and of the certificates."""
    everything = frozenset(LAWS)
    for rule in (*RULES.values(), *certificates):
        for tried in (rule, replace(rule, laws=everything)):
            found = verdict(before, after, tried, relation=relation, lemmas=LIBRARY.theorem)
            yield f"{rule.name} {rule.note}", found.verdict


# name, left side, relation, right side, certificates to try
FALSE = {
    # Returned by SymPy (its issues 28485, 30404, 29792).
    "gaussian with a linear term": (
        Integral(exp(-(x**2 + 2 * x)), x),
        "=",
        rational(8878, 1000),
        (substitution(x, t - 1, t), lemma("gaussian_integral")),
    ),
    "a square root times a logarithm": (
        Integral(sqrt(1 - x) * log(1 - x), x, 0, 1),
        "=",
        as_expr(0),
        (antiderivative(-rational(2, 3) * sqrt(1 - x) ** 3 * log(1 - x), x),),
    ),
    "a root times its reciprocal": (
        Integral(sqrt(2 - x) * sqrt(1 / (2 - x)), x, 0, 1),
        "=",
        as_expr(-1),
        (antiderivative(-x, x), antiderivative(x, x)),
    ),
    # SymPy's ask and refine.
    "a product of positive definite matrices is positive definite": (
        u.T @ S @ T @ u,
        ">=",
        as_expr(0),
        (exceeds_by(u.T @ S @ T @ u),),
    ),
    "the trace of a product of three positive definite matrices": (
        tr(S @ T @ S @ inv(T) @ T @ M),
        ">=",
        as_expr(0),
        (),
    ),
    "an orthogonal matrix has determinant one": (sqrt(det(M.T @ M)), "=", det(M), ()),
    "half the logarithm of a squared determinant": (
        half * log(det(M @ M.T)),
        "=",
        log(det(M)),
        (),
    ),
    # force=True.
    "the root of a square": (sqrt(a**2), "=", a, ()),
    "the logarithm of a square": (log(a**2), "=", 2 * log(a), ()),
    "the logarithm of a product": (log(a * b), "=", log(a) + log(b), ()),
    "the root of a product": (sqrt(a * b), "=", sqrt(a) * sqrt(b), ()),
    "a power of a power": (sqrt(a) ** 2, "=", sqrt(a**2), ()),
    # Certified by another system: the integrand is positive.
    "an integral across a pole": (
        Integral(1 / x**2, x, -1, 1),
        "=",
        as_expr(-2),
        (antiderivative(-1 / x, x),),
    ),
    "a principal value": (
        Integral(1 / x, x, -1, 1),
        "=",
        as_expr(0),
        (antiderivative(log(x), x), antiderivative(half * log(x**2), x)),
    ),
}

# Statements without a value on a side: numbers cannot refute, and nothing may prove them.
UNDEFINED = {
    "nan equals nan": (nothing, "=", nothing, ()),
    "zero times infinity": (0 * (1 / (a - a)), "=", as_expr(0), ()),
    "a singular matrix cancels": (A @ inv(A), "=", eye(k), ()),
    "a singular matrix cancels in a trace": (tr(inv(A) @ A), "=", as_expr(k), ()),
    "a divergent integral minus itself": (
        Integral(x**2, x) - Integral(x**2, x),
        "=",
        as_expr(0),
        (),
    ),
    "half of infinity": (Integral(x**2, x), "=", 2 * Integral(x**2, x), ()),
    "an odd integral over the line": (
        Integral(x, x),
        "=",
        as_expr(0),
        (antiderivative(half * x**2, x), substitution(x, 2 * t, t)),
    ),
    "the mean of a Cauchy density": (
        Integral(x / (pi * (1 + x**2)), x),
        "=",
        as_expr(0),
        (antiderivative(log(1 + x**2) / (2 * pi), x),),
    ),
    "the second moment of a Cauchy density": (
        Integral((x**2 + 1) / (pi * (1 + x**2)), x),
        "=",
        Integral(x**2 / (pi * (1 + x**2)), x) + 1,
        (),
    ),
    "an exponential that grows": (
        Integral(exp(x), x),
        "=",
        as_expr(0),
        (antiderivative(exp(x), x),),
    ),
    "the logarithm of what may be negative": (log(a), "=", log(a), ()),
}

# Divergences and moments of laws of which nothing is known but that they are densities.
WITHOUT_MOMENTS = {
    "a normal against a heavy tail, split": (
        E(p, log(p(x)) - log(heavy(x))),
        "=",
        E(p, log(p(x))) - E(p, log(heavy(x))),
    ),
    "a heavy tail against a normal, split": (
        E(heavy, log(heavy(x)) - log(q(x))),
        "=",
        E(heavy, log(heavy(x))) - E(heavy, log(q(x))),
    ),
    "a mean that need not exist": (E(heavy, x - x), "=", E(heavy, x) - E(heavy, x)),
    "a centred heavy tail": (E(heavy, x - nu), "=", E(heavy, x) - nu),
    "a variance that need not exist": (
        E(heavy, (x - nu) ** 2),
        "=",
        E(heavy, x**2) - 2 * nu * E(heavy, x) + nu**2,
    ),
    "the divergence of a heavy tail from a normal by moments": (
        KL(heavy, q),
        "=",
        -E(heavy, -log(heavy(x)))
        + half * log(2 * pi * tau**2)
        + (E(heavy, x**2) - 2 * nu * E(heavy, x) + nu**2) / (2 * tau**2),
    ),
    "infinity minus infinity": (
        KL(open_p, heavy) - KL(open_p, heavy),
        "=",
        as_expr(0),
    ),
    "a ratio of infinities": (KL(open_p, heavy) / KL(open_p, heavy), "=", as_expr(1)),
    "nothing times infinity": (0 * KL(open_p, heavy), "=", as_expr(0)),
}


@pytest.mark.parametrize("name", FALSE)
def test_what_is_false_is_not_proved(name):
    before, relation, after, certificates = FALSE[name]
    found = dict(attempts(before, after, relation, certificates))
    assert "proved" not in found.values(), found


@pytest.mark.parametrize("name", FALSE)
def test_numbers_refute_what_is_false(name):
    before, relation, after, _ = FALSE[name]
    found = compare(before, after, relation=relation, digits=20, samples=6, dims=(1, 2))
    if "pole" in name or "principal" in name:  # there is no value to compare
        assert found.verdict in ("undefined", "unknown", "differ")
    elif name == "a product of positive definite matrices is positive definite":
        values = {
            u: [Fraction(-1), Fraction(3)],
            S: [[Fraction(1), 0], [0, Fraction(1, 10)]],
            T: [[Fraction(1), Fraction(9, 10)], [Fraction(9, 10), Fraction(1)]],
        }
        assert found.verdict == "differ" or evaluate(before, values, digits=20) < 0
    else:
        assert found.verdict in ("differ", "undefined"), str(found)


@pytest.mark.parametrize("name", UNDEFINED)
def test_what_has_no_value_is_not_proved(name):
    before, relation, after, certificates = UNDEFINED[name]
    found = dict(attempts(before, after, relation, certificates))
    assert "proved" not in found.values(), found


@pytest.mark.parametrize("name", WITHOUT_MOMENTS)
def test_moments_that_need_not_exist(name):
    before, relation, after = WITHOUT_MOMENTS[name]
    found = dict(attempts(before, after, relation))
    assert "proved" not in found.values(), found


@pytest.mark.parametrize(
    "value",
    [S @ T, X.T @ Y5 @ X, S - T, -S, A, A.T, M, A @ A.T, 0 * S, a * S, M.T @ M.T, S @ S @ T],
    ids=str,
)
def test_a_covariance_that_is_none(value):
    """SymPy's ask finds the first two positive definite; they are not."""
    dim = value.shape[0]
    centre = zeros(dim)
    letter = vector("y", dim)
    law = MultivariateNormal("n", letter, mean=centre, covariance=value)
    standard = MultivariateNormal("s", letter, mean=centre, covariance=eye(dim))
    closed = half * (tr(value) + centre.T @ centre - dim - log(det(value)))
    by = lemma("vae_full", mu=centre, Sigma=value)
    found = verdict(KL(law, standard), closed, by, lemmas=LIBRARY.theorem)
    assert found.verdict == "unproved"
    assert found.reason


def parts_of(claim, chain):
    (part,) = derivation(title="", claim=claim, chain=chain).named("tried").parts
    return with_evidence(prove_part(part, LIBRARY.theorem), LIBRARY.theorem, RULES.values())


def verdicts(result):
    return [step.verdict for step in result.steps]


def test_compensating_errors_are_both_caught():
    """A factor two that is lost in one step and found again in the next."""
    result = parts_of(
        E(p, 2 * (x - mu) ** 2) == 2 * sigma**2,
        [
            E(p, 2 * (x - mu) ** 2),
            eq(E(p, (x - mu) ** 2), by=linearity),
            eq(2 * sigma**2, by=second_moment),
        ],
    )
    assert result.verdict == "refuted"
    assert verdicts(result) == ["refuted", "refuted"]
    assert all("the left side is" in step.evidence.text for step in result.steps)


def test_two_signs_that_cancel():
    result = parts_of(
        log(sigma / tau) == log(sigma) - log(tau),
        [
            log(sigma / tau),
            eq(log(sigma) + log(tau), by=log_quotient),
            eq(log(sigma) - log(tau), by=algebra),
        ],
    )
    assert verdicts(result) == ["refuted", "refuted"]


def test_a_true_step_with_a_wrong_rule_is_not_refuted():
    result = parts_of(
        E(p, (x - mu) ** 2) == sigma**2,
        [E(p, (x - mu) ** 2), eq(sigma**2, by=linearity)],
    )
    (step,) = result.steps
    assert (result.verdict, step.verdict) == ("unproved", "unproved")
    assert step.evidence.verdict == "agree"
    assert step.suffices == ("rule second_moment",)


def test_a_wrong_step_after_which_the_claim_is_true_by_luck():
    """Both sides of the claim are right, and what leads from one to the other is not."""
    result = parts_of(
        E(p, x - mu) == 0,
        [E(p, x - mu), eq(E(q, x - nu) + sigma, by=linearity), eq(0, by=algebra)],
    )
    assert result.verdict == "refuted"
    assert "proved" not in verdicts(result)


def test_a_wrong_divergence_between_true_ends():
    result = parts_of(
        KL(p, p) == 0,
        [
            KL(p, p),
            eq(Integral(p(x) * log(p(x) / p(x)), x), by=definition),
            eq(E(q, log(p(x) / p(x))), by=definition),
            eq(0, by=log_quotient),
        ],
    )
    assert verdicts(result)[0] == "proved"
    # Zero is the mean of log 1 under any law: true, and not by definition.
    assert verdicts(result)[1] == "unproved"


def test_an_inequality_is_not_turned_round():
    result = parts_of(a**2 >= a, [a**2, ge(a, by=nonnegative)])
    assert result.verdict in ("refuted", "unproved")
    assert result.steps[0].verdict != "proved"


def test_what_is_true_and_beyond_the_rules_is_unproved():
    """SymPy's .equals gives None here at times; None is not False, and not True."""
    nested = sqrt(as_expr(2)) + sqrt(as_expr(3)), sqrt(5 + 2 * sqrt(as_expr(6)))
    for rule in RULES.values():
        assert verdict(*nested, rule, lemmas=LIBRARY.theorem).verdict in ("proved", "unproved")
    result = parts_of(nested[0] == nested[1], [nested[0], eq(nested[1], by=algebra)])
    assert result.verdict != "refuted"


def test_the_limit_of_an_antiderivative_is_asked_for():
    """The right derivative and the wrong limit: exp(-x) does not vanish at -oo."""
    found = verdict(
        Integral(exp(-x), x, -oo, 0), as_expr(-1), antiderivative(-exp(-x), x), relation="="
    )
    assert found.verdict == "unproved"


def test_the_logarithm_of_a_density_needs_its_rule():
    assert verdict(log(p(x)), log(p(x)) + 0, log_density).verdict == "proved"
    wrong = -half * log(2 * pi * sigma) - (x - mu) ** 2 / (2 * sigma**2)
    assert verdict(log(p(x)), wrong, log_density).verdict == "unproved"
    assert verdict(log(c * c), 2 * log(c), log_rules).verdict == "proved"
