"""The two number systems in which the definition is integrated: mpmath and Arb.

An `Arithmetic` is a table of the few operations that a log density needs beside ``+ - * /``, so
that one text of the densities and of the quadrature serves both. `MPMATH` computes in
arbitrary-precision floating point and is the ordinary evidence. `ARB` (python-flint) computes
in balls, which makes every rounding error part of the answer, about ten times faster.

References
----------
F. Johansson, "Arb: efficient arbitrary-precision midpoint-radius interval arithmetic", IEEE
Transactions on Computers 66 (2017).
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any

import flint
from mpmath import mp, mpf
from mpmath.libmp import from_man_exp

from symkl.errors import UsageError

__all__ = ["ARB", "MPMATH", "Arithmetic", "Real", "arithmetic_named"]

Real = Any
"""A real number of the arithmetic in use: `mpmath.mpf` or `flint.arb`."""


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """The operations of one number system.

    Attributes
    ----------
    name
        The word by which a caller chooses it.
    number
        A binary64 number as a real, exactly.
    exp, log, sqrt
        The elementary functions, rounded at the working precision.
    pi
        π at the working precision.
    working
        A context manager that sets the working precision, in bits.
    midpoint, radius
        A real as `mpmath.mpf`: its value, and a bound of the rounding error that it carries
        with it (zero in mpmath, which carries none).
    """

    name: str
    number: Callable[[float], Real]
    exp: Callable[[Real], Real]
    log: Callable[[Real], Real]
    sqrt: Callable[[Real], Real]
    pi: Callable[[], Real]
    working: Callable[[int], AbstractContextManager[Any]]
    midpoint: Callable[[Real], mpf]
    radius: Callable[[Real], mpf]


def _exact_mpf(value: flint.arb) -> mpf:
    mantissa, exponent = value.man_exp()
    return mp.make_mpf(from_man_exp(int(mantissa), int(exponent)))


def _midpoint(value: flint.arb) -> mpf:
    # A ball around infinity or nan has no mantissa; the caller sees nan and raises the precision.
    return _exact_mpf(value.mid()) if value.is_finite() else mpf("nan")


def _radius(value: flint.arb) -> mpf:
    return _exact_mpf(value.rad()) if value.is_finite() else mpf("inf")


MPMATH = Arithmetic(
    name="mpmath",
    number=mpf,
    exp=mp.exp,
    log=mp.log,
    sqrt=mp.sqrt,
    pi=lambda: +mp.pi,
    working=mp.workprec,
    midpoint=lambda value: value,
    radius=lambda value: mpf(0),
)

ARB = Arithmetic(
    name="arb",
    number=flint.arb,
    exp=flint.arb.exp,
    log=flint.arb.log,
    sqrt=flint.arb.sqrt,
    pi=flint.arb.pi,
    working=flint.ctx.workprec,
    midpoint=_midpoint,
    radius=_radius,
)


def arithmetic_named(name: str) -> Arithmetic:
    """The arithmetic called `name`, "mpmath" or "arb".

    Raises
    ------
    UsageError
        For any other name.
    """
    for arithmetic in (MPMATH, ARB):
        if arithmetic.name == name:
            return arithmetic
    raise UsageError(f"no arithmetic is called {name!r}", hint="write mpmath or arb")
