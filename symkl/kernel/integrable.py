"""Conditions for taking a term out of an integral: integrability, and limits at infinity.

A term is accepted for one of four reasons, each a classical domination:

* on a bounded interval it is continuous (its side conditions hold on the closed interval);
* it is a polynomial times exp of a polynomial that goes to −∞ at both ends of the range;
* it is a density times a polynomial, and the family has all moments (`symkl.kernel.family_facts`);
* it is a product of powers of densities whose exponents are nonnegative and add up to one
  (bounded by the sum of the densities: weighted arithmetic and geometric means).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from symkl.kernel.common import Common
from symkl.kernel.family_facts import (
    at_letter,
    has_mass,
    has_moments,
    has_polynomial_log,
    inside,
    support,
)
from symkl.kernel.growth import Logs, falls, falls_everywhere, polynomial, polynomials
from symkl.kernel.naming import letter_for
from symkl.kernel.poly import Atom, Monomial, Poly, number
from symkl.kernel.ranges import infinity
from symkl.kernel.rationals import Exact
from symkl.kernel.renaming import bind, rename
from symkl.kernel.words import Matrix
from symkl.kernel.written import shown
from symkl.lang.nodes import FUNCTIONS, Bound, Symbol

# Continuous wherever their side conditions hold.
_CONTINUOUS = {name for name, row in FUNCTIONS.items() if row.continuous}
_CONTINUOUS |= {"group", "power", "Sum", "Product", "density"}
# Continuous beyond what is assumed of a letter.
_EVERYWHERE = {name for name in _CONTINUOUS & set(FUNCTIONS) if FUNCTIONS[name].domain is None}


@dataclass(frozen=True, slots=True)
class Parts:
    """The factors of a term that depend on a variable, each with its exponent."""

    densities: list[tuple[Atom, Exact]]
    exponentials: list[tuple[Atom, Exact]]
    rest: list[tuple[Atom, Exact]]


def sorted_out(mono: Monomial, variable: Symbol) -> Parts:
    """The densities at a variable, the exponentials, and the rest of the factors of a term."""
    found = Parts([], [], [])
    for atom, e in mono:
        if atom.head == "density" and at_letter(atom, variable):
            found.densities.append((atom, e))
        elif atom.head == "exp":
            found.exponentials.append((atom, e))
        else:
            found.rest.append((atom, e))
    return found


def integrable(
    mono: Monomial,
    variable: Symbol,
    lower: Bound | Poly | str | None,
    upper: Bound | Poly | str | None,
    law: Atom | None,
    norm: Common,
) -> str | None:
    """None where a term is integrable over its range or under its law, else what is missing."""
    dependent = frozenset((a, e) for a, e in mono if variable in a.free)
    if law is None and not (infinity(lower) or infinity(upper)):
        return _bounded(dependent, variable, norm)
    parts, exponent = sorted_out(dependent, variable), number(0)
    rest = parts.rest
    densities: dict[Atom, Exact] = {law: 1} if law is not None else {}
    for atom, e in parts.densities:
        densities[atom.args[0]] = densities.get(atom.args[0], 0) + e
    for atom, e in parts.exponentials:
        exponent = exponent + atom.args[0].scaled(e)
    densities = {d: e for d, e in densities.items() if e}
    logs = _logs(variable, norm)
    tame = all(polynomial(a, e, variable, logs) for a, e in rest)
    if densities and not exponent:
        if any(e < 0 for e in densities.values()) or sum(densities.values()) != 1:
            return "{} is not known to be integrable over {}".format(
                *_told(dependent, variable, norm)
            )
        if not rest and all(has_mass(law, norm) for law in densities):
            return None
        alone, *others = densities
        if not others and tame and has_moments(alone, norm):
            return None
        return _untamed(dependent, densities, variable, norm)
    if exponent and not densities and tame:
        # At a finite end a polynomial times an exponential is continuous.
        ends = [s for s, bound in ((-1, lower), (1, upper)) if infinity(bound)]
        over = variable.shape != () and falls_everywhere(exponent, variable, norm)
        if over or all(falls(exponent, variable, s, norm) for s in ends):
            return None
    if law is not None:
        return _untamed(dependent, densities, variable, norm)
    term, letter = _told(dependent, variable, norm)
    said = f"{term} is not known to be integrable over {letter}"
    return f"{said} from {_end(lower, norm)} to {_end(upper, norm)}"


def _untamed(mono: Monomial, densities: Iterable[Atom], variable: Symbol, norm: Common) -> str:
    term, _ = _told(mono, variable, norm)
    names = ", ".join(sorted(map(_law_name, densities)))
    return f"{term} under {names} is not known to be integrable"


def _told(mono: Monomial, variable: Symbol, norm: Common) -> tuple[str, str]:
    """A term and its variable for a reader."""
    bound, term = bind(Poly({mono: 1}), variable)
    letter = letter_for(variable, term)
    return shown(rename(term, bound, Atom("sym", letter)), norm), letter.name


def _end(bound: Bound | Poly | str | None, norm: Common) -> str:
    return shown(bound, norm) if isinstance(bound, Poly) else str(bound)


def _law_name(law: Atom) -> str:
    """The family of a law in words."""
    if law.head == "independent":
        return "independent components"
    return str(law.args[0])


def finite_divergence(laws: tuple[Atom, ...], norm: Common) -> bool:
    """Return whether a divergence, cross-entropy or entropy of these laws is finite."""
    own = support(laws[0]).assumptions
    alike = all(support(law).assumptions <= own for law in laws)  # they are positive where it lives
    return (
        alike and has_moments(laws[0], norm) and all(has_polynomial_log(law, norm) for law in laws)
    )


def _logs(variable: Symbol, norm: Common) -> Logs:
    """A test for densities with a logarithm that is bounded by a polynomial in the variable."""

    def known(atom: Atom) -> bool:
        if atom.head != "density":
            return False
        law, at = atom.args
        if variable in law.free or not (has_polynomial_log(law, norm) and inside(atom)):
            return False
        if isinstance(at, Poly):
            return polynomials(at, variable, known)
        return at.letter is not None and at.letter[0] == Atom("sym", variable)

    return known


def _bounded(dependent: Monomial, variable: Symbol, norm: Common) -> str | None:
    """Continuity on a bounded interval, ends included."""
    closed = not variable.assumptions & {"positive", "nonzero"}
    if all(_continuous(a, e, closed, variable, norm) for a, e in dependent):
        return None
    term, letter = _told(dependent, variable, norm)
    return f"{term} is not known to be bounded where {letter} ends"


def _continuous(atom: Atom, e: Exact, closed: bool, variable: Symbol, norm: Common) -> bool:
    """Return whether an atom to a power is continuous, on the closed interval or up to its ends."""
    if variable not in atom.free:
        return True
    if not closed and (e < 0 or e.denominator != 1) and atom.head != "exp":
        return False
    if atom.head in ("sym", "const"):
        return True
    if atom.head == "density" and not (has_polynomial_log(atom.args[0], norm) and inside(atom)):
        return False
    heads = _CONTINUOUS if closed else _EVERYWHERE
    return atom.head in heads and all(
        _continuous(a, f, closed, variable, norm) for a, f in _below(atom)
    )


def _below(atom: Atom) -> list[tuple[Atom, Exact]]:
    """The atoms in the arguments of an atom, with their exponents."""
    found: list[tuple[Atom, Exact]] = []
    stack = list(atom.args)
    while stack:
        value = stack.pop()
        if isinstance(value, Poly):
            found.extend((a, e) for m in value.terms for a, e in m)
        elif isinstance(value, Matrix):
            found.extend((a, 1) for w in value.terms for a, _ in w)
            stack.extend(value.terms.values())
        else:
            found.append((value, 1))
    return found


def limit(form: Poly, variable: Symbol, end: int, norm: Common) -> Poly | None:
    """The limit at +∞ (1) or −∞ (−1), None where it is not known.

    Every term must be free of the variable or a polynomial times exp of something that falls.
    """
    total, logs = number(0), _logs(variable, norm)
    for mono, c in form.terms.items():
        dependent = [(a, e) for a, e in mono if variable in a.free]
        if not dependent:
            total = total + Poly({mono: c})
            continue
        exponent = number(0)
        for a, e in dependent:
            if a.head == "exp":
                exponent = exponent + a.args[0].scaled(e)
            elif not polynomial(a, e, variable, logs):
                return None
        if not falls(exponent, variable, end, norm):
            return None
    return total
