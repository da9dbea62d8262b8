"""Integrals, expectations and divergences in numbers: to the last digit, or not at all."""

from fractions import Fraction

import mpmath
import pytest
from mpmath import mp, mpf

from symkl.errors import UnsupportedExpression
from symkl.families import AbstractDensity, MultivariateNormal, Normal
from symkl.lang import nodes as n
from symkl.lang.vocabulary import (
    KL,
    D,
    E,
    Integral,
    Sum,
    by_component,
    cos,
    covariance,
    cross_entropy,
    det,
    diag,
    dimension,
    entropy,
    exp,
    eye,
    independent,
    index,
    inv,
    log,
    matrix,
    oo,
    pi,
    positive,
    positive_vector,
    rational,
    real,
    sqrt,
    tr,
    vector,
    zeros,
)
from symkl.meaning.evaluate import Unevaluated, evaluate

k = dimension("k")
x, y, a, theta = real("x y a theta")
r, s = positive("r s")
i = index("i")
u, v, m = vector("u v m", k)
w = positive_vector("w", k)
A = matrix("A", k, k)
S = covariance("S", k)
p = Normal("p", x, mean=a, variance=s**2)
q = Normal("q", x, mean=0, variance=1)
P = MultivariateNormal("p", u, mean=m, covariance=S)
Q = MultivariateNormal("q", u, mean=zeros(k), covariance=eye(k))
INDEPENDENT = independent("P", u, Normal("p_i", x, mean=m[i], variance=w[i] ** 2), i)

POINT = {x: Fraction(1, 3), y: Fraction(-2), s: Fraction(3, 2), a: 1}


def close(value, expected, digits=48):
    with mp.workdps(digits + 20):
        expected = expected() if callable(expected) else expected
        size = max(abs(mpf(expected)), mpf(1))
        return abs(mpf(value) - expected) <= mpf(10) ** -digits * size


@pytest.mark.parametrize(
    ("tree", "expected"),
    [
        (Integral(exp(-(x**2) / 2), x), lambda: mp.sqrt(2 * mp.pi)),
        (Integral(exp(-((x - 40) ** 2) * 5000), x), lambda: mp.sqrt(mp.pi / 5000)),
        (Integral(1 / (1 + x**2), x), lambda: +mp.pi),
        (Integral(x**2 * exp(-x), x, 0, oo), lambda: mpf(2)),
        (Integral(1 / sqrt(x) * exp(-x), x, 0, oo), lambda: mp.sqrt(mp.pi)),
        (Integral(1 / x**2, x, 2, oo), lambda: mpf(1) / 2),
        (Integral(exp(x), x, -oo, 1), lambda: +mp.e),
        (Integral(x**2, x, 1, 3), lambda: mpf(26) / 3),
        (Integral(x**2, x, 3, 1), lambda: mpf(-26) / 3),
        (Integral(log(x), x, 0, 1), lambda: mpf(-1)),
        (Integral(sqrt(1 - x**2), x, -1, 1), lambda: mp.pi / 2),
        (Integral(cos(x), x, 0, 2 * pi), lambda: mpf(0)),
        (Integral(x, x, s, s), lambda: mpf(0)),
        (E(p, x), lambda: mpf(1)),
        (E(p, (x - a) ** 4), lambda: 3 * mpf(1.5) ** 4),
        (E(p, exp(x)), lambda: mp.exp(1 + mpf(9) / 8)),
        (E(p, y**2 * x, x), lambda: mpf(4)),
        (Integral(p(x) + q(x), x), lambda: mpf(2)),
        (p(a) * sqrt(2 * pi), lambda: mpf(2) / 3),
        (entropy(p), lambda: mp.log(2 * mp.pi * mp.e * 2.25) / 2),
        (cross_entropy(p, q), lambda: (mp.log(2 * mp.pi) + mpf(13) / 4) / 2),
        (KL(p, q), lambda: -mp.log(1.5) + mpf(13) / 8 - 0.5),
        (D(KL(p, q), a), lambda: mpf(1)),
    ],
    ids=lambda v: None if callable(v) else str(v),
)
def test_integrals(tree, expected):
    assert close(evaluate(tree, POINT), expected)


@pytest.mark.parametrize(
    ("tree", "expected"),
    [
        (Integral(Integral(x * y, y, 0, x), x, 0, 2), 2),
        (E(p, E(q, (x + y) ** 2, y), x), 1 + mpf(9) / 4 + 1),
        (Integral(Integral(exp(-(x**2) + x * y - y**2), x), y), lambda: 2 * mp.pi / mp.sqrt(3)),
        (Integral(Integral(r * exp(-(r**2) / 2), r, 0, oo), theta, 0, 2 * pi), lambda: 2 * mp.pi),
    ],
    ids=lambda v: None if callable(v) else str(v),
)
def test_integrals_within_integrals(tree, expected):
    assert close(evaluate(tree, POINT, digits=15), expected, 14)


def test_against_another_quadrature():
    with mp.workdps(25):
        reference = mp.quad(
            lambda t: mp.npdf(t, 1, mpf(3) / 2) * mp.log(1 + mp.exp(t)), [-25, -5, 0, 1, 2, 7, 27]
        )
    assert close(evaluate(E(p, log(1 + exp(x))), POINT, digits=25), reference, 22)


def test_many_digits():
    value = evaluate(Integral(exp(-(x**2) / 2), x) ** 2, {}, digits=150)
    assert close(value, lambda: 2 * mp.pi, 148)


def test_few_digits_are_the_digits_asked_for():
    with mp.workdps(12):
        expected = mp.sqrt(2 * mp.pi)
    assert evaluate(Integral(exp(-(x**2) / 2), x), {}, digits=12) == expected


def test_the_precision_of_the_caller_is_left_alone():
    before = mp.dps
    evaluate(KL(p, q), POINT, digits=30)
    assert mp.dps == before


def covariances(size):
    lower = [[Fraction(1 + (i * 3 + j) % 4, 1 + i) for j in range(size)] for i in range(size)]
    return [
        [sum(x * y for x, y in zip(row, other, strict=True)) + (row is other) for other in lower]
        for row in lower
    ]


@pytest.mark.parametrize("size", [1, 2, 3])
@pytest.mark.parametrize(
    ("tree", "closed"),
    [
        (KL(P, Q), (tr(S) + m.T @ m - k - log(det(S))) / 2),
        (entropy(P), (k * log(2 * pi) + k + log(det(S))) / 2),
        (E(P, (u - m) @ (u - m).T), S),
        (E(P, u), m),
        (E(P, (u.T @ A @ u) ** 2, u), None),
        (Integral(P(u) * log(P(u)), u), -(k * log(2 * pi) + k + log(det(S))) / 2),
        (Integral(exp(-(u - m).T @ inv(S) @ (u - m) / 2), u), sqrt((2 * pi) ** k * det(S))),
        (KL(INDEPENDENT, Q), Sum(w[i] ** 2 + m[i] ** 2 - 1 - log(w[i] ** 2), i, k) / 2),
        (E(INDEPENDENT, u @ u.T), m @ m.T + diag(by_component(w[i] ** 2, i, k))),
        (INDEPENDENT(v), MultivariateNormal("p", u, mean=m, covariance=diag(w) @ diag(w))(v)),
    ],
    ids=lambda v: None if callable(v) else str(v),
)
def test_vector_laws(tree, closed, size):
    values = {
        S: covariances(size),
        A: [[Fraction(i - j, 2) + (i == j) for j in range(size)] for i in range(size)],
        m: [Fraction(1, 2), -1, Fraction(2, 3)][:size],
        v: [Fraction(1, 3), 2, -1][:size],
        w: [Fraction(2), Fraction(1, 2), Fraction(3, 2)][:size],
    }
    found = evaluate(tree, values, dims={k: size})
    if closed is None:
        # Isserlis: E(xᵀAx)² for x ~ N(m, S) with the symmetric part of A in A's place.
        C = (A + A.T) / 2
        closed = 2 * tr(C @ S @ C @ S) + 4 * (m.T @ C @ S @ C @ m) + (tr(A @ S) + m.T @ A @ m) ** 2
    expected = evaluate(closed, values, dims={k: size})
    with mp.workdps(50):
        gap = (
            mp.norm(mpmath.matrix([found]) - mpmath.matrix([expected]), mp.inf)
            if size == 1 or (tree.shape == ())
            else mp.mnorm(found - expected, mp.inf)
        )
    assert gap < mpf(10) ** -46


def test_the_variable_of_an_expectation_is_bound_in_the_body_only():
    shifted = n.Expectation(Normal("p", y, mean=x, variance=1), x**2, x)
    assert close(evaluate(shifted, {x: 3}), 10)


def test_a_law_may_hold_a_divergence():
    law = Normal("r", y, mean=KL(p, q), variance=1)
    assert close(evaluate(E(law, y) - KL(p, q), POINT), 0, 40)


def test_open_laws_stand_for_different_densities():
    f, other = AbstractDensity("p", x), AbstractDensity("q", x)
    assert close(evaluate(Integral(f(x), x), {}, digits=25), 1, 24)
    there, back = (evaluate(KL(*pair), {}, digits=20) for pair in ((f, other), (other, f)))
    assert there > 0
    assert back > 0
    assert abs(there - back) > 1e-6
    assert evaluate(KL(f, AbstractDensity("p", y)), {}, digits=20) == 0


def test_an_open_law_can_be_given_a_density():
    f = AbstractDensity("p", x)

    def logistic(t):
        return mp.sech(t / 2) ** 2 / 4

    found = evaluate(E(f, x**2), {}, digits=30, densities={"p": logistic})
    assert close(found, lambda: mp.pi**2 / 3, 28)


def test_open_laws_of_vectors_are_not_known():
    law = AbstractDensity("p", u)
    with pytest.raises(UnsupportedExpression, match="the law p of a vector has no values"):
        evaluate(law(u), {u: [1, 2]})


@pytest.mark.parametrize(
    ("tree", "cause"),
    [
        (Integral(x, x, 0, oo), "the integrand does not decay"),
        (Integral(rational(1), x), "the integrand does not decay"),
        (Integral(1 / x, x, 0, 1), "the integrand does not decay"),
        (E(q, n.Apply("abs", x)), "the integral does not settle to the digits asked for"),
        (E(q, exp(x**2)), "the integrand does not decay"),
        (Integral(1 / (1 + u.T @ u), u), "no factor of the integrand is a Gaussian"),
    ],
    ids=lambda v: None if callable(v) else str(v),
)
def test_unevaluated(tree, cause):
    with pytest.raises(Unevaluated) as caught:
        evaluate(tree, {}, digits=30, dims={k: 2})
    assert caught.value.message == f"{tree} could not be evaluated"
    assert caught.value.cause.startswith(cause)
