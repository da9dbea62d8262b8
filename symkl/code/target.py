"""An array library for which code is generated: all that is particular about it, as one value."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from symkl.code import notes
from symkl.code.exports import Function
from symkl.code.source import Source
from symkl.code.statements import Dialect

__all__ = ["Definitions", "Target", "Words"]


@dataclass(frozen=True, slots=True)
class Words:
    """The library's words for things, in the documentation of a function.

    Attributes
    ----------
    array
        The type of an array.
    argument
        The type of an argument, as it is documented.
    types
        A sentence on the type of what is returned.
    unseen
        A sentence on when the numbers in an argument cannot be looked at; empty where they always
        are, and nobody is asked whether to `validate` them.
    differentiation
        A paragraph on automatic differentiation.
    parameters
        Entries for parameters that all functions have, before `validate`.
    holds
        Words for what an argument holds, by the assumption on its letter, if they are others than
        those in `symkl.code.arguments`.
    accuracy
        A sentence on the error of a term.
    by_formulas
        An addition on how derivatives come about; ``{0}`` is where they are described.
    alternative
        The words between two reasons for a `ValueError`.
    notes
        The paragraphs on a function's form and its accuracy.
    """

    array: str
    argument: str
    types: str
    unseen: str = ""
    differentiation: str = ""
    parameters: tuple[tuple[str, str], ...] = ()
    holds: Mapping[str, str] = field(default_factory=dict)
    accuracy: str = "Each term is accurate by itself."
    by_formulas: str = ", by the formulas that are described at `{0}`"
    alternative: str = ", or if "
    notes: Callable[[Function, str], Iterator[str]] = notes.of_traced_code


class Definitions(Protocol):
    """The definitions that belong to one function, of which `symkl.code.writer` is made."""

    def blocks(self) -> list[str]: ...

    def public(self) -> list[str]: ...

    def contents(self, *, several: bool = ...) -> Iterator[tuple[str, str]]: ...


@dataclass(frozen=True, slots=True)
class Target:
    """An array library for which code is generated.

    Attributes
    ----------
    needs
        A sentence on what a module needs, for its documentation.
    imports
        Lines that import the library, and those that name its types. Standard modules that are
        used need none.
    argument, array
        The types of an argument and of a result, in annotations.
    dialect
        The names of the operations. In that of the identity ``{like}`` is an argument whose type
        and device it takes.
    lower
        A template for the lower triangle of a matrix.
    source
        The helpers.
    words
        Words for the documentation.
    writer
        Makes the definitions that belong to a function: `symkl.code.traced_writer` for libraries
        that trace, `symkl.code.block_writer` for one that computes at once.
    """

    needs: str
    imports: str
    argument: str
    array: str
    dialect: Dialect
    lower: str
    source: Source
    words: Words
    writer: Callable[[Function, Target], Definitions]

    @property
    def passed(self) -> tuple[str, ...]:
        """The names that are handed on to helpers, beside arguments."""
        return ("xp",) if self.source.namespace == "xp" else ()
