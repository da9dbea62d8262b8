# symkl 0 — derivation standard_prior_code — generated; do not edit
# source sha256:0000000000000000000000000000000000000000000000000000000000000000
"""KL divergence from a normal distribution to the standard normal, as it is computed.

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

    Notes
    -----
    Where the two distributions are near each other the form is a sum of terms that are not
    negative, squares and g(x) = x - log1p(x), which has a kernel of its own: nothing cancels, and
    the relative error is that of a few roundings. The value is never negative, and it is exactly 0
    where the two distributions are the same.

    NaN and infinity in an argument that may be any real number go through the arithmetic.
    """
    shape, (mu, sigma) = _kl_divergence_arguments(mu, sigma)
    with np.errstate(all="ignore"):
        t_1 = sigma - 1.0
        t_2 = sigma < 0.5
        t_3 = 0.5 * np.square(t_1) + _g(t_1)
        if np.any(t_2):
            t_3 = np.where(t_2, 0.5 * t_1 * (2.0 + t_1) - np.log(sigma), t_3)
        value = 0.5 * np.square(mu) + t_3
    return _result(value, shape, mu.dtype)


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
        arguments is float32, else float64.

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
    shape, (mu, sigma) = _kl_divergence_arguments(mu, sigma)
    with np.errstate(all="ignore"):
        t_1 = sigma - 1.0
        t_2 = sigma > 2.0
        t_3 = -np.log1p(t_1)
        if np.any(t_2):
            t_4 = -np.log(sigma)
            t_3 = np.where(t_2, t_4, t_3)
        t_5 = sigma < 0.5
        if np.any(t_5):
            t_6 = -np.log(sigma)
            t_3 = np.where(t_5, t_6, t_3)
        log_determinant = t_3
        trace = 0.5 * t_1 * (2.0 + t_1)
        mahalanobis = 0.5 * np.square(mu)
    return KlDivergenceTerms(
        log_determinant=_result(log_determinant, shape, mu.dtype),
        trace=_result(trace, shape, mu.dtype),
        mahalanobis=_result(mahalanobis, shape, mu.dtype),
    )


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
    shape, (mu, sigma) = _kl_divergence_arguments(mu, sigma)
    with np.errstate(all="ignore"):
        d_mu = np.positive(mu)
        t_1 = sigma - 1.0
        d_sigma = t_1 / sigma * (2.0 + t_1)
    return KlDivergenceGradient(
        mu=_result(d_mu, shape, mu.dtype),
        sigma=_result(d_sigma, shape, sigma.dtype),
    )


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
        first, *rest = 0.23195398, 0.2168933, 0.2859565, 0.39999554, 0.6666667
    else:
        x = x.astype(np.float64, copy=False)
        first, *rest = (
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
    flat = x.reshape(-1)
    with np.errstate(all="ignore"):
        s = flat + 2.0
        np.divide(flat, s, out=s)
        z = s * s
        near = z <= 0.1
        count = np.count_nonzero(near)
        if count:
            # x - log1p(x) = x*x/2 - s*(x*x/2 + r), with r = log1p(x)/s - 2 a series in z = s*s
            r = z * first
            for c in rest:
                r += c
                r *= z
            value = np.multiply(flat, flat, out=z)
            value *= 0.5
            r += value
            r *= s
            value -= r
        else:
            value = z
        if count < near.size:
            far = np.flatnonzero(~near) if count else slice(None)
            w = flat[far].astype(np.float64, copy=False)
            # beyond 1e38 the logarithm is lost in x; without the bound inf - inf would be NaN
            value[far] = w - np.log1p(np.minimum(w, 1e38))
    return value.reshape(x.shape)[()]
