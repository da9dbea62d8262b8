r"""The test whether a function's value is within a bound of the truth, in ball arithmetic.

`certify` compares the binary number that a function returned, taken exactly, with an enclosure of
the integral for the exact binary arguments. The relative error |v − I|/|I| is a ball then, and the
question whether it is at most what is allowed has three answers: it *holds* for all numbers in
the ball, it *fails* for all, or the ball has both kinds, and the enclosure is made narrower
until it has not, `_ATTEMPTS` times at most. *Undecided* is never taken for either of the others.

The second opinion is the quadrature of `quadrature`, in mpmath, which shares the densities with
the enclosure, but not the lattice, the bounds, or the arithmetic. Its value, give or take the error
that it claims, has to meet the enclosure. Where the two do not, one of them is wrong,
and nothing is certified.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from flint import arb, ctx
from mpmath import mp, mpf

from symkl.verify.cancellation import Densities
from symkl.verify.enclosed import Enclosure, enclose
from symkl.verify.trapezoid import Reference

__all__ = ["Answer", "Certificate", "agree", "at_most", "certify", "relative_error"]

_ATTEMPTS = 3
_LEAST_DIGITS = 8  # an opinion of fewer digits than this is none


class Answer(StrEnum):
    """The answer to the question whether an inequality between balls is true."""

    HOLDS = "holds"
    FAILS = "fails"
    UNDECIDED = "undecided"


@dataclass(frozen=True, slots=True)
class Certificate:
    """The facts proved about one value.

    Attributes
    ----------
    answer
        Whether the relative error is at most what is allowed.
    units
        The least N for which it is proved that the value is within N u of the truth, u being half
        the epsilon of the value's format. None where the value is not finite or the truth is zero.
    error
        An upper bound of the relative error; infinite where the value is not finite, zero where
        it is infinite and the truth is beyond the largest number of the format.
    agrees
        Whether the second opinion meets the enclosure.
    enclosure
        The last enclosure of the integral.
    """

    answer: Answer
    units: int | None
    error: float
    agrees: bool
    enclosure: Enclosure


def certify(
    value: np.floating,
    densities: Densities,
    *,
    allowed: float,
    digits: int = 30,
    opinion: Reference | None = None,
) -> Certificate:
    """Decide whether `value` is the divergence of two densities up to a relative error.

    Parameters
    ----------
    value
        What a function returned, binary32 or binary64, taken exactly.
    densities
        The two densities that the function's arguments, taken exactly, stand for.
    allowed
        The relative error allowed.
    digits
        Decimal digits of the first enclosure.
    opinion
        The integral by another road. Without one, nothing has to agree.
    """
    for attempt in range(_ATTEMPTS):
        enclosure = enclose(densities, digits=digits << attempt)
        answer = at_most(value, enclosure.value, allowed, enclosure.precision)
        if answer is not Answer.UNDECIDED:
            break
    error, units = float("inf"), None
    with ctx.workprec(enclosure.precision):
        if np.isfinite(value) and not enclosure.value.contains(0):
            ball = relative_error(value, enclosure.value)
            error = _upper(ball)
            units = int((2 * ball / _epsilon(value)).abs_upper().ceil().unique_fmpz())
        elif answer is Answer.HOLDS:
            error = 0.0
    return Certificate(
        answer, units, error, opinion is None or agree(opinion, enclosure, digits), enclosure
    )


def at_most(value: np.floating, truth: arb, allowed: float, precision: int) -> Answer:
    """Decide whether |`value` − `truth`| ≤ `allowed` |`truth`| for all numbers in `truth`, a ball.

    An infinite value is right where the truth is beyond the largest number of its format.
    """
    with ctx.workprec(precision):
        if np.isnan(value) or value == -np.inf:
            return Answer.FAILS
        if value == np.inf:
            largest = arb(float(np.finfo(value.dtype).max))
            yes, no = truth > largest, truth <= largest
        else:
            distance, room = abs(arb(float(value)) - truth), arb(allowed) * abs(truth)
            yes, no = distance <= room, distance > room
    return Answer.HOLDS if yes else Answer.FAILS if no else Answer.UNDECIDED


def relative_error(value: np.floating, truth: arb) -> arb:
    """A ball around |`value` − `truth`|/|`truth`|, at the working precision."""
    return abs((arb(float(value)) - truth) / truth)


def agree(opinion: Reference, enclosure: Enclosure, digits: int) -> bool:
    """Return whether an integral, give or take the error that it claims, meets an enclosure."""
    sure = opinion.digits >= min(digits, _LEAST_DIGITS) and mp.isfinite(opinion.value)
    if not sure or not enclosure.value.is_finite():
        return False
    precision = max(opinion.precision, enclosure.precision) + 64
    with ctx.workprec(precision), mp.workprec(precision):
        claimed = _exact(opinion.value) + arb(0, _exact(opinion.error).abs_upper())
        return bool(claimed.overlaps(enclosure.value))


def _exact(value: mpf) -> arb:
    sign, mantissa, exponent, _ = value._mpf_
    return arb((-int(mantissa) if sign else int(mantissa), int(exponent)))


def _upper(ball: arb) -> float:
    """A binary64 number that is not below the ball."""
    upper = ball.abs_upper()
    nearest = float(upper)
    return nearest if arb(nearest) >= upper else float(np.nextafter(nearest, np.inf))


def _epsilon(value: np.floating) -> arb:
    return arb(float(np.finfo(value.dtype).eps))
