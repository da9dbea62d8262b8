"""The equality of two expressions at an exact point, to within their balls.

`agree` encloses both sides at exact rational values. Balls that overlap while both are narrower
than `WIDTH` say that the sides are equal there to that many digits, with every rounding accounted
for; balls that do not overlap say that they differ. These have a ball: arithmetic, matrices,
elementary functions; integrals, expectations, divergences and entropies of polynomials times
Gaussians, over space, half-lines and intervals; integrals of analytic functions over intervals;
derivatives of all of these.

Another integral, derivative or divergence that both sides have in common stands for one unknown
number, a different one for each: what is equal for these is equal for any, but what differs for
these need not differ. One that is on one side alone has no ball: `NoBall`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flint import acb, arb, arb_mat, ctx

from symkl.lang import nodes as n
from symkl.lang.binding import walk
from symkl.lang.nodes import Expr, Symbol
from symkl.meaning.balls.enclosure import Enclosure
from symkl.meaning.balls.gaussians import Gaussians
from symkl.meaning.balls.polynomials import Divergent, NoBall, Wide

__all__ = ["Divergent", "NoBall", "OneSided", "agree", "enclosed"]

_BITS = (400, 1 << 14)  # where exponents of some thousands cancel, it takes the many
WIDTH = arb(10) ** -50
_OPAQUE = (n.Integral, n.Expectation, n.Divergence, n.CrossEntropy, n.Entropy, n.Derivative)


class OneSided(NoBall):
    """One side has a value, the other has none, for certain."""


def agree(
    left: Expr,
    right: Expr,
    values: Mapping[Symbol, Any],
    sizes: Mapping[Symbol, int],
    relation: str = "=",
) -> bool:
    """Return whether ``left relation right`` holds at a point.

    Parameters
    ----------
    left, right
        Of one shape.
    values
        Exact values: fractions, for a vector or a matrix a list or tuple of rows.
    sizes
        The numbers for symbolic dimensions.
    relation
        ``=``, ``<=`` or ``>=``; what is equal to within narrow balls is both of these.

    Returns
    -------
    bool
        False if it does not hold for certain.

    Raises
    ------
    OneSided
        If one side has a value and an integral on the other one diverges.
    NoBall
        If an expression cannot be enclosed, or not narrowly enough to tell.
    """
    for bits in _BITS:
        try:
            with ctx.workprec(bits):
                return _agree(left, right, values, sizes, relation)
        except Wide:
            if bits == _BITS[-1]:
                raise
    raise AssertionError("a loop over precisions ends in it")


def _agree(
    left: Expr,
    right: Expr,
    values: Mapping[Symbol, Any],
    sizes: Mapping[Symbol, int],
    relation: str,
) -> bool:
    shared = {x for x in walk(left) if _opaque(x)} & {x for x in walk(right) if _opaque(x)}
    at = Enclosure(shared)
    one, other = _sides(at, (left, right), values, sizes)
    pairs = list(zip(one, other, strict=True))
    if relation == ">=":
        pairs = [(y, x) for x, y in pairs]
    apart = any(x > y or (relation == "=" and x < y) for x, y in pairs)
    if at.guessed and (apart or relation != "="):
        raise NoBall("a common integral is not known")
    if apart:
        return False
    if all((relation != "=" and x <= y) or (_narrow(x) and _narrow(y)) for x, y in pairs):
        return True
    raise Wide("the balls are too wide")


def _sides(
    at: Enclosure,
    sides: tuple[Expr, Expr],
    values: Mapping[Symbol, Any],
    sizes: Mapping[Symbol, int],
) -> list[list[arb]]:
    found: list[list[arb]] = []
    divergent: list[Divergent] = []
    for side in sides:
        try:
            found.append(_balls(at, side, values, sizes).entries())
        except Divergent as error:
            divergent.append(error)
    if len(divergent) == len(found) == 1 and not at.guessed:
        raise OneSided(str(divergent[0]))
    if divergent:
        raise divergent[0]
    return found


def _opaque(node: n.Node) -> bool:
    return isinstance(node, _OPAQUE) and isinstance(node, Expr) and node.shape == ()


def _narrow(x: arb) -> bool:
    return bool(x.is_finite() and x.rad() <= WIDTH * (1 + abs(x)))


def enclosed(tree: Expr, values: Mapping[Symbol, Any], sizes: Mapping[Symbol, int]) -> arb_mat:
    """A matrix of balls around the value of an expression; a scalar is a matrix of one entry.

    Raises
    ------
    Divergent
        If an integral in it has no value, for certain.
    NoBall
        For what is not known here, and where there is no value.
    """
    with ctx.workprec(max(ctx.prec, _BITS[0])):
        return _balls(Enclosure(), tree, values, sizes)


def _balls(
    at: Enclosure, tree: Expr, values: Mapping[Symbol, Any], sizes: Mapping[Symbol, int]
) -> arb_mat:
    value = at.of(tree, values, sizes)
    rows = value if isinstance(value, tuple) else ((value,),)
    if any(isinstance(x, Gaussians | acb) for row in rows for x in row):
        raise NoBall("no number")
    return arb_mat([[arb(x) for x in row] for row in rows])
