"""Expressions as plain text, the way they are typed in a derivation.

`text` prints with the fewest parentheses that keep the tree; it is what messages show.
"""

from __future__ import annotations

from fractions import Fraction
from types import SimpleNamespace
from typing import Any

from symkl.lang import binders, distributions, ends, matrices, scalars
from symkl.lang.binders import Integral
from symkl.lang.distributions import AnyDistribution, Independent, law_letter
from symkl.lang.tree import Node, operation, same

n = SimpleNamespace(
    **{
        name: value
        for module in (scalars, matrices, binders, distributions, ends)
        for name, value in vars(module).items()
        if isinstance(value, type) and issubclass(value, Node)
    }
)

ADD, MUL, NEG, POWER, ATOM = 1, 2, 3, 4, 5

_INFIX = {n.Add: ("+", ADD), n.Sub: ("-", ADD), n.Mul: ("*", MUL), n.Div: ("/", MUL)}
_CALL = {
    n.Inverse: "inv",
    n.Trace: "tr",
    n.Det: "det",
    n.Diag: "diag",
    n.StrictLower: "strict_lower",
}
_DIVERGENCE = {n.Divergence: "KL", n.CrossEntropy: "H"}


@operation("text")
def text(node: Node) -> str:
    """The node as one line of text."""
    return _text(node)[0]


def _wrap(node: Node, least: int) -> str:
    written, level = _text(node)
    return f"({written})" if level < least else written


def _infix(node: Any) -> tuple[str, int]:
    sign, level = _INFIX[type(node)]
    pad = " " if level == ADD else ""
    return f"{_wrap(node.left, level)}{pad}{sign}{pad}{_wrap(node.right, level + 1)}", level


def _bounds(node: Integral) -> str:
    whole = node.variable.shape != () or (text(node.lower), text(node.upper)) == ("-oo", "oo")
    return "" if whole else f", {text(node.lower)}, {text(node.upper)}"


def _number(value: Fraction) -> tuple[str, int]:
    if value.denominator == 1:
        return str(value), ATOM if value >= 0 else NEG
    return str(value), MUL


def _text(node: Any) -> tuple[str, int]:  # one branch a node
    kind = type(node)
    if not issubclass(kind, Node):
        return str(node), ATOM
    if kind in _INFIX:
        return _infix(node)
    if kind in _CALL:
        return f"{_CALL[kind]}({text(node.arg)})", ATOM
    if kind in _DIVERGENCE:
        return f"{_DIVERGENCE[kind]}({law_text(node.p)}, {law_text(node.q)})", ATOM
    match node:
        case n.Number(value):
            return _number(value)
        case n.Constant(name) | n.Symbol(name):
            return name, ATOM
        case n.Neg(arg):
            # Python reads -a*b as (-a)*b.
            return f"-{_wrap(arg, NEG)}", NEG
        case n.Pow(base, exponent):
            return f"{_wrap(base, ATOM)}**{_wrap(exponent, ATOM)}", POWER
        case n.Apply(function, arg):
            return f"{function}({text(arg)})", ATOM
        case n.MatMul(left, right):
            return f"{_wrap(left, MUL)} @ {_wrap(right, NEG)}", MUL
        case n.Transpose(arg):
            return f"{_wrap(arg, ATOM)}.T", ATOM
        case n.Identity(dim):
            return f"eye({dim})", ATOM
        case n.Zero(dims):
            return f"zeros({', '.join(map(str, dims))})", ATOM
        case n.Component(arg, indices):
            return f"{_wrap(arg, ATOM)}[{', '.join(map(text, indices))}]", ATOM
        case n.Piecewise(left, right, then, otherwise):
            inner = ", ".join(map(text, (left, right, then, otherwise)))
            return f"piecewise({inner})", ATOM
        case n.Delta(i, j):
            return f"delta({text(i)}, {text(j)})", ATOM
        case n.VectorOf(body, variable, dim):
            return f"by_component({text(body)}, {variable}, {dim})", ATOM
        case n.Infinity(sign):
            return ("oo", ATOM) if sign == "+" else ("-oo", NEG)
        case n.Sum(body, variable, upper):
            return f"Sum({text(body)}, {variable}, {text(upper)})", ATOM
        case n.Product(body, variable, upper):
            return f"Product({text(body)}, {variable}, {text(upper)})", ATOM
        case n.Integral(body, variable):
            return f"Integral({text(body)}, {variable}{_bounds(node)})", ATOM
        case n.Derivative(body, wrt, direction):
            along = "" if wrt.shape == () else f", {text(direction)}"
            return f"D({text(body)}, {wrt}{along})", ATOM
        case n.Density(law, at):
            return f"{law.name}({text(at)})", ATOM
        case n.Expectation(law, body, variable):
            own = same(variable, law_letter(law))
            return f"E({law.name}, {text(body)}{'' if own else f', {variable}'})", ATOM
        case n.Entropy(p):
            return f"entropy({law_text(p)})", ATOM
    return law_text(node), ATOM


def law_text(law: AnyDistribution) -> str:
    """A law by its name."""
    return law.name


def law_in_full(law: AnyDistribution) -> str:
    """A law with its parameters: ``p = Normal(mu, sigma**2)``."""
    if isinstance(law, Independent):
        return f"{law.name}: {law_in_full(law.body)} for {law.variable} = 1..{law.dim}"
    return f"{law.name} = {law.family}({', '.join(text(p) for p in law.parameters)})"
