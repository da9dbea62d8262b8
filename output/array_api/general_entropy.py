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

The module needs nothing but the library that its arguments belong to, which has to keep the
Python array API standard, version 2022.12 or newer.
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

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

    Sigma: Any


def entropy(
    Sigma: Any,
    *,
    xp: Any = None,
    validate: bool = True,
) -> Any:
    """Return the differential entropy, entropy(q).

    For q = MultivariateNormal(mu, Sigma) this is ::

        1/2*k*log(2*pi) + 1/2*log(det(Sigma)) + 1/2*k

    evaluated in another form, which is proved equal to it.

    Parameters
    ----------
    Sigma : array, shape (..., k, k)
        Symmetric positive definite matrices. Symmetry is asked for up to rounding, and the
        symmetric part counts.
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
        If the shapes do not fit together, or if Sigma is not a symmetric positive definite matrix
        of finite numbers.
    """
    xp, shape, dtype, (Sigma,) = _entropy_arguments(Sigma, xp, validate)
    L = _cholesky(xp, "Sigma", Sigma, validate)
    value = xp.sum(xp.log(xp.linalg.diagonal(L)) + 0.5 * (math.log(2.0 * math.pi) + 1.0), axis=-1)
    return _result(xp, value, shape, dtype)


def entropy_gradient(
    Sigma: Any,
    *,
    xp: Any = None,
    validate: bool = True,
) -> EntropyGradient:
    """Return the derivatives of `entropy` with respect to its arguments.

    For q = MultivariateNormal(mu, Sigma), by the formulas that are described at `EntropyGradient`.

    Parameters
    ----------
    Sigma : array, shape (..., k, k)
        Symmetric positive definite matrices. Symmetry is asked for up to rounding, and the
        symmetric part counts.
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
        If the shapes do not fit together, or if Sigma is not a symmetric positive definite matrix
        of finite numbers.
    """
    xp, shape, dtype, (Sigma,) = _entropy_arguments(Sigma, xp, validate)
    L = _cholesky(xp, "Sigma", Sigma, validate)
    k = Sigma.shape[-1]
    d_Sigma = 0.5 * _solve_cholesky(xp, L, xp.eye(k, dtype=Sigma.dtype, device=Sigma.device))
    return EntropyGradient(
        Sigma=_result(xp, _symmetric_part(d_Sigma), (*shape, *Sigma.shape[-2:]), dtype),
    )


def _entropy_arguments(Sigma, xp, validate):
    """Return the arguments as arrays that fit together, and their batch."""
    xp = _namespace(xp, Sigma=Sigma)
    dtype, arrays = _arrays(xp, Sigma=Sigma)
    (Sigma,) = arrays
    shape = _batch_shape((2,), Sigma=Sigma)
    if validate:
        _check_symmetric(xp, Sigma=Sigma)
    Sigma = _symmetric_part(Sigma)
    return xp, shape, dtype, (Sigma,)


class EntropyCholeskyGradient(NamedTuple):
    """The derivatives of `entropy_cholesky` with respect to its arguments.

    Attributes
    ----------
    L : shape (..., k, k)
        The lower triangle of the G for which the differential is tr(G.T dL).
        inv(L).T @ eye(k)
    """

    L: Any


def entropy_cholesky(
    L: Any,
    *,
    xp: Any = None,
    validate: bool = True,
) -> Any:
    """Return the differential entropy, entropy(q).

    For q = MultivariateNormal(mu, L @ L.T) this is ::

        1/2*k*log(2*pi) + 1/2*log(det(L @ L.T)) + 1/2*k

    evaluated in another form, which is proved equal to it.

    Parameters
    ----------
    L : array, shape (..., k, k)
        Lower triangular matrices with a positive diagonal: Cholesky factors of the covariances.
        What is above the diagonal does not count.
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
    """
    xp, shape, dtype, (L,) = _entropy_cholesky_arguments(L, xp, validate)
    value = xp.sum(xp.log(xp.linalg.diagonal(L)) + 0.5 * (math.log(2.0 * math.pi) + 1.0), axis=-1)
    return _result(xp, value, shape, dtype)


def entropy_cholesky_gradient(
    L: Any,
    *,
    xp: Any = None,
    validate: bool = True,
) -> EntropyCholeskyGradient:
    """Return the derivatives of `entropy_cholesky` with respect to its arguments.

    For q = MultivariateNormal(mu, L @ L.T), by the formulas that are described at
    `EntropyCholeskyGradient`.

    Parameters
    ----------
    L : array, shape (..., k, k)
        Lower triangular matrices with a positive diagonal: Cholesky factors of the covariances.
        What is above the diagonal does not count.
    xp : module, optional
        The array library; by default the one that the arguments tell of.
    validate : bool, default True
        Whether the numbers in the arguments are checked; shapes and types always are. A library
        that traces or delays cannot look at them, and needs it to be False. Of what is not checked
        and not valid the result means nothing.

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
    xp, shape, dtype, (L,) = _entropy_cholesky_arguments(L, xp, validate)
    k = L.shape[-1]
    d_L = _solve_upper(xp, L, xp.eye(k, dtype=L.dtype, device=L.device))
    return EntropyCholeskyGradient(
        L=_result(xp, xp.tril(d_L), (*shape, *L.shape[-2:]), dtype),
    )


def _entropy_cholesky_arguments(L, xp, validate):
    """Return the arguments as arrays that fit together, and their batch."""
    xp = _namespace(xp, L=L)
    dtype, arrays = _arrays(xp, L=L)
    (L,) = arrays
    shape = _batch_shape((2,), L=L)
    if validate:
        _check_factor(xp, L=L)
    L = xp.tril(L)
    return xp, shape, dtype, (L,)


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

    mu_1: Any
    Sigma_1: Any
    mu_2: Any
    Sigma_2: Any


def cross_entropy(
    mu_1: Any,
    Sigma_1: Any,
    mu_2: Any,
    Sigma_2: Any,
    *,
    xp: Any = None,
    validate: bool = True,
) -> Any:
    """Return the cross-entropy H(q, q).

    For q = MultivariateNormal(mu_1, Sigma_1) and q = MultivariateNormal(mu_2, Sigma_2) this is ::

        1/2*k*log(2*pi) + 1/2*log(det(Sigma_2)) + 1/2*(tr(inv(Sigma_2) @ Sigma_1) + (mu_1 -
        mu_2).T @ inv(Sigma_2) @ (mu_1 - mu_2))

    evaluated in another form, which is proved equal to it.

    Parameters
    ----------
    mu_1, mu_2 : array, shape (..., k)
        Real numbers.
    Sigma_1, Sigma_2 : array, shape (..., k, k)
        Symmetric positive definite matrices. Symmetry is asked for up to rounding, and the
        symmetric part counts.
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
        If the shapes do not fit together, or if Sigma_1 or Sigma_2 is not a symmetric positive
        definite matrix of finite numbers.

    Notes
    -----
    No inverse is formed and no determinant. The error grows with the condition number of the second
    distribution's Cholesky factor, by which is divided.

    NaN and infinity in an argument that may be any real number go through the arithmetic.
    """
    xp, shape, dtype, (mu_1, Sigma_1, mu_2, Sigma_2) = _cross_entropy_arguments(
        mu_1,
        Sigma_1,
        mu_2,
        Sigma_2,
        xp,
        validate,
    )
    L_1 = _cholesky(xp, "Sigma_1", Sigma_1, validate)
    L_2 = _cholesky(xp, "Sigma_2", Sigma_2, validate)
    t_1 = _solve_lower(xp, L_2, L_1)
    t_2 = _solve_lower(xp, L_2, (mu_1 - mu_2)[..., None])[..., 0]
    t_3 = 0.5 * xp.sum(xp.square(t_1), axis=(-2, -1)) + 0.5 * xp.sum(xp.square(t_2), axis=-1)
    value = xp.sum(xp.log(xp.linalg.diagonal(L_2)) + 0.5 * math.log(2.0 * math.pi), axis=-1) + t_3
    return _result(xp, value, shape, dtype)


def cross_entropy_gradient(
    mu_1: Any,
    Sigma_1: Any,
    mu_2: Any,
    Sigma_2: Any,
    *,
    xp: Any = None,
    validate: bool = True,
) -> CrossEntropyGradient:
    """Return the derivatives of `cross_entropy` with respect to its arguments.

    For q = MultivariateNormal(mu_1, Sigma_1) and q = MultivariateNormal(mu_2, Sigma_2), by the
    formulas that are described at `CrossEntropyGradient`.

    Parameters
    ----------
    mu_1, mu_2 : array, shape (..., k)
        Real numbers.
    Sigma_1, Sigma_2 : array, shape (..., k, k)
        Symmetric positive definite matrices. Symmetry is asked for up to rounding, and the
        symmetric part counts.
    xp : module, optional
        The array library; by default the one that the arguments tell of.
    validate : bool, default True
        Whether the numbers in the arguments are checked; shapes and types always are. A library
        that traces or delays cannot look at them, and needs it to be False. Of what is not checked
        and not valid the result means nothing.

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
    xp, shape, dtype, (mu_1, Sigma_1, mu_2, Sigma_2) = _cross_entropy_arguments(
        mu_1,
        Sigma_1,
        mu_2,
        Sigma_2,
        xp,
        validate,
    )
    _cholesky(xp, "Sigma_1", Sigma_1, validate)
    L_2 = _cholesky(xp, "Sigma_2", Sigma_2, validate)
    k = mu_1.shape[-1]
    t_1 = mu_1 - mu_2
    d_mu_1 = _solve_upper(xp, L_2, _solve_lower(xp, L_2, t_1[..., None]))[..., 0]
    d_Sigma_1 = 0.5 * _solve_cholesky(xp, L_2, xp.eye(k, dtype=mu_1.dtype, device=mu_1.device))
    d_mu_2 = -d_mu_1
    t_2 = _solve_cholesky(xp, L_2, Sigma_1 + t_1[..., :, None] * t_1[..., None, :] - Sigma_2)
    t_3 = _solve_cholesky(xp, L_2, t_2.mT).mT
    d_Sigma_2 = -0.5 * t_3
    return CrossEntropyGradient(
        mu_1=_result(xp, d_mu_1, (*shape, *mu_1.shape[-1:]), dtype),
        Sigma_1=_result(xp, _symmetric_part(d_Sigma_1), (*shape, *Sigma_1.shape[-2:]), dtype),
        mu_2=_result(xp, d_mu_2, (*shape, *mu_2.shape[-1:]), dtype),
        Sigma_2=_result(xp, _symmetric_part(d_Sigma_2), (*shape, *Sigma_2.shape[-2:]), dtype),
    )


def _cross_entropy_arguments(mu_1, Sigma_1, mu_2, Sigma_2, xp, validate):
    """Return the arguments as arrays that fit together, and their batch."""
    xp = _namespace(xp, mu_1=mu_1, Sigma_1=Sigma_1, mu_2=mu_2, Sigma_2=Sigma_2)
    dtype, arrays = _arrays(xp, mu_1=mu_1, Sigma_1=Sigma_1, mu_2=mu_2, Sigma_2=Sigma_2)
    mu_1, Sigma_1, mu_2, Sigma_2 = arrays
    shape = _batch_shape((1, 2, 1, 2), mu_1=mu_1, Sigma_1=Sigma_1, mu_2=mu_2, Sigma_2=Sigma_2)
    if validate:
        _check_symmetric(xp, Sigma_1=Sigma_1, Sigma_2=Sigma_2)
    Sigma_1 = _symmetric_part(Sigma_1)
    Sigma_2 = _symmetric_part(Sigma_2)
    return xp, shape, dtype, (mu_1, Sigma_1, mu_2, Sigma_2)


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

    mu_1: Any
    L_1: Any
    mu_2: Any
    L_2: Any


def cross_entropy_cholesky(
    mu_1: Any,
    L_1: Any,
    mu_2: Any,
    L_2: Any,
    *,
    xp: Any = None,
    validate: bool = True,
) -> Any:
    """Return the cross-entropy H(q, q).

    For q = MultivariateNormal(mu_1, L_1 @ L_1.T) and q = MultivariateNormal(mu_2, L_2 @ L_2.T) this
    is ::

        1/2*k*log(2*pi) + 1/2*log(det(L_2 @ L_2.T)) + 1/2*(tr(inv(L_2 @ L_2.T) @ (L_1 @ L_1.T))
        + (mu_1 - mu_2).T @ inv(L_2 @ L_2.T) @ (mu_1 - mu_2))

    evaluated in another form, which is proved equal to it.

    Parameters
    ----------
    mu_1, mu_2 : array, shape (..., k)
        Real numbers.
    L_1, L_2 : array, shape (..., k, k)
        Lower triangular matrices with a positive diagonal: Cholesky factors of the covariances.
        What is above the diagonal does not count.
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
        If the shapes do not fit together, or if L_1 or L_2 is not a lower triangular matrix of
        finite numbers with a positive diagonal.

    Notes
    -----
    No inverse is formed and no determinant. The error grows with the condition number of the second
    distribution's Cholesky factor, by which is divided.

    NaN and infinity in an argument that may be any real number go through the arithmetic.
    """
    xp, shape, dtype, (mu_1, L_1, mu_2, L_2) = _cross_entropy_cholesky_arguments(
        mu_1,
        L_1,
        mu_2,
        L_2,
        xp,
        validate,
    )
    t_1 = _solve_lower(xp, L_2, L_1)
    t_2 = _solve_lower(xp, L_2, (mu_1 - mu_2)[..., None])[..., 0]
    t_3 = 0.5 * xp.sum(xp.square(t_1), axis=(-2, -1)) + 0.5 * xp.sum(xp.square(t_2), axis=-1)
    value = xp.sum(xp.log(xp.linalg.diagonal(L_2)) + 0.5 * math.log(2.0 * math.pi), axis=-1) + t_3
    return _result(xp, value, shape, dtype)


def cross_entropy_cholesky_gradient(
    mu_1: Any,
    L_1: Any,
    mu_2: Any,
    L_2: Any,
    *,
    xp: Any = None,
    validate: bool = True,
) -> CrossEntropyCholeskyGradient:
    """Return the derivatives of `cross_entropy_cholesky` with respect to its arguments.

    For q = MultivariateNormal(mu_1, L_1 @ L_1.T) and q = MultivariateNormal(mu_2, L_2 @ L_2.T), by
    the formulas that are described at `CrossEntropyCholeskyGradient`.

    Parameters
    ----------
    mu_1, mu_2 : array, shape (..., k)
        Real numbers.
    L_1, L_2 : array, shape (..., k, k)
        Lower triangular matrices with a positive diagonal: Cholesky factors of the covariances.
        What is above the diagonal does not count.
    xp : module, optional
        The array library; by default the one that the arguments tell of.
    validate : bool, default True
        Whether the numbers in the arguments are checked; shapes and types always are. A library
        that traces or delays cannot look at them, and needs it to be False. Of what is not checked
        and not valid the result means nothing.

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
    xp, shape, dtype, (mu_1, L_1, mu_2, L_2) = _cross_entropy_cholesky_arguments(
        mu_1,
        L_1,
        mu_2,
        L_2,
        xp,
        validate,
    )
    k = mu_1.shape[-1]
    t_1 = _solve_lower(xp, L_2, (mu_1 - mu_2)[..., None])[..., 0]
    d_mu_1 = _solve_upper(xp, L_2, t_1[..., None])[..., 0]
    t_2 = _solve_lower(xp, L_2, L_1)
    d_L_1 = _solve_upper(xp, L_2, t_2)
    d_mu_2 = -d_mu_1
    t_3 = xp.matmul(t_2, t_2.mT) + t_1[..., :, None] * t_1[..., None, :]
    t_4 = t_3 - xp.eye(k, dtype=mu_1.dtype, device=mu_1.device)
    t_5 = _solve_upper(xp, L_2, t_4)
    d_L_2 = -t_5
    return CrossEntropyCholeskyGradient(
        mu_1=_result(xp, d_mu_1, (*shape, *mu_1.shape[-1:]), dtype),
        L_1=_result(xp, xp.tril(d_L_1), (*shape, *L_1.shape[-2:]), dtype),
        mu_2=_result(xp, d_mu_2, (*shape, *mu_2.shape[-1:]), dtype),
        L_2=_result(xp, xp.tril(d_L_2), (*shape, *L_2.shape[-2:]), dtype),
    )


def _cross_entropy_cholesky_arguments(mu_1, L_1, mu_2, L_2, xp, validate):
    """Return the arguments as arrays that fit together, and their batch."""
    xp = _namespace(xp, mu_1=mu_1, L_1=L_1, mu_2=mu_2, L_2=L_2)
    dtype, arrays = _arrays(xp, mu_1=mu_1, L_1=L_1, mu_2=mu_2, L_2=L_2)
    mu_1, L_1, mu_2, L_2 = arrays
    shape = _batch_shape((1, 2, 1, 2), mu_1=mu_1, L_1=L_1, mu_2=mu_2, L_2=L_2)
    if validate:
        _check_factor(xp, L_1=L_1, L_2=L_2)
    L_1 = xp.tril(L_1)
    L_2 = xp.tril(L_2)
    return xp, shape, dtype, (mu_1, L_1, mu_2, L_2)


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


def _check_factor(xp, **arrays):
    """Refuse Cholesky factors that are not lower triangular, finite, and positive on the diagonal.

    Raises
    ------
    ValueError
        With the argument, the first place, and the number found there.
    """
    for name, array in arrays.items():
        ones = xp.ones_like(array)
        diagonal = xp.tril(xp.triu(ones)) > 0
        above = xp.tril(ones) == 0
        _refuse(xp, name, "be finite", ~xp.isfinite(array), array)
        _refuse(xp, name, "be lower triangular", above & (array != 0), array)
        _refuse(xp, name, "have a positive diagonal", diagonal & ~(array > 0), array)


def _check_symmetric(xp, **arrays):
    """Refuse covariances that are not finite or not symmetric up to rounding.

    An entry may differ from its mirror image by sqrt(eps) in terms of the two standard deviations:
    more than any order of summation makes of a symmetric product, less than a mistake does.

    Raises
    ------
    ValueError
        With the argument, the first place, and the numbers found there.
    """
    for name, array in arrays.items():
        _refuse(xp, name, "be finite", ~xp.isfinite(array), array)
        scale = xp.sqrt(xp.abs(xp.linalg.diagonal(array)))
        bound = xp.finfo(array.dtype).eps ** 0.5 * scale[..., :, None] * scale[..., None, :]
        bad = ~(xp.abs(array - array.mT) <= bound)
        if _any(xp, bad):
            at = _place(xp, bad, array)
            turned = (*at[:-2], at[-1], at[-2])
            raise ValueError(
                f"{name} must be symmetric, but "
                f"{name}[{', '.join(map(str, at))}] = {_number(array, at)} and "
                f"{name}[{', '.join(map(str, turned))}] = {_number(array, turned)}"
            )


def _symmetric_part(matrices):
    """Return matrices that are symmetric but for rounding as exactly symmetric ones."""
    return 0.5 * (matrices + matrices.mT)


def _solve_cholesky(xp, factor, right):
    """Return X with factor @ factor.T @ X = right for lower triangular matrices."""
    return _solve_upper(xp, factor, _solve_lower(xp, factor, right))


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
