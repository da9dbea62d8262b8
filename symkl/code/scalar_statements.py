"""Numbers, letters, arithmetic, functions, branches and indices as array code."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from typing import TypeGuard

from symkl.code import python_text as python
from symkl.code.statements import (
    ADD,
    ATOM,
    MUL,
    NEG,
    Body,
    Piece,
    common,
    prints,
    together,
    without_code,
)
from symkl.errors import UnsupportedExpression
from symkl.lang import nodes as n
from symkl.lang.binding import walk
from symkl.lang.nodes import Expr, Symbol


@prints(n.Number)
def _number(body: Body, node: n.Number) -> Piece:
    value = node.value
    level = NEG if value < 0 else ATOM
    if Fraction(float(value)) == value:
        return Piece(repr(float(value)).replace("e+", "e"), level, number=True)
    return Piece(f"{value.numerator}.0 / {value.denominator}.0", MUL, number=True)


@prints(n.Constant)
def _constant(body: Body, node: n.Constant) -> Piece:
    return Piece(body.operation(node.name), number=True)


@prints(n.Symbol)
def _symbol(body: Body, node: Symbol) -> Piece:
    if node not in body.letters:
        raise UnsupportedExpression(f"{node} is none of the arguments of the function")
    axes = 0 if node.shape == () else 2 if node.shape[1] != 1 else 1
    return Piece(body.letters[node], axes=axes, number="dimension" in node.assumptions)


_INFIX = {n.Add: ("+", ADD), n.Sub: ("-", ADD), n.Mul: ("*", MUL), n.Div: ("/", MUL)}


@prints(*_INFIX)
def infix(body: Body, node: n.Add | n.Sub | n.Mul | n.Div) -> Piece:
    """An operator between two operands."""
    if isinstance(node, n.Mul) and _is_half(node.left) and _is_square(node.right):
        # The half first, which is exact: the square may overflow where its half does not.
        base = body.simple(node.right.base)
        return replace(base, code=f"0.5 * {base.code} * {base.code}", level=MUL)
    sign, level = _INFIX[type(node)]
    (left, right), whole = together((body.print(node.left), body.print(node.right)))
    code = f"{left.at(level)} {sign} {right.at(level + 1)}"
    return replace(whole, code=code, level=level)


def _is_half(node: Expr) -> bool:
    return isinstance(node, n.Number) and node.value == Fraction(1, 2)


def _is_square(node: Expr) -> TypeGuard[n.Pow]:
    return isinstance(node, n.Pow) and n.same(node.exponent, n.as_expr(2))


@prints(n.Neg)
def _neg(body: Body, node: n.Neg) -> Piece:
    arg = body.print(node.arg)
    return replace(arg, code=f"-{arg.atom}", level=NEG)


@prints(n.Pow)
def _pow(body: Body, node: n.Pow) -> Piece:
    base = body.print(node.base)
    if isinstance(node.exponent, n.Number) and node.exponent.value == 2:
        return replace(base, code=body.operation("square", base), level=ATOM)
    (base, exponent), whole = together((base, body.print(node.exponent)))
    return replace(whole, code=body.operation("power", base, exponent), level=ATOM)


@prints(n.Apply)
def _apply(body: Body, node: n.Apply) -> Piece:
    if node.function not in body.dialect.functions:
        raise without_code(node.function)
    arg = body.print(node.arg)
    code = body.dialect.functions[node.function].format(arg)
    return replace(arg, code=code, level=ATOM)


@prints(n.Piecewise)
def _piecewise(body: Body, node: n.Piecewise) -> Piece:
    """A choice between two functions; each is computed for the elements that take it.

    The first branch, for what is far from the ordinary, gets its arguments in double precision:
    there a float32 function would not be good enough.
    """
    where, otherwise = body.comparison(node)
    # What both branches use is computed before; functions cost more than what is saved by that.
    named = [part for part in body.names if any(part is inner for inner in walk(otherwise))]
    for part in (*common(node.then, otherwise), *named):
        if not any(isinstance(inner, n.Apply) for inner in walk(part)):
            body.simple(part)
    functions, taken = [], []
    for branch in (node.then, otherwise):
        parts = {part: body.print(part) for part in _parts(body, branch)}
        functions.append(_branch(body, branch, parts))
        taken.append(list(parts.values()))
    pieces = [where, *taken[0], *taken[1]]
    (where, *pieces), whole = together(pieces)
    given = [where.code]
    for function, count in zip(functions, map(len, taken), strict=True):
        names = ", ".join(piece.code for piece in pieces[:count]) + "," * (count == 1)
        given += [function, f"({names})"]
        pieces = pieces[count:]
    result = body.new()
    body.lines.append(python.call(f"{result} = _either", given, 4))
    # What is printed again must not be computed again.
    body._known[node] = replace(whole, code=result, level=ATOM)
    return body._known[node]


def _branch(body: Body, node: Expr, parts: Mapping[Expr, Piece]) -> str:
    """The name of a function of some parts of a node; it is entered if there is none yet."""
    inner = body.apart({}, node)
    names = []
    for part, piece in parts.items():
        lasting = piece.code.isidentifier() and not piece.code.startswith("t_")
        names.append(piece.code if lasting else inner.new())
        inner._known[part] = Piece(names[-1])
    piece = inner._fitted(node, len("return") - len(" ="))
    code = inner.operation("copy", piece) if piece.code in names else piece.code
    key = tuple(names), (*inner.lines, f"return {code}")
    return body.branches.setdefault(key, f"{body.prefix}_{len(body.branches) + 1}")


_BY_ELEMENT = (n.Add, n.Sub, n.Mul, n.Div, n.Neg, n.Pow, n.Apply, n.Piecewise)


def _parts(body: Body, node: Expr) -> Iterator[Expr]:
    """The arrays that a tree is made of, element by element."""
    if node in body._known and not body._known[node].number:
        yield node
    elif isinstance(node, _BY_ELEMENT):
        for child in node.children():
            assert isinstance(child, Expr)  # and no law
            yield from _parts(body, child)
    elif not isinstance(node, n.Number | n.Constant):
        yield node


# indices


@prints(n.Component)
def _component(body: Body, node: n.Component) -> Piece:
    at = node.indices
    index = at[0] if isinstance(at[0], Symbol) else None
    if index is not None and len(at) == 2 and n.same(*at) and node.arg not in body._known:
        entry = _diagonal_entry(node.arg, at)
        if isinstance(entry, n.MatMul):  # (A @ A.T)[i, i]
            rows = body.operation("dot_self", body.print(entry.left))
            return Piece(rows, axes=1, index=index)
        if entry is not None:
            return body.print(entry)
    arg = body.print(node.arg)
    if index is not None and all(n.same(i, index) for i in at):
        if len(at) == 1:
            return replace(arg, index=index)
        return Piece(body.operation("diagonal", arg), axes=1, index=index)
    numbers = [i for i in at if isinstance(i, n.Number)]
    if len(numbers) == len(at):
        places = ", ".join(str(int(i.value) - 1) for i in numbers)
        return Piece(f"{arg.atom}[..., {places}]")
    raise UnsupportedExpression(f"no code is known for the component {node}")


def _diagonal_entry(matrix: Expr, at: tuple[Expr, ...]) -> Expr | None:
    """The diagonal entry of a matrix, or A @ A.T itself; None where only the matrix gives it."""
    match matrix:
        case n.Identity():
            return n.as_expr(1)
        case n.Add(left, right) | n.Sub(left, right):
            return type(matrix)(n.Component(left, at), n.Component(right, at))
        case n.Transpose(arg):
            return n.Component(arg, at)
        case n.MatMul(left, n.Transpose(right)) if n.same(left, right):
            if left.shape[1] == 1:
                return n.Component(left, at[:1]) ** 2
            return matrix
        case n.MatMul(n.Inverse(n.Diag(vector)), right):
            return n.Component(right, at) / n.Component(vector, at[:1])
    return None


@prints(n.Sum)
def _sum(body: Body, node: n.Sum) -> Piece:
    terms = body.print(node.body)
    if terms.index is None:
        return infix(body, n.Mul(node.upper, node.body))
    return Piece(body.operation("sum", terms))


@prints(n.VectorOf)
def _vector_of(body: Body, node: n.VectorOf) -> Piece:
    entries = body.print(node.body)
    if entries.index is None:
        raise UnsupportedExpression(f"no code is known for a vector of equal components: {node}")
    return replace(entries, index=None)
