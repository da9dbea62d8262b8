r"""Pieces of a formula: how they are joined, parenthesised and marked for line breaks.

A `Piece` is LaTeX with the level at which it binds. Its text carries invisible marks where a line
may be broken: before an operator of a sum, or between two long factors, with the number of
delimiters around it. `solid` takes the marks out; `symkl.latex.lines` uses them.

Delimiters are ``\bigl(`` and its kin, as large as their content asks for, rather than
``\left(``: they cost no extra space after a function name, they are never larger than
a typesetter would have them, and a line can be broken between them.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from symkl.latex.metrics import AXIS, SIZES, measure

# How tightly a piece holds together. A PREFIX (`\log x`, a sum) swallows what follows it; a
# CLOSED piece takes no superscript of its own.
SUM, NEGATIVE, PRODUCT, PREFIX, CLOSED, ATOM = range(1, 7)


class Piece(NamedTuple):
    """LaTeX, the level at which it binds, and whether it would swallow a factor after it."""

    tex: str
    level: int
    open: bool = False


# A mark is U+0001 and a character for kind and depth. No input can hold it: names are identifiers.
MARK = re.compile("\x01([\x10-\x2f])")
_FIRST = 0x10
OPERATOR, FACTOR = 0, 1


def mark(kind: int, depth: int = 0) -> str:
    """A place where a line may be broken, inside `depth` pairs of delimiters."""
    return "\x01" + chr(_FIRST + 2 * min(depth, 15) + kind)


def read_mark(character: str) -> tuple[int, int]:
    """Kind and depth of a mark."""
    depth, kind = divmod(ord(character) - _FIRST, 2)
    return kind, depth


def solid(tex: str) -> str:
    """The LaTeX without marks: what stands in it stays on one line."""
    return MARK.sub("", tex)


def _deeper(tex: str) -> str:
    return MARK.sub(lambda m: mark(*_add_one(read_mark(m[1]))), tex)


def _add_one(kind_and_depth: tuple[int, int]) -> tuple[int, int]:
    return kind_and_depth[0], kind_and_depth[1] + 1


def join(left: str, right: str) -> str:
    r"""Two pieces of LaTeX side by side, a blank between where ``\pi`` would read on."""
    return f"{left} {right}" if needs_blank(left, right) else left + right


def needs_blank(left: str, right: str) -> bool:
    """Return whether a command at the end of `left` would read on into `right`."""
    return bool(re.search(r"\\[A-Za-z]+$", solid(left))) and solid(right)[:1].isalnum()


_CALL = re.compile(r"(?<![A-Za-z\\])[A-Za-z](?:_(?:\w|\{[^{}]*\}))?\([^()]*\)")
CASES_END = r"\end{cases}"
_TWIN = {"(": ")", "[": "]", "|": "|", r"\lvert": r"\rvert"}
# From which half-height of the content on a delimiter of the next size is taken.
_ENOUGH = (0.70, 0.86, 1.02)

# Content narrower than this stays on one line.
UNBROKEN = 10.0


def fence(tex: str, kind: str = "(", *, place: int = 0) -> str:
    r"""The content between delimiters that are large enough; `place` 0 is a display.

    >>> print(fence("x"), fence(r"\frac{a}{b}"))
    (x) \Bigl(\frac{a}{b}\Bigr)
    """
    flat = solid(tex)
    inside = {other: _largest_inside(flat, other) for other in "([|"}
    nested = inside[kind] + 1
    if kind == "|" and flat.startswith(("-", "+")):
        kind = r"\lvert"  # after a plain bar a minus sign would be spaced as an operator
    box = measure(flat, display=not place)
    reach = max(box.height - AXIS, box.depth + AXIS)
    size = sum(reach > enough for enough in _ENOUGH)
    # around a sum with its bounds a typesetter takes no more than \bigg, around cases the largest
    size = min(max(size, *inside.values(), nested), 4 if flat.endswith(CASES_END) else 3)
    left, right = kind, _TWIN[kind]
    if size:
        command = "\\" + list(SIZES)[size]
        left, right = f"{command}l{left}", f"{command}r{right}"
    return join(join(left, _deeper(tex) if box.width > UNBROKEN else flat), right)


def _largest_inside(tex: str, kind: str) -> int:
    """The size of the largest delimiter of the kind in the content, -1 without one.

    The argument of a density, ``p(x)``, asks for nothing larger around it.
    """
    for size, name in reversed(list(enumerate(SIZES))):
        if size and f"\\{name}l{kind}" in tex:
            return size
    bare = _CALL.sub("", tex)
    return 0 if re.search(r"(?<!gl)(?<!gr)(?<!\\)" + re.escape(kind), bare) else -1


def at_least(piece: Piece, level: int, *, place: int = 0) -> str:
    """The piece, in parentheses where it binds more loosely than `level`."""
    return piece.tex if piece.level >= level else fence(piece.tex, place=place)


def script(mark_: str, tex: str) -> str:
    r"""A sub- or superscript, in braces where it is more than one token.

    >>> script("^", "2"), script("^", r"\top"), script("_", "ij")
    ('^2', '^\\top', '_{ij}')
    """
    tex = solid(tex)
    bare = re.fullmatch(r"[A-Za-z0-9]|\\[A-Za-z]+", tex)
    return f"{mark_}{tex}" if bare else f"{mark_}{{{tex}}}"
