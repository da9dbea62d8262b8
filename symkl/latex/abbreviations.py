r"""Short names for fractions that a formula repeats, as a writer would introduce them.

The forms that code is generated from are built on relative differences, (σ₁ − σ₂)/σ₂, which occur
again and again. `abbreviated` gives such a fraction a letter throughout one part, "Write
$y = (\sigma_1 - \sigma_2)/\sigma_2$", and the formulas fit on a line. Nothing else is renamed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from symkl.kernel.derivation import Part
from symkl.lang import nodes as n
from symkl.lang.binding import free_symbols, walk
from symkl.latex.letters import mapped, nodes, trees
from symkl.latex.printing import SCRIPT, within

OFTEN = 3
LETTERS = "yzwvutsr"


def abbreviated(part: Part) -> tuple[Part, str]:
    """The part with letters for repeated fractions, and the sentence that introduces them."""
    taken = {node.name for node in nodes([part]) if isinstance(node, n.Symbol)}
    definitions = []
    for letter in (letter for letter in LETTERS if letter not in taken):
        fraction = _repeated(part)
        if fraction is None:
            break
        short = _short(letter, fraction)
        part = mapped(part, _replacing(fraction, short))
        definitions.append(f"${within(short, SCRIPT)} = {within(fraction, SCRIPT)}$")
    return part, f"Write {' and '.join(definitions)}." if definitions else ""


def _repeated(part: Part) -> n.Div | None:
    """The smallest fraction that one of the formulas holds often."""
    known = {s for tree in trees([part]) for s in free_symbols(tree)}
    for tree in trees([part]):
        found = Counter(node for node in walk(tree) if isinstance(node, n.Div))
        often = [
            fraction
            for fraction, times in found.items()
            if times >= OFTEN and isinstance(fraction.left, n.Add | n.Sub)
            if free_symbols(fraction) and free_symbols(fraction) - _indices(fraction) <= known
        ]
        if often:
            return min(often, key=lambda fraction: len(list(walk(fraction))))
    return None


def _indices(tree: n.Expr) -> set[n.Symbol]:
    return {s for s in free_symbols(tree) if "index" in s.assumptions}


def _short(letter: str, fraction: n.Div) -> n.Expr:
    """The letter, with the indices on which the fraction depends."""
    indices = tuple(sorted(_indices(fraction), key=str))
    if not indices:
        return n.Symbol(letter)
    shape = (2, 1) if len(indices) == 1 else (2, 2)  # of no consequence: it is only printed
    return n.Component(n.Symbol(letter, shape), indices[:2])


def _replacing(old: n.Expr, new: n.Expr) -> Callable[[n.Node], n.Node]:
    def replaced(node: n.Node) -> n.Node:
        if isinstance(node, n.Derivative):  # the letter would hide what is derived
            return node
        return new if n.same(node, old) else node.map_children(replaced)

    return replaced
