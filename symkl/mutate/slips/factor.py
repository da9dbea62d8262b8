"""A factor is wrong: a half or a two too many, one lost, a number off by one.

>>> from symkl.lang.vocabulary import half, real
>>> from symkl.mutate.slips.slip import written
>>> a, b = real("a b")
>>> written(factor, half * a)
['2*(1/2*a)', '1/2*a/2', '1/2', 'a', '1*a', '1/4*a', '3/2*a']
"""

from __future__ import annotations

from collections.abc import Iterator

from symkl.lang import nodes as n
from symkl.lang.nodes import Node
from symkl.mutate.places import Scene
from symkl.mutate.slips.slip import tree_slip


@tree_slip("factor")
def factor(node: Node, scene: Scene) -> Iterator[Node]:
    """Twice, half, one factor only, another number."""
    match node:
        case n.Number(value) if value:
            yield n.Number(2 * value)
            yield n.Number(value / 2)
            yield n.Number(value + 1)
        case n.Mul(a, b):
            yield 2 * node
            yield node / 2
            # Of a number times a matrix, the number alone has another shape and is left out.
            for one in (a, b):
                if one.shape == node.shape:
                    yield one
        case n.Div(a, _):
            yield 2 * node
            yield a
        case n.Apply() | n.Trace() | n.Integral() | n.Expectation() | n.Sum():
            yield 2 * node
            yield node / 2
