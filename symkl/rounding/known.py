r"""Facts known about the exact value of a subtree, and about the error of the computed one.

The value of a tree is followed over a *cell*, a small range of the letters that are known to be
positive (see `symkl.rounding.cells`). `Known` says, for all points of the cell: a ball around
the exact value, where it depends on those letters alone; its sign; and the count of the error. The
rules, with ℓ for logarithmic errors and λ for that of one operation:

==========================  =====================================================================
a letter, a number          no error; 1 λ for a number that is not one of the format, or π
x y, x/y                    ℓ_x + ℓ_y + λ; nothing is added where one is a power of two
x²                          2 ℓ_x + λ
√x                          ℓ_x/2 + λ
x ± y, both without error   λ, whatever cancels
x + y of one sign           a mean of ℓ_x and ℓ_y, in the parts that x and y have in the sum, or
                            where these are not known the larger of the two; + λ
x + y of opposite signs     −log(1 − A_x (e^ℓ_x − 1) − A_y (e^ℓ_y − 1)) + λ, A_x = |x/(x + y)|
f(x)                        κ ℓ_x + the library's error, κ by `symkl.rounding.condition_numbers`
a branch                    the branch that is taken; both, where the cell has points of both kinds
==========================  =====================================================================

Where two errors cancel is never used. A sum of opposite signs of which the ball contains zero has
no bound: `Refused`.

The mean: a computed x̂ + ŷ is at most x e^ℓ_x + y e^ℓ_y, so the logarithmic error upwards is at
most log(w_x e^ℓ_x + w_y e^ℓ_y) with w the parts; downwards it is at most w_x ℓ_x + w_y ℓ_y, which
is less, by the convexity of −log.

Exact zeros (the difference of equal numbers, and what is made from it) have no error at all.

References
----------
N. J. Higham, "Accuracy and Stability of Numerical Algorithms", 2nd ed., SIAM 2002, chapters 2 to 4.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from flint import arb, fmpq

from symkl.lang import nodes as n
from symkl.lang.columns import ALWAYS_POSITIVE, OF_THE_ARGUMENT
from symkl.lang.nodes import Expr, same
from symkl.rounding.condition_numbers import condition, free_condition, value
from symkl.rounding.counts import (
    NONE,
    UNIT,
    Count,
    constant,
    is_constant,
    joined,
    largest,
    logarithmic,
    of_relative,
    scaled,
    units,
)

__all__ = [
    "Known",
    "Overflowed",
    "Refused",
    "apply",
    "arithmetic",
    "known",
    "less",
    "negated",
    "number",
    "power_of_two",
    "product_sign",
    "square",
]


_LARGE = 4


class Refused(Exception):
    """No bound, and why not."""


class Overflowed(Exception):
    """A value beyond the range of binary64: not a case that a bound is for."""


@dataclass(frozen=True, slots=True)
class Known:
    """Facts known about a subtree over a cell.

    Attributes
    ----------
    count
        The count of the error of the computed value.
    ball
        A ball around the exact values; None where they are not bounded by the cell.
    sign
        1 or −1 where the exact value has that sign or is zero; 0 where nothing is known.
    degree
        The power of a common factor of the positive letters by which the value changes; None
        without a ball. Values of one degree may be compared.
    """

    count: Count = field(default_factory=dict)
    ball: arb | None = None
    sign: int = 0
    degree: Fraction | None = None

    @property
    def zero(self) -> bool:
        """Return whether the value is zero, and computed as such."""
        return not self.count and self.ball is not None and bool(self.ball.is_zero())


ZERO = Known(ball=arb(0), sign=1, degree=Fraction(0))


def known(count: Count, ball: arb | None, degree: Fraction | None, sign: int = 0) -> Known:
    """The same with the sign read off the ball, where it shows."""
    if ball is not None and not ball.is_finite():
        ball = None
    if ball is not None and ball >= 0:
        sign = 1
    elif ball is not None and ball <= 0:
        sign = -1
    return Known(count, ball, sign, degree if ball is not None else None)


def power_of_two(node: Expr) -> bool:
    """Return whether a factor is a power of two, up to its sign: products with it are exact."""
    if isinstance(node, n.Neg):
        return power_of_two(node.arg)
    if isinstance(node, n.Div):
        return power_of_two(node.left) and power_of_two(node.right)
    if not isinstance(node, n.Number) or not node.value:
        return False
    top, bottom = abs(node.value.numerator), node.value.denominator
    return top & (top - 1) == 0 and bottom & (bottom - 1) == 0 and top.bit_length() < 120


def number(value: Fraction) -> Known:
    """A number; one rounding unless binary32 has it."""
    bottom = value.denominator
    exact = bottom & (bottom - 1) == 0 and bottom.bit_length() < 120
    odd = abs(value.numerator) // max(1, value.numerator & -value.numerator)
    exact = exact and odd.bit_length() <= 24 and abs(value.numerator).bit_length() < 120
    ball = arb(fmpq(value.numerator, bottom))
    return known(NONE if exact else units(1), ball, Fraction(0))


def product_sign(node: Expr, sign_of: Callable[[Expr], int]) -> int:
    """The sign of a product of which factors of unknown sign may occur twice."""
    odd: list[Expr] = []
    sign = 1
    stack: list[Expr] = [node]
    while stack:
        factor = stack.pop()
        if isinstance(factor, n.Mul | n.Div):
            stack += [factor.left, factor.right]
        elif isinstance(factor, n.Neg):
            sign = -sign
            stack.append(factor.arg)
        elif sign_of(factor):
            sign *= sign_of(factor)
        else:
            twin = next((other for other in odd if same(other, factor)), None)
            if twin is None:
                odd.append(factor)
            else:
                odd = [other for other in odd if other is not twin]
    return 0 if odd else sign


def arithmetic(node: Expr, left: Known, right: Known) -> Known:
    """A sum, difference, product or quotient."""
    match node:
        case n.Add():
            return _sum(node, left, right)
        case n.Sub():
            return _sum(node, left, negated(right))
        case n.Mul():
            return _product(node, left, right)
        case _:
            return _quotient(node, left, right)


def less(left: Known, right: Known) -> bool | None:
    """Return whether left < right as computed; None where the cell does not tell."""
    if left.ball is None or right.ball is None or left.degree != right.degree:
        return None
    if not (is_constant(left.count) and is_constant(right.count)):
        return None
    one, other = _computed(left), _computed(right)
    return True if one < other else False if one >= other else None


def _computed(x: Known) -> arb:
    """A ball around the computed values."""
    assert x.ball is not None
    if not x.count:
        return x.ball
    wider = logarithmic(x.count).exp()
    return (x.ball * wider).union(x.ball / wider)


def negated(known_value: Known) -> Known:
    """−x, which is exact."""
    ball = None if known_value.ball is None else -known_value.ball
    return Known(known_value.count, ball, -known_value.sign, known_value.degree)


def _times(x: arb, y: arb) -> arb:
    """The product of two balls, from their ends: of wide ones Arb makes too much."""
    first, *others = [a * b for a in (x.lower(), x.upper()) for b in (y.lower(), y.upper())]
    for other in others:
        first = first.union(other)
    return first


def square(x: Known) -> Known:
    """x² by one multiplication."""
    if x.zero:
        return x
    degree = None if x.degree is None else 2 * x.degree
    ball = None if x.ball is None else _times(x.ball, x.ball)
    return known(joined(scaled(x.count, 2), units(1)), ball, degree, 1)


def _product(node: n.Mul, x: Known, y: Known) -> Known:
    if x.zero or y.zero:
        return ZERO
    exact = power_of_two(node.left) or power_of_two(node.right)
    count = joined(x.count, y.count, NONE if exact else units(1))
    if x.ball is None or y.ball is None or x.degree is None or y.degree is None:
        return Known(count, sign=x.sign * y.sign)
    return known(count, _times(x.ball, y.ball), x.degree + y.degree)


def _quotient(node: Expr, x: Known, y: Known) -> Known:
    if x.zero:
        return ZERO
    assert isinstance(node, n.Div)
    count = joined(x.count, y.count, NONE if power_of_two(node.right) else units(1))
    if x.ball is None or y.ball is None or x.degree is None or y.degree is None:
        return Known(count, sign=x.sign * y.sign)
    inverse = (1 / y.ball.lower()).union(1 / y.ball.upper())
    if y.ball.contains(0):
        return Known(count, sign=x.sign * y.sign)
    return known(count, _times(x.ball, inverse), x.degree - y.degree, x.sign * y.sign)


def _sum(node: Expr, x: Known, y: Known) -> Known:
    if x.zero or y.zero:
        return y if x.zero else x
    ball = None
    if x.ball is not None and y.ball is not None and x.degree == y.degree:
        ball = x.ball + y.ball
    sign = x.sign if x.sign == y.sign else 0
    if not x.count and not y.count:
        if ball is not None and ball.is_zero():
            return ZERO
        return known(units(1), ball, x.degree, sign)
    if sign:
        count = largest(x.count, y.count) if ball is None else _mean(x, y)
        return known(joined(count, units(1)), ball, x.degree, sign)
    if ball is None or ball.contains(0) or not (is_constant(x.count) and is_constant(y.count)):
        raise Refused(f"{node} may cancel")
    carried = _cancelled(x, y)
    if carried is None:
        raise Refused(f"{node} may cancel")
    return known(joined(carried, units(1)), ball, x.degree)


def _part(x: arb, y: arb) -> arb | None:
    """x/(x + y) as a ball, without the same letter twice if possible."""
    for part in (1 / (1 + y / x), 1 - 1 / (1 + x / y)):
        if part.is_finite():
            return part
    return None


def _mean(x: Known, y: Known) -> Count:
    if not (is_constant(x.count) and is_constant(y.count)):
        return largest(x.count, y.count)
    assert x.ball is not None
    assert y.ball is not None
    part = _part(x.ball, y.ball)
    if part is None:
        return largest(x.count, y.count)
    first, second = logarithmic(x.count).exp(), logarithmic(y.count).exp()
    most = arb(0)
    for weight in (part.lower().max(arb(0)), part.upper().min(arb(1))):
        most = most.max(weight * first + (1 - weight) * second)
    return of_relative(1 - 1 / most)


def _cancelled(x: Known, y: Known) -> Count | None:
    assert x.ball is not None
    assert y.ball is not None
    first, second = _part(x.ball, y.ball), _part(y.ball, x.ball)
    if first is None or second is None:
        return None
    error = abs(first) * (logarithmic(x.count).exp() - 1)
    error += abs(second) * (logarithmic(y.count).exp() - 1)
    return of_relative(error.abs_upper()) if error < 1 else None


def apply(node: n.Apply, x: Known, library: Mapping[str, Fraction]) -> Known:
    """A function of the library or a kernel, `library` in units in the last place."""
    name = node.function
    if name == "abs":
        return Known(x.count, None if x.ball is None else abs(x.ball), 1, x.degree)
    if name == "sqrt":
        ball = None if x.ball is None else value(name, x.ball)
        degree = None if x.degree is None else x.degree / 2
        return known(joined(scaled(x.count, arb(1) / 2), units(1)), ball, degree, 1)
    if name not in library:
        raise Refused(f"no error is assumed of the function {name}")
    row = n.FUNCTIONS[name]
    if x.zero and row.at_zero == (0, 1):
        return ZERO
    # A unit in the last place is at most 2 u of a normal number.
    own = of_relative(2 * arb(fmpq(library[name].numerator, library[name].denominator)) * UNIT)
    sign = x.sign if row.sign == OF_THE_ARGUMENT else 0
    sign = 1 if row.theorem or row.sign == ALWAYS_POSITIVE else sign
    if x.degree not in (None, 0):
        raise Refused(f"{node} depends on the unit of its argument")
    ball = None if x.ball is None else value(name, x.ball)
    carried = _carried(node, x) if x.count else NONE
    return known(joined(carried, own), ball, x.degree, sign)


def _carried(node: n.Apply, x: Known) -> Count:
    """The count of the error that the error of the argument causes in the value."""
    bound = free_condition(node.function)
    if x.ball is not None and is_constant(x.count):
        factor = condition(node.function, _computed(x))
        # Beyond some factor the argument itself says more.
        if factor is not None and (bound is None or factor < _LARGE):
            return scaled(x.count, factor)
    if bound is None or not is_constant(x.count):
        raise Refused(f"{node} is ill-conditioned, for what is known of its argument")
    # That the computed argument may be larger by that error itself is left to the form x/(1 − 2x)
    # of the bound, see `symkl.rounding.error_bounds`.
    own, slope = bound
    return joined(scaled(x.count, own), {f"|{node.arg}|": constant(x.count) * slope})
