"""The meaning of scalars, vectors, matrices, index sums and derivatives, for any kind of number."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from functools import reduce
from typing import Any

from symkl.lang import nodes as n
from symkl.meaning.carrier import (
    NOWHERE,
    Carrier,
    Compiled,
    Environment,
    Matrix,
    Number,
    Scope,
    Value,
    compiled,
    means,
)


def entrywise(operation: Callable[..., Any], *values: Value) -> Value:
    """An operation on scalars, or on matrices of one shape."""
    if type(values[0]) is tuple:
        return tuple(tuple(map(operation, *rows)) for rows in zip(*values, strict=True))
    return operation(*values)


def scaled(carrier: Carrier, factor: Number, value: Value) -> Value:
    """A scalar times a scalar or a matrix."""
    return entrywise(lambda x: carrier.multiply(factor, x), value)


def matmul(carrier: Carrier, left: Matrix, right: Matrix) -> Matrix:
    """The product of two matrices."""
    columns = tuple(zip(*right, strict=True))

    def dot(row: tuple[Number, ...], column: tuple[Number, ...]) -> Number:
        return reduce(carrier.add, map(carrier.multiply, row, column))

    return tuple(tuple(dot(row, column) for column in columns) for row in left)


def table(size: Sequence[int], entry: Callable[[int, int], Number]) -> Matrix:
    """A matrix from its entries."""
    rows, columns = size
    return tuple(tuple(entry(i, j) for j in range(columns)) for i in range(rows))


# --- numbers and arithmetic


def _constant(value: Value) -> Compiled:
    return Compiled(lambda env: value, NOWHERE)


@means(n.Number)
def _number(node: n.Number, scope: Scope) -> Compiled:
    return _constant(scope.carrier.number(node.value))


@means(n.Constant)
def _named_constant(node: n.Constant, scope: Scope) -> Compiled:
    return Compiled(lambda env: scope.carrier.pi(), NOWHERE)


@means(n.Infinity)
def _infinity(node: n.Infinity, scope: Scope) -> Compiled:
    return _constant(scope.carrier.ends[node.sign])


@means(n.Symbol)
def _symbol(node: n.Symbol, scope: Scope) -> Compiled:
    if node in scope.names:
        slot, depends = scope.names[node]
        return Compiled(lambda env: env[slot], depends)
    if node in scope.dims:
        return _constant(scope.carrier.number(Fraction(scope.dims[node])))
    raise scope.carrier.refused("missing", f"no value is given for {node}", "add it to the values")


def _of(node: n.Node, scope: Scope, operation: Callable[..., Any], *parts: n.Node) -> Compiled:
    """An operation on the values of some parts."""
    found = [compiled(part, scope) for part in parts]
    calls = [part.call for part in found]
    slots = NOWHERE.union(*(part.slots for part in found))
    if len(calls) == 1:
        (f,) = calls
        return Compiled(lambda env: operation(f(env)), slots)
    f, g = calls
    return Compiled(lambda env: operation(f(env), g(env)), slots)


@means(n.Add)
def _add(node: n.Add, scope: Scope) -> Compiled:
    plus = scope.carrier.add
    both = plus if node.shape == () else lambda x, y: entrywise(plus, x, y)
    return _of(node, scope, both, node.left, node.right)


@means(n.Sub)
def _sub(node: n.Sub, scope: Scope) -> Compiled:
    plus = scope.carrier.add
    both = (
        (lambda x, y: plus(x, -y))
        if node.shape == ()
        else (lambda x, y: entrywise(lambda u, v: plus(u, -v), x, y))
    )
    return _of(node, scope, both, node.left, node.right)


@means(n.Neg)
def _neg(node: n.Neg, scope: Scope) -> Compiled:
    return _of(node, scope, lambda x: entrywise(lambda u: -u, x), node.arg)


@means(n.Mul)
def _mul(node: n.Mul, scope: Scope) -> Compiled:
    carrier = scope.carrier
    if node.shape == ():
        return _of(node, scope, carrier.multiply, node.left, node.right)
    scalar, other = (node.left, node.right)[:: 1 if node.left.shape == () else -1]
    return _of(node, scope, lambda x, y: scaled(carrier, x, y), scalar, other)


@means(n.Div)
def _div(node: n.Div, scope: Scope) -> Compiled:
    carrier = scope.carrier
    if node.shape == ():
        return _of(node, scope, carrier.named(node, carrier.divide), node.left, node.right)

    def divided(x: Matrix, y: Number) -> Value:
        return scaled(carrier, carrier.divide(carrier.one, y), x)

    return _of(node, scope, carrier.named(node, divided), node.left, node.right)


@means(n.Pow)
def _pow(node: n.Pow, scope: Scope) -> Compiled:
    power = scope.carrier.named(node, scope.carrier.power)
    return _of(node, scope, power, node.base, node.exponent)


@means(n.Apply)
def _apply(node: n.Apply, scope: Scope) -> Compiled:
    function = scope.carrier.named(node, scope.carrier.apply(node.function))
    return _of(node, scope, function, node.arg)


@means(n.Piecewise)
def _piecewise(node: n.Piecewise, scope: Scope) -> Compiled:
    left, right, then, otherwise = parts = [compiled(part, scope) for part in node.parts()]

    def branch(env: Environment) -> Value:
        # The branch not taken may have no value there, so it is not touched.
        less = scope.carrier.below(left.call(env), right.call(env), node)
        return (then if less else otherwise).call(env)

    return Compiled(branch, NOWHERE.union(*(part.slots for part in parts)))


@means(n.Delta)
def _delta(node: n.Delta, scope: Scope) -> Compiled:
    carrier = scope.carrier

    def delta(i: Number, j: Number) -> Number:
        same = carrier.whole(i, "the index") == carrier.whole(j, "the index")
        return carrier.one if same else carrier.zero

    return _of(node, scope, delta, node.i, node.j)


# --- vectors and matrices


@means(n.MatMul)
def _matmul(node: n.MatMul, scope: Scope) -> Compiled:
    def product(x: Matrix, y: Matrix) -> Value:
        found = matmul(scope.carrier, x, y)
        return found[0][0] if node.shape == () else found

    return _of(node, scope, product, node.left, node.right)


@means(n.Transpose)
def _transpose(node: n.Transpose, scope: Scope) -> Compiled:
    turned = (lambda x: tuple(zip(*x, strict=True))) if node.arg.shape else (lambda x: x)
    return _of(node, scope, turned, node.arg)


@means(n.Trace)
def _trace(node: n.Trace, scope: Scope) -> Compiled:
    def trace(rows: Matrix) -> Number:
        return reduce(scope.carrier.add, (row[i] for i, row in enumerate(rows)))

    return _of(node, scope, trace if node.arg.shape else lambda x: x, node.arg)


@means(n.Det)
def _det(node: n.Det, scope: Scope) -> Compiled:
    return _of(node, scope, scope.carrier.determinant, node.arg)


@means(n.Inverse)
def _inverse(node: n.Inverse, scope: Scope) -> Compiled:
    return _of(node, scope, scope.carrier.named(node, scope.carrier.inverse), node.arg)


@means(n.Identity)
def _identity(node: n.Identity, scope: Scope) -> Compiled:
    k, carrier = scope.dim(node.dim), scope.carrier
    return _constant(table((k, k), lambda i, j: carrier.one if i == j else carrier.zero))


@means(n.Zero)
def _zero(node: n.Zero, scope: Scope) -> Compiled:
    return _constant(table(scope.size(node.dims), lambda i, j: scope.carrier.zero))


@means(n.Diag)
def _diag(node: n.Diag, scope: Scope) -> Compiled:
    zero = scope.carrier.zero

    def diagonal(x: Matrix) -> Matrix:
        return table((len(x), len(x)), lambda i, j: x[i][0] if i == j else zero)

    return _of(node, scope, diagonal, node.arg)


@means(n.StrictLower)
def _strict_lower(node: n.StrictLower, scope: Scope) -> Compiled:
    zero = scope.carrier.zero

    def below(x: Matrix) -> Matrix:
        return table((len(x), len(x[0])), lambda i, j: x[i][j] if j < i else zero)

    return _of(node, scope, below, node.arg)


@means(n.Component)
def _component(node: n.Component, scope: Scope) -> Compiled:
    arg = compiled(node.arg, scope)
    indices = [compiled(index, scope) for index in node.indices]
    whole = scope.carrier.whole

    def component(env: Environment) -> Number:
        value, place = arg.call(env), [whole(i.call(env), "the index") for i in indices]
        for i, limit in zip(place, (len(value), len(value[0])), strict=False):
            if not 1 <= i <= limit:
                text = f"{node} is undefined: there is no component {i} of {limit}"
                raise scope.carrier.refused("undefined", text)
        return value[place[0] - 1][place[1] - 1 if len(place) > 1 else 0]

    return Compiled(component, arg.slots.union(*(i.slots for i in indices)))


# --- binders


def each(
    body: Compiled, slot: int, carrier: Carrier
) -> Callable[[Environment, int], Iterator[Value]]:
    """The values of a body for an index from 1 up to a number."""

    def values(env: Environment, last: int) -> Iterator[Value]:
        for i in range(1, last + 1):
            env[slot] = carrier.number(Fraction(i))
            yield body.call(env)

    return values


@means(n.VectorOf)
def _vector_of(node: n.VectorOf, scope: Scope) -> Compiled:
    k = scope.dim(node.dim)
    inner, slot = scope.bind(node.variable)
    body = compiled(node.body, inner)
    values = each(body, slot, scope.carrier)
    return Compiled(lambda env: tuple((x,) for x in values(env, k)), body.without(slot))


@means(n.Sum, n.Product)
def _over_index(node: n.Sum | n.Product, scope: Scope) -> Compiled:
    carrier, adding = scope.carrier, isinstance(node, n.Sum)
    upper = compiled(node.upper, scope)
    inner, slot = scope.bind(node.variable)
    body = compiled(node.body, inner)
    values = each(body, slot, carrier)
    operation = carrier.add if adding else carrier.multiply
    start = carrier.zero if adding else carrier.one
    empty = table(scope.size(node.shape), lambda i, j: start) if node.shape else start

    def total(env: Environment) -> Value:
        last = carrier.whole(upper.call(env), f"the upper bound of {node}")
        return reduce(lambda x, y: entrywise(operation, x, y), values(env, last), empty)

    return Compiled(total, body.without(slot) | upper.slots)


@means(n.Derivative)
def _derivative(node: n.Derivative, scope: Scope) -> Compiled:
    point, along = compiled(node.wrt, scope), compiled(node.direction, scope)
    inner, slot = scope.bind(node.wrt)
    body = compiled(node.body, inner)
    call = scope.carrier.derivative(body, slot, point, along)
    return Compiled(call, body.without(slot) | point.slots | along.slots)
