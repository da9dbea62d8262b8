"""The formats of reports: a module ``as_NAME.py`` of this package for each."""

from __future__ import annotations

import os

__all__ = ["formats"]


def formats() -> tuple[str, ...]:
    """Their names: text and JSON first, then those made for other programs."""
    found = {
        name.removeprefix("as_").removesuffix(".py")
        for name in os.listdir(os.path.dirname(__file__))
        if name.startswith("as_") and name.endswith(".py")
    }
    return tuple(sorted(found, key=lambda name: (name != "text", name != "json", name)))
