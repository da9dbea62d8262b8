"""Docstrings as text: paragraphs, formulas and the sections of numpydoc."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import indent, wrap

from symkl.lang.nodes import Expr, text

WIDTH = 96


def paragraph(sentence: str, width: int = WIDTH) -> str:
    """Prose broken into lines."""
    return "\n".join(wrap(sentence, width, break_long_words=False, break_on_hyphens=False))


def formula(expr: Expr, width: int = WIDTH) -> str:
    """An expression as a literal block."""
    return indent(paragraph(text(expr), width - 8), " " * 4)


def headline(title: str) -> tuple[str, ...]:
    """A title as the first line of a docstring; as the paragraph below it where it is too long."""
    if len(title) + len('""".') <= WIDTH + 4:
        return (f"{title}.",)
    return "Functions made from a derivation.", paragraph(f"{title}.")


def docstring(summary: str, *parts: str) -> str:
    """A docstring, its quotes included; the paragraphs stand apart by an empty line."""
    body = "\n\n".join(part for part in parts if part)
    return f'"""{summary}\n\n{body}\n"""' if body else f'"""{summary}"""'


def section(title: str, *entries: str) -> str:
    """A section of numpydoc."""
    return "\n".join([title, "-" * len(title), *entries])


def entry(head: str, *lines: str) -> str:
    """An entry of a section."""
    below = "\n".join(paragraph(line, WIDTH - 4) for line in lines)
    return f"{head}\n{indent(below, ' ' * 4)}"


def listed(names: Sequence[str], word: str) -> str:
    """Names with a word before the last of them."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} {word} {names[-1]}"


def lower(sentence: str) -> str:
    """A sentence as it goes on after a colon."""
    return sentence[0].lower() + sentence[1:]
