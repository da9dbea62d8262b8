"""Fractions in lowest terms, and what a sum is made of: shared powers, powers of sums, and sums.

A factor is used only after it has been multiplied out again or divided exactly. Products of sums
are not found: the certificate says of which sums one is the product.
"""

from __future__ import annotations

from math import gcd, lcm

from symkl_recheck.forms import (
    Form,
    Key,
    Monomial,
    lowest,
    minus,
    monomial,
    node,
    power,
    scalars,
    times,
    total,
)
from symkl_recheck.rationals import Exact, ratio, whole_power
from symkl_recheck.terms import Power, Term, ordered

# Of the terms of a sum as a set: the factors that have been found of it, and a number.
Products = dict[frozenset[tuple[Key, Exact]], tuple[list[Power], Exact]]


def factors(p: Form, known: Products) -> tuple[Monomial, Exact, list[Power]]:
    """Return a nonzero scalar as a monomial times a number: powers that all terms share, and a sum.

    The powers of the monomial come a second time in order. A sum whose factors are known
    (`symkl_recheck.records`) is written as their product, one that is a whole power of another as
    that power.
    """
    (m, c), *more = scalars(p)
    if not more:
        return m, c, ordered(m)
    p, below = lowest(p)
    least = {x: min(dict(m).get(x, 0) for m, _ in p) for m, _ in p for x, _ in m}
    shared = ordered((x, e) for x, e in least.items() if e)
    rest = times(p, monomial([(x, -e) for x, e in shared], (), 1)) if shared else p
    c = content(rest)
    found = [*shared, *((t, -e) for t, e in below.items())]
    if len(rest) > 1:
        rest = {key: ratio(d, c) for key, d in rest.items()}
        pairs, number = known.get(frozenset(rest.items()), ([], 1))
        c *= number
        if not pairs:
            base, n = _as_power(rest)
            pairs = [(node(base, ()), n)]
        found += pairs
    whole: dict[Term, Exact] = {}
    for t, e in found:
        whole[t] = whole.get(t, 0) + e
    m = frozenset((t, e) for t, e in whole.items() if e)
    return m, c, ordered(m)


def content(p: Form) -> Exact:
    """Return the largest number by which the terms can be divided with whole quotients."""
    whole = lcm(*(c.denominator for c in p.values()))
    return ratio(gcd(*(int(c * whole) for c in p.values())), whole)


def _as_power(p: Form) -> tuple[Form, int]:
    """Return a sum of polynomials as a power of another.

    The base is found by its leading terms, then multiplied out.
    """
    for n in (2, 3, 4):
        candidate = _root(p, n)
        if candidate is not None:
            base, more = _as_power(candidate)
            return base, n * more
    return p, 1


def _root(p: Form, n: int) -> Form | None:
    """Return the n-th root of a sum, where it is one: of x where √x is its least power, in √x."""
    least: dict[Term, int] = {}
    for m, _ in p:
        for x, e in m:
            least[x] = lcm(least.get(x, 1), e.denominator)

    def scaled(q: Form, up: int) -> Form:
        return {
            (frozenset((x, e * whole_power(least[x], up)) for x, e in m), word): c
            for (m, word), c in q.items()
        }

    found = _whole_root(scaled(p, 1), n)
    result = None if found is None else scaled(found, -1)
    return result if result and not minus(p, power(result, n)) else None


def _whole_root(p: Form, n: int) -> Form | None:
    """Return the n-th root of a polynomial, found term by term from its largest."""
    letters = sorted({x for m, _ in p for x, _ in m}, key=lambda x: x.rank)

    def size(m: Monomial) -> list[Exact]:
        exponents = dict(m)
        return [exponents.get(x, 0) for x in letters]

    def leading(q: Form) -> tuple[Key, Exact]:
        return max(q.items(), key=lambda item: size(item[0][0]))

    (m, word), c = leading(p)
    first = _rational_root(c, n)
    if word or first is None or any(e % n for _, e in m):
        return None
    result: Form = {(frozenset((x, ratio(e, n)) for x, e in m), ()): first}
    top = leading(power(result, n - 1))
    for _ in range(len(p)):
        rest = minus(p, power(result, n))
        if not rest:
            return result
        (m, word), c = leading(rest)
        quotient = times({(m, word): c}, monomial([(x, -e) for x, e in top[0][0]], (), 1))
        ((key, c),) = quotient.items()
        new = {key: ratio(c, n * top[1])}
        if word or any(e < 0 or e != int(e) for _, e in key[0]):
            return None
        result = total([result, new])
    return None


def _rational_root(c: Exact, n: int) -> Exact | None:
    """Return the root of a positive rational number, where it is rational."""
    found = [round(part ** (1 / n)) for part in (c.numerator, c.denominator) if 0 < part < 10**12]
    if len(found) < 2 or [r**n for r in found] != [c.numerator, c.denominator]:
        return None
    return ratio(*found)
