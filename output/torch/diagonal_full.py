# symkl 0.1.0 — derivation diagonal_full_code — generated; do not edit
# source sha256:ba5caa8686688f8996feddab6bfbf6836302bad4b83e60556701c4f27937c06a
"""Functions made from a derivation.

KL divergence from a diagonal to a full Gaussian, as it is computed from scales and a Cholesky
factor.

- `kl_divergence`: the value
- `kl_divergence_terms`: the terms that add up to it
- `kl_divergence_gradient`: its derivatives

The module needs PyTorch and nothing else.
"""

from __future__ import annotations

import functools
from typing import NamedTuple

import torch

__all__ = [
    "KlDivergenceGradient",
    "KlDivergenceTerms",
    "kl_divergence",
    "kl_divergence_gradient",
    "kl_divergence_terms",
]


class KlDivergenceTerms(NamedTuple):
    """The terms of `kl_divergence`, which add up to it.

    Attributes
    ----------
    log_determinant
        1/2*log(det(L_2 @ L_2.T)/det(diag(sigma_1) @ diag(sigma_1).T))
    trace
        1/2*(tr(inv(L_2 @ L_2.T) @ (diag(sigma_1) @ diag(sigma_1).T)) - k)
    mahalanobis
        1/2*((mu_1 - mu_2).T @ inv(L_2 @ L_2.T) @ (mu_1 - mu_2))
    """

    log_determinant: torch.Tensor
    trace: torch.Tensor
    mahalanobis: torch.Tensor


class KlDivergenceGradient(NamedTuple):
    """The derivatives of `kl_divergence` with respect to its arguments.

    Attributes
    ----------
    mu_1 : shape (..., k)
        inv(L_2).T @ (inv(L_2) @ (mu_1 - mu_2))
    sigma_1 : shape (..., k)
        (inv(L_2).T @ (inv(L_2) @ (diag(sigma_1) - L_2)) + inv(diag(sigma_1)) @ (diag(sigma_1) -
        L_2) @ inv(L_2))[i, i]
    mu_2 : shape (..., k)
        -(inv(L_2).T @ (inv(L_2) @ (mu_1 - mu_2)))
    L_2 : shape (..., k, k)
        The lower triangle of the G for which the differential is tr(G.T dL_2).
        -(inv(L_2).T @ (inv(L_2) @ (diag(sigma_1) - L_2) + (inv(L_2) @ (diag(sigma_1) - L_2)).T +
        inv(L_2) @ (diag(sigma_1) - L_2) @ (inv(L_2) @ (diag(sigma_1) - L_2)).T + inv(L_2) @ (mu_1 -
        mu_2) @ (inv(L_2) @ (mu_1 - mu_2)).T))
    """

    mu_1: torch.Tensor
    sigma_1: torch.Tensor
    mu_2: torch.Tensor
    L_2: torch.Tensor


def kl_divergence(
    mu_1: torch.Tensor,
    sigma_1: torch.Tensor,
    mu_2: torch.Tensor,
    L_2: torch.Tensor,
    *,
    validate: bool = True,
) -> torch.Tensor:
    """Return the Kullback-Leibler divergence KL(p, q).

    For p = MultivariateNormal(mu_1, diag(sigma_1) @ diag(sigma_1).T) and q =
    MultivariateNormal(mu_2, L_2 @ L_2.T) this is ::

        1/2*(tr(inv(L_2 @ L_2.T) @ (diag(sigma_1) @ diag(sigma_1).T)) + (mu_1 - mu_2).T @
        inv(L_2 @ L_2.T) @ (mu_1 - mu_2) - k + log(det(L_2 @ L_2.T)/det(diag(sigma_1) @
        diag(sigma_1).T)))

    evaluated in another form, which is proved equal to it.

    Parameters
    ----------
    mu_1, mu_2 : Tensor, shape (..., k)
        Real numbers.
    sigma_1 : Tensor, shape (..., k)
        Positive numbers.
    L_2 : Tensor, shape (..., k, k)
        Lower triangular matrices with a positive diagonal: Cholesky factors of the covariances.
        What is above the diagonal does not count.
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
        If the shapes do not fit together, or if sigma_1 is not positive and finite, or if L_2 is
        not a lower triangular matrix of finite numbers with a positive diagonal.

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
    shape, dtype, (mu_1, sigma_1, mu_2, L_2) = _kl_divergence_arguments(
        mu_1,
        sigma_1,
        mu_2,
        L_2,
        validate,
    )
    k = mu_1.shape[-1]
    t_1 = _solve_lower(L_2, (mu_1 - mu_2)[..., None])[..., 0]
    t_2 = torch.eye(k, dtype=mu_1.dtype, device=mu_1.device) * sigma_1[..., None]
    t_3 = _solve_lower(L_2, t_2)
    t_4 = torch.tril(t_3, diagonal=-1)
    t_5 = torch.diagonal(L_2, dim1=-2, dim2=-1)
    t_6 = sigma_1 < 0.5 * t_5
    t_7 = (sigma_1 - t_5) / t_5
    t_8 = sigma_1 < t_5 / 1073741824.0
    t_9 = t_6 & t_8
    t_10 = torch.where(t_9, sigma_1, 1.0)
    t_11 = torch.where(t_9, t_5, 1.0)
    t_12 = torch.sqrt(t_10) / torch.sqrt(t_11)
    t_13 = torch.where(t_9, t_12, 1.0)
    t_14 = sigma_1 / t_5
    t_15 = t_6 & ~t_8
    t_16 = torch.where(t_15, t_14, 1.0)
    t_17 = torch.where(t_8, 2.0 * torch.log(t_13), torch.log(t_16))
    t_18 = torch.where(t_6, 0.0, t_7)
    t_19 = torch.where(t_6, 0.5 * t_7 * (2.0 + t_7) - t_17, 0.5 * t_7 * t_7 + _g(t_18))
    t_20 = 0.5 * torch.sum(torch.square(t_4), dim=(-2, -1))
    t_21 = 0.5 * torch.sum(torch.square(t_1), dim=-1) + t_20
    value = t_21 + torch.sum(t_19, dim=-1)
    return _result(value, shape, dtype)


def kl_divergence_terms(
    mu_1: torch.Tensor,
    sigma_1: torch.Tensor,
    mu_2: torch.Tensor,
    L_2: torch.Tensor,
    *,
    validate: bool = True,
) -> KlDivergenceTerms:
    """Return the terms that add up to `kl_divergence`.

    For p = MultivariateNormal(mu_1, diag(sigma_1) @ diag(sigma_1).T) and q =
    MultivariateNormal(mu_2, L_2 @ L_2.T); the terms are described at `KlDivergenceTerms`.

    Parameters
    ----------
    mu_1, mu_2 : Tensor, shape (..., k)
        Real numbers.
    sigma_1 : Tensor, shape (..., k)
        Positive numbers.
    L_2 : Tensor, shape (..., k, k)
        Lower triangular matrices with a positive diagonal: Cholesky factors of the covariances.
        What is above the diagonal does not count.
    validate : bool, default True
        Whether the numbers in the arguments are checked; shapes and types always are. They are not
        while `torch.compile` traces, nor under `torch.func.vmap`. Of what is not checked and not
        valid the result means nothing.

    Returns
    -------
    KlDivergenceTerms
        Each term: the leading axes of the arguments broadcast by NumPy's rules. k has to be the
        same in all of them, and for k = 0 the value is 0. Of the type to which those of the tensors
        among the arguments are promoted, each of which counts, also one without axes; float16 and
        bfloat16 are computed in float32.

    Raises
    ------
    TypeError
        If an argument does not hold real numbers.
    ValueError
        If the shapes do not fit together, or if sigma_1 is not positive and finite, or if L_2 is
        not a lower triangular matrix of finite numbers with a positive diagonal.

    Notes
    -----
    Each term is accurate by itself. Where the two distributions nearly coincide, terms of opposite
    sign cancel in their sum: `kl_divergence` does not add them, and stays accurate.
    """
    shape, dtype, (mu_1, sigma_1, mu_2, L_2) = _kl_divergence_arguments(
        mu_1,
        sigma_1,
        mu_2,
        L_2,
        validate,
    )
    k = mu_1.shape[-1]
    t_1 = torch.diagonal(L_2, dim1=-2, dim2=-1)
    t_2 = (sigma_1 < 0.5 * t_1) | (2.0 * t_1 < sigma_1)
    t_3 = torch.where(t_2, sigma_1, 1.0)
    t_4 = torch.where(t_2, t_1, 1.0)
    t_5 = torch.sqrt(t_3) / torch.sqrt(t_4)
    t_6 = torch.where(t_2, t_5, 1.0)
    t_7 = (sigma_1 - t_1) / t_1
    t_8 = torch.where(t_2, 0.0, t_7)
    t_9 = torch.where(t_2, -(2.0 * torch.log(t_6)), -torch.log1p(t_8))
    log_determinant = torch.sum(t_9, dim=-1)
    t_10 = torch.eye(k, dtype=mu_1.dtype, device=mu_1.device) * sigma_1[..., None]
    t_11 = _solve_lower(L_2, t_10)
    t_12 = torch.tril(t_11, diagonal=-1)
    t_13 = 0.5 * torch.sum(torch.square(t_12), dim=(-2, -1))
    trace = torch.sum(0.5 * t_7 * (2.0 + t_7), dim=-1) + t_13
    t_14 = _solve_lower(L_2, (mu_1 - mu_2)[..., None])[..., 0]
    mahalanobis = 0.5 * torch.sum(torch.square(t_14), dim=-1)
    return KlDivergenceTerms(
        log_determinant=_result(log_determinant, shape, dtype),
        trace=_result(trace, shape, dtype),
        mahalanobis=_result(mahalanobis, shape, dtype),
    )


def kl_divergence_gradient(
    mu_1: torch.Tensor,
    sigma_1: torch.Tensor,
    mu_2: torch.Tensor,
    L_2: torch.Tensor,
    *,
    validate: bool = True,
) -> KlDivergenceGradient:
    """Return the derivatives of `kl_divergence` with respect to its arguments.

    For p = MultivariateNormal(mu_1, diag(sigma_1) @ diag(sigma_1).T) and q =
    MultivariateNormal(mu_2, L_2 @ L_2.T), by the formulas that are described at
    `KlDivergenceGradient`.

    Parameters
    ----------
    mu_1, mu_2 : Tensor, shape (..., k)
        Real numbers.
    sigma_1 : Tensor, shape (..., k)
        Positive numbers.
    L_2 : Tensor, shape (..., k, k)
        Lower triangular matrices with a positive diagonal: Cholesky factors of the covariances.
        What is above the diagonal does not count.
    validate : bool, default True
        Whether the numbers in the arguments are checked; shapes and types always are. They are not
        while `torch.compile` traces, nor under `torch.func.vmap`. Of what is not checked and not
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
        If the shapes do not fit together, or if sigma_1 is not positive and finite, or if L_2 is
        not a lower triangular matrix of finite numbers with a positive diagonal.
    """
    shape, dtype, (mu_1, sigma_1, mu_2, L_2) = _kl_divergence_arguments(
        mu_1,
        sigma_1,
        mu_2,
        L_2,
        validate,
    )
    k = mu_1.shape[-1]
    t_1 = _solve_lower(L_2, (mu_1 - mu_2)[..., None])[..., 0]
    d_mu_1 = _solve_upper(L_2, t_1[..., None])[..., 0]
    t_2 = torch.eye(k, dtype=mu_1.dtype, device=mu_1.device) * sigma_1[..., None]
    t_3 = t_2 - L_2
    t_4 = _solve_lower(L_2, t_3)
    t_5 = _solve_upper(L_2, t_4) + _solve_upper(L_2, (t_3 / sigma_1[..., None]).mT).mT
    d_sigma_1 = torch.diagonal(t_5, dim1=-2, dim2=-1)
    d_mu_2 = -d_mu_1
    t_6 = t_4.mT
    t_7 = t_4 + t_6 + torch.matmul(t_4, t_6) + t_1[..., :, None] * t_1[..., None, :]
    t_8 = _solve_upper(L_2, t_7)
    d_L_2 = -t_8
    return KlDivergenceGradient(
        mu_1=_result(d_mu_1, (*shape, *mu_1.shape[-1:]), dtype),
        sigma_1=_result(d_sigma_1, (*shape, *sigma_1.shape[-1:]), dtype),
        mu_2=_result(d_mu_2, (*shape, *mu_2.shape[-1:]), dtype),
        L_2=_result(torch.tril(d_L_2), (*shape, *L_2.shape[-2:]), dtype),
    )


def _kl_divergence_arguments(mu_1, sigma_1, mu_2, L_2, validate):
    """Return the arguments as arrays that fit together, and their batch."""
    dtype, arrays = _arrays(mu_1=mu_1, sigma_1=sigma_1, mu_2=mu_2, L_2=L_2)
    mu_1, sigma_1, mu_2, L_2 = arrays
    shape = _batch_shape((1, 1, 1, 2), mu_1=mu_1, sigma_1=sigma_1, mu_2=mu_2, L_2=L_2)
    if validate:
        _check_positive(sigma_1=sigma_1)
        _check_factor(L_2=L_2)
    L_2 = torch.tril(L_2)
    return shape, dtype, (mu_1, sigma_1, mu_2, L_2)


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


def _check_factor(**arrays):
    """Refuse Cholesky factors that are not lower triangular, finite, and positive on the diagonal.

    Raises
    ------
    ValueError
        With the argument, the first place, and the number found there.
    """
    for name, array in arrays.items():
        ones = torch.ones_like(array)
        diagonal = torch.tril(torch.triu(ones)) > 0
        above = torch.tril(ones) == 0
        _refuse(name, "be finite", ~torch.isfinite(array), array)
        _refuse(name, "be lower triangular", above & (array != 0), array)
        _refuse(name, "have a positive diagonal", diagonal & ~(array > 0), array)


def _g_value(x):
    """Return ``x - log1p(x)``, accurate also where the two nearly agree.

    Notes
    -----
    For -0.48 < x < 0.92 the polynomial form is used. The polynomial changes the result by a factor
    within 1 +- 1.139e-17 (float64) or 1 +- 8.103e-10 (float32), proved in ball arithmetic.
    """
    if x.dtype == torch.float32:
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
    w = torch.where(near, x, torch.zeros_like(x))
    s = torch.where(near, s, torch.zeros_like(x))
    # x - log1p(x) = x*x/2 - s*(x*x/2 + r), with r = log1p(x)/s - 2 a series in z = s*s
    z = s * s
    r = z * first
    for c in rest:
        r = (r + c) * z
    half = 0.5 * (w * w)
    value = half - s * (half + r)
    w = torch.where(near, torch.ones_like(x), x)
    # beyond 1e38 the logarithm is lost in x; without the bound inf - inf would be NaN
    far = w - torch.log1p(torch.where(w < 1e38, w, torch.ones_like(x)))
    return torch.where(near, value, far)


def _g(x):
    """Return ``x - log1p(x)``; its derivatives of every order are those of this function.

    Notes
    -----
    With x = c + d, where c counts as a constant and d is 0, and with u = d/(1 + c)
    g(c + d) = g(c) + d*c/(1 + c) + u - log1p(u), of which every derivative at d = 0 is evaluated
    without cancellation.
    """
    regular = torch.isfinite(x) & (x > -1.0)
    x_0 = torch.where(regular, x, 0.0)
    c = x_0.detach()
    d = x_0 - c
    u = d / (1.0 + c)
    return _g_value(x.detach()) + (d * (c / (1.0 + c)) + (u - torch.log1p(u)))


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


def _solve_lower(factor, right):
    """Return X with factor @ X = right for lower triangular matrices."""
    return torch.linalg.solve_triangular(factor, right, upper=False)


def _solve_upper(factor, right):
    """Return X with factor.T @ X = right for lower triangular matrices."""
    return torch.linalg.solve_triangular(factor.mT, right, upper=True)


def _result(value, shape, dtype):
    """Return a value in its type, and as a tensor of its own in its shape."""
    if tuple(value.shape) != shape:
        value = torch.broadcast_to(value, shape).clone()
    return value.to(dtype)
