"""Algebra, logarithms, exponentials: what each rule lets through, and its near misses."""

import pytest

from symkl.lang.vocabulary import (
    by_component,
    covariance,
    dimension,
    exp,
    eye,
    index,
    inv,
    invertible,
    log,
    matrix,
    pi,
    positive,
    real,
    sqrt,
    vector,
    zeros,
)
from symkl.rules import algebra, exp_rules, log_quotient, log_rules
from symkl.rules.base import holds

k, i = dimension("k"), index("i")
x, y, mu, nu = real("x y mu nu")
s, t = positive("s t")
A, B = matrix("A B", k, k)
S, T, G = covariance("S", k), covariance("T", k), invertible("G", k)
v, w = vector("v w", k)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ((x - mu) + (mu - nu), x - nu),
        ((x - mu) ** 2, (mu - x) ** 2),
        (1 / s + 1 / t, (s + t) / (s * t)),
        (1 / (1 + x**2) + x**2 / (1 + x**2), 1 + 0 * x),
        (1 / sqrt(2 * pi * s**2), 1 / (sqrt(2 * pi) * s)),
        (A @ (B + S), A @ B + A @ S),
        ((A @ B).T, B.T @ A.T),
        (inv(S @ G), inv(G) @ inv(S)),
        (inv(2 * S), inv(S) / 2),
        (S @ inv(S), eye(k)),
        (inv(S).T, inv(S)),
        (v.T @ S @ w, w.T @ S @ v),
        ((v @ w.T) @ v, (w.T @ v) * v),
        (v + zeros(k), v),
        (by_component(v[i], i, k), v),
        ((v - w).T @ (v - w), v.T @ v - 2 * (v.T @ w) + w.T @ w),
    ],
)
def test_algebra_accepts(before, after):
    assert holds(before, after, algebra)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ((x - mu) + (mu - nu), x + nu),
        ((x - mu) ** 2, x**2 - mu**2),
        (1 / s + 1 / t, 2 / (s + t)),
        (1 / (1 + x**2), 1 + 1 / x**2),
        (1 / sqrt(2 * pi * s**2), 1 / (2 * pi * s)),
        (A @ B, B @ A),
        (S @ T, T @ S),
        ((A @ B).T, A.T @ B.T),
        (inv(S @ G), inv(S) @ inv(G)),
        (inv(S + T), inv(S) + inv(T)),
        (inv(2 * S), 2 * inv(S)),
        (A.T, A),
        (inv(G).T, inv(G)),
        (v.T @ A @ w, w.T @ A @ v),
        (v @ w.T, w @ v.T),
        ((v - w).T @ (v - w), v.T @ v - w.T @ w),
        ((v - w).T @ (v - w), v.T @ v + w.T @ w),
        (log(s * t), log(s) + log(t)),
        (exp(x + y), exp(x) * exp(y)),
        (x / x, 1 + 0 * x),
    ],
)
def test_algebra_rejects(before, after):
    assert not holds(before, after, algebra)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (log(s / t), log(s) - log(t)),
        (log(s**2 * t), 2 * log(s) + log(t)),
        (log(1 / s), -log(s)),
        (log(2 * pi * s**2), log(2 * pi) + log(s**2)),
        (log((x**2 + 1) * s), log(x**2 + 1) + log(s)),
    ],
)
def test_log_quotient_accepts(before, after):
    assert holds(before, after, log_quotient)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (log(s / t), log(t) - log(s)),
        (log(s / t), log(s) + log(t)),
        (log(s**2), log(s) ** 2),
        (log(s + t), log(s) + log(t)),
        (log(s) - log(t), log(s - t)),
        (log(x**2), 2 * log(x)),
        (log(x * y), log(x) + log(y)),
        (log(exp(x)), x),  # needs log_rules
    ],
)
def test_log_quotient_rejects(before, after):
    assert not holds(before, after, log_quotient)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (log(exp(x) / s), x - log(s)),
        (log(exp(-((x - mu) ** 2) / 2)), -((x - mu) ** 2) / 2),
        (exp(log(s) + log(t)), s * t),
    ],
)
def test_log_rules_accept(before, after):
    assert holds(before, after, log_rules)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (log(exp(x) / s), x / log(s)),
        (log(1 + exp(x)), x),
        (log(exp(-((x - mu) ** 2) / 2)), (x - mu) ** 2 / 2),
        (exp(log(s) * log(t)), s * t),
    ],
)
def test_log_rules_reject(before, after):
    assert not holds(before, after, log_rules)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (exp(x + y), exp(x) * exp(y)),
        (exp(x - y), exp(x) / exp(y)),
        (exp(x) ** 3, exp(3 * x)),
        (sqrt(exp(x)), exp(x / 2)),
        (exp(0 * x), 1 + 0 * x),
    ],
)
def test_exp_rules_accept(before, after):
    assert holds(before, after, exp_rules)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (exp(x + y), exp(x) + exp(y)),
        (exp(x * y), exp(x) * exp(y)),
        (exp(x - y), exp(x) * exp(y)),
        (exp(x) ** 3, exp(x**3)),
        (exp(-x), -exp(x)),
        (log(s * t), log(s) + log(t)),
    ],
)
def test_exp_rules_reject(before, after):
    assert not holds(before, after, exp_rules)
