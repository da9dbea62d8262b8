r"""Real letters: what is known of linear forms in them, and when their difference is exact.

A log-variance may be any number; what decides branches and condition numbers is one linear form v
of such letters, ℓ₁ − ℓ₂ or ℓ itself. `variable` finds it: the argument of h, expm1 or exp that
comes first. Over a cell of v every a v + b has a ball (`multiple`), and so has exp(A)/exp(B) where
A − B is one (`exponent`).

`exact_difference`: let x and y be numbers with p bits, of one sign, both at least 2^a in modulus,
and |x − y| ≤ 2^(a+1). Both are multiples of 2^(a−p+1), so is x − y, and it is at most 2^p times
that: it is a number of p bits, and x − y is computed without error. Where a branch is taken only
for t² < (y + b)², with t and t² numbers of the format, y is not between −b − t and −b + t, also as
computed: rounding is monotonic, and |y + b| ≤ t leads to t² at most.

References
----------
P. H. Sterbenz, "Floating-Point Computation", Prentice-Hall 1974, theorem 4.3.1, is the case
|x − y| ≤ min(|x|, |y|).
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Mapping
from fractions import Fraction

from flint import arb

from symkl.lang import nodes as n
from symkl.lang.nodes import Expr, Symbol

__all__ = [
    "Form",
    "exact_difference",
    "excluded",
    "exponent",
    "linear",
    "multiple",
    "real_cells",
    "variable",
]

Form = Mapping[Expr | None, Fraction]
"""Coefficients by letter; that of None stands alone."""


def linear(node: Expr) -> Form | None:
    """The linear form that a tree is; None for any other."""
    match node:
        case n.Number():
            return {None: node.value}
        case Symbol() | n.Component() if node.shape == ():
            return {node: Fraction(1)}
        case n.Neg():
            return _scaled(linear(node.arg), Fraction(-1))
        case n.Add() | n.Sub() if node.shape == ():
            sign = Fraction(1 if isinstance(node, n.Add) else -1)
            return _sum(linear(node.left), _scaled(linear(node.right), sign))
        case n.Mul(n.Number() as factor, other) | n.Mul(other, n.Number() as factor):
            return _scaled(linear(other), factor.value) if other.shape == () else None
        case n.Div(other, n.Number() as factor) if factor.value and other.shape == ():
            return _scaled(linear(other), 1 / factor.value)
    return None


def _scaled(form: Form | None, factor: Fraction) -> Form | None:
    return None if form is None else {letter: factor * c for letter, c in form.items()}


def _sum(one: Form | None, other: Form | None) -> Form | None:
    if one is None or other is None:
        return None
    total = dict(one)
    for letter, coefficient in other.items():
        total[letter] = total.get(letter, Fraction(0)) + coefficient
    return {letter: c for letter, c in total.items() if c}


def multiple(form: Form | None, of: Form) -> tuple[Fraction, Fraction] | None:
    """The a and b for which a form is a v + b, a not 0."""
    if form is None:
        return None
    letters = [letter for letter in form if letter is not None]
    if not letters or {str(x) for x in letters} != {str(x) for x in of}:
        return None
    factor = form[letters[0]] / of[letters[0]]
    if any(form[letter] != factor * of[letter] for letter in letters):
        return None
    return factor, form.get(None, Fraction(0))


def variable(tree: Expr) -> Form | None:
    """The linear form of which a tree is followed cell by cell."""
    for names in (("h", "expm1"), ("exp",)):
        for node in _applied(tree):
            form = linear(node.arg) if node.function in names else None
            letters = [letter for letter in form or () if letter is not None]
            if form is not None and letters:
                return {letter: form[letter] / form[letters[0]] for letter in letters}
    return None


def _applied(tree: Expr) -> Iterator[n.Apply]:
    """The functions applied in a tree, outside of its index sums, as they are written."""
    if isinstance(tree, n.Apply):
        yield tree
    for child in tree.children():
        if isinstance(child, Expr) and not isinstance(child, n.Sum):
            yield from _applied(child)


def exponent(node: Expr) -> Form | None:
    """The form A − B for exp(A)/exp(B)."""
    match node:
        case n.Div(n.Apply("exp", above), n.Apply("exp", below)):
            return _sum(linear(above), _scaled(linear(below), Fraction(-1)))
    return None


def real_cells() -> Iterator[arb]:
    """Balls that cover the numbers from 2^−600 to 2^1024 in modulus, and 0.

    Squares of what is smaller underflow. Beyond 2^11 the exponential of a positive one overflows.
    """
    yield arb(0)
    for sign in (1, -1):
        for start, stop, step in ((-600, -8, 16), (-8, -2, 1)):
            for power in range(start, stop, step):
                yield sign * (arb(2) ** power).union(arb(2) ** min(power + step, stop))
        for steps, per_unit in ((range(8, 64), 32), (range(8, 64), 4)):
            for step in steps:
                yield sign * (arb(step) / per_unit).union(arb(step + 1) / per_unit)
        # exp overflows binary64 at 709.78: a cell ends there. Wider cells would have exponentials
        # of which the ball contains zero.
        ends = [*range(16, 705, 8), arb(70979) / 100, *range(712, 2049, 8)]
        for low, high in itertools.pairwise(ends):
            yield sign * arb(low).union(arb(high))
    for power in range(11, 1024, 16):
        yield -((arb(2) ** power).union(arb(2) ** min(power + 16, 1024)))


def excluded(node: n.Piecewise) -> tuple[Expr, arb, arb] | None:
    """A letter, and an interval in which it is not where the first branch is taken."""
    match node.left, node.right:
        case n.Number() as least, n.Pow(base, n.Number() as power) if power.value == 2:
            form = linear(base)
            letters = [letter for letter in form or () if letter is not None]
            if form is None or len(letters) != 1 or abs(form[letters[0]]) != 1:
                return None
            letter = letters[0]
            reach = math.isqrt(int(least.value))
            if letter is None or reach * reach != least.value or reach >= 2**12:
                return None
            middle = -form.get(None, Fraction(0)) * form[letter]
            if middle.denominator != 1 or abs(middle) >= 2**24:
                return None
            return letter, arb(int(middle) - reach), arb(int(middle) + reach)
    return None


def exact_difference(value: arb, low: arb, high: arb) -> bool:
    """Return whether x − y is exact, for x − y in a ball and y below `low` or above `high`."""
    if not (low < 0 < high):
        return False
    above = high.min(high + value).lower()
    below = (-low).min(-(low + value)).lower()
    least = above.min(below)
    if not least > 0:
        return False
    mantissa, power = least.man_exp()
    a = int(mantissa).bit_length() + int(power) - 1
    return bool(abs(value) <= arb(2) ** (a + 1))
