"""The check of a step, of a chain, of a derivation: what decides.

A step is proved when both sides have the same normal form under the laws of its rule and the
equations that its rule brings, every side condition discharged. A chain proves a claim when its
steps compose to the claim's relation between the claim's two sides. Numbers never prove; where
a step is refused they refute it or say that it agrees and is still not proved.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from itertools import combinations
from typing import Any

from symkl.errors import CycleError, DerivationLoadError, SymklError, UnknownTarget
from symkl.kernel.axioms import INSTANCES, CholeskyFactor
from symkl.kernel.citation import Equation, Lemma, Lemmas, free_symbols_of
from symkl.kernel.derivation import Derivation, Part, Rule, Step
from symkl.kernel.differentiable import need_derivatives
from symkl.kernel.equations import adopt
from symkl.kernel.exceeding import exceeds
from symkl.kernel.existence import need_existence
from symkl.kernel.laws import LAWS
from symkl.kernel.normal_form import Normalizer
from symkl.kernel.preconditions import (
    RELATIONS,
    ambiguous,
    need_bound,
    need_entries,
    need_fixed,
    need_mass,
    need_one_shape,
    need_open,
    other_space,
)
from symkl.kernel.record import Record, recorded
from symkl.kernel.refusal import Refusal
from symkl.kernel.theorem import _KEY, PartResult, Result, StepResult, Theorem
from symkl.kernel.words import add
from symkl.kernel.written import shown
from symkl.lang import nodes as n
from symkl.lang.binding import alpha_same, free_symbols
from symkl.lang.nodes import Expr
from symkl.limits import NOT_ENTERED, STEP_SECONDS, TooLong, within


def prove(derivation: Derivation, lemmas: Lemmas) -> Result:
    """Check every part of a derivation.

    Parameters
    ----------
    derivation
        Named, see `Derivation.named`.
    lemmas
        Gives the theorem of a name, proving it first where need be.
    """
    own: dict[str, Theorem] = {}

    def lemma(name: str) -> Theorem:
        return own[name] if name in own else lemmas(name)

    parts = []
    for part in derivation.parts:
        result = prove_part(part, lemma)
        parts.append(result)
        if result.verdict == "proved":
            own[part.name] = Theorem(_KEY, part, result.steps)
    return Result(derivation, tuple(parts), tuple(own.values()))


def prove_part(part: Part, lemmas: Lemmas) -> PartResult:
    """Check one chain against its claim."""
    results, before = [], part.first
    for number, step in enumerate(part.steps, 1):
        results.append(check_step(number, before, step, lemmas, part))
        before = step.after
    reason = chain_fault(part)
    verdicts = {r.verdict for r in results}
    worst = next((v for v in ("refuted", "unproved") if v in verdicts), "proved")
    if reason and worst == "proved":
        worst = "unproved"
    return PartResult(part, tuple(results), worst, reason)


def chain_fault(part: Part) -> str:
    """The reason why a chain of true steps would not prove the claim; empty if there is none."""
    if not part.steps:
        return "a chain without a step proves nothing"
    if part.claim.op not in RELATIONS:
        return f"{part.claim.op!r} is no relation between expressions"
    if not _alike(part.first, part.claim.lhs):
        return f"the chain opens with {part.first}, the claim with {part.claim.lhs}"
    last = part.steps[-1].after
    relations = {s.relation for s in part.steps} - {"="}
    if not _alike(last, part.claim.rhs):
        return f"the chain ends with {last}, the claim with {part.claim.rhs}"
    if len(relations) > 1:
        return "the chain goes up and down: it holds both <= and >="
    if not relations <= {part.claim.op}:
        return f"the chain proves {relations.pop()}, the claim says {part.claim.op}"
    claimed = free_symbols(part.claim.lhs) | free_symbols(part.claim.rhs)
    factors = [obtained.factor for obtained in part.obtain]
    if len(set(factors)) < len(factors):
        return "one letter is obtained twice"
    for obtained in part.obtain:
        if obtained.factor in claimed:
            return f"{obtained.factor} is obtained in the proof; the claim cannot speak of it"
        if obtained.factor in free_symbols(obtained.covariance):
            return f"{obtained.factor} is not a new letter"
    return ambiguous(part)


def _obtained(instance: CholeskyFactor, part: Part) -> bool:
    """Return whether a part says that it obtains this factor."""
    return any(
        type(other) is CholeskyFactor
        and n.same(other.covariance, instance.covariance)
        and n.same(other.factor, instance.factor)
        for other in part.obtain
    )


def _alike(a: Expr, b: Expr) -> bool:
    """Return whether two trees are the same up to the names of bound variables."""
    return n.same(a, b) or (alpha_same(a, b) and not other_space(a, b))


def check_step(number: int, before: Expr, step: Step, lemmas: Lemmas, part: Part) -> StepResult:
    """The verdict on one step."""
    rule = step.rule
    norm = Normalizer(rule.laws)
    level = NOT_ENTERED
    try:
        with within(STEP_SECONDS) as level:
            residual, sources = _decide(norm, before, step, lemmas, part)
            laws = tuple(sorted(norm.used))
            masses = sorted(norm.masses, key=str) if residual is None else ()
            for family in masses:
                need_mass(lemmas(family.theorems["mass"]), family)
            behind = [LAWS[x] for x in laws if LAWS[x].theorem and residual is None]
            for law in behind:
                need_bound(lemmas(law.theorem), law)
            theorems = {law.theorem for law in behind}
            theorems |= {family.theorems["mass"] for family in masses}
            apart = recorded(norm) if residual is None else Record()
    except (CycleError, DerivationLoadError, UnknownTarget):
        raise  # of a lemma, which is not to be had
    except (Refusal, SymklError, TooLong, RecursionError, MemoryError) as fault:
        if isinstance(fault, TooLong) and fault.level < level:
            raise  # it is not this step that takes too long
        reason, hint = _told(fault, part)
        return StepResult(number, step, before, "unproved", reason=reason, hint=hint)
    if residual is None:
        named = tuple(f"theorem {name}" for name in sorted(theorems))
        return StepResult(
            number,
            step,
            before,
            "proved",
            laws=laws,
            conditions=tuple(sorted(norm.conditions)),
            sources=tuple(dict.fromkeys(sources + named)),
            record=apart,
        )
    return StepResult(
        number,
        step,
        before,
        "unproved",
        reason="the two sides have different normal forms under this rule",
        hint=_mass_hint(norm),
        residual=residual,
    )


def _mass_hint(norm: Normalizer) -> str:
    """The hint for a family whose mass was needed and is stated by no theorem; empty for none."""
    names = sorted(family.name for family in norm.massless)
    if not names:
        return ""
    return f'prove that its mass is 1, and tell {names[0]} so: theorems={{"mass": "the theorem"}}'


def _told(fault: BaseException, part: Part) -> tuple[str, str]:
    """The reason why a step is not decided, and a hint."""
    if isinstance(fault, Refusal):
        hint = fault.hint
        return fault.reason, hint if isinstance(hint, str) else hint.told(part)
    if isinstance(fault, SymklError):  # an instance that cannot be made
        return fault.message, fault.hint or ""
    limits = {
        TooLong: f"the check takes more than {STEP_SECONDS} s",
        RecursionError: "the sides are nested too deeply",
        MemoryError: "the check takes more memory than there is",
    }
    return limits[type(fault)], "make it two steps, or name a part of it by a lemma"


def _decide(
    norm: Normalizer, before: Expr, step: Step, lemmas: Lemmas, part: Part
) -> tuple[str | None, tuple[str, ...]]:
    """None and the sources where the step holds, else the residual."""
    rule = step.rule
    instances = _instances(rule, before, step.after)
    equations: list[Equation] = []
    proved: list[Expr] = []
    need_one_shape(step.relation, before, step.after)
    for instance in instances:
        if type(instance) not in INSTANCES:
            raise Refusal(f"{type(instance).__name__} is no axiom schema and no theorem")
        if isinstance(instance, CholeskyFactor) and not _obtained(instance, part):
            raise Refusal(
                f"{instance.factor} is not obtained in this part",
                f"add obtain=[cholesky_factor({instance.covariance}, {instance.factor})]",
            )
        found = instance.equations(before, step.after, lemmas)
        equations.extend(found)
        proved.extend(_sides(found) if isinstance(instance, Lemma) else ())
    trees = [before, step.after, *_sides(equations)]
    for instance in instances:
        if isinstance(instance, CholeskyFactor):
            need_fixed((instance.covariance, instance.factor), trees)
        if isinstance(instance, Lemma):
            need_open(instance.theorem, free_symbols_of(lemmas(instance.theorem)), trees)
    # What has no value by itself is refused before an equation is adopted: one that is false
    # because its sides have no value would vouch for them.
    witness = () if rule.difference is None else (rule.difference,)
    values = _values(instances)
    alone = Normalizer(rule.laws) if equations else norm
    need_existence(alone, *trees, *witness, values=values)
    norm.masses |= alone.masses
    for equation in equations:
        adopt(norm, equation)
        norm.used.update(equation.laws)
    written = [tree for tree in trees if not any(tree is other for other in proved)]
    need_derivatives(norm, (*written, *witness), values, proved)
    sources = tuple(source for e in equations for source in (e.source, *e.also))
    norm.conditions.update(c for e in equations for c in e.conditions)
    after = step.after
    if rule.entries:
        need_entries(rule, before, after)
        before, after = (n.Component(side, rule.entries) for side in (before, after))
        sources = (*sources, "axiom extensionality")
    if equations or rule.entries:
        need_existence(norm, before, after)  # and nothing cancels that may be infinite
    if step.relation == "=":
        difference = add(norm.form(before), -norm.form(after))
        return (None if norm.is_zero(difference) else shown(difference, norm)), sources
    greater, less = (before, after) if step.relation == ">=" else (after, before)
    return exceeds(norm, greater, less, rule), sources


def _sides(equations: Iterable[Equation]) -> list[Expr]:
    return [side for equation in equations for side in (equation.lhs, equation.rhs)]


def _values(instances: Iterable[object]) -> list[Expr]:
    """The values that the instances put in the place of letters."""
    found: list[object] = []
    for instance in instances:
        found.extend(getattr(instance, "values", {}).values())
        found.append(getattr(instance, "value", None))
    return [value for value in found if isinstance(value, Expr)]


def _instances(rule: Rule, before: Expr, after: Expr) -> tuple[Any, ...]:
    """The instances that a rule brings; a rule that cannot say them brings none."""
    unknown = rule.laws - set(LAWS)
    if unknown:
        raise Refusal(f"the rule {rule} names no law: {', '.join(sorted(map(str, unknown)))}")
    try:
        found = rule.instances
        return tuple(found(before, after) if callable(found) else found)
    except (Refusal, SymklError, TooLong, MemoryError, RecursionError):
        raise
    except Exception as error:  # a rule may be anybody's
        raise Refusal(f"the rule {rule} fails: {type(error).__name__}: {error}") from error


def smallest_laws(before: Expr, step: Step, lemmas: Lemmas, part: Part) -> tuple[str, ...] | None:
    """The smallest set of further laws under which a step would pass, None where none does."""
    extra = sorted(name for name in set(LAWS) - step.rule.laws if name != "arithmetic")
    everything = frozenset(extra) | step.rule.laws

    def passes(laws: Iterable[str]) -> bool:
        wider = replace(step, rule=replace(step.rule, laws=frozenset(laws)))
        return check_step(1, before, wider, lemmas, part).verdict == "proved"

    for size in (1, 2):
        for added in combinations(extra, size):
            if passes(step.rule.laws | set(added)):
                return added
    if not passes(everything):
        return None
    needed = set(extra)
    for law in extra:
        if passes(step.rule.laws | (needed - {law})):
            needed.discard(law)
    return tuple(sorted(needed))
