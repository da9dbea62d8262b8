r"""Integrals of sums of P exp(Q) over the line, over half-lines and intervals, in closed form.

Over the line, with Q = −a x²/2 + b x + c, where a is a number with positive real part and b and c
may hold other variables,

    ∫ P(x) exp(Q) dx = √(2π/a) exp(c + b²/(2a)) E P(b/a + Z),  Z normal, of variance 1/a:

the square is completed, and the moments of Z are 1, 0, 1/a, 0, 3/a², … For complex a and b both
sides are analytic where Re a > 0. Space is integrated over a coordinate at a time, in which a > 0
each time says that the quadratic form is negative definite: these are its pivots.

From l to infinity, where b is a number too, with x = b/a + t and u = l − b/a,

    J_0 = √(π/(2a)) erfc(u √(a/2)),  J_1 = exp(−a u²/2)/a,
    J_n = (u^{n−1} exp(−a u²/2) + (n − 1) J_{n−2})/a,

by parts. And ∫_0^∞ x^j exp(−α x^d) dx = Γ((j + 1)/d)/(d α^{(j+1)/d}).

Where exactly one term is not integrable, and that is certain, the whole has no value.
"""

from __future__ import annotations

from math import comb
from typing import Any

from flint import acb, arb, fmpq

from symkl.meaning.balls.elementary import raised
from symkl.meaning.balls.gaussians import Gaussians, exponential, made, power, terms_of
from symkl.meaning.balls.polynomials import (
    Divergent,
    NoBall,
    Number,
    Polynomial,
    Term,
    Wide,
    by_powers,
    nonzero,
    positive,
    tiny,
    vanishes,
)

INFINITY = "oo"
MINUS_INFINITY = "-oo"

__all__ = ["INFINITY", "MINUS_INFINITY", "over"]


def over(f: Any, letter: int, lower: Any = MINUS_INFINITY, upper: Any = INFINITY) -> Any:
    """The integral of f over a variable between numbers, or to infinity.

    Raises
    ------
    Divergent
        If there is no integral, for certain.
    NoBall
        If there may be none, or it is not known here.
    """
    if lower == upper and isinstance(lower, str):
        raise NoBall("an integral from infinity to infinity")
    total: Any = fmpq(0)
    unknown: list[Term] = []
    for term in terms_of(f):
        try:
            total = total + _of_term(term, letter, lower, upper)
        except Wide:
            raise
        except NoBall:
            unknown.append(term)
    if len(unknown) == 1 and _diverges(unknown[0], letter, lower, upper):
        raise Divergent("an integral diverges")
    if unknown:
        raise NoBall("an integral is not known to exist, or not in closed form")
    return total


def _of_term(term: Term, letter: int, lower: Any, upper: Any) -> Any:
    exponent, factor = term
    parts, powers = by_powers(exponent, letter), by_powers(factor, letter)
    finite = not isinstance(lower, str) and not isinstance(upper, str)
    if finite and parts.keys() <= {0}:
        return _of_polynomial(exponent, powers, lower, upper)
    if set(parts) - {0} not in ({2}, {1, 2}):
        return _of_power(parts, powers, lower, upper)
    a = -2 * parts[2].get((), fmpq(0))
    if parts[2].keys() != {()} or not positive(a):
        raise NoBall("the exponent is not known to be a negative quadratic")
    b: Any = made([({}, parts.get(1, {}))])
    front = exponential(made([({}, parts.get(0, {}))]) + b * b * (1 / (2 * a)))
    mean, most = b * (1 / a), max(powers, default=0)
    if (lower, upper) == (MINUS_INFINITY, INFINITY):
        moments = _moments(a, most)
    elif isinstance(mean, Gaussians):
        raise NoBall("the centre of a Gaussian over an interval moves")
    else:
        moments = [
            low - high
            for low, high in zip(_above(a, lower, mean, most), _above(a, upper, mean, most),
                                 strict=True)
        ]  # fmt: skip
    total: Any = fmpq(0)
    for j, c in powers.items():
        shifted: Any = fmpq(0)
        for i in range(j + 1):
            shifted = shifted + power(mean, fmpq(j - i)) * (comb(j, i) * moments[i])
        total = total + made([({}, c)]) * shifted
    return total * front


def _of_polynomial(
    exponent: Polynomial, powers: dict[int, Any], lower: Number, upper: Number
) -> Any:
    """Between numbers, where the exponent is without the variable."""
    total: Any = fmpq(0)
    for j, c in powers.items():
        span = (upper ** (j + 1) - lower ** (j + 1)) / (j + 1)
        total = total + Gaussians([(exponent, c)]) * span
    return total


def _of_power(parts: dict[int, Any], powers: dict[int, Any], lower: Any, upper: Any) -> Any:
    """The integral where the exponent is c − α x^d: over the line, or from zero on."""
    (d,) = set(parts) - {0} if len(set(parts) - {0}) == 1 else (0,)
    alpha = -parts[d].get((), fmpq(0)) if d else fmpq(0)
    line = (lower, upper) == (MINUS_INFINITY, INFINITY) and d % 2 == 0
    ray = upper == INFINITY and not isinstance(lower, str) and vanishes(lower)
    if not positive(alpha) or parts[d].keys() != {()} or not (line or ray):
        raise NoBall("the exponent is not known to be the negative of a power")
    total: Any = fmpq(0)
    for j, c in powers.items():
        if ray or j % 2 == 0:
            share = arb(fmpq(j + 1, d))
            half = share.gamma() * raised(alpha, fmpq(-j - 1, d)) / d
            total = total + made([({}, c)]) * (half if ray else 2 * half)
    return total * exponential(made([({}, parts.get(0, {}))]))


def _moments(a: Number, most: int) -> list[Number]:
    """∫ t^j exp(−a t²/2) dt over the line for j = 0 … most."""
    found: list[Number] = [_root(2 * arb.pi() / a), fmpq(0)]
    for j in range(2, most + 1):
        found.append(found[j - 2] * (j - 1) / a)
    return found[: most + 1]


def _above(a: Number, bound: Any, mean: Number, most: int) -> list[Number]:
    """The same from a bound on, t being measured from the mean."""
    if bound == MINUS_INFINITY and isinstance(bound, str):
        return _moments(a, most)
    if isinstance(bound, str):
        return [fmpq(0)] * (most + 1)
    u = bound - mean + arb(0)
    edge = (u * u * (-a / 2)).exp()
    found = [_root(arb.pi() / (2 * a)) * (u * _root(a / 2)).erfc(), edge / a]
    for j in range(2, most + 1):
        found.append((u ** (j - 1) * edge + (j - 1) * found[j - 2]) / a)
    return found[: most + 1]


def _root(x: Number) -> Number:
    return x.sqrt(analytic=True) if isinstance(x, acb) else arb(x).sqrt()


def _diverges(term: Term, letter: int, lower: Any, upper: Any) -> bool:
    """Return whether a term has no integral for certain: it does not vanish, and does not decay."""
    exponent, factor = term
    powers = by_powers(factor, letter)
    leading = powers[max(powers)]
    if any(map(tiny, factor)) or leading.keys() != {()} or not nonzero(leading[()]):
        return False
    parts = by_powers(exponent, letter)
    parts.pop(0, None)
    ends = [1] * (INFINITY in (lower, upper)) + [-1] * (MINUS_INFINITY in (lower, upper))
    if not parts:
        return bool(ends)
    degree = max(parts)
    top = parts[degree]
    if top.keys() != {()} or isinstance(top[()], acb):
        return False
    return any(positive(top[()] * end**degree) for end in ends)
