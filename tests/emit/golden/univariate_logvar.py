# symkl 0 — derivation univariate_logvar_code — generated; do not edit
# source sha256:0000000000000000000000000000000000000000000000000000000000000000
"""KL divergence between two univariate Gaussians, as it is computed from log-variances.

- `kl_divergence`: the value
- `kl_divergence_terms`: the terms that add up to it
- `kl_divergence_gradient`: its derivatives

The module needs NumPy and nothing else.
"""

from __future__ import annotations

from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats: TypeAlias = np.floating | NDArray[np.floating]

__all__ = [
    "KlDivergenceGradient",
    "KlDivergenceTerms",
    "kl_divergence",
    "kl_divergence_gradient",
    "kl_divergence_terms",
]


class KlDivergenceTerms(NamedTuple):
    """The terms of `kl_divergence`, which add up to it.

    Attributes
    ----------
    log_determinant
        -(1/2)*(logvar_1 - logvar_2)
    trace
        1/2*(exp(logvar_1 - logvar_2) - 1)
    mahalanobis
        1/2*(mu_1 - mu_2)**2*exp(-logvar_2)
    """

    log_determinant: Floats
    trace: Floats
    mahalanobis: Floats


class KlDivergenceGradient(NamedTuple):
    """The derivatives of `kl_divergence` with respect to its arguments.

    Attributes
    ----------
    mu_1 : shape (...)
        (mu_1 - mu_2)*exp(-(1/2)*logvar_2)*exp(-(1/2)*logvar_2)
    logvar_1 : shape (...)
        1/2*expm1(logvar_1 - logvar_2)
    mu_2 : shape (...)
        -((mu_1 - mu_2)*exp(-(1/2)*logvar_2)*exp(-(1/2)*logvar_2))
    logvar_2 : shape (...)
        -(1/2*(expm1(logvar_1 - logvar_2) + ((mu_1 - mu_2)*exp(-(1/2)*logvar_2))**2))
    """

    mu_1: Floats
    logvar_1: Floats
    mu_2: Floats
    logvar_2: Floats


def kl_divergence(
    mu_1: ArrayLike,
    logvar_1: ArrayLike,
    mu_2: ArrayLike,
    logvar_2: ArrayLike,
) -> Floats:
    """Return the Kullback-Leibler divergence KL(p, q).

    For p = Normal(mu_1, exp(logvar_1)) and q = Normal(mu_2, exp(logvar_2)) this is ::

        log(exp(1/2*logvar_2)/exp(1/2*logvar_1)) + (exp(1/2*logvar_1)**2 + (mu_1 -
        mu_2)**2)/(2*exp(1/2*logvar_2)**2) - 1/2

    evaluated in another form, which is proved equal to it.

    Parameters
    ----------
    mu_1, logvar_1, mu_2, logvar_2 : array_like, shape (...)
        Real numbers.

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
        If the shapes do not fit together.

    Notes
    -----
    Where the two distributions are near each other the form is a sum of terms that are not
    negative, squares and h(v) = expm1(v) - v, which has a kernel of its own: nothing cancels, and
    the relative error is that of a few roundings. The value is never negative, and it is exactly 0
    where the two distributions are the same.

    NaN and infinity in an argument that may be any real number go through the arithmetic.
    """
    shape, (mu_1, logvar_1, mu_2, logvar_2) = _kl_divergence_arguments(
        mu_1,
        logvar_1,
        mu_2,
        logvar_2,
    )
    with np.errstate(all="ignore"):
        value = 0.5 * (np.square((mu_1 - mu_2) * np.exp(-0.5 * logvar_2)) + _h(logvar_1 - logvar_2))
    return _result(value, shape, mu_1.dtype)


def kl_divergence_terms(
    mu_1: ArrayLike,
    logvar_1: ArrayLike,
    mu_2: ArrayLike,
    logvar_2: ArrayLike,
) -> KlDivergenceTerms:
    """Return the terms that add up to `kl_divergence`.

    For p = Normal(mu_1, exp(logvar_1)) and q = Normal(mu_2, exp(logvar_2)); the terms are described
    at `KlDivergenceTerms`.

    Parameters
    ----------
    mu_1, logvar_1, mu_2, logvar_2 : array_like, shape (...)
        Real numbers.

    Returns
    -------
    KlDivergenceTerms
        Each term: the arguments broadcast by NumPy's rules. float32 where every array among the
        arguments is float32, else float64.

    Raises
    ------
    TypeError
        If an argument does not hold real numbers.
    ValueError
        If the shapes do not fit together.

    Notes
    -----
    The error of a term is relative to the sum of its components' magnitudes. Where the two
    distributions nearly coincide, terms of opposite sign cancel in their sum: `kl_divergence` does
    not add them, and stays accurate.
    """
    shape, (mu_1, logvar_1, mu_2, logvar_2) = _kl_divergence_arguments(
        mu_1,
        logvar_1,
        mu_2,
        logvar_2,
    )
    with np.errstate(all="ignore"):
        t_1 = logvar_1 - logvar_2
        log_determinant = -0.5 * t_1
        trace = 0.5 * np.expm1(t_1)
        mahalanobis = 0.5 * np.square((mu_1 - mu_2) * np.exp(-0.5 * logvar_2))
    return KlDivergenceTerms(
        log_determinant=_result(log_determinant, shape, mu_1.dtype),
        trace=_result(trace, shape, mu_1.dtype),
        mahalanobis=_result(mahalanobis, shape, mu_1.dtype),
    )


def kl_divergence_gradient(
    mu_1: ArrayLike,
    logvar_1: ArrayLike,
    mu_2: ArrayLike,
    logvar_2: ArrayLike,
) -> KlDivergenceGradient:
    """Return the derivatives of `kl_divergence` with respect to its arguments.

    For p = Normal(mu_1, exp(logvar_1)) and q = Normal(mu_2, exp(logvar_2)).

    Parameters
    ----------
    mu_1, logvar_1, mu_2, logvar_2 : array_like, shape (...)
        Real numbers.

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
        If the shapes do not fit together.
    """
    shape, (mu_1, logvar_1, mu_2, logvar_2) = _kl_divergence_arguments(
        mu_1,
        logvar_1,
        mu_2,
        logvar_2,
    )
    with np.errstate(all="ignore"):
        t_1 = np.exp(-0.5 * logvar_2)
        t_2 = (mu_1 - mu_2) * t_1
        d_mu_1 = t_2 * t_1
        t_3 = np.expm1(logvar_1 - logvar_2)
        d_logvar_1 = 0.5 * t_3
        d_mu_2 = -d_mu_1
        d_logvar_2 = -(0.5 * (t_3 + np.square(t_2)))
    return KlDivergenceGradient(
        mu_1=_result(d_mu_1, shape, mu_1.dtype),
        logvar_1=_result(d_logvar_1, shape, logvar_1.dtype),
        mu_2=_result(d_mu_2, shape, mu_2.dtype),
        logvar_2=_result(d_logvar_2, shape, logvar_2.dtype),
    )


def _kl_divergence_arguments(
    mu_1: ArrayLike,
    logvar_1: ArrayLike,
    mu_2: ArrayLike,
    logvar_2: ArrayLike,
) -> tuple[tuple[int, ...], list[NDArray[np.floating]]]:
    """Return the arguments as arrays that fit together, and their batch."""
    arrays = _arrays(
        mu_1=mu_1,
        logvar_1=logvar_1,
        mu_2=mu_2,
        logvar_2=logvar_2,
    )
    mu_1, logvar_1, mu_2, logvar_2 = arrays
    shape = _batch_shape(
        (0, 0, 0, 0),
        mu_1=mu_1,
        logvar_1=logvar_1,
        mu_2=mu_2,
        logvar_2=logvar_2,
    )
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


def _result(
    value: ArrayLike, shape: tuple[int, ...], dtype: np.dtype[np.floating]
) -> NDArray[np.floating] | np.floating:
    """Return a value as an array of its own, of the given shape; a scalar where that is ()."""
    array = np.asarray(value, dtype=dtype)
    if array.shape != shape:
        array = np.broadcast_to(array, shape).copy()
    return array[()]


def _h(v):
    """Return ``expm1(v) - v``, correct to 3 ulp also where the two nearly agree.

    Parameters
    ----------
    v : array_like
        float32 is evaluated and returned as float32, everything else as float64.

    Returns
    -------
    ndarray or scalar
        Of the shape of `v` and never negative; exactly 0 at 0; inf at -inf and where ``exp(v)``
        overflows.

    Notes
    -----
    For abs(v) < 0.7 the polynomial form is used.  The polynomial changes the result by a factor
    within 1 +- 4.306e-18 (float64) or 1 +- 4.131e-9 (float32), proved in ball arithmetic.
    """
    v = np.asarray(v)
    if v.dtype == np.float32:
        first, *rest = 3.23365e-05, -0.0013886985, 0.08333332
    else:
        v = v.astype(np.float64, copy=False)
        first, *rest = (
            1.2756409456901686e-11,
            -5.279461715284949e-10,
            2.087657358763757e-08,
            -8.267195383540823e-07,
            3.3068783064627785e-05,
            -0.001388888888888688,
            0.08333333333333333,
        )
    flat = v.reshape(-1)
    with np.errstate(all="ignore"):
        z = flat * flat
        near = z <= 0.5
        count = np.count_nonzero(near)
        if count:
            # expm1(v) = v/(1 + r - v/2), with r = (v/2)*coth(v/2) - 1 a series in z = v*v; hence
            # expm1(v) - v = z/2 + v*(a*v/2 - r)/(1 - a), where a = v/2 - r
            r = z * first
            for c in rest:
                r += c
                r *= z
            half = flat * 0.5
            a = half - r
            half *= a
            half -= r
            np.subtract(1.0, a, out=a)
            half /= a
            half *= flat
            value = np.multiply(z, 0.5, out=z)
            value += half
        else:
            value = z
        if count < near.size:
            far = np.flatnonzero(~near) if count else slice(None)
            w = flat[far].astype(np.float64, copy=False)
            # beyond 1e4 the exponential is inf; without the bound inf - inf would be NaN
            value[far] = np.expm1(w) - np.minimum(w, 1e4)
    return value.reshape(v.shape)[()]
