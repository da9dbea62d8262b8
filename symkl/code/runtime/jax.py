"""The helpers that generated JAX modules carry beside those of `symkl.code.runtime.shared`.

The derivatives of g and h are given by their formulas, each of them differentiable again: what
automatic differentiation makes of a polynomial is not the derivative to the last bits, and of
``expm1(v) - v`` it makes a difference.

This file is read as text; JAX is needed only where the generated modules are used.

References
----------
.. [1] The JAX manual, "Custom derivative rules for JAX-transformable Python functions".
"""

from __future__ import annotations

import jax
import jax.numpy as jnp


@jax.custom_jvp
def _g(x):
    """Return ``x - log1p(x)``, with the derivative ``x / (1 + x)``."""
    return _g_value(x)


@_g.defjvp
def _g_derivative(primals, tangents):
    """Return the value, and the derivative times a direction."""
    return _g(*primals), tangents[0] * _g_slope(*primals)


@jax.custom_jvp
def _g_slope(x):
    """Return ``x / (1 + x)``, with the derivative ``(1 + x)**-2``, in which nothing cancels."""
    return x / (1.0 + x)


@_g_slope.defjvp
def _g_slope_derivative(primals, tangents):
    """Return the value, and the derivative times a direction."""
    return _g_slope(*primals), tangents[0] / (1.0 + primals[0]) / (1.0 + primals[0])


@jax.custom_jvp
def _h(v):
    """Return ``expm1(v) - v``, with the derivative ``expm1(v)``."""
    return _h_value(v)


@_h.defjvp
def _h_derivative(primals, tangents):
    """Return the value, and the derivative times a direction."""
    return _h(*primals), tangents[0] * _expm1(*primals)


@jax.custom_jvp
def _expm1(v):
    """Return ``expm1(v)``, with the derivative ``exp(v)`` instead of ``expm1(v) + 1``."""
    return jnp.expm1(v)


@_expm1.defjvp
def _expm1_derivative(primals, tangents):
    """Return the value, and the derivative times a direction."""
    return _expm1(*primals), tangents[0] * jnp.exp(primals[0])


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


def _factor(matrices):
    """Return Cholesky factors; NaN for a matrix that is not positive definite."""
    return jnp.linalg.cholesky(matrices, symmetrize_input=False)


def _cholesky(name, matrices, validate):
    """Return the lower triangular L with L @ L.T = matrices.

    Raises
    ------
    ValueError
        If a matrix is not positive definite; with the first one's place.
    """
    factors = _factor(matrices)
    if validate:
        bad = jnp.isnan(factors).any((-2, -1))
        if _any(bad):
            at = ", ".join(map(str, _place(bad, bad.astype(matrices.dtype))))
            where = f"{name}[{at}]" if at else name
            raise ValueError(f"{name} must be positive definite, but {where} is not")
    return factors


def _solve_lower(factor, right):
    """Return X with factor @ X = right for lower triangular matrices."""
    return jax.scipy.linalg.solve_triangular(factor, right, lower=True)


def _solve_upper(factor, right):
    """Return X with factor.T @ X = right for lower triangular matrices."""
    return jax.scipy.linalg.solve_triangular(factor, right, trans="T", lower=True)


def _result(value, shape, dtype):
    """Return a value in its type and shape."""
    return jnp.broadcast_to(value, shape).astype(dtype)
