"""The existence of derivatives that are written in a step and not taken by it.

A derivative exists where the rules of differentiation take it, every condition discharged, or
where its normal form is that of one that exists: two functions that are equal have one derivative.
That a theorem's own derivatives exist is shown by its proof.
"""

from __future__ import annotations

from collections.abc import Iterable

from symkl.kernel.differentiation import differentiate
from symkl.kernel.normal_form import Normalizer
from symkl.kernel.preconditions import derivatives
from symkl.kernel.refusal import Refusal
from symkl.lang import nodes as n
from symkl.lang.nodes import Expr, Node


def need_derivatives(
    norm: Normalizer, sides: Iterable[Node], values: Iterable[Node], proved: Iterable[Node]
) -> None:
    """Refuse a derivative that is not known to exist.

    Parameters
    ----------
    norm
        With the equations of the step adopted.
    sides, values
        Where derivatives are looked for. In a value of a letter the rules have to take them: it
        stands in what is proved, which would vouch for it.
    proved
        Sides of theorems, for these values.
    """
    if "derivative" in norm.laws:  # then every derivative is taken
        return
    alone = Normalizer(norm.laws)
    for slope in derivatives(values):
        if not _exists(slope, alone):
            raise _unknown(slope)
    written = derivatives(sides)
    doubtful = [slope for slope in written if not _exists(slope, alone)]
    if not doubtful:
        return
    certain = [slope for slope in written if not any(slope is other for other in doubtful)]
    known = {norm.derivative(slope) for slope in (*certain, *derivatives(proved))}
    for slope in doubtful:
        if norm.derivative(slope) not in known:
            raise _unknown(slope)


def _unknown(slope: n.Derivative) -> Refusal:
    return Refusal(
        f"{slope} is not known to exist",
        f"prove a closed form of {slope.body} and, by that lemma, write its derivative instead",
    )


def _exists(slope: n.Derivative, alone: Normalizer) -> bool:
    """Return whether the rules of differentiation take a derivative."""
    try:
        taken = _taken(slope)
        assert isinstance(taken, Expr)
        alone.form(taken)
    except Refusal:
        return False
    return True


def _taken(node: Node) -> Node:
    """An expression with the derivatives in it taken, the innermost first."""
    node = node.map_children(_taken)
    if isinstance(node, n.Derivative):
        return differentiate(node.body, node.wrt, node.direction)
    return node
