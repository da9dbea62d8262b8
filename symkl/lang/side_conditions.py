"""The side conditions under which a tree has a value, read off its operations."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from math import isqrt

from symkl.lang import nodes as n
from symkl.lang.binding import walk
from symkl.lang.nodes import Distribution, Expr, Node
from symkl.limits import MOST_EXPONENT


def side_conditions(tree: Node) -> Iterator[tuple[str, Node]]:
    """Each condition under which a tree has a value: an assumption, and of what."""
    for node in walk(tree):
        match node:
            case n.Div(_, right):
                yield "nonzero", right
            case n.Pow(base, exponent):
                value = _number(exponent)
                if value is None or value.denominator > 1:
                    yield "positive", base
                elif value < 0:
                    yield "nonzero", base
            case n.Apply(function, arg) if domain := n.FUNCTIONS[function].domain:
                yield domain.assumption, domain.of(arg)
            case n.Inverse(arg):
                yield "invertible", arg
            case n.Derivative(_, wrt, direction) if "symmetric" in wrt.assumptions:
                yield "symmetric", direction
            case n.Integral(_, variable, lower, upper):
                ends = [end for end in (lower, upper) if isinstance(end, Expr)]
                for need in ("nonnegative", "at_most_1"):
                    positive_too = need == "nonnegative" and "positive" in variable.assumptions
                    if need in variable.assumptions or positive_too:
                        yield from ((need, end) for end in ends)
            case Distribution(family, _, _, parameters):
                for letter, given in zip(family.parameters, parameters, strict=True):
                    yield from ((need, given) for need in sorted(letter.assumptions - {"real"}))


def _number(tree: Node) -> Fraction | None:
    """The value of arithmetic of numbers, as an exponent may be written; None if not rational."""
    match tree:
        case n.Number(value):
            return value
        case n.Neg(arg):
            inner = _number(arg)
            return None if inner is None else -inner
        case n.Add(left, right) | n.Sub(left, right) | n.Mul(left, right):
            a, b = _number(left), _number(right)
            if a is None or b is None:
                return None
            return a * b if isinstance(tree, n.Mul) else a + (b if isinstance(tree, n.Add) else -b)
        case n.Div(left, right):
            a, b = _number(left), _raised(right, Fraction(-1))
            return None if a is None or b is None else a * b
        case n.Pow(base, exponent):
            return _raised(base, _number(exponent))
        case n.Apply("sqrt", arg):
            return _raised(arg, Fraction(1, 2))
    return None


def _raised(tree: Node, e: Fraction | None) -> Fraction | None:
    """A power of a number, or of a root of one, where it is a whole power."""
    base, inner = _number(tree), _root(tree)
    if base is None and inner and e:
        base, e = inner[0], inner[1] * e
    if base and base > 0 and e and e.denominator == 2:
        root = Fraction(isqrt(base.numerator), isqrt(base.denominator))
        base, e = (root, 2 * e) if root * root == base else (None, e)
    if not base or e is None or e.denominator > 1 or abs(e) > MOST_EXPONENT:
        return None
    return base ** int(e)


def _root(tree: Node) -> tuple[Fraction, Fraction] | None:
    """A positive number and the exponent under which it stands."""
    match tree:
        case n.Apply("sqrt", n.Number(value)) if value > 0:
            return value, Fraction(1, 2)
        case n.Pow(n.Number(value), exponent) if value > 0:
            e = _number(exponent)
            return None if e is None else (value, e)
    return None
