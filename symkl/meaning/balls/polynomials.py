"""Polynomials with fractions or balls as coefficients, and what can be said of such numbers.

The variables are whole numbers. A positive one stands for a coordinate over which is integrated. A
negative one is an *infinitesimal*, whose square is zero: f(x + ε) = f(x) + f'(x) ε carries the
derivative along with the value (Griewank and Walther, Evaluating Derivatives, §13.1: forward mode
as the arithmetic of truncated series).
"""

from __future__ import annotations

from typing import Any

from flint import acb, arb, fmpq

Number = Any  # fmpq, arb or acb
Monomial = tuple[tuple[int, int], ...]  # variables with their powers, in order
Polynomial = dict[Monomial, Number]
Term = tuple[Polynomial, Polynomial]  # P exp(Q) as Q, P

_MOST_MONOMIALS = 2000
_MOST_BITS = 4000  # of a fraction; longer ones are rounded


class NoBall(Exception):
    """An expression of which no enclosure is known, or that has no value."""


class Wide(NoBall):
    """A ball too wide to go on with; at a higher precision it might do."""


class Divergent(NoBall):
    """An integral that has no value, for certain."""


def exact(x: Number) -> bool:
    """Return whether a number is a fraction, and no ball."""
    return isinstance(x, fmpq)


def vanishes(x: Number) -> bool:
    """Return whether a number is zero for certain."""
    return x == 0 if exact(x) else bool(x.is_zero())


def nonzero(x: Number) -> bool:
    """Return whether a number differs from zero for certain."""
    return x != 0 if exact(x) else not x.contains(0)


def positive(x: Number) -> bool:
    """Return whether the real part of a number is positive for certain."""
    return bool((x.real if isinstance(x, acb) else x) > 0)


def finite(x: Number, what: str) -> Number:
    """The number, rounded where the fraction is long.

    Raises
    ------
    NoBall
        If it is not finite.
    """
    if exact(x):
        return x if x.height_bits() <= _MOST_BITS else arb(x)
    if not x.is_finite():
        raise NoBall(f"{what} has no value")
    return x


def added(p: Polynomial, q: Polynomial) -> Polynomial:
    """The sum of two polynomials."""
    total = dict(p)
    for m, c in q.items():
        total[m] = total[m] + c if m in total else c
        if vanishes(total[m]):
            del total[m]
    return total


def multiplied(p: Polynomial, q: Polynomial) -> Polynomial:
    """The product of two polynomials, without the squares of infinitesimals."""
    total: Polynomial = {}
    for m, c in p.items():
        for n, d in q.items():
            powers = dict(m)
            for v, e in n:
                powers[v] = powers.get(v, 0) + e
            if all(v > 0 or e == 1 for v, e in powers.items()):
                mn = tuple(sorted(powers.items()))
                total[mn] = total[mn] + c * d if mn in total else c * d
    if len(total) > _MOST_MONOMIALS:
        raise NoBall("a polynomial has too many terms")
    return {m: c for m, c in total.items() if not vanishes(c)}


def tiny(m: Monomial) -> bool:
    """Return whether a monomial has an infinitesimal factor; negative names come first."""
    return bool(m) and m[0][0] < 0


def parted(p: Polynomial) -> tuple[Polynomial, Polynomial]:
    """A polynomial without infinitesimals, and the rest."""
    return {m: c for m, c in p.items() if not tiny(m)}, {m: c for m, c in p.items() if tiny(m)}


def scaled(p: Polynomial, by: Number) -> Polynomial:
    """A polynomial times a number."""
    return {m: c * by for m, c in p.items()}


def by_powers(p: Polynomial, letter: int) -> dict[int, Polynomial]:
    """The coefficients of the powers of one variable."""
    found: dict[int, Polynomial] = {}
    for m, c in p.items():
        rest = tuple((v, e) for v, e in m if v != letter)
        found.setdefault(dict(m).get(letter, 0), {})[rest] = c
    return found
