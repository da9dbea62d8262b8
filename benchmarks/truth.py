"""Divergences in ball arithmetic, at the exact binary inputs, by their closed forms.

The precision is the caller's (`flint.ctx`), and has to leave room for what cancels.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from flint import arb, arb_mat

__all__ = ["divergence", "relative_error"]


def divergence(told: Sequence[str], point: Sequence[np.ndarray]) -> arb | None:
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
    size = max(1, np.size(point[0]))
    mu_1, first = _numbers(point[0]), covariance(told[0], point[1], size)
    if len(told) == 2:
        mu_2, second = _numbers(point[2]), covariance(told[1], point[3], size)
    else:
        mu_2, second = [arb(0)] * size, _diagonal([arb(1)] * size)
    d = [a - b for a, b in zip(mu_1, mu_2, strict=True)]
    if not any("factor" in t or "covariance" in t for t in told):
        total = arb(0)
        for i in range(size):
            ratio = first[i, i] / second[i, i]
            total += (ratio - 1 - ratio.log() + d[i] ** 2 / second[i, i]) / 2
        return total
    try:
        quotient = second.solve(first)
        solved = second.solve(arb_mat([[x] for x in d]))
    except ZeroDivisionError:
        return None
    trace = sum((quotient[i, i] for i in range(size)), arb(0))
    distance = sum((d[i] * solved[i, 0] for i in range(size)), arb(0))
    log_det = _log_det(told, point, 0, first) - _log_det(told, point, 1, second)
    return (trace - size - log_det + distance) / 2


def relative_error(value: float, truth: arb) -> float:
    """|value/truth − 1|; infinite for a value that is no number, or not 0 where the truth is."""
    if truth.is_zero():
        return 0.0 if value == 0 else float("inf")
    if not np.isfinite(value):
        return float("inf")
    return float(abs(arb(value) / truth - 1).abs_upper())


def covariance(told: str, width: np.ndarray, size: int) -> arb_mat:
    """The covariance, whatever tells of it."""
    if told in ("factor", "covariance"):
        rows = np.asarray(width).tolist()
        lower = [
            [arb(x) if j <= i else arb(0) for j, x in enumerate(r)] for i, r in enumerate(rows)
        ]
        if told == "factor":
            factor = arb_mat(lower)
            return factor * factor.transpose()
        return arb_mat([[lower[max(i, j)][min(i, j)] for j in range(size)] for i in range(size)])
    numbers = _numbers(width)
    if told == "scale":
        return _diagonal([s**2 for s in numbers])
    return _diagonal([v.exp() for v in numbers] if told == "logvar" else numbers)


def _log_det(told: Sequence[str], point: Sequence[np.ndarray], which: int, matrix: arb_mat) -> arb:
    if which == len(told):
        return arb(0)
    width = np.asarray(point[2 * which + 1])
    if told[which] == "factor":
        return 2 * sum((arb(float(x)).log() for x in np.diagonal(width)), arb(0))
    if told[which] == "covariance":
        return matrix.det().log()
    return sum((matrix[i, i].log() for i in range(matrix.nrows())), arb(0))


def _numbers(array: np.ndarray) -> list[arb]:
    return [arb(float(x)) for x in np.ravel(array)]


def _diagonal(numbers: list[arb]) -> arb_mat:
    size = len(numbers)
    return arb_mat([[numbers[i] if i == j else arb(0) for j in range(size)] for i in range(size)])
