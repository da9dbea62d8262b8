"""The part of a monomial or of a word that depends on a symbol, and the part that does not."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol, TypeAlias

from symkl.kernel.poly import Monomial, Poly
from symkl.kernel.words import AnyForm, Word
from symkl.lang.nodes import Symbol

Term: TypeAlias = Callable[[Monomial], Poly]  # what becomes of a dependent term of a scalar
Need: TypeAlias = Callable[[Monomial], None]  # refuses one that has not what it needs


class Make(Protocol):
    """A function that makes a dependent part an atom that binds the symbol, of the same kind."""

    def __call__(self, dependent: AnyForm, /) -> AnyForm: ...


def split(mono: Monomial, symbol: Symbol) -> tuple[Poly, Monomial]:
    """A monomial as the part free of a symbol times the part that depends on it."""
    inside = frozenset((a, e) for a, e in mono if symbol in a.free)
    return Poly({mono - inside: 1}), inside


def split_word(word: Word, symbol: Symbol) -> tuple[Word, Word, Word]:
    """A word as constant letters, the letters between which a symbol occurs, constant letters."""
    places = [n for n, (a, _) in enumerate(word) if symbol in a.free]
    if not places:
        return word, (), ()
    return word[: places[0]], word[places[0] : places[-1] + 1], word[places[-1] + 1 :]
