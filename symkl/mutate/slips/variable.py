"""The wrong variable is bound: an integral, sum, expectation or derivative over another letter.

>>> from symkl.lang.vocabulary import Integral, real
>>> from symkl.mutate.places import scene_of
>>> from symkl.mutate.slips.slip import written
>>> x, y = real("x y")
>>> tree = Integral(x * y, x)
>>> written(variable, tree, scene_of([tree]))
['Integral(x*y, y)']
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from symkl.lang import nodes as n
from symkl.lang.binding import free_symbols
from symkl.lang.nodes import Node
from symkl.mutate.places import Scene
from symkl.mutate.slips.slip import tree_slip


@tree_slip("bound variable")
def variable(node: Any, scene: Scene) -> Iterator[Node]:
    """Another letter in the place of the bound one, the body as it is."""
    match node:
        case n.Integral(body, old, lower, upper):
            for new in scene.others(old):
                yield n.Integral(body, new, lower, upper)
        case n.Sum(body, old, upper) | n.Product(body, old, upper):
            for new in scene.others(old):
                yield type(node)(body, new, upper)
        case n.VectorOf(body, old, dim):
            for new in scene.others(old):
                yield n.VectorOf(body, new, dim)
        case n.Expectation(law, body, old):
            for new in scene.others(old):
                if new not in free_symbols(law):
                    yield n.Expectation(law, body, new)
        case n.Derivative(body, old, direction):
            for new in scene.others(old):
                yield n.Derivative(body, new, direction)
        case n.Independent(body, old, dim, name, letter):
            for new in scene.others(old):
                yield n.Independent(body, new, dim, name, letter)
