"""The assumptions of a derivation, as lines of text: its letters and its distributions."""

from __future__ import annotations

from collections.abc import Iterable

from symkl.kernel.derivation import Part
from symkl.lang import nodes as n
from symkl.lang.binding import walk
from symkl.lang.text import law_in_full

__all__ = ["setting"]

# The strongest first; what it implies is not said again.
_WORDS = (
    ("dimension", "positive integer"),
    ("index", "index"),
    ("at_most_1", "between 0 and 1"),
    ("positive_definite", "symmetric positive definite"),
    ("lower_triangular", "lower triangular with positive diagonal"),
    ("symmetric", "symmetric"),
    ("invertible", "invertible"),
    ("positive", "positive"),
    ("nonnegative", "nonnegative"),
    ("nonzero", "not zero"),
)


def setting(parts: Iterable[Part]) -> list[tuple[str, str]]:
    """Names with what they are: letters of one kind together, then distributions."""
    letters: dict[tuple[str, str], None] = {}
    laws: dict[str, None] = {}
    inner: set[str] = set()
    for part in parts:
        for tree in (part.claim.lhs, part.claim.rhs, part.first, *(s.after for s in part.steps)):
            for node in walk(tree):
                if isinstance(node, n.Symbol):
                    for symbol in (*(d for d in node.dims if isinstance(d, n.Symbol)), node):
                        letters[_kind(symbol), symbol.name] = None
                elif isinstance(node, n.Independent):
                    inner.add(law_in_full(node.body))
                    laws[law_in_full(node)] = None
                elif isinstance(node, n.Distribution):
                    letters[_kind(node.variable), node.variable.name] = None
                    laws[law_in_full(node)] = None
    kinds: dict[str, list[str]] = {}
    for kind, name in letters:
        kinds.setdefault(kind, []).append(name)
    rows = [(", ".join(names), kind) for kind, names in kinds.items()]
    for law in laws:
        name, sign, rest = law.partition(" = ")
        if law not in inner:
            name, sign, rest = law.partition(": ") if ": " in name else (name, sign, rest)
            rows.append((name, rest))
    return rows


def _kind(symbol: n.Symbol) -> str:
    word = next((word for what, word in _WORDS if what in symbol.assumptions), "")
    if symbol.shape == ():
        return word or "real"
    rows, columns = symbol.shape
    if str(columns) == "1":
        return f"{word + ' ' if word else ''}vector of length {rows}"
    return f"{rows} x {columns} matrix" + (f", {word}" if word else "")
