r"""Verdicts beside the steps: a check mark for what is proved, a clear mark for the rest.

A mark is one character while lines are measured and broken, and becomes LaTeX at the end: amssymb
in a fragment, with colour in a document that loads xcolor.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from symkl.kernel.theorem import Result

__all__ = ["COLOURS", "MARKS", "rendered", "verdicts_of"]

# From the private use area, so that no text holds them.
MARKS = {"proved": "\ue000", "refuted": "\ue001", "unproved": "\ue002"}

_LATEX = {
    "proved": r"$\checkmark$",
    "refuted": r"$\boldsymbol{\times}$~\textbf{refuted}",
    "unproved": r"$\boldsymbol{?}$~\textbf{unproved}",
}
_COLOURS = {"proved": "green!45!black", "refuted": "red!75!black", "unproved": "orange!75!black"}

COLOURS = "\\usepackage{xcolor}\n"
"""The line that the preamble of a document needs for `rendered` with colour."""


def verdicts_of(result: Result) -> Mapping[str, Sequence[str]]:
    """The marks of a derivation by the name of the part: of its claim, then of its steps.

    A claim has a mark of its own only where its steps hold and still do not lead to it.
    """
    return {
        part.part.name: ("unproved" if part.reason else "", *(s.verdict for s in part.steps))
        for part in result.parts
    }


def rendered(text: str, *, colour: bool = False) -> str:
    r"""The text with its marks as LaTeX.

    >>> rendered("(algebra) " + MARKS["proved"])
    '(algebra) $\\checkmark$'
    """
    for verdict, mark in MARKS.items():
        tex = _LATEX[verdict]
        text = text.replace(mark, rf"\textcolor{{{_COLOURS[verdict]}}}{{{tex}}}" if colour else tex)
    return text
