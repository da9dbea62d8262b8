"""The meaning in numbers of scalars, vectors, matrices, index sums and derivatives."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from mpmath import mp, mpf

from symkl.errors import UsageError
from symkl.lang import nodes as n
from symkl.lang.function import Function
from symkl.limits import MOST_SIZE
from symkl.meaning import arrays as a
from symkl.meaning.arrays import Undefined, Unevaluated, Value
from symkl.meaning.compiling import NOWHERE, Compiled, Scope, compiled, means


def _constant(value: Value) -> Compiled:
    return Compiled(lambda env: value, NOWHERE)


@means(n.Number)
def _number(node: n.Number, scope: Scope) -> Compiled:
    return _constant(node.value)


@means(n.Constant)
def _named_constant(node: n.Constant, scope: Scope) -> Compiled:
    return Compiled(lambda env: +mp.pi, NOWHERE)


@means(n.Infinity)
def _infinity(node: n.Infinity, scope: Scope) -> Compiled:
    return _constant(mp.inf if node.sign == "+" else -mp.inf)


@means(n.Symbol)
def _symbol(node: n.Symbol, scope: Scope) -> Compiled:
    if node in scope.names:
        slot, depends = scope.names[node]
        return Compiled(lambda env: env[slot], depends)
    if node in scope.dims:
        return _constant(Fraction(scope.dims[node]))
    raise UsageError(f"no value is given for {node}", hint="add it to the values")


def _unary(node: Any, scope: Scope, operation: Callable) -> Compiled:
    arg = compiled(node.arg, scope)
    call = arg.call
    return Compiled(lambda env: operation(call(env)), arg.slots)


def _binary(node: Any, scope: Scope, operation: Callable) -> Compiled:
    left, right = compiled(node.left, scope), compiled(node.right, scope)
    f, g = left.call, right.call
    return Compiled(lambda env: operation(f(env), g(env)), left.slots | right.slots)


def _sum2(operation: Callable) -> Callable:
    def meaning(node: n.Add | n.Sub, scope: Scope) -> Compiled:
        if node.shape == ():
            return _binary(node, scope, operation)
        return _binary(node, scope, lambda x, y: a.entrywise(operation, x, y))

    return meaning


@means(n.Neg)
def _neg(node: n.Neg, scope: Scope) -> Compiled:
    return _unary(node, scope, a.negate)


@means(n.Mul)
def _mul(node: n.Mul, scope: Scope) -> Compiled:
    if node.shape == ():
        return _binary(node, scope, a.multiply)
    if node.left.shape == ():
        return _binary(node, scope, a.scale)
    return _binary(node, scope, lambda x, y: a.scale(y, x))


@means(n.Div)
def _div(node: n.Div, scope: Scope) -> Compiled:
    if node.shape == ():
        return _binary(node, scope, _said(node, a.divide))
    return _binary(node, scope, _said(node, lambda x, y: a.scale(a.divide(a.ONE, y), x)))


def _said(node: n.Node, operation: Callable) -> Callable:
    """The operation with the expression named where it has no value."""

    def saying(*args):
        try:
            return operation(*args)
        except Undefined as error:
            raise Undefined(f"{node} is undefined: {error.message}") from None

    return saying


@means(n.Pow)
def _pow(node: n.Pow, scope: Scope) -> Compiled:
    base, exponent = compiled(node.base, scope), compiled(node.exponent, scope)
    f, g, power = base.call, exponent.call, _said(node, a.power)
    return Compiled(lambda env: power(f(env), g(env)), base.slots | exponent.slots)


def _log(x):
    if not x > 0:
        raise Undefined(f"logarithm of {a.shown(x)}")
    return a.ZERO if x == 1 else mp.log(a.real(x))


def _log1p(x):
    if not x > -1:
        raise Undefined(f"logarithm of 1 + {a.shown(x)}")
    return mp.log1p(a.real(x))


def _sign(x):
    if type(x) is mpf and (x == 0 or mp.mag(x) < -mp.prec // 2):
        raise Unevaluated(f"the sign of {a.shown(x)}, which may be that of an error")
    return Fraction((x > 0) - (x < 0))


def _at_twice_the_digits(function: Callable) -> Callable:
    """For a difference of nearly equal numbers, which loses as many digits as its argument has."""

    def careful(x):
        with mp.workprec(3 * mp.prec):
            value = function(a.real(x))
        return +value

    return careful


def _of_the_table(name: str, row: Function) -> Callable:
    """The value as the table of functions has it, where the argument lies in the domain."""

    def value(x):
        if row.domain and not x > -row.domain.plus:
            what = f"1 + {a.shown(x)}" if row.domain.plus else a.shown(x)
            raise Undefined(f"{'logarithm' if name == 'log1p' else name} of {what}")
        return +a.exponential(a.real(x), lambda y: row.value(mp, y))

    return value


# What is exact for exact arguments, or takes more digits.
_CAREFUL: dict[str, Callable] = {
    "log": _log,
    "sqrt": a.root,
    "abs": abs,
    "sign": _sign,
    "g": _at_twice_the_digits(lambda x: x - _log1p(x)),
    "h": _at_twice_the_digits(lambda x: a.exponential(x, mp.expm1) - x),
}

_FUNCTIONS = {
    name: _CAREFUL.get(name) or _of_the_table(name, row) for name, row in n.FUNCTIONS.items()
}


@means(n.Apply)
def _apply(node: n.Apply, scope: Scope) -> Compiled:
    return _unary(node, scope, _said(node, _FUNCTIONS[node.function]))


@means(n.MatMul)
def _matmul(node: n.MatMul, scope: Scope) -> Compiled:
    if node.shape == ():
        return _binary(node, scope, lambda x, y: a.matmul(x, y)[0][0])
    return _binary(node, scope, a.matmul)


@means(n.Inverse)
def _inverse(node: n.Inverse, scope: Scope) -> Compiled:
    def inverse(matrix):
        found = a.eliminate(matrix)[1]
        if found is None:
            raise Undefined("the matrix is singular")
        return found

    return _unary(node, scope, _said(node, inverse))


@means(n.Trace)
def _trace(node: n.Trace, scope: Scope) -> Compiled:
    return _unary(node, scope, a.trace if node.arg.shape else lambda x: x)


@means(n.Transpose)
def _transpose(node: n.Transpose, scope: Scope) -> Compiled:
    return _unary(node, scope, a.transpose if node.arg.shape else lambda x: x)


@means(n.Det)
def _det(node: n.Det, scope: Scope) -> Compiled:
    return _unary(node, scope, lambda matrix: a.eliminate(matrix)[0])


@means(n.Identity)
def _identity(node: n.Identity, scope: Scope) -> Compiled:
    return _constant(a.identity(scope.dim(node.dim)))


def _zeros(rows: int, columns: int) -> a.Matrix:
    return ((a.ZERO,) * columns,) * rows


@means(n.Zero)
def _zero(node: n.Zero, scope: Scope) -> Compiled:
    return _constant(_zeros(*scope.size(node.dims)))


@means(n.Diag)
def _diag(node: n.Diag, scope: Scope) -> Compiled:
    def diagonal(vector):
        k = len(vector)
        return tuple(tuple(vector[i][0] if i == j else a.ZERO for j in range(k)) for i in range(k))

    return _unary(node, scope, diagonal)


def _whole(value: Value, what: str) -> int:
    if not abs(value) <= MOST_SIZE:
        raise Unevaluated(f"{what} is beyond {MOST_SIZE}")
    if value != int(value):
        raise Undefined(f"{what} is {a.shown(value)}, not a whole number")
    return int(value)


@means(n.StrictLower)
def _strict_lower(node: n.StrictLower, scope: Scope) -> Compiled:
    def below(matrix):
        return tuple(
            tuple(x if j < i else a.ZERO for j, x in enumerate(row)) for i, row in enumerate(matrix)
        )

    return _unary(node, scope, below)


@means(n.Piecewise)
def _piecewise(node: n.Piecewise, scope: Scope) -> Compiled:
    left, right, then, otherwise = parts = [compiled(part, scope) for part in node.parts()]

    def branch(env):
        # The branch not taken may have no value there, so it is not touched.
        below = a.subtract(left.call(env), right.call(env)) < 0
        return (then if below else otherwise).call(env)

    return Compiled(branch, frozenset().union(*(part.slots for part in parts)))


@means(n.Component)
def _component(node: n.Component, scope: Scope) -> Compiled:
    arg = compiled(node.arg, scope)
    indices = [compiled(index, scope) for index in node.indices]

    def component(env):
        value, place = arg.call(env), [_whole(i.call(env), "the index") for i in indices]
        limits = (len(value), len(value[0]))
        for i, limit in zip(place, limits, strict=False):
            if not 1 <= i <= limit:
                raise Undefined(f"{node} is undefined: there is no component {i} of {limit}")
        return value[place[0] - 1][place[1] - 1 if len(place) > 1 else 0]

    return Compiled(component, arg.slots.union(*(i.slots for i in indices)))


@means(n.Delta)
def _delta(node: n.Delta, scope: Scope) -> Compiled:
    i, j = compiled(node.i, scope), compiled(node.j, scope)
    return Compiled(lambda env: a.ONE if i.call(env) == j.call(env) else a.ZERO, i.slots | j.slots)


@means(n.VectorOf)
def _vector_of(node: n.VectorOf, scope: Scope) -> Compiled:
    k = scope.dim(node.dim)
    inner, slot = scope.bind(node.variable)
    body = compiled(node.body, inner)

    def vector(env):
        found = []
        for i in range(1, k + 1):
            env[slot] = Fraction(i)
            found.append((body.call(env),))
        return tuple(found)

    return Compiled(vector, body.without(slot))


def _over_index(start: Value, operation: Callable) -> Callable:
    def meaning(node: n.Sum | n.Product, scope: Scope) -> Compiled:
        upper = compiled(node.upper, scope)
        inner, slot = scope.bind(node.variable)
        body = compiled(node.body, inner)
        first = _zeros(*scope.size(node.shape)) if node.shape else start

        def total(env):
            value, last = first, _whole(upper.call(env), f"the upper bound of {node}")
            for i in range(1, last + 1):
                env[slot] = Fraction(i)
                value = a.entrywise(operation, value, body.call(env))
            return value

        return Compiled(total, body.without(slot) | upper.slots)

    return meaning


@means(n.Derivative)
def _derivative(node: n.Derivative, scope: Scope) -> Compiled:
    point, direction = compiled(node.wrt, scope), compiled(node.direction, scope)
    inner, slot = scope.bind(node.wrt)
    body = compiled(node.body, inner)

    def derivative(env):
        # The central difference is off by a multiple of the square of the step, and divides the
        # rounding error by the step: half as many digits more for both.
        digits = mp.dps
        along = direction.call(env)
        with mp.workdps(digits + digits // 2 + 25):
            step = mpf(10) ** -(digits // 2 + 8)
            at = point.call(env)
            ends = []
            for t in (step, -step):
                env[slot] = a.entrywise(a.add, at, a.scale(t, along))
                ends.append(a.real(body.call(env)))
            slope = (ends[0] - ends[1]) / (2 * step)
        return +slope

    return Compiled(derivative, body.without(slot) | point.slots | direction.slots)


means(n.Add)(_sum2(a.add))
means(n.Sub)(_sum2(a.subtract))
means(n.Sum)(_over_index(a.ZERO, a.add))
means(n.Product)(_over_index(a.ONE, a.multiply))
