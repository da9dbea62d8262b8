"""Lines of text: long expressions broken before an operator, tables, counted nouns."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Sequence

__all__ = ["broken", "count", "field", "paragraph", "table"]

_BREAKS = re.compile(r" (?=(?:[-+@]|[<>]?=) )|(?<=,) ")


def broken(expression: str, width: int) -> list[str]:
    r"""An expression in lines of at most `width` columns where it allows that.

    It is broken before a sum's operator or after a comma, inside as few parentheses as possible;
    what is broken inside parentheses is indented.

    >>> print(*broken("log(b/a) + E(p, (x - m)**2)/(2*b**2) - (a + b)/c", 30), sep="\n")
    log(b/a)
    + E(p, (x - m)**2)/(2*b**2)
    - (a + b)/c
    >>> print(*broken("E(p, log(p(x)) - log(q(x))) + half", 24), sep="\n")
    E(p, log(p(x))
      - log(q(x)))
    + half
    """
    if len(expression) <= width:
        return [expression]
    lines: list[str] = []
    whole = False  # whether the last line is a piece, or several, that nothing was broken in
    for piece in _pieces(expression):
        if whole and len(lines[-1]) + 1 + len(piece) <= width:
            lines[-1] += " " + piece
        elif len(piece) <= width or piece == expression:
            lines.append(piece)
            whole = True
        else:
            first, *rest = broken(piece, width - 2)
            lines += [first, *("  " + line for line in rest)]
            whole = not rest
    return lines


def _pieces(expression: str) -> list[str]:
    """The expression cut at the breaks that lie inside the fewest parentheses."""
    depth, depths = 0, []
    for letter in expression:
        depth += (letter in "([") - (letter in ")]")
        depths.append(depth)
    places = [(depths[m.start()], m.start(), m.end()) for m in _BREAKS.finditer(expression)]
    least = min(places, default=(0, 0, 0))[0]
    pieces, start = [], 0
    for level, end, after in places:
        if level == least and end > 0:
            pieces.append(expression[start:end])
            start = after
    return [*pieces, expression[start:]]


def field(
    name: str, value: str, view_width: int, *, indent: int = 2, expression: bool = False
) -> str:
    """A named value, its further lines below the first."""
    head = " " * indent + name.ljust(10)
    room = max(view_width - len(head), 20)
    lines = broken(value, room) if expression else _prose(value, room)
    return ("\n" + " " * len(head)).join([head + lines[0], *lines[1:]]).rstrip()


def _prose(value: str, width: int) -> list[str]:
    lines = []
    for line in value.splitlines() or [""]:
        lines += textwrap.wrap(line, width, break_long_words=False, break_on_hyphens=False) or [""]
    return lines


def paragraph(text: str, width: int, *, indent: int = 0) -> str:
    """Prose in lines."""
    margin = " " * indent
    return textwrap.fill(
        " ".join(text.split()),
        width,
        initial_indent=margin,
        subsequent_indent=margin,
        break_long_words=False,
        break_on_hyphens=False,
    )


def table(rows: Sequence[Sequence[str]], *, right: Sequence[int] = ()) -> list[str]:
    """Rows as lines, each column as wide as its widest cell; those of `right` to the right."""
    if not rows:
        return []
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return [
        "  ".join(
            cell.rjust(w) if i in right else cell.ljust(w)
            for i, (cell, w) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]


def count(number: int, noun: str, plural: str = "") -> str:
    """A number with its noun.

    >>> count(1, "lemma"), count(2, "lemma"), count(0, "derivation")
    ('1 lemma', '2 lemmas', '0 derivations')
    """
    return f"{number} {noun if number == 1 else plural or noun + 's'}"
