"""The helpers that generated PyTorch modules carry beside those of `symkl.code.runtime.shared`.

What automatic differentiation makes of the polynomials for g and h is not the derivative to the
last bits, and of ``expm1(v) - v`` it makes a difference. So each is expanded about its argument,
taken as a constant: the value is that of the kernel, and the derivatives are those of the rest,
which is 0. Rules of their own would do as well, but `torch.compile` traces none that have a
forward mode.

This file is read as text; PyTorch is needed only where the generated modules are used.

References
----------
.. [1] The PyTorch manual, `torch.Tensor.detach` (constant in the backward mode and in the forward).
"""

from __future__ import annotations

import functools

import torch


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


def _h(v):
    """Return ``expm1(v) - v``; its derivatives of every order are those of this function.

    Notes
    -----
    With v = c + d, where c counts as a constant and d is 0,
    h(c + d) = h(c) + d*expm1(c) + exp(c)*(expm1(d) - d), of which every derivative at d = 0 is
    evaluated without cancellation. Infinity and NaN have no such d, and exp(c) may overflow: there
    h is expm1(v) + max(-v, 0), but for what is lost in rounding.
    """
    regular = torch.isfinite(v) & (v < 80.0)
    v_0, e = torch.where(regular, v, 0.0), torch.where(regular, 0.0, v)
    c = v_0.detach()
    d = v_0 - c
    value = _h_value(c) + (d * torch.expm1(c) + torch.exp(c) * (torch.expm1(d) - d))
    return value + (torch.expm1(e) + torch.relu(-e))


def _softplus(x):
    """Return ``log(1 + exp(x))``; torch's own is x itself from 20 on."""
    return -torch.nn.functional.logsigmoid(-x)


def _expm1(v):
    """Return ``expm1(v)``; its derivative is exp(v), and not expm1(v) + 1."""
    regular = torch.isfinite(v) & (v < 80.0)
    v_0, e = torch.where(regular, v, 0.0), torch.where(regular, 0.0, v)
    c = v_0.detach()
    return torch.expm1(c) + torch.exp(c) * torch.expm1(v_0 - c) + torch.expm1(e)


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


def _factor(matrices):
    """Return Cholesky factors; NaN for a matrix that is not positive definite."""
    factors, failed = torch.linalg.cholesky_ex(matrices)
    return torch.where((failed != 0)[..., None, None], torch.nan, factors)


def _cholesky(name, matrices, validate):
    """Return the lower triangular L with L @ L.T = matrices.

    Raises
    ------
    ValueError
        If a matrix is not positive definite; with the first one's place.
    """
    factors = _factor(matrices)
    if validate:
        bad = torch.isnan(factors).any(-1).any(-1)
        if _any(bad):
            at = ", ".join(map(str, _place(bad, bad.to(matrices.dtype))))
            where = f"{name}[{at}]" if at else name
            raise ValueError(f"{name} must be positive definite, but {where} is not")
    return factors


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
