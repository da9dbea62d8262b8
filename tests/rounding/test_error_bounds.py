"""Bounds of rounding errors: refused where digits may be lost, and held by simulated rounding."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from symkl import (
    Sum,
    dimension,
    exp,
    eye,
    g,
    h,
    half,
    index,
    inv,
    log,
    log1p,
    matrix,
    piecewise,
    positive,
    positive_vector,
    rational,
    real,
    scale_tril,
    sqrt,
    strict_lower,
    tr,
    vector,
)
from symkl.errors import UnsupportedExpression
from symkl.lang import nodes as n
from symkl.lang.nodes import same
from symkl.rounding.error_bounds import (
    ASSUMED,
    Assumed,
    error_bound,
    relative_error_bound,
    sentence,
)

x, y, z = real("x y z")
s, t = positive("s t")
k, i = dimension("k"), index("i")
a, b = vector("a b", k)
p, q = positive_vector("p q", k)
L_1, L_2 = scale_tril("L_1 L_2", k)
A = matrix("A", k, k)
mu_1, mu_2 = vector("mu_1 mu_2", k)

d = (s - t) / t
w = inv(L_2) @ (mu_1 - mu_2)
E = inv(L_2) @ (L_1 - L_2)
N = strict_lower(E)


def abs_(tree):
    return n.Apply("abs", tree)


def units(tree, **quantities):
    return relative_error_bound(tree).at(quantities)


# By hand: counts of operations, rounded up for the terms of second order.


@pytest.mark.parametrize(
    ("tree", "expected"),
    [
        (x, 0),
        (x * 2, 0),
        (-x / 4, 0),
        (x * y, 1),
        (x * 3, 1),
        (x * rational(1, 3), 2),
        (x - y, 1),
        (x**2, 1),
        ((x - y) ** 2, 3),
        (half * ((x - y) / s) ** 2, 5),
        (s + t, 1),
        (s * s + t, 2),
        (s * s + t * t + x**2, 3),
        (sqrt(s), 1),
        (sqrt(s * t), 1.5),
        (log(s), 8),
        (log1p(x), 8),
        (exp(x), 8),
        (h(x), 6),
        (2 + d, 3),
        (half * d * (2 + d), 6),
        (x * y * z, 2),
    ],
)
def test_counts_of_operations(tree, expected):
    # A count n is n u and a little: terms of second order.
    assert units(tree) == math.floor(expected) + bool(expected)


def test_errors_of_one_number_of_ulps():
    twice = Assumed({name: 2 * error for name, error in ASSUMED.ulps.items()})
    assert relative_error_bound(exp(x), assumptions=twice).units_of_u == 17
    with pytest.raises(UnsupportedExpression, match="no error is assumed"):
        relative_error_bound(exp(x), assumptions=Assumed({}))


# Sums that may cancel.

closed = log(t / s) + (s**2 + (x - y) ** 2) / (2 * t**2) - half


@pytest.mark.parametrize(
    "tree",
    [
        closed,
        (x - y) + z,
        x * y - z,
        x**2 - y**2,
        s * s - t,
        log(s / t),
        log(s) - log(t),
        d**2 - log1p(d),
        half * d * (2 + d) - log(s / t),
        g(d),  # log(s/t) in disguise where s is small
        log1p(d),
        half * d * (2 + d) + ((x - y) / t) ** 2,
        h(x * y - z),
        x**3,
        Sum(a[i], i, k),
        Sum(log(p[i]), i, k),
        Sum((p[i] - q[i]) / q[i], i, k),
        tr(A),
        w,
        inv(L_2).T @ w,
        half * tr(N @ N.T),
        half * tr(N @ N.T) + Sum(a[i] ** 2, i, k),
        half * tr(N @ N.T) + Sum(rational(1, 4) * (E[i, i]) ** 2, i, k),
        tr(strict_lower(inv(A) @ (L_1 - L_2)) @ strict_lower(inv(A) @ (L_1 - L_2)).T),
    ],
)
def test_what_may_lose_digits_is_refused(tree):
    with pytest.raises(UnsupportedExpression, match="no bound of the rounding error"):
        relative_error_bound(tree)
    assert not sentence(tree).startswith("Relative")


@pytest.mark.parametrize(
    ("tree", "number", "relative_to"),
    [
        (log(s) + half, 10, abs_(log(s)) + half),
        (log(s) - log(t), 10, abs_(log(s)) + abs_(log(t))),
        ((x - y) + z, 3, abs_(x - y) + abs_(z)),
        (-(x * y - z), 3, abs_(x * y) + abs_(z)),
        (rational(3, 7) * (x - y * z), 5, rational(3, 7) * (abs_(x) + abs_(y * z))),
        (half * (x - y * z), 3, half * (abs_(x) + abs_(y * z))),
    ],
)
def test_what_may_cancel_is_bounded_by_its_terms(tree, number, relative_to):
    bound = error_bound(tree)
    assert bound.units_of_u == number
    assert same(bound.of, relative_to)


def test_index_sums_of_what_may_cancel():
    bound = error_bound(Sum(log(p[i]) + half, i, k))
    assert same(bound.of, Sum(abs_(log(p[i])) + half, i, k))
    assert bound.units_of_u == 10
    assert bound.further == ((1, "s(k)"),)


@pytest.mark.parametrize("tree", [tr(A), h(x * y - z), log(s) + h(x * y - z), closed])
def test_terms_without_a_bound_are_refused(tree):
    with pytest.raises(UnsupportedExpression, match="no bound of the rounding error"):
        error_bound(tree)
    assert sentence(tree) == ""


def test_the_copied_formula_is_refused_for_its_cancellation():
    with pytest.raises(UnsupportedExpression, match="may cancel"):
        relative_error_bound(closed)


def test_branches_count_under_their_conditions():
    far = half * d * (2 + d) - log(s / t)
    near = half * d**2 + g(d)
    both = relative_error_bound(piecewise(s, half * t, far, near)).units_of_u
    # Closer to the zero of the far branch its error grows.
    closer = relative_error_bound(piecewise(s, rational(7, 8) * t, far, near)).units_of_u
    assert 20 < both < 30 < closer
    # The other way round each branch is evaluated where it loses everything.
    with pytest.raises(UnsupportedExpression):
        relative_error_bound(piecewise(s, half * t, near, far))


def test_zero_is_exact_where_the_two_are_equal():
    # Relative errors of zero would be none at all; equal numbers have the difference 0.
    assert units(d) == 3
    assert units(d * d + d**2) <= 7


def test_an_index_sum_adds_its_additions():
    bound = relative_error_bound(Sum(half * a[i] ** 2 + h(b[i]), i, k))
    assert bound.further == ((1, "s(k)"),)
    assert bound.statement == "relative error at most x/(1 - 2 x) with x = (8 + s(k)) u"
    assert bound.at({"k": 1}) == pytest.approx(8)
    assert bound.at({"k": 512}) == pytest.approx(8 + 21)


def test_matrices_carry_their_condition():
    body = half * E[i, i] ** 2 + h(a[i])
    bound = relative_error_bound(half * (w.T @ w) + half * tr(N @ N.T) + Sum(body, i, k))
    assert {name: factor for factor, name in bound.further} == {
        "(k + 1) cond(L_2)": 2,
        "s(k^2)": 1,
    }
    assert any("2-norm of |inv(L_2)| |L_2|" in line for line in bound.conditions)
    assert bound.at({"k": 2, "cond(L_2)": 10.0}) == pytest.approx(bound.units_of_u + 60 + 3)
    assert bound.at({"k": 2, "cond(L_2)": 1e16}) == float("inf")


def test_differences_of_exact_matrices_need_none():
    D = strict_lower(L_1 - eye(k))
    bound = relative_error_bound(half * tr(D @ D.T))
    assert bound.further == ((1, "s(k^2)"),)
    assert bound.units_of_u <= 4


def test_log_variances_carry_their_distance():
    bound = relative_error_bound(h(x - y))
    assert bound.statement == "relative error at most x/(1 - 2 x) with x = (10 + |x - y|) u"
    assert bound.at({"|x - y|": 100.0}) == pytest.approx(110)


def test_the_sentence_of_a_docstring():
    text = sentence(half * x**2 + h(y))
    assert text == (
        "Relative error at most 8 u, where u is 2^-53 in float64 and 2^-24 in float32. This is "
        "derived in the standard model of floating-point arithmetic, for operations that round "
        "correctly and functions that keep to 3 ulp (h). It is for results that are normal "
        "numbers, where no intermediate result overflows or underflows."
    )
    assert "round correctly. It" in sentence(x * y)
    assert sentence(half * x**2 + h(y), exact=False) == ""


positive_terms = st.sampled_from(
    [x**2, s * t, half * y**2, h(z), exp(x), s / t, (x - y) ** 2, sqrt(s), (s / t) ** 2, t]
)


@settings(max_examples=12)
@given(st.lists(positive_terms, min_size=1, max_size=4), positive_terms)
def test_another_term_makes_the_bound_larger(terms, further):
    tree = terms[0]
    for term in terms[1:]:
        tree = tree + term
    assert units(tree + further) > max(units(tree), units(further)) - 1e-9
    assert units((tree + further) + x**2) > units(tree + further) - 1e-9
    assert units(tree + x**2) >= units(tree)
