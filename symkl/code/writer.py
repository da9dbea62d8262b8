"""The definitions that belong to one function, as far as they are alike for all libraries.

`Writer` holds the names that belong to the function and the parts that it consists of. There are
two ways to lay them out, `symkl.code.traced_writer` and `symkl.code.block_writer`, of which a
target names one.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from typing import TypeGuard

from symkl.code import documentation as docs
from symkl.code import matrix_statements, scalar_statements
from symkl.code import python_text as python
from symkl.code.arguments import Argument
from symkl.code.exports import Function
from symkl.code.target import Target
from symkl.lang.nodes import Expr, Symbol, VectorOf

PRINTERS = (scalar_statements, matrix_statements)  # imported for what they enter


class Writer(ABC):
    """The definitions that belong to one function; those who derive from it have the functions.

    Parameters
    ----------
    function
        The function.
    target
        The library.
    """

    def __init__(self, function: Function, target: Target) -> None:
        self.function = function
        self.target = target
        self.arguments = tuple(map(Argument, function.arguments))
        self.names = [a.name for a in self.arguments]
        self.checks = f"_{function.name}_arguments"
        self.terms = python.camel(f"{function.name}_terms")
        self.gradient = python.camel(f"{function.name}_gradient")

    def public(self) -> list[str]:
        """The names that the module exports."""
        tuples = [self.terms] * bool(self.function.terms)
        tuples += [self.gradient] * bool(self.function.gradient)
        return [*(name for name, _ in self.contents()), *tuples]

    def contents(self, *, several: bool = False) -> Iterator[tuple[str, str]]:
        """The public functions, with what each returns; of `several`, also from which arguments."""
        given = f", from {', '.join(self.names)}" if several else ""
        yield self.function.name, f"the value{given}"
        if self.function.terms:
            yield f"{self.function.name}_terms", "the terms that add up to it"
        if self.function.gradient:
            yield f"{self.function.name}_gradient", "its derivatives"

    def blocks(self) -> list[str]:
        """Classes and functions, in order."""
        blocks = [*self.tuples(), self._value()]
        blocks += [self._terms()] if self.function.terms else []
        blocks += [self._gradient()] if self.function.gradient else []
        return [*blocks, self._arguments()]

    def tuples(self) -> list[str]:
        """The classes of what is returned."""
        function, blocks = self.function, []
        if function.terms:
            fields = [term.name for term in function.terms]
            doc = docs.term_fields(function)
            blocks.append(python.named_tuple(self.terms, doc, fields, self.target.array))
        if function.gradient:
            fields = [symbol.name for symbol, _ in function.gradient]
            doc = docs.gradient_fields(function)
            blocks.append(python.named_tuple(self.gradient, doc, fields, self.target.array))
        return blocks

    @abstractmethod
    def _value(self) -> str: ...

    @abstractmethod
    def _terms(self) -> str: ...

    @abstractmethod
    def _gradient(self) -> str: ...

    @abstractmethod
    def _arguments(self) -> str: ...

    def opening(self, factors: Mapping[Symbol, str], used: set[str]) -> list[str]:
        """The statements that name factors and dimensions, as far as they are used."""
        lines = []
        for argument in self.arguments:
            if argument.symbol in factors:
                call = self.cholesky(argument.name)
                factor = factors[argument.symbol]
                lines.append(f"{factor} = {call}" if factor in used else call)
        for dim in sorted(
            {d for a in self.arguments for d in a.symbol.shape if is_dimension(d)}, key=str
        ):
            if dim.name in used:
                vector = next(a for a in self.arguments if dim in a.symbol.shape)
                lines.append(f"{dim.name} = {vector.name}.shape[-1]")
        return lines

    def cholesky(self, name: str) -> str:
        """The Cholesky factor of an argument."""
        return f'_cholesky("{name}", {name})'

    def checked(self) -> dict[str, list[str]]:
        """The helpers that check arguments, with the names of those that they check."""
        checks: dict[str, list[str]] = {}
        for argument in self.arguments:
            if argument.kind.check:
                checks.setdefault(argument.kind.check, []).append(argument.name)
        return checks

    def part(self, argument: Argument, name: str) -> str:
        """The code of what counts of an argument, or of the derivative with respect to it."""
        if argument.positive_definite:
            return f"_symmetric_part({name})"
        triangular = argument.kind.assumption == "lower_triangular"
        return self.target.lower.format(name) if triangular else name

    def factors(self) -> dict[Symbol, str]:
        """The names of the Cholesky factors of arguments."""
        own = self.function.factors
        return {
            a.symbol: own[a.symbol].name if a.symbol in own else f"factor_{a.name}"
            for a in self.arguments
            if a.positive_definite
        }

    def letters(self) -> dict[Symbol, str]:
        """The names of the arguments and of their dimensions."""
        letters = {a.symbol: a.name for a in self.arguments}
        letters |= {d: d.name for a in self.arguments for d in a.symbol.shape if is_dimension(d)}
        return letters


def entries(gradient: Expr) -> Expr:
    """The component of a vector that is given by components: the code of both is the same."""
    return gradient.body if isinstance(gradient, VectorOf) else gradient


def is_dimension(value: object) -> TypeGuard[Symbol]:
    """Return whether a dimension is a letter and not a number."""
    return isinstance(value, Symbol)
