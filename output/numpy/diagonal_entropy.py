# symkl 0.1.0 — derivation diagonal_entropy_code — generated; do not edit
# source sha256:b00fa66642d2c23eb382483fb4bd101ccad39e723cf050f2145e6315dc1f8f33
"""Functions made from a derivation.

Entropy and cross-entropy of Gaussians with diagonal covariance, as they are computed from
scales.

- `entropy`: the value, from sigma
- `entropy_gradient`: its derivatives
- `entropy_and_gradient`: both, for little more than one
- `cross_entropy`: the value, from mu_1, sigma_1, mu_2, sigma_2
- `cross_entropy_gradient`: its derivatives
- `cross_entropy_and_gradient`: both, for little more than one

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
    "CrossEntropyGradient",
    "EntropyGradient",
    "cross_entropy",
    "cross_entropy_and_gradient",
    "cross_entropy_gradient",
    "entropy",
    "entropy_and_gradient",
    "entropy_gradient",
]


class EntropyGradient(NamedTuple):
    """The derivatives of `entropy` with respect to its arguments.

    Attributes
    ----------
    sigma : shape (..., k)
        1/sigma[i]
    """

    sigma: Floats


def entropy(
    sigma: ArrayLike,
    *,
    out: NDArray[np.floating] | None = None,
) -> Floats:
    """Return the differential entropy, entropy(Q).

    For Q: q_i = Normal(mu[i], sigma[i]**2) for i = 1..k this is ::

        Sum(1/2*log(2*pi) + 1/2*log(sigma[i]**2) + 1/2, i, k)

    evaluated in another form, which is proved equal to it.

    Parameters
    ----------
    sigma : array_like, shape (..., k)
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
        If the shapes do not fit together, or if sigma is not positive and finite.

    Notes
    -----
    Error at most x/(1 - 2 x) times Sum(abs(log(sigma[i])) + 1/2*(log(2*pi) + 1), i, k) with x = (10
    + s(k)) u, where u is 2^-53 in float64 and 2^-24 in float32. This is derived in the standard
    model of floating-point arithmetic, for operations that round correctly and functions that keep
    to 4 ulp (log). It is for results that are normal numbers, where no intermediate result
    overflows or underflows. s(k) is the number of additions that a term of a sum of k goes through:
    at most k - 1, and at most 25 + max(0, log2(k/128)), rounded up, where the sum is pairwise, as
    NumPy's is along a last axis.
    """
    shape, arrays = _entropy_arguments(sigma)
    _check_out(out, shape, arrays[0].dtype)
    if 0 < math.prod(shape) * arrays[0].shape[-1] <= 32:
        few = _few(_entropy_number, shape, arrays, arrays[0].shape[-1:], out=out)
        if few is not None:
            return few
    (value,) = _evaluate(_entropy_value, (1,), shape, arrays, out=out)
    return value


def entropy_gradient(
    sigma: ArrayLike,
) -> EntropyGradient:
    """Return the derivatives of `entropy` with respect to its arguments.

    For Q: q_i = Normal(mu[i], sigma[i]**2) for i = 1..k.

    Parameters
    ----------
    sigma : array_like, shape (..., k)
        Positive numbers.

    Returns
    -------
    EntropyGradient
        The derivative with respect to each argument, in the shape that the argument has when all of
        them are broadcast against one another: the sum over the axes that were broadcast is the
        derivative with respect to what was passed.

    Raises
    ------
    TypeError
        If an argument does not hold real numbers.
    ValueError
        If the shapes do not fit together, or if sigma is not positive and finite.
    """
    shape, arrays = _entropy_arguments(sigma)
    own = (arrays[0].shape[-1:],)
    found = _evaluate(_entropy_gradient, (1,), shape, arrays, own)
    return EntropyGradient(*found)


def entropy_and_gradient(
    sigma: ArrayLike,
) -> tuple[Floats, EntropyGradient]:
    """Return `entropy` and its derivatives, which share most of the work.

    For Q: q_i = Normal(mu[i], sigma[i]**2) for i = 1..k.

    Parameters
    ----------
    sigma : array_like, shape (..., k)
        Positive numbers.

    Returns
    -------
    value : scalar or ndarray, shape (...)
        The leading axes of the arguments broadcast by NumPy's rules. k has to be the same in all of
        them, and for k = 0 the value is 0. float32 where every array among the arguments is float32
        or float16, else float64.
    gradient : EntropyGradient
        As `entropy_gradient` returns it.

    Raises
    ------
    TypeError
        If an argument does not hold real numbers.
    ValueError
        If the shapes do not fit together, or if sigma is not positive and finite.
    """
    shape, arrays = _entropy_arguments(sigma)
    own = (arrays[0].shape[-1:],)
    value, *found = _evaluate(_entropy_value_and_gradient, (1,), shape, arrays, ((), *own))
    return value, EntropyGradient(*found)


def _entropy_arguments(
    sigma: ArrayLike,
) -> tuple[tuple[int, ...], list[NDArray[np.floating]]]:
    """Return the arguments as arrays that fit together, and their batch."""
    arrays = _arrays(
        sigma=sigma,
    )
    (sigma,) = arrays
    shape = _batch_shape(
        (1,),
        sigma=sigma,
    )
    return shape, arrays


def _entropy_number(
    sigma: float,
) -> float | None:
    """Return the term of the sum for numbers; None if it needs a closer look."""
    if not (0.0 < sigma < math.inf):
        return None
    try:
        value = math.log(sigma) + 0.5 * (math.log(2.0 * math.pi) + 1.0)
    except (ArithmeticError, ValueError):
        return None
    return value


def _entropy_value(
    sigma: NDArray[np.floating],
) -> tuple[NDArray[np.floating], ...]:
    """Return the results for arrays that fit together."""
    _check_positive(sigma=sigma)
    value = np.sum(np.log(sigma) + 0.5 * (np.log(2.0 * np.pi) + 1.0), axis=-1)
    return (value,)


def _entropy_gradient(
    sigma: NDArray[np.floating],
) -> tuple[NDArray[np.floating], ...]:
    """Return the results for arrays that fit together."""
    _check_positive(sigma=sigma)
    d_sigma = 1.0 / sigma
    return (d_sigma,)


def _entropy_value_and_gradient(
    sigma: NDArray[np.floating],
) -> tuple[NDArray[np.floating], ...]:
    """Return the results for arrays that fit together."""
    _check_positive(sigma=sigma)
    value = np.sum(np.log(sigma) + 0.5 * (np.log(2.0 * np.pi) + 1.0), axis=-1)
    d_sigma = 1.0 / sigma
    return (value, d_sigma)


class CrossEntropyGradient(NamedTuple):
    """The derivatives of `cross_entropy` with respect to its arguments.

    Attributes
    ----------
    mu_1 : shape (..., k)
        (mu_1[i] - mu_2[i])/sigma_2[i]/sigma_2[i]
    sigma_1 : shape (..., k)
        sigma_1[i]/sigma_2[i]/sigma_2[i]
    mu_2 : shape (..., k)
        -((mu_1[i] - mu_2[i])/sigma_2[i]/sigma_2[i])
    sigma_2 : shape (..., k)
        (1 - (sigma_1[i]/sigma_2[i])**2 - ((mu_1[i] - mu_2[i])/sigma_2[i])**2)/sigma_2[i]
    """

    mu_1: Floats
    sigma_1: Floats
    mu_2: Floats
    sigma_2: Floats


def cross_entropy(
    mu_1: ArrayLike,
    sigma_1: ArrayLike,
    mu_2: ArrayLike,
    sigma_2: ArrayLike,
    *,
    out: NDArray[np.floating] | None = None,
) -> Floats:
    """Return the cross-entropy H(P, Q).

    For P: p_i = Normal(mu_1[i], sigma_1[i]**2) for i = 1..k and Q: q_i = Normal(mu_2[i],
    sigma_2[i]**2) for i = 1..k this is ::

        Sum(1/2*log(2*pi*sigma_2[i]**2) + (sigma_1[i]**2 + (mu_1[i] -
        mu_2[i])**2)/(2*sigma_2[i]**2), i, k)

    evaluated in another form, which is proved equal to it.

    Parameters
    ----------
    mu_1, mu_2 : array_like, shape (..., k)
        Real numbers.
    sigma_1, sigma_2 : array_like, shape (..., k)
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
        If the shapes do not fit together, or if sigma_1 or sigma_2 is not positive and finite.

    Notes
    -----
    Error at most x/(1 - 2 x) times Sum(abs(log(sigma_2[i])) + 1/2*log(2*pi) +
    (1/2*(sigma_1[i]/sigma_2[i])**2 + 1/2*((mu_1[i] - mu_2[i])/sigma_2[i])**2), i, k) with x = (11 +
    s(k)) u, where u is 2^-53 in float64 and 2^-24 in float32. This is derived in the standard model
    of floating-point arithmetic, for operations that round correctly and functions that keep to 4
    ulp (log). It is for results that are normal numbers, where no intermediate result overflows or
    underflows. s(k) is the number of additions that a term of a sum of k goes through: at most k -
    1, and at most 25 + max(0, log2(k/128)), rounded up, where the sum is pairwise, as NumPy's is
    along a last axis.

    NaN and infinity in an argument that may be any real number go through the arithmetic.
    """
    shape, arrays = _cross_entropy_arguments(mu_1, sigma_1, mu_2, sigma_2)
    _check_out(out, shape, arrays[0].dtype)
    if 0 < math.prod(shape) * arrays[0].shape[-1] <= 32:
        few = _few(_cross_entropy_number, shape, arrays, arrays[0].shape[-1:], out=out)
        if few is not None:
            return few
    (value,) = _evaluate(_cross_entropy_value, (1, 1, 1, 1), shape, arrays, out=out)
    return value


def cross_entropy_gradient(
    mu_1: ArrayLike,
    sigma_1: ArrayLike,
    mu_2: ArrayLike,
    sigma_2: ArrayLike,
) -> CrossEntropyGradient:
    """Return the derivatives of `cross_entropy` with respect to its arguments.

    For P: p_i = Normal(mu_1[i], sigma_1[i]**2) for i = 1..k and Q: q_i = Normal(mu_2[i],
    sigma_2[i]**2) for i = 1..k.

    Parameters
    ----------
    mu_1, mu_2 : array_like, shape (..., k)
        Real numbers.
    sigma_1, sigma_2 : array_like, shape (..., k)
        Positive numbers.

    Returns
    -------
    CrossEntropyGradient
        The derivative with respect to each argument, in the shape that the argument has when all of
        them are broadcast against one another: the sum over the axes that were broadcast is the
        derivative with respect to what was passed.

    Raises
    ------
    TypeError
        If an argument does not hold real numbers.
    ValueError
        If the shapes do not fit together, or if sigma_1 or sigma_2 is not positive and finite.
    """
    shape, arrays = _cross_entropy_arguments(mu_1, sigma_1, mu_2, sigma_2)
    own = (arrays[0].shape[-1:], arrays[1].shape[-1:], arrays[2].shape[-1:], arrays[3].shape[-1:])
    found = _evaluate(_cross_entropy_gradient, (1, 1, 1, 1), shape, arrays, own)
    return CrossEntropyGradient(*found)


def cross_entropy_and_gradient(
    mu_1: ArrayLike,
    sigma_1: ArrayLike,
    mu_2: ArrayLike,
    sigma_2: ArrayLike,
) -> tuple[Floats, CrossEntropyGradient]:
    """Return `cross_entropy` and its derivatives, which share most of the work.

    For P: p_i = Normal(mu_1[i], sigma_1[i]**2) for i = 1..k and Q: q_i = Normal(mu_2[i],
    sigma_2[i]**2) for i = 1..k.

    Parameters
    ----------
    mu_1, mu_2 : array_like, shape (..., k)
        Real numbers.
    sigma_1, sigma_2 : array_like, shape (..., k)
        Positive numbers.

    Returns
    -------
    value : scalar or ndarray, shape (...)
        The leading axes of the arguments broadcast by NumPy's rules. k has to be the same in all of
        them, and for k = 0 the value is 0. float32 where every array among the arguments is float32
        or float16, else float64.
    gradient : CrossEntropyGradient
        As `cross_entropy_gradient` returns it.

    Raises
    ------
    TypeError
        If an argument does not hold real numbers.
    ValueError
        If the shapes do not fit together, or if sigma_1 or sigma_2 is not positive and finite.
    """
    shape, arrays = _cross_entropy_arguments(mu_1, sigma_1, mu_2, sigma_2)
    own = (arrays[0].shape[-1:], arrays[1].shape[-1:], arrays[2].shape[-1:], arrays[3].shape[-1:])
    value, *found = _evaluate(
        _cross_entropy_value_and_gradient,
        (1, 1, 1, 1),
        shape,
        arrays,
        ((), *own),
    )
    return value, CrossEntropyGradient(*found)


def _cross_entropy_arguments(
    mu_1: ArrayLike,
    sigma_1: ArrayLike,
    mu_2: ArrayLike,
    sigma_2: ArrayLike,
) -> tuple[tuple[int, ...], list[NDArray[np.floating]]]:
    """Return the arguments as arrays that fit together, and their batch."""
    arrays = _arrays(
        mu_1=mu_1,
        sigma_1=sigma_1,
        mu_2=mu_2,
        sigma_2=sigma_2,
    )
    mu_1, sigma_1, mu_2, sigma_2 = arrays
    shape = _batch_shape(
        (1, 1, 1, 1),
        mu_1=mu_1,
        sigma_1=sigma_1,
        mu_2=mu_2,
        sigma_2=sigma_2,
    )
    return shape, arrays


def _cross_entropy_number(
    mu_1: float,
    sigma_1: float,
    mu_2: float,
    sigma_2: float,
) -> float | None:
    """Return the term of the sum for numbers; None if it needs a closer look."""
    if not (0.0 < sigma_1 < math.inf and 0.0 < sigma_2 < math.inf):
        return None
    try:
        t_1 = sigma_1 / sigma_2
        t_2 = (mu_1 - mu_2) / sigma_2
        t_3 = math.log(sigma_2) + 0.5 * math.log(2.0 * math.pi)
        value = t_3 + (0.5 * t_1 * t_1 + 0.5 * t_2 * t_2)
    except (ArithmeticError, ValueError):
        return None
    return value


def _cross_entropy_value(
    mu_1: NDArray[np.floating],
    sigma_1: NDArray[np.floating],
    mu_2: NDArray[np.floating],
    sigma_2: NDArray[np.floating],
) -> tuple[NDArray[np.floating], ...]:
    """Return the results for arrays that fit together."""
    _check_positive(sigma_1=sigma_1, sigma_2=sigma_2)
    t_1 = sigma_1 / sigma_2
    t_2 = (mu_1 - mu_2) / sigma_2
    t_3 = np.log(sigma_2) + 0.5 * np.log(2.0 * np.pi) + (0.5 * t_1 * t_1 + 0.5 * t_2 * t_2)
    value = np.sum(t_3, axis=-1)
    return (value,)


def _cross_entropy_gradient(
    mu_1: NDArray[np.floating],
    sigma_1: NDArray[np.floating],
    mu_2: NDArray[np.floating],
    sigma_2: NDArray[np.floating],
) -> tuple[NDArray[np.floating], ...]:
    """Return the results for arrays that fit together."""
    _check_positive(sigma_1=sigma_1, sigma_2=sigma_2)
    t_1 = (mu_1 - mu_2) / sigma_2
    d_mu_1 = t_1 / sigma_2
    t_2 = sigma_1 / sigma_2
    d_sigma_1 = t_2 / sigma_2
    d_mu_2 = -d_mu_1
    d_sigma_2 = (1.0 - np.square(t_2) - np.square(t_1)) / sigma_2
    return (d_mu_1, d_sigma_1, d_mu_2, d_sigma_2)


def _cross_entropy_value_and_gradient(
    mu_1: NDArray[np.floating],
    sigma_1: NDArray[np.floating],
    mu_2: NDArray[np.floating],
    sigma_2: NDArray[np.floating],
) -> tuple[NDArray[np.floating], ...]:
    """Return the results for arrays that fit together."""
    _check_positive(sigma_1=sigma_1, sigma_2=sigma_2)
    t_1 = sigma_1 / sigma_2
    t_2 = (mu_1 - mu_2) / sigma_2
    t_3 = np.log(sigma_2) + 0.5 * np.log(2.0 * np.pi) + (0.5 * t_1 * t_1 + 0.5 * t_2 * t_2)
    value = np.sum(t_3, axis=-1)
    d_mu_1 = t_2 / sigma_2
    d_sigma_1 = t_1 / sigma_2
    d_mu_2 = -d_mu_1
    t_4 = np.square(t_1)
    t_5 = np.square(t_2)
    d_sigma_2 = (1.0 - t_4 - t_5) / sigma_2
    return (value, d_mu_1, d_sigma_1, d_mu_2, d_sigma_2)


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


def _few(
    number: Callable[..., float | None],
    shape: tuple[int, ...],
    arrays: Sequence[NDArray[np.floating]],
    own: tuple[int, ...] = (),
    out: NDArray[np.floating] | None = None,
) -> np.floating | NDArray[np.floating] | None:
    """Return the value by way of numbers, element by element; None if these cannot tell.

    Parameters
    ----------
    number : callable
        From the elements of the arguments to that of the value, or of a sum over the last axis.
    shape : tuple of int
        That of the value.
    arrays : sequence of ndarray
        The arguments.
    own : tuple of int
        The axis over which to sum, if there is one.
    out : ndarray, optional
        Where to put the result.

    Notes
    -----
    Numbers are of double precision: float32 is rounded once, at the end.
    """
    whole = (*shape, *own)
    columns = []
    for array in arrays:
        if array.shape != whole:
            array = np.broadcast_to(array, whole)
        columns.append(array.ravel().tolist())
    found = [number(*row) for row in zip(*columns, strict=True)]
    if None in found:
        return None
    result = np.array(found, np.float64).reshape(whole)
    dtype = arrays[0].dtype
    if own or dtype != np.float64:
        with np.errstate(all="ignore"):
            result = np.asarray(np.add.reduce(result, axis=-1) if own else result).astype(dtype)
    if out is None:
        return result[()]
    out[...] = result
    return out


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
