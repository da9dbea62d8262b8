"""The signs that an expression can take, and tests for invertible or positive definite matrices.

`signs` is an abstract interpretation over the written tree: it returns a set that holds the sign
of the value (-1, 0 or 1) for every choice of the letters that their assumptions allow. Side
conditions (a denominator that is not zero, a logarithm of something positive) are discharged
with it and with nothing else. It is sound and gives up early.

The sign of a function is a column of `symkl.lang.functions`. That g and h are nonnegative are
theorems proved elsewhere: they count only where they are among the `laws` in force.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TypeAlias

from symkl.kernel.ranges import infinity
from symkl.lang import nodes as n
from symkl.lang.family import Family
from symkl.lang.nodes import AnyDistribution, Expr, Node, Symbol

Signs: TypeAlias = frozenset[int]
ANY: Signs = frozenset((-1, 0, 1))
POSITIVE: Signs = frozenset((1,))
NONNEGATIVE: Signs = frozenset((0, 1))
NONZERO: Signs = frozenset((-1, 1))


def of_number(value: Fraction | int) -> Signs:
    """The sign of a rational number."""
    return frozenset(((value > 0) - (value < 0),))


def add(a: Signs, b: Signs) -> Signs:
    """The signs that a sum can take."""
    return frozenset(s for x in a for y in b for s in (ANY if x * y < 0 else {x or y}))


def times(a: Signs, b: Signs) -> Signs:
    """The signs that a product can take."""
    return frozenset(x * y for x in a for y in b)


def minus(a: Signs) -> Signs:
    """The signs of the opposite number."""
    return frozenset(-x for x in a)


def of_symbol(symbol: Symbol) -> Signs:
    """The signs that the assumptions on a letter allow."""
    if "positive" in symbol.assumptions:
        return POSITIVE
    if "nonnegative" in symbol.assumptions:
        return NONNEGATIVE
    return NONZERO if "nonzero" in symbol.assumptions else ANY


def signs(expr: Node, laws: frozenset[str] = frozenset()) -> Signs:
    """The signs that a scalar expression can take."""
    match expr:
        case n.Number(value):
            return of_number(value)
        case n.Constant():
            return POSITIVE
        case n.Symbol():
            return of_symbol(expr)
        case n.Add(a, b):
            return add(signs(a, laws), signs(b, laws))
        case n.Sub(a, b):
            return _difference(a, b, laws)
        case n.Neg(a):
            return minus(signs(a, laws))
        case n.Mul(a, b) if n.same(a, b):
            return frozenset(x * x for x in signs(a, laws))
        case n.Mul(a, b) | n.Div(a, b):
            return times(signs(a, laws), signs(b, laws))
        case n.Pow(base, exponent):
            return _power(signs(base, laws), exponent)
        case n.Apply(function, n.Number(value)) if n.FUNCTIONS[function].root and value > 0:
            return beside_root(function, value)
        case n.Apply(function, arg):
            return of_function(function, signs(arg, laws), laws)
        case n.Det(arg):
            if positive_definite(arg) or positive_diagonal(arg):
                return POSITIVE
            return NONZERO if is_invertible(arg) else ANY
        case n.Trace(arg):
            return POSITIVE if positive_definite(arg) else ANY
        case n.Density(law, at):
            return _density(law, at)
        case n.Component(arg, _):
            return _component(arg, expr)
        case n.MatMul():
            return _quadratic(expr)
        case n.Sum(body, _, _):
            inner = signs(body, laws)
            return inner if len(inner) == 1 or inner == NONNEGATIVE else ANY
        case n.Product(body, _, _):
            inner = signs(body, laws)
            return inner if inner <= NONNEGATIVE else ANY
        case n.Integral() | n.Expectation():
            return _average(expr, laws)
        case n.Delta():
            return NONNEGATIVE
    return ANY


def _difference(a: Expr, b: Expr, laws: frozenset[str]) -> Signs:
    bounded = isinstance(b, Symbol) and "at_most_1" in b.assumptions
    if bounded and isinstance(a, n.Number) and a.value >= 1:
        return NONNEGATIVE if a.value == 1 else POSITIVE
    return add(signs(a, laws), minus(signs(b, laws)))


def _power(base: Signs, exponent: Expr) -> Signs:
    if base == POSITIVE or (isinstance(exponent, n.Number) and exponent.value == 0):
        return POSITIVE
    if isinstance(exponent, n.Number) and exponent.value.denominator == 1:
        even = exponent.value % 2 == 0
        return frozenset(x * x if even else x for x in base)
    return NONNEGATIVE if base <= NONNEGATIVE else ANY


def of_function(function: str, arg: Signs, laws: frozenset[str] = frozenset()) -> Signs:
    """The signs that a function can take, of an argument that can take some."""
    row = n.FUNCTIONS[function]
    if row.theorem and row.theorem in laws:
        return NONNEGATIVE
    below, at, above = row.sign
    return frozenset().union(*({-1: below, 0: at, 1: above}[x] for x in arg)) or ANY


def beside_root(function: str, value: Fraction | int) -> Signs:
    """The sign of a function that rises, at a positive number, by where it is 0."""
    root = n.FUNCTIONS[function].root
    assert root is not None
    return of_number(value - root)


def _density(law: AnyDistribution, at: Expr) -> Signs:
    everywhere = isinstance(law, n.Independent) or within(law, at)
    while isinstance(law, n.Independent):
        law = law.body
    own = of_density(law.family)
    return own if everywhere else own | {0}


def of_density(family: Family) -> Signs:
    """The signs of the densities of a family on its support; an open one is positive."""
    return POSITIVE if family.density is None else signs(family.density)


def within(law: n.Distribution, at: Expr) -> bool:
    """Return whether a point is known to lie in the support of a law."""
    return all(holds(a, at) for a in law.family.support.assumptions - {"real"})


def holds(assumption: str, value: Expr) -> bool:
    """Return whether an assumption is known, from the tree alone, to hold for a value."""
    if isinstance(value, Symbol) and assumption in value.assumptions:
        return True
    if value.shape != ():
        checks = {
            "symmetric": is_symmetric,
            "positive_definite": positive_definite,
            "invertible": is_invertible,
            "positive_diagonal": positive_diagonal,
            "positive": _positive_vector,
        }
        return assumption in checks and checks[assumption](value)
    if assumption in ("integer", "dimension", "index"):
        return isinstance(value, n.Number) and value.value.denominator == 1 and value.value >= 1
    if assumption == "at_most_1":
        return isinstance(value, n.Number) and value.value <= 1
    allowed = {"positive": POSITIVE, "nonnegative": NONNEGATIVE, "nonzero": NONZERO}
    return assumption in allowed and signs(value) <= allowed[assumption]


def _positive_vector(value: Expr) -> bool:
    return isinstance(value, n.VectorOf) and signs(value.body) == POSITIVE


def _component(arg: Expr, whole: n.Component) -> Signs:
    if isinstance(arg, Symbol) and arg.shape[1] == 1:
        return of_symbol(arg)
    if isinstance(arg, n.VectorOf):
        return signs(arg.body)
    if len(whole.indices) == 2 and n.same(*whole.indices):
        ok = positive_definite(arg) or positive_diagonal(arg)
        return POSITIVE if ok else ANY
    return ANY


def _quadratic(expr: n.MatMul) -> Signs:
    """xᵀx and xᵀAx with A positive definite are nonnegative."""
    inner = expr.left
    middle: list[Expr] = []
    if isinstance(inner, n.MatMul):
        middle = [inner.right]
        inner = inner.left
    squared = isinstance(inner, n.Transpose) and n.same(inner.arg, expr.right)
    return NONNEGATIVE if squared and all(map(positive_definite, middle)) else ANY


def _average(expr: n.Integral | n.Expectation, laws: frozenset[str]) -> Signs:
    inner = signs(expr.body, laws)
    if isinstance(expr, n.Integral) and not upwards(expr):
        return ANY
    return inner if len(inner) == 1 or inner == NONNEGATIVE else ANY


def upwards(integral: n.Integral) -> bool:
    """Return whether the upper bound of an integral is known to be at least the lower bound."""
    if infinity(integral.lower) == -1 or infinity(integral.upper) == 1:
        return True
    return signs(integral.upper - integral.lower) <= POSITIVE


def positive_definite(matrix: Node) -> bool:
    """Return whether a matrix is known to be symmetric positive definite."""
    match matrix:
        case n.Symbol():
            return {"symmetric", "positive_definite"} <= matrix.assumptions
        case n.Identity():
            return True
        case n.Inverse(a) | n.Transpose(a):
            return positive_definite(a)
        case n.Add(a, b):
            return positive_definite(a) and positive_definite(b)
        case n.Mul(a, b):
            a, b = (a, b) if a.shape == () else (b, a)
            return signs(a) == POSITIVE and positive_definite(b)
        case n.Div(a, b):
            return signs(b) == POSITIVE and positive_definite(a)
        case n.Diag(n.VectorOf(body, _, _)):
            return signs(body) == POSITIVE
        case n.Diag(n.Symbol() as v):
            return "positive" in v.assumptions
        case n.MatMul(a, n.Transpose(b)) if n.same(a, b):
            return is_invertible(a)
    return False


def positive_diagonal(matrix: Node) -> bool:
    """Return whether a matrix is triangular with a positive diagonal: its determinant is > 0."""
    if isinstance(matrix, (n.Transpose, n.Inverse)):
        return positive_diagonal(matrix.arg)
    return isinstance(matrix, Symbol) and "positive_diagonal" in matrix.assumptions


def is_invertible(matrix: Node) -> bool:
    """Return whether a matrix is known to have an inverse."""
    match matrix:
        case n.Symbol():
            return "invertible" in matrix.assumptions
        case n.Transpose(a) | n.Inverse(a) | n.Neg(a):
            return is_invertible(a)
        case n.Diag(n.VectorOf(body, _, _)):
            return 0 not in signs(body)
        case n.MatMul(a, b):
            return all(len(m.shape) == 2 and m.shape[0] == m.shape[1] for m in (a, b)) and (
                is_invertible(a) and is_invertible(b)
            )
        case n.Mul(a, b):
            a, b = (a, b) if a.shape == () else (b, a)
            return 0 not in signs(a) and is_invertible(b)
    return positive_definite(matrix)


def is_symmetric(matrix: Node) -> bool:
    """Return whether a matrix is known to equal its transpose."""
    match matrix:
        case n.Symbol():
            return "symmetric" in matrix.assumptions
        case n.Identity() | n.Diag():
            return True
        case n.Inverse(a) | n.Transpose(a) | n.Neg(a):
            return is_symmetric(a)
        case n.Add(a, b) | n.Sub(a, b):
            return is_symmetric(a) and is_symmetric(b)
        case n.MatMul(a, n.Transpose(b)):
            return n.same(a, b)
        case n.Mul(a, b):
            return all(m.shape == () or is_symmetric(m) for m in (a, b))
    return positive_definite(matrix)
