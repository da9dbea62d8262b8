"""Exact points at which expressions are evaluated, drawn from what is assumed of each symbol.

The numbers are small fractions, so that a counterexample can be checked by hand, and depend on
nothing but the seed and the names. Scalars differ from each other, and 0 and 1, at which much that
is false holds, are left out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from functools import partial
from typing import Any
from zlib import crc32

from symkl.errors import UsageError
from symkl.lang.nodes import Symbol
from symkl.meaning import arrays as a

_POSITIVE = "2 3 1/2 3/2 5 2/3 4 5/2 1/3 4/3 3/4 5/3 7/2 1/4 6 7/3"
_INTERIOR = "1/2 1/3 2/3 1/4 3/4 2/5 3/5 1/5 4/5 1/6 5/6"


def _fractions(text: str) -> list[Fraction]:
    return [Fraction(word) for word in text.split()]


POSITIVE = _fractions(_POSITIVE)
REAL = [sign * x for x in _fractions("2 3 1/2 3/2 4 2/3 5/2 5 1/3 4/3") for sign in (1, -1)]
UNIT = _fractions(_INTERIOR)
SMALL = [Fraction(x) for x in (-2, -1, 0, 1, 2)]
OFF_DIAGONAL = _fractions("1 -1 2 1/2 -1/2")
DIAGONAL = _fractions("2 3 1/2 3/2 4")


def sample_values(
    symbols: Iterable[Symbol], *, seed: int, dims: Mapping[Symbol, int] | None = None
) -> dict[Symbol, object]:
    """An exact value for each symbol that satisfies what is assumed of it.

    Parameters
    ----------
    symbols
        The symbols; dimensions among them take their value from `dims`.
    seed
        Which point: the same seed gives the same point.
    dims
        The number for each symbolic dimension.

    Returns
    -------
    dict
        A `Fraction` for a scalar, an `int` for an index or a dimension, a list for a vector, a
        list of rows for a matrix; sorted by name.

    Examples
    --------
    >>> from symkl.lang.vocabulary import covariance, dimension, positive
    >>> k = dimension("k")
    >>> found = sample_values([covariance("S", k), positive("s")], seed=0, dims={k: 2})
    >>> for symbol, value in found.items():
    ...     print(symbol, "=", shown_value(value))
    s = 6
    S = [[4, -4], [-4, 8]]
    """
    dims = dict(dims or {})
    values: dict[Symbol, object] = {}
    used: set[Fraction] = set()
    arrays: list[list[Any]] = []
    for symbol in sorted(symbols, key=lambda s: (len(s.dims), s.name)):
        if symbol.dims:
            rows, columns = (_size(d, dims) for d in symbol.dims)
            values[symbol] = _new_array(symbol, (rows, columns), seed, arrays)
        else:
            values[symbol] = _scalar(symbol, seed, dims, used)
    return values


def _size(dim: Any, dims: Mapping[Symbol, int]) -> int:
    if not isinstance(dim, Symbol):
        return int(dim)
    if dim not in dims:
        raise UsageError(
            f"no number is given for the dimension {dim}", hint=f"pass dims={{{dim}: 2}}"
        )
    return dims[dim]


def _draw(seed: int, *place: object) -> int:
    return crc32("/".join(map(str, (seed, *place))).encode())


def _pool(pool: list[Fraction], seed: int) -> list[Fraction]:
    """The first point is of whole numbers, for it is the one most often shown."""
    return pool if seed else [x for x in pool if x.denominator == 1] or pool


def _pick(pool: list[Fraction], seed: int, *place: object) -> Fraction:
    pool = _pool(pool, seed)
    return pool[_draw(seed, *place) % len(pool)]


def _scalar(
    symbol: Symbol, seed: int, dims: Mapping[Symbol, int], used: set[Fraction]
) -> Fraction | int:
    known = symbol.assumptions
    if "dimension" in known:
        return _size(symbol, dims)
    if "integer" in known:
        # An index counts the components of the vectors around it, so it stays below them all.
        return 1 + _draw(seed, symbol.name) % min(dims.values(), default=3)
    if "at_most_1" in known:
        pool = UNIT
    elif "positive" in known or "nonnegative" in known:
        pool = POSITIVE
    else:
        pool = REAL
    pool = _pool(pool, seed)
    start = _draw(seed, symbol.name) % len(pool)
    order = pool[start:] + pool[:start]
    value = next((x for x in order if x not in used), order[0])
    used.add(value)
    return value


def _new_array(
    symbol: Symbol, size: tuple[int, int], seed: int, others: list[list[Any]]
) -> list[Any]:
    """An array that no symbol has yet: between equal means or covariances much is zero."""
    found = _array(symbol, symbol.name, size, seed)
    for salt in range(8):
        if found not in others:
            break
        found = _array(symbol, f"{symbol.name} {salt}", size, seed)
    others.append(found)
    return found


def _array(symbol: Symbol, name: str, size: tuple[int, int], seed: int) -> list[Any]:
    known = symbol.assumptions
    rows, columns = size
    if columns == 1 and symbol.dims[1] == 1:
        pool = POSITIVE if "positive" in known else REAL
        return [_pick(pool, seed, name, i) for i in range(rows)]
    if "positive_definite" in known:
        return _lists(_positive_definite(name, rows, seed))
    if "lower_triangular" in known:
        return _lists(_triangular(name, rows, seed))

    def entry(i: int, j: int) -> Fraction:
        if "symmetric" in known:
            i, j = max(i, j), min(i, j)
        return _pick(REAL if rows == columns == 1 else SMALL, seed, name, i, j)

    matrix = _matrix(rows, columns, entry)
    while "invertible" in known and a.eliminate(matrix)[1] is None:
        # All but k shifts of the diagonal make a k x k matrix invertible.
        matrix = _matrix(rows, columns, partial(_shifted, matrix))
    return _lists(matrix)


def _shifted(matrix: a.Matrix, i: int, j: int) -> Fraction:
    shifted: Fraction = matrix[i][j] + (i == j)
    return shifted


def _matrix(rows: int, columns: int, entry: Callable[[int, int], Fraction]) -> a.Matrix:
    return tuple(tuple(entry(i, j) for j in range(columns)) for i in range(rows))


def _lists(matrix: a.Matrix) -> list[list[Fraction]]:
    return [list(row) for row in matrix]


def _positive_definite(name: str, k: int, seed: int) -> a.Matrix:
    """L D Lᵀ with a unit lower triangular L without zeros and a positive diagonal D."""

    def factor(i: int, j: int) -> Fraction:
        below = _pick(OFF_DIAGONAL, seed, name, i, j) if j < i else Fraction(0)
        return Fraction(1) if i == j else below

    def middle(i: int, j: int) -> Fraction:
        return _pick(DIAGONAL, seed, name, i) if i == j else Fraction(0)

    left = _matrix(k, k, factor)
    return a.matmul(a.matmul(left, _matrix(k, k, middle)), a.transpose(left))


def _triangular(name: str, k: int, seed: int) -> a.Matrix:
    def entry(i: int, j: int) -> Fraction:
        pool = OFF_DIAGONAL if j < i else POSITIVE[:8]
        return _pick(pool, seed, name, i, j) if j <= i else Fraction(0)

    return _matrix(k, k, entry)


def shown_value(value: object) -> str:
    """A sampled value in text: ``3/2``, ``[[2, 1], [1, 5/2]]``."""
    if isinstance(value, list):
        return "[" + ", ".join(map(shown_value, value)) + "]"
    return str(value)
