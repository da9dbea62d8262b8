"""What an expression means in balls: scalars, vectors, matrices, sums over indices.

An expression has rows of entries, a scalar one row of one entry. An entry is a fraction, a ball, or
a sum of Gaussians (`symkl.meaning.balls.gaussians`) where it holds a variable of integration or an
infinitesimal. Integrals, laws and derivatives are in `symkl.meaning.balls.enclosure_of_integrals`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from collections.abc import Set as AbstractSet
from fractions import Fraction
from itertools import count
from typing import Any
from zlib import crc32

from flint import acb, arb, fmpq

from symkl.lang import nodes as n
from symkl.lang.binding import free_symbols
from symkl.lang.nodes import Expr, Node, Symbol
from symkl.meaning.balls.elementary import applied, raised, standard
from symkl.meaning.balls.gaussians import Gaussians, inverse
from symkl.meaning.balls.polynomials import Divergent, NoBall, Wide, exact, finite

__all__ = ["MEANINGS", "Enclosure", "entering"]

Rows = list[list[Any]]
Bound = dict[Symbol, Rows]
Meaning = Callable[["Enclosure", Any, Bound], Rows]

MEANINGS: dict[type, Meaning] = {}


def entering(table: dict[type, Meaning]) -> Callable[..., Callable[[Meaning], Meaning]]:
    """A decorator, of kinds of node, that enters in a table what they mean."""

    def means(*kinds: type) -> Callable[[Meaning], Meaning]:
        def enter(meaning: Meaning) -> Meaning:
            table.update(dict.fromkeys(kinds, meaning))
            return meaning

        return enter

    return means


means = entering(MEANINGS)


class Enclosure:
    """Expressions in balls at a point.

    Parameters
    ----------
    values, sizes
        The point: exact values, and numbers for symbolic dimensions.
    meanings
        What the kinds of node mean.
    shared
        Expressions that stand for an unknown number where they have no ball of their own.

    Attributes
    ----------
    guessed
        Whether a number was put for one of these.
    """

    def __init__(
        self,
        values: Mapping[Symbol, Any],
        sizes: Mapping[Symbol, int],
        meanings: Mapping[type, Meaning],
        shared: AbstractSet[Node] = frozenset(),
    ) -> None:
        self.values, self.sizes, self.shared = values, sizes, shared
        self.meanings = meanings
        self.guessed = False
        self.coordinates, self.infinitesimals = count(1), count(-1, -1)
        self._known: dict[Expr, Rows] = {}

    def dim(self, dim: Any) -> int:
        """A dimension in numbers."""
        if isinstance(dim, Symbol) and dim not in self.sizes:
            raise NoBall(f"{dim} has no value")
        return self.sizes[dim] if isinstance(dim, Symbol) else int(dim)

    def entry(self, node: Expr, bound: Bound) -> Any:
        """A scalar."""
        return self.of(node, bound)[0][0]

    def whole(self, node: Expr, bound: Bound) -> int | None:
        """A whole number; None if it is not known to be one."""
        found = self.entry(node, bound)
        return int(found.p) if exact(found) and found.q == 1 else None

    def of(self, node: Expr, bound: Bound) -> Rows:
        """Any expression.

        Parameters
        ----------
        bound
            What letters stand for that an index sum, an integral or a derivative binds.

        Raises
        ------
        NoBall
            For what is not known here, and where there is no value.
        """
        if node in self.shared and not free_symbols(node) & set(bound):
            if node not in self._known:
                self._known[node] = self._of_shared(node, bound)
            return self._known[node]
        meaning = self.meanings.get(type(node))
        if meaning is None:
            raise NoBall(f"{type(node).__name__} has no enclosure here")
        return meaning(self, node, bound)

    def _of_shared(self, node: Expr, bound: Bound) -> Rows:
        try:
            return self.meanings[type(node)](self, node, bound)
        except (Divergent, Wide):
            raise
        except NoBall:
            self.guessed = True
            return [[fmpq(1 + crc32(str(node).encode()), 2**31)]]


def numbers(x: Any) -> Any:
    """An exact value as a fraction."""
    if isinstance(x, int | Fraction):
        return fmpq(Fraction(x).numerator, Fraction(x).denominator)
    raise NoBall("a value is not exact")


@means(Symbol)
def _symbol(at: Enclosure, node: Symbol, bound: Bound) -> Rows:
    if node in bound:
        return bound[node]
    if node in at.sizes:
        return [[fmpq(at.sizes[node])]]
    if node not in at.values:
        raise NoBall(f"{node} has no value")
    value = at.values[node]
    rows = value if isinstance(value, list | tuple) else [value]
    rows = [row if isinstance(row, list | tuple) else [row] for row in rows]
    return [[numbers(x) for x in row] for row in rows]


@means(n.Number)
def _number(at: Enclosure, node: n.Number, bound: Bound) -> Rows:
    return [[numbers(node.value)]]


@means(n.Constant)
def _constant(at: Enclosure, node: n.Constant, bound: Bound) -> Rows:
    return [[arb.pi()]]


@means(n.Add)
def _add(at: Enclosure, node: n.Add, bound: Bound) -> Rows:
    return added_rows(at.of(node.left, bound), at.of(node.right, bound))


def added_rows(one: Rows, other: Rows) -> Rows:
    """The sum of two arrays."""
    return [[x + y for x, y in zip(*rows, strict=True)] for rows in zip(one, other, strict=True)]


def scaled_rows(rows: Rows, by: Any) -> Rows:
    """An array times a scalar."""
    return [[x * by for x in row] for row in rows]


@means(n.Sub)
def _sub(at: Enclosure, node: n.Sub, bound: Bound) -> Rows:
    return added_rows(at.of(node.left, bound), scaled_rows(at.of(node.right, bound), fmpq(-1)))


@means(n.Neg)
def _neg(at: Enclosure, node: n.Neg, bound: Bound) -> Rows:
    return scaled_rows(at.of(node.arg, bound), fmpq(-1))


@means(n.Mul)
def _mul(at: Enclosure, node: n.Mul, bound: Bound) -> Rows:
    left, right = at.of(node.left, bound), at.of(node.right, bound)
    if node.left.shape == ():
        return scaled_rows(right, left[0][0])
    return scaled_rows(left, right[0][0])


@means(n.Div)
def _div(at: Enclosure, node: n.Div, bound: Bound) -> Rows:
    return scaled_rows(at.of(node.left, bound), inverse(at.entry(node.right, bound)))


@means(n.Pow)
def _pow(at: Enclosure, node: n.Pow, bound: Bound) -> Rows:
    return [[raised(at.entry(node.base, bound), at.entry(node.exponent, bound))]]


@means(n.Apply)
def _apply(at: Enclosure, node: n.Apply, bound: Bound) -> Rows:
    return [[applied(node.function, at.entry(node.arg, bound))]]


@means(n.Piecewise)
def _piecewise(at: Enclosure, node: n.Piecewise, bound: Bound) -> Rows:
    gap = at.entry(node.left, bound) - at.entry(node.right, bound)
    size = standard(gap)
    if isinstance(size, acb):
        raise NoBall(f"{node} is not analytic")
    if size < 0:
        return at.of(node.then, bound)
    if size > 0 or (size >= 0 and not isinstance(gap, Gaussians)):
        return at.of(node.otherwise, bound)
    raise NoBall(f"{node} may take either branch")


@means(n.Sum, n.Product)
def _total(at: Enclosure, node: n.Sum | n.Product, bound: Bound) -> Rows:
    upper = at.whole(node.upper, bound)
    if upper is None or not 1 <= upper <= 10**4:
        raise NoBall(f"{node} has no terms, or no number of them")
    terms = [at.of(node.body, {**bound, node.variable: [[fmpq(i)]]}) for i in range(1, upper + 1)]
    found = terms[0]
    for term in terms[1:]:
        found = (
            added_rows(found, term) if isinstance(node, n.Sum) else scaled_rows(found, term[0][0])
        )
    return [[x if isinstance(x, Gaussians) else finite(x, str(node)) for x in r] for r in found]
