"""The helpers that generated PyTorch modules carry beside those of `symkl.emit.framework_runtime`.

The derivatives of g and h are given by their formulas, each of them differentiable again: what
automatic differentiation makes of a polynomial is not the derivative to the last bits, and of
``expm1(v) - v`` it makes a difference. A rule serves the forward mode and the backward mode, and
`torch.func.vmap` goes through both.

This file is read as text; PyTorch is needed only where the generated modules are used.

References
----------
.. [1] The PyTorch manual, "Extending torch.func with autograd.Function".
"""

from __future__ import annotations

import functools

import torch


class _Elementwise(torch.autograd.Function):
    """A function of each element, with the derivative that a formula gives."""

    generate_vmap_rule = True

    @staticmethod
    def setup_context(ctx, inputs, output):
        """Keep the argument for the derivative."""
        ctx.save_for_backward(*inputs)
        ctx.save_for_forward(*inputs)


class _G(_Elementwise):
    """``x - log1p(x)``, with the derivative ``x / (1 + x)``."""

    @staticmethod
    def forward(x):
        """Return the value."""
        return _g_value(x)

    @staticmethod
    def backward(ctx, direction):
        """Return the derivative times a direction."""
        return direction * _GSlope.apply(*ctx.saved_tensors)

    jvp = backward


class _GSlope(_Elementwise):
    """``x / (1 + x)``, with the derivative ``(1 + x)**-2``, in which nothing cancels."""

    @staticmethod
    def forward(x):
        """Return the value."""
        return x / (1.0 + x)

    @staticmethod
    def backward(ctx, direction):
        """Return the derivative times a direction."""
        (x,) = ctx.saved_tensors
        return direction / (1.0 + x) / (1.0 + x)

    jvp = backward


class _H(_Elementwise):
    """``expm1(v) - v``, with the derivative ``expm1(v)``."""

    @staticmethod
    def forward(v):
        """Return the value."""
        return _h_value(v)

    @staticmethod
    def backward(ctx, direction):
        """Return the derivative times a direction."""
        return direction * _Expm1.apply(*ctx.saved_tensors)

    jvp = backward


class _Expm1(_Elementwise):
    """``expm1(v)``, with the derivative ``exp(v)`` instead of ``expm1(v) + 1``."""

    @staticmethod
    def forward(v):
        """Return the value."""
        return torch.expm1(v)

    @staticmethod
    def backward(ctx, direction):
        """Return the derivative times a direction."""
        (v,) = ctx.saved_tensors
        return direction * torch.exp(v)

    jvp = backward


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
