r"""The cancellation in the log ratio, which the quadrature has to know before it starts.

Where p and q are near each other, at relative distance δ, log p(x) − log q(x) is of order δ and the
divergence of order δ², while either log density is of order 1. Where their means are far from
zero, x − m cancels as well. `survey` evaluates the log ratio at the nodes 0, ±eᵢ and ±(eᵢ + eⱼ),
which determine a quadratic function: if it vanishes at all of them it vanishes. Its size
there tells how many digits the integral will lose, and its rounding error how many the
arithmetic loses.

The rounding error is both observed, as the difference between two precisions, and bounded, by
following the evaluation of a log density step by step. The first alone would miss the error of
sums that happen to be exact (parameters are short numbers), the second alone that of the
parameters, such as a Cholesky factor of an ill-conditioned matrix.

References
----------
N. J. Higham, "Accuracy and Stability of Numerical Algorithms", 2nd ed., 2002, section 3.3: running
error analysis.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from mpmath import mp, mpf

from symkl.errors import UsageError
from symkl.verify.arithmetic import Arithmetic, Real
from symkl.verify.log_densities import Normal, log_density

__all__ = ["Densities", "Survey", "survey"]

Densities = Callable[[Arithmetic], tuple[Normal, Normal]]
"""Builds p and q, in the arithmetic given and at its working precision at the time of the call."""

_DOUBLINGS = 6
_MARGIN = 64  # nodes further out than those probed, and the summation itself


@dataclass(frozen=True, slots=True)
class Survey:
    """The size and the rounding error of the log ratio, from its values at a few nodes.

    Attributes
    ----------
    spread
        Its largest modulus; zero only if p and q are the same.
    rounding
        A bound of the rounding error of a weighted sum of it, in units of 2^-b for a working
        precision of b bits.
    precision
        The precision in bits at which the two were found.
    """

    spread: mpf
    rounding: mpf
    precision: int


def survey(densities: Densities, arithmetic: Arithmetic) -> Survey:
    """Evaluate the log ratio at a few nodes, in as many bits as show it.

    Parameters
    ----------
    densities
        Builds p and q.
    arithmetic
        The number system.

    Raises
    ------
    UsageError
        If the dimensions of p and q differ, or 4096 bits do not tell the log ratio from zero.
    """
    precision = 128
    for _ in range(_DOUBLINGS):
        coarse, _ = _log_ratios(densities, precision, arithmetic)
        fine, unit = _log_ratios(densities, precision + 64, arithmetic)
        with mp.workprec(53):
            spread = max(abs(value) for value in fine)
            # Two precisions show what the bound cannot see, the error of the parameters (that of
            # a Cholesky factor, say); the bound shows what exact sums of short numbers hide.
            noise = max(abs(a - b) for a, b in zip(coarse, fine, strict=True))
            unit = max(noise * mpf(2) ** precision, unit, spread)
            if unit <= mpf(2) ** (precision - 20) * spread:  # false for nan: more bits, then
                return Survey(spread, _MARGIN * unit, precision)
        precision *= 2
    if not spread and not noise:
        # Two parameters that differ as binary64 numbers would differ at so many bits.
        return Survey(spread, spread, precision)
    raise UsageError(
        f"the log density ratio is lost in rounding at {precision} bits",
        hint="give parameters of moderate size",
    )


def _log_ratios(
    densities: Densities, precision: int, arithmetic: Arithmetic
) -> tuple[list[mpf], mpf]:
    """Log p(x) − log q(x) at x = m + L t for t = 0, ±eᵢ and ±(eᵢ + eⱼ), and `_rounding` there."""
    with arithmetic.working(precision), mp.workprec(precision):
        p, q = densities(arithmetic)
        k = p.dimension
        if q.dimension != k:
            raise UsageError(f"p has dimension {k} and q has dimension {q.dimension}")
        ratios: list[mpf] = []
        rounding = mpf(0)
        places = [(i, j, sign) for i in range(k) for j in range(i, k) for sign in (-1, 1)]
        for i, j, sign in [(0, 0, 0), *places]:
            t = [sign * (m in (i, j)) for m in range(k)]
            x = [p.mean[m] + sum(p.scale_tril[m][n] * t[n] for n in range(m + 1)) for m in range(k)]
            ratios.append(arithmetic.midpoint(log_density(p, x) - log_density(q, x)))
            here = _rounding(p, x, arithmetic) + _rounding(q, x, arithmetic)
            rounding = max(rounding, here)
        return ratios, rounding


def _rounding(normal: Normal, x: list[Real], arithmetic: Arithmetic) -> mpf:
    """The rounding error of `log_density` at x to first order, in units of the last place."""
    u: list[Real] = []
    errors: list[mpf] = []
    total = abs(arithmetic.midpoint(normal.log_peak)) + normal.dimension
    for i, coordinate in enumerate(x):
        shears = [abs(arithmetic.midpoint(entry)) for entry in normal.shear[i]]
        rate = arithmetic.midpoint(normal.rate[i])
        u.append((coordinate - normal.centre(i, u)) * normal.rate[i])
        sizes = [abs(arithmetic.midpoint(entry)) for entry in u]
        moved = abs(arithmetic.midpoint(coordinate)) + abs(arithmetic.midpoint(normal.mean[i]))
        for shear, size, error in zip(shears, sizes, errors, strict=False):
            moved += shear * (size + error)
        errors.append(moved * rate + sizes[i])
        total += sizes[i] * (2 * errors[i] + sizes[i])
    return total
