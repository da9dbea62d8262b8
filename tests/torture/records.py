"""Records that lie: what a forged certificate says that its step took apart.

Some are true, some are true as arithmetic and hold what has no value, some are nothing of the kind.
"""

from __future__ import annotations

from random import Random

from torture.cases import Case

from symkl.kernel.record import Factored, Record, Split, Term
from symkl.lang import nodes as n
from symkl.lang.binding import walk

_SIXTH = n.as_expr(1) / 6
# The last ones have no value anywhere.
_TWISTS = (
    n.as_expr(1),
    n.as_expr(-1),
    n.as_expr(2),
    n.Apply("sqrt", n.as_expr(2)),
    n.Apply("sqrt", n.as_expr(-1)),
    n.Apply("sqrt", n.as_expr(-1)) + 2,
    n.Pow(n.as_expr(-2), _SIXTH),
    n.Apply("log", n.as_expr(-1)),
)


def record(case: Case, rng: Random) -> Record:
    """The record that a step is said to have, of the parts that it has."""
    parts = [node for side in (case.before, case.after) for node in walk(side)]
    numbers = [x for x in parts if isinstance(x, n.Expr) and x.shape == ()] or [n.as_expr(1)]
    integrals = [x for x in parts if isinstance(x, (n.Integral, n.Expectation))]
    return Record(
        splits=tuple(_split(x, numbers, rng) for x in integrals if rng.random() < 0.4),
        factored=tuple(_factored(numbers, rng) for _ in range(rng.randrange(3))),
        solved=tuple(rng.choice([None, *numbers]) for _ in range(rng.randrange(3))),
    )


def _factored(numbers: list[n.Expr], rng: Random) -> Factored:
    """A product of two parts, as it is, or with something that cancels; at times of others."""
    first, second = _number(numbers, rng), _number(numbers, rng)
    twist = rng.choice(_TWISTS)
    factors = (first * twist, second / twist)
    if rng.random() < 0.3:
        factors = (*factors, twist, 1 / twist)
    if rng.random() < 0.3:
        factors = (n.Pow(factors[0], n.as_expr(2)), *factors[1:])
    whole = first * second if rng.random() < 0.8 else rng.choice(numbers)
    return Factored(whole, factors)


def _number(numbers: list[n.Expr], rng: Random) -> n.Expr:
    first, second = rng.choice(numbers), rng.choice(numbers)
    return rng.choice((first, first + second, first - second))


def _split(integral: n.Integral | n.Expectation, numbers: list[n.Expr], rng: Random) -> Split:
    """The integrand as one term, with something that cancels."""
    twist = rng.choice(_TWISTS)
    own: tuple[n.Expr, ...] = ()
    if isinstance(integral, n.Expectation):
        own = (n.Density(integral.law, integral.variable),)
    rest = integral.body if rng.random() < 0.8 else integral.body * rng.choice(numbers)
    return Split(integral, (Term(twist, own, (), (rest, 1 / twist)),))
