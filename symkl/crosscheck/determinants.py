"""Determinants and adjugates of explicit matrices of SymPy, by formulas where these are short.

SymPy's own look for zeros and multiply out on the way, at a cost that has nothing to do with the
size of the result.
"""

from __future__ import annotations

from typing import Any

import sympy

__all__ = ["adjugate", "det"]


def det(matrix: Any) -> Any:
    """The determinant, not multiplied out."""
    if matrix.shape == (1, 1):
        return matrix[0, 0]
    if matrix.shape == (2, 2):
        return matrix[0, 0] * matrix[1, 1] - matrix[0, 1] * matrix[1, 0]
    return matrix.det()


def adjugate(matrix: Any) -> Any:
    """The matrix of cofactors, transposed: the determinant times the inverse."""
    if matrix.shape == (1, 1):
        return sympy.ImmutableMatrix([[1]])
    if matrix.shape == (2, 2):
        (a, b), (c, d) = matrix.tolist()
        return sympy.ImmutableMatrix([[d, -b], [-c, a]])
    return matrix.adjugate().as_immutable()
