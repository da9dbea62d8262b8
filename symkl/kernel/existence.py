"""No infinity minus infinity: integrals that may be infinite stand alone.

An integral whose value is not known to be finite (a divergence of two open densities) may still
be written and equated, since both sides of an equation are then infinite together. But it must
be the only one on its side and must not be cancelled or multiplied away: ∞ − ∞, ∞/∞ and 0·∞ have
no value.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from symkl.expr import nodes as n
from symkl.expr.binding import kinds, walk
from symkl.expr.nodes import Expr
from symkl.kernel.binders import split
from symkl.kernel.integrable import finite_divergence, integrable
from symkl.kernel.poly import ONE_POLY, Atom, Monomial, Poly
from symkl.kernel.refusal import Refusal
from symkl.kernel.renaming import atoms_of, unbind
from symkl.kernel.words import Matrix

_NODES = (n.Integral, n.Expectation, n.Divergence, n.CrossEntropy, n.Entropy)
_HEADS = {"Integral", "Expectation", "Divergence", "CrossEntropy", "Entropy"}


def need_existence(norm, *sides: Expr) -> None:
    """Refuse a side in which what may be infinite meets itself, or vanishes."""
    known: dict[Atom, bool] = {}
    for side in sides:
        found = []
        for node in _integrals(side):
            if open_atoms := _open(norm, norm.form(node), known):
                found.append((node, open_atoms))
        # What is infinite within an integral makes that integral open as well.
        outer = [(node, a) for node, a in found if not any(_within(node, o) for o, _ in found)]
        if len(outer) > 1:
            raise Refusal(
                f"{outer[0][0]} and {outer[1][0]} are not known to be finite: "
                "they could be infinity minus infinity",
            )
        if outer and not outer[0][1] & atoms_of(norm.form(side)):
            raise Refusal(f"{outer[0][0]} is not known to be finite; it cannot be cancelled")


def _integrals(side: Expr) -> Iterator[n.Node]:
    """What `walk` finds of these kinds, without a look at branches that hold none."""
    stack: list[n.Node] = [side]
    while stack:
        node = stack.pop()
        if isinstance(node, _NODES):
            yield node
        stack.extend(c for c in reversed(node.children()) if not kinds(c).isdisjoint(_NODES))


def _within(node: n.Node, other: n.Node) -> bool:
    return node is not other and any(inner is node for inner in walk(other))


def _open(norm, form: Poly | Matrix, known: dict[Atom, bool]) -> frozenset[Atom]:
    """The integrals in a normal form that are not known to be finite; `known` keeps answers."""
    atoms = [a for a in atoms_of(form) if a.head in _HEADS]
    for atom in atoms:
        if atom not in known:
            known[atom] = _finite(norm, atom)
    return frozenset(a for a in atoms if not known[a])


def _finite(norm, atom: Atom) -> bool:
    if atom.head not in ("Integral", "Expectation"):
        return finite_divergence(atom.args)
    bound, inner, *rest = atom.args
    variable, body = unbind(inner, bound)
    if atom.head == "Expectation":
        lower = upper = None
        law = rest[0]
    else:
        (lower, upper), law = rest, None
    return all(
        integrable(mono, variable, lower, upper, law, norm) is None
        for term in _terms(body)
        for mono in (split(term, variable)[1],)
    )


def _terms(body: Poly | Matrix) -> list[Monomial]:
    """The terms of a scalar, or of a matrix with their words."""
    if isinstance(body, Poly):
        return list(body.terms)
    return [
        mono | {(Atom("word", word), Fraction(1))}
        for word, c in body.terms.items()
        for mono in (c.terms or ONE_POLY.terms)
    ]
