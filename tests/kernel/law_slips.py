"""One slip in an instance of a law.

`slipped` breaks one side in one place, as a person does: a sign, a number, a letter, a factor, a
term too many. A slip need not make a falsehood (twice zero is zero); whether it does is for
numbers to say.
"""

from __future__ import annotations

from fractions import Fraction

from kernel.law_instances import (
    POSITIVE,
    REAL,
    UP,
    WP,
    A,
    B,
    C,
    G,
    H,
    L,
    M,
    U,
    V,
    W,
    X,
    number,
    positives,
    scalar,
)

from symkl.errors import SymklError
from symkl.lang import nodes as n


def slipped(before, after, relation, rng):
    """The sides with one slip; None where the slip cannot be made."""
    if relation != "=":
        return rng.choice(
            [
                (before, after, "<="),
                (-before, after, relation),
                (before - positives(rng), after, relation),
                (before * scalar(rng), after, relation),
                (before, after + positives(rng), relation),
            ]
        )
    side = rng.random() < 0.5 or isinstance(after, n.Number)
    tree = before if side else after
    places = list(_places(tree))
    path, node = rng.choice(places)
    changed = _changed(node, rng)
    if changed is None or n.same(changed, node):
        return None
    try:
        broken = _put(tree, path, changed)
    except SymklError:
        return None
    return (broken, after, relation) if side else (before, broken, relation)


def _places(tree, path=()):
    """Every node that may be exchanged, with the way to it."""
    if isinstance(tree, n.Expr):
        yield path, tree
    skip = ("variable", "wrt", "letter", "indices", "dim", "upper", "law", "p", "q")
    for name, part in zip(tree.__match_args__, tree.parts(), strict=True):
        if isinstance(part, n.Node) and name not in skip:
            yield from _places(part, (*path, name))


def _put(tree, path, new):
    if not path:
        return new
    parts = [
        _put(part, path[1:], new) if name == path[0] else part
        for name, part in zip(tree.__match_args__, tree.parts(), strict=True)
    ]
    return type(tree)(*parts)


def _changed(node, rng):
    kind = rng.randrange(5)
    if isinstance(node, n.Number):
        return n.Number(node.value + rng.choice((1, -1, Fraction(1, 2))))
    if kind == 0:
        return -node
    if kind == 1:
        return number(rng) * node
    if kind == 2 and node.shape == ():
        return node + number(rng)
    if kind == 3 and isinstance(node, n.Symbol):
        pools = ((X, *REAL), POSITIVE, (V, W, U), (WP, UP), (A, B, C), (G, H), (L, M))
        pool = next((p for p in pools if any(n.same(node, x) for x in p)), ())
        return rng.choice(pool) if pool else None
    if kind == 4 and isinstance(node, (n.Add, n.Sub)):
        return rng.choice((node.left, node.right))
    if kind == 4 and isinstance(node, (n.Mul, n.Div)) and node.left.shape == node.shape:
        return node.left
    return None
