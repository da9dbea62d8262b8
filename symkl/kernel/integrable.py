"""When a term may be taken out of an integral: integrability, and limits at infinity.

A term is accepted for one of four reasons, each a classical domination:

* on a bounded interval it is continuous (its side conditions hold on the closed interval);
* it is a polynomial times exp of a polynomial that goes to −∞ at both ends of the range;
* it is a density times a polynomial, and the family has all moments (`symkl.kernel.families`);
* it is a product of powers of densities whose exponents are nonnegative and add up to one
  (bounded by the sum of the densities: weighted arithmetic and geometric means).
"""

from __future__ import annotations

from fractions import Fraction

from symkl.expr.family import Support
from symkl.expr.nodes import Symbol
from symkl.kernel.families import (
    at_letter,
    has_mass,
    has_moments,
    has_polynomial_log,
    inside,
    support,
)
from symkl.kernel.poly import Atom, Monomial, Poly, number
from symkl.kernel.ranges import infinity
from symkl.kernel.show import show
from symkl.kernel.words import Matrix

# Continuous wherever their side conditions hold.
_CONTINUOUS = {"exp", "cos", "sin", "log", "abs", "log1p", "expm1", "g", "h", "group", "power"}
_CONTINUOUS |= {"Sum", "Product", "density"}


def integrable(
    mono: Monomial, variable: Symbol, lower, upper, law: Atom | None, norm
) -> str | None:
    """None where a term is integrable over its range or under its law, else what is missing."""
    dependent = frozenset((a, e) for a, e in mono if variable in a.free)
    shown = Poly({dependent: Fraction(1)})
    if law is None and not (infinity(lower) or infinity(upper)):
        return _bounded(dependent, variable, shown)
    densities: dict[Atom, Fraction] = {law: Fraction(1)} if law is not None else {}
    exponent, rest = number(0), []
    for atom, e in dependent:
        if atom.head == "density" and at_letter(atom, variable):
            densities[atom.args[0]] = densities.get(atom.args[0], Fraction(0)) + e
        elif atom.head == "exp":
            exponent = exponent + atom.args[0].scaled(e)
        else:
            rest.append((atom, e))
    densities = {d: e for d, e in densities.items() if e}
    polynomial = all(_polynomial(a, e, variable) for a, e in rest)
    if densities and not exponent:
        if any(e < 0 for e in densities.values()) or sum(densities.values()) != 1:
            return f"{show(shown)} is not known to be integrable over {variable}"
        massive = all(map(has_mass, densities))
        if not rest and massive:
            return None
        if len(densities) == 1 and polynomial and all(map(has_moments, densities)):
            return None
        return f"{show(shown)} under {_names(densities)} is not known to be integrable"
    if exponent and not densities and polynomial:
        # At a finite end a polynomial times an exponential is continuous.
        ends = [s for s, bound in ((-1, lower), (1, upper)) if infinity(bound)]
        if all(falls(exponent, variable, s, norm) for s in ends):
            return None
    return (
        f"{show(shown)} is not known to be integrable over {variable} "
        f"from {_end(lower)} to {_end(upper)}"
    )


def _end(bound) -> str:
    return show(bound) if isinstance(bound, Poly) else str(bound)


def _names(densities) -> str:
    return ", ".join(law_name(law) for law in densities)


def law_name(law: Atom) -> str:
    """The family of a law."""
    return str(law.args[0]) if law.head == "law" else "independent components"


def finite_divergence(laws: tuple[Atom, ...]) -> bool:
    """Whether a divergence, cross-entropy or entropy of these laws is finite."""
    own = support(laws[0]).assumptions
    alike = all(support(law).assumptions <= own for law in laws)  # they are positive where it lives
    return alike and has_moments(laws[0]) and all(map(has_polynomial_log, laws))


def falls_off(mono: Monomial, variable: Symbol, over: Support, norm) -> str | None:
    """How a term of a density falls off at the infinite ends of its support.

    ``alone`` for a constant times exp of a polynomial that goes to −∞ there, ``polynomial`` where
    that comes with a polynomial as a factor, None where neither is known.
    """
    exponent, rest = number(0), []
    for atom, e in mono:
        if atom.head == "exp" and variable in atom.free:
            exponent = exponent + atom.args[0].scaled(e)
        elif variable in atom.free:
            rest.append((atom, e))
    if not _polynomials(exponent, variable) or not all(
        _polynomial(a, e, variable) for a, e in rest
    ):
        return None
    if variable.shape != ():
        falls_there = _definite(exponent, variable, norm)
    else:
        ends = [s for s, bound in ((-1, over.lower), (1, over.upper)) if infinity(bound)]
        falls_there = all(falls(exponent, variable, s, norm) for s in ends)
        falls_there = falls_there and coefficients(exponent, variable) is not None
    if not falls_there:
        return None
    return "polynomial" if rest else "alone"


def _definite(exponent: Poly, variable: Symbol, norm) -> bool:
    """Whether a polynomial in a vector is −xᵀAx with A positive definite, and lower terms."""
    letter, squares = Atom("sym", variable), set()
    for mono, c in exponent.terms.items():
        moving = [(atom, e) for atom, e in mono if variable in atom.free]
        if not moving:
            continue
        ((atom, e), *others) = moving
        if others or e != 1 or atom.head not in ("quad", "tr"):
            return False
        word = atom.args[0]
        count = sum(a == letter for a, _ in word)
        if count == 1 and sum(variable in a.free for a, _ in word) == 1:
            continue
        if atom.head != "quad" or word[0] != (letter, "T") or word[-1] != (letter, ""):
            return False
        middle = word[1:-1]
        if len(middle) > 1 or not all(
            a.head == "sym" and "positive_definite" in a.args[0].assumptions for a, _ in middle
        ):
            return False
        squares |= norm.poly_signs(Poly({mono - {(atom, e)}: c}))
    return squares == {-1}


def _polynomial(atom: Atom, e: Fraction, variable: Symbol) -> bool:
    """Whether an atom to a power is bounded by a polynomial in the variable."""
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
    if atom.head in ("cos", "sin"):
        return True
    if atom.head == "log":
        inner = atom.args[0].single
        return inner is not None and all(
            a.head == "density" and _log_density(a, variable)
            for a, _ in inner[0]
            if variable in a.free
        )
    return atom.head == "Sum" and _polynomials(atom.args[1], variable)


def _polynomials(value: Poly, variable: Symbol) -> bool:
    """Whether every term is bounded by a polynomial in the variable."""
    return all(_polynomial(a, e, variable) for m in value.terms for a, e in m if variable in a.free)


def _log_density(density: Atom, variable: Symbol) -> bool:
    """Whether the logarithm of a density is bounded by a polynomial in the variable."""
    law, at = density.args
    if variable in law.free or not (has_polynomial_log(law) and inside(density)):
        return False
    if isinstance(at, Poly):
        return _polynomials(at, variable)
    return at.letter is not None and at.letter[0] == Atom("sym", variable)


def _bounded(dependent: Monomial, variable: Symbol, shown: Poly) -> str | None:
    """Continuity on a bounded interval, ends included."""
    closed = not variable.assumptions & {"positive", "nonzero"}
    if all(_continuous(a, e, closed, variable) for a, e in dependent):
        return None
    return f"{show(shown)} is not known to be bounded where {variable} ends"


def _continuous(atom: Atom, e: Fraction, closed: bool, variable: Symbol) -> bool:
    """Whether an atom to a power is continuous, on the closed interval or up to its ends."""
    if variable not in atom.free:
        return True
    if not closed and (e < 0 or e.denominator != 1) and atom.head != "exp":
        return False
    if atom.head in ("sym", "const"):
        return True
    if atom.head == "density" and not (has_polynomial_log(atom.args[0]) and inside(atom)):
        return False
    heads = _CONTINUOUS if closed else ("exp", "cos", "sin")
    return atom.head in heads and all(_continuous(a, f, closed, variable) for a, f in _below(atom))


def _below(atom: Atom) -> list[tuple[Atom, Fraction]]:
    """The atoms in the arguments of an atom, with their exponents."""
    found: list[tuple[Atom, Fraction]] = []
    stack = list(atom.args)
    while stack:
        value = stack.pop()
        if isinstance(value, Poly):
            found.extend((a, e) for m in value.terms for a, e in m)
        elif isinstance(value, Matrix):
            found.extend((a, Fraction(1)) for w in value.terms for a, _ in w)
            stack.extend(value.terms.values())
        else:
            found.append((value, Fraction(1)))
    return found


def coefficients(poly: Poly, variable: Symbol) -> dict[int, Poly] | None:
    """A polynomial in a variable, by degree; None where it is none."""
    letter = Atom("sym", variable)
    found: dict[int, Poly] = {}
    for mono, c in poly.terms.items():
        degree = dict(mono).get(letter, Fraction(0))
        rest = frozenset((a, e) for a, e in mono if a != letter)
        if degree.denominator != 1 or degree < 0 or any(variable in a.free for a, _ in rest):
            return None
        k = int(degree)
        found[k] = found.get(k, number(0)) + Poly({rest: c})
    return {k: p for k, p in found.items() if p}


def falls(exponent: Poly, variable: Symbol, end: int, norm) -> bool:
    """Whether a polynomial goes to −∞ at an end (1 for +∞, −1 for −∞)."""
    by_degree = coefficients(exponent, variable) or {}
    degree = max(by_degree, default=0)
    if degree < 1:
        return False
    sign = norm.poly_signs(by_degree[degree])
    return sign == {-1} if end == 1 or degree % 2 == 0 else sign == {1}


def limit(form: Poly, variable: Symbol, end: int, norm) -> Poly | None:
    """The limit at +∞ (1) or −∞ (−1), None where it is not known.

    Every term must be free of the variable or a polynomial times exp of something that falls.
    """
    total = number(0)
    for mono, c in form.terms.items():
        dependent = [(a, e) for a, e in mono if variable in a.free]
        if not dependent:
            total = total + Poly({mono: c})
            continue
        exponent = number(0)
        for a, e in dependent:
            if a.head == "exp":
                exponent = exponent + a.args[0].scaled(e)
            elif not _polynomial(a, e, variable):
                return None
        if not falls(exponent, variable, end, norm):
            return None
    return total
