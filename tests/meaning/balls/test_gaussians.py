"""The arithmetic of sums of polynomials times exponentials, at points of their coordinates."""

from fractions import Fraction as F

import mpmath
import pytest
from flint import acb, arb, ctx, fmpq
from hypothesis import given, settings
from hypothesis import strategies as st

from symkl.meaning.balls.elementary import applied, raised, standard
from symkl.meaning.balls.gaussians import (
    Gaussians,
    coefficient,
    exponential,
    inverse,
    power,
    terms_of,
    variable,
)
from symkl.meaning.balls.polynomials import NoBall, Wide

X, Y, EPS = 1, 2, -1
x, y, eps = variable(X), variable(Y), variable(EPS)


def _at(f, point):
    """The value of a sum at a point, term by term."""

    def polynomial(p):
        total = arb(0)
        for monomial, c in p.items():
            for name, degree in monomial:
                c = c * point[name] ** degree
            total = total + c
        return total

    with ctx.workprec(300):
        return sum((polynomial(p) * polynomial(q).exp() for q, p in terms_of(f)), arb(0))


def _same(f, g, point):
    return _at(f, point).overlaps(_at(g, point)) and _at(f, point).rad() < arb(10) ** -40


fractions = st.fractions(-2, 2, max_denominator=12)
points = st.fixed_dictionaries(
    {name: fractions.map(lambda v: fmpq(v.numerator, v.denominator)) for name in (X, Y)}
)


@st.composite
def sums(draw):
    """A few terms: polynomials, times exponentials of quadratics."""
    total = fmpq(0)
    for _ in range(draw(st.integers(1, 3))):
        c = [fmpq(v.numerator, v.denominator) for v in draw(st.tuples(*[fractions] * 6))]
        with ctx.workprec(300):
            term = c[0] + c[1] * x + c[2] * x * y
            total = total + term * exponential(c[3] * y + c[4] * x * y + c[5] * x * x)
    return total


@settings(max_examples=40)
@given(sums(), sums(), sums(), points)
def test_sums_and_products_are_those_of_numbers(f, g, h, point):
    with ctx.workprec(300):
        assert _same(f * (g + h), f * g + f * h, point)
        assert _same(f * g, g * f, point)
        assert _same((f + g) - g, f, point)
        assert _same(power(f + g, fmpq(2)), f * f + 2 * (f * g) + g * g, point)
        assert _at(f * g, point).overlaps(_at(f, point) * _at(g, point))
        assert not _at(f * g + 1, point).overlaps(_at(f, point) * _at(g, point))


@settings(max_examples=40)
@given(*[fractions] * 3, points)
def test_single_terms_have_inverses_logarithms_and_roots(a, b, c, point):
    a, b, c = (fmpq(v.numerator, v.denominator) for v in (a, b, c))
    with ctx.workprec(300):
        exponent = a * x * x + b * x * y + c
        f = 3 * exponential(exponent)
        assert _same(f * inverse(f), fmpq(1), point)
        assert _same(applied("log", f), exponent + arb(3).log(), point)
        root = applied("sqrt", f)
        assert _same(root * root, f, point)
        assert _same(raised(f, fmpq(-3, 2)) * root * root * root, fmpq(1), point)


def test_equal_exponents_are_put_together_where_they_are_fractions():
    bell = exponential(x * x * fmpq(-1, 2))
    assert bell - exponential(x * x * fmpq(-1, 2)) == 0
    with ctx.workprec(100):
        third = arb(1) / 3
        one, other = exponential(x * third), exponential(x * third)
        assert isinstance(one - other, Gaussians)  # two balls that look alike
        assert one - one == 0


@pytest.mark.parametrize(
    "attempt",
    [
        lambda: applied("log", exponential(x) + exponential(y)),
        lambda: inverse(1 + x),
        lambda: inverse(arb(0, 1)),
        lambda: applied("log", -exponential(x)),
        lambda: applied("cos", x),
        lambda: applied("abs", x),
        lambda: applied("abs", eps),
        lambda: applied("sqrt", eps),
        lambda: applied("log", fmpq(0)),
        lambda: applied("abs", acb(1, 1)),
        lambda: applied("log", acb(arb(-1, 1), arb(0, 1))),
        lambda: raised(fmpq(0), fmpq(-1)),
        lambda: raised(x, fmpq(100)),
        lambda: exponential(exponential(x)),
        lambda: standard(x),
    ],
)
def test_what_is_not_in_the_class_is_refused(attempt):
    with pytest.raises(NoBall):
        attempt()


def test_an_exponent_too_wide_asks_for_more_bits():
    with pytest.raises(Wide):
        exponential(arb(0, 5))


FUNCTIONS = ["log", "exp", "sqrt", "cos", "sin", "abs", "log1p", "expm1", "g", "h"]


@pytest.mark.parametrize("name", FUNCTIONS)
@pytest.mark.parametrize("at", [F(1, 3), F(7, 2)])
def test_infinitesimals_carry_derivatives(name, at):
    from symkl import exp, expm1, log, log1p, real, sqrt
    from symkl.lang.nodes import Apply
    from symkl.meaning.evaluate import evaluate

    assert {exp, expm1, log, log1p, sqrt}
    t = real("t")
    node = Apply(name, t)
    with mpmath.workdps(40):
        slope = mpmath.diff(
            lambda v: evaluate(node, {t: mpmath.mpf(v)}, digits=60),
            mpmath.mpf(at.numerator) / at.denominator,
        )
    with ctx.workprec(200):
        found = coefficient(applied(name, fmpq(at.numerator, at.denominator) + eps), EPS)
        assert abs(arb(found) - arb(mpmath.nstr(slope, 25))) < arb(10) ** -12


def test_two_infinitesimals_carry_a_second_derivative():
    delta = variable(-2)
    with ctx.workprec(200):
        f = applied("log", fmpq(2) + eps + delta) * raised(fmpq(3) + eps, fmpq(1, 2))
        mixed = coefficient(coefficient(f, EPS), -2)
        # log(2 + u) sqrt(3 + v): -sqrt(3)/4 from both on the logarithm, 1/2 * 1/(2 sqrt 3).
        expected = -arb(3).sqrt() / 4 + 1 / (4 * arb(3).sqrt())
        assert arb(mixed).overlaps(expected)
        assert arb(mixed).rad() < arb(10) ** -50


def test_exactness_is_kept_where_it_can_be():
    assert applied("sqrt", fmpq(4, 9)) == fmpq(2, 3)
    assert raised(fmpq(4, 9), fmpq(-3, 2)) == fmpq(27, 8)
    assert applied("log", fmpq(1)) == 0
    assert applied("exp", fmpq(0)) == 1
    assert raised(fmpq(2, 3), fmpq(-2)) == fmpq(9, 4)
