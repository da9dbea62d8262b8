# symkl 0.1.0 — derivation diagonal_logvar_code — generated; do not edit
# source sha256:dea046d8e26c13b98d8bcc25e380e490db0dfc6fde6d8631d9f2ba57f1c870db
"""KL divergence between diagonal Gaussians, as it is computed from log-variances.

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
        -(1/2)*Sum(logvar_1[i] - logvar_2[i], i, k)
    trace
        1/2*Sum(exp(logvar_1[i] - logvar_2[i]) - 1, i, k)
    mahalanobis
        1/2*Sum((mu_1[i] - mu_2[i])**2*exp(-logvar_2[i]), i, k)
    """

    log_determinant: Any
    trace: Any
    mahalanobis: Any


class KlDivergenceGradient(NamedTuple):
    """The derivatives of `kl_divergence` with respect to its arguments.

    Attributes
    ----------
    mu_1 : shape (..., k)
        (mu_1[i] - mu_2[i])*exp(-(1/2)*logvar_2[i])*exp(-(1/2)*logvar_2[i])
    logvar_1 : shape (..., k)
        1/2*expm1(logvar_1[i] - logvar_2[i])
    mu_2 : shape (..., k)
        -((mu_1[i] - mu_2[i])*exp(-(1/2)*logvar_2[i])*exp(-(1/2)*logvar_2[i]))
    logvar_2 : shape (..., k)
        -(piecewise(6400, logvar_2[i]**2, 1/2*piecewise(1960000, logvar_2[i]**2, (mu_1[i] -
        mu_2[i])*exp(-logvar_2[i]/4)*exp(-logvar_2[i]/4), (mu_1[i] -
        mu_2[i])*exp(-(1/2)*logvar_2[i]))**2, (mu_1[i] - mu_2[i])*(1/2*(mu_1[i] -
        mu_2[i])*exp(-logvar_2[i]))) + 1/2*expm1(logvar_1[i] - logvar_2[i]))
    """

    mu_1: Any
    logvar_1: Any
    mu_2: Any
    logvar_2: Any


def kl_divergence(
    mu_1: Any,
    logvar_1: Any,
    mu_2: Any,
    logvar_2: Any,
    *,
    xp: Any = None,
    validate: bool = True,
) -> Any:
    """Return the Kullback-Leibler divergence KL(P, Q).

    For P: p_i = Normal(mu_1[i], exp(logvar_1[i])) for i = 1..k and Q: q_i = Normal(mu_2[i],
    exp(logvar_2[i])) for i = 1..k this is ::

        Sum(log(exp(1/2*logvar_2[i])/exp(1/2*logvar_1[i])) + (exp(1/2*logvar_1[i])**2 + (mu_1[i]
        - mu_2[i])**2)/(2*exp(1/2*logvar_2[i])**2) - 1/2, i, k)

    evaluated in another form, which is proved equal to it.

    Parameters
    ----------
    mu_1, logvar_1, mu_2, logvar_2 : array, shape (..., k)
        Real numbers.
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
        If the shapes do not fit together.

    Notes
    -----
    The form is a sum of terms that are not negative, in squares and h(v) = expm1(v) - v, so that
    nothing cancels where the two distributions nearly coincide.

    Relative error at most x/(1 - 2 x) with x = (47 + s(k)) u, where u is 2^-53 in float64 and 2^-24
    in float32. This is derived in the standard model of floating-point arithmetic, for operations
    that round correctly and functions that keep to 4 ulp (exp) and 3 ulp (h). It is for results
    that are normal numbers, where no intermediate result overflows or underflows. s(k) is the
    number of additions that a term of a sum of k goes through: at most k - 1, and at most 25 +
    max(0, log2(k/128)), rounded up, where the sum is pairwise, as NumPy's is along a last axis.

    NaN and infinity in an argument that may be any real number go through the arithmetic.
    """
    xp, shape, dtype, (mu_1, logvar_1, mu_2, logvar_2) = _kl_divergence_arguments(
        mu_1,
        logvar_1,
        mu_2,
        logvar_2,
        xp,
        validate,
    )
    t_1 = xp.square(logvar_2)
    t_2 = t_1 > 6400.0
    t_3 = t_1 > 1960000.0
    t_4 = mu_1 - mu_2
    t_5 = -logvar_2
    t_6 = t_5 / 4.0
    t_7 = t_2 & t_3
    t_8 = xp.where(t_7, t_6, xp.zeros_like(t_6))
    t_9 = xp.exp(t_8)
    t_10 = -0.5 * logvar_2
    t_11 = t_2 & ~t_3
    t_12 = xp.where(t_11, t_10, xp.zeros_like(t_10))
    t_13 = xp.where(t_3, t_4 * t_9 * t_9, t_4 * xp.exp(t_12))
    t_14 = xp.where(t_2, xp.zeros_like(t_5), t_5)
    t_15 = xp.where(t_2, 0.5 * t_13 * t_13, t_4 * (0.5 * t_4 * xp.exp(t_14)))
    t_16 = logvar_1 - logvar_2
    t_17 = t_16 > 3.0
    t_18 = t_16 > 2000.0
    t_19 = t_17 & t_18
    t_20 = xp.where(t_19, t_16, xp.zeros_like(t_16))
    t_21 = xp.square(logvar_2 + 355.0) > 751689.0
    t_22 = 0.5 * t_16
    t_23 = t_17 & ~t_18
    t_24 = t_23 & t_21
    t_25 = xp.where(t_24, t_22, xp.zeros_like(t_22))
    t_26 = 0.5 * logvar_1
    t_27 = t_23 & ~t_21
    t_28 = xp.where(t_27, t_26, xp.zeros_like(t_26))
    t_29 = 0.5 * logvar_2
    t_30 = xp.where(t_27, t_29, xp.zeros_like(t_29))
    t_31 = xp.where(t_21, xp.exp(t_25), xp.exp(t_28) / xp.exp(t_30))
    t_32 = xp.where(t_18, 0.5 * _h_value(xp, t_20), 0.5 * t_31 * t_31 - 0.5 * (1.0 + t_16))
    t_33 = xp.where(t_17, xp.zeros_like(t_16), t_16)
    t_34 = xp.where(t_17, t_32, 0.5 * _h_value(xp, t_33))
    value = xp.sum(t_15 + t_34, axis=-1)
    return _result(xp, value, shape, dtype)


def kl_divergence_terms(
    mu_1: Any,
    logvar_1: Any,
    mu_2: Any,
    logvar_2: Any,
    *,
    xp: Any = None,
    validate: bool = True,
) -> KlDivergenceTerms:
    """Return the terms that add up to `kl_divergence`.

    For P: p_i = Normal(mu_1[i], exp(logvar_1[i])) for i = 1..k and Q: q_i = Normal(mu_2[i],
    exp(logvar_2[i])) for i = 1..k; the terms are described at `KlDivergenceTerms`.

    Parameters
    ----------
    mu_1, logvar_1, mu_2, logvar_2 : array, shape (..., k)
        Real numbers.
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
        If the shapes do not fit together.

    Notes
    -----
    Each term is accurate by itself. Where the two distributions nearly coincide, terms of opposite
    sign cancel in their sum: `kl_divergence` does not add them, and stays accurate.
    """
    xp, shape, dtype, (mu_1, logvar_1, mu_2, logvar_2) = _kl_divergence_arguments(
        mu_1,
        logvar_1,
        mu_2,
        logvar_2,
        xp,
        validate,
    )
    t_1 = logvar_1 - logvar_2
    log_determinant = -0.5 * xp.sum(t_1, axis=-1)
    trace = 0.5 * xp.sum(xp.expm1(t_1), axis=-1)
    t_2 = xp.square(logvar_2)
    t_3 = t_2 > 6400.0
    t_4 = t_2 > 1960000.0
    t_5 = mu_1 - mu_2
    t_6 = -logvar_2
    t_7 = t_6 / 4.0
    t_8 = t_3 & t_4
    t_9 = xp.where(t_8, t_7, xp.zeros_like(t_7))
    t_10 = xp.exp(t_9)
    t_11 = -0.5 * logvar_2
    t_12 = t_3 & ~t_4
    t_13 = xp.where(t_12, t_11, xp.zeros_like(t_11))
    t_14 = xp.where(t_4, t_5 * t_10 * t_10, t_5 * xp.exp(t_13))
    t_15 = xp.where(t_3, xp.zeros_like(t_6), t_6)
    t_16 = xp.where(t_3, 0.5 * t_14 * t_14, t_5 * (0.5 * t_5 * xp.exp(t_15)))
    mahalanobis = xp.sum(t_16, axis=-1)
    return KlDivergenceTerms(
        log_determinant=_result(xp, log_determinant, shape, dtype),
        trace=_result(xp, trace, shape, dtype),
        mahalanobis=_result(xp, mahalanobis, shape, dtype),
    )


def kl_divergence_gradient(
    mu_1: Any,
    logvar_1: Any,
    mu_2: Any,
    logvar_2: Any,
    *,
    xp: Any = None,
    validate: bool = True,
) -> KlDivergenceGradient:
    """Return the derivatives of `kl_divergence` with respect to its arguments.

    For P: p_i = Normal(mu_1[i], exp(logvar_1[i])) for i = 1..k and Q: q_i = Normal(mu_2[i],
    exp(logvar_2[i])) for i = 1..k, by the formulas that are described at `KlDivergenceGradient`.

    Parameters
    ----------
    mu_1, logvar_1, mu_2, logvar_2 : array, shape (..., k)
        Real numbers.
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
        If the shapes do not fit together.
    """
    xp, shape, dtype, (mu_1, logvar_1, mu_2, logvar_2) = _kl_divergence_arguments(
        mu_1,
        logvar_1,
        mu_2,
        logvar_2,
        xp,
        validate,
    )
    t_1 = mu_1 - mu_2
    t_2 = xp.exp(-0.5 * logvar_2)
    t_3 = t_1 * t_2
    d_mu_1 = t_3 * t_2
    d_logvar_1 = 0.5 * xp.expm1(logvar_1 - logvar_2)
    d_mu_2 = -d_mu_1
    t_4 = xp.square(logvar_2)
    t_5 = t_4 > 6400.0
    t_6 = t_4 > 1960000.0
    t_7 = -logvar_2
    t_8 = t_7 / 4.0
    t_9 = t_5 & t_6
    t_10 = xp.where(t_9, t_8, xp.zeros_like(t_8))
    t_11 = xp.exp(t_10)
    t_12 = xp.where(t_6, t_1 * t_11 * t_11, t_3)
    t_13 = xp.where(t_5, xp.zeros_like(t_7), t_7)
    t_14 = xp.where(t_5, 0.5 * t_12 * t_12, t_1 * (0.5 * t_1 * xp.exp(t_13)))
    d_logvar_2 = -(t_14 + d_logvar_1)
    return KlDivergenceGradient(
        mu_1=_result(xp, d_mu_1, (*shape, *mu_1.shape[-1:]), dtype),
        logvar_1=_result(xp, d_logvar_1, (*shape, *logvar_1.shape[-1:]), dtype),
        mu_2=_result(xp, d_mu_2, (*shape, *mu_2.shape[-1:]), dtype),
        logvar_2=_result(xp, d_logvar_2, (*shape, *logvar_2.shape[-1:]), dtype),
    )


def _kl_divergence_arguments(mu_1, logvar_1, mu_2, logvar_2, xp, validate):
    """Return the arguments as arrays that fit together, and their batch."""
    xp = _namespace(xp, mu_1=mu_1, logvar_1=logvar_1, mu_2=mu_2, logvar_2=logvar_2)
    dtype, arrays = _arrays(xp, mu_1=mu_1, logvar_1=logvar_1, mu_2=mu_2, logvar_2=logvar_2)
    mu_1, logvar_1, mu_2, logvar_2 = arrays
    shape = _batch_shape((1, 1, 1, 1), mu_1=mu_1, logvar_1=logvar_1, mu_2=mu_2, logvar_2=logvar_2)
    return xp, shape, dtype, (mu_1, logvar_1, mu_2, logvar_2)


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


def _h_value(xp, v):
    """Return ``expm1(v) - v``, accurate also where the two nearly agree.

    Notes
    -----
    For abs(v) < 0.7 the polynomial form is used. The polynomial changes the result by a factor
    within 1 +- 4.306e-18 (float64) or 1 +- 4.131e-9 (float32), proved in ball arithmetic.
    """
    if v.dtype == xp.float32:
        first, *rest = 3.23365e-05, -0.0013886985, 0.08333332
    else:
        first, *rest = (
            1.2756409456901686e-11,
            -5.279461715284949e-10,
            2.087657358763757e-08,
            -8.267195383540823e-07,
            3.3068783064627785e-05,
            -0.001388888888888688,
            0.08333333333333333,
        )
    near = v * v <= 0.5
    w = xp.where(near, v, xp.zeros_like(v))
    # expm1(v) = v/(1 + r - v/2), with r = (v/2)*coth(v/2) - 1 a series in z = v*v; hence
    # expm1(v) - v = z/2 + v*(a*v/2 - r)/(1 - a), where a = v/2 - r
    z = w * w
    r = z * first
    for c in rest:
        r = (r + c) * z
    half = 0.5 * w
    a = half - r
    value = 0.5 * z + w * ((a * half - r) / (1.0 - a))
    w = xp.where(near, xp.ones_like(v), v)
    # beyond 1e4 the exponential is inf; without the bound inf - inf would be NaN
    far = xp.expm1(w) - xp.where(w < 1e4, w, xp.ones_like(v))
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


def _result(xp, value, shape, dtype):
    """Return a value in its type, and as an array of its own in its shape."""
    if tuple(value.shape) != shape:
        value = xp.asarray(xp.broadcast_to(value, shape), copy=True)
    return xp.astype(value, dtype, copy=False)
