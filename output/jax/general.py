# symkl 0.1.0 — derivation general_code — generated; do not edit
# source sha256:ba5caa8686688f8996feddab6bfbf6836302bad4b83e60556701c4f27937c06a
"""KL divergence between two multivariate Gaussians, as it is computed.

- `kl_divergence`: the value, from mu_1, Sigma_1, mu_2, Sigma_2
- `kl_divergence_terms`: the terms that add up to it
- `kl_divergence_gradient`: its derivatives
- `kl_divergence_cholesky`: the value, from mu_1, L_1, mu_2, L_2
- `kl_divergence_cholesky_terms`: the terms that add up to it
- `kl_divergence_cholesky_gradient`: its derivatives

The module needs JAX and nothing else.
"""

from __future__ import annotations

from typing import NamedTuple

import jax
import jax.numpy as jnp
from jax.typing import ArrayLike

__all__ = [
    "KlDivergenceCholeskyGradient",
    "KlDivergenceCholeskyTerms",
    "KlDivergenceGradient",
    "KlDivergenceTerms",
    "kl_divergence",
    "kl_divergence_cholesky",
    "kl_divergence_cholesky_gradient",
    "kl_divergence_cholesky_terms",
    "kl_divergence_gradient",
    "kl_divergence_terms",
]


class KlDivergenceTerms(NamedTuple):
    """The terms of `kl_divergence`, which add up to it.

    Attributes
    ----------
    log_determinant
        1/2*log(det(Sigma_2)/det(Sigma_1))
    trace
        1/2*(tr(inv(Sigma_2) @ Sigma_1) - k)
    mahalanobis
        1/2*((mu_1 - mu_2).T @ inv(Sigma_2) @ (mu_1 - mu_2))
    """

    log_determinant: jax.Array
    trace: jax.Array
    mahalanobis: jax.Array


class KlDivergenceGradient(NamedTuple):
    """The derivatives of `kl_divergence` with respect to its arguments.

    Cholesky factors: L_1 of Sigma_1, L_2 of Sigma_2.

    Attributes
    ----------
    mu_1 : shape (..., k)
        inv(L_2).T @ (inv(L_2) @ (mu_1 - mu_2))
    Sigma_1 : shape (..., k, k)
        The symmetric G for which the differential is tr(G dSigma_1), dSigma_1 symmetric.
        1/2*(inv(Sigma_2) @ (Sigma_1 - Sigma_2) @ inv(Sigma_1))
    mu_2 : shape (..., k)
        -(inv(L_2).T @ (inv(L_2) @ (mu_1 - mu_2)))
    Sigma_2 : shape (..., k, k)
        The symmetric G for which the differential is tr(G dSigma_2), dSigma_2 symmetric.
        -(1/2)*(inv(Sigma_2) @ (Sigma_1 - Sigma_2 + (mu_1 - mu_2) @ (mu_1 - mu_2).T) @ inv(Sigma_2))
    """

    mu_1: jax.Array
    Sigma_1: jax.Array
    mu_2: jax.Array
    Sigma_2: jax.Array


def kl_divergence(
    mu_1: ArrayLike,
    Sigma_1: ArrayLike,
    mu_2: ArrayLike,
    Sigma_2: ArrayLike,
    *,
    validate: bool = True,
) -> jax.Array:
    """Return the Kullback-Leibler divergence KL(p, q).

    For p = MultivariateNormal(mu_1, Sigma_1) and q = MultivariateNormal(mu_2, Sigma_2) this is ::

        1/2*(tr(inv(Sigma_2) @ Sigma_1) + (mu_1 - mu_2).T @ inv(Sigma_2) @ (mu_1 - mu_2) - k +
        log(det(Sigma_2)/det(Sigma_1)))

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
    The form is a sum of terms that are not negative, in squares and g(x) = x - log1p(x), so that
    nothing cancels where the two distributions nearly coincide.

    No inverse is formed and no determinant. The error grows with the condition number of the second
    distribution's Cholesky factor, by which is divided.

    First and second derivatives by automatic differentiation are accurate as the value is, and
    finite where the two distributions are equal: derivatives of the special functions are given by
    their formulas, and a branch that is not taken contributes nothing.

    NaN and infinity in an argument that may be any real number go through the arithmetic.
    """
    shape, dtype, (mu_1, Sigma_1, mu_2, Sigma_2) = _kl_divergence_arguments(
        mu_1,
        Sigma_1,
        mu_2,
        Sigma_2,
        validate,
    )
    L_1 = _cholesky("Sigma_1", Sigma_1, validate)
    L_2 = _cholesky("Sigma_2", Sigma_2, validate)
    t_1 = _solve_lower(L_2, (mu_1 - mu_2)[..., None])[..., 0]
    t_2 = _factor_change(Sigma_1, L_1, Sigma_2, L_2)
    t_3 = jnp.tril(t_2, k=-1)
    t_4 = jnp.diagonal(L_1, axis1=-2, axis2=-1)
    t_5 = jnp.diagonal(L_2, axis1=-2, axis2=-1)
    t_6 = t_4 < 0.5 * t_5
    t_7 = jnp.diagonal(t_2, axis1=-2, axis2=-1)
    t_8 = t_4 < t_5 / 1073741824.0
    t_9 = t_6 & t_8
    t_10 = jnp.where(t_9, t_4, 1.0)
    t_11 = jnp.where(t_9, t_5, 1.0)
    t_12 = jnp.sqrt(t_10) / jnp.sqrt(t_11)
    t_13 = jnp.where(t_9, t_12, 1.0)
    t_14 = t_4 / t_5
    t_15 = t_6 & ~t_8
    t_16 = jnp.where(t_15, t_14, 1.0)
    t_17 = jnp.where(t_8, 2.0 * jnp.log(t_13), jnp.log(t_16))
    t_18 = jnp.where(t_6, 0.0, t_7)
    t_19 = jnp.where(t_6, 0.5 * t_7 * (2.0 + t_7) - t_17, 0.5 * t_7 * t_7 + _g(t_18))
    t_20 = 0.5 * jnp.sum(jnp.square(t_1), axis=-1) + 0.5 * jnp.sum(jnp.square(t_3), axis=(-2, -1))
    value = t_20 + jnp.sum(t_19, axis=-1)
    return _result(value, shape, dtype)


def kl_divergence_terms(
    mu_1: ArrayLike,
    Sigma_1: ArrayLike,
    mu_2: ArrayLike,
    Sigma_2: ArrayLike,
    *,
    validate: bool = True,
) -> KlDivergenceTerms:
    """Return the terms that add up to `kl_divergence`.

    For p = MultivariateNormal(mu_1, Sigma_1) and q = MultivariateNormal(mu_2, Sigma_2); the terms
    are described at `KlDivergenceTerms`.

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
    KlDivergenceTerms
        Each term: the leading axes of the arguments broadcast by NumPy's rules. k has to be the
        same in all of them, and for k = 0 the value is 0. Of the type that JAX's rules of promotion
        give, which is float64 only where jax_enable_x64 is set; float16 and bfloat16 are computed
        in float32.

    Raises
    ------
    TypeError
        If an argument does not hold real numbers.
    ValueError
        If the shapes do not fit together, or if Sigma_1 or Sigma_2 is not a symmetric positive
        definite matrix of finite numbers.

    Notes
    -----
    Each term is accurate by itself. Where the two distributions nearly coincide, terms of opposite
    sign cancel in their sum: `kl_divergence` does not add them, and stays accurate.
    """
    shape, dtype, (mu_1, Sigma_1, mu_2, Sigma_2) = _kl_divergence_arguments(
        mu_1,
        Sigma_1,
        mu_2,
        Sigma_2,
        validate,
    )
    L_1 = _cholesky("Sigma_1", Sigma_1, validate)
    L_2 = _cholesky("Sigma_2", Sigma_2, validate)
    t_1 = jnp.diagonal(L_1, axis1=-2, axis2=-1)
    t_2 = jnp.diagonal(L_2, axis1=-2, axis2=-1)
    t_3 = (t_1 < 0.5 * t_2) | (2.0 * t_2 < t_1)
    t_4 = jnp.where(t_3, t_1, 1.0)
    t_5 = jnp.where(t_3, t_2, 1.0)
    t_6 = jnp.sqrt(t_4) / jnp.sqrt(t_5)
    t_7 = jnp.where(t_3, t_6, 1.0)
    t_8 = _factor_change(Sigma_1, L_1, Sigma_2, L_2)
    t_9 = jnp.diagonal(t_8, axis1=-2, axis2=-1)
    t_10 = jnp.where(t_3, 0.0, t_9)
    t_11 = jnp.where(t_3, -(2.0 * jnp.log(t_7)), -jnp.log1p(t_10))
    log_determinant = jnp.sum(t_11, axis=-1)
    trace = jnp.trace(t_8, axis1=-2, axis2=-1) + 0.5 * jnp.sum(jnp.square(t_8), axis=(-2, -1))
    t_12 = _solve_lower(L_2, (mu_1 - mu_2)[..., None])[..., 0]
    mahalanobis = 0.5 * jnp.sum(jnp.square(t_12), axis=-1)
    return KlDivergenceTerms(
        log_determinant=_result(log_determinant, shape, dtype),
        trace=_result(trace, shape, dtype),
        mahalanobis=_result(mahalanobis, shape, dtype),
    )


def kl_divergence_gradient(
    mu_1: ArrayLike,
    Sigma_1: ArrayLike,
    mu_2: ArrayLike,
    Sigma_2: ArrayLike,
    *,
    validate: bool = True,
) -> KlDivergenceGradient:
    """Return the derivatives of `kl_divergence` with respect to its arguments.

    For p = MultivariateNormal(mu_1, Sigma_1) and q = MultivariateNormal(mu_2, Sigma_2), by the
    formulas that are described at `KlDivergenceGradient`.

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
    KlDivergenceGradient
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
    shape, dtype, (mu_1, Sigma_1, mu_2, Sigma_2) = _kl_divergence_arguments(
        mu_1,
        Sigma_1,
        mu_2,
        Sigma_2,
        validate,
    )
    L_1 = _cholesky("Sigma_1", Sigma_1, validate)
    L_2 = _cholesky("Sigma_2", Sigma_2, validate)
    t_1 = mu_1 - mu_2
    d_mu_1 = _solve_upper(L_2, _solve_lower(L_2, t_1[..., None]))[..., 0]
    t_2 = Sigma_1 - Sigma_2
    d_Sigma_1 = 0.5 * _solve_cholesky(L_1, _solve_cholesky(L_2, t_2).mT).mT
    d_mu_2 = -d_mu_1
    t_3 = _solve_cholesky(L_2, t_2 + t_1[..., :, None] * t_1[..., None, :])
    t_4 = _solve_cholesky(L_2, t_3.mT).mT
    d_Sigma_2 = -0.5 * t_4
    return KlDivergenceGradient(
        mu_1=_result(d_mu_1, (*shape, *mu_1.shape[-1:]), dtype),
        Sigma_1=_result(_symmetric_part(d_Sigma_1), (*shape, *Sigma_1.shape[-2:]), dtype),
        mu_2=_result(d_mu_2, (*shape, *mu_2.shape[-1:]), dtype),
        Sigma_2=_result(_symmetric_part(d_Sigma_2), (*shape, *Sigma_2.shape[-2:]), dtype),
    )


def _kl_divergence_arguments(mu_1, Sigma_1, mu_2, Sigma_2, validate):
    """Return the arguments as arrays that fit together, and their batch."""
    dtype, arrays = _arrays(mu_1=mu_1, Sigma_1=Sigma_1, mu_2=mu_2, Sigma_2=Sigma_2)
    mu_1, Sigma_1, mu_2, Sigma_2 = arrays
    shape = _batch_shape((1, 2, 1, 2), mu_1=mu_1, Sigma_1=Sigma_1, mu_2=mu_2, Sigma_2=Sigma_2)
    if validate:
        _check_symmetric(Sigma_1=Sigma_1, Sigma_2=Sigma_2)
    Sigma_1 = _symmetric_part(Sigma_1)
    Sigma_2 = _symmetric_part(Sigma_2)
    return shape, dtype, (mu_1, Sigma_1, mu_2, Sigma_2)


class KlDivergenceCholeskyTerms(NamedTuple):
    """The terms of `kl_divergence_cholesky`, which add up to it.

    Attributes
    ----------
    log_determinant
        1/2*log(det(L_2 @ L_2.T)/det(L_1 @ L_1.T))
    trace
        1/2*(tr(inv(L_2 @ L_2.T) @ (L_1 @ L_1.T)) - k)
    mahalanobis
        1/2*((mu_1 - mu_2).T @ inv(L_2 @ L_2.T) @ (mu_1 - mu_2))
    """

    log_determinant: jax.Array
    trace: jax.Array
    mahalanobis: jax.Array


class KlDivergenceCholeskyGradient(NamedTuple):
    """The derivatives of `kl_divergence_cholesky` with respect to its arguments.

    Attributes
    ----------
    mu_1 : shape (..., k)
        inv(L_2).T @ (inv(L_2) @ (mu_1 - mu_2))
    L_1 : shape (..., k, k)
        The lower triangle of the G for which the differential is tr(G.T dL_1).
        inv(L_2).T @ (inv(L_2) @ (L_1 - L_2) + (inv(L_1) @ (L_1 - L_2)).T)
    mu_2 : shape (..., k)
        -(inv(L_2).T @ (inv(L_2) @ (mu_1 - mu_2)))
    L_2 : shape (..., k, k)
        The lower triangle of the G for which the differential is tr(G.T dL_2).
        -(inv(L_2).T @ (inv(L_2) @ (L_1 - L_2) + (inv(L_2) @ (L_1 - L_2)).T + inv(L_2) @ (L_1 - L_2)
        @ (inv(L_2) @ (L_1 - L_2)).T + inv(L_2) @ (mu_1 - mu_2) @ (inv(L_2) @ (mu_1 - mu_2)).T))
    """

    mu_1: jax.Array
    L_1: jax.Array
    mu_2: jax.Array
    L_2: jax.Array


def kl_divergence_cholesky(
    mu_1: ArrayLike,
    L_1: ArrayLike,
    mu_2: ArrayLike,
    L_2: ArrayLike,
    *,
    validate: bool = True,
) -> jax.Array:
    """Return the Kullback-Leibler divergence KL(p, q).

    For p = MultivariateNormal(mu_1, L_1 @ L_1.T) and q = MultivariateNormal(mu_2, L_2 @ L_2.T) this
    is ::

        1/2*(tr(inv(L_2 @ L_2.T) @ (L_1 @ L_1.T)) + (mu_1 - mu_2).T @ inv(L_2 @ L_2.T) @ (mu_1 -
        mu_2) - k + log(det(L_2 @ L_2.T)/det(L_1 @ L_1.T)))

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
    The form is a sum of terms that are not negative, in squares and g(x) = x - log1p(x), so that
    nothing cancels where the two distributions nearly coincide.

    No inverse is formed and no determinant. The error grows with the condition number of the second
    distribution's Cholesky factor, by which is divided.

    First and second derivatives by automatic differentiation are accurate as the value is, and
    finite where the two distributions are equal: derivatives of the special functions are given by
    their formulas, and a branch that is not taken contributes nothing.

    NaN and infinity in an argument that may be any real number go through the arithmetic.
    """
    shape, dtype, (mu_1, L_1, mu_2, L_2) = _kl_divergence_cholesky_arguments(
        mu_1,
        L_1,
        mu_2,
        L_2,
        validate,
    )
    t_1 = _solve_lower(L_2, (mu_1 - mu_2)[..., None])[..., 0]
    t_2 = _solve_lower(L_2, L_1 - L_2)
    t_3 = jnp.tril(t_2, k=-1)
    t_4 = jnp.diagonal(L_1, axis1=-2, axis2=-1)
    t_5 = jnp.diagonal(L_2, axis1=-2, axis2=-1)
    t_6 = t_4 < 0.5 * t_5
    t_7 = jnp.diagonal(t_2, axis1=-2, axis2=-1)
    t_8 = t_4 < t_5 / 1073741824.0
    t_9 = t_6 & t_8
    t_10 = jnp.where(t_9, t_4, 1.0)
    t_11 = jnp.where(t_9, t_5, 1.0)
    t_12 = jnp.sqrt(t_10) / jnp.sqrt(t_11)
    t_13 = jnp.where(t_9, t_12, 1.0)
    t_14 = t_4 / t_5
    t_15 = t_6 & ~t_8
    t_16 = jnp.where(t_15, t_14, 1.0)
    t_17 = jnp.where(t_8, 2.0 * jnp.log(t_13), jnp.log(t_16))
    t_18 = jnp.where(t_6, 0.0, t_7)
    t_19 = jnp.where(t_6, 0.5 * t_7 * (2.0 + t_7) - t_17, 0.5 * t_7 * t_7 + _g(t_18))
    t_20 = 0.5 * jnp.sum(jnp.square(t_1), axis=-1) + 0.5 * jnp.sum(jnp.square(t_3), axis=(-2, -1))
    value = t_20 + jnp.sum(t_19, axis=-1)
    return _result(value, shape, dtype)


def kl_divergence_cholesky_terms(
    mu_1: ArrayLike,
    L_1: ArrayLike,
    mu_2: ArrayLike,
    L_2: ArrayLike,
    *,
    validate: bool = True,
) -> KlDivergenceCholeskyTerms:
    """Return the terms that add up to `kl_divergence_cholesky`.

    For p = MultivariateNormal(mu_1, L_1 @ L_1.T) and q = MultivariateNormal(mu_2, L_2 @ L_2.T); the
    terms are described at `KlDivergenceCholeskyTerms`.

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
    KlDivergenceCholeskyTerms
        Each term: the leading axes of the arguments broadcast by NumPy's rules. k has to be the
        same in all of them, and for k = 0 the value is 0. Of the type that JAX's rules of promotion
        give, which is float64 only where jax_enable_x64 is set; float16 and bfloat16 are computed
        in float32.

    Raises
    ------
    TypeError
        If an argument does not hold real numbers.
    ValueError
        If the shapes do not fit together, or if L_1 or L_2 is not a lower triangular matrix of
        finite numbers with a positive diagonal.

    Notes
    -----
    Each term is accurate by itself. Where the two distributions nearly coincide, terms of opposite
    sign cancel in their sum: `kl_divergence_cholesky` does not add them, and stays accurate.
    """
    shape, dtype, (mu_1, L_1, mu_2, L_2) = _kl_divergence_cholesky_arguments(
        mu_1,
        L_1,
        mu_2,
        L_2,
        validate,
    )
    t_1 = jnp.diagonal(L_1, axis1=-2, axis2=-1)
    t_2 = jnp.diagonal(L_2, axis1=-2, axis2=-1)
    t_3 = (t_1 < 0.5 * t_2) | (2.0 * t_2 < t_1)
    t_4 = jnp.where(t_3, t_1, 1.0)
    t_5 = jnp.where(t_3, t_2, 1.0)
    t_6 = jnp.sqrt(t_4) / jnp.sqrt(t_5)
    t_7 = jnp.where(t_3, t_6, 1.0)
    t_8 = _solve_lower(L_2, L_1 - L_2)
    t_9 = jnp.diagonal(t_8, axis1=-2, axis2=-1)
    t_10 = jnp.where(t_3, 0.0, t_9)
    t_11 = jnp.where(t_3, -(2.0 * jnp.log(t_7)), -jnp.log1p(t_10))
    log_determinant = jnp.sum(t_11, axis=-1)
    trace = jnp.trace(t_8, axis1=-2, axis2=-1) + 0.5 * jnp.sum(jnp.square(t_8), axis=(-2, -1))
    t_12 = _solve_lower(L_2, (mu_1 - mu_2)[..., None])[..., 0]
    mahalanobis = 0.5 * jnp.sum(jnp.square(t_12), axis=-1)
    return KlDivergenceCholeskyTerms(
        log_determinant=_result(log_determinant, shape, dtype),
        trace=_result(trace, shape, dtype),
        mahalanobis=_result(mahalanobis, shape, dtype),
    )


def kl_divergence_cholesky_gradient(
    mu_1: ArrayLike,
    L_1: ArrayLike,
    mu_2: ArrayLike,
    L_2: ArrayLike,
    *,
    validate: bool = True,
) -> KlDivergenceCholeskyGradient:
    """Return the derivatives of `kl_divergence_cholesky` with respect to its arguments.

    For p = MultivariateNormal(mu_1, L_1 @ L_1.T) and q = MultivariateNormal(mu_2, L_2 @ L_2.T), by
    the formulas that are described at `KlDivergenceCholeskyGradient`.

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
    KlDivergenceCholeskyGradient
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
    shape, dtype, (mu_1, L_1, mu_2, L_2) = _kl_divergence_cholesky_arguments(
        mu_1,
        L_1,
        mu_2,
        L_2,
        validate,
    )
    t_1 = _solve_lower(L_2, (mu_1 - mu_2)[..., None])[..., 0]
    d_mu_1 = _solve_upper(L_2, t_1[..., None])[..., 0]
    t_2 = L_1 - L_2
    t_3 = _solve_lower(L_2, t_2)
    d_L_1 = _solve_upper(L_2, t_3 + _solve_lower(L_1, t_2).mT)
    d_mu_2 = -d_mu_1
    t_4 = t_3.mT
    t_5 = t_3 + t_4 + jnp.matmul(t_3, t_4, precision="highest")
    t_6 = t_5 + t_1[..., :, None] * t_1[..., None, :]
    t_7 = _solve_upper(L_2, t_6)
    d_L_2 = -t_7
    return KlDivergenceCholeskyGradient(
        mu_1=_result(d_mu_1, (*shape, *mu_1.shape[-1:]), dtype),
        L_1=_result(jnp.tril(d_L_1), (*shape, *L_1.shape[-2:]), dtype),
        mu_2=_result(d_mu_2, (*shape, *mu_2.shape[-1:]), dtype),
        L_2=_result(jnp.tril(d_L_2), (*shape, *L_2.shape[-2:]), dtype),
    )


def _kl_divergence_cholesky_arguments(mu_1, L_1, mu_2, L_2, validate):
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


def _factor_change(first, factor, second=None, second_factor=None):
    """Return the lower triangular E with first = L @ (I + E) @ (I + E).T @ L.T, second = L @ L.T.

    Parameters
    ----------
    first, factor : array, shape (..., k, k)
        Covariances and their Cholesky factors.
    second, second_factor : array, shape (..., k, k), optional
        Those to compare with; identities by default.

    Notes
    -----
    E is second_factor^-1 @ (factor - second_factor). Where the covariances nearly coincide, the
    difference of two computed factors is mostly rounding error. There E comes from the difference
    of the covariances, in which nothing is rounded: E = C - I with C @ C.T = I + M and
    M = second_factor^-1 @ (first - second) @ second_factor^-T, where C_kk - 1 is evaluated as
    (M_kk - sum_j<k C_kj^2) / (C_kk + 1).
    """
    identity = jnp.tril(jnp.triu(jnp.ones_like(first)))
    change = first - (identity if second is None else second)
    far = factor - (identity if second_factor is None else second_factor)
    if second_factor is not None:
        change = _solve_lower(second_factor, change)
        change = _solve_lower(second_factor, change.mT)
        far = _solve_lower(second_factor, far)
    # In this norm I + M is safely positive definite.
    near = (jnp.sum(change * change, axis=(-2, -1)) < 0.25)[..., None, None]
    change = jnp.where(near, change, jnp.zeros_like(change))
    relative = _factor(identity + change)
    below = jnp.tril(relative, k=-1)
    rest = jnp.linalg.diagonal(change) - jnp.sum(below * below, axis=-1)
    diagonal = rest / (jnp.linalg.diagonal(relative) + 1.0)
    return jnp.where(near, below + diagonal[..., None] * identity, far)


def _g_value(x):
    """Return ``x - log1p(x)``, accurate also where the two nearly agree.

    Notes
    -----
    For -0.48 < x < 0.92 the polynomial form is used. The polynomial changes the result by a factor
    within 1 +- 1.139e-17 (float64) or 1 +- 8.103e-10 (float32), proved in ball arithmetic.
    """
    if x.dtype == jnp.float32:
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
    w = jnp.where(near, x, jnp.zeros_like(x))
    s = jnp.where(near, s, jnp.zeros_like(x))
    # x - log1p(x) = x*x/2 - s*(x*x/2 + r), with r = log1p(x)/s - 2 a series in z = s*s
    z = s * s
    r = z * first
    for c in rest:
        r = (r + c) * z
    half = 0.5 * (w * w)
    value = half - s * (half + r)
    w = jnp.where(near, jnp.ones_like(x), x)
    # beyond 1e38 the logarithm is lost in x; without the bound inf - inf would be NaN
    far = w - jnp.log1p(jnp.where(w < 1e38, w, jnp.ones_like(x)))
    return jnp.where(near, value, far)


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
