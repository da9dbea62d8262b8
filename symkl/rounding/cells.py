"""The cells over which a tree is followed: small ranges of the letters that are positive.

With one positive letter its values are cut into ranges; with two, a and b, those of a/b, for what
is computed from them alone is homogeneous, and b may be taken as 1 wherever values of one degree
are compared. Letters are numbers of binary64 or binary32; hence a/b lies within 2^±2098, and where
a is not b (or 1), it differs from it by 2^−53 of it at least. The cells cover just that: they
shrink towards 1, where differences cancel, and grow away from it; a/b = 1 is a cell.
"""

from __future__ import annotations

from collections.abc import Iterator

from flint import arb

__all__ = ["cells", "halves"]

_REACH = 2112  # powers of two; a multiple of the widest step
_NEAREST = 54


def _between(low: arb, high: arb) -> arb:
    return low.union(high)


def cells() -> Iterator[arb]:
    """Balls that cover every ratio of two positive numbers of binary64."""
    yield arb(1)
    root = arb(2) ** (arb(1) / 4)
    for sign in (1, -1):
        for step in range(-_NEAREST, -4):
            low = arb(2) ** step
            yield _between(1 + sign * low, 1 + sign * low * 2)
    # From 1 ± 1/16 to 2^∓6 in quarters, then in steps that widen.
    for step in (*range(-24, -1), *range(1, 24)):
        yield _between(root**step, root ** (step + 1))
    yield _between(arb(15) / 16, 1 / root)
    yield _between(arb(17) / 16, root)
    exponent, width = 6, 2
    while exponent < _REACH:
        for sign in (1, -1):
            yield _between(arb(2) ** (sign * exponent), arb(2) ** (sign * (exponent + width)))
        exponent += width
        width = min(width + 2, 24)


def halves(cell: arb) -> tuple[arb, arb] | None:
    """A cell cut in two at the geometric mean of its ends; None for a single point."""
    if cell < 0:
        parts = halves(-cell)
        return None if parts is None else (-parts[0], -parts[1])
    low, high = cell.lower(), cell.upper()
    if cell.is_exact() or not low > 0:
        return None
    middle = (low * high).sqrt().mid()
    return _between(low, middle), _between(middle, high)
