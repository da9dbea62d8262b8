"""A transposition is lost or added, or the factors of a product are exchanged.

>>> from symkl.lang.vocabulary import dimension, matrix
>>> from symkl.mutate.slips.slip import written
>>> k = dimension("k")
>>> A, B = matrix("A B", k, k)
>>> written(transposition, A.T @ B)
['B @ A.T', 'A @ B', 'A.T.T @ B', 'A.T @ B.T']
"""

from __future__ import annotations

from collections.abc import Iterator

from symkl.lang import nodes as n
from symkl.lang.nodes import Node
from symkl.mutate.places import Scene
from symkl.mutate.slips.slip import tree_slip


@tree_slip("transposition")
def transposition(node: Node, scene: Scene) -> Iterator[Node]:
    """Lost, added, or the product the other way round."""
    match node:
        case n.Transpose(arg) if arg.shape == node.shape:
            yield arg
        case n.MatMul(a, b):
            yield b @ a
        case n.Symbol() | n.Inverse() | n.StrictLower() if _square(node):
            yield node.T


def _square(node: n.Expr) -> bool:
    return len(node.shape) == 2 and bool(node.shape[0] == node.shape[1])
