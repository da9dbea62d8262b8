# symkl 0.1.0 — derivation standard_prior_code — generated; do not edit
# source sha256:7b4b02ae52ccfcde1e333966c17e098b296c9ce9d7f3c4950a34a7163fff5336
"""KL divergence from a normal distribution to the standard normal, as it is computed.

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
        -log(sigma)
    trace
        1/2*(sigma**2 - 1)
    mahalanobis
        1/2*mu**2
    """

    log_determinant: Floats
    trace: Floats
    mahalanobis: Floats


class KlDivergenceGradient(NamedTuple):
    """The derivatives of `kl_divergence` with respect to its arguments.

    Attributes
    ----------
    mu : shape (...)
        mu
    sigma : shape (...)
        (sigma - 1)/sigma*(2 + (sigma - 1))
    """

    mu: Floats
    sigma: Floats


def kl_divergence(
    mu: ArrayLike,
    sigma: ArrayLike,
    *,
    out: NDArray[np.floating] | None = None,
) -> Floats:
    """Return the Kullback-Leibler divergence KL(q, p).

    For q = Normal(mu, sigma**2) and p = Normal(0, 1) this is ::

        -(1/2)*(1 + log(sigma**2) - mu**2 - sigma**2)

    evaluated in another form, which is proved equal to it.

    Parameters
    ----------
    mu : array_like, shape (...)
        Real numbers.
    sigma : array_like, shape (...)
        Positive numbers.
    out : ndarray, optional
        Where to put the result, of its shape and type; it is returned.

    Returns
    -------
    scalar or ndarray, shape (...)
        The arguments broadcast by NumPy's rules. float32 where every array among the arguments is
        float32 or float16, else float64.

    Raises
    ------
    TypeError
        If an argument does not hold real numbers.
    ValueError
        If the shapes do not fit together, or if sigma is not positive and finite.

    Notes
    -----
    Where the two distributions are near each other the form is a sum of terms that are not
    negative, squares and g(x) = x - log1p(x), which has a kernel of its own: nothing cancels. The
    value is never negative, and it is exactly 0 where the two distributions are the same.

    Relative error at most 22 u, where u is 2^-53 in float64 and 2^-24 in float32. This is derived
    in the standard model of floating-point arithmetic, for operations that round correctly and
    functions that keep to 3 ulp (g) and 4 ulp (log). It is for results that are normal numbers,
    where no intermediate result overflows or underflows.

    NaN and infinity in an argument that may be any real number go through the arithmetic.
    """
    if out is None and isinstance(mu, float) and isinstance(sigma, float):
        number = _kl_divergence_number(float(mu), float(sigma))
        if number is not None:
            return np.float64(number)
    shape, arrays = _kl_divergence_arguments(mu, sigma)
    _check_out(out, shape, arrays[0].dtype)
    if 0 < math.prod(shape) <= 32:
        few = _few(_kl_divergence_number, shape, arrays, out=out)
        if few is not None:
            return few
    (value,) = _evaluate(_kl_divergence_value, (0, 0), shape, arrays, out=out)
    return value


def kl_divergence_terms(
    mu: ArrayLike,
    sigma: ArrayLike,
) -> KlDivergenceTerms:
    """Return the terms that add up to `kl_divergence`.

    For q = Normal(mu, sigma**2) and p = Normal(0, 1); the terms are described at
    `KlDivergenceTerms`.

    Parameters
    ----------
    mu : array_like, shape (...)
        Real numbers.
    sigma : array_like, shape (...)
        Positive numbers.

    Returns
    -------
    KlDivergenceTerms
        Each term: the arguments broadcast by NumPy's rules. float32 where every array among the
        arguments is float32 or float16, else float64.

    Raises
    ------
    TypeError
        If an argument does not hold real numbers.
    ValueError
        If the shapes do not fit together, or if sigma is not positive and finite.

    Notes
    -----
    The error of a term is relative to the sum of its components' magnitudes. Where the two
    distributions nearly coincide, terms of opposite sign cancel in their sum: `kl_divergence` does
    not add them, and stays accurate.
    """
    shape, arrays = _kl_divergence_arguments(mu, sigma)
    return KlDivergenceTerms(*_evaluate(_kl_divergence_terms, (0, 0), shape, arrays, ((), (), ())))


def kl_divergence_gradient(
    mu: ArrayLike,
    sigma: ArrayLike,
) -> KlDivergenceGradient:
    """Return the derivatives of `kl_divergence` with respect to its arguments.

    For q = Normal(mu, sigma**2) and p = Normal(0, 1).

    Parameters
    ----------
    mu : array_like, shape (...)
        Real numbers.
    sigma : array_like, shape (...)
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
        If the shapes do not fit together, or if sigma is not positive and finite.
    """
    shape, arrays = _kl_divergence_arguments(mu, sigma)
    own = ((), ())
    found = _evaluate(_kl_divergence_gradient, (0, 0), shape, arrays, own)
    return KlDivergenceGradient(*found)


def kl_divergence_and_gradient(
    mu: ArrayLike,
    sigma: ArrayLike,
) -> tuple[Floats, KlDivergenceGradient]:
    """Return `kl_divergence` and its derivatives, which share most of the work.

    For q = Normal(mu, sigma**2) and p = Normal(0, 1).

    Parameters
    ----------
    mu : array_like, shape (...)
        Real numbers.
    sigma : array_like, shape (...)
        Positive numbers.

    Returns
    -------
    value : scalar or ndarray, shape (...)
        The arguments broadcast by NumPy's rules. float32 where every array among the arguments is
        float32 or float16, else float64.
    gradient : KlDivergenceGradient
        As `kl_divergence_gradient` returns it.

    Raises
    ------
    TypeError
        If an argument does not hold real numbers.
    ValueError
        If the shapes do not fit together, or if sigma is not positive and finite.
    """
    shape, arrays = _kl_divergence_arguments(mu, sigma)
    own = ((), ())
    value, *found = _evaluate(_kl_divergence_value_and_gradient, (0, 0), shape, arrays, ((), *own))
    return value, KlDivergenceGradient(*found)


def _kl_divergence_arguments(
    mu: ArrayLike,
    sigma: ArrayLike,
) -> tuple[tuple[int, ...], list[NDArray[np.floating]]]:
    """Return the arguments as arrays that fit together, and their batch."""
    arrays = _arrays(
        mu=mu,
        sigma=sigma,
    )
    mu, sigma = arrays
    shape = _batch_shape(
        (0, 0),
        mu=mu,
        sigma=sigma,
    )
    return shape, arrays


def _kl_divergence_number(
    mu: float,
    sigma: float,
) -> float | None:
    """Return the value for numbers; None if it needs a closer look."""
    if not (0.0 < sigma < math.inf):
        return None
    try:
        if sigma < 0.5 or sigma > 1.90625:
            t_1 = 0.5 * sigma * sigma - 0.5 - math.log(sigma)
        else:
            t_2 = sigma - 1.0
            t_1 = 0.5 * t_2 * t_2 + _g_number(t_2)
        value = 0.5 * mu * mu + t_1
    except (ArithmeticError, ValueError):
        return None
    return value


def _kl_divergence_value(
    mu: NDArray[np.floating],
    sigma: NDArray[np.floating],
) -> tuple[NDArray[np.floating], ...]:
    """Return the results for arrays that fit together."""
    _check_positive(sigma=sigma)
    y = sigma - 1.0
    t_1 = _either(
        (sigma < 0.5) | (sigma > 1.90625),
        _kl_divergence_branch_1,
        (sigma,),
        _kl_divergence_branch_2,
        (y,),
    )
    value = 0.5 * mu * mu + t_1
    return (value,)


def _kl_divergence_terms(
    mu: NDArray[np.floating],
    sigma: NDArray[np.floating],
) -> tuple[NDArray[np.floating], ...]:
    """Return the results for arrays that fit together."""
    _check_positive(sigma=sigma)
    y = sigma - 1.0
    t_1 = _either(
        (sigma < 0.5) | (sigma > 2.0),
        _kl_divergence_branch_3,
        (sigma,),
        _kl_divergence_branch_4,
        (y,),
    )
    log_determinant = t_1
    trace = 0.5 * y * (2.0 + y)
    mahalanobis = 0.5 * mu * mu
    return (log_determinant, trace, mahalanobis)


def _kl_divergence_gradient(
    mu: NDArray[np.floating],
    sigma: NDArray[np.floating],
) -> tuple[NDArray[np.floating], ...]:
    """Return the results for arrays that fit together."""
    _check_positive(sigma=sigma)
    d_mu = np.positive(mu)
    y = sigma - 1.0
    d_sigma = y / sigma * (2.0 + y)
    return (d_mu, d_sigma)


def _kl_divergence_value_and_gradient(
    mu: NDArray[np.floating],
    sigma: NDArray[np.floating],
) -> tuple[NDArray[np.floating], ...]:
    """Return the results for arrays that fit together."""
    _check_positive(sigma=sigma)
    y = sigma - 1.0
    t_1 = _either(
        (sigma < 0.5) | (sigma > 1.90625),
        _kl_divergence_branch_1,
        (sigma,),
        _kl_divergence_branch_2,
        (y,),
    )
    value = 0.5 * mu * mu + t_1
    d_mu = np.positive(mu)
    d_sigma = y / sigma * (2.0 + y)
    return (value, d_mu, d_sigma)


def _kl_divergence_branch_1(
    sigma: NDArray[np.floating],
) -> NDArray[np.floating]:
    """Return one branch, element by element."""
    return 0.5 * sigma * sigma - 0.5 - np.log(sigma)


def _kl_divergence_branch_2(
    y: NDArray[np.floating],
) -> NDArray[np.floating]:
    """Return one branch, element by element."""
    return 0.5 * y * y + _g(y)


def _kl_divergence_branch_3(
    sigma: NDArray[np.floating],
) -> NDArray[np.floating]:
    """Return one branch, element by element."""
    return -np.log(sigma)


def _kl_divergence_branch_4(
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


def _g_number(x):
    """Return ``x - log1p(x)`` of a float, accurate also where the two nearly agree.

    Notes
    -----
    For -0.48 < x < 0.92 the polynomial form is used. The polynomial changes the result by a factor
    within 1 +- 1.139e-17, proved in ball arithmetic.
    """
    s = x / (x + 2.0)
    z = s * s
    if z <= 0.1:
        # x - log1p(x) = x*x/2 - s*(x*x/2 + r), with r = log1p(x)/s - 2 a series in z = s*s
        r = z * 0.15704968568886368
        r = (r + 0.08995655900503596) * z
        r = (r + 0.11967416812611568) * z
        r = (r + 0.13317156902396415) * z
        r = (r + 0.15385423933047335) * z
        r = (r + 0.1818179295019437) * z
        r = (r + 0.2222222269480974) * z
        r = (r + 0.2857142856656143) * z
        r = (r + 0.4000000000002304) * z
        r = (r + 0.6666666666666663) * z
        half = x * x * 0.5
        return half - s * (half + r)
    # beyond 1e38 the logarithm is lost in x; without the bound inf - inf would be NaN
    return x - math.log1p(x if x < 1e38 else 1e38)
