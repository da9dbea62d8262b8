# symkl 0.1.0 — derivation general_entropy_code — generated; do not edit
# source sha256:45634d3a1c124ad9c4e89159b7a13e6cb0b72d9d46c93549c8d836fc5c58a192
"""Entropy and cross-entropy of multivariate Gaussians, as they are computed.

- `entropy`: the value, from Sigma
- `entropy_gradient`: its derivatives
- `entropy_cholesky`: the value, from L
- `entropy_cholesky_gradient`: its derivatives
- `cross_entropy`: the value, from mu_1, Sigma_1, mu_2, Sigma_2
- `cross_entropy_gradient`: its derivatives
- `cross_entropy_cholesky`: the value, from mu_1, L_1, mu_2, L_2
- `cross_entropy_cholesky_gradient`: its derivatives

The module needs JAX and nothing else.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import jax
import jax.numpy as jnp
from jax.typing import ArrayLike

__all__ = [
    "CrossEntropyCholeskyGradient",
    "CrossEntropyGradient",
    "EntropyCholeskyGradient",
    "EntropyGradient",
    "cross_entropy",
    "cross_entropy_cholesky",
    "cross_entropy_cholesky_gradient",
    "cross_entropy_gradient",
    "entropy",
    "entropy_cholesky",
    "entropy_cholesky_gradient",
    "entropy_gradient",
]


class EntropyGradient(NamedTuple):
    """The derivatives of `entropy` with respect to its arguments.

    Cholesky factor: L of Sigma.

    Attributes
    ----------
    Sigma : shape (..., k, k)
        The symmetric G for which the differential is tr(G dSigma), dSigma symmetric.
        1/2*(inv(Sigma) @ eye(k))
    """

    Sigma: jax.Array


def entropy(
    Sigma: ArrayLike,
    *,
    validate: bool = True,
) -> jax.Array:
    """Return the differential entropy, entropy(q).

    For q = MultivariateNormal(mu, Sigma) this is ::

        1/2*k*log(2*pi) + 1/2*log(det(Sigma)) + 1/2*k

    evaluated in another form, which is proved equal to it.

    Parameters
    ----------
    Sigma : array_like, shape (..., k, k)
        Symmetric positive definite matrices. Symmetry is asked for up to rounding, and the
        symmetric part counts.
    validate : bool, default True
        Whether the numbers in the arguments are checked; shapes and types always are. They are not
        where JAX traces: under `jax.jit`, `jax.grad`, `jax.vmap`. Of what is not checked and not
        valid the result means nothing.

    Returns
    -------
    jax.Array, shape (...)
        The leading axes of the arguments broadcast by NumPy's rules. k has to be the same in all of
        them, and for k = 0 the value is 0. Of the type that JAX's rules of promotion give, which is
        float64 only where jax_enable_x64 is set; float16 and bfloat16 are computed in float32.

    Raises
    ------
    TypeError
        If an argument does not hold real numbers.
    ValueError
        If the shapes do not fit together, or if Sigma is not a symmetric positive definite matrix
        of finite numbers.

    Notes
    -----
    First and second derivatives by automatic differentiation are accurate as the value is, and
    finite where the two distributions are equal: derivatives of the special functions are given by
    their formulas, and a branch that is not taken contributes nothing.
    """
    shape, dtype, (Sigma,) = _entropy_arguments(Sigma, validate)
    L = _cholesky("Sigma", Sigma, validate)
    t_1 = jnp.log(jnp.diagonal(L, axis1=-2, axis2=-1)) + 0.5 * (math.log(2.0 * math.pi) + 1.0)
    value = jnp.sum(t_1, axis=-1)
    return _result(value, shape, dtype)


def entropy_gradient(
    Sigma: ArrayLike,
    *,
    validate: bool = True,
) -> EntropyGradient:
    """Return the derivatives of `entropy` with respect to its arguments.

    For q = MultivariateNormal(mu, Sigma), by the formulas that are described at `EntropyGradient`.

    Parameters
    ----------
    Sigma : array_like, shape (..., k, k)
        Symmetric positive definite matrices. Symmetry is asked for up to rounding, and the
        symmetric part counts.
    validate : bool, default True
        Whether the numbers in the arguments are checked; shapes and types always are. They are not
        where JAX traces: under `jax.jit`, `jax.grad`, `jax.vmap`. Of what is not checked and not
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
        If the shapes do not fit together, or if Sigma is not a symmetric positive definite matrix
        of finite numbers.
    """
    shape, dtype, (Sigma,) = _entropy_arguments(Sigma, validate)
    L = _cholesky("Sigma", Sigma, validate)
    k = Sigma.shape[-1]
    d_Sigma = 0.5 * _solve_cholesky(L, jnp.eye(k, dtype=Sigma.dtype))
    return EntropyGradient(
        Sigma=_result(_symmetric_part(d_Sigma), (*shape, *Sigma.shape[-2:]), dtype),
    )


def _entropy_arguments(Sigma, validate):
    """Return the arguments as arrays that fit together, and their batch."""
    dtype, arrays = _arrays(Sigma=Sigma)
    (Sigma,) = arrays
    shape = _batch_shape((2,), Sigma=Sigma)
    if validate:
        _check_symmetric(Sigma=Sigma)
    Sigma = _symmetric_part(Sigma)
    return shape, dtype, (Sigma,)


class EntropyCholeskyGradient(NamedTuple):
    """The derivatives of `entropy_cholesky` with respect to its arguments.

    Attributes
    ----------
    L : shape (..., k, k)
        The lower triangle of the G for which the differential is tr(G.T dL).
        inv(L).T @ eye(k)
    """

    L: jax.Array


def entropy_cholesky(
    L: ArrayLike,
    *,
    validate: bool = True,
) -> jax.Array:
    """Return the differential entropy, entropy(q).

    For q = MultivariateNormal(mu, L @ L.T) this is ::

        1/2*k*log(2*pi) + 1/2*log(det(L @ L.T)) + 1/2*k

    evaluated in another form, which is proved equal to it.

    Parameters
    ----------
    L : array_like, shape (..., k, k)
        Lower triangular matrices with a positive diagonal: Cholesky factors of the covariances.
        What is above the diagonal does not count.
    validate : bool, default True
        Whether the numbers in the arguments are checked; shapes and types always are. They are not
        where JAX traces: under `jax.jit`, `jax.grad`, `jax.vmap`. Of what is not checked and not
        valid the result means nothing.

    Returns
    -------
    jax.Array, shape (...)
        The leading axes of the arguments broadcast by NumPy's rules. k has to be the same in all of
        them, and for k = 0 the value is 0. Of the type that JAX's rules of promotion give, which is
        float64 only where jax_enable_x64 is set; float16 and bfloat16 are computed in float32.

    Raises
    ------
    TypeError
        If an argument does not hold real numbers.
    ValueError
        If the shapes do not fit together, or if L is not a lower triangular matrix of finite
        numbers with a positive diagonal.

    Notes
    -----
    Error at most x/(1 - 2 x) times Sum(abs(log(L[i, i])) + 1/2*(log(2*pi) + 1), i, k) with x = (10
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
    shape, dtype, (L,) = _entropy_cholesky_arguments(L, validate)
    t_1 = jnp.log(jnp.diagonal(L, axis1=-2, axis2=-1)) + 0.5 * (math.log(2.0 * math.pi) + 1.0)
    value = jnp.sum(t_1, axis=-1)
    return _result(value, shape, dtype)


def entropy_cholesky_gradient(
    L: ArrayLike,
    *,
    validate: bool = True,
) -> EntropyCholeskyGradient:
    """Return the derivatives of `entropy_cholesky` with respect to its arguments.

    For q = MultivariateNormal(mu, L @ L.T), by the formulas that are described at
    `EntropyCholeskyGradient`.

    Parameters
    ----------
    L : array_like, shape (..., k, k)
        Lower triangular matrices with a positive diagonal: Cholesky factors of the covariances.
        What is above the diagonal does not count.
    validate : bool, default True
        Whether the numbers in the arguments are checked; shapes and types always are. They are not
        where JAX traces: under `jax.jit`, `jax.grad`, `jax.vmap`. Of what is not checked and not
        valid the result means nothing.

    Returns
    -------
    EntropyCholeskyGradient
        The derivative with respect to each argument, in the shape that the argument has when all of
        them are broadcast against one another: the sum over the axes that were broadcast is the
        derivative with respect to what was passed.

    Raises
    ------
    TypeError
        If an argument does not hold real numbers.
    ValueError
        If the shapes do not fit together, or if L is not a lower triangular matrix of finite
        numbers with a positive diagonal.
    """
    shape, dtype, (L,) = _entropy_cholesky_arguments(L, validate)
    k = L.shape[-1]
    d_L = _solve_upper(L, jnp.eye(k, dtype=L.dtype))
    return EntropyCholeskyGradient(
        L=_result(jnp.tril(d_L), (*shape, *L.shape[-2:]), dtype),
    )


def _entropy_cholesky_arguments(L, validate):
    """Return the arguments as arrays that fit together, and their batch."""
    dtype, arrays = _arrays(L=L)
    (L,) = arrays
    shape = _batch_shape((2,), L=L)
    if validate:
        _check_factor(L=L)
    L = jnp.tril(L)
    return shape, dtype, (L,)


class CrossEntropyGradient(NamedTuple):
    """The derivatives of `cross_entropy` with respect to its arguments.

    Cholesky factors: L_1 of Sigma_1, L_2 of Sigma_2.

    Attributes
    ----------
    mu_1 : shape (..., k)
        inv(L_2).T @ (inv(L_2) @ (mu_1 - mu_2))
    Sigma_1 : shape (..., k, k)
        The symmetric G for which the differential is tr(G dSigma_1), dSigma_1 symmetric.
        1/2*(inv(Sigma_2) @ eye(k))
    mu_2 : shape (..., k)
        -(inv(L_2).T @ (inv(L_2) @ (mu_1 - mu_2)))
    Sigma_2 : shape (..., k, k)
        The symmetric G for which the differential is tr(G dSigma_2), dSigma_2 symmetric.
        -(1/2)*(inv(Sigma_2) @ (Sigma_1 + (mu_1 - mu_2) @ (mu_1 - mu_2).T - Sigma_2) @ inv(Sigma_2))
    """

    mu_1: jax.Array
    Sigma_1: jax.Array
    mu_2: jax.Array
    Sigma_2: jax.Array


def cross_entropy(
    mu_1: ArrayLike,
    Sigma_1: ArrayLike,
    mu_2: ArrayLike,
    Sigma_2: ArrayLike,
    *,
    validate: bool = True,
) -> jax.Array:
    """Return the cross-entropy H(q, q).

    For q = MultivariateNormal(mu_1, Sigma_1) and q = MultivariateNormal(mu_2, Sigma_2) this is ::

        1/2*k*log(2*pi) + 1/2*log(det(Sigma_2)) + 1/2*(tr(inv(Sigma_2) @ Sigma_1) + (mu_1 -
        mu_2).T @ inv(Sigma_2) @ (mu_1 - mu_2))

    evaluated in another form, which is proved equal to it.

    Parameters
    ----------
    mu_1, mu_2 : array_like, shape (..., k)
        Real numbers.
    Sigma_1, Sigma_2 : array_like, shape (..., k, k)
        Symmetric positive definite matrices. Symmetry is asked for up to rounding, and the
        symmetric part counts.
    validate : bool, default True
        Whether the numbers in the arguments are checked; shapes and types always are. They are not
        where JAX traces: under `jax.jit`, `jax.grad`, `jax.vmap`. Of what is not checked and not
        valid the result means nothing.

    Returns
    -------
    jax.Array, shape (...)
        The leading axes of the arguments broadcast by NumPy's rules. k has to be the same in all of
        them, and for k = 0 the value is 0. Of the type that JAX's rules of promotion give, which is
        float64 only where jax_enable_x64 is set; float16 and bfloat16 are computed in float32.

    Raises
    ------
    TypeError
        If an argument does not hold real numbers.
    ValueError
        If the shapes do not fit together, or if Sigma_1 or Sigma_2 is not a symmetric positive
        definite matrix of finite numbers.

    Notes
    -----
    No inverse is formed and no determinant. The error grows with the condition number of the second
    distribution's Cholesky factor, by which is divided.

    First and second derivatives by automatic differentiation are accurate as the value is, and
    finite where the two distributions are equal: derivatives of the special functions are given by
    their formulas, and a branch that is not taken contributes nothing.

    NaN and infinity in an argument that may be any real number go through the arithmetic.
    """
    shape, dtype, (mu_1, Sigma_1, mu_2, Sigma_2) = _cross_entropy_arguments(
        mu_1,
        Sigma_1,
        mu_2,
        Sigma_2,
        validate,
    )
    L_1 = _cholesky("Sigma_1", Sigma_1, validate)
    L_2 = _cholesky("Sigma_2", Sigma_2, validate)
    t_1 = _solve_lower(L_2, L_1)
    t_2 = _solve_lower(L_2, (mu_1 - mu_2)[..., None])[..., 0]
    t_3 = jnp.log(jnp.diagonal(L_2, axis1=-2, axis2=-1)) + 0.5 * math.log(2.0 * math.pi)
    t_4 = jnp.sum(t_3, axis=-1)
    t_5 = 0.5 * jnp.sum(jnp.square(t_1), axis=(-2, -1)) + 0.5 * jnp.sum(jnp.square(t_2), axis=-1)
    value = t_4 + t_5
    return _result(value, shape, dtype)


def cross_entropy_gradient(
    mu_1: ArrayLike,
    Sigma_1: ArrayLike,
    mu_2: ArrayLike,
    Sigma_2: ArrayLike,
    *,
    validate: bool = True,
) -> CrossEntropyGradient:
    """Return the derivatives of `cross_entropy` with respect to its arguments.

    For q = MultivariateNormal(mu_1, Sigma_1) and q = MultivariateNormal(mu_2, Sigma_2), by the
    formulas that are described at `CrossEntropyGradient`.

    Parameters
    ----------
    mu_1, mu_2 : array_like, shape (..., k)
        Real numbers.
    Sigma_1, Sigma_2 : array_like, shape (..., k, k)
        Symmetric positive definite matrices. Symmetry is asked for up to rounding, and the
        symmetric part counts.
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
        If the shapes do not fit together, or if Sigma_1 or Sigma_2 is not a symmetric positive
        definite matrix of finite numbers.
    """
    shape, dtype, (mu_1, Sigma_1, mu_2, Sigma_2) = _cross_entropy_arguments(
        mu_1,
        Sigma_1,
        mu_2,
        Sigma_2,
        validate,
    )
    _cholesky("Sigma_1", Sigma_1, validate)
    L_2 = _cholesky("Sigma_2", Sigma_2, validate)
    k = mu_1.shape[-1]
    t_1 = mu_1 - mu_2
    d_mu_1 = _solve_upper(L_2, _solve_lower(L_2, t_1[..., None]))[..., 0]
    d_Sigma_1 = 0.5 * _solve_cholesky(L_2, jnp.eye(k, dtype=mu_1.dtype))
    d_mu_2 = -d_mu_1
    t_2 = _solve_cholesky(L_2, Sigma_1 + t_1[..., :, None] * t_1[..., None, :] - Sigma_2)
    t_3 = _solve_cholesky(L_2, t_2.mT).mT
    d_Sigma_2 = -0.5 * t_3
    return CrossEntropyGradient(
        mu_1=_result(d_mu_1, (*shape, *mu_1.shape[-1:]), dtype),
        Sigma_1=_result(_symmetric_part(d_Sigma_1), (*shape, *Sigma_1.shape[-2:]), dtype),
        mu_2=_result(d_mu_2, (*shape, *mu_2.shape[-1:]), dtype),
        Sigma_2=_result(_symmetric_part(d_Sigma_2), (*shape, *Sigma_2.shape[-2:]), dtype),
    )


def _cross_entropy_arguments(mu_1, Sigma_1, mu_2, Sigma_2, validate):
    """Return the arguments as arrays that fit together, and their batch."""
    dtype, arrays = _arrays(mu_1=mu_1, Sigma_1=Sigma_1, mu_2=mu_2, Sigma_2=Sigma_2)
    mu_1, Sigma_1, mu_2, Sigma_2 = arrays
    shape = _batch_shape((1, 2, 1, 2), mu_1=mu_1, Sigma_1=Sigma_1, mu_2=mu_2, Sigma_2=Sigma_2)
    if validate:
        _check_symmetric(Sigma_1=Sigma_1, Sigma_2=Sigma_2)
    Sigma_1 = _symmetric_part(Sigma_1)
    Sigma_2 = _symmetric_part(Sigma_2)
    return shape, dtype, (mu_1, Sigma_1, mu_2, Sigma_2)


class CrossEntropyCholeskyGradient(NamedTuple):
    """The derivatives of `cross_entropy_cholesky` with respect to its arguments.

    Attributes
    ----------
    mu_1 : shape (..., k)
        inv(L_2).T @ (inv(L_2) @ (mu_1 - mu_2))
    L_1 : shape (..., k, k)
        The lower triangle of the G for which the differential is tr(G.T dL_1).
        inv(L_2).T @ (inv(L_2) @ L_1)
    mu_2 : shape (..., k)
        -(inv(L_2).T @ (inv(L_2) @ (mu_1 - mu_2)))
    L_2 : shape (..., k, k)
        The lower triangle of the G for which the differential is tr(G.T dL_2).
        -(inv(L_2).T @ (inv(L_2) @ L_1 @ (inv(L_2) @ L_1).T + inv(L_2) @ (mu_1 - mu_2) @ (inv(L_2) @
        (mu_1 - mu_2)).T - eye(k)))
    """

    mu_1: jax.Array
    L_1: jax.Array
    mu_2: jax.Array
    L_2: jax.Array


def cross_entropy_cholesky(
    mu_1: ArrayLike,
    L_1: ArrayLike,
    mu_2: ArrayLike,
    L_2: ArrayLike,
    *,
    validate: bool = True,
) -> jax.Array:
    """Return the cross-entropy H(q, q).

    For q = MultivariateNormal(mu_1, L_1 @ L_1.T) and q = MultivariateNormal(mu_2, L_2 @ L_2.T) this
    is ::

        1/2*k*log(2*pi) + 1/2*log(det(L_2 @ L_2.T)) + 1/2*(tr(inv(L_2 @ L_2.T) @ (L_1 @ L_1.T))
        + (mu_1 - mu_2).T @ inv(L_2 @ L_2.T) @ (mu_1 - mu_2))

    evaluated in another form, which is proved equal to it.

    Parameters
    ----------
    mu_1, mu_2 : array_like, shape (..., k)
        Real numbers.
    L_1, L_2 : array_like, shape (..., k, k)
        Lower triangular matrices with a positive diagonal: Cholesky factors of the covariances.
        What is above the diagonal does not count.
    validate : bool, default True
        Whether the numbers in the arguments are checked; shapes and types always are. They are not
        where JAX traces: under `jax.jit`, `jax.grad`, `jax.vmap`. Of what is not checked and not
        valid the result means nothing.

    Returns
    -------
    jax.Array, shape (...)
        The leading axes of the arguments broadcast by NumPy's rules. k has to be the same in all of
        them, and for k = 0 the value is 0. Of the type that JAX's rules of promotion give, which is
        float64 only where jax_enable_x64 is set; float16 and bfloat16 are computed in float32.

    Raises
    ------
    TypeError
        If an argument does not hold real numbers.
    ValueError
        If the shapes do not fit together, or if L_1 or L_2 is not a lower triangular matrix of
        finite numbers with a positive diagonal.

    Notes
    -----
    No inverse is formed and no determinant. The error grows with the condition number of the second
    distribution's Cholesky factor, by which is divided.

    First and second derivatives by automatic differentiation are accurate as the value is, and
    finite where the two distributions are equal: derivatives of the special functions are given by
    their formulas, and a branch that is not taken contributes nothing.

    NaN and infinity in an argument that may be any real number go through the arithmetic.
    """
    shape, dtype, (mu_1, L_1, mu_2, L_2) = _cross_entropy_cholesky_arguments(
        mu_1,
        L_1,
        mu_2,
        L_2,
        validate,
    )
    t_1 = _solve_lower(L_2, L_1)
    t_2 = _solve_lower(L_2, (mu_1 - mu_2)[..., None])[..., 0]
    t_3 = jnp.log(jnp.diagonal(L_2, axis1=-2, axis2=-1)) + 0.5 * math.log(2.0 * math.pi)
    t_4 = jnp.sum(t_3, axis=-1)
    t_5 = 0.5 * jnp.sum(jnp.square(t_1), axis=(-2, -1)) + 0.5 * jnp.sum(jnp.square(t_2), axis=-1)
    value = t_4 + t_5
    return _result(value, shape, dtype)


def cross_entropy_cholesky_gradient(
    mu_1: ArrayLike,
    L_1: ArrayLike,
    mu_2: ArrayLike,
    L_2: ArrayLike,
    *,
    validate: bool = True,
) -> CrossEntropyCholeskyGradient:
    """Return the derivatives of `cross_entropy_cholesky` with respect to its arguments.

    For q = MultivariateNormal(mu_1, L_1 @ L_1.T) and q = MultivariateNormal(mu_2, L_2 @ L_2.T), by
    the formulas that are described at `CrossEntropyCholeskyGradient`.

    Parameters
    ----------
    mu_1, mu_2 : array_like, shape (..., k)
        Real numbers.
    L_1, L_2 : array_like, shape (..., k, k)
        Lower triangular matrices with a positive diagonal: Cholesky factors of the covariances.
        What is above the diagonal does not count.
    validate : bool, default True
        Whether the numbers in the arguments are checked; shapes and types always are. They are not
        where JAX traces: under `jax.jit`, `jax.grad`, `jax.vmap`. Of what is not checked and not
        valid the result means nothing.

    Returns
    -------
    CrossEntropyCholeskyGradient
        The derivative with respect to each argument, in the shape that the argument has when all of
        them are broadcast against one another: the sum over the axes that were broadcast is the
        derivative with respect to what was passed.

    Raises
    ------
    TypeError
        If an argument does not hold real numbers.
    ValueError
        If the shapes do not fit together, or if L_1 or L_2 is not a lower triangular matrix of
        finite numbers with a positive diagonal.
    """
    shape, dtype, (mu_1, L_1, mu_2, L_2) = _cross_entropy_cholesky_arguments(
        mu_1,
        L_1,
        mu_2,
        L_2,
        validate,
    )
    k = mu_1.shape[-1]
    t_1 = _solve_lower(L_2, (mu_1 - mu_2)[..., None])[..., 0]
    d_mu_1 = _solve_upper(L_2, t_1[..., None])[..., 0]
    t_2 = _solve_lower(L_2, L_1)
    d_L_1 = _solve_upper(L_2, t_2)
    d_mu_2 = -d_mu_1
    t_3 = jnp.matmul(t_2, t_2.mT, precision="highest") + t_1[..., :, None] * t_1[..., None, :]
    t_4 = t_3 - jnp.eye(k, dtype=mu_1.dtype)
    t_5 = _solve_upper(L_2, t_4)
    d_L_2 = -t_5
    return CrossEntropyCholeskyGradient(
        mu_1=_result(d_mu_1, (*shape, *mu_1.shape[-1:]), dtype),
        L_1=_result(jnp.tril(d_L_1), (*shape, *L_1.shape[-2:]), dtype),
        mu_2=_result(d_mu_2, (*shape, *mu_2.shape[-1:]), dtype),
        L_2=_result(jnp.tril(d_L_2), (*shape, *L_2.shape[-2:]), dtype),
    )


def _cross_entropy_cholesky_arguments(mu_1, L_1, mu_2, L_2, validate):
    """Return the arguments as arrays that fit together, and their batch."""
    dtype, arrays = _arrays(mu_1=mu_1, L_1=L_1, mu_2=mu_2, L_2=L_2)
    mu_1, L_1, mu_2, L_2 = arrays
    shape = _batch_shape((1, 2, 1, 2), mu_1=mu_1, L_1=L_1, mu_2=mu_2, L_2=L_2)
    if validate:
        _check_factor(L_1=L_1, L_2=L_2)
    L_1 = jnp.tril(L_1)
    L_2 = jnp.tril(L_2)
    return shape, dtype, (mu_1, L_1, mu_2, L_2)


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


def _check_factor(**arrays):
    """Refuse Cholesky factors that are not lower triangular, finite, and positive on the diagonal.

    Raises
    ------
    ValueError
        With the argument, the first place, and the number found there.
    """
    for name, array in arrays.items():
        ones = jnp.ones_like(array)
        diagonal = jnp.tril(jnp.triu(ones)) > 0
        above = jnp.tril(ones) == 0
        _refuse(name, "be finite", ~jnp.isfinite(array), array)
        _refuse(name, "be lower triangular", above & (array != 0), array)
        _refuse(name, "have a positive diagonal", diagonal & ~(array > 0), array)


def _check_symmetric(**arrays):
    """Refuse covariances that are not finite or not symmetric up to rounding.

    An entry may differ from its mirror image by sqrt(eps) in terms of the two standard deviations:
    more than any order of summation makes of a symmetric product, less than a mistake does.

    Raises
    ------
    ValueError
        With the argument, the first place, and the numbers found there.
    """
    for name, array in arrays.items():
        _refuse(name, "be finite", ~jnp.isfinite(array), array)
        scale = jnp.sqrt(jnp.abs(jnp.linalg.diagonal(array)))
        bound = jnp.finfo(array.dtype).eps ** 0.5 * scale[..., :, None] * scale[..., None, :]
        bad = ~(jnp.abs(array - array.mT) <= bound)
        if _any(bad):
            at = _place(bad, array)
            turned = (*at[:-2], at[-1], at[-2])
            raise ValueError(
                f"{name} must be symmetric, but "
                f"{name}[{', '.join(map(str, at))}] = {_number(array, at)} and "
                f"{name}[{', '.join(map(str, turned))}] = {_number(array, turned)}"
            )


def _symmetric_part(matrices):
    """Return matrices that are symmetric but for rounding as exactly symmetric ones."""
    return 0.5 * (matrices + matrices.mT)


def _solve_cholesky(factor, right):
    """Return X with factor @ factor.T @ X = right for lower triangular matrices."""
    return _solve_upper(factor, _solve_lower(factor, right))


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
