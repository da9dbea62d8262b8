"""Functions for a library that computes at once, which is NumPy.

A public function hands its arguments on to a function of blocks, which holds the printed tree;
`symkl.code.runtime.numpy` says how. For scalar arguments there is a function of numbers beside it
(`symkl.code.number_statements`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from textwrap import indent

from symkl.code import documentation as docs
from symkl.code import python_text as python
from symkl.code.arguments import Argument
from symkl.code.exports import Function, Near
from symkl.code.number_statements import NUMBERS, NumberBody
from symkl.code.numpydoc import docstring, entry
from symkl.code.statements import Body, Piece
from symkl.code.target import Target
from symkl.code.writer import Writer, entries
from symkl.lang import nodes as n
from symkl.lang.binding import walk
from symkl.lang.nodes import Expr, Sum, Symbol

_ARRAY = "NDArray[np.floating]"
_SEVERAL = f"tuple[{_ARRAY}, ...]"
_OUT = entry(
    "out : ndarray, optional",
    "Where to put the result, of its shape and type; it is returned.",
)
_METHOD = entry(
    "method : {'accurate', 'fast'}, optional",
    "Which form is evaluated: for distributions that are known to be far apart, 'fast' is the "
    "quicker one. Where they nearly coincide it loses digits, up to all of them; see the notes.",
)
_FEW = 32  # elements up to which a function of numbers is the faster way


class BlockWriter(Writer):
    """The definitions that belong to one function: each public one goes through the batch."""

    def __init__(self, function: Function, target: Target) -> None:
        super().__init__(function, target)
        self.ranks = _tuple(str(a.rank) for a in self.arguments)
        self.scalars = all(a.rank == 0 for a in self.arguments)
        # A sum over components is made of numbers, too.
        whole = isinstance(function.code, Sum) and all(a.rank == 1 for a in self.arguments)
        self.components = function.code if whole and isinstance(function.code, Sum) else None
        self.values = {"value": function.code}
        self.branches: dict[tuple[tuple[str, ...], tuple[str, ...]], str] = {}
        self.slopes = {f"d_{s.name}": entries(g) for s, g in function.gradient}

    def contents(self, *, several: bool = False) -> Iterator[tuple[str, str]]:
        """The public functions, with what each returns; of `several`, also from which arguments."""
        yield from super().contents(several=several)
        if self.function.gradient:
            yield f"{self.function.name}_and_gradient", "both, for little more than one"

    def blocks(self) -> list[str]:
        """Classes and functions, in order."""
        blocks = super().blocks()
        blocks.insert(-1, self._both()) if self.function.gradient else None
        near = self.function.near
        terms = {t.name: t.code for t in self.function.terms}
        forms = {"value": (self.values, near and {"value": near.code})}
        if self.function.direct is not None:
            forms["direct"] = {"value": self.function.direct}, None
        if terms:
            forms["terms"] = terms, near and {t.name: t.code for t in near.terms}
        if self.function.gradient:
            forms["gradient"] = self.slopes, None
            both = near and {"value": near.code} | self.slopes
            forms["value_and_gradient"] = self.values | self.slopes, both
        if self.scalars or self.components is not None:
            blocks.append(self._number())
        for what, (codes, others) in forms.items():
            name = f"_{self.function.name}_{what}"
            if others and near:
                blocks.append(self._near(name, near, others))
                name += "_apart"
            blocks.append(self._block(name, codes))
        return [*blocks, *self._branches()]

    def _value(self) -> str:
        name, computed = self.function.name, f"_{self.function.name}_value"
        options = [f"out: {_ARRAY} | None = None"]
        body = self._numbers() if self.scalars else []
        documented, refused = [_OUT], []
        if self.function.direct is not None:
            options.insert(0, 'method: str = "accurate"')
            body.insert(0, "_check_method(method)")
            documented.insert(0, _METHOD)
            refused.append("method is neither of the two")
        body += [self._shape(), "_check_out(out, shape, arrays[0].dtype)", *self._few()]
        if self.function.direct is not None:
            choice = f'{computed} if method == "accurate" else _{name}_direct'
            body.append(f"function = {choice}")
            computed = "function"
        given = [computed, self.ranks, "shape", "arrays", "out=out"]
        body += [python.call("(value,) = _evaluate", given, 4), "return value"]
        words = self.target.words
        doc = docs.value(self.function, self.arguments, words, *documented, refused=refused)
        return self._public(name, self.target.array, doc, body, options)

    def _numbers(self) -> list[str]:
        """The way of single numbers."""
        name = f"_{self.function.name}_number"
        floats = [f"isinstance({x}, float)" for x in self.names]
        head = f"if {' and '.join(['out is None', *floats])}:"
        if len(head) + 4 > python.WIDTH:
            lines = ["out is None", *(f"and {line}" for line in floats)]
            head = "\n".join(["if (", *(indent(line, python.INDENT) for line in lines), "):"])
        call = python.call(f"number = {name}", [f"float({x})" for x in self.names], 8)
        return [
            head,
            indent(f"{call}\nif number is not None:\n    return np.float64(number)", python.INDENT),
        ]

    def _few(self) -> list[str]:
        """The way of few elements."""
        if not (self.scalars or self.components is not None):
            return []
        given = [f"_{self.function.name}_number", "shape", "arrays"]
        count = "math.prod(shape)"
        if self.components is not None:
            given.append("arrays[0].shape[-1:]")
            count += " * arrays[0].shape[-1]"
        found = f"few = _few({', '.join([*given, 'out=out'])})"
        found += "\nif few is not None:\n    return few"
        accurate = 'method == "accurate" and ' if self.function.direct is not None else ""
        return [f"if {accurate}0 < {count} <= {_FEW}:\n{indent(found, python.INDENT)}"]

    def _terms(self) -> str:
        fields = [term.name for term in self.function.terms]
        given = [f"_{self.function.name}_terms", self.ranks, "shape", "arrays"]
        given.append(_tuple("()" for _ in fields))
        body = [self._shape(), f"return {self.terms}(*_evaluate({', '.join(given)}))"]
        if len(body[-1]) + 4 > python.WIDTH:
            body[-1:] = [python.call("found = _evaluate", given, 4), f"return {self.terms}(*found)"]
        doc = docs.terms(self.function, self.arguments, self.target.words, self.terms)
        return self._public(f"{self.function.name}_terms", self.terms, doc, body)

    def _gradient(self) -> str:
        given = [f"_{self.function.name}_gradient", self.ranks, "shape", "arrays", "own"]
        body = [
            self._shape(),
            *self._own(),
            python.call("found = _evaluate", given, 4),
            f"return {self.gradient}(*found)",
        ]
        doc = docs.gradient(self.function, self.arguments, self.target.words, self.gradient)
        return self._public(f"{self.function.name}_gradient", self.gradient, doc, body)

    def _both(self) -> str:
        name = self.function.name
        given = [f"_{name}_value_and_gradient", self.ranks, "shape", "arrays", "((), *own)"]
        body = [
            self._shape(),
            *self._own(),
            python.call("value, *found = _evaluate", given, 4),
            f"return value, {self.gradient}(*found)",
        ]
        doc = docs.both(self.function, self.arguments, self.target.words, self.gradient)
        returns = f"tuple[{self.target.array}, {self.gradient}]"
        return self._public(f"{name}_and_gradient", returns, doc, body)

    def _shape(self) -> str:
        return python.call(f"shape, arrays = {self.checks}", self.names, 4)

    def _own(self) -> list[str]:
        """The axes of their own that derivatives have."""
        places = [self.names.index(symbol.name) for symbol, _ in self.function.gradient]
        ranks = [self.arguments[place].rank for place in places]
        if not any(ranks):
            return [f"own = {_tuple('()' for _ in ranks)}"]
        shapes = [
            f"arrays[{place}].shape[-{rank}:]" if rank else "()"
            for place, rank in zip(places, ranks, strict=True)
        ]
        line = f"own = {_tuple(shapes)}"
        return [line if len(line) + 4 <= python.WIDTH else python.exploded("own = (", shapes, ")")]

    # functions of blocks

    def _block(self, name: str, codes: Mapping[str, Expr]) -> str:
        """A function of arrays that fit together."""
        factors = self.factors()
        body = self._body(self._named(factors))
        body.assign(**codes)
        used = python.names("\n".join(body.lines))
        lines = [*self._conditions(), *self.opening(factors, used), *body.lines]
        return self._inner(name, [*lines, f"return {_tuple(self._returned(codes))}"])

    def _near(self, name: str, near: Near, codes: Mapping[str, Expr]) -> str:
        """The same from the difference of covariances, where it is well determined."""
        factors = self.factors()
        body = self._body(self._named(factors) | {near.factor: near.factor.name})
        self._change(body, near, codes)
        body.lines.append(f"{near.factor.name}, near = _relative_factor(change)")
        body.assign(**codes)
        used = python.names("\n".join(body.lines))
        wanted = {s: name for s, name in factors.items() if name in used}
        lines = [*self._conditions(), *self.opening(wanted, used), *body.lines]
        given = ["near", "found", f"{name}_apart", self.ranks, _tuple(self.names)]
        lines += [
            f"found = {_tuple(self._returned(codes))}",
            "if near.all():\n    return found",
            python.call("return _elsewhere", given, 4),
        ]
        return self._inner(name, lines)

    def _change(self, body: Body, near: Near, codes: Mapping[str, Expr]) -> None:
        """The statement for the change; what has to be solved for the means comes with it."""
        match near.change:
            case n.MatMul(n.MatMul(n.Inverse(root) as inverse, difference), _):
                columns = [
                    node
                    for code in codes.values()
                    for node in walk(code)
                    if isinstance(node, n.MatMul) and n.same(node.left, inverse)
                    if node.right.shape[1] == 1
                ]
                if columns and all(_by_diagonal(code, near.change) for code in codes.values()):
                    w = columns[0]
                    name = body.names.get(w) or body.new()
                    pieces = (body.print(e) for e in (root, difference, w.right))
                    body.lines.append(f"change, {name} = {body.operation('congruent', *pieces)}")
                    body._known[near.change] = Piece("change", axes=2)
                    body._known[w] = Piece(name, axes=1)
                    return
        body.assign(change=near.change)

    def _named(self, factors: Mapping[Symbol, str]) -> dict[Symbol, str]:
        own = self.function.factors.items()
        return {factor: factors[symbol] for symbol, factor in own}

    def _body(self, letters: Mapping[Symbol, str]) -> Body:
        names = {expr: name for name, expr in self.function.names}
        return Body(
            self.target.dialect,
            self.letters() | dict(letters),
            self.factors(),
            width=94,
            names=names,
            given=frozenset(self.function.arguments),
            prefix=f"_{self.function.name}_branch",
            branches=self.branches,
        )

    def _branches(self) -> Iterator[str]:
        """The functions of branches."""
        doc = docstring("Return one branch, element by element.")
        for (names, lines), name in self.branches.items():
            yield _definition(name, [f"{x}: {_ARRAY}" for x in names], _ARRAY, doc, lines)

    def _conditions(self) -> list[str]:
        """The lines that check the arguments."""
        lines = []
        for check, names in self.checked().items():
            if check == "_check_symmetric":  # returns what counts of each
                check = f"{', '.join(names) if len(names) > 1 else _tuple(names)} = {check}"
            lines.append(python.call(check, [f"{name}={name}" for name in names], 4))
        return lines

    def _returned(self, codes: Mapping[str, Expr]) -> list[str]:
        slopes = {f"d_{symbol.name}": Argument(symbol) for symbol, _ in self.function.gradient}
        return [self.part(slopes[x], x) if x in slopes else x for x in codes]

    def _inner(self, name: str, body: Sequence[str]) -> str:
        doc = docstring("Return the results for arrays that fit together.")
        parameters = [f"{argument}: {_ARRAY}" for argument in self.names]
        return _definition(name, parameters, _SEVERAL, doc, body)

    def _number(self) -> str:
        """A function of numbers."""
        code = self.components.body if self.components is not None else self.function.code
        body = NumberBody(NUMBERS, self.letters(), width=92)
        body.assign(value=code)
        positive = [a.name for a in self.arguments if a.kind.assumption == "positive"]
        conditions = [f"0.0 < {name} < math.inf" for name in positive]
        lines = []
        if conditions:
            lines.append(f"if not ({' and '.join(conditions)}):\n    return None")
        lines += ["try:", *(indent(line, python.INDENT) for line in body.lines)]
        lines += ["except (ArithmeticError, ValueError):\n    return None", "return value"]
        what = "term of the sum" if self.components is not None else "value"
        doc = docstring(f"Return the {what} for numbers; None if it needs a closer look.")
        parameters = [f"{argument}: float" for argument in self.names]
        name = f"_{self.function.name}_number"
        return _definition(name, parameters, "float | None", doc, lines)

    def _public(
        self, name: str, returns: str, doc: str, body: Sequence[str], options: Sequence[str] = ()
    ) -> str:
        parameters = [f"{argument}: {self.target.argument}" for argument in self.names]
        parameters += ["*", *options] if options else []
        return _definition(name, parameters, returns, doc, body)

    def _arguments(self) -> str:
        pairs = [f"{name}={name}" for name in self.names]
        names = _tuple(self.names) if len(self.names) == 1 else ", ".join(self.names)
        body = [
            python.exploded("arrays = _arrays(", pairs, ")"),
            f"{names} = arrays",
            python.exploded("shape = _batch_shape(", [self.ranks, *pairs], ")"),
            "return shape, arrays",
        ]
        doc = docstring("Return the arguments as arrays that fit together, and their batch.")
        parameters = [f"{argument}: {self.target.argument}" for argument in self.names]
        returns = f"tuple[tuple[int, ...], list[{_ARRAY}]]"
        return _definition(self.checks, parameters, returns, doc, body)


def _by_diagonal(node: n.Node, matrix: Expr) -> bool:
    """Return whether nothing but the diagonal of a matrix occurs in a tree."""
    match node:
        case n.Trace(arg) if n.same(arg, matrix):
            return True
        case n.Component(arg, indices) if n.same(arg, matrix) and n.same(*indices):
            return True
    return not n.same(node, matrix) and all(_by_diagonal(c, matrix) for c in node.children())


def _tuple(items: Iterable[str]) -> str:
    return f"({python.elements(items)})"


def _definition(
    name: str, parameters: Sequence[str], returns: str, doc: str, body: Sequence[str]
) -> str:
    return python.definition(python.signature(name, parameters, returns), doc, body)
