"""Integrals of numbers: each prover, alone, asks whether they have a value."""

import pytest
from existence import of_the_checker, proved_by_each, refused_by_each, refused_by_the_kernel, same

from symkl.families import AbstractDensity, Normal
from symkl.lang import nodes as n
from symkl.lang.vocabulary import (
    E,
    Integral,
    Sum,
    cos,
    cross_entropy,
    dimension,
    entropy,
    exp,
    index,
    log,
    oo,
    positive,
    real,
    sin,
    vector,
)
from symkl.rules import RULES
from symkl.rules.base import verdict

x, y = real("x y")
t = positive("t")
k, i = dimension("k"), index("i")
v = vector("v", k)
f, g = AbstractDensity("f", x), AbstractDensity("g", x)
DIVERGENCE = Integral(f(x) * log(f(x) / g(x)), x)
ONE = sin(y) ** 2 + cos(y) ** 2

EXIST = {
    "a sum over components, on a closed range": Integral(Sum(sin(x * v[i]), i, k), x, -1, 1),
    "the logarithm of an exponential": Integral(log(exp(-(x**2))) * exp(-(x**2)) * x, x),
    "a variable that may touch 0": Integral(cos(5 * t) * t**2, t, 0, 1),
    "a divergence": DIVERGENCE,
}

MAY_NOT = {
    "a denominator that may touch 0": Integral(cos(5 * t) / t, t, 0, 1),
    "a sum over components, on the line": Integral(Sum(sin(x * v[i]), i, k), x, 0, oo),
    "an entropy": entropy(f),
    "a cross entropy": cross_entropy(f, g),
    "a difference of moments": E(f, x**2 - x**4),
    "logarithms of no densities": E(f, log(1 + x**2) - log(2 + x**2)),
    "a sum of two logarithms": E(f, log(f(x)) + log(g(x))),
    "a logarithm with another factor": E(f, x * log(f(x)) - x * log(g(x))),
}


@pytest.mark.parametrize("which", EXIST)
def test_what_exists_is_proved_by_each(which):
    assert proved_by_each(EXIST[which])


@pytest.mark.parametrize("which", MAY_NOT)
def test_what_may_not_exist_is_refused_by_each(which):
    assert refused_by_each(MAY_NOT[which])


def test_a_law_that_moves_with_the_variable_is_no_law_to_average_over():
    """The x of its mean is another one than the x that is averaged."""
    law = n.Distribution(Normal("p", x, mean=y, variance=1).family, "p", x, (x, n.as_expr(1)))
    average = n.Expectation(law, x * exp(x**2), x)
    assert refused_by_the_kernel(average)
    assert of_the_checker(*same(average)) is not None


def test_the_kernel_looks_for_a_divergence_without_the_laws_of_the_step():
    """Of what has a value only by one of them the kernel sees none; the checker has shown it."""
    rule = RULES["trigonometry"]
    assert verdict(log(ONE), log(1 + 0 * y), rule).verdict == "proved"
    integral = Integral(f(x) * log(f(x) / g(x)) + f(x) * log(ONE), x)
    assert refused_by_the_kernel(integral, rule)
    assert of_the_checker(*same(integral), rule) is None
