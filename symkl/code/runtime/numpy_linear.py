"""Triangular systems and Cholesky factors in batches, for generated modules.

NumPy has no triangular solve. The one here halves the system until it is small, so that nearly all
of the work is in matrix products; the small systems are solved row by row, all of the batch at
once. Each function is complete with those of `symkl.code.runtime.numpy`; see there.

References
----------
.. [1] G. H. Golub and C. F. Van Loan, Matrix Computations, 4th ed., 2013, section 3.1.4 (blocked
       and recursive substitution) and 4.2.
.. [2] N. J. Higham, Accuracy and Stability of Numerical Algorithms, 2nd ed., SIAM 2002, theorem 8.5
       (substitution is backward stable row by row, in any order of summation).
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray


def _check_symmetric(**arrays: NDArray[np.floating]) -> list[NDArray[np.floating]]:
    """Return covariances as exactly symmetric; refuse those that are not, up to rounding.

    What is above the diagonal becomes what is below it. There an entry may differ by sqrt(eps) in
    terms of the two standard deviations: more than any order of summation makes of a symmetric
    product, less than a mistake does.

    Raises
    ------
    ValueError
        With the argument, the first place, and the numbers found there.
    """
    found = []
    for name, array in arrays.items():
        turned = np.swapaxes(array, -1, -2)
        with np.errstate(all="ignore"):
            if np.isfinite(array.sum()) and np.array_equal(array, turned):  # the usual case
                found.append(array)
                continue
        finite = np.isfinite(array)
        if not finite.all():
            at = tuple(int(i) for i in np.argwhere(~finite)[0])
            where = ", ".join(map(str, at))
            raise ValueError(f"{name} must be finite, but {name}[{where}] = {array[at]}")
        with np.errstate(all="ignore"):
            scale = np.sqrt(np.abs(np.diagonal(array, axis1=-2, axis2=-1)))
            scale *= np.finfo(array.dtype).eps ** 0.25
            apart = array - turned
            good = np.abs(apart, out=apart) <= scale[..., :, None] * scale[..., None, :]
        if not good.all():
            at = tuple(int(i) for i in np.argwhere(~good)[0])
            here = ", ".join(map(str, at))
            there = ", ".join(map(str, (*at[:-2], at[-1], at[-2])))
            raise ValueError(
                f"{name} must be symmetric, but {name}[{here}] = {array[at]} "
                f"and {name}[{there}] = {turned[at]}"
            )
        found.append(np.tril(array) + np.triu(turned, 1))
    return found


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


def _solve_lower(
    factor: NDArray[np.floating], right: NDArray[np.floating], *, lower: bool = False
) -> NDArray[np.floating]:
    """Return X with factor @ X = right for lower triangular matrices, by forward substitution.

    Where `right` is lower triangular as well, so is X, and `lower` leaves out the zeros.
    """
    batch = np.broadcast_shapes(factor.shape[:-2], right.shape[:-2])
    solution = np.empty((*batch, *right.shape[-2:]), dtype=np.result_type(factor, right))
    solution[...] = right
    _substitute(factor, solution, 0, factor.shape[-1], 0 if lower else right.shape[-1])
    return solution


def _substitute(
    factor: NDArray[np.floating],
    x: NDArray[np.floating],
    start: int,
    stop: int,
    full: int,
    *,
    upper: bool = False,
) -> None:
    """Solve for some rows of x in place, as if no other were there.

    The first `full` columns may hold anything, those after them are a lower triangular matrix. With
    `upper`, only the upper triangle of the solution is wanted, and below there may be anything.
    """
    width = x.shape[-1]
    if stop - start > 16:
        middle = (start + stop + 1) // 2
        _substitute(factor, x, start, middle, full, upper=upper)
        first, last = middle if upper else 0, min(full + middle, width)
        # Small products in pieces that BLAS does on one thread: it takes long to wake others.
        size = (middle - start) * (stop - middle)
        step = 262144 // size if size <= 4096 else max(1, width)
        for column in range(first, last, step):
            columns = slice(column, min(column + step, last))
            x[..., middle:stop, columns] -= np.matmul(
                factor[..., middle:stop, start:middle], x[..., start:middle, columns]
            )
        _substitute(factor, x, middle, stop, full, upper=upper)
        return
    for i in range(start, stop):
        first = i if upper else 0
        if i > start:
            columns = slice(first, min(full + i, width))
            x[..., i, columns] -= np.matmul(
                factor[..., i : i + 1, start:i], x[..., start:i, columns]
            )[..., 0, :]
        x[..., i, first : min(full + i + 1, width)] /= factor[..., i, i, None]


def _congruent(
    factor: NDArray[np.floating], matrices: NDArray[np.floating], column: NDArray[np.floating]
) -> tuple[NDArray[np.floating], NDArray[np.floating]]:
    """Return X with factor @ X @ factor.T = matrices, and w with factor @ w = column.

    Of X only the lower triangle: what stands above it is not meant to be read.
    """
    k = factor.shape[-1]
    if matrices.shape[:-2] == column.shape[:-1]:
        right = np.concatenate([matrices, column[..., None]], axis=-1)
        half = _solve_lower(factor, right)
        half, w = half[..., :k], half[..., k]
    else:
        half = _solve_lower(factor, matrices)
        w = _solve_lower(factor, column[..., None])[..., 0]
    found = np.array(np.swapaxes(half, -1, -2), order="C")
    _substitute(factor, found, 0, k, k, upper=True)
    return np.swapaxes(found, -1, -2), w


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


def _sum_of_squares(matrices: NDArray[np.floating]) -> NDArray[np.floating]:
    """Return the sum of the squares of the entries of each matrix."""
    flat = matrices.reshape(*matrices.shape[:-2], matrices.shape[-2] * matrices.shape[-1])
    return np.einsum("...i,...i->...", flat, flat)


def _sum_below(matrices: NDArray[np.floating]) -> NDArray[np.floating]:
    """Return the sum of the squares below the diagonal of lower triangular matrices."""
    k = matrices.shape[-1]
    flat = matrices.reshape(*matrices.shape[:-2], k * k).copy()
    flat[..., :: k + 1] = 0.0
    return np.einsum("...i,...i->...", flat, flat)


def _relative_factor(
    change: NDArray[np.floating],
) -> tuple[NDArray[np.floating], NDArray[np.bool_]]:
    """Return the lower triangular C with C @ C.T = I + change, and for which matrices it will do.

    Only lower triangles are read. It will not do where I + change is not positive definite as
    computed, nor where the square of an entry of the diagonal of C is far below 1, or below the
    entry of I + change that it comes from: there digits have been lost.
    """
    shifted = np.array(change, order="C")
    diagonal = np.einsum("...ii->...i", shifted)
    diagonal += 1
    # Squares of the roots are at most this. Where it is too little, nothing is to be factored.
    enough = np.all(diagonal >= 0.09375, axis=-1)
    if not enough.all():
        shifted[~enough] = np.eye(shifted.shape[-1])
    try:
        factor = np.linalg.cholesky(shifted)
    except np.linalg.LinAlgError:
        factor = np.full_like(shifted, np.nan)
        for place in np.ndindex(shifted.shape[:-2]):
            try:
                factor[place] = np.linalg.cholesky(shifted[place])
            except np.linalg.LinAlgError:
                continue
    roots = np.diagonal(factor, axis1=-2, axis2=-1)
    kept = np.square(roots) >= diagonal / 64.0
    return factor, np.asarray(np.all((roots >= 0.3125) & kept, axis=-1) & enough)


def _elsewhere(
    near: NDArray[np.bool_],
    found: tuple[NDArray[np.floating], ...],
    function: Callable[..., tuple[NDArray[np.floating], ...]],
    ranks: tuple[int, ...],
    arrays: tuple[NDArray[np.floating], ...],
) -> tuple[NDArray[np.floating], ...]:
    """Return what was found, and where it is not `near` what a function makes of the arguments."""
    batches = [a.shape[: a.ndim - rank] for a, rank in zip(arrays, ranks, strict=True)]
    shape = np.broadcast_shapes(*batches)
    far = ~np.broadcast_to(near, shape)
    if not far.any():
        return found
    picked = [
        np.broadcast_to(a, (*shape, *a.shape[a.ndim - rank :]))[far]
        for a, rank in zip(arrays, ranks, strict=True)
    ]
    try:
        values = function(*picked)
    except ValueError:
        function(*arrays)  # which tells the place among all
        raise
    results = []
    for old, new in zip(found, values, strict=True):
        result = np.array(np.broadcast_to(old, (*shape, *new.shape[1:])))
        result[far] = new
        results.append(result)
    return tuple(results)
