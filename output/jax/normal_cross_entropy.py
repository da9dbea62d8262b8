# symkl 0.1.0 — derivation normal_cross_entropy_code — generated; do not edit
# source sha256:b00fa66642d2c23eb382483fb4bd101ccad39e723cf050f2145e6315dc1f8f33
"""Cross-entropy of two normal distributions, as it is computed from scales.

- `cross_entropy`: the value
- `cross_entropy_gradient`: its derivatives

The module needs JAX and nothing else.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import jax
import jax.numpy as jnp
from jax.typing import ArrayLike

__all__ = [
    "CrossEntropyGradient",
    "cross_entropy",
    "cross_entropy_gradient",
]


class CrossEntropyGradient(NamedTuple):
    """The derivatives of `cross_entropy` with respect to its arguments.

    Attributes
    ----------
    mu_1 : shape (...)
        (mu_1 - mu_2)/sigma_2/sigma_2
    sigma_1 : shape (...)
        sigma_1/sigma_2/sigma_2
    mu_2 : shape (...)
        -((mu_1 - mu_2)/sigma_2/sigma_2)
    sigma_2 : shape (...)
        (1 - (sigma_1/sigma_2)**2 - ((mu_1 - mu_2)/sigma_2)**2)/sigma_2
    """

    mu_1: jax.Array
    sigma_1: jax.Array
    mu_2: jax.Array
    sigma_2: jax.Array


def cross_entropy(
    mu_1: ArrayLike,
    sigma_1: ArrayLike,
    mu_2: ArrayLike,
    sigma_2: ArrayLike,
    *,
    validate: bool = True,
) -> jax.Array:
    """Return the cross-entropy H(p, q).

    For p = Normal(mu_1, sigma_1**2) and q = Normal(mu_2, sigma_2**2) this is ::

        1/2*log(2*pi*sigma_2**2) + (sigma_1**2 + (mu_1 - mu_2)**2)/(2*sigma_2**2)

    evaluated in another form, which is proved equal to it.

    Parameters
    ----------
    mu_1, mu_2 : array_like, shape (...)
        Real numbers.
    sigma_1, sigma_2 : array_like, shape (...)
        Positive numbers.
    validate : bool, default True
        Whether the numbers in the arguments are checked; shapes and types always are. They are not
        where JAX traces: under `jax.jit`, `jax.grad`, `jax.vmap`. Of what is not checked and not
        valid the result means nothing.

    Returns
    -------
    jax.Array, shape (...)
        The arguments broadcast by NumPy's rules. Of the type that JAX's rules of promotion give,
        which is float64 only where jax_enable_x64 is set; float16 and bfloat16 are computed in
        float32.

    Raises
    ------
    TypeError
        If an argument does not hold real numbers.
    ValueError
        If the shapes do not fit together, or if sigma_1 or sigma_2 is not positive and finite.

    Notes
    -----
    Error at most 11 u times (abs(log(sigma_2)) + 1/2*log(2*pi) + (1/2*(sigma_1/sigma_2)**2 +
    1/2*((mu_1 - mu_2)/sigma_2)**2)), where u is 2^-53 in float64 and 2^-24 in float32. This is
    derived in the standard model of floating-point arithmetic, for operations that round correctly
    and functions that keep to 4 ulp (log). It is for results that are normal numbers, where no
    intermediate result overflows or underflows.

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
    value = jnp.log(sigma_2) + 0.5 * math.log(2.0 * math.pi) + (0.5 * t_1 * t_1 + 0.5 * t_2 * t_2)
    return _result(value, shape, dtype)


def cross_entropy_gradient(
    mu_1: ArrayLike,
    sigma_1: ArrayLike,
    mu_2: ArrayLike,
    sigma_2: ArrayLike,
    *,
    validate: bool = True,
) -> CrossEntropyGradient:
    """Return the derivatives of `cross_entropy` with respect to its arguments.

    For p = Normal(mu_1, sigma_1**2) and q = Normal(mu_2, sigma_2**2), by the formulas that are
    described at `CrossEntropyGradient`.

    Parameters
    ----------
    mu_1, mu_2 : array_like, shape (...)
        Real numbers.
    sigma_1, sigma_2 : array_like, shape (...)
        Positive numbers.
    validate : bool, default True
        Whether the numbers in the arguments are checked; shapes and types always are. They are not
        where JAX traces: under `jax.jit`, `jax.grad`, `jax.vmap`. Of what is not checked and not
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
    d_sigma_2 = (1.0 - jnp.square(t_2) - jnp.square(t_1)) / sigma_2
    return CrossEntropyGradient(
        mu_1=_result(d_mu_1, shape, dtype),
        sigma_1=_result(d_sigma_1, shape, dtype),
        mu_2=_result(d_mu_2, shape, dtype),
        sigma_2=_result(d_sigma_2, shape, dtype),
    )


def _cross_entropy_arguments(mu_1, sigma_1, mu_2, sigma_2, validate):
    """Return the arguments as arrays that fit together, and their batch."""
    dtype, arrays = _arrays(mu_1=mu_1, sigma_1=sigma_1, mu_2=mu_2, sigma_2=sigma_2)
    mu_1, sigma_1, mu_2, sigma_2 = arrays
    shape = _batch_shape((0, 0, 0, 0), mu_1=mu_1, sigma_1=sigma_1, mu_2=mu_2, sigma_2=sigma_2)
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
    marks = jnp.where(bad, jnp.ones_like(array), jnp.zeros_like(array))
    flat = int(jnp.argmax(jnp.reshape(marks, (-1,))))
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
        bad = ~((array > 0) & jnp.isfinite(array))
        _refuse(name, "be positive and finite", bad, array)


def _arrays(**arguments):
    """Return the type of the result, and the arguments as arrays of one type.

    Parameters
    ----------
    **arguments : array_like
        Real numbers; they are combined by JAX's rules of promotion, by which Python's own adapt
        to the arrays beside them. float16 and bfloat16 are computed in float32; integers are of
        the default type.

    Raises
    ------
    TypeError
        If an argument holds anything else (complex, bool, text).
    """
    arrays = []
    for name, value in arguments.items():
        try:
            # An integer of Python's may be too long for one of JAX's.
            array = jnp.asarray(float(value) if type(value) is int else value)
        except (TypeError, ValueError, OverflowError) as error:
            raise TypeError(f"{name} must be an array of real numbers: {error}") from error
        if not (
            jnp.issubdtype(array.dtype, jnp.floating) or jnp.issubdtype(array.dtype, jnp.integer)
        ):
            raise TypeError(f"{name} must hold real numbers, not {array.dtype}")
        arrays.append(array)
    dtype = jnp.result_type(*arrays)
    if not jnp.issubdtype(dtype, jnp.floating):
        dtype = jnp.result_type(float)
    computed = dtype if dtype.itemsize >= 4 else jnp.float32
    return dtype, [array.astype(computed) for array in arrays]


def _any(bad):
    """Return whether an element is marked; False where arrays have no values yet."""
    return not isinstance(bad, jax.core.Tracer) and bool(jnp.any(bad))


def _number(array, at):
    """Return an element as a number."""
    return float(array[at])


def _result(value, shape, dtype):
    """Return a value in its type and shape."""
    return jnp.broadcast_to(value, shape).astype(dtype)
