r"""Displays: chains of equations, one row a step, each with its justification.

Rows are set in an ``align`` or ``align*`` of amsmath: relation signs below each other and the
justifications in a column of their own, which KaTeX and MathJax understand as well as LaTeX does.
How much fits on a line is estimated (`symkl.latex.metrics`) for an article in 11 pt with
margins of one inch.

The displays of one proof, with sentences between them, are made equally wide by space at the
right of their widest cells, so that relation signs and justifications keep their places.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from symkl.latex.lines import Line, broken, width, wrapped
from symkl.latex.metrics import text_width
from symkl.latex.pieces import solid

# 470 pt at 10.95 pt, less the indent of a display and a margin for what the estimate may miss
LINE_WIDTH = 40.8
GAP = 1.4  # between a formula and its justification
RELATION = 1.4  # the relation sign and the space around it
NUMBER = 3.5  # an equation number
LONGEST_LEFT_SIDE = 9.0
BECAUSE = (20.0, 12.0, 8.0)  # how wide the column of justifications may be, the best first
EXTRA_LINES = 2  # what it may cost that the displays of one proof line up


@dataclass(frozen=True, slots=True)
class Row:
    """One link of a chain: relation sign, right side (with marks), justification, label."""

    relation: str
    formula: str
    because: str = ""
    label: str = ""


@dataclass(frozen=True, slots=True)
class Chain:
    """A left side (with marks) and one link or more.

    A chain that goes on after a sentence keeps the place of its left side but need not show it.
    """

    left: str
    rows: tuple[Row, ...]
    shown: bool = True


@dataclass(frozen=True, slots=True)
class Layout:
    """The layout of chains: whether the left side has a line of its own, and two widths."""

    own_line: bool
    column: float  # for relation signs and right sides
    because: float  # for justifications; 0 where each gets a line of its own

    @property
    def indent(self) -> float:
        """The indent of the right sides below a left side on a line of its own."""
        return 1.0 if self.own_line else 0.0


@dataclass(frozen=True, slots=True)
class _Cells:
    """One line of a display: what stands left of the alignment mark, right of it, and beside."""

    left: str
    sign: str
    line: Line
    start: float  # where the formula begins, right of the alignment mark
    beside: str = ""
    label: str = ""

    @property
    def widths(self) -> tuple[float, float]:
        """The widths of the column of formulas and of that of justifications."""
        return self.start + self.line.width, text_width(self.beside)


def displays(chains: Sequence[Chain], *, numbered: bool = False) -> list[str]:
    """The chains of one proof as displays; ``align`` with labels where `numbered`."""
    apart = [_best([chain], numbered) for chain in chains]
    layouts = [layout for layout, _ in apart]
    alike = len(chains) > 1 and len({chain.left for chain in chains}) == 1
    if alike:
        common, lines = _best(chains, numbered)
        alike = lines <= sum(number for _, number in apart) + EXTRA_LINES
        layouts = [common] * len(chains) if alike else layouts
    tables = [_table(chain, at) for chain, at in zip(chains, layouts, strict=True)]
    pads = _pads(tables) if alike else [(0.0, 0.0)] * len(chains)
    return [_display(t, pad, numbered) for t, pad in zip(tables, pads, strict=True)]


def _best(chains: Sequence[Chain], numbered: bool) -> tuple[Layout, int]:
    """The layout that some chains fit into on the fewest lines, and how many lines."""
    found = []
    for layout in _layouts(chains, numbered):
        tables = [_table(chain, layout) for chain in chains]
        widths = [cells.widths for table in tables for cells in table]
        formula, beside = (max(column) for column in zip(*widths, strict=True))
        excess = max(0.0, formula - layout.column, beside - layout.because)
        lines = sum(map(len, tables))
        # beside a long left side nothing is broken: a line of its own reads better
        long_left = not layout.own_line and width(chains[0].left) > LONGEST_LEFT_SIDE
        torn = long_left and lines > sum(len(chain.rows) for chain in chains)
        found.append((excess, torn, not layout.because, lines, layout))
    best = min(found, key=lambda entry: entry[:4])  # the first of equals
    return best[4], best[3]


def _layouts(chains: Sequence[Chain], numbered: bool) -> Iterator[Layout]:
    longest = max(text_width(row.because) for chain in chains for row in chain.rows)
    left = max(width(chain.left) for chain in chains)
    for because in dict.fromkeys([*(min(longest, most) for most in BECAUSE), 0.0]):
        used = (GAP + because if because else 0) + (NUMBER if numbered else 0)
        yield Layout(False, LINE_WIDTH - used - left, because)
        if left:
            yield Layout(True, LINE_WIDTH - used, because)


def _table(chain: Chain, layout: Layout) -> list[_Cells]:
    """The lines of a display."""
    left, lines = solid(chain.left), []
    if layout.own_line:
        parts = broken(chain.left, layout.column, layout.column) if chain.shown else []
        lines += [_Cells("", "", line, 0.0) for line in parts]
        left = ""
    elif not chain.shown:
        left = rf"\hphantom{{{left}}}"
    for row in chain.rows:
        cells = _row(row, left, layout)
        lines += [*cells[:-1], replace(cells[-1], label=row.label)]
        left = ""
    return lines


def _row(row: Row, left: str, layout: Layout) -> list[_Cells]:
    """The lines of one link, its justification beside them or below."""
    rest = layout.column - layout.indent
    formula = broken(row.formula, rest - RELATION, rest)
    because = wrapped(row.because, layout.because) if layout.because else []
    sign = r"\quad" if layout.own_line else ""
    lines = [_Cells(left, f"{sign}{row.relation} ", formula[0], layout.indent + RELATION)]
    lines += [_Cells("", sign, line, layout.indent) for line in formula[1:]]
    lines += [_Cells("", "", Line(""), 0.0) for _ in because[len(formula) :]]
    for number, words in enumerate(because):
        lines[number] = replace(lines[number], beside=words)
    if row.because and not layout.because:
        below = Line(rf"\text{{{row.because}}}", 1)
        lines.append(_Cells("", sign, below, layout.indent))
    return lines


def _pads(tables: list[list[_Cells]]) -> list[tuple[float, float]]:
    """The widths by which formulas and justifications of each display are below the largest."""
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
