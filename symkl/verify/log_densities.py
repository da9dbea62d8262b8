r"""The log densities of the normal distributions, in high precision, written from the definition.

A normal distribution on ℝᵏ with mean m and covariance Σ = L Lᵀ, L lower triangular, has

    log p(x) = −½ log det(2πΣ) − ½ (x − m)ᵀ Σ⁻¹ (x − m)
             = −Σᵢ log(√(2π) Lᵢᵢ) − Σᵢ uᵢ²,      u = L⁻¹(x − m)/√2,

and the triangular system gives u coordinate by coordinate: uᵢ depends on x₁ … xᵢ only. A diagonal
L is a product of univariate normals and k = 1 is one of them, so `Normal` stands for all three.
`log_density` is the definition; `quadrature` walks through the same coordinates with what does
not depend on the innermost one computed outside its loop.

This text shares nothing with the families that the prover knows: it is evidence, and it would
be worth nothing if it came from the same source.

References
----------
T. W. Anderson, "An Introduction to Multivariate Statistical Analysis", 3rd ed., 2003, eq. 2.3(23).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from symkl.errors import UsageError
from symkl.verify.arithmetic import Arithmetic, Real

__all__ = ["Normal", "cholesky", "from_covariance", "from_scale", "from_scale_tril", "log_density"]


@dataclass(frozen=True, slots=True)
class Normal:
    """A normal distribution on ℝᵏ, prepared for the evaluation of its log density.

    The numbers carry the precision that was in force when they were computed.

    Attributes
    ----------
    mean
        m, k numbers.
    scale_tril
        L, k rows; row i has i + 1 entries and the last one is positive.
    rate
        1/(√2 Lᵢᵢ), k numbers.
    shear
        √2 Lᵢⱼ for j < i: row i has i entries.
    log_peak
        log p(m) = −Σᵢ log(√(2π) Lᵢᵢ).
    """

    mean: tuple[Real, ...]
    scale_tril: tuple[tuple[Real, ...], ...]
    rate: tuple[Real, ...]
    shear: tuple[tuple[Real, ...], ...]
    log_peak: Real

    @property
    def dimension(self) -> int:
        """The number k of coordinates."""
        return len(self.mean)

    def centre(self, i: int, u: Sequence[Real]) -> Real:
        """The mean of coordinate `i` given the first `i` entries of u = L⁻¹(x − m)/√2."""
        centre = self.mean[i]
        for j in range(i):
            centre = centre + self.shear[i][j] * u[j]
        return centre


def from_scale_tril(
    mean: Sequence[Real], scale_tril: Sequence[Sequence[Real]], *, arithmetic: Arithmetic
) -> Normal:
    """The normal distribution with covariance L Lᵀ.

    Parameters
    ----------
    mean
        m, k numbers.
    scale_tril
        L, k rows of which the first i + 1 entries of row i are read.
    arithmetic
        The number system; its working precision at the time of the call counts.

    Raises
    ------
    UsageError
        If a diagonal entry is not positive.
    """
    for i, row in enumerate(scale_tril):
        if not row[i] > 0:
            raise UsageError(
                f"the scale of coordinate {i} is {row[i]}", hint="give a positive scale"
            )
    root_2 = arithmetic.sqrt(arithmetic.number(2.0))
    root_2pi = arithmetic.sqrt(2 * arithmetic.pi())
    log_peak = arithmetic.number(0.0)
    for i, row in enumerate(scale_tril):
        log_peak = log_peak - arithmetic.log(root_2pi * row[i])
    return Normal(
        mean=tuple(mean),
        scale_tril=tuple(tuple(row[: i + 1]) for i, row in enumerate(scale_tril)),
        rate=tuple(1 / (root_2 * row[i]) for i, row in enumerate(scale_tril)),
        shear=tuple(tuple(root_2 * entry for entry in row[:i]) for i, row in enumerate(scale_tril)),
        log_peak=log_peak,
    )


def from_scale(mean: Sequence[Real], scale: Sequence[Real], *, arithmetic: Arithmetic) -> Normal:
    """The product of k univariate normals, with standard deviations `scale`.

    Raises
    ------
    UsageError
        If a scale is not positive.
    """
    zero = arithmetic.number(0.0)
    rows = [[*([zero] * i), entry] for i, entry in enumerate(scale)]
    return from_scale_tril(mean, rows, arithmetic=arithmetic)


def from_covariance(
    mean: Sequence[Real], covariance: Sequence[Sequence[Real]], *, arithmetic: Arithmetic
) -> Normal:
    """The normal distribution with covariance Σ, symmetric positive definite.

    Raises
    ------
    UsageError
        If Σ is not symmetric, or is not positive definite at the working precision.
    """
    return from_scale_tril(mean, cholesky(covariance, arithmetic=arithmetic), arithmetic=arithmetic)


def cholesky(matrix: Sequence[Sequence[Real]], *, arithmetic: Arithmetic) -> list[list[Real]]:
    """The lower triangular L with positive diagonal and L Lᵀ = `matrix`.

    Returns
    -------
    list of list
        k rows; row i has i + 1 entries.

    Raises
    ------
    UsageError
        If the matrix is not symmetric, or a pivot is not positive at the working precision.
    """
    factor: list[list[Real]] = []
    for i, row in enumerate(matrix):
        factor.append([])
        for j in range(i + 1):
            if not row[j] == matrix[j][i]:
                raise UsageError(
                    f"the matrix is not symmetric at ({i}, {j})", hint="give a symmetric matrix"
                )
            rest = row[j]
            for m in range(j):
                rest = rest - factor[i][m] * factor[j][m]
            if j < i:
                factor[i].append(rest / factor[j][j])
            elif rest > 0:
                factor[i].append(arithmetic.sqrt(rest))
            else:
                raise UsageError(
                    f"the matrix is not positive definite: pivot {i} is {rest}",
                    hint="give a positive definite matrix",
                )
    return factor


def log_density(normal: Normal, x: Sequence[Real]) -> Real:
    """Log p(x) at a point x of k coordinates."""
    u: list[Real] = []
    value = normal.log_peak
    for i, coordinate in enumerate(x):
        u.append((coordinate - normal.centre(i, u)) * normal.rate[i])
        value = value - u[i] * u[i]
    return value
