# symkl 0.1.0 — derivation general_entropy_code — generated; do not edit
# source sha256:45634d3a1c124ad9c4e89159b7a13e6cb0b72d9d46c93549c8d836fc5c58a192
"""Entropy and cross-entropy of multivariate Gaussians, as they are computed.

- `entropy`: the value, from Sigma
- `entropy_gradient`: its derivatives
- `entropy_and_gradient`: both, for little more than one
- `entropy_cholesky`: the value, from L
- `entropy_cholesky_gradient`: its derivatives
- `entropy_cholesky_and_gradient`: both, for little more than one
- `cross_entropy`: the value, from mu_1, Sigma_1, mu_2, Sigma_2
- `cross_entropy_gradient`: its derivatives
- `cross_entropy_and_gradient`: both, for little more than one
- `cross_entropy_cholesky`: the value, from mu_1, L_1, mu_2, L_2
- `cross_entropy_cholesky_gradient`: its derivatives
- `cross_entropy_cholesky_and_gradient`: both, for little more than one

The module needs NumPy and nothing else.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats: TypeAlias = np.floating | NDArray[np.floating]

__all__ = [
    "CrossEntropyCholeskyGradient",
    "CrossEntropyGradient",
    "EntropyCholeskyGradient",
    "EntropyGradient",
    "cross_entropy",
    "cross_entropy_and_gradient",
    "cross_entropy_cholesky",
    "cross_entropy_cholesky_and_gradient",
    "cross_entropy_cholesky_gradient",
    "cross_entropy_gradient",
    "entropy",
    "entropy_and_gradient",
    "entropy_cholesky",
    "entropy_cholesky_and_gradient",
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

    Sigma: Floats


def entropy(
    Sigma: ArrayLike,
    *,
    out: NDArray[np.floating] | None = None,
) -> Floats:
    """Return the differential entropy, entropy(q).

    For q = MultivariateNormal(mu, Sigma) this is ::

        1/2*k*log(2*pi) + 1/2*log(det(Sigma)) + 1/2*k

    evaluated in another form, which is proved equal to it.

    Parameters
    ----------
    Sigma : array_like, shape (..., k, k)
        Symmetric positive definite matrices. Symmetry is asked for up to rounding, and the lower
        triangle is read.
    out : ndarray, optional
        Where to put the result, of its shape and type; it is returned.

    Returns
    -------
    scalar or ndarray, shape (...)
        The leading axes of the arguments broadcast by NumPy's rules. k has to be the same in all of
        them, and for k = 0 the value is 0. float32 where every array among the arguments is float32
        or float16, else float64.

    Raises
    ------
    TypeError
        If an argument does not hold real numbers.
    ValueError
        If the shapes do not fit together, or if Sigma is not a symmetric positive definite matrix
        of finite numbers.

    Notes
    -----
    A Cholesky factor is computed with an error that grows with the condition number of its
    covariance. Where two covariances nearly coincide, the difference of their factors would be
    little else, so it is derived from the difference of the covariances.
    """
    shape, arrays = _entropy_arguments(Sigma)
    _check_out(out, shape, arrays[0].dtype)
    (value,) = _evaluate(_entropy_value, (2,), shape, arrays, out=out)
    return value


def entropy_gradient(
    Sigma: ArrayLike,
) -> EntropyGradient:
    """Return the derivatives of `entropy` with respect to its arguments.

    For q = MultivariateNormal(mu, Sigma).

    Parameters
    ----------
    Sigma : array_like, shape (..., k, k)
        Symmetric positive definite matrices. Symmetry is asked for up to rounding, and the lower
        triangle is read.

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
    shape, arrays = _entropy_arguments(Sigma)
    own = (arrays[0].shape[-2:],)
    found = _evaluate(_entropy_gradient, (2,), shape, arrays, own)
    return EntropyGradient(*found)


def entropy_and_gradient(
    Sigma: ArrayLike,
) -> tuple[Floats, EntropyGradient]:
    """Return `entropy` and its derivatives, which share most of the work.

    For q = MultivariateNormal(mu, Sigma).

    Parameters
    ----------
    Sigma : array_like, shape (..., k, k)
        Symmetric positive definite matrices. Symmetry is asked for up to rounding, and the lower
        triangle is read.

    Returns
    -------
    value : scalar or ndarray, shape (...)
        The leading axes of the arguments broadcast by NumPy's rules. k has to be the same in all of
        them, and for k = 0 the value is 0. float32 where every array among the arguments is float32
        or float16, else float64.
    gradient : EntropyGradient
        As `entropy_gradient` returns it.

    Raises
    ------
    TypeError
        If an argument does not hold real numbers.
    ValueError
        If the shapes do not fit together, or if Sigma is not a symmetric positive definite matrix
        of finite numbers.
    """
    shape, arrays = _entropy_arguments(Sigma)
    own = (arrays[0].shape[-2:],)
    value, *found = _evaluate(_entropy_value_and_gradient, (2,), shape, arrays, ((), *own))
    return value, EntropyGradient(*found)


def _entropy_arguments(
    Sigma: ArrayLike,
) -> tuple[tuple[int, ...], list[NDArray[np.floating]]]:
    """Return the arguments as arrays that fit together, and their batch."""
    arrays = _arrays(
        Sigma=Sigma,
    )
    (Sigma,) = arrays
    shape = _batch_shape(
        (2,),
        Sigma=Sigma,
    )
    return shape, arrays


def _entropy_value(
    Sigma: NDArray[np.floating],
) -> tuple[NDArray[np.floating], ...]:
    """Return the results for arrays that fit together."""
    (Sigma,) = _check_symmetric(Sigma=Sigma)
    L = _cholesky("Sigma", Sigma)
    t_1 = np.log(np.diagonal(L, axis1=-2, axis2=-1)) + 0.5 * (np.log(2.0 * np.pi) + 1.0)
    value = np.sum(t_1, axis=-1)
    return (value,)


def _entropy_gradient(
    Sigma: NDArray[np.floating],
) -> tuple[NDArray[np.floating], ...]:
    """Return the results for arrays that fit together."""
    (Sigma,) = _check_symmetric(Sigma=Sigma)
    L = _cholesky("Sigma", Sigma)
    k = Sigma.shape[-1]
    d_Sigma = 0.5 * _solve_cholesky(L, np.eye(k, dtype=np.float32))
    return (_symmetric_part(d_Sigma),)


def _entropy_value_and_gradient(
    Sigma: NDArray[np.floating],
) -> tuple[NDArray[np.floating], ...]:
    """Return the results for arrays that fit together."""
    (Sigma,) = _check_symmetric(Sigma=Sigma)
    L = _cholesky("Sigma", Sigma)
    k = Sigma.shape[-1]
    t_1 = np.log(np.diagonal(L, axis1=-2, axis2=-1)) + 0.5 * (np.log(2.0 * np.pi) + 1.0)
    value = np.sum(t_1, axis=-1)
    d_Sigma = 0.5 * _solve_cholesky(L, np.eye(k, dtype=np.float32))
    return (value, _symmetric_part(d_Sigma))


class EntropyCholeskyGradient(NamedTuple):
    """The derivatives of `entropy_cholesky` with respect to its arguments.

    Attributes
    ----------
    L : shape (..., k, k)
        The lower triangle of the G for which the differential is tr(G.T dL).
        inv(L).T @ eye(k)
    """

    L: Floats


def entropy_cholesky(
    L: ArrayLike,
    *,
    out: NDArray[np.floating] | None = None,
) -> Floats:
    """Return the differential entropy, entropy(q).

    For q = MultivariateNormal(mu, L @ L.T) this is ::

        1/2*k*log(2*pi) + 1/2*log(det(L @ L.T)) + 1/2*k

    evaluated in another form, which is proved equal to it.

    Parameters
    ----------
    L : array_like, shape (..., k, k)
        Lower triangular matrices with a positive diagonal: Cholesky factors of the covariances.
    out : ndarray, optional
        Where to put the result, of its shape and type; it is returned.

    Returns
    -------
    scalar or ndarray, shape (...)
        The leading axes of the arguments broadcast by NumPy's rules. k has to be the same in all of
        them, and for k = 0 the value is 0. float32 where every array among the arguments is float32
        or float16, else float64.

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
    shape, arrays = _entropy_cholesky_arguments(L)
    _check_out(out, shape, arrays[0].dtype)
    (value,) = _evaluate(_entropy_cholesky_value, (2,), shape, arrays, out=out)
    return value


def entropy_cholesky_gradient(
    L: ArrayLike,
) -> EntropyCholeskyGradient:
    """Return the derivatives of `entropy_cholesky` with respect to its arguments.

    For q = MultivariateNormal(mu, L @ L.T).

    Parameters
    ----------
    L : array_like, shape (..., k, k)
        Lower triangular matrices with a positive diagonal: Cholesky factors of the covariances.

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
    shape, arrays = _entropy_cholesky_arguments(L)
    own = (arrays[0].shape[-2:],)
    found = _evaluate(_entropy_cholesky_gradient, (2,), shape, arrays, own)
    return EntropyCholeskyGradient(*found)


def entropy_cholesky_and_gradient(
    L: ArrayLike,
) -> tuple[Floats, EntropyCholeskyGradient]:
    """Return `entropy_cholesky` and its derivatives, which share most of the work.

    For q = MultivariateNormal(mu, L @ L.T).

    Parameters
    ----------
    L : array_like, shape (..., k, k)
        Lower triangular matrices with a positive diagonal: Cholesky factors of the covariances.

    Returns
    -------
    value : scalar or ndarray, shape (...)
        The leading axes of the arguments broadcast by NumPy's rules. k has to be the same in all of
        them, and for k = 0 the value is 0. float32 where every array among the arguments is float32
        or float16, else float64.
    gradient : EntropyCholeskyGradient
        As `entropy_cholesky_gradient` returns it.

    Raises
    ------
    TypeError
        If an argument does not hold real numbers.
    ValueError
        If the shapes do not fit together, or if L is not a lower triangular matrix of finite
        numbers with a positive diagonal.
    """
    shape, arrays = _entropy_cholesky_arguments(L)
    own = (arrays[0].shape[-2:],)
    value, *found = _evaluate(
        _entropy_cholesky_value_and_gradient,
        (2,),
        shape,
        arrays,
        ((), *own),
    )
    return value, EntropyCholeskyGradient(*found)


def _entropy_cholesky_arguments(
    L: ArrayLike,
) -> tuple[tuple[int, ...], list[NDArray[np.floating]]]:
    """Return the arguments as arrays that fit together, and their batch."""
    arrays = _arrays(
        L=L,
    )
    (L,) = arrays
    shape = _batch_shape(
        (2,),
        L=L,
    )
    return shape, arrays


def _entropy_cholesky_value(
    L: NDArray[np.floating],
) -> tuple[NDArray[np.floating], ...]:
    """Return the results for arrays that fit together."""
    _check_factor(L=L)
    t_1 = np.log(np.diagonal(L, axis1=-2, axis2=-1)) + 0.5 * (np.log(2.0 * np.pi) + 1.0)
    value = np.sum(t_1, axis=-1)
    return (value,)


def _entropy_cholesky_gradient(
    L: NDArray[np.floating],
) -> tuple[NDArray[np.floating], ...]:
    """Return the results for arrays that fit together."""
    _check_factor(L=L)
    k = L.shape[-1]
    d_L = _solve_upper(L, np.eye(k, dtype=np.float32))
    return (np.tril(d_L),)


def _entropy_cholesky_value_and_gradient(
    L: NDArray[np.floating],
) -> tuple[NDArray[np.floating], ...]:
    """Return the results for arrays that fit together."""
    _check_factor(L=L)
    k = L.shape[-1]
    t_1 = np.log(np.diagonal(L, axis1=-2, axis2=-1)) + 0.5 * (np.log(2.0 * np.pi) + 1.0)
    value = np.sum(t_1, axis=-1)
    d_L = _solve_upper(L, np.eye(k, dtype=np.float32))
    return (value, np.tril(d_L))


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

    mu_1: Floats
    Sigma_1: Floats
    mu_2: Floats
    Sigma_2: Floats


def cross_entropy(
    mu_1: ArrayLike,
    Sigma_1: ArrayLike,
    mu_2: ArrayLike,
    Sigma_2: ArrayLike,
    *,
    out: NDArray[np.floating] | None = None,
) -> Floats:
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
        Symmetric positive definite matrices. Symmetry is asked for up to rounding, and the lower
        triangle is read.
    out : ndarray, optional
        Where to put the result, of its shape and type; it is returned.

    Returns
    -------
    scalar or ndarray, shape (...)
        The leading axes of the arguments broadcast by NumPy's rules. k has to be the same in all of
        them, and for k = 0 the value is 0. float32 where every array among the arguments is float32
        or float16, else float64.

    Raises
    ------
    TypeError
        If an argument does not hold real numbers.
    ValueError
        If the shapes do not fit together, or if Sigma_1 or Sigma_2 is not a symmetric positive
        definite matrix of finite numbers.

    Notes
    -----
    Neither an inverse nor a determinant is formed. Substitution is backward stable, so the error
    grows with the condition number of L_2, the Cholesky factor.

    A Cholesky factor is computed with an error that grows with the condition number of its
    covariance. Where two covariances nearly coincide, the difference of their factors would be
    little else, so it is derived from the difference of the covariances.

    NaN and infinity in an argument that may be any real number go through the arithmetic.
    """
    shape, arrays = _cross_entropy_arguments(mu_1, Sigma_1, mu_2, Sigma_2)
    _check_out(out, shape, arrays[0].dtype)
    (value,) = _evaluate(_cross_entropy_value, (1, 2, 1, 2), shape, arrays, out=out)
    return value


def cross_entropy_gradient(
    mu_1: ArrayLike,
    Sigma_1: ArrayLike,
    mu_2: ArrayLike,
    Sigma_2: ArrayLike,
) -> CrossEntropyGradient:
    """Return the derivatives of `cross_entropy` with respect to its arguments.

    For q = MultivariateNormal(mu_1, Sigma_1) and q = MultivariateNormal(mu_2, Sigma_2).

    Parameters
    ----------
    mu_1, mu_2 : array_like, shape (..., k)
        Real numbers.
    Sigma_1, Sigma_2 : array_like, shape (..., k, k)
        Symmetric positive definite matrices. Symmetry is asked for up to rounding, and the lower
        triangle is read.

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
    shape, arrays = _cross_entropy_arguments(mu_1, Sigma_1, mu_2, Sigma_2)
    own = (arrays[0].shape[-1:], arrays[1].shape[-2:], arrays[2].shape[-1:], arrays[3].shape[-2:])
    found = _evaluate(_cross_entropy_gradient, (1, 2, 1, 2), shape, arrays, own)
    return CrossEntropyGradient(*found)


def cross_entropy_and_gradient(
    mu_1: ArrayLike,
    Sigma_1: ArrayLike,
    mu_2: ArrayLike,
    Sigma_2: ArrayLike,
) -> tuple[Floats, CrossEntropyGradient]:
    """Return `cross_entropy` and its derivatives, which share most of the work.

    For q = MultivariateNormal(mu_1, Sigma_1) and q = MultivariateNormal(mu_2, Sigma_2).

    Parameters
    ----------
    mu_1, mu_2 : array_like, shape (..., k)
        Real numbers.
    Sigma_1, Sigma_2 : array_like, shape (..., k, k)
        Symmetric positive definite matrices. Symmetry is asked for up to rounding, and the lower
        triangle is read.

    Returns
    -------
    value : scalar or ndarray, shape (...)
        The leading axes of the arguments broadcast by NumPy's rules. k has to be the same in all of
        them, and for k = 0 the value is 0. float32 where every array among the arguments is float32
        or float16, else float64.
    gradient : CrossEntropyGradient
        As `cross_entropy_gradient` returns it.

    Raises
    ------
    TypeError
        If an argument does not hold real numbers.
    ValueError
        If the shapes do not fit together, or if Sigma_1 or Sigma_2 is not a symmetric positive
        definite matrix of finite numbers.
    """
    shape, arrays = _cross_entropy_arguments(mu_1, Sigma_1, mu_2, Sigma_2)
    own = (arrays[0].shape[-1:], arrays[1].shape[-2:], arrays[2].shape[-1:], arrays[3].shape[-2:])
    value, *found = _evaluate(
        _cross_entropy_value_and_gradient,
        (1, 2, 1, 2),
        shape,
        arrays,
        ((), *own),
    )
    return value, CrossEntropyGradient(*found)


def _cross_entropy_arguments(
    mu_1: ArrayLike,
    Sigma_1: ArrayLike,
    mu_2: ArrayLike,
    Sigma_2: ArrayLike,
) -> tuple[tuple[int, ...], list[NDArray[np.floating]]]:
    """Return the arguments as arrays that fit together, and their batch."""
    arrays = _arrays(
        mu_1=mu_1,
        Sigma_1=Sigma_1,
        mu_2=mu_2,
        Sigma_2=Sigma_2,
    )
    mu_1, Sigma_1, mu_2, Sigma_2 = arrays
    shape = _batch_shape(
        (1, 2, 1, 2),
        mu_1=mu_1,
        Sigma_1=Sigma_1,
        mu_2=mu_2,
        Sigma_2=Sigma_2,
    )
    return shape, arrays


def _cross_entropy_value(
    mu_1: NDArray[np.floating],
    Sigma_1: NDArray[np.floating],
    mu_2: NDArray[np.floating],
    Sigma_2: NDArray[np.floating],
) -> tuple[NDArray[np.floating], ...]:
    """Return the results for arrays that fit together."""
    Sigma_1, Sigma_2 = _check_symmetric(Sigma_1=Sigma_1, Sigma_2=Sigma_2)
    L_1 = _cholesky("Sigma_1", Sigma_1)
    L_2 = _cholesky("Sigma_2", Sigma_2)
    t_1 = _solve_lower(L_2, L_1, lower=True)
    t_2 = _solve_lower(L_2, (mu_1 - mu_2)[..., None])[..., 0]
    t_3 = np.log(np.diagonal(L_2, axis1=-2, axis2=-1)) + 0.5 * np.log(2.0 * np.pi)
    t_4 = np.sum(t_3, axis=-1)
    value = t_4 + (0.5 * _sum_of_squares(t_1) + 0.5 * np.sum(np.square(t_2), axis=-1))
    return (value,)


def _cross_entropy_gradient(
    mu_1: NDArray[np.floating],
    Sigma_1: NDArray[np.floating],
    mu_2: NDArray[np.floating],
    Sigma_2: NDArray[np.floating],
) -> tuple[NDArray[np.floating], ...]:
    """Return the results for arrays that fit together."""
    Sigma_1, Sigma_2 = _check_symmetric(Sigma_1=Sigma_1, Sigma_2=Sigma_2)
    _cholesky("Sigma_1", Sigma_1)
    L_2 = _cholesky("Sigma_2", Sigma_2)
    k = mu_1.shape[-1]
    t_1 = mu_1 - mu_2
    d_mu_1 = _solve_upper(L_2, _solve_lower(L_2, t_1[..., None]))[..., 0]
    d_Sigma_1 = 0.5 * _solve_cholesky(L_2, np.eye(k, dtype=np.float32))
    d_mu_2 = -d_mu_1
    t_2 = Sigma_1 + np.matmul(t_1[..., :, None], t_1[..., None, :]) - Sigma_2
    t_3 = _solve_cholesky(L_2, t_2)
    t_4 = np.swapaxes(_solve_cholesky(L_2, np.swapaxes(t_3, -1, -2)), -1, -2)
    d_Sigma_2 = -0.5 * t_4
    return (d_mu_1, _symmetric_part(d_Sigma_1), d_mu_2, _symmetric_part(d_Sigma_2))


def _cross_entropy_value_and_gradient(
    mu_1: NDArray[np.floating],
    Sigma_1: NDArray[np.floating],
    mu_2: NDArray[np.floating],
    Sigma_2: NDArray[np.floating],
) -> tuple[NDArray[np.floating], ...]:
    """Return the results for arrays that fit together."""
    Sigma_1, Sigma_2 = _check_symmetric(Sigma_1=Sigma_1, Sigma_2=Sigma_2)
    L_1 = _cholesky("Sigma_1", Sigma_1)
    L_2 = _cholesky("Sigma_2", Sigma_2)
    k = mu_1.shape[-1]
    t_1 = _solve_lower(L_2, L_1, lower=True)
    t_2 = mu_1 - mu_2
    t_3 = _solve_lower(L_2, t_2[..., None])[..., 0]
    t_4 = np.log(np.diagonal(L_2, axis1=-2, axis2=-1)) + 0.5 * np.log(2.0 * np.pi)
    t_5 = np.sum(t_4, axis=-1)
    value = t_5 + (0.5 * _sum_of_squares(t_1) + 0.5 * np.sum(np.square(t_3), axis=-1))
    d_mu_1 = _solve_upper(L_2, t_3[..., None])[..., 0]
    d_Sigma_1 = 0.5 * _solve_cholesky(L_2, np.eye(k, dtype=np.float32))
    d_mu_2 = -d_mu_1
    t_6 = Sigma_1 + np.matmul(t_2[..., :, None], t_2[..., None, :]) - Sigma_2
    t_7 = _solve_cholesky(L_2, t_6)
    t_8 = np.swapaxes(_solve_cholesky(L_2, np.swapaxes(t_7, -1, -2)), -1, -2)
    d_Sigma_2 = -0.5 * t_8
    return (value, d_mu_1, _symmetric_part(d_Sigma_1), d_mu_2, _symmetric_part(d_Sigma_2))


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

    mu_1: Floats
    L_1: Floats
    mu_2: Floats
    L_2: Floats


def cross_entropy_cholesky(
    mu_1: ArrayLike,
    L_1: ArrayLike,
    mu_2: ArrayLike,
    L_2: ArrayLike,
    *,
    out: NDArray[np.floating] | None = None,
) -> Floats:
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
    out : ndarray, optional
        Where to put the result, of its shape and type; it is returned.

    Returns
    -------
    scalar or ndarray, shape (...)
        The leading axes of the arguments broadcast by NumPy's rules. k has to be the same in all of
        them, and for k = 0 the value is 0. float32 where every array among the arguments is float32
        or float16, else float64.

    Raises
    ------
    TypeError
        If an argument does not hold real numbers.
    ValueError
        If the shapes do not fit together, or if L_1 or L_2 is not a lower triangular matrix of
        finite numbers with a positive diagonal.

    Notes
    -----
    Error at most x/(1 - 2 x) times (Sum(abs(log(L_2[i, i])) + 1/2*log(2*pi), i, k) +
    (1/2*tr(inv(L_2) @ L_1 @ (inv(L_2) @ L_1).T) + 1/2*((inv(L_2) @ (mu_1 - mu_2)).T @ (inv(L_2) @
    (mu_1 - mu_2))))) with x = (11 + 2 (k + 1) cond(L_2) + s(k^2)) u, where u is 2^-53 in float64
    and 2^-24 in float32. This is derived in the standard model of floating-point arithmetic, for
    operations that round correctly and functions that keep to 4 ulp (log). It is for results that
    are normal numbers, where no intermediate result overflows or underflows. cond(L_2) is the
    2-norm of |inv(L_2)| |L_2|. s(k^2) is the number of additions that a term of a sum of k^2 goes
    through: at most k^2 - 1, and at most 25 + max(0, log2(k^2/128)), rounded up, where the sum is
    pairwise, as NumPy's is along a last axis.

    Neither an inverse nor a determinant is formed. Substitution has an error that grows with the
    condition number of L_2. Where that is estimated to be above max(32, k), one step of iterative
    refinement follows, with a residual of about twice the precision. All of this is in double
    precision, also for float32.

    NaN and infinity in an argument that may be any real number go through the arithmetic.
    """
    shape, arrays = _cross_entropy_cholesky_arguments(mu_1, L_1, mu_2, L_2)
    _check_out(out, shape, arrays[0].dtype)
    (value,) = _evaluate(_cross_entropy_cholesky_value, (1, 2, 1, 2), shape, arrays, out=out)
    return value


def cross_entropy_cholesky_gradient(
    mu_1: ArrayLike,
    L_1: ArrayLike,
    mu_2: ArrayLike,
    L_2: ArrayLike,
) -> CrossEntropyCholeskyGradient:
    """Return the derivatives of `cross_entropy_cholesky` with respect to its arguments.

    For q = MultivariateNormal(mu_1, L_1 @ L_1.T) and q = MultivariateNormal(mu_2, L_2 @ L_2.T).

    Parameters
    ----------
    mu_1, mu_2 : array_like, shape (..., k)
        Real numbers.
    L_1, L_2 : array_like, shape (..., k, k)
        Lower triangular matrices with a positive diagonal: Cholesky factors of the covariances.

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
    shape, arrays = _cross_entropy_cholesky_arguments(mu_1, L_1, mu_2, L_2)
    own = (arrays[0].shape[-1:], arrays[1].shape[-2:], arrays[2].shape[-1:], arrays[3].shape[-2:])
    found = _evaluate(_cross_entropy_cholesky_gradient, (1, 2, 1, 2), shape, arrays, own)
    return CrossEntropyCholeskyGradient(*found)


def cross_entropy_cholesky_and_gradient(
    mu_1: ArrayLike,
    L_1: ArrayLike,
    mu_2: ArrayLike,
    L_2: ArrayLike,
) -> tuple[Floats, CrossEntropyCholeskyGradient]:
    """Return `cross_entropy_cholesky` and its derivatives, which share most of the work.

    For q = MultivariateNormal(mu_1, L_1 @ L_1.T) and q = MultivariateNormal(mu_2, L_2 @ L_2.T).

    Parameters
    ----------
    mu_1, mu_2 : array_like, shape (..., k)
        Real numbers.
    L_1, L_2 : array_like, shape (..., k, k)
        Lower triangular matrices with a positive diagonal: Cholesky factors of the covariances.

    Returns
    -------
    value : scalar or ndarray, shape (...)
        The leading axes of the arguments broadcast by NumPy's rules. k has to be the same in all of
        them, and for k = 0 the value is 0. float32 where every array among the arguments is float32
        or float16, else float64.
    gradient : CrossEntropyCholeskyGradient
        As `cross_entropy_cholesky_gradient` returns it.

    Raises
    ------
    TypeError
        If an argument does not hold real numbers.
    ValueError
        If the shapes do not fit together, or if L_1 or L_2 is not a lower triangular matrix of
        finite numbers with a positive diagonal.
    """
    shape, arrays = _cross_entropy_cholesky_arguments(mu_1, L_1, mu_2, L_2)
    own = (arrays[0].shape[-1:], arrays[1].shape[-2:], arrays[2].shape[-1:], arrays[3].shape[-2:])
    value, *found = _evaluate(
        _cross_entropy_cholesky_value_and_gradient,
        (1, 2, 1, 2),
        shape,
        arrays,
        ((), *own),
    )
    return value, CrossEntropyCholeskyGradient(*found)


def _cross_entropy_cholesky_arguments(
    mu_1: ArrayLike,
    L_1: ArrayLike,
    mu_2: ArrayLike,
    L_2: ArrayLike,
) -> tuple[tuple[int, ...], list[NDArray[np.floating]]]:
    """Return the arguments as arrays that fit together, and their batch."""
    arrays = _arrays(
        mu_1=mu_1,
        L_1=L_1,
        mu_2=mu_2,
        L_2=L_2,
    )
    mu_1, L_1, mu_2, L_2 = arrays
    shape = _batch_shape(
        (1, 2, 1, 2),
        mu_1=mu_1,
        L_1=L_1,
        mu_2=mu_2,
        L_2=L_2,
    )
    return shape, arrays


def _cross_entropy_cholesky_value(
    mu_1: NDArray[np.floating],
    L_1: NDArray[np.floating],
    mu_2: NDArray[np.floating],
    L_2: NDArray[np.floating],
) -> tuple[NDArray[np.floating], ...]:
    """Return the results for arrays that fit together."""
    _check_factor(L_1=L_1, L_2=L_2)
    t_1, t_2 = _solve_refined(L_2, column=(mu_1, mu_2), lower=(L_1,))
    t_3 = np.log(np.diagonal(L_2, axis1=-2, axis2=-1)) + 0.5 * np.log(2.0 * np.pi)
    t_4 = np.sum(t_3, axis=-1)
    value = t_4 + (0.5 * _sum_of_squares(t_2) + 0.5 * np.sum(np.square(t_1), axis=-1))
    return (value,)


def _cross_entropy_cholesky_gradient(
    mu_1: NDArray[np.floating],
    L_1: NDArray[np.floating],
    mu_2: NDArray[np.floating],
    L_2: NDArray[np.floating],
) -> tuple[NDArray[np.floating], ...]:
    """Return the results for arrays that fit together."""
    _check_factor(L_1=L_1, L_2=L_2)
    k = mu_1.shape[-1]
    t_1, t_2 = _solve_refined(L_2, column=(mu_1, mu_2), lower=(L_1,))
    d_mu_1 = _solve_upper(L_2, t_1[..., None])[..., 0]
    d_L_1 = _solve_upper(L_2, t_2)
    d_mu_2 = -d_mu_1
    t_3 = np.matmul(t_1[..., :, None], t_1[..., None, :])
    t_4 = np.matmul(t_2, np.swapaxes(t_2, -1, -2)) + t_3
    t_5 = t_4 - np.eye(k, dtype=np.float32)
    t_6 = _solve_upper(L_2, t_5)
    d_L_2 = -t_6
    return (d_mu_1, np.tril(d_L_1), d_mu_2, np.tril(d_L_2))


def _cross_entropy_cholesky_value_and_gradient(
    mu_1: NDArray[np.floating],
    L_1: NDArray[np.floating],
    mu_2: NDArray[np.floating],
    L_2: NDArray[np.floating],
) -> tuple[NDArray[np.floating], ...]:
    """Return the results for arrays that fit together."""
    _check_factor(L_1=L_1, L_2=L_2)
    k = mu_1.shape[-1]
    t_1, t_2 = _solve_refined(L_2, column=(mu_1, mu_2), lower=(L_1,))
    t_3 = np.log(np.diagonal(L_2, axis1=-2, axis2=-1)) + 0.5 * np.log(2.0 * np.pi)
    t_4 = np.sum(t_3, axis=-1)
    value = t_4 + (0.5 * _sum_of_squares(t_2) + 0.5 * np.sum(np.square(t_1), axis=-1))
    d_mu_1 = _solve_upper(L_2, t_1[..., None])[..., 0]
    d_L_1 = _solve_upper(L_2, t_2)
    d_mu_2 = -d_mu_1
    t_5 = np.matmul(t_2, np.swapaxes(t_2, -1, -2))
    t_6 = t_5 + np.matmul(t_1[..., :, None], t_1[..., None, :]) - np.eye(k, dtype=np.float32)
    t_7 = _solve_upper(L_2, t_6)
    d_L_2 = -t_7
    return (value, d_mu_1, np.tril(d_L_1), d_mu_2, np.tril(d_L_2))


def _arrays(**arguments: ArrayLike) -> list[NDArray[np.floating]]:
    """Return the arguments as arrays of one type, float32 or float64.

    Parameters
    ----------
    **arguments : array_like
        Real numbers of up to 64 bits. Python's own numbers adapt to the arrays beside them, as
        they do in NumPy; all else than float16 and float32 makes the result float64.

    Raises
    ------
    TypeError
        If an argument holds anything else (complex, bool, object, text, long double).
    """
    arrays = []
    narrow = []
    for name, value in arguments.items():
        if type(value) is np.ndarray and value.dtype == np.float64:
            narrow.append(False)
            arrays.append(value)
            continue
        weak = type(value) is int or type(value) is float
        try:
            array = np.asarray(value, dtype=np.float64 if weak else None)
        except (TypeError, ValueError, OverflowError) as error:
            raise TypeError(f"{name} must be an array of real numbers: {error}") from error
        if array.dtype.kind not in "iuf" or array.dtype.itemsize > 8:
            kind = array.dtype.name
            raise TypeError(f"{name} must hold real numbers of up to 64 bits, not {kind}")
        if not weak:
            narrow.append(array.dtype.kind == "f" and array.dtype.itemsize <= 4)
        arrays.append(array)
    dtype = np.float32 if narrow and all(narrow) else np.float64
    return [array if array.dtype == dtype else array.astype(dtype, order="C") for array in arrays]


def _batch_shape(ranks: tuple[int, ...], **arrays: NDArray[np.floating]) -> tuple[int, ...]:
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
    names = list(arrays)
    shapes = [arrays[name].shape for name in names]
    alike = shapes.count(shapes[0]) == len(shapes) and max(ranks) == min(ranks) < 2
    if alike and len(shapes[0]) >= ranks[0]:  # the usual case, at once
        return shapes[0][: len(shapes[0]) - ranks[0]]
    first = None
    for name, shape, rank in zip(names, shapes, ranks, strict=True):
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
    leading = [shape[: len(shape) - rank] for shape, rank in zip(shapes, ranks, strict=True)]
    if all(shape == leading[0] for shape in leading):
        return leading[0]
    try:
        return np.broadcast_shapes(*leading)
    except ValueError:
        pass
    for j, right in enumerate(leading):
        for i, left in enumerate(leading[:j]):
            try:
                np.broadcast_shapes(left, right)
            except ValueError:
                axes = "axes" if not any(ranks) else "leading axes"
                raise ValueError(
                    f"{names[i]} has shape {shapes[i]} and {names[j]} has shape {shapes[j]}; "
                    f"their {axes} do not broadcast"
                ) from None
    raise AssertionError("shapes broadcast in pairs, but not together")


def _evaluate(
    function: Callable[..., tuple[NDArray[np.floating], ...]],
    ranks: tuple[int, ...],
    shape: tuple[int, ...],
    arrays: Sequence[NDArray[np.floating]],
    own: Sequence[tuple[int, ...]] = ((),),
    out: NDArray[np.floating] | None = None,
) -> list[NDArray[np.floating] | np.floating]:
    """Return what a function makes of its arguments, a block of the batch after the other.

    Parameters
    ----------
    function : callable
        From arrays to a tuple of arrays, whose leading axes are those of the batch.
    ranks : tuple of int
        How many of the last axes of each argument are its own.
    shape : tuple of int
        That of the batch.
    arrays : sequence of ndarray
        The arguments, all of one type.
    own : sequence of tuple of int
        The axes that each result has after those of the batch.
    out : ndarray, optional
        Where to put the only result.

    Notes
    -----
    What is computed on the way stays in the cache if the blocks are small.
    """
    dtype = arrays[0].dtype
    count, most = math.prod(shape), max(ranks)
    width = arrays[ranks.index(most)].shape[-1] ** most if most else 1
    size = 2097152 if most == 2 else 524288  # bytes of an argument in a block
    rows = max(1, size // (max(1, width) * dtype.itemsize))
    with np.errstate(all="ignore"):
        if count <= rows:
            found = [np.asarray(value, dtype) for value in function(*arrays)]
            whole = [(*shape, *axes) for axes in own]
            results = [
                value
                if value.shape == full and value.flags.writeable
                else np.broadcast_to(value, full).copy()
                for value, full in zip(found, whole, strict=True)
            ]
        else:
            # Once this is freed, the C library of Linux keeps memory that blocks free, instead of
            # giving it back and fetching it anew for each (mallopt(3), M_MMAP_THRESHOLD).
            np.empty(1 << 24, np.uint8)
            direct = out is not None and out.flags.c_contiguous
            direct = direct and not any(np.may_share_memory(out, array) for array in arrays)
            results = [out] if direct else [np.empty((*shape, *axes), dtype) for axes in own]
            flat = [r.reshape(count, *axes) for r, axes in zip(results, own, strict=True)]
            cut, kept = [], []
            for array, rank in zip(arrays, ranks, strict=True):
                axes = array.shape[array.ndim - rank :]
                batched = array.size != math.prod(axes)
                if batched and array.shape != (*shape, *axes):
                    array = np.broadcast_to(array, (*shape, *axes))
                cut.append(batched)
                kept.append(array.reshape(count, *axes) if batched else array.reshape(axes))
            for start in range(0, count, rows):
                part = slice(start, start + rows)
                block = [a[part] if b else a for a, b in zip(kept, cut, strict=True)]
                try:
                    found = function(*block)
                except ValueError:
                    function(*arrays)  # which tells the place among all
                    raise
                for result, value in zip(flat, found, strict=True):
                    result[part] = value
    if out is not None:
        if results[0] is not out:
            out[...] = results[0]
        return [out]
    return [result[()] for result in results]


def _check_out(
    out: NDArray[np.floating] | None, shape: tuple[int, ...], dtype: np.dtype[np.floating]
) -> None:
    """Refuse an array that cannot hold the result.

    Raises
    ------
    TypeError
        If it is no array of the type of the result.
    ValueError
        If it has another shape, or is read-only.
    """
    if out is None:
        return
    if not isinstance(out, np.ndarray) or out.dtype != dtype:
        kind = out.dtype if isinstance(out, np.ndarray) else type(out).__name__
        raise TypeError(f"out must be an array of {np.dtype(dtype).name}, not {kind}")
    if out.shape != shape:
        raise ValueError(f"out has shape {out.shape}, and the result has shape {shape}")
    if not out.flags.writeable:
        raise ValueError("out is read-only")


def _check_symmetric(**arrays: NDArray[np.floating]) -> list[NDArray[np.floating]]:
    """Return covariances as exactly symmetric; refuse those that are not, up to rounding.

    What is above the diagonal becomes what is below it. There an entry may differ by sqrt(eps) in
    terms of the two standard deviations: more than any order of summation makes of a symmetric
    product, less than a mistake does.

    Raises
    ------
    ValueError
        With the argument, the first place, and the numbers found there.
    """
    found = []
    for name, array in arrays.items():
        turned = np.swapaxes(array, -1, -2)
        with np.errstate(all="ignore"):
            if np.isfinite(array.sum()) and np.array_equal(array, turned):  # the usual case
                found.append(array)
                continue
        finite = np.isfinite(array)
        if not finite.all():
            at = tuple(int(i) for i in np.argwhere(~finite)[0])
            where = ", ".join(map(str, at))
            raise ValueError(f"{name} must be finite, but {name}[{where}] = {array[at]}")
        with np.errstate(all="ignore"):
            scale = np.sqrt(np.abs(np.diagonal(array, axis1=-2, axis2=-1)))
            scale *= np.finfo(array.dtype).eps ** 0.25
            apart = array - turned
            good = np.abs(apart, out=apart) <= scale[..., :, None] * scale[..., None, :]
        if not good.all():
            at = tuple(int(i) for i in np.argwhere(~good)[0])
            here = ", ".join(map(str, at))
            there = ", ".join(map(str, (*at[:-2], at[-1], at[-2])))
            raise ValueError(
                f"{name} must be symmetric, but {name}[{here}] = {array[at]} "
                f"and {name}[{there}] = {turned[at]}"
            )
        found.append(np.tril(array) + np.triu(turned, 1))
    return found


def _check_factor(**arrays: NDArray[np.floating]) -> None:
    """Refuse Cholesky factors that are not lower triangular, finite, and positive on the diagonal.

    Raises
    ------
    ValueError
        With the argument, the first place, and the number found there.
    """
    for name, array in arrays.items():
        rows = np.arange(array.shape[-1])
        diagonal = rows[:, None] == rows
        above = rows[:, None] < rows
        for bad, what in (
            (~np.isfinite(array), "be finite"),
            (above & (array != 0), "be lower triangular"),
            (diagonal & ~(array > 0), "have a positive diagonal"),
        ):
            if bad.any():
                at = tuple(int(i) for i in np.argwhere(bad)[0])
                where = ", ".join(map(str, at))
                raise ValueError(f"{name} must {what}, but {name}[{where}] = {array[at]}")


def _cholesky(name: str, matrices: NDArray[np.floating]) -> NDArray[np.floating]:
    """Return the lower triangular L with L @ L.T = matrices; only lower triangles are read.

    Raises
    ------
    ValueError
        If a matrix is not positive definite; with the first one's place.
    """
    try:
        return np.linalg.cholesky(matrices)
    except np.linalg.LinAlgError:
        pass
    for place in np.ndindex(matrices.shape[:-2]):
        try:
            np.linalg.cholesky(matrices[place])
        except np.linalg.LinAlgError:
            where = f"{name}[{', '.join(map(str, place))}]" if place else name
            raise ValueError(f"{name} must be positive definite, but {where} is not") from None
    raise ValueError(f"{name} must be positive definite")


def _solve_lower(
    factor: NDArray[np.floating], right: NDArray[np.floating], *, lower: bool = False
) -> NDArray[np.floating]:
    """Return X with factor @ X = right for lower triangular matrices, by forward substitution.

    Where `right` is lower triangular as well, so is X, and `lower` leaves out the zeros.
    """
    batch = np.broadcast_shapes(factor.shape[:-2], right.shape[:-2])
    solution = np.empty((*batch, *right.shape[-2:]), dtype=np.result_type(factor, right))
    solution[...] = right
    _substitute(factor, solution, 0, factor.shape[-1], 0 if lower else right.shape[-1])
    return solution


def _substitute(
    factor: NDArray[np.floating],
    x: NDArray[np.floating],
    start: int,
    stop: int,
    full: int,
    *,
    upper: bool = False,
) -> None:
    """Solve for some rows of x in place, as if no other were there.

    The first `full` columns may hold anything, those after them are a lower triangular matrix. With
    `upper`, only the upper triangle of the solution is wanted, and below there may be anything.
    """
    width = x.shape[-1]
    if stop - start > 16:
        middle = (start + stop + 1) // 2
        _substitute(factor, x, start, middle, full, upper=upper)
        first, last = middle if upper else 0, min(full + middle, width)
        # Small products in pieces that BLAS does on one thread: it takes long to wake others.
        size = (middle - start) * (stop - middle)
        step = 262144 // size if size <= 4096 else max(1, width)
        for column in range(first, last, step):
            columns = slice(column, min(column + step, last))
            x[..., middle:stop, columns] -= np.matmul(
                factor[..., middle:stop, start:middle], x[..., start:middle, columns]
            )
        _substitute(factor, x, middle, stop, full, upper=upper)
        return
    for i in range(start, stop):
        first = i if upper else 0
        if i > start:
            columns = slice(first, min(full + i, width))
            x[..., i, columns] -= np.matmul(
                factor[..., i : i + 1, start:i], x[..., start:i, columns]
            )[..., 0, :]
        x[..., i, first : min(full + i + 1, width)] /= factor[..., i, i, None]


def _solve_upper(factor: NDArray[np.floating], right: NDArray[np.floating]) -> NDArray[np.floating]:
    """Return X with factor.T @ X = right for lower triangular matrices, by back substitution."""
    turned = np.swapaxes(factor, -1, -2)[..., ::-1, ::-1]  # lower triangular again
    return _solve_lower(turned, right[..., ::-1, :])[..., ::-1, :]


def _solve_cholesky(
    factor: NDArray[np.floating], right: NDArray[np.floating]
) -> NDArray[np.floating]:
    """Return X with factor @ factor.T @ X = right for lower triangular matrices."""
    return _solve_upper(factor, _solve_lower(factor, right))


def _symmetric_part(matrices: NDArray[np.floating]) -> NDArray[np.floating]:
    """Return matrices that are symmetric but for rounding as exactly symmetric ones."""
    return 0.5 * (matrices + np.swapaxes(matrices, -1, -2))


def _sum_of_squares(matrices: NDArray[np.floating]) -> NDArray[np.floating]:
    """Return the sum of the squares of the entries of each matrix."""
    flat = matrices.reshape(*matrices.shape[:-2], matrices.shape[-2] * matrices.shape[-1])
    return np.einsum("...i,...i->...", flat, flat)


def _solve_refined(
    factor: NDArray[np.floating],
    *,
    column: tuple[NDArray[np.floating], ...] = (),
    lower: tuple[NDArray[np.floating], ...] = (),
) -> list[NDArray[np.floating]]:
    """Return X with factor @ X = right where the right side is one array or a difference of two.

    Parameters
    ----------
    factor : ndarray, shape (..., k, k)
        Lower triangular matrices.
    column : tuple of ndarray, shape (..., k)
        A vector, and what is to be subtracted from it.
    lower : tuple of ndarray, shape (..., k, k)
        The same for a lower triangular matrix.

    Returns
    -------
    list of ndarray
        The solutions that are asked for, in double precision also for float32.

    Notes
    -----
    Four columns are solved along, with entries as large as the row sums of ``abs(factor)`` and
    with signs as if by chance. What becomes of them estimates the largest row sum of
    ``abs(inv(factor)) @ abs(factor)``; where that is above max(32, k) the solution is refined.
    """
    factor = factor.astype(np.float64, copy=False)
    k = factor.shape[-1]
    given = [(tuple(a[..., None] for a in column), 1), (lower, 0)]
    sides = [(terms, full) for terms, full in given if terms]
    rights = [_over(terms) for terms, _ in sides]
    angles = np.square(np.arange(1.0, k + 1))[:, None] * np.sqrt([1.0, 2.0, 3.0, 5.0])
    tests = np.sum(np.abs(factor), axis=-1, keepdims=True) * np.cos(angles)
    together = all(right.shape[:-2] == factor.shape[:-2] for right in rights)
    if together:
        joined = np.concatenate([tests, *rights], axis=-1)
        _substitute(factor, joined, 0, k, 4 + bool(column))
        tests, solutions = joined[..., :4], [joined[..., 4:]]
        groups = [[terms for terms, _ in sides]]
    else:
        _substitute(factor, tests, 0, k, 4)
        pairs = zip(rights, sides, strict=True)
        solutions = [_solve_lower(factor, right, lower=not full) for right, (_, full) in pairs]
        groups = [[terms] for terms, _ in sides]
    ill = ~(np.max(np.abs(tests), axis=(-2, -1), initial=0.0) <= max(32, k))
    if ill.any():
        for solution, group in zip(solutions, groups, strict=True):
            _refine(ill, factor, group, solution)
    if together and len(sides) > 1:
        solutions = [solutions[0][..., :1], solutions[0][..., 1:]]
    return [x[..., 0] if full else x for x, (_, full) in zip(solutions, sides, strict=True)]


def _over(terms: tuple[NDArray[np.floating], ...]) -> NDArray[np.float64]:
    """Return one array, or the difference of two, in double precision."""
    first, *rest = (a.astype(np.float64, copy=False) for a in terms)
    return first - rest[0] if rest else first


def _refine(
    ill: NDArray[np.bool_],
    factor: NDArray[np.floating],
    group: list[tuple[NDArray[np.floating], ...]],
    solution: NDArray[np.floating],
) -> None:
    """Refine solutions in place where the factor is ill-conditioned, a few at a time."""
    batch, k = solution.shape[:-2], factor.shape[-1]
    parts: list = [...]
    if ill.ndim:
        factor = np.broadcast_to(factor, (*batch, k, k))
        places = np.nonzero(np.broadcast_to(ill, batch))
        step = max(1, 32768 // k**2)  # what is computed on the way stays in the cache
        starts = range(0, len(places[0]), step)
        parts = [tuple(at[start : start + step] for at in places) for start in starts]
    for part in parts:
        old = solution[part]
        terms = np.zeros((2, *old.shape))
        end = 0
        for arrays in group:
            start, end = end, end + arrays[0].shape[-1]
            for term, array in zip(terms, arrays, strict=False):
                term[..., start:end] = np.broadcast_to(array, (*batch, *array.shape[-2:]))[part]
        new = _corrected(factor[part] if ill.ndim else factor, terms, old)
        good = np.isfinite(new).all(axis=-2, keepdims=True)
        solution[part] = np.where(good, new, old)


def _corrected(
    factor: NDArray[np.floating], terms: NDArray[np.float64], solution: NDArray[np.floating]
) -> NDArray[np.float64]:
    """Return a solution of factor @ X = terms[0] - terms[1] after one step of refinement.

    The leading half of the digits of the factor times the leading half of those of the solution is
    exact: sums of integers of less than 54 bits, up to powers of 2. The digits that the solution
    has beyond these are dropped, for they come back with the correction.

    A square solution is lower triangular, and so is one after its first column.
    """
    k, width = solution.shape[-2:]
    full = width if width < k else width - k
    half = (53 - (k - 1).bit_length()) // 2
    _, rows = np.frexp(np.max(np.abs(factor), axis=-1, keepdims=True))
    unit = np.ldexp(1.0, -rows)  # rows below 1: no product overflows or underflows
    low = factor * unit
    high = low + 1.5 * 2.0 ** (52 - half)
    high -= 1.5 * 2.0 ** (52 - half)
    low -= high
    _, columns = np.frexp(np.max(np.abs(solution), axis=-2, keepdims=True))
    shift = np.ldexp(1.5, 52 - half + columns)
    leading = solution + shift
    leading -= shift
    terms *= unit
    right = _difference(terms[0], terms[1])
    error = _product(high, leading, full)
    residual = _difference(right, error)
    residual -= _product(low, leading, full)
    error += terms[1]
    residual += error
    low += high
    _substitute(low, residual, 0, k, full)
    residual += leading
    if full < width:  # the diagonal is a quotient, and as accurate as that
        diagonal = np.diagonal(solution[..., full:], axis1=-2, axis2=-1)
        np.einsum("...ii->...i", residual[..., full:])[...] = diagonal
    return residual


def _difference(left: NDArray[np.float64], right: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return left - right, and put into `right` the rounding error that is to be added."""
    found = left - right
    moved = found - left
    right += moved
    np.subtract(found, moved, out=moved)
    np.subtract(left, moved, out=moved)
    np.subtract(moved, right, out=right)
    return found


def _product(
    left: NDArray[np.float64], right: NDArray[np.float64], full: int
) -> NDArray[np.float64]:
    """Return left @ right, where both are lower triangular after the `full` columns of right."""
    k, width = right.shape[-2:]
    if full == width or k <= 128:
        return np.matmul(left, right)
    product = np.zeros(right.shape)
    step = -(-k // 8)
    for start in range(0, k, step):
        rows = slice(start, start + step)
        stop = min(start + step, k)
        product[..., rows, :full] = np.matmul(left[..., rows, :stop], right[..., :stop, :full])
        for first in range(0, stop, step):
            columns = slice(full + first, full + first + step)
            product[..., rows, columns] = np.matmul(
                left[..., rows, first:stop], right[..., first:stop, columns]
            )
    return product
