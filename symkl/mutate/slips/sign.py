"""A sign is wrong.

>>> from symkl.lang.vocabulary import real
>>> from symkl.mutate.slips.slip import written
>>> a, b = real("a b")
>>> written(sign, a - b), written(sign, -a)
(['a + b', 'b - a'], ['a'])
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from symkl.lang import nodes as n
from symkl.lang.nodes import Node
from symkl.mutate.places import Scene
from symkl.mutate.slips.slip import tree_slip


@tree_slip("sign")
def sign(node: Node, scene: Scene) -> Iterator[Node]:
    """Plus for minus, minus for plus, a minus lost or put where none was."""
    match node:
        case n.Add(a, b):
            yield a - b
        case n.Sub(a, b):
            yield a + b
            yield b - a
        case n.Neg(a):
            yield a
        case n.Number(value) if value > 0:
            yield n.Number(Fraction(-value))
        case n.Apply(function, arg) if not isinstance(arg, n.Neg):
            row = n.FUNCTIONS[function]
            if not row.even and (row.domain is None or row.domain.plus):
                yield n.Apply(function, -arg)
        case n.Div() | n.Integral() | n.Expectation() | n.Trace():
            yield -node
