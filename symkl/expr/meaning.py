"""The meaning of every kind of node in numbers: trees turned into functions of an environment.

`compiled` turns a tree into a function once, so that a quadrature can call it thousands of times.
Each symbol has a slot in the environment (a list); a binder gets a slot of its own, so capture
cannot happen. Under a binder, what does not depend on the bound variable is computed once and kept.

Integrals, expectations, densities and divergences are in `symkl.expr.evaluate_integrals`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction

from mpmath import mp, mpf

from symkl.errors import UnsupportedExpression, UsageError
from symkl.expr import arrays as a
from symkl.expr import nodes as n
from symkl.expr.arrays import Undefined, Value

Environment = list
Function = Callable[[Environment], Value]
NONE: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Scope:
    """What is in force where a tree is compiled.

    Attributes
    ----------
    names
        Each symbol's slot, and the slots on which its value depends.
    loops
        The slots of the bound variables that change within a sum or an integral.
    dims
        The number for each symbolic dimension.
    pdfs
        The densities of the laws that are left open, by name.
    environment
        Values by slot; compiling makes it longer.
    """

    names: Mapping[n.Symbol, tuple[int, frozenset[int]]]
    dims: Mapping[n.Symbol, int]
    pdfs: Mapping[str, Callable]
    environment: Environment = field(default_factory=list)
    loops: frozenset[int] = NONE

    def bind(self, symbol: n.Symbol, depends: frozenset[int] | None = None) -> tuple[Scope, int]:
        """The scope within a binder of `symbol`, and the symbol's slot there.

        `depends` are the slots that determine its value; without them it is a loop variable.
        """
        slot = len(self.environment)
        self.environment.append(None)
        loops = self.loops | {slot} if depends is None else self.loops
        depends = frozenset({slot}) | (depends or NONE)
        return replace(self, names={**self.names, symbol: (slot, depends)}, loops=loops), slot

    def dim(self, dim: object) -> int:
        """The number that a dimension stands for."""
        if not isinstance(dim, n.Symbol):
            return int(dim)
        if dim not in self.dims:
            raise UsageError(
                f"no number is given for the dimension {dim}", hint=f"pass dims={{{dim}: 2}}"
            )
        return self.dims[dim]

    def size(self, shape: n.Shape) -> tuple[int, ...]:
        """A shape in numbers."""
        return tuple(map(self.dim, shape))


@dataclass(frozen=True, slots=True)
class Compiled:
    """A function of the environment, and the slots that its value depends on."""

    call: Function
    slots: frozenset[int]

    def without(self, slot: int) -> frozenset[int]:
        """The slots but one that is bound."""
        return self.slots - {slot}


def compiled(node: n.Node, scope: Scope) -> Compiled:
    """The function that computes `node`.

    Raises
    ------
    UnsupportedExpression
        For a kind of node that has no value in numbers.
    UsageError
        For a symbol or a dimension without a value.
    """
    meaning = _MEANINGS.get(type(node))
    if meaning is None:
        raise UnsupportedExpression(f"{node} ({type(node).__name__}) has no value in numbers")
    found = meaning(node, scope)
    leaf = isinstance(node, (n.Number, n.Constant, n.Symbol))
    if leaf or scope.loops <= found.slots:
        return found
    return Compiled(_kept(found), found.slots)


def _kept(found: Compiled) -> Function:
    """The function with its last values remembered: four, as sums are over a few indices."""
    call, slots = found.call, sorted(found.slots)
    kept: list[tuple[tuple, Value]] = []

    def remembering(env: Environment) -> Value:
        key = (mp.prec, *[env[slot] for slot in slots])
        for known, value in kept:
            if known == key:
                return value
        value = call(env)
        kept.insert(0, (key, value))
        del kept[4:]
        return value

    return remembering


def _constant(value: Value) -> Compiled:
    return Compiled(lambda env: value, NONE)


def _number(node: n.Number, scope: Scope) -> Compiled:
    return _constant(node.value)


def _named_constant(node: n.Constant, scope: Scope) -> Compiled:
    if node.name == "pi":
        return Compiled(lambda env: +mp.pi, NONE)
    return _constant(mp.inf)


def _symbol(node: n.Symbol, scope: Scope) -> Compiled:
    if node in scope.names:
        slot, depends = scope.names[node]
        return Compiled(lambda env: env[slot], depends)
    if node in scope.dims:
        return _constant(Fraction(scope.dims[node]))
    raise UsageError(f"no value is given for {node}", hint="add it to the values")


def _unary(node: n.Expr, scope: Scope, operation: Callable) -> Compiled:
    arg = compiled(node.arg, scope)
    call = arg.call
    return Compiled(lambda env: operation(call(env)), arg.slots)


def _binary(node: n.Expr, scope: Scope, operation: Callable) -> Compiled:
    left, right = compiled(node.left, scope), compiled(node.right, scope)
    f, g = left.call, right.call
    return Compiled(lambda env: operation(f(env), g(env)), left.slots | right.slots)


def _sum2(operation: Callable) -> Callable:
    def meaning(node: n.Sum2, scope: Scope) -> Compiled:
        if node.shape == ():
            return _binary(node, scope, operation)
        return _binary(node, scope, lambda x, y: a.entrywise(operation, x, y))

    return meaning


def _neg(node: n.Neg, scope: Scope) -> Compiled:
    return _unary(node, scope, a.negate)


def _mul(node: n.Mul, scope: Scope) -> Compiled:
    if node.shape == ():
        return _binary(node, scope, a.multiply)
    if node.left.shape == ():
        return _binary(node, scope, a.scale)
    return _binary(node, scope, lambda x, y: a.scale(y, x))


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


def _at_twice_the_digits(function: Callable) -> Callable:
    """For a difference of nearly equal numbers, which loses as many digits as its argument has."""

    def careful(x):
        with mp.workprec(3 * mp.prec):
            value = function(a.real(x))
        return +value

    return careful


_FUNCTIONS: dict[str, Callable] = {
    "log": _log,
    "exp": lambda x: mp.exp(a.real(x)),
    "sqrt": a.root,
    "cos": lambda x: mp.cos(a.real(x)),
    "sin": lambda x: mp.sin(a.real(x)),
    "abs": abs,
    "log1p": _log1p,
    "expm1": lambda x: mp.expm1(a.real(x)),
    "g": _at_twice_the_digits(lambda x: x - _log1p(x)),
    "h": _at_twice_the_digits(lambda x: mp.expm1(x) - x),
}


def _apply(node: n.Apply, scope: Scope) -> Compiled:
    if node.function not in _FUNCTIONS:
        raise UnsupportedExpression(f"the function {node.function} has no value in numbers")
    return _unary(node, scope, _said(node, _FUNCTIONS[node.function]))


def _matmul(node: n.MatMul, scope: Scope) -> Compiled:
    if node.shape == ():
        return _binary(node, scope, lambda x, y: a.matmul(x, y)[0][0])
    return _binary(node, scope, a.matmul)


def _inverse(node: n.Inverse, scope: Scope) -> Compiled:
    def inverse(matrix):
        found = a.eliminate(matrix)[1]
        if found is None:
            raise Undefined("the matrix is singular")
        return found

    return _unary(node, scope, _said(node, inverse))


def _trace(node: n.Trace, scope: Scope) -> Compiled:
    return _unary(node, scope, a.trace if node.arg.shape else lambda x: x)


def _transpose(node: n.Transpose, scope: Scope) -> Compiled:
    return _unary(node, scope, a.transpose if node.arg.shape else lambda x: x)


def _identity(node: n.Identity, scope: Scope) -> Compiled:
    return _constant(a.identity(scope.dim(node.dim)))


def _zeros(rows: int, columns: int) -> a.Matrix:
    return ((a.ZERO,) * columns,) * rows


def _zero(node: n.Zero, scope: Scope) -> Compiled:
    return _constant(_zeros(*scope.size(node.dims)))


def _diag(node: n.Diag, scope: Scope) -> Compiled:
    def diagonal(vector):
        k = len(vector)
        return tuple(tuple(vector[i][0] if i == j else a.ZERO for j in range(k)) for i in range(k))

    return _unary(node, scope, diagonal)


def _whole(value: Value, what: str) -> int:
    if value != int(value):
        raise Undefined(f"{what} is {a.shown(value)}, not a whole number")
    return int(value)


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


def _delta(node: n.Delta, scope: Scope) -> Compiled:
    i, j = compiled(node.i, scope), compiled(node.j, scope)
    return Compiled(lambda env: a.ONE if i.call(env) == j.call(env) else a.ZERO, i.slots | j.slots)


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


_MEANINGS: dict[type, Callable[[n.Node, Scope], Compiled]] = {
    n.Number: _number,
    n.Constant: _named_constant,
    n.Symbol: _symbol,
    n.Add: _sum2(a.add),
    n.Sub: _sum2(a.subtract),
    n.Neg: _neg,
    n.Mul: _mul,
    n.Div: _div,
    n.Pow: _pow,
    n.Apply: _apply,
    n.MatMul: _matmul,
    n.Transpose: _transpose,
    n.Inverse: _inverse,
    n.Trace: _trace,
    n.Det: lambda node, scope: _unary(node, scope, lambda m: a.eliminate(m)[0]),
    n.Identity: _identity,
    n.Zero: _zero,
    n.Diag: _diag,
    n.Component: _component,
    n.Delta: _delta,
    n.VectorOf: _vector_of,
    n.Sum: _over_index(a.ZERO, a.add),
    n.Product: _over_index(a.ONE, a.multiply),
    n.Derivative: _derivative,
}


def means(*kinds: type) -> Callable:
    """Give nodes of these kinds a meaning; for the modules that add to the table."""

    def register(meaning: Callable) -> Callable:
        for kind in kinds:
            _MEANINGS[kind] = meaning
        return meaning

    return register
