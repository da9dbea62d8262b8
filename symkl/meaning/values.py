"""The value of an expression at a point: `evaluate`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import isfinite
from typing import Any

from mpmath import mp, mpf

import symkl.meaning.fold_of_laws  # noqa: F401 - which says, with `fold`, what nodes mean
from symkl.errors import InexactError, ShapeError, UsageError
from symkl.lang import nodes as n
from symkl.lang.exact import meant
from symkl.meaning import arrays as a
from symkl.meaning.arrays import Undefined, Unevaluated
from symkl.meaning.carrier import Scope, compiled
from symkl.meaning.high_precision import Density, HighPrecision

GUARD = 15  # digits computed beyond those returned


def evaluate(
    node: n.Expr,
    values: Mapping[n.Symbol, object],
    *,
    digits: int = 50,
    dims: Mapping[n.Symbol, int] | None = None,
    densities: Mapping[str, Density] | None = None,
) -> Any:
    """The value of an expression.

    Parameters
    ----------
    node
        The expression.
    values
        For each free symbol an integer, a `Fraction` or an `mpmath.mpf`; for a vector a list of
        them, for a matrix a list of rows.
    digits
        Decimal digits of the answer, relative to the largest intermediate sum.
    dims
        The number for each symbolic dimension; those that `values` shows may be left out.
    densities
        For laws that are left open, the density (a function of an `mpf`) by name; a mixture of
        two normals, chosen by the name, otherwise.

    Returns
    -------
    mpmath.mpf or mpmath.matrix
        A scalar, also where a matrix has one entry.

    Raises
    ------
    Undefined
        If the expression has no value there: a logarithm of a negative number, a singular matrix.
    Unevaluated
        If an integral does not settle to the digits asked for.
    UsageError
        If a symbol has no value or one of another shape, or a number is a float.
    """
    value = value_of(node, values, digits + GUARD, dims, densities)
    with mp.workdps(digits):
        rows = [[+a.real(x) for x in row] for row in value] if type(value) is tuple else None
        if rows is None:
            return +a.real(value)
        return rows[0][0] if len(rows) == len(rows[0]) == 1 else mp.matrix(rows)


def value_of(
    node: n.Expr,
    values: Mapping[n.Symbol, object],
    digits: int,
    dims: Mapping[n.Symbol, int] | None = None,
    densities: Mapping[str, Density] | None = None,
) -> a.Value:
    """The value with every digit that was computed, exact where nothing forced it not to be."""
    dims = _dimensions(values, dims or {})
    read = {s: _read(s, given, dims) for s, given in values.items() if s not in dims}
    scope = Scope.at(HighPrecision(densities or {}), read, dims)
    with mp.workdps(digits):
        function = compiled(node, scope).call
        try:
            value = function(scope.environment)
        except (OverflowError, MemoryError):
            raise Unevaluated(f"{node} is too large a number") from None
        if not all(map(mp.isfinite, map(a.real, a.entries(value)))):
            raise Undefined(f"{node} is not finite")
        return value


class Values:
    """Values found, each kept for when it is asked for again: a side of two steps, as a rule."""

    def __init__(self) -> None:
        self._known: dict[tuple[object, ...], a.Value | Undefined | Unevaluated] = {}

    def __call__(
        self,
        node: n.Expr,
        values: Mapping[n.Symbol, object],
        digits: int,
        dims: Mapping[n.Symbol, int] | None = None,
        densities: Mapping[str, Density] | None = None,
    ) -> a.Value:
        """The value that `value_of` finds, or what it raises."""
        key = (node, digits, _frozen(values), _frozen(dims or {}), _frozen(densities or {}))
        if key not in self._known:
            try:
                self._known[key] = value_of(node, values, digits, dims, densities)
            except (Undefined, Unevaluated) as error:
                self._known[key] = error
        found = self._known[key]
        if isinstance(found, Exception):
            raise found
        return found


def _frozen(value: object) -> object:
    """Lists and dictionaries as something that a dictionary can be asked for."""
    if isinstance(value, Mapping):
        return tuple((key, _frozen(part)) for key, part in value.items())
    return tuple(map(_frozen, value)) if isinstance(value, Sequence) else value


def _dimensions(
    values: Mapping[n.Symbol, Any], dims: Mapping[n.Symbol, int]
) -> dict[n.Symbol, int]:
    """The dimensions given, and those that the lengths of the values show."""
    known = {**{s: v for s, v in values.items() if "dimension" in s.assumptions}, **dims}
    for symbol, given in values.items():
        if not isinstance(given, Sequence):
            continue
        lengths = (len(given), len(given[0]) if isinstance(given[0], Sequence) else 1)
        for dim, length in zip(symbol.dims, lengths, strict=False):
            if isinstance(dim, n.Symbol):
                known.setdefault(dim, length)
    return {dim: int(size) for dim, size in known.items()}


def _read(symbol: n.Symbol, given: Any, dims: Mapping[n.Symbol, int]) -> a.Value:
    if symbol.dims == ():
        return _number(symbol, given)
    rows: list[Any] = list(given) if isinstance(given, Sequence) else [given]
    rows = [row if isinstance(row, Sequence) else [row] for row in rows]
    size = tuple(dims.get(d, d) if isinstance(d, n.Symbol) else d for d in symbol.dims)
    found = (len(rows), len(rows[0]))
    if size != found or any(len(row) != found[1] for row in rows):
        raise ShapeError(
            "a value has the shape of its symbol", (str(symbol), size), (str(given), found)
        )
    return tuple(tuple(_number(symbol, x) for x in row) for row in rows)


def _exactly(given: float) -> str:
    if not isfinite(given):
        return ""
    exact = meant(given)
    return f"write Fraction({exact.numerator}, {exact.denominator})"


def _number(symbol: n.Symbol, given: object) -> a.Scalar:
    if isinstance(given, mpf):
        return given
    if isinstance(given, n.Number):
        return given.value
    if isinstance(given, int | Fraction) and not isinstance(given, bool):
        return Fraction(given)
    if isinstance(given, float):
        raise InexactError(
            f"the value {given!r} of {symbol} is a float; values here are exact",
            hint=_exactly(given),
        )
    raise UsageError(f"the value {given!r} of {symbol} is not a number")
