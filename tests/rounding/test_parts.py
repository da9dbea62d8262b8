"""What the bounds of rounding errors are made from: cells, condition numbers, additions."""

import itertools
import random
from fractions import Fraction

import pytest
from flint import arb, ctx

from symkl import exp, h, half, piecewise, real
from symkl.lang import nodes as n
from symkl.rounding.cells import cells, halves
from symkl.rounding.condition_numbers import condition, free_condition
from symkl.rounding.condition_numbers import value as function_value
from symkl.rounding.counts import additions
from symkl.rounding.linear_forms import (
    exact_difference,
    excluded,
    exponent,
    linear,
    multiple,
    real_cells,
    variable,
)

x, y, z = real("x y z")


def test_cells_cover_every_ratio():
    with ctx.workprec(160):
        ends = sorted((ball.lower(), ball.upper()) for ball in cells())
        assert ends[0][0] < arb(2) ** -2098
        assert ends[-1][1] > arb(2) ** 2098
        for (_, high), (low, _) in itertools.pairwise(ends):
            gap = low - high
            # Next to 1 itself there is no number for which a difference is smaller.
            assert gap <= 0 or (gap <= arb(2) ** -53 and abs(high - 1) <= arb(2) ** -53)
        for ball in cells():
            parts = halves(ball)
            assert (parts is None) == ball.is_exact()
            if parts is not None:
                assert parts[0].overlaps(parts[1])
                assert parts[0].lower() <= ball.lower()
                assert parts[1].upper() >= ball.upper()
            assert ball > 0


def derivative_quotient(function, at):
    """x f'(x)/f(x) by a difference quotient in many digits."""
    step = arb(2) ** -40
    slope = (function_value(function, at + step) - function_value(function, at - step)) / (2 * step)
    return at * slope / function_value(function, at)


@pytest.mark.parametrize("function", ["log", "exp", "log1p", "expm1", "g", "h"])
@pytest.mark.parametrize("at", [-0.97, -0.5, -0.2, -1e-9, 1e-9, 0.2, 0.3, 1.5, 40.0, 700.0])
def test_condition_numbers(function, at):
    with ctx.workprec(900):
        if function == "log" and at < 0:
            return
        exact = abs(derivative_quotient(function, arb(at)))
        found = condition(function, arb(at, abs(at) / 10**5))
        assert exact <= found <= exact * arb("1.03") + arb("0.002")


def test_condition_numbers_without_bound():
    assert condition("log", arb(1, 0.1)) is None
    assert condition("g", arb(-1, 0.1)) is None
    assert free_condition("log") is None


@pytest.mark.parametrize("function", ["exp", "expm1", "h"])
def test_free_condition_numbers_hold_everywhere(function):
    own, slope = free_condition(function)
    with ctx.workprec(300):
        for step in range(-3000, 3000):
            at = step / 4 + 1 / 1024
            found = condition(function, arb(at, 1e-6))
            assert found <= own + slope * abs(at) + arb("0.001")  # the width of the ball


@pytest.mark.parametrize("function", ["log", "exp", "log1p", "expm1", "g", "h", "sqrt", "abs"])
def test_values_over_balls(function):
    with ctx.workprec(200):
        for at in (0.1, 0.24, 0.26, 3.0, 50.0):
            ball = function_value(function, arb(at, at / 8))
            for point in (at, at * 1.12, at * 0.88):
                assert ball.contains(function_value(function, arb(point)).mid())


def test_exact_differences_are_exact():
    source = random.Random(3)
    with ctx.workprec(200):
        for _ in range(4000):
            side = source.choice((1, -1))
            y = side * source.uniform(512, 2000)
            value = source.uniform(0.001, 700)
            x = y + value
            assert abs(y) >= 512
            if exact_difference(arb(value), arb(-512), arb(512)):
                assert Fraction(x) - Fraction(y) == Fraction(x - y)
        assert exact_difference(arb(511, 2), arb(-1222), arb(512))
        assert not exact_difference(arb(515, 2), arb(-1222 + 300), arb(512))
        assert not exact_difference(arb(1030), arb(-3000), arb(512))
        # One below 0 and one above may be as near to 0 as they like.
        assert not exact_difference(arb(700), arb(-600), arb(512))


@pytest.mark.parametrize(
    ("condition_text", "expected"),
    [
        (piecewise(867**2, (y + 355) ** 2, x, x), (-1222, 512)),
        (piecewise(80**2, y**2, x, x), (-80, 80)),
        (piecewise(9, (1 - y) ** 2, x, x), (-2, 4)),
        (piecewise(5, y**2, x, x), None),
        (piecewise(9, (2 * y) ** 2, x, x), None),
        (piecewise(9, (x + y) ** 2, x, x), None),
        (piecewise(y**2, 9, x, x), None),
    ],
)
def test_what_a_condition_says_of_a_letter(condition_text, expected):
    found = excluded(condition_text)
    if expected is None:
        assert found is None
    else:
        letter, low, high = found
        assert n.same(letter, y)
        assert (float(low), float(high)) == expected


def test_linear_forms():
    v = linear(x - y)
    assert multiple(linear(1 + half * (x - y)), v) == (Fraction(1, 2), 1)
    assert multiple(linear(-x / 4 + y / 4), v) == (Fraction(-1, 4), 0)
    assert multiple(linear(x + y), v) is None
    assert multiple(linear(x), v) is None
    assert linear(x * y) is None
    assert multiple(exponent(exp(half * x) / exp(half * y)), v) == (Fraction(1, 2), 0)
    assert multiple(variable(exp(z) + h(x - y)), v) == (1, 0)
    assert variable(x * y) is None


def test_real_cells_cover_what_they_say():
    with ctx.workprec(160):
        ends = sorted((b.lower(), b.upper()) for b in real_cells() if not b.is_zero())
        assert ends[0][0] <= -(arb(2) ** 1024)
        assert ends[-1][1] >= 2048
        for (_, high), (low, _) in itertools.pairwise(ends):
            assert low <= high or (low - high <= arb(2) ** -598 and abs(low) <= arb(2) ** -599)


def test_additions_of_a_sum():
    assert [additions(m) for m in (0, 1, 2, 3, 8, 128, 129)] == [0, 0, 1, 2, 7, 25, 19]
    for m in range(2, 40000):
        blocks = max(0, (-(-m // 128) - 1).bit_length())
        assert additions(m) <= min(m - 1, 25 + blocks), m
