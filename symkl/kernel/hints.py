"""Declarations under which a condition holds: hints that can be followed to the letter.

A compound expression cannot be declared, letters can. `declared` looks for letters of an
expression that, declared otherwise, make it what it has to be; where there are none there is no
hint. Nothing is decided here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from symkl.errors import SymklError
from symkl.kernel.derivation import Part
from symkl.lang import nodes as n
from symkl.lang import vocabulary
from symkl.lang.binding import free_symbols, substitute, walk
from symkl.lang.nodes import Expr, Node, Symbol

_FREE = (frozenset({"real"}), frozenset({"real", "nonnegative"}), frozenset({"real", "nonzero"}))
_SYMMETRIC = frozenset({"real", "symmetric"})

# How a scalar, a vector and a square matrix are declared, by what the whole has to be.
_DECLARED: dict[str, tuple[str, str, str]] = {
    "real": ("real", "", ""),
    "nonzero": ("nonzero", "", ""),
    "nonnegative": ("nonnegative_real", "", ""),
    "positive": ("positive", "positive_vector", ""),
    "invertible": ("nonzero", "", "invertible"),
    "positive definite": ("positive", "positive_vector", "covariance"),
}


@dataclass(frozen=True)
class Declaration:
    """Letters that should be declared otherwise, with the words that declare them.

    Attributes
    ----------
    letters
        The letters as they are.
    words
        For each the word of the language that declares it anew.
    integrated
        Whether an integral in the step may bind them.
    """

    letters: tuple[Symbol, ...]
    words: tuple[str, ...]
    integrated: bool = False

    def __str__(self) -> str:
        return "declare " + "; ".join(map(_statement, self.letters, self.words))

    def told(self, part: Part) -> str:
        """The hint, where the part leaves it open how these letters are declared."""
        trees = (part.claim.lhs, part.claim.rhs, part.first, *(step.after for step in part.steps))
        loose = _free(trees)
        if self.integrated:
            loose |= set(_integrated(trees))
        held = set(_held(trees, self.integrated))
        sizes = {d for letter in loose for d in letter.dims}
        names = [letter.name for letter in loose | held]
        if not set(self.letters) <= loose - held - sizes:
            return ""
        alone = all(s.name.isidentifier() and names.count(s.name) == 1 for s in self.letters)
        return str(self) if alone else ""


def _free(trees: Iterable[Node]) -> set[Symbol]:
    """The letters that occur free in some trees."""
    return {letter for tree in trees for letter in free_symbols(tree)}


def _integrated(trees: Iterable[Node]) -> Iterator[Symbol]:
    for tree in trees:
        yield from (node.variable for node in walk(tree) if isinstance(node, n.Integral))


def _held(trees: Iterable[Node], integrated: bool) -> Iterator[Symbol]:
    """The letters that have to be what they are: bound ones, and variables of laws."""
    nodes: Iterator[Any] = (node for tree in trees for node in walk(tree))
    for node in nodes:
        if isinstance(node, (n.Distribution, n.Independent)):
            yield n.law_letter(node)
        if node.binder and not (integrated and isinstance(node, n.Integral)):
            yield node.variable


def _statement(letter: Symbol, word: str) -> str:
    size = f", {letter.dims[0]}" if letter.dims else ""
    return f'{letter} = {word}("{letter}"{size})'


def declared(expr: Expr, wanted: Iterable[str], known: Callable[[Expr], bool]) -> Declaration | str:
    """The letters of an expression to declare otherwise, or no hint where that would not do.

    Parameters
    ----------
    expr
        What is not known to be what it has to be.
    wanted
        What letters could be declared, the weakest first.
    known
        Whether an expression is known to be what this one has to be.
    """
    letters = sorted(free_symbols(expr), key=str)
    for what in wanted:
        words = {letter: word for letter in letters if (word := _word(letter, what))}
        for group in (*((letter,) for letter in words), tuple(words)):
            found = Declaration(group, tuple(words[letter] for letter in group))
            if group and _would_do(expr, found, known):
                return found
    return ""


def _word(letter: Symbol, what: str) -> str:
    """The word that declares a letter to be more than it is assumed to be."""
    scalar, vector, matrix = _DECLARED[what]
    if letter.shape == ():
        return scalar if letter.assumptions in _FREE else ""
    if letter.shape[1] == 1:
        return vector if letter.assumptions == _FREE[0] else ""
    allowed = (_FREE[0], _SYMMETRIC) if matrix == "covariance" else _FREE[:1]
    return matrix if letter.shape[0] == letter.shape[1] and letter.assumptions in allowed else ""


def _would_do(expr: Expr, declaration: Declaration, known: Callable[[Expr], bool]) -> bool:
    new = {
        letter: getattr(vocabulary, word)("x", *letter.dims[:1])
        for letter, word in zip(declaration.letters, declaration.words, strict=True)
    }
    renamed = {s: Symbol(s.name, t.dims, t.assumptions) for s, t in new.items()}
    try:
        return known(substitute(expr, renamed))
    except SymklError:
        return False
