"""Expressions in SymPy with every entry written out, for dimensions that are numbers.

A positive definite matrix is L Lᵀ with letters for the entries of L, so that what is assumed of it
is assumed of letters, which SymPy understands. Integrals over the line are evaluated (see
`symkl.crosscheck.gaussian`), derivatives taken.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import product
from typing import Any

import sympy

from symkl.crosscheck.determinants import adjugate, det
from symkl.crosscheck.gaussian import over_space
from symkl.crosscheck.rational import NoForm, factored, tidy
from symkl.lang import nodes as n
from symkl.meaning.bridge_out import Writer

__all__ = ["Explicit", "explicit"]


def explicit(
    expr: n.Expr, dims: Mapping[n.Symbol, int], where: Mapping[n.Symbol, n.Expr]
) -> list[Any]:
    """The entries of an expression.

    Parameters
    ----------
    expr
        A scalar, vector or matrix.
    dims
        A number for every symbolic dimension.
    where
        Symbols that stand for expressions in the others.

    Raises
    ------
    NoForm
        Where SymPy's algebra does not get there.
    UnsupportedExpression
        For what SymPy cannot hold.
    """
    writer = Explicit(dict(dims))
    for symbol, value in where.items():
        writer = writer.within(symbol, writer(value))
    value = writer(expr)
    return list(value) if isinstance(value, sympy.MatrixBase) else [value]


class Explicit(Writer):
    """The writer of SymPy expressions for entries."""

    __slots__ = ()

    def symbol(self, node: n.Symbol) -> Any:
        """An explicit matrix for a symbol with a shape."""
        if node in self.bound or node.dims == ():
            return super().symbol(node)
        size = self.size(node.dims)
        if size is None:
            raise NoForm(f"{node} has no number of entries")
        return _matrix(node, *size)

    def apply(self, node: n.Apply) -> Any:
        """The logarithm of a product of exponentials and positive factors is a sum."""
        if node.function not in ("log", "sqrt"):
            return super().apply(node)
        arg = self(node.arg)
        return _log(arg) if node.function == "log" else sympy.sqrt(factored(arg))

    def inverse(self, node: n.Inverse) -> Any:
        matrix = self(node.arg)
        below = factored(det(matrix))
        return adjugate(matrix).applyfunc(lambda entry: tidy(entry / below)).as_immutable()

    def det(self, node: n.Det) -> Any:
        return factored(det(self(node.arg)))

    def integral(self, node: n.Integral) -> Any:
        """The value of an integral over the whole space."""
        if node.variable.dims == () and (
            self(node.lower) != -sympy.oo or self(node.upper) != sympy.oo
        ):
            raise NoForm(f"{node} is not over the whole line")
        # A bound variable is another letter than a free one of its name.
        size = self.size(node.variable.dims)
        if size is None or size[1:] not in ((), (1,)):
            raise NoForm(f"{node} is not over a vector of known length")
        letters = [
            sympy.Dummy(node.variable.name, real=True) for _ in range(size[0] if size else 1)
        ]
        point = sympy.ImmutableMatrix(letters) if size else letters[0]
        value = self.within(node.variable, point)(node.body)

        if isinstance(value, sympy.MatrixBase):
            return value.applyfunc(lambda entry: over_space(entry, letters))
        return over_space(value, letters)

    def derivative(self, node: n.Derivative) -> Any:
        """The differential: by each letter for an entry, times how fast that letter moves.

        Off the triangular matrices, where there are no such letters, by a step t in the
        direction.
        """
        along = self(node.direction)
        if node.wrt.dims == ():
            return sympy.diff(self(node.body), self(node.wrt)) * along
        if node.wrt not in self.bound and not _leaves(node.wrt, along):
            body = self(node.body)
            rates = _rates(node.wrt, along)
            return sympy.Add(*[sympy.diff(body, letter) * rate for letter, rate in rates])
        t = sympy.Dummy("t", real=True)
        moved = self.within(node.wrt, self(node.wrt) + t * along)
        return sympy.diff(moved(node.body), t).xreplace({t: sympy.Integer(0)})


def _leaves(symbol: n.Symbol, along: Any) -> bool:
    """Return whether a triangular matrix moves in a direction that is not triangular."""
    return "lower_triangular" in symbol.assumptions and not along.is_lower


def _rates(symbol: n.Symbol, along: Any) -> Iterator[tuple[Any, Any]]:
    """The letters of the entries, with their derivatives as the symbol moves in a direction."""
    rows, columns = along.shape
    if "positive_definite" in symbol.assumptions:
        # From dL Lᵀ + L dLᵀ = H follows dL = L Φ(L⁻¹ H L⁻ᵀ), with Φ the lower half (the diagonal
        # halved).
        lower = _matrix(_triangle(symbol), rows, columns)
        inverse = adjugate(lower) / det(lower)
        middle = inverse * along * inverse.T
        lower_half = sympy.Matrix(
            rows, columns, lambda i, j: middle[i, j] / (1 + (i == j)) if i >= j else 0
        )
        letters, moving = lower, lower * lower_half
    else:
        letters, moving = _matrix(symbol, rows, columns), along
    symmetric = {"symmetric", "positive_definite"} & symbol.assumptions
    if symmetric and along != along.T:
        raise NoForm(f"{symbol} moves in a direction that is not symmetric")
    for i, j in product(range(rows), range(columns)):
        if letters[i, j] != 0 and (i >= j or not symmetric):
            yield letters[i, j], tidy(moving[i, j])


def _log(arg: Any) -> Any:
    exponent, rest = sympy.Integer(0), sympy.Integer(1)
    for factor in sympy.Mul.make_args(arg):
        if isinstance(factor, sympy.exp) and factor.args[0].is_real:
            exponent += factor.args[0]
        else:
            rest *= factor
    return sympy.expand_log(sympy.log(factored(rest)), factor=True) + exponent


def _matrix(symbol: n.Symbol, rows: int, columns: int) -> Any:
    """Letters for the entries of a vector or matrix, with what is assumed of it."""
    known = symbol.assumptions
    if "positive_definite" in known:
        lower = _matrix(_triangle(symbol), rows, columns)
        return lower * lower.T

    def entry(i: int, j: int) -> Any:
        if "lower_triangular" in known and j > i:
            return sympy.Integer(0)
        if "symmetric" in known:
            i, j = max(i, j), min(i, j)
        positive = "positive" in known or (i == j and "positive_diagonal" in known)
        sign = {"positive": True} if positive else {"real": True}
        return sympy.Symbol(f"{symbol.name}[{i + 1}, {j + 1}]", **sign)

    return sympy.ImmutableMatrix(rows, columns, entry)


def _triangle(symbol: n.Symbol) -> n.Symbol:
    # No author can declare this name: a declaration splits its names at the spaces.
    known = frozenset({"lower_triangular", "positive_diagonal"})
    return n.Symbol(f"{symbol.name} factor", symbol.dims, known)
