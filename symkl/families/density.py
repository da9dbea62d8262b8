"""Any probability density that is positive on the whole line, left open.

For statements about all distributions, such as KL(p || q) ≥ 0. Nothing is known of such a law
but that its density is positive and integrates to one, which is what makes it a density.
"""

from __future__ import annotations

from symkl.expr.fields import need_kind
from symkl.expr.nodes import Law, Symbol
from symkl.families.base import Family, register


def AbstractDensity(name: str, x: Symbol) -> Law:
    """A law with some positive density `name` of a variable written `x`."""
    need_kind(name, str, "name")
    return Law(f"density {name}", name, x, ())


def abstract(law: Law) -> bool:
    """Whether a law is one of these."""
    return law.family.startswith("density ")


DENSITY = register(
    Family(
        name="density",
        parameters=(),
        density=None,
        polynomial_log_density=False,
        all_moments=False,
        theorems={},
        instantiate=lambda law: {},
    )
)
