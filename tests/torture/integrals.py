"""Steps about integrals: antiderivatives, parts, changes of variables, polar coordinates."""

from __future__ import annotations

from random import Random

from kernel import law_instances as laws
from kernel.law_instances import number
from torture.cases import ROW, Case, K, T, X, Y
from torture.makers import RUNNING, THETA, A, B, R, at

from symkl.families import MultivariateNormal, Normal
from symkl.kernel.differentiation import differentiate
from symkl.lang import nodes as n
from symkl.lang.vocabulary import (
    Integral,
    Sum,
    cos,
    det,
    digamma,
    erf,
    exp,
    expit,
    expm1,
    g,
    h,
    lgamma,
    log,
    log1p,
    log2,
    oo,
    pi,
    real,
    sign,
    sin,
    softplus,
    sqrt,
    vector,
)
from symkl.rules import (
    RULES,
    antiderivative,
    polar_coordinates,
    substitution,
)


def primitive(rng: Random, t: n.Symbol) -> n.Expr:
    """A function that may be an antiderivative."""
    c, e = rng.choice((A, B, X, Y, number(rng), R)), rng.choice((1, 2, 3))
    one = rng.choice(
        [
            lambda: t**e * c,
            lambda: exp(c * t),
            lambda: exp(-A * t) * (t + c),
            lambda: exp(-(t**2) * A + t * c),
            lambda: log(t + A),
            lambda: log(t),
            lambda: 1 / (t + c),
            lambda: 1 / t,
            lambda: sqrt(t),
            lambda: sqrt(t + A),
            lambda: g(t),
            lambda: h(t * c),
            lambda: sin(c * t),
            lambda: log1p(t),
            lambda: t * log(t) - t,
            lambda: expm1(-A * t) / A,
            lambda: abs(t),
            lambda: sign(t),
            lambda: exp(A * sign(t)),
            lambda: abs(t) * sign(c * t),
            lambda: expit(t),
            lambda: erf(t) * exp(-t),
            lambda: softplus(c * t),
            lambda: lgamma(t),
            lambda: digamma(t + A),
            lambda: log2(1 + t**2),
            lambda: Normal("n", X, mean=Y, variance=A)(t),
        ]
    )()
    return one if rng.random() < 0.7 else rng.choice((n.Add, n.Mul))(one, primitive(rng, t))


def ends(rng: Random) -> tuple[n.Expr, n.Expr]:
    """Two ends of a range, not always in order."""
    low = rng.choice((-oo, n.as_expr(0), n.as_expr(0), n.as_expr(1), n.as_expr(-1), A, R, X))
    high = rng.choice((oo, n.as_expr(0), n.as_expr(1), n.as_expr(2), A, A + 1, R + 1, X + 1, B, pi))
    return low, high


def fundamental(rng: Random) -> Case:
    """An integral by an antiderivative, over a range of any kind."""
    t, (low, high) = rng.choice(RUNNING), ends(rng)
    whole = primitive(rng, t)
    slope = differentiate(whole, t, n.as_expr(1))
    ends_of = [n.as_expr(0) if _infinite(end) else at(whole, t, end) for end in (high, low)]
    c = rng.choice((n.as_expr(1), A, X))
    return Case("fundamental", c * Integral(slope, t, low, high), c * (ends_of[0] - ends_of[1]),
                antiderivative(whole, t))  # fmt: skip


def _infinite(end: n.Expr) -> bool:
    return n.same(end, oo) or n.same(end, -oo)


def parts_of_integrals(rng: Random) -> Case:
    """Linearity over ranges of any kind, of a variable with assumptions."""
    t, (low, high) = rng.choice(RUNNING), ends(rng)
    f, q = (_integrand(rng, t) for _ in range(2))
    a, b = rng.choice((A, X, number(rng))), rng.choice((B, Y, number(rng)))
    both = Integral(a * f - b * q, t, low, high)
    return Case("integral", both, a * Integral(f, t, low, high) - b * Integral(q, t, low, high),
                RULES["linearity"])  # fmt: skip


def _integrand(rng: Random, t: n.Symbol) -> n.Expr:
    c = rng.choice((A, B, X, number(rng)))
    p = Normal("p", X, mean=rng.choice((X, Y)), variance=A)
    return rng.choice(
        [
            lambda: t ** rng.choice((1, 2, 3)) * exp(-A * t**2 + c * t),
            lambda: t * exp(-A * t),
            lambda: p(t) * (t - c) ** 2,
            lambda: p(t),
            lambda: p(c * t),
            lambda: sqrt(p(t) * Normal("q", X, mean=X, variance=B)(t)),
            lambda: p(t) * log(p(t)),
            lambda: log(t + A) * p(t),
            lambda: cos(c * t),
            lambda: 1 / (1 + t**2),
            lambda: log(t),
            lambda: t**-1,
            lambda: sqrt(t),
            lambda: c + t,
            lambda: n.as_expr(0),
            lambda: Integral(exp(-(X**2) - t**2), X),
            lambda: Sum(t * laws.V[ROW], ROW, K),
        ]
    )()


def changes(rng: Random) -> Case:
    """A change of variables on the line, or in space."""
    c, b = rng.choice((X, Y, A, number(rng))), rng.choice((A, B, number(rng), R, A + B, X))
    t = rng.choice((T, real("s"), X))
    if rng.random() < 0.2:
        z, u = vector("z u", K)
        p = MultivariateNormal("P", laws.V, mean=laws.W, covariance=laws.S)
        value = laws.W + laws.L @ u
        scale = det(laws.L)
        return Case("change", Integral(p(z), z), Integral(p(value) * scale, u),
                    substitution(z, value, u))  # fmt: skip
    x = real("y_1")
    f = _integrand(rng, x)
    value = c + b * t
    return Case("change", Integral(f, x), Integral(at(f, x, value) * b, t),
                substitution(x, value, t))  # fmt: skip


def polar(rng: Random) -> Case:
    """An integral over the plane in polar coordinates."""
    x, y = real("x_1"), real("x_2")
    f = rng.choice(
        [
            lambda: exp(-(x**2 + y**2) * A / 2),
            lambda: Normal("p", X, mean=0, variance=A)(x) * Normal("q", X, mean=0, variance=B)(y),
            lambda: x**2 * exp(-(x**2) - y**2),
            lambda: x * exp(-(x**2) - y**2),
            lambda: exp(-(x**2)) + 0 * y,
        ]
    )()
    inside = at(at(f, x, R * cos(THETA)), y, R * sin(THETA)) * R
    return Case("polar", Integral(Integral(f, y), x),
                Integral(Integral(inside, R, 0, oo), THETA, 0, 2 * pi),
                polar_coordinates(x, y, R, THETA))  # fmt: skip
