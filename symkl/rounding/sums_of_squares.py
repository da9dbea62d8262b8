r"""Errors of sums of squares of vectors and matrices, among them solutions of triangular systems.

For a lower triangular L of order k let the computed x̂ be the solution of L x = b by substitution,
in any order of evaluation, with |b̂ − b| ≤ u |b|. It solves (L + ΔL) x̂ = b̂ with |ΔL| ≤ γ_k |L|, so

    |x̂ − x| ≤ |L⁻¹| (u |L| |x| + γ_k |L| |x̂|),

and with c = cond(L) = ‖ |L⁻¹| |L| ‖₂ the norms differ by at most η ‖x‖, where
η = c (u + γ_k)/(1 − γ_k c).

Refinement (`symkl.code.runtime.numpy_refined`) keeps the bound, for 2 ≤ k ≤ 2^13 and where η ≤ 1/3,
beyond which the bound is infinite. Let T = L⁻¹ b, h = ⌊(53 − ⌈log₂ k⌉)/2⌋, L' and X the leading h
bits of L by rows and of x̂, and L'' = L − L'. Then |L''| is at most 2^−h times the largest entry of
the row of |L|, and ‖X − T‖ ≤ (√k 2^−h + η) ‖T‖ to first order. L' X is exact, b − L' X is exact as
a sum of three numbers, so the residual r = L (T − X) has an error of at most γ_k |L''| |X| + 3u
|r|, and the solution of L y = r one of γ_k |L⁻¹| |L| |y|. With the rounding of X + y the norm of
the error is at most (u + (k γ_k 2^−h + (γ_k + 3u)(√k 2^−h + η)) c) ‖T‖, below (k + 1) u c ‖T‖.

For several right sides this holds column by column, hence for the Frobenius norm. The count of the
squared norm is written 2 (k + 1) cond(L); the form x/(1 − 2x) of such a bound takes the terms of
higher order (see `symkl.rounding.error_bounds`).

The strictly lower part N of E = L⁻¹ B is known up to η ‖E‖_F only, which may be more than N: the
errors of N come from all of E. In ‖N‖²_F they are at most 2 η ‖E‖²_F + …, as if ‖E‖²_F itself
had the error 2 η. A bound exists where ‖E‖²_F is below the whole, that is where the same sum has
terms which are at least Eᵢᵢ², for every i: `majorised` finds the sum and `dominates` proves it.

Where L and B are lower triangular, (L⁻¹B)ᵢᵢ = Bᵢᵢ/Lᵢᵢ, also as computed: what is subtracted before
the division is a sum of products with exact zeros.

References
----------
N. J. Higham, "Accuracy and Stability of Numerical Algorithms", 2nd ed., SIAM 2002, theorem 8.5 and
section 8.2.
"""

from __future__ import annotations

from collections.abc import Iterator

from symkl.lang import nodes as n
from symkl.lang.nodes import Expr, Node, Symbol, same
from symkl.rounding.counts import NONE, Count, joined, scaled, units
from symkl.rounding.known import Refused

__all__ = ["entries", "majorised", "solved", "squares", "terms"]


def entries(node: Node) -> Expr:
    """The tree with diagonal entries of differences and of triangular solutions written out."""
    changed = node.map_children(entries)
    assert isinstance(changed, Expr)
    if not isinstance(changed, n.Component) or len(changed.indices) != 2:
        return changed
    if not same(changed.indices[0], changed.indices[1]):
        return changed
    return _entry(changed.arg, changed.indices[0])


def _entry(matrix: Expr, i: Expr) -> Expr:
    match matrix:
        case n.Add() | n.Sub():
            return type(matrix)(_entry(matrix.left, i), _entry(matrix.right, i))
        case n.Identity():
            return n.as_expr(1)
        case n.Diag(vector):
            return n.Component(vector, (i,))
        case n.MatMul(n.Inverse(n.Diag(vector)), right):
            return n.Div(_entry(right, i), n.Component(vector, (i,)))
        case n.MatMul(n.Inverse(factor), right) if _lower(factor) and _lower(right):
            return n.Div(_entry(right, i), _entry(factor, i))
    return n.Component(matrix, (i, i))


def _lower(matrix: Expr) -> bool:
    match matrix:
        case Symbol():
            return "lower_triangular" in matrix.assumptions
        case n.Identity() | n.Diag():
            return True
        case n.Add() | n.Sub():
            return _lower(matrix.left) and _lower(matrix.right)
    return False


def squares(node: Expr) -> tuple[Count, Expr] | None:
    """The count of a scalar that is a sum of squares, and the vector or matrix squared.

    None for any other node.

    Raises
    ------
    Refused
        If nothing is known of the error of what is squared.
    """
    match node:
        case n.MatMul(n.Transpose(left), right) if node.shape == () and same(left, right):
            inner, size = right, f"s({right.shape[0]})"
        case n.Trace(n.MatMul(left, n.Transpose(right))) if same(left, right):
            inner, size = left, f"s({left.shape[0]}^2)"
        case _:
            return None
    return joined(scaled(_norm(inner), 2), units(1), {size: units(1)[""]}), inner


def _norm(node: Expr) -> Count:
    """The count of the norm of a vector or matrix."""
    match node:
        case Symbol() | n.Identity() | n.Diag(Symbol()):
            return NONE
        case n.Add() | n.Sub() if not _norm(node.left) and not _norm(node.right):
            return units(1)
        case n.StrictLower(arg):
            return _norm(arg)
        case n.MatMul(n.Inverse(n.Diag(Symbol())), right):
            return joined(_norm(right), units(1))  # a division for each entry
        case n.MatMul(n.Inverse(Symbol() as factor), right) if _lower(factor):
            inner = _norm(right)
            if set(inner) <= {""} and not inner.get("", 0) > 1:
                return {f"({factor.shape[0]} + 1) cond({factor})": units(1)[""]}
    raise Refused(f"no error bound is known for {node}")


def solved(node: Expr) -> bool:
    """Return whether a matrix is the solution of a triangular system, and not of a diagonal one."""
    match node:
        case n.MatMul(n.Inverse(matrix), _):
            return not isinstance(matrix, n.Diag)
    return isinstance(node, n.MatMul)


def terms(tree: Expr) -> Iterator[Expr]:
    """The terms of a sum."""
    if isinstance(tree, n.Add):
        yield from terms(tree.left)
        yield from terms(tree.right)
    else:
        yield tree


def majorised(tree: Expr) -> Iterator[tuple[Expr, Expr, n.Sum, Expr]]:
    """Yield the squares that a sum must dominate for each strictly lower part of a solution.

    Yields
    ------
    trace, factor, sum, square
        The trace, for `factor` times it among the terms, and the index sum among the terms whose
        body has to be at least `factor` times `square`.

    Raises
    ------
    Refused
        If there is a solution for which the tree has no such terms.
    """
    parts = list(terms(tree))
    for part in parts:
        factor, inner = (part.left, part.right) if isinstance(part, n.Mul) else (None, part)
        found = squares(inner)
        if found is None or not isinstance(found[1], n.StrictLower):
            continue
        solution = found[1].arg
        if not solved(solution):
            continue
        total = next((p for p in parts if isinstance(p, n.Sum)), None)
        if total is None:
            raise Refused(f"nothing in the sum is as large as the diagonal of {solution}")
        square = n.Pow(_entry(solution, total.variable), n.as_expr(2))
        yield inner, factor if factor is not None else n.as_expr(1), total, square
