r"""Scalars in LaTeX: numbers, signs, sums, products, quotients, powers, elementary functions.

A sum, a difference, a fraction come out as the author wrote them. Three liberties are taken, those
of any typesetter: a sign moves in front of a fraction or product whose first factor carries it;
in small print a short quotient is written with a slash; and a numerator that is large, or begins
with a fraction, leaves the fraction, so that ½ab/c is printed as ½ · ab/c and a sum over c as the
reciprocal of c times the sum.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from functools import reduce
from typing import Any

from symkl.lang import nodes as n
from symkl.latex.metrics import measure
from symkl.latex.names import name
from symkl.latex.pieces import (
    ATOM,
    CASES_END,
    CLOSED,
    FACTOR,
    NEGATIVE,
    OPERATOR,
    PREFIX,
    PRODUCT,
    SUM,
    Piece,
    at_least,
    fence,
    join,
    mark,
    script,
    solid,
)
from symkl.latex.printing import FRACTION, LINE, SCRIPT, TEXT, Writer, within, write, writes

WIDEST = 20.0  # a numerator or a root: no line can be broken inside
HIGHEST = 1.6  # a numerator
WIDEST_SLASHED = 7.0
LONGEST_EXPONENT = 4.5
LONG_FACTOR = 5.0
SHORT_SUM = 6.0


# --- sums and signs


def _unsigned(node: n.Expr) -> n.Expr | None:
    """The expression without the sign that it opens with; None where it opens with none."""
    match node:
        case n.Neg(arg):
            return arg
        case n.Number(value) if value < 0:
            return n.Number(-value)
        case n.Mul(n.Number(value), right) if value == -1:
            return right
        case n.Mul(left, right) | n.Div(left, right) | n.MatMul(left, right):
            bare = _unsigned(left)
            return None if bare is None else type(node)(bare, right)
    return None


@writes(n.Neg)
def _opposite(node: n.Neg, place: int) -> Piece:
    return _negative(node.arg, place)


def _negative(bare: n.Expr, place: int) -> Piece:
    piece = write(bare, place)
    return Piece("-" + at_least(piece, PRODUCT, place=place), NEGATIVE, piece.open)


@writes(n.Add, n.Sub)
def _sum(node: n.Add | n.Sub, place: int) -> Piece:
    sign = "+" if isinstance(node, n.Add) else "-"
    left, right = write(node.left, place), write(node.right, place)
    # (x - a) + (a - b): parentheses on one side only would look like an accident
    inner = getattr(node.left, "left", None)
    twins = right.level == left.level == SUM and not isinstance(inner, n.Add | n.Sub)
    balanced = twins and measure(solid(left.tex)).width < SHORT_SUM
    first = fence(left.tex, place=place) if balanced or left.tex.endswith(CASES_END) else left.tex
    tex = f"{first}{mark(OPERATOR)} {sign} {at_least(right, PRODUCT, place=place)}"
    return Piece(tex, SUM, right.open)


def signed(writer: Writer) -> Writer:
    """A writer that puts the sign of the first factor in front of the whole."""

    def with_sign(node: Any, place: int) -> Piece:
        bare = _unsigned(node)
        return writer(node, place) if bare is None else _negative(bare, place)

    return with_sign


# --- products, quotients, powers


@writes(n.Constant)
def _constant(node: n.Constant, place: int) -> Piece:
    return Piece(r"\pi", ATOM)


@writes(n.Infinity)
def _infinity(node: n.Infinity, place: int) -> Piece:
    return Piece(r"\infty", ATOM) if node.sign == "+" else Piece(r"-\infty", NEGATIVE)


@writes(n.Symbol)
def _symbol(node: n.Symbol, place: int) -> Piece:
    return Piece(name(node.name), ATOM)


@writes(n.Number)
def _number(node: n.Number, place: int) -> Piece:
    value = node.value
    if value < 0:
        return _negative(n.Number(-value), place)
    above, below = _integer(value.numerator), _integer(value.denominator)
    if value.denominator == 1:
        return Piece(above, ATOM if above.isdigit() else CLOSED)
    if place == SCRIPT:
        return Piece(f"{above}/{below}", PRODUCT, True)
    return Piece(rf"\frac{{{above}}}{{{below}}}", CLOSED)


def _integer(value: int) -> str:
    """A large power of two, as thresholds in code are, by its exponent."""
    exponent = value.bit_length() - 1
    return f"2^{{{exponent}}}" if exponent > 15 and value == 1 << exponent else str(value)


def _is_numeric(node: n.Expr) -> bool:
    match node:
        case n.Number():
            return True
        case n.Neg(arg):
            return _is_numeric(arg)
        case n.Mul(left, right) | n.Div(left, right):
            return _is_numeric(left) and _is_numeric(right)
        case n.Pow(base, _):
            return _is_numeric(base)
    return False


def _first(node: n.Expr) -> n.Expr:
    """The first factor of a product."""
    return _first(node.left) if isinstance(node, n.Mul) else node


def _last(node: n.Expr) -> n.Expr:
    return _last(node.right) if isinstance(node, n.Mul) else node


@writes(n.Mul)
@signed
def _product(node: n.Mul, place: int) -> Piece:
    left, right = write(node.left, place), write(node.right, place)
    # xᵀAx · y needs parentheses, as does log x · y; cos x · sin x does not
    product = isinstance(node.left, n.MatMul) and node.left.shape == ()
    functions = isinstance(_last(node.left), n.Apply | n.Pow) and right.tex.startswith(_FUNCTIONS)
    loose = product or (left.open and not functions)
    l_tex = fence(left.tex, place=place) if loose else at_least(left, PRODUCT, place=place)
    grouped = isinstance(node.right, n.MatMul) and (loose or node.left.shape != ())
    r_tex = fence(right.tex, place=place) if grouped else at_least(right, PRODUCT, place=place)
    return Piece(join(l_tex + _joint(node, l_tex, r_tex), r_tex), PRODUCT, right.open)


def _joint(node: n.Mul, left: str, right: str) -> str:
    """The LaTeX between two factors: nothing, a dot between numbers, or a thin space."""
    end, start = _last(node.left), _first(node.right)
    flat_left, flat_right = solid(left), solid(right)
    fraction = flat_right.startswith(r"\frac")
    if flat_right[0].isdigit() or (fraction and (_is_numeric(start) or _is_numeric(end))):
        return r" \cdot "
    breakable = min(measure(flat_left).width, measure(flat_right).width) > LONG_FACTOR
    before = mark(FACTOR) if breakable else ""
    named = isinstance(end, n.Symbol) and flat_right.startswith("(")
    call = isinstance(end, n.Density | n.Trace | n.Det | n.Expectation | n.Apply)
    space = named or (call and flat_left.endswith((")", "]", "|")))
    space |= isinstance(end, n.Div) and flat_right.startswith(r"\frac")
    return before + (r"\," if space and not flat_right.startswith(_OPERATORS) else "")


# TeX itself puts a thin space before these.
_FUNCTIONS = tuple(row.latex for row in n.FUNCTIONS.values() if row.bare)
_OPERATORS = (*_FUNCTIONS, r"\exp", r"\operatorname", r"\sum", r"\prod", r"\int")


@writes(n.Div)
@signed
def _quotient(node: n.Div, place: int) -> Piece:
    slash = _slashed(node, place)
    if slash is not None:
        return slash
    if place in (LINE, TEXT) and (parts := _split_quotient(node)) is not None:
        return write(n.Mul(*parts), place)
    return Piece(
        rf"\frac{{{within(node.left, FRACTION)}}}{{{within(node.right, FRACTION)}}}", CLOSED
    )


def _split_quotient(node: n.Div) -> tuple[n.Expr, n.Expr] | None:
    """Two factors in place of a fraction that would be too wide, too high, or read badly."""
    factors = list(_factors(node.left))
    leading = next((k for k, f in enumerate(factors) if not _is_fraction(f)), 0)
    if leading > 0:
        # (1/2) a / b reads as the half of a/b
        return _times(factors[:leading]), n.Div(_times(factors[leading:]), node.right)
    large = n.Sum | n.Product | n.Integral
    if isinstance(node.left, n.Number) or isinstance(node.right, large):
        return None
    box = measure(within(node.left, FRACTION), display=False)
    if isinstance(node.left, large) or box.width > WIDEST or box.total > HIGHEST:
        return n.Div(n.Number(Fraction(1)), node.right), node.left
    return None


def _factors(node: n.Expr) -> Iterator[n.Expr]:
    """The factors of a product as written, ``a * b * c``."""
    if isinstance(node, n.Mul):
        yield from _factors(node.left)
        yield node.right
    else:
        yield node


def _times(factors: list[n.Expr]) -> n.Expr:
    return reduce(n.Mul, factors)


def _is_fraction(node: n.Expr) -> bool:
    return isinstance(node, n.Div) or (isinstance(node, n.Number) and node.value.denominator > 1)


def _slashed(node: n.Div, place: int) -> Piece | None:
    r"""``a/b`` in small print, where both parts are short."""
    if place in (LINE, TEXT) or (place == FRACTION and _is_numeric(node)):
        return None
    top, bottom = write(node.left, SCRIPT), write(node.right, SCRIPT)
    if place == FRACTION and bottom.level < CLOSED:
        return None
    over = at_least(top, CLOSED if top.open else PRODUCT, place=place)
    tex = solid(over + "/" + at_least(bottom, CLOSED, place=place))
    if place == FRACTION and measure(tex, display=False).width > WIDEST_SLASHED:
        return None
    return Piece(tex, PRODUCT, True)


@writes(n.Pow)
def _power(node: n.Pow, place: int) -> Piece:
    raised = script("^", within(node.exponent, SCRIPT))
    if isinstance(node.base, n.Apply) and node.base.function in ("cos", "sin"):
        return _named(n.FUNCTIONS[node.base.function].latex + raised, node.base.arg, place)
    return Piece(at_least(write(node.base, place), ATOM, place=place) + raised, CLOSED)


# --- functions


@writes(n.Apply)
def _apply(node: n.Apply, place: int) -> Piece:
    function = node.function
    if function == "sqrt":
        root = within(node.arg, place)
        if place == LINE and measure(root).width > WIDEST:
            return Piece(fence(write(node.arg, LINE).tex, place=place) + "^{1/2}", CLOSED)
        return Piece(rf"\sqrt{{{root}}}", CLOSED)
    if function == "abs":
        return Piece(fence(write(node.arg, place).tex, "|", place=place), ATOM)
    if function == "exp":
        small = within(node.arg, SCRIPT)
        short = measure(small, display=False).width <= LONGEST_EXPONENT
        if short and not re.search(r"\\frac|\\sum|\\int|\\prod|\(\d+/\d+\)", small):
            return Piece("e" + script("^", small), CLOSED)
        return Piece(r"\exp" + fence(write(node.arg, place).tex, place=place), CLOSED)
    row = n.FUNCTIONS[function]
    if row.bare:
        return _named(row.latex, node.arg, place)
    return Piece(row.latex + fence(write(node.arg, place).tex, place=place), ATOM)


def _named(function: str, arg: n.Expr, place: int) -> Piece:
    """A function and its argument, bare where nobody can misread how far it goes."""
    piece = write(arg, place)
    flat = solid(piece.tex)
    large = piece.level == PREFIX and flat.startswith((r"\sum", r"\prod"))
    ambiguous = flat.startswith(("(", r"\big", r"\Big", "e^", r"\exp", *_FUNCTIONS))
    if large or (piece.level >= CLOSED and not ambiguous):
        return Piece(join(function, piece.tex), PREFIX, True)
    return Piece(function + fence(piece.tex, place=place), CLOSED)
