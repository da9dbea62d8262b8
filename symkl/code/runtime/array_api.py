"""The helpers of generated array-API modules, beside those of `symkl.code.runtime.shared`.

The standard has Cholesky factors (in its extension ``linalg``) and no triangular systems. The ones
here are solved by substitution: the general solver pivots, and knows nothing of the triangle. The
system is halved until it is small, so that nearly all of the work is in matrix products.

References
----------
.. [1] Consortium for Python Data API Standards, Python array API standard, v2023.12.
.. [2] N. J. Higham, Accuracy and Stability of Numerical Algorithms, 2nd ed., SIAM 2002, theorem 8.5
       (substitution is backward stable row by row, in any order of summation).
"""

from __future__ import annotations


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


def _factor(xp, matrices):
    """Return Cholesky factors."""
    return xp.linalg.cholesky(matrices)


def _cholesky(xp, name, matrices, validate):
    """Return the lower triangular L with L @ L.T = matrices.

    Raises
    ------
    ValueError
        If a matrix is not positive definite.
    """
    if not validate:
        return _factor(xp, matrices)
    try:
        factors = _factor(xp, matrices)
        failed = _any(xp, xp.isnan(factors))
    except Exception as error:  # of a type that the standard leaves open
        raise ValueError(f"{name} must be positive definite") from error
    if failed:
        raise ValueError(f"{name} must be positive definite")
    return factors


def _solve_lower(xp, factor, right):
    """Return X with factor @ X = right for lower triangular matrices, by forward substitution."""
    k = factor.shape[-1]
    if k > 8:
        half = k // 2
        top = _solve_lower(xp, factor[..., :half, :half], right[..., :half, :])
        rest = right[..., half:, :] - xp.matmul(factor[..., half:, :half], top)
        below = _solve_lower(xp, factor[..., half:, half:], rest)
        return xp.concat(
            (xp.broadcast_to(top, (*below.shape[:-2], *top.shape[-2:])), below), axis=-2
        )
    rows = []
    for i in range(k):
        row = right[..., i, :]
        for j, solved in enumerate(rows):
            row = row - factor[..., i, j, None] * solved
        rows.append(row / factor[..., i, i, None])
    return xp.stack(rows, axis=-2) if rows else right


def _solve_upper(xp, factor, right):
    """Return X with factor.T @ X = right for lower triangular matrices, by back substitution."""
    turned = xp.flip(factor.mT, axis=(-2, -1))  # lower triangular again
    return xp.flip(_solve_lower(xp, turned, xp.flip(right, axis=-2)), axis=-2)


def _result(xp, value, shape, dtype):
    """Return a value in its type, and as an array of its own in its shape."""
    if tuple(value.shape) != shape:
        value = xp.asarray(xp.broadcast_to(value, shape), copy=True)
    return xp.astype(value, dtype, copy=False)


def _expit(xp, x):
    """Return ``1/(1 + exp(-x))``, where nothing overflows."""
    e = xp.exp(-xp.abs(x))
    return xp.where(x < 0, e, xp.ones_like(x)) / (1 + e)


def _softplus(xp, x):
    """Return ``log(1 + exp(x))``, where nothing overflows."""
    return xp.logaddexp(x, xp.zeros_like(x))
