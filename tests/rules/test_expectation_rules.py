"""Definitions, linearity, moments, independence: accepted, and near misses."""

import pytest
from shipping import LIBRARY

from symkl.families import AbstractDensity, MultivariateNormal, Normal
from symkl.lang import nodes as n
from symkl.lang.vocabulary import (
    KL,
    E,
    Integral,
    Sum,
    cos,
    covariance,
    cross_entropy,
    delta,
    dimension,
    entropy,
    exp,
    half,
    independent,
    index,
    inv,
    log,
    matrix,
    oo,
    pi,
    positive,
    positive_vector,
    real,
    sqrt,
    tr,
    vector,
)
from symkl.rules import (
    component_moments,
    components,
    definition,
    density,
    entrywise,
    independence,
    linearity,
    log_density,
    marginal,
    mean,
    product_density,
    second_moment,
    special_functions,
    trace_expectation,
)
from symkl.rules.base import holds

k, i, j, c = dimension("k"), index("i"), index("j"), index("c")
x, y, t, mu, nu, a = real("x y t mu nu a")
s, b = positive("s b")
p, q = Normal("p", x, mean=mu, variance=s**2), Normal("q", x, mean=nu, variance=b**2)
f, h = AbstractDensity("f", x), AbstractDensity("h", x)
v, w = vector("v w", k)
scale = positive_vector("scale", k)
A, S, T = matrix("A", k, k), covariance("S", k), covariance("T", k)
P = MultivariateNormal("P", v, mean=w, covariance=S)
phi = Normal("phi", t, mean=0, variance=1)
Z = independent("Z", v, phi, c)
shifted = Normal("psi", t, mean=w[c], variance=scale[c] ** 2)
W = independent("W", v, shifted, c)

THEOREM = LIBRARY.theorem


def accepted(before, after, rule) -> bool:
    return holds(before, n.as_expr(after), rule, lemmas=THEOREM)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (KL(p, q), Integral(p(x) * log(p(x) / q(x)), x)),
        (KL(p, q), E(p, log(p(x) / q(x)))),
        (KL(p, q), E(p, log(p(y) / q(y)), over=y)),
        (cross_entropy(p, q), -Integral(p(x) * log(q(x)), x)),
        (entropy(p), -E(p, log(p(x)))),
        (E(p, x**2), Integral(p(x) * x**2, x)),
        (KL(f, h), Integral(f(x) * log(f(x) / h(x)), x)),
    ],
)
def test_definition_accepts(before, after):
    assert accepted(before, after, definition)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (KL(p, q), KL(q, p)),
        (KL(p, q), Integral(q(x) * log(p(x) / q(x)), x)),
        (KL(p, q), Integral(p(x) * log(q(x) / p(x)), x)),
        (KL(p, q), Integral(p(x) * log(p(x) / q(x)), x, 0, oo)),
        (cross_entropy(p, q), -Integral(p(x) * log(p(x)), x)),
        (cross_entropy(p, q), Integral(p(x) * log(q(x)), x)),
        (entropy(p), entropy(q)),
        (E(p, x**2), Integral(q(x) * x**2, x)),
        (KL(p, p), 0),
        (KL(f, h), KL(h, f)),
    ],
)
def test_definition_rejects(before, after):
    assert not accepted(before, after, definition)


def test_densities_are_written_out():
    bell = 1 / sqrt(2 * pi * s**2) * exp(-((x - mu) ** 2) / (2 * s**2))
    assert accepted(p(x), bell, density)
    assert not accepted(p(x), bell / s, density)
    assert not accepted(p(x), 1 / sqrt(2 * pi * s) * exp(-((x - mu) ** 2) / (2 * s**2)), density)
    assert not accepted(p(y), bell, density)
    logarithm = -half * log(2 * pi * s**2) - (x - mu) ** 2 / (2 * s**2)
    assert accepted(log(p(x)), logarithm, log_density)
    assert not accepted(log(p(x)), -logarithm, log_density)
    assert not accepted(log(f(x)), logarithm, log_density)


def test_joint_densities_are_products():
    product = n.Product(phi(v[i]), i, n.as_expr(k))
    assert accepted(Z(v), product, product_density)
    assert accepted(W(v), n.Product(shifted_at(i)(v[i]), i, n.as_expr(k)), product_density)
    assert not accepted(W(v), n.Product(shifted_at(j)(v[i]), i, n.as_expr(k)), product_density)
    assert not accepted(Z(v), n.Sum(phi(v[i]), i, n.as_expr(k)), product_density)


def shifted_at(place):
    """The law of one component of W."""
    return Normal("psi", t, mean=w[place], variance=scale[place] ** 2)


def test_special_functions():
    assert accepted(n.Apply("g", s), s - log(1 + s), special_functions)
    assert not accepted(n.Apply("g", s), s + log(1 + s), special_functions)
    assert not accepted(n.Apply("g", x), x - log(1 + x), special_functions)
    assert accepted(n.Apply("h", x), exp(x) - 1 - x, special_functions)
    assert not accepted(n.Apply("h", x), exp(x) - 1 + x, special_functions)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (E(p, 3 * x + a), 3 * E(p, x) + a),
        (E(p, (x - a) ** 2), E(p, x**2) - 2 * a * E(p, x) + a**2),
        (E(p, log(p(x)) - log(q(x))), E(p, log(p(x))) - E(p, log(q(x)))),
        (E(p, cos(x) + x), E(p, cos(x)) + E(p, x)),
        (E(P, v.T @ A @ w), E(P, v).T @ A @ w),
        (E(P, A @ v), A @ E(P, v)),
        (E(P, v @ v.T @ A), E(P, v @ v.T) @ A),
        (E(Z, Sum(v[i] ** 2, i, k)), Sum(E(Z, v[i] ** 2), i, k)),
        (Integral(p(x) * x - q(x), x), Integral(p(x) * x, x) - 1),
        (Integral(x + a, x, 0, 1), Integral(x, x, 0, 1) + a),
        (Integral(2 * f(x) - h(x), x), 1),
        (Integral(sqrt(f(x)) * sqrt(h(x)) + f(x), x), Integral(sqrt(f(x)) * sqrt(h(x)), x) + 1),
        (E(f, n.as_expr(1)), 1),
        (E(p, E(q, x * y, over=y)), E(p, x) * E(q, y, over=y)),
    ],
)
def test_linearity_accepts(before, after):
    assert accepted(before, after, linearity)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (E(p, 3 * x + a), 3 * E(p, x)),
        (E(p, x**2), E(p, x) ** 2),
        (E(p, x * cos(x)), E(p, x) * E(p, cos(x))),
        (E(p, x) + E(q, x), E(p, 2 * x)),
        (E(p, x), mu),
        (E(p, (x - mu) ** 2), s**2),
        (E(p, x * y), x * E(p, y, over=y)),
        (E(P, v.T @ v), E(P, v).T @ E(P, v)),
        (E(P, v @ v.T), E(P, v) @ E(P, v).T),
        (E(P, A @ v), E(P, v)),
        (E(p, exp(x**2) + x), E(p, exp(x**2)) + E(p, x)),
        (E(p, exp(exp(x)) - exp(exp(x))), E(p, exp(exp(x))) - E(p, exp(exp(x)))),
        (E(f, x + 1), E(f, x) + 1),  # f need not have a mean
        (Integral(f(x) * h(x) + f(x), x), Integral(f(x) * h(x), x) + 1),
        (Integral(f(x) ** 2 / h(x) + f(x), x), Integral(f(x) ** 2 / h(x), x) + 1),
        (Integral(p(x) ** 2 / q(x) + p(x), x), Integral(p(x) ** 2 / q(x), x) + 1),
        (Integral(p(x), x, 0, oo), 1),
        (Integral(p(y), x), 1),
        (Integral(x + 1, x), Integral(x, x) + Integral(1, x)),
        (Integral(exp(x) + exp(-x), x), Integral(exp(x), x) + Integral(exp(-x), x)),
    ],
)
def test_linearity_rejects(before, after):
    assert not accepted(before, after, linearity)


@pytest.mark.parametrize(
    ("before", "after", "rule"),
    [
        (E(p, x), mu, mean),
        (E(q, 2 * x - nu), nu, mean),
        (E(P, v), w, mean),
        (E(P, A @ (v - w)), n.Zero((k, 1)), mean),
        (E(p, (x - mu) ** 2), s**2, second_moment),
        (E(p, x**2), s**2 + mu**2, second_moment),
        (E(p, (x - a) ** 2), s**2 + (mu - a) ** 2, second_moment),
        (E(P, (v - w) @ (v - w).T), S, second_moment),
        (E(P, v.T @ A @ v), tr(A @ S) + w.T @ A @ w, second_moment),
        (E(Normal("n", x, mean=0, variance=4), x**2), 4, second_moment),
    ],
)
def test_moments_accept(before, after, rule):
    assert accepted(before, after, rule)


@pytest.mark.parametrize(
    ("before", "after", "rule"),
    [
        (E(p, x), nu, mean),
        (E(q, x), mu, mean),
        (E(p, x**2), s**2 + mu**2, mean),  # the mean alone does not know it
        (E(P, v @ v.T), S + w @ w.T, mean),
        (E(p, (x - mu) ** 2), s, second_moment),
        (E(p, (x - mu) ** 2), b**2, second_moment),
        (E(p, (x - nu) ** 2), s**2, second_moment),
        (E(p, (x - mu) ** 4), s**4, second_moment),
        (E(p, (x - mu) ** 3), s**3, second_moment),
        (E(P, (v - w) @ (v - w).T), T, second_moment),
        (E(P, v @ v.T), S, second_moment),
        (E(P, (v - w).T @ A @ (v - w)), tr(A) * tr(S), second_moment),
        (E(P, (v - w).T @ inv(T) @ (v - w)), tr(inv(S) @ T), second_moment),
        (E(Normal("n", x, mean=0, variance=a), x**2), a, second_moment),
        (E(f, x), mu, mean),
    ],
)
def test_moments_reject(before, after, rule):
    assert not accepted(before, after, rule)


def test_a_law_brings_its_theorems_once():
    again = Normal("again", y, mean=mu, variance=s**2)
    before, after = E(p, x**2) - E(p, x) ** 2, E(again, y) + s**2 - mu
    assert accepted(before, after, second_moment)
    brought = [lemma.theorem for lemma in second_moment.instances(before, after)]
    assert brought == ["normal_moments.mean", "normal_moments.variance"]
    assert len(second_moment.instances(before, E(q, x))) == 4
    assert not accepted(before, E(q, x) + s**2 - mu, second_moment)


@pytest.mark.parametrize(
    ("before", "after", "rule"),
    [
        (E(P, tr(A @ (v @ v.T))), tr(A @ E(P, v @ v.T)), trace_expectation),
        (E(P, v.T @ A @ v), tr(A @ E(P, v @ v.T)), trace_expectation),
        (E(Z, v[i] ** 2), E(phi, t**2), marginal),
        (E(W, log(shifted_at(i)(v[i]))), E(shifted_at(i), log(shifted_at(i)(t))), marginal),
        (E(Z, Sum(v[i] ** 2, i, k)), k * E(phi, t**2), marginal),
        (
            E(Z, v[i] * v[j]),
            (1 - delta(i, j)) * E(phi, t) ** 2 + delta(i, j) * E(phi, t**2),
            independence,
        ),
        (E(Z, v[i] * v[j]), delta(i, j), component_moments),
    ],
)
def test_components_accept(before, after, rule):
    assert accepted(before, after, rule)


@pytest.mark.parametrize(
    ("before", "after", "rule"),
    [
        (E(P, tr(A @ (v @ v.T))), tr(A) * tr(E(P, v @ v.T)), trace_expectation),
        (E(P, v.T @ A @ v), tr(A.T) + tr(E(P, v @ v.T)), trace_expectation),
        (E(Z, v[i] ** 2), E(p, x**2), marginal),
        (E(W, v[i]), E(shifted_at(j), t), marginal),
        (E(Z, Sum(v[i] ** 2, i, k)), E(phi, t**2), marginal),
        (E(P, v[i] ** 2), E(phi, t**2), marginal),  # P does not have independent components
        (E(Z, cos(v[i] + v.T @ v)), E(phi, cos(t + t**2)), marginal),
        (E(Z, v[i] * v[j]), E(Z, v[i]) * E(Z, v[j]), independence),
        (E(P, v[i] * v[j]), E(P, v[i]) * E(P, v[j]), independence),
        (E(Z, v[i] * v[j]), 0, component_moments),
        (E(Z, v[i] * v[j]), 1, component_moments),
        (E(Z, v[i] ** 2), delta(i, j), component_moments),
        (
            E(Z, cos(v[i] + v.T @ v) * v[j]),
            (1 - delta(i, j)) * E(Z, cos(v[i] + v.T @ v)) * E(Z, v[j])
            + delta(i, j) * E(Z, cos(v[i] + v.T @ v) * v[i]),
            independence,
        ),
        (E(Z, Sum(v[i], i, k) ** 2), Sum(E(Z, v[i] ** 2), i, k), component_moments),
    ],
)
def test_components_reject(before, after, rule):
    assert not accepted(before, after, rule)


def test_entry_by_entry():
    square = E(Z, v @ v.T)
    assert accepted(square, n.Identity(k), entrywise(component_moments, i, j))
    assert not accepted(square, 2 * n.Identity(k), entrywise(component_moments, i, j))
    assert not accepted(square, n.Identity(k), entrywise(components, i, j))
    assert not accepted(square, n.Identity(k), entrywise(component_moments, i, i))
