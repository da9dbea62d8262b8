"""The verdicts on derivations: a line each, a line a step, and all that is known of a failure.

Schema ``symkl-prove/1``: ``derivations`` with their ``parts`` with their ``steps``; a step has its
place, both sides, its rule, what the proof used, and where it is not proved the residual, the
evidence and the laws that would do.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from symkl import __version__
from symkl.errors import Place
from symkl.kernel.laws import LAWS
from symkl.kernel.theorem import PartResult, Result, StepResult
from symkl.report.foundations import Foundations
from symkl.report.layout import count, field, paragraph, table
from symkl.report.outcome import Finding, Outcome, View
from symkl.rules import RULES

__all__ = ["SCHEMA", "Proof", "outcome"]

SCHEMA = "symkl-prove/1"

_KIND = {"proved": "good", "refuted": "bad", "unproved": "doubtful"}
_HEADLINE = {
    "refuted": "the step is false",
    "unproved": "the step is not proved",
    "disagrees": "the second opinion differs from the kernel",
}


@dataclass(frozen=True, slots=True)
class Proof:
    """The verdicts on a derivation with what they rest on.

    Attributes
    ----------
    result
        What the kernel says.
    foundations
        Lemmas, definitions, axioms.
    file
        The file, as the reader knows it.
    sha256
        Of that file.
    opinions
        With a cross-check: by part and number of the step, the second opinion, where it differs.
    """

    result: Result
    foundations: Foundations
    file: str
    sha256: str
    opinions: tuple[tuple[str, int, str], ...] = ()

    @property
    def name(self) -> str:
        """The derivation's name."""
        return self.result.derivation.name

    @property
    def steps(self) -> int:
        """The number of steps in all parts."""
        return sum(len(part.steps) for part in self.result.parts)

    @property
    def holds(self) -> bool:
        """Whether everything is proved, and nobody disagrees."""
        return self.result.verdict == "proved" and not self.opinions


def outcome(proofs: Sequence[Proof], *, cross_checked: int | None = None) -> Outcome:
    """The report on some derivations.

    Parameters
    ----------
    proofs
        In the order in which they are told.
    cross_checked
        The number of steps on which there is a second opinion; None without a cross-check.
    """
    proofs = tuple(proofs)
    data: dict[str, Any] = {
        "schema": SCHEMA,
        "symkl": __version__,
        "verdict": _worst(proofs),
        "derivations": [_derivation(proof) for proof in proofs],
    }
    if cross_checked is not None:
        data["cross_checked"] = cross_checked
    return Outcome(
        "prove",
        data,
        lambda view: _text(proofs, cross_checked, view),
        holds=all(proof.holds for proof in proofs),
        findings=tuple(f for proof in proofs for f in _findings(proof)),
    )


def _worst(proofs: Sequence[Proof]) -> str:
    verdicts = {proof.result.verdict for proof in proofs}
    return next((v for v in ("refuted", "unproved") if v in verdicts), "proved")


# --- text


def _text(proofs: tuple[Proof, ...], cross_checked: int | None, view: View) -> str:
    lines: list[str] = []
    if view.verbosity == 0:
        lines += _table(proofs, view)
    elif view.verbosity > 0:
        lines += [line for proof in proofs for line in _every_step(proof, view)]
    for proof in proofs:
        for part in proof.result.parts:
            for text in _failures(proof, part, view):
                lines += ["", text] if lines else [text]
    if view.verbosity >= 0:
        lines += ["", _summary(proofs, cross_checked)]
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
        line.replace(verdict, view.paint(_KIND[verdict], verdict), 1)
        if (verdict := row[1]) not in row[0]
        else line
        for row, line in zip(rows, table(rows, right=(2, 3, 4)), strict=True)
    ]


def _every_step(proof: Proof, view: View) -> list[str]:
    result = proof.result
    shown = view.paint(_KIND[result.verdict], result.verdict)
    lines = [f"{view.paint('strong', proof.name)}  {shown}  {proof.file}"]
    for part in result.parts:
        if len(result.parts) > 1:
            lines.append(f"  {part.part.name}")
        rows = [
            (str(s.number), s.verdict, _rule(s), f"{proof.file}:{s.step.place.line}")
            for s in part.steps
        ]
        indent = "    " if len(result.parts) > 1 else "  "
        for step, line in zip(part.steps, table(rows, right=(0,)), strict=True):
            painted = view.paint(_KIND[step.verdict], step.verdict)
            lines.append(indent + line.replace(step.verdict, painted, 1))
            if step.verdict == "proved" and (used := [*step.laws, *step.sources]):
                text = paragraph("uses " + ", ".join(used), view.width, indent=len(indent) + 4)
                lines.append(view.paint("faint", text))
    return lines


def _rule(step: StepResult) -> str:
    rule = step.step.rule
    return f"{rule.name} ({rule.note})" if rule.note else rule.name


def _summary(proofs: tuple[Proof, ...], cross_checked: int | None) -> str:
    steps = sum(proof.steps for proof in proofs)
    text = f"{count(len(proofs), 'derivation')}, {count(steps, 'step')}: "
    verdicts = [proof.result.verdict for proof in proofs]
    wrong = [
        f"{verdicts.count(verdict)} {verdict}"
        for verdict in ("refuted", "unproved")
        if verdict in verdicts
    ]
    text += ", ".join(wrong) if wrong else "all proved" if proofs else "nothing to prove"
    if cross_checked is not None:
        differ = sum(len(proof.opinions) for proof in proofs)
        text += f"; second opinion on {count(cross_checked, 'step')}: "
        text += f"{differ} differ" if differ else "the same"
    return text


def _failures(proof: Proof, part: PartResult, view: View):
    """Everything that is known of what does not hold in a part, a text for each."""
    for step in part.steps:
        if step.verdict != "proved":
            yield _failed_step(proof, part, step, view)
    if part.reason:
        yield _failed_chain(proof, part, view)
    for name, number, text in proof.opinions:
        if name == part.part.name:
            yield _disagreement(proof, part, number, text, view)


def _head(proof: Proof, line: int | None, what: str, view: View, kind: str) -> str:
    place = Place(proof.file, line)
    return f"{view.paint('strong', str(place))}: {view.paint(kind, what)}"


def _failed_step(proof: Proof, part: PartResult, step: StepResult, view: View) -> str:
    kind, width, rule = _KIND[step.verdict], view.width, step.step.rule
    lines = [
        _head(proof, step.step.place.line, _HEADLINE[step.verdict], view, kind),
        field("where", f"{part.part.name}, step {step.number} of {len(part.steps)}", width),
        field("rule", f"{_rule(step)}: {rule.statement}", width),
        field("from", str(step.before), width, expression=True),
        field("to", f"{step.step.relation} {step.step.after}", width, expression=True),
    ]
    if step.reason and step.verdict != "refuted":
        lines.append(field("because", step.reason, width))
    if step.residual:
        lines.append(field("residual", f"{step.residual}", width, expression=True))
    if step.evidence is not None and step.evidence.text:
        lines.append(field("numbers", step.evidence.text, width))
    if step.suffices:
        laws = "; ".join(f"{x} ({LAWS[x].statement})" if x in LAWS else x for x in step.suffices)
        lines.append(field("missing", laws, width))
    return "\n".join([*lines, field("try", _next_action(part, step), width)])


def _next_action(part: PartResult, step: StepResult) -> str:
    if step.hint:
        return step.hint
    if step.verdict == "refuted" and any(s.verdict == "refuted" for s in _before(part, step)):
        return f"correct step {step.number - 1} first; this one starts from its right side"
    rules = [name.removeprefix("rule ") for name in step.suffices or () if name not in LAWS]
    if rules:
        return f"by={rules[0]}"
    if step.suffices:
        wanted = step.step.rule.laws | set(step.suffices)
        able = [rule.name for rule in RULES.values() if rule.laws >= wanted]
        able.sort(key=lambda name: (len(RULES[name].laws), name))
        if able:
            return f"by={able[0]}, or a step of its own for what the rule does not allow"
        return "a step of its own for what the rule does not allow"
    if step.verdict == "refuted":
        return "correct the right side, or the left side that the step before ends with"
    if step.evidence is not None and step.evidence.verdict == "agree":
        return "make two steps of it, or name a rule that allows more (symkl show --rules)"
    return "correct the step, or name the rule that justifies it (symkl show --rules)"


def _before(part: PartResult, step: StepResult) -> tuple[StepResult, ...]:
    """The step before a step, if there is one."""
    return part.steps[step.number - 2 : step.number - 1] if step.number > 1 else ()


def _failed_chain(proof: Proof, part: PartResult, view: View) -> str:
    claim = f"{part.part.claim.lhs} {part.part.claim.op} {part.part.claim.rhs}"
    return "\n".join(
        [
            _head(
                proof, part.part.place.line, "the chain does not prove the claim", view, "doubtful"
            ),
            field("where", part.part.name, view.width),
            field("claim", claim, view.width, expression=True),
            field("because", part.reason, view.width),
            field("try", "let the chain run from the claim's left to its right side", view.width),
        ]
    )


def _disagreement(proof: Proof, part: PartResult, number: int, text: str, view: View) -> str:
    step = part.steps[number - 1]
    return "\n".join(
        [
            _head(proof, step.step.place.line, _HEADLINE["disagrees"], view, "bad"),
            field("where", f"{part.part.name}, step {number} of {len(part.steps)}", view.width),
            field("kernel", step.verdict, view.width),
            field("second", text, view.width),
            field("try", "report it: one of the two is wrong, and that is our fault", view.width),
        ]
    )


# --- for machines


def _findings(proof: Proof):
    plain = View()
    for part in proof.result.parts:
        prefix = "" if part.part.name == proof.name else part.part.name.partition(".")[2] + " "
        for step in part.steps:
            holds = step.verdict == "proved"
            yield Finding(
                group=proof.name,
                name=f"{prefix}step {step.number}",
                verdict=step.verdict,
                holds=holds,
                message="" if holds else f"{_HEADLINE[step.verdict]} (rule {step.step.rule})",
                details="" if holds else _failed_step(proof, part, step, plain),
                place=Place(proof.file, step.step.place.line),
            )
        # A claim whose steps do not all hold is not told again: it is the steps that fail.
        yield Finding(
            group=proof.name,
            name=f"{prefix}claim",
            verdict="unproved" if part.reason else "proved",
            holds=not part.reason,
            message=part.reason,
            details=_failed_chain(proof, part, plain) if part.reason else "",
            place=Place(proof.file, part.part.place.line),
        )
        for name, number, text in proof.opinions:
            if name == part.part.name:
                yield Finding(
                    group=proof.name,
                    name=f"{prefix}step {number}, second opinion",
                    verdict="differs",
                    holds=False,
                    message=text.partition("\n")[0],
                    details=_disagreement(proof, part, number, text, plain),
                    place=Place(proof.file, part.steps[number - 1].step.place.line),
                )


def _derivation(proof: Proof) -> dict[str, Any]:
    derivation = proof.result.derivation
    return {
        "name": proof.name,
        "title": derivation.title,
        "file": proof.file,
        "line": derivation.place.line,
        "sha256": proof.sha256,
        "verdict": proof.result.verdict,
        "steps": proof.steps,
        "lemmas": list(proof.foundations.lemmas),
        "definitions": [name for name, _ in proof.foundations.definitions],
        "axioms": [name for name, _ in proof.foundations.axioms],
        "parts": [_part(proof, part) for part in proof.result.parts],
    }


def _part(proof: Proof, part: PartResult) -> dict[str, Any]:
    claim = part.part.claim
    return {
        "name": part.part.name,
        "title": part.part.title,
        "line": part.part.place.line,
        "claim": f"{claim.lhs} {claim.op} {claim.rhs}",
        "verdict": part.verdict,
        "reason": part.reason,
        "first": str(part.part.first),
        "steps": [_step(proof, part, step) for step in part.steps],
    }


def _step(proof: Proof, part: PartResult, step: StepResult) -> dict[str, Any]:
    data: dict[str, Any] = {
        "number": step.number,
        "line": step.step.place.line,
        "relation": step.step.relation,
        "after": str(step.step.after),
        "rule": step.step.rule.name,
        "note": step.step.rule.note,
        "verdict": step.verdict,
        "laws": list(step.laws),
        "conditions": list(step.conditions),
        "sources": list(step.sources),
    }
    if step.verdict != "proved":
        evidence = step.evidence
        data |= {
            "before": str(step.before),
            "reason": step.reason,
            "residual": step.residual,
            "evidence": None
            if evidence is None
            else {"verdict": evidence.verdict, "text": evidence.text},
            "suffices": None if step.suffices is None else list(step.suffices),
            "try": _next_action(part, step),
        }
    opinions = [t for name, n, t in proof.opinions if (name, n) == (part.part.name, step.number)]
    if opinions:
        data["second_opinion"] = opinions[0]
    return data
