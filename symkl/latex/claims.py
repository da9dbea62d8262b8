r"""One claim and its proof in LaTeX: the claim as a display, the chain, the sentences between.

A sentence said about a step stands before the step, between two displays; ``\intertext`` would
fail in KaTeX and MathJax. The second display begins with the left side again where that is short
and all links so far are equations; otherwise its relation signs stand below the earlier ones.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from symkl.kernel.derivation import Part
from symkl.lang.nodes import Relation, same
from symkl.latex.because import because
from symkl.latex.check_marks import MARKS
from symkl.latex.displays import LONGEST_LEFT_SIDE, Chain, Row, displays
from symkl.latex.expressions import latex, marked, relation
from symkl.latex.lines import width
from symkl.latex.names import prose
from symkl.latex.pieces import CASES_END, solid


def claim_and_proof(
    part: Part, *, opening: str, label: str = "", verdicts: Sequence[str] = ()
) -> Iterator[str]:
    """The paragraphs and displays of one part.

    Parameters
    ----------
    part
        The claim and its chain.
    opening
        The paragraph that ends in the claim.
    label
        What the labels begin with; nothing is numbered without.
    verdicts
        Of the claim and of each step, to be marked beside them; see `latex_verdicts`.
    """
    marks = [MARKS.get(verdict, "") for verdict in verdicts] or [""] * (len(part.steps) + 1)
    step = part.steps[0] if len(part.steps) == 1 else None
    # a chain of one link says no more than the claim does
    if step and not part.obtain and _is_claim(part):
        words = _marked(because(step.rule), marks[1])
        row = _row(part.claim, words, label and f"{label}-claim")
        yield f"{prose(step.say)} {opening}".lstrip() + "\n" + _display(part, row, label)
        return
    row = _row(part.claim, marks[0], label and f"{label}-claim")
    yield f"{opening}\n{_display(part, replace(row, formula=_stopped(row.formula)), label)}"
    yield from _proof(part, label, marks)


def _marked(words: str, mark: str) -> str:
    return f"{words} {mark}".rstrip()


def _is_claim(part: Part) -> bool:
    link = part.steps[0]
    sides = same(part.first, part.claim.lhs) and same(link.after, part.claim.rhs)
    return sides and link.relation == part.claim.op


def _row(link: Relation, words: str, label: str) -> Row:
    return Row(relation(link.op), marked(link.rhs), words, label)


def _display(part: Part, row: Row, label: str) -> str:
    return displays([Chain(marked(part.claim.lhs), (row,))], numbered=bool(label))[0]


def _stopped(formula: str) -> str:
    """A formula that ends a sentence."""
    return formula if solid(formula).endswith(CASES_END) else f"{formula}."


def _proof(part: Part, label: str, marks: Sequence[str]) -> Iterator[str]:
    """The chain, cut into displays at the sentences between the steps."""
    sentences, chains = [_opening(part)], [Chain(marked(part.first), ())]
    equations = True
    for number, step in enumerate(part.steps, 1):
        if step.say and chains[-1].rows:
            again = equations and width(chains[0].left) <= LONGEST_LEFT_SIDE
            chains.append(Chain(chains[0].left, (), shown=again))
            sentences.append("")
        sentences[-1] = f"{sentences[-1]} {prose(step.say)}".strip()
        row = Row(
            relation(step.relation),
            marked(step.after),
            _marked(because(step.rule), marks[number]),
            label and f"{label}-{number}",
        )
        chains[-1] = replace(chains[-1], rows=(*chains[-1].rows, row))
        equations = equations and step.relation == "="
    if part.steps:
        shown = displays(chains, numbered=bool(label))
        yield from (f"{s}\n{d}".lstrip() for s, d in zip(sentences, shown, strict=True))


def _opening(part: Part) -> str:
    """The word "Proof", and the letters that the proof obtains."""
    opening = r"\noindent\emph{Proof.}"
    for item in part.obtain:
        opening += (
            f" Let ${latex(item.factor)}$ be the Cholesky factor of "
            f"${latex(item.covariance)}$: lower triangular, of positive diagonal, with "
            f"${latex(item.covariance == item.factor @ item.factor.T)}$."
        )
    return opening
