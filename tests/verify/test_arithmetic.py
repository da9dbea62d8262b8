"""The two number systems: exactness, precision, midpoints and radii."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mpmath import mp, mpf

from symkl.errors import UsageError
from symkl.verify.arithmetic import ARB, MPMATH, arithmetic_named

floats = st.floats(allow_nan=False, allow_infinity=False)


@pytest.mark.parametrize("arithmetic", [MPMATH, ARB], ids=lambda a: a.name)
@given(floats)
def test_a_float_is_taken_exactly(arithmetic, value):
    number = arithmetic.number(value)
    assert arithmetic.radius(number) == 0
    assert float(arithmetic.midpoint(number)) == value


@given(st.floats(1e-6, 1e6))
def test_a_ball_holds_the_value(value):
    for function in ("exp", "log", "sqrt"):
        if function == "exp" and value > 100:
            continue
        with ARB.working(80):
            ball = getattr(ARB, function)(ARB.number(value))
        with mp.workprec(200):
            exact = getattr(MPMATH, function)(mpf(value))
            distance = abs(exact - ARB.midpoint(ball))
            assert ARB.radius(ball) < abs(exact) * mpf(2) ** -70 + mpf(2) ** -70
            assert distance <= ARB.radius(ball)


@pytest.mark.parametrize("arithmetic", [MPMATH, ARB], ids=lambda a: a.name)
def test_the_working_precision_is_that_of_the_block(arithmetic):
    with arithmetic.working(400):
        fine = arithmetic.midpoint(arithmetic.pi())
    with arithmetic.working(60):
        coarse = arithmetic.midpoint(arithmetic.pi())
    with mp.workprec(400):
        assert mpf(2) ** -70 < abs(fine - coarse) < mpf(2) ** -50
        assert abs(fine - mp.pi) < mpf(2) ** -390


def test_what_is_no_number_is_not_taken_for_one():
    empty = ARB.log(ARB.number(-1.0))
    assert mp.isnan(ARB.midpoint(empty))
    assert mp.isinf(ARB.radius(empty))


def test_an_unknown_arithmetic_is_refused():
    assert arithmetic_named("arb") is ARB
    with pytest.raises(UsageError):
        arithmetic_named("decimal")
