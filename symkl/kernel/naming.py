"""Names for readers, where a normal form has numbers: bound letters, and laws.

A bound letter is called x, or x_1 where x is taken; an index i. A law has the name that it was
written with, unless two laws of one name meet.
"""

from __future__ import annotations

from typing import Any

from symkl.kernel.common import Common
from symkl.kernel.poly import Atom
from symkl.lang import nodes as n
from symkl.lang.nodes import AnyDistribution, Symbol


def letter_for(bound: Symbol, *values: Any) -> Symbol:
    """A letter like a bound one whose name occurs in none of some normal forms.

    One that an author has named keeps its name where it can.
    """
    free = [symbol for value in values for symbol in value.free]
    taken = {str(letter) for symbol in free for letter in (symbol, *symbol.dims)}
    stem = name = bound.name if "#" not in bound.name else _stem(bound)
    count = 0
    while name in taken:
        count += 1
        name = f"{stem}_{count}"
    return Symbol(name, bound.dims, bound.assumptions)


def _stem(bound: Symbol) -> str:
    if "index" in bound.assumptions:
        return "i"
    return "x" if bound.shape == () or bound.shape[1] == 1 else "X"


def unnamed(atom: Atom) -> Symbol:
    """A bound name as a letter without a name of its own."""
    return Symbol("#", atom.args[1], atom.args[2])


def named_laws(norm: Common) -> dict[Atom, AnyDistribution]:
    """The laws as they were written, but for those of which two have one name."""
    found: dict[Atom, AnyDistribution] = {}
    for law, atom in norm._forms.items():
        if isinstance(law, (n.Distribution, n.Independent)) and (
            atom not in found or law.name < found[atom].name
        ):
            found[atom] = law
    names = [law.name for law in found.values()]
    return {atom: law for atom, law in found.items() if names.count(law.name) == 1}
