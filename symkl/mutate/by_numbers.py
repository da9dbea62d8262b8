"""The verdict of numbers on a broken step: values at exact points, integrals remembered.

A mutant differs from its original in one place, so nearly all that is expensive, the integrals,
has been computed for the original before. `Points` evaluates an expression with its closed
integrals, sums and derivatives replaced by their values, which it keeps for the expressions of the
original. The values come from `symkl.meaning.evaluate`, from the definitions alone.

A difference in the first twelve digits refutes. Sides that agree there are computed to thirty more,
or to as many as nested integrals allow. Sides that are not told apart, or take too long, are left
to balls (`symkl.meaning.balls.equality`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, TypeAlias

from mpmath import mp, mpf

from symkl.errors import SymklError
from symkl.lang import nodes as n
from symkl.lang.binding import free_symbols, walk
from symkl.lang.nodes import Expr, Node, Symbol
from symkl.limits import TooLong, within
from symkl.meaning import arrays as a
from symkl.meaning.arrays import Undefined
from symkl.meaning.balls.equality import NoBall, OneSided, agree, enclosed
from symkl.meaning.points import sample_values, shown_value
from symkl.meaning.values import GUARD, value_of

DIFFERS, AGREES, NO_VALUE, UNKNOWN = "differs", "agrees", "no value", "unknown"

NEITHER = "neither side has a value"

_INTEGRALS = (n.Integral, n.Expectation, n.Divergence, n.CrossEntropy, n.Entropy)
_KEPT = (*_INTEGRALS, n.Derivative, n.Sum, n.Product)

QUICK, FULL = 12, 32  # digits
SECONDS = 2  # of processor time for one value
_LAST = 100  # values of whole expressions that are remembered
_APART = {QUICK: mpf(10) ** -5, FULL: mpf(10) ** -18}

# An integrand that does not decay over the line has no integral, as far as numbers can tell.
_NO_DECAY = "the integrand does not decay"

# Sizes for symbolic dimensions, and seeds: what is cheap first, and two sizes before the rest,
# for at k = 1 all matrices commute and are symmetric.
_WITH_SIZES = ((1, 0), (2, 0), (2, 1), (1, 1), (3, 0), (2, 2))
# Branches of code forms change at ratios of 2^30 and at logarithms of some hundreds.
_FAR_SCALES = (Fraction(1), Fraction(1, 2**40), Fraction(2**40), Fraction(1, 12))
_FAR = (Fraction(1), Fraction(-1000), Fraction(1000), Fraction(1, 12))
_WITHOUT = ((0, 0), (0, 1), (0, 2), (0, 3))


Kept: TypeAlias = dict[Symbol, Any]  # what stands for an integral, with its value


@dataclass(frozen=True, slots=True)
class Point:
    """Exact values of all letters."""

    values: dict[Symbol, Any]
    sizes: dict[Symbol, int]

    def shown(self, *trees: Expr) -> str:
        """The values of the letters that occur in some expressions."""
        free = frozenset().union(*map(free_symbols, trees))
        both = {**self.sizes, **self.values}
        chosen = sorted((s for s in both if s in free), key=lambda s: (s not in self.sizes, s.name))
        return ", ".join(f"{s.name} = {shown_value(both[s])}" for s in chosen)


@dataclass(frozen=True, slots=True)
class Contrast:
    """The comparison of two sides at a point: a verdict, and in words what was seen there."""

    verdict: str
    text: str = ""


@dataclass
class Points:
    """Exact points for the letters of a part, and values at them.

    Parameters
    ----------
    letters
        Every letter that may occur, bound ones included: they are free where a slip unbinds them.
    obtain
        The Cholesky factors that the part obtains; their matrices follow from them.
    originals
        The expressions whose integrals are worth remembering.
    """

    letters: tuple[Symbol, ...]
    obtain: tuple[Any, ...] = ()
    originals: Iterable[Expr] = ()
    _points: list[Point] = field(default_factory=list)
    _kept: dict[tuple[object, ...], Any] = field(default_factory=dict)
    _last: dict[tuple[object, ...], Any] = field(default_factory=dict)
    _worth: set[Node] = field(default_factory=set)

    def __post_init__(self) -> None:
        sized = [s for s in self.letters if "dimension" in s.assumptions]
        rest = [s for s in self.letters if "dimension" not in s.assumptions]
        for size, seed in _WITH_SIZES if sized else _WITHOUT:
            sizes = {s: size + i for i, s in enumerate(sized)}
            values = sample_values(rest, seed=seed, dims=sizes)
            for factor in self.obtain:
                known, product = values.get(factor.factor), factor.factor @ factor.factor.T
                if known is not None:
                    values[factor.covariance] = value_of(product, values, 20, sizes)
            self._points.append(Point(values, sizes))
        if any(isinstance(node, n.Piecewise) for tree in self.originals for node in walk(tree)):
            regular = [p for p in self._points if set(p.sizes.values()) <= {1, 2}]
            self._points += [_stretched(p, turn) for turn, p in enumerate(regular)]
            self._points += [_close(p) for p in regular[:3]]
        for tree in self.originals:
            self._worth.update(node for node in walk(tree) if isinstance(node, _KEPT))

    def set(self, letter: Symbol, change: Callable[[Any], Any]) -> None:
        """More points, at which one letter has another value."""
        self._points += [
            Point({**p.values, letter: change(p.values[letter])}, p.sizes)
            for p in self._points
            if letter in p.values
        ]

    def __len__(self) -> int:
        return len(self._points)

    def contrast(self, before: Expr, after: Expr, relation: str, at: int) -> Contrast:
        """Return whether ``before relation after`` holds at a point."""
        slow = max(nesting(before), nesting(after)) > 1 or (
            self._points[at].sizes and any(map(_in_space, (before, after)))
        )
        for digits in (QUICK,) if slow else (QUICK, FULL):
            found = self._contrast(before, after, relation, at, digits)
            if found.verdict != AGREES:
                return found
        return found

    def in_balls(self, before: Expr, after: Expr, relation: str) -> Contrast:
        """The verdict of ball arithmetic on a relation at all points together."""
        moving = free_symbols(before) | free_symbols(after)
        for point in self._points if moving else self._points[:1]:
            where = f"at {point.shown(before, after)}: ".replace("at : ", "")
            try:
                with within(SECONDS):
                    if not agree(before, after, point.values, point.sizes, relation):
                        return Contrast(DIFFERS, f"{where}{_in_balls(before, after, point)}")
            except OneSided as error:
                return Contrast(NO_VALUE, f"{where}{error}")
            except (NoBall, SymklError) as error:
                return Contrast(UNKNOWN, str(error))
            except TooLong:
                return Contrast(UNKNOWN, f"takes longer than {SECONDS} s")
        return Contrast(AGREES)

    def _contrast(self, before: Expr, after: Expr, relation: str, at: int, digits: int) -> Contrast:
        sides: list[Any] = []
        for side in (before, after):
            try:
                sides.append(self.value(side, at, digits))
            except Undefined as error:
                sides.append(error)
            except SymklError as error:
                if error.cause != _NO_DECAY:
                    return Contrast(UNKNOWN, error.cause or error.message)
                sides.append(error)
            except TooLong:
                return Contrast(UNKNOWN, f"takes longer than {SECONDS} s")
        missing = [side for side in sides if isinstance(side, SymklError)]
        where = self._points[at].shown(before, after)
        if len(missing) == 2:
            return Contrast(UNKNOWN, f"at {where}: {NEITHER}")
        if missing:
            return Contrast(NO_VALUE, f"at {where}: {missing[0].message}")
        with mp.workdps(digits + GUARD):
            return _judged(sides, relation, digits, where)

    def value(self, tree: Expr, at: int, digits: int) -> a.Value:
        """The value of an expression at a point."""
        # A broken expression ends one step and begins the next.
        key = (tree, at, digits)
        if key not in self._last:
            if len(self._last) > _LAST:
                self._last.clear()
            try:
                self._last[key] = self._value(tree, at, digits)
            except (SymklError, TooLong) as error:
                self._last[key] = error
        return _raised(self._last[key])

    def _value(self, tree: Expr, at: int, digits: int) -> a.Value:
        kept: Kept = {}
        point = self._points[at]
        with within(SECONDS):
            outer = self._replaced(tree, frozenset(), kept, at, digits)
            return value_of(outer, {**point.values, **kept}, digits + GUARD, point.sizes)

    def _replaced(
        self, node: Any, bound: frozenset[Symbol], kept: Kept, at: int, digits: int
    ) -> Any:
        if isinstance(node, _KEPT) and not (free_symbols(node) & bound) and node in self._worth:
            name = Symbol(f"value {len(kept)}", node.shape, frozenset({"real"}))
            kept[name] = self._remembered(node, at, digits)
            return name
        if isinstance(node, n.Distribution | n.Independent):
            return node
        here = (getattr(node, "variable", None), getattr(node, "wrt", None))
        within = bound | {letter for letter in here if isinstance(letter, Symbol)}
        return node.map_children(lambda child: self._replaced(child, within, kept, at, digits))

    def _remembered(self, node: Expr, at: int, digits: int) -> a.Value:
        key = (node, at, digits)
        if key not in self._kept:
            point = self._points[at]
            try:
                self._kept[key] = value_of(node, point.values, digits + GUARD, point.sizes)
            except (SymklError, TooLong) as error:
                self._kept[key] = error
        return _raised(self._kept[key])


def _raised(found: Any) -> a.Value:
    """A remembered value; an exception that was remembered is raised again."""
    if isinstance(found, Exception):
        raise found
    return found


def _in_balls(before: Expr, after: Expr, point: Point) -> str:
    """The balls of two sides in words, where they are scalars."""
    if before.shape != ():
        return "in balls"
    try:
        sides = [enclosed(side, point.values, point.sizes) for side in (before, after)]
    except NoBall:  # at the precision at which they were told apart they have one
        return "in balls"
    one, other = (side[0, 0].str(12, radius=False) for side in sides)
    return f"in balls: {one} against {other}"


def _stretched(point: Point, turn: int) -> Point:
    """The same point with letters of another order of magnitude: where other branches are taken."""
    values = dict(point.values)
    for place, letter in enumerate(sorted(values, key=lambda s: s.name)):
        if letter.assumptions & {"index", "integer"}:
            continue
        positive = letter.assumptions & {"positive", "positive_definite", "positive_diagonal"}
        by = (_FAR_SCALES if positive else _FAR)[(place + turn) % 4]
        values[letter] = _times(values[letter], by)
    return Point(values, point.sizes)


def _close(point: Point) -> Point:
    """The same point with letters of one kind nearly equal."""
    values = dict(point.values)
    first: dict[tuple[object, ...], tuple[Symbol, list[int]]] = {}
    for letter in sorted(values, key=lambda s: s.name):
        if not letter.assumptions & {"index", "integer"}:
            base, count = first.setdefault((letter.dims, letter.assumptions), (letter, [0]))
            values[letter] = _times(point.values[base], 1 + Fraction(count[0], 16))
            count[0] += 1
    return Point(values, point.sizes)


def _times(value: Any, by: Fraction) -> Any:
    return [_times(v, by) for v in value] if isinstance(value, (list, tuple)) else value * by


def _judged(sides: list[Any], relation: str, digits: int, where: str) -> Contrast:
    ways: dict[str, Callable[[Any], Any]]
    ways = {"=": abs, "<=": lambda gap: gap, ">=": lambda gap: -gap}
    apart = ways[relation]
    for x, y in zip(*map(a.entries, sides), strict=True):
        gap = a.real(apart(x - y if type(x) is type(y) is Fraction else a.real(x) - a.real(y)))
        size = max(abs(a.real(x)), abs(a.real(y)), 1)
        if gap > _APART[digits] * size:
            left, right = (mp.nstr(a.real(v), 12) for v in (x, y))
            return Contrast(DIFFERS, f"at {where}: {left} against {right}".replace("at :", "here"))
    return Contrast(AGREES)


def nesting(node: n.Node) -> int:
    """The depth to which integrals are nested."""
    here = isinstance(node, _INTEGRALS)
    return here + max(map(nesting, node.children()), default=0)


def _in_space(tree: Expr) -> bool:
    """Return whether an expression holds an integral over vectors."""
    return any(
        isinstance(node, _INTEGRALS) and any(len(s.shape) == 2 for s in _variables(node))
        for node in walk(tree)
    )


def _variables(node: Any) -> list[Symbol]:
    if isinstance(node, n.Integral | n.Expectation):
        return [node.variable]
    return [n.law_letter(law) for law in node.children()]
