"""Expressions as statements of array code: the tree as written, in its order of evaluation.

A scalar of the derivation becomes an array over the batch, a vector or a matrix has its own one or
two axes last. Under an index sum ``a[i]`` is the whole vector, so the sum is a reduction of the
last axis and nothing loops. `Body` turns trees into assignments: what occurs more than once is
computed once, and what would not fit into a line gets a line of its own. What an operation is
called in the target is in a `Dialect`; the printer knows no library.

How each kind of node is printed is in `symkl.code.scalar_statements` and
`symkl.code.matrix_statements`, which enter their functions here with `prints`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import count
from typing import Any, TypeAlias, TypeGuard

from symkl.errors import UnsupportedExpression
from symkl.lang import nodes as n
from symkl.lang.nodes import Expr, Symbol

ADD, MUL, NEG, ATOM = 1, 2, 3, 4
_LEAVES = (n.Number, n.Constant, n.Symbol)


@dataclass(frozen=True, slots=True)
class Dialect:
    """The names of the operations: templates over the operands, which are `Piece` objects.

    Attributes
    ----------
    functions
        Elementary functions by their name in `symkl.lang.functions.FUNCTIONS`.
    operations
        Everything else by the name under which the printer asks for it.
    """

    functions: Mapping[str, str]
    operations: Mapping[str, str]


def texts(target: str) -> dict[str, str]:
    """The templates of the elementary functions that a target has."""
    rows = n.FUNCTIONS.items()
    return {name: row.code[target].format("{0.code}") for name, row in rows if target in row.code}


def without_code(function: str) -> UnsupportedExpression:
    """The error that a target has no text for a function."""
    others = sorted(set(n.FUNCTIONS[function].code) - {"math"})
    return UnsupportedExpression(
        f"no code is known for the function {function} in this library",
        hint=f"there is for {', '.join(others)}",
    )


@dataclass(frozen=True, slots=True)
class Piece:
    """Code for an expression.

    Attributes
    ----------
    code, level
        The text and its precedence.
    axes
        How many axes of its own come after those of the batch: 1 for a vector, and for a scalar
        that depends on an index.
    index
        The index on which it depends.
    number
        Whether it is one number for the whole batch.
    """

    code: str
    level: int = ATOM
    axes: int = 0
    index: Symbol | None = None
    number: bool = False

    def at(self, level: int) -> str:
        """The code where at least this precedence is needed."""
        return f"({self.code})" if self.level < level else self.code

    @property
    def atom(self) -> str:
        """The code as something that can be indexed."""
        return self.at(ATOM)

    def lifted(self, axes: int) -> Piece:
        """The same values, to be combined with something that has more axes of its own."""
        if self.number or self.axes == axes:
            return self
        new = ", None" * (axes - self.axes)
        return replace(self, code=f"{self.atom}[...{new}]", level=ATOM, axes=axes)


@dataclass
class Body:
    """The statements that compute some expressions.

    Parameters
    ----------
    dialect
        The names of the operations.
    letters
        The names of the letters in the code.
    factors
        For covariances: the names of their Cholesky factors in the code.
    covariances
        For letters that are such factors: the names of their covariances in the code.
    width
        The longest statement.
    names
        Names for what is to be computed under a name of its own.
    prefix, branches
        Branches are functions of their own: how their names begin; their names, by what they take
        and their lines.
    given
        The letters whose values are exact, since they are arguments.
    """

    dialect: Dialect
    letters: Mapping[Symbol, str]
    factors: Mapping[Symbol, str] = field(default_factory=dict)
    covariances: Mapping[Symbol, str] = field(default_factory=dict)
    width: int = 92
    names: Mapping[Expr, str] = field(default_factory=dict)
    prefix: str = "_branch"
    branches: dict[tuple[tuple[str, ...], tuple[str, ...]], str] = field(default_factory=dict)
    given: frozenset[Symbol] = frozenset()
    lines: list[str] = field(default_factory=list)
    _known: dict[Expr, Piece] = field(default_factory=dict)
    _uses: Counter[n.Node] = field(default_factory=Counter)
    _numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def assign(self, **values: Expr) -> None:
        """Append the statements that compute some values, each under the name it is given by."""
        self._count(values.values())
        owned = set(self.letters.values())
        for name, value in values.items():
            piece = self._fitted(value, len(name))
            # Another name for an array that somebody else owns, and may change, will not do.
            code = self.operation("copy", piece) if piece.code in owned else piece.code
            self.lines.append(f"{name} = {code}")
            owned |= {name, piece.code}
            if not isinstance(value, _LEAVES):
                self._known[value] = replace(piece, code=name, level=ATOM)

    def _count(self, roots: Iterable[Expr]) -> None:
        """Count from how many places a subtree is used, a repeated subtree being one place."""
        seen: set[n.Node] = set()
        stack: list[n.Node] = list(roots)
        self._uses.update(dict.fromkeys(stack, 0))
        while stack:
            node = stack.pop()
            if node not in seen:
                seen.add(node)
                self._uses.update(node.children())
                stack.extend(node.children())

    def _fitted(self, node: Expr, name: int) -> Piece:
        """The code for a node, its longest operands assigned before until it fits into a line."""
        piece = self._known.get(node) or self._print(node)
        while name + len(" = ") + len(piece.code) > self.width:
            parts = [part for part in _parts(node) if not self._short(part)]
            if not parts:
                raise UnsupportedExpression(f"the code of {node} does not fit into a line")
            self._hoist(max(parts, key=lambda c: len(self.print(c).code)))
            piece = self._print(node)
        return piece

    def _short(self, node: Expr) -> bool:
        return node in self._known or isinstance(node, _LEAVES)

    def _hoist(self, node: Expr) -> Piece:
        piece = self._fitted(node, len("t_10"))
        short = piece.number or piece.code.isidentifier()
        self._known[node] = piece if short else self.name(piece, self.names.get(node, ""))
        return self._known[node]

    def name(self, piece: Piece, name: str = "") -> Piece:
        """Give a piece a name of its own, or the next number as one."""
        name = name or self.new()
        self.lines.append(f"{name} = {piece.code}")
        return replace(piece, code=name, level=ATOM)

    def new(self) -> str:
        """A name that nothing has."""
        return f"t_{next(self._numbers)}"

    def branch(self, known: Mapping[Expr, Piece]) -> Body:
        """A body for statements below an `if`, where some things have other names."""
        return replace(self, width=self.width - 4, names={}, lines=[], _known=dict(known))

    def apart(self, known: Mapping[Expr, Piece], node: Expr) -> Body:
        """A body for a function of its own, which is to compute a node."""
        own = replace(self, names={}, lines=[], _known=dict(known), _numbers=count(1))
        own._uses = Counter()
        own._count([node])
        return own

    def simple(self, node: Expr) -> Piece:
        """The code of an operand that is written twice: a name or a number."""
        piece = self.print(node)
        return piece if piece.number or piece.code.isidentifier() else self._hoist(node)

    def print(self, node: Expr) -> Piece:
        """The code for a node; what it shares with others is assigned before."""
        if node in self._known:
            return self._known[node]
        shared = self._uses[node] > 1 and not isinstance(node, _LEAVES)
        return self._hoist(node) if shared or node in self.names else self._print(node)

    def _print(self, node: Expr) -> Piece:
        printer = PRINTERS.get(type(node))
        if printer is None:
            raise UnsupportedExpression(f"no code is known for {type(node).__name__}: {node}")
        return printer(self, node)

    def comparison(self, node: n.Piecewise) -> tuple[Piece, Expr]:
        """The condition under which the first branch is taken, and the other branch."""
        conditions, otherwise = alternatives(node)
        found = []
        for one, other in conditions:
            (left, right), sides = together((self.print(one), self.print(other)))
            code = f"{left.code} < {right.code}"
            if left.number:  # an array is compared with a number
                code = f"{right.code} > {left.code}"
            found.append(replace(sides, code=code, level=0))
        if len(found) == 1:
            return found[0], otherwise
        found, whole = together(found)
        return replace(whole, code=" | ".join(p.atom for p in found), level=0), otherwise

    def operation(self, name: str, *pieces: Piece) -> str:
        """The code of an operation."""
        if name not in self.dialect.operations:
            raise UnsupportedExpression(f"no code is known for the operation {name}")
        return self.dialect.operations[name].format(*pieces)


def _parts(node: Expr) -> Iterator[Expr]:
    """The operands of a node that have code of their own: an inverse has none."""
    for child in node.children():
        if isinstance(child, n.Inverse | n.Transpose):
            yield from _parts(child)
        elif isinstance(node, n.Trace | n.Component) and _is_square(child):
            # Of the product only the trace or the diagonal is computed.
            yield child.left.arg if isinstance(child.left, n.StrictLower) else child.left
        elif isinstance(child, Expr):
            yield child


def _is_square(node: n.Node) -> TypeGuard[n.MatMul]:
    """Return whether a matrix is A @ A.T."""
    match node:
        case n.MatMul(left, n.Transpose(right)):
            return n.same(left, right) and not isinstance(left, n.Inverse)
    return False


def together(pieces: Iterable[Piece]) -> tuple[list[Piece], Piece]:
    """Pieces with one number of axes each, and what a combination of them depends on."""
    pieces = list(pieces)
    axes = max((p.axes for p in pieces if not p.number), default=0)
    indices = {p.index for p in pieces if p.index is not None}
    if len(indices) > 1:
        names = " and ".join(sorted(s.name for s in indices))
        raise UnsupportedExpression(f"no code is known for terms in two indices, {names}")
    combined = Piece("", ATOM, axes, next(iter(indices), None), all(p.number for p in pieces))
    return [p.lifted(axes) for p in pieces], combined


def alternatives(node: n.Piecewise) -> tuple[list[tuple[Expr, Expr]], Expr]:
    """The conditions of which any is enough for the first branch, and the branch without them."""
    conditions, rest = [(node.left, node.right)], node.otherwise
    while isinstance(rest, n.Piecewise) and n.same(rest.then, node.then):
        conditions.append((rest.left, rest.right))
        rest = rest.otherwise
    return conditions, rest


def common(one: Expr, other: Expr) -> list[Expr]:
    """The largest subtrees that two trees have in common, those of one node left out."""
    found: list[Expr] = []
    inside: set[n.Node] = set()
    stack: list[n.Node] = [other]
    while stack:
        node = stack.pop()
        inside.add(node)
        stack.extend(node.children())

    def look(node: n.Node) -> None:
        if not isinstance(node, _LEAVES) and node in inside:
            if isinstance(node, Expr) and node not in found:
                found.append(node)
            return
        for child in node.children():
            look(child)

    look(one)
    return found


Printer: TypeAlias = Callable[[Body, Any], Piece]
PRINTERS: dict[type, Printer] = {}


def prints(*kinds: type) -> Callable[[Printer], Printer]:
    """Enter a function as the printer of some kinds of nodes."""

    def enter(printer: Printer) -> Printer:
        PRINTERS.update(dict.fromkeys(kinds, printer))
        return printer

    return enter
