"""Functions for a library that traces and differentiates: one each, without a branch on values.

All that is particular about the library is in its `Target`; what is proved, read and printed is the
same for each.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from textwrap import indent

from symkl.code import documentation as docs
from symkl.code import python_text as python
from symkl.code.arguments import Argument
from symkl.code.exports import Function
from symkl.code.numpydoc import docstring
from symkl.code.target import Target
from symkl.code.traced_statements import TracedBody
from symkl.code.writer import Writer, entries
from symkl.errors import UnsupportedExpression
from symkl.lang.nodes import Expr

WIDTH = 96  # of a statement in a function
RESERVED = frozenset({"validate", "dtype", "math", "functools"})


class TracedWriter(Writer):
    """The definitions that belong to one function: each public one holds its printed tree."""

    def __init__(self, function: Function, target: Target) -> None:
        super().__init__(function, target)
        for name in self.names:
            if name in RESERVED or name == target.source.namespace:
                raise UnsupportedExpression(
                    f"the letter {name} cannot be the name of an argument",
                    hint="give it another name in the derivation",
                )

    def _value(self) -> str:
        body = [*self._body(value=self.function.code), f"return {self._result('value', 'shape')}"]
        doc = docs.value(self.function, self.arguments, self.target.words)
        return self._public(self.function.name, self.target.array, doc, body)

    def _terms(self) -> str:
        terms = self.function.terms
        body = self._body(**{term.name: term.code for term in terms})
        values = [f"{term.name}={self._result(term.name, 'shape')}" for term in terms]
        body.append(python.exploded(f"return {self.terms}(", values, ")"))
        doc = docs.terms(self.function, self.arguments, self.target.words, self.terms)
        return self._public(f"{self.function.name}_terms", self.terms, doc, body)

    def _gradient(self) -> str:
        body = self._body(**{f"d_{s.name}": entries(g) for s, g in self.function.gradient})
        values = []
        for symbol, _ in self.function.gradient:
            argument = Argument(symbol)
            own = f"(*shape, *{argument.name}.shape[-{argument.rank}:])"
            found = self.part(argument, f"d_{symbol.name}")
            result = self._result(found, own if argument.rank else "shape")
            values.append(f"{symbol.name}={result}")
        body.append(python.exploded(f"return {self.gradient}(", values, ")"))
        doc = docs.gradient(self.function, self.arguments, self.target.words, self.gradient)
        return self._public(f"{self.function.name}_gradient", self.gradient, doc, body)

    def _result(self, value: str, shape: str) -> str:
        return f"_result({', '.join([*self.target.passed, value, shape, 'dtype'])})"

    def _body(self, **values: Expr) -> list[str]:
        """The statements from the arguments to the values."""
        own = self.function.factors
        letters = self.letters() | {factor: factor.name for factor in own.values()}
        covariances = {factor: symbol.name for symbol, factor in own.items()}
        like = self.names[0]
        operations = {
            name: template.replace("{like}", like)
            for name, template in self.target.dialect.operations.items()
        }
        dialect = replace(self.target.dialect, operations=operations)
        factors = self.factors()
        body = TracedBody(dialect, letters, factors, covariances, WIDTH)
        body.assign(**values)
        used = python.names("\n".join(body.lines))
        names = python.elements(self.names)
        left = ", ".join([*self.target.passed, "shape", "dtype", f"({names})"])
        given = [*self.names, *self.target.passed, "validate"]
        return [
            python.call(f"{left} = {self.checks}", given, 4),
            *self.opening(factors, used),
            *body.lines,
        ]

    def cholesky(self, name: str) -> str:
        """The Cholesky factor of an argument."""
        given = ", ".join([*self.target.passed, f'"{name}"', name, "validate"])
        return f"_cholesky({given})"

    def _public(self, name: str, returns: str, doc: str, body: Sequence[str]) -> str:
        either = self.target.argument
        parameters = [
            f"{argument.name}: {either.removesuffix(' | float') if argument.rank else either}"
            for argument in self.arguments
        ]
        options = [f"{name}: Any = None" for name in self.target.passed]
        parameters += ["*", *options, "validate: bool = True"]
        head = python.signature(name, parameters, returns)
        return python.definition(head, doc, body)

    def _arguments(self) -> str:
        passed = self.target.passed
        names = python.elements(self.names)
        pairs = [f"{name}={name}" for name in self.names]
        ranks = python.elements(str(argument.rank) for argument in self.arguments)
        body = []
        if passed:
            body.append(python.call("xp = _namespace", [*passed, *pairs], 4))
        body += [
            python.call("dtype, arrays = _arrays", [*passed, *pairs], 4),
            f"{f'({names})' if len(self.names) == 1 else names} = arrays",
            python.call("shape = _batch_shape", [f"({ranks})", *pairs], 4),
        ]
        calls = [
            python.call(check, [*passed, *(f"{name}={name}" for name in checked)], 8)
            for check, checked in self.checked().items()
        ]
        if calls:
            body.append("if validate:\n" + indent("\n".join(calls), python.INDENT))
        for argument in self.arguments:
            part = self.part(argument, argument.name)
            if part != argument.name:
                body.append(f"{argument.name} = {part}")
        found = ", ".join([*passed, "shape", "dtype", f"({names})"])
        body.append(f"return {found}")
        head = f"def {self.checks}({', '.join([*self.names, *passed, 'validate'])}):"
        doc = docstring("Return the arguments as arrays that fit together, and their batch.")
        return python.definition(head, doc, body)
