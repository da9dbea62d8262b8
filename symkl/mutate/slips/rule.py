"""The wrong rule is named for a step, or the wrong relation."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from symkl.kernel.derivation import Part, Rule, Step
from symkl.mutate.mutant import JUSTIFICATION, STEP, Mutant, links
from symkl.mutate.places import Scene
from symkl.mutate.slips.slip import part_slip
from symkl.rules import RULES


def with_step(part: Part, number: int, step: Step) -> Part:
    """A part with another step in one place."""
    steps = (*part.steps[: number - 1], step, *part.steps[number:])
    return replace(part, steps=steps)


@part_slip("wrong rule")
def rule(part: Part, scene: Scene) -> Iterator[Mutant]:
    """Every other rule without parameters, and the rules of the part's other steps."""
    own = {step.rule.name + step.rule.note: step.rule for step in part.steps}
    for number, _, step in links(part):
        for other in {**RULES, **own}.values():
            if (other.name, other.note) != (step.rule.name, step.rule.note):
                made = with_step(part, number, replace(step, rule=other))
                change = f"by {step.rule.name} -> by {_named(other)}"
                yield Mutant("wrong rule", JUSTIFICATION, made, number, change)


def _named(rule: Rule) -> str:
    return f"{rule.name} {rule.note}".rstrip()


@part_slip("relation")
def relation(part: Part, scene: Scene) -> Iterator[Mutant]:
    """Another relation between the two sides of a step."""
    for number, _, step in links(part):
        for other in ("=", "<=", ">="):
            if other != step.relation:
                made = with_step(part, number, replace(step, relation=other))
                yield Mutant("relation", STEP, made, number, f"{step.relation} -> {other}")
