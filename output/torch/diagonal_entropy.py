# symkl 0.1.0 — derivation diagonal_entropy_code — generated; do not edit
# source sha256:b00fa66642d2c23eb382483fb4bd101ccad39e723cf050f2145e6315dc1f8f33
"""Functions made from a derivation.

Entropy and cross-entropy of Gaussians with diagonal covariance, as they are computed from
scales.

- `entropy`: the value, from sigma
- `entropy_gradient`: its derivatives
- `cross_entropy`: the value, from mu_1, sigma_1, mu_2, sigma_2
- `cross_entropy_gradient`: its derivatives

The module needs PyTorch and nothing else.
"""

from __future__ import annotations

import functools
import math
from typing import NamedTuple

import torch

__all__ = [
    "CrossEntropyGradient",
    "EntropyGradient",
    "cross_entropy",
    "cross_entropy_gradient",
    "entropy",
    "entropy_gradient",
]


class EntropyGradient(NamedTuple):
    """The derivatives of `entropy` with respect to its arguments.

    Attributes
    ----------
    sigma : shape (..., k)
        1/sigma[i]
    """

    sigma: torch.Tensor


def entropy(
    sigma: torch.Tensor,
    *,
    validate: bool = True,
) -> torch.Tensor:
    """Return the differential entropy, entropy(Q).

    For Q: q_i = Normal(mu[i], sigma[i]**2) for i = 1..k this is ::

        Sum(1/2*log(2*pi) + 1/2*log(sigma[i]**2) + 1/2, i, k)

    evaluated in another form, which is proved equal to it.

    Parameters
    ----------
    sigma : Tensor, shape (..., k)
        Positive numbers.
    validate : bool, default True
        Whether the numbers in the arguments are checked; shapes and types always are. They are not
        while `torch.compile` traces, nor under `torch.func.vmap`. Of what is not checked and not
        valid the result means nothing.

    Returns
    -------
    Tensor, shape (...)
        The leading axes of the arguments broadcast by NumPy's rules. k has to be the same in all of
        them, and for k = 0 the value is 0. Of the type to which those of the tensors among the
        arguments are promoted, each of which counts, also one without axes; float16 and bfloat16
        are computed in float32.

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

    First and second derivatives by automatic differentiation are accurate as the value is, and
    finite where the two distributions are equal: derivatives of the special functions are given by
    their formulas, and a branch that is not taken contributes nothing.
    """
    shape, dtype, (sigma,) = _entropy_arguments(sigma, validate)
    value = torch.sum(torch.log(sigma) + 0.5 * (math.log(2.0 * math.pi) + 1.0), dim=-1)
    return _result(value, shape, dtype)


def entropy_gradient(
    sigma: torch.Tensor,
    *,
    validate: bool = True,
) -> EntropyGradient:
    """Return the derivatives of `entropy` with respect to its arguments.

    For Q: q_i = Normal(mu[i], sigma[i]**2) for i = 1..k, by the formulas that are described at
    `EntropyGradient`.

    Parameters
    ----------
    sigma : Tensor, shape (..., k)
        Positive numbers.
    validate : bool, default True
        Whether the numbers in the arguments are checked; shapes and types always are. They are not
        while `torch.compile` traces, nor under `torch.func.vmap`. Of what is not checked and not
        valid the result means nothing.

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
    shape, dtype, (sigma,) = _entropy_arguments(sigma, validate)
    d_sigma = 1.0 / sigma
    return EntropyGradient(
        sigma=_result(d_sigma, (*shape, *sigma.shape[-1:]), dtype),
    )


def _entropy_arguments(sigma, validate):
    """Return the arguments as arrays that fit together, and their batch."""
    dtype, arrays = _arrays(sigma=sigma)
    (sigma,) = arrays
    shape = _batch_shape((1,), sigma=sigma)
    if validate:
        _check_positive(sigma=sigma)
    return shape, dtype, (sigma,)


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

    mu_1: torch.Tensor
    sigma_1: torch.Tensor
    mu_2: torch.Tensor
    sigma_2: torch.Tensor


def cross_entropy(
    mu_1: torch.Tensor,
    sigma_1: torch.Tensor,
    mu_2: torch.Tensor,
    sigma_2: torch.Tensor,
    *,
    validate: bool = True,
) -> torch.Tensor:
    """Return the cross-entropy H(P, Q).

    For P: p_i = Normal(mu_1[i], sigma_1[i]**2) for i = 1..k and Q: q_i = Normal(mu_2[i],
    sigma_2[i]**2) for i = 1..k this is ::

        Sum(1/2*log(2*pi*sigma_2[i]**2) + (sigma_1[i]**2 + (mu_1[i] -
        mu_2[i])**2)/(2*sigma_2[i]**2), i, k)

    evaluated in another form, which is proved equal to it.

    Parameters
    ----------
    mu_1, mu_2 : Tensor, shape (..., k)
        Real numbers.
    sigma_1, sigma_2 : Tensor, shape (..., k)
        Positive numbers.
    validate : bool, default True
        Whether the numbers in the arguments are checked; shapes and types always are. They are not
        while `torch.compile` traces, nor under `torch.func.vmap`. Of what is not checked and not
        valid the result means nothing.

    Returns
    -------
    Tensor, shape (...)
        The leading axes of the arguments broadcast by NumPy's rules. k has to be the same in all of
        them, and for k = 0 the value is 0. Of the type to which those of the tensors among the
        arguments are promoted, each of which counts, also one without axes; float16 and bfloat16
        are computed in float32.

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

    First and second derivatives by automatic differentiation are accurate as the value is, and
    finite where the two distributions are equal: derivatives of the special functions are given by
    their formulas, and a branch that is not taken contributes nothing.

    NaN and infinity in an argument that may be any real number go through the arithmetic.
    """
    shape, dtype, (mu_1, sigma_1, mu_2, sigma_2) = _cross_entropy_arguments(
        mu_1,
        sigma_1,
        mu_2,
        sigma_2,
        validate,
    )
    t_1 = sigma_1 / sigma_2
    t_2 = (mu_1 - mu_2) / sigma_2
    t_3 = torch.log(sigma_2) + 0.5 * math.log(2.0 * math.pi) + (0.5 * t_1 * t_1 + 0.5 * t_2 * t_2)
    value = torch.sum(t_3, dim=-1)
    return _result(value, shape, dtype)


def cross_entropy_gradient(
    mu_1: torch.Tensor,
    sigma_1: torch.Tensor,
    mu_2: torch.Tensor,
    sigma_2: torch.Tensor,
    *,
    validate: bool = True,
) -> CrossEntropyGradient:
    """Return the derivatives of `cross_entropy` with respect to its arguments.

    For P: p_i = Normal(mu_1[i], sigma_1[i]**2) for i = 1..k and Q: q_i = Normal(mu_2[i],
    sigma_2[i]**2) for i = 1..k, by the formulas that are described at `CrossEntropyGradient`.

    Parameters
    ----------
    mu_1, mu_2 : Tensor, shape (..., k)
        Real numbers.
    sigma_1, sigma_2 : Tensor, shape (..., k)
        Positive numbers.
    validate : bool, default True
        Whether the numbers in the arguments are checked; shapes and types always are. They are not
        while `torch.compile` traces, nor under `torch.func.vmap`. Of what is not checked and not
        valid the result means nothing.

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
    shape, dtype, (mu_1, sigma_1, mu_2, sigma_2) = _cross_entropy_arguments(
        mu_1,
        sigma_1,
        mu_2,
        sigma_2,
        validate,
    )
    t_1 = (mu_1 - mu_2) / sigma_2
    d_mu_1 = t_1 / sigma_2
    t_2 = sigma_1 / sigma_2
    d_sigma_1 = t_2 / sigma_2
    d_mu_2 = -d_mu_1
    d_sigma_2 = (1.0 - torch.square(t_2) - torch.square(t_1)) / sigma_2
    return CrossEntropyGradient(
        mu_1=_result(d_mu_1, (*shape, *mu_1.shape[-1:]), dtype),
        sigma_1=_result(d_sigma_1, (*shape, *sigma_1.shape[-1:]), dtype),
        mu_2=_result(d_mu_2, (*shape, *mu_2.shape[-1:]), dtype),
        sigma_2=_result(d_sigma_2, (*shape, *sigma_2.shape[-1:]), dtype),
    )


def _cross_entropy_arguments(mu_1, sigma_1, mu_2, sigma_2, validate):
    """Return the arguments as arrays that fit together, and their batch."""
    dtype, arrays = _arrays(mu_1=mu_1, sigma_1=sigma_1, mu_2=mu_2, sigma_2=sigma_2)
    mu_1, sigma_1, mu_2, sigma_2 = arrays
    shape = _batch_shape((1, 1, 1, 1), mu_1=mu_1, sigma_1=sigma_1, mu_2=mu_2, sigma_2=sigma_2)
    if validate:
        _check_positive(sigma_1=sigma_1, sigma_2=sigma_2)
    return shape, dtype, (mu_1, sigma_1, mu_2, sigma_2)


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


def _place(bad, array):
    """Return the indices of the first element that is marked."""
    marks = torch.where(bad, torch.ones_like(array), torch.zeros_like(array))
    flat = int(torch.argmax(torch.reshape(marks, (-1,))))
    at = []
    for length in reversed(tuple(array.shape)):
        flat, rest = divmod(flat, length)
        at.append(rest)
    return tuple(reversed(at))


def _refuse(name, what, bad, array):
    """Refuse an argument that has elements which are marked.

    Raises
    ------
    ValueError
        With the argument, the first place, and the number found there.
    """
    if _any(bad):
        at = _place(bad, array)
        where = f"[{', '.join(map(str, at))}]" if at else ""
        raise ValueError(f"{name} must {what}, but {name}{where} = {_number(array, at)}")


def _check_positive(**arrays):
    """Refuse arguments that are not positive and finite everywhere.

    Raises
    ------
    ValueError
        With the argument, the first place, and the number found there.
    """
    for name, array in arrays.items():
        bad = ~((array > 0) & torch.isfinite(array))
        _refuse(name, "be positive and finite", bad, array)


def _number(array, at):
    """Return an element as a number."""
    return array[at].item()


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


def _any(bad):
    """Return whether an element is marked; False where tensors have no values yet."""
    if torch.compiler.is_compiling():
        return False
    try:
        return bool(torch.any(bad))
    except RuntimeError:  # under torch.func.vmap
        return False


def _result(value, shape, dtype):
    """Return a value in its type, and as a tensor of its own in its shape."""
    if tuple(value.shape) != shape:
        value = torch.broadcast_to(value, shape).clone()
    return value.to(dtype)
