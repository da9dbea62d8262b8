"""The foundations of a proof: lemmas, definitions and axioms, those of its lemmas included."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from symkl.kernel.laws import AXIOM_SCHEMAS, LAWS
from symkl.kernel.theorem import PartResult, Theorem

__all__ = ["Foundations", "axioms", "foundations"]


@dataclass(frozen=True, slots=True)
class Foundations:
    """Names of theorems, and names with statements of definitions and axioms."""

    lemmas: tuple[str, ...]
    definitions: tuple[tuple[str, str], ...]
    axioms: tuple[tuple[str, str], ...]


def axioms() -> tuple[tuple[str, str], ...]:
    """All that is trusted without proof: axioms and schemas, by name and statement."""
    laws = ((law.name, law.statement) for law in LAWS.values() if law.kind == "axiom")
    return (*laws, *AXIOM_SCHEMAS.items())


def foundations(
    parts: Iterable[PartResult], theorem: Callable[[str], Theorem | None]
) -> Foundations:
    """The foundations that the proved steps of some parts use, directly or through a lemma.

    Parameters
    ----------
    parts
        The parts of one derivation; their own theorems are not listed as lemmas.
    theorem
        The theorem of a name, None where it is not proved.
    """
    parts = tuple(parts)
    own = {part.part.name for part in parts}
    laws = {law for part in parts for step in part.steps for law in step.laws}
    sources = [source for part in parts for step in part.steps for source in step.sources]
    schemas: set[str] = set()
    lemmas: set[str] = set()
    while sources:
        kind, _, name = sources.pop().partition(" ")
        if kind != "theorem":
            schemas.add(name)
        elif name not in lemmas | own:
            lemmas.add(name)
            found = theorem(name)
            if found is not None:
                laws |= found.laws
                sources += [f"theorem {lemma}" for lemma in found.lemmas]
                sources += found.axioms
    rows = [(law.name, law.statement) for law in LAWS.values() if law.name in laws]
    return Foundations(
        tuple(sorted(lemmas)),
        tuple(row for row in rows if LAWS[row[0]].kind == "definition"),
        (
            *(row for row in rows if LAWS[row[0]].kind == "axiom"),
            *((name, AXIOM_SCHEMAS.get(name, "")) for name in sorted(schemas)),
        ),
    )
