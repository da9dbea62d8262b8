r"""Sums whose terms may cancel: their error, relative to what their terms add up to in magnitude.

An entropy may be zero while its terms are not; it has no bound of its relative error. Where a sum
is computed as t̂ = fl(Σ tᵢ), each term with a relative error of at most c counts and through at most
m additions, whatever their signs and order,

    |t̂ − Σ tᵢ| ≤ ((1 − u)^(−(c + m)) − 1) Σ |tᵢ|

(Higham, (4.4)). `magnitudes` splits a tree into such terms, as few as have a bound of their own,
and returns the tree of Σ |tᵢ|, so that what the error is relative to can be printed.

References
----------
N. J. Higham, "Accuracy and Stability of Numerical Algorithms", 2nd ed., SIAM 2002, section 4.2.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction

from flint import arb

from symkl.lang import nodes as n
from symkl.lang.binding import free_symbols
from symkl.lang.nodes import Expr
from symkl.rounding.counts import NONE, Count, joined, largest, units
from symkl.rounding.known import Refused, power_of_two
from symkl.rounding.walk import counted, counted_with_sign

__all__ = ["magnitudes"]


def magnitudes(tree: Expr, library: Mapping[str, Fraction]) -> tuple[Count, Expr]:
    """The count of a scalar, and the sum of the magnitudes of its terms, to which it is relative.

    Raises
    ------
    Refused
        If a term has no bound.
    """
    try:
        count, sign = counted_with_sign(tree, library)
    except Refused:
        return _split(tree, library)
    return count, tree if sign == 1 else n.Apply("abs", tree)


def _split(tree: Expr, library: Mapping[str, Fraction]) -> tuple[Count, Expr]:
    match tree:
        case n.Neg(arg):
            return magnitudes(arg, library)
        case n.Add(left, right) | n.Sub(left, right):
            (one, first), (other, second) = magnitudes(left, library), magnitudes(right, library)
            return joined(largest(one, other), units(1)), n.Add(first, second)
        case n.Mul(n.Number() as factor, right):
            count, total = magnitudes(right, library)
            own = NONE if power_of_two(factor) else joined(counted(factor, library), units(1))
            return joined(count, own), n.Mul(n.Number(abs(factor.value)), total)
        case n.Sum(body, variable):
            count, total = magnitudes(body, library)
            depends = variable in free_symbols(body)
            added = {f"s({tree.upper})": arb(1)} if depends else units(1)
            return joined(count, added), replace(tree, body=total)
    raise Refused(f"{tree} is not a sum")
