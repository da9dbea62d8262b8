r"""LaTeX for a tree: one function writes one kind of node, and a table says which.

`write` looks the function up; `writes` is the decorator that enters one into the table. The
functions are in `symkl.latex.formulas` and `symkl.latex.structures`.
"""

from __future__ import annotations

from collections.abc import Callable

from symkl.errors import UnsupportedExpression
from symkl.lang import nodes as n
from symkl.latex.pieces import Piece, solid

# Where an expression stands: in a display, in running text or a table, in a fraction, in an
# exponent or subscript.
LINE, TEXT, FRACTION, SCRIPT = range(4)

Writer = Callable[..., Piece]
_WRITERS: dict[type, Writer] = {}


def writes(*kinds: type) -> Callable[[Writer], Writer]:
    """Enter a function ``writer(node, place)`` into the table, for some kinds of node."""

    def enter(writer: Writer) -> Writer:
        _WRITERS.update(dict.fromkeys(kinds, writer))
        return writer

    return enter


def write(node: n.Node, place: int = LINE) -> Piece:
    """The piece of LaTeX for a node that stands at a `place`."""
    try:
        writer = _WRITERS[type(node)]
    except KeyError:
        raise UnsupportedExpression(
            f"no LaTeX is known for an expression of kind {type(node).__name__}",
            hint="write a function for it in symkl/latex/structures.py",
        ) from None
    return writer(node, place)


def within(node: object, place: int) -> str:
    """An expression inside braces, where no line is broken."""
    return solid(write(node, place).tex) if isinstance(node, n.Node) else str(node)
