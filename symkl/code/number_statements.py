"""Expressions as code for single numbers, in the words of Python's `math`.

Calling an array function takes longer than what it computes of one number. So a function whose
arguments are all scalars, or which is a sum over the components of vectors, has a second body, for
few elements: the same tree, in the same order of evaluation, with `if` for branches. Where `math`
would raise (the logarithm of 0, an overflow) the arrays are asked; see `symkl.code.runtime.numpy`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from symkl.code.statements import MUL, Body, Dialect, Piece, alternatives, common, texts
from symkl.lang import nodes as n
from symkl.lang.nodes import Expr

NUMBERS = Dialect(
    functions=texts("math"),
    operations={
        "pi": "math.pi",
        "copy": "{0.code}",
        "square": "{0.code} * {0.code}",
        "power": "math.pow({0.code}, {1.code})",
    },
)


@dataclass
class NumberBody(Body):
    """Statements about numbers, where a branch is an `if`."""

    def _print(self, node: Expr) -> Piece:
        if isinstance(node, n.Pow) and n.same(node.exponent, n.as_expr(2)):
            base = self.simple(node.base)
            return replace(base, code=f"{base.code} * {base.code}", level=MUL)
        if isinstance(node, n.Component):
            return Piece(self.print(node.arg).code)  # the component is what is passed
        return self._branches(node) if isinstance(node, n.Piecewise) else super()._print(node)

    def _branches(self, node: n.Piecewise) -> Piece:
        conditions, otherwise = alternatives(node)
        comparisons = []
        for one, other in conditions:
            left, right = self.print(one), self.print(other)
            comparison = f"{left.code} < {right.code}"
            comparisons.append(f"{right.code} > {left.code}" if left.number else comparison)
        lines = [f"if {' or '.join(comparisons)}:"]
        # What both branches use is computed before, what one of them does is not.
        for part in common(node.then, otherwise):
            self.print(part)
        name = self.new()
        for branch in (node.then, otherwise):
            inner = self.branch(self._known)
            piece = inner._fitted(branch, len(name))
            inner.lines.append(f"{name} = {piece.code}")
            lines += [f"    {line}" for line in inner.lines]
            lines.append("else:")
        self.lines.extend(lines[:-1])
        self._known[node] = Piece(name)
        return self._known[node]
