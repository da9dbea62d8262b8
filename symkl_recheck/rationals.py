"""Rational numbers: whole ones are ints, whose arithmetic is quick."""

from __future__ import annotations

from fractions import Fraction

from symkl_recheck.limits import MOST_BITS
from symkl_recheck.refusals import need_small

Exact = int | Fraction  # a rational number; a whole one is an int


def exact(value: Exact) -> Exact:
    """Return a rational number: a whole one as an int, whose arithmetic is quick."""
    return value.numerator if value.denominator == 1 else value


def ratio(c: Exact, d: Exact) -> Exact:
    """Return the quotient of two numbers: the `/` of two whole ones would be inexact."""
    return exact(Fraction(c, d))


def magnitude(c: Exact) -> Exact:
    """Return a rational number without its sign."""
    return c if c >= 0 else -c


def whole_power(c: Exact, n: int) -> Exact:
    """Return a rational number to a whole power, which may be below 0."""
    return c**n if n >= 0 else exact(Fraction(c) ** n)


def product(c: Exact, d: Exact) -> Exact:
    """Return the product of two numbers, one of which is often 1."""
    return d if c == 1 else c if d == 1 else c * d


def need_bits(c: Exact) -> None:
    """Refuse a number beyond the limit."""
    if c.numerator.bit_length() + c.denominator.bit_length() > MOST_BITS:
        need_small(False, f"a number of more than {MOST_BITS} bits")
