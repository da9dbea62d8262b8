r"""Displays: chains of equations, one row a step, each with its justification.

Rows are set in an ``align`` or ``align*`` of amsmath: relation signs below each other and the
justifications in a column of their own, which KaTeX and MathJax understand as well as LaTeX does.
How much fits on a line is estimated (`symkl.emit.latex_metrics`) for an article in 11 pt with
margins of one inch.

The displays of one proof, with sentences between them, are made equally wide by space at the
right of their widest cells, so that relation signs and justifications keep their places.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from symkl.emit.latex_lines import Line, broken, width, wrapped
from symkl.emit.latex_metrics import text_width
from symkl.emit.latex_parts import solid

# 470 pt at 10.95 pt, less the indent of a display and a margin for what the estimate may miss
LINE_WIDTH = 40.8
GAP = 1.4  # between a formula and its justification
RELATION = 1.4  # the relation sign and the space around it
NUMBER = 3.5  # an equation number
LONGEST_LEFT_SIDE = 9.0
BECAUSE = 12.0  # the widest column of justifications, and a narrower one
NARROW = 8.0


@dataclass(frozen=True, slots=True)
class Row:
    """One link of a chain: relation sign, right side (with marks), justification, label."""

    relation: str
    formula: str
    because: str = ""
    label: str = ""


@dataclass(frozen=True, slots=True)
class Chain:
    """A left side (with marks; empty where a chain goes on) and one link or more."""

    left: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Layout:
    """How a chain is laid out: its left side on a line of its own or not, and two widths."""

    own_line: bool
    room: float  # for a right side
    because: float  # for a justification; 0 where it gets a line of its own


@dataclass(frozen=True, slots=True)
class _Cells:
    """One line of a display: what stands left of the alignment mark, right of it, and beside."""

    left: str
    sign: str
    line: Line
    beside: str = ""
    label: str = ""

    @property
    def widths(self) -> tuple[float, float]:
        """Of the formula without its relation sign, and of the justification."""
        return self.line.width, text_width(self.beside)


def displays(chains: Sequence[Chain], *, numbered: bool = False) -> list[str]:
    """The chains of one proof as displays; ``align`` with labels where `numbered`."""
    common = _common(chains, numbered)
    layouts = [common or next(_layouts(chain, numbered)) for chain in chains]
    tables = [list(_table(c, at, numbered)) for c, at in zip(chains, layouts, strict=True)]
    pads = _pads(tables) if common else [(0.0, 0.0)] * len(tables)
    return [_display(t, pad, numbered) for t, pad in zip(tables, pads, strict=True)]


def _common(chains: Sequence[Chain], numbered: bool) -> Layout | None:
    """One layout for all displays of a proof, where they can have one."""
    if len(chains) < 2 or len({chain.left for chain in chains}) > 1:
        return None
    rows = tuple(row for chain in chains for row in chain.rows)
    layout = next(_layouts(Chain(chains[0].left, rows), numbered))
    return None if layout.own_line or not layout.because else layout


def _layouts(chain: Chain, numbered: bool) -> Iterator[Layout]:
    """The layouts in which everything fits, the best first; at last one that has to do."""
    longest = max(text_width(row.because) for row in chain.rows)
    side = width(chain.left)
    layout = Layout(False, 0.0, 0.0)
    for column in dict.fromkeys((min(longest, BECAUSE), min(longest, NARROW), 0.0)):
        for own_line in (False, True) if chain.left else (False,):
            room = LINE_WIDTH - _used(column, numbered) - (1.0 if own_line else side)
            layout = Layout(own_line, room, column)
            # a long left side stays beside its right sides only where they need no break
            unbroken = all(width(row.formula) <= room for row in chain.rows)
            longest_left = LONGEST_LEFT_SIDE * (2 if unbroken else 1)
            if (own_line or side <= longest_left) and _fits(chain, room):
                yield layout
    yield layout


def _used(because: float, numbered: bool) -> float:
    """What of a line is not for formulas."""
    return RELATION + (GAP + because if because else 0) + (NUMBER if numbered else 0)


def _fits(chain: Chain, room: float) -> bool:
    return all(line.width <= room for row in chain.rows for line in broken(row.formula, room, room))


def _table(chain: Chain, layout: Layout, numbered: bool) -> Iterator[_Cells]:
    left = solid(chain.left)
    if layout.own_line:
        whole = LINE_WIDTH - (NUMBER if numbered else 0)
        yield from (_Cells("", "", line) for line in broken(chain.left, whole, whole))
        left = ""
    for row in chain.rows:
        cells = list(_row(row, left, layout))
        left = ""
        yield from cells[:-1]
        yield replace(cells[-1], label=row.label)


def _row(row: Row, left: str, layout: Layout) -> Iterator[_Cells]:
    """The lines of one link, its justification beside them or below."""
    formula = broken(row.formula, layout.room, layout.room)
    because = wrapped(row.because, layout.because) if layout.because else []
    indent = r"\quad" if layout.own_line else ""
    for number in range(max(len(formula), len(because))):
        line = formula[number] if number < len(formula) else Line("")
        sign = f"{indent}{row.relation} " if number == 0 else indent if line.tex else ""
        beside = because[number] if number < len(because) else ""
        yield _Cells(left if number == 0 else "", sign, line, beside)
    if row.because and not layout.because:
        yield _Cells("", indent, Line(rf"\qquad\text{{{row.because}}}"))


def _pads(tables: list[list[_Cells]]) -> list[tuple[float, float]]:
    """By how much formulas and justifications of each display fall short of the widest."""
    sizes = [[max(c) for c in zip(*(cells.widths for cells in t), strict=True)] for t in tables]
    formula, beside = (max(side) for side in zip(*sizes, strict=True))
    return [(formula - size[0], beside - size[1]) for size in sizes]


def _display(table: list[_Cells], pad: tuple[float, float], numbered: bool) -> str:
    widest = [max(range(len(table)), key=lambda n: table[n].widths[side]) for side in (0, 1)]
    lines = []
    for number, cells in enumerate(table):
        spaces = [_space(pad[side]) if number == widest[side] else "" for side in (0, 1)]
        lines.append("  " + _line(cells, *spaces, numbered=numbered))
    name = "align" if numbered else "align*"
    body = " \\\\\n".join(lines)
    return f"\\begin{{{name}}}\n{body}\n\\end{{{name}}}"


def _space(width_: float) -> str:
    return rf"\hspace{{{width_:.1f}em}}" if width_ > 0.2 else ""


def _line(cells: _Cells, after: str, after_beside: str, *, numbered: bool) -> str:
    # {} makes an operator at the start of a line a binary one, with the space of a binary one
    start = r"\qquad" * cells.line.indent + ("{} " if cells.line.indent else "")
    tex = f"&{cells.sign}{start}{cells.line.tex.strip()}{after}".rstrip()
    if cells.left:
        tex = f"{cells.left} {tex}"
    if cells.beside:
        tex += rf" && \text{{{cells.beside}}}{after_beside}"
    if numbered:
        tex += rf" \label{{{cells.label}}}" if cells.label else r" \notag"
    return tex
