"""Certificates of false claims, written as if the kernel had proved them.

`certificate` writes that of a step with the kernel switched off: what an instance of an axiom would
check is written unchecked. `attack` gives it to the checker, and asks numbers whether it is false.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from random import Random

from torture.cases import REFUSED, Case, slip
from torture.decide import accepted, drawn, part
from torture.families import OWN, PLACE
from torture.makers import PLAIN
from torture.numbers import contradicted, slow
from torture.records import record
from torture.theorems import LIBRARY

from symkl.certificate import _Writer, sealed
from symkl.kernel.axioms import (
    AffineSubstitution,
    Antiderivative,
    Lemma,
    PolarCoordinates,
    integrals,
)
from symkl.kernel.check import prove
from symkl.kernel.derivation import Derivation
from symkl.kernel.ranges import infinity
from symkl.kernel.record import Record
from symkl.kernel.theorem import PartResult, Result, StepResult, Theorem
from symkl.lang import nodes as n
from symkl.lang.binding import substitute
from symkl.lang.family import families_in
from symkl_recheck import Accepted, recheck

PAST = "a theorem is named that is not used"
"""A refusal that comes after the two sides were found equal: the claim itself got through."""
_UNCOMPARED = 0.95  # of what is refused, where numbers need quadrature
_KEPT = 50
_LYING = 0.4
NOTHING = Record()


class Forger(_Writer):
    """Writes the rows of instances whose conditions nobody has checked."""

    def _instance(self, instance, before, after, trees, solved) -> Iterator[dict]:
        match instance:
            case Antiderivative(function, variable):
                for integral in self._integrals(before, after, variable):
                    ends = {
                        "upper": _end(function, variable, integral.upper),
                        "lower": _end(function, variable, integral.lower),
                    }
                    named = {"function": function, "variable": variable, **ends}
                    yield self._row("antiderivative", integral, named, trees)
            case AffineSubstitution(variable, value, new):
                for integral in self._integrals(before, after, variable):
                    named = {"value": value, "new": new}
                    yield self._row("substitution", integral, named, trees)
            case PolarCoordinates(x, _, r, theta):
                for integral in self._integrals(before, after, x):
                    if isinstance(integral.body, n.Integral):
                        named = {"radius": r, "angle": theta}
                        yield self._row("polar", integral, named, trees)
            case _:
                yield from super()._instance(instance, before, after, trees, solved)

    def _integrals(self, before, after, variable) -> list[n.Integral]:
        found = [one for one in integrals(before, after) if one.variable == variable]
        return list({self.tree(one): one for one in found}.values())

    def _row(self, kind: str, integral: n.Integral, named: dict, trees: list) -> dict:
        trees.extend(named.values())
        rows = {key: self.tree(value) for key, value in named.items()}
        return {"kind": kind, "integral": self.tree(integral), **rows}


def _end(function: n.Expr, variable: n.Symbol, bound: n.Expr) -> n.Expr:
    return n.as_expr(0) if infinity(bound) else substitute(function, {variable: bound})


def certificate(case: Case, before: Sequence[Case] = (), taken_apart: Record = NOTHING) -> dict:
    """The certificate of a case, said to be proved, after others and the lemmas of its own."""
    lemmas, theorems = _lemmas(case)
    said = [_said(one, f"{OWN}.p{at}") for at, one in enumerate(before)]
    parts = (*said, *lemmas, _said(case, f"{OWN}.forged", taken_apart))
    derivation = Derivation("", tuple(p.part for p in parts), PLACE, name=OWN)
    result = Result(derivation, parts, theorems)
    return Forger(result, LIBRARY.theorem, LIBRARY.certificate).certificate()


def _said(case: Case, name: str, taken_apart: Record = NOTHING) -> PartResult:
    claim = part(case, name)
    sources = tuple(f"theorem {theorem}" for theorem in _theorems(case))
    firsts = (case.before, *(tree for tree, _ in case.via))
    steps = tuple(
        StepResult(at, step, first, "proved", sources=sources, record=taken_apart)
        for at, (first, step) in enumerate(zip(firsts, claim.steps, strict=True), 1)
    )
    return PartResult(claim, steps, "proved")


def _lemmas(case: Case) -> tuple[tuple[PartResult, ...], tuple[Theorem, ...]]:
    """What a case needs proved, where it is."""
    if not case.lemmas:
        return (), ()
    result = prove(Derivation("", case.lemmas, PLACE, name=OWN), LIBRARY.theorem)
    return tuple(p for p in result.parts if p.verdict == "proved"), result.theorems


def _theorems(case: Case) -> list[str]:
    """What the step would name: its lemmas, and the masses of its families."""
    rule = case.rule
    brought = rule.instances
    brought = brought(case.before, case.after) if callable(brought) else brought
    names = {one.theorem for one in brought if isinstance(one, Lemma)}
    if "mass" in rule.laws:
        families = families_in(case.before, case.after)
        names |= {f.theorems["mass"] for f in families if "mass" in f.theorems}
    return sorted(names)


@dataclass
class Attack:
    """Forgeries counted; `through` holds those that are accepted, or refused for no more than a
    theorem that is or is not named.
    """

    counts: Counter = field(default_factory=Counter)
    reasons: Counter = field(default_factory=Counter)
    through: list[str] = field(default_factory=list)

    def add(self, other: Attack) -> None:
        """Count what another one has counted too."""
        self.counts += other.counts
        self.reasons += other.reasons
        self.through += other.through


def attack(number: int, seed: str) -> Attack:
    """So many certificates of false claims, and on the way those of others."""
    rng, found = Random(seed), Attack()
    sound: list[Case] = []
    while found.counts["false and refused"] < number:
        case = forgery(rng)
        before = rng.sample(sound, min(len(sound), rng.choice((0, 0, 1, 3))))
        try:
            lies = record(case, rng) if rng.random() < _LYING else NOTHING
            reason = refusal(certificate(case, before, lies))
        except (
            *REFUSED,
            AssertionError,
        ):  # the language has no such tree, or nothing can be written of it
            found.counts["not written"] += 1
            continue
        refused = reason is not None and PAST not in reason
        if refused and slow(case) and rng.random() < _UNCOMPARED:
            found.counts["refused, not compared"] += 1
            continue
        told = contradicted(case)
        if refused:
            found.counts["false and refused" if told else "refused"] += 1
            found.reasons[str(reason).rpartition(": ")[2]] += bool(told)
        elif told:
            found.through.append(f"{case}: {reason or 'accepted'}, {told}")
        else:
            found.counts["accepted, not contradicted"] += 1
            if reason is None and not case.lemmas and not families_in(case.before, case.after):
                sound = [*sound[-_KEPT:], case]
    return found


def forgery(rng: Random) -> Case:
    """A case with a slip or more, at times by a rule that has nothing to do with it."""
    case = drawn(rng)
    if rng.random() < 0.7:
        case = slip(case, rng) or case
    if rng.random() < 0.3 and case.rule in PLAIN:
        case = replace(case, rule=rng.choice(PLAIN))
    return case


def refusal(data: dict) -> str | None:
    """Why the checker refuses a certificate among the sound ones; None where it accepts it."""
    refers = any(step["theorems"] for one in data["parts"] for step in one["steps"])
    known = accepted() if refers else Accepted()  # which saves reading all of them
    verdict = recheck({"it": json.dumps(sealed(data)).encode()}, known)["it"]
    return None if verdict.accepted else str(verdict)
