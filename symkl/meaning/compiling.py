"""Trees as functions of an environment, so that a quadrature can call them thousands of times.

`compiled` turns a tree into a function once. Each symbol has a slot in the environment (a list); a
binder gets a slot of its own, so capture cannot happen. Under a binder, what does not depend on the
bound variable is computed once and kept.

What each kind of node means is in the modules that call `means`: `symkl.meaning.operations` and
`symkl.meaning.evaluate_integrals`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from mpmath import mp

from symkl.errors import UnsupportedExpression, UsageError
from symkl.lang import nodes as n
from symkl.limits import MOST_SIZE
from symkl.meaning.arrays import Unevaluated, Value

Environment = list[Any]
Density = Callable[[Any], Value]  # of a law that is left open
Function = Callable[[Environment], Value]
NOWHERE: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Scope:
    """What is in force where a tree is compiled.

    Attributes
    ----------
    names
        Each symbol's slot, and the slots on which its value depends.
    loops
        The slots of the bound variables that change within a sum or an integral.
    dims
        The number for each symbolic dimension.
    pdfs
        The densities of the laws that are left open, by name.
    environment
        Values by slot; compiling makes it longer.
    """

    names: Mapping[n.Symbol, tuple[int, frozenset[int]]]
    dims: Mapping[n.Symbol, int]
    pdfs: Mapping[str, Density]
    environment: Environment = field(default_factory=list)
    loops: frozenset[int] = NOWHERE

    def bind(self, symbol: n.Symbol, depends: frozenset[int] | None = None) -> tuple[Scope, int]:
        """The scope within a binder of `symbol`, and the symbol's slot there.

        `depends` are the slots that determine its value; without them it is a loop variable.
        """
        slot = len(self.environment)
        self.environment.append(None)
        loops = self.loops | {slot} if depends is None else self.loops
        depends = frozenset({slot}) | (depends or NOWHERE)
        return replace(self, names={**self.names, symbol: (slot, depends)}, loops=loops), slot

    def dim(self, dim: Any) -> int:
        """The number that a dimension stands for."""
        if not isinstance(dim, n.Symbol):
            if dim > MOST_SIZE:
                raise Unevaluated(f"a vector or matrix of {dim} rows; {MOST_SIZE} is the most")
            return int(dim)
        if dim not in self.dims:
            raise UsageError(
                f"no number is given for the dimension {dim}", hint=f"pass dims={{{dim}: 2}}"
            )
        return self.dims[dim]

    def size(self, shape: n.Shape) -> tuple[int, ...]:
        """A shape in numbers."""
        return tuple(map(self.dim, shape))


@dataclass(frozen=True, slots=True)
class Compiled:
    """A function of the environment, and the slots that its value depends on."""

    call: Function
    slots: frozenset[int]

    def without(self, slot: int) -> frozenset[int]:
        """The slots but one that is bound."""
        return self.slots - {slot}


Meaning = Callable[[Any, Scope], Compiled]

_MEANINGS: dict[type, Meaning] = {}


def means(*kinds: type) -> Callable[[Meaning], Meaning]:
    """Say that a function compiles nodes of these kinds."""

    def register(meaning: Meaning) -> Meaning:
        for kind in kinds:
            _MEANINGS[kind] = meaning
        return meaning

    return register


def compiled(node: n.Node, scope: Scope) -> Compiled:
    """The function that computes `node`.

    Raises
    ------
    UnsupportedExpression
        For a kind of node that has no value in numbers.
    UsageError
        For a symbol or a dimension without a value.
    """
    meaning = _MEANINGS.get(type(node))
    if meaning is None:
        raise UnsupportedExpression(f"{node} ({type(node).__name__}) has no value in numbers")
    found = meaning(node, scope)
    leaf = isinstance(node, (n.Number, n.Constant, n.Symbol))
    if leaf or scope.loops <= found.slots:
        return found
    return Compiled(_kept(found), found.slots)


def _kept(found: Compiled) -> Function:
    """The function with its last values remembered: four, as sums are over a few indices."""
    call, slots = found.call, sorted(found.slots)
    kept: list[tuple[tuple[Any, ...], Value]] = []

    def remembering(env: Environment) -> Value:
        key = (mp.prec, *[env[slot] for slot in slots])
        for known, value in kept:
            if known == key:
                return value
        value = call(env)
        kept.insert(0, (key, value))
        del kept[4:]
        return value

    return remembering
