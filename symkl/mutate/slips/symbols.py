"""A letter stands for another: mu_1 for mu_2, once or throughout.

>>> from symkl.lang.vocabulary import real
>>> from symkl.mutate.places import scene_of
>>> from symkl.mutate.slips.slip import written
>>> a, b = real("a b")
>>> tree = (a - b) * b
>>> written(mistaken, tree, scene_of([tree]))
['(b - b)*b', '(a - a)*b', '(a - b)*a']
>>> written(exchanged, tree, scene_of([tree]))
['(b - a)*a', '(b - a)*b']
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from symkl.lang import nodes as n
from symkl.lang.binding import free_symbols, substitute
from symkl.lang.nodes import Node
from symkl.mutate.places import Scene
from symkl.mutate.slips.slip import tree_slip


@tree_slip("wrong letter")
def mistaken(node: Node, scene: Scene) -> Iterator[Node]:
    """Another letter in one place."""
    if isinstance(node, n.Symbol):
        yield from scene.others(node)


@tree_slip("exchanged letters")
def exchanged(node: Node, scene: Scene) -> Iterator[Node]:
    """Two letters exchanged in all of an expression."""
    if not isinstance(node, n.Expr) or isinstance(node, n.Symbol):
        return
    free = sorted(free_symbols(node), key=lambda s: s.name)
    for a, b in combinations(free, 2):
        if a.dims == b.dims and a.assumptions == b.assumptions:
            made = substitute(node, {a: b, b: a})
            if not n.same(made, node):
                yield made
