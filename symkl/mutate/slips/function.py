"""A function is lost, or another one stands in its place.

>>> from symkl.lang.vocabulary import exp, log, positive
>>> from symkl.mutate.slips.slip import written
>>> a, b = positive("a b")
>>> written(function, log(a)), written(function, exp(a))
(['a', 'log1p(a)'], ['a', 'expm1(a)'])
"""

from __future__ import annotations

from collections.abc import Iterator

from symkl.lang import nodes as n
from symkl.lang.nodes import Node
from symkl.mutate.places import Scene
from symkl.mutate.slips.slip import tree_slip


@tree_slip("function")
def function(node: Node, scene: Scene) -> Iterator[Node]:
    """The argument alone; log1p for log, g for h, tr for det, a product for a sum."""
    match node:
        case n.Apply("sqrt", _):
            return  # an exponent
        case n.Apply(name, arg):
            yield arg
            if other := n.FUNCTIONS[name].mistaken:
                yield n.Apply(other, arg)
        case n.Trace(arg):
            yield n.Det(arg)
        case n.Det(arg):
            yield n.Trace(arg)
        case n.StrictLower(arg):
            yield arg
        case n.Sum(body, variable, upper) if node.shape == ():
            yield n.Product(body, variable, upper)
        case n.Product(body, variable, upper):
            yield n.Sum(body, variable, upper)
        case n.Integral() | n.Expectation() | n.Derivative():
            if node.shape == node.body.shape:
                yield node.body
        case n.Identity(dim):
            yield n.Zero((dim, dim))
        case n.Piecewise(left, right, then, otherwise):
            yield n.Piecewise(left, right, otherwise, then)
            yield n.Piecewise(right, left, then, otherwise)
            yield then
            yield otherwise
