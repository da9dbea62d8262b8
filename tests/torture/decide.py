"""What both provers make of cases, a certificate for many of them, and what numbers say."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from fractions import Fraction
from random import Random
from zlib import crc32

from torture.cases import REFUSED, Case, Maker, nested, slip, twisted
from torture.families import OWN, PLACE
from torture.kinds import KINDS, OFTEN
from torture.theorems import LIBRARY, theorems

from symkl import agreement
from symkl.errors import SymklError
from symkl.expr import nodes as n
from symkl.expr.binding import walk
from symkl.expr.evaluate import Comparison, compare
from symkl.expr.values import value_of
from symkl.kernel.check import prove
from symkl.kernel.derivation import Derivation, Part, Step
from symkl.limits import TooLong, within
from symkl_recheck import Accepted

AT_ONCE = 20
_COMPARE_SECONDS = 2
_SELDOM = 20
_MANY = 400  # digits
# Of the point, not of the step: an index beyond a literal size, a density that is 0 in rounding.
_NO_FAULT = ("there is no component", "logarithm of 0.0")
_INTEGRALS = (n.Integral, n.Expectation, n.Divergence, n.CrossEntropy, n.Entropy)
_EDGES = {"nonnegative": 0, "positive": 1, "nonzero": -1, "at_most_1": 1}


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
    own = Accepted()
    own.claims, own.families = dict(LIBRARY._accepted.claims), dict(LIBRARY._accepted.families)
    return own


@dataclass
class Tally:
    """What was seen. `false` is proved and contradicted, `apart` proved by the kernel alone."""

    counts: Counter = field(default_factory=Counter)
    kinds: Counter = field(default_factory=Counter)
    false: list[str] = field(default_factory=list)
    apart: list[str] = field(default_factory=list)

    def add(self, other: Tally) -> None:
        """Count what another one has counted too."""
        self.counts += other.counts
        self.kinds += other.kinds
        self.false += other.false
        self.apart += other.apart


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
            tally.apart.append(f"{case}: {why}")
        told = contradicted(case, tally)
        if told:
            who = "both" if why is None else "the kernel"
            tally.false.append(f"{case}: proved by {who}, {told}")


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


def contradicted(case: Case, tally: Tally | None = None) -> str:
    """How numbers contradict a case, at usual points or at the edge; "" where they do not."""
    points = [("", _usual), ("at the edge, ", _at_the_edge)]
    if slow(case):  # one point will do, and for what is as its maker says now and then
        points = points[: not case.plain or crc32(str(case).encode()) % _SELDOM == 0]
    for at, value in points:
        found = numbers(case, value)
        if tally is not None:
            tally.counts[f"{at}{found.verdict}"] += 1
        if found.verdict == "differ" and not _agrees_exactly(case, value):
            return f"{at}{found}"
        if found.verdict == "undefined" and _wrongly(case, value, found):
            return f"{at}{found}"
    return ""


def _agrees_exactly(case: Case, value) -> bool:
    """Whether what differs was lost beside something large, such as 1e-230 + 3 - 3."""
    return not slow(case) and numbers(case, value, digits=_MANY).verdict == "agree"


def slow(case: Case) -> bool:
    """Whether numbers of a case need quadrature."""
    nodes = (node for side in (case.before, case.after) for node in walk(side))
    return any(isinstance(node, _INTEGRALS) for node in nodes)


def _wrongly(case: Case, value, found: Comparison) -> bool:
    """Whether one side alone has a value, or neither, though no integral is there to diverge."""
    if any(word in found.reason for word in _NO_FAULT):
        return False
    sides = (replace(case, after=case.before), replace(case, before=case.after))
    told = {numbers(replace(side, relation="="), value).verdict for side in sides}
    return told == {"agree", "undefined"} or (told == {"undefined"} and not slow(case))


def _usual(side, values, digits, dims=None, densities=None):
    """A side at a point at which every index is within its range."""
    sizes = [len(v) for v in values.values() if isinstance(v, list)]
    least = min([*sizes, *(dims or {}).values(), 9])
    inside = {s: 1 + (v - 1) % least if _is_index(s) else v for s, v in values.items()}
    return value_of(side, inside, digits, dims, densities)


def _is_index(letter: n.Symbol) -> bool:
    return "index" in letter.assumptions


def _at_the_edge(side, values, digits, dims=None, densities=None):
    """A side where real letters coincide or vanish, and others are as small as they may be."""
    moved = {letter: _edge(letter, value) for letter, value in values.items()}
    return value_of(side, moved, digits, dims, densities)


def _edge(letter: n.Symbol, value):
    if letter.shape != () or "dimension" in letter.assumptions:
        return value
    if _is_index(letter):
        return 1
    return Fraction(next((v for a, v in _EDGES.items() if a in letter.assumptions), 0))


def numbers(case: Case, value=_usual, digits: int = 10) -> Comparison:
    """What numbers say about a case."""
    where = {pair.covariance: pair.factor @ pair.factor.T for pair in case.obtain}
    try:
        with within(_COMPARE_SECONDS):
            return compare(
                case.before,
                case.after,
                relation=case.relation,
                dims=(2,) if slow(case) else (2, 1),
                samples=1,
                digits=digits,
                where=where,
                value=value,
            )
    except (*REFUSED, TooLong, OverflowError, RecursionError) as error:
        return Comparison("unknown", reason=str(error))
