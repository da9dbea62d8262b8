"""The verdict on a mutant: what the kernel makes of the broken steps, and what numbers say.

The kernel sees only the steps that say something new. It is asked twice: with the rule of the step,
and with every law at once, for a false step must not be proved by any. Numbers then tell whether
a step is false, and balls where numbers do not:

==============  ===============================================================================
``refuted``     refused by the kernel, and at an exact point the two sides differ
``undefined``   refused, and at an exact point one side has a value and the other has none
``unproved``    refused, and neither numbers nor balls speak against it
``equal``       the change is one of writing: all broken steps are true at every point tried. The
                text says whether that is proved, seen in ball arithmetic, or by numbers alone
``true``        a wrong justification of a true step that the kernel accepts: it does too
``survived``    the kernel proves what numbers or balls refute. A bug in a rule, a law or the kernel
``crashed``     neither: the kernel fell over
==============  ===============================================================================
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from symkl.errors import SymklError
from symkl.kernel.check import chain_fault, check_step
from symkl.kernel.derivation import Part, Step
from symkl.kernel.laws import LAWS
from symkl.kernel.refusal import Refusal
from symkl.kernel.theorem import Theorem
from symkl.lang.binding import free_symbols
from symkl.lang.nodes import Expr
from symkl.limits import TooLong, within
from symkl.mutate.by_numbers import AGREES, DIFFERS, NO_VALUE, Contrast, Points
from symkl.mutate.mutant import ASSUMPTION, CLAIM, JUSTIFICATION, Mutant, links, trees
from symkl.mutate.places import scene_of

REFUTED, UNDEFINED, UNPROVED = "refuted", "undefined", "unproved"
EQUAL, TRUE, SURVIVED, CRASHED = "equal", "true", "survived", "crashed"
VERDICTS = (REFUTED, UNDEFINED, UNPROVED, EQUAL, TRUE, SURVIVED, CRASHED)

# Why a mutant is called equal, the strongest reason first.
PROVED, IN_BALLS, BY_NUMBERS = "proved", "in balls", "by numbers alone"

SECONDS = 20  # for the kernel on one step

Lemmas = Callable[[str], Theorem]


@dataclass(frozen=True, slots=True)
class Verdict:
    """The verdict on a mutant, the rule that had to notice, and what was seen."""

    verdict: str
    rule: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class _Broken:
    """A step that says something new: its sides, and whether the kernel proves it, and how."""

    number: int
    before: Expr
    after: Expr
    relation: str
    rule: str
    proved: str  # "", "by its rule", "by all laws"


class Judge:
    """Verdicts on the mutants of one part.

    Parameters
    ----------
    part
        The original.
    lemmas
        Theorems by name.
    earlier
        The parts of the same derivation that come before.
    """

    def __init__(
        self, part: Part, lemmas: Lemmas, *, earlier: frozenset[str] = frozenset()
    ) -> None:
        self.part = part
        self.lemmas = _careful(lemmas, part, earlier)
        self._points: Points | None = None

    def __call__(self, mutant: Mutant) -> Verdict:
        try:
            return self._verdict(mutant)
        except TooLong:
            return Verdict(CRASHED, mutant.rule, f"the kernel takes longer than {SECONDS} s")
        except Exception as error:  # whatever it is, the kernel ought to have refused instead
            return Verdict(CRASHED, mutant.rule, f"{type(error).__name__}: {error}")

    def _verdict(self, mutant: Mutant) -> Verdict:
        if mutant.kind == JUSTIFICATION:
            return self._justification(mutant)
        if mutant.kind == CLAIM:
            return self._claim(mutant)
        broken = [
            self._step(mutant.part, number, before, step)
            for number, before, step in links(mutant.part)
            if number in mutant.affected
        ]
        if mutant.kind == ASSUMPTION:
            return self._assumption(mutant, broken)
        return self._numbers(self.points, broken, mutant.rule)

    @property
    def points(self) -> Points:
        """The points at which the steps of the part and of its mutants are evaluated."""
        if self._points is None:
            self._points = points_of(self.part)
        return self._points

    def _step(self, part: Part, number: int, before: Expr, step: Step) -> _Broken:
        proved = ""
        wide = replace(step, rule=replace(step.rule, laws=frozenset(LAWS)))
        for how, tried in (("by its rule", step), ("by all laws", wide)):
            if self._accepted(number, before, tried, part):
                proved = how
                break
        return _Broken(number, before, step.after, step.relation, step.rule.name, proved)

    def _accepted(self, number: int, before: Expr, step: Step, part: Part) -> bool:
        with within(SECONDS):
            return check_step(number, before, step, self.lemmas, part).verdict == "proved"

    def _justification(self, mutant: Mutant) -> Verdict:
        """The step is as it was, hence true: only whether it is accepted is of interest."""
        assert mutant.number is not None, "justifications are those of steps"
        before = list(links(mutant.part))[mutant.number - 1][1]
        step = mutant.part.steps[mutant.number - 1]
        with within(SECONDS):
            found = check_step(mutant.number, before, step, self.lemmas, mutant.part)
        rule = self.part.steps[mutant.number - 1].rule.name
        if found.verdict == "proved" and not chain_fault(mutant.part):
            return Verdict(TRUE, rule, f"by {step.rule.name} {step.rule.note}".rstrip())
        return Verdict(UNPROVED, rule, found.reason)

    def _claim(self, mutant: Mutant) -> Verdict:
        """The chain is right and proves something else than what the claim says."""
        claim = mutant.part.claim
        # The chain is true, so its last expression stands for the left side, which holds integrals,
        # where the right side is broken, and the other way round.
        left, right = claim.lhs, claim.rhs
        if claim.op == "=" == self.part.claim.op:
            if claim.lhs is self.part.claim.lhs:
                left = self.part.claim.rhs
            else:
                right = self.part.claim.lhs
        accepted = "" if chain_fault(mutant.part) else "by its rule"
        broken = _Broken(0, left, right, claim.op, mutant.rule, accepted)
        return self._numbers(self.points, [broken], mutant.rule)

    def _assumption(self, mutant: Mutant, broken: list[_Broken]) -> Verdict:
        """All steps, for letters of which less is assumed; and the claim."""
        claim = mutant.part.claim
        whole = "" if any(not b.proved for b in broken) else "by its rule"
        if chain_fault(mutant.part):
            whole = ""
        broken = [_Broken(0, claim.lhs, claim.rhs, claim.op, "(claim)", whole), *broken]
        return self._numbers(points_of(mutant.part), broken, _first_refused(broken))

    def _numbers(self, points: Points, broken: list[_Broken], rule: str) -> Verdict:
        """Return whether what is said is true; a proof of what is false is what we are after."""
        false: dict[int, Contrast] = {}
        unclear: dict[int, str] = {}
        for at in range(len(points)):
            for b in broken:
                if b.number in false or (at and not _moving(b)):
                    continue
                found = points.contrast(b.before, b.after, b.relation, at)
                if found.verdict in (DIFFERS, NO_VALUE):
                    false[b.number] = found
                    if b.proved:
                        text = f"step {b.number} is proved {b.proved}; {found.text}"
                        return Verdict(SURVIVED, b.rule, text)
                elif found.verdict != AGREES:
                    unclear[b.number] = found.text
            if false and all(b.number in false for b in broken if b.proved):
                break
        if false:
            differing = [f for f in false.values() if f.verdict == DIFFERS]
            if differing:
                return Verdict(REFUTED, rule, differing[0].text)
            return Verdict(UNDEFINED, rule, next(iter(false.values())).text)
        if not len(points):
            return Verdict(UNPROVED, rule)
        return self._in_balls(points, broken, unclear, rule)

    def _in_balls(
        self, points: Points, broken: list[_Broken], unclear: dict[int, str], rule: str
    ) -> Verdict:
        """The verdict by balls, where possible, on sides that numbers leave equal or unsettled."""
        seen = {b.number: points.in_balls(b.before, b.after, b.relation) for b in broken}
        for verdict, meaning in ((DIFFERS, REFUTED), (NO_VALUE, UNDEFINED)):
            for b in broken:
                found = seen[b.number]
                if found.verdict == verdict and b.proved:
                    text = f"step {b.number} is proved {b.proved}; {found.text}"
                    return Verdict(SURVIVED, b.rule, text)
                if found.verdict == verdict:
                    return Verdict(meaning, rule, found.text)
        for number, text in unclear.items():
            if seen[number].verdict != AGREES:
                return Verdict(UNPROVED, rule, text)
        if all(b.proved for b in broken):
            return Verdict(EQUAL, rule, PROVED)
        enclosed = all(b.proved or seen[b.number].verdict == AGREES for b in broken)
        return Verdict(EQUAL, rule, IN_BALLS if enclosed else BY_NUMBERS)


def _moving(broken: _Broken) -> bool:
    """Return whether a step speaks of any letter, so that another point is another number."""
    return bool(free_symbols(broken.before) | free_symbols(broken.after))


def _first_refused(broken: list[_Broken]) -> str:
    return next((b.rule for b in broken[1:] if not b.proved), "(claim)")


def _careful(lemmas: Lemmas, part: Part, earlier: frozenset[str]) -> Lemmas:
    """The theorems that may be named in a part: those that do not rest on it."""
    own = _owner(part.name)

    def lemma(name: str) -> Theorem:
        if _owner(name) == own and name not in earlier:
            raise Refusal(f"{name} comes later")
        try:
            theorem = lemmas(name)
            resting = any(_owner(used) == own for used in _lemmas_of(theorem, lemmas))
        except SymklError as error:  # a wrong name: what a user would be told ends the step here
            raise Refusal(error.message) from error
        if resting and _owner(name) != own:
            raise Refusal(f"{name} rests on {own}")
        return theorem

    return lemma


def _owner(name: str) -> str:
    return name.partition(".")[0]


def _lemmas_of(theorem: Theorem, lemmas: Lemmas) -> set[str]:
    """All theorems on which one rests."""
    found: set[str] = set()
    open_names = set(theorem.lemmas)
    while open_names:
        name = open_names.pop()
        if name not in found:
            found.add(name)
            open_names |= lemmas(name).lemmas
    return found


def points_of(part: Part) -> Points:
    """The points at which the expressions of a part are evaluated."""
    scene = scene_of(trees(part))
    return Points(scene.letters, part.obtain, trees(part))
