"""What both provers make of cases, a certificate for many of them, and what numbers say."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from random import Random

from recheck.mutants import copied
from torture.cases import REFUSED, Case, Maker, nested, slip, twisted
from torture.divergences import kind
from torture.families import OWN, PLACE
from torture.kinds import KINDS, OFTEN
from torture.numbers import asked
from torture.theorems import LIBRARY, theorems

from symkl import agreement
from symkl.errors import SymklError
from symkl.kernel.check import prove
from symkl.kernel.derivation import Derivation, Part, Step
from symkl.lang import nodes as n
from symkl_recheck import Accepted

AT_ONCE = 20


def drawn(rng: Random) -> Case:
    """A case of a random kind; half of them with a slip, many with other letters."""
    while True:
        kind = rng.choices(list(OFTEN), list(OFTEN.values()))[0]
        case = made(KINDS[kind], rng)
        if case is not None:
            return case


def made(maker: Maker, rng: Random, *, plain: bool = False) -> Case | None:
    """A case of a kind, as it is or made adverse; None where it cannot be written."""
    try:
        case: Case | None = maker(rng)
        assert case is not None
        case = replace(case, after=n.as_expr(case.after))
        if plain:
            return case
        if rng.random() < 0.35:
            case = twisted(case, rng)
        if rng.random() < 0.15:
            case = nested(case, rng)
        if rng.random() < 0.5:
            case = slip(case, rng)
        return case
    except REFUSED:
        return None


def part(case: Case, name: str) -> Part:
    """The claim of a case with its chain, most often of one step."""
    claim = n.Relation(case.relation, case.before, case.after)
    way = [Step("=", tree, rule, "", PLACE) for tree, rule in case.via]
    last = Step(case.relation, case.after, case.rule, "", PLACE)
    return Part(name, "", claim, case.before, (*way, last), PLACE, "", case.obtain)


def accepted() -> Accepted:
    """What the checker has accepted of the shipped derivations, to be added to."""
    theorems()  # which proves all of them
    return copied(LIBRARY._accepted)


@dataclass
class Tally:
    """What was seen.

    `false` is proved and contradicted. `apart` is proved by the kernel alone, counted by kind in
    `divergences`. `undecided` is proved while numbers see a contradiction that is not certain.
    """

    counts: Counter = field(default_factory=Counter)
    kinds: Counter = field(default_factory=Counter)
    divergences: Counter = field(default_factory=Counter)
    false: list[str] = field(default_factory=list)
    apart: list[str] = field(default_factory=list)
    undecided: list[str] = field(default_factory=list)

    def add(self, other: Tally) -> None:
        """Count what another one has counted too."""
        self.counts += other.counts
        self.kinds += other.kinds
        self.divergences += other.divergences
        self.false += other.false
        self.apart += other.apart
        self.undecided += other.undecided


def survey(number: int, seed: str) -> Tally:
    """So many steps, drawn and decided."""
    rng, tally = Random(seed), Tally()
    for start in range(0, number, AT_ONCE):
        cases = [drawn(rng) for _ in range(min(AT_ONCE, number - start))]
        settle(cases, tally)
    return tally


def settle(cases: list[Case], tally: Tally) -> None:
    """Decide cases together, hold what is proved against numbers, and count."""
    for case, (kernel, why) in zip(cases, verdicts(cases), strict=True):
        tally.counts["steps"] += 1
        if not kernel:
            tally.counts["unproved"] += 1
            continue
        tally.kinds[case.kind] += 1
        if why is None:
            tally.counts["proved by both"] += 1
        elif "too large" in why:
            tally.counts["too large"] += 1
        else:
            tally.counts["proved by the kernel alone"] += 1
            named = kind(case, why)
            tally.divergences[named] += 1
            tally.apart.append(f"{named}: {case}: {why}")
        answer = asked(case)
        tally.counts += answer.counts
        who = "both" if why is None else "the kernel"
        if answer.false:
            tally.false.append(f"{case}: proved by {who}, {answer.false}")
        if answer.undecided:
            tally.undecided.append(f"{case}: proved by {who}, {answer.undecided}")


def verdicts(cases: list[Case]) -> list[tuple[bool, str | None]]:
    """For each case whether the kernel proves it, and why the checker does not accept it."""
    try:
        results = _decided(cases)
    except SymklError:  # two families of one name in different cases
        results = []
    if (len(cases) > 1 and any(why is not None for _, why in results)) or not results:
        return [_alone(case) for case in cases]
    return results


def _alone(case: Case) -> tuple[bool, str | None]:
    try:
        return _decided([case])[0]
    except SymklError as error:
        return False, error.message


def _decided(cases: list[Case]) -> list[tuple[bool, str | None]]:
    parts: list[Part] = []
    for at, case in enumerate(cases):
        parts += [*case.lemmas, part(case, f"{OWN}.p{at}")]
    derivation = Derivation("", tuple(parts), PLACE, name=OWN)
    own: dict[str, object] = {}
    kernel = prove(derivation, _theorem)
    own |= {p.part.name: p.verdict for p in kernel.parts}
    both, _ = agreement.agreed(kernel, LIBRARY.theorem, LIBRARY.certificate, accepted())
    found = []
    ends = {p.part.name: p for p in both.parts}
    for at in range(len(cases)):
        one = ends[f"{OWN}.p{at}"]
        proved = own[one.part.name] == "proved"
        told = (one.reason, *(step.reason for step in one.steps))
        why = None if one.verdict == "proved" else next(filter(None, told), "?")
        found.append((proved, why if proved else None))
    return found


def _theorem(name: str):
    """A shipped theorem; one that this derivation should have had is not proved."""
    from symkl.kernel.refusal import Refusal

    try:
        return LIBRARY.theorem(name)
    except SymklError as error:
        raise Refusal(error.message) from error
