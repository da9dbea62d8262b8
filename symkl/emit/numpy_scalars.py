"""Numbers, letters, arithmetic, functions, branches and indices as array code."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from symkl.emit.numpy_expr import ADD, ATOM, MUL, NEG, Body, Piece, prints, together
from symkl.errors import UnsupportedExpression
from symkl.expr import nodes as n
from symkl.expr.nodes import Symbol


@prints(n.Number)
def _number(body: Body, node: n.Number) -> Piece:
    value = node.value
    level = NEG if value < 0 else ATOM
    if Fraction(float(value)) == value:
        return Piece(repr(float(value)), level, number=True)
    return Piece(f"{value.numerator}.0 / {value.denominator}.0", MUL, number=True)


@prints(n.Constant)
def _constant(body: Body, node: n.Constant) -> Piece:
    return Piece(body.target.operations[node.name], number=True)


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
    sign, level = _INFIX[type(node)]
    (left, right), whole = together((body.print(node.left), body.print(node.right)))
    code = f"{left.at(level)} {sign} {right.at(level + 1)}"
    return replace(whole, code=code, level=level)


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
    if node.function not in body.target.functions:
        raise UnsupportedExpression(f"no code is known for the function {node.function}")
    arg = body.print(node.arg)
    code = body.target.functions[node.function].format(arg)
    return replace(arg, code=code, level=ATOM)


@prints(n.Piecewise)
def _piecewise(body: Body, node: n.Piecewise) -> Piece:
    """Both branches; the first one, the rarer by convention, only where an element takes it."""
    otherwise = body.print(node.otherwise)
    (left, right), sides = together((body.print(node.left), body.print(node.right)))
    comparison = f"{left.code} < {right.code}"
    if left.number:  # an array is compared with a number
        comparison = f"{right.code} > {left.code}"
    rare = body.name(replace(sides, code=comparison))
    result = otherwise if body.owns(node.otherwise, otherwise) else body.name(otherwise)
    inner = body.branch()
    (condition, then, old), whole = together((rare, inner.print(node.then), result))
    inner.lines.append(f"{result.code} = {inner.operation('where', condition, then, old)}")
    body.lines.append(body.operation("if_any", rare))
    body.lines.extend(f"    {line}" for line in inner.lines)
    # What is printed again must not be computed again.
    body._known[node] = replace(whole, code=result.code, level=ATOM)
    return body._known[node]


# indices


@prints(n.Component)
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
