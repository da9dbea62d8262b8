r"""Displays: chains of equations, one row a step, long ones broken before an operator.

`chain` sets rows in an ``align`` or ``align*`` of amsmath: relation signs below each other, the
justification in a column of its own, which KaTeX and MathJax understand as well as LaTeX does.
How much fits on a line is estimated (`symkl.emit.latex_metrics`) for an article in 11 pt with
margins of one inch; a formula that is wider is broken at the outermost sum first, then inside its
delimiters, and at last between two factors.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from symkl.emit.latex_metrics import measure, text_width
from symkl.emit.latex_parts import FACTOR, MARK, OPERATOR, join, read_mark, solid

# 470 pt at 10.95 pt, less the indent of a display and a margin for what the estimate may miss
LINE_WIDTH = 40.8
GAP = 1.4  # between a formula and its justification
RELATION = 1.4  # the relation sign and the space around it
NUMBER = 3.5  # an equation number
LONGEST_LEFT_SIDE = 9.0
BECAUSE = 12.0  # the widest column of justifications, and a narrower one
NARROW = 8.0
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


@dataclass(frozen=True, slots=True)
class Layout:
    """How a chain is laid out: its left side on a line of its own or not, and two widths."""

    own_line: bool
    room: float  # for a right side
    because: float  # for a justification; 0 where it gets a line of its own


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
    layout = next(_layouts(rows, left, numbered))
    lines: list[str] = []
    if layout.own_line:
        whole = LINE_WIDTH - (NUMBER if numbered else 0)
        lines += [_cell(line) for line in broken(left, whole, whole)]
    for row in rows:
        lines += _row(row, "" if lines else solid(left), layout)
    if numbered:
        lines = [line if r"\label" in line else line + r" \notag" for line in lines]
    name = "align" if numbered else "align*"
    body = " \\\\\n".join(f"  {line}" for line in lines)
    return f"\\begin{{{name}}}\n{body}\n\\end{{{name}}}"


def _layouts(rows: list[Row], left: str, numbered: bool) -> Iterator[Layout]:
    """The layouts in which everything fits, the best first; at last one that has to do."""
    longest = max(text_width(row.because) for row in rows)
    side = width(left)
    layout = Layout(False, 0.0, 0.0)
    for column in dict.fromkeys((min(longest, BECAUSE), min(longest, NARROW), 0.0)):
        for own_line in (False, True) if left else (False,):
            used = RELATION + (GAP + column if column else 0) + (NUMBER if numbered else 0)
            room = LINE_WIDTH - used - (1.0 if own_line else side)
            layout = Layout(own_line, room, column)
            # a long left side stays beside its right sides only where they need no break
            unbroken = all(width(row.formula) <= room for row in rows)
            longest_left = LONGEST_LEFT_SIDE * (2 if unbroken else 1)
            if (own_line or side <= longest_left) and _fits(rows, room):
                yield layout
    yield layout


def _fits(rows: list[Row], room: float) -> bool:
    return all(
        width(line.tex) + INDENT * line.indent <= room
        for row in rows
        for line in broken(row.formula, room, room)
    )


def _row(row: Row, left: str, layout: Layout) -> list[str]:
    """The lines of one link, its justification beside them."""
    formula = broken(row.formula, layout.room, layout.room)
    because = _wrapped(row.because, layout.because) if layout.because else []
    indent = r"\quad" if layout.own_line else ""
    lines = []
    for number in range(max(len(formula), len(because))):
        line = formula[number] if number < len(formula) else Line("")
        sign = f"{indent}{row.relation} " if number == 0 else indent if line.indent else ""
        head = f"{left} " if left and number == 0 else ""
        beside = because[number] if number < len(because) else ""
        lines.append(head + _cell(line, sign) + (rf" && \text{{{beside}}}" if beside else ""))
    if row.because and not layout.because:
        lines.append(rf"&\qquad\text{{{row.because}}}")
    if row.label:
        lines[-1] += rf" \label{{{row.label}}}"
    return lines


def _cell(line: Line, sign: str = "") -> str:
    # {} makes an operator at the start of a line a binary one, with the space of a binary one
    start = r"\qquad" * line.indent + ("{} " if line.indent else "")
    return f"&{sign}{start}{line.tex.strip()}".rstrip()


def _wrapped(text: str, most: float) -> list[str]:
    """Text in lines of a width, where its words allow it."""
    lines = [""]
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}".strip()
        whole = lines[-1].count("$") % 2 == 0  # not inside a formula
        if lines[-1] and whole and text_width(longer) > most:
            lines.append(word)
        else:
            lines[-1] = longer
    return [line for line in lines if line]
