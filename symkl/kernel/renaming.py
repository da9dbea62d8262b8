"""Bound names in normal forms: numbered from the inside out, so that spelling does not count."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, TypeVar

from symkl.kernel import words
from symkl.kernel.fractions import vanishes
from symkl.kernel.poly import ONE_POLY, Atom, Monomial, Poly, accumulate, number, of_atom
from symkl.kernel.rationals import Exact
from symkl.kernel.refusal import Refusal
from symkl.kernel.words import Form, Matrix
from symkl.lang.nodes import FUNCTIONS, Symbol

# Heads whose first argument is a bound name, and whose second is the form in which it is bound.
_BINDERS = {"Expectation", "Integral", "Sum", "Product", "vector", "independent"}

# Heads that make 0 of 0, and the argument that they make it of.
_ODD = tuple(name for name, row in FUNCTIONS.items() if row.at_zero == (0, 1))
_OF_ZERO = dict.fromkeys((*_ODD, "group", "component", "diag", "strict", "trace"), 0)
_OF_ZERO |= dict.fromkeys(("det", "derivative"), 0)
_OF_ZERO |= dict.fromkeys(("Sum", "Product", "Integral", "Expectation", "vector"), 1)
# Heads whose argument, with this number added, is positive.
_POSITIVE = {
    name: row.domain.plus
    for name, row in FUNCTIONS.items()
    if row.domain and row.domain.assumption == "positive"
}

F = TypeVar("F", bound=Atom | Poly | Matrix)


@lru_cache(maxsize=8192)
def rename(value: F, old: Atom, new: Atom) -> F:
    """Replace one atom by another, at any depth; atoms that become the same are multiplied.

    Raises
    ------
    Refusal
        Where 0 comes to stand in a denominator, in a logarithm, or under an inverse.
    """
    renamed: F = _rename(value, old, new)
    return renamed


def _rename(value: Any, old: Atom, new: Atom) -> Any:
    if isinstance(value, Atom):
        return _rename_atom(value, old, new)
    if isinstance(value, (Poly, Matrix)) and not _touches(value, old):
        return value
    if isinstance(value, Poly):
        terms: dict[Monomial, Exact] = {}
        for mono, c in value.terms.items():
            pairs = [(_rename(a, old, new), e) for a, e in mono]
            if all(a is b for (a, _), (b, _) in zip(pairs, mono, strict=True)):
                accumulate(terms, mono, c)
                continue
            if _vanished(mono, pairs):
                continue
            if len({a for a, _ in pairs}) == len(pairs):
                accumulate(terms, frozenset(pairs), c)
                continue
            part = number(c)
            for a, e in pairs:
                part = part * of_atom(a, e)
            for product, coefficient in part.terms.items():
                accumulate(terms, product, coefficient)
        return Poly(terms)
    if isinstance(value, Matrix):
        whole = Matrix({}, value.shape)
        for word, factor in value.terms.items():
            renamed = _rename(word, old, new)
            if any(_nothing(a) for a, _ in renamed):
                continue
            word_alone = Matrix({renamed: ONE_POLY}, value.shape)
            whole = whole + word_alone.scaled(_rename(factor, old, new))
        return whole
    if isinstance(value, tuple):
        found = tuple(_rename(v, old, new) for v in value)
        if len(found) == 2 and found[1] in ("I", "IT") and _nothing(found[0]):
            raise Refusal("what is inverted becomes 0, which has no inverse")
        return found
    return value


def _vanished(before: Monomial, after: list[tuple[Atom, Exact]]) -> bool:
    """Return whether an atom of a monomial has become 0; refuse it under a negative exponent."""
    gone = [e for a, e in after if (a, e) not in before and _nothing(a)]
    if any(e < 0 for e in gone):
        raise Refusal(f"a denominator becomes 0; 0 to the power {min(gone)} is no number")
    return bool(gone)


def zero(form: Form) -> bool:
    """Return whether a normal form is 0 as a rational function of its atoms."""
    return all(map(vanishes, form.terms.values() if isinstance(form, Matrix) else (form,)))


def _nothing(atom: Atom) -> bool:
    """Return whether an atom over normal forms that are 0 is 0 itself."""
    if atom.head in ("quad", "tr"):
        return any(_nothing(a) for a, _ in atom.args[0])
    return atom.head in _OF_ZERO and zero(atom.args[_OF_ZERO[atom.head]])


def _need_value(atom: Atom) -> None:
    """Refuse an inverse, a logarithm or a power of 0."""
    if atom.head == "inverse" and zero(atom.args[0]):
        raise Refusal("what is inverted becomes 0, which has no inverse")
    if atom.head in _POSITIVE and zero(atom.args[0] + number(_POSITIVE[atom.head])):
        function = "logarithm" if atom.head in ("log", "log1p", "g") else atom.head
        raise Refusal(f"the {function} of 0 is no number")
    if atom.head == "power" and _nothing(atom.args[0]):
        raise Refusal("0 to a power that may be negative is no number")


def _touches(value: Atom | Poly | Matrix, old: Atom) -> bool:
    """Return whether an atom may occur somewhere; False is certain."""
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
    renamed = Atom(atom.head, *args)
    _need_value(renamed)
    return renamed


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


def atoms_of(form: Atom | Form) -> set[Atom]:
    """All atoms of a normal form, at any depth."""
    found: set[Atom] = set()
    stack: list[Any] = [form]
    while stack:
        value = stack.pop()
        kind = type(value)
        if kind is Atom:
            if value not in found:
                found.add(value)
                stack += value.args
        elif kind is Poly:
            stack += [a for m in value.terms for a, _ in m]
        elif kind is Matrix:
            stack += [a for w in value.terms for a, _ in w]
            stack += value.terms.values()
        elif kind is tuple:
            stack += value
    return found
