"""Numbers from expressions: `evaluate` one, `compare` two sides of a step.

The numbers refute false steps and test true ones. They come from the definitions (a divergence is
the integral of p log(p/q)) and owe nothing to the kernel, or they would be no evidence.

Main definitions: `evaluate`, `compare` and its answer `Comparison`, `sample_values`; `Undefined`
and `Unevaluated`, which `evaluate` raises.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from typing import Any

from mpmath import mp, mpf

from symkl.errors import SymklError, UsageError
from symkl.lang import nodes as n
from symkl.lang.binding import free_symbols
from symkl.meaning import arrays as a
from symkl.meaning.arrays import Undefined, Unevaluated
from symkl.meaning.high_precision import Density
from symkl.meaning.points import sample_values, shown_value
from symkl.meaning.values import GUARD, evaluate, value_of

__all__ = ["Comparison", "Undefined", "Unevaluated", "compare", "evaluate", "sample_values"]

_SETTLED = 10  # digits of the last few that may be rounding error when two sides agree


@dataclass(frozen=True, slots=True)
class Comparison:
    """The result of comparing the two sides of a step by numbers.

    Attributes
    ----------
    verdict
        ``differ``: at `values` the relation fails. ``agree``: it holds at every point tried.
        ``undefined``: at `values` one side has a value and the other has none, or nowhere has
        either. ``unknown``: nothing could be evaluated.
    relation
        ``=``, ``<=`` or ``>=``.
    values
        The point, as pairs of a name and an exact value in text; dimensions come first.
    before, after
        The two sides there, to twenty digits or as many as tell them apart; of a matrix, the
        entry that differs most.
    entry
        Row and column of that entry, counted from 1; None for scalars.
    digits
        The number of digits to which the sides agree at least; None where they do not.
    points
        The number of points at which both sides were evaluated.
    reason
        A text that says what is undefined, or why nothing could be evaluated.
    """

    verdict: str
    relation: str = "="
    values: tuple[tuple[str, str], ...] = ()
    before: str = ""
    after: str = ""
    entry: tuple[int, int] | None = None
    digits: int | None = None
    points: int = 0
    reason: str = ""

    def __str__(self) -> str:
        at = ", ".join(f"{name} = {value}" for name, value in self.values)
        at = f"at {at}: " if at else ""
        if self.verdict == "differ":
            place = "" if self.entry is None else f" in entry {self.entry}"
            return f"{at}the left side is {self.before}, the right side {self.after}{place}"
        if self.verdict == "agree":
            return f"the sides agree to {self.digits} digits at {self.points} points"
        return at + self.reason


def compare(
    before: n.Expr,
    after: n.Expr,
    *,
    relation: str = "=",
    dims: Sequence[int] = (1, 2, 3),
    samples: int = 3,
    digits: int = 50,
    where: Mapping[n.Symbol, n.Expr] | None = None,
    densities: Mapping[str, Density] | None = None,
    value: Callable[..., a.Value] = value_of,
) -> Comparison:
    """Evaluate both sides of ``before relation after`` at exact points and compare them.

    Parameters
    ----------
    before, after
        Two expressions of one shape.
    relation
        ``=``, ``<=`` or ``>=``; of matrices, entry by entry.
    dims
        The numbers that a symbolic dimension runs through; several dimensions take them in turn.
    samples
        Points for each dimension.
    digits
        Digits to evaluate to. Where an integral does not settle, half as many, then a quarter;
        fewer from the start for integrals within integrals, which would take minutes.
    where
        Symbols that are not free but equal to expressions in the others: ``{Sigma: L @ L.T}``.
    densities
        As in `evaluate`.
    value
        How a side is evaluated; `symkl.meaning.values.Values` keeps what it finds for later.

    Examples
    --------
    >>> from symkl.lang.vocabulary import log, positive
    >>> x = positive("x")
    >>> print(compare(log(x**2), log(x)))
    at x = 3: the left side is 2.1972245773362193828, the right side 1.0986122886681096914
    """
    if relation not in ("=", "<=", ">="):
        raise UsageError(f"{relation!r} is no relation", hint="write =, <= or >=")
    nesting = max(_nesting(before), _nesting(after))
    digits = max(10, min(digits, digits * 2 // (nesting**2 + 1)))
    least, points, missing, failed = digits, 0, None, None
    for values, sizes in _points(before, after, dims, samples, where or {}):
        shown = _shown(values, sizes)
        try:
            for symbol, expr in (where or {}).items():
                values[symbol] = value(expr, values, digits + GUARD, sizes, densities)
            at = partial(value, values=values, dims=sizes, densities=densities)
            sides = _both(before, after, digits, at=at)
        except SymklError as error:
            reason = ": ".join(filter(None, (error.message, error.cause)))
            failed = failed or Comparison("unknown", relation, shown, reason=reason)
            continue
        absent = [side for side in sides if isinstance(side, Undefined)]
        if absent:
            # One side without a value says more than both, wherever it is seen.
            if len(absent) == 1 or missing is None:
                reason = absent[0].message
                found = Comparison("undefined", relation, shown, reason=reason)
                missing = (
                    (len(absent), found)
                    if missing is None
                    else min(missing, (len(absent), found), key=lambda pair: pair[0])
                )
            continue
        points += 1
        with mp.workdps(2 * (digits + GUARD)):
            again = partial(_both, before, after, at=at)
            judged = _judge(sides, relation, again, digits)
        if isinstance(judged, int):
            least = min(least, judged)
        else:
            entry, left, right = judged
            return Comparison("differ", relation, shown, left, right, entry, None, points)
    if missing is not None and (missing[0] == 1 or not points):
        return missing[1]
    if points:
        return Comparison("agree", relation, digits=least, points=points)
    return failed or Comparison("unknown", relation, reason="no point was tried")


def _nesting(node: n.Node) -> int:
    """The depth to which integrals are nested."""
    here = isinstance(node, n.Integral | n.Expectation | n.Divergence | n.CrossEntropy | n.Entropy)
    return here + max(map(_nesting, node.children()), default=0)


def _points(
    before: n.Expr,
    after: n.Expr,
    dims: Sequence[int],
    samples: int,
    where: Mapping[n.Symbol, n.Expr],
) -> Iterator[tuple[dict[n.Symbol, object], dict[n.Symbol, int]]]:
    """The points to compare at: values and dimensions, the smallest first."""
    free = (free_symbols(before) | free_symbols(after)) - frozenset(where)
    free = free.union(*(free_symbols(e) for e in where.values()))
    sizes = sorted((s for s in free if "dimension" in s.assumptions), key=str)
    rest = [s for s in free if "dimension" not in s.assumptions]
    rounds = range(len(dims)) if sizes else range(1)
    for start in rounds:
        chosen = {s: dims[(start + i) % len(dims)] for i, s in enumerate(sizes)}
        for seed in range(samples if rest else 1):
            yield sample_values(rest, seed=seed, dims=chosen), chosen


def _shown(
    values: Mapping[n.Symbol, object], sizes: Mapping[n.Symbol, int]
) -> tuple[tuple[str, str], ...]:
    return tuple((s.name, shown_value(v)) for s, v in (*sizes.items(), *values.items()))


def _both(before: n.Expr, after: n.Expr, digits: int, *, at: Callable[..., a.Value]) -> list[Any]:
    """Both sides as values; `Undefined` in place of one that has none."""
    for attempt in (digits, digits // 2, digits // 4):
        sides = []
        for side in (before, after):
            try:
                sides.append(at(side, digits=attempt + GUARD))
            except Undefined as error:
                sides.append(error)
            except Unevaluated as error:
                failure = error
                break
        else:
            return sides
    raise failure


def _judge(
    sides: list[Any], relation: str, again: Callable[[int], list[Any]], digits: int
) -> int | tuple[tuple[int, int] | None, str, str]:
    """The number of digits to which a relation holds, or the entry and numbers where it fails."""
    margins = _margins(sides, relation)
    worst = max(range(len(margins)), key=lambda i: margins[i][0])
    margin, size, x, y = margins[worst]
    tolerance = mpf(10) ** (_SETTLED - digits)
    if margin > 0 and margin <= tolerance * max(size, 1):
        # Rounding error, or a difference that is really there: more digits tell them apart.
        finer = again(digits + 30)
        if not any(isinstance(side, Undefined) for side in finer):
            now = _margins(finer, relation)[worst][0]
            if now <= margin / mpf(10) ** 15:
                return min(digits, int(-mp.log10(margin / max(size, 1))))
    if margin <= 0:
        return digits
    entry = None
    left = sides[0]
    if type(left) is tuple and len(margins) > 1:
        row, column = divmod(worst, len(left[0]))
        entry = (row + 1, column + 1)
    return entry, *_told_apart(x, y)


def _margins(sides: list[Any], relation: str) -> list[tuple[Any, ...]]:
    """For each entry, the margin by which the relation fails, the larger size, both sides."""
    found = []
    for x, y in zip(*map(a.entries, sides), strict=True):
        exact = type(x) is type(y) is Fraction
        gap = x - y if exact else a.real(x) - a.real(y)
        margin = {"=": abs(gap), "<=": gap, ">=": -gap}[relation]
        found.append((a.real(margin), max(abs(a.real(x)), abs(a.real(y))), x, y))
    return found


def _told_apart(x: a.Scalar, y: a.Scalar) -> tuple[str, str]:
    """Two different numbers to twenty digits, or to as many as show the difference."""
    count = 20
    left, right = mp.nstr(a.real(x), count), mp.nstr(a.real(y), count)
    while left == right and count < mp.dps:
        count += 10
        left, right = mp.nstr(a.real(x), count), mp.nstr(a.real(y), count)
    return left, right
