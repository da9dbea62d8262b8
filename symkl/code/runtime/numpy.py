"""The helpers that generated NumPy modules carry: arguments, shapes, conditions, results.

A generated module stands alone, so it holds the source text of those functions below that it
calls (see `symkl.code.source`). Each uses NumPy and its neighbours in this file and in
`symkl.code.runtime.numpy_linear`, nothing else. They are ordinary functions, so that they can be
tested.

What is assumed of a letter in a derivation is asked of the argument: what fails is refused with a
`ValueError` that names the argument, the place and the number found there. NaN is not positive
and is refused with the rest. Of a letter that is any real number nothing is asked: NaN and
infinity go through the arithmetic there.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray


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


def _exp(x: NDArray[np.floating]) -> NDArray[np.floating]:
    """Return the exponential, at most the largest number, so that 0 times it is 0."""
    found = np.exp(x)
    return np.minimum(found, np.finfo(found.dtype).max)


def _expit(x: NDArray[np.floating]) -> NDArray[np.floating]:
    """Return ``1/(1 + exp(-x))``, where nothing overflows."""
    e = np.exp(-np.abs(x))
    return np.where(x < 0, e, 1) / (1 + e)


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


def _check_method(method: str) -> None:
    """Refuse a method that there is not.

    Raises
    ------
    ValueError
        If it is none of the two.
    """
    if method not in ("accurate", "fast"):
        raise ValueError(f"method must be 'accurate' or 'fast', not {method!r}")
