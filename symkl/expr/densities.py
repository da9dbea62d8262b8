"""The densities of the families of laws, by name: where `symkl.families` leaves them for `expr`.

A law in a tree names its family only. The families import the language, so the language cannot
import them; each family puts its density here when it registers itself.
"""

from __future__ import annotations

from collections.abc import Callable

from symkl.errors import UnsupportedExpression
from symkl.expr.nodes import Expr, Law

DENSITIES: dict[str, Callable[[Law, Expr], Expr] | None] = {}
"""The family's name to ``density(law, at)``; None where the family leaves the density open."""


def density_of(law: Law, at: Expr) -> Expr | None:
    """The density of a law at a point as an expression; None where it is left open.

    Raises
    ------
    UnsupportedExpression
        If no family of that name is loaded.
    """
    # An open density carries its own name after that of the family: "density p".
    family = law.family.split(" ")[0]
    if family not in DENSITIES:
        raise UnsupportedExpression(
            f"the law {law.name} is of the family {family!r}, which is not known here",
            hint="import symkl.families, or the module that defines the family",
        )
    density = DENSITIES[family]
    return None if density is None else density(law, at)
