"""The trapezoidal rule in high precision, and its error estimate."""

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from mpmath import mp, mpf, quad

from symkl.errors import UsageError
from symkl.verify import trapezoid
from symkl.verify.arithmetic import ARB, MPMATH
from symkl.verify.cancellation import survey
from symkl.verify.log_densities import from_covariance, from_scale, from_scale_tril, log_density
from symkl.verify.trapezoid import definition_integral


def diagonal(mean_1, scale_1, mean_2, scale_2):
    def densities(arithmetic):
        def read(values):
            return [arithmetic.number(value) for value in values]

        return (
            from_scale(read(mean_1), read(scale_1), arithmetic=arithmetic),
            from_scale(read(mean_2), read(scale_2), arithmetic=arithmetic),
        )

    return densities


def univariate(mu_1, sigma_1, mu_2, sigma_2):
    return diagonal([mu_1], [sigma_1], [mu_2], [sigma_2])


def factored(mean_1, rows_1, mean_2, rows_2):
    def densities(arithmetic):
        def read(values):
            return [arithmetic.number(value) for value in values]

        return (
            from_scale_tril(read(mean_1), map_rows(read, rows_1), arithmetic=arithmetic),
            from_scale_tril(read(mean_2), map_rows(read, rows_2), arithmetic=arithmetic),
        )

    return densities


def map_rows(read, rows):
    return [read(row) for row in rows]


def close(value, expected, digits):
    with mp.workdps(digits + 20):
        return abs(value - expected) <= abs(expected) * mpf(10) ** -digits


units = st.floats(0.3, 1) | st.floats(-1, -0.3)


@given(
    offset=st.floats(-1, 1),
    far=st.integers(0, 15),
    scale=st.integers(-100, 100),
    nearness=st.integers(0, 14),
    a=units,
    b=units,
    digits=st.integers(3, 50),
)
@settings(max_examples=60)
def test_it_has_the_digits_that_it_claims(
    closed_form_of_floats, offset, far, scale, nearness, a, b, digits
):
    sigma_2 = 10.0**scale
    mu_2 = offset * 10.0**far * sigma_2
    mu_1 = mu_2 + a * 10.0**-nearness * sigma_2
    sigma_1 = sigma_2 * (1 + 0.9 * b * 10.0**-nearness)
    assume((mu_1, sigma_1) != (mu_2, sigma_2))
    found = definition_integral(univariate(mu_1, sigma_1, mu_2, sigma_2), digits=digits)
    truth = closed_form_of_floats(mu_1, sigma_1, mu_2, sigma_2)
    assert found.digits >= digits
    assert close(found.value, truth, found.digits)
    with mp.workdps(100):
        assert abs(found.value - truth) <= found.error


@pytest.fixture(scope="module")
def closed_form_of_floats():
    def divergence(mu_1, sigma_1, mu_2, sigma_2):
        with mp.workdps(200):
            ratio, shift = mpf(sigma_1) / mpf(sigma_2), (mpf(mu_1) - mpf(mu_2)) / mpf(sigma_2)
            return (ratio**2 - 1 + shift**2) / 2 - mp.log(ratio)

    return divergence


def test_it_agrees_with_an_adaptive_integral_of_the_same_densities():
    build = univariate(0.25, 1.5, -1.0, 0.75)
    with mp.workdps(30):
        p, q = build(MPMATH)

        def integrand(x):
            log_p = log_density(p, [x])
            return mp.exp(log_p) * (log_p - log_density(q, [x]))

        expected = quad(integrand, [mpf(0.25) + 1.5 * t for t in (-14, -5, 0, 5, 14)])
        assert mp.almosteq(definition_integral(build, digits=25).value, expected, 1e-25)


@pytest.mark.parametrize("arithmetic", [MPMATH, ARB], ids=lambda a: a.name)
@pytest.mark.parametrize("nearness", [0, 7, 12])
@pytest.mark.parametrize(("k", "digits"), [(2, 30), (3, 8)])
def test_full_covariances_in_the_plane_and_in_space(closed_form, arithmetic, k, digits, nearness):
    if k == 3 and arithmetic is MPMATH:
        digits = max(1, digits - nearness)  # the nodes of fifteen digits take seconds
    delta = 10.0**-nearness
    rows_2 = [[1.25], [0.75, 0.5], [-0.5, 1.0, 2.0]][:k]
    rows_1 = [[entry * (1 + delta * (i + 1) / 8) for i, entry in enumerate(r)] for r in rows_2]
    mean_2 = [0.5, -1.0, 2.0][:k]
    mean_1 = [m + delta / 2 for m in mean_2]
    found = definition_integral(
        factored(mean_1, rows_1, mean_2, rows_2), digits=digits, arithmetic=arithmetic
    )
    assert found.digits >= digits
    assert close(found.value, closed_form(mean_1, rows_1, mean_2, rows_2), found.digits)


def test_an_ill_conditioned_covariance_is_taken_exactly(closed_form):
    first = [[1.0, 1.0 - 2.0**-40], [1.0 - 2.0**-40, 1.0]]
    second = [[1.0, 1.0 - 2.0**-39], [1.0 - 2.0**-39, 1.0]]
    mean = [1.0, -1.0]

    def densities(arithmetic):
        def normal(rows):
            exact = [[arithmetic.number(e) for e in row] for row in rows]
            centre = [arithmetic.number(m) for m in mean]
            return from_covariance(centre, exact, arithmetic=arithmetic)

        return normal(first), normal(second)

    found = definition_integral(densities, digits=25)
    assert close(found.value, closed_form(mean, first, mean, second, covariance=True), 25)


@given(
    st.lists(st.floats(-3, 3), min_size=2, max_size=2),
    st.lists(st.floats(0.2, 5), min_size=2, max_size=2),
    st.floats(-3, 3),
    st.floats(0.2, 5),
    st.integers(-300, 300),
)
@settings(max_examples=20)
def test_a_common_unit_of_length_does_not_matter(means, scales, mu, sigma, exponent):
    assume((means[0], scales[0]) != (mu, sigma))
    unit = 2.0**exponent
    plain = definition_integral(univariate(means[0], scales[0], mu, sigma), digits=25)
    scaled = definition_integral(
        univariate(means[0] * unit, scales[0] * unit, mu * unit, sigma * unit), digits=25
    )
    # Small means may lose bits to underflow; then the numbers are no multiples of each other.
    assume(means[0] * unit / unit == means[0] and mu * unit / unit == mu)
    assert close(scaled.value, plain.value, 24)


@given(st.lists(st.floats(0.3, 3), min_size=4, max_size=4), st.floats(-2, 2), st.floats(-2, 2))
@settings(max_examples=8)
def test_independent_coordinates_add(scales, first, second):
    assume(scales[:2] != scales[2:])
    whole = definition_integral(
        diagonal([first, 0.5], scales[:2], [second, -0.5], scales[2:]), digits=18
    )
    parts = [
        definition_integral(univariate(first, scales[0], second, scales[2]), digits=25),
        definition_integral(univariate(0.5, scales[1], -0.5, scales[3]), digits=25),
    ]
    with mp.workdps(30):
        total = parts[0].value + parts[1].value
    assert close(whole.value, total, 18)


def test_a_shear_of_space_does_not_matter():
    # Both distributions under the same exact map (x, y) -> (x, y + 4x).
    plain = factored([1.0, 2.0], [[1.0], [0.5, 2.0]], [0.5, 1.0], [[2.0], [-1.0, 1.0]])
    sheared = factored([1.0, 6.0], [[1.0], [4.5, 2.0]], [0.5, 3.0], [[2.0], [7.0, 1.0]])
    found = [definition_integral(build, digits=20).value for build in (plain, sheared)]
    assert close(found[0], found[1], 20)


@pytest.mark.parametrize("arithmetic", [MPMATH, ARB], ids=lambda a: a.name)
def test_a_distribution_does_not_diverge_from_itself(arithmetic):
    found = definition_integral(univariate(1e5, 0.1, 1e5, 0.1), arithmetic=arithmetic)
    assert (found.value, found.error) == (0, 0)


@pytest.mark.parametrize("exponent", [-30, -150, -900])
def test_a_difference_far_below_the_working_precision_is_seen(exponent):
    tiny = 2.0**exponent
    found = definition_integral(univariate(tiny, 1.0, 0.0, 1.0), digits=12)
    assert close(found.value, mpf(tiny) ** 2 / 2, 12)


@given(st.integers(2, 25), st.integers(64, 128), st.integers(0, 6))
@settings(max_examples=40)
def test_a_sum_too_coarse_does_not_claim_digits_that_it_has_not(
    closed_form_of_floats, resolution, precision, nearness
):
    arguments = (0.5, 1.0 + 10.0**-nearness, 0.5 + 10.0**-nearness, 1.0)
    build = univariate(*arguments)
    rounding = survey(build, MPMATH).rounding
    found = trapezoid._integrate(build, resolution, precision, rounding, arithmetic=MPMATH)
    with mp.workdps(60):
        assert abs(found.value - closed_form_of_floats(*arguments)) <= found.error


def test_the_two_arithmetics_agree():
    build = factored([1.0, 2.0], [[1.0], [0.5, 2.0]], [0.5, 1.0], [[2.0], [-1.0, 1.0]])
    found = [definition_integral(build, digits=30, arithmetic=a).value for a in (MPMATH, ARB)]
    assert close(found[0], found[1], 30)


def test_distributions_of_different_dimension_are_refused():
    with pytest.raises(UsageError, match=r"1.*2"):
        definition_integral(diagonal([0.0], [1.0], [0.0, 0.0], [1.0, 1.0]))


def test_no_digits_are_refused():
    with pytest.raises(UsageError):
        definition_integral(univariate(0.0, 1.0, 0.0, 2.0), digits=0)
