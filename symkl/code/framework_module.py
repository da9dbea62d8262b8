"""The text of a module for an array library other than NumPy.

A `Framework` says all that is particular about a library; what is proved, read and printed is the
same for each, and the same as for NumPy.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from textwrap import indent

from symkl.code import documentation
from symkl.code import framework_docs as docs
from symkl.code import python_text as python
from symkl.code.arguments import Argument
from symkl.code.framework_expr import FrameworkBody
from symkl.code.framework_source import Source
from symkl.code.functions import Function
from symkl.code.numpy_module import Writer, contents, entries
from symkl.code.statements import Target
from symkl.errors import UnsupportedExpression
from symkl.lang.nodes import Expr

WIDTH = 96  # of a statement in a function
RESERVED = frozenset({"validate", "dtype", "math", "functools"})


@dataclass(frozen=True, slots=True)
class Framework:
    """An array library for which code is generated.

    Attributes
    ----------
    title
        Its name, as one writes it.
    needs
        What a module needs, as a sentence for its documentation.
    imports
        Lines that import the library, and the standard modules that its helpers need by name.
    argument, array
        The types of an argument and of a result, in annotations.
    target
        What the operations are called. In that of the identity ``{like}`` is an argument whose
        type and device it takes.
    lower
        What makes of a matrix its lower triangle, as a template.
    namespace
        What stands for ``xp`` in code that libraries share; where that is ``xp`` itself, it is
        an argument of every function.
    source
        The helpers.
    words
        For the documentation.
    """

    title: str
    needs: str
    imports: str
    argument: str
    array: str
    target: Target
    lower: str
    namespace: str
    source: Source
    words: docs.Words

    @property
    def passed(self) -> tuple[str, ...]:
        """What is handed on to helpers, beside arguments."""
        return ("xp",) if self.namespace == "xp" else ()


def text(framework: Framework, functions: Sequence[Function], *, title: str, header: str) -> str:
    """A module of functions.

    Parameters
    ----------
    framework
        The library.
    functions
        In the order in which they are to stand.
    title
        The first line of the module's docstring.
    header
        The comment that the file begins with.
    """
    blocks, public = [], []
    for function in functions:
        writer = FrameworkWriter(function, framework)
        blocks += writer.blocks()
        public += writer.public()
    used = python.names("\n\n\n".join(blocks))
    body = "\n\n\n".join([*blocks, *framework.source.helpers(sorted(used))])
    used = python.names(body)
    doc = documentation.docstring(
        *documentation.headline(title),
        "\n".join(f"- `{name}`: {line}" for name, line in contents(functions)),
        documentation.paragraph(framework.needs),
    )
    standard = [f"import {name}" for name in ("functools", "math") if name in used]
    typing = (
        "from typing import Any, NamedTuple" if "Any" in used else "from typing import NamedTuple"
    )
    if not any(f.terms or f.gradient for f in functions):
        typing = "from typing import Any" if "Any" in used else ""
    imports = "\n\n".join(
        group
        for group in (
            "from __future__ import annotations",
            "\n".join([*standard, *filter(None, [typing])]),
            framework.imports,
            python.exploded("__all__ = [", [f'"{name}"' for name in sorted(public)], "]"),
        )
        if group
    )
    return f"{header}\n{doc}\n\n{imports}\n\n\n{body}\n"


class FrameworkWriter(Writer):
    """The definitions that belong to one function."""

    def __init__(self, function: Function, framework: Framework) -> None:
        super().__init__(function)
        self.framework = framework
        self.kind = framework.array
        for name in self.names:
            if name in RESERVED or name == framework.namespace:
                raise UnsupportedExpression(
                    f"the letter {name} cannot be the name of an argument",
                    hint="give it another name in the derivation",
                )

    def _value(self) -> str:
        body = [*self._body(value=self.function.code), f"return {self._result('value', 'shape')}"]
        doc = docs.value(self.function, self.arguments, self.framework.words)
        return self._public(self.function.name, self.framework.array, doc, body)

    def _terms(self) -> str:
        terms = self.function.terms
        body = self._body(**{term.name: term.code for term in terms})
        values = [f"{term.name}={self._result(term.name, 'shape')}" for term in terms]
        body.append(python.exploded(f"return {self.terms}(", values, ")"))
        doc = docs.terms(self.function, self.arguments, self.framework.words, self.terms)
        return self._public(f"{self.function.name}_terms", self.terms, doc, body)

    def _gradient(self) -> str:
        body = self._body(**{f"d_{s.name}": entries(g) for s, g in self.function.gradient})
        values = []
        for symbol, _ in self.function.gradient:
            argument = Argument(symbol)
            own = f"(*shape, *{argument.name}.shape[-{argument.rank}:])"
            found = self._part(argument.kind.assumption, f"d_{symbol.name}")
            result = self._result(found, own if argument.rank else "shape")
            values.append(f"{symbol.name}={result}")
        body.append(python.exploded(f"return {self.gradient}(", values, ")"))
        doc = docs.gradient(self.function, self.arguments, self.framework.words, self.gradient)
        return self._public(f"{self.function.name}_gradient", self.gradient, doc, body)

    def _part(self, assumption: str, name: str) -> str:
        """What counts of a matrix, or of a derivative with respect to it."""
        if assumption == "positive_definite":
            return f"_symmetric_part({name})"
        return self.framework.lower.format(name) if assumption == "lower_triangular" else name

    def _result(self, value: str, shape: str) -> str:
        return f"_result({', '.join([*self.framework.passed, value, shape, 'dtype'])})"

    def _body(self, **values: Expr) -> list[str]:
        """The statements from the arguments to the values."""
        own = self.function.factors
        letters = self.letters() | {factor: factor.name for factor in own.values()}
        covariances = {factor: symbol.name for symbol, factor in own.items()}
        operations = dict(self.framework.target.operations)
        operations["identity"] = operations["identity"].replace("{like}", self.names[0])
        target = replace(self.framework.target, operations=operations)
        factors = self.factors()
        body = FrameworkBody(target, letters, factors, covariances, WIDTH)
        body.assign(**values)
        used = python.names("\n".join(body.lines))
        names = ", ".join(self.names) + "," * (len(self.names) == 1)
        left = ", ".join([*self.framework.passed, "shape", "dtype", f"({names})"])
        given = [*self.names, *self.framework.passed, "validate"]
        return [
            python.call(f"{left} = {self.checks}", given, 4),
            *self.opening(factors, used),
            *body.lines,
        ]

    def cholesky(self, name: str) -> str:
        """The Cholesky factor of an argument."""
        given = ", ".join([*self.framework.passed, f'"{name}"', name, "validate"])
        return f"_cholesky({given})"

    def _public(self, name: str, returns: str, doc: str, body: Sequence[str]) -> str:
        either = self.framework.argument
        parameters = [
            f"{argument.name}: {either.removesuffix(' | float') if argument.rank else either}"
            for argument in self.arguments
        ]
        options = [f"{name}: Any = None" for name in self.framework.passed]
        head = python.exploded(
            f"def {name}(",
            [*parameters, "*", *options, "validate: bool = True"],
            f") -> {returns}:",
        )
        return _definition(head, doc, body)

    def _arguments(self) -> str:
        passed = self.framework.passed
        names = ", ".join(self.names) + "," * (len(self.names) == 1)
        pairs = [f"{name}={name}" for name in self.names]
        ranks = ", ".join(str(a.rank) for a in self.arguments) + "," * (len(self.arguments) == 1)
        body = []
        if passed:
            body.append(python.call("xp = _namespace", [*passed, *pairs], 4))
        body += [
            python.call("dtype, arrays = _arrays", [*passed, *pairs], 4),
            f"{f'({names})' if len(self.names) == 1 else names} = arrays",
            python.call("shape = _batch_shape", [f"({ranks})", *pairs], 4),
        ]
        checks: dict[str, list[str]] = {}
        for argument in self.arguments:
            if argument.kind.check:
                checks.setdefault(argument.kind.check, []).append(argument.name)
        calls = [
            python.call(check, [*passed, *(f"{name}={name}" for name in checked)], 8)
            for check, checked in checks.items()
        ]
        if calls:
            body.append("if validate:\n" + indent("\n".join(calls), python.INDENT))
        for argument in self.arguments:
            part = self._part(argument.kind.assumption, argument.name)
            if part != argument.name:
                body.append(f"{argument.name} = {part}")
        found = ", ".join([*passed, "shape", "dtype", f"({names})"])
        body.append(f"return {found}")
        head = f"def {self.checks}({', '.join([*self.names, *passed, 'validate'])}):"
        doc = documentation.docstring(
            "Return the arguments as arrays that fit together, and their batch."
        )
        return _definition(head, doc, body)


def _definition(head: str, doc: str, body: Sequence[str]) -> str:
    return "\n".join([head, indent(doc, python.INDENT), *(indent(s, python.INDENT) for s in body)])
