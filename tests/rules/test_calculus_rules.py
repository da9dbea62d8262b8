"""Derivatives, antiderivatives, changes of variables: accepted, and near misses."""

import pytest

from symkl.families import Normal
from symkl.lang import nodes as n
from symkl.lang.vocabulary import (
    KL,
    D,
    E,
    Integral,
    Sum,
    cos,
    covariance,
    det,
    dimension,
    exp,
    half,
    index,
    inv,
    invertible,
    log,
    matrix,
    nonnegative_real,
    oo,
    pi,
    positive,
    real,
    scale_tril,
    sin,
    sqrt,
    symmetric,
    tr,
    unit_interval,
    vector,
)
from symkl.rules import (
    antiderivative,
    derivative,
    matrix_derivative,
    polar_coordinates,
    substitution,
    trigonometry,
)
from symkl.rules.base import holds, using

k, i = dimension("k"), index("i")
x, y, t, a, mu, theta = real("x y t a mu theta")
s, xp = positive("s xp")
r, rho, u = nonnegative_real("r"), nonnegative_real("rho"), unit_interval("u")
A, H = matrix("A H", k, k)
S, K, G, L = covariance("S", k), symmetric("K", k), invertible("G", k), scale_tril("L", k)
v, w, d = vector("v w d", k)
p = Normal("p", x, mean=mu, variance=s**2)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (D(x**3, x), 3 * x**2),
        (D(log(s), s), 1 / s),
        (D(exp(a * x), x), a * exp(a * x)),
        (D(x / (1 + x**2), x), (1 - x**2) / (1 + x**2) ** 2),
        (D(sqrt(s), s), 1 / (2 * sqrt(s))),
        (D(sin(x) * cos(x), x), cos(x) ** 2 - sin(x) ** 2),
        (D(n.Apply("h", x), x), n.Apply("expm1", x)),
        (D(p(x), x), -(x - mu) / s**2 * p(x)),
        (D(Sum(v[i] * x**2, i, k), x), Sum(2 * v[i] * x, i, k)),
        (D(v.T @ A @ v, v, d), d.T @ A @ v + v.T @ A @ d),
    ],
)
def test_derivative_accepts(before, after):
    written_out = using(derivative, laws=derivative.laws | {"density_definition"})
    rule = written_out if isinstance(before.body, n.Density) else derivative
    assert holds(before, after, rule)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (D(x**3, x), 2 * x**3),
        (D(x**3, y), 3 * x**2),
        (D(log(s), s), -1 / s),
        (D(exp(a * x), x), exp(a * x)),
        (D(x / (1 + x**2), x), 1 / (2 * x)),
        (D(x**a, x), a * x ** (a - 1)),  # x may be negative
        (D(s**x, x), x * s ** (x - 1)),
        (D(log(x), x), 1 / x),
        (D(n.Apply("abs", x), x), 1 + 0 * x),
        (D(v.T @ A @ v, v, d), 2 * (d.T @ A @ v)),
        (D(E(p, x), mu), 1 + 0 * x),  # not under an expectation
        (D(KL(p, p), mu), 0 * x),
        (D(Integral(exp(-a * xp), xp, 0, 1), a), Integral(-xp * exp(-a * xp), xp, 0, 1)),
    ],
)
def test_derivative_rejects(before, after):
    assert not holds(before, after, derivative)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (D(log(det(S)), S, K), tr(inv(S) @ K)),
        (D(tr(inv(S) @ A), S, K), -tr(inv(S) @ A @ inv(S) @ K)),
        (D(tr(G @ A), G, H), tr(H @ A)),
        (D(v.T @ inv(S) @ v, S, K), -tr(inv(S) @ v @ v.T @ inv(S) @ K)),
    ],
)
def test_matrix_derivative_accepts(before, after):
    assert holds(before, after, matrix_derivative)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (D(log(det(S)), S, K), tr(S @ K)),
        (D(tr(inv(S) @ A), S, K), tr(inv(S) @ A @ inv(S) @ K)),
        (D(tr(inv(S) @ A), S, K), -tr(inv(S) @ inv(S) @ A @ K)),
        (D(tr(G.T @ A), G, H), tr(H @ A)),
        (D(tr(S @ A), S, H), tr(H @ A)),  # H leaves the symmetric matrices
        (D(log(det(A)), A, H), tr(inv(A) @ H)),  # A may be singular
    ],
)
def test_matrix_derivative_rejects(before, after):
    assert not holds(before, after, matrix_derivative)


@pytest.mark.parametrize(
    ("before", "after", "function", "variable"),
    [
        (Integral(x * exp(-(x**2) / 2), x), 0, -exp(-(x**2) / 2), x),
        (Integral(2 * x, x, 0, a), a**2, x**2, x),
        (Integral(exp(-s * r), r, 0, oo), 1 / s, -exp(-s * r) / s, r),
        (Integral(exp(x), x, -oo, 0), 1, exp(x), x),
        (Integral(1 - u, u, 0, 1), half, u - u**2 / 2, u),
        (Integral(1 / (1 + x**2) ** 2 * 2 * x, x, 0, 1), half, -1 / (1 + x**2), x),
        (Integral(y * exp(-(y**2) / 2), y), 0, -exp(-(x**2) / 2), x),
        (Integral(exp(xp), xp, 0, 1), exp(1) - exp(0), exp(xp), xp),
    ],
)
def test_antiderivative_accepts(before, after, function, variable):
    assert holds(before, after, antiderivative(function, variable))


@pytest.mark.parametrize(
    ("before", "after", "function", "variable"),
    [
        (Integral(x * exp(-(x**2) / 2), x), 0, exp(-(x**2) / 2), x),  # the wrong sign
        (Integral(x * exp(x**2), x), 0, exp(x**2) / 2, x),  # infinite at both ends
        (Integral(x, x), 0, x**2 / 2, x),
        (Integral(cos(x), x, 0, oo), 0, sin(x), x),  # no limit
        (Integral(exp(-a * r), r, 0, oo), 1 / s, -exp(-a * r) / s, r),  # a may be negative
        (Integral(a * exp(-a * x), x, 0, oo), 1, -exp(-a * x), x),
        (Integral(1 / x**2, x, -1, 1), -2, -1 / x, x),  # a pole within
        (Integral(1 / xp, xp, 0, 1), 0, log(xp), xp),  # a pole at the end
        (Integral(2 * x, x, 0, a), a, x**2, x),
        (Integral(2 * x, x, a, 0), a**2, x**2, x),  # the other way round
        (Integral(exp(x), x, oo, 0), 1, exp(x), x),
        (Integral(2 * r, r, -1, 1), 0, r**2, r),  # r is not negative
        (Integral(2 * u, u, 0, 2), 4, u**2, u),  # u is at most 1
        (Integral(exp(x), x, 0, 1), exp(1) - 1, exp(y), x),
        (Integral(a * x, x, 0, 1), half * x, a * x**2 / 2, x),
    ],
)
def test_antiderivative_rejects(before, after, function, variable):
    assert not holds(before, after, antiderivative(function, variable))


bell = Integral(exp(-(x**2)), x)
ball = Integral(exp(-(v.T @ v)), v)


@pytest.mark.parametrize(
    ("before", "after", "rule"),
    [
        (bell, Integral(exp(-((mu + s * t) ** 2)) * s, t), substitution(x, mu + s * t, t)),
        (ball, Integral(exp(-((L @ w).T @ (L @ w))) * det(L), w), substitution(v, L @ w, w)),
        (
            ball,
            Integral(exp(-((d + L @ w).T @ (d + L @ w))) * det(L), w),
            substitution(v, d + L @ w, w),
        ),
    ],
)
def test_substitution_accepts(before, after, rule):
    assert holds(before, after, rule)


@pytest.mark.parametrize(
    ("before", "after", "rule"),
    [
        (bell, Integral(exp(-((mu + s * t) ** 2)), t), substitution(x, mu + s * t, t)),
        (bell, Integral(exp(-((a * t) ** 2)) * a, t), substitution(x, a * t, t)),
        (bell, Integral(-exp(-(t**2)), t), substitution(x, -t, t)),
        (bell, Integral(exp(-(t**6)) * 3 * t**2, t), substitution(x, t**3, t)),
        (bell, Integral(exp(-((s * x) ** 2)) * s, x), substitution(x, s * x, x)),
        (bell, Integral(exp(-((s * r) ** 2)) * s, r, -oo, oo), substitution(x, s * r, r)),
        (
            Integral(exp(-(x**2)), x, 0, oo),
            Integral(exp(-((x + 1) ** 2)), t, 0, oo),
            substitution(x, t + 1, t),
        ),
        (
            Integral(exp(-(x**2) * t**2), x),
            Integral(exp(-((2 * t) ** 2) * t**2) * 2, t),
            substitution(x, 2 * t, t),
        ),
        (ball, Integral(exp(-((L @ w).T @ (L @ w))), w), substitution(v, L @ w, w)),
        (ball, Integral(exp(-((G @ w).T @ (G @ w))) * det(G), w), substitution(v, G @ w, w)),
        (ball, Integral(exp(-((A @ w).T @ (A @ w))) * det(A), w), substitution(v, A @ w, w)),
    ],
)
def test_substitution_rejects(before, after, rule):
    assert not holds(before, after, rule)


def plane(f):
    return Integral(Integral(f(x, y), y), x)


def polar(f, jacobian=r, upper=2 * pi):
    body = f(r * cos(theta), r * sin(theta)) * jacobian
    return Integral(Integral(body, r, 0, oo), theta, 0, upper)


def gauss(a, b):
    return exp(-(a**2 + b**2))


RULE = polar_coordinates(x, y, r, theta)


def test_polar_coordinates_accept():
    assert holds(plane(gauss), polar(gauss), RULE)
    assert holds(
        plane(lambda a, b: a**2 * gauss(a, b)), polar(lambda a, b: a**2 * gauss(a, b)), RULE
    )


def test_polar_coordinates_reject():
    assert not holds(plane(gauss), polar(gauss, jacobian=1), RULE)
    assert not holds(plane(gauss), polar(gauss, upper=pi), RULE)

    def signed(a, b):
        return a * gauss(a, b)

    assert not holds(plane(signed), polar(signed), RULE)
    assert not holds(plane(gauss), polar(gauss), polar_coordinates(y, x, theta, r))
    half_plane = Integral(Integral(gauss(x, y), y, 0, oo), x)
    assert not holds(half_plane, polar(gauss), RULE)
    same = Integral(Integral(exp(-(x**2)), x), x)
    assert not holds(same, polar(lambda a, b: exp(-(a**2))), polar_coordinates(x, x, r, theta))
    shadowed = Integral(Integral(gauss(x, y) * theta**2, y), x)
    assert not holds(shadowed, polar(lambda a, b: gauss(a, b) * theta**2), RULE)


def test_trigonometry():
    circle = (r * cos(theta)) ** 2 + (r * sin(theta)) ** 2
    assert holds(circle, r**2, trigonometry)
    assert not holds(circle, r, trigonometry)
    assert not holds((r * cos(theta)) ** 2 + (rho * sin(theta)) ** 2, r**2, trigonometry)
    assert not holds(cos(theta) + sin(theta), 1 + 0 * x, trigonometry)
