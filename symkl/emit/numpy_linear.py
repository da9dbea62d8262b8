"""Triangular systems and Cholesky factors in batches, for generated modules.

NumPy has no triangular solve. The one here halves the system until it is small, so that nearly all
of the work is in matrix products; the small systems are solved row by row, all of the batch at
once. Each function is complete with those of `symkl.emit.numpy_runtime`; see there.

References
----------
.. [1] G. H. Golub and C. F. Van Loan, Matrix Computations, 4th ed., 2013, section 3.1.4 (blocked
       and recursive substitution) and 4.2.
.. [2] N. J. Higham, Accuracy and Stability of Numerical Algorithms, 2nd ed., SIAM 2002, theorem 8.5
       (substitution is backward stable row by row, in any order of summation).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def _check_symmetric(**arrays: NDArray[np.floating]) -> None:
    """Refuse covariances that are not finite or not symmetric up to rounding.

    An entry may differ from its mirror image by sqrt(eps) in terms of the two standard deviations:
    more than any order of summation makes of a symmetric product, less than a mistake does.

    Raises
    ------
    ValueError
        With the argument, the first place, and the numbers found there.
    """
    for name, array in arrays.items():
        finite = np.isfinite(array)
        if not finite.all():
            at = tuple(int(i) for i in np.argwhere(~finite)[0])
            where = ", ".join(map(str, at))
            raise ValueError(f"{name} must be finite, but {name}[{where}] = {array[at]}")
        turned = np.swapaxes(array, -1, -2)
        with np.errstate(all="ignore"):
            scale = np.sqrt(np.abs(np.diagonal(array, axis1=-2, axis2=-1)))
            bound = np.sqrt(np.finfo(array.dtype).eps) * scale[..., :, None] * scale[..., None, :]
            good = np.abs(array - turned) <= bound
        if not good.all():
            at = tuple(int(i) for i in np.argwhere(~good)[0])
            here = ", ".join(map(str, at))
            there = ", ".join(map(str, (*at[:-2], at[-1], at[-2])))
            raise ValueError(
                f"{name} must be symmetric, but {name}[{here}] = {array[at]} "
                f"and {name}[{there}] = {turned[at]}"
            )


def _check_factor(**arrays: NDArray[np.floating]) -> None:
    """Refuse Cholesky factors that are not lower triangular, finite, and positive on the diagonal.

    Raises
    ------
    ValueError
        With the argument, the first place, and the number found there.
    """
    for name, array in arrays.items():
        rows = np.arange(array.shape[-1])
        diagonal = rows[:, None] == rows
        above = rows[:, None] < rows
        for bad, what in (
            (~np.isfinite(array), "be finite"),
            (above & (array != 0), "be lower triangular"),
            (diagonal & ~(array > 0), "have a positive diagonal"),
        ):
            if bad.any():
                at = tuple(int(i) for i in np.argwhere(bad)[0])
                where = ", ".join(map(str, at))
                raise ValueError(f"{name} must {what}, but {name}[{where}] = {array[at]}")


def _cholesky(name: str, matrices: NDArray[np.floating]) -> NDArray[np.floating]:
    """Return the lower triangular L with L @ L.T = matrices; only lower triangles are read.

    Raises
    ------
    ValueError
        If a matrix is not positive definite; with the first one's place.
    """
    try:
        return np.linalg.cholesky(matrices)
    except np.linalg.LinAlgError:
        pass
    for place in np.ndindex(matrices.shape[:-2]):
        try:
            np.linalg.cholesky(matrices[place])
        except np.linalg.LinAlgError:
            where = f"{name}[{', '.join(map(str, place))}]" if place else name
            raise ValueError(f"{name} must be positive definite, but {where} is not") from None
    raise ValueError(f"{name} must be positive definite")


def _solve_lower(factor: NDArray[np.floating], right: NDArray[np.floating]) -> NDArray[np.floating]:
    """Return X with factor @ X = right for lower triangular matrices, by forward substitution."""
    k = factor.shape[-1]
    if k > 16:
        half = k // 2
        top = _solve_lower(factor[..., :half, :half], right[..., :half, :])
        rest = right[..., half:, :] - np.matmul(factor[..., half:, :half], top)
        return np.concatenate((top, _solve_lower(factor[..., half:, half:], rest)), axis=-2)
    batch = np.broadcast_shapes(factor.shape[:-2], right.shape[:-2])
    solution = np.empty((*batch, k, right.shape[-1]), dtype=right.dtype)
    for i in range(k):
        known = np.matmul(factor[..., i : i + 1, :i], solution[..., :i, :])[..., 0, :]
        solution[..., i, :] = (right[..., i, :] - known) / factor[..., i, i, None]
    return solution


def _solve_upper(factor: NDArray[np.floating], right: NDArray[np.floating]) -> NDArray[np.floating]:
    """Return X with factor.T @ X = right for lower triangular matrices, by back substitution."""
    turned = np.swapaxes(factor, -1, -2)[..., ::-1, ::-1]  # lower triangular again
    return _solve_lower(turned, right[..., ::-1, :])[..., ::-1, :]


def _solve_cholesky(
    factor: NDArray[np.floating], right: NDArray[np.floating]
) -> NDArray[np.floating]:
    """Return X with factor @ factor.T @ X = right for lower triangular matrices."""
    return _solve_upper(factor, _solve_lower(factor, right))


def _symmetric_part(matrices: NDArray[np.floating]) -> NDArray[np.floating]:
    """Return matrices that are symmetric but for rounding as exactly symmetric ones."""
    return 0.5 * (matrices + np.swapaxes(matrices, -1, -2))


def _factor_change(
    first: NDArray[np.floating],
    factor: NDArray[np.floating],
    second: NDArray[np.floating] | None = None,
    second_factor: NDArray[np.floating] | None = None,
) -> NDArray[np.floating]:
    """Return the lower triangular E with first = L @ (I + E) @ (I + E).T @ L.T, second = L @ L.T.

    Parameters
    ----------
    first, factor : ndarray, shape (..., k, k)
        Covariances and their Cholesky factors.
    second, second_factor : ndarray, shape (..., k, k), optional
        Those to compare with; identities by default.

    Notes
    -----
    E is second_factor^-1 @ (factor - second_factor). Where the covariances nearly coincide, the
    difference of two computed factors is mostly rounding error. There E comes from the difference
    of the covariances, in which nothing is rounded: E = C - I with C @ C.T = I + M and
    M = second_factor^-1 @ (first - second) @ second_factor^-T, where C_kk - 1 is evaluated as
    (M_kk - sum_j<k C_kj^2) / (C_kk + 1).
    """
    identity = np.eye(first.shape[-1], dtype=first.dtype)
    change = first - (identity if second is None else second)
    change = np.tril(change) + np.swapaxes(np.tril(change, -1), -1, -2)
    if second_factor is not None:
        change = _solve_lower(second_factor, change)
        change = _solve_lower(second_factor, np.swapaxes(change, -1, -2))
    # In this norm I + M is safely positive definite.
    near = np.asarray(np.sum(np.square(change), axis=(-2, -1)) < 0.25)[..., None, None]
    change = np.where(near, change, 0.0)
    relative = np.linalg.cholesky(identity + change)
    below = np.tril(relative, -1)
    rest = np.diagonal(change, axis1=-2, axis2=-1) - np.sum(np.square(below), axis=-1)
    diagonal = rest / (np.diagonal(relative, axis1=-2, axis2=-1) + 1.0)
    result = below + diagonal[..., None] * identity
    if not near.all():
        far = factor - (identity if second_factor is None else second_factor)
        far = far if second_factor is None else _solve_lower(second_factor, far)
        result = np.where(near, result, far)
    return result
