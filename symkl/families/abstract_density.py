"""Any probability density that is positive on its whole support, left open.

For statements about all distributions, such as KL(p || q) ≥ 0. Nothing is known of such a law
but that its density is positive and integrates to one, which is what makes it a density.
"""

from __future__ import annotations

from symkl.lang.family import open_family
from symkl.lang.fields import need_kind
from symkl.lang.nodes import Distribution, Symbol


def AbstractDensity(name: str, x: Symbol) -> Distribution:
    """A law with some density `name`, positive wherever the variable `x` may be."""
    need_kind(name, str, "name")
    need_kind(x, Symbol, "variable")
    return Distribution(open_family(name, x), name, x, ())
