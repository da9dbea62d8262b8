"""Integrals of vectors: each prover, alone, asks whether they have a value."""

import pytest
from existence import of_the_checker, proved_by_each, refused_by_each

from symkl.families import AbstractDensity, MultivariateNormal
from symkl.lang.vocabulary import (
    E,
    Integral,
    Sum,
    covariance,
    dimension,
    exp,
    index,
    inv,
    matrix,
    positive,
    positive_vector,
    real,
    scale_tril,
    vector,
)
from symkl.rules import RULES
from symkl.rules.base import verdict

k, i, j = dimension("k"), index("i"), index("j")
z, v, mu, c = vector("z", k), vector("v", k), vector("mu", k), vector("c", k)
w, three = positive_vector("w", k), vector("three", 3)
S, L, A = covariance("S", k), scale_tril("L", k), matrix("A", k, k)
s, t = positive("s"), real("t")
f = AbstractDensity("f", z)
p = MultivariateNormal("p", z, mean=mu, covariance=S)
SQUARE = z.T @ z


def whole(integrand):
    return Integral(integrand, z)


EXIST = {
    "a square": whole(exp(-SQUARE) * z),
    "a square and lower terms": whole(exp(c.T @ z - s * SQUARE + t) * z),
    "a polynomial before it": whole(exp(-SQUARE / s) * (c.T @ z) ** 2 * (z @ z.T)),
    "a covariance": whole(exp(-(z.T @ S @ z)) * z),
    "the inverse of one": whole(exp(-(z.T @ inv(S) @ z) / 2) * z),
    "a factor and its transpose": whole(exp(-((L @ z).T @ (L @ z))) * z),
    "the inverse of a product": whole(exp(-((z - mu).T @ inv(L @ L.T) @ (z - mu))) * z),
    "one between factors": whole(exp(-(z.T @ L.T @ S @ L @ z)) * z),
    "all components": whole(exp(-Sum(z[i] ** 2, i, k)) * z),
    "all components, weighed": whole(exp(-Sum(w[i] * z[i] ** 2 + c[i] * z[i], i, k) / s) * z),
    "the mean of a normal law": E(p, z),
}

MAY_NOT = {
    "no exponential": whole(s * v),
    "a linear exponent": whole(exp(-(c.T @ z)) * z),
    "a square of another sign": whole(exp(SQUARE) * z),
    "a factor of any sign": whole(exp(-t * SQUARE) * z),
    "squares of both signs": whole(exp(z.T @ S @ z - SQUARE) * z),
    "a matrix of which nothing is known": whole(exp(-(z.T @ A @ z)) * z),
    "that times its transpose": whole(exp(-((A @ z).T @ (A @ z))) * z),
    "factors in another order": whole(exp(-(z.T @ L @ L @ z)) * z),
    "one component": whole(exp(-(z[j] ** 2)) * z),
    "components with weights of any sign": whole(exp(-Sum(c[i] * z[i] ** 2, i, k)) * z),
    "all components, with a factor of any sign": whole(exp(-t * Sum(z[i] ** 2, i, k)) * z),
    "all components, with the other sign": whole(exp(s * Sum(z[i] ** 2, i, k)) * z),
    "components in the first power": whole(exp(-Sum(w[i] * z[i], i, k)) * z),
    "components in the third power": whole(exp(-Sum(z[i] ** 3, i, k)) * z),
    "some of the components": Integral(exp(-Sum(three[i] ** 2, i, 2)) * three, three),
    "products with one component": whole(exp(-Sum(z[i] ** 2 * z[j] ** 2, i, k)) * z),
    "the square of one direction": whole(exp(-((c.T @ z) ** 2)) * z),
    "the mean of an open density": E(f, z),
    "a number times a vector": Integral(t * v, t),
}


@pytest.mark.parametrize("which", EXIST)
def test_what_exists_is_proved_by_each(which):
    assert proved_by_each(EXIST[which])


@pytest.mark.parametrize("which", MAY_NOT)
def test_what_may_not_exist_is_refused_by_each(which):
    assert refused_by_each(MAY_NOT[which])


def test_two_that_have_no_value_are_not_equal():
    """∫ t v dt = ∫ (s + 1) v ds was proved by both, though no side is a vector."""
    x = real("x")
    before, after = Integral(t * v, t), Integral((x + 1) * v, x)
    for rule in (RULES["algebra"], RULES["linearity"]):
        assert verdict(before, after, rule).verdict == "unproved"
        assert of_the_checker(before, after, rule) is not None
