r"""Vectors and matrices, index sums, integrals, derivatives and laws in LaTeX."""

from __future__ import annotations

from symkl.errors import UnsupportedExpression
from symkl.lang import nodes as n
from symkl.latex.formulas import WIDEST, signed
from symkl.latex.metrics import measure
from symkl.latex.names import name, run
from symkl.latex.pieces import (
    ATOM,
    CASES_END,
    CLOSED,
    PREFIX,
    PRODUCT,
    Piece,
    at_least,
    fence,
    join,
    script,
)
from symkl.latex.printing import LINE, SCRIPT, TEXT, within, write, writes

# --- matrices


@writes(n.MatMul)
@signed
def _matmul(node: n.MatMul, place: int) -> Piece:
    left, right = write(node.left, place), write(node.right, place)
    l_tex = fence(left.tex, place=place) if left.open else at_least(left, PRODUCT, place=place)
    grouped = isinstance(node.right, (n.MatMul, n.Mul))
    r_tex = fence(right.tex, place=place) if grouped else at_least(right, PRODUCT, place=place)
    return Piece(join(l_tex, rf"\,{r_tex}" if r_tex == "0" else r_tex), PRODUCT)


@writes(n.Transpose)
def _transpose(node: n.Transpose, place: int) -> Piece:
    if isinstance(node.arg, n.Inverse):
        return Piece(at_least(write(node.arg.arg, place), ATOM, place=place) + r"^{-\top}", CLOSED)
    return Piece(at_least(write(node.arg, place), ATOM, place=place) + r"^\top", CLOSED)


@writes(n.Inverse)
def _inverse(node: n.Inverse, place: int) -> Piece:
    return Piece(at_least(write(node.arg, place), ATOM, place=place) + "^{-1}", CLOSED)


@writes(n.Trace)
def _trace(node: n.Trace, place: int) -> Piece:
    return Piece(r"\operatorname{tr}" + fence(write(node.arg, place).tex, place=place), ATOM)


@writes(n.Det)
def _determinant(node: n.Det, place: int) -> Piece:
    return Piece(fence(write(node.arg, place).tex, "|", place=place), ATOM)


@writes(n.Identity)
def _identity(node: n.Identity, place: int) -> Piece:
    return Piece("I" + script("_", within(node.dim, SCRIPT)), ATOM)


@writes(n.Zero)
def _zero(node: n.Zero, place: int) -> Piece:
    return Piece("0", ATOM)


@writes(n.StrictLower)
def _strict_lower(node: n.StrictLower, place: int) -> Piece:
    return Piece(r"\operatorname{low}" + fence(write(node.arg, place).tex, place=place), ATOM)


@writes(n.Diag)
def _diagonal(node: n.Diag, place: int) -> Piece:
    arg = write(node.arg, place).tex
    inner = arg if isinstance(node.arg, n.VectorOf) else fence(arg, place=place)
    return Piece(r"\operatorname{diag}" + inner, CLOSED)


@writes(n.VectorOf)
def _vector_of(node: n.VectorOf, place: int) -> Piece:
    return Piece(fence(write(node.body, place).tex, place=place) + _range(node, node.dim), CLOSED)


@writes(n.Component)
def _component(node: n.Component, place: int) -> Piece:
    indices = tuple(within(i, SCRIPT) for i in node.indices)
    if isinstance(node.arg, n.Symbol):
        return Piece(name(node.arg.name, *indices), ATOM)
    return Piece(fence(write(node.arg, place).tex, place=place) + script("_", run(indices)), ATOM)


@writes(n.Delta)
def _delta(node: n.Delta, place: int) -> Piece:
    indices = tuple(within(i, SCRIPT) for i in (node.i, node.j))
    return Piece(r"\delta" + script("_", run(indices)), ATOM)


@writes(n.Piecewise)
def _piecewise(node: n.Piecewise, place: int) -> Piece:
    branches, conditions = [node.then], [f"{_condition(node)},"]
    last = node.otherwise
    while isinstance(last, n.Piecewise):
        branches.append(last.then)
        conditions.append(rf"\text{{else }} {_condition(last)},")
        last = last.otherwise
    branches.append(last)
    # the rows of cases are set like running text, small for fractions if there is room for more
    display = [within(branch, LINE) for branch in branches]
    roomy = place == LINE and max(measure(tex).width for tex in display) < WIDEST
    rows = display if roomy else [within(branch, TEXT) for branch in branches]
    high = any(r"\frac" in tex or CASES_END in tex for tex in rows)
    if roomy and high:
        rows = [join(r"\displaystyle", tex) for tex in rows]
    cells = [
        f"{tex} & {when}"
        for tex, when in zip(rows, [*conditions, r"\text{otherwise}"], strict=True)
    ]
    between = r" \\[2ex] " if high else r" \\ "
    return Piece(rf"\begin{{cases}} {between.join(cells)} {CASES_END}", PREFIX, True)


def _condition(node: n.Piecewise) -> str:
    return rf"\text{{if }} {within(node.left, TEXT)} < {within(node.right, TEXT)}"


# --- sums, integrals, derivatives


def _range(node: n.Sum | n.Product | n.VectorOf | n.Independent, upper: n.Dimension) -> str:
    top = within(upper, SCRIPT)
    return f"_{{{within(node.variable, SCRIPT)}=1}}" + script("^", top)


@writes(n.Sum, n.Product)
def _indexed(node: n.Sum | n.Product, place: int) -> Piece:
    sign = r"\sum" if isinstance(node, n.Sum) else r"\prod"
    body = at_least(write(node.body, place), PRODUCT, place=place)
    return Piece(f"{sign}{_range(node, node.upper)} {body}", PREFIX, True)


@writes(n.Integral)
def _integral(node: n.Integral, place: int) -> Piece:
    variable = within(node.variable, SCRIPT)
    if node.variable.shape != ():
        bounds = rf"_{{\mathbb{{R}}^{{{within(node.variable.shape[0], SCRIPT)}}}}}"
    else:
        lower, upper = within(node.lower, SCRIPT), within(node.upper, SCRIPT)
        bounds = script("_", lower) + script("^", upper)
    body = at_least(write(node.body, place), PRODUCT, place=place)
    close = r"\!" if isinstance(node.body, n.Integral) else " "
    return Piece(rf"\int{bounds}{close}{body}\,{join('d', variable)}", PREFIX, True)


@writes(n.Derivative)
def _derivative(node: n.Derivative, place: int) -> Piece:
    by = within(node.wrt, SCRIPT)
    body = write(node.body, place)
    if node.wrt.shape == ():
        operator = r"\frac{\partial}{" + join(r"\partial", by) + "}"
        return Piece(operator + at_least(body, PREFIX, place=place), PREFIX, True)
    along = fence(write(node.direction, place).tex, place=place)
    return Piece(
        r"\mathrm{D}" + script("_", by) + fence(body.tex, "[", place=place) + along, CLOSED
    )


# --- laws


def law_name(law: n.Node) -> str:
    """The name of a law."""
    if isinstance(law, n.Distribution | n.Independent):
        return name(law.name)
    raise UnsupportedExpression(f"{law} is not a distribution")


@writes(n.Distribution, n.Independent)
def _law(node: n.Distribution | n.Independent, place: int) -> Piece:
    return Piece(law_name(node), ATOM)


@writes(n.Density)
def _density(node: n.Density, place: int) -> Piece:
    return Piece(law_name(node.law) + fence(write(node.at, place).tex, place=place), ATOM)


@writes(n.Expectation)
def _expectation(node: n.Expectation, place: int) -> Piece:
    law = law_name(node.law)
    if node.variable.name != n.law_letter(node.law).name:
        law = rf"{within(node.variable, SCRIPT)}\sim {law}"
    sign = r"\mathbb{E}" + script("_", law)
    return Piece(sign + fence(write(node.body, place).tex, "[", place=place), ATOM)


@writes(n.Divergence)
def _divergence(node: n.Divergence, place: int) -> Piece:
    return Piece(rf"\operatorname{{KL}}({law_name(node.p)} \,\|\, {law_name(node.q)})", ATOM)


@writes(n.CrossEntropy, n.Entropy)
def _entropy(node: n.CrossEntropy | n.Entropy, place: int) -> Piece:
    return Piece(f"H({', '.join(map(law_name, node.children()))})", ATOM)
