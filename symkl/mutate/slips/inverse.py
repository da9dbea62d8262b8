"""An inverse is lost or added, a fraction is upside down.

>>> from symkl.lang.vocabulary import covariance, dimension, inv, real
>>> from symkl.mutate.slips.slip import written
>>> a, b = real("a b")
>>> written(inverse, a / b)
['b/a', 'a*b']
>>> S, T = covariance("S T", dimension("k"))
>>> written(inverse, inv(S) @ T)
['S @ T', 'inv(inv(S)) @ T', 'inv(S) @ inv(T)']
"""

from __future__ import annotations

from collections.abc import Iterator

from symkl.lang import nodes as n
from symkl.lang.nodes import Node
from symkl.mutate.places import Scene
from symkl.mutate.slips.slip import tree_slip


@tree_slip("inverse")
def inverse(node: Node, scene: Scene) -> Iterator[Node]:
    """The matrix for its inverse, the inverse for it; the reciprocal, the product."""
    match node:
        case n.Inverse(arg):
            yield arg
            if isinstance(arg, n.MatMul) and arg.left.shape == arg.right.shape:
                yield n.Inverse(arg.left) @ n.Inverse(arg.right)
        case n.Symbol() if _square(node):
            yield n.Inverse(node)
        case n.Div(a, b) if a.shape == ():
            yield b / a
            yield a * b


def _square(node: n.Expr) -> bool:
    return len(node.shape) == 2 and bool(node.shape[0] == node.shape[1])
