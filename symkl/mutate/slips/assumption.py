"""An assumption on a letter is dropped, everywhere in a part.

A person declares a letter once, so the weaker letter takes its place in the claim, in the steps
and in what the rules bring along.

>>> from symkl.lang.vocabulary import covariance, dimension, positive
>>> for letter in (positive("s"), covariance("S", dimension("k"))):
...     for weaker, how in weakened(letter):
...         print(how)
s: positive -> real
S: positive definite -> symmetric
S: positive definite, symmetric -> invertible
S: positive definite, symmetric, invertible -> matrix
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass, replace
from typing import Any

from symkl.errors import Place
from symkl.kernel.derivation import Part
from symkl.lang.nodes import Node, Symbol, same
from symkl.mutate.mutant import ASSUMPTION, Mutant
from symkl.mutate.places import Scene, with_symbols
from symkl.mutate.slips.slip import part_slip

# What is left of a letter's assumptions, and in words what was lost and what remains; the first
# rows that fit are used. Dimensions and indices stay: shapes are what they are.
_Rows = tuple[tuple[set[str], tuple[tuple[set[str], str], ...]], ...]
_MATRICES: _Rows = (
    (
        {"symmetric", "positive_definite", "invertible"},
        (
            ({"symmetric"}, "positive definite -> symmetric"),
            ({"invertible"}, "positive definite, symmetric -> invertible"),
            (set(), "positive definite, symmetric, invertible -> matrix"),
        ),
    ),
    (
        {"invertible", "lower_triangular", "positive_diagonal"},
        (
            ({"lower_triangular", "invertible"}, "positive diagonal -> invertible triangular"),
            ({"invertible"}, "triangular, positive diagonal -> invertible"),
            (set(), "triangular, positive diagonal, invertible -> matrix"),
        ),
    ),
    ({"symmetric"}, ((set(), "symmetric -> matrix"),)),
    ({"positive"}, ((set(), "positive -> real"),)),
)
_SCALARS: _Rows = (
    ({"positive", "nonzero"}, ((set(), "positive -> real"),)),
    ({"nonnegative", "at_most_1"}, (({"nonnegative"}, "at most 1 -> nonnegative"),)),
    ({"nonnegative"}, ((set(), "nonnegative -> real"),)),
    ({"nonzero"}, ((set(), "nonzero -> real"),)),
)


def weakened(letter: Symbol) -> Iterator[tuple[Symbol, str]]:
    """Letters of which less is assumed, and in words what is no longer."""
    if letter.assumptions & {"integer", "dimension", "index"}:
        return
    for known, weaker in _MATRICES if letter.dims else _SCALARS:
        if known == letter.assumptions - {"real"}:
            for left, how in weaker:
                assumptions = frozenset({"real", *left})
                yield replace(letter, assumptions=assumptions), f"{letter}: {how}"
            return


@part_slip("dropped assumption")
def assumption(part: Part, scene: Scene) -> Iterator[Mutant]:
    """The same part for letters of which less is assumed."""
    for letter in scene.letters:
        for weaker, how in weakened(letter):
            made = with_letter(part, letter, weaker)
            yield Mutant("dropped assumption", ASSUMPTION, made, None, how)


def with_letter(part: Part, old: Symbol, new: Symbol) -> Part:
    """A part with one letter for another everywhere, the instances of its rules included."""
    changed: Part = _changed(part, lambda s: new if same(s, old) else s)
    return changed


def _changed(value: Any, change: Callable[[Symbol], Symbol]) -> Any:
    if isinstance(value, Node):
        return with_symbols(value, change)
    if isinstance(value, tuple):
        return tuple(_changed(v, change) for v in value)
    if isinstance(value, dict):
        return {name: _changed(v, change) for name, v in value.items()}
    if is_dataclass(value) and not isinstance(value, (type, Place)):
        parts = {f.name: _changed(getattr(value, f.name), change) for f in fields(value)}
        return replace(value, **parts)
    return value
