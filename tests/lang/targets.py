"""The text of a function for a target, run by that library; None where it is not installed."""

from __future__ import annotations

import math
import re
from functools import cache
from importlib import import_module
from typing import Any

from symkl.code.targets import target as row


@cache
def _names(target: str) -> dict[str, Any] | None:
    """The names that generated code of a target begins with."""
    names: dict[str, Any] = {"math": math}
    wanted = {"numpy": ["numpy"], "torch": ["torch"], "jax": ["jax", "jax.numpy"]}
    wanted |= {"array_api": ["array_api_strict"]}
    short = {"numpy": "np", "jax.numpy": "jnp", "array_api_strict": "xp"}
    for module in wanted.get(target, []):
        try:
            names[short.get(module, module)] = import_module(module)
        except ImportError:
            return None
    if target == "numpy":
        names["NDArray"] = names["np"].ndarray
    return names


def _with_helpers(target: str, text: str, names: dict[str, Any]) -> dict[str, Any]:
    """The names with the helpers that the text calls."""
    called = set(re.findall(r"\b_\w+(?=\()", text))
    # Single numbers are computed in the modules for NumPy.
    name = "numpy" if target == "math" else target.replace("_", "-")
    texts = row(name).source.helpers(called)
    names = dict(names)
    exec("from __future__ import annotations\n\n" + "\n\n".join(texts), names)
    return names


def found_by(target: str, text: str, points: list[float]) -> list[float] | None:
    """The values of a template at some points; None where the library is not installed."""
    names = _names(target)
    if names is None:
        return None
    names = _with_helpers(target, text, names)
    code = text.format("argument")
    if target == "math":
        return [eval(code, names | {"argument": t}) for t in points]
    make = {
        "numpy": lambda: names["np"].asarray(points),
        "torch": lambda: names["torch"].asarray(points, dtype=names["torch"].float64),
        "jax": lambda: names["jnp"].asarray(points),
        "array_api": lambda: names["xp"].asarray(points, dtype=names["xp"].float64),
    }[target]
    found = eval(code, names | {"argument": make()})
    return [float(v) for v in found]
