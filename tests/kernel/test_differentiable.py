"""A derivative that is written and not taken: where it exists, and where nobody knows."""

import pytest
from shipping import LIBRARY

from symkl import Library
from symkl.families import AbstractDensity, Normal
from symkl.lang.family import Family
from symkl.lang.nodes import Apply, as_expr
from symkl.lang.vocabulary import (
    KL,
    D,
    E,
    Integral,
    Product,
    Sum,
    by_component,
    covariance,
    det,
    dimension,
    exp,
    half,
    index,
    inv,
    log,
    nonzero,
    oo,
    piecewise,
    positive,
    real,
    sqrt,
    symmetric,
    tr,
    vector,
)
from symkl.rules import (
    algebra,
    density,
    derivative,
    exceeds_by,
    lemma,
    lemmas,
    linearity,
    substitution,
)
from symkl.rules.base import holds, verdict

PROVED = LIBRARY.theorem
k, i = dimension("k"), index("i")
x, y, t, mu = real("x y t mu")
a, b, s = positive("a b s")
z = nonzero("z")
u, w = vector("u w", k)
S, H = covariance("S", k), symmetric("H", k)
p, q = Normal("p", x, mean=mu, variance=s**2), Normal("q", x, mean=t, variance=a**2)
f = AbstractDensity("f", x)
closed = log(a / s) + (s**2 + (mu - t) ** 2) / (2 * a**2) - half


def size(arg):
    return Apply("abs", arg)


EXISTS = [
    D(x**3 * exp(x), x),
    D(D(x**3, x), x),
    D(D(x**3 * y**2, x) + x, y),
    D(log(a), a),
    D(sqrt(a), a),
    D(size(y), x),  # held constant
    D(1 / z, z),
    D(p(x), mu),
    D(det(S) * tr(inv(S)), S, H),
    D(Sum(u[i] ** 2, i, k), u, w),
    by_component(D(y**2 * u[i], y), i, k)[i],
]
UNKNOWN = [
    D(size(x), x),
    D(size(x) ** 2, x),
    D(sqrt(x**2), x),
    D(x + size(x), x),
    D(D(size(x) ** 3, x), x),
    D(D(size(x), x), y),
    D(piecewise(0, x, x, -x), x),
    D(KL(p, q), mu),
    D(E(p, size(x)), mu),
    D(Integral(size(x - y), x, 0, 1), y),
    D(f(x), x),
    D(Product(u[i], i, k), u, w),
    Integral(D(size(y), y), x, 0, 1),
    Sum(D(size(y) * u[i], y), i, k),
]


@pytest.mark.parametrize("slope", EXISTS)
def test_what_the_rules_can_take(slope):
    assert holds(slope + 1, 1 + slope, algebra)
    assert holds(slope - slope, 0, algebra)


@pytest.mark.parametrize("slope", UNKNOWN)
def test_what_nobody_takes(slope):
    for before, after in (
        (slope - slope, 0),
        (0, slope - slope),
        (slope, slope),
        (x + 0 * slope, x),
        (2 * slope / slope**0, 2 * slope),
    ):
        found = verdict(before, after, algebra)
        assert found.verdict == "unproved"
        assert "is not known to exist" in found.reason or "not known to be finite" in found.reason


def test_of_two_equal_functions_one_has_to_be_differentiable():
    by = lemma("univariate", mu_1=mu, mu_2=t, sigma_1=s, sigma_2=a)
    for before, after in (
        (D(KL(p, q), mu), D(closed, mu)),
        (2 * D(closed, mu), D(KL(p, q), mu) + D(KL(p, q), mu)),
        (D(D(KL(p, q), mu), s), D(D(closed, mu), s)),
    ):
        assert holds(before, after, by, lemmas=PROVED)
    for before, after in (
        (D(KL(p, q), mu), D(KL(p, q), mu)),  # true, and nothing in this step shows it
        (D(KL(p, q) * size(mu), mu), D(closed * size(mu), mu)),
        (D(closed, mu) + D(size(y), y), D(KL(p, q), mu) + D(size(y), y)),
    ):
        found = verdict(before, after, by, lemmas=PROVED)
        assert (found.verdict, "is not known to exist" in found.reason) == ("unproved", True)


def test_a_theorem_vouches_for_its_own_derivatives():
    letters = {"mu_1": mu, "mu_2": t, "sigma_1": s, "sigma_2": a}
    by = lemma("gradients.mu_1", **letters)
    assert holds(2 * D(KL(p, q), mu), 2 * ((mu - t) / a**2), by, lemmas=PROVED)
    assert holds(D(KL(p, q), mu) + 1, 1 + D(KL(p, q), mu), by, lemmas=PROVED)
    both = lemmas(by, lemma("univariate", mu_1=size(t), mu_2=t, sigma_1=s, sigma_2=a))
    assert not holds(D(KL(p, q), t), D(KL(p, q), t), both, lemmas=PROVED)


def test_no_value_of_a_letter_is_such_a_derivative():
    jump = D(size(y), y)
    moved = Normal("p", x, mean=jump, variance=s**2)
    for by in (
        lemma("univariate", mu_1=jump, mu_2=t, sigma_1=s, sigma_2=a),
        lemma("gradients.mu_2", mu_1=jump, mu_2=t, sigma_1=s, sigma_2=a),
    ):
        found = verdict(KL(moved, q) - KL(moved, q), 0, by, lemmas=PROVED)
        assert (found.verdict, "is not known to exist" in found.reason) == ("unproved", True)
    bell = Integral(exp(-(x**2)), x, -oo, oo)
    shifted = Integral(exp(-((jump + t) ** 2)), t, -oo, oo)
    assert not holds(bell, shifted, substitution(x, jump + t, t))
    slope = D(y**2, y)
    shifted = Integral(exp(-((slope + t) ** 2)), t, -oo, oo)
    assert holds(bell, shifted, substitution(x, slope + t, t))


def test_no_witness_is_such_a_derivative():
    jump = D(size(y), y)
    assert holds(x + D(y**2, y) ** 2, x, exceeds_by(D(y**2, y) ** 2), relation=">=")
    assert not holds(x + jump**2, x, exceeds_by(jump**2), relation=">=")
    assert not holds(x, x, exceeds_by(0 * jump**2), relation=">=")


def test_linearity_moves_nothing_out_that_is_not_there():
    assert not holds(E(p, x * D(size(y), y)), D(size(y), y) * E(p, x), linearity, lemmas=PROVED)


def test_both_provers(tmp_path):
    path = tmp_path / "slopes.py"
    path.write_text(
        """
from symkl import *
from symkl.lang.nodes import Apply
x, t = real("x t")
def one(claim, by):
    return derivation(title="", claim=claim, chain=[claim.lhs, eq(claim.rhs, by=by)])
taken = one(D(x**2, x) == 2*x, derivative)
written = one(D(x**2, x) + t == t + D(x**2, x), algebra)
jump = D(Apply("abs", x), x)
unknown = one(jump - jump == 0, algebra)
"""
    )
    library = Library((str(path),))
    found = {name: library.result(name).verdict for name in ("taken", "written", "unknown")}
    assert found == {"taken": "proved", "written": "proved", "unknown": "unproved"}


FLAT = Family("Flat", x, (), as_expr(1))("f", x)


def unmoved(point):
    """Expressions that do not depend on a part of them, and what they are."""
    return [(D(mu, t, point), 0), (FLAT(point), 1), (piecewise(point, 0, mu, mu), mu)]


@pytest.mark.parametrize("point", [1 / y, log(x), D(sqrt(y**2), y)])
def test_what_does_not_count_needs_a_value_all_the_same(point):
    for tree, value in unmoved(point):
        found = verdict(tree, as_expr(value), lemmas(density, also=derivative))
        assert found.verdict == "unproved", tree


def test_what_does_not_count_and_has_a_value():
    for point in (1 / z, log(a), D(sqrt(a), a)):
        for tree, value in unmoved(point):
            assert holds(tree, as_expr(value), lemmas(density, also=derivative)), tree
