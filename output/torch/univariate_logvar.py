# symkl 0.1.0 — derivation univariate_logvar_code — generated; do not edit
# source sha256:dea046d8e26c13b98d8bcc25e380e490db0dfc6fde6d8631d9f2ba57f1c870db
"""KL divergence between two univariate Gaussians, as it is computed from log-variances.

- `kl_divergence`: the value
- `kl_divergence_terms`: the terms that add up to it
- `kl_divergence_gradient`: its derivatives

The module needs PyTorch and nothing else.
"""

from __future__ import annotations

import functools
from typing import NamedTuple

import torch

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

    log_determinant: torch.Tensor
    trace: torch.Tensor
    mahalanobis: torch.Tensor


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
        -(piecewise(6400, logvar_2**2, 1/2*piecewise(1960000, logvar_2**2, (mu_1 -
        mu_2)*exp(-logvar_2/4)*exp(-logvar_2/4), (mu_1 - mu_2)*exp(-(1/2)*logvar_2))**2, (mu_1 -
        mu_2)*(1/2*(mu_1 - mu_2)*exp(-logvar_2))) + 1/2*expm1(logvar_1 - logvar_2))
    """

    mu_1: torch.Tensor
    logvar_1: torch.Tensor
    mu_2: torch.Tensor
    logvar_2: torch.Tensor


def kl_divergence(
    mu_1: torch.Tensor | float,
    logvar_1: torch.Tensor | float,
    mu_2: torch.Tensor | float,
    logvar_2: torch.Tensor | float,
    *,
    validate: bool = True,
) -> torch.Tensor:
    """Return the Kullback-Leibler divergence KL(p, q).

    For p = Normal(mu_1, exp(logvar_1)) and q = Normal(mu_2, exp(logvar_2)) this is ::

        log(exp(1/2*logvar_2)/exp(1/2*logvar_1)) + (exp(1/2*logvar_1)**2 + (mu_1 -
        mu_2)**2)/(2*exp(1/2*logvar_2)**2) - 1/2

    evaluated in another form, which is proved equal to it.

    Parameters
    ----------
    mu_1, logvar_1, mu_2, logvar_2 : Tensor or float, shape (...)
        Real numbers.
    validate : bool, default True
        Whether the numbers in the arguments are checked; shapes and types always are. They are not
        while `torch.compile` traces, nor under `torch.func.vmap`. Of what is not checked and not
        valid the result means nothing.

    Returns
    -------
    Tensor, shape (...)
        The arguments broadcast by NumPy's rules. Of the type to which those of the tensors among
        the arguments are promoted, each of which counts, also one without axes; float16 and
        bfloat16 are computed in float32.

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

    Relative error at most 47 u, where u is 2^-53 in float64 and 2^-24 in float32. This is derived
    in the standard model of floating-point arithmetic, for operations that round correctly and
    functions that keep to 4 ulp (exp) and 3 ulp (h). It is for results that are normal numbers,
    where no intermediate result overflows or underflows.

    First and second derivatives by automatic differentiation are accurate as the value is, and
    finite where the two distributions are equal: derivatives of the special functions are given by
    their formulas, and a branch that is not taken contributes nothing.

    NaN and infinity in an argument that may be any real number go through the arithmetic.
    """
    shape, dtype, (mu_1, logvar_1, mu_2, logvar_2) = _kl_divergence_arguments(
        mu_1,
        logvar_1,
        mu_2,
        logvar_2,
        validate,
    )
    t_1 = torch.square(logvar_2)
    t_2 = t_1 > 6400.0
    t_3 = t_1 > 1960000.0
    t_4 = mu_1 - mu_2
    t_5 = -logvar_2
    t_6 = t_5 / 4.0
    t_7 = t_2 & t_3
    t_8 = torch.where(t_7, t_6, 0.0)
    t_9 = torch.exp(t_8)
    t_10 = -0.5 * logvar_2
    t_11 = t_2 & ~t_3
    t_12 = torch.where(t_11, t_10, 0.0)
    t_13 = torch.where(t_3, t_4 * t_9 * t_9, t_4 * torch.exp(t_12))
    t_14 = torch.where(t_2, 0.0, t_5)
    t_15 = torch.where(t_2, 0.5 * t_13 * t_13, t_4 * (0.5 * t_4 * torch.exp(t_14)))
    t_16 = logvar_1 - logvar_2
    t_17 = t_16 > 3.0
    t_18 = t_16 > 2000.0
    t_19 = t_17 & t_18
    t_20 = torch.where(t_19, t_16, 0.0)
    t_21 = torch.square(logvar_2 + 355.0) > 751689.0
    t_22 = 0.5 * t_16
    t_23 = t_17 & ~t_18
    t_24 = t_23 & t_21
    t_25 = torch.where(t_24, t_22, 0.0)
    t_26 = 0.5 * logvar_1
    t_27 = t_23 & ~t_21
    t_28 = torch.where(t_27, t_26, 0.0)
    t_29 = 0.5 * logvar_2
    t_30 = torch.where(t_27, t_29, 0.0)
    t_31 = torch.where(t_21, torch.exp(t_25), torch.exp(t_28) / torch.exp(t_30))
    t_32 = torch.where(t_18, 0.5 * _h(t_20), 0.5 * t_31 * t_31 - 0.5 * (1.0 + t_16))
    t_33 = torch.where(t_17, 0.0, t_16)
    t_34 = torch.where(t_17, t_32, 0.5 * _h(t_33))
    value = t_15 + t_34
    return _result(value, shape, dtype)


def kl_divergence_terms(
    mu_1: torch.Tensor | float,
    logvar_1: torch.Tensor | float,
    mu_2: torch.Tensor | float,
    logvar_2: torch.Tensor | float,
    *,
    validate: bool = True,
) -> KlDivergenceTerms:
    """Return the terms that add up to `kl_divergence`.

    For p = Normal(mu_1, exp(logvar_1)) and q = Normal(mu_2, exp(logvar_2)); the terms are described
    at `KlDivergenceTerms`.

    Parameters
    ----------
    mu_1, logvar_1, mu_2, logvar_2 : Tensor or float, shape (...)
        Real numbers.
    validate : bool, default True
        Whether the numbers in the arguments are checked; shapes and types always are. They are not
        while `torch.compile` traces, nor under `torch.func.vmap`. Of what is not checked and not
        valid the result means nothing.

    Returns
    -------
    KlDivergenceTerms
        Each term: the arguments broadcast by NumPy's rules. Of the type to which those of the
        tensors among the arguments are promoted, each of which counts, also one without axes;
        float16 and bfloat16 are computed in float32.

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
    shape, dtype, (mu_1, logvar_1, mu_2, logvar_2) = _kl_divergence_arguments(
        mu_1,
        logvar_1,
        mu_2,
        logvar_2,
        validate,
    )
    t_1 = logvar_1 - logvar_2
    log_determinant = -0.5 * t_1
    trace = 0.5 * _expm1(t_1)
    t_2 = torch.square(logvar_2)
    t_3 = t_2 > 6400.0
    t_4 = t_2 > 1960000.0
    t_5 = mu_1 - mu_2
    t_6 = -logvar_2
    t_7 = t_6 / 4.0
    t_8 = t_3 & t_4
    t_9 = torch.where(t_8, t_7, 0.0)
    t_10 = torch.exp(t_9)
    t_11 = -0.5 * logvar_2
    t_12 = t_3 & ~t_4
    t_13 = torch.where(t_12, t_11, 0.0)
    t_14 = torch.where(t_4, t_5 * t_10 * t_10, t_5 * torch.exp(t_13))
    t_15 = torch.where(t_3, 0.0, t_6)
    t_16 = torch.where(t_3, 0.5 * t_14 * t_14, t_5 * (0.5 * t_5 * torch.exp(t_15)))
    mahalanobis = t_16
    return KlDivergenceTerms(
        log_determinant=_result(log_determinant, shape, dtype),
        trace=_result(trace, shape, dtype),
        mahalanobis=_result(mahalanobis, shape, dtype),
    )


def kl_divergence_gradient(
    mu_1: torch.Tensor | float,
    logvar_1: torch.Tensor | float,
    mu_2: torch.Tensor | float,
    logvar_2: torch.Tensor | float,
    *,
    validate: bool = True,
) -> KlDivergenceGradient:
    """Return the derivatives of `kl_divergence` with respect to its arguments.

    For p = Normal(mu_1, exp(logvar_1)) and q = Normal(mu_2, exp(logvar_2)), by the formulas that
    are described at `KlDivergenceGradient`.

    Parameters
    ----------
    mu_1, logvar_1, mu_2, logvar_2 : Tensor or float, shape (...)
        Real numbers.
    validate : bool, default True
        Whether the numbers in the arguments are checked; shapes and types always are. They are not
        while `torch.compile` traces, nor under `torch.func.vmap`. Of what is not checked and not
        valid the result means nothing.

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
    shape, dtype, (mu_1, logvar_1, mu_2, logvar_2) = _kl_divergence_arguments(
        mu_1,
        logvar_1,
        mu_2,
        logvar_2,
        validate,
    )
    t_1 = mu_1 - mu_2
    t_2 = torch.exp(-0.5 * logvar_2)
    t_3 = t_1 * t_2
    d_mu_1 = t_3 * t_2
    d_logvar_1 = 0.5 * _expm1(logvar_1 - logvar_2)
    d_mu_2 = -d_mu_1
    t_4 = torch.square(logvar_2)
    t_5 = t_4 > 6400.0
    t_6 = t_4 > 1960000.0
    t_7 = -logvar_2
    t_8 = t_7 / 4.0
    t_9 = t_5 & t_6
    t_10 = torch.where(t_9, t_8, 0.0)
    t_11 = torch.exp(t_10)
    t_12 = torch.where(t_6, t_1 * t_11 * t_11, t_3)
    t_13 = torch.where(t_5, 0.0, t_7)
    t_14 = torch.where(t_5, 0.5 * t_12 * t_12, t_1 * (0.5 * t_1 * torch.exp(t_13)))
    d_logvar_2 = -(t_14 + d_logvar_1)
    return KlDivergenceGradient(
        mu_1=_result(d_mu_1, shape, dtype),
        logvar_1=_result(d_logvar_1, shape, dtype),
        mu_2=_result(d_mu_2, shape, dtype),
        logvar_2=_result(d_logvar_2, shape, dtype),
    )


def _kl_divergence_arguments(mu_1, logvar_1, mu_2, logvar_2, validate):
    """Return the arguments as arrays that fit together, and their batch."""
    dtype, arrays = _arrays(mu_1=mu_1, logvar_1=logvar_1, mu_2=mu_2, logvar_2=logvar_2)
    mu_1, logvar_1, mu_2, logvar_2 = arrays
    shape = _batch_shape((0, 0, 0, 0), mu_1=mu_1, logvar_1=logvar_1, mu_2=mu_2, logvar_2=logvar_2)
    return shape, dtype, (mu_1, logvar_1, mu_2, logvar_2)


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


def _h_value(v):
    """Return ``expm1(v) - v``, accurate also where the two nearly agree.

    Notes
    -----
    For abs(v) < 0.7 the polynomial form is used. The polynomial changes the result by a factor
    within 1 +- 4.306e-18 (float64) or 1 +- 4.131e-9 (float32), proved in ball arithmetic.
    """
    if v.dtype == torch.float32:
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
    w = torch.where(near, v, torch.zeros_like(v))
    # expm1(v) = v/(1 + r - v/2), with r = (v/2)*coth(v/2) - 1 a series in z = v*v; hence
    # expm1(v) - v = z/2 + v*(a*v/2 - r)/(1 - a), where a = v/2 - r
    z = w * w
    r = z * first
    for c in rest:
        r = (r + c) * z
    half = 0.5 * w
    a = half - r
    value = 0.5 * z + w * ((a * half - r) / (1.0 - a))
    w = torch.where(near, torch.ones_like(v), v)
    # beyond 1e4 the exponential is inf; without the bound inf - inf would be NaN
    far = torch.expm1(w) - torch.where(w < 1e4, w, torch.ones_like(v))
    return torch.where(near, value, far)


def _h(v):
    """Return ``expm1(v) - v``; its derivatives of every order are those of this function.

    Notes
    -----
    With v = c + d, where c counts as a constant and d is 0,
    h(c + d) = h(c) + d*expm1(c) + exp(c)*(expm1(d) - d), of which every derivative at d = 0 is
    evaluated without cancellation. Infinity and NaN have no such d, and exp(c) may overflow: there
    h is expm1(v) + max(-v, 0), but for what is lost in rounding.
    """
    regular = torch.isfinite(v) & (v < 80.0)
    v_0, e = torch.where(regular, v, 0.0), torch.where(regular, 0.0, v)
    c = v_0.detach()
    d = v_0 - c
    value = _h_value(c) + (d * torch.expm1(c) + torch.exp(c) * (torch.expm1(d) - d))
    return value + (torch.expm1(e) + torch.relu(-e))


def _expm1(v):
    """Return ``expm1(v)``; its derivative is exp(v), and not expm1(v) + 1."""
    regular = torch.isfinite(v) & (v < 80.0)
    v_0, e = torch.where(regular, v, 0.0), torch.where(regular, 0.0, v)
    c = v_0.detach()
    return torch.expm1(c) + torch.exp(c) * torch.expm1(v_0 - c) + torch.expm1(e)


def _arrays(**arguments):
    """Return the type of the result, and the arguments as tensors of one type and device.

    Parameters
    ----------
    **arguments : Tensor or float
        Real numbers. Python's own adapt to the tensors beside them. float16 and bfloat16 are
        computed in float32; integers are of the default type.

    Raises
    ------
    TypeError
        If an argument is anything else (a complex or bool tensor, a list).
    """
    tensors = [value for value in arguments.values() if isinstance(value, torch.Tensor)]
    for name, value in arguments.items():
        if isinstance(value, torch.Tensor):
            if value.is_complex() or value.dtype == torch.bool:
                raise TypeError(f"{name} must hold real numbers, not {value.dtype}")
        elif isinstance(value, bool) or not isinstance(value, (int, float)):
            raise TypeError(f"{name} must be a tensor or a number, not {type(value).__name__}")
    dtype = torch.get_default_dtype()
    if tensors:
        found = functools.reduce(torch.promote_types, [tensor.dtype for tensor in tensors])
        dtype = found if found.is_floating_point else dtype
    device = tensors[0].device if tensors else None
    computed = dtype if dtype.itemsize >= 4 else torch.float32
    arrays = [
        value.to(computed)
        if isinstance(value, torch.Tensor)
        else torch.tensor(value, dtype=computed, device=device)
        for value in arguments.values()
    ]
    return dtype, arrays


def _result(value, shape, dtype):
    """Return a value in its type, and as a tensor of its own in its shape."""
    if tuple(value.shape) != shape:
        value = torch.broadcast_to(value, shape).clone()
    return value.to(dtype)
