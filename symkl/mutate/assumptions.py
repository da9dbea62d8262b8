"""The assumptions that a derivation needs, found by dropping each and checking the steps.

For every letter of a claim, and everything that is assumed of it beyond being real, the derivation
is checked without it. The first step that is then refused is the one that needs it. A *witness* is
an exact point, allowed by the weaker assumption, at which the claim is false or has no value. An
assumption without which everything is still proved is not needed.

The witness is of the claim and the need is of the proof: an assumption may be needed by the proof
at hand and not by the claim, and then no witness is found.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from symkl.errors import Place
from symkl.kernel.check import check_step
from symkl.kernel.derivation import Derivation, Part
from symkl.kernel.theorem import Theorem
from symkl.lang.binding import free_symbols
from symkl.lang.nodes import Symbol
from symkl.mutate.by_numbers import DIFFERS, NEITHER, NO_VALUE
from symkl.mutate.judge import points_of
from symkl.mutate.mutant import links, trees
from symkl.mutate.places import scene_of
from symkl.mutate.slips.assumption import weakened, with_letter

Lemmas = Callable[[str], Theorem]


@dataclass(frozen=True, slots=True)
class Need:
    """The effect on a part when less is assumed of one letter.

    Attributes
    ----------
    part
        The name of the part.
    letter
        The letter.
    dropped
        What is no longer assumed, in words: ``positive -> real``.
    step, place, rule, reason
        The first step that is refused then, and why; without a step, none is.
    witness
        A point at which the claim fails or has no value; empty where none was found.
    """

    part: str
    letter: str
    dropped: str
    step: int | None
    place: Place | None
    rule: str
    reason: str
    witness: str

    @property
    def needed(self) -> bool:
        """Return whether the proof rests on it."""
        return self.step is not None


def assumptions(derivation: Derivation, lemmas: Lemmas) -> tuple[Need, ...]:
    """The assumptions on letters that can be weakened, part by part, with the effect of each.

    Parameters
    ----------
    derivation
        A proved derivation; in another, every assumption would seem to be needed.
    lemmas
        Theorems by name.
    """
    return tuple(need for part in derivation.parts for need in _of_part(part, lemmas))


def _of_part(part: Part, lemmas: Lemmas) -> Iterator[Need]:
    claimed = free_symbols(part.claim.lhs) | free_symbols(part.claim.rhs)
    for letter in scene_of(trees(part)).letters:
        if letter in claimed:
            for weaker, how in weakened(letter):
                yield _need(part, letter, with_letter(part, letter, weaker), how, lemmas)


def _need(part: Part, letter: Symbol, weaker: Part, how: str, lemmas: Lemmas) -> Need:
    dropped = how.partition(": ")[2]
    for number, before, step in links(weaker):
        found = check_step(number, before, step, lemmas, weaker)
        if found.verdict != "proved":
            reason = found.reason
            return Need(
                part.name,
                letter.name,
                dropped,
                number,
                step.place,
                step.rule.name,
                reason,
                _witness(weaker, letter.name),
            )
    return Need(part.name, letter.name, dropped, None, None, "", "", "")


def _witness(part: Part, letter: str) -> str:
    # The claim does not speak of what the proof obtains, which may not exist any more.
    bare = replace(part, obtain=())
    points, claim = points_of(bare), bare.claim
    for symbol in points.letters:
        if symbol.name == letter:
            points.set(symbol, _nothing)
    nowhere = ""
    for at in range(len(points)):
        found = points.contrast(claim.lhs, claim.rhs, claim.op, at)
        if found.verdict in (DIFFERS, NO_VALUE):
            return found.text
        if found.text.endswith(NEITHER):
            nowhere = nowhere or found.text
    return nowhere


def _nothing(value: Any) -> Any:
    """Zero in the shape of a value: where a positive letter ends."""
    return [_nothing(v) for v in value] if isinstance(value, list) else value * 0
