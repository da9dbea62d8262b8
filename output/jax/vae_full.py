# symkl 0.1.0 — derivation vae_full_code — generated; do not edit
# source sha256:9ee7b41643576a1dc74cc96319a70d0fa0931a64445b3fb8c1fb8c3b6d12ac0d
"""KL divergence to the standard normal, full covariance, as it is computed.

- `kl_divergence`: the value, from mu, Sigma
- `kl_divergence_terms`: the terms that add up to it
- `kl_divergence_gradient`: its derivatives
- `kl_divergence_cholesky`: the value, from mu, L
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
        -(1/2)*log(det(Sigma))
    trace
        1/2*(tr(Sigma) - k)
    mahalanobis
        1/2*(mu.T @ mu)
    """

    log_determinant: jax.Array
    trace: jax.Array
    mahalanobis: jax.Array


class KlDivergenceGradient(NamedTuple):
    """The derivatives of `kl_divergence` with respect to its arguments.

    Cholesky factor: L of Sigma.

    Attributes
    ----------
    mu : shape (..., k)
        mu
    Sigma : shape (..., k, k)
        The symmetric G for which the differential is tr(G dSigma), dSigma symmetric.
        1/2*((Sigma - eye(k)) @ inv(Sigma))
    """

    mu: jax.Array
    Sigma: jax.Array


def kl_divergence(
    mu: ArrayLike,
    Sigma: ArrayLike,
    *,
    validate: bool = True,
) -> jax.Array:
    """Return the Kullback-Leibler divergence KL(q, p).

    For q = MultivariateNormal(mu, Sigma) and p = MultivariateNormal(zeros(k, 1), eye(k)) this is ::

        1/2*(tr(Sigma) + mu.T @ mu - k - log(det(Sigma)))

    evaluated in another form, which is proved equal to it.

    Parameters
    ----------
    mu : array_like, shape (..., k)
        Real numbers.
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
    The form is a sum of terms that are not negative, in squares and g(x) = x - log1p(x), so that
    nothing cancels where the two distributions nearly coincide.

    First and second derivatives by automatic differentiation are accurate as the value is, and
    finite where the two distributions are equal: derivatives of the special functions are given by
    their formulas, and a branch that is not taken contributes nothing.

    NaN and infinity in an argument that may be any real number go through the arithmetic.
    """
    shape, dtype, (mu, Sigma) = _kl_divergence_arguments(mu, Sigma, validate)
    L = _cholesky("Sigma", Sigma, validate)
    t_1 = jnp.tril(L, k=-1)
    t_2 = jnp.sum(jnp.square(t_1), axis=-1)
    t_3 = jnp.diagonal(L, axis1=-2, axis2=-1)
    t_4 = t_3 < 0.3125
    t_5 = jnp.where(t_4, t_3, 1.0)
    t_6 = jnp.diagonal(Sigma, axis1=-2, axis2=-1) - 1.0 - t_2
    t_7 = jnp.where(t_4, 0.0, t_6)
    t_8 = jnp.where(t_4, 0.5 * (jnp.square(t_3) - 1.0) - jnp.log(t_5), 0.5 * _g(t_7))
    value = 0.5 * jnp.sum(jnp.square(mu), axis=-1) + jnp.sum(0.5 * t_2 + t_8, axis=-1)
    return _result(value, shape, dtype)


def kl_divergence_terms(
    mu: ArrayLike,
    Sigma: ArrayLike,
    *,
    validate: bool = True,
) -> KlDivergenceTerms:
    """Return the terms that add up to `kl_divergence`.

    For q = MultivariateNormal(mu, Sigma) and p = MultivariateNormal(zeros(k, 1), eye(k)); the terms
    are described at `KlDivergenceTerms`.

    Parameters
    ----------
    mu : array_like, shape (..., k)
        Real numbers.
    Sigma : array_like, shape (..., k, k)
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
        If the shapes do not fit together, or if Sigma is not a symmetric positive definite matrix
        of finite numbers.

    Notes
    -----
    Each term is accurate by itself. Where the two distributions nearly coincide, terms of opposite
    sign cancel in their sum: `kl_divergence` does not add them, and stays accurate.
    """
    shape, dtype, (mu, Sigma) = _kl_divergence_arguments(mu, Sigma, validate)
    L = _cholesky("Sigma", Sigma, validate)
    k = mu.shape[-1]
    t_1 = jnp.diagonal(L, axis1=-2, axis2=-1)
    t_2 = t_1 < 0.3125
    t_3 = jnp.where(t_2, t_1, 1.0)
    t_4 = jnp.tril(L, k=-1)
    t_5 = jnp.diagonal(Sigma, axis1=-2, axis2=-1) - 1.0 - jnp.sum(jnp.square(t_4), axis=-1)
    t_6 = jnp.where(t_2, 0.0, t_5)
    t_7 = jnp.where(t_2, -jnp.log(t_3), -0.5 * jnp.log1p(t_6))
    log_determinant = jnp.sum(t_7, axis=-1)
    t_8 = Sigma - jnp.eye(k, dtype=mu.dtype)
    trace = 0.5 * jnp.trace(t_8, axis1=-2, axis2=-1)
    mahalanobis = 0.5 * jnp.sum(jnp.square(mu), axis=-1)
    return KlDivergenceTerms(
        log_determinant=_result(log_determinant, shape, dtype),
        trace=_result(trace, shape, dtype),
        mahalanobis=_result(mahalanobis, shape, dtype),
    )


def kl_divergence_gradient(
    mu: ArrayLike,
    Sigma: ArrayLike,
    *,
    validate: bool = True,
) -> KlDivergenceGradient:
    """Return the derivatives of `kl_divergence` with respect to its arguments.

    For q = MultivariateNormal(mu, Sigma) and p = MultivariateNormal(zeros(k, 1), eye(k)), by the
    formulas that are described at `KlDivergenceGradient`.

    Parameters
    ----------
    mu : array_like, shape (..., k)
        Real numbers.
    Sigma : array_like, shape (..., k, k)
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
        If the shapes do not fit together, or if Sigma is not a symmetric positive definite matrix
        of finite numbers.
    """
    shape, dtype, (mu, Sigma) = _kl_divergence_arguments(mu, Sigma, validate)
    L = _cholesky("Sigma", Sigma, validate)
    k = mu.shape[-1]
    d_mu = jnp.copy(mu)
    d_Sigma = 0.5 * _solve_cholesky(L, (Sigma - jnp.eye(k, dtype=mu.dtype)).mT).mT
    return KlDivergenceGradient(
        mu=_result(d_mu, (*shape, *mu.shape[-1:]), dtype),
        Sigma=_result(_symmetric_part(d_Sigma), (*shape, *Sigma.shape[-2:]), dtype),
    )


def _kl_divergence_arguments(mu, Sigma, validate):
    """Return the arguments as arrays that fit together, and their batch."""
    dtype, arrays = _arrays(mu=mu, Sigma=Sigma)
    mu, Sigma = arrays
    shape = _batch_shape((1, 2), mu=mu, Sigma=Sigma)
    if validate:
        _check_symmetric(Sigma=Sigma)
    Sigma = _symmetric_part(Sigma)
    return shape, dtype, (mu, Sigma)


class KlDivergenceCholeskyTerms(NamedTuple):
    """The terms of `kl_divergence_cholesky`, which add up to it.

    Attributes
    ----------
    log_determinant
        -(1/2)*log(det(L @ L.T))
    trace
        1/2*(tr(L @ L.T) - k)
    mahalanobis
        1/2*(mu.T @ mu)
    """

    log_determinant: jax.Array
    trace: jax.Array
    mahalanobis: jax.Array


class KlDivergenceCholeskyGradient(NamedTuple):
    """The derivatives of `kl_divergence_cholesky` with respect to its arguments.

    Attributes
    ----------
    mu : shape (..., k)
        mu
    L : shape (..., k, k)
        The lower triangle of the G for which the differential is tr(G.T dL).
        L - eye(k) + (inv(L) @ (L - eye(k))).T
    """

    mu: jax.Array
    L: jax.Array


def kl_divergence_cholesky(
    mu: ArrayLike,
    L: ArrayLike,
    *,
    validate: bool = True,
) -> jax.Array:
    """Return the Kullback-Leibler divergence KL(q, p).

    For q = MultivariateNormal(mu, L @ L.T) and p = MultivariateNormal(zeros(k, 1), eye(k)) this is
    ::

        1/2*(tr(L @ L.T) + mu.T @ mu - k - log(det(L @ L.T)))

    evaluated in another form, which is proved equal to it.

    Parameters
    ----------
    mu : array_like, shape (..., k)
        Real numbers.
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
    The form is a sum of terms that are not negative, in squares and g(x) = x - log1p(x), so that
    nothing cancels where the two distributions nearly coincide.

    Relative error at most x/(1 - 2 x) with x = (24 + s(k^2)) u, where u is 2^-53 in float64 and
    2^-24 in float32. This is derived in the standard model of floating-point arithmetic, for
    operations that round correctly and functions that keep to 3 ulp (g) and 4 ulp (log). It is for
    results that are normal numbers, where no intermediate result overflows or underflows. s(k^2) is
    the number of additions that a term of a sum of k^2 goes through: at most k^2 - 1, and at most
    25 + max(0, log2(k^2/128)), rounded up, where the sum is pairwise, as NumPy's is along a last
    axis.

    First and second derivatives by automatic differentiation are accurate as the value is, and
    finite where the two distributions are equal: derivatives of the special functions are given by
    their formulas, and a branch that is not taken contributes nothing.

    NaN and infinity in an argument that may be any real number go through the arithmetic.
    """
    shape, dtype, (mu, L) = _kl_divergence_cholesky_arguments(mu, L, validate)
    k = mu.shape[-1]
    t_1 = L - jnp.eye(k, dtype=mu.dtype)
    t_2 = jnp.tril(t_1, k=-1)
    t_3 = jnp.diagonal(L, axis1=-2, axis2=-1)
    t_4 = t_3 < 0.5
    t_5 = jnp.diagonal(t_1, axis1=-2, axis2=-1)
    t_6 = jnp.where(t_4, t_3, 1.0)
    t_7 = jnp.where(t_4, 0.0, t_5)
    t_8 = jnp.where(t_4, 0.5 * t_5 * (2.0 + t_5) - jnp.log(t_6), 0.5 * t_5 * t_5 + _g(t_7))
    t_9 = 0.5 * jnp.sum(jnp.square(mu), axis=-1) + 0.5 * jnp.sum(jnp.square(t_2), axis=(-2, -1))
    value = t_9 + jnp.sum(t_8, axis=-1)
    return _result(value, shape, dtype)


def kl_divergence_cholesky_terms(
    mu: ArrayLike,
    L: ArrayLike,
    *,
    validate: bool = True,
) -> KlDivergenceCholeskyTerms:
    """Return the terms that add up to `kl_divergence_cholesky`.

    For q = MultivariateNormal(mu, L @ L.T) and p = MultivariateNormal(zeros(k, 1), eye(k)); the
    terms are described at `KlDivergenceCholeskyTerms`.

    Parameters
    ----------
    mu : array_like, shape (..., k)
        Real numbers.
    L : array_like, shape (..., k, k)
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
        If the shapes do not fit together, or if L is not a lower triangular matrix of finite
        numbers with a positive diagonal.

    Notes
    -----
    Each term is accurate by itself. Where the two distributions nearly coincide, terms of opposite
    sign cancel in their sum: `kl_divergence_cholesky` does not add them, and stays accurate.
    """
    shape, dtype, (mu, L) = _kl_divergence_cholesky_arguments(mu, L, validate)
    k = mu.shape[-1]
    t_1 = jnp.diagonal(L, axis1=-2, axis2=-1)
    t_2 = (t_1 < 0.5) | (t_1 > 2.0)
    t_3 = jnp.where(t_2, t_1, 1.0)
    t_4 = t_1 - 1.0
    t_5 = jnp.where(t_2, 0.0, t_4)
    t_6 = jnp.where(t_2, -jnp.log(t_3), -jnp.log1p(t_5))
    log_determinant = jnp.sum(t_6, axis=-1)
    t_7 = L - jnp.eye(k, dtype=mu.dtype)
    trace = jnp.trace(t_7, axis1=-2, axis2=-1) + 0.5 * jnp.sum(jnp.square(t_7), axis=(-2, -1))
    mahalanobis = 0.5 * jnp.sum(jnp.square(mu), axis=-1)
    return KlDivergenceCholeskyTerms(
        log_determinant=_result(log_determinant, shape, dtype),
        trace=_result(trace, shape, dtype),
        mahalanobis=_result(mahalanobis, shape, dtype),
    )


def kl_divergence_cholesky_gradient(
    mu: ArrayLike,
    L: ArrayLike,
    *,
    validate: bool = True,
) -> KlDivergenceCholeskyGradient:
    """Return the derivatives of `kl_divergence_cholesky` with respect to its arguments.

    For q = MultivariateNormal(mu, L @ L.T) and p = MultivariateNormal(zeros(k, 1), eye(k)), by the
    formulas that are described at `KlDivergenceCholeskyGradient`.

    Parameters
    ----------
    mu : array_like, shape (..., k)
        Real numbers.
    L : array_like, shape (..., k, k)
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
        If the shapes do not fit together, or if L is not a lower triangular matrix of finite
        numbers with a positive diagonal.
    """
    shape, dtype, (mu, L) = _kl_divergence_cholesky_arguments(mu, L, validate)
    k = mu.shape[-1]
    d_mu = jnp.copy(mu)
    t_1 = L - jnp.eye(k, dtype=mu.dtype)
    d_L = t_1 + _solve_lower(L, t_1).mT
    return KlDivergenceCholeskyGradient(
        mu=_result(d_mu, (*shape, *mu.shape[-1:]), dtype),
        L=_result(jnp.tril(d_L), (*shape, *L.shape[-2:]), dtype),
    )


def _kl_divergence_cholesky_arguments(mu, L, validate):
    """Return the arguments as arrays that fit together, and their batch."""
    dtype, arrays = _arrays(mu=mu, L=L)
    mu, L = arrays
    shape = _batch_shape((1, 2), mu=mu, L=L)
    if validate:
        _check_factor(L=L)
    L = jnp.tril(L)
    return shape, dtype, (mu, L)


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
