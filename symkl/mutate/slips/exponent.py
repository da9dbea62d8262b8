"""An exponent is wrong: a square lost, one added, a cube for it, a root lost.

>>> from symkl.lang.vocabulary import positive, sqrt
>>> from symkl.mutate.slips.slip import written
>>> a = positive("a")
>>> written(exponent, a**2)
['a', 'a**3', 'a**(-2)', '(a**2)**2']
>>> written(exponent, sqrt(a))
['a', 'sqrt(a**2)']
"""

from __future__ import annotations

from collections.abc import Iterator

from symkl.lang import nodes as n
from symkl.lang.nodes import Node
from symkl.mutate.places import Scene
from symkl.mutate.slips.slip import tree_slip


@tree_slip("exponent")
def exponent(node: Node, scene: Scene) -> Iterator[Node]:
    """The base alone, the next power, the opposite one, the square."""
    match node:
        case n.Pow(base, power):
            yield base
            if isinstance(power, n.Number):
                yield base ** n.Number(power.value + 1)
                yield base ** n.Number(-power.value)
            else:
                yield base ** (power + 1)
        case n.Apply("sqrt", arg):
            yield arg
        case n.Symbol() if node.shape == () and not node.assumptions & {"index", "dimension"}:
            yield node**2
