"""Numbers, vectors and matrices as values: exact while they can be, mpmath's where they cannot.

A scalar is a `Fraction` or an `mpmath.mpf`; a matrix is a tuple of rows, a vector a matrix of one
column. An operation on exact operands is exact, so that a zero denominator or a singular matrix is
seen for what it is and not as 1e-66. Everything else happens at the working precision of mpmath.

`Undefined` is raised where an expression has no value, `Unevaluated` where it may have one that
cannot be found to the digits asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fractions import Fraction
from math import isqrt
from operator import add as _plus
from operator import mul as _times
from operator import sub as _minus
from typing import Any, TypeAlias

from mpmath import mp, mpf

from symkl.errors import SymklError
from symkl.limits import MOST_BITS

Scalar = Any  # Fraction or mpf: mpmath has no types that a checker could use
Matrix = tuple[tuple[Scalar, ...], ...]
Value = Any  # Scalar or Matrix
Operation: TypeAlias = Callable[..., Any]  # on values

ZERO, ONE = Fraction(0), Fraction(1)
_MOST_EXACT = 50_000  # bits of an exact power


class Undefined(SymklError):
    """An expression that has no value at the point at which it is evaluated."""


class Unevaluated(SymklError):
    """An expression whose value could not be found to the digits asked for."""


class Undecaying(Unevaluated):
    """An integrand that does not fall off in the scale in which it is summed."""


def real(value: Scalar) -> mpf:
    """The value as a floating-point number of the working precision."""
    if type(value) is mpf:
        return value
    if value.denominator == 1:
        return mpf(value.numerator)
    return mpf(value.numerator) / value.denominator


def _mixed(operation: Operation) -> Callable[[Scalar, Scalar], Scalar]:
    def apply(a: Scalar, b: Scalar) -> Scalar:
        if type(a) is type(b):
            return operation(a, b)
        return operation(real(a), real(b))

    return apply


add, subtract, multiply = _mixed(_plus), _mixed(_minus), _mixed(_times)


def divide(a: Scalar, b: Scalar) -> Scalar:
    """The quotient of two scalars; `Undefined` for a zero denominator."""
    if not b:
        raise Undefined("division by zero")
    return a / b if type(a) is type(b) else real(a) / real(b)


def root(value: Scalar) -> Scalar:
    """The square root, exact for the square of a rational."""
    if value < 0:
        raise Undefined(f"square root of {shown(value)}")
    if type(value) is Fraction:
        exact = Fraction(isqrt(value.numerator), isqrt(value.denominator))
        if exact * exact == value:
            return exact
    return mp.sqrt(real(value))


def power(base: Scalar, exponent: Scalar) -> Scalar:
    """``base ** exponent``, exact where the base is rational and the exponent a small integer."""
    if type(exponent) is mpf and mp.isint(exponent) and mp.mag(exponent) <= MOST_BITS:
        exponent = Fraction(int(exponent))
    if type(exponent) is Fraction and exponent.denominator == 1:
        if not base and exponent < 0:
            raise Undefined(f"0 to the power {exponent}")
        whole = exponent.numerator
        if type(base) is Fraction:
            bits = max(base.numerator.bit_length(), base.denominator.bit_length())
            if bits * abs(whole) <= _MOST_EXACT:
                return base**whole
        # An exact power would be a number of thousands of digits that nobody asked for.
        return real(base) ** whole
    if exponent == Fraction(1, 2):
        return root(base)
    if base < 0 or (not base and exponent < 0):
        raise Undefined(f"{shown(base)} to the power {shown(exponent)}")
    if not base:
        return ZERO
    x, y = real(base), real(exponent)
    return exponential(y * mp.log(x), lambda _: x**y)


def exponential(value: mpf, function: Operation = mp.exp) -> mpf:
    """The exponential of a number, or another function that needs as many bits as this has.

    Raises
    ------
    Unevaluated
        If that is more bits than there is memory for.
    """
    if mp.isfinite(value) and mp.mag(value) > MOST_BITS:
        raise Unevaluated(f"a number beyond 2**{MOST_BITS} would have to be raised to")
    return function(value)


def shown(value: Scalar) -> str:
    """A scalar for a message: exact, or to six digits."""
    return str(value) if type(value) is Fraction else mp.nstr(value, 6)


def entries(value: Value) -> tuple[Scalar, ...]:
    """The entries of a matrix row by row; of a scalar, the scalar."""
    return tuple(x for row in value for x in row) if type(value) is tuple else (value,)


def like(value: Value, flat: Iterable[Scalar]) -> Value:
    """The numbers `flat` in the shape of `value`: the inverse of `entries`."""
    numbers = iter(flat)
    if type(value) is tuple:
        return tuple(tuple(next(numbers) for _ in row) for row in value)
    return next(numbers)


def entrywise(operation: Callable[[Scalar, Scalar], Scalar], a: Value, b: Value) -> Value:
    """An operation on two scalars or on two matrices of one shape."""
    return like(a, map(operation, entries(a), entries(b)))


def scale(factor: Scalar, a: Value) -> Value:
    """A scalar times a scalar or a matrix."""
    return like(a, (multiply(factor, x) for x in entries(a)))


def matmul(a: Matrix, b: Matrix) -> Matrix:
    """The product of two matrices."""
    columns = tuple(zip(*b, strict=True))
    return tuple(tuple(_dot(row, column) for column in columns) for row in a)


def _dot(row: tuple[Scalar, ...], column: tuple[Scalar, ...]) -> Scalar:
    total = multiply(row[0], column[0])
    for x, y in zip(row[1:], column[1:], strict=True):
        total = add(total, multiply(x, y))
    return total


def transpose(a: Matrix) -> Matrix:
    """The transpose."""
    return tuple(zip(*a, strict=True))


def identity(k: int) -> Matrix:
    """The k x k identity."""
    return tuple(tuple(ONE if i == j else ZERO for j in range(k)) for i in range(k))


def _one_kind(a: Matrix) -> list[list[Scalar]]:
    exact = all(type(x) is Fraction for x in entries(a))
    return [list(row) if exact else [real(x) for x in row] for row in a]


def eliminate(a: Matrix) -> tuple[Scalar, Matrix | None]:
    """The determinant of a square matrix and its inverse; None for a singular one."""
    k, rows = len(a), _one_kind(a)
    exact = type(rows[0][0]) is Fraction
    size = max(abs(x) for row in rows for x in row)
    for row, unit in zip(rows, identity(k), strict=True):
        row.extend(unit if exact else map(real, unit))
    determinant = rows[0][0] * 0 + 1
    for i in range(k):
        best = max(range(i, k), key=lambda r: abs(rows[r][i]))
        pivot = rows[best][i]
        # In floating point a pivot that is all rounding error is a zero.
        if not pivot or (not exact and abs(pivot) <= size * mp.eps * 1000):
            return determinant * 0, None
        if best != i:
            rows[i], rows[best] = rows[best], rows[i]
            determinant = -determinant
        determinant *= pivot
        rows[i] = [x / pivot for x in rows[i]]
        for r in range(k):
            if r != i and rows[r][i]:
                factor = rows[r][i]
                rows[r] = [x - factor * y for x, y in zip(rows[r], rows[i], strict=True)]
    return determinant, tuple(tuple(row[k:]) for row in rows)


def cholesky(a: Matrix) -> Matrix | None:
    """The lower triangular L with L Lᵀ = a; None where `a` is not positive definite."""
    factor: list[list[mpf]] = []
    for i, row in enumerate(a):
        factor.append([mpf(0)] * len(a))
        for j in range(i + 1):
            rest = real(row[j]) - sum(factor[i][m] * factor[j][m] for m in range(j))
            if i == j and not rest > 0:
                return None
            factor[i][j] = mp.sqrt(rest) if i == j else rest / factor[j][j]
    return tuple(map(tuple, factor))
