"""Rational expressions in lowest terms, where that does not take long.

SymPy's algebra multiplies everything out, and some expressions are too large for it. How large one
becomes is known beforehand: `terms` bounds the number of terms of its numerator, and `tidy` refuses
what goes beyond `MOST_TERMS`, so that no step takes more than seconds.

Main definitions: `tidy`, `factored`, `is_zero`, `affordable`, `terms`; `NoForm`, which all but the
last raise.
"""

from __future__ import annotations

from math import comb
from typing import Any

from symkl.crosscheck.quotient import quotient

MOST_TERMS = 2000
"""The shipped derivations stay below 300, which takes a tenth of a second."""


class NoForm(Exception):
    """An expression whose value is not found on this road."""


def tidy(expr: Any) -> Any:
    """A rational expression in lowest terms.

    Raises
    ------
    NoForm
        Where it is too large.
    """
    return expr if expr.is_Atom else quotient(affordable(expr)).expanded()


def factored(expr: Any) -> Any:
    """A rational expression in lowest terms, as a product of powers of irreducible polynomials.

    Raises
    ------
    NoForm
        Where it is too large.
    """
    return expr if expr.is_Atom else quotient(affordable(expr)).factored()


def is_zero(expr: Any) -> bool:
    """Return whether a rational expression comes to zero when it is multiplied out.

    Raises
    ------
    NoForm
        Where it is too large.
    """
    if expr.is_Atom:
        return expr.is_zero is True
    found = quotient(affordable(expr))
    # The polynomials do not know that √2 squared is 2, nor that i squared is -1; SymPy does.
    return not found.above or found.expanded() == 0


def affordable(expr: Any) -> Any:
    """The expression, if it can be multiplied out.

    Raises
    ------
    NoForm
        Where it is too large.
    """
    if terms(expr) > MOST_TERMS:
        raise NoForm("the expression is too large")
    return expr


def terms(expr: Any) -> int:
    """A bound on the number of terms of the numerator, over a common denominator.

    Examples
    --------
    >>> import sympy
    >>> x, y = sympy.symbols("x y")
    >>> terms((x + y + 1) ** 2), terms(1 / (x + y) + x)
    (6, 3)
    """
    return _terms(expr)[0]


def _terms(expr: Any) -> tuple[int, dict[Any, int]]:
    """The bound, and the factors of the denominator with their powers."""
    if expr.is_Mul:
        size, below = 1, dict[Any, int]()
        for factor in expr.args:
            more, denominators = _terms(factor)
            size *= more
            for base, power in denominators.items():
                below[base] = below.get(base, 0) + power
        return size, below
    if expr.is_Pow and expr.exp.is_Integer:
        power = int(expr.exp)
        if power < 0:
            return 1, {expr.base: -power}
        size, below = _terms(expr.base)
        return _power(size, power), {base: power * n for base, n in below.items()}
    if expr.is_Add:
        found = [_terms(term) for term in expr.args]
        common: dict[Any, int] = {}
        for _, below in found:
            for base, power in below.items():
                common[base] = max(common.get(base, 0), power)
        total = 0
        for size, below in found:
            for base, power in common.items():
                size *= _power(terms(base), power - below.get(base, 0))
            total += size
        return total, common
    return 1, {}


def _power(size: int, power: int) -> int:
    """The number of terms of a power of a sum of so many."""
    return comb(size + power - 1, power)
