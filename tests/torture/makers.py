"""Steps by law and by rule, most of them true."""

from __future__ import annotations

from fractions import Fraction
from functools import cache, partial, reduce
from operator import mul
from random import Random

from kernel import law_instances as laws
from kernel.law_instances import instance, number, positives, scalar
from kernel.partners import partner
from torture.cases import COL, ROW, SCALARS, Case, K, T, X, Y, scalar_values

from symkl.families import Normal
from symkl.kernel.derivation import Rule
from symkl.lang import nodes as n
from symkl.lang.vocabulary import (
    D,
    E,
    Integral,
    Product,
    Sum,
    by_component,
    cos,
    covariance,
    det,
    diag,
    digamma,
    erf,
    erfc,
    exp,
    expit,
    expm1,
    g,
    h,
    index,
    inv,
    lgamma,
    log,
    log1p,
    log2,
    nonnegative_real,
    nonzero,
    pi,
    piecewise,
    positive,
    positive_vector,
    rational,
    real,
    scale_tril,
    sign,
    sin,
    softplus,
    sqrt,
    tr,
    trigamma,
    unit_interval,
    vector,
)
from symkl.rules import (
    RULES,
    cholesky,
    cholesky_factor,
    entrywise,
    exceeds_by,
    exceeds_under_integral,
)
from symkl.rules.base import using

OPEN = (X, Y, *positive("a b"), nonzero("z"))
R, THETA = nonnegative_real("r"), real("theta")
A, B = positive("a b")
RUNNING = (T, nonnegative_real("t"), positive("t"), unit_interval("t"), nonzero("t"))
PLAIN = [rule for rule in RULES.values() if rule.name not in (
    "antiderivative", "substitution", "polar_coordinates", "cholesky", "exceeds_by",
    "exceeds_under_integral", "lemma")]  # fmt: skip


@cache
def rules_for(wanted: frozenset[str]) -> tuple[Rule, ...]:
    """The rules under which some laws are in force, one of several laws together at the end."""
    wanted -= {"arithmetic"}
    found = [rule for rule in PLAIN if wanted <= rule.laws]
    together: frozenset[str] = frozenset()
    for law in sorted(wanted):
        some = [rule for rule in PLAIN if law in rule.laws]
        together |= min(some, key=lambda rule: len(rule.laws)).laws if some else frozenset()
    return (*found, using(RULES["lemma"], laws=together))


def of_law(law: str, rng: Random) -> Case:
    """An instance of a law, by a rule that allows it."""
    before, after, relation, wanted = instance(law, rng)
    return Case(law, before, after, rng.choice(rules_for(wanted)), relation)


def rewritten(rng: Random) -> Case:
    """A random expression and what it becomes by a few rewritings, by any rule."""
    tree = expression(rng, 3)
    other = reduce(lambda e, _: partner(e, rng.choice), range(rng.choice((1, 1, 2))), tree)
    return Case("rewritten", tree, other, rng.choice(PLAIN))


def expression(rng: Random, depth: int) -> n.Expr:
    """A random scalar with every function, sums, products and integrals in it."""
    if depth == 0 or rng.random() < 0.15:
        return rng.choice(
            (*SCALARS, *SCALARS, number(rng), laws.V[ROW], laws.WP[COL], laws.L[ROW, COL])
        )
    inner = partial(expression, rng, depth - 1)
    return rng.choice(
        [
            lambda: inner() + inner(),
            lambda: inner() - inner(),
            lambda: inner() * inner(),
            lambda: inner() * inner(),
            lambda: inner() / rng.choice((A, B, SCALARS[6])),
            lambda: inner() ** rng.choice((2, 3, -1)),
            lambda: function(rng)(inner()),
            lambda: function(rng)(positives(rng)),
            lambda: Sum(inner(), rng.choice((ROW, COL)), rng.choice((K, 1, 2))),
            lambda: Product(inner(), rng.choice((ROW, COL)), rng.choice((K, 1, 2))),
            lambda: Integral(inner(), rng.choice(RUNNING), 0, rng.choice((1, A))),
            lambda: piecewise(inner(), inner(), inner(), inner()),
            lambda: tr(laws.A @ diag(laws.WP)) * inner(),
            lambda: by_component(inner(), ROW, K)[COL],
        ]
    )()


def function(rng: Random):
    """A function of the language."""
    return partial(n.Apply, rng.choice(list(n.FUNCTIONS)))


# The slope of each function, as a person would write it.
SLOPES = {
    log: lambda u: 1 / u, exp: exp, sin: cos, cos: lambda u: -sin(u),
    sqrt: lambda u: 1 / (2 * sqrt(u)), log1p: lambda u: 1 / (1 + u), expm1: exp,
    g: lambda u: u / (1 + u), h: expm1, abs: sign, sign: lambda u: 0 * u,
    log2: lambda u: 1 / log(2) / u, erf: lambda u: 2 * exp(-(u**2)) / sqrt(pi),
    erfc: lambda u: -2 / (sqrt(pi) * exp(u**2)), lgamma: digamma, digamma: trigamma,
    softplus: expit, expit: lambda u: expit(u) - expit(u) ** 2,
}  # fmt: skip


def slopes(rng: Random) -> Case:
    """The slope of a function of a function, or of a quotient."""
    x, f = rng.choice(OPEN), rng.choice(list(SLOPES))
    u = rng.choice((x, x**2 + A, A * x, positives(rng), positives(rng) + x**2, scalar(rng, OPEN)))
    c = rng.choice(SCALARS)
    slope = SLOPES[f](u) * D(u, x) * c
    rule = rng.choice((RULES["derivative"], RULES["derivative"], RULES["matrix_derivative"]))
    return rng.choice(
        [
            lambda: Case("slope", D(c * f(u), x), slope if c is not x else f(u) + slope, rule),
            lambda: Case("slope", D(f(u) / (1 + x**2), x), D(f(u), x) / (1 + x**2)
                         - f(u) * 2 * x / (1 + x**2) ** 2, rule),
            lambda: Case("slope", D(Sum(f(u) * ROW, ROW, K), x), Sum(ROW * D(f(u), x), ROW, K),
                         rule),
            lambda: Case("slope", D(D(f(u), x), x), D(SLOPES[f](u) * D(u, x), x), rule),
        ]
    )()  # fmt: skip


def choleskys(rng: Random) -> Case:
    """A covariance by its factor, and back."""
    size = rng.choice((K, K, 1, 2))
    s, factor = covariance("S", size), scale_tril("L", size)
    v, a = vector("v", size), scalar(rng)
    f = rng.choice(
        [
            lambda e: a * (v.T @ e @ v),
            lambda e: a * (v.T @ inv(e) @ v),
            lambda e: a + tr(e),
            lambda e: a * det(e),
            lambda e: e @ v,
            lambda e: log(det(e)),
        ]
    )
    pair = cholesky_factor(s, factor)
    rule = cholesky(s, factor)
    way = ((f(factor @ factor.T), rule),)  # no claim speaks of what is obtained in its proof
    return Case("cholesky", f(s), f(s), rule, obtain=(pair,), via=way)


def at(tree: n.Expr, letter: n.Symbol, value: n.Expr) -> n.Expr:
    from symkl.lang.binding import substitute

    return substitute(tree, {letter: value})


def definite_sums(rng: Random) -> Case:
    """Sums and products over a few, or over none but one, of each other."""
    a, b, size = scalar(rng), rng.choice(SCALARS), rng.choice((1, 1, 2, K))
    f = rng.choice((laws.V[ROW], laws.V[ROW] * ROW, ROW + b, laws.WP[ROW] ** 2, b))
    q = rng.choice((laws.V[COL], laws.V[ROW] * laws.W[COL], ROW * COL, b))
    rule = rng.choice([RULES[x] for x in ("sums", "single_term", "product_of_powers", "algebra")])
    return rng.choice(
        [
            lambda: Case("sum", Sum(a * f, ROW, size), a * Sum(f, ROW, size), rule),
            lambda: Case("sum", Sum(a * f, COL, 1), a * f, rule),
            lambda: Case("sum", Sum(Sum(a * q, ROW, K), COL, K), a * Sum(Sum(q, ROW, K), COL, K),
                         rule),
            lambda: Case("sum", Sum(Sum(q, ROW, K), COL, K), Sum(Sum(q, COL, K), ROW, K), rule),
            lambda: Case("sum", Sum(Sum(b, ROW, COL), COL, K), b * Sum(COL, COL, K), rule),
            lambda: Case("sum", Sum(f, ROW, 2),
                         at(f, ROW, n.as_expr(1)) + at(f, ROW, n.as_expr(2)), rule),
            lambda: Case("sum", Product(exp(f), ROW, size), exp(Sum(f, ROW, size)), rule),
            lambda: Case("sum", Product(A * laws.WP[ROW], ROW, K),
                         A**K * Product(laws.WP[ROW], ROW, K), rule),
        ]
    )()  # fmt: skip


def factored(rng: Random) -> Case:
    """Products of sums, multiplied out or not, in a logarithm, a root, an exponential."""
    sums = [positives(rng) + positives(rng) for _ in range(rng.choice((1, 2)))]
    powers = [rng.choice((1, 1, 2, 3, -1, -2)) for _ in sums]
    whole = reduce(mul, (s**e for s, e in zip(sums, powers, strict=True)))
    out = reduce(mul, (_out(s, e) for s, e in zip(sums, powers, strict=True)))
    c = rng.choice((positives(rng), n.as_expr(1)))
    logs = reduce(n.Add, (e * log(s) for s, e in zip(sums, powers, strict=True)))
    u = scalar(rng)
    return rng.choice(
        [
            lambda: Case("factored", log(c * out), log(c) + logs, RULES["log_quotient"]),
            lambda: Case("factored", log(c * out), log(c * whole), RULES["algebra"]),
            lambda: Case("factored", sqrt(c**2 * out * whole), c * whole, RULES["algebra"]),
            lambda: Case("factored", sqrt(c * out), sqrt(c) * sqrt(whole), RULES["algebra"]),
            lambda: Case("factored", exp(u * out / whole), exp(u), RULES["exp_rules"]),
            lambda: Case("factored", exp(logs), whole, RULES["log_rules"]),
            lambda: Case("factored", (u * out) ** 2, u**2 * whole**2, RULES["algebra"]),
            lambda: Case("factored", sqrt((u - X) ** 2), n.Apply("abs", u - X), RULES["algebra"]),
            lambda: Case("factored", out ** rational(1, 3) ** 3, out ** rational(1, 27),
                         RULES["algebra"]),
        ]
    )()  # fmt: skip


def _out(base: n.Expr, e: int) -> n.Expr:
    """A power of a sum of two terms, multiplied out."""
    if not isinstance(base, n.Add) or abs(e) == 1:
        return base**e
    u, v = base.left, base.right
    square = u**2 + 2 * u * v + v**2
    whole = square if abs(e) == 2 else square * u + square * v
    return whole if e > 0 else 1 / whole


def inequalities(rng: Random) -> Case:
    """One side more than the other by something, or under an integral."""
    a = scalar(rng)
    more = rng.choice((positives(rng), scalar(rng) ** 2, A * g(B), h(scalar(rng)), X, exp(X) * R))
    if rng.random() < 0.6:
        relation = rng.choice((">=", "<="))
        first, last = (a + more, a) if relation == ">=" else (a, a + more)
        return Case("inequality", first, last, exceeds_by(more), relation)
    p, c = Normal("p", X, mean=Y, variance=A), rng.choice((B, Y))
    less, gap = p(X) * c, p(X) * more
    greater = Integral(less + gap, X)
    return Case("inequality", greater, Integral(less, X), exceeds_under_integral(gap), ">=")


def moments(rng: Random) -> Case:
    """An expectation by the family's theorems."""
    m, s = rng.choice((Y, n.as_expr(0), X * 0, Y**2)), rng.choice((A, A**2, B * A, n.as_expr(1)))
    p, a, b = Normal("p", X, mean=m, variance=s), scalar(rng), scalar(rng, (Y,))
    return rng.choice(
        [
            lambda: Case("moment", E(p, b * X + a * A), b * m + a * A, RULES["mean"]),
            lambda: Case("moment", E(p, b * X**2), b * (s + m**2), RULES["second_moment"]),
            lambda: Case("moment", E(p, (X - m) ** 2), s, RULES["second_moment"]),
            lambda: Case("moment", E(p, (X - Y) ** 2 * A), A * (s + (m - Y) ** 2),
                         RULES["second_moment"]),
        ]
    )()  # fmt: skip


def entries(rng: Random) -> Case:
    """Matrices entry by entry."""
    a = scalar(rng)
    size = rng.choice((K, K, 2))
    v, w = vector("v w", size)
    at = index("i_1"), index("i_2")
    rule = rng.choice((RULES["components"], RULES["diagonal_matrices"]))
    other = by_component(w[ROW] * a + v[ROW], ROW, size)
    if rng.random() < 0.5:
        return Case("entries", v + a * w, other, entrywise(rule, at[0]))
    wp = positive_vector("w_p", size)
    return Case("entries", diag(wp) @ (v @ w.T) * a, a * diag(wp) @ v @ w.T,
                entrywise(rule, *at))  # fmt: skip


def branches(rng: Random) -> Case:
    """Piecewise forms whose branches agree."""
    a, b, c, d = (scalar(rng) for _ in range(4))
    same = (c + d) * (c - d)
    return Case("branches", piecewise(a, b, same, c**2 - d**2), same, RULES["algebra"])


def values_of(rng: Random) -> Case:
    """A claim by one rule in which compound values cancel."""
    u, v = scalar_values(rng), scalar_values(rng)
    return Case("values", u * v - v * u + u / u, n.as_expr(Fraction(1)), rng.choice(PLAIN))
