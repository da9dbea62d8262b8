"""The declaration of slips, and their register.

A slip in an expression is a function of a node and a `Scene` that yields nodes that might be
written by mistake in its place. A slip in a part (a rule, an assumption …) yields broken parts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Protocol

from symkl.kernel.derivation import Part
from symkl.lang.nodes import Node
from symkl.mutate.mutant import Mutant
from symkl.mutate.places import Scene, everywhere


class TreeSlip(Protocol):
    """A function that yields the nodes that might be written by mistake in the place of one."""

    def __call__(self, node: Any, scene: Scene) -> Iterator[Node]: ...


PartSlip = Callable[[Part, Scene], Iterator[Mutant]]

IN_TREES: dict[str, TreeSlip] = {}
IN_PARTS: dict[str, PartSlip] = {}


def tree_slip(name: str) -> Callable[[TreeSlip], TreeSlip]:
    """Register a slip in expressions."""

    def register(slip: TreeSlip) -> TreeSlip:
        IN_TREES[name] = slip
        return slip

    return register


def part_slip(name: str) -> Callable[[PartSlip], PartSlip]:
    """Register a slip in what is around the expressions."""

    def register(slip: PartSlip) -> PartSlip:
        IN_PARTS[name] = slip
        return slip

    return register


def written(slip: TreeSlip, tree: Node, scene: Scene | None = None) -> list[str]:
    """The expressions that a slip makes of one, as text; the examples of the slips use it."""
    scene = scene or Scene((), ())
    return [str(made) for made, _, _ in everywhere(tree, lambda node: slip(node, scene))]
