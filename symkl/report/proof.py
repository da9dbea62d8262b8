"""One derivation with the verdicts on it: what the reports of `prove` and `show` are about."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from symkl.kernel.theorem import Result, StepResult
from symkl.report.foundations import Foundations

if TYPE_CHECKING:
    from symkl.crosscheck import CrossCheck, Opinion

__all__ = ["COLOURS", "HEADLINES", "Proof", "justification"]

COLOURS = {"proved": "good", "refuted": "bad", "unproved": "doubtful"}
HEADLINES = {"refuted": "the step is false", "unproved": "the step is not proved"}


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
    second
        The second opinions on the steps, where they were asked for.
    """

    result: Result
    foundations: Foundations
    file: str
    sha256: str
    second: CrossCheck | None = None

    @property
    def name(self) -> str:
        """The derivation's name."""
        return self.result.derivation.name

    @property
    def steps(self) -> int:
        """The number of steps in all parts."""
        return sum(len(part.steps) for part in self.result.parts)

    @property
    def disagreements(self) -> tuple[tuple[str, int, str], ...]:
        """The steps on which the second opinion contradicts the kernel: part, number, reason."""
        return self.second.disagreements if self.second is not None else ()

    def opinion(self, part: str, number: int) -> Opinion | None:
        """The second opinion on a step, if it was asked for."""
        opinions = self.second.opinions if self.second is not None else ()
        return next((o for o in opinions if (o.part, o.number) == (part, number)), None)

    @property
    def holds(self) -> bool:
        """Return whether everything is proved, and nobody disagrees."""
        return self.result.verdict == "proved" and not self.disagreements


def justification(step: StepResult) -> str:
    """The rule of a step with its parameters."""
    rule = step.step.rule
    return f"{rule.name} ({rule.note})" if rule.note else rule.name
