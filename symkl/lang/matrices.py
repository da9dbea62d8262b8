"""Vectors and matrices in symbolic dimension."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, TypeAlias

from symkl.lang.fields import need_kind
from symkl.lang.scalars import Symbol
from symkl.lang.tree import (
    Dimension,
    Expr,
    Shape,
    need,
    need_dimensions,
    need_shape,
    operation,
    scalar,
    square,
)

if TYPE_CHECKING:
    Indices: TypeAlias = tuple[Expr, ...]
else:  # `Component.check` says better what is wrong with one of them
    Indices = tuple


@operation("MatMul")
@dataclass(frozen=True, slots=True, eq=False, repr=False)
class MatMul(Expr):
    """``left @ right``; a 1 x 1 result is a scalar."""

    left: Expr
    right: Expr

    def check(self) -> None:
        a, b = self.left.shape, self.right.shape
        ok = len(a) == 2 and len(b) == 2 and a[1] == b[0]
        need(ok, "@ needs as many columns on the left as rows on the right", self.left, self.right)

    def find_shape(self) -> Shape:
        shape = (self.left.shape[0], self.right.shape[1])
        return () if shape == (1, 1) else shape


@operation("Transpose")
@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Transpose(Expr):
    """``arg.T``."""

    arg: Expr

    def find_shape(self) -> Shape:
        return self.arg.shape[::-1]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Inverse(Expr):
    """The inverse of a square matrix."""

    arg: Expr

    def check(self) -> None:
        square(self.arg, "inv")

    def find_shape(self) -> Shape:
        return self.arg.shape


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Trace(Expr):
    """The trace of a square matrix; of a scalar, the scalar."""

    arg: Expr

    def check(self) -> None:
        if self.arg.shape != ():
            square(self.arg, "tr")


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Det(Expr):
    """The determinant of a square matrix."""

    arg: Expr

    def check(self) -> None:
        square(self.arg, "det")


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Identity(Expr):
    """The k x k identity matrix."""

    dim: Dimension

    def check(self) -> None:
        need_dimensions(self.dim)

    def find_shape(self) -> Shape:
        return (self.dim, self.dim)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Zero(Expr):
    """The zero vector or matrix of a shape."""

    dims: Shape

    def check(self) -> None:
        need_shape(self.dims)

    @property
    def shape(self) -> Shape:
        return self.dims


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Diag(Expr):
    """The diagonal matrix with the components of a vector on its diagonal."""

    arg: Expr

    def check(self) -> None:
        ok = len(self.arg.shape) == 2 and self.arg.shape[1] == 1
        need(ok, "diag takes a vector", self.arg)

    def find_shape(self) -> Shape:
        return (self.arg.shape[0], self.arg.shape[0])


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class StrictLower(Expr):
    """The strictly lower triangular part of a square matrix."""

    arg: Expr

    def check(self) -> None:
        square(self.arg, "strict_lower")

    def find_shape(self) -> Shape:
        return self.arg.shape


@operation("Component")
@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Component(Expr):
    """``x[i]`` of a vector, ``A[i, j]`` of a matrix; indices count from 1."""

    arg: Expr
    indices: Indices

    def check(self) -> None:
        for index in self.indices:
            need_kind(index, Expr, "the index")
        shape = self.arg.shape
        wanted = 0 if shape == () else 1 if shape[1] == 1 else 2
        need(len(self.indices) == wanted > 0, f"{len(self.indices)} indices do not fit", self.arg)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Delta(Expr):
    """Kronecker's delta of two indices: 1 where they are equal, else 0."""

    i: Expr
    j: Expr


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class VectorOf(Expr):
    """The vector of length `dim` whose component number `variable` is `body`."""

    body: Expr
    variable: Symbol
    dim: Dimension
    binder: ClassVar[bool] = True

    def check(self) -> None:
        scalar(self.body, "a vector's component")
        need_dimensions(self.dim)

    def find_shape(self) -> Shape:
        return (self.dim, 1)
