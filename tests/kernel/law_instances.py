"""For each law of the kernel, random true instances.

`INSTANCES` maps the name of a law to a function of a `random.Random`, which returns both sides, the
relation between them and the laws under which the kernel has to accept it.
"""

from __future__ import annotations

from fractions import Fraction

from symkl.families import MultivariateNormal, Normal
from symkl.lang import nodes as n
from symkl.lang.vocabulary import (
    KL,
    D,
    E,
    Integral,
    Product,
    Sum,
    by_component,
    cos,
    covariance,
    cross_entropy,
    delta,
    det,
    diag,
    dimension,
    entropy,
    exp,
    expm1,
    eye,
    g,
    h,
    independent,
    index,
    inv,
    invertible,
    log,
    log1p,
    matrix,
    pi,
    positive,
    positive_vector,
    rational,
    real,
    scale_tril,
    sin,
    sqrt,
    tr,
    unit_interval,
    vector,
)  # fmt: skip

k, i, j, c = dimension("k"), index("i"), index("j"), index("c")
X, Y, T = real("x"), real("y"), real("t")
REAL = real("y z u_1 u_2")
POSITIVE = positive("a b s r")
V, W, U = vector("v", k), vector("w", k), vector("u", k)
WP, UP = positive_vector("w_p", k), positive_vector("u_p", k)
A, B, C = matrix("A B C", k, k)
G, H = invertible("G H", k)
S, L, M = covariance("S", k), scale_tril("L", k), scale_tril("M", k)
UNIT = unit_interval("m")


def number(rng, least=-4):
    return rational(rng.choice([v for v in range(least, 6) if v]), rng.choice([1, 1, 2, 3]))


def natural(rng):
    return n.Number(Fraction(rng.randint(1, 3)))


def scalar(rng, letters=REAL, terms=3):
    """A sum of products of letters."""
    total = None
    for _ in range(rng.randint(1, terms)):
        term = number(rng)
        for _ in range(rng.randint(0, 2)):
            term = term * rng.choice(letters)
        total = term if total is None else rng.choice((n.Add, n.Sub))(total, term)
    return total


def powers(rng, letters=POSITIVE):
    """A product of powers of positive letters."""
    term = number(rng, 1)
    for _ in range(rng.randint(1, 2)):
        term = term * rng.choice(letters) ** rng.choice((1, 2, -1, rational(1, 2)))
    return term


def positives(rng, letters=POSITIVE):
    """Something positive: a product of powers, or a sum of two of them."""
    first = powers(rng, letters)
    return first if rng.random() < 0.7 else first + powers(rng, letters)


def normal(rng, name, letter=X):
    variance = rng.choice(POSITIVE) ** 2 if rng.random() < 0.5 else rng.choice(POSITIVE)
    return Normal(name, letter, mean=rng.choice(REAL), variance=variance)


def polynomial(rng, letter=X):
    return number(rng) * letter ** natural(rng) + scalar(rng) * letter


def arithmetic(rng):
    a, b = scalar(rng), scalar(rng)
    p, q = rng.choice(POSITIVE), positives(rng)
    return rng.choice(
        [
            lambda: ((a + b) * (a - b), a * a - b * b),
            lambda: (a / p + b / q, (a * q + b * p) / (p * q)),
            lambda: (sqrt(p**2 * q), p * sqrt(q)),
            lambda: ((a * A + B) @ (C @ V), a * (A @ C @ V) + B @ (C @ V)),
            lambda: (inv(p * (G @ H)), inv(H) @ inv(G) / p),
            lambda: ((A @ B + a * C).T, B.T @ A.T + a * C.T),
            lambda: ((V.T @ (A @ W)) * a, a * (W.T @ A.T @ V)),
            lambda: (1 / (1 / p + 1 / q), p * q / (p + q)),
            lambda: ((a + b) ** 3, a**3 + 3 * a**2 * b + 3 * a * b**2 + b**3),
        ]
    )()


def kl_definition(rng):
    p, q, a = normal(rng, "p"), normal(rng, "q"), scalar(rng)
    return a + KL(p, q), a + Integral(p(X) * log(p(X) / q(X)), X)


def cross_entropy_definition(rng):
    p, q, a = normal(rng, "p"), normal(rng, "q"), scalar(rng)
    return a - cross_entropy(p, q), a + Integral(p(X) * log(q(X)), X)


def entropy_definition(rng):
    p, a = normal(rng, "p"), scalar(rng)
    return a + entropy(p), a - Integral(p(X) * log(p(X)), X)


def expectation_definition(rng):
    p, f, a = normal(rng, "p"), polynomial(rng), scalar(rng)
    return a * E(p, f), a * Integral(p(X) * f, X)


def density_definition(rng):
    mean, variance, at = rng.choice(REAL), positives(rng), scalar(rng)
    p = Normal("p", X, mean=mean, variance=variance)
    bell = exp(-((at - mean) ** 2) / (2 * variance)) / sqrt(2 * pi * variance)
    a = number(rng)
    return a * p(at), a * bell


def family(rng):
    """A law for component c of a vector, and the function that gives that of another one."""
    a, b = scalar(rng), rng.choice(POSITIVE)
    mean = rng.choice((lambda e: W[e], lambda e: a, lambda e: a * U[e]))
    variance = rng.choice((lambda e: WP[e], lambda e: b, lambda e: b * UP[e] ** 2))
    return lambda e, letter=T: Normal("n", letter, mean=mean(e), variance=variance(e))


def product_density(rng):
    own, a = family(rng), number(rng)
    z = independent("Z", V, own(c), c)
    return a * z(V), a * Product(own(i)(V[i]), i, k)


def g_definition(rng):
    t, a = positives(rng), scalar(rng)
    return a + g(t), a + t - log(1 + t)


def h_definition(rng):
    t, a = scalar(rng), scalar(rng)
    return a * h(t), a * (exp(t) - 1 - t)


def log1p_definition(rng):
    t, u, a = positives(rng), scalar(rng), scalar(rng)
    return a * log1p(t) + expm1(u), a * log(1 + t) + exp(u) - 1


def log_product(rng):
    a, b = rng.sample(POSITIVE, 2)
    e, f, q, r = number(rng), number(rng), positives(rng), scalar(rng)
    return r + log(a**e * b**f * q), r + e * log(a) + f * log(b) + log(q)


def log_exp(rng):
    u, q = scalar(rng), positives(rng)
    return log(exp(u)) + exp(log(q)), u + q


def exp_sum(rng):
    u, v, e = scalar(rng), scalar(rng), natural(rng)
    return exp(u + e * v), exp(u) * exp(v) ** e


def pythagoras(rng):
    u, a, b = scalar(rng), scalar(rng), scalar(rng)
    return a * cos(u) ** 2 + a * sin(u) ** 2 + b, a + b


def trigonometric_values(rng):
    u, a, b = scalar(rng), scalar(rng), scalar(rng)
    return a * cos(u - u) + b * sin(0 * u), a


def linear(rng):
    p, f, q = normal(rng, "p"), polynomial(rng), polynomial(rng)
    a, b = scalar(rng), scalar(rng)
    if rng.random() < 0.5:
        return E(p, a * f - b * q), a * E(p, f) - b * E(p, q)
    f, q = polynomial(rng, UNIT), exp(rng.choice(REAL) * UNIT)
    whole = Integral(a * f - b * q, UNIT, 0, 1)
    return whole, a * Integral(f, UNIT, 0, 1) - b * Integral(q, UNIT, 0, 1)


def monotone(rng):
    p, a, b = normal(rng, "p"), positives(rng), scalar(rng)
    return E(p, a * (X - b) ** 2 + (X * b) ** 2), n.as_expr(0), ">="


def mass(rng):
    p, a = normal(rng, "p"), scalar(rng)
    return a * Integral(p(X), X), a


def sum_linear(rng):
    a, b, d = scalar(rng), scalar(rng), number(rng)
    f, q = W[i] ** natural(rng), V[i] * U[i]
    return Sum(a * f - d * q + b, i, k), a * Sum(f, i, k) - d * Sum(q, i, k) + b * k


def product_of_powers(rng):
    a, e, f = powers(rng), number(rng), natural(rng)
    return Product(a * WP[i] ** e * UP[i] ** f, i, k), (
        a**k * Product(WP[j], j, k) ** e * Product(UP[j], j, k) ** f
    )


def log_of_product(rng):
    a, e = scalar(rng), number(rng)
    return a * log(Product(WP[i] ** e * UP[i], i, k)), a * Sum(log(WP[i] ** e * UP[i]), i, k)


def sum_of_one(rng):
    a, b = scalar(rng), number(rng)
    return Sum(a * i + b, i, 1), a + b


def components(rng):
    a = scalar(rng)
    return rng.choice(
        [
            lambda: ((a * V - W)[i], a * V[i] - W[i]),
            lambda: ((A + a * B.T)[i, j], A[i, j] + a * B[j, i]),
            lambda: ((V @ W.T - A)[i, j], V[i] * W[j] - A[i, j]),
            lambda: (a * eye(k)[i, j], a * delta(i, j)),
            lambda: (a * (V.T @ W), a * Sum(V[i] * W[i], i, k)),
            lambda: (by_component(a * V[i] + W[i], i, k)[j], a * V[j] + W[j]),
        ]
    )()


def diagonal(rng):
    a = scalar(rng)
    return rng.choice(
        [
            lambda: (a * det(diag(WP)), a * Product(WP[i], i, k)),
            lambda: (a * tr(diag(V) @ diag(W)), a * Sum(V[i] * W[i], i, k)),
            lambda: (a * tr(inv(diag(WP)) @ diag(V)), a * Sum(V[i] / WP[i], i, k)),
            lambda: (a * (V.T @ diag(W) @ U), a * Sum(V[i] * W[i] * U[i], i, k)),
        ]
    )()


def triangular(rng):
    a = scalar(rng)
    return rng.choice(
        [
            lambda: (a * det(L), a * Product(L[i, i], i, k)),
            lambda: (a * (L @ M)[i, i], a * L[i, i] * M[i, i]),
            lambda: (a * inv(L)[i, i], a / L[i, i]),
            lambda: (a * tr(L), a * Sum(L[i, i], i, k)),
            lambda: (a * tr(inv(M) @ L), a * Sum(L[i, i] / M[i, i], i, k)),
        ]
    )()


def trace(rng):
    a, b = scalar(rng), scalar(rng)
    return rng.choice(
        [
            lambda: (tr(a * A @ B @ C - b * G), a * tr(C @ A @ B) - b * tr(G)),
            lambda: (tr(a * eye(k) + A.T), a * k + tr(A)),
            lambda: (tr(a * V @ W.T), a * (W.T @ V)),
            lambda: (tr(inv(G) @ A @ G) * b, b * tr(A)),
        ]
    )()


def trace_expectation(rng):
    p, a = MultivariateNormal("P", V, mean=W, covariance=S), scalar(rng)
    return rng.choice(
        [
            lambda: (a * E(p, tr(A @ (V @ V.T))), a * tr(A @ E(p, V @ V.T))),
            lambda: (a * E(p, V.T @ A @ V), a * tr(A @ E(p, V @ V.T))),
            lambda: (E(p, tr(a * (V @ V.T) @ A @ B)), a * tr(A @ B @ E(p, V @ V.T))),
        ]
    )()


def determinant(rng):
    a, q, e = scalar(rng), positives(rng), rng.choice((G, S, H))
    return rng.choice(
        [
            lambda: (a * det(G @ e), a * det(G) * det(e)),
            lambda: (a * det(q * G), a * q**k * det(G)),
            lambda: (a * det(inv(S).T), a / det(S)),
            lambda: (a * det(inv(S) @ e @ H), a * det(e) * det(H) / det(S)),
        ]
    )()


def marginal(rng):
    own, a, e = family(rng), number(rng), natural(rng)
    z, b = independent("Z", V, own(c), c), scalar(rng)
    return E(z, a * V[i] ** e + b * V[i]), E(own(i), a * T**e + b * T)


def independence(rng):
    own, a = family(rng), scalar(rng)
    z, d = independent("Z", V, own(c), c), delta(i, j)
    return a * E(z, V[i] * V[j] ** 2), a * (
        (1 - d) * E(z, V[i]) * E(z, V[j] ** 2) + d * E(z, V[i] ** 3)
    )


def derivative(rng):
    f, q, e = scalar(rng, (X, *REAL[:2])), scalar(rng, (X, Y)), natural(rng)
    return rng.choice(
        [
            lambda: (D(f * q, X), D(f, X) * q + f * D(q, X)),
            lambda: (D(exp(f), X), exp(f) * D(f, X)),
            lambda: (D(f ** (e + 1), X), (e + 1) * f**e * D(f, X)),
            lambda: (D(log(1 + f**2), X), 2 * f * D(f, X) / (1 + f**2)),
            lambda: (D(cos(f) + sin(q), X), cos(q) * D(q, X) - sin(f) * D(f, X)),
            lambda: (
                D(f / (1 + q**2), X),
                (D(f, X) * (1 + q**2) - 2 * f * q * D(q, X)) / (1 + q**2) ** 2,
            ),
            lambda: (D(tr(A @ G), G, B), tr(A @ B)),
            lambda: (D(V.T @ A @ V, V, W), W.T @ A @ V + V.T @ A @ W),
        ]
    )()


def g_nonnegative(rng):
    a, b = positives(rng), positives(rng)
    return a * g(b), n.as_expr(0), ">="


def h_nonnegative(rng):
    a, u = positives(rng), scalar(rng)
    return a * h(u), n.as_expr(0), ">="


# What else the kernel is allowed, where one law says little on its own.
_WITH = {
    "kl_definition": ("linear",), "cross_entropy_definition": ("linear",), "mass": ("linear",),
    "log_exp": ("exp_sum", "log_product"),
    "log_of_product": ("log_product", "sum_linear", "product_of_powers"),
    "product_of_powers": ("sum_linear", "exp_sum"),
    "components": ("sum_linear",),
    "diagonal": ("trace", "sum_linear", "product_of_powers", "components", "determinant"),
    "triangular": ("trace", "sum_linear", "product_of_powers", "determinant"),
    "trace_expectation": ("linear", "mass", "trace"),
    "marginal": ("linear", "mass"),
    "independence": ("linear", "mass", "marginal", "components"),
    "density_definition": ("exp_sum",),
}  # fmt: skip

_MAKERS = (
    arithmetic, kl_definition, cross_entropy_definition, entropy_definition,
    expectation_definition, density_definition, product_density, g_definition, h_definition,
    log1p_definition, log_product, log_exp, exp_sum, pythagoras, trigonometric_values, linear,
    monotone, mass, sum_linear, product_of_powers, log_of_product, sum_of_one, components,
    diagonal, triangular, trace, trace_expectation, determinant, marginal, independence,
    derivative, g_nonnegative, h_nonnegative,
)  # fmt: skip
INSTANCES = {maker.__name__: maker for maker in _MAKERS}


def instance(law: str, rng):
    """Both sides, the relation and the laws of a true instance."""
    before, after, *more = INSTANCES[law](rng)
    relation = more[0] if more else "="
    return before, n.as_expr(after), relation, frozenset((law, *_WITH.get(law, ())))
