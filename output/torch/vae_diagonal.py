# symkl 0.1.0 — derivation vae_diagonal_code — generated; do not edit
# source sha256:7b4b02ae52ccfcde1e333966c17e098b296c9ce9d7f3c4950a34a7163fff5336
"""KL divergence to the standard normal, diagonal covariance, as it is computed from scales.

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
        Sum(-log(sigma[i]), i, k)
    trace
        1/2*Sum(sigma[i]**2 - 1, i, k)
    mahalanobis
        1/2*Sum(mu[i]**2, i, k)
    """

    log_determinant: torch.Tensor
    trace: torch.Tensor
    mahalanobis: torch.Tensor


class KlDivergenceGradient(NamedTuple):
    """The derivatives of `kl_divergence` with respect to its arguments.

    Attributes
    ----------
    mu : shape (..., k)
        mu[i]
    sigma : shape (..., k)
        (sigma[i] - 1)/sigma[i]*(2 + (sigma[i] - 1))
    """

    mu: torch.Tensor
    sigma: torch.Tensor


def kl_divergence(
    mu: torch.Tensor,
    sigma: torch.Tensor,
    *,
    validate: bool = True,
) -> torch.Tensor:
    """Return the Kullback-Leibler divergence KL(q, p).

    For q = MultivariateNormal(mu, diag(by_component(sigma[i]**2, i, k))) and p =
    MultivariateNormal(zeros(k, 1), eye(k)) this is ::

        -(1/2)*Sum(1 + log(sigma[i]**2) - mu[i]**2 - sigma[i]**2, i, k)

    evaluated in another form, which is proved equal to it.

    Parameters
    ----------
    mu : Tensor, shape (..., k)
        Real numbers.
    sigma : Tensor, shape (..., k)
        Positive numbers.
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
        If the shapes do not fit together, or if sigma is not positive and finite.

    Notes
    -----
    The form is a sum of terms that are not negative, in squares and g(x) = x - log1p(x), so that
    nothing cancels where the two distributions nearly coincide.

    Relative error at most x/(1 - 2 x) with x = (22 + s(k)) u, where u is 2^-53 in float64 and 2^-24
    in float32. This is derived in the standard model of floating-point arithmetic, for operations
    that round correctly and functions that keep to 3 ulp (g) and 4 ulp (log). It is for results
    that are normal numbers, where no intermediate result overflows or underflows. s(k) is the
    number of additions that a term of a sum of k goes through: at most k - 1, and at most 25 +
    max(0, log2(k/128)), rounded up, where the sum is pairwise, as NumPy's is along a last axis.

    First and second derivatives by automatic differentiation are accurate as the value is, and
    finite where the two distributions are equal: derivatives of the special functions are given by
    their formulas, and a branch that is not taken contributes nothing.

    NaN and infinity in an argument that may be any real number go through the arithmetic.
    """
    shape, dtype, (mu, sigma) = _kl_divergence_arguments(mu, sigma, validate)
    t_1 = (sigma < 0.5) | (sigma > 1.90625)
    t_2 = torch.where(t_1, sigma, 1.0)
    t_3 = sigma - 1.0
    t_4 = torch.where(t_1, 0.0, t_3)
    t_5 = torch.where(t_1, 0.5 * sigma * sigma - 0.5 - torch.log(t_2), 0.5 * t_3 * t_3 + _g(t_4))
    value = torch.sum(0.5 * mu * mu + t_5, dim=-1)
    return _result(value, shape, dtype)


def kl_divergence_terms(
    mu: torch.Tensor,
    sigma: torch.Tensor,
    *,
    validate: bool = True,
) -> KlDivergenceTerms:
    """Return the terms that add up to `kl_divergence`.

    For q = MultivariateNormal(mu, diag(by_component(sigma[i]**2, i, k))) and p =
    MultivariateNormal(zeros(k, 1), eye(k)); the terms are described at `KlDivergenceTerms`.

    Parameters
    ----------
    mu : Tensor, shape (..., k)
        Real numbers.
    sigma : Tensor, shape (..., k)
        Positive numbers.
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
        If the shapes do not fit together, or if sigma is not positive and finite.

    Notes
    -----
    Each term is accurate by itself. Where the two distributions nearly coincide, terms of opposite
    sign cancel in their sum: `kl_divergence` does not add them, and stays accurate.
    """
    shape, dtype, (mu, sigma) = _kl_divergence_arguments(mu, sigma, validate)
    t_1 = (sigma < 0.5) | (sigma > 2.0)
    t_2 = torch.where(t_1, sigma, 1.0)
    t_3 = sigma - 1.0
    t_4 = torch.where(t_1, 0.0, t_3)
    t_5 = torch.where(t_1, -torch.log(t_2), -torch.log1p(t_4))
    log_determinant = torch.sum(t_5, dim=-1)
    trace = 0.5 * torch.sum(t_3 * (2.0 + t_3), dim=-1)
    mahalanobis = torch.sum(0.5 * mu * mu, dim=-1)
    return KlDivergenceTerms(
        log_determinant=_result(log_determinant, shape, dtype),
        trace=_result(trace, shape, dtype),
        mahalanobis=_result(mahalanobis, shape, dtype),
    )


def kl_divergence_gradient(
    mu: torch.Tensor,
    sigma: torch.Tensor,
    *,
    validate: bool = True,
) -> KlDivergenceGradient:
    """Return the derivatives of `kl_divergence` with respect to its arguments.

    For q = MultivariateNormal(mu, diag(by_component(sigma[i]**2, i, k))) and p =
    MultivariateNormal(zeros(k, 1), eye(k)), by the formulas that are described at
    `KlDivergenceGradient`.

    Parameters
    ----------
    mu : Tensor, shape (..., k)
        Real numbers.
    sigma : Tensor, shape (..., k)
        Positive numbers.
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
        If the shapes do not fit together, or if sigma is not positive and finite.
    """
    shape, dtype, (mu, sigma) = _kl_divergence_arguments(mu, sigma, validate)
    d_mu = torch.clone(mu)
    t_1 = sigma - 1.0
    d_sigma = t_1 / sigma * (2.0 + t_1)
    return KlDivergenceGradient(
        mu=_result(d_mu, (*shape, *mu.shape[-1:]), dtype),
        sigma=_result(d_sigma, (*shape, *sigma.shape[-1:]), dtype),
    )


def _kl_divergence_arguments(mu, sigma, validate):
    """Return the arguments as arrays that fit together, and their batch."""
    dtype, arrays = _arrays(mu=mu, sigma=sigma)
    mu, sigma = arrays
    shape = _batch_shape((1, 1), mu=mu, sigma=sigma)
    if validate:
        _check_positive(sigma=sigma)
    return shape, dtype, (mu, sigma)


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


def _result(value, shape, dtype):
    """Return a value in its type, and as a tensor of its own in its shape."""
    if tuple(value.shape) != shape:
        value = torch.broadcast_to(value, shape).clone()
    return value.to(dtype)
