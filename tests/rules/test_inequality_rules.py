"""Inequalities: accepted, and near misses."""

import pytest
from shipping import LIBRARY

from symkl.families import AbstractDensity, Normal
from symkl.lang import nodes as n
from symkl.lang.vocabulary import (
    KL,
    E,
    Integral,
    Sum,
    covariance,
    dimension,
    exp,
    g,
    h,
    index,
    inv,
    log,
    matrix,
    nonnegative_real,
    oo,
    pi,
    positive,
    real,
    sqrt,
    tr,
    unit_interval,
    vector,
)
from symkl.rules import exceeds_by, exceeds_under_integral, nonnegative
from symkl.rules.base import verdict

k, i = dimension("k"), index("i")
x, y, mu = real("x y mu")
s, t = positive("s t")
r, u = nonnegative_real("r"), unit_interval("u")
v, A, S = vector("v", k), matrix("A", k, k), covariance("S", k)
p = Normal("p", x, mean=mu, variance=s**2)
f, q = AbstractDensity("f", x), AbstractDensity("q", x)

THEOREM = LIBRARY.theorem


def accepted(greater, less, rule, relation=">="):
    found = verdict(greater, less, rule, relation=relation, lemmas=THEOREM)
    return found.verdict == "proved"


ACCEPTED = [
    (x**2 + 1, 1, nonnegative),
    (x**4 + r, 0, nonnegative),
    (v.T @ inv(S) @ v, 0, nonnegative),
    (Sum(v[i] ** 2, i, k), 0, nonnegative),
    (tr(S), 0, nonnegative),
    (g(s), 0, nonnegative),
    (h(x), 0, nonnegative),
    (E(p, x**2), 0, nonnegative),
    (x**2 + y**2, 2 * x * y, exceeds_by((x - y) ** 2)),
    (s - 1, log(s), exceeds_by(g(s - 1))),
    (E(p, (x - mu) ** 2) + 1, 1, exceeds_by(E(p, (x - mu) ** 2))),
    (Integral(u**2 + 1, u, 0, 1), Integral(u**2, u, 0, 1), exceeds_under_integral(1)),
    (
        Integral(f(x) * log(f(x) / q(x)), x),
        Integral(f(x) * (1 - q(x) / f(x)), x),
        exceeds_under_integral(f(x) * g(q(x) / f(x) - 1)),
    ),
]

REJECTED = [
    (x, 0, nonnegative),
    (x**3, 0, nonnegative),
    (x**2 - 1, 0, nonnegative),
    (1 - r, 0, nonnegative),
    (v.T @ A @ v, 0, nonnegative),
    (tr(A), 0, nonnegative),
    (log(s), 0, nonnegative),
    (E(p, x), 0, nonnegative),
    (KL(f, q), 0, nonnegative),  # a theorem, but not of this rule
    (n.as_expr(0), x**2, nonnegative),
    (g(x), 0, nonnegative),  # x may be below -1
    (x**2 + y**2, 2 * x * y, exceeds_by((x + y) ** 2)),
    (x**2 + y**2, 3 * x * y, exceeds_by((x - y) ** 2)),
    (x**2 + y**2, 2 * x * y, exceeds_by(x - y)),
    (2 * x * y, x**2 + y**2, exceeds_by(-((x - y) ** 2))),
    (s, log(s), exceeds_by(g(s - 1))),
    (log(s), s - 1, exceeds_by(-g(s - 1))),
    (Integral(x**2 + 1, x, 1, 0), Integral(x**2, x, 1, 0), exceeds_under_integral(1)),
    (Integral(x**2 + 1, x, 4, pi), Integral(x**2, x, 4, pi), exceeds_under_integral(1)),
    (Integral(x**2 + 1, x, 0, y), Integral(x**2, x, 0, y), exceeds_under_integral(1)),
    (Integral(x**2 + 1, x, 0, 2), Integral(x**2, x, 0, 1), exceeds_under_integral(1)),
    (Integral(s, s, -2, 1), Integral(0 * s, s, -2, 1), exceeds_under_integral(s)),
    (Integral(x**2 + 1, x), Integral(x**2, x), exceeds_under_integral(1)),  # not integrable
    (Integral(exp(x**2), x), Integral(-exp(-(x**2)), x, 0, oo), exceeds_under_integral(1)),
    (
        Integral(f(x) * log(f(x) / q(x)), x),
        Integral(f(x) * (q(x) / f(x) - 1), x),
        exceeds_under_integral(f(x) * g(q(x) / f(x) - 1)),
    ),
    (Integral(f(x), x), Integral(sqrt(f(x)) * q(x), x), exceeds_under_integral(f(x))),
    (x**2 + 1, 1, exceeds_under_integral(x**2)),
]


@pytest.mark.parametrize(("greater", "less", "rule"), ACCEPTED)
def test_accepted(greater, less, rule):
    assert accepted(greater, less, rule)
    assert accepted(less, greater, rule, relation="<=")


@pytest.mark.parametrize(("greater", "less", "rule"), REJECTED)
def test_near_misses(greater, less, rule):
    assert not accepted(greater, less, rule)
    assert not accepted(less, greater, rule, relation="<=")


def test_an_inequality_is_no_equation():
    assert not accepted(x**2 + 1, 1, nonnegative, relation="=")
    assert not accepted(x**2 + 1, 1, nonnegative, relation="<=")


def test_the_bounds_are_theorems():
    found = verdict(g(s), 0, nonnegative, relation=">=", lemmas=THEOREM)
    assert "theorem log_bound" in found.sources
    found = verdict(h(x), 0, nonnegative, relation=">=", lemmas=THEOREM)
    assert "theorem exp_bound" in found.sources
