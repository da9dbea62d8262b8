"""The two roads of the second opinion: SymPy's algebra on explicit entries, and numbers.

Both start from the meaning of the two sides and know nothing of rules, laws or normal forms. Each
says whether the step holds, or nothing.

Main definitions: `Algebra`, `by_numbers` and their answer `Finding`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from textwrap import shorten
from typing import Any

import sympy
from sympy.polys.polyerrors import BasePolynomialError

from symkl.crosscheck.explicit import explicit
from symkl.crosscheck.rational import NoForm
from symkl.crosscheck.zero import vanishes
from symkl.errors import SymklError
from symkl.lang import nodes as n
from symkl.lang.binding import free_symbols, walk
from symkl.meaning.evaluate import compare
from symkl.meaning.values import value_of

__all__ = ["Algebra", "Finding", "by_numbers", "has_integrals"]

SIZES = (1, 2)
"""The numbers that a symbolic dimension stands for."""

SAMPLES = 4  # points for each dimension where no integral is taken; two where one is
DIGITS = 30
ENOUGH = 8  # digits to which two sides have to agree before that says anything

# What SymPy raises where its algebra does not get through; anything else is a fault of ours.
_LOST = (
    NoForm,
    SymklError,
    BasePolynomialError,
    ArithmeticError,
    NotImplementedError,
    RecursionError,
    TypeError,
    ValueError,
)

_INTEGRALS = (n.Integral, n.Expectation, n.Divergence, n.CrossEntropy, n.Entropy)


@dataclass(frozen=True, slots=True)
class Finding:
    """The answer of one road on a step.

    Attributes
    ----------
    holds
        Whether the step holds; None where the road does not tell.
    way
        ``cancel``, ``matrices``, ``quadrature`` or ``numbers``.
    text
        The way it was found, or the evidence against the step, or the reason why nothing was found.
    """

    holds: bool | None
    way: str
    text: str


def has_integrals(*sides: n.Expr) -> bool:
    """Return whether a value takes a quadrature."""
    return any(isinstance(node, _INTEGRALS) for side in sides for node in walk(side))


class Algebra:
    """SymPy's algebra on steps; an expression that comes again is written out once.

    Parameters
    ----------
    where
        Symbols that stand for expressions in the others.
    """

    def __init__(self, where: Mapping[n.Symbol, n.Expr]) -> None:
        self.where = where
        self._known: dict[tuple[object, ...], list[Any]] = {}

    def __call__(self, before: n.Expr, after: n.Expr, relation: str) -> Finding:
        """Return whether the difference cancels; if not, whether it is seen at an exact point."""
        free = free_symbols(before) | free_symbols(after)
        dimensions = sorted((s for s in free if "dimension" in s.assumptions), key=str)
        way = "matrices" if dimensions else "cancel"
        zero = relation == "="
        try:
            for size in SIZES if dimensions else SIZES[:1]:
                for left, right in self._entries(before, after, dict.fromkeys(dimensions, size)):
                    if relation == "=" and vanishes(left - right):
                        continue
                    zero = False
                    against = _counterexample(left, right, relation)
                    if against:
                        at = f"k = {size}, " if dimensions else ""
                        return Finding(False, way, f"SymPy at {at}{against}")
        except _LOST as error:
            return Finding(None, way, shorten(f"SymPy: {error}", 120, placeholder=" …"))
        if not zero:
            return Finding(None, way, "SymPy does not bring the difference to zero")
        sizes = " at k = " + ", ".join(map(str, SIZES)) if dimensions else ""
        return Finding(True, way, way + sizes)

    def _entries(
        self, before: n.Expr, after: n.Expr, dims: Mapping[n.Symbol, int]
    ) -> Iterator[tuple[Any, Any]]:
        return zip(self._written(before, dims), self._written(after, dims), strict=True)

    def _written(self, expr: n.Expr, dims: Mapping[n.Symbol, int]) -> list[Any]:
        key = (expr, *dims.items())
        if key not in self._known:
            self._known[key] = explicit(expr, dims, self.where)
        return self._known[key]


def _points(letters: Sequence[Any]) -> Iterator[dict[Any, Any]]:
    """Two exact points, with all letters between -1 and 1 and no two alike."""
    for shift in (0, 1):
        point = {}
        for i, letter in enumerate(letters):
            value = sympy.Rational(sympy.prime(i + 2 + shift), sympy.prime(i + 4 + shift))
            point[letter] = value if letter.is_nonnegative or (i + shift) % 2 == 0 else -value
        yield point


def _counterexample(left: Any, right: Any, relation: str) -> str:
    """The values of the two sides at a point at which the relation fails; empty without one."""
    letters = sorted(left.free_symbols | right.free_symbols, key=str)
    if any(letter.is_integer for letter in letters):
        return ""
    for point in _points(letters):
        difference = (left - right).xreplace(point)
        # `evalf` works to as many digits as survive the cancellation, or gives up: with `strict`
        # it says so.
        try:
            gap = difference.evalf(DIGITS, maxn=10 * DIGITS, strict=True)
        except (sympy.core.evalf.PrecisionExhausted, ValueError):
            continue
        if not gap.is_Float or not gap.is_finite:
            continue
        wrong = {"=": gap != 0, "<=": gap > 0, ">=": gap < 0}[relation]
        if wrong and abs(gap) > sympy.Float(10) ** -ENOUGH:
            at = ", ".join(f"{letter} = {value}" for letter, value in point.items())
            sides = [side.xreplace(point).evalf(20) for side in (left, right)]
            return f"{at}: the left side is {sides[0]}, the right side {sides[1]}"
    return ""


def by_numbers(
    before: n.Expr,
    after: n.Expr,
    relation: str,
    where: Mapping[n.Symbol, n.Expr],
    value: Callable[..., Any] = value_of,
) -> Finding:
    """Both sides at exact points, integrals by quadrature; `value` evaluates a side."""
    integrals = has_integrals(before, after)
    found = compare(
        before,
        after,
        relation=relation,
        dims=SIZES,
        samples=2 if integrals else SAMPLES,
        digits=DIGITS,
        where=where or None,
        value=value,
    )
    way = "quadrature" if integrals else "numbers"
    if found.verdict == "agree" and (found.digits or 0) >= ENOUGH:
        points = f"{found.points} point" + ("s" if found.points != 1 else "")
        return Finding(True, way, f"{way} to {found.digits} digits at {points}")
    if found.verdict == "differ":
        return Finding(False, way, str(found))
    if found.verdict == "undefined" and _one_sided(before, after, where):
        return Finding(False, way, f"one side has a value and the other has none: {found}")
    return Finding(None, way, f"numbers: {found}")


def _one_sided(before: n.Expr, after: n.Expr, where: Mapping[n.Symbol, n.Expr]) -> bool:
    """Return whether it is not both sides that have no value anywhere."""
    return any(
        compare(side, side, dims=SIZES, samples=SAMPLES, digits=ENOUGH, where=where or None).verdict
        == "agree"
        for side in (before, after)
    )
