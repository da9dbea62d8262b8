"""An index is wrong: another letter, rows for columns, the first component for the i-th.

>>> from symkl.lang.vocabulary import dimension, index, matrix
>>> from symkl.mutate.places import scene_of
>>> from symkl.mutate.slips.slip import written
>>> k, i, j = dimension("k"), index("i"), index("j")
>>> A = matrix("A", k, k)
>>> written(swapped, A[i, j], scene_of([A[i, j]]))
['A[j, i]', 'A[i, i]', 'A[1, j]']
"""

from __future__ import annotations

from collections.abc import Iterator

from symkl.lang import nodes as n
from symkl.lang.nodes import Node
from symkl.mutate.places import Scene
from symkl.mutate.slips.slip import tree_slip


@tree_slip("index")
def swapped(node: Node, scene: Scene) -> Iterator[Node]:
    """Indices exchanged, one twice, the first component."""
    match node:
        case n.Component(arg, (i, j)):
            if not n.same(i, j):
                yield n.Component(arg, (j, i))
                yield n.Component(arg, (i, i))
            yield n.Component(arg, (n.as_expr(1), j))
        case n.Component(arg, (i,)):
            yield n.Component(arg, (n.as_expr(1),))
        case n.Delta(i, _):
            yield n.Delta(i, i)
