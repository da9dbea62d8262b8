"""The array libraries for which code is generated: a file each, which is found by its name.

Such a file holds a `symkl.code.target.Target` called ``TARGET``; its helpers are in
`symkl.code.runtime`.
"""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from symkl.code.target import Target

__all__ = ["folders", "target"]


def folders() -> dict[str, str]:
    """The names that a user gives the targets, and those of their files and of their folders."""
    found = sorted(file.name for file in iter_modules(__path__))
    return {name.replace("_", "-"): name for name in found}


def target(name: str) -> Target:
    """A target by the name that a user gives it."""
    found: Target = import_module(f"{__name__}.{folders()[name]}").TARGET
    return found
