"""The ends of a range: numbers, or infinity, which is none."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from symkl.errors import UsageError
from symkl.lang.fields import told
from symkl.lang.tree import Expr, Node, as_expr


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Infinity(Node):
    """``oo`` or ``-oo``, an end of a range. It is no number: nothing is computed with it.

    Attributes
    ----------
    sign
        ``+`` or ``-``.
    """

    sign: str
    instead: ClassVar[str] = "it is the end of a range: Integral(body, x, 0, oo)"

    def check(self) -> None:
        if self.sign not in ("+", "-"):
            raise UsageError(f"infinity has a sign, and {told(self.sign)} is none")

    def __neg__(self) -> Infinity:
        return Infinity("-" if self.sign == "+" else "+")

    def _number(self, *others: object) -> Expr:
        return as_expr(self)  # which says what it is

    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __truediv__ = _number
    __rtruediv__ = __pow__ = __rpow__ = __matmul__ = __rmatmul__ = __lt__ = __le__ = _number
    __gt__ = __ge__ = __float__ = _number


Bound = Expr | Infinity
"""An end of a range."""


def as_bound(value: object) -> Bound:
    """Turn an exact Python number into a `Number`; leave an end of a range as it is."""
    return value if isinstance(value, Infinity) else as_expr(value)
