"""Derivatives of expressions, scalar and matrix, by the rules of differentiation.

`differentiate` returns the differential of a scalar, vector or matrix expression in a direction;
for a scalar variable the direction is 1. d log x = dx/x, d|X| = |X| tr(X⁻¹dX),
dX⁻¹ = −X⁻¹ dX X⁻¹ (Magnus and Neudecker, Matrix Differential Calculus, chapter 8).
A derivative is never moved under an integral here: that would need a domination.
"""

from __future__ import annotations

from symkl.kernel.hints import Declaration
from symkl.kernel.refusal import Refusal
from symkl.kernel.signs import is_symmetric, within
from symkl.lang import nodes as n
from symkl.lang import vocabulary
from symkl.lang.binding import free_symbols, fresh, substitute
from symkl.lang.family import density_of
from symkl.lang.nodes import Expr, Symbol

_INTEGRALS = (n.Integral, n.Expectation, n.Divergence, n.CrossEntropy, n.Entropy)


def need_direction(wrt: Symbol, direction: Expr, laws: frozenset[str]) -> None:
    """Refuse a derivative by a letter that cannot move that way: its values form no open set.

    A symmetric matrix moves in symmetric directions only, since what is equal for symmetric
    matrices need not be equal off them; a triangular one in any direction where the step does
    not draw upon its being triangular.
    """
    known = wrt.assumptions
    if known & {"integer", "at_most_1"} or ("nonnegative" in known and "positive" not in known):
        hint = "" if "integer" in known else Declaration((wrt,), ("real",))
        raise Refusal(f"{wrt} cannot move both ways everywhere", hint)
    if "symmetric" in known and not is_symmetric(direction):
        raise Refusal(f"{wrt} is symmetric, and {direction} is not known to be")
    if "triangular" in laws and leaves_triangular(wrt, direction):
        raise Refusal(f"{wrt} is triangular, and {direction} is not known to be")


def leaves_triangular(wrt: Symbol, direction: Expr) -> bool:
    """Return whether a triangular matrix may move out of the triangular ones."""
    stays = isinstance(direction, Symbol) and "lower_triangular" in direction.assumptions
    return "lower_triangular" in wrt.assumptions and not stays


def _zero(shape: n.Shape) -> Expr:
    return n.as_expr(0) if shape == () else n.Zero(shape)


def _has_formula(law: n.Distribution, at: Expr) -> bool:
    """Return whether a law has a formula that counts at a point."""
    return law.family.density is not None and within(law, at)


def differentiate(expr: Expr, wrt: Symbol, direction: Expr) -> Expr:
    """The differential of an expression where `wrt` moves in a direction.

    Raises
    ------
    Refusal
        Where the expression has no derivative known here.
    """
    if wrt not in free_symbols(expr):
        return _zero(expr.shape)

    def d(part: Expr) -> Expr:
        return differentiate(part, wrt, direction)

    match expr:
        case n.Symbol():
            return direction
        case n.Add(a, b):
            return d(a) + d(b)
        case n.Sub(a, b):
            return d(a) - d(b)
        case n.Neg(a):
            return -d(a)
        case n.Mul(a, b):
            return d(a) * b + a * d(b)
        case n.Div(a, b):
            return d(a) / b - a * (d(b) / b**2)
        case n.Pow(base, exponent):
            if wrt in free_symbols(exponent):
                other = n.Apply("exp", exponent * n.Apply("log", base))
                raise Refusal(f"{wrt} stands in the exponent of {expr}", f"write {other}")
            return exponent * base ** (exponent - 1) * d(base)
        case n.Apply(function, arg) if slope := n.FUNCTIONS[function].derivative:
            found: Expr = slope(vocabulary, arg) * d(arg)
            # 0/u is 0 where u is not 0, and to be nonzero is what is asked of a denominator.
            return found + 0 / arg if n.FUNCTIONS[function].differentiable else found
        case n.MatMul(a, b):
            return n.MatMul(d(a), b) + n.MatMul(a, d(b))
        case n.Transpose(a):
            return n.Transpose(d(a))
        case n.Inverse(a):
            return -(expr @ d(a) @ expr)
        case n.Trace(a):
            return n.Trace(d(a))
        case n.Det(a):
            return expr * n.Trace(n.Inverse(a) @ d(a))
        case n.Diag(a):
            return n.Diag(d(a))
        case n.Component(a, indices):
            return n.Component(d(a), indices)
        case n.VectorOf(body, variable, dim):
            body, variable = _apart(body, variable, direction, wrt)
            return n.VectorOf(differentiate(body, wrt, direction), variable, dim)
        case n.Density(n.Distribution() as law, at) if _has_formula(law, at):
            return d(density_of(law, at))
        case n.Sum(body, variable, upper):
            body, variable = _apart(body, variable, direction, wrt)
            return n.Sum(differentiate(body, wrt, direction), variable, upper)
    hint = "write the closed form first; moving a derivative under an integral needs a domination"
    raise Refusal(
        f"the derivative of {expr} by {wrt} is not known",
        hint if isinstance(expr, _INTEGRALS) else "",
    )


def _apart(body: Expr, variable: Symbol, direction: Expr, wrt: Symbol) -> tuple[Expr, Symbol]:
    """Body and bound variable, renamed where the direction would be captured."""
    taken = free_symbols(direction) | {wrt}
    if variable not in taken:
        return body, variable
    new = fresh(variable, taken | free_symbols(body))
    return substitute(body, {variable: new}), new
