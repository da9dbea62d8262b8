"""Triangular systems whose right side is known exactly, solved to nearly full precision.

Substitution has an error of up to the condition number of the factor in units of eps, mostly a
quarter of it. Where the factor and both terms of a difference on the right are arguments, no digit
is lost before, so one step of iterative refinement gains what was lost: the residual is computed
with about twice the precision, and a second substitution corrects the solution. Only those members
of a batch are refined whose condition is found to be high, by a few columns solved along.

Each function is complete with those of `symkl.code.runtime.numpy_linear`.

References
----------
.. [1] N. J. Higham, Accuracy and Stability of Numerical Algorithms, 2nd ed., SIAM 2002, sections
       12.1 (refinement with a residual in extended precision) and 7.2 (cond(A, x)).
.. [2] K. Ozaki, T. Ogita, S. Oishi, S. M. Rump, Error-free transformations of matrix multiplication
       by using fast routines of matrix multiplication, Numerical Algorithms 59 (2012) 95-118
       (parts of matrices whose products floating-point arithmetic computes without error).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from symkl.code.runtime.numpy_linear import _solve_lower, _substitute


def _solve_refined(
    factor: NDArray[np.floating],
    *,
    column: tuple[NDArray[np.floating], ...] = (),
    lower: tuple[NDArray[np.floating], ...] = (),
) -> list[NDArray[np.floating]]:
    """Return X with factor @ X = right where the right side is one array or a difference of two.

    Parameters
    ----------
    factor : ndarray, shape (..., k, k)
        Lower triangular matrices.
    column : tuple of ndarray, shape (..., k)
        A vector, and what is to be subtracted from it.
    lower : tuple of ndarray, shape (..., k, k)
        The same for a lower triangular matrix.

    Returns
    -------
    list of ndarray
        The solutions that are asked for, in double precision also for float32.

    Notes
    -----
    Four columns are solved along, with entries as large as the row sums of ``abs(factor)`` and
    with signs as if by chance. What becomes of them estimates the largest row sum of
    ``abs(inv(factor)) @ abs(factor)``; where that is above max(32, k) the solution is refined.
    """
    factor = factor.astype(np.float64, copy=False)
    k = factor.shape[-1]
    given = [(tuple(a[..., None] for a in column), 1), (lower, 0)]
    sides = [(terms, full) for terms, full in given if terms]
    rights = [_over(terms) for terms, _ in sides]
    angles = np.square(np.arange(1.0, k + 1))[:, None] * np.sqrt([1.0, 2.0, 3.0, 5.0])
    tests = np.sum(np.abs(factor), axis=-1, keepdims=True) * np.cos(angles)
    together = all(right.shape[:-2] == factor.shape[:-2] for right in rights)
    if together:
        joined = np.concatenate([tests, *rights], axis=-1)
        _substitute(factor, joined, 0, k, 4 + bool(column))
        tests, solutions = joined[..., :4], [joined[..., 4:]]
        groups = [[terms for terms, _ in sides]]
    else:
        _substitute(factor, tests, 0, k, 4)
        pairs = zip(rights, sides, strict=True)
        solutions = [_solve_lower(factor, right, lower=not full) for right, (_, full) in pairs]
        groups = [[terms] for terms, _ in sides]
    ill = ~(np.max(np.abs(tests), axis=(-2, -1), initial=0.0) <= max(32, k))
    if ill.any():
        for solution, group in zip(solutions, groups, strict=True):
            _refine(ill, factor, group, solution)
    if together and len(sides) > 1:
        solutions = [solutions[0][..., :1], solutions[0][..., 1:]]
    return [x[..., 0] if full else x for x, (_, full) in zip(solutions, sides, strict=True)]


def _over(terms: tuple[NDArray[np.floating], ...]) -> NDArray[np.float64]:
    """Return one array, or the difference of two, in double precision."""
    first, *rest = (a.astype(np.float64, copy=False) for a in terms)
    return first - rest[0] if rest else first


def _refine(
    ill: NDArray[np.bool_],
    factor: NDArray[np.floating],
    group: list[tuple[NDArray[np.floating], ...]],
    solution: NDArray[np.floating],
) -> None:
    """Refine solutions in place where the factor is ill-conditioned, a few at a time."""
    batch, k = solution.shape[:-2], factor.shape[-1]
    parts: list = [...]
    if ill.ndim:
        factor = np.broadcast_to(factor, (*batch, k, k))
        places = np.nonzero(np.broadcast_to(ill, batch))
        step = max(1, 32768 // k**2)  # what is computed on the way stays in the cache
        starts = range(0, len(places[0]), step)
        parts = [tuple(at[start : start + step] for at in places) for start in starts]
    for part in parts:
        old = solution[part]
        terms = np.zeros((2, *old.shape))
        end = 0
        for arrays in group:
            start, end = end, end + arrays[0].shape[-1]
            for term, array in zip(terms, arrays, strict=False):
                term[..., start:end] = np.broadcast_to(array, (*batch, *array.shape[-2:]))[part]
        new = _corrected(factor[part] if ill.ndim else factor, terms, old)
        good = np.isfinite(new).all(axis=-2, keepdims=True)
        solution[part] = np.where(good, new, old)  # what was infinite stays it


def _corrected(
    factor: NDArray[np.floating], terms: NDArray[np.float64], solution: NDArray[np.floating]
) -> NDArray[np.float64]:
    """Return a solution of factor @ X = terms[0] - terms[1] after one step of refinement.

    The leading half of the digits of the factor times the leading half of those of the solution is
    exact: sums of integers of less than 54 bits, up to powers of 2. The digits that the solution
    has beyond these are dropped, for they come back with the correction.

    A square solution is lower triangular, and so is one after its first column.
    """
    k, width = solution.shape[-2:]
    full = width if width < k else width - k
    half = (53 - (k - 1).bit_length()) // 2
    _, rows = np.frexp(np.max(np.abs(factor), axis=-1, keepdims=True))
    unit = np.ldexp(1.0, -rows)  # rows below 1: no product overflows or underflows
    low = factor * unit
    high = low + 1.5 * 2.0 ** (52 - half)
    high -= 1.5 * 2.0 ** (52 - half)
    low -= high
    _, columns = np.frexp(np.max(np.abs(solution), axis=-2, keepdims=True))
    shift = np.ldexp(1.5, 52 - half + columns)
    leading = solution + shift
    leading -= shift
    terms *= unit
    right = _difference(terms[0], terms[1])
    error = _product(high, leading, full)
    residual = _difference(right, error)
    residual -= _product(low, leading, full)
    error += terms[1]
    residual += error
    low += high
    _substitute(low, residual, 0, k, full)
    residual += leading
    if full < width:  # the diagonal is a quotient, and as accurate as that
        diagonal = np.diagonal(solution[..., full:], axis1=-2, axis2=-1)
        np.einsum("...ii->...i", residual[..., full:])[...] = diagonal
    return residual


def _difference(left: NDArray[np.float64], right: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return left - right, and put into `right` the rounding error that is to be added."""
    found = left - right
    moved = found - left
    right += moved
    np.subtract(found, moved, out=moved)
    np.subtract(left, moved, out=moved)
    np.subtract(moved, right, out=right)
    return found


def _product(
    left: NDArray[np.float64], right: NDArray[np.float64], full: int
) -> NDArray[np.float64]:
    """Return left @ right, where both are lower triangular after the `full` columns of right."""
    k, width = right.shape[-2:]
    if full == width or k <= 128:
        return np.matmul(left, right)
    product = np.zeros(right.shape)
    step = -(-k // 8)
    for start in range(0, k, step):
        rows = slice(start, start + step)
        stop = min(start + step, k)
        product[..., rows, :full] = np.matmul(left[..., rows, :stop], right[..., :stop, :full])
        for first in range(0, stop, step):
            columns = slice(full + first, full + first + step)
            product[..., rows, columns] = np.matmul(
                left[..., rows, first:stop], right[..., first:stop, columns]
            )
    return product
