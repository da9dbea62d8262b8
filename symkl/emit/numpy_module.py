"""The text of a generated NumPy module: header, functions with their documentation, helpers.

Everything is written in the form that ruff's formatter leaves as it is: signatures and calls
exploded with a trailing comma, statements that fit into a line. Nothing depends on whether ruff is
there, nor on the hash seed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from textwrap import indent

from symkl.emit import numpy_docs as docs
from symkl.emit import numpy_matrices, numpy_scalars
from symkl.emit import python_text as python
from symkl.emit.numpy_arguments import Argument
from symkl.emit.numpy_expr import Body
from symkl.emit.numpy_functions import Function
from symkl.emit.numpy_source import helpers, known
from symkl.emit.numpy_table import NUMPY
from symkl.expr.nodes import Expr, Symbol, VectorOf

PRINTERS = (numpy_scalars, numpy_matrices)  # imported for what they enter
_IMPORTS = """from __future__ import annotations

from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats: TypeAlias = np.floating | NDArray[np.floating]"""


def text(functions: Sequence[Function], *, title: str, header: str) -> str:
    """A module of functions.

    Parameters
    ----------
    functions
        In the order in which they are to stand.
    title
        The first line of the module's docstring.
    header
        The comment that the file begins with.
    """
    blocks, public = [], []
    for function in functions:
        writer = Writer(function)
        blocks += writer.blocks()
        public += writer.public()
    code = "\n\n\n".join(blocks)
    pieces = [
        header,
        docs.docstring(
            *docs.headline(title),
            "\n".join(f"- `{name}`: {line}" for name, line in contents(functions)),
            docs.paragraph("The module needs NumPy and nothing else."),
        ),
        _IMPORTS
        + "\n\n"
        + python.exploded("__all__ = [", [f'"{name}"' for name in sorted(public)], "]"),
    ]
    body = "\n\n\n".join([*blocks, *helpers(python.names(code) & known())])
    return "\n".join([pieces[0], pieces[1], "", pieces[2]]) + f"\n\n\n{body}\n"


def contents(functions: Sequence[Function]):
    """The public functions, with what each returns."""
    for function in functions:
        yield function.name, "the value"
        if function.terms:
            yield f"{function.name}_terms", "the terms that add up to it"
        if function.gradient:
            yield f"{function.name}_gradient", "its derivatives"


class Writer:
    """The definitions that belong to one function."""

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
        function = self.function
        blocks = []
        if function.terms:
            fields = [term.name for term in function.terms]
            blocks.append(
                python.named_tuple(self.terms, docs.term_fields(function), fields, self.kind)
            )
        if function.gradient:
            fields = [symbol.name for symbol, _ in function.gradient]
            doc = docs.gradient_fields(function)
            blocks.append(python.named_tuple(self.gradient, doc, fields, self.kind))
        blocks.append(self._value())
        blocks += [self._terms()] if function.terms else []
        blocks += [self._gradient()] if function.gradient else []
        return [*blocks, self._arguments()]

    def _value(self) -> str:
        body = self._body(value=self.function.code)
        body.append(f"return _result(value, shape, {self.names[0]}.dtype)")
        doc = docs.value(self.function, self.arguments)
        return self._def(self.function.name, "Floats", doc, body)

    def _terms(self) -> str:
        body = self._body(**{t.name: t.code for t in self.function.terms})
        dtype = f"{self.names[0]}.dtype"
        values = [
            python.call(f"{t.name}=_result", [t.name, "shape", dtype], 8)
            for t in self.function.terms
        ]
        body.append(python.exploded(f"return {self.terms}(", values, ")"))
        doc = docs.terms(self.function, self.arguments, self.terms)
        return self._def(f"{self.function.name}_terms", self.terms, doc, body)

    def _gradient(self) -> str:
        body = self._body(**{f"d_{s.name}": entries(g) for s, g in self.function.gradient})
        values = []
        for symbol, _ in self.function.gradient:
            argument = Argument(symbol)
            found = argument.kind.gradient.format(f"d_{symbol.name}")
            own = f"(*shape, *{argument.name}.shape[-{argument.rank}:])"
            shape = own if argument.rank else "shape"
            parts = [found, shape, f"{argument.name}.dtype"]
            values.append(python.call(f"{symbol.name}=_result", parts, 8))
        body.append(python.exploded(f"return {self.gradient}(", values, ")"))
        doc = docs.gradient(self.function, self.arguments, self.gradient)
        return self._def(f"{self.function.name}_gradient", self.gradient, doc, body)

    def _body(self, **values: Expr) -> list[str]:
        """The statements from the arguments to the values."""
        factors = self.factors()
        own = self.function.factors
        letters = self.letters() | {factor: factor.name for factor in own.values()}
        covariances = {factor: symbol.name for symbol, factor in own.items()}
        body = Body(NUMPY, letters, factors, covariances)
        body.assign(**values)
        used = python.names("\n".join(body.lines))
        lines = self.opening(factors, used)
        names = ", ".join(self.names)
        left = f"({names},)" if len(self.names) == 1 else f"({names})"
        return [
            python.call(f"shape, {left} = {self.checks}", self.names, 4),
            'with np.errstate(all="ignore"):\n'
            + indent("\n".join([*lines, *body.lines]), python.INDENT),
        ]

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

    def _def(self, name: str, returns: str, doc: str, body: Sequence[str]) -> str:
        parameters = [f"{argument}: ArrayLike" for argument in self.names]
        head = python.exploded(f"def {name}(", parameters, f") -> {returns}:")
        return "\n".join(
            [head, indent(doc, python.INDENT), *(indent(line, python.INDENT) for line in body)]
        )

    def _arguments(self) -> str:
        names = ", ".join(self.names)
        left = f"({names},)" if len(self.names) == 1 else names
        pairs = [f"{name}={name}" for name in self.names]
        ranks = ", ".join(str(a.rank) for a in self.arguments) + "," * (len(self.arguments) == 1)
        body = [
            python.exploded("arrays = _arrays(", pairs, ")"),
            f"{left} = arrays",
            python.exploded("shape = _batch_shape(", [f"({ranks})", *pairs], ")"),
        ]
        checks: dict[str, list[str]] = {}
        for argument in self.arguments:
            if argument.kind.check:
                checks.setdefault(argument.kind.check, []).append(argument.name)
        for check, checked in checks.items():
            body.append(python.call(check, [f"{name}={name}" for name in checked], 4))
        body.append("return shape, arrays")
        doc = docs.docstring("Return the arguments as arrays that fit together, and their batch.")
        returns = "tuple[tuple[int, ...], list[NDArray[np.floating]]]"
        return self._def(self.checks, returns, doc, body)


def entries(gradient: Expr) -> Expr:
    """The component of a vector that is given by components: the code of both is the same."""
    return gradient.body if isinstance(gradient, VectorOf) else gradient


def is_dimension(value: object) -> bool:
    """Whether a dimension is a letter and not a number."""
    return isinstance(value, Symbol)
