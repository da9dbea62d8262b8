"""Limits beyond which the kernel does not begin to compute a number or a product."""

from __future__ import annotations

from fractions import Fraction

from symkl.kernel.refusal import Refusal
from symkl.limits import MOST_BITS, MOST_PRODUCTS

Exact = int | Fraction  # a rational number: nearly all are whole, and an int is quick


def exact(value: Exact) -> Exact:
    """A rational number, as an int where it is whole."""
    return value.numerator if value.denominator == 1 else value


def ratio(c: Exact, d: Exact) -> Exact:
    """The quotient of two rational numbers; the ``/`` of two whole ones would be inexact."""
    return exact(Fraction(c, d))


def product(c: Exact, d: Exact) -> Exact:
    """The product of two rational numbers, one of which is often 1."""
    return d if c == 1 else c if d == 1 else c * d


def limited(c: Exact) -> Exact:
    """A number, unless it is too large."""
    if c.numerator.bit_length() + c.denominator.bit_length() > MOST_BITS:
        raise Refusal(f"a number of more than {MOST_BITS} bits", "use a letter for it")
    return c


def whole_power(prime: int, n: int) -> Exact:
    """A rational number that is a power of a natural one."""
    if abs(n) * prime.bit_length() > MOST_BITS:
        raise Refusal(f"a number of more than {MOST_BITS} bits", "use a letter for it")
    return exact(Fraction(prime) ** n)


def need_few(left: int, right: int) -> None:
    """Refuse to multiply sums of so many terms."""
    if left * right > MOST_PRODUCTS:
        raise Refusal(
            f"a product of sums of {left} and {right} terms; {MOST_PRODUCTS} pairs is the most",
            "use a letter for one of the sums",
        )
