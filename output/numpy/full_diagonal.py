# symkl 0.1.0 — derivation full_diagonal_code — generated; do not edit
# source sha256:ba5caa8686688f8996feddab6bfbf6836302bad4b83e60556701c4f27937c06a
"""Functions made from a derivation.

KL divergence from a full to a diagonal Gaussian, as it is computed from a Cholesky factor and
scales.

- `kl_divergence`: the value
- `kl_divergence_terms`: the terms that add up to it
- `kl_divergence_gradient`: its derivatives
- `kl_divergence_and_gradient`: both, for little more than one

The module needs NumPy and nothing else.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats: TypeAlias = np.floating | NDArray[np.floating]

__all__ = [
    "KlDivergenceGradient",
    "KlDivergenceTerms",
    "kl_divergence",
    "kl_divergence_and_gradient",
    "kl_divergence_gradient",
    "kl_divergence_terms",
]


class KlDivergenceTerms(NamedTuple):
    """The terms of `kl_divergence`, which add up to it.

    Attributes
    ----------
    log_determinant
        1/2*log(det(diag(sigma_2) @ diag(sigma_2).T)/det(L_1 @ L_1.T))
    trace
        1/2*(tr(inv(diag(sigma_2) @ diag(sigma_2).T) @ (L_1 @ L_1.T)) - k)
    mahalanobis
        1/2*((mu_1 - mu_2).T @ inv(diag(sigma_2) @ diag(sigma_2).T) @ (mu_1 - mu_2))
    """

    log_determinant: Floats
    trace: Floats
    mahalanobis: Floats


class KlDivergenceGradient(NamedTuple):
    """The derivatives of `kl_divergence` with respect to its arguments.

    Attributes
    ----------
    mu_1 : shape (..., k)
        inv(diag(sigma_2)).T @ (inv(diag(sigma_2)) @ (mu_1 - mu_2))
    L_1 : shape (..., k, k)
        The lower triangle of the G for which the differential is tr(G.T dL_1).
        inv(diag(sigma_2)).T @ (inv(diag(sigma_2)) @ (L_1 - diag(sigma_2)) + (inv(L_1) @ (L_1 -
        diag(sigma_2))).T)
    mu_2 : shape (..., k)
        -(inv(diag(sigma_2)).T @ (inv(diag(sigma_2)) @ (mu_1 - mu_2)))
    sigma_2 : shape (..., k)
        -by_component((inv(diag(sigma_2)) @ (inv(diag(sigma_2)) @ (L_1 - diag(sigma_2)) +
        (inv(diag(sigma_2)) @ (L_1 - diag(sigma_2))).T + inv(diag(sigma_2)) @ (L_1 - diag(sigma_2))
        @ (inv(diag(sigma_2)) @ (L_1 - diag(sigma_2))).T + inv(diag(sigma_2)) @ (mu_1 - mu_2) @
        (inv(diag(sigma_2)) @ (mu_1 - mu_2)).T))[i, i], i, k)
    """

    mu_1: Floats
    L_1: Floats
    mu_2: Floats
    sigma_2: Floats


def kl_divergence(
    mu_1: ArrayLike,
    L_1: ArrayLike,
    mu_2: ArrayLike,
    sigma_2: ArrayLike,
    *,
    out: NDArray[np.floating] | None = None,
) -> Floats:
    """Return the Kullback-Leibler divergence KL(p, q).

    For p = MultivariateNormal(mu_1, L_1 @ L_1.T) and q = MultivariateNormal(mu_2, diag(sigma_2) @
    diag(sigma_2).T) this is ::

        1/2*(tr(inv(diag(sigma_2) @ diag(sigma_2).T) @ (L_1 @ L_1.T)) + (mu_1 - mu_2).T @
        inv(diag(sigma_2) @ diag(sigma_2).T) @ (mu_1 - mu_2) - k + log(det(diag(sigma_2) @
        diag(sigma_2).T)/det(L_1 @ L_1.T)))

    evaluated in another form, which is proved equal to it.

    Parameters
    ----------
    mu_1, mu_2 : array_like, shape (..., k)
        Real numbers.
    L_1 : array_like, shape (..., k, k)
        Lower triangular matrices with a positive diagonal: Cholesky factors of the covariances.
    sigma_2 : array_like, shape (..., k)
        Positive numbers.
    out : ndarray, optional
        Where to put the result, of its shape and type; it is returned.

    Returns
    -------
    scalar or ndarray, shape (...)
        The leading axes of the arguments broadcast by NumPy's rules. k has to be the same in all of
        them, and for k = 0 the value is 0. float32 where every array among the arguments is float32
        or float16, else float64.

    Raises
    ------
    TypeError
        If an argument does not hold real numbers.
    ValueError
        If the shapes do not fit together, or if L_1 is not a lower triangular matrix of finite
        numbers with a positive diagonal, or sigma_2 is not positive and finite.

    Notes
    -----
    Where the two distributions are near each other the form is a sum of terms that are not
    negative, squares and g(x) = x - log1p(x), which has a kernel of its own: nothing cancels. The
    value is never negative, and it is exactly 0 where the two distributions are the same.

    Relative error at most x/(1 - 2 x) with x = (29 + s(k^2)) u, where u is 2^-53 in float64 and
    2^-24 in float32. This is derived in the standard model of floating-point arithmetic, for
    operations that round correctly and functions that keep to 3 ulp (g) and 4 ulp (log). It is for
    results that are normal numbers, where no intermediate result overflows or underflows. s(k^2) is
    the number of additions that a term of a sum of k^2 goes through: at most k^2 - 1, and at most
    25 + max(0, log2(k^2/128)), rounded up, where the sum is pairwise, as NumPy's is along a last
    axis.

    Neither an inverse nor a determinant is formed: rows are divided by sigma_2.

    NaN and infinity in an argument that may be any real number go through the arithmetic.
    """
    shape, arrays = _kl_divergence_arguments(mu_1, L_1, mu_2, sigma_2)
    _check_out(out, shape, arrays[0].dtype)
    (value,) = _evaluate(_kl_divergence_value, (1, 2, 1, 1), shape, arrays, out=out)
    return value


def kl_divergence_terms(
    mu_1: ArrayLike,
    L_1: ArrayLike,
    mu_2: ArrayLike,
    sigma_2: ArrayLike,
) -> KlDivergenceTerms:
    """Return the terms that add up to `kl_divergence`.

    For p = MultivariateNormal(mu_1, L_1 @ L_1.T) and q = MultivariateNormal(mu_2, diag(sigma_2) @
    diag(sigma_2).T); the terms are described at `KlDivergenceTerms`.

    Parameters
    ----------
    mu_1, mu_2 : array_like, shape (..., k)
        Real numbers.
    L_1 : array_like, shape (..., k, k)
        Lower triangular matrices with a positive diagonal: Cholesky factors of the covariances.
    sigma_2 : array_like, shape (..., k)
        Positive numbers.

    Returns
    -------
    KlDivergenceTerms
        Each term: the leading axes of the arguments broadcast by NumPy's rules. k has to be the
        same in all of them, and for k = 0 the value is 0. float32 where every array among the
        arguments is float32 or float16, else float64.

    Raises
    ------
    TypeError
        If an argument does not hold real numbers.
    ValueError
        If the shapes do not fit together, or if L_1 is not a lower triangular matrix of finite
        numbers with a positive diagonal, or sigma_2 is not positive and finite.

    Notes
    -----
    The error of a term is relative to the sum of its components' magnitudes. Where the two
    distributions nearly coincide, terms of opposite sign cancel in their sum: `kl_divergence` does
    not add them, and stays accurate.
    """
    shape, arrays = _kl_divergence_arguments(mu_1, L_1, mu_2, sigma_2)
    found = _evaluate(_kl_divergence_terms, (1, 2, 1, 1), shape, arrays, ((), (), ()))
    return KlDivergenceTerms(*found)


def kl_divergence_gradient(
    mu_1: ArrayLike,
    L_1: ArrayLike,
    mu_2: ArrayLike,
    sigma_2: ArrayLike,
) -> KlDivergenceGradient:
    """Return the derivatives of `kl_divergence` with respect to its arguments.

    For p = MultivariateNormal(mu_1, L_1 @ L_1.T) and q = MultivariateNormal(mu_2, diag(sigma_2) @
    diag(sigma_2).T).

    Parameters
    ----------
    mu_1, mu_2 : array_like, shape (..., k)
        Real numbers.
    L_1 : array_like, shape (..., k, k)
        Lower triangular matrices with a positive diagonal: Cholesky factors of the covariances.
    sigma_2 : array_like, shape (..., k)
        Positive numbers.

    Returns
    -------
    KlDivergenceGradient
        The derivative with respect to each argument, in the shape that the argument has when all of
        them are broadcast against one another: the sum over the axes that were broadcast is the
        derivative with respect to what was passed.

    Raises
    ------
    TypeError
        If an argument does not hold real numbers.
    ValueError
        If the shapes do not fit together, or if L_1 is not a lower triangular matrix of finite
        numbers with a positive diagonal, or sigma_2 is not positive and finite.
    """
    shape, arrays = _kl_divergence_arguments(mu_1, L_1, mu_2, sigma_2)
    own = (arrays[0].shape[-1:], arrays[1].shape[-2:], arrays[2].shape[-1:], arrays[3].shape[-1:])
    found = _evaluate(_kl_divergence_gradient, (1, 2, 1, 1), shape, arrays, own)
    return KlDivergenceGradient(*found)


def kl_divergence_and_gradient(
    mu_1: ArrayLike,
    L_1: ArrayLike,
    mu_2: ArrayLike,
    sigma_2: ArrayLike,
) -> tuple[Floats, KlDivergenceGradient]:
    """Return `kl_divergence` and its derivatives, which share most of the work.

    For p = MultivariateNormal(mu_1, L_1 @ L_1.T) and q = MultivariateNormal(mu_2, diag(sigma_2) @
    diag(sigma_2).T).

    Parameters
    ----------
    mu_1, mu_2 : array_like, shape (..., k)
        Real numbers.
    L_1 : array_like, shape (..., k, k)
        Lower triangular matrices with a positive diagonal: Cholesky factors of the covariances.
    sigma_2 : array_like, shape (..., k)
        Positive numbers.

    Returns
    -------
    value : scalar or ndarray, shape (...)
        The leading axes of the arguments broadcast by NumPy's rules. k has to be the same in all of
        them, and for k = 0 the value is 0. float32 where every array among the arguments is float32
        or float16, else float64.
    gradient : KlDivergenceGradient
        As `kl_divergence_gradient` returns it.

    Raises
    ------
    TypeError
        If an argument does not hold real numbers.
    ValueError
        If the shapes do not fit together, or if L_1 is not a lower triangular matrix of finite
        numbers with a positive diagonal, or sigma_2 is not positive and finite.
    """
    shape, arrays = _kl_divergence_arguments(mu_1, L_1, mu_2, sigma_2)
    own = (arrays[0].shape[-1:], arrays[1].shape[-2:], arrays[2].shape[-1:], arrays[3].shape[-1:])
    value, *found = _evaluate(
        _kl_divergence_value_and_gradient,
        (1, 2, 1, 1),
        shape,
        arrays,
        ((), *own),
    )
    return value, KlDivergenceGradient(*found)


def _kl_divergence_arguments(
    mu_1: ArrayLike,
    L_1: ArrayLike,
    mu_2: ArrayLike,
    sigma_2: ArrayLike,
) -> tuple[tuple[int, ...], list[NDArray[np.floating]]]:
    """Return the arguments as arrays that fit together, and their batch."""
    arrays = _arrays(
        mu_1=mu_1,
        L_1=L_1,
        mu_2=mu_2,
        sigma_2=sigma_2,
    )
    mu_1, L_1, mu_2, sigma_2 = arrays
    shape = _batch_shape(
        (1, 2, 1, 1),
        mu_1=mu_1,
        L_1=L_1,
        mu_2=mu_2,
        sigma_2=sigma_2,
    )
    return shape, arrays


def _kl_divergence_value(
    mu_1: NDArray[np.floating],
    L_1: NDArray[np.floating],
    mu_2: NDArray[np.floating],
    sigma_2: NDArray[np.floating],
) -> tuple[NDArray[np.floating], ...]:
    """Return the results for arrays that fit together."""
    _check_factor(L_1=L_1)
    _check_positive(sigma_2=sigma_2)
    w = (mu_1 - mu_2) / sigma_2
    A = L_1 / sigma_2[..., None]
    t_1 = np.diagonal(L_1, axis1=-2, axis2=-1)
    y = (t_1 - sigma_2) / sigma_2
    t_2 = _either(
        t_1 < 0.5 * sigma_2,
        _kl_divergence_branch_3,
        (y, t_1, sigma_2),
        _kl_divergence_branch_4,
        (y,),
    )
    value = 0.5 * np.sum(np.square(w), axis=-1) + 0.5 * _sum_below(A) + np.sum(t_2, axis=-1)
    return (value,)


def _kl_divergence_terms(
    mu_1: NDArray[np.floating],
    L_1: NDArray[np.floating],
    mu_2: NDArray[np.floating],
    sigma_2: NDArray[np.floating],
) -> tuple[NDArray[np.floating], ...]:
    """Return the results for arrays that fit together."""
    _check_factor(L_1=L_1)
    _check_positive(sigma_2=sigma_2)
    t_1 = np.diagonal(L_1, axis1=-2, axis2=-1)
    y = (t_1 - sigma_2) / sigma_2
    t_2 = _either(
        (t_1 < 0.5 * sigma_2) | (2.0 * sigma_2 < t_1),
        _kl_divergence_branch_5,
        (t_1, sigma_2),
        _kl_divergence_branch_6,
        (y,),
    )
    log_determinant = np.sum(t_2, axis=-1)
    A = L_1 / sigma_2[..., None]
    trace = np.sum(0.5 * y * (2.0 + y), axis=-1) + 0.5 * _sum_below(A)
    w = (mu_1 - mu_2) / sigma_2
    mahalanobis = 0.5 * np.sum(np.square(w), axis=-1)
    return (log_determinant, trace, mahalanobis)


def _kl_divergence_gradient(
    mu_1: NDArray[np.floating],
    L_1: NDArray[np.floating],
    mu_2: NDArray[np.floating],
    sigma_2: NDArray[np.floating],
) -> tuple[NDArray[np.floating], ...]:
    """Return the results for arrays that fit together."""
    _check_factor(L_1=L_1)
    _check_positive(sigma_2=sigma_2)
    k = mu_1.shape[-1]
    w = (mu_1 - mu_2) / sigma_2
    d_mu_1 = w / sigma_2
    t_1 = np.eye(k, dtype=np.float32) * sigma_2[..., None]
    t_2 = L_1 - t_1
    E = t_2 / sigma_2[..., None]
    (t_3,) = _solve_refined(L_1, lower=(L_1, t_1))
    d_L_1 = (E + np.swapaxes(t_3, -1, -2)) / sigma_2[..., None]
    d_mu_2 = -d_mu_1
    t_4 = np.swapaxes(E, -1, -2)
    t_5 = E + t_4 + np.matmul(E, t_4) + np.matmul(w[..., :, None], w[..., None, :])
    t_6 = t_5 / sigma_2[..., None]
    t_7 = np.diagonal(t_6, axis1=-2, axis2=-1)
    d_sigma_2 = -t_7
    return (d_mu_1, np.tril(d_L_1), d_mu_2, d_sigma_2)


def _kl_divergence_value_and_gradient(
    mu_1: NDArray[np.floating],
    L_1: NDArray[np.floating],
    mu_2: NDArray[np.floating],
    sigma_2: NDArray[np.floating],
) -> tuple[NDArray[np.floating], ...]:
    """Return the results for arrays that fit together."""
    _check_factor(L_1=L_1)
    _check_positive(sigma_2=sigma_2)
    k = mu_1.shape[-1]
    w = (mu_1 - mu_2) / sigma_2
    A = L_1 / sigma_2[..., None]
    t_1 = np.diagonal(L_1, axis1=-2, axis2=-1)
    y = (t_1 - sigma_2) / sigma_2
    t_2 = _either(
        t_1 < 0.5 * sigma_2,
        _kl_divergence_branch_3,
        (y, t_1, sigma_2),
        _kl_divergence_branch_4,
        (y,),
    )
    value = 0.5 * np.sum(np.square(w), axis=-1) + 0.5 * _sum_below(A) + np.sum(t_2, axis=-1)
    d_mu_1 = w / sigma_2
    t_3 = np.eye(k, dtype=np.float32) * sigma_2[..., None]
    t_4 = L_1 - t_3
    E = t_4 / sigma_2[..., None]
    (t_5,) = _solve_refined(L_1, lower=(L_1, t_3))
    d_L_1 = (E + np.swapaxes(t_5, -1, -2)) / sigma_2[..., None]
    d_mu_2 = -d_mu_1
    t_6 = np.swapaxes(E, -1, -2)
    t_7 = E + t_6 + np.matmul(E, t_6) + np.matmul(w[..., :, None], w[..., None, :])
    t_8 = t_7 / sigma_2[..., None]
    t_9 = np.diagonal(t_8, axis1=-2, axis2=-1)
    d_sigma_2 = -t_9
    return (value, d_mu_1, np.tril(d_L_1), d_mu_2, d_sigma_2)


def _kl_divergence_branch_1(
    t_1: NDArray[np.floating],
    sigma_2: NDArray[np.floating],
) -> NDArray[np.floating]:
    """Return one branch, element by element."""
    return 2.0 * np.log(np.sqrt(t_1) / np.sqrt(sigma_2))


def _kl_divergence_branch_2(
    t_1: NDArray[np.floating],
    sigma_2: NDArray[np.floating],
) -> NDArray[np.floating]:
    """Return one branch, element by element."""
    return np.log(t_1 / sigma_2)


def _kl_divergence_branch_3(
    y: NDArray[np.floating],
    t_1: NDArray[np.floating],
    sigma_2: NDArray[np.floating],
) -> NDArray[np.floating]:
    """Return one branch, element by element."""
    t_2 = _either(
        t_1 < sigma_2 / 1073741824.0,
        _kl_divergence_branch_1,
        (t_1, sigma_2),
        _kl_divergence_branch_2,
        (t_1, sigma_2),
    )
    return 0.5 * y * (2.0 + y) - t_2


def _kl_divergence_branch_4(
    y: NDArray[np.floating],
) -> NDArray[np.floating]:
    """Return one branch, element by element."""
    return 0.5 * y * y + _g(y)


def _kl_divergence_branch_5(
    t_1: NDArray[np.floating],
    sigma_2: NDArray[np.floating],
) -> NDArray[np.floating]:
    """Return one branch, element by element."""
    return -(2.0 * np.log(np.sqrt(t_1) / np.sqrt(sigma_2)))


def _kl_divergence_branch_6(
    y: NDArray[np.floating],
) -> NDArray[np.floating]:
    """Return one branch, element by element."""
    return -np.log1p(y)


def _arrays(**arguments: ArrayLike) -> list[NDArray[np.floating]]:
    """Return the arguments as arrays of one type, float32 or float64.

    Parameters
    ----------
    **arguments : array_like
        Real numbers of up to 64 bits. Python's own numbers adapt to the arrays beside them, as
        they do in NumPy; all else than float16 and float32 makes the result float64.

    Raises
    ------
    TypeError
        If an argument holds anything else (complex, bool, object, text, long double).
    """
    arrays = []
    narrow = []
    for name, value in arguments.items():
        if type(value) is np.ndarray and value.dtype == np.float64:
            narrow.append(False)
            arrays.append(value)
            continue
        weak = type(value) is int or type(value) is float
        try:
            array = np.asarray(value, dtype=np.float64 if weak else None)
        except (TypeError, ValueError, OverflowError) as error:
            raise TypeError(f"{name} must be an array of real numbers: {error}") from error
        if array.dtype.kind not in "iuf" or array.dtype.itemsize > 8:
            kind = array.dtype.name
            raise TypeError(f"{name} must hold real numbers of up to 64 bits, not {kind}")
        if not weak:
            narrow.append(array.dtype.kind == "f" and array.dtype.itemsize <= 4)
        arrays.append(array)
    dtype = np.float32 if narrow and all(narrow) else np.float64
    return [array if array.dtype == dtype else array.astype(dtype, order="C") for array in arrays]


def _batch_shape(ranks: tuple[int, ...], **arrays: NDArray[np.floating]) -> tuple[int, ...]:
    """Return the shape to which the leading axes of the arguments broadcast.

    Parameters
    ----------
    ranks : tuple of int
        How many of the last axes of each argument are its own: 0 for a number, 1 for a vector, 2
        for a square matrix. These have one length in all arguments; they never broadcast.

    Raises
    ------
    ValueError
        If the shapes do not fit together; the message has two arguments and their shapes.
    """
    names = list(arrays)
    shapes = [arrays[name].shape for name in names]
    alike = shapes.count(shapes[0]) == len(shapes) and max(ranks) == min(ranks) < 2
    if alike and len(shapes[0]) >= ranks[0]:  # the usual case, at once
        return shapes[0][: len(shapes[0]) - ranks[0]]
    first = None
    for name, shape, rank in zip(names, shapes, ranks, strict=True):
        if len(shape) < rank:
            what = "a vector along its last axis" if rank == 1 else "a matrix in its last two axes"
            raise ValueError(f"{name} has shape {shape}; it must hold {what}")
        if rank == 2 and shape[-1] != shape[-2]:
            raise ValueError(f"{name} has shape {shape}; its last two axes must be equal")
        if rank and first is None:
            first = name, shape
        elif rank and first is not None and shape[-1] != first[1][-1]:
            raise ValueError(
                f"{first[0]} has shape {first[1]} and {name} has shape {shape}; "
                f"their last axes have the lengths {first[1][-1]} and {shape[-1]}, not one length"
            )
    leading = [shape[: len(shape) - rank] for shape, rank in zip(shapes, ranks, strict=True)]
    if all(shape == leading[0] for shape in leading):
        return leading[0]
    try:
        return np.broadcast_shapes(*leading)
    except ValueError:
        pass
    for j, right in enumerate(leading):
        for i, left in enumerate(leading[:j]):
            try:
                np.broadcast_shapes(left, right)
            except ValueError:
                axes = "axes" if not any(ranks) else "leading axes"
                raise ValueError(
                    f"{names[i]} has shape {shapes[i]} and {names[j]} has shape {shapes[j]}; "
                    f"their {axes} do not broadcast"
                ) from None
    raise AssertionError("shapes broadcast in pairs, but not together")


def _check_positive(**arrays: NDArray[np.floating]) -> None:
    """Refuse arguments that are not positive and finite everywhere.

    Raises
    ------
    ValueError
        With the argument, the first place, and the number found there.
    """
    for name, array in arrays.items():
        if not array.size or 0 < array.min() <= array.max() < np.inf:
            continue
        good = (array > 0) & (array < np.inf)
        if not good.all():
            at = tuple(int(i) for i in np.argwhere(~good)[0])
            where = f"[{', '.join(map(str, at))}]" if at else ""
            raise ValueError(f"{name} must be positive and finite, but {name}{where} = {array[at]}")


def _either(
    where: NDArray[np.bool_],
    then: Callable[..., NDArray[np.floating]],
    first: Sequence[NDArray[np.floating]],
    otherwise: Callable[..., NDArray[np.floating]],
    second: Sequence[NDArray[np.floating]],
) -> NDArray[np.floating]:
    """Return one function of arrays where a condition is met, and another one elsewhere.

    Parameters
    ----------
    where : ndarray of bool
        Where it is met.
    then, otherwise : callable
        From arrays of one shape to an array that is new, element by element.
    first, second : sequence of ndarray
        The arguments of each; those of `then` are passed in double precision.

    Notes
    -----
    What more elements take is computed for all, unless it costs more than to pick the elements.
    """
    dtype = np.result_type(*first, *second)
    shape = where.shape
    if any(np.shape(array) != shape for array in (*first, *second)):
        where, *arrays = np.broadcast_arrays(where, *first, *second)
        first, second, shape = arrays[: len(first)], arrays[len(first) :], where.shape
    count = np.count_nonzero(where)
    if not count:
        return np.asarray(otherwise(*second), dtype)
    if 4 * count < where.size:
        rare, needed, places = then, first, np.flatnonzero(where)
        value = otherwise(*second)
    else:
        value = then(*(np.asarray(array, np.float64) for array in first))
        rare, needed, places = otherwise, second, np.flatnonzero(~where)
    value = np.asarray(value, dtype, order="C")
    if value.shape != shape:  # that of a number
        value = np.full(shape, value, dtype)
    if places.size:
        # Numbers of places are much faster than a mask, which is searched for each array.
        picked = [array.reshape(-1).take(places) for array in needed]
        if rare is then:
            picked = [np.asarray(array, np.float64) for array in picked]
        value.reshape(-1)[places] = rare(*picked)
    return value


def _evaluate(
    function: Callable[..., tuple[NDArray[np.floating], ...]],
    ranks: tuple[int, ...],
    shape: tuple[int, ...],
    arrays: Sequence[NDArray[np.floating]],
    own: Sequence[tuple[int, ...]] = ((),),
    out: NDArray[np.floating] | None = None,
) -> list[NDArray[np.floating] | np.floating]:
    """Return what a function makes of its arguments, a block of the batch after the other.

    Parameters
    ----------
    function : callable
        From arrays to a tuple of arrays, whose leading axes are those of the batch.
    ranks : tuple of int
        How many of the last axes of each argument are its own.
    shape : tuple of int
        That of the batch.
    arrays : sequence of ndarray
        The arguments, all of one type.
    own : sequence of tuple of int
        The axes that each result has after those of the batch.
    out : ndarray, optional
        Where to put the only result.

    Notes
    -----
    What is computed on the way stays in the cache if the blocks are small.
    """
    dtype = arrays[0].dtype
    count, most = math.prod(shape), max(ranks)
    width = arrays[ranks.index(most)].shape[-1] ** most if most else 1
    size = 2097152 if most == 2 else 524288  # bytes of an argument in a block
    rows = max(1, size // (max(1, width) * dtype.itemsize))
    with np.errstate(all="ignore"):
        if count <= rows:
            found = [np.asarray(value, dtype) for value in function(*arrays)]
            whole = [(*shape, *axes) for axes in own]
            results = [
                value
                if value.shape == full and value.flags.writeable
                else np.broadcast_to(value, full).copy()
                for value, full in zip(found, whole, strict=True)
            ]
        else:
            # Once this is freed, the C library of Linux keeps memory that blocks free, instead of
            # giving it back and fetching it anew for each (mallopt(3), M_MMAP_THRESHOLD).
            np.empty(1 << 24, np.uint8)
            direct = out is not None and out.flags.c_contiguous
            direct = direct and not any(np.may_share_memory(out, array) for array in arrays)
            results = [out] if direct else [np.empty((*shape, *axes), dtype) for axes in own]
            flat = [r.reshape(count, *axes) for r, axes in zip(results, own, strict=True)]
            cut, kept = [], []
            for array, rank in zip(arrays, ranks, strict=True):
                axes = array.shape[array.ndim - rank :]
                batched = array.size != math.prod(axes)
                if batched and array.shape != (*shape, *axes):
                    array = np.broadcast_to(array, (*shape, *axes))
                cut.append(batched)
                kept.append(array.reshape(count, *axes) if batched else array.reshape(axes))
            for start in range(0, count, rows):
                part = slice(start, start + rows)
                block = [a[part] if b else a for a, b in zip(kept, cut, strict=True)]
                try:
                    found = function(*block)
                except ValueError:
                    function(*arrays)  # which tells the place among all
                    raise
                for result, value in zip(flat, found, strict=True):
                    result[part] = value
    if out is not None:
        if results[0] is not out:
            out[...] = results[0]
        return [out]
    return [result[()] for result in results]


def _check_out(
    out: NDArray[np.floating] | None, shape: tuple[int, ...], dtype: np.dtype[np.floating]
) -> None:
    """Refuse an array that cannot hold the result.

    Raises
    ------
    TypeError
        If it is no array of the type of the result.
    ValueError
        If it has another shape, or is read-only.
    """
    if out is None:
        return
    if not isinstance(out, np.ndarray) or out.dtype != dtype:
        kind = out.dtype if isinstance(out, np.ndarray) else type(out).__name__
        raise TypeError(f"out must be an array of {np.dtype(dtype).name}, not {kind}")
    if out.shape != shape:
        raise ValueError(f"out has shape {out.shape}, and the result has shape {shape}")
    if not out.flags.writeable:
        raise ValueError("out is read-only")


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


def _sum_below(matrices: NDArray[np.floating]) -> NDArray[np.floating]:
    """Return the sum of the squares below the diagonal of lower triangular matrices."""
    k = matrices.shape[-1]
    flat = matrices.reshape(*matrices.shape[:-2], k * k).copy()
    flat[..., :: k + 1] = 0.0
    return np.einsum("...i,...i->...", flat, flat)


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
        solution[part] = np.where(good, new, old)


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


def _series(z, coefficients):
    """Return ``(...(c_1*z + c_2)*z + ... + c_n)*z`` for z with one axis; it is a new array."""
    first, *rest = coefficients
    if z.size > 128:
        r = z * first
        for c in rest:
            r += c
            r *= z
        return r
    # Here a call costs more than what it computes: all powers at once. Two columns at least, so
    # that row after row is added, in one order whatever stands beside.
    powers = np.empty([len(coefficients), z.size + (z.size == 1)], dtype=z.dtype)
    powers[:] = z
    np.multiply.accumulate(powers, axis=0, out=powers)
    powers *= np.array([[c] for c in coefficients[::-1]], dtype=z.dtype)
    return np.add.reduce(powers, axis=0)[: z.size]


def _g(x):
    """Return ``x - log1p(x)``, correct to 3 ulp also where the two nearly agree.

    Parameters
    ----------
    x : array_like
        float32 is evaluated and returned as float32, everything else as float64.

    Returns
    -------
    ndarray or scalar
        Of the shape of `x` and never negative; exactly 0 at 0; inf at -1 and at inf; NaN below -1.

    Notes
    -----
    For -0.48 < x < 0.92 the polynomial form is used.  The polynomial changes the result by a
    factor within 1 +- 1.139e-17 (float64) or 1 +- 8.103e-10 (float32), proved in ball arithmetic.
    """
    x = np.asarray(x)
    if x.dtype == np.float32:
        coefficients = 0.23195398, 0.2168933, 0.2859565, 0.39999554, 0.6666667
    else:
        x = x.astype(np.float64, copy=False)
        coefficients = (
            0.15704968568886368,
            0.08995655900503596,
            0.11967416812611568,
            0.13317156902396415,
            0.15385423933047335,
            0.1818179295019437,
            0.2222222269480974,
            0.2857142856656143,
            0.4000000000002304,
            0.6666666666666663,
        )

    def series(x, s, z):
        """Return the difference near 0; z is overwritten."""
        # x - log1p(x) = x*x/2 - s*(x*x/2 + r), with r = log1p(x)/s - 2 a series in z = s*s
        r = _series(z, coefficients)
        value = np.multiply(x, x, out=z)
        value *= 0.5
        r += value
        r *= s
        value -= r
        return value

    def direct(x):
        """Return the difference as it is written, in double precision until it is rounded."""
        w = x.astype(np.float64, copy=False)
        # beyond 1e38 the logarithm is lost in x; without the bound inf - inf would be NaN
        return (w - np.log1p(np.minimum(w, 1e38))).astype(x.dtype, copy=False)

    flat = x.reshape(-1)
    with np.errstate(all="ignore"):
        s = flat + 2.0
        np.divide(flat, s, out=s)
        z = s * s
        near = z <= 0.1
        count = np.count_nonzero(near)
        if 3 * count >= 2 * near.size:
            value = series(flat, s, z)
            if count < near.size:
                places = np.flatnonzero(~near)
                value[places] = direct(flat.take(places))
        else:
            value = direct(flat)
            if count:
                places = np.flatnonzero(near)
                value[places] = series(flat.take(places), s.take(places), z.take(places))
    return value.reshape(x.shape)[()]
