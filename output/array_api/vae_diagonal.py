# symkl 0.1.0 — derivation vae_diagonal_code — generated; do not edit
# source sha256:7b4b02ae52ccfcde1e333966c17e098b296c9ce9d7f3c4950a34a7163fff5336
"""KL divergence to the standard normal, diagonal covariance, as it is computed from scales.

- `kl_divergence`: the value
- `kl_divergence_terms`: the terms that add up to it
- `kl_divergence_gradient`: its derivatives

The module needs nothing but the library that its arguments belong to, which has to keep the
Python array API standard, version 2022.12 or newer.
"""

from __future__ import annotations

from typing import Any, NamedTuple

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
        Sum(-log(sigma[i]), i, k)
    trace
        1/2*Sum(sigma[i]**2 - 1, i, k)
    mahalanobis
        1/2*Sum(mu[i]**2, i, k)
    """

    log_determinant: Any
    trace: Any
    mahalanobis: Any


class KlDivergenceGradient(NamedTuple):
    """The derivatives of `kl_divergence` with respect to its arguments.

    Attributes
    ----------
    mu : shape (..., k)
        mu[i]
    sigma : shape (..., k)
        (sigma[i] - 1)/sigma[i]*(2 + (sigma[i] - 1))
    """

    mu: Any
    sigma: Any


def kl_divergence(
    mu: Any,
    sigma: Any,
    *,
    xp: Any = None,
    validate: bool = True,
) -> Any:
    """Return the Kullback-Leibler divergence KL(q, p).

    For q = MultivariateNormal(mu, diag(by_component(sigma[i]**2, i, k))) and p =
    MultivariateNormal(zeros(k, 1), eye(k)) this is ::

        -(1/2)*Sum(1 + log(sigma[i]**2) - mu[i]**2 - sigma[i]**2, i, k)

    evaluated in another form, which is proved equal to it.

    Parameters
    ----------
    mu : array, shape (..., k)
        Real numbers.
    sigma : array, shape (..., k)
        Positive numbers.
    xp : module, optional
        The array library; by default the one that the arguments tell of.
    validate : bool, default True
        Whether the numbers in the arguments are checked; shapes and types always are. A library
        that traces or delays cannot look at them, and needs it to be False. Of what is not checked
        and not valid the result means nothing.

    Returns
    -------
    array, shape (...)
        The leading axes of the arguments broadcast by NumPy's rules. k has to be the same in all of
        them, and for k = 0 the value is 0. Of the type to which those of the arrays among the
        arguments are promoted, which have to be floating-point; what is narrower than float32 is
        computed in float32.

    Raises
    ------
    TypeError
        If an argument does not hold real numbers.
    ValueError
        If the shapes do not fit together, or if sigma is not positive and finite.

    Notes
    -----
    The form is a sum of terms that are not negative, in squares and g(x) = x - log1p(x), so that
    nothing cancels where the two distributions nearly coincide.

    Relative error at most x/(1 - 2 x) with x = (22 + s(k)) u, where u is 2^-53 in float64 and 2^-24
    in float32. This is derived in the standard model of floating-point arithmetic, for operations
    that round correctly and functions that keep to 3 ulp (g) and 4 ulp (log). It is for results
    that are normal numbers, where no intermediate result overflows or underflows. s(k) is the
    number of additions that a term of a sum of k goes through: at most k - 1, and at most 25 +
    max(0, log2(k/128)), rounded up, where the sum is pairwise, as NumPy's is along a last axis.

    NaN and infinity in an argument that may be any real number go through the arithmetic.
    """
    xp, shape, dtype, (mu, sigma) = _kl_divergence_arguments(mu, sigma, xp, validate)
    t_1 = (sigma < 0.5) | (sigma > 1.90625)
    t_2 = xp.where(t_1, sigma, xp.ones_like(sigma))
    t_3 = sigma - 1.0
    t_4 = xp.where(t_1, xp.zeros_like(t_3), t_3)
    t_5 = 0.5 * sigma * sigma - 0.5 - xp.log(t_2)
    t_6 = 0.5 * t_3 * t_3 + _g_value(xp, t_4)
    t_7 = xp.where(t_1, t_5, t_6)
    value = xp.sum(0.5 * mu * mu + t_7, axis=-1)
    return _result(xp, value, shape, dtype)


def kl_divergence_terms(
    mu: Any,
    sigma: Any,
    *,
    xp: Any = None,
    validate: bool = True,
) -> KlDivergenceTerms:
    """Return the terms that add up to `kl_divergence`.

    For q = MultivariateNormal(mu, diag(by_component(sigma[i]**2, i, k))) and p =
    MultivariateNormal(zeros(k, 1), eye(k)); the terms are described at `KlDivergenceTerms`.

    Parameters
    ----------
    mu : array, shape (..., k)
        Real numbers.
    sigma : array, shape (..., k)
        Positive numbers.
    xp : module, optional
        The array library; by default the one that the arguments tell of.
    validate : bool, default True
        Whether the numbers in the arguments are checked; shapes and types always are. A library
        that traces or delays cannot look at them, and needs it to be False. Of what is not checked
        and not valid the result means nothing.

    Returns
    -------
    KlDivergenceTerms
        Each term: the leading axes of the arguments broadcast by NumPy's rules. k has to be the
        same in all of them, and for k = 0 the value is 0. Of the type to which those of the arrays
        among the arguments are promoted, which have to be floating-point; what is narrower than
        float32 is computed in float32.

    Raises
    ------
    TypeError
        If an argument does not hold real numbers.
    ValueError
        If the shapes do not fit together, or if sigma is not positive and finite.

    Notes
    -----
    Each term is accurate by itself. Where the two distributions nearly coincide, terms of opposite
    sign cancel in their sum: `kl_divergence` does not add them, and stays accurate.
    """
    xp, shape, dtype, (mu, sigma) = _kl_divergence_arguments(mu, sigma, xp, validate)
    t_1 = (sigma < 0.5) | (sigma > 2.0)
    t_2 = xp.where(t_1, sigma, xp.ones_like(sigma))
    t_3 = sigma - 1.0
    t_4 = xp.where(t_1, xp.zeros_like(t_3), t_3)
    t_5 = xp.where(t_1, -xp.log(t_2), -xp.log1p(t_4))
    log_determinant = xp.sum(t_5, axis=-1)
    trace = 0.5 * xp.sum(t_3 * (2.0 + t_3), axis=-1)
    mahalanobis = xp.sum(0.5 * mu * mu, axis=-1)
    return KlDivergenceTerms(
        log_determinant=_result(xp, log_determinant, shape, dtype),
        trace=_result(xp, trace, shape, dtype),
        mahalanobis=_result(xp, mahalanobis, shape, dtype),
    )


def kl_divergence_gradient(
    mu: Any,
    sigma: Any,
    *,
    xp: Any = None,
    validate: bool = True,
) -> KlDivergenceGradient:
    """Return the derivatives of `kl_divergence` with respect to its arguments.

    For q = MultivariateNormal(mu, diag(by_component(sigma[i]**2, i, k))) and p =
    MultivariateNormal(zeros(k, 1), eye(k)), by the formulas that are described at
    `KlDivergenceGradient`.

    Parameters
    ----------
    mu : array, shape (..., k)
        Real numbers.
    sigma : array, shape (..., k)
        Positive numbers.
    xp : module, optional
        The array library; by default the one that the arguments tell of.
    validate : bool, default True
        Whether the numbers in the arguments are checked; shapes and types always are. A library
        that traces or delays cannot look at them, and needs it to be False. Of what is not checked
        and not valid the result means nothing.

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
    xp, shape, dtype, (mu, sigma) = _kl_divergence_arguments(mu, sigma, xp, validate)
    d_mu = xp.asarray(mu, copy=True)
    t_1 = sigma - 1.0
    d_sigma = t_1 / sigma * (2.0 + t_1)
    return KlDivergenceGradient(
        mu=_result(xp, d_mu, (*shape, *mu.shape[-1:]), dtype),
        sigma=_result(xp, d_sigma, (*shape, *sigma.shape[-1:]), dtype),
    )


def _kl_divergence_arguments(mu, sigma, xp, validate):
    """Return the arguments as arrays that fit together, and their batch."""
    xp = _namespace(xp, mu=mu, sigma=sigma)
    dtype, arrays = _arrays(xp, mu=mu, sigma=sigma)
    mu, sigma = arrays
    shape = _batch_shape((1, 1), mu=mu, sigma=sigma)
    if validate:
        _check_positive(xp, sigma=sigma)
    return xp, shape, dtype, (mu, sigma)


def _batch_shape(ranks, **arrays):
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
    shapes = {name: tuple(array.shape) for name, array in arrays.items()}
    first = None
    for (name, shape), rank in zip(shapes.items(), ranks, strict=True):
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
    batch = ()
    owners = []
    for (name, shape), rank in zip(shapes.items(), ranks, strict=True):
        own = shape[: len(shape) - rank]
        width = max(len(batch), len(own))
        batch = (1,) * (width - len(batch)) + batch
        owners = [name] * (width - len(owners)) + owners
        for axis in range(width - len(own), width):
            length = own[axis - width + len(own)]
            if batch[axis] == 1:
                batch = (*batch[:axis], length, *batch[axis + 1 :])
                owners[axis] = name
            elif length not in (1, batch[axis]):
                axes = "leading axes" if any(ranks) else "axes"
                raise ValueError(
                    f"{owners[axis]} has shape {shapes[owners[axis]]} and {name} has shape "
                    f"{shape}; their {axes} do not broadcast"
                )
    return batch


def _place(xp, bad, array):
    """Return the indices of the first element that is marked."""
    marks = xp.where(bad, xp.ones_like(array), xp.zeros_like(array))
    flat = int(xp.argmax(xp.reshape(marks, (-1,))))
    at = []
    for length in reversed(tuple(array.shape)):
        flat, rest = divmod(flat, length)
        at.append(rest)
    return tuple(reversed(at))


def _refuse(xp, name, what, bad, array):
    """Refuse an argument that has elements which are marked.

    Raises
    ------
    ValueError
        With the argument, the first place, and the number found there.
    """
    if _any(xp, bad):
        at = _place(xp, bad, array)
        where = f"[{', '.join(map(str, at))}]" if at else ""
        raise ValueError(f"{name} must {what}, but {name}{where} = {_number(array, at)}")


def _check_positive(xp, **arrays):
    """Refuse arguments that are not positive and finite everywhere.

    Raises
    ------
    ValueError
        With the argument, the first place, and the number found there.
    """
    for name, array in arrays.items():
        bad = ~((array > 0) & xp.isfinite(array))
        _refuse(xp, name, "be positive and finite", bad, array)


def _g_value(xp, x):
    """Return ``x - log1p(x)``, accurate also where the two nearly agree.

    Notes
    -----
    For -0.48 < x < 0.92 the polynomial form is used. The polynomial changes the result by a factor
    within 1 +- 1.139e-17 (float64) or 1 +- 8.103e-10 (float32), proved in ball arithmetic.
    """
    if x.dtype == xp.float32:
        first, *rest = 0.23195398, 0.2168933, 0.2859565, 0.39999554, 0.6666667
    else:
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
    s = x / (x + 2.0)
    near = s * s <= 0.1
    w = xp.where(near, x, xp.zeros_like(x))
    s = xp.where(near, s, xp.zeros_like(x))
    # x - log1p(x) = x*x/2 - s*(x*x/2 + r), with r = log1p(x)/s - 2 a series in z = s*s
    z = s * s
    r = z * first
    for c in rest:
        r = (r + c) * z
    half = 0.5 * (w * w)
    value = half - s * (half + r)
    w = xp.where(near, xp.ones_like(x), x)
    # beyond 1e38 the logarithm is lost in x; without the bound inf - inf would be NaN
    far = w - xp.log1p(xp.where(w < 1e38, w, xp.ones_like(x)))
    return xp.where(near, value, far)


def _namespace(xp, **arguments):
    """Return the array library: the one that is given, else that of the arguments.

    Raises
    ------
    TypeError
        If no argument is an array that knows its library, or two know different ones.
    """
    if xp is not None:
        return xp
    found = {
        name: value.__array_namespace__()
        for name, value in arguments.items()
        if hasattr(value, "__array_namespace__")
    }
    if not found:
        raise TypeError("no argument is an array that knows its library; pass it as xp")
    (first, xp), *others = found.items()
    for name, other in others:
        if other is not xp:
            raise TypeError(f"{first} and {name} are arrays of different libraries")
    return xp


def _arrays(xp, **arguments):
    """Return the type of the result, and the arguments as arrays of one type and device.

    Parameters
    ----------
    **arguments : array or float
        Real numbers. Python's own adapt to the arrays beside them. A type narrower than float32
        is computed in float32.

    Raises
    ------
    TypeError
        If an argument is anything else: the standard leaves it open what integers become.
    """
    numbers = {name for name, value in arguments.items() if type(value) in (int, float)}
    kinds = []
    for name, value in arguments.items():
        if name not in numbers:
            if not hasattr(value, "dtype"):
                kind = type(value).__name__
                raise TypeError(f"{name} must be an array or a number, not {kind}")
            if not xp.isdtype(value.dtype, "real floating"):
                raise TypeError(f"{name} must hold floating-point numbers, not {value.dtype}")
            kinds.append(value)
    dtype = xp.result_type(*kinds) if kinds else xp.asarray(0.0).dtype
    computed = dtype if xp.finfo(dtype).bits >= 32 else xp.float32
    where = {"device": kinds[0].device} if kinds and hasattr(kinds[0], "device") else {}
    arrays = [
        xp.asarray(value, dtype=computed, **where)
        if name in numbers
        else xp.astype(value, computed, copy=False)
        for name, value in arguments.items()
    ]
    return dtype, arrays


def _any(xp, bad):
    """Return whether an element is marked."""
    return bool(xp.any(bad))


def _number(array, at):
    """Return an element as a number."""
    return float(array[at])


def _result(xp, value, shape, dtype):
    """Return a value in its type, and as an array of its own in its shape."""
    if tuple(value.shape) != shape:
        value = xp.asarray(xp.broadcast_to(value, shape), copy=True)
    return xp.astype(value, dtype, copy=False)
