"""Expressions as SymPy expressions: `to_sympy`.

Indices count from 1 here and from 0 in SymPy. What SymPy has no word for is written out: g(x) is
x − log(1 + x), an expectation is an integral, a quadratic form is the trace of a 1 x 1 product,
since SymPy adds no 1 x 1 matrix to a scalar.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Self, TypeAlias

import sympy
from sympy.matrices.expressions import DiagMatrix
from sympy.matrices.expressions.funcmatrix import FunctionMatrix

from symkl.errors import UnsupportedExpression
from symkl.lang import nodes as n
from symkl.lang.binding import free_symbols, fresh, substitute
from symkl.lang.family import density_of, support_of

Written: TypeAlias = Callable[..., sympy.Expr]

_FUNCTIONS: dict[str, Callable[..., sympy.Expr]] = {
    "log": sympy.log,
    "exp": sympy.exp,
    "sqrt": sympy.sqrt,
    "cos": sympy.cos,
    "sin": sympy.sin,
    "abs": sympy.Abs,
    "log1p": lambda x: sympy.log(1 + x),
    "expm1": lambda x: sympy.exp(x) - 1,
    "g": lambda x: x - sympy.log(1 + x),
    "h": lambda x: sympy.exp(x) - 1 - x,
}

_ASSUMPTIONS = ("real", "positive", "nonnegative", "nonzero", "integer")


def to_sympy(expr: n.Expr | n.Relation, *, dims: Mapping[n.Symbol, int] | None = None) -> Any:
    """The expression in SymPy.

    Parameters
    ----------
    expr
        An expression, or a relation between two.
    dims
        Numbers for symbolic dimensions, which make vectors and matrices explicit, with the entries
        of SymPy's `MatrixSymbol` of the same name; without it all of them stay symbols.

    Returns
    -------
    sympy.Basic
        A scalar; a matrix expression, or an explicit matrix where the dimensions are numbers.

    Raises
    ------
    UnsupportedExpression
        For what SymPy cannot hold: densities that are left open, integrals over vectors of
        symbolic length.

    Examples
    --------
    >>> from symkl.lang.vocabulary import log, positive
    >>> s, t = positive("s t")
    >>> to_sympy(log(s / t) - 1)
    log(s/t) - 1
    """
    writer = Writer(dict(dims or {}), explicit=dims is not None)
    if isinstance(expr, n.Relation):
        relation = {"=": sympy.Eq, "<=": sympy.Le, ">=": sympy.Ge}[expr.op]
        return relation(writer(expr.lhs), writer(expr.rhs), evaluate=False)
    return writer(expr)


@dataclass(frozen=True, slots=True)
class Writer:
    """Writes expressions where some dimensions are numbers and some symbols are something else.

    A kind of node is written by the method of its name in small letters; a subclass can write
    some of them in another way. Values in `bound` are SymPy's: explicit matrices where the
    symbol has a shape.
    """

    dims: dict[n.Symbol, int]
    bound: dict[n.Symbol, object] = field(default_factory=dict)
    explicit: bool = True  # whether what has a number of entries or terms is written out

    def __call__(self, node: n.Bound) -> sympy.Basic:
        kind = type(node).__name__.lower()
        write = getattr(self, kind, None)
        if write is None:
            raise UnsupportedExpression(f"SymPy has no form for {node} ({type(node).__name__})")
        return write(node)

    def within(self, symbol: n.Symbol, value: object) -> Self:
        return replace(self, bound={**self.bound, symbol: value})

    def outside(self, symbol: n.Symbol) -> Self:
        """The writer within a binder of `symbol`, whatever that stands for around it."""
        return replace(self, bound={s: v for s, v in self.bound.items() if s != symbol})

    def dim(self, dim: Any) -> sympy.Basic:
        if isinstance(dim, n.Symbol):
            return sympy.Integer(self.dims[dim]) if dim in self.dims else self(dim)
        return sympy.Integer(dim)

    def size(self, shape: n.Shape) -> tuple[int, ...] | None:
        """A matrix shape in numbers; None where it is symbolic, or meant to be."""
        found = tuple(map(self.dim, shape))
        numbers = self.explicit and all(d.is_Integer for d in found)
        return tuple(map(int, found)) if numbers else None

    def symbol(self, node: n.Symbol) -> sympy.Basic:
        if node in self.bound:
            return self.bound[node]
        if node in self.dims:
            return sympy.Integer(self.dims[node])
        if node.dims == ():
            known = {name: True for name in _ASSUMPTIONS if name in node.assumptions}
            return sympy.Symbol(node.name, **known)
        letter = sympy.MatrixSymbol(node.name, *map(self.dim, node.dims))
        size = self.size(node.dims)
        if size is None:
            return letter

        def entry(i: int, j: int) -> Any:
            lower = (max(i, j), min(i, j)) if "symmetric" in node.assumptions else (i, j)
            return 0 if j > i and "lower_triangular" in node.assumptions else letter[lower]

        return sympy.ImmutableMatrix(*size, entry)

    def number(self, node: n.Number) -> sympy.Basic:
        return sympy.Rational(node.value.numerator, node.value.denominator)

    def constant(self, node: n.Constant) -> sympy.Basic:
        return sympy.pi

    def infinity(self, node: n.Infinity) -> sympy.Basic:
        return sympy.oo if node.sign == "+" else -sympy.oo

    def add(self, node: n.Add) -> sympy.Basic:
        return self(node.left) + self(node.right)

    def sub(self, node: n.Sub) -> sympy.Basic:
        return self(node.left) - self(node.right)

    def neg(self, node: n.Neg) -> sympy.Basic:
        return -self(node.arg)

    def mul(self, node: n.Mul) -> sympy.Basic:
        return self(node.left) * self(node.right)

    def div(self, node: n.Div) -> sympy.Basic:
        return self(node.left) / self(node.right)

    def pow(self, node: n.Pow) -> sympy.Basic:
        return self(node.base) ** self(node.exponent)

    def apply(self, node: n.Apply) -> sympy.Basic:
        return _FUNCTIONS[node.function](self(node.arg))

    def piecewise(self, node: n.Piecewise) -> sympy.Basic:
        below = self(node.left) < self(node.right)
        return sympy.Piecewise((self(node.then), below), (self(node.otherwise), True))

    def matmul(self, node: n.MatMul) -> sympy.Basic:
        product = self(node.left) * self(node.right)
        if node.shape != ():
            return product
        return product[0, 0] if _explicit(product) else sympy.Trace(product)

    def transpose(self, node: n.Transpose) -> sympy.Basic:
        return self(node.arg).T

    def inverse(self, node: n.Inverse) -> sympy.Basic:
        matrix = self(node.arg)
        return matrix.inv() if _explicit(matrix) else sympy.Inverse(matrix)

    def trace(self, node: n.Trace) -> sympy.Basic:
        matrix = self(node.arg)
        if node.arg.shape == ():
            return matrix
        return matrix.trace() if _explicit(matrix) else sympy.Trace(matrix)

    def det(self, node: n.Det) -> sympy.Basic:
        matrix = self(node.arg)
        return matrix.det() if _explicit(matrix) else sympy.Determinant(matrix)

    def identity(self, node: n.Identity) -> sympy.Basic:
        size = self.size(node.shape)
        return (
            sympy.Identity(self.dim(node.dim)) if size is None else sympy.eye(*size).as_immutable()
        )

    def zero(self, node: n.Zero) -> sympy.Basic:
        size = self.size(node.dims)
        if size is None:
            return sympy.ZeroMatrix(*map(self.dim, node.dims))
        return sympy.zeros(*size).as_immutable()

    def diag(self, node: n.Diag) -> sympy.Basic:
        vector = self(node.arg)
        return sympy.diag(*vector).as_immutable() if _explicit(vector) else DiagMatrix(vector)

    def strictlower(self, node: n.StrictLower) -> sympy.Basic:
        matrix = self(node.arg)
        if not _explicit(matrix):
            raise UnsupportedExpression(
                f"SymPy has no form for {node} in symbolic dimension", hint="pass dims"
            )
        return matrix.lower_triangular(-1)

    def component(self, node: n.Component) -> sympy.Basic:
        indices = [self(i) - 1 for i in node.indices]
        return self(node.arg)[indices[0], indices[1] if len(indices) == 2 else 0]

    def delta(self, node: n.Delta) -> sympy.Basic:
        return sympy.KroneckerDelta(self(node.i), self(node.j))

    def vectorof(self, node: n.VectorOf) -> sympy.Basic:
        size = self.size(node.shape)
        if size is not None:
            body = [
                self.within(node.variable, sympy.Integer(i + 1))(node.body) for i in range(size[0])
            ]
            return sympy.ImmutableMatrix(body)
        # SymPy's Lambda puts its argument in the place of bound symbols of the same name too.
        row = sympy.Dummy(node.variable.name, integer=True, nonnegative=True)
        column = sympy.Dummy("column", integer=True, nonnegative=True)
        body = self.within(node.variable, row + 1)(node.body)
        return FunctionMatrix(self.dim(node.dim), 1, sympy.Lambda((row, column), body))

    def _over_index(
        self, node: n.Sum | n.Product, operation: Written, symbolic: Written
    ) -> sympy.Basic:
        upper = self(node.upper)
        if node.shape == () and not (self.explicit and upper.is_Integer):
            inner = self.outside(node.variable)
            return symbolic(inner(node.body), (inner(node.variable), 1, upper))
        if not upper.is_Integer:
            raise UnsupportedExpression(
                f"SymPy has no form for {node}, a sum of matrices", hint="pass dims"
            )
        terms = [
            self.within(node.variable, sympy.Integer(i))(node.body)
            for i in range(1, int(upper) + 1)
        ]
        return (
            operation(terms) if terms else self(n.Zero(node.shape) if node.shape else n.as_expr(0))
        )

    def sum(self, node: n.Sum) -> sympy.Basic:
        def total(terms: list[sympy.Expr]) -> sympy.Expr:
            return sum(terms[1:], start=terms[0])

        return self._over_index(node, total, sympy.Sum)

    def product(self, node: n.Product) -> sympy.Basic:
        return self._over_index(node, sympy.prod, sympy.Product)

    def integral(self, node: n.Integral) -> sympy.Basic:
        if node.variable.dims == ():
            inner = self.outside(node.variable)
            limits = (inner(node.variable), self(node.lower), self(node.upper))
            return sympy.Integral(inner(node.body), limits)
        size = self.size(node.variable.dims)
        if size is None or size[1] != 1:
            raise UnsupportedExpression(
                f"SymPy has no integral over {node.variable} in symbolic dimension",
                hint="pass dims",
            )
        # SymPy integrates over symbols only, not over the entries of a matrix.
        letters = [
            sympy.Symbol(f"{node.variable.name}[{i + 1}]", real=True) for i in range(size[0])
        ]
        body = self.within(node.variable, sympy.ImmutableMatrix(letters))(node.body)
        return sympy.Integral(body, *[(x, -sympy.oo, sympy.oo) for x in letters])

    def derivative(self, node: n.Derivative) -> sympy.Basic:
        if node.wrt.dims == ():
            return sympy.Derivative(self(node.body), self(node.wrt)) * self(node.direction)
        point = self(node.wrt)
        if not _explicit(point) or "symmetric" in node.wrt.assumptions:
            raise UnsupportedExpression(
                f"SymPy has no form for the differential {node}", hint="take the derivative first"
            )
        along = self(node.direction)
        body = self(node.body)
        pairs = zip(point, along, strict=True)
        return sum((sympy.Derivative(body, x) * h for x, h in pairs if x != 0), sympy.Integer(0))

    def density(self, node: n.Density) -> sympy.Basic:
        return self(_formula(node.law, node.at))

    def expectation(self, node: Any) -> sympy.Basic:
        variable, body = node.variable, node.body
        if variable in free_symbols(node.law):
            # The law means another letter of this name.
            other = fresh(variable, free_symbols(node.law) | free_symbols(body))
            variable, body = other, substitute(body, {variable: other})
        weighted = n.Mul(_formula(node.law, variable), body)
        over = support_of(node.law)
        return self(n.Integral(weighted, variable, over.lower, over.upper))

    def _expected_log(self, node: Any, ratio: Callable[[n.Symbol], n.Expr]) -> sympy.Basic:
        letter = n.law_letter(node.p)
        free = free_symbols(node)
        letter = fresh(letter, free) if letter in free else letter
        return self(n.Expectation(node.p, n.Apply("log", ratio(letter)), letter))

    def divergence(self, node: Any) -> sympy.Basic:
        return self._expected_log(node, lambda x: n.Div(node.p(x), node.q(x)))

    def crossentropy(self, node: Any) -> sympy.Basic:
        return self._expected_log(node, lambda x: n.Div(n.as_expr(1), node.q(x)))

    def entropy(self, node: Any) -> sympy.Basic:
        return self._expected_log(node, lambda x: n.Div(n.as_expr(1), node.p(x)))


def _explicit(matrix: object) -> bool:
    return isinstance(matrix, sympy.MatrixBase)


def _formula(law: Any, at: n.Expr) -> n.Expr:
    if isinstance(law, n.Independent):
        index = law.variable
        if index in free_symbols(at):
            other = fresh(index, free_symbols(at) | free_symbols(law.body))
            law = n.Independent(
                substitute(law.body, {index: other}), other, law.dim, law.name, law.letter
            )
        factor = _formula(law.body, n.Component(at, (law.variable,)))
        return n.Product(factor, law.variable, n.as_expr(law.dim))
    own = law.family.support
    if not own.everything and getattr(at, "assumptions", None) != own.assumptions:
        raise UnsupportedExpression(
            f"{at} is not known to lie in the {own.kind}, where {law.name} lives"
        )
    return density_of(law, at)
