"""Sums Σ P exp(Q) of polynomials P times exponentials of polynomials Q, with balls as coefficients.

This is what the integrands of the derivations are: a normal density is a constant times the
exponential of a quadratic, its logarithm is a polynomial, and products stay in the class. Sums,
products, powers, exponentials of polynomials and logarithms of single terms are exact operations on
the coefficients, which are fractions as long as nothing irrational comes in and balls after that.
`symkl.meaning.balls.gaussian_integrals` integrates.

The variables are coordinates and infinitesimals (`symkl.meaning.balls.polynomials`). Since an
integral of this kind is differentiated under the integral sign, infinitesimals in its parameters
give its derivatives.

A coefficient that is a ball stands for any number in it, the same wherever that very object stands.
Terms are put together only where their exponents are the same fractions or the same object: two
balls that look alike may be two numbers.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flint import acb, arb, fmpq

from symkl.meaning.balls.polynomials import (
    NoBall,
    Number,
    Polynomial,
    Term,
    Wide,
    added,
    exact,
    finite,
    multiplied,
    parted,
    positive,
    scaled,
    vanishes,
)

_MOST_TERMS = 400
_MOST_POWER = 64


class Gaussians:
    """A sum of terms P exp(Q), each a pair of polynomials; numbers stay numbers (see `made`)."""

    __slots__ = ("terms",)

    def __init__(self, terms: Iterable[Term]) -> None:
        self.terms = tuple(terms)

    def __add__(self, other: Any) -> Any:
        return made((*self.terms, *terms_of(other)))

    __radd__ = __add__

    def __neg__(self) -> Any:
        return Gaussians((q, {m: -c for m, c in p.items()}) for q, p in self.terms)

    def __sub__(self, other: Any) -> Any:
        return self + -other

    def __rsub__(self, other: Any) -> Any:
        return -self + other

    def __mul__(self, other: Any) -> Any:
        if not isinstance(other, Gaussians):
            by = fmpq(other) if isinstance(other, int) else other
            return fmpq(0) if vanishes(by) else Gaussians((q, scaled(p, by)) for q, p in self.terms)
        others = other.terms
        if len(self.terms) * len(others) > _MOST_TERMS:
            raise NoBall("a product has too many terms")
        return made(
            (added(q, s) if q and s else q or s, multiplied(p, r))
            for q, p in self.terms
            for s, r in others
        )

    __rmul__ = __mul__


def variable(name: int) -> Gaussians:
    """A coordinate, or an infinitesimal."""
    return Gaussians([({}, {((name, 1),): fmpq(1)})])


def terms_of(x: Any) -> tuple[Term, ...]:
    """The terms of a sum, or of a number."""
    if isinstance(x, Gaussians):
        return x.terms
    x = fmpq(x) if isinstance(x, int) else x
    return () if vanishes(x) else (({}, {(): x}),)


def made(terms: Iterable[Term]) -> Any:
    """The sum of some terms; a number where it is one."""
    found: dict[Any, Term] = {}
    for q, p in terms:
        if q.keys() == {()}:
            q, p = {}, scaled(p, _exp(q[()]))
        key = frozenset(q.items()) if all(map(exact, q.values())) else id(q)
        found[key] = (q, added(found[key][1], p)) if key in found else (q, p)
    kept = [(q, p) for q, p in found.values() if p]
    if not kept:
        return fmpq(0)
    if len(kept) == 1 and not kept[0][0] and kept[0][1].keys() == {()}:
        return kept[0][1][()]
    return Gaussians(kept)


def coefficient(x: Any, infinitesimal: int) -> Any:
    """The coefficient of an infinitesimal: the derivative."""
    kept: list[Term] = []
    for q, p in terms_of(x):
        along = {
            tuple((v, e) for v, e in m if v != infinitesimal): c
            for m, c in p.items()
            if (infinitesimal, 1) in m
        }
        kept.append((q, along))
    return made(kept)


def unit(x: Any) -> tuple[Polynomial, Number, Any]:
    """The Q, c and N of c (1 + N) exp(Q), N infinitesimal, which can be divided by.

    Raises
    ------
    NoBall
        If it is no such term.
    """
    terms = terms_of(x)
    if len(terms) == 1:
        exponent, factor = terms[0]
        rest, small = parted(factor)
        if rest.keys() == {()}:
            c = rest[()]
            if not (c == 0 if exact(c) else c.contains(0)):
                return exponent, c, made([({}, small)]) * (1 / c)
    raise NoBall("a sum of several terms, or what may be zero")


def series(coefficients: Iterable[Number], x: Any) -> Any:
    """Σ c_j x^j for an infinitesimal x; ends where the power of x is zero."""
    total, along = fmpq(0), fmpq(1)
    for c in coefficients:
        total = total + c * along
        along = along * x
        if not terms_of(along):
            break
    return total


def order(x: Any) -> int:
    """The number n of infinitesimals in x; if x itself is infinitesimal, x^(n + 1) is zero."""
    return len({v for _, p in terms_of(x) for m in p for v, _ in m if v < 0})


def inverse(x: Any) -> Any:
    """1/x."""
    exponent, c, small = unit(x)
    found = series([fmpq((-1) ** j) for j in range(order(small) + 1)], small) * finite(1 / c, "1/x")
    return found * made([(scaled(exponent, fmpq(-1)), {(): fmpq(1)})])


def power(x: Any, exponent: fmpq) -> Any:
    """A fractional power of a single positive term, a whole one of anything.

    Raises
    ------
    NoBall
        If the power may have no value.
    """
    if exponent.q == 1:
        n = int(exponent.p)
        if abs(n) > _MOST_POWER:
            raise NoBall("a high power")
        base, found = x if n >= 0 else inverse(x), fmpq(1)
        for _ in range(abs(n)):
            found = found * base
        return found
    q, c, small = unit(x)
    if not positive(c):
        raise NoBall("a fractional power of what may be negative")
    c = c if isinstance(c, acb) else arb(c)
    front = c.pow(acb(exponent), analytic=True) if isinstance(c, acb) else c ** arb(exponent)
    binomial = [fmpq(1)]
    for j in range(order(small)):
        binomial.append(binomial[-1] * (exponent - j) / (j + 1))
    found = series(binomial, small) * finite(front, "a power")
    return found * made([(scaled(q, exponent), {(): fmpq(1)})])


def exponential(x: Any) -> Any:
    """exp(x) for a polynomial x."""
    terms = terms_of(x)
    if any(q for q, _ in terms):
        raise NoBall("the exponential of an exponential")
    total: Polynomial = {}
    for _, p in terms:
        total = added(total, p)
    rest, small = parted(total)
    along = made([({}, small)])
    coefficients = [fmpq(1)]
    for j in range(order(along)):
        coefficients.append(coefficients[-1] / (j + 1))
    # The constant stays in the exponent, where the logarithm finds it whole.
    return made([(rest, {(): fmpq(1)})]) * series(coefficients, along)


def _exp(c: Number) -> Number:
    if exact(c):
        c = arb(c) if c != 0 else c
    if isinstance(c, arb) and not c.rad() < 1:
        raise Wide("an exponent is too wide")
    return fmpq(1) if exact(c) else finite(c.exp(), "an exponential")
