r"""Expressions in LaTeX, in the order in which they are written.

`latex` writes one expression or relation; `marked` the same with the marks at which
`symkl.emit.latex_lines` may break it. One function writes one kind of node, `_WRITERS` says which.

A sum, a difference, a fraction come out as the author wrote them. Three liberties are taken,
those of any typesetter: a sign moves in front of a fraction or product whose first factor carries
it; inside exponents and fractions a short quotient is written with a slash; what is too wide for
a fraction or root, where no line can be broken, becomes a product with a reciprocal or a power.
"""

from __future__ import annotations

from symkl.emit.latex_metrics import measure
from symkl.emit.latex_names import name, run
from symkl.emit.latex_parts import (
    ATOM,
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
from symkl.errors import UnsupportedExpression
from symkl.expr import nodes as n

# Where an expression stands: on the line, in a fraction, in an exponent or subscript.
LINE, FRACTION, SCRIPT = range(3)

WIDEST = 20.0  # a fraction or a root: no line can be broken inside
LONGEST_EXPONENT = 3.0
LONG_FACTOR = 5.0
SHORT_SUM = 6.0
_RELATIONS = {"=": "=", "<=": r"\le", ">=": r"\ge"}


def latex(node: n.Node | n.Relation) -> str:
    r"""An expression or relation as LaTeX, on one line, without dollar signs.

    Raises
    ------
    UnsupportedExpression
        For a kind of node that this emitter does not know.

    Examples
    --------
    >>> from symkl.expr.build import log, positive, real
    >>> x, mu_1 = real("x mu_1")
    >>> sigma_1, sigma_2 = positive("sigma_1 sigma_2")
    >>> print(latex(log(sigma_2 / sigma_1) - (x - mu_1) ** 2))
    \log\frac{\sigma_2}{\sigma_1} - (x - \mu_1)^2
    """
    return solid(marked(node))


def marked(node: n.Node | n.Relation) -> str:
    """The same with invisible marks where a line may be broken."""
    if isinstance(node, n.Relation):
        lhs, rhs = write(node.lhs).tex, write(node.rhs).tex
        return f"{lhs} {relation(node.op)} {rhs}"
    return write(node).tex


def relation(op: str) -> str:
    """The sign of a relation."""
    return _RELATIONS[op]


def write(node: n.Node, place: int = LINE) -> Piece:
    """The piece of LaTeX for a node that stands at a `place`."""
    try:
        writer = _WRITERS[type(node)]
    except KeyError:
        raise UnsupportedExpression(
            f"no LaTeX is known for an expression of kind {type(node).__name__}",
            hint="add a row to the table in symkl/emit/latex_expr.py",
        ) from None
    return writer(node, place)


def _sub(node, place: int) -> str:
    """An expression inside braces, where no line is broken."""
    return solid(write(node, place).tex) if isinstance(node, n.Node) else str(node)


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


def _negative(bare: n.Expr, place: int) -> Piece:
    piece = write(bare, place)
    return Piece("-" + at_least(piece, PRODUCT), NEGATIVE, piece.open)


def _sum(node: n.Add | n.Sub, place: int) -> Piece:
    sign = "+" if isinstance(node, n.Add) else "-"
    left, right = write(node.left, place), write(node.right, place)
    # (x - a) + (a - b): parentheses on one side only would look like an accident
    inner = getattr(node.left, "left", None)
    twins = right.level == left.level == SUM and not isinstance(inner, n.Sum2)
    balanced = twins and measure(solid(left.tex)).width < SHORT_SUM
    first = fence(left.tex) if balanced else left.tex
    tex = f"{first}{mark(OPERATOR)} {sign} {at_least(right, PRODUCT)}"
    return Piece(tex, SUM, right.open)


def _signed(writer):
    """A writer that puts the sign of the first factor in front of the whole."""

    def with_sign(node: n.Expr, place: int) -> Piece:
        bare = _unsigned(node)
        return writer(node, place) if bare is None else _negative(bare, place)

    return with_sign


# --- products, quotients, powers


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


@_signed
def _product(node: n.Mul, place: int) -> Piece:
    left, right = write(node.left, place), write(node.right, place)
    # xᵀAx · y needs parentheses, as would log x · y
    loose = left.open or (isinstance(node.left, n.MatMul) and node.left.shape == ())
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
    call = isinstance(end, n.Density | n.Trace | n.Expectation | n.Apply)
    space = named or (call and flat_left.endswith((")", "]", "|")))
    space |= isinstance(end, n.Div) and flat_right.startswith(r"\frac")
    return before + (r"\," if space and not flat_right.startswith(_OPERATORS) else "")


# TeX itself puts a thin space before these.
_OPERATORS = (r"\log", r"\exp", r"\cos", r"\sin", r"\operatorname", r"\sum", r"\prod", r"\int")


@_signed
def _quotient(node: n.Div, place: int) -> Piece:
    slash = _slashed(node, place)
    if slash is not None:
        return slash
    top, bottom = _sub(node.left, FRACTION), _sub(node.right, FRACTION)
    if place == LINE and measure(top).width > WIDEST:
        piece = write(node.left, LINE)
        tex = rf"\frac{{1}}{{{bottom}}}" + at_least(piece, PRODUCT)
        return Piece(tex, PRODUCT, piece.open)
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


def _power(node: n.Pow, place: int) -> Piece:
    raised = script("^", _sub(node.exponent, SCRIPT))
    if isinstance(node.base, n.Apply) and node.base.function in ("cos", "sin"):
        function = _COMMANDS[node.base.function] + raised
        return Piece(join(function, _argument(write(node.base.arg, place))), CLOSED)
    return Piece(at_least(write(node.base, place), ATOM) + raised, CLOSED)


# --- functions

_COMMANDS = {"log": r"\log", "exp": r"\exp", "cos": r"\cos", "sin": r"\sin"}
_WORDS = {"log1p": r"\operatorname{log1p}", "expm1": r"\operatorname{expm1}", "g": "g", "h": "h"}


def _apply(node: n.Apply, place: int) -> Piece:
    function = node.function
    if function == "sqrt":
        root = _sub(node.arg, FRACTION)
        if place == LINE and measure(root).width > WIDEST:
            return Piece(fence(write(node.arg, LINE).tex) + "^{1/2}", CLOSED)
        return Piece(rf"\sqrt{{{root}}}", CLOSED)
    if function == "abs":
        return Piece(fence(write(node.arg, place).tex, "|"), ATOM)
    if function == "exp":
        small = _sub(node.arg, SCRIPT)
        short = measure(small, display=False).width <= LONGEST_EXPONENT
        if short and not any(tall in small for tall in (r"\frac", r"\sum", r"\int", r"\prod")):
            return Piece("e" + script("^", small), CLOSED)
        return Piece(r"\exp" + fence(write(node.arg, place).tex), CLOSED)
    if function in _WORDS:
        return Piece(_WORDS[function] + fence(write(node.arg, place).tex), ATOM)
    arg = write(node.arg, place)
    bare = _argument(arg)
    tight = bare is not arg.tex
    return Piece(join(_COMMANDS[function], bare), CLOSED if tight else PREFIX, not tight)


def _argument(piece: Piece) -> str:
    """The argument of log, cos, sin: bare where nobody can misread how far it goes."""
    begins = solid(piece.tex)
    ambiguous = begins.startswith(("(", r"\big", r"\Big", "e^", r"\exp"))
    big = piece.level == PREFIX and begins.startswith((r"\sum", r"\prod"))
    if big or (piece.level >= CLOSED and not ambiguous):
        return piece.tex
    return fence(piece.tex)


# --- matrices


@_signed
def _matmul(node: n.MatMul, place: int) -> Piece:
    left, right = write(node.left, place), write(node.right, place)
    l_tex = fence(left.tex) if left.open else at_least(left, PRODUCT)
    grouped = isinstance(node.right, (n.MatMul, n.Mul))
    r_tex = fence(right.tex) if grouped else at_least(right, PRODUCT)
    return Piece(join(l_tex, rf"\,{r_tex}" if r_tex == "0" else r_tex), PRODUCT)


def _transpose(node: n.Transpose, place: int) -> Piece:
    if isinstance(node.arg, n.Inverse):
        return Piece(at_least(write(node.arg.arg, place), ATOM) + r"^{-\top}", CLOSED)
    return Piece(at_least(write(node.arg, place), ATOM) + r"^\top", CLOSED)


def _inverse(node: n.Inverse, place: int) -> Piece:
    return Piece(at_least(write(node.arg, place), ATOM) + "^{-1}", CLOSED)


def _trace(node: n.Trace, place: int) -> Piece:
    return Piece(r"\operatorname{tr}" + fence(write(node.arg, place).tex), ATOM)


def _determinant(node: n.Det, place: int) -> Piece:
    return Piece(fence(write(node.arg, place).tex, "|"), ATOM)


def _diagonal(node: n.Diag, place: int) -> Piece:
    arg = write(node.arg, place).tex
    inner = arg if isinstance(node.arg, n.VectorOf) else fence(arg)
    return Piece(r"\operatorname{diag}" + inner, CLOSED)


def _vector_of(node: n.VectorOf, place: int) -> Piece:
    return Piece(fence(write(node.body, place).tex) + _range(node, node.dim), CLOSED)


def _component(node: n.Component, place: int) -> Piece:
    indices = tuple(_sub(i, SCRIPT) for i in node.indices)
    if isinstance(node.arg, n.Symbol):
        return Piece(name(node.arg.name, *indices), ATOM)
    return Piece(fence(write(node.arg, place).tex) + script("_", run(indices)), ATOM)


def _delta(node: n.Delta, place: int) -> Piece:
    indices = tuple(_sub(i, SCRIPT) for i in (node.i, node.j))
    return Piece(r"\delta" + script("_", run(indices)), ATOM)


# --- sums, integrals, derivatives


def _range(node, upper) -> str:
    top = _sub(upper, SCRIPT)
    return f"_{{{_sub(node.variable, SCRIPT)}=1}}" + script("^", top)


def _indexed(node: n.Sum | n.Product, place: int) -> Piece:
    sign = r"\sum" if isinstance(node, n.Sum) else r"\prod"
    body = at_least(write(node.body, place), PRODUCT)
    return Piece(f"{sign}{_range(node, node.upper)} {body}", PREFIX, True)


def _integral(node: n.Integral, place: int) -> Piece:
    variable = _sub(node.variable, SCRIPT)
    if node.variable.shape != ():
        bounds = rf"_{{\mathbb{{R}}^{{{_sub(node.variable.shape[0], SCRIPT)}}}}}"
    else:
        lower, upper = _sub(node.lower, SCRIPT), _sub(node.upper, SCRIPT)
        bounds = script("_", lower) + script("^", upper)
    body = at_least(write(node.body, place), PRODUCT)
    close = r"\!" if isinstance(node.body, n.Integral) else " "
    return Piece(rf"\int{bounds}{close}{body}\,{join('d', variable)}", PREFIX, True)


def _derivative(node: n.Derivative, place: int) -> Piece:
    by = _sub(node.wrt, SCRIPT)
    body = write(node.body, place)
    if node.wrt.shape == ():
        operator = r"\frac{\partial}{" + join(r"\partial", by) + "}"
        return Piece(operator + at_least(body, PREFIX), PREFIX, True)
    along = fence(write(node.direction, place).tex)
    return Piece(r"\mathrm{D}" + script("_", by) + fence(body.tex, "[") + along, CLOSED)


# --- laws


def law_name(law: n.Node) -> str:
    """The name of a law."""
    if isinstance(law, n.Law | n.Independent):
        return name(law.name)
    raise UnsupportedExpression(f"{law} is not a distribution")


def _law(node: n.Law | n.Independent, place: int) -> Piece:
    return Piece(law_name(node), ATOM)


def _density(node: n.Density, place: int) -> Piece:
    return Piece(law_name(node.law) + fence(write(node.at, place).tex), ATOM)


def _expectation(node: n.Expectation, place: int) -> Piece:
    law = law_name(node.law)
    if node.variable.name != n.law_letter(node.law).name:
        law = rf"{_sub(node.variable, SCRIPT)}\sim {law}"
    sign = r"\mathbb{E}" + script("_", law)
    return Piece(sign + fence(write(node.body, place).tex, "["), ATOM)


def _between(word: str):
    def writer(node, place: int) -> Piece:
        mark_ = r" \,\|\, " if word.startswith("\\") else ", "
        laws = mark_.join(law_name(part) for part in node.children())
        return Piece(f"{word}({laws})", ATOM)

    return writer


_WRITERS = {
    n.Number: _number,
    n.Constant: lambda node, place: Piece({"pi": r"\pi", "oo": r"\infty"}[node.name], ATOM),
    n.Symbol: lambda node, place: Piece(name(node.name), ATOM),
    n.Add: _sum,
    n.Sub: _sum,
    n.Neg: lambda node, place: _negative(node.arg, place),
    n.Mul: _product,
    n.Div: _quotient,
    n.Pow: _power,
    n.Apply: _apply,
    n.MatMul: _matmul,
    n.Transpose: _transpose,
    n.Inverse: _inverse,
    n.Trace: _trace,
    n.Det: _determinant,
    n.Identity: lambda node, place: Piece("I" + script("_", _sub(node.dim, SCRIPT)), ATOM),
    n.Zero: lambda node, place: Piece("0", ATOM),
    n.Diag: _diagonal,
    n.VectorOf: _vector_of,
    n.Component: _component,
    n.Delta: _delta,
    n.Sum: _indexed,
    n.Product: _indexed,
    n.Integral: _integral,
    n.Derivative: _derivative,
    n.Law: _law,
    n.Independent: _law,
    n.Density: _density,
    n.Expectation: _expectation,
    n.Divergence: _between(r"\operatorname{KL}"),
    n.CrossEntropy: _between("H"),
    n.Entropy: _between("H"),
}
