"""SymPy expressions as trees, written the way a person writes them: `from_sympy`.

SymPy keeps x/(2σ²) as 1/2·x·σ⁻² and x − μ as −1·μ + x. Here negative powers become denominators,
negative terms are subtracted, and a sum opens with a term that is not negative.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce
from typing import Any

import sympy
from sympy.core.relational import StrictGreaterThan, StrictLessThan
from sympy.matrices.expressions import DiagMatrix
from sympy.matrices.expressions.funcmatrix import FunctionMatrix
from sympy.matrices.expressions.matexpr import MatrixElement

from symkl.errors import UnsupportedExpression
from symkl.lang import nodes as n
from symkl.lang import vocabulary as b


def _functions() -> dict[Any, str]:
    """The functions of the table that are one of SymPy's, by that one."""
    x = sympy.Symbol("x")
    found = {row.sympy(sympy, x): name for name, row in n.FUNCTIONS.items()}
    return {expr.func: name for expr, name in found.items() if expr.args == (x,)}


_FUNCTIONS = _functions()


def from_sympy(expr: object, letters: Iterable[n.Symbol] | None = None) -> n.Expr:
    """A SymPy expression as a tree.

    Parameters
    ----------
    expr
        A scalar or a matrix expression.
    letters
        The symbols that names stand for. Others are declared as they are found: a scalar as
        positive, nonnegative or real by SymPy's assumptions (real without any), a matrix symbol
        as a matrix, a positive integer as a dimension or an index by its use.

    Raises
    ------
    UnsupportedExpression
        For a kind of expression that has no form here; the kind is named.

    Examples
    --------
    >>> x, m = sympy.symbols("x m", real=True)
    >>> s = sympy.Symbol("s", positive=True)
    >>> print(from_sympy(1 - (x - m) ** 2 / (2 * s**2)))
    1 - (x - m)**2/(2*s**2)
    """
    expr = sympy.sympify(expr)
    known = {symbol.name: symbol for symbol in letters or ()}
    return _Reader(known, _indices(expr), _dimensions(expr))(expr)


def _indices(expr: sympy.Basic) -> frozenset[sympy.Symbol]:
    """The symbols that are used as indices."""
    found = set()
    for part in sympy.preorder_traversal(expr):
        if isinstance(part, sympy.Sum | sympy.Product):
            found |= {limit[0] for limit in part.limits}
        elif isinstance(part, MatrixElement):
            found |= part.i.free_symbols | part.j.free_symbols
        elif isinstance(part, sympy.KroneckerDelta):
            found |= part.free_symbols
        elif isinstance(part, FunctionMatrix):
            found |= set(part.lamda.variables)
    return frozenset(found)


def _dimensions(expr: sympy.Basic) -> frozenset[sympy.Symbol]:
    """The symbols that occur in shapes."""
    found = set()
    for part in sympy.preorder_traversal(expr):
        if isinstance(part, sympy.MatrixExpr):
            found |= {d for d in part.shape if isinstance(d, sympy.Symbol)}
    return frozenset(found)


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads SymPy expressions; `known` are the letters by name."""

    known: dict[str, n.Symbol]
    indices: frozenset[sympy.Symbol]
    dimensions: frozenset[sympy.Symbol]

    def __call__(self, expr: sympy.Basic) -> n.Expr:
        for kind, read in _READERS:
            if isinstance(expr, kind):
                return read(self, expr)
        raise UnsupportedExpression(
            f"{expr} is of a kind that has no form here: {type(expr).__name__}",
            hint="rewrite it with sums, products, powers, exp, log, sqrt, integrals and matrices",
        )

    def _letter(self, expr: sympy.Basic) -> Any:
        """Read a variable or an index; if it is no letter, the node made of it raises the error."""
        return self(expr)

    def dim(self, dim: Any) -> n.Dimension:
        return int(dim) if dim.is_Integer else self(dim)

    def symbol(self, expr: sympy.Symbol) -> n.Symbol:
        if expr.name in self.known:
            return self.known[expr.name]
        if expr in self.dimensions:
            made = b.dimension(expr.name)
        elif expr in self.indices:
            made = b.index(expr.name)
        elif expr.is_integer and expr.is_positive:
            made = b.dimension(expr.name)
        elif expr.is_positive:
            made = b.positive(expr.name)
        elif expr.is_nonnegative:
            made = b.nonnegative_real(expr.name)
        elif expr.is_nonzero:
            made = b.nonzero(expr.name)
        else:
            made = b.real(expr.name)
        self.known[expr.name] = made
        return made

    def matrix_symbol(self, expr: sympy.MatrixSymbol) -> n.Symbol:
        if expr.name not in self.known:
            rows, columns = map(self.dim, expr.shape)
            self.known[expr.name] = b.matrix(expr.name, rows, columns)
        return self.known[expr.name]

    def rational(self, expr: sympy.Rational) -> n.Expr:
        return n.as_expr(Fraction(int(expr.p), int(expr.q)))

    def _bound(self, expr: sympy.Expr) -> n.Bound:
        if expr in (sympy.oo, -sympy.oo):
            return b.oo if expr is sympy.oo else -b.oo
        return self(expr)

    def add(self, expr: sympy.Add) -> n.Expr:
        terms = expr.as_ordered_terms()
        return self._total([(t, _negative(t)) for t in terms])

    def _total(self, terms: list[tuple[sympy.Expr, bool]]) -> n.Expr:
        first = next((i for i, (_, negative) in enumerate(terms) if not negative), 0)
        terms = [terms[first], *terms[:first], *terms[first + 1 :]]
        total = self(terms[0][0])
        for term, negative in terms[1:]:
            total = total - self(-term) if negative else total + self(term)
        return total

    def mul(self, expr: sympy.Mul) -> n.Expr:
        if _negative(expr):
            return _opposite(self(-expr))
        top, bottom = _fraction(expr)
        if not bottom:
            return self._times(top)
        return (self._times(top) if top else n.as_expr(1)) / self._times(bottom)

    def _times(self, factors: list[sympy.Expr]) -> n.Expr:
        return reduce(lambda x, y: x * y, [self(factor) for factor in factors])

    def power(self, expr: sympy.Pow) -> n.Expr:
        base, exponent = expr.as_base_exp() if not expr.base.is_Rational else expr.args
        if base == sympy.E:
            return b.exp(self(exponent))
        if exponent.is_Rational and exponent < 0:
            return 1 / self(base**-exponent)
        if exponent == sympy.Rational(1, 2):
            return b.sqrt(self(base))
        return self(base) ** self(exponent)

    def function(self, expr: sympy.Function) -> n.Expr:
        return n.Apply(_FUNCTIONS[expr.func], self(expr.args[0]))

    def exponential(self, expr: sympy.exp) -> n.Expr:
        return b.exp(self(expr.exp))

    def integral(self, expr: sympy.Integral) -> n.Expr:
        body = self(expr.function)
        for limit in expr.limits:
            if len(limit) != 3:
                raise UnsupportedExpression(
                    f"{expr} has no bounds", hint="write the integral between two bounds"
                )
            body = n.Integral(body, self._letter(limit[0]), *map(self._bound, limit[1:]))
        return body

    def _over_index(
        self, expr: sympy.Sum | sympy.Product, kind: type[n.Sum] | type[n.Product]
    ) -> n.Expr:
        body, limits = expr.function, expr.limits
        for i, (index, lower, _) in enumerate(limits):
            shift = lower - 1
            body = body.subs(index, index + shift) if shift else body
            if shift and any(index in limit.free_symbols for limit in limits[i + 1 :]):
                raise UnsupportedExpression(f"{expr} has bounds that depend on each other")
        result = self(body)
        for index, lower, upper in limits:
            result = kind(result, self._letter(index), self(upper - lower + 1))
        return result

    def sum(self, expr: sympy.Sum) -> n.Expr:
        return self._over_index(expr, n.Sum)

    def product(self, expr: sympy.Product) -> n.Expr:
        return self._over_index(expr, n.Product)

    def derivative(self, expr: sympy.Derivative) -> n.Expr:
        body = self(expr.expr)
        for variable, times in expr.variable_count:
            for _ in range(int(times)):
                body = b.D(body, self._letter(variable))
        return body

    def piecewise(self, expr: sympy.Piecewise) -> n.Expr:
        result: n.Expr | None = None
        for value, condition in reversed(expr.args):
            if result is None and condition == True:  # noqa: E712 - SymPy's own truth
                result = self(value)
            elif result is not None and isinstance(condition, StrictLessThan | StrictGreaterThan):
                lesser, greater = condition.lts, condition.gts
                result = b.piecewise(self(lesser), self(greater), self(value), result)
            else:
                result = None
                break
        if result is None:
            raise UnsupportedExpression(f"{expr} has a branch that is not decided by < alone")
        return result

    def delta(self, expr: sympy.KroneckerDelta) -> n.Expr:
        return b.delta(self(expr.args[0]), self(expr.args[1]))

    def element(self, expr: MatrixElement) -> n.Expr:
        matrix = self(expr.parent)
        row, column = self(expr.i + 1), self(expr.j + 1)
        if matrix.shape == ():
            return matrix
        return matrix[row] if matrix.shape[1] == 1 else matrix[row, column]

    def matrix_sum(self, expr: sympy.MatAdd) -> n.Expr:
        if all(map(_transposed, expr.args)):
            # SymPy takes the transpose of a sum term by term.
            return self(sympy.MatAdd(*[term.T for term in expr.args])).T
        return self._total([(term, _negative(term)) for term in expr.args])

    def matrix_product(self, expr: sympy.MatMul) -> n.Expr:
        factor, matrices = expr.as_coeff_matrices()
        if _negative(factor):
            return _opposite(self(-expr))
        product = reduce(lambda x, y: x @ y, [self(m) for m in matrices]) if matrices else b.eye(1)
        if factor == 1:
            return product
        top, bottom = _fraction(factor)
        product = self._times(top) * product if top else product
        return product / self._times(bottom) if bottom else product

    def matrix_power(self, expr: sympy.MatPow) -> n.Expr:
        base, exponent = self(expr.base), expr.exp
        if not exponent.is_Integer or abs(exponent) > 16 or not exponent:
            raise UnsupportedExpression(f"{expr} is a power of a matrix that has no form here")
        factor = base if exponent > 0 else b.inv(base)
        return reduce(lambda x, y: x @ y, [factor] * abs(int(exponent)))

    def trace(self, expr: sympy.Trace) -> n.Expr:
        arg = self(expr.arg)
        return arg if arg.shape == () else b.tr(arg)

    def determinant(self, expr: sympy.Determinant) -> n.Expr:
        return b.det(self(expr.arg))

    def inverse(self, expr: sympy.Inverse) -> n.Expr:
        return b.inv(self(expr.arg))

    def transpose(self, expr: sympy.Transpose) -> n.Expr:
        return self(expr.arg).T

    def identity(self, expr: sympy.Identity) -> n.Expr:
        return b.eye(self.dim(expr.shape[0]))

    def zero(self, expr: sympy.ZeroMatrix) -> n.Expr:
        return b.zeros(*map(self.dim, expr.shape))

    def diagonal(self, expr: DiagMatrix) -> n.Expr:
        return b.diag(self(expr.args[0]))

    def function_matrix(self, expr: FunctionMatrix) -> n.Expr:
        if expr.shape[1] != 1:
            raise UnsupportedExpression(f"{expr} is a matrix by components, not a vector")
        index, _ = expr.lamda.variables
        body = expr.lamda.expr.subs(index, index - 1)
        return b.by_component(self(body), self._letter(index), self.dim(expr.shape[0]))


def _opposite(expr: n.Expr) -> n.Expr:
    """The negative as Python reads it where somebody types -a*b/c: the sign goes to a."""
    if isinstance(expr, n.Mul | n.Div | n.MatMul):
        return type(expr)(_opposite(expr.left), expr.right)
    return -expr


def _negative(term: sympy.Expr) -> bool:
    if isinstance(term, sympy.MatMul):
        term = term.as_coeff_matrices()[0]
    return bool(term.could_extract_minus_sign()) if term.is_Rational else _coefficient(term) < 0


def _transposed(term: sympy.MatrixExpr) -> bool:
    """Return whether a term is a multiple of a transpose."""
    matrices = term.args if isinstance(term, sympy.MatMul) else [term]
    matrices = [m for m in matrices if isinstance(m, sympy.MatrixExpr)]
    return len(matrices) == 1 and isinstance(matrices[0], sympy.Transpose)


def _coefficient(term: sympy.Expr) -> sympy.Rational:
    return term.as_coeff_Mul(rational=True)[0]


def _fraction(expr: sympy.Expr) -> tuple[list[sympy.Expr], list[sympy.Expr]]:
    """The factors above and below the line, with the square roots on each side in one."""
    coefficient, rest = expr.as_coeff_Mul(rational=True)
    top, bottom = [], []
    for factor in sympy.Mul.make_args(rest):
        base, exponent = factor.args if isinstance(factor, sympy.Pow) else (factor, sympy.S.One)
        if exponent.is_Rational and exponent < 0:
            bottom.append(base**-exponent)
        elif factor != 1:
            top.append(factor)
    p, q = coefficient.p, coefficient.q
    for factor in top:
        # SymPy writes 1/√2 as √2/2.
        radicand = factor.base if _is_root(factor) else None
        if radicand is not None and radicand.is_Integer and q % radicand == 0:
            q //= radicand
            top.remove(factor)
            bottom.append(factor)
            break
    top, bottom = _one_root(top), _one_root(bottom)
    if p != 1:
        top.insert(0, sympy.Integer(p))
    if q != 1:
        bottom.insert(0, sympy.Integer(q))
    return top, bottom


def _is_root(factor: sympy.Expr) -> bool:
    return isinstance(factor, sympy.Pow) and factor.exp == sympy.Rational(1, 2)


def _one_root(factors: list[sympy.Expr]) -> list[sympy.Expr]:
    """√a √b as √(ab), for a and b known not to be negative."""
    roots = [f for f in factors if _is_root(f) and f.base.is_nonnegative]
    if len(roots) < 2:
        return factors
    joined = sympy.sqrt(sympy.Mul(*[f.base for f in roots]), evaluate=False)
    return [joined, *[f for f in factors if f not in roots]]


_READERS: tuple[tuple[Any, Callable[[_Reader, Any], n.Expr]], ...] = (
    (sympy.Rational, _Reader.rational),
    (sympy.core.numbers.Pi, lambda reader, expr: b.pi),
    (sympy.core.numbers.Exp1, lambda reader, expr: b.exp(1)),
    (sympy.Symbol, _Reader.symbol),
    # A matrix product is a Mul for SymPy, a matrix sum an Add, an inverse a power.
    (sympy.MatAdd, _Reader.matrix_sum),
    (sympy.MatMul, _Reader.matrix_product),
    (sympy.Inverse, _Reader.inverse),
    (sympy.MatPow, _Reader.matrix_power),
    (sympy.Add, _Reader.add),
    (sympy.Mul, _Reader.mul),
    (sympy.exp, _Reader.exponential),
    (sympy.Pow, _Reader.power),
    (tuple(_FUNCTIONS), _Reader.function),
    (sympy.Integral, _Reader.integral),
    (sympy.Sum, _Reader.sum),
    (sympy.Product, _Reader.product),
    (sympy.Derivative, _Reader.derivative),
    (sympy.Piecewise, _Reader.piecewise),
    (sympy.KroneckerDelta, _Reader.delta),
    (MatrixElement, _Reader.element),
    (sympy.MatrixSymbol, _Reader.matrix_symbol),
    (sympy.Trace, _Reader.trace),
    (sympy.Determinant, _Reader.determinant),
    (sympy.Transpose, _Reader.transpose),
    (sympy.Identity, _Reader.identity),
    (sympy.ZeroMatrix, _Reader.zero),
    (DiagMatrix, _Reader.diagonal),
    (FunctionMatrix, _Reader.function_matrix),
)
