"""A second opinion on every step, by roads that the kernel does not take.

The first road is SymPy's expression level. Scalars: logarithms are expanded under the assumptions,
and the difference has to vanish in lowest terms, which FLINT finds for SymPy (`quotient`). Symbolic dimension: explicit matrices at k = 1 and 2, positive
definite ones as L Lᵀ with letters for the entries of L. Gaussian integrals: the moments, after
completing the square. SymPy's own `simplify`, `integrate` and `limit` are not asked, for each is
known to return something false. The second road is numbers at exact points, integrals by
quadrature; it is taken where the first does not get through, for inequalities, and wherever it is
cheap.

A second opinion never changes a verdict. Where it contradicts one, either the kernel or this
module is wrong, and the user should report it.

Main definitions: `cross_check`, `CrossCheck`, `Opinion`.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from symkl.crosscheck.roads import Algebra, Finding, by_numbers, has_integrals
from symkl.expr.values import Values
from symkl.kernel.theorem import PartResult, Result, StepResult
from symkl.limits import STEP_SECONDS, TooLong, within

__all__ = ["AGREES", "DISAGREES", "NO_OPINION", "CrossCheck", "Opinion", "cross_check"]

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
    """

    part: str
    number: int
    kernel: str
    verdict: str
    ways: tuple[str, ...]
    text: str


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
        """How many opinions each way, or set of ways, led to."""
        return Counter(" and ".join(o.ways) for o in self.opinions if o.ways)


def cross_check(result: Result) -> CrossCheck:
    """The second opinion on every step of a derivation.

    Parameters
    ----------
    result
        What the kernel said of it; the verdicts stay what they are.
    """
    # Parts that obtain the same letters share what is written out.
    algebras: dict[tuple, Algebra] = {}
    opinions: list[Opinion] = []
    values = Values()
    for part in result.parts:
        where = {o.covariance: o.factor @ o.factor.T for o in part.part.obtain}
        algebra = algebras.setdefault(part.part.obtain, Algebra(where))
        opinions.extend(_part(part, algebra, values))
    return CrossCheck(result.derivation.name, tuple(opinions))


def _part(part: PartResult, algebra: Algebra, values: Values) -> list[Opinion]:

    def opinion(step: StepResult) -> Opinion:
        before, after, relation = step.before, step.step.after, step.step.relation
        findings = [algebra(before, after, relation)]
        settled = findings[0].holds is not None and step.verdict == "proved"
        # Numbers also see a side that has no value somewhere, to which algebra is blind.
        if not settled or not has_integrals(before, after):
            findings.append(by_numbers(before, after, relation, algebra.where, values))
        verdict, speaking = _judged(step.verdict, findings)
        text = "; ".join(f.text for f in speaking)
        if verdict == NO_OPINION and any(f.holds is not None for f in findings):
            text = f"the kernel leaves it open: {text}"
        ways = () if verdict == NO_OPINION else tuple(f.way for f in speaking)
        return Opinion(part.part.name, step.number, step.verdict, verdict, ways, text)

    def within_limits(step: StepResult) -> Opinion:
        try:
            with within(STEP_SECONDS):
                return opinion(step)
        except (TooLong, MemoryError, RecursionError):
            text = f"it takes more than {STEP_SECONDS} s, or more memory than there is"
            return Opinion(part.part.name, step.number, step.verdict, NO_OPINION, (), text)

    return [within_limits(step) for step in part.steps]


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
