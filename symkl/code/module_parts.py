"""What the text of a generated module has in common over the array libraries.

`Writer` holds the names that belong to one function and the parts that it consists of; what they
look like is up to the library, see `symkl.code.numpy_module` for NumPy.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from typing import TypeGuard

from symkl.code import documentation as docs
from symkl.code import matrix_statements, scalar_statements
from symkl.code import python_text as python
from symkl.code.arguments import Argument
from symkl.code.functions import Function
from symkl.lang.nodes import Expr, Symbol, VectorOf

PRINTERS = (scalar_statements, matrix_statements)  # imported for what they enter


def contents(functions: Sequence[Function], *, both: bool = False) -> Iterator[tuple[str, str]]:
    """The public functions, with what each returns; of several, also from which arguments."""
    for function in functions:
        given = ", ".join(Argument(symbol).name for symbol in function.arguments)
        yield function.name, "the value" + (f", from {given}" if len(functions) > 1 else "")
        if function.terms:
            yield f"{function.name}_terms", "the terms that add up to it"
        if function.gradient:
            yield f"{function.name}_gradient", "its derivatives"
            if both:
                yield f"{function.name}_and_gradient", "both, for little more than one"


class Writer(ABC):
    """The definitions that belong to one function; a library's own writer has the functions."""

    kind = "Floats"

    def __init__(self, function: Function) -> None:
        self.function = function
        self.arguments = tuple(map(Argument, function.arguments))
        self.names = [a.name for a in self.arguments]
        self.checks = f"_{function.name}_arguments"
        self.terms = python.camel(f"{function.name}_terms")
        self.gradient = python.camel(f"{function.name}_gradient")

    def public(self) -> list[str]:
        """The names that the module exports."""
        found = [self.function.name]
        if self.function.terms:
            found += [f"{self.function.name}_terms", self.terms]
        if self.function.gradient:
            found += [f"{self.function.name}_gradient", self.gradient]
        return found

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
            blocks.append(python.named_tuple(self.terms, doc, fields, self.kind))
        if function.gradient:
            fields = [symbol.name for symbol, _ in function.gradient]
            doc = docs.gradient_fields(function)
            blocks.append(python.named_tuple(self.gradient, doc, fields, self.kind))
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
    """Whether a dimension is a letter and not a number."""
    return isinstance(value, Symbol)
