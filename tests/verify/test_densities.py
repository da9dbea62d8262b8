"""Log densities against values known otherwise, and what is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mpmath import matrix, mp, mpf, quad

from symkl.errors import UsageError
from symkl.verify.arithmetic import MPMATH
from symkl.verify.log_densities import (
    cholesky,
    from_covariance,
    from_scale,
    from_scale_tril,
    log_density,
)

entries = st.floats(-2, 2)
scales = st.floats(0.25, 4)


@st.composite
def factors(draw, k=None):
    k = draw(st.integers(1, 4)) if k is None else k
    return [[draw(entries) for _ in range(i)] + [draw(scales)] for i in range(k)]


def numbers(values):
    return [mpf(value) for value in values]


def square(rows):
    k = len(rows)
    full = matrix([[*numbers(row), *[mpf(0)] * (k - len(row))] for row in rows])
    return full * full.T


@given(st.data(), factors())
def test_it_is_the_textbook_formula_with_inverse_and_determinant(data, rows):
    k = len(rows)
    mean = data.draw(st.lists(entries, min_size=k, max_size=k))
    x = data.draw(st.lists(entries, min_size=k, max_size=k))
    with mp.workdps(60):
        sigma = square(rows)
        away = matrix(x) - matrix(mean)
        expected = -(mp.log(mp.det(2 * mp.pi * sigma)) + (away.T * sigma**-1 * away)[0]) / 2
        by_factor = from_scale_tril(numbers(mean), [numbers(r) for r in rows], arithmetic=MPMATH)
        by_covariance = from_covariance(numbers(mean), sigma.tolist(), arithmetic=MPMATH)
        assert mp.almosteq(log_density(by_factor, numbers(x)), expected, 1e-45)
        assert mp.almosteq(log_density(by_covariance, numbers(x)), expected, 1e-45)


@given(entries, scales)
def test_a_univariate_density_has_mass_one(mean, scale):
    normal = from_scale([mpf(mean)], [mpf(scale)], arithmetic=MPMATH)
    steps = [mean + scale * t for t in (-mp.inf, -3, 0, 3, mp.inf)]
    assert mp.almosteq(quad(lambda x: mp.exp(log_density(normal, [x])), steps), 1, 1e-9)


@given(factors(k=3))
def test_a_diagonal_normal_is_the_product_of_its_coordinates(rows):
    scale = numbers(row[-1] for row in rows)
    zero = [mpf(0)] * 3
    x = numbers([0.5, -1.25, 2.0])
    with mp.workdps(30):
        product = sum(
            log_density(from_scale([mpf(0)], [s], arithmetic=MPMATH), [c])
            for s, c in zip(scale, x, strict=True)
        )
        joint = log_density(from_scale(zero, scale, arithmetic=MPMATH), x)
        assert mp.almosteq(joint, product, 1e-25)


@given(factors())
def test_the_factor_of_a_square_is_the_factor(rows):
    with mp.workdps(60):
        found = cholesky(square(rows).tolist(), arithmetic=MPMATH)
        for row, expected in zip(found, rows, strict=True):
            assert all(
                mp.almosteq(a, mpf(b), 1e-40, 1e-40) for a, b in zip(row, expected, strict=True)
            )


@pytest.mark.parametrize(
    "rows",
    [[[1, 2], [2, 1]], [[1, 0], [0.5, 1]], [[0, 0], [0, 1]], [[-1]]],
    ids=["indefinite", "not symmetric", "singular", "negative"],
)
def test_what_is_no_covariance_is_refused(rows):
    with pytest.raises(UsageError):
        from_covariance([mpf(0)] * len(rows), [numbers(r) for r in rows], arithmetic=MPMATH)


@pytest.mark.parametrize("scale", [0.0, -1.0, float("nan")])
def test_a_scale_that_is_not_positive_is_refused(scale):
    with pytest.raises(UsageError):
        from_scale([mpf(0)], [mpf(scale)], arithmetic=MPMATH)
