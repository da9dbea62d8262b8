"""Enclosures of expressions, against mpmath and against identities."""

from fractions import Fraction as F

import mpmath
import pytest
from flint import arb, ctx
from hypothesis import given, settings
from hypothesis import strategies as st

from symkl import (
    AbstractDensity,
    E,
    Integral,
    Product,
    Sum,
    delta,
    det,
    diag,
    dimension,
    exp,
    expm1,
    eye,
    g,
    h,
    half,
    index,
    inv,
    log,
    log1p,
    matrix,
    pi,
    piecewise,
    positive,
    rational,
    real,
    sqrt,
    strict_lower,
    tr,
    vector,
)
from symkl.meaning.balls.equality import NoBall, agree, enclosed
from symkl.meaning.evaluate import evaluate

x, y = real("x y")
s, t = positive("s t")
k, i, j = dimension("k"), index("i"), index("j")
a, b = vector("a b", k)
A, B = matrix("A B", k, k)

VALUES = {
    x: F(1, 3), y: F(-2, 7), s: F(3, 2), t: F(2, 5),
    a: [F(1), F(-2)], b: [F(1, 2), F(3)],
    A: [[F(2), F(1)], [F(-1), F(3)]], B: [[F(1), F(0)], [F(2), F(5)]],
}  # fmt: skip
SIZES = {k: 2}

TREES = [
    x - y * s / t,
    s**x + sqrt(t) ** 3,
    log(s) + exp(y) - log1p(x) + expm1(y),
    g(x) + h(y) + pi,
    piecewise(x, y, s, t) + piecewise(y, x, s, t),
    a.T @ inv(A) @ b,
    tr(A @ B.T) + det(A) * k,
    tr(strict_lower(A) @ B),
    Sum(a[i] * b[i] * i, i, k),
    Product(a[i] + A[i, 1], i, k),
    Sum(Sum(delta(i, j) * A[i, j], i, k), j, k),
    det(eye(k) + diag(b)),
    rational(1, 3) * x,
]


@pytest.mark.parametrize("tree", TREES, ids=str)
def test_balls_hold_the_value(tree):
    with ctx.workprec(400):
        (ball,) = enclosed(tree, VALUES, SIZES).entries()
        assert ball.rad() < arb(10) ** -90
        digits = evaluate(tree, VALUES, digits=60, dims=SIZES)
        assert abs(ball - arb(mpmath.nstr(digits, 60))) < arb(10) ** -55


@settings(max_examples=30)
@given(st.fractions(-3, 3, max_denominator=50), st.fractions(F(1, 9), 5, max_denominator=50))
def test_identities_hold_and_slips_differ(u, v):
    values = {x: u, s: v, t: v + 1}
    assert agree((x + s) ** 2, x**2 + 2 * x * s + s**2, values, {})
    assert agree(log(s / t), log(s) - log(t), values, {})
    assert not agree(log(s / t), log(t) - log(s), values, {})
    assert not agree((x + s) ** 2, x**2 + 2 * x * s + s**2 + rational(1, 10**60), values, {})


def test_matrices_are_compared_entry_by_entry():
    assert agree((A @ B).T, B.T @ A.T, VALUES, SIZES)
    assert not agree((A @ B).T, A.T @ B.T, VALUES, SIZES)
    assert agree(inv(A @ B), inv(B) @ inv(A), VALUES, SIZES)


def test_a_common_integral_without_a_ball_is_one_unknown_number():
    odd = Integral(exp(-(x**4) - x), x)
    assert agree(2 * odd + s, s + odd + odd, VALUES, SIZES)
    assert agree(odd / odd, odd ** (s - s), VALUES, SIZES)
    for other in (s + odd, s + 2 * odd**2):
        # For some number they are equal, and it might be this one.
        with pytest.raises(NoBall):
            agree(2 * odd + s, other, VALUES, SIZES)
    with pytest.raises(NoBall):
        agree(odd, odd + s, VALUES, SIZES, "<=")
    with pytest.raises(NoBall):
        agree(odd, odd * exp(x - x) + Integral(exp(-(y**4) - y), y), VALUES, SIZES)
    moving = Integral(exp(-(x**4) - i * x), x)  # it depends on the index
    with pytest.raises(NoBall):
        agree(Sum(moving, i, k), Sum(moving, i, k), VALUES, SIZES)


def test_a_common_integral_with_a_ball_is_the_number_that_it_is():
    gauss = Integral(exp(-half * x**2), x)
    assert agree(2 * gauss + s, s + gauss + gauss, VALUES, SIZES)
    assert not agree(2 * gauss + s, s + gauss, VALUES, SIZES)
    assert agree(gauss**2, 2 * pi + gauss - gauss, VALUES, SIZES)
    moving = Integral(exp(-half * i * x**2), x)
    assert agree(Sum(moving, i, k), gauss + gauss / sqrt(2), VALUES, SIZES)


def test_inequalities():
    third = rational(1, 3)
    assert agree(s, s + third, VALUES, SIZES, "<=")
    assert agree(s + third, s, VALUES, SIZES, ">=")
    assert agree(sqrt(s) ** 2, s, VALUES, SIZES, "<=")
    assert agree(sqrt(s) ** 2, s, VALUES, SIZES, ">=")
    assert not agree(s + rational(1, 10**60), s, VALUES, SIZES, "<=")
    assert not agree(s, s + rational(1, 10**60), VALUES, SIZES, ">=")
    assert agree(a, a, VALUES, SIZES, "<=")
    assert not agree(a, b, VALUES, SIZES, ">=")  # in one entry


def test_large_exponents_take_more_bits():
    """exp(-x²/(2v) + x m/v - m²/(2v)) at v = exp(-3000): the square is completed in 9000 bits."""
    v = exp(rational(-3000))
    bell = Integral(exp(-((x - t) ** 2) / (2 * v)), x)
    assert agree(bell, sqrt(2 * pi * v), VALUES, SIZES)
    assert not agree(bell, 2 * sqrt(2 * pi * v), VALUES, SIZES)


@pytest.mark.parametrize(
    "tree",
    [
        log(x - x),
        1 / (x - x),
        inv(A - A),
        a[i],
        a[k + 1],
        real("unknown"),
        piecewise(sqrt(s) ** 2, s, x, y),  # the balls touch
    ],
    ids=str,
)
def test_what_has_no_value_has_no_ball(tree):
    with pytest.raises(NoBall):
        enclosed(tree, VALUES, SIZES)


# A mean that has no ball, as is seen already where the tree is compiled.
UNKNOWN = E(AbstractDensity("p", y), y)


def test_a_branch_that_is_not_taken_needs_no_ball():
    assert agree(piecewise(x, 1, x**2, UNKNOWN), x**2, VALUES, SIZES)
    with pytest.raises(NoBall, match="left open"):
        enclosed(piecewise(1, x, x**2, UNKNOWN), VALUES, SIZES)


def test_a_common_expression_without_a_ball_stands_for_one_number():
    assert agree(UNKNOWN + x, x + UNKNOWN, VALUES, SIZES)
    with pytest.raises(NoBall, match="not known"):
        agree(UNKNOWN + x, UNKNOWN + y, VALUES, SIZES)


def test_a_sum_without_terms_is_what_it_is_in_numbers():
    for tree in (Sum(x, i, 0), Product(x, i, 0)):
        assert enclosed(tree, VALUES, SIZES)[0, 0] == int(evaluate(tree, VALUES, dims=SIZES))
