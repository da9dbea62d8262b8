"""The range of a sum, a product or an integral is wrong.

>>> from symkl.lang.vocabulary import Integral, Sum, dimension, index, real, vector
>>> from symkl.mutate.slips.slip import written
>>> x, k, i = real("x"), dimension("k"), index("i")
>>> a = vector("a", k)
>>> written(bounds, Sum(a[i], i, k))
['Sum(a[i], i, k - 1)', 'Sum(a[i], i, k + 1)', 'Sum(a[i], i, 1)']
>>> written(bounds, Integral(x**2, x, 0, 1))
['Integral(x**2, x, 1, 0)', 'Integral(x**2, x, 0, 2)', 'Integral(x**2, x, -1, 1)']
"""

from __future__ import annotations

from collections.abc import Iterator

from symkl.lang import nodes as n
from symkl.lang.nodes import Expr, Node
from symkl.mutate.places import Scene
from symkl.mutate.slips.slip import tree_slip

_OO = n.Infinity("+")


@tree_slip("range")
def bounds(node: Node, scene: Scene) -> Iterator[Node]:
    """One term less, one more, one only; half of the range, the range backwards."""
    match node:
        case n.Sum(body, variable, upper) | n.Product(body, variable, upper):
            for other in (upper - 1, upper + 1, n.as_expr(1)):
                if not n.same(other, upper):
                    yield type(node)(body, variable, other)
        case n.Integral(body, variable, lower, upper) if variable.shape == ():
            if not (isinstance(lower, n.Infinity) and isinstance(upper, n.Infinity)):
                yield n.Integral(body, variable, upper, lower)
            for below, above in _ranges(lower, upper):
                yield n.Integral(body, variable, below, above)


def _ranges(lower: n.Bound, upper: n.Bound) -> Iterator[tuple[n.Bound, n.Bound]]:
    zero, one = n.as_expr(0), n.as_expr(1)
    if isinstance(lower, n.Infinity) and isinstance(upper, n.Infinity):
        yield zero, upper
        yield lower, zero
        return
    yield lower, one if isinstance(upper, n.Infinity) else _twice(upper)
    yield (-one if n.same(lower, zero) else zero), upper
    if isinstance(upper, n.Infinity):
        yield -_OO, upper


def _twice(bound: Expr) -> Expr:
    return n.Number(2 * bound.value) if isinstance(bound, n.Number) else 2 * bound
