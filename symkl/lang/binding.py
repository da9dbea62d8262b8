"""Free names, substitution without capture, and sameness up to the names of bound variables.

Sums, products, integrals, expectations, vectors by components and independent laws bind a
variable. Substitution renames a bound variable that would capture a free one; `alpha_same` holds
where two trees differ in bound names only.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields, replace
from typing import Any, TypeAlias, TypeVar, overload

from symkl.errors import CaptureError, UsageError
from symkl.lang.nodes import (
    AnyDistribution,
    Derivative,
    Dimension,
    Distribution,
    Expr,
    Node,
    Shape,
    Symbol,
    map_part,
    shape_text,
)

N = TypeVar("N", bound=Node)
Renamed: TypeAlias = dict[Symbol, object]  # a bound variable, and a mark that both sides share


def walk(node: Node) -> Iterator[Node]:
    """The node and everything below it, outermost first."""
    stack = [node]
    while stack:
        top = stack.pop()
        yield top
        stack.extend(reversed(top.children()))


def kinds(node: Node) -> frozenset[type]:
    """The classes of the nodes that occur in a tree."""
    try:
        return node._kinds
    except AttributeError:
        below = map(kinds, node.children())
        return node.remember("_kinds", frozenset((type(node),)).union(*below))


def occurring(*trees: Node, kind: type[N]) -> Iterator[N]:
    """The nodes of a class that occur in some trees, outermost first; nothing else is visited."""
    for tree in trees:
        stack = [tree]
        while stack:
            top = stack.pop()
            if kind in kinds(top):
                if isinstance(top, kind):
                    yield top
                stack.extend(reversed(top.children()))


def _dims(symbol: Symbol) -> frozenset[Symbol]:
    return frozenset(d for d in symbol.dims if isinstance(d, Symbol))


def free_symbols(node: Node) -> frozenset[Symbol]:
    """The symbols that occur unbound, those in shapes included."""
    try:
        return node._free
    except AttributeError:
        return node.remember("_free", _free_symbols(node))


def _free_symbols(node: Any) -> frozenset[Symbol]:
    if isinstance(node, Symbol):
        return _dims(node) | {node}
    found: frozenset[Symbol] = frozenset()
    for name, part in zip((f.name for f in fields(node)), node.parts(), strict=True):
        if node.binder and name == "variable":
            found |= _dims(part)
            continue
        inner: frozenset[Symbol] = frozenset()
        for child in part if isinstance(part, tuple) else (part,):
            if isinstance(child, Node) and not _is_letter(node, name):
                inner |= free_symbols(child)
        if node.binder and name == "body":
            inner -= {node.variable}
        found |= inner
    return found


def _is_letter(node: Node, name: str) -> bool:
    """Return whether the field `name` is the letter in which a law is printed: a bound name."""
    return name == "letter" or (name == "variable" and isinstance(node, Distribution))


def fresh(symbol: Symbol, taken: frozenset[Symbol] | set[Symbol]) -> Symbol:
    """A symbol like `symbol` whose name none of `taken` has."""
    names = {t.name for t in taken}
    n = 1
    while f"{symbol.name}_{n}" in names:
        n += 1
    return replace(symbol, name=f"{symbol.name}_{n}")


@overload
def substitute(node: Expr, mapping: Mapping[Symbol, Expr]) -> Expr: ...
@overload
def substitute(node: AnyDistribution, mapping: Mapping[Symbol, Expr]) -> AnyDistribution: ...
@overload
def substitute(node: Node, mapping: Mapping[Symbol, Expr]) -> Node: ...
def substitute(node: Node, mapping: Mapping[Symbol, Expr]) -> Node:
    """Replace free symbols, all at once, renaming bound variables where one would capture.

    Raises
    ------
    UsageError
        If a replacement has another shape than its symbol.
    """
    mapping = {s: e for s, e in mapping.items() if s is not e}
    if not mapping:
        return node
    dims = {s: e for s, e in mapping.items() if "dimension" in s.assumptions}
    for symbol, value in mapping.items():
        if _shape(symbol.shape, dims) != value.shape:
            raise UsageError(
                f"{symbol} is {shape_text(symbol.shape)}, but {value} is {shape_text(value.shape)}",
                hint="replace a symbol by an expression of its shape",
            )
    found: Node = _substitute(node, dict(mapping))
    return found


def _shape(shape: Shape, dims: Mapping[Symbol, Expr]) -> Shape:
    return tuple(_dim(d, dims) for d in shape)


def _dim(dim: Dimension, mapping: Mapping[Symbol, Expr]) -> Dimension:
    new = mapping.get(dim, dim) if isinstance(dim, Symbol) else dim
    value = getattr(new, "value", None)
    return int(value) if value is not None else new


def _substitute(node: Any, mapping: dict[Symbol, Expr]) -> Any:
    if isinstance(node, Symbol):
        if node in mapping:
            return mapping[node]
        dims = _shape(node.dims, mapping)
        return node if dims == node.dims else replace(node, dims=dims)
    if not node.binder:
        if isinstance(node, Derivative):
            return _substitute_derivative(node, mapping)
        return _rebuild(node, lambda child: _substitute(child, mapping), mapping)
    bound = node.variable
    inner = {s: e for s, e in mapping.items() if s is not bound and s != bound}
    body_free = free_symbols(node.body) - {bound}
    live = {s: e for s, e in inner.items() if s in body_free}
    # What stands in the body afterwards; a letter gets another shape where a dimension is replaced.
    incoming = frozenset().union(*(free_symbols(_substitute(s, inner)) for s in body_free))
    new_bound = _substitute(bound, {s: e for s, e in mapping.items() if s in _dims(bound)})
    if bound in incoming or new_bound in incoming:
        new_bound = fresh(new_bound, incoming | body_free)
    if not same_symbol(new_bound, bound):
        live[bound] = new_bound
    parts = []
    for name, part in zip((f.name for f in fields(node)), node.parts(), strict=True):
        if name == "variable":
            parts.append(new_bound)
        elif name == "body":
            parts.append(_substitute(part, live) if live else part)
        elif name == "dim":
            parts.append(_dim(part, mapping))
        elif _is_letter(node, name):
            parts.append(_letter(part, mapping))
        else:
            parts.append(map_part(part, lambda child: _substitute(child, mapping)))
    return type(node)(*parts)


def _letter(letter: Symbol, mapping: dict[Symbol, Expr]) -> Symbol:
    """The letter of a law: a bound name, in which only the dimensions can be replaced."""
    dims = _shape(letter.dims, mapping)
    return letter if dims == letter.dims else replace(letter, dims=dims)


def _substitute_derivative(node: Derivative, mapping: dict[Symbol, Expr]) -> Node:
    """A derivative is taken at its variable, so only a rename of the variable goes through."""
    new = mapping.get(node.wrt, node.wrt)
    if not isinstance(new, Symbol):
        raise UsageError(
            f"{node.wrt} is the variable of the derivative {node}; it cannot be replaced by {new}"
        )
    held = free_symbols(node.body) - {node.wrt}
    for symbol, value in mapping.items():
        if symbol in held and new in free_symbols(value):
            # What is held constant in the derivative would begin to vary with its variable.
            raise CaptureError(f"{symbol} is constant in the derivative {node}; {value} is not")
    return Derivative(_substitute(node.body, mapping), new, _substitute(node.direction, mapping))


def _rebuild(node: Node, change: Callable[[Node], Node], mapping: dict[Symbol, Expr]) -> Node:
    """Children changed, and dimensions in plain fields with them."""
    parts: list[Any] = []
    for name, part in zip((f.name for f in fields(node)), node.parts(), strict=True):
        if name == "dim":
            parts.append(_dim(part, mapping))
        elif name == "dims":
            parts.append(_shape(part, mapping))
        elif _is_letter(node, name):
            parts.append(_letter(part, mapping))
        else:
            parts.append(map_part(part, change))
    old = node.parts()
    if all(a is b for a, b in zip(old, parts, strict=True)):
        return node
    return type(node)(*parts)


def same_symbol(a: Symbol, b: Symbol) -> bool:
    """Return whether two symbols are the same: name, shape and assumptions."""
    return a is b or (a.name == b.name and a.dims == b.dims and a.assumptions == b.assumptions)


def alpha_same(a: Node, b: Node) -> bool:
    """Return whether two trees are the same up to the names of bound variables."""
    return _alpha(a, b, {}, {})


def _alpha(a: Any, b: Any, left: Renamed, right: Renamed) -> bool:
    if isinstance(a, tuple):
        return (
            isinstance(b, tuple)
            and len(a) == len(b)
            and all(_alpha(x, y, left, right) for x, y in zip(a, b, strict=True))
        )
    if not isinstance(a, Node):
        return not isinstance(b, Node) and a == b
    return type(a) is type(b) and _alpha_nodes(a, b, left, right)


def _alpha_nodes(a: Any, b: Any, left: Renamed, right: Renamed) -> bool:
    """Return whether two nodes of one kind are the same up to the names of bound letters."""
    if isinstance(a, Symbol):
        if a in left or b in right:
            return left.get(a) is not None and left.get(a) is right.get(b)
        return same_symbol(a, b)
    if isinstance(a, Distribution):
        return a.family == b.family and _alpha(a.parameters, b.parameters, left, right)
    names = [f.name for f in fields(a)]
    for name, x, y in zip(names, a.parts(), b.parts(), strict=True):
        if (a.binder and name in ("variable", "letter")) or (name == "name" and a.binder):
            continue
        if a.binder and name == "body":
            mark = object()
            if a.variable.dims != b.variable.dims:
                return False
            if not _alpha(x, y, left | {a.variable: mark}, right | {b.variable: mark}):
                return False
        elif not _alpha(x, y, left, right):
            return False
    return True
