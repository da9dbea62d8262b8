"""The verdicts on derivations: a line each, a line a step, and all that is known of a failure.

Schema ``symkl-prove/1``: ``derivations`` with their ``parts`` with their ``steps``; a step has its
place, both sides, its rule, what the proof used, and where it is not proved the residual, the
evidence and the laws that would do.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from symkl import __version__
from symkl.report.failures import failures
from symkl.report.layout import count, paragraph, table
from symkl.report.outcome import Outcome, View
from symkl.report.proof import COLOURS, Proof, justification
from symkl.report.proof_data import data as proof_data
from symkl.report.proof_data import findings

__all__ = ["SCHEMA", "outcome"]

SCHEMA = "symkl-prove/1"


def outcome(proofs: Sequence[Proof]) -> Outcome:
    """The report on some derivations, in the order in which they are told."""
    proofs = tuple(proofs)

    def data() -> dict[str, Any]:
        return {
            "schema": SCHEMA,
            "symkl": __version__,
            "verdict": _worst(proofs),
            "derivations": [proof_data(proof) for proof in proofs],
        }

    return Outcome(
        "prove",
        data,
        lambda view: _text(proofs, view),
        holds=all(proof.holds for proof in proofs),
        findings=tuple(f for proof in proofs for f in findings(proof)),
    )


def _worst(proofs: Sequence[Proof]) -> str:
    verdicts = {proof.result.verdict for proof in proofs}
    return next((v for v in ("refuted", "unproved") if v in verdicts), "proved")


# --- text


def _text(proofs: tuple[Proof, ...], view: View) -> str:
    lines: list[str] = []
    if view.verbosity == 0:
        lines += _table(proofs, view)
    elif view.verbosity > 0:
        lines += [line for proof in proofs for line in _every_step(proof, view)]
    for proof in proofs:
        for part in proof.result.parts:
            for text in failures(proof, part, view):
                lines += ["", text] if lines else [text]
    if view.verbosity >= 0:
        lines += ["", _summary(proofs)]
    return "\n".join(lines)


def _table(proofs: tuple[Proof, ...], view: View) -> list[str]:
    rows = [
        (
            proof.name,
            proof.result.verdict,
            count(proof.steps, "step"),
            count(len(proof.foundations.lemmas), "lemma"),
            count(len(proof.foundations.axioms), "axiom"),
        )
        for proof in proofs
    ]
    return [
        line.replace(verdict, view.paint(COLOURS[verdict], verdict), 1)
        if (verdict := row[1]) not in row[0]
        else line
        for row, line in zip(rows, table(rows, right=(2, 3, 4)), strict=True)
    ]


def _every_step(proof: Proof, view: View) -> list[str]:
    result = proof.result
    shown = view.paint(COLOURS[result.verdict], result.verdict)
    lines = [f"{view.paint('strong', proof.name)}  {shown}  {proof.file}"]
    for part in result.parts:
        if len(result.parts) > 1:
            lines.append(f"  {part.part.name}")
        rows = [
            (str(s.number), s.verdict, justification(s), f"{proof.file}:{s.step.place.line}")
            for s in part.steps
        ]
        indent = "    " if len(result.parts) > 1 else "  "
        for step, line in zip(part.steps, table(rows, right=(0,)), strict=True):
            painted = view.paint(COLOURS[step.verdict], step.verdict)
            lines.append(indent + line.replace(step.verdict, painted, 1))
            if step.verdict == "proved" and (used := [*step.laws, *step.sources]):
                text = paragraph("uses " + ", ".join(used), view.width, indent=len(indent) + 4)
                lines.append(view.paint("faint", text))
            opinion = proof.opinion(part.part.name, step.number)
            if opinion is not None:
                said = f"second opinion {opinion.verdict}: {opinion.text}"
                text = paragraph(said, view.width, indent=len(indent) + 4)
                lines.append(view.paint("faint", text))
    return lines


def _summary(proofs: tuple[Proof, ...]) -> str:
    steps = sum(proof.steps for proof in proofs)
    text = f"{count(len(proofs), 'derivation')}, {count(steps, 'step')}: "
    verdicts = [proof.result.verdict for proof in proofs]
    wrong = [
        f"{verdicts.count(verdict)} {verdict}"
        for verdict in ("refuted", "unproved")
        if verdict in verdicts
    ]
    text += ", ".join(wrong) if wrong else "all proved" if proofs else "nothing to prove"
    return text + _second_opinion(proofs)


def _second_opinion(proofs: tuple[Proof, ...]) -> str:
    """The summary of the cross-check; empty if there was none."""
    seconds = [proof.second for proof in proofs if proof.second is not None]
    if not seconds:
        return ""
    given = sum(second.given for second in seconds)
    differ = sum(len(second.disagreements) for second in seconds)
    ways = sum((second.ways for second in seconds), Counter())
    listed = ", ".join(f"{way} {ways[way]}" for way in sorted(ways, key=lambda w: (-ways[w], w)))
    text = f"\nsecond opinion on {count(given, 'step')}"
    text += f" ({listed}): " if listed else ": "
    return text + (f"{differ} contradicted" if differ else "none contradicted")
