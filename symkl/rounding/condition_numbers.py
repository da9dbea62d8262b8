r"""Condition numbers of the elementary functions, in ball arithmetic.

`condition` encloses sup |x f'(x)/f(x)| over a ball of arguments: how much f magnifies a small
relative error. A logarithmic error ℓ of the argument becomes at most κ ℓ, κ the supremum over all
arguments between the exact and the computed one, as log f changes by ∫ x f'(x)/f(x) d log x.

    log 1/|log x|     exp |x|      log1p x/((1 + x) log1p x)     expm1 x/(1 − e^−x)
    g   x²/((1 + x) g(x))          h v expm1(v)/h(v) = v + v²/h(v) = 1/(1/v − 1/expm1 v)

Near 0, where numerator and denominator vanish together, the quotient is summed as a power series
with its tail. For an argument of which nothing is known, `free_condition` has for expm1 and h

    κ ≤ 1 + |x|,      κ ≤ 2 + |v|,

since x/(1 − e^−x) = x + x/(e^x − 1) is at most x + 1 for x > 0 and at most 1 for x < 0; since
h(v) ≥ v²/2 for v > 0; and since with w = −v > 0 the claim κ = w (1 − e^−w)/(w − 1 + e^−w) ≤ 2 says
0 ≤ w − 2 + (w + 2) e^−w, of which the derivative 1 − (w + 1) e^−w is nonnegative.

References
----------
N. J. Higham, "Accuracy and Stability of Numerical Algorithms", 2nd ed., SIAM 2002, section 1.6.
"""

from __future__ import annotations

from collections.abc import Callable

from flint import arb

__all__ = ["condition", "free_condition", "value"]

_SERIES = 0.5
_TERMS = 60


def _power_series(coefficient: Callable[[int], arb], x: arb) -> arb:
    """Σ coefficient(n) xⁿ for coefficients of modulus 1 at most and |x| ≤ 1/2."""
    total = arb(0)
    for n in reversed(range(_TERMS)):
        total = total * x + coefficient(n)
    size = abs(x).abs_upper()
    return total + arb(0, (size**_TERMS / (1 - size)).abs_upper())


def _small(x: arb) -> bool:
    return bool(abs(x) <= _SERIES)


def _log1p_over_x(x: arb) -> arb:
    if _small(x):
        return _power_series(lambda n: arb((-1) ** n) / (n + 1), x)
    # A concave function through 0 lies over x ever less: the ends of the ball are its extremes.
    low, high = x.lower(), x.upper()
    if not low > -1:
        return arb.nan()
    return (low.log1p() / low).union(high.log1p() / high)


def _g_over_square(x: arb) -> arb:
    """g(x)/x² for |x| ≤ 1/2; elsewhere a letter that occurs twice would cost too much."""
    return _power_series(lambda n: arb((-1) ** n) / (n + 2), x)


def _g(x: arb) -> arb:
    return x * x * _g_over_square(x) if _small(x) else x * (1 - _log1p_over_x(x))


def _g_condition(x: arb) -> arb:
    if _small(x):
        return 1 / ((1 + x) * _g_over_square(x))
    return 1 / ((1 + 1 / x) * (1 - _log1p_over_x(x)))


def _expm1_condition(x: arb) -> arb:
    if _small(x):
        return _ends(arb.exp, x) / _power_series(lambda n: 1 / arb.fac_ui(n + 1), x)
    return x / -_ends(arb.expm1, -x)


def _h(v: arb) -> arb:
    if _small(v):
        return v * v * _power_series(lambda n: 1 / arb.fac_ui(n + 2), v)
    return v.expm1() - v


def _h_condition(v: arb) -> arb:
    if _small(v):
        return v + 1 / _power_series(lambda n: 1 / arb.fac_ui(n + 2), v)
    return 1 / (1 / v - 1 / _ends(arb.expm1, v))


_CONDITIONS = {
    "log": lambda x: 1 / _ends(arb.log, x),
    "exp": lambda x: x,
    "log1p": lambda x: 1 / ((1 + x) * _log1p_over_x(x)),
    "expm1": _expm1_condition,
    "g": _g_condition,
    "h": _h_condition,
}


def condition(function: str, x: arb) -> arb | None:
    """An upper bound of |x f'(x)/f(x)| over a ball; None where there is none."""
    found = abs(_CONDITIONS[function](x))
    return found.abs_upper() if found.is_finite() else None


def free_condition(function: str) -> tuple[int, int] | None:
    """The a and b of |x f'(x)/f(x)| ≤ a + b |x| for every x; None where there are none."""
    return {"exp": (0, 1), "expm1": (1, 1), "h": (2, 1)}.get(function)


def _ends(function: Callable[[arb], arb], x: arb) -> arb:
    """A monotonic function over a ball, from its ends: of a wide one Arb makes too much."""
    return function(x.lower()).union(function(x.upper()))


def _folded(function: Callable[[arb], arb], x: arb) -> arb:
    """A function that falls up to 0 and rises from there."""
    return function(x) if x.contains(0) else _ends(function, x)


_VALUES = {
    "log": lambda x: _ends(arb.log, x),
    "exp": lambda x: _ends(arb.exp, x),
    "log1p": lambda x: _ends(arb.log1p, x),
    "expm1": lambda x: _ends(arb.expm1, x),
    "g": lambda x: _folded(_g, x),
    "h": lambda x: _folded(_h, x),
    "sqrt": lambda x: _ends(arb.sqrt, x),
    "abs": abs,
}


def value(function: str, x: arb) -> arb | None:
    """The function over a ball; None where it is not defined on all of it, or not known here."""
    if function not in _VALUES:
        return None
    found = _VALUES[function](x)
    return found if found.is_finite() else None
