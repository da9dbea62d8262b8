"""A mutant: a part of a derivation in which one thing has been broken.

A mutant of a *step* says something else than the original, so that the step, and the one after it,
become false unless the change is one of writing only. A mutant of a *justification* leaves all
expressions as they are: the step stays true, and what is to be seen is whether the wrong reason
is noticed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from symkl.kernel.derivation import Part, Step
from symkl.lang.nodes import Expr

STEP, CLAIM, JUSTIFICATION, ASSUMPTION = "step", "claim", "justification", "assumption"


@dataclass(frozen=True, slots=True)
class Mutant:
    """One broken part.

    Attributes
    ----------
    slip
        What went wrong: ``sign``, ``lost term`` …
    kind
        What is changed: a step, the claim, a justification, an assumption.
    part
        The part, broken.
    number
        The step that is changed, from 1; 0 for the opening expression. The claim has none.
    change
        What stands where: ``a + b -> a - b``.
    """

    slip: str
    kind: str
    part: Part
    number: int | None
    change: str

    @property
    def rule(self) -> str:
        """The rule that has to notice: that of the changed step, or of the one that follows."""
        if self.number is None or not self.part.steps:
            return "(claim)"
        return self.part.steps[max(self.number, 1) - 1].rule.name

    @property
    def affected(self) -> tuple[int, ...]:
        """The steps that say something new: the changed one and the one that goes on from it."""
        count = len(self.part.steps)
        if self.kind == ASSUMPTION:
            return tuple(range(1, count + 1))
        if self.number is None:
            return ()
        if self.kind == JUSTIFICATION:
            return (self.number,)
        return tuple(i for i in (self.number, self.number + 1) if 1 <= i <= count)


def links(part: Part) -> Iterator[tuple[int, Expr, Step]]:
    """The steps of a part with their numbers and what they start from."""
    before = part.first
    for number, step in enumerate(part.steps, 1):
        yield number, before, step
        before = step.after


def trees(part: Part) -> list[Expr]:
    """Every expression of a part: opening, steps, claim."""
    return [part.first, *(s.after for s in part.steps), part.claim.lhs, part.claim.rhs]
