"""The question that a second opinion answers, and the hash of it.

Two questions with one hash have one answer: it covers the sources that answer, both sides to the
letter, the relation, what is assumed of each letter, what some letters stand for, and the verdict
that the opinion is on. Where in a derivation the step stands does not matter.

Main definition: `Question`.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

from symkl.kernel.theorem import PartResult, Result, StepResult
from symkl.lang import nodes as n

__all__ = ["Question", "questions"]


@dataclass(frozen=True, slots=True)
class Question:
    """A step, and what the kernel says of it.

    Attributes
    ----------
    part, number
        The part's name and the number of the step, as in the kernel's results.
    kernel
        The kernel's verdict.
    before, relation, after
        The step.
    obtained
        Letters that stand for expressions in others, with these: a covariance by its factor.
    """

    part: str
    number: int
    kernel: str
    before: n.Expr
    relation: str
    after: n.Expr
    obtained: tuple[tuple[n.Symbol, n.Expr], ...] = ()

    def digest(self, program: str) -> str:
        """The hash of the question.

        Parameters
        ----------
        program
            The hash of the sources that answer it.
        """
        asked = (self.kernel, self.before, self.relation, self.after, self.obtained)
        return hashlib.sha256(f"{program}\n{_canonical(asked)}".encode()).hexdigest()


def questions(result: Result) -> tuple[Question, ...]:
    """The question for every step of a derivation, in order."""
    return tuple(_question(part, step) for part in result.parts for step in part.steps)


def _question(part: PartResult, step: StepResult) -> Question:
    obtained = tuple((o.covariance, o.factor @ o.factor.T) for o in part.part.obtain)
    return Question(
        part.part.name,
        step.number,
        step.verdict,
        step.before,
        step.step.relation,
        step.step.after,
        obtained,
    )


def _canonical(value: Any) -> str:
    """A tree with all that is in it; its text names a law and leaves the parameters out."""
    if isinstance(value, n.Node):
        return f"{type(value).__name__}{_canonical(value.parts())}"
    if isinstance(value, tuple):
        return "(" + ",".join([_canonical(part) for part in value]) + ")"
    if isinstance(value, frozenset):
        return "{" + ",".join(sorted([_canonical(part) for part in value])) + "}"
    return repr(value)
