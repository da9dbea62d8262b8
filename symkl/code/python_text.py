"""Pieces of Python text, in the form that ruff's formatter leaves as it is.

Calls and signatures that do not fit into a line are exploded with a trailing comma, and nothing
depends on whether ruff is there.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Sequence
from textwrap import indent

INDENT = " " * 4
WIDTH = 100


def exploded(opening: str, items: Sequence[str], closing: str) -> str:
    """Something in brackets, an item a line."""
    return "\n".join([opening, *(indent(f"{item},", INDENT) for item in items), closing])


def call(function: str, arguments: Sequence[str], depth: int) -> str:
    """A call in one line where it fits, else exploded; a comma may follow it."""
    line = f"{function}({', '.join(arguments)})"
    return line if depth + len(line) < WIDTH else exploded(f"{function}(", arguments, ")")


def camel(name: str) -> str:
    """The name of a class."""
    return "".join(word.capitalize() for word in name.split("_"))


def named_tuple(name: str, doc: str, fields: Sequence[str], kind: str = "Floats") -> str:
    """A named tuple with fields of one type."""
    lines = [f"{field}: {kind}" for field in fields]
    return "\n".join(
        [f"class {name}(NamedTuple):", *(indent(p, INDENT) for p in (doc, "", *lines))]
    )


def names(code: str) -> set[str]:
    """The names that occur in some code."""
    return {node.id for node in ast.walk(ast.parse(code)) if isinstance(node, ast.Name)}


def signature(name: str, parameters: Sequence[str], returns: str) -> str:
    """The head of a function's definition, a parameter a line."""
    return exploded(f"def {name}(", parameters, f") -> {returns}:")


def definition(head: str, doc: str, body: Sequence[str]) -> str:
    """A function: its head, its docstring, its statements."""
    return "\n".join([head, *(indent(part, INDENT) for part in (doc, *body))])


def elements(items: Iterable[str]) -> str:
    """A tuple, also of one, without its brackets."""
    items = list(items)
    return f"{items[0]}," if len(items) == 1 else ", ".join(items)
