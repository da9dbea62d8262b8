"""Brackets are lost.

>>> from symkl.lang.vocabulary import real
>>> from symkl.mutate.slips.slip import written
>>> a, b, c = real("a b c")
>>> written(brackets, a - (b + c)), written(brackets, a / (b * c))
(['a - b + c'], ['a/b*c'])
>>> written(brackets, (a + b) * c), written(brackets, (a + b)**2)
(['a + b*c'], ['a + b**2'])
"""

from __future__ import annotations

from collections.abc import Iterator

from symkl.lang import nodes as n
from symkl.lang.nodes import Node
from symkl.mutate.places import Scene
from symkl.mutate.slips.slip import tree_slip


@tree_slip("brackets")
def brackets(node: Node, scene: Scene) -> Iterator[Node]:
    """The expressions that result where the brackets around an operation are left out."""
    match node:
        case n.Sub(a, n.Add(b, c)):
            yield a - b + c
        case n.Sub(a, n.Sub(b, c)):
            yield a - b - c
        case n.Div(a, n.Mul(b, c)) if b.shape == () == c.shape:
            yield a / b * c
        case n.Div(n.Add() | n.Sub() as sum_, c):
            yield type(sum_)(sum_.left, sum_.right / c)
        case n.Mul(n.Add() | n.Sub() as sum_, c) | n.Mul(c, n.Add() | n.Sub() as sum_):
            if c.shape == ():
                outer = sum_.left if node.left is sum_ else c * sum_.left
                inner = sum_.right * c if node.left is sum_ else sum_.right
                yield type(sum_)(outer, inner)
        case n.MatMul(a, n.Add() | n.Sub() as sum_):
            yield type(sum_)(a @ sum_.left, sum_.right)
        case n.Pow(n.Add() | n.Sub() as sum_, power):
            yield type(sum_)(sum_.left, sum_.right**power)
        case n.Transpose(n.MatMul(a, b)):
            yield a @ b.T
        case n.Neg(n.Add() | n.Sub() as sum_):
            yield type(sum_)(-sum_.left, sum_.right)
