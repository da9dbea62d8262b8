"""Divergences in ball arithmetic, at the exact binary inputs, by the formula on paper.

Whatever tells of a distribution's width becomes a Cholesky factor; `between` is the divergence of
two Gaussians with such factors. The precision is the caller's (`flint.ctx`), and has to leave room
for what cancels.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from flint import arb, arb_mat
from numpy.typing import ArrayLike

__all__ = ["between", "cholesky", "divergence", "exact", "relative_error"]


def divergence(told: Sequence[str], point: Sequence[ArrayLike]) -> arb | None:
    """The divergence of two normal distributions, or of one from the standard one.

    Parameters
    ----------
    told
        What each second argument is: ``scale``, ``variance``, ``logvar``, ``factor``,
        ``covariance``.
    point
        Mean and width of each distribution, one point.

    Returns
    -------
    arb or None
        None where a covariance cannot be told to be positive definite.
    """
    given = [exact(point[0]), factor(told[0], point[1])]
    if len(told) == 2:
        given += [exact(point[2]), factor(told[1], point[3])]
    else:
        k = given[0].nrows()
        given += [arb_mat(k, 1), _diagonal([arb(1)] * k)]
    found = between(*given)
    return found if found.is_finite() else None


def between(mean_1: arb_mat, L_1: arb_mat, mean_2: arb_mat, L_2: arb_mat) -> arb:
    """The divergence of two Gaussians with these means and Cholesky factors."""
    k = L_1.nrows()
    logs = sum(((L_2[i, i] / L_1[i, i]).log() for i in range(k)), arb(0))
    try:
        whole = _squares(L_2.solve(L_1)) + _squares(L_2.solve(mean_1 - mean_2))
    except ZeroDivisionError:
        return arb("nan")
    return (whole - k) / 2 + logs


def factor(told: str, width: ArrayLike) -> arb_mat:
    """The Cholesky factor, whatever tells of it."""
    if told == "covariance":
        return cholesky(exact(width))
    if told == "factor":
        return exact(np.tril(np.asarray(width, dtype=float)))
    roots = {"scale": lambda x: x, "variance": arb.sqrt, "logvar": lambda x: (x / 2).exp()}
    return _diagonal([roots[told](x) for x in exact(width).entries()])


def cholesky(matrix: arb_mat) -> arb_mat:
    """The Cholesky factor of a matrix of which the lower triangle counts; NaN where it has none."""
    k = matrix.nrows()
    rows = [[arb(0)] * k for _ in range(k)]
    for i in range(k):
        for j in range(i + 1):
            rest = matrix[i, j] - sum((rows[i][m] * rows[j][m] for m in range(j)), arb(0))
            rows[i][j] = rest.sqrt() if i == j else rest / rows[j][j]
    return arb_mat(rows)


def relative_error(value: float, truth: arb) -> float:
    """|value/truth − 1|; infinite for a value that is no number, or not 0 where the truth is."""
    if truth.is_zero():
        return 0.0 if value == 0 else float("inf")
    if not np.isfinite(value):
        return float("inf")
    return float(abs(arb(float(value)) / truth - 1).abs_upper())


def exact(array: ArrayLike) -> arb_mat:
    """The numbers of an array; those of a vector, or a single one, as a column."""
    rows = np.asarray(array, dtype=float)
    rows = rows if rows.ndim == 2 else rows.reshape(-1, 1)
    return arb_mat(*rows.shape, [arb(x) for x in rows.ravel().tolist()])


def _diagonal(numbers: list[arb]) -> arb_mat:
    k = len(numbers)
    return arb_mat([[numbers[i] if i == j else arb(0) for j in range(k)] for i in range(k)])


def _squares(matrix: arb_mat) -> arb:
    return sum((x * x for x in matrix.entries()), arb(0))
