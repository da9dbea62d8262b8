"""Expressions as statements of array code: the tree as written, in its order of evaluation.

A scalar of the derivation becomes an array over the batch, a vector or a matrix has its own one or
two axes last. Under an index sum ``a[i]`` is the whole vector, so the sum is a reduction of the
last axis and nothing loops. `Body` turns trees into assignments: what occurs more than once is
computed once, and what would not fit into a line gets a line of its own. What an operation is
called in the target is in its `Target`; the printer knows no library.

An inverse is never formed: ``inv(L) @ b`` is a triangular solve, for a factor or for a covariance
whose Cholesky factor is at hand.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from itertools import count

from symkl.errors import UnsupportedExpression
from symkl.expr import nodes as n
from symkl.expr.nodes import Expr, Symbol

ADD, MUL, NEG, ATOM = 1, 2, 3, 4


@dataclass(frozen=True, slots=True)
class Target:
    """What the operations are called: templates over the operands, which are `Piece` objects.

    Attributes
    ----------
    functions
        Elementary functions by their name in `symkl.expr.scalars.FUNCTIONS`.
    operations
        Everything else by the name under which the printer asks for it.
    """

    functions: Mapping[str, str]
    operations: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Piece:
    """Code for an expression.

    Attributes
    ----------
    code, level
        The text and its precedence.
    axes
        How many axes of its own come after those of the batch: 1 for a vector, and for a scalar
        that depends on an index.
    index
        The index on which it depends.
    number
        Whether it is one number for the whole batch.
    """

    code: str
    level: int = ATOM
    axes: int = 0
    index: Symbol | None = None
    number: bool = False

    def at(self, level: int) -> str:
        """The code where at least this precedence is needed."""
        return f"({self.code})" if self.level < level else self.code

    @property
    def atom(self) -> str:
        """The code as something that can be indexed."""
        return self.at(ATOM)

    def lifted(self, axes: int) -> Piece:
        """The same values, to be combined with something that has more axes of its own."""
        if self.number or self.axes == axes:
            return self
        new = ", None" * (axes - self.axes)
        return replace(self, code=f"{self.atom}[...{new}]", level=ATOM, axes=axes)


@dataclass
class Body:
    """The statements that compute some expressions.

    Parameters
    ----------
    target
        The library to print for.
    letters
        The names of the letters in the code.
    factors
        For covariances: the names of their Cholesky factors in the code.
    width
        The longest statement.
    """

    target: Target
    letters: Mapping[Symbol, str]
    factors: Mapping[Symbol, str] = field(default_factory=dict)
    width: int = 92
    lines: list[str] = field(default_factory=list)
    _known: dict[Expr, Piece] = field(default_factory=dict)
    _uses: Counter = field(default_factory=Counter)
    _numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def assign(self, **values: Expr) -> None:
        """Append the statements that compute some values, each under the name it is given by."""
        self._count(values.values())
        owned = set(self.letters.values())
        for name, value in values.items():
            piece = self._fitted(value, len(name))
            # Another name for an array that somebody else owns, and may change, will not do.
            code = self.operation("copy", piece) if piece.code in owned else piece.code
            self.lines.append(f"{name} = {code}")
            owned |= {name, piece.code}
            if not isinstance(value, _LEAVES):
                self._known[value] = replace(piece, code=name, level=ATOM)

    def _count(self, roots: Iterable[Expr]) -> None:
        """Count from how many places a subtree is used, a repeated subtree being one place."""
        seen: set[n.Node] = set()
        stack: list[n.Node] = list(roots)
        while stack:
            node = stack.pop()
            if node not in seen:
                seen.add(node)
                self._uses.update(node.children())
                stack.extend(node.children())

    def _fitted(self, node: Expr, name: int) -> Piece:
        """The code for a node, its longest operands assigned before until it fits into a line."""
        piece = self._known.get(node) or self._print(node)
        while name + len(" = ") + len(piece.code) > self.width:
            parts = [c for c in node.children() if isinstance(c, Expr) and not self._short(c)]
            if not parts:
                raise UnsupportedExpression(f"the code of {node} does not fit into a line")
            self._hoist(max(parts, key=lambda c: len(self.print(c).code)))
            piece = self._print(node)
        return piece

    def _short(self, node: Expr) -> bool:
        return node in self._known or isinstance(node, _LEAVES)

    def _hoist(self, node: Expr) -> Piece:
        self._known[node] = self.name(self._fitted(node, len("t_10")))
        return self._known[node]

    def name(self, piece: Piece) -> Piece:
        """Give a piece a name of its own."""
        name = f"t_{next(self._numbers)}"
        self.lines.append(f"{name} = {piece.code}")
        return replace(piece, code=name, level=ATOM)

    def branch(self) -> Body:
        """A body for statements below an `if`: it knows what is known here, but not conversely."""
        return replace(self, width=self.width - 4, lines=[], _known=dict(self._known))

    def print(self, node: Expr) -> Piece:
        """The code for a node; what it shares with others is assigned before."""
        if node in self._known:
            return self._known[node]
        if self._uses[node] > 1 and not isinstance(node, _LEAVES):
            return self._hoist(node)
        return self._print(node)

    def _print(self, node: Expr) -> Piece:
        printer = _PRINTERS.get(type(node))
        if printer is None:
            raise UnsupportedExpression(f"no code is known for {type(node).__name__}: {node}")
        return printer(self, node)

    def operation(self, name: str, *pieces: Piece) -> str:
        """The code of an operation."""
        return self.target.operations[name].format(*pieces)


def _together(pieces: Iterable[Piece]) -> tuple[list[Piece], Piece]:
    """Pieces with one number of axes each, and what a combination of them depends on."""
    pieces = list(pieces)
    axes = max((p.axes for p in pieces if not p.number), default=0)
    indices = {p.index for p in pieces if p.index is not None}
    if len(indices) > 1:
        names = " and ".join(sorted(s.name for s in indices))
        raise UnsupportedExpression(f"no code is known for terms in two indices, {names}")
    combined = Piece("", ATOM, axes, next(iter(indices), None), all(p.number for p in pieces))
    return [p.lifted(axes) for p in pieces], combined


# numbers, letters, arithmetic


def _number(body: Body, node: n.Number) -> Piece:
    value = node.value
    level = NEG if value < 0 else ATOM
    if Fraction(float(value)) == value:
        return Piece(repr(float(value)), level, number=True)
    return Piece(f"{value.numerator}.0 / {value.denominator}.0", MUL, number=True)


def _constant(body: Body, node: n.Constant) -> Piece:
    return Piece(body.target.operations[node.name], number=True)


def _symbol(body: Body, node: Symbol) -> Piece:
    if node not in body.letters:
        raise UnsupportedExpression(f"{node} is none of the arguments of the function")
    axes = 0 if node.shape == () else 2 if node.shape[1] != 1 else 1
    return Piece(body.letters[node], axes=axes, number="dimension" in node.assumptions)


_INFIX = {n.Add: ("+", ADD), n.Sub: ("-", ADD), n.Mul: ("*", MUL), n.Div: ("/", MUL)}


def _infix(body: Body, node: n.Add | n.Sub | n.Mul | n.Div) -> Piece:
    sign, level = _INFIX[type(node)]
    (left, right), whole = _together((body.print(node.left), body.print(node.right)))
    code = f"{left.at(level)} {sign} {right.at(level + 1)}"
    return replace(whole, code=code, level=level)


def _neg(body: Body, node: n.Neg) -> Piece:
    arg = body.print(node.arg)
    return replace(arg, code=f"-{arg.atom}", level=NEG)


def _pow(body: Body, node: n.Pow) -> Piece:
    base = body.print(node.base)
    if isinstance(node.exponent, n.Number) and node.exponent.value == 2:
        return replace(base, code=body.operation("square", base), level=ATOM)
    (base, exponent), whole = _together((base, body.print(node.exponent)))
    return replace(whole, code=body.operation("power", base, exponent), level=ATOM)


def _apply(body: Body, node: n.Apply) -> Piece:
    if node.function not in body.target.functions:
        raise UnsupportedExpression(f"no code is known for the function {node.function}")
    arg = body.print(node.arg)
    code = body.target.functions[node.function].format(arg)
    return replace(arg, code=code, level=ATOM)


def _piecewise(body: Body, node: n.Piecewise) -> Piece:
    """Both branches; the first one, the rarer by convention, only where an element takes it."""
    otherwise = body.print(node.otherwise)
    (left, right), sides = _together((body.print(node.left), body.print(node.right)))
    rare = body.name(replace(sides, code=f"{left.code} < {right.code}"))
    result = body.name(otherwise)
    inner = body.branch()
    (condition, then, old), whole = _together((rare, inner.print(node.then), result))
    inner.lines.append(f"{result.code} = {inner.operation('where', condition, then, old)}")
    body.lines.append(body.operation("if_any", rare))
    body.lines.extend(f"    {line}" for line in inner.lines)
    # What is printed again must not be computed again.
    body._known[node] = replace(whole, code=result.code, level=ATOM)
    return body._known[node]


# indices


def _component(body: Body, node: n.Component) -> Piece:
    arg, at = body.print(node.arg), node.indices
    index = at[0] if isinstance(at[0], Symbol) else None
    if index is not None and all(n.same(i, index) for i in at):
        if len(at) == 1:
            return replace(arg, index=index)
        return Piece(body.operation("diagonal", arg), axes=1, index=index)
    if all(isinstance(i, n.Number) for i in at):
        places = ", ".join(str(int(i.value) - 1) for i in at)
        return Piece(f"{arg.atom}[..., {places}]")
    raise UnsupportedExpression(f"no code is known for the component {node}")


def _sum(body: Body, node: n.Sum) -> Piece:
    terms = body.print(node.body)
    if terms.index is None:
        return _infix(body, n.Mul(node.upper, node.body))
    return Piece(body.operation("sum", terms))


def _vector_of(body: Body, node: n.VectorOf) -> Piece:
    entries = body.print(node.body)
    if entries.index is None:
        raise UnsupportedExpression(f"no code is known for a vector of equal components: {node}")
    return replace(entries, index=None)


# vectors and matrices


def _transpose(body: Body, node: n.Transpose) -> Piece:
    arg = body.print(node.arg)
    if arg.axes < 2:  # a row and a column are one array
        return arg
    return Piece(body.operation("transpose", arg), axes=2)


def _strict_lower(body: Body, node: n.StrictLower) -> Piece:
    return Piece(body.operation("strict_lower", body.print(node.arg)), axes=2)


def _identity(body: Body, node: n.Identity) -> Piece:
    return Piece(body.operation("identity", body.print(n.as_expr(node.dim))), axes=2)


def _trace(body: Body, node: n.Trace) -> Piece:
    arg = node.arg
    if arg.shape == ():
        return body.print(arg)
    if isinstance(arg, n.MatMul) and len(arg.right.shape) == 2:
        left, right = arg.left, _turned(arg.right)
        if n.same(left, right):
            return Piece(body.operation("sum_of_squares", body.print(left)))
        pieces = body.print(left), body.print(right)
        return Piece(body.operation("sum_of_products", *pieces))
    return Piece(body.operation("trace", body.print(arg)))


def _turned(node: Expr) -> Expr:
    """The transpose, without one upon another."""
    return node.arg if isinstance(node, n.Transpose) else n.Transpose(node)


def _matmul(body: Body, node: n.MatMul) -> Piece:
    left, right = node.left, node.right
    row, column = left.shape[0] == 1, right.shape[1] == 1
    if row and column:
        if n.same(_turned(left), right):
            return Piece(body.operation("dot_self", body.print(right)))
        return Piece(body.operation("dot", body.print(left), body.print(right)))
    if row:
        return _matmul(body, n.MatMul(_turned(right), _turned(left)))
    if _is_inverse(left):
        return _solve(body, _inverted(left), body.print(right))
    if _is_inverse(right):
        turned = _solve(body, _turned(_inverted(right)), body.print(_turned(left)))
        return Piece(body.operation("transpose", turned), axes=2)
    pieces = body.print(left), body.print(right)
    if left.shape[1] == 1:
        return Piece(body.operation("outer", *pieces), axes=2)
    kind = "matrix_vector" if column else "matrix_matrix"
    return Piece(body.operation(kind, *pieces), axes=1 if column else 2)


def _is_inverse(node: Expr) -> bool:
    inner = node.arg if isinstance(node, n.Transpose) else node
    return isinstance(inner, n.Inverse)


def _inverted(node: Expr) -> Expr:
    """What a (transposed) inverse is the inverse of."""
    if isinstance(node, n.Inverse):
        return node.arg
    assert isinstance(node, n.Transpose)
    return _turned(_inverted(node.arg))


def _solve(body: Body, matrix: Expr, right: Piece) -> Piece:
    """The product of an inverse and an array, as one or two triangular solves."""
    inner = matrix.arg if isinstance(matrix, n.Transpose) else matrix
    turned = inner is not matrix
    if isinstance(inner, Symbol) and inner in body.factors:
        kind, factor = "solve_cholesky", Piece(body.factors[inner], axes=2)
    elif isinstance(inner, Symbol) and "lower_triangular" in inner.assumptions:
        kind, factor = "solve_upper" if turned else "solve_lower", body.print(inner)
    else:
        raise UnsupportedExpression(
            f"no code is known for the inverse of {matrix}",
            hint="solve with a Cholesky factor, or with a covariance that is an argument",
        )
    if right.axes == 2:
        return Piece(body.operation(kind, factor, right), axes=2)
    column = replace(right, code=f"{right.atom}[..., None]", level=ATOM)
    return Piece(f"{body.operation(kind, factor, column)}[..., 0]", axes=1)


_LEAVES = (n.Number, n.Constant, n.Symbol)

_PRINTERS: dict[type, Callable[[Body, Expr], Piece]] = {
    n.Number: _number,
    n.Constant: _constant,
    n.Symbol: _symbol,
    n.Add: _infix,
    n.Sub: _infix,
    n.Mul: _infix,
    n.Div: _infix,
    n.Neg: _neg,
    n.Pow: _pow,
    n.Apply: _apply,
    n.Piecewise: _piecewise,
    n.Component: _component,
    n.Sum: _sum,
    n.VectorOf: _vector_of,
    n.Transpose: _transpose,
    n.StrictLower: _strict_lower,
    n.Identity: _identity,
    n.Trace: _trace,
    n.MatMul: _matmul,
}
