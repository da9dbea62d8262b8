# symkl 0 — derivation normal_entropy_code — generated; do not edit
# source sha256:0000000000000000000000000000000000000000000000000000000000000000
"""Entropy of the normal distribution, as it is computed.

- `entropy`: the value
- `entropy_gradient`: its derivatives

The module needs NumPy and nothing else.
"""

from __future__ import annotations

from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats: TypeAlias = np.floating | NDArray[np.floating]

__all__ = [
    "EntropyGradient",
    "entropy",
    "entropy_gradient",
]


class EntropyGradient(NamedTuple):
    """The derivatives of `entropy` with respect to its arguments.

    Attributes
    ----------
    sigma : shape (...)
        1/sigma
    """

    sigma: Floats


def entropy(
    sigma: ArrayLike,
) -> Floats:
    """Return the differential entropy, entropy(q).

    For q = Normal(mu, sigma**2) this is ::

        1/2*log(2*pi) + 1/2*log(sigma**2) + 1/2

    evaluated in another form, which is proved equal to it.

    Parameters
    ----------
    sigma : array_like, shape (...)
        Positive numbers.

    Returns
    -------
    scalar or ndarray, shape (...)
        The arguments broadcast by NumPy's rules. float32 where every array among the arguments is
        float32, else float64.

    Raises
    ------
    TypeError
        If an argument does not hold real numbers.
    ValueError
        If the shapes do not fit together, or if sigma is not positive and finite.
    """
    shape, (sigma,) = _entropy_arguments(sigma)
    with np.errstate(all="ignore"):
        value = np.log(sigma) + 0.5 * (np.log(2.0 * np.pi) + 1.0)
    return _result(value, shape, sigma.dtype)


def entropy_gradient(
    sigma: ArrayLike,
) -> EntropyGradient:
    """Return the derivatives of `entropy` with respect to its arguments.

    For q = Normal(mu, sigma**2).

    Parameters
    ----------
    sigma : array_like, shape (...)
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
    shape, (sigma,) = _entropy_arguments(sigma)
    with np.errstate(all="ignore"):
        d_sigma = 1.0 / sigma
    return EntropyGradient(
        sigma=_result(d_sigma, shape, sigma.dtype),
    )


def _entropy_arguments(
    sigma: ArrayLike,
) -> tuple[tuple[int, ...], list[NDArray[np.floating]]]:
    """Return the arguments as arrays that fit together, and their batch."""
    arrays = _arrays(
        sigma=sigma,
    )
    (sigma,) = arrays
    shape = _batch_shape(
        (0,),
        sigma=sigma,
    )
    _check_positive(sigma=sigma)
    return shape, arrays


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
    return [array.astype(dtype, order="C", copy=False) for array in arrays]


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
        good = (array > 0) & (array < np.inf)
        if not good.all():
            at = tuple(int(i) for i in np.argwhere(~good)[0])
            where = f"[{', '.join(map(str, at))}]" if at else ""
            raise ValueError(f"{name} must be positive and finite, but {name}{where} = {array[at]}")


def _result(
    value: ArrayLike, shape: tuple[int, ...], dtype: np.dtype[np.floating]
) -> NDArray[np.floating] | np.floating:
    """Return a value as an array of its own, of the given shape; a scalar where that is ()."""
    array = np.asarray(value, dtype=dtype)
    if array.shape != shape:
        array = np.broadcast_to(array, shape).copy()
    return array[()]
