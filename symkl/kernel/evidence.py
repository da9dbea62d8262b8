"""Evidence on a step that was not proved: numbers that refute it, or laws that would prove it.

Numbers refute; they never prove. A step on which both sides differ at an exact point is
`refuted`, and the point is shown. One on which they agree stays `unproved`: true perhaps, but not
by its rule.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from symkl.errors import SymklError
from symkl.kernel.check import check_step, smallest_laws
from symkl.kernel.citation import Lemmas
from symkl.kernel.derivation import Part, Rule
from symkl.kernel.theorem import Evidence, PartResult, StepResult
from symkl.lang.nodes import Symbol
from symkl.limits import EVIDENCE_SECONDS, NOT_ENTERED, TooLong, within

DIGITS = 50


def with_evidence(
    result: PartResult, lemmas: Lemmas, candidates: Iterable[Rule] = ()
) -> PartResult:
    """The verdicts of a part, each refusal with its evidence.

    `candidates` are rules to suggest where laws alone would not do, because theorems are missing.
    """
    candidates = tuple(candidates)
    steps = tuple(
        step
        if step.kernel == "proved"  # it may be the checker that refuses
        else diagnose(step, lemmas, result.part, candidates)
        for step in result.steps
    )
    refuted = any(step.verdict == "refuted" for step in steps)
    return replace(result, steps=steps, verdict="refuted" if refuted else result.verdict)


def diagnose(
    result: StepResult, lemmas: Lemmas, part: Part, candidates: tuple[Rule, ...] = ()
) -> StepResult:
    """A refused step with a counterexample, or with the laws under which it would pass."""
    level = NOT_ENTERED
    try:
        with within(EVIDENCE_SECONDS) as level:
            evidence = _numbers(result, part)
    except TooLong as fault:
        if fault.level < level:
            raise
        evidence = Evidence("unknown", f"evaluation takes more than {EVIDENCE_SECONDS} s")
    if evidence.verdict == "differ":
        return replace(result, verdict="refuted", evidence=evidence)
    level = NOT_ENTERED
    try:
        with within(EVIDENCE_SECONDS) as level:
            suffices = smallest_laws(result.before, result.step, lemmas, part)
            if suffices is None:
                suffices = _rule_that_would_do(result, lemmas, part, candidates)
    except TooLong as fault:
        if fault.level < level:
            raise
        suffices = None
    return replace(result, evidence=evidence, suffices=suffices)


def _rule_that_would_do(
    result: StepResult, lemmas: Lemmas, part: Part, candidates: tuple[Rule, ...]
) -> tuple[str, ...] | None:
    for rule in candidates:
        step = replace(result.step, rule=rule)
        if check_step(result.number, result.before, step, lemmas, part).verdict == "proved":
            return (f"rule {rule.name}",)
    return None


def _numbers(result: StepResult, part: Part) -> Evidence:
    # mpmath is imported only where a step fails.
    from symkl.meaning.evaluate import compare

    obtained = [o for o in part.obtain if isinstance(o.covariance, Symbol)]
    try:
        where = {o.covariance: o.factor @ o.factor.T for o in obtained}
        found = compare(
            result.before,
            result.step.after,
            relation=result.step.relation,
            digits=DIGITS,
            where=where or None,
        )
    except SymklError as error:
        return Evidence("unknown", str(error))
    except (ArithmeticError, MemoryError, RecursionError, ValueError) as error:
        return Evidence("unknown", f"evaluation fails: {type(error).__name__}")
    except (AttributeError, TypeError):  # as a bound that is a vector
        return Evidence("unknown", "evaluation fails: something has a shape that it cannot have")
    if found.verdict == "agree":
        places = f"{found.points} point{'s' * (found.points != 1)}"
        return Evidence(
            "agree",
            f"agrees numerically to {found.digits} digits at {places}; not proved",
        )
    return Evidence(found.verdict, str(found))
