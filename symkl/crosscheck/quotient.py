"""Rational expressions of SymPy as quotients of polynomials with integer coefficients.

SymPy holds the expressions; FLINT multiplies them out, finds greatest common divisors and factors,
which SymPy's own `cancel` and `factor` take twenty times as long for. What is not rational (a
logarithm, an exponential, a root) is a letter of the polynomials, as it is for SymPy, and of the
powers of one base the one with the least exponent is: √x and x are the first and the second power
of one letter.

Main definitions: `Quotient`, `quotient`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import lcm
from typing import Any

import sympy
from flint import Ordering, fmpz_mpoly_ctx

Polynomial = Any  # flint.fmpz_mpoly, which has no types that a checker could use
Pairs = Iterable[tuple[Polynomial, Polynomial]]
Base = tuple[Any, Any]  # of a power: what is raised, and the exponent up to a rational factor


@dataclass(frozen=True, slots=True)
class Quotient:
    """A quotient in lowest terms.

    Attributes
    ----------
    letters
        What the letters of the polynomials stand for, in the order of their exponents.
    above, below
        The numerator and the denominator.
    """

    letters: tuple[Any, ...]
    above: Polynomial
    below: Polynomial

    def expanded(self) -> Any:
        """The quotient in SymPy, multiplied out."""
        return self._expr(self.above) / self._expr(self.below)

    def factored(self) -> Any:
        """The quotient in SymPy, as a product of powers of irreducible polynomials."""
        powers = []
        for polynomial, sign in ((self.above, 1), (self.below, -1)):
            constant, factors = polynomial.factor()
            powers.append(sympy.Integer(int(constant)) ** sign)
            powers += [self._expr(factor) ** (sign * int(power)) for factor, power in factors]
        return sympy.Mul(*powers)

    def coefficients(self, letters: Sequence[Any]) -> dict[tuple[int, ...], Any] | None:
        """The coefficients as a polynomial in some letters, by degrees; None if it is none."""
        others = set(letters)
        places = [self.letters.index(x) if x in self.letters else None for x in letters]
        inside = {place for place in places if place is not None}
        for i, letter in enumerate(self.letters):
            if i not in inside and letter.free_symbols & others:
                return None
        if any(degrees[place] for degrees in self.below.monoms() for place in inside):
            return None
        parts: dict[tuple[int, ...], dict[tuple[int, ...], Any]] = {}
        for degrees, coefficient in self.above.terms():
            key = tuple(0 if place is None else int(degrees[place]) for place in places)
            rest = tuple(0 if i in inside else int(d) for i, d in enumerate(degrees))
            parts.setdefault(key, {})[rest] = coefficient
        context = self.above.context()
        return {
            key: _reduced(self.letters, context.from_dict(part), self.below).expanded()
            for key, part in parts.items()
        }

    def _expr(self, polynomial: Polynomial) -> Any:
        terms = []
        for degrees, coefficient in polynomial.terms():
            powers = [x ** int(d) for x, d in zip(self.letters, degrees, strict=True) if d]
            terms.append(sympy.Mul(sympy.Integer(int(coefficient)), *powers))
        return sympy.Add(*terms)


def quotient(expr: Any) -> Quotient:
    """A rational expression in lowest terms.

    Examples
    --------
    >>> x, y = sympy.symbols("x y", positive=True)
    >>> found = quotient(x / y - (x**2 - 2 * y**2) / (x * y))
    >>> found.expanded(), quotient((x + y) ** 2 / sympy.sqrt(x) - x - y).factored()
    (2*y/x, (x + y)*(-sqrt(x) + x + y)/sqrt(x))
    """
    denominators: dict[Base, int] = {}
    _collect(expr, denominators)
    # Not ((-1)^x)^(1/2): that is another number than (-1)^(x/2) for some x.
    roots = {base: base[0] ** (base[1] / denominators[base]) for base in denominators}
    bases = sorted(roots, key=lambda base: sympy.default_sort_key(roots[base]))
    context = _context(len(bases))
    letters = {
        base: (letter, denominators[base])
        for base, letter in zip(bases, context.gens(), strict=True)
    }
    stands = tuple(roots[base] for base in bases)
    return _reduced(stands, *_quotient(expr, letters, context))


@lru_cache(maxsize=64)
def _context(count: int) -> Any:
    return fmpz_mpoly_ctx.get([f"x{i}" for i in range(count)], Ordering.lex)


def _power(expr: Any) -> tuple[Base, Any]:
    """An expression that is no sum or product, as a base with a rational exponent."""
    base, exponent = expr.as_base_exp()
    if exponent.is_Rational:
        return (base, sympy.Integer(1)), exponent
    factor, rest = exponent.as_coeff_Mul(rational=True)
    return (base, rest), factor


def _collect(expr: Any, denominators: dict[Base, int]) -> None:
    """The bases of all powers in an expression, with the common denominator of exponents."""
    if expr.is_Rational:
        return
    if expr.is_Add or expr.is_Mul:
        for part in expr.args:
            _collect(part, denominators)
    elif expr.is_Pow and expr.exp.is_Integer:
        _collect(expr.base, denominators)
    else:
        base, exponent = _power(expr)
        denominators[base] = lcm(denominators.get(base, 1), int(exponent.q))


def _quotient(expr: Any, letters: Mapping[Any, Any], context: Any) -> tuple[Polynomial, Polynomial]:
    """The numerator and the denominator of an expression, which may have common factors."""
    one = context.constant(1)
    if expr.is_Rational:
        return context.constant(int(expr.p)), context.constant(int(expr.q))
    if expr.is_Add:
        return _sum([_quotient(term, letters, context) for term in expr.args], one)
    if expr.is_Mul:
        above = below = one
        for factor in expr.args:
            over, under = _quotient(factor, letters, context)
            above, below = above * over, below * under
        return above, below
    if expr.is_Pow and expr.exp.is_Integer:
        (above, below), power = _quotient(expr.base, letters, context), int(expr.exp)
    else:
        base, exponent = _power(expr)
        letter, denominator = letters[base]
        above, below, power = letter, one, int(exponent * denominator)
    if power < 0:
        if not above:
            raise ZeroDivisionError(f"{expr} has no value")
        above, below = below, above
    return above ** abs(power), below ** abs(power)


def _sum(terms: Pairs, one: Polynomial) -> tuple[Polynomial, Polynomial]:
    total, common = one - one, one
    for above, below in _by_denominator(terms):
        shared = common.gcd(below)
        new = below / shared
        total, common = total * new + above * (common / shared), common * new
    return total, common


def _by_denominator(terms: Pairs) -> list[list[Polynomial]]:
    """Fractions with those over one denominator added, which takes no common divisors."""
    found: list[list[Polynomial]] = []
    for above, below in terms:
        for pair in found:
            if pair[1] == below:
                pair[0] += above
                break
        else:
            found.append([above, below])
    return found


def _reduced(letters: tuple[Any, ...], above: Polynomial, below: Polynomial) -> Quotient:
    shared = above.gcd(below)
    if below.leading_coefficient() < 0:
        shared = -shared
    return Quotient(letters, above / shared, below / shared)
