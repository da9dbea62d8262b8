"""Derivations, axioms and rules as text: what `symkl list` and `symkl show` print."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from symkl import __version__
from symkl.kernel.derivation import Derivation, Part, Rule
from symkl.kernel.laws import LAWS
from symkl.kernel.theorem import PartResult
from symkl.report import proofs
from symkl.report.foundations import axioms
from symkl.report.layout import broken, count, field, paragraph, table
from symkl.report.outcome import Outcome, View
from symkl.report.proof import Proof
from symkl.report.setting import setting

__all__ = ["all_axioms", "all_rules", "derivations", "listing"]


def listing(rows: Iterable[tuple[Derivation, str]]) -> Outcome:
    """The derivations with their files."""
    rows = tuple(rows)
    data = {
        "schema": "symkl-list/1",
        "symkl": __version__,
        "derivations": [
            {
                "name": derivation.name,
                "title": derivation.title,
                "file": file,
                "claims": [{"name": part.name, "claim": _claim(part)} for part in derivation.parts],
            }
            for derivation, file in rows
        ],
    }
    return Outcome("list", lambda: data, lambda view: _list(rows, view))


def _claim(part: Part) -> str:
    return f"{part.claim.lhs} {part.claim.op} {part.claim.rhs}"


def _list(rows: Sequence[tuple[Derivation, str]], view: View) -> str:
    if view.verbosity < 0:
        return "\n".join(derivation.name for derivation, _ in rows)
    lines = []
    for derivation, file in rows:
        lines.append(f"{view.paint('strong', derivation.name)}  {view.paint('faint', file)}")
        for part in derivation.parts:
            lines += ["    " + line for line in broken(_claim(part), view.width - 4)]
    return "\n".join(lines)


def derivations(shown: Sequence[Proof]) -> Outcome:
    """Some derivations in full."""
    data = {**proofs.outcome(shown).data, "schema": "symkl-show/1"}
    for row, proof in zip(data["derivations"], shown, strict=True):
        row["intro"] = proof.result.derivation.intro
        row["source"] = proof.result.derivation.source
        row["assumptions"] = [
            {"names": names, "are": kind} for names, kind in setting(proof.result.derivation.parts)
        ]
    return Outcome(
        "show", lambda: data, lambda view: "\n\n".join(_derivation(p, view) for p in shown)
    )


def _derivation(proof: Proof, view: View) -> str:
    derivation, result, width = proof.result.derivation, proof.result, view.width
    lines = [
        view.paint("strong", derivation.title),
        f"{derivation.name}, {proof.file}:{derivation.place.line}, {result.verdict}",
    ]
    if derivation.intro:
        lines += ["", paragraph(derivation.intro, width)]
    lines += ["", "Assumptions"]
    lines += ["  " + line for line in table(setting(derivation.parts))]
    for part in result.parts:
        lines += ["", *_part(part, alone=len(result.parts) == 1, view=view)]
    if proof.second is not None:
        lines += ["", "Opinions", *_opinions(proof)]
    rules = {step.rule.name: step.rule for part in derivation.parts for step in part.steps}
    lines += ["", "Rules", *_statements(((r.name, r.statement) for r in rules.values()), width)]
    found = proof.foundations
    if found.lemmas:
        lines += ["", "Lemmas", field("", ", ".join(found.lemmas), width, indent=2).lstrip()]
        lines[-1] = "  " + lines[-1]
    if found.definitions:
        lines += ["", "Definitions", *_statements(found.definitions, width)]
    lines += ["", "Axioms, those of the lemmas included", *_statements(found.axioms, width)]
    if derivation.source:
        lines += ["", paragraph(f"Source: {derivation.source}", width)]
    return "\n".join(lines)


def _part(part: PartResult, *, alone: bool, view: View) -> list[str]:
    title = part.part.title
    lines = ["Claim" if alone else f"Claim {part.part.name}" + (f": {title}" if title else "")]
    lines += ["  " + line for line in broken(_claim(part.part), view.width - 2)]
    if part.part.say:
        lines.append(paragraph(part.part.say, view.width, indent=2))
    lines += ["Proof", *("     " + line for line in broken(str(part.part.first), view.width - 5))]
    for result in part.steps:
        step = result.step
        if step.say:
            lines.append(paragraph(f"{step.say}", view.width, indent=5))
        head, *rest = broken(f"{step.relation} {step.after}", view.width - 5)
        lines += [f"{result.number:3}  {head}", *("       " + line for line in rest)]
        because = step.rule.name + (f" ({step.rule.note})" if step.rule.note else "")
        mark = "" if result.verdict == "proved" else f"  [{result.verdict}]"
        lines.append(view.paint("faint", f"       by {because}{mark}"))
    return lines


def _opinions(proof: Proof) -> list[str]:
    """The verdicts of kernel and checker on each step, and the second opinion with its road."""
    several = len(proof.result.parts) > 1
    rows = [("claim", "step", "kernel", "checker", "second opinion")]
    for part in proof.result.parts:
        for step in part.steps:
            opinion = proof.opinion(part.part.name, step.number)
            said = "not asked" if opinion is None else f"{opinion.verdict}: {opinion.text}"
            checker = step.checker or "not asked"
            rows.append((part.part.name, str(step.number), step.kernel, checker, said))
    return ["  " + line for line in table([row if several else row[1:] for row in rows])]


def _statements(rows: Iterable[tuple[str, str]], width: int) -> list[str]:
    rows = tuple(rows)
    column = max((len(name) for name, _ in rows), default=0)
    lines = []
    for name, statement in rows:
        text = paragraph(statement, width, indent=column + 4).lstrip()
        lines.append(f"  {name.ljust(column)}  {text}")
    return lines or ["  none"]


def all_axioms() -> Outcome:
    """Everything that is trusted without proof."""
    rows = axioms()
    definitions = [(x.name, x.statement) for x in LAWS.values() if x.kind == "definition"]
    theorems = [(x.name, x.statement, x.theorem) for x in LAWS.values() if x.kind == "theorem"]

    def text(view: View) -> str:
        lines = ["Trusted without proof", *_statements(rows, view.width)]
        lines += ["", "Definitions", *_statements(definitions, view.width)]
        proved = [(name, f"{what} (theorem {by})") for name, what, by in theorems]
        lines += ["", "Laws that are theorems proved here", *_statements(proved, view.width)]
        return "\n".join(lines)

    data = {
        "schema": "symkl-axioms/1",
        "symkl": __version__,
        "axioms": [{"name": name, "statement": text} for name, text in rows],
        "definitions": [{"name": name, "statement": text} for name, text in definitions],
        "theorems": [
            {"name": name, "statement": text, "theorem": by} for name, text, by in theorems
        ],
    }
    return Outcome("show", lambda: data, text)


def all_rules(rules: Iterable[Rule]) -> Outcome:
    """Every rule: its statement, the laws it allows, its source."""
    rules = tuple(rules)

    def text(view: View) -> str:
        lines = []
        for rule in rules:
            lines += [
                view.paint("strong", rule.name),
                paragraph(rule.statement, view.width, indent=4),
            ]
            if rule.laws:
                allowed = "allows " + ", ".join(sorted(rule.laws))
                lines.append(view.paint("faint", paragraph(allowed, view.width, indent=4)))
        return "\n".join([*lines, "", count(len(rules), "rule")])

    data: dict[str, Any] = {
        "schema": "symkl-rules/1",
        "symkl": __version__,
        "rules": [
            {
                "name": rule.name,
                "statement": rule.statement,
                "laws": sorted(rule.laws),
                "source": rule.source,
            }
            for rule in rules
        ],
    }
    return Outcome("show", lambda: data, text)
