"""Small lower triangular matrices of floats, in plain Python.

The design of points is made with these: the order of every operation is fixed, so the same seed
gives the same bits on every machine, which a product in BLAS does not promise.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

__all__ = [
    "Rows",
    "factor_of_square",
    "identity",
    "product",
    "rotated",
    "scaled",
    "scaled_rows",
]

Rows = tuple[tuple[float, ...], ...]
"""A lower triangular matrix: row i has i + 1 entries."""


def identity(k: int) -> Rows:
    """The unit matrix of order k."""
    return tuple((0.0,) * i + (1.0,) for i in range(k))


def product(a: Rows, b: Rows) -> Rows:
    """The product of two lower triangular matrices, summed from left to right."""
    return tuple(
        tuple(sum(row[m] * b[m][j] for m in range(j, i + 1)) for j in range(i + 1))
        for i, row in enumerate(a)
    )


def scaled(vector: Sequence[float], sizes: Sequence[float]) -> tuple[float, ...]:
    """A vector with every entry times its size."""
    return tuple(entry * size for entry, size in zip(vector, sizes, strict=True))


def scaled_rows(rows: Rows, sizes: Sequence[float]) -> Rows:
    """A lower triangular matrix with every row times its size."""
    return tuple(
        tuple(entry * size for entry in row) for row, size in zip(rows, sizes, strict=True)
    )


def rotated(columns: list[list[float]], i: int, j: int, angle: float) -> list[list[float]]:
    """The columns with coordinates i and j turned by an angle."""
    c, s = math.cos(angle), math.sin(angle)
    turned = []
    for column in columns:
        image = list(column)
        image[i], image[j] = c * column[i] - s * column[j], s * column[i] + c * column[j]
        turned.append(image)
    return turned


def factor_of_square(columns: list[list[float]]) -> Rows:
    """The lower triangular L with L Lᵀ = Σ c cᵀ over the columns c, by Gram-Schmidt on the rows.

    The product is never formed, so that a condition of 1e12 costs L six digits and not twelve.
    """
    k = len(columns)
    basis: list[list[float]] = []
    rows = []
    for i in range(k):
        rest = [column[i] for column in columns]
        row = []
        for direction in basis:
            along = math.fsum(a * b for a, b in zip(rest, direction, strict=True))
            rest = [a - along * b for a, b in zip(rest, direction, strict=True)]
            row.append(along)
        length = math.sqrt(math.fsum(a * a for a in rest))
        basis.append([a / length for a in rest])
        rows.append((*row, length))
    return tuple(rows)
