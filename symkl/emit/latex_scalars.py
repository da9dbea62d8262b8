r"""Scalars in LaTeX: numbers, signs, sums, products, quotients, powers, elementary functions.

A sum, a difference, a fraction come out as the author wrote them. Four liberties are taken, those
of any typesetter: a sign moves in front of a fraction or product whose first factor carries it;
in small print a short quotient is written with a slash; a sum or integral does not stand in
a numerator but after a reciprocal; and neither does anything too wide for a line, which could not
be broken there.
"""

from __future__ import annotations

from symkl.emit.latex_core import FRACTION, LINE, SCRIPT, within, write, writes
from symkl.emit.latex_metrics import measure
from symkl.emit.latex_names import name
from symkl.emit.latex_parts import (
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
from symkl.expr import nodes as n

WIDEST = 20.0  # a fraction or a root: no line can be broken inside
LONGEST_EXPONENT = 3.0
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
    return Piece("-" + at_least(piece, PRODUCT), NEGATIVE, piece.open)


@writes(n.Add, n.Sub)
def _sum(node: n.Add | n.Sub, place: int) -> Piece:
    sign = "+" if isinstance(node, n.Add) else "-"
    left, right = write(node.left, place), write(node.right, place)
    # (x - a) + (a - b): parentheses on one side only would look like an accident
    inner = getattr(node.left, "left", None)
    twins = right.level == left.level == SUM and not isinstance(inner, n.Add | n.Sub)
    balanced = twins and measure(solid(left.tex)).width < SHORT_SUM
    first = fence(left.tex) if balanced or left.tex.endswith(CASES_END) else left.tex
    tex = f"{first}{mark(OPERATOR)} {sign} {at_least(right, PRODUCT)}"
    return Piece(tex, SUM, right.open)


def signed(writer):
    """A writer that puts the sign of the first factor in front of the whole."""

    def with_sign(node: n.Expr, place: int) -> Piece:
        bare = _unsigned(node)
        return writer(node, place) if bare is None else _negative(bare, place)

    return with_sign


# --- products, quotients, powers


@writes(n.Constant)
def _constant(node: n.Constant, place: int) -> Piece:
    return Piece({"pi": r"\pi", "oo": r"\infty"}[node.name], ATOM)


@writes(n.Symbol)
def _symbol(node: n.Symbol, place: int) -> Piece:
    return Piece(name(node.name), ATOM)


@writes(n.Number)
def _number(node: n.Number, place: int) -> Piece:
    value = node.value
    if value < 0:
        return _negative(n.Number(-value), place)
    if value.denominator == 1:
        return Piece(str(value), ATOM)
    if place == SCRIPT:
        return Piece(f"{value.numerator}/{value.denominator}", PRODUCT, True)
    return Piece(rf"\frac{{{value.numerator}}}{{{value.denominator}}}", CLOSED)


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
    l_tex = fence(left.tex) if loose else at_least(left, PRODUCT)
    grouped = isinstance(node.right, n.MatMul) and (loose or node.left.shape != ())
    r_tex = fence(right.tex) if grouped else at_least(right, PRODUCT)
    return Piece(join(l_tex + _joint(node, l_tex, r_tex), r_tex), PRODUCT, right.open)


def _joint(node: n.Mul, left: str, right: str) -> str:
    """What stands between two factors: nothing, a dot between numbers, a thin space."""
    end, start = _last(node.left), _first(node.right)
    flat_left, flat_right = solid(left), solid(right)
    number = _is_numeric(end) and (_is_numeric(start) or flat_right.startswith(r"\frac"))
    if flat_right[0].isdigit() or (number and flat_left[-1] == "}") or _is_numeric(start):
        return r" \cdot "
    breakable = min(measure(flat_left).width, measure(flat_right).width) > LONG_FACTOR
    before = mark(FACTOR) if breakable else ""
    named = isinstance(end, n.Symbol) and flat_right.startswith("(")
    call = isinstance(end, n.Density | n.Trace | n.Det | n.Expectation | n.Apply)
    space = named or (call and flat_left.endswith((")", "]", "|")))
    space |= isinstance(end, n.Div) and flat_right.startswith(r"\frac")
    return before + (r"\," if space and not flat_right.startswith(_OPERATORS) else "")


# TeX itself puts a thin space before these.
_FUNCTIONS = (r"\log", r"\cos", r"\sin")
_OPERATORS = (*_FUNCTIONS, r"\exp", r"\operatorname", r"\sum", r"\prod", r"\int")


@writes(n.Div)
@signed
def _quotient(node: n.Div, place: int) -> Piece:
    slash = _slashed(node, place)
    if slash is not None:
        return slash
    top, bottom = within(node.left, FRACTION), within(node.right, FRACTION)
    big = n.Sum | n.Product | n.Integral
    large = isinstance(node.left, big) and not isinstance(node.right, big)
    if place == LINE and (large or measure(top).width > WIDEST):
        piece = write(node.left, LINE)
        above = at_least(piece, PRODUCT)
        dot = r" \cdot " if above[0].isdigit() or above.startswith(r"\frac") else ""
        return Piece(rf"\frac{{1}}{{{bottom}}}{dot}{above}", PRODUCT, piece.open)
    return Piece(rf"\frac{{{top}}}{{{bottom}}}", CLOSED)


def _slashed(node: n.Div, place: int) -> Piece | None:
    r"""``a/b`` in small print, where both parts are short."""
    if place == LINE:
        return None
    top, bottom = write(node.left, SCRIPT), write(node.right, SCRIPT)
    if place == FRACTION and (top.level < PRODUCT or bottom.level < CLOSED or _is_numeric(node)):
        return None
    over = fence(top.tex) if top.open else at_least(top, PRODUCT)
    tex = solid(over + "/" + at_least(bottom, CLOSED))
    if place == FRACTION and measure(tex).width > LONGEST_EXPONENT + 1:
        return None
    return Piece(tex, PRODUCT, True)


@writes(n.Pow)
def _power(node: n.Pow, place: int) -> Piece:
    raised = script("^", within(node.exponent, SCRIPT))
    if isinstance(node.base, n.Apply) and node.base.function in ("cos", "sin"):
        return _named(_COMMANDS[node.base.function] + raised, node.base.arg, place)
    return Piece(at_least(write(node.base, place), ATOM) + raised, CLOSED)


# --- functions

_COMMANDS = {"log": r"\log", "exp": r"\exp", "cos": r"\cos", "sin": r"\sin"}
_WORDS = {"log1p": r"\operatorname{log1p}", "expm1": r"\operatorname{expm1}", "g": "g", "h": "h"}


@writes(n.Apply)
def _apply(node: n.Apply, place: int) -> Piece:
    function = node.function
    if function == "sqrt":
        root = within(node.arg, FRACTION)
        if place == LINE and measure(root).width > WIDEST:
            return Piece(fence(write(node.arg, LINE).tex) + "^{1/2}", CLOSED)
        return Piece(rf"\sqrt{{{root}}}", CLOSED)
    if function == "abs":
        return Piece(fence(write(node.arg, place).tex, "|"), ATOM)
    if function == "exp":
        small = within(node.arg, SCRIPT)
        short = measure(small, display=False).width <= LONGEST_EXPONENT
        if short and not any(tall in small for tall in (r"\frac", r"\sum", r"\int", r"\prod")):
            return Piece("e" + script("^", small), CLOSED)
        return Piece(r"\exp" + fence(write(node.arg, place).tex), CLOSED)
    if function in _WORDS:
        return Piece(_WORDS[function] + fence(write(node.arg, place).tex), ATOM)
    return _named(_COMMANDS[function], node.arg, place)


def _named(function: str, arg: n.Expr, place: int) -> Piece:
    """A function and its argument, bare where nobody can misread how far it goes."""
    piece = write(arg, place)
    flat = solid(piece.tex)
    large = piece.level == PREFIX and flat.startswith((r"\sum", r"\prod"))
    ambiguous = flat.startswith(("(", r"\big", r"\Big", "e^", r"\exp", *_FUNCTIONS))
    if large or (piece.level >= CLOSED and not ambiguous):
        return Piece(join(function, piece.tex), PREFIX, True)
    return Piece(function + fence(piece.tex), CLOSED)
