"""The results of the kernel: verdicts of steps, and theorems.

A `Theorem` can be made only by `symkl.kernel.check.prove`, which holds the key to its
constructor.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from symkl.kernel.derivation import Derivation, Part, Step
from symkl.kernel.record import Record
from symkl.lang.nodes import Expr, Relation

_KEY = object()


@dataclass(frozen=True, slots=True)
class Evidence:
    """Numerical evidence on a step that was not proved.

    `verdict` is ``differ``, ``agree``, ``undefined`` or ``unknown``; numbers refute, they never
    prove.
    """

    verdict: str
    text: str


@dataclass(frozen=True, slots=True)
class StepResult:
    """The verdict on one step.

    `record` is what the kernel took apart, for the certificate. `checker` is what the checker of
    certificates says of a step that the kernel proves: accepted, or why it is refused; it is empty
    where the checker was not asked.
    """

    number: int
    step: Step
    before: Expr
    verdict: str  # proved, refuted, unproved
    laws: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    record: Record = field(default_factory=Record)
    reason: str = ""
    hint: str = ""
    residual: str = ""
    evidence: Evidence | None = None
    suffices: tuple[str, ...] | None = None
    checker: str = ""

    @property
    def kernel(self) -> str:
        """The verdict of the kernel alone."""
        return "proved" if self.checker else self.verdict


@dataclass(frozen=True, slots=True)
class PartResult:
    """The verdicts on one claim's chain."""

    part: Part
    steps: tuple[StepResult, ...]
    verdict: str
    reason: str = ""
    hint: str = ""


class Theorem:
    """A claim that the kernel has proved, with all that the proof used."""

    __slots__ = ("axioms", "claim", "conditions", "laws", "lemmas", "name", "part", "steps")
    name: str
    part: Part
    claim: Relation
    steps: tuple[StepResult, ...]
    laws: frozenset[str]
    conditions: frozenset[str]
    lemmas: frozenset[str]
    axioms: frozenset[str]

    def __init__(self, key: object, part: Part, steps: tuple[StepResult, ...]) -> None:
        if key is not _KEY:
            raise TypeError("only the kernel makes theorems")
        sources = frozenset(src for s in steps for src in s.sources)
        found = {
            "name": part.name,
            "part": part,
            "claim": part.claim,
            "steps": steps,
            "laws": frozenset(law for s in steps for law in s.laws),
            "conditions": frozenset(c for s in steps for c in s.conditions),
            "lemmas": frozenset(s.removeprefix("theorem ") for s in sources if _is_lemma(s)),
            "axioms": frozenset(s for s in sources if not _is_lemma(s)),
        }
        for attribute, value in found.items():
            object.__setattr__(self, attribute, value)

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError("a theorem does not change")

    def __repr__(self) -> str:
        return f"<Theorem {self.name}: {self.claim}>"


def _is_lemma(source: str) -> bool:
    return source.startswith("theorem ")


@dataclass(frozen=True, slots=True)
class Result:
    """The verdicts on a derivation, and its theorems where all are proved."""

    derivation: Derivation
    parts: tuple[PartResult, ...]
    theorems: tuple[Theorem, ...]

    @property
    def verdict(self) -> str:
        """The worst verdict of the parts."""
        verdicts = {p.verdict for p in self.parts}
        return next((v for v in ("refuted", "unproved") if v in verdicts), "proved")
