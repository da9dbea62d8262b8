"""What vectors and matrices mean in balls.

Entries may be sums of Gaussians, which cannot be divided by in general: determinants are expanded
by minors, and an inverse is the adjugate divided by the determinant. Matrices are small here.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flint import fmpq

from symkl.lang import nodes as n
from symkl.meaning.balls.enclosure import Bound, Enclosure, Meaning, Rows, entering
from symkl.meaning.balls.gaussians import inverse
from symkl.meaning.balls.polynomials import NoBall

__all__ = ["MEANINGS"]

MEANINGS: dict[type, Meaning] = {}
means = entering(MEANINGS)

_MOST_ROWS = 6  # of a matrix of which minors are expanded


@means(n.MatMul)
def _matmul(at: Enclosure, node: n.MatMul, bound: Bound) -> Rows:
    return matmul(at.of(node.left, bound), at.of(node.right, bound))


def matmul(left: Rows, right: Rows) -> Rows:
    """The product of two matrices."""
    columns = list(zip(*right, strict=True))
    return [
        [sum((x * y for x, y in zip(row, column, strict=True)), fmpq(0)) for column in columns]
        for row in left
    ]


@means(n.Transpose)
def _transpose(at: Enclosure, node: n.Transpose, bound: Bound) -> Rows:
    return [list(column) for column in zip(*at.of(node.arg, bound), strict=True)]


def _determinant(rows: Rows) -> Any:
    """By the first row: without a division, for what may be singular."""
    if len(rows) == 1:
        return rows[0][0]
    if len(rows) > _MOST_ROWS:
        raise NoBall("a large determinant")
    total: Any = fmpq(0)
    for j, x in enumerate(rows[0]):
        total = total + x * _determinant(_minor(rows, 0, j)) * (-1) ** j
    return total


def _minor(rows: Rows, i: int, j: int) -> Rows:
    return [[*row[:j], *row[j + 1 :]] for row in [*rows[:i], *rows[i + 1 :]]]


@means(n.Det)
def _det(at: Enclosure, node: n.Det, bound: Bound) -> Rows:
    return [[_determinant(at.of(node.arg, bound))]]


@means(n.Inverse)
def _inverse(at: Enclosure, node: n.Inverse, bound: Bound) -> Rows:
    rows = at.of(node.arg, bound)
    by, size = inverse(_determinant(rows)), range(len(rows))
    if len(rows) == 1:
        return [[by]]
    return [[_determinant(_minor(rows, j, i)) * by * (-1) ** (i + j) for j in size] for i in size]


@means(n.Trace)
def _trace(at: Enclosure, node: n.Trace, bound: Bound) -> Rows:
    rows = at.of(node.arg, bound)
    return [[sum((rows[i][i] for i in range(len(rows))), fmpq(0))]]


def _table(rows: int, columns: int, entry: Callable[[int, int], Any]) -> Rows:
    return [[entry(i, j) for j in range(columns)] for i in range(rows)]


@means(n.Identity)
def _identity(at: Enclosure, node: n.Identity, bound: Bound) -> Rows:
    size = at.dim(node.dim)
    return _table(size, size, lambda i, j: fmpq(int(i == j)))


@means(n.Zero)
def _zero(at: Enclosure, node: n.Zero, bound: Bound) -> Rows:
    rows, columns = (at.dim(d) for d in node.dims)
    return _table(rows, columns, lambda i, j: fmpq(0))


@means(n.Diag)
def _diag(at: Enclosure, node: n.Diag, bound: Bound) -> Rows:
    rows = at.of(node.arg, bound)
    return _table(len(rows), len(rows), lambda i, j: rows[i][0] if i == j else fmpq(0))


@means(n.StrictLower)
def _strict_lower(at: Enclosure, node: n.StrictLower, bound: Bound) -> Rows:
    rows = at.of(node.arg, bound)
    return _table(len(rows), len(rows), lambda i, j: rows[i][j] if j < i else fmpq(0))


@means(n.Component)
def _component(at: Enclosure, node: n.Component, bound: Bound) -> Rows:
    rows = at.of(node.arg, bound)
    place = [at.whole(index, bound) for index in node.indices]
    row, column = (*place, 1)[:2]
    if row is None or column is None or not (1 <= row <= len(rows) and 1 <= column <= len(rows[0])):
        raise NoBall(f"{node} has no value")
    return [[rows[row - 1][column - 1]]]


@means(n.Delta)
def _delta(at: Enclosure, node: n.Delta, bound: Bound) -> Rows:
    i, j = at.whole(node.i, bound), at.whole(node.j, bound)
    if i is None or j is None:
        raise NoBall(f"{node} has no value")
    return [[fmpq(int(i == j))]]


@means(n.VectorOf)
def _vector(at: Enclosure, node: n.VectorOf, bound: Bound) -> Rows:
    indices = range(1, at.dim(node.dim) + 1)
    return [[at.entry(node.body, {**bound, node.variable: [[fmpq(i)]]})] for i in indices]
