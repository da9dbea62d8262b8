"""Numbers, letters, arithmetic and elementary functions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Self, TypeAlias

from symkl.errors import LimitError, UsageError
from symkl.lang.fields import CALLED, READ, need_fields
from symkl.lang.functions import FUNCTIONS
from symkl.lang.tree import (
    Expr,
    Node,
    Shape,
    as_expr,
    need,
    need_shape,
    need_short,
    operation,
    scalar,
)
from symkl.limits import MOST_BITS

if TYPE_CHECKING:
    Assumptions: TypeAlias = frozenset[str]
else:  # a letter is made too often to look at each
    Assumptions = frozenset


class Leaf(Expr):
    """A node without children."""

    __slots__ = ()

    def __post_init__(self) -> None:
        need_fields(self)

    def extent(self) -> tuple[int, int]:
        """One node on one level."""
        return _ONE

    def children(self) -> tuple[Node, ...]:
        """None, though the shape of a symbol may name a dimension."""
        return ()

    def map_children(self, change: Callable[[Node], Node]) -> Self:
        """The node itself."""
        return self


_ONE = (1, 1)


@operation("Number")
@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Number(Leaf):
    """An exact rational number."""

    value: Fraction

    def __post_init__(self) -> None:
        need_fields(self)
        bits = self.value.numerator.bit_length() + self.value.denominator.bit_length()
        if bits > MOST_BITS:
            raise LimitError(
                f"a number of {bits} bits; {MOST_BITS} is the most", hint="use a letter for it"
            )


def exact(value: object) -> Fraction:
    """An exact number, from Python's or from a `Number`."""
    number = as_expr(value)
    if not isinstance(number, Number):
        raise UsageError(f"{number} is no number", hint="write rational(p, q)")
    return number.value


READ[Fraction] = exact


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Constant(Leaf):
    """A number with a name: ``pi``."""

    name: str

    def __post_init__(self) -> None:
        need_fields(self)
        if self.name != "pi":
            raise UsageError(f"{self.name!r} is no constant known here", hint="known: pi")


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Symbol(Leaf):
    """A letter with a shape and what is assumed of it."""

    name: str
    dims: Shape = ()
    assumptions: Assumptions = frozenset()

    def __post_init__(self) -> None:
        need_fields(self)
        if not self.name:
            raise UsageError("a letter without a name", hint="name it")
        need_short(self.name)
        if self.dims:
            need_shape(self.dims)

    @property
    def shape(self) -> Shape:
        return self.dims


CALLED[Symbol] = ("a letter", 'declare one: x = real("x")')


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Sum2(Expr):
    """The common base of `Add` and `Sub`: two operands of one shape."""

    left: Expr
    right: Expr

    def check(self) -> None:
        need(
            self.left.shape == self.right.shape,
            "a sum needs two operands of the same shape",
            self.left,
            self.right,
        )

    def find_shape(self) -> Shape:
        return self.left.shape


@operation("Add")
class Add(Sum2):
    """``left + right``."""

    __slots__ = ()


@operation("Sub")
class Sub(Sum2):
    """``left - right``."""

    __slots__ = ()


@operation("Neg")
@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Neg(Expr):
    """``-arg``."""

    arg: Expr

    def find_shape(self) -> Shape:
        return self.arg.shape


@operation("Mul")
@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Mul(Expr):
    """``left * right``; at least one factor is a scalar."""

    left: Expr
    right: Expr

    def check(self) -> None:
        need(
            () in (self.left.shape, self.right.shape),
            "* takes a scalar; write @ for the matrix product",
            self.left,
            self.right,
        )

    def find_shape(self) -> Shape:
        return self.left.shape or self.right.shape


@operation("Div")
@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Div(Expr):
    """``left / right`` by a scalar."""

    left: Expr
    right: Expr

    def check(self) -> None:
        scalar(self.right, "the denominator")

    def find_shape(self) -> Shape:
        return self.left.shape


@operation("Pow")
@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Pow(Expr):
    """``base ** exponent``, both scalars."""

    base: Expr
    exponent: Expr

    def check(self) -> None:
        scalar(self.base, "a power (write @ for the matrix product)")
        scalar(self.exponent, "an exponent")


@operation("Apply")
@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Apply(Expr):
    """An elementary function of a scalar, named in `FUNCTIONS`."""

    function: str
    arg: Expr

    def check(self) -> None:
        if self.function not in FUNCTIONS:
            raise UsageError(
                f"{self.function!r} is not a function known here",
                hint="known: " + ", ".join(FUNCTIONS),
            )
        scalar(self.arg, self.function)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Piecewise(Expr):
    """``then`` where ``left < right``, else ``otherwise``; a branch of a code form."""

    left: Expr
    right: Expr
    then: Expr
    otherwise: Expr

    def check(self) -> None:
        for part in (self.left, self.right):
            scalar(part, "a comparison")
        need(
            self.then.shape == self.otherwise.shape,
            "two branches have one shape",
            self.then,
            self.otherwise,
        )

    def find_shape(self) -> Shape:
        return self.then.shape
