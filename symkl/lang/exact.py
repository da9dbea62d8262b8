"""Floats for messages: which exact number is meant, and how it is written in the language."""

from __future__ import annotations

import math
from fractions import Fraction

from symkl.limits import MOST_BITS


def meant(value: float) -> Fraction:
    """The rational number that is meant by a float: 1/3 by 0.3333333333333333, 1/10 by 0.1."""
    near = Fraction(value).limit_denominator(10**6)
    return near if float(near) == value else Fraction(repr(value))


def written_exactly(value: float) -> str:
    """The notation for the exact number that a float means; empty where nobody can say."""
    if value != value:
        return ""
    if math.isinf(value):
        return "oo for infinity" if value > 0 else "-oo for minus infinity"
    if value == math.e:
        return "exp(1)"
    turns = Fraction(value / math.pi).limit_denominator(100)
    if value and float(turns) * math.pi == value:
        number = written_rational(turns)
        return {"1": "pi", "-1": "-pi"}.get(number, f"{number}*pi")
    exact = meant(value)
    bits = exact.numerator.bit_length() + exact.denominator.bit_length()
    return written_rational(exact) if bits <= MOST_BITS else ""


def written_rational(exact: Fraction) -> str:
    """The notation for an exact number."""
    if exact == Fraction(1, 2):
        return "half"
    whole = exact.denominator == 1
    return str(exact) if whole else f"rational({exact.numerator}, {exact.denominator})"
