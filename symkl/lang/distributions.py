"""Laws of random variables, densities, expectations, divergences."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar, Self

from symkl.lang.scalars import Symbol
from symkl.lang.tree import (
    OPERATIONS,
    Dimension,
    Expr,
    Node,
    Operand,
    Shape,
    as_expr,
    map_part,
    need,
    need_dimensions,
)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Distribution(Node):
    """A distribution: a family, a name to print, the letter of its variable, its parameters.

    The name and the letter are for the reader; two distributions are the same when family and
    parameters are.
    """

    family: Any  # a `symkl.lang.family.Family`, which is written in trees itself
    name: str
    variable: Symbol
    parameters: tuple[Expr, ...]
    instead: ClassVar[str] = "the density of a law p at x is p(x)"

    def check(self) -> None:
        OPERATIONS["need_law"](self)

    def find_children(self) -> tuple[Node, ...]:
        """The parameters; the letter of the variable is a bound name."""
        return self.parameters

    def map_children(self, change: Callable[[Node], Node]) -> Self:
        """The law with changed parameters."""
        new = map_part(self.parameters, change)
        if new is self.parameters:
            return self
        return type(self)(self.family, self.name, self.variable, new)

    def __call__(self, at: Operand) -> Density:
        return Density(self, as_expr(at))


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Independent(Node):
    """The law of a vector with independent components: component `variable` follows `body`."""

    body: AnyDistribution
    variable: Symbol
    dim: Dimension
    name: str
    letter: Symbol
    binder: ClassVar[bool] = True

    def check(self) -> None:
        need_dimensions(self.dim)

    def __call__(self, at: Operand) -> Density:
        return Density(self, as_expr(at))


AnyDistribution = Distribution | Independent


def law_letter(law: Any) -> Symbol:
    """The letter in which a law writes its variable."""
    return law.letter if isinstance(law, Independent) else law.variable


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Density(Expr):
    """``p(x)``: the density of a law at a point."""

    law: AnyDistribution
    at: Expr

    def check(self) -> None:
        letter = law_letter(self.law)
        need(letter.shape == self.at.shape, "a density takes a point of its space", letter, self.at)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Expectation(Expr):
    """The expectation of `body` where `variable` follows `law`."""

    law: AnyDistribution
    body: Expr
    variable: Symbol
    binder: ClassVar[bool] = True

    def find_shape(self) -> Shape:
        return self.body.shape


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Divergence(Expr):
    """The Kullback-Leibler divergence KL(p || q)."""

    p: AnyDistribution
    q: AnyDistribution


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class CrossEntropy(Expr):
    """The cross-entropy H(p, q)."""

    p: AnyDistribution
    q: AnyDistribution


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Entropy(Expr):
    """The differential entropy h(p)."""

    p: AnyDistribution
