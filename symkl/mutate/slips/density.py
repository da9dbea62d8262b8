"""The wrong law: q for p, KL(q, p) for KL(p, q).

>>> from symkl.lang.vocabulary import KL, real
>>> from symkl.families import Normal
>>> from symkl.mutate.places import scene_of
>>> from symkl.mutate.slips.slip import written
>>> x, mu, nu = real("x mu nu")
>>> p, q = Normal("p", x, mean=mu, variance=1), Normal("q", x, mean=nu, variance=1)
>>> written(density, KL(p, q), scene_of([KL(p, q)]))
['KL(q, p)', 'KL(q, q)', 'KL(p, p)']
"""

from __future__ import annotations

from collections.abc import Iterator

from symkl.lang import nodes as n
from symkl.lang.nodes import Node
from symkl.mutate.places import Scene
from symkl.mutate.slips.slip import tree_slip


@tree_slip("density")
def density(node: Node, scene: Scene) -> Iterator[Node]:
    """Another law on the same space; the two of a divergence exchanged; its neighbours."""
    match node:
        case n.Distribution() | n.Independent():
            yield from scene.other_laws(node)
        case n.Divergence(p, q):
            yield n.Divergence(q, p)
        case n.CrossEntropy(p, q):
            yield n.CrossEntropy(q, p)
            yield n.Divergence(p, q)
        case n.Entropy(p):
            for q in scene.other_laws(p):
                yield n.CrossEntropy(p, q)
