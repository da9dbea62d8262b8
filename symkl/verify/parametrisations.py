r"""Parametrisations of a normal distribution by scale, variance, covariance and so on.

A `Parametrisation` knows three things: the argument that stands for a distribution of the
design, rounded to the floating-point format in use; the density that the *rounded* argument
means, exactly (a float is a dyadic rational, and the reference is that of exactly these
numbers); and its condition, which says how much of an error in the result is inherent.

The condition κ of a pair of arguments bounds, up to a small factor, what backward stable steps
of an evaluation do to the divergence, in units of their rounding:

- scales and variances: 1. Every step of a good formula (σ₁ − σ₂, the quotient by σ₂, log1p) has a
  relative error of an ulp, and the divergence is a sum of nonnegative terms in them.
- log-variances ℓ: 1 + max |ℓ₁ − ℓ₂|. The difference rounds once, and exp turns its absolute
  into a relative error.
- a lower triangular factor L: Skeel's condition number ‖|L⁻¹||L|‖_∞, that of solving with it.
- a covariance Σ: κ_F(R) = ‖R‖_F ‖R⁻¹‖_F of the correlation matrix R of Σ. The computed Cholesky
  factor is the exact one of a matrix that differs from Σ by an ulp of √(Σᵢᵢ Σⱼⱼ) in entry i, j.

References
----------
N. J. Higham, "Accuracy and Stability of Numerical Algorithms", 2nd ed., 2002: theorem 8.5
(triangular systems), section 7.2 (Skeel's condition number), theorem 10.5 (Cholesky).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from mpmath import mp, mpf
from numpy.typing import NDArray

from symkl.verify.arithmetic import MPMATH, Arithmetic, Real
from symkl.verify.factors import Rows
from symkl.verify.log_densities import (
    Normal,
    cholesky,
    from_covariance,
    from_scale,
    from_scale_tril,
)

__all__ = ["COVARIANCE", "LOG_VARIANCE", "SCALE", "SCALE_TRIL", "VARIANCE", "Parametrisation"]

Array = NDArray[np.floating]


@dataclass(frozen=True, slots=True)
class Parametrisation:
    """One way to say how wide a normal distribution is.

    Attributes
    ----------
    symbol
        The letter of the argument.
    matrix
        Whether it has shape (k, k), not (k,).
    argument
        The float64 argument for a lower triangular factor.
    density
        The distribution with a mean and an argument, both arrays, read exactly.
    condition
        κ of the arguments of two distributions.
    """

    symbol: str
    matrix: bool
    argument: Callable[[Rows], NDArray[np.float64]]
    density: Callable[[Array, Array, Arithmetic], Normal]
    condition: Callable[[Array, Array], float]


def _numbers(array: Array, arithmetic: Arithmetic) -> list[Real]:
    return [arithmetic.number(float(entry)) for entry in array]


def _table(array: Array, arithmetic: Arithmetic) -> list[list[Real]]:
    return [_numbers(row, arithmetic) for row in array]


def _diagonal(rows: Rows) -> NDArray[np.float64]:
    return np.array([row[-1] for row in rows])


def _square(rows: Rows) -> NDArray[np.float64]:
    # Symmetric to the last bit, and without BLAS, whose last bits depend on the machine.
    return np.array(
        [[sum(a * b for a, b in zip(left, right, strict=False)) for right in rows] for left in rows]
    )


def _padded(rows: Rows) -> NDArray[np.float64]:
    return np.array([(*row, *[0.0] * (len(rows) - len(row))) for row in rows])


def _scale_density(mean: Array, scale: Array, arithmetic: Arithmetic) -> Normal:
    return from_scale(
        _numbers(mean, arithmetic), _numbers(scale, arithmetic), arithmetic=arithmetic
    )


def _variance_density(mean: Array, variance: Array, arithmetic: Arithmetic) -> Normal:
    scale = [arithmetic.sqrt(v) for v in _numbers(variance, arithmetic)]
    return from_scale(_numbers(mean, arithmetic), scale, arithmetic=arithmetic)


def _log_variance_density(mean: Array, logvar: Array, arithmetic: Arithmetic) -> Normal:
    scale = [arithmetic.exp(v / 2) for v in _numbers(logvar, arithmetic)]
    return from_scale(_numbers(mean, arithmetic), scale, arithmetic=arithmetic)


def _covariance_density(mean: Array, covariance: Array, arithmetic: Arithmetic) -> Normal:
    return from_covariance(
        _numbers(mean, arithmetic), _table(covariance, arithmetic), arithmetic=arithmetic
    )


def _scale_tril_density(mean: Array, scale_tril: Array, arithmetic: Arithmetic) -> Normal:
    return from_scale_tril(
        _numbers(mean, arithmetic), _table(scale_tril, arithmetic), arithmetic=arithmetic
    )


def _well_conditioned(first: Array, second: Array) -> float:
    return 1.0


def _log_variance_condition(first: Array, second: Array) -> float:
    return 1.0 + max(
        abs(float(a) - float(b)) for a, b in zip(np.ravel(first), np.ravel(second), strict=True)
    )


def _inverse_tril(rows: list[list[mpf]]) -> list[list[mpf]]:
    inverse: list[list[mpf]] = []
    for i, row in enumerate(rows):
        new = [-sum(row[m] * inverse[m][j] for m in range(j, i)) / row[i] for j in range(i)]
        inverse.append([*new, 1 / row[i]])
    return inverse


def _skeel(scale_tril: Array) -> mpf:
    rows = [row[: i + 1] for i, row in enumerate(_table(scale_tril, MPMATH))]
    inverse = _inverse_tril(rows)
    return max(
        sum(abs(entry) * abs(rows[m][j]) for m, entry in enumerate(row) for j in range(m + 1))
        for row in inverse
    )


def _correlation_condition(covariance: Array) -> mpf:
    table = _table(covariance, MPMATH)
    k = len(table)
    scale = [mp.sqrt(table[i][i]) for i in range(k)]
    tril = [
        [entry / scale[i] for entry in row]
        for i, row in enumerate(cholesky(table, arithmetic=MPMATH))
    ]
    inverse = _inverse_tril(tril)
    norm = sum((table[i][j] / (scale[i] * scale[j])) ** 2 for i in range(k) for j in range(k))
    norm_of_inverse = sum(
        sum(inverse[m][i] * inverse[m][j] for m in range(max(i, j), k)) ** 2
        for i in range(k)
        for j in range(k)
    )
    return mp.sqrt(norm * norm_of_inverse)


def _scale_tril_condition(first: Array, second: Array) -> float:
    with mp.workdps(50):
        return float(max(_skeel(first), _skeel(second)))


def _covariance_condition(first: Array, second: Array) -> float:
    with mp.workdps(50):
        return float(max(_correlation_condition(first), _correlation_condition(second)))


SCALE = Parametrisation("sigma", False, _diagonal, _scale_density, _well_conditioned)
VARIANCE = Parametrisation(
    "variance", False, lambda rows: _diagonal(rows) ** 2, _variance_density, _well_conditioned
)
LOG_VARIANCE = Parametrisation(
    "logvar",
    False,
    lambda rows: 2 * np.array([float(mp.log(mpf(row[-1]))) for row in rows]),
    _log_variance_density,
    _log_variance_condition,
)
COVARIANCE = Parametrisation("Sigma", True, _square, _covariance_density, _covariance_condition)
SCALE_TRIL = Parametrisation("L", True, _padded, _scale_tril_density, _scale_tril_condition)
