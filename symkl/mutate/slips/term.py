"""A term is lost, or written twice.

>>> from symkl.lang.vocabulary import real
>>> from symkl.mutate.slips.slip import written
>>> a, b = real("a b")
>>> written(lost, a - b), written(doubled, a - b)
(['a', '-b'], ['a - b - b', 'a - b + a'])
"""

from __future__ import annotations

from collections.abc import Iterator

from symkl.lang import nodes as n
from symkl.lang.nodes import Node
from symkl.mutate.places import Scene
from symkl.mutate.slips.slip import tree_slip


@tree_slip("lost term")
def lost(node: Node, scene: Scene) -> Iterator[Node]:
    """One of two terms alone."""
    match node:
        case n.Add(a, b):
            yield a
            yield b
        case n.Sub(a, b):
            yield a
            yield -b


@tree_slip("doubled term")
def doubled(node: Node, scene: Scene) -> Iterator[Node]:
    """One of two terms again."""
    match node:
        case n.Add(a, b):
            yield node + b
            yield node + a
        case n.Sub(a, b):
            yield node - b
            yield node + a
