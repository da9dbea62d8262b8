"""Trees with one place changed: where a slip of the pen can happen, and what comes of it.

`everywhere` tries a slip at each node of a tree in turn. Letters that a node binds and the letters
in which laws are printed are no places; the slip of binding the wrong letter changes its binder.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, fields
from typing import Any, TypeAlias

from symkl.errors import SymklError
from symkl.lang.binding import walk
from symkl.lang.nodes import Distribution, Independent, Integral, Node, Symbol, law_letter, same

_NAMES = ("variable", "letter", "wrt")  # of fields that hold a letter and not an operand

Slip: TypeAlias = Callable[[Any], Iterable[Node]]


@dataclass(frozen=True, slots=True)
class Scene:
    """The letters and the laws of a part; a slip can take one of them for another.

    Attributes
    ----------
    letters
        All letters, bound ones included, in order of their names.
    laws
        The laws of random variables, in the order in which they occur.
    """

    letters: tuple[Symbol, ...]
    laws: tuple[Any, ...]

    def others(self, letter: Symbol) -> Iterator[Symbol]:
        """Letters that could be mistaken for one: of its shape and its assumptions."""
        for other in self.letters:
            alike = other.dims == letter.dims and other.assumptions == letter.assumptions
            if alike and other.name != letter.name:
                yield other

    def other_laws(self, law: Any) -> Iterator[Any]:
        """Laws on the same space."""
        for other in self.laws:
            if law_letter(other).shape == law_letter(law).shape and not same(other, law):
                yield other


def scene_of(trees: Iterable[Node]) -> Scene:
    """The letters and the laws that occur in some trees, and one index more than they have."""
    letters: dict[Symbol, None] = {}
    laws: dict[Node, None] = {}
    for tree in trees:
        for node in walk(tree):
            for symbol in _symbols(node):
                letters[symbol] = None
                letters.update((dim, None) for dim in symbol.dims if isinstance(dim, Symbol))
            if isinstance(node, Distribution | Independent):
                laws.setdefault(node, None)
    for symbol in list(letters):
        if "index" in symbol.assumptions:
            name = next(x for x in "jlnmqrs" if x not in {s.name for s in letters})
            letters[Symbol(name, (), symbol.assumptions)] = None
            break
    ordered = sorted(letters, key=lambda s: (s.name, str(s.dims), sorted(s.assumptions)))
    return Scene(tuple(ordered), tuple(laws))


def _symbols(node: Any) -> Iterator[Symbol]:
    """The letters that a node consists of, those that it binds included."""
    if isinstance(node, Symbol):
        yield node
        return
    for name in _NAMES:
        letter = getattr(node, name, None)
        if isinstance(letter, Symbol):
            yield letter


def everywhere(tree: Node, slip: Slip) -> Iterator[tuple[Node, Node, Node]]:
    """The trees that a slip at one node makes, with the node before and after.

    What has no sense, because shapes do not fit, is left out.

    Examples
    --------
    >>> from symkl.lang.vocabulary import real
    >>> from symkl.lang.nodes import Symbol
    >>> x, y, z = real("x y z")
    >>> for made, _, _ in everywhere(x * y - x, lambda n: [z] if n is x else []):
    ...     print(made)
    z*y - x
    x*y - z
    """
    for new in _made(slip, tree):
        yield new, tree, new
    if isinstance(tree, Symbol):
        return
    parts = tree.parts()
    names = [f.name for f in fields(tree)]
    for position, (name, part) in enumerate(zip(names, parts, strict=True)):
        if name in _NAMES or (name in ("lower", "upper") and _over_space(tree)):
            continue
        for changed, old, new in _in_part(part, slip):
            try:
                make: Callable[..., Node] = type(tree)
                whole = make(*parts[:position], changed, *parts[position + 1 :])
            except SymklError:
                continue
            yield whole, old, new


def _over_space(tree: Any) -> bool:
    """Return whether a tree is an integral over vectors, whose bounds say nothing."""
    return isinstance(tree, Integral) and tree.variable.shape != ()


def _in_part(part: Any, slip: Slip) -> Iterator[tuple[Any, Node, Node]]:
    if isinstance(part, Node):
        yield from everywhere(part, slip)
    elif isinstance(part, tuple):
        for i, item in enumerate(part):
            for changed, old, new in _in_part(item, slip):
                yield (*part[:i], changed, *part[i + 1 :]), old, new


def _made(slip: Slip, node: Node) -> Iterator[Node]:
    attempts = iter(slip(node))
    while True:
        try:
            new = next(attempts)
        except StopIteration:
            return
        except SymklError:  # shapes that do not fit; the slip ends there
            return
        yield new


def with_symbols(value: Any, change: Callable[[Symbol], Symbol]) -> Any:
    """A tree with every letter changed, bound ones included."""
    if isinstance(value, Symbol):
        return change(value)
    if isinstance(value, tuple):
        return tuple(with_symbols(v, change) for v in value)
    if isinstance(value, Node):
        return type(value)(*(with_symbols(p, change) for p in value.parts()))
    return value
