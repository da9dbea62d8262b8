"""Nodes that bind a variable: sums, products, integrals; and derivatives, at their variable."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from symkl.lang.ends import Bound
from symkl.lang.scalars import Symbol
from symkl.lang.tree import Expr, Shape, need, scalar


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Sum(Expr):
    """The sum of `body` over the index `variable` = 1 … `upper`."""

    body: Expr
    variable: Symbol
    upper: Expr
    binder: ClassVar[bool] = True

    def find_shape(self) -> Shape:
        return self.body.shape


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Product(Expr):
    """The product of a scalar `body` over the index `variable` = 1 … `upper`."""

    body: Expr
    variable: Symbol
    upper: Expr
    binder: ClassVar[bool] = True

    def check(self) -> None:
        scalar(self.body, "a product")


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Integral(Expr):
    """The integral of `body` over `variable` from `lower` to `upper` (all of R^k for a vector)."""

    body: Expr
    variable: Symbol
    lower: Bound
    upper: Bound
    binder: ClassVar[bool] = True

    def find_shape(self) -> Shape:
        return self.body.shape


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Derivative(Expr):
    """The derivative of `body` by `variable`, or its differential in a `direction`.

    For a scalar variable the direction is 1. For a vector or matrix it is an expression H of the
    same shape, and the value is d/dt body(variable + t H) at t = 0.
    """

    body: Expr
    wrt: Symbol
    direction: Expr

    def check(self) -> None:
        scalar(self.body, "a derivative")
        need(
            self.wrt.shape == self.direction.shape,
            "a direction has the shape of its variable",
            self.wrt,
            self.direction,
        )
