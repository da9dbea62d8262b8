"""The array libraries for which code is generated, by the names that a user gives them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from symkl.code import numpy
from symkl.kernel.derivation import Derivation
from symkl.kernel.theorem import Theorem

__all__ = ["TARGETS", "module"]

TARGETS = ("numpy", "torch", "jax", "array-api")


def _printer(target: str) -> Callable[..., str]:
    if target == "torch":
        from symkl.code.torch import text
    elif target == "jax":
        from symkl.code.jax import text
    elif target == "array-api":
        from symkl.code.array_api import text
    else:
        from symkl.code.numpy_module import text
    return text


def module(
    target: str,
    derivation: Derivation,
    theorems: Sequence[Theorem],
    *,
    source_hash: str,
    version: str,
    name: str = "",
) -> str:
    """The text of a module for one of `TARGETS`; see `symkl.code.numpy.module`."""
    return numpy.module(
        derivation,
        theorems,
        source_hash=source_hash,
        version=version,
        name=name,
        printer=_printer(target),
    )
