"""The walk through a tree: letters, cells, branches, index sums.

The count of a tree is the largest over all cells of its positive letters. An index sum is followed
by itself, over cells of its own, since its terms lie in any of them; its value is then known by
sign alone. Where a cell has no bound it is cut in two, a few times, before the tree is refused;
and the cells with the largest counts are cut in two again, for a sharper bound.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from fractions import Fraction
from heapq import heappop, heappush
from itertools import count as counter

from flint import arb, fmpq

from symkl.lang import nodes as n
from symkl.lang.binding import free_symbols
from symkl.lang.nodes import Expr, Symbol, same
from symkl.rounding.cells import cells, halves
from symkl.rounding.condition_numbers import value
from symkl.rounding.counts import NONE, Count, constant, joined, largest, units
from symkl.rounding.known import (
    Known,
    Overflowed,
    Refused,
    apply,
    arithmetic,
    known,
    less,
    negated,
    number,
    product_sign,
    square,
)
from symkl.rounding.linear_forms import (
    Form,
    exact_difference,
    excluded,
    exponent,
    linear,
    multiple,
    real_cells,
    variable,
)
from symkl.rounding.sums_of_squares import entries, majorised, solved, squares, terms

__all__ = ["counted", "counted_with_sign"]

_CUTS = 6
_SHARPER = 40  # cells cut in two where the count is largest
_LARGEST = arb(2) ** 1024
_POSITIVE = frozenset({"positive", "positive_diagonal"})


def counted(tree: Expr, library: Mapping[str, Fraction]) -> Count:
    """The count of a scalar, or of every component of a vector.

    Raises
    ------
    Refused
        If there is none.
    """
    return counted_with_sign(tree, library)[0]


def counted_with_sign(tree: Expr, library: Mapping[str, Fraction]) -> tuple[Count, int]:
    """The same with the sign of the value; 0 where it is not known, or not always the same."""
    tree = entries(tree.body if isinstance(tree, n.VectorOf) else tree)
    walk = _Walk(library)
    for trace, factor, total, below in majorised(tree):
        walk.check(total, factor, below)
        walk.allowed.append(trace)
    return walk.scope(tree)


def _letters(tree: Expr) -> list[Expr]:
    """The positive letters of a tree, outside of its index sums."""
    found: list[Expr] = []
    stack: list[n.Node] = [tree]
    while stack:
        node = stack.pop()
        base = node.arg if isinstance(node, n.Component) else node
        if isinstance(base, Symbol) and isinstance(node, Expr) and node.shape == ():
            positive = base.assumptions & _POSITIVE and "dimension" not in base.assumptions
            if positive and not any(same(node, other) for other in found):
                found.append(node)
        elif not isinstance(node, n.Sum):
            stack += node.children()
    return sorted(found, key=str)


@dataclass(frozen=True, slots=True)
class Cell:
    """Facts known about the letters.

    Attributes
    ----------
    letters
        The facts known about each of the positive letters.
    form, ball
        A linear form of real letters, and a ball around its value.
    excluded
        For a letter, an interval in which its value is not.
    """

    letters: Mapping[Expr, Known]
    form: Form | None = None
    ball: arb | None = None
    excluded: Mapping[Expr, tuple[arb, arb]] = field(default_factory=dict)

    def of(self, form: Form | None) -> arb | None:
        """A ball around the value of a linear form."""
        found = None if self.form is None else multiple(form, self.form)
        if found is None or self.ball is None:
            return None
        factor, further = (arb(fmpq(f.numerator, f.denominator)) for f in found)
        return factor * self.ball + further


def over_cells(tree: Expr, look: Callable[[Cell, bool], None]) -> None:
    """Look at every cell of a tree; where that is refused, at its halves.

    The second argument of `look` says that there will be no halves. A cell in which something
    overflows is passed over.
    """
    stack = [(cell, 0) for cell in _cells(tree)]
    while stack:
        cell, depth = stack.pop()
        parts = halved(cell) if depth < _CUTS else []
        try:
            look(cell, not parts)
        except Overflowed:
            continue
        except Refused:
            if not parts:
                raise
            stack += [(part, depth + 1) for part in parts]


def _cells(tree: Expr) -> Iterator[Cell]:
    """The cells of the positive letters, or else those of a linear form in real ones."""
    letters = _letters(tree)
    form = variable(tree) if not letters else None
    if form is not None:
        for ball in real_cells():
            yield Cell({}, form, ball)
    elif len(letters) in (1, 2):
        degree = Fraction(len(letters) - 1)
        rest = {letter: Known(ball=arb(1), sign=1, degree=degree) for letter in letters[1:]}
        for ball in cells():
            yield Cell({letters[0]: Known(ball=ball, sign=1, degree=degree), **rest})
    else:
        yield Cell({})


def halved(cell: Cell) -> list[Cell]:
    """The halves of a cell."""
    if cell.ball is not None:
        return [replace(cell, ball=part) for part in halves(cell.ball) or ()]
    for letter, seen in cell.letters.items():
        parts = halves(seen.ball) if seen.ball is not None else None
        if parts is not None:
            return [
                replace(cell, letters={**cell.letters, letter: replace(seen, ball=part)})
                for part in parts
            ]
    return []


class _Walk:
    """One derivation of a bound.

    Parameters
    ----------
    library
        Errors of functions.
    """

    def __init__(self, library: Mapping[str, Fraction]) -> None:
        self.library = library
        self.allowed: list[Expr] = []
        self._sums: dict[int, Known] = {}
        self._last = True

    def scope(self, tree: Expr) -> tuple[Count, int]:
        """The largest count over all cells, and the sign if it is the same in all."""
        found: list[tuple[float, int, Count, Cell]] = []
        signs: set[int] = set()
        order = counter()

        def look(cell: Cell, last: bool) -> None:
            self._last = last
            seen = self.known(tree, cell, {})
            # The largest first; the number keeps the comparison off the rest.
            heappush(found, (-float(constant(seen.count)), next(order), seen.count, cell))
            if not seen.zero:
                signs.add(seen.sign)

        over_cells(tree, look)
        for _ in range(_SHARPER):
            parts = halved(found[0][3]) if found else []
            if not parts:
                break
            heappop(found)
            for part in parts:
                with suppress(Overflowed):
                    look(part, True)
        counts = [count for _, _, count, _ in found]
        return largest(*counts), signs.pop() if len(signs) == 1 else 0

    def known(self, node: Expr, cell: Cell, memo: dict[int, Known]) -> Known:
        """The facts known about a node over a cell."""
        if id(node) not in memo:
            found = self._known(node, cell, memo)
            if found.ball is None and not isinstance(node, n.Sum) and node.shape == ():
                ball = cell.of(linear(node))
                if ball is not None:
                    found = known(found.count, ball, Fraction(0), found.sign)
            if found.ball is not None and found.degree == 0 and abs(found.ball) > _LARGEST:
                raise Overflowed
            memo[id(node)] = found
        return memo[id(node)]

    def _known(self, node: Expr, cell: Cell, memo: dict[int, Known]) -> Known:
        if isinstance(node, Symbol | n.Component):
            return cell.letters.get(node) or _letter(node)
        if isinstance(node, n.Number):
            return number(node.value)
        if isinstance(node, n.Constant) and node.name == "pi":
            return known(units(1), arb.pi(), Fraction(0))
        if isinstance(node, n.Neg):
            return negated(self.known(node.arg, cell, memo))
        if isinstance(node, n.Add | n.Sub | n.Mul | n.Div) and node.shape == ():
            return self._operation(node, cell, memo)
        if isinstance(node, n.Pow) and same(node.exponent, n.as_expr(2)):
            return square(self.known(node.base, cell, memo))
        if isinstance(node, n.Apply):
            return apply(node, self.known(node.arg, cell, memo), self.library)
        if isinstance(node, n.Piecewise):
            return self._branches(node, cell, memo)
        if isinstance(node, n.Sum):
            return self._total(node)
        return self._squares(node)

    def _operation(
        self, node: n.Add | n.Sub | n.Mul | n.Div, cell: Cell, memo: dict[int, Known]
    ) -> Known:
        left, right = self.known(node.left, cell, memo), self.known(node.right, cell, memo)
        if isinstance(node, n.Sub) and not left.count and not right.count:
            apart = cell.of(linear(node))
            interval = cell.excluded.get(node.right)
            if apart is not None and interval and exact_difference(apart, *interval):
                return known(NONE, apart, Fraction(0))
        found = arithmetic(node, left, right)
        form = exponent(node) if found.ball is None else None
        ball = cell.of(form)
        if ball is not None:
            return known(found.count, value("exp", ball), Fraction(0), 1)
        if found.sign == 0 and isinstance(node, n.Mul | n.Div):
            sign = product_sign(node, lambda factor: self.known(factor, cell, memo).sign)
            return Known(found.count, found.ball, sign, found.degree)
        return found

    def _branches(self, node: n.Piecewise, cell: Cell, memo: dict[int, Known]) -> Known:
        left, right = self.known(node.left, cell, memo), self.known(node.right, cell, memo)
        taken = less(left, right)
        if taken is not None:
            return self.known(node.then if taken else node.otherwise, cell, memo)
        if not self._last and left.ball is not None and right.ball is not None:
            raise Refused(f"a cell has points on both sides of {node.left} < {node.right}")
        sides = []
        for side, place in ((node.then, _inside(node, cell)), (node.otherwise, cell)):
            with suppress(Overflowed):
                # What a condition says may make something exact: nothing is kept from outside.
                sides.append(self.known(side, place, memo if place is cell else {}))
        if not sides:
            raise Overflowed
        one, other = sides[0], sides[-1]
        ball, degree = None, None
        if one.ball is not None and other.ball is not None and one.degree == other.degree:
            ball, degree = one.ball.union(other.ball), one.degree
        sign = one.sign if one.sign == other.sign else 0
        return Known(largest(one.count, other.count), ball, sign, degree)

    def _total(self, node: n.Sum) -> Known:
        if id(node) not in self._sums:
            last = self._last
            count, sign = self.scope(node.body)
            self._last = last
            if not sign:
                raise Refused(f"{node} may cancel")
            if node.variable in free_symbols(node.body):
                count = joined(count, {f"s({node.upper})": arb(1)})
            else:
                count = joined(count, units(1))  # a product with the number of terms
            self._sums[id(node)] = Known(count, sign=sign)
        return self._sums[id(node)]

    def _squares(self, node: Expr) -> Known:
        found = squares(node)
        if found is None:
            raise Refused(f"nothing is known of the error of {node}")
        count, inner = found
        shown = any(node is allowed for allowed in self.allowed)
        if isinstance(inner, n.StrictLower) and solved(inner.arg) and not shown:
            raise Refused(f"nothing in the sum is as large as the diagonal of {inner.arg}")
        return Known(count, sign=1)

    def check(self, total: n.Sum, factor: Expr, square: Expr) -> None:
        """Refuse unless the body of a sum is at least a factor times a square."""
        below = n.Mul(factor, square)

        def look(cell: Cell, last: bool) -> None:
            self._last = last
            if not self._dominates(total.body, below, cell, {}):
                raise Refused(f"{total.body} is not shown to be at least {below}")

        over_cells(total.body, look)

    def _dominates(self, body: Expr, below: Expr, cell: Cell, memo: dict[int, Known]) -> bool:
        if same(body, below):
            return True
        if isinstance(body, n.Piecewise):
            left, right = self.known(body.left, cell, memo), self.known(body.right, cell, memo)
            taken = less(left, right)
            sides = [body.then] if taken is not False else []
            sides += [body.otherwise] if taken is not True else []
            return all(self._dominates(side, below, cell, memo) for side in sides)
        if isinstance(body, n.Add):
            parts = list(terms(body))
            rest = [self.known(part, cell, memo).sign for part in parts]
            if all(sign == 1 for sign in rest):
                return any(self._dominates(part, below, cell, memo) for part in parts)
        whole, part = self.known(body, cell, memo), self.known(below, cell, memo)
        return whole.ball is not None and part.ball is not None and bool(whole.ball >= part.ball)


def _inside(node: n.Piecewise, cell: Cell) -> Cell:
    """A cell with what the condition of the first branch says of a letter."""
    found = excluded(node)
    if found is None:
        return cell
    letter, low, high = found
    return replace(cell, excluded={**cell.excluded, letter: (low, high)})


def _letter(node: Symbol | n.Component) -> Known:
    base = node.arg if isinstance(node, n.Component) else node
    if not isinstance(base, Symbol) or node.shape != ():
        raise Refused(f"nothing is known of the error of {node}")
    positive = base.assumptions & (_POSITIVE | {"nonnegative"})
    return Known(sign=1 if positive else 0)
