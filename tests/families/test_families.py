"""Families: densities against known values, parameters that fit, moments in any dimension."""

from fractions import Fraction

import mpmath as mp
import pytest
from shipping import LIBRARY

from symkl import (
    E,
    MultivariateNormal,
    Normal,
    covariance,
    dimension,
    inv,
    positive,
    real,
    second_moment,
    vector,
)
from symkl.errors import ShapeError, UsageError
from symkl.families import SHIPPED
from symkl.meaning.evaluate import evaluate
from symkl.rules.base import holds

x, mu = real("x mu")
sigma = positive("sigma")


def test_density_of_the_normal():
    p = Normal("p", x, mean=mu, variance=sigma**2)
    found = evaluate(p(x), {x: Fraction(3, 2), mu: Fraction(1, 3), sigma: Fraction(5, 4)})
    assert mp.almosteq(found, mp.npdf(mp.mpf(3) / 2, mp.mpf(1) / 3, mp.mpf(5) / 4), 1e-14)


def test_density_of_the_multivariate_normal():
    k = dimension("k")
    y, m = vector("y m", k)
    S = covariance("S", k)
    p = MultivariateNormal("p", y, mean=m, covariance=S)
    found = evaluate(p(y), {y: [1, 2], m: [0, 1], S: [[2, 1], [1, 3]]})
    # det S = 5, (1, 1) S⁻¹ (1, 1)ᵀ = 3/5
    assert mp.almosteq(found, mp.exp(-mp.mpf(3) / 10) / (2 * mp.pi * mp.sqrt(5)), 1e-14)


def test_moments_hold_in_a_dimension_of_any_name():
    m = dimension("m")
    y, nu = vector("y nu", m)
    S = covariance("S", m)
    p = MultivariateNormal("p", y, mean=nu, covariance=S)
    form = E(p, (y - nu).T @ inv(S) @ (y - nu))
    assert holds(form, m, second_moment, lemmas=LIBRARY.theorem)
    assert not holds(form, 2 * m, second_moment, lemmas=LIBRARY.theorem)


def test_parameters_have_to_fit():
    k, m = dimension("k"), dimension("m")
    y = vector("y", k)
    with pytest.raises(UsageError, match="not a scalar"):
        Normal("p", x, mean=y, variance=1)
    with pytest.raises(ShapeError, match="m x m"):
        MultivariateNormal("p", y, mean=y, covariance=covariance("S", m))
    with pytest.raises(ShapeError, match="m x 1"):
        MultivariateNormal("p", y, mean=vector("z", m), covariance=covariance("S", k))
    with pytest.raises(UsageError, match="not a vector"):
        MultivariateNormal("p", x, mean=mu, covariance=sigma)


@pytest.mark.parametrize("family", SHIPPED, ids=str)
def test_the_theorems_that_a_family_names_are_proved(family):
    for name in family.theorems.values():
        assert LIBRARY.theorem(name).name == name
