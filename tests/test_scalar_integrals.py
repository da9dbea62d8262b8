"""Integrals of numbers: each prover, alone, asks whether they have a value."""

import pytest
from recheck.forge import refusal
from recheck.mutants import Judge

from symkl.expr import nodes as n
from symkl.expr.build import (
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
from symkl.families import AbstractDensity, Normal
from symkl.library import Library
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


@pytest.fixture(scope="module")
def library():
    return Library()


@pytest.fixture(scope="module")
def judge(library):
    needed = ("normal_moments", "gaussian_integral")
    return Judge({name: library.certificate(name) for name in needed})


def same(integral):
    """It, and it again in other words."""
    return integral, 1 * integral


@pytest.mark.parametrize("which", EXIST)
def test_what_exists_is_proved_by_each(which, library, judge):
    before, after = same(EXIST[which])
    assert verdict(before, after, RULES["algebra"]).verdict == "proved"
    assert refusal(library, judge, before, after, RULES["algebra"]) is None


@pytest.mark.parametrize("which", MAY_NOT)
def test_what_may_not_exist_is_refused_by_each(which, library, judge):
    before, after = same(MAY_NOT[which])
    found = verdict(before, after, RULES["algebra"])
    assert (found.verdict, "is not known to have a value" in found.reason) == ("unproved", True)
    told = refusal(library, judge, before, after, RULES["algebra"])
    assert "an integral that is not known to have a value" in told


def test_a_law_that_moves_with_the_variable_is_no_law_to_average_over(library, judge):
    """The x of its mean is another one than the x that is averaged."""
    law = n.Law(Normal("p", x, mean=y, variance=1).family, "p", x, (x, n.as_expr(1)))
    before, after = same(n.Expectation(law, x * exp(x**2), x))
    found = verdict(before, after, RULES["algebra"])
    assert (found.verdict, "is not known to have a value" in found.reason) == ("unproved", True)
    assert refusal(library, judge, before, after, RULES["algebra"]) is not None


def test_the_kernel_looks_for_a_divergence_without_the_laws_of_the_step(library, judge):
    """Of what has a value only by one of them the kernel sees none; the checker has shown it."""
    rule = RULES["trigonometry"]
    assert verdict(log(ONE), log(1 + 0 * y), rule).verdict == "proved"
    before, after = same(Integral(f(x) * log(f(x) / g(x)) + f(x) * log(ONE), x))
    found = verdict(before, after, rule)
    assert (found.verdict, "is not known to have a value" in found.reason) == ("unproved", True)
    assert refusal(library, judge, before, after, rule) is None
