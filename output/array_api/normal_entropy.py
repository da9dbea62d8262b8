# symkl 0.1.0 — derivation normal_entropy_code — generated; do not edit
# source sha256:b00fa66642d2c23eb382483fb4bd101ccad39e723cf050f2145e6315dc1f8f33
"""Entropy of the normal distribution, as it is computed.

- `entropy`: the value
- `entropy_gradient`: its derivatives

The module needs nothing but the library that its arguments belong to, which has to keep the
Python array API standard, version 2022.12 or newer.
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

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

    sigma: Any


def entropy(
    sigma: Any,
    *,
    xp: Any = None,
    validate: bool = True,
) -> Any:
    """Return the differential entropy, entropy(q).

    For q = Normal(mu, sigma**2) this is ::

        1/2*log(2*pi) + 1/2*log(sigma**2) + 1/2

    evaluated in another form, which is proved equal to it.

    Parameters
    ----------
    sigma : array or float, shape (...)
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
        The arguments broadcast by NumPy's rules. Of the type to which those of the arrays among the
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
    Error at most 10 u times (abs(log(sigma)) + 1/2*(log(2*pi) + 1)), where u is 2^-53 in float64
    and 2^-24 in float32. This is derived in the standard model of floating-point arithmetic, for
    operations that round correctly and functions that keep to 4 ulp (log). It is for results that
    are normal numbers, where no intermediate result overflows or underflows.
    """
    xp, shape, dtype, (sigma,) = _entropy_arguments(sigma, xp, validate)
    value = xp.log(sigma) + 0.5 * (math.log(2.0 * math.pi) + 1.0)
    return _result(xp, value, shape, dtype)


def entropy_gradient(
    sigma: Any,
    *,
    xp: Any = None,
    validate: bool = True,
) -> EntropyGradient:
    """Return the derivatives of `entropy` with respect to its arguments.

    For q = Normal(mu, sigma**2), by the formulas that are described at `EntropyGradient`.

    Parameters
    ----------
    sigma : array or float, shape (...)
        Positive numbers.
    xp : module, optional
        The array library; by default the one that the arguments tell of.
    validate : bool, default True
        Whether the numbers in the arguments are checked; shapes and types always are. A library
        that traces or delays cannot look at them, and needs it to be False. Of what is not checked
        and not valid the result means nothing.

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
    xp, shape, dtype, (sigma,) = _entropy_arguments(sigma, xp, validate)
    d_sigma = 1.0 / sigma
    return EntropyGradient(
        sigma=_result(xp, d_sigma, shape, dtype),
    )


def _entropy_arguments(sigma, xp, validate):
    """Return the arguments as arrays that fit together, and their batch."""
    xp = _namespace(xp, sigma=sigma)
    dtype, arrays = _arrays(xp, sigma=sigma)
    (sigma,) = arrays
    shape = _batch_shape((0,), sigma=sigma)
    if validate:
        _check_positive(xp, sigma=sigma)
    return xp, shape, dtype, (sigma,)


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
