"""The array libraries for which code is generated, by the names that a user gives them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from symkl.emit import numpy
from symkl.kernel.derivation import Derivation
from symkl.kernel.theorem import Theorem

__all__ = ["TARGETS", "module"]

TARGETS = ("numpy", "torch", "jax", "array-api")


def _printer(target: str) -> Callable[..., str]:
    if target == "torch":
        from symkl.emit.torch import text
    elif target == "jax":
        from symkl.emit.jax import text
    elif target == "array-api":
        from symkl.emit.array_api import text
    else:
        from symkl.emit.numpy_module import text
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
    """The text of a module for one of `TARGETS`; see `symkl.emit.numpy.module`."""
    return numpy.module(
        derivation,
        theorems,
        source_hash=source_hash,
        version=version,
        name=name,
        printer=_printer(target),
    )
