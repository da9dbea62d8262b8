"""What the kernel does not begin to compute: numbers and products beyond the limits."""

from __future__ import annotations

from fractions import Fraction

from symkl.kernel.refusal import Refusal
from symkl.limits import MOST_BITS, MOST_PRODUCTS


def limited(c: Fraction) -> Fraction:
    """A number, unless it is too large."""
    if c.numerator.bit_length() + c.denominator.bit_length() > MOST_BITS:
        raise Refusal(f"a number of more than {MOST_BITS} bits", "use a letter for it")
    return c


def whole_power(prime: int, n: int) -> Fraction:
    """A rational number that is a power of a natural one."""
    if abs(n) * prime.bit_length() > MOST_BITS:
        raise Refusal(f"a number of more than {MOST_BITS} bits", "use a letter for it")
    return Fraction(prime) ** n


def need_few(left: int, right: int) -> None:
    """Refuse to multiply sums of so many terms."""
    if left * right > MOST_PRODUCTS:
        raise Refusal(
            f"a product of sums of {left} and {right} terms; {MOST_PRODUCTS} pairs is the most",
            "use a letter for one of the sums",
        )
