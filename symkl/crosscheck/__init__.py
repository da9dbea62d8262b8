"""A second opinion on every step, by roads that the kernel does not take.

The first road is SymPy's expression level. Scalars: logarithms are expanded under the assumptions,
and the difference has to vanish in lowest terms, which FLINT finds for SymPy (`quotient`).
Symbolic dimension: explicit matrices at k = 1 and 2, positive definite ones as L Lᵀ with letters
for the entries of L. Gaussian integrals: the moments, after completing the square. SymPy's own
`simplify`, `integrate` and `limit` are not asked, for each is known to return something false. The
second road is numbers at exact points, integrals by quadrature; it is taken where the first does
not get through, for inequalities, and wherever it is cheap.

A second opinion never changes a verdict. Where it contradicts one, either the kernel or this
module is wrong, and the user should report it.

Main definitions: `cross_check`, `CrossCheck`, `Opinion`; `answers`, for steps apart.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from symkl.crosscheck.question import Question, questions
from symkl.crosscheck.roads import Algebra, Finding, by_numbers, has_integrals
from symkl.kernel.theorem import Result
from symkl.lang import nodes as n
from symkl.limits import STEP_SECONDS, TooLong, within
from symkl.meaning.values import Values

__all__ = [
    "AGREES",
    "DISAGREES",
    "NO_OPINION",
    "CrossCheck",
    "Opinion",
    "answers",
    "cross_check",
]

AGREES, DISAGREES, NO_OPINION = "agrees", "disagrees", "no opinion"


@dataclass(frozen=True, slots=True)
class Opinion:
    """The second opinion on one step.

    Attributes
    ----------
    part, number
        The part's name and the number of the step, as in the kernel's results.
    kernel
        The kernel's verdict.
    verdict
        ``agrees``, ``disagrees`` or ``no opinion``.
    ways
        What led to the opinion: ``cancel``, ``matrices``, ``quadrature``, ``numbers``.
    text
        How it was found (``matrices at k = 1, 2``, ``quadrature to 30 digits at 2 points``), what
        stands against the kernel, or why there is no opinion.
    asked
        The hash of what was asked (`Question.digest`); empty where nobody wants to know later.
    """

    part: str
    number: int
    kernel: str
    verdict: str
    ways: tuple[str, ...]
    text: str
    asked: str = ""


@dataclass(frozen=True, slots=True)
class CrossCheck:
    """The second opinions on a derivation, in the order of its steps."""

    name: str
    opinions: tuple[Opinion, ...]

    @property
    def given(self) -> int:
        """The number of steps on which there is an opinion."""
        return sum(opinion.verdict != NO_OPINION for opinion in self.opinions)

    @property
    def disagreements(self) -> tuple[tuple[str, int, str], ...]:
        """Part, number of the step and text, where the opinion contradicts the kernel."""
        return tuple(
            (opinion.part, opinion.number, opinion.text)
            for opinion in self.opinions
            if opinion.verdict == DISAGREES
        )

    @property
    def ways(self) -> Counter[str]:
        """The number of opinions to which each way, or set of ways, led."""
        return Counter(" and ".join(o.ways) for o in self.opinions if o.ways)


def cross_check(result: Result) -> CrossCheck:
    """The second opinion on every step of a derivation.

    Parameters
    ----------
    result
        What the kernel said of it; the verdicts stay what they are.
    """
    return CrossCheck(result.derivation.name, answers(questions(result)))


def answers(asked: Iterable[Question]) -> tuple[Opinion, ...]:
    """The opinion on each of some steps, which are of one derivation as a rule."""
    # Steps that obtain the same letters share what is written out, all share what is evaluated.
    algebras: dict[tuple[tuple[n.Symbol, n.Expr], ...], Algebra] = {}
    values = Values()
    opinions = []
    for question in asked:
        algebra = algebras.setdefault(question.obtained, Algebra(dict(question.obtained)))
        opinions.append(_within_limits(question, algebra, values))
    return tuple(opinions)


def _within_limits(question: Question, algebra: Algebra, values: Values) -> Opinion:
    try:
        with within(STEP_SECONDS):
            verdict, ways, text = _opinion(question, algebra, values)
    except (TooLong, MemoryError, RecursionError):
        text = f"it takes more than {STEP_SECONDS} s, or more memory than there is"
        verdict, ways = NO_OPINION, ()
    return Opinion(question.part, question.number, question.kernel, verdict, ways, text)


def _opinion(
    question: Question, algebra: Algebra, values: Values
) -> tuple[str, tuple[str, ...], str]:
    before, after, relation = question.before, question.after, question.relation
    findings = [algebra(before, after, relation)]
    settled = findings[0].holds is not None and question.kernel == "proved"
    # Numbers also see a side that has no value somewhere, to which algebra is blind.
    if not settled or not has_integrals(before, after):
        findings.append(by_numbers(before, after, relation, algebra.where, values))
    verdict, speaking = _judged(question.kernel, findings)
    text = "; ".join(f.text for f in speaking)
    if verdict == NO_OPINION and any(f.holds is not None for f in findings):
        text = f"the kernel leaves it open: {text}"
    ways = () if verdict == NO_OPINION else tuple(f.way for f in speaking)
    return verdict, ways, text


def _judged(kernel: str, findings: list[Finding]) -> tuple[str, list[Finding]]:
    """The verdict on a verdict, and the findings that speak for it."""
    holds = [f for f in findings if f.holds is True]
    fails = [f for f in findings if f.holds is False]
    # Of a step that the kernel leaves open nothing can be contradicted, nor upgraded.
    for_it, against = {"proved": (holds, fails), "refuted": (fails, holds)}.get(kernel, ([], []))
    if against:
        return DISAGREES, against
    if for_it:
        return AGREES, for_it
    return NO_OPINION, holds + fails or findings
