"""Numbers on a case: a contradiction is told only where it is certain.

The sides are enclosed in balls (`symkl.meaning.balls.equality`), with some thousands of digits
where it takes them: balls that exclude each other contradict a step, however small or large the
sides are, and what is lost in rounding contradicts nothing. What has no ball is evaluated in
floating point. There a difference counts where evaluations to two precisions agree on it, both with
more digits than it
has zeros after the point; that one side alone has a value, where it is so at both. The rest is
undecided, and counted apart.

An exponent that is within 10^-90 of a whole number, (√3)² for one, is taken for that number, since
neither arithmetic can tell whether a negative base has such a power.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any
from zlib import crc32

from flint import arb, ctx
from mpmath import mp
from torture.cases import REFUSED, Case

from symkl.lang import nodes as n
from symkl.lang.binding import free_symbols, walk
from symkl.limits import TooLong, within
from symkl.meaning import arrays as a
from symkl.meaning.balls.equality import NoBall, OneSided, agree, enclosed
from symkl.meaning.evaluate import Comparison, compare
from symkl.meaning.values import GUARD, value_of

DIFFER, AGREE, UNDEFINED = "differ", "agree", "undefined"
UNKNOWN, UNDECIDED = "unknown", "undecided"

_SECONDS = 2
_SELDOM = 20
_FINE = 4000  # bits
_QUICK, _MORE = 10, 30  # digits
_PAIRS, _PAIRS_OF_INTEGRALS = ((_QUICK, _MORE), (400, 500)), ((_QUICK, 20),)
_WHOLE = arb(10) ** -90
_MOST_ZEROS = 5000
_LIKE = 1000  # of a difference, by the part of which two evaluations of it may differ
# Of the point, not of the step: an index beyond a literal size, a density that is 0 in rounding.
_NO_FAULT = ("there is no component", "logarithm of 0.0")
_EITHER = "may take either branch"
_INTEGRALS = (n.Integral, n.Expectation, n.Divergence, n.CrossEntropy, n.Entropy)
_EDGES = {"nonnegative": 0, "positive": 1, "nonzero": -1, "at_most_1": 1}
_FAULTS = (*REFUSED, TooLong, OverflowError, RecursionError)


@dataclass
class Answer:
    """How numbers contradict a case, what they leave undecided ("" if nothing), and counts."""

    false: str = ""
    undecided: str = ""
    counts: Counter = field(default_factory=Counter)


@dataclass(frozen=True)
class Point:
    """Values of letters and numbers for dimensions."""

    values: dict
    dims: dict


@dataclass
class Spot:
    """A way to move points, and those at which the sides of a case were evaluated."""

    case: Case
    moved: Callable[[dict, dict], dict]
    points: list[Point] = field(default_factory=list)

    def value(self, side, values, digits, dims=None, densities=None):
        """A side at a point that is moved."""
        at = Point(self.moved(values, dims or {}), dict(dims or {}))
        if side in (self.case.before, self.case.after) and at not in self.points:
            self.points.append(at)
        return _value(side, at, digits)


def contradicted(case: Case) -> str:
    """How numbers contradict a case; "" where they do not for certain."""
    return asked(case).false


def asked(case: Case) -> Answer:
    """The answer of numbers to a case, at usual points and at the edge."""
    answer, spots = Answer(), [("", _inside), ("at the edge, ", _at_the_edge)]
    if slow(case):  # one point will do, and for what is as its maker says now and then
        spots = spots[: not case.plain or crc32(str(case).encode()) % _SELDOM == 0]
    for name, moved in spots:
        verdict, told = _decided(Spot(case, moved))
        answer.counts[f"{name}{verdict}"] += 1
        if verdict == UNDECIDED:
            answer.undecided = answer.undecided or f"{name}{told}"
        elif told:
            answer.false = f"{name}{told}"
            return answer
    return answer


def slow(case: Case) -> bool:
    """Return whether numbers of a case need quadrature."""
    nodes = (node for side in (case.before, case.after) for node in walk(side))
    return any(isinstance(node, _INTEGRALS) for node in nodes)


def _decided(spot: Spot) -> tuple[str, str]:
    """A verdict, and in words how the case is contradicted or what is undecided."""
    found = _compared(spot.case, spot)
    if slow(spot.case) and found.verdict in (AGREE, UNKNOWN):
        return found.verdict, ""  # the balls of integrals take long
    balls = [_in_balls(spot.case, point) for point in spot.points]
    for verdict, told in balls:
        if verdict in (DIFFER, UNDEFINED):
            return verdict, told
    # A difference is at the last point; where there is no value is not known.
    looked = balls[-1:] if found.verdict == DIFFER else balls
    if found.verdict in (AGREE, UNKNOWN) or all(verdict == AGREE for verdict, _ in looked):
        return (found.verdict if UNKNOWN in dict(balls) else AGREE), ""
    if found.verdict == UNDEFINED and not _wrongly(spot, found, _QUICK):
        return UNDEFINED, ""
    if any(_EITHER in told for _, told in balls):
        return UNDECIDED, str(found)
    again = _again(spot, found)
    return again, "" if again == AGREE else str(found)


def _again(spot: Spot, found: Comparison) -> str:
    """The answer of floating point with more digits, of a contradiction that it has seen."""
    if found.verdict == UNDEFINED:
        finer = _compared(spot.case, Spot(spot.case, spot.moved), digits=_MORE)
        still = finer.verdict == UNDEFINED and _wrongly(spot, finer, _MORE)
        return UNDEFINED if still else UNDECIDED
    pairs = [*(_PAIRS_OF_INTEGRALS if slow(spot.case) else _PAIRS)]
    for digits in pairs:
        coarse, fine = (_failures(spot, count + GUARD) for count in digits)
        same = [x for entry, x in coarse.items() if entry in fine and _alike(x, fine[entry])]
        if any(x > mp.mpf(10) ** -min(digits) for x in same):
            return DIFFER
        if not fine:
            return AGREE
        # Less than what rounding takes from a 1: seen with more digits than it has zeros.
        zeros = int(-mp.log10(min(same))) if same else 0
        if digits == pairs[-1] and len(pairs) <= len(_PAIRS) and 0 < zeros < _MOST_ZEROS:
            pairs += [(zeros + 50, zeros + 100)] * (not slow(spot.case))
    return UNDECIDED


def _failures(spot: Spot, digits: int) -> dict[int, Any]:
    """By how much a relation fails at the last point, for each entry in which it does."""
    try:
        with within(_SECONDS):
            case, point = spot.case, spot.points[-1]
            sides = [_value(side, point, digits) for side in (case.before, case.after)]
    except _FAULTS:
        return {0: mp.nan}
    found = {}
    with mp.workdps(2 * digits):
        for entry, (x, y) in enumerate(zip(*map(a.entries, sides), strict=True)):
            gap = a.real(x) - a.real(y)
            gap = {"=": abs(gap), "<=": gap, ">=": -gap}[case.relation]
            size = max(abs(a.real(x)), abs(a.real(y)))
            if gap > 0 and gap > size * mp.mpf(10) ** (GUARD // 2 - digits):
                found[entry] = gap
    return found


def _alike(x: Any, y: Any) -> bool:
    return bool(abs(x - y) * _LIKE <= abs(y))  # and not where one is nan


def _wrongly(spot: Spot, found: Comparison, digits: int) -> bool:
    """Return whether a side lacks a value though no integral is there to diverge."""
    if any(word in found.reason for word in _NO_FAULT):
        return False
    case = spot.case
    sides = (replace(case, after=case.before), replace(case, before=case.after))
    alone = (replace(side, relation="=") for side in sides)
    told = {_compared(one, Spot(one, spot.moved), digits).verdict for one in alone}
    return told == {AGREE, UNDEFINED} or (told == {UNDEFINED} and not slow(case))


# in balls


def _in_balls(case: Case, point: Point) -> tuple[str, str]:
    """A verdict at a point, and in words where the sides exclude each other or have no ball."""
    sides = [_with_whole_exponents(side, point) for side in (case.before, case.after)]
    told, excluded = f"at {_shown(point)}: ", False
    try:
        with within(_SECONDS):
            excluded = not agree(*sides, point.values, point.dims, case.relation)
            excluded = excluded or _far_below(sides, case.relation, point)
    except OneSided as error:
        return UNDEFINED, f"{told}{error}"
    except (NoBall, *_FAULTS) as error:
        return UNKNOWN, str(error)
    return (DIFFER, f"{told}{_balls_shown(sides, point)}") if excluded else (AGREE, "")


def _far_below(sides: list, relation: str, point: Point) -> bool:
    """Return whether balls exclude each other that agree to the first hundred digits."""
    try:
        pairs = _enclosed(sides, point)
    except NoBall:  # some integral that both have in common
        return False
    return any(
        (relation != ">=" and bool(x > y)) or (relation != "<=" and bool(x < y)) for x, y in pairs
    )


def _enclosed(sides: list, point: Point) -> list[tuple[arb, arb]]:
    with ctx.workprec(_FINE):
        balls = [enclosed(side, point.values, point.dims).entries() for side in sides]
    return list(zip(*balls, strict=True))


def _balls_shown(sides: list, point: Point) -> str:
    try:
        pairs = [pair for pair in _enclosed(sides, point) if not pair[0].overlaps(pair[1])]
        left, right = (x.str(20, radius=False) for x in pairs[0])
    except (NoBall, IndexError):
        return "the balls exclude each other"
    return f"the left side is {left}, the right side {right}, in balls"


def _shown(point: Point) -> str:
    both = {**point.dims, **point.values}
    return ", ".join(f"{letter.name} = {value}" for letter, value in both.items())


def _with_whole_exponents(tree: Any, point: Point, bound: frozenset = frozenset()) -> Any:
    """A tree with a number in the place of each exponent that comes to a whole one."""
    if isinstance(tree, n.Distribution | n.Independent):
        return tree
    here = {getattr(tree, "variable", None), getattr(tree, "wrt", None)} - {None}
    below = bound | here
    tree = tree.map_children(lambda part: _with_whole_exponents(part, point, below))
    if not isinstance(tree, n.Pow) or isinstance(tree.exponent, n.Number):
        return tree
    if free_symbols(tree.exponent) & bound:
        return tree
    try:
        (ball,) = enclosed(tree.exponent, point.values, point.dims).entries()
    except NoBall:
        return tree
    whole = ball.unique_fmpz()
    near = whole is not None and bool(abs(ball - whole) < _WHOLE)
    return n.Pow(tree.base, n.as_expr(int(whole))) if near else tree


# in floating point


def _compared(case: Case, spot: Spot, digits: int = _QUICK) -> Comparison:
    where = {pair.covariance: pair.factor @ pair.factor.T for pair in case.obtain}
    try:
        with within(_SECONDS):
            return compare(
                case.before,
                case.after,
                relation=case.relation,
                dims=(2,) if slow(case) else (2, 1),
                samples=1,
                digits=digits,
                where=where,
                value=spot.value,
            )
    except _FAULTS as error:
        return Comparison(UNKNOWN, reason=str(error))


def _value(side: Any, at: Point, digits: int) -> Any:
    return value_of(_with_whole_exponents(side, at), at.values, digits, at.dims)


def _inside(values: dict, dims: dict) -> dict:
    """A point at which every index is within its range."""
    sizes = [len(v) for v in values.values() if isinstance(v, list)]
    least = min([*sizes, *dims.values(), 9])
    return {s: 1 + (v - 1) % least if _is_index(s) else v for s, v in values.items()}


def _is_index(letter: n.Symbol) -> bool:
    return "index" in letter.assumptions


def _at_the_edge(values: dict, dims: dict) -> dict:
    """A point where real letters coincide or vanish, and others are as small as they may be."""
    return {letter: _edge(letter, value) for letter, value in values.items()}


def _edge(letter: n.Symbol, value):
    if letter.shape != () or "dimension" in letter.assumptions:
        return value
    if _is_index(letter):
        return 1
    return Fraction(next((v for a, v in _EDGES.items() if a in letter.assumptions), 0))
