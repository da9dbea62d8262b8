"""Messages about a step that does not hold, and about a chain that does not prove its claim.

A message has, in this order: the place; the derivation, the step and its rule; both sides; what is
left of their difference; exact numbers at which they differ, or at which they agree and prove
nothing; the laws that are missing; advice.
"""

from __future__ import annotations

from collections.abc import Iterator

from symkl.errors import Place
from symkl.kernel.laws import LAWS
from symkl.kernel.theorem import PartResult, StepResult
from symkl.report.layout import field
from symkl.report.outcome import View
from symkl.report.proof import COLOURS, HEADLINES, Proof, justification
from symkl.rules import RULES

__all__ = ["disagreement", "failed_chain", "failed_step", "failures", "next_action"]


def failures(proof: Proof, part: PartResult, view: View) -> Iterator[str]:
    """Everything that is known of what does not hold in a part, a text for each."""
    for step in part.steps:
        if step.verdict != "proved":
            yield failed_step(proof, part, step, view)
    if part.reason:
        yield failed_chain(proof, part, view)
    for name, number, text in proof.disagreements:
        if name == part.part.name:
            yield disagreement(proof, part, number, text, view)


def _head(proof: Proof, line: int | None, what: str, view: View, kind: str) -> str:
    place = Place(proof.file, line)
    return f"{view.paint('strong', str(place))}: {view.paint(kind, what)}"


def failed_step(proof: Proof, part: PartResult, step: StepResult, view: View) -> str:
    """A step that does not hold: place, rule, both sides, residual, numbers, what to do."""
    kind, width, rule = COLOURS[step.verdict], view.width, step.step.rule
    lines = [
        _head(proof, step.step.place.line, HEADLINES[step.verdict], view, kind),
        field("where", f"{part.part.name}, step {step.number} of {len(part.steps)}", width),
        field("rule", f"{justification(step)}: {rule.statement}", width),
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
    if action := next_action(part, step):
        lines.append(field("try", action, width))
    return "\n".join(lines)


def next_action(part: PartResult, step: StepResult) -> str:
    """The advice on a step that does not hold; empty where nobody can say."""
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
    if not step.residual:  # a condition is not known to hold, and no other rule would do
        return ""
    if step.evidence is not None and step.evidence.verdict == "agree":
        return "make two steps of it, or name a rule that allows more (symkl show --rules)"
    return "correct the step, or name the rule that justifies it (symkl show --rules)"


def _before(part: PartResult, step: StepResult) -> tuple[StepResult, ...]:
    """The step before a step, if there is one."""
    return part.steps[step.number - 2 : step.number - 1] if step.number > 1 else ()


CHAIN = "let the chain run from the claim's left to its right side"


def failed_chain(proof: Proof, part: PartResult, view: View) -> str:
    """A chain that does not lead from one side of its claim to the other."""
    claim = f"{part.part.claim.lhs} {part.part.claim.op} {part.part.claim.rhs}"
    return "\n".join(
        [
            _head(
                proof, part.part.place.line, "the chain does not prove the claim", view, "doubtful"
            ),
            field("where", part.part.name, view.width),
            field("claim", claim, view.width, expression=True),
            field("because", part.reason, view.width),
            field("try", part.hint or CHAIN, view.width),
        ]
    )


def disagreement(proof: Proof, part: PartResult, number: int, text: str, view: View) -> str:
    """A step on which the cross-check contradicts the kernel."""
    step = part.steps[number - 1]
    return "\n".join(
        [
            _head(
                proof,
                step.step.place.line,
                "the second opinion differs from the kernel",
                view,
                "bad",
            ),
            field("where", f"{part.part.name}, step {number} of {len(part.steps)}", view.width),
            field("kernel", step.kernel, view.width),
            field("checker", step.checker or "not asked", view.width),
            field("second", text, view.width),
            field("try", "report it: one of the two is wrong, and that is our fault", view.width),
        ]
    )
