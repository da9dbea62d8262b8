r"""Lines: a formula that is too wide for its line, broken before an operator.

The formula comes with the marks of `symkl.latex.pieces` at the places where it may be broken.
It is broken at the outermost sum first, then inside its delimiters, and at last between two
factors, where a times sign shows that the product goes on.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from symkl.latex.metrics import measure, text_width
from symkl.latex.pieces import FACTOR, MARK, OPERATOR, join, read_mark, solid

INDENT = 2.0
_DEEPEST = 16
_NEVER = -1, -1
# Where to break first: sums from the outside in, then products.
_ORDER = [(kind, depth) for kind in (OPERATOR, FACTOR) for depth in range(_DEEPEST)]


class Line(NamedTuple):
    """One line of a broken formula: its LaTeX and how far it is indented."""

    tex: str
    indent: int = 0

    @property
    def width(self) -> float:
        """The width of the line with its indent."""
        return width(self.tex) + INDENT * self.indent


def width(tex: str) -> float:
    """The width of a formula that may hold marks."""
    return measure(solid(tex)).width


def broken(formula: str, first: float, rest: float) -> list[Line]:
    """The formula in lines: the first at most `first` wide, the others `rest` less their indent.

    A part that cannot be broken stays as wide as it is.
    """
    return [Line(solid(tex), indent) for tex, indent in _fill(formula, first, rest, 0)]


def _fill(formula: str, first: float, rest: float, indent: int) -> list[tuple[str, int]]:
    if width(formula) <= first:
        return [(formula, indent)]
    present = {read_mark(m[1]) for m in MARK.finditer(formula)}
    where = next((place for place in _ORDER if place in present), _NEVER)
    if where == _NEVER:
        return [(formula, indent)]
    inner = 1 + where[1]
    lines: list[tuple[str, int]] = []
    current, at, room = "", indent, first
    for part in _split(formula, where):
        if current and width(current + part) <= room:
            current += part
            continue
        if current:
            lines.append((current, at))
            current, at, room = "", inner, rest - INDENT * inner
            part = _times(part) if where[0] == FACTOR else part
        filled = _fill(part, room, rest, at)
        lines += filled[:-1]
        current, at = filled[-1]
        room = rest - INDENT * at if lines else first
    return [*lines, (current, at)]


def _split(formula: str, where: tuple[int, int]) -> list[str]:
    """The parts between the marks of one kind and depth."""
    parts, start = [], 0
    for found in MARK.finditer(formula):
        if read_mark(found[1]) == where:
            parts.append(formula[start : found.start()])
            start = found.end()
    return [*parts, formula[start:]]


def _times(part: str) -> str:
    return join(r"\times", part.removeprefix(r"\,").lstrip())


def wrapped(text: str, most: float) -> list[str]:
    """Text in lines of a width, where its words allow it."""
    lines = [""]
    for word in re.findall(r"(?:\$[^$]*\$|[^ $])+", text):  # a formula is one word
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and text_width(longer) > most:
            lines.append(word)
        else:
            lines[-1] = longer
    return [line for line in lines if line]
