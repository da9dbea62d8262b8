"""Families that somebody registers: densities, supports and assumptions drawn at random.

Some of them have all that a law needs, some lack mass, moments, a sign; the claims are those in
which a prover could take one for the other.
"""

from __future__ import annotations

from random import Random

from torture.cases import Case, X, Y, scalar_values

from symkl.errors import Place
from symkl.kernel.derivation import Part, Step
from symkl.lang import nodes as n
from symkl.lang.family import Family
from symkl.lang.nodes import Expr, Relation, Symbol
from symkl.lang.vocabulary import (
    KL,
    D,
    E,
    Integral,
    cos,
    cross_entropy,
    entropy,
    exp,
    half,
    log,
    nonnegative_real,
    nonzero,
    oo,
    pi,
    positive,
    real,
    sqrt,
    unit_interval,
)
from symkl.rules import RULES, antiderivative

OWN = "torture"
PLACE = Place("torture", 1)
VARIABLES = (real("x"), nonnegative_real("x"), positive("x"), unit_interval("x"))
PARAMETERS = (positive("c"), real("c"), nonzero("c"), nonnegative_real("c"))


def density(rng: Random, x: Symbol, c: Symbol) -> Expr:
    """A formula that may be a density."""
    return rng.choice(
        [
            lambda: c * exp(-c * x),
            lambda: c**2 * x * exp(-c * x),
            lambda: exp(-((x - c) ** 2) / 2) / sqrt(2 * pi),
            lambda: exp(-(x**2) / (2 * c**2)) / sqrt(2 * pi * c**2),
            lambda: (1 + c) * x**2,
            lambda: 1 + 0 * x,
            lambda: 1 + x * c,
            lambda: 1 / (pi * (1 + x**2)),
            lambda: exp(-x),
            lambda: exp(x) / 2,
            lambda: (1 + x**2) * exp(-(x**2)),
            lambda: (1 + cos(x)) * exp(-(x**2)),
            lambda: half * exp(-sqrt(1 + x**2)),
            lambda: exp(-(x**4) + c * x**2),
            lambda: exp(-c * x**2),
            lambda: exp(c * x - x**2),
            lambda: sqrt(x + 1) * exp(-x),
            lambda: 1 / (1 + x) ** 2,
            lambda: exp(-x - log(1 + x)),
            lambda: x ** (-half) / 2,
            lambda: exp(-((x - c) ** 2) * c**2),
        ]
    )()


def family_case(rng: Random) -> Case:
    """A claim about a family."""
    x, c = rng.choice(VARIABLES), rng.choice(PARAMETERS)
    name, formula = f"F{rng.randrange(10**9)}", density(rng, x, c)
    if rng.random() < 0.3:
        return _with_mass(rng, name, x, c)
    theorems = {"mass": rng.choice(("normal_moments.mass", "nowhere"))}
    family = Family(name, x, (c,), formula, theorems if rng.random() < 0.2 else {})
    return _claim(rng, family, ())


def _with_mass(rng: Random, name: str, x: Symbol, c: Symbol) -> Case:
    """A family whose mass is proved beside the claim, for some of its members or for all."""
    x, formula, whole, ends = rng.choice(
        [
            lambda: (VARIABLES[1], c * exp(-c * VARIABLES[1]), -exp(-c * VARIABLES[1]), (0, oo)),
            lambda: (VARIABLES[2], c * exp(-c * VARIABLES[2]), -exp(-c * VARIABLES[2]), (0, oo)),
            lambda: (VARIABLES[3], 2 * VARIABLES[3], VARIABLES[3] ** 2, (0, 1)),
            lambda: (VARIABLES[3], 1 + 0 * VARIABLES[3], VARIABLES[3], (0, 1)),
            lambda: (VARIABLES[3], 3 * VARIABLES[3] ** 2, VARIABLES[3] ** 3, (0, 1)),
            lambda: (VARIABLES[3], half + VARIABLES[3], (VARIABLES[3] + VARIABLES[3] ** 2) / 2,
                     (0, 1)),
            lambda: (VARIABLES[1], 2 * exp(-VARIABLES[1]), -2 * exp(-VARIABLES[1]), (0, oo)),
        ]
    )()  # fmt: skip
    theorem = f"{OWN}.{name}"
    family = Family(name, x, (c,), formula, {"mass": theorem})
    letter = rng.choice((c, c, c, rng.choice(PARAMETERS), n.as_expr(2)))
    p = family("p", x, letter)
    first = Integral(p(x), x, *ends)
    last = _at(whole, x, n.as_expr(1)) - _at(whole, x, n.as_expr(0))
    if ends[1] is oo:
        last = n.as_expr(0) - _at(whole, x, n.as_expr(0))
    if letter is not c:
        whole, last = _at(whole, c, letter), _at(last, c, letter)
    links = [
        (Integral(_at(formula, c, letter), x, *ends), RULES["density"]),
        (last, antiderivative(whole, x)),
        (n.as_expr(1), RULES["exp_rules"]),
    ]
    steps = tuple(Step("=", after, rule, "", PLACE) for after, rule in links)
    part = Part(theorem, "", Relation("=", first, n.as_expr(1)), first, steps, PLACE)
    return _claim(rng, family, (part,))


def _at(tree: Expr, letter: Symbol, value: Expr) -> Expr:
    from symkl.lang.binding import substitute

    return substitute(tree, {letter: value})


def _claim(rng: Random, family: Family, lemmas: tuple[Part, ...]) -> Case:
    """Linearity, mass, the formula at a point that may lie beyond the support, logs, slopes."""
    x = family.variable
    a, b = (
        rng.choice((rng.choice(PARAMETERS), n.as_expr(1), n.as_expr(0), scalar_values(rng)))
        for _ in range(2)
    )
    p, q = family("p", x, a), family("q", x, b)
    at = rng.choice((x, Y, X**2, rng.choice(VARIABLES), n.as_expr(0), n.as_expr(2), x + 1, -x))
    s = rng.choice((Y, n.as_expr(2), a))
    low, high = rng.choice(
        [
            (family.support.lower, family.support.upper),
            (family.support.lower, family.support.upper),
            (-oo, oo), (n.as_expr(0), oo), (n.as_expr(0), n.as_expr(1)),
        ]
    )  # fmt: skip
    moment = rng.choice((x, x**2, 1 / x, exp(x), log(p(x)), n.as_expr(1), p(x)))
    formula = _at(_at(family.density, family.parameters[0], a), x, at)

    def case(before, after, *names):
        return Case("family", before, after, RULES[rng.choice(names)], lemmas=lemmas)

    return rng.choice(
        [
            lambda: case(p(at), formula, "density"),
            lambda: case(log(p(at)), log(formula), "density", "log_density"),
            lambda: case(Integral(p(x), x, low, high), n.as_expr(1), "linearity"),
            lambda: case(s * E(p, n.as_expr(1)), s, "linearity"),
            lambda: case(E(p, s * moment), s * E(p, moment), "linearity"),
            lambda: case(E(p, moment + s), E(p, moment) + s, "linearity"),
            lambda: case(E(p, x) - E(p, x), n.as_expr(0), "algebra", "linearity"),
            lambda: case(KL(p, q), E(p, log(p(x) / q(x))), "definition"),
            lambda: case(KL(p, q) - KL(p, q), n.as_expr(0), "algebra"),
            lambda: case(KL(p, q), cross_entropy(p, q) - entropy(p), "definition", "linearity"),
            lambda: case(Integral(p(x) * log(p(x) / q(x)), x, low, high),
                         Integral(p(x) * log(p(x)), x, low, high)
                         - Integral(p(x) * log(q(x)), x, low, high), "linearity"),
            lambda: case(D(p(Y), Y), D(_at(formula, x, Y), Y), "derivative"),
            lambda: case(sqrt(p(at) ** 2), p(at), "algebra"),
            lambda: case(p(at) / p(at), n.as_expr(1), "algebra"),
            lambda: case(log(p(at) ** 2), 2 * log(p(at)), "log_quotient"),
            lambda: case(exp(log(p(at))), p(at), "log_rules"),
            lambda: case(Integral(sqrt(p(x) * q(x)) * 2, x, low, high),
                         2 * Integral(sqrt(p(x) * q(x)), x, low, high), "linearity"),
        ]
    )()  # fmt: skip
