"""The letters and laws that occur in a derivation, and primes that tell laws of one name apart.

A chain may speak of two laws of one name, ``q`` before and after its variance is rewritten. On
the page they would look the same, so `with_primes` calls the second one q′.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Any

from symkl.kernel.derivation import Part
from symkl.lang import nodes as n
from symkl.lang.binding import alpha_same, free_symbols, walk

Named = n.Distribution | n.Independent


def trees(parts: Iterable[Part]) -> Iterator[n.Expr]:
    """The expressions of some parts, in the order of the page."""
    for part in parts:
        yield from (part.claim.lhs, part.claim.rhs, part.first)
        yield from (step.after for step in part.steps)


def nodes(parts: Iterable[Part]) -> Iterator[n.Node]:
    """Every node of these expressions, outermost first."""
    for tree in trees(parts):
        yield from walk(tree)


def letters(parts: tuple[Part, ...]) -> list[n.Symbol]:
    """The free letters, in the order in which a reader meets them; obtained ones are left out."""
    obtained = {item.factor for part in parts for item in part.obtain}
    free = {s for tree in trees(parts) for s in free_symbols(tree)} - obtained
    order: dict[n.Symbol, None] = {}
    for node in nodes(parts):
        if isinstance(node, n.Symbol):
            order.update(dict.fromkeys(d for d in node.dims if isinstance(d, n.Symbol)))
            order[node] = None
    return [s for s in [*order, *sorted(free - set(order), key=str)] if s in free]


def laws(parts: tuple[Part, ...]) -> list[Named]:
    """The laws by name, each once.

    The law of the components of a vector has a line of its own only where a chain speaks of it.
    """
    found: dict[str, Named] = {}
    spoken_of: set[str] = set()
    for node in nodes(parts):
        if isinstance(node, n.Distribution | n.Independent):
            found.setdefault(node.name, node)
        if not isinstance(node, n.Independent):
            spoken_of.update(c.name for c in node.children() if isinstance(c, n.Distribution))
    bodies = [law.body for law in found.values() if isinstance(law, n.Independent)]
    inner = {body.name for body in bodies if isinstance(body, n.Distribution)}
    return [law for name, law in found.items() if name not in inner - spoken_of]


def one_meaning(parts: tuple[Part, ...]) -> bool:
    """Return whether no letter and no law means two things, so that one sentence introduces all."""
    meanings: dict[str, n.Symbol] = {}
    named: dict[str, Named] = {}
    for node in nodes(parts):
        if isinstance(node, n.Symbol):
            first = meanings.setdefault(node.name, node)
            alike = (first.dims, first.assumptions) == (node.dims, node.assumptions)
        elif isinstance(node, n.Distribution | n.Independent):
            alike = alpha_same(named.setdefault(node.name, node), node)
        else:
            continue
        if not alike:
            return False
    return True


def with_primes(part: Part) -> Part:
    """The part with a prime at the name of each law that shares its name with an earlier one."""
    known: dict[str, list[Named]] = {}
    for node in nodes([part]):
        if isinstance(node, n.Distribution | n.Independent):
            namesakes = known.setdefault(node.name, [])
            if not any(alpha_same(node, other) for other in namesakes):
                namesakes.append(node)
    if all(len(namesakes) == 1 for namesakes in known.values()):
        return part

    def renamed(node: n.Node) -> n.Node:
        new = node.map_children(renamed)
        if not isinstance(node, n.Distribution | n.Independent):
            return new
        primes = next(k for k, o in enumerate(known[node.name]) if alpha_same(node, o))
        assert isinstance(new, n.Distribution | n.Independent)
        return replace(new, name=node.name + primes * "_prime")

    return mapped(part, renamed)


def mapped(part: Part, change: Callable[[n.Expr], Any]) -> Part:
    """The part with all its expressions changed, into expressions."""
    claim = n.Relation(part.claim.op, change(part.claim.lhs), change(part.claim.rhs))
    steps = tuple(replace(step, after=change(step.after)) for step in part.steps)
    return replace(part, claim=claim, first=change(part.first), steps=steps)
