"""Expressions as code that an array library may trace and differentiate.

As in `symkl.code.statements`, except for branches. Which one an element takes is not known when
the code is traced, so both are evaluated, and `where` selects. That is right for the values and
not enough for the derivatives: the branch that is not taken contributes its derivative times 0,
which is NaN where the derivative is infinite. So within a branch the argument of every function
is replaced, where the branch is not taken, by one at which nothing is infinite.

References
----------
.. [1] The JAX manual, frequently asked questions, "Gradients contain NaN where using where".
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from symkl.code.statements import ATOM, Body, Piece, texts, together, without_code
from symkl.errors import UnsupportedExpression
from symkl.lang import nodes as n
from symkl.lang.binding import walk
from symkl.lang.nodes import Expr

# Arguments at which a function and its derivatives are finite.
HARMLESS = {name: 1 for name, row in n.FUNCTIONS.items() if row.domain and not row.domain.plus}
# Of a number they are asked in Python's own words.
NUMBERS = {name: text for name, text in texts("math").items() if text.startswith("math.")}


@dataclass
class _Branch:
    """A branch that is being printed: where it is taken, and whether that is where it is not."""

    condition: Piece
    otherwise: bool
    outer: _Branch | None
    taken: Piece | None = None
    guarded: dict[tuple[Expr, int], Piece] = field(default_factory=dict)


@dataclass
class TracedBody(Body):
    """Statements without a branch on values."""

    _branch: _Branch | None = field(default=None)

    def _print(self, node: Expr) -> Piece:
        if isinstance(node, n.Piecewise):
            return self._piecewise(node)
        if isinstance(node, n.Apply):
            return self._apply(node)
        return super()._print(node)

    def _piecewise(self, node: n.Piecewise) -> Piece:
        comparison, otherwise = self.comparison(node)
        condition = self.name(comparison)
        with self._within(condition, otherwise=False):
            then = self._fitted(node.then, len("t_10"))
        with self._within(condition, otherwise=True):
            rest = self._fitted(otherwise, len("t_10"))
        (condition, then, rest), whole = together((condition, then, rest))
        code = self.operation("where", condition, then, rest)
        if len("t_10 = ") + len(code) > self.width:
            then = then if then.code.isidentifier() else self.name(then)
            rest = rest if rest.code.isidentifier() else self.name(rest)
            code = self.operation("where", condition, then, rest)
        # What is printed again must not be computed again.
        self._known[node] = self.name(replace(whole, code=code, level=ATOM))
        return self._known[node]

    @contextmanager
    def _within(self, condition: Piece, *, otherwise: bool) -> Iterator[None]:
        """Print a branch; what has other arguments there is not known outside of it."""
        known, outer = set(self._known), self._branch
        self._branch = _Branch(condition, otherwise, outer)
        try:
            yield
        finally:
            self._branch = outer
            for node in set(self._known) - known:
                if any(isinstance(inner, n.Apply) for inner in walk(node)):
                    del self._known[node]

    def _taken(self, branch: _Branch) -> tuple[Piece, bool]:
        """The condition of a branch and of all those around it, and whether it is to be negated."""
        if branch.outer is None:
            return branch.condition, branch.otherwise
        if branch.taken is None:
            outer, negated = self._taken(branch.outer)
            (outer, own), whole = together((outer, branch.condition))
            left, right = "~" * negated + outer.atom, "~" * branch.otherwise + own.atom
            branch.taken = self.name(replace(whole, code=f"{left} & {right}", level=0))
        return branch.taken, False

    def _guarded(self, branch: _Branch, node: Expr, harmless: int) -> Piece:
        """An argument, replaced by a harmless one where the branch is not taken."""
        if (node, harmless) not in branch.guarded:
            arg = self._hoist(node)
            taken, negated = self._taken(branch)
            (taken, arg), whole = together((taken, arg))
            other = replace(arg, code=self.operation(f"like_{harmless}", arg))
            sides = (other, arg) if negated else (arg, other)
            code = self.operation("where", taken, *sides)
            branch.guarded[node, harmless] = self.name(replace(whole, code=code, level=ATOM))
        return branch.guarded[node, harmless]

    def _apply(self, node: n.Apply) -> Piece:
        if node.function not in self.dialect.functions:
            raise without_code(node.function)
        arg = self.print(node.arg)
        if arg.number:
            if node.function not in NUMBERS:
                raise UnsupportedExpression(f"no code is known for {node} as a number")
            return replace(arg, code=NUMBERS[node.function].format(arg), level=ATOM)
        if self._branch is not None:
            arg = self._guarded(self._branch, node.arg, HARMLESS.get(node.function, 0))
        code = self.dialect.functions[node.function].format(arg)
        return replace(arg, code=code, level=ATOM)
