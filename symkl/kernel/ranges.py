"""Ranges: which bounds of an integral are infinite, and up to where an index may count."""

from __future__ import annotations

from symkl.kernel.refusal import Refusal
from symkl.lang import nodes as n
from symkl.lang.binding import occurring
from symkl.lang.family import Support
from symkl.lang.nodes import Expr, Symbol, as_expr

# What holds of 1, 2, 3, ...
_OF_AN_INDEX = frozenset({"real", "nonnegative", "positive", "nonzero", "integer", "index"})


def infinity(bound: object) -> int:
    """1 for the bound oo, -1 for -oo, 0 for one that is finite; in a normal form by name."""
    if isinstance(bound, str):
        return 1 if bound == "oo" else -1
    if isinstance(bound, n.Infinity):
        return 1 if bound.sign == "+" else -1
    return 0


def whole_space(integral: n.Integral) -> bool:
    """Return whether an integral runs over all values of its variable."""
    return infinity(integral.lower) == -1 and infinity(integral.upper) == 1


def covers(over: Support, integral: n.Integral) -> bool:
    """Return whether an integral runs over all of a support."""
    return (
        integral.variable.assumptions == over.assumptions
        and n.same(integral.lower, over.lower)
        and n.same(integral.upper, over.upper)
    )


def need_count(upper: Expr) -> None:
    """Refuse an index that does not run up to a positive whole number."""
    count = isinstance(upper, n.Number) and upper.value.denominator == 1 and upper.value >= 1
    if not count and not (isinstance(upper, Symbol) and "integer" in upper.assumptions):
        raise Refusal(f"{upper} is not known to be a positive whole number")


def need_within(body: n.Node, index: Symbol, upper: Expr) -> None:
    """Refuse an index that runs past the components that it selects, or past its assumptions."""
    if index.shape != () or not index.assumptions <= _OF_AN_INDEX:
        raise Refusal(f"{index} is not an index", f'declare it: {index} = index("{index}")')
    for node in occurring(body, kind=n.Component):
        for dim, at in zip(node.arg.shape, node.indices, strict=False):
            least = dim if isinstance(dim, int) else 1  # a dimension is at least 1
            within = isinstance(upper, n.Number) and upper.value <= least
            if n.same(at, index) and not within and not n.same(as_expr(dim), upper):
                raise Refusal(f"{index} runs to {upper}, the components of {node.arg} to {dim}")


def need_component(component: n.Component) -> None:
    """Refuse an index that is no whole number, or one that the shape does not have."""
    for dim, at in zip(component.arg.shape, component.indices, strict=False):
        if isinstance(at, Symbol):
            ok = "index" in at.assumptions or n.same(at, as_expr(dim))
        else:
            ok = (
                isinstance(at, n.Number)
                and at.value.denominator == 1
                and (at.value == 1 or (isinstance(dim, int) and 1 <= at.value <= dim))
            )
        if not ok:
            raise Refusal(f"{component.arg} is not known to have a component {at}")
