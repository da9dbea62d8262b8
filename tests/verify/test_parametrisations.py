"""Arguments, the densities that they mean exactly, and their conditions."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from mpmath import mp, mpf

from symkl.verify.parametrisations import COVARIANCE, LOG_VARIANCE, SCALE, SCALE_TRIL
from symkl.verify.problems import PROBLEMS

powers = st.lists(st.integers(-60, 60), min_size=3, max_size=3)
SIGMA = np.array([[2.0, 1.5, 0.25], [1.5, 3.0, -0.5], [0.25, -0.5, 1.0]])
FACTOR = np.array([[1.0, 0.0, 0.0], [7.0, 0.5, 0.0], [-3.0, 2.0, 4.0]])


@given(powers)
def test_units_of_the_coordinates_do_not_condition_a_covariance(exponents):
    units = np.diag([2.0**e for e in exponents])
    plain = COVARIANCE.condition(SIGMA, np.eye(3))
    assert COVARIANCE.condition(units @ SIGMA @ units, np.eye(3)) == pytest.approx(plain)


@given(powers)
def test_units_of_the_rows_do_not_condition_a_factor(exponents):
    units = np.diag([2.0**e for e in exponents])
    plain = SCALE_TRIL.condition(FACTOR, np.eye(3))
    assert SCALE_TRIL.condition(units @ FACTOR, np.eye(3)) == pytest.approx(plain)


def test_conditions_are_the_norms_they_are_said_to_be():
    scale = np.sqrt(np.diag(SIGMA))
    correlation = SIGMA / np.outer(scale, scale)
    expected = np.linalg.norm(correlation) * np.linalg.norm(np.linalg.inv(correlation))
    assert COVARIANCE.condition(np.eye(3), SIGMA) == pytest.approx(expected)
    skeel = np.abs(np.linalg.inv(FACTOR)) @ np.abs(FACTOR)
    assert SCALE_TRIL.condition(np.eye(3), FACTOR) == pytest.approx(skeel.sum(axis=1).max())
    assert SCALE.condition(np.array(1e-100), np.array(1e100)) == 1
    assert LOG_VARIANCE.condition(np.array([-3.0, 1.0]), np.array([2.0, 1.0])) == 6


@pytest.mark.parametrize("name", ["moderate", "scales", "far", "correlated", "ill-conditioned"])
@pytest.mark.parametrize("index", range(6))
def test_what_the_factorisation_cannot_help_is_allowed(closed_form, name, index):
    """An ulp of √(Σᵢᵢ Σⱼⱼ) in entry i, j moves the divergence by no more than 4 (κ − 1)."""
    problem = PROBLEMS["general"]
    regime = next(r for r in problem.regimes("float64") if r.name == name)
    point = problem.point(regime, index, dimension=2, seed=5)
    ulp = mpf(2) ** -52
    values = [point[argument].tolist() for argument in problem.arguments]
    with mp.workdps(60):
        truth = closed_form(*values, covariance=True, digits=60)
        for which in (1, 3):
            for i, j in ((0, 0), (0, 1), (1, 1)):
                moved = [[mpf(e) for e in row] for row in values[which]]
                step = ulp * mp.sqrt(moved[i][i] * moved[j][j])
                moved[i][j] += step
                moved[j][i] = moved[i][j]
                changed = [*values[:which], moved, *values[which + 1 :]]
                other = closed_form(*changed, covariance=True, digits=60)
                assert abs(other / truth - 1) <= 4 * (problem.condition(point) - 1) * ulp
