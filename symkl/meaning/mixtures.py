"""Densities of mpmath's numbers that stand for the laws that a derivation leaves open."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import lru_cache
from zlib import crc32

from mpmath import mp, mpf

from symkl.meaning import arrays as a

__all__ = ["mixture"]

_MOST_POINTS = 4096  # at which values of a density are kept


@lru_cache(maxsize=32)
def mixture(name: str) -> Callable[[mpf], mpf]:
    """The density that stands for an open law of this name: a mixture of two normals.

    Positive on the whole line, skew, and another one for nearly every other name.
    """
    draw = crc32(name.encode())
    parts = []
    for sign in (-1, 1):
        draw, m = divmod(draw, 4)
        draw, v = divmod(draw, 5)
        parts.append((sign * Fraction(m + 1, 2), Fraction(v + 2, 3)))
    weight = Fraction(draw % 4 + 1, 6)

    @lru_cache(maxsize=4)
    def normals(precision: int) -> list[tuple[mpf, mpf, mpf]]:
        return [
            (a.real(share) / mp.sqrt(2 * mp.pi * a.real(v)), a.real(mean), -1 / (2 * a.real(v)))
            for share, (mean, v) in zip((weight, 1 - weight), parts, strict=True)
        ]

    # A quadrature asks for the weight and for what stands in the logarithm at the same points, and
    # so does the one of the next step.
    @lru_cache(maxsize=_MOST_POINTS)
    def at(x: mpf, precision: int) -> mpf:
        return sum(peak * mp.exp(rate * (x - mean) ** 2) for peak, mean, rate in normals(precision))

    return lambda x: at(x, mp.prec)
