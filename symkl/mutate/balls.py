"""Expressions in ball arithmetic: whether two are equal at an exact point, to within their balls.

`agree` encloses both sides at exact rational values. Balls that overlap while both are narrower
than `WIDTH` say that the sides are equal there to that many digits, with every rounding accounted
for; balls that do not overlap say that they differ. An integral, a derivative or a divergence that
both sides have in common stands for one unknown number, a different one for each: what holds for
these holds for any. What is on one side alone has no ball: `NoBall`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any
from zlib import crc32

from flint import arb, arb_mat, ctx, fmpq

from symkl.expr import nodes as n
from symkl.expr.binding import free_symbols, walk
from symkl.expr.nodes import Expr, Symbol

__all__ = ["NoBall", "agree", "enclosed"]

BITS = 400
WIDTH = arb(10) ** -50
_OPAQUE = (n.Integral, n.Expectation, n.Divergence, n.CrossEntropy, n.Entropy, n.Derivative)


class NoBall(Exception):
    """An expression of which no enclosure is known, or that has no value."""


def agree(left: Expr, right: Expr, values: Mapping[Symbol, Any], sizes: Mapping[Symbol, int]):
    """Whether two expressions are equal at a point.

    Parameters
    ----------
    left, right
        Of one shape.
    values
        Exact values: fractions, for a vector or a matrix a list or tuple of rows.
    sizes
        The numbers for symbolic dimensions.

    Returns
    -------
    bool
        False if they differ for certain.

    Raises
    ------
    NoBall
        If an expression cannot be enclosed, or not narrowly enough to tell.
    """
    shared = {x for x in walk(left) if _opaque(x)} & {x for x in walk(right) if _opaque(x)}
    with ctx.workprec(BITS):
        one, other = (enclosed(side, values, sizes, shared) for side in (left, right))
        pairs = list(zip(one.entries(), other.entries(), strict=True))
        if any(not x.overlaps(y) for x, y in pairs):
            return False
        if all(_narrow(x) and _narrow(y) for x, y in pairs):
            return True
    raise NoBall("the balls are too wide")


def _opaque(node: n.Node) -> bool:
    return isinstance(node, _OPAQUE) and isinstance(node, Expr) and node.shape == ()


def _narrow(x: arb) -> bool:
    return bool(x.is_finite() and x.rad() <= WIDTH * (1 + abs(x)))


def enclosed(
    tree: Expr,
    values: Mapping[Symbol, Any],
    sizes: Mapping[Symbol, int],
    shared: frozenset | set = frozenset(),
) -> arb_mat:
    """A matrix of balls around the value of an expression; a scalar is a matrix of one entry.

    Raises
    ------
    NoBall
        For what is not known here, and where there is no value.
    """
    return _Enclosure(values, sizes, shared).of(tree, {})


class _Enclosure:
    def __init__(self, values, sizes, shared) -> None:
        self.values, self.sizes, self.shared = values, sizes, shared

    def dim(self, dim: Any) -> int:
        """A dimension in numbers."""
        return self.sizes[dim] if isinstance(dim, Symbol) else int(dim)

    def number(self, node: Expr, bound: dict) -> arb:
        """A scalar."""
        return self.of(node, bound)[0, 0]

    def of(self, node: Expr, bound: dict) -> arb_mat:
        """Any expression; `bound` has the indices that are running."""
        if node in self.shared and not free_symbols(node) & set(bound):
            return _scalar(arb(fmpq(1 + crc32(str(node).encode()), 2**31)))
        meaning = _MEANINGS.get(type(node))
        if meaning is None:
            raise NoBall(f"{type(node).__name__} has no enclosure here")
        return meaning(self, node, bound)

    def symbol(self, node: Symbol, bound: dict) -> arb_mat:
        if node in bound:
            return _scalar(arb(bound[node]))
        if node in self.sizes:
            return _scalar(arb(self.sizes[node]))
        if node not in self.values:
            raise NoBall(f"{node} has no value")
        value = self.values[node]
        rows = value if isinstance(value, list | tuple) else [value]
        rows = [row if isinstance(row, list | tuple) else [row] for row in rows]
        return arb_mat([[_exact(x) for x in row] for row in rows])

    def apply(self, node: n.Apply, bound: dict) -> arb_mat:
        x = self.number(node.arg, bound)
        found = _FUNCTIONS[node.function](x) if node.function in _FUNCTIONS else None
        if found is None or not found.is_finite():
            raise NoBall(f"{node} has no value")
        return _scalar(found)

    def power(self, node: n.Pow, bound: dict) -> arb_mat:
        base, exponent = self.number(node.base, bound), self.number(node.exponent, bound)
        whole = exponent.unique_fmpz()
        found = base ** int(whole) if whole is not None and abs(whole) < 10**4 else base**exponent
        if not found.is_finite():
            raise NoBall(f"{node} has no value")
        return _scalar(found)

    def product(self, node: Any, bound: dict) -> arb_mat:
        left, right = self.of(node.left, bound), self.of(node.right, bound)
        for factor, other, by in ((left, right, node.left), (right, left, node.right)):
            if by.shape == ():
                return other * factor[0, 0]
        raise NoBall(f"{node} is no product with a number")

    def quotient(self, node: n.Div, bound: dict) -> arb_mat:
        below = self.number(node.right, bound)
        if below.contains(0):
            raise NoBall(f"{node} may be divided by zero")
        return self.of(node.left, bound) * (1 / below)

    def matmul(self, node: n.MatMul, bound: dict) -> arb_mat:
        return self.of(node.left, bound) * self.of(node.right, bound)

    def inverse(self, node: n.Inverse, bound: dict) -> arb_mat:
        try:
            return self.of(node.arg, bound).inv()
        except ZeroDivisionError:
            raise NoBall(f"{node} may be singular") from None

    def trace(self, node: n.Trace, bound: dict) -> arb_mat:
        matrix = self.of(node.arg, bound)
        return _scalar(sum((matrix[i, i] for i in range(matrix.nrows())), arb(0)))

    def identity(self, node: n.Identity, bound: dict) -> arb_mat:
        size = self.dim(node.dim)
        return _table(size, size, lambda i, j: arb(int(i == j)))

    def zero(self, node: n.Zero, bound: dict) -> arb_mat:
        rows, columns = (self.dim(d) for d in node.dims)
        return arb_mat(rows, columns)

    def diagonal(self, node: n.Diag, bound: dict) -> arb_mat:
        vector = self.of(node.arg, bound)
        size = vector.nrows()
        return _table(size, size, lambda i, j: vector[i, 0] if i == j else arb(0))

    def strict_lower(self, node: n.StrictLower, bound: dict) -> arb_mat:
        matrix = self.of(node.arg, bound)
        size = matrix.nrows()
        return _table(size, size, lambda i, j: matrix[i, j] if j < i else arb(0))

    def component(self, node: n.Component, bound: dict) -> arb_mat:
        array = self.of(node.arg, bound)
        place = [self.number(index, bound).unique_fmpz() for index in node.indices]
        limits = array.nrows(), array.ncols()
        if any(i is None or not 1 <= i <= limit for i, limit in zip(place, limits, strict=False)):
            raise NoBall(f"{node} has no value")
        row, column = (*(int(i) for i in place), 1)[:2]
        return _scalar(array[row - 1, column - 1])

    def delta(self, node: n.Delta, bound: dict) -> arb_mat:
        i, j = self.number(node.i, bound).unique_fmpz(), self.number(node.j, bound).unique_fmpz()
        return _scalar(arb(int(i == j)))

    def vector(self, node: n.VectorOf, bound: dict) -> arb_mat:
        size = range(1, self.dim(node.dim) + 1)
        return arb_mat([[self.number(node.body, {**bound, node.variable: i})] for i in size])

    def total(self, node: n.Sum | n.Product, bound: dict) -> arb_mat:
        upper = self.number(node.upper, bound).unique_fmpz()
        if upper is None or not 0 <= upper <= 10**4:
            raise NoBall(f"{node} has no number of terms")
        found = None
        for i in range(1, int(upper) + 1):
            term = self.of(node.body, {**bound, node.variable: i})
            if found is None:
                found = term
            else:
                found = found + term if isinstance(node, n.Sum) else found * term
        if found is None:
            raise NoBall(f"{node} has no terms")
        return found

    def piecewise(self, node: n.Piecewise, bound: dict) -> arb_mat:
        left, right = self.number(node.left, bound), self.number(node.right, bound)
        if left < right:
            return self.of(node.then, bound)
        if left >= right:
            return self.of(node.otherwise, bound)
        raise NoBall(f"{node} may take either branch")

    def constant(self, node: n.Constant, bound: dict) -> arb_mat:
        if node.name != "pi":
            raise NoBall(f"{node} is no number")
        return _scalar(arb.pi())


def _exact(value: Any) -> arb:
    fraction = Fraction(value) if isinstance(value, int | Fraction) else None
    if fraction is None:
        raise NoBall("a value is not exact")
    return arb(fmpq(fraction.numerator, fraction.denominator))


def _scalar(x: arb) -> arb_mat:
    return arb_mat([[x]])


def _table(rows: int, columns: int, entry: Callable[[int, int], arb]) -> arb_mat:
    return arb_mat(rows, columns, [entry(i, j) for i in range(rows) for j in range(columns)])


_FUNCTIONS: dict[str, Callable[[arb], arb]] = {
    "log": lambda x: x.log(),
    "exp": lambda x: x.exp(),
    "sqrt": lambda x: x.sqrt(),
    "cos": lambda x: x.cos(),
    "sin": lambda x: x.sin(),
    "abs": abs,
    "log1p": lambda x: x.log1p(),
    "expm1": lambda x: x.expm1(),
    "g": lambda x: x - x.log1p(),
    "h": lambda x: x.expm1() - x,
}

_MEANINGS: dict[type, Callable[[_Enclosure, Any, dict], arb_mat]] = {
    Symbol: _Enclosure.symbol,
    n.Number: lambda at, node, bound: _scalar(_exact(node.value)),
    n.Constant: _Enclosure.constant,
    n.Add: lambda at, node, bound: at.of(node.left, bound) + at.of(node.right, bound),
    n.Sub: lambda at, node, bound: at.of(node.left, bound) - at.of(node.right, bound),
    n.Neg: lambda at, node, bound: -at.of(node.arg, bound),
    n.Mul: _Enclosure.product,
    n.Div: _Enclosure.quotient,
    n.Pow: _Enclosure.power,
    n.Apply: _Enclosure.apply,
    n.Piecewise: _Enclosure.piecewise,
    n.MatMul: _Enclosure.matmul,
    n.Transpose: lambda at, node, bound: at.of(node.arg, bound).transpose(),
    n.Inverse: _Enclosure.inverse,
    n.Trace: _Enclosure.trace,
    n.Det: lambda at, node, bound: _scalar(at.of(node.arg, bound).det()),
    n.Identity: _Enclosure.identity,
    n.Zero: _Enclosure.zero,
    n.Diag: _Enclosure.diagonal,
    n.StrictLower: _Enclosure.strict_lower,
    n.Component: _Enclosure.component,
    n.Delta: _Enclosure.delta,
    n.VectorOf: _Enclosure.vector,
    n.Sum: _Enclosure.total,
    n.Product: _Enclosure.total,
}
