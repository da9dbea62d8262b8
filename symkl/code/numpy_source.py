"""The source text of helpers, cut out of the files in which they are tested.

A generated module carries the helpers that it calls and no others. They are found by name in
`FILES`; what a helper calls comes with it. The files are read as text: nothing is imported.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable
from functools import cache
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent.parent
FILES = (
    _PACKAGE / "code" / "numpy_runtime.py",
    _PACKAGE / "code" / "numpy_linear.py",
    _PACKAGE / "code" / "numpy_refined.py",
    _PACKAGE / "numerics" / "kernels.py",
    _PACKAGE / "numerics" / "single_numbers.py",
)


@cache
def _helpers() -> dict[str, tuple[str, frozenset[str]]]:
    """Each helper's text and the names that occur in it, in the order of the files."""
    found = {}
    for path in FILES:
        text = path.read_text(encoding="utf-8")
        for node in ast.parse(text).body:
            if isinstance(node, ast.FunctionDef):
                names = {n.id for n in ast.walk(node) if isinstance(n, ast.Name)}
                source = ast.get_source_segment(text, node)
                assert source is not None
                found[node.name] = source, frozenset(names)
    return found


def helpers(names: Iterable[str]) -> list[str]:
    """The texts of some helpers and of all that these call, in the order of their files."""
    known = _helpers()
    wanted, stack = set(), list(names)
    while stack:
        name = stack.pop()
        if name not in wanted:
            wanted.add(name)
            stack.extend(known[name][1] & known.keys())
    return [text for name, (text, _) in known.items() if name in wanted]


def known() -> frozenset[str]:
    """The names of all helpers."""
    return frozenset(_helpers())
