"""Vectors and matrices as array code.

A row and a column are one array, since both have one axis of their own. An inverse is never formed:
``inv(L) @ b`` is a triangular solve, for a factor or for a covariance whose Cholesky factor is at
hand. Where what is on the right is exact, an argument like L or a difference of two, the target may
have a solve that loses no digits to the condition of L. It takes a column and a lower triangular
matrix at once.
"""

from __future__ import annotations

from dataclasses import replace

from symkl.code import python_text as python
from symkl.code.scalar_statements import infix
from symkl.code.statements import ATOM, MUL, Body, Piece, prints
from symkl.errors import UnsupportedExpression
from symkl.lang import nodes as n
from symkl.lang.nodes import Expr, Symbol


@prints(n.Transpose)
def _transpose(body: Body, node: n.Transpose) -> Piece:
    arg = body.print(node.arg)
    if arg.axes < 2:  # a row and a column are one array
        return arg
    return Piece(body.operation("transpose", arg), axes=2)


@prints(n.StrictLower)
def _strict_lower(body: Body, node: n.StrictLower) -> Piece:
    return Piece(body.operation("strict_lower", body.print(node.arg)), axes=2)


@prints(n.Identity)
def _identity(body: Body, node: n.Identity) -> Piece:
    return Piece(body.operation("identity", body.print(n.as_expr(node.dim))), axes=2)


@prints(n.Diag)
def _diag(body: Body, node: n.Diag) -> Piece:
    identity = body.operation("identity", body.print(n.as_expr(node.shape[0])))
    rows = body.print(node.arg)
    return Piece(f"{identity} * {rows.atom}[..., None]", MUL, axes=2)


@prints(n.Trace)
def _trace(body: Body, node: n.Trace) -> Piece:
    arg = node.arg
    if arg.shape == ():
        return body.print(arg)
    if isinstance(arg, n.MatMul) and len(arg.right.shape) == 2:
        left, right = arg.left, _turned(arg.right)
        if n.same(left, right):
            below = isinstance(left, n.StrictLower) and "sum_below" in body.dialect.operations
            if below and isinstance(left, n.StrictLower):
                return Piece(body.operation("sum_below", body.print(left.arg)))
            return Piece(body.operation("sum_of_squares", body.print(left)))
        if not (_is_inverse(arg.left) or _is_inverse(arg.right)):
            pieces = body.print(left), body.print(right)
            return Piece(body.operation("sum_of_products", *pieces))
    return Piece(body.operation("trace", body.print(arg)))


def _turned(node: Expr) -> Expr:
    """The transpose, without one upon another."""
    return node.arg if isinstance(node, n.Transpose) else n.Transpose(node)


@prints(n.MatMul)
def _matmul(body: Body, node: n.MatMul) -> Piece:
    left, right = node.left, node.right
    row, column = left.shape[0] == 1, right.shape[1] == 1
    if row and column:
        if n.same(_turned(left), right):
            return Piece(body.operation("dot_self", body.print(right)))
        return Piece(body.operation("dot", body.print(left), body.print(right)))
    if row:
        return _matmul(body, n.MatMul(_turned(right), _turned(left)))
    change = _factor_change(body, node)
    if change is not None:
        return change
    refined = _refined(body, node) if isinstance(left, n.Inverse) else None
    if refined is not None:
        return refined
    if _is_inverse(left):
        return _solve(body, _inverted(left), body.print(right), lower=_is_lower(right))
    if _is_inverse(right):
        turned = _solve(body, _turned(_inverted(right)), body.print(_turned(left)))
        return Piece(body.operation("transpose", turned), axes=2)
    pieces = body.print(left), body.print(right)
    if left.shape[1] == 1:
        return Piece(body.operation("outer", *pieces), axes=2)
    kind = "matrix_vector" if column else "matrix_matrix"
    return Piece(body.operation(kind, *pieces), axes=1 if column else 2)


@prints(n.Sub)
def _difference(body: Body, node: n.Sub) -> Piece:
    return _factor_change(body, node) or infix(body, node)


def _factor_change(body: Body, node: Expr) -> Piece | None:
    """``inv(L_2) @ (L_1 - L_2)`` or ``L - eye(k)`` where covariances, not factors, are given.

    The computed factors are the worse place to take a difference, so it is taken before.
    """
    match node:
        case n.MatMul(n.Inverse(Symbol() as outer), n.Sub(Symbol() as first, Symbol() as second)):
            if n.same(outer, second) and {first, second} <= body.covariances.keys():
                given = [Piece(body.covariances[s], axes=2) for s in (first, second)]
                pieces = given[0], body.print(first), given[1], body.print(second)
                return Piece(body.operation("factor_change", *pieces), axes=2)
        case n.Sub(Symbol() as first, n.Identity()) if first in body.covariances:
            covariance = Piece(body.covariances[first], axes=2)
            code = body.operation("factor_change_from_identity", covariance, body.print(first))
            return Piece(code, axes=2)
    return None


def _is_inverse(node: Expr) -> bool:
    inner = node.arg if isinstance(node, n.Transpose) else node
    return isinstance(inner, n.Inverse)


def _inverted(node: Expr) -> Expr:
    """The matrix of which an inverse, transposed or not, is the inverse."""
    if isinstance(node, n.Inverse):
        return node.arg
    assert isinstance(node, n.Transpose)
    return _turned(_inverted(node.arg))


def _is_lower(matrix: Expr) -> bool:
    """Return whether a matrix is lower triangular, so that a triangular system keeps it so."""
    match matrix:
        case Symbol():
            return "lower_triangular" in matrix.assumptions
        case n.Identity() | n.Diag() | n.StrictLower():
            return True
        case n.Add(left, right) | n.Sub(left, right) | n.MatMul(left, right):
            return _is_lower(left) and _is_lower(right)
        case n.Inverse(arg) | n.Neg(arg):
            return _is_lower(arg)
    return False


def _solve(body: Body, matrix: Expr, right: Piece, *, lower: bool = False) -> Piece:
    """The product of an inverse and an array, as one or two triangular solves."""
    letter = matrix.arg if isinstance(matrix, n.Transpose) else matrix
    turned = letter is not matrix
    if isinstance(letter, n.Diag):
        scales = body.print(letter.arg)
        by = f"{scales.atom}[..., None]" if right.axes == 2 else scales.atom
        return Piece(f"{right.at(MUL)} / {by}", MUL, axes=right.axes)
    if isinstance(letter, Symbol) and letter in body.factors:
        kind, factor = "solve_cholesky", Piece(body.factors[letter], axes=2)
    elif isinstance(letter, Symbol) and "lower_triangular" in letter.assumptions:
        kind, factor = "solve_upper" if turned else "solve_lower", body.print(letter)
    else:
        raise UnsupportedExpression(
            f"no code is known for the inverse of {matrix}",
            hint="solve with a Cholesky factor, or with a covariance that is an argument",
        )
    if right.axes == 2:
        shorter = f"{kind}_of_lower"
        kind = shorter if lower and shorter in body.dialect.operations else kind
        return Piece(body.operation(kind, factor, right), axes=2)
    # One solve after another goes on with the column.
    inner = right.code.removesuffix("[..., 0]")
    code = inner if inner != right.code else f"{right.atom}[..., None]"
    column = replace(right, code=code, level=ATOM)
    return Piece(f"{body.operation(kind, factor, column)}[..., 0]", axes=1)


def _refined(body: Body, node: n.MatMul) -> Piece | None:
    """A solve that may be refined; a column and a triangle for one factor are solved together."""
    factor = _inverted(node.left)
    wanted: dict[str, n.MatMul] = {}
    known = isinstance(factor, Symbol) and "lower_triangular" in factor.assumptions
    if known and factor in body.given and "solve_refined" in body.dialect.operations:
        for other in (node, *body._uses):
            if isinstance(other, n.MatMul) and n.same(other.left, node.left):
                kind = "column" if other.right.shape[1] == 1 else "lower"
                whole = kind == "column" or _is_lower(other.right)
                if whole and _exact_terms(body, other.right) and other not in body._known:
                    wanted.setdefault(kind, other)
    if node not in wanted.values():
        return None
    arguments = [body.print(factor).code]
    names = []
    for kind, other in sorted(wanted.items()):
        codes = [body.print(term).code for term in _exact_terms(body, other.right)]
        arguments.append(
            f"{kind}=({codes[0]},)" if len(codes) == 1 else f"{kind}=({', '.join(codes)})"
        )
        names.append(body.names.get(other) or body.new())
        body._known[other] = Piece(names[-1], axes=1 if kind == "column" else 2)
    left = f"({names[0]},)" if len(names) == 1 else ", ".join(names)
    call = f"{left} = {body.dialect.operations['solve_refined']}"
    body.lines.append(python.call(call, arguments, python.WIDTH - body.width - 2))
    return body._known[node]


def _exact_terms(body: Body, right: Expr) -> tuple[Expr, ...]:
    """The arrays that a right side is the difference of, or the one that it is, known exactly."""
    if isinstance(right, n.Sub) and _given(body, right.left) and _given(body, right.right):
        return right.left, right.right
    return (right,) if _given(body, right) else ()


def _given(body: Body, node: n.Node) -> bool:
    """Return whether an array is an argument or a matrix made of one without rounding."""
    inner = node.arg if isinstance(node, n.Diag) else node
    return isinstance(inner, n.Identity) or inner in body.given
