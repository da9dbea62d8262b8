"""Elementary functions of balls, of fractions, and of sums of Gaussians where these allow it.

Where infinitesimals come in, f(c + N) = Σ f⁽ʲ⁾(c) Nʲ/j!, with coefficients from the power series of
Arb. Of what holds a coordinate, exp takes polynomials, log, sqrt and division single terms, and the
functions made from these come with them; what else there is has no closed form under an integral.

On complex balls, of which numerical integration consists, functions are those that are analytic:
a ball that touches a branch cut has no value.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import flint
from flint import acb, acb_series, arb, arb_series, fmpq

from symkl.lang.functions import FUNCTIONS
from symkl.meaning.balls.gaussians import (
    Gaussians,
    exponential,
    made,
    order,
    power,
    series,
    terms_of,
    unit,
)
from symkl.meaning.balls.polynomials import NoBall, Number, exact, finite, parted, positive

__all__ = ["applied", "raised", "standard"]


def standard(x: Any) -> Number:
    """The number that something differs from by infinitesimals only."""
    terms = terms_of(x)
    if not terms:
        return fmpq(0)
    if len(terms) == 1 and not terms[0][0]:
        rest, _ = parted(terms[0][1])
        if rest.keys() <= {()}:
            return rest.get((), fmpq(0))
    raise NoBall("what moves with a variable is no number")


def applied(function: str, x: Any) -> Any:
    """An elementary function of anything.

    Raises
    ------
    NoBall
        If it has no value, or none that is known here.
    """
    if function == "abs":
        return _absolute(x)
    if isinstance(x, Gaussians):
        try:
            c = standard(x)
        except NoBall:
            if function in _OF_TERMS:
                return _OF_TERMS[function](x)
            raise
        # Not x - c: a ball minus itself is a ball around zero, and no infinitesimal.
        small = made([({}, parted(x.terms[0][1])[1])])
        return _along(function, c, small)
    return finite(_of_number(function, x), function)


def _absolute(x: Any) -> Any:
    c = standard(x)
    if isinstance(c, acb):
        raise NoBall("the absolute value is not analytic")
    if not isinstance(x, Gaussians):
        return abs(x)
    if positive(c) or positive(-c):
        return x if positive(c) else -x
    raise NoBall("the absolute value has no derivative at zero")


def raised(base: Any, exponent: Any) -> Any:
    """A power."""
    if exact(exponent):
        if exponent.q != 1 and not isinstance(base, Gaussians):
            return _root(base, exponent)
        if not isinstance(base, Gaussians) and abs(exponent.p) < 10**4:
            return _whole(base, int(exponent.p))
        return power(base, exponent)
    if not isinstance(base, Gaussians) and not isinstance(exponent, Gaussians):
        if isinstance(base, acb) or isinstance(exponent, acb):
            return finite(acb(base).pow(acb(exponent), analytic=True), "a power")
        return finite(arb(base) ** arb(exponent), "a power")
    return exponential(exponent * applied("log", base))


def _whole(base: Number, n: int) -> Number:
    if exact(base):
        if n < 0 and base == 0:
            raise NoBall("zero has no inverse")
        if base.height_bits() * abs(n) > 4000:
            base = arb(base)
    return finite(base**n, "a power")


def _root(base: Number, exponent: fmpq) -> Number:
    """A fractional power; halves by square roots, which may be exact."""
    if exponent.q == 2:
        return _whole(applied("sqrt", base), int(exponent.p))
    if isinstance(base, acb):
        return finite(base.pow(acb(exponent), analytic=True), "a power")
    return finite(arb(base) ** arb(exponent), "a power")


def _of_number(function: str, x: Number) -> Number:
    if exact(x):
        if x == 0 and (at_zero := FUNCTIONS[function].at_zero):
            return fmpq(*at_zero)
        if function == "log" and x == 1:
            return fmpq(0)
        if function == "sqrt" and x >= 0 and x.p.is_square() and x.q.is_square():
            return fmpq(x.p.isqrt(), x.q.isqrt())
        x = arb(x)
    return _complex(function, x) if isinstance(x, acb) else _real(function, x)


def _real(function: str, x: arb) -> arb:
    domain = FUNCTIONS[function].domain
    if domain and domain.assumption == "positive" and not x > -domain.plus:
        raise NoBall(f"{function} has no value at {x}")
    return FUNCTIONS[function].ball(flint, x)


def _complex(function: str, x: acb) -> acb:
    row = FUNCTIONS[function]
    end = -row.domain.plus if row.domain else 0
    inside = {"everywhere": True, "right": x.real > end, "strip": abs(x.imag) < 3}
    if function in _CUT:
        return _CUT[function](x)
    if not inside.get(row.analytic):
        raise NoBall(f"{function} is not analytic")
    return row.ball(flint, x)


def _along(function: str, c: Number, small: Any) -> Any:
    """The function of a number and an infinitesimal."""
    count = order(small) + 1
    kind = acb_series if isinstance(c, acb) else arb_series
    if not _of_number(function, c if isinstance(c, acb) else arb(c)).is_finite():
        raise NoBall(f"{function} is not analytic")
    try:
        taken = FUNCTIONS[function].ball(flint, kind([c, 1], count))
    except (AttributeError, TypeError):
        raise NoBall(f"{function} has no power series here") from None
    return series([finite(taken[j], function) for j in range(count)], small)


def _logarithm(x: Any) -> Any:
    """The logarithm of c (1 + N) exp(Q)."""
    exponent, c, small = unit(x)
    coefficients = [fmpq(0)] + [fmpq((-1) ** (j + 1), j) for j in range(1, order(small) + 1)]
    front = applied("log", c)
    return made([({}, exponent)]) + front + series(coefficients, small)


_OF_TERMS: dict[str, Callable[[Any], Any]] = {
    "exp": exponential,
    "expm1": lambda x: exponential(x) - 1,
    "h": lambda x: exponential(x) - 1 - x,
    "log": _logarithm,
    "log1p": lambda x: _logarithm(x + 1),
    "g": lambda x: x - _logarithm(x + 1),
    "sqrt": lambda x: power(x, fmpq(1, 2)),
}

# On the whole plane but for a cut, which the library knows.
_CUT: dict[str, Callable[[acb], acb]] = {
    "log": lambda x: x.log(analytic=True),
    "sqrt": lambda x: x.sqrt(analytic=True),
    "log1p": lambda x: (1 + x).log(analytic=True),
    "g": lambda x: x - (1 + x).log(analytic=True),
}
