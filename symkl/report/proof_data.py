"""A proof for machines: as an object of JSON, and as findings."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from symkl.errors import Place
from symkl.kernel.theorem import PartResult, StepResult
from symkl.report.failures import disagreement, failed_chain, failed_step, next_action
from symkl.report.outcome import Finding, View
from symkl.report.proof import HEADLINES, Proof

__all__ = ["data", "findings"]


def findings(proof: Proof) -> Iterator[Finding]:
    """A finding for every step and every claim."""
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
                message="" if holds else f"{HEADLINES[step.verdict]} (rule {step.step.rule})",
                details="" if holds else failed_step(proof, part, step, plain),
                place=Place(proof.file, step.step.place.line),
            )
        # A claim whose steps do not all hold is not told again: it is the steps that fail.
        yield Finding(
            group=proof.name,
            name=f"{prefix}claim",
            verdict="unproved" if part.reason else "proved",
            holds=not part.reason,
            message=part.reason,
            details=failed_chain(proof, part, plain) if part.reason else "",
            place=Place(proof.file, part.part.place.line),
        )
        for name, number, text in proof.disagreements:
            if name == part.part.name:
                yield Finding(
                    group=proof.name,
                    name=f"{prefix}step {number}, second opinion",
                    verdict="differs",
                    holds=False,
                    message=text.partition("\n")[0],
                    details=disagreement(proof, part, number, text, plain),
                    place=Place(proof.file, part.steps[number - 1].step.place.line),
                )


def data(proof: Proof) -> dict[str, Any]:
    """A derivation as an object of the schema ``symkl-prove/1``."""
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
    row: dict[str, Any] = {
        "number": step.number,
        "line": step.step.place.line,
        "relation": step.step.relation,
        "after": str(step.step.after),
        "rule": step.step.rule.name,
        "note": step.step.rule.note,
        "verdict": step.verdict,
        "kernel": step.kernel,
        "checker": step.checker,
        "laws": list(step.laws),
        "conditions": list(step.conditions),
        "sources": list(step.sources),
    }
    if step.verdict != "proved":
        evidence = step.evidence
        row |= {
            "before": str(step.before),
            "reason": step.reason,
            "residual": step.residual,
            "evidence": None
            if evidence is None
            else {"verdict": evidence.verdict, "text": evidence.text},
            "suffices": None if step.suffices is None else list(step.suffices),
            "try": next_action(part, step),
        }
    opinion = proof.opinion(part.part.name, step.number)
    if opinion is not None:
        row["second_opinion"] = {
            "verdict": opinion.verdict,
            "ways": list(opinion.ways),
            "text": opinion.text,
        }
        if opinion.asked:
            row["second_opinion"]["asked"] = opinion.asked
    return row
