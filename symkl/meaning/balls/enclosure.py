"""Balls, for `symkl.meaning.fold`: what an expression means in numbers that contain its value.

A number is a fraction, a ball, or a sum of Gaussians (`symkl.meaning.balls.gaussians`) where it
holds a variable of integration or an infinitesimal. Those may have no quotient: determinants are
expanded by minors, and an inverse is the adjugate divided by the determinant. Matrices are small
here. Integrals are in `symkl.meaning.balls.enclosure_of_integrals`.

The derivative of f in a direction H is what stands with ε in f(x + ε H).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from functools import partial
from itertools import count
from operator import add, mul
from typing import Any
from zlib import crc32

from flint import acb, arb, fmpq

import symkl.meaning.fold_of_laws  # noqa: F401 - which says, with `fold`, what nodes mean
from symkl.lang import nodes as n
from symkl.lang.binding import free_symbols
from symkl.lang.family import Support
from symkl.meaning.balls.elementary import applied, raised, standard
from symkl.meaning.balls.enclosure_of_integrals import between, over_space
from symkl.meaning.balls.gaussian_integrals import INFINITY, MINUS_INFINITY
from symkl.meaning.balls.gaussians import Gaussians, coefficient, inverse, variable
from symkl.meaning.balls.polynomials import Divergent, NoBall, Wide, exact
from symkl.meaning.carrier import (
    Carrier,
    Compiled,
    Environment,
    Function,
    Matrix,
    Meaning,
    Scope,
    Value,
    compiled,
)
from symkl.meaning.fold import entrywise, scaled, table

__all__ = ["Enclosure"]

_MOST_ROWS = 6  # of a matrix of which minors are expanded
_MOST_TERMS = 10**4  # of a sum over an index


class Enclosure(Carrier):
    """Fractions, balls and sums of Gaussians.

    Parameters
    ----------
    shared
        Expressions that stand for an unknown number where they have no ball of their own.

    Attributes
    ----------
    guessed
        Whether a number was put for one of these.
    """

    zero, one, ends = fmpq(0), fmpq(1), {"+": INFINITY, "-": MINUS_INFINITY}
    add, multiply, power = staticmethod(add), staticmethod(mul), staticmethod(raised)
    divide = staticmethod(lambda x, y: x * inverse(y))

    def __init__(self, shared: frozenset[n.Node] | set[n.Node] = frozenset()) -> None:
        self.shared = shared
        self.guessed = False
        self.coordinates, self.infinitesimals = count(1), count(-1, -1)
        self._found: dict[n.Node, Value] = {}

    def of(
        self, tree: n.Expr, values: Mapping[n.Symbol, Any], sizes: Mapping[n.Symbol, int]
    ) -> Value:
        """The value of an expression at a point of exact values.

        Raises
        ------
        NoBall
            For what is not known here, and where there is no value.
        """
        read = {s: _read(s, given) for s, given in values.items() if s not in sizes}
        scope = Scope.at(self, read, sizes)
        return compiled(tree, scope).call(scope.environment)

    def number(self, value: Fraction) -> fmpq:
        return fmpq(value.numerator, value.denominator)

    def pi(self) -> arb:
        return arb.pi()

    def apply(self, function: str) -> Callable[..., Any]:
        return partial(applied, function)

    def below(self, x: Any, y: Any, node: n.Node) -> bool:
        gap = x - y
        size = standard(gap)
        if isinstance(size, acb):
            raise NoBall(f"{node} is not analytic")
        if size < 0:
            return True
        if size > 0 or (size >= 0 and not isinstance(gap, Gaussians)):
            return False
        raise NoBall(f"{node} may take either branch")

    def whole(self, x: Any, what: str) -> int:
        if exact(x) and x.q == 1 and abs(x) <= _MOST_TERMS:
            return int(x.p)
        raise NoBall(f"{what} is not known to be a whole number")

    def determinant(self, rows: Matrix) -> Any:
        """The determinant by the first row: without a division, as the matrix may be singular."""
        if len(rows) == 1:
            return rows[0][0]
        if len(rows) > _MOST_ROWS:
            raise NoBall("a large determinant")
        total: Any = fmpq(0)
        for j, x in enumerate(rows[0]):
            total = total + x * self.determinant(_minor(rows, 0, j)) * (-1) ** j
        return total

    def inverse(self, rows: Matrix) -> Matrix:
        by, k = inverse(self.determinant(rows)), len(rows)
        if k == 1:
            return ((by,),)
        return table(
            (k, k), lambda i, j: self.determinant(_minor(rows, j, i)) * by * (-1) ** (i + j)
        )

    def members(self, support: Support, law: Any) -> None:
        if not support.everything:
            raise NoBall(f"the density {law.name} lives on a part of the line")

    def open_density(self, law: n.Distribution, at: Compiled, scope: Scope) -> Compiled:
        raise NoBall(f"the density {law.name} is left open")

    def over_space(
        self, node: n.Node, body: Compiled, slot: int, k: int | None, factors: Iterable[Compiled]
    ) -> Function:
        return over_space(body, slot, k, self.coordinates)

    def between(
        self,
        node: n.Integral,
        body: Compiled,
        slot: int,
        ends: tuple[Compiled, Compiled],
        factors: Iterable[Compiled],
    ) -> Function:
        return between(node, body, slot, ends, self.coordinates)

    def derivative(self, body: Compiled, slot: int, point: Compiled, along: Compiled) -> Function:
        def slope(env: Environment) -> Any:
            name = next(self.infinitesimals)
            step = scaled(self, variable(name), along.call(env))
            env[slot] = entrywise(self.add, point.call(env), step)
            return coefficient(body.call(env), name)

        return slope

    # refusals

    def refused(self, kind: str, text: str, hint: str = "") -> Exception:
        return NoBall(text)

    def known(self, node: n.Node, scope: Scope, meaning: Meaning) -> Compiled:
        try:
            found = meaning(node, scope)
        except NoBall as error:  # it may stand in a branch that is not taken
            found = _refusing(error, scope)
        if node in self.shared and scope.bound.isdisjoint(free_symbols(node)):
            return Compiled(lambda env: self._once(node, found.call, env), found.slots)
        return found

    def _once(self, node: n.Node, call: Function, env: Environment) -> Value:
        """The value of a shared expression, found once; an unknown number where it has no ball."""
        if node not in self._found:
            try:
                self._found[node] = call(env)
            except (Divergent, Wide):
                raise
            except NoBall:
                self.guessed = True
                self._found[node] = fmpq(1 + crc32(str(node).encode()), 2**31)
        return self._found[node]


def _refusing(error: NoBall, scope: Scope) -> Compiled:
    """A function that has no value, and may depend on everything."""

    def refuse(env: Environment) -> Value:
        raise error.with_traceback(None)  # or it grows each time

    return Compiled(refuse, frozenset().union(*(slots for _, slots in scope.names.values())))


def _minor(rows: Matrix, i: int, j: int) -> Matrix:
    return tuple((*row[:j], *row[j + 1 :]) for row in (*rows[:i], *rows[i + 1 :]))


def _read(symbol: n.Symbol, given: Any) -> Value:
    """An exact value as fractions, in the shape of its symbol."""
    if symbol.shape == ():
        return _exactly(given)
    rows = given if isinstance(given, list | tuple) else [given]
    rows = [row if isinstance(row, list | tuple) else [row] for row in rows]
    return tuple(tuple(map(_exactly, row)) for row in rows)


def _exactly(x: Any) -> fmpq:
    if isinstance(x, int | Fraction):
        return fmpq(Fraction(x).numerator, Fraction(x).denominator)
    raise NoBall("a value is not exact")
