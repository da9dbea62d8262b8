"""Fractions with sums in the denominator: when they vanish, and their lowest terms.

Sums that stand under a negative or fractional exponent are ``group`` atoms. `clear` multiplies
them out, which decides whether an expression vanishes; `lowest` brings an expression into lowest
terms, so that equal fractions inside a logarithm or an expectation become the same atom.
Factorisation and division are SymPy's, in its sparse polynomial rings over the rationals.
"""

from __future__ import annotations

from functools import lru_cache
from math import lcm
from typing import Any

from symkl.kernel.poly import Atom, Poly, number, of_atom
from symkl.kernel.rationals import Exact, ratio
from symkl.kernel.refusal import Refusal
from symkl.limits import MOST_DEGREE


def negative_groups(poly: Poly) -> dict[Atom, Exact]:
    """The groups in denominators, each with its most negative exponent."""
    found: dict[Atom, Exact] = {}
    for mono in poly.terms:
        for a, e in mono:
            if a.head == "group" and e < 0:
                found[a] = min(e, found.get(a, e))
    return found


def clear(poly: Poly) -> Poly:
    """The numerator: the polynomial times every group in its denominators."""
    return _cleared(poly)[0]


def _cleared(poly: Poly) -> tuple[Poly, dict[Atom, Exact]]:
    """The numerator, and the exponents of the groups by which it was multiplied."""
    denominators: dict[Atom, Exact] = {}
    while groups := negative_groups(poly):
        for atom, e in groups.items():
            denominators[atom] = denominators.get(atom, 0) - e
            poly = _raised(poly, atom, -e)
    return poly, denominators


def _raised(poly: Poly, atom: Atom, e: Exact) -> Poly:
    """The polynomial times a group to a power, whole powers multiplied out."""
    total = number(0)
    for mono, c in poly.terms.items():
        exponents = dict(mono)
        power = exponents.pop(atom, 0) + e
        whole = max(0, power.numerator // power.denominator)
        part = Poly({frozenset(exponents.items()): c}) * atom.args[0].power(whole)
        total = total + (part if power == whole else part * of_atom(atom, power - whole))
    return total


def vanishes(poly: Poly) -> bool:
    """Return whether an expression is zero as a rational function of its atoms."""
    return not poly or not clear(poly)


def lowest(poly: Poly) -> Poly:
    """The expression in lowest terms, one common denominator."""
    if not negative_groups(poly):
        return poly
    numerator, denominators = _cleared(poly)
    if not numerator:
        return numerator
    scale = number(1)
    for atom, e in denominators.items():
        base = atom.args[0]
        while e >= 1 and (quotient := divide(numerator, base)) is not None:
            numerator, e = quotient, e - 1
        if e:
            scale = scale * of_atom(atom, -e)
    return numerator * scale


class _Ring:
    """A SymPy polynomial ring over the atoms of some polynomials, roots as generators."""

    def __init__(self, *polys: Poly) -> None:
        from sympy import QQ
        from sympy.polys.rings import ring

        roots: dict[Atom, int] = {}
        lowest_power: dict[Atom, Exact] = {}
        for poly in polys:
            for mono in poly.terms:
                for a, e in mono:
                    roots[a] = lcm(roots.get(a, 1), e.denominator)
        for poly in polys:
            for a in roots:
                least = min((dict(m).get(a, 0) for m in poly.terms), default=0)
                lowest_power[a] = min(lowest_power.get(a, 0), least)
        self.atoms = sorted(roots, key=lambda a: a.key)
        self.roots, self.shift = roots, lowest_power
        names = [f"a{i}" for i in range(len(self.atoms))] or ["a0"]
        self.ring = ring(names, QQ)[0]
        self.domain = QQ

    def element(self, poly: Poly) -> Any:
        """The polynomial times its lowest powers, as an element of the ring."""
        terms = {}
        for mono, c in poly.terms.items():
            exponents = dict(mono)
            power = tuple(
                int((exponents.get(a, 0) - self.shift[a]) * self.roots[a]) for a in self.atoms
            )
            if max(power, default=0) > MOST_DEGREE:
                said = f"a polynomial of a degree beyond {MOST_DEGREE}"
                raise Refusal(said, "use a letter for the exponent")
            terms[power or (0,)] = self.domain(c.numerator, c.denominator)
        return self.ring.from_dict(terms)

    def poly(self, element: Any) -> Poly:
        """An element of the ring as a polynomial, without the lowest powers."""
        terms = {}
        for power, c in element.terms():
            mono = frozenset(
                (a, ratio(int(e), self.roots[a]))
                for a, e in zip(self.atoms, power, strict=False)
                if e
            )
            terms[mono] = ratio(int(c.numerator), int(c.denominator))
        return Poly(terms)


def divide(numerator: Poly, divisor: Poly) -> Poly | None:
    """The exact quotient of two polynomials, None where there is a remainder."""
    ring = _Ring(numerator, divisor)
    if any(ring.shift.values()):
        return None
    quotients, rest = ring.element(numerator).div([ring.element(divisor)])
    return None if rest else ring.poly(quotients[0])


Groups = tuple[tuple[Poly, int], ...]
Factors = tuple[Exact, tuple[tuple[Atom, Exact], ...], Groups]


@lru_cache(maxsize=4096)
def factors(poly: Poly) -> Factors:
    """Coefficient, monomial content and irreducible factors (each with its multiplicity).

    The leading coefficient of every irreducible factor is positive in the order of the keys.
    """
    common: dict[Atom, Exact] = {}
    for n, mono in enumerate(poly.terms):
        exponents = dict(mono)
        if n == 0:
            common = exponents
        else:
            for a in set(common) | set(exponents):
                e = min(common.get(a, 0), exponents.get(a, 0))
                common[a] = e
    common = {a: e for a, e in common.items() if e and a.head != "prime"}
    rest = poly * Poly({frozenset((a, -e) for a, e in common.items()): 1})
    content = tuple(sorted(common.items(), key=lambda item: item[0].key))
    if len(rest.terms) < 2:
        ((mono, c),) = rest.terms.items()  # zero has no factors
        return c, content + tuple(mono), ()
    ring = _Ring(rest)
    coefficient, found = ring.element(rest).factor_list()
    coefficient = ratio(int(coefficient.numerator), int(coefficient.denominator))
    irreducible = []
    for element, multiplicity in found:
        factor = ring.poly(element)
        least = min(factor.terms, key=lambda m: (-len(m), repr(sorted(map(repr, m)))))
        lead = factor.terms[least]
        factor = factor.scaled(ratio(1, lead))
        coefficient *= lead**multiplicity
        if factor.single is not None:  # a root of a number that all terms share
            content += tuple((a, e * int(multiplicity)) for a, e in factor.single[0])
            continue
        irreducible.append((factor, int(multiplicity)))
    shift = tuple((a, e) for a, e in ring.shift.items() if e)
    return coefficient, content + shift, tuple(sorted(irreducible, key=lambda f: f[0].key))
