"""What every family of distributions states about itself, and the registry of families.

A family gives its density as an expression in its parameters and says which theorems (proved in
`derivations/`) hold the facts about its moments. It proves nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from symkl.expr.densities import DENSITIES
from symkl.expr.nodes import Expr, Law


@dataclass(frozen=True, slots=True)
class Family:
    """A family of distributions.

    Attributes
    ----------
    name
        As laws carry it.
    parameters
        The names of the parameters, in the order of ``Law.parameters``.
    density
        ``density(law, at)``, the density at a point as an expression; None where it is left open.
    polynomial_log_density
        Whether the log density is a polynomial in the variable.
    all_moments
        Whether every polynomial is integrable under the law.
    theorems
        The theorems about the family: role (``mass``, ``mean``, ``second_moment``) to name.
    instantiate
        ``instantiate(law)``: the letters of those theorems by name, and what they stand for.
    """

    name: str
    parameters: tuple[str, ...]
    density: Callable[[Law, Expr], Expr] | None
    polynomial_log_density: bool
    all_moments: bool
    theorems: Mapping[str, str]
    instantiate: Callable[[Law], Mapping[str, Expr]]


FAMILIES: dict[str, Family] = {}


def register(family: Family) -> Family:
    """Make a family known under its name."""
    FAMILIES[family.name] = family
    DENSITIES[family.name] = family.density
    return family


def family_of(law: Law) -> Family:
    """The family of a law."""
    return FAMILIES[law.family.split(" ")[0]]
