"""Integrals in closed form, against quadrature, and integrals that are none."""

import mpmath
import pytest
from flint import acb, arb, ctx, fmpq
from hypothesis import given, settings
from hypothesis import strategies as st

from symkl.meaning.balls.gaussian_integrals import INFINITY, MINUS_INFINITY, over
from symkl.meaning.balls.gaussians import Gaussians, exponential, variable
from symkl.meaning.balls.polynomials import Divergent, NoBall

X, Y = 1, 2
x, y = variable(X), variable(Y)
BELL = exponential(x * x * fmpq(-1, 2))

ENDS = {INFINITY: mpmath.inf, MINUS_INFINITY: -mpmath.inf}


def _end(e):
    return ENDS[e] if isinstance(e, str) else mpmath.mpf(int(e.p)) / int(e.q)


def _close(found, expected):
    return abs(arb(found) - arb(mpmath.nstr(expected, 25))) < arb(10) ** -18 * (1 + abs(found))


@pytest.mark.parametrize(
    ("lower", "upper"),
    [
        (MINUS_INFINITY, INFINITY),
        (fmpq(0), INFINITY),
        (fmpq(-3, 2), INFINITY),
        (MINUS_INFINITY, fmpq(1, 3)),
        (fmpq(-1), fmpq(2)),
        (fmpq(2), fmpq(-1)),
        (INFINITY, fmpq(0)),
    ],
    ids=str,
)
@pytest.mark.parametrize("degree", [0, 1, 2, 5])
def test_a_polynomial_times_a_gaussian(lower, upper, degree):
    a, b = fmpq(3, 2), fmpq(-2, 3)
    f = exponential(x * x * (-a / 2) + x * b + 1)
    for _ in range(degree):
        f = f * (x + fmpq(1, 2))

    def integrand(t):
        return (t + mpmath.mpf(1) / 2) ** degree * mpmath.exp(-0.75 * t**2 - 2 * t / 3 + 1)

    with ctx.workprec(200), mpmath.workdps(30):
        found = over(f, X, lower, upper)
        assert arb(found).rad() < arb(10) ** -40
        ends = [_end(e) for e in (lower, upper)]
        middle = [] if all(map(mpmath.isfinite, ends)) else [mpmath.mpf(0)]
        assert _close(found, mpmath.quad(integrand, [ends[0], *middle, ends[1]]))


@settings(max_examples=30)
@given(*[st.integers(-3, 3)] * 4, st.integers(1, 5), st.integers(1, 5))
def test_the_order_of_integration_does_not_matter(b, c, cross, shift, p, q):
    """A form is negative definite or not, whichever coordinate comes first."""
    exponent = x * x * -p + y * y * -q + cross * (x * y) + b * x + c * y
    f = (x + shift) * (x * y + 2) * exponential(exponent)
    with ctx.workprec(300):
        if 4 * p * q > cross * cross:
            one, other = over(over(f, X), Y), over(over(f, Y), X)
            assert arb(one).overlaps(arb(other))
            assert arb(one).rad() < arb(10) ** -40
        else:
            for first, second in ((X, Y), (Y, X)):
                with pytest.raises(NoBall):
                    over(over(f, first), second)


@settings(max_examples=20)
@given(*[st.fractions(-2, 2, max_denominator=9)] * 3)
def test_an_integral_is_additive(u, v, w):
    u, v, w = (fmpq(z.numerator, z.denominator) for z in (u, v, w))
    f = (x * x + w) * BELL
    with ctx.workprec(200):
        parts = arb(over(f, X, MINUS_INFINITY, u)) + over(f, X, u, v) + over(f, X, v, INFINITY)
        assert parts.overlaps(arb(over(f, X)))
        assert not parts.overlaps(arb(over(f, X)) + arb(10) ** -40)


def test_powers_in_the_exponent():
    with ctx.workprec(200), mpmath.workdps(30):
        quartic = exponential(x * x * x * x * fmpq(-1, 2))
        expected = mpmath.quad(
            lambda t: t**2 * mpmath.exp(-(t**4) / 2), [-mpmath.inf, 0, mpmath.inf]
        )
        assert _close(over(x * x * quartic, X), expected)
        assert over(x * quartic, X) == 0
        assert _close(over(x * x * exponential(x * -3), X, fmpq(0), INFINITY), mpmath.mpf(2) / 27)
        for ends in ((fmpq(1), INFINITY), (MINUS_INFINITY, fmpq(0))):
            with pytest.raises(NoBall):
                over(quartic, X, *ends)


def test_polynomials_between_numbers():
    assert over(x * x * y, X, fmpq(0), fmpq(2)) - y * fmpq(8, 3) == 0
    assert over(fmpq(5), X, fmpq(1), fmpq(3)) == 10
    assert over(fmpq(0), X) == 0


def test_complex_parameters():
    """exp(-a x²/2) over the line is sqrt(2 pi/a) for complex a too."""
    with ctx.workprec(200), mpmath.workdps(30):
        f = x * x * exponential(x * x * (acb(1, 2) * fmpq(-1, 2)) + x * acb(0, 1))
        found = over(f, X)

        def integrand(t):
            return t**2 * mpmath.exp(-(1 + 2j) * t**2 / 2 + 1j * t)

        expected = mpmath.quad(integrand, [-mpmath.inf, 0, mpmath.inf])
        assert _close(found.real, expected.real)
        assert _close(found.imag, expected.imag)


@pytest.mark.parametrize(
    ("f", "lower", "upper"),
    [
        (fmpq(1), MINUS_INFINITY, INFINITY),
        (x, MINUS_INFINITY, INFINITY),
        (x * x - 1, fmpq(0), INFINITY),
        (exponential(x * x * fmpq(1, 2)), MINUS_INFINITY, INFINITY),
        (x * exponential(x * x), fmpq(0), INFINITY),
        (exponential(x * x - 7), MINUS_INFINITY, fmpq(0)),
        (exponential(x), MINUS_INFINITY, INFINITY),
        (exponential(-x), MINUS_INFINITY, fmpq(3)),
        (exponential(x * x * x), MINUS_INFINITY, INFINITY),
        (x * (BELL - 1), fmpq(0), INFINITY),
    ],
)
def test_what_does_not_decay_diverges(f, lower, upper):
    with pytest.raises(Divergent):
        over(f, X, lower, upper)


@pytest.mark.parametrize(
    ("f", "lower", "upper"),
    [
        (exponential(x * x * arb(0, 1)), MINUS_INFINITY, INFINITY),  # of unknown sign
        (y * exponential(x * x), MINUS_INFINITY, INFINITY),  # zero where y is
        (arb(0, 1) * exponential(x * x), MINUS_INFINITY, INFINITY),  # perhaps zero
        (variable(-1) * exponential(x * x), MINUS_INFINITY, INFINITY),
        (exponential(x * x) - exponential(x * x + x), MINUS_INFINITY, INFINITY),
        (exponential(x * y), MINUS_INFINITY, INFINITY),
        (exponential(-(x * x) + x * y), fmpq(0), INFINITY),
        (BELL, INFINITY, INFINITY),
        (exponential(x * x * x), MINUS_INFINITY, fmpq(0)),
    ],
)
def test_what_is_not_known_is_not_claimed(f, lower, upper):
    with pytest.raises(NoBall) as caught:
        over(f, X, lower, upper)
    assert not isinstance(caught.value, Divergent)


def test_an_indefinite_form_has_no_integral():
    f = exponential(-(x * x) - y * y + 3 * (x * y))
    inner = over(f, X)
    assert isinstance(inner, Gaussians)
    with pytest.raises(Divergent):
        over(inner, Y)
