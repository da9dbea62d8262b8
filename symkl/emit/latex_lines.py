r"""Displays: chains of equations, one row a step, long ones broken before an operator.

`chain` sets rows in an ``align`` or ``align*`` of amsmath: relation signs below each other, the
justification in a column of its own, which KaTeX and MathJax understand as well as LaTeX does.
How much fits on a line is estimated (`symkl.emit.latex_metrics`) for an article in 11 pt with
margins of one inch; a formula that is wider is broken at the outermost sum first, then inside its
delimiters, and at last between two factors.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from symkl.emit.latex_metrics import measure, text_width
from symkl.emit.latex_parts import FACTOR, MARK, OPERATOR, join, read_mark, solid

LINE_WIDTH = 42.2  # 470 pt at 10.95 pt, less a margin for what the estimate may miss
GAP = 1.8  # between a formula and its justification
RELATION = 1.4  # the relation sign and the space around it
NUMBER = 3.5  # an equation number
LONGEST_LEFT_SIDE = 9.0
INDENT = 2.0
_DEEPEST = 16
_NEVER = -1, -1


class Line(NamedTuple):
    """One line of a broken formula: its LaTeX and how far it is indented."""

    tex: str
    indent: int = 0


@dataclass(frozen=True, slots=True)
class Row:
    """One link of a chain: relation sign, right side (with marks), justification, label."""

    relation: str
    formula: str
    because: str = ""
    label: str = ""


# Where to break first: sums from the outside in, then products.
_ORDER = [(kind, depth) for kind in (OPERATOR, FACTOR) for depth in range(_DEEPEST)]


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


def fits(rows: list[Row], left: str, *, numbered: bool = False) -> bool:
    """Whether a chain can be broken so that it fits beside its justifications."""
    _, room = _rooms(rows, left, numbered)
    return all(
        width(line.tex) + INDENT * line.indent <= room + 0.01
        for row in rows
        for line in broken(row.formula, room, room)
    )


def _rooms(rows: list[Row], left: str, numbered: bool) -> tuple[float, float]:
    """The width of the left side's column, and what is left for the right sides."""
    because = max((text_width(row.because) for row in rows), default=0.0)
    used = RELATION + (GAP + because if because else 0) + (NUMBER if numbered else 0)
    side = width(left)
    side = side if side <= LONGEST_LEFT_SIDE else 0.0
    return side, LINE_WIDTH - side - used


def chain(rows: list[Row], left: str, *, numbered: bool = False) -> str:
    """The display ``left = … = …``; a long left side gets a line of its own.

    Parameters
    ----------
    rows
        The links, at least one.
    left
        The first expression, with marks; empty where a chain goes on after a sentence.
    numbered
        ``align`` with the labels of the rows in place of ``align*``.
    """
    side, room = _rooms(rows, left, numbered)
    lines = []
    own_line = bool(left) and side == 0.0 and width(left) > 0
    if own_line:
        whole = LINE_WIDTH - (NUMBER if numbered else 0)
        lines += [_line("", line, "", "") for line in broken(left, whole, whole)]
    for row in rows:
        indent = r"\quad" if own_line else ""
        parts = broken(row.formula, room - bool(own_line), room - bool(own_line))
        head = solid(left) if not lines else ""
        for number, part in enumerate(parts):
            last = number == len(parts) - 1
            sign = f"{indent}{row.relation} " if number == 0 else indent
            lines.append(
                _line(
                    f"{head} " if head and number == 0 else "",
                    part._replace(tex=sign + part.tex) if number == 0 else part._replace(
                        tex=part.tex
                    ),
                    row.because if number == 0 else "",
                    row.label if last else "",
                )
            )
    if numbered:
        lines = [line if r"\label" in line else line + r" \notag" for line in lines]
    name = "align" if numbered else "align*"
    body = " \\\\\n".join(f"  {line}" for line in lines)
    return f"\\begin{{{name}}}\n{body}\n\\end{{{name}}}"


def _line(head: str, line: Line, because: str, label: str) -> str:
    start = r"\qquad" * line.indent + ("{} " if line.indent else "")
    tex = f"{head}&{start}{line.tex.strip()}"
    if because:
        tex += rf" && \text{{{because}}}"
    return tex + (rf" \label{{{label}}}" if label else "")
