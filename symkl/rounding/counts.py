r"""Counts of errors, in units that add up; the value of the unit is left to the end.

A computed x̂ stands for x ≠ 0 with the same sign, and |log(x̂/x)| is its *logarithmic error*. In
the standard model, fl(a op b) = (a op b)(1 + δ) with |δ| ≤ u, one operation adds at most
λ = −log(1 − u) to it. A `Count` says how many λ there are: a number, and multiples of quantities
that only the caller knows (the length of a sum, the condition of a matrix). Errors of products add,
those of squares double, exactly and not to first order; a count n means a relative error of at most

    (1 − u)^(−n) − 1 ≤ n u/(1 − n u),

Higham's γ_n. The numbers are upper bounds in ball arithmetic for u = `UNIT` = 2^−24, that of
binary32. As they are made from λ by operations that only add, multiply, and take exp − 1 and
−log(1 − ·) of nonnegative numbers, their ratio to λ only falls with u: they hold for binary64 too.

Sums of n numbers by NumPy's pairwise summation take the longest path `additions` (n).

References
----------
N. J. Higham, "Accuracy and Stability of Numerical Algorithms", 2nd ed., SIAM 2002: the model is
(2.4), γ_n is lemma 3.1, summation of terms of one sign is section 4.2, pairwise summation (4.6).
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from flint import arb

__all__ = [
    "NONE",
    "UNIT",
    "Count",
    "additions",
    "constant",
    "is_constant",
    "joined",
    "largest",
    "logarithmic",
    "of_relative",
    "scaled",
    "units",
]

UNIT = arb(2) ** -24
Count = Mapping[str, arb]
"""Multiples of λ by what they are multiples of; "" for the number that stands alone."""

NONE: Count = {}


def units(number: int | arb) -> Count:
    """The count of a number of λ."""
    return {"": arb(number)}


def _lambda() -> arb:
    return -(-UNIT).log1p()


def of_relative(error: arb) -> Count:
    """The count of a relative error."""
    return units((-(-error).log1p() / _lambda()).abs_upper())


def constant(count: Count) -> arb:
    """The number that stands alone."""
    return count.get("", arb(0))


def is_constant(count: Count) -> bool:
    """Return whether nothing depends on what only the caller knows."""
    return not set(count) - {""}


def logarithmic(count: Count) -> arb:
    """The logarithmic error itself, of the number that stands alone."""
    return constant(count) * _lambda()


def joined(*counts: Count) -> Count:
    """The errors of factors, which add up."""
    total: dict[str, arb] = {}
    for count in counts:
        for key, value in count.items():
            total[key] = total.get(key, arb(0)) + value
    return total


def largest(*counts: Count) -> Count:
    """An upper bound of several counts."""
    found: dict[str, arb] = {}
    for count in counts:
        for key, value in count.items():
            found[key] = _max(found[key], value) if key in found else value
    return found


def scaled(count: Count, factor: int | arb) -> Count:
    """A multiple of a count."""
    return {key: (value * factor).abs_upper() for key, value in count.items()}


def _max(a: arb, b: arb) -> arb:
    return a if a.upper() >= b.upper() else b


@lru_cache(maxsize=4096)
def _pairwise(n: int) -> int:
    if n < 8:
        return max(n - 1, 0)
    if n <= 128:  # eight partial sums, a tree over them, and the rest one by one
        return n // 8 + 2 + n % 8
    half = n // 2 - n // 2 % 8
    return 1 + max(_pairwise(half), _pairwise(n - half))


def additions(n: int) -> int:
    """The most additions that a term goes through when NumPy sums n numbers along a last axis.

    NumPy sums up to 128 numbers in eight partial sums and splits longer arrays in two; a reduction
    may begin with the first number by itself. At most n − 1, and at most
    25 + max(0, ⌈log₂(n/128)⌉).
    """
    if n < 2:
        return 0
    return min(n - 1, 1 + max(_pairwise(n), _pairwise(n - 1)))
