"""Trees as functions of an environment, and the kinds of number that these compute with.

`compiled` turns a tree into a function once, so that a quadrature can call it thousands of times.
Each symbol has a slot in the environment (a list); a binder gets a slot of its own, so capture
cannot happen. The numbers, what can be done with them, and how an integral over them is taken are
a `Carrier`'s: `symkl.meaning.high_precision` for numbers of mpmath, `symkl.meaning.balls.enclosure`
for balls.

A scalar is a number of the carrier; a matrix is a tuple of rows, a vector a matrix of one column.
The meaning of each kind of node is in the modules that call `means`: `symkl.meaning.fold` and
`symkl.meaning.fold_of_laws`.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any, ClassVar

from symkl.lang import nodes as n
from symkl.lang.family import Support

Number = Any
Matrix = tuple[tuple[Number, ...], ...]
Value = Any  # Number or Matrix
Environment = list[Any]
Function = Callable[[Environment], Value]
NOWHERE: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Scope:
    """The context in which a tree is compiled.

    Attributes
    ----------
    carrier
        The kind of numbers to compute with.
    names
        Each symbol's slot, and the slots on which its value depends.
    dims
        The number for each symbolic dimension.
    environment
        Values by slot; compiling makes it longer.
    loops
        The slots of the bound variables that change within a sum or an integral.
    bound
        The symbols that a binder has bound.
    """

    carrier: Carrier
    names: Mapping[n.Symbol, tuple[int, frozenset[int]]]
    dims: Mapping[n.Symbol, int]
    environment: Environment = field(default_factory=list)
    loops: frozenset[int] = NOWHERE
    bound: frozenset[n.Symbol] = frozenset()

    @classmethod
    def at(
        cls, carrier: Carrier, values: Mapping[n.Symbol, Value], dims: Mapping[n.Symbol, int]
    ) -> Scope:
        """The scope at a point: a value for each symbol, a number for each dimension."""
        names = {symbol: (slot, frozenset({slot})) for slot, symbol in enumerate(values)}
        return cls(carrier, names, dims, [*values.values()])

    def bind(self, symbol: n.Symbol, depends: frozenset[int] | None = None) -> tuple[Scope, int]:
        """The scope within a binder of `symbol`, and the symbol's slot there.

        `depends` are the slots that determine its value; without them it is a loop variable.
        """
        slot = len(self.environment)
        self.environment.append(None)
        loops = self.loops | {slot} if depends is None else self.loops
        depends = frozenset({slot}) | (depends or NOWHERE)
        names = {**self.names, symbol: (slot, depends)}
        return replace(self, names=names, loops=loops, bound=self.bound | {symbol}), slot

    def dim(self, dim: Any) -> int:
        """The number that a dimension stands for."""
        if not isinstance(dim, n.Symbol):
            return self.carrier.size(int(dim))
        if dim not in self.dims:
            text = f"no number is given for the dimension {dim}"
            raise self.carrier.refused("missing", text, f"pass dims={{{dim}: 2}}")
        return self.dims[dim]

    def size(self, shape: n.Shape) -> tuple[int, ...]:
        """A shape in numbers."""
        return tuple(map(self.dim, shape))

    def coordinates(self, variable: n.Symbol) -> int | None:
        """The number of coordinates of a vector; None for a scalar."""
        if variable.shape == ():
            return None
        rows, columns = self.size(variable.shape)
        if columns != 1:
            text = f"an integral over the matrix {variable} has no value here"
            raise self.carrier.refused("unsupported", text)
        return rows


@dataclass(frozen=True, slots=True)
class Compiled:
    """A function of the environment, and the slots that its value depends on."""

    call: Function
    slots: frozenset[int]

    def without(self, slot: int) -> frozenset[int]:
        """The slots but one that is bound."""
        return self.slots - {slot}


class Carrier(ABC):
    """A kind of number: its arithmetic, its integrals, and what it cannot do.

    Attributes
    ----------
    zero, one
        As numbers of the carrier.
    ends
        Where a range ends that has no end, by sign.
    add, multiply, divide, power
        Of two numbers.
    """

    zero: ClassVar[Number]
    one: ClassVar[Number]
    ends: ClassVar[Mapping[str, Any]]
    add: Callable[[Number, Number], Number]
    multiply: Callable[[Number, Number], Number]
    divide: Callable[[Number, Number], Number]
    power: Callable[[Number, Number], Number]

    @abstractmethod
    def number(self, value: Fraction) -> Number:
        """A rational number."""

    @abstractmethod
    def pi(self) -> Number:
        """The number π, to the precision in force."""

    @abstractmethod
    def apply(self, function: str) -> Callable[[Number], Number]:
        """An elementary function."""

    @abstractmethod
    def below(self, x: Number, y: Number, node: n.Node) -> bool:
        """Return whether one number is less than another."""

    @abstractmethod
    def whole(self, x: Number, what: str) -> int:
        """A number that has to be whole, as an int."""

    @abstractmethod
    def determinant(self, rows: Matrix) -> Number:
        """The determinant."""

    @abstractmethod
    def inverse(self, rows: Matrix) -> Matrix:
        """The inverse of a matrix."""

    @abstractmethod
    def members(self, support: Support, law: Any) -> Callable[[Number], bool] | None:
        """Return which numbers a support holds; None for all of them."""

    @abstractmethod
    def open_density(self, law: n.Distribution, at: Compiled, scope: Scope) -> Compiled:
        """The density of a law that has no formula."""

    @abstractmethod
    def over_space(
        self, node: n.Node, body: Compiled, slot: int, k: int | None, factors: Iterable[Compiled]
    ) -> Function:
        """The integral over the line or R^k.

        The factors of the integrand, which may be Gaussians in the variable, are compiled as they
        are taken: a carrier that has no use for them leaves them.
        """

    @abstractmethod
    def between(
        self,
        node: n.Integral,
        body: Compiled,
        slot: int,
        ends: tuple[Compiled, Compiled],
        factors: Iterable[Compiled],
    ) -> Function:
        """The integral over a range of numbers."""

    @abstractmethod
    def derivative(self, body: Compiled, slot: int, point: Compiled, along: Compiled) -> Function:
        """The derivative at a point in a direction; the body is a function of the slot."""

    @abstractmethod
    def refused(self, kind: str, text: str, hint: str = "") -> Exception:
        """The error for what is ``undefined``, ``unsupported`` or ``missing``."""

    def size(self, dim: int) -> int:
        """A number of rows, unless it is too large."""
        return dim

    def named(self, node: n.Node, operation: Callable[..., Any]) -> Callable[..., Any]:
        """The operation; its errors may name the node."""
        return operation

    def known(self, node: n.Node, scope: Scope, meaning: Meaning) -> Compiled:
        """The node as its meaning compiles it, or kept where its value is found once."""
        return meaning(node, scope)


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
        text = f"{node} ({type(node).__name__}) has no value in numbers"
        raise scope.carrier.refused("unsupported", text)
    return scope.carrier.known(node, scope, meaning)
