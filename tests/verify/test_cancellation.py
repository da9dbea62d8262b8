"""The survey of the log ratio: what it says of digits that will be lost."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from mpmath import mp, mpf

from symkl.errors import UsageError
from symkl.verify.arithmetic import ARB, MPMATH
from symkl.verify.cancellation import survey
from symkl.verify.log_densities import from_scale, log_density


def univariate(mu_1, sigma_1, mu_2, sigma_2):
    def densities(arithmetic):
        number = arithmetic.number
        return (
            from_scale([number(mu_1)], [number(sigma_1)], arithmetic=arithmetic),
            from_scale([number(mu_2)], [number(sigma_2)], arithmetic=arithmetic),
        )

    return densities


@given(
    st.floats(-1e12, 1e12),
    st.floats(0.1, 10),
    st.floats(-8, 8),
    st.floats(0.1, 10),
    st.floats(-3, 3),
)
def test_the_rounding_error_at_any_node_is_below_the_bound(mu, sigma_1, shift, sigma_2, t):
    assume(shift or sigma_1 != sigma_2)
    build = univariate(mu, sigma_1, mu + shift, sigma_2)

    def log_ratio(bits):
        with mp.workprec(bits):
            p, q = build(MPMATH)
            x = [p.mean[0] + p.scale_tril[0][0] * mpf(t)]
            return log_density(p, x) - log_density(q, x)

    with mp.workprec(300):
        assert abs(log_ratio(70) - log_ratio(300)) <= mp.ldexp(survey(build, MPMATH).rounding, -70)


@pytest.mark.parametrize("arithmetic", [MPMATH, ARB], ids=lambda a: a.name)
@pytest.mark.parametrize("decade", [1, 6, 12, 15])
def test_the_spread_is_of_the_order_of_the_distance(arithmetic, decade):
    distance = 10.0**-decade
    seen = survey(univariate(3.0 + distance, 1.0, 3.0, 1.0), arithmetic)
    assert 0.3 * distance < seen.spread < 3 * distance


def test_the_spread_is_zero_only_without_a_difference():
    assert survey(univariate(2.5, 0.1, 2.5, 0.1), MPMATH).spread == 0
    assert survey(univariate(1e-300, 1.0, 0.0, 1.0), MPMATH).spread > 0


def test_densities_that_no_precision_settles_are_refused():
    calls = iter(range(1, 100))

    def densities(arithmetic):
        return univariate(float(next(calls)), 1.0, 0.0, 1.0)(arithmetic)

    with pytest.raises(UsageError, match="lost in rounding"):
        survey(densities, MPMATH)
