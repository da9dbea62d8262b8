"""Bound names in normal forms: numbered from the inside out, so that spelling does not count."""

from __future__ import annotations

from typing import TypeVar

from symkl.expr.nodes import Symbol
from symkl.kernel import words
from symkl.kernel.poly import ONE_POLY, Atom, Poly, number, of_atom
from symkl.kernel.words import Matrix

# Heads whose first argument is a bound name, and whose second is the form in which it is bound.
_BINDERS = {"Expectation", "Integral", "Sum", "Product", "vector", "independent"}

F = TypeVar("F", bound=Atom | Poly | Matrix)


def rename(value: F, old: Atom, new: Atom) -> F:
    """Replace one atom by another, at any depth; atoms that become the same are multiplied."""
    return _rename(value, old, new)


def _rename(value, old: Atom, new: Atom):
    if isinstance(value, Atom):
        return _rename_atom(value, old, new)
    if isinstance(value, (Poly, Matrix)) and not _touches(value, old):
        return value
    if isinstance(value, Poly):
        total = number(0)
        for mono, c in value.terms.items():
            pairs = [(_rename(a, old, new), e) for a, e in mono]
            if len({a for a, _ in pairs}) == len(pairs):
                total = total + Poly({frozenset(pairs): c})
                continue
            part = number(c)
            for a, e in pairs:
                part = part * of_atom(a, e)
            total = total + part
        return total
    if isinstance(value, Matrix):
        whole = Matrix({}, value.shape)
        for word, factor in value.terms.items():
            renamed = tuple((_rename(a, old, new), flag) for a, flag in word)
            word_alone = Matrix({renamed: ONE_POLY}, value.shape)
            whole = whole + word_alone.scaled(_rename(factor, old, new))
        return whole
    if isinstance(value, tuple):
        return tuple(_rename(v, old, new) for v in value)
    return value


def _touches(value: Atom | Poly | Matrix, old: Atom) -> bool:
    """Whether an atom may occur somewhere; False is certain."""
    if old.head == "sym":
        return not old.free.isdisjoint(value.free)
    return value.depth >= old.depth


def _rename_atom(atom: Atom, old: Atom, new: Atom) -> Atom:
    if atom == old:
        return new
    if not _touches(atom, old) or atom.head in ("sym", "bound"):
        return atom
    bound_here = atom.head in _BINDERS and atom.args[0] == old
    args = tuple(
        a if bound_here and n < 2 else _rename(a, old, new) for n, a in enumerate(atom.args)
    )
    if atom.head == "quad":
        # The letter that comes first in the order of the keys may be another one now.
        return words.scalar_atom(args[0]).atom or Atom("quad", *args)
    if atom.head == "tr":
        return words.trace_word(args[0], number(1)).atom or Atom("tr", *args)
    if atom.head == "delta":
        return Atom("delta", *sorted(args, key=lambda a: a.key))
    return Atom(atom.head, *args)


def bind(value: F, symbol: Symbol) -> tuple[Atom, F]:
    """Bind a symbol in a normal form: the numbered name, and the form in which it stands."""
    depth = value.depth + 1
    bound = Atom("bound", depth, symbol.shape, symbol.assumptions)
    return bound, rename(value, Atom("sym", symbol), bound)


def unbind(value: F, bound: Atom, stem: str = "_") -> tuple[Symbol, F]:
    """Open a binder: a symbol that occurs nowhere, and the form in which it stands."""
    symbol = Symbol(f"{stem}{bound.args[0]}#", bound.args[1], bound.args[2])
    while symbol in value.free:
        symbol = Symbol(symbol.name + "#", symbol.dims, symbol.assumptions)
    return symbol, rename(value, bound, Atom("sym", symbol))


def atoms_of(form) -> set[Atom]:
    """All atoms of a normal form, at any depth."""
    found: set[Atom] = set()
    stack: list = [form]
    while stack:
        value = stack.pop()
        if isinstance(value, Poly):
            stack.extend(a for m in value.terms for a, _ in m)
        elif isinstance(value, Matrix):
            stack.extend(a for w in value.terms for a, _ in w)
            stack.extend(value.terms.values())
        elif isinstance(value, tuple):
            stack.extend(value)
        elif isinstance(value, Atom) and value not in found:
            found.add(value)
            stack.extend(value.args)
    return found
