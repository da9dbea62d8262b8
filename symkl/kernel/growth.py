"""Growth: which polynomials go to −∞, and what a polynomial bounds."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from symkl.kernel.poly import Atom, Monomial, Poly, number, of_atom
from symkl.kernel.ranges import infinity
from symkl.kernel.rationals import Exact
from symkl.kernel.renaming import unbind
from symkl.kernel.signs import Signs
from symkl.kernel.words import Letter, Word, of_letter, transposed
from symkl.lang.family import Support
from symkl.lang.nodes import FUNCTIONS, Dimension, Symbol


class Signed(Protocol):
    """The methods of a normalizer that this module uses."""

    def dimension(self, dim: Dimension) -> Poly: ...
    def poly_signs(self, poly: Poly) -> Signs: ...


Logs = Callable[[Atom], bool]
"""The type of a test whether the logarithm of an atom is bounded by a polynomial."""


def coefficients(
    poly: Poly, variable: Symbol, letter: Atom | None = None
) -> dict[int, Poly] | None:
    """A polynomial in a variable, or in a component of it, by degree; None where it is none."""
    letter = letter or Atom("sym", variable)
    found: dict[int, Poly] = {}
    for mono, c in poly.terms.items():
        degree = dict(mono).get(letter, 0)
        rest = frozenset((a, e) for a, e in mono if a != letter)
        if degree.denominator != 1 or degree < 0 or any(variable in a.free for a, _ in rest):
            return None
        k = int(degree)
        found[k] = found.get(k, number(0)) + Poly({rest: c})
    return {k: p for k, p in found.items() if p}


def falls(exponent: Poly, variable: Symbol, end: int, norm: Signed) -> bool:
    """Return whether a polynomial goes to −∞ at an end (1 for +∞, −1 for −∞)."""
    by_degree = coefficients(exponent, variable) or {}
    degree = max(by_degree, default=0)
    if degree < 1:
        return False
    sign = norm.poly_signs(by_degree[degree])
    return sign == {-1} if end == 1 or degree % 2 == 0 else sign == {1}


def polynomial(atom: Atom, e: Exact, variable: Symbol, logs: Logs) -> bool:
    """Return whether an atom to a power is bounded by a polynomial in the variable."""
    if e.denominator != 1 or e < 0:
        return False
    if atom == Atom("sym", variable):
        return True
    if atom.head == "component":
        letter = atom.args[0].letter
        own = letter is not None and letter[0] == Atom("sym", variable)
        return own and not any(variable in i.free for i in atom.args[1])
    if atom.head in ("quad", "tr", "word"):
        return all(a == Atom("sym", variable) for a, _ in atom.args[0] if variable in a.free)
    if atom.head in FUNCTIONS and FUNCTIONS[atom.head].bounded:
        return True
    if atom.head == "log":
        inner = atom.args[0].single
        return inner is not None and all(logs(a) for a, _ in inner[0] if variable in a.free)
    return atom.head == "Sum" and polynomials(atom.args[1], variable, logs)


def polynomials(value: Poly, variable: Symbol, logs: Logs) -> bool:
    """Return whether every term is bounded by a polynomial in the variable."""
    return all(
        polynomial(a, e, variable, logs) for m in value.terms for a, e in m if variable in a.free
    )


def falls_off(mono: Monomial, variable: Symbol, over: Support, norm: Signed) -> str | None:
    """Return the way in which a term of a density falls off at the infinite ends of its support.

    It is ``alone`` for a constant times exp of a polynomial that goes to −∞ there, ``polynomial``
    where that comes with a polynomial as a factor, and None where neither is known.
    """
    exponent, rest = number(0), []
    for atom, e in mono:
        if atom.head == "exp" and variable in atom.free:
            exponent = exponent + atom.args[0].scaled(e)
        elif variable in atom.free:
            rest.append((atom, e))
    powers = [*rest, *((a, e) for m in exponent.terms for a, e in m if variable in a.free)]
    if not all(polynomial(a, e, variable, _no_logs) for a, e in powers):
        return None
    if variable.shape != ():
        falls_there = falls_everywhere(exponent, variable, norm)
    else:
        ends = [s for s, bound in ((-1, over.lower), (1, over.upper)) if infinity(bound)]
        falls_there = all(falls(exponent, variable, s, norm) for s in ends)
        falls_there = falls_there and coefficients(exponent, variable) is not None
    if not falls_there:
        return None
    return "polynomial" if rest else "alone"


def _no_logs(atom: Atom) -> bool:
    return False


def _positive_definite(word: Word) -> bool:
    """Return whether a word is positive definite: A, or BᵀAB with B invertible, or 1."""
    while len(word) > 1 and word[-1] == transposed(word[0]) and _has(word[0], "invertible"):
        word = word[1:-1]
    return not word or (len(word) == 1 and _has(word[0], "positive_definite"))


def _has(letter: Letter, assumption: str) -> bool:
    atom, _ = letter
    return atom.head == "sym" and assumption in atom.args[0].assumptions


def falls_everywhere(exponent: Poly, variable: Symbol, norm: Signed) -> bool:
    """Return whether a polynomial is −xᵀAx with A positive definite, and lower terms.

    xᵀAx may be a sum over all components, of a polynomial of degree 2 in each.
    """
    letter, squares = Atom("sym", variable), set()
    for mono, c in exponent.terms.items():
        moving = [(atom, e) for atom, e in mono if variable in atom.free]
        if not moving:
            continue
        ((atom, e), *others) = moving
        outside = norm.poly_signs(Poly({mono - {(atom, e)}: c}))
        if others or e != 1 or atom.head not in ("quad", "tr", "Sum"):
            return False
        if atom.head == "Sum":
            leading = _of_each_component(atom, variable, norm)
            if leading is None:
                return False
            squares |= {sign * side for sign in leading for side in outside}
            continue
        word = atom.args[0]
        count = sum(a == letter for a, _ in word)
        if count == 1 and sum(variable in a.free for a, _ in word) == 1:
            continue
        if atom.head != "quad" or word[0] != (letter, "T") or word[-1] != (letter, ""):
            return False
        if not _positive_definite(word[1:-1]):
            return False
        squares |= outside
    return squares == {-1}


def _of_each_component(total: Atom, variable: Symbol, norm: Signed) -> Signs | None:
    """The signs of the leading coefficients of a sum over the components, each in degree 2."""
    bound, body, upper = total.args
    if variable.shape[1] != 1 or upper != norm.dimension(variable.shape[0]):
        return None
    index, body = unbind(body, bound)
    letter = Atom("component", of_letter(Atom("sym", variable)), (of_atom(Atom("sym", index)),))
    by_degree = coefficients(body, variable, letter)
    if by_degree is None or max(by_degree, default=0) != 2:
        return None
    return norm.poly_signs(by_degree[2])
