"""Facts about a family, derived from its formula: its sign, its moments, its logarithm.

Nothing that a family states is believed. Its density must be known to be positive. It has all
moments where every term is a polynomial times exp of a polynomial that goes to −∞ at each infinite
end of the support; its logarithm is a polynomial where the density is one such exponential.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from symkl.kernel import signs as sg
from symkl.kernel.growth import Signed, falls_off
from symkl.kernel.hints import Declaration, declared
from symkl.kernel.poly import Atom, Poly
from symkl.kernel.refusal import Refusal
from symkl.lang.binding import occurring
from symkl.lang.family import SPACE, Family, Support
from symkl.lang.nodes import FUNCTIONS, Apply, Expr, Symbol

LAWS = frozenset({"exp_sum", "log_exp"})
"""The laws by which a formula is looked at."""


class Examining(Signed, Protocol):
    """The methods of a normalizer that this module uses."""

    def facts(self, family: Family) -> Facts: ...
    def scalar(self, expr: Expr) -> Poly: ...


@dataclass(frozen=True)
class Facts:
    """Facts about every density of a family, on its support.

    Attributes
    ----------
    fault
        The reason why its densities cannot be used at all; empty where they can.
    hint
        The advice on that fault.
    moments
        Whether every polynomial is integrable under it; its own mass is finite then.
    polynomial_log
        Whether the log density is a polynomial in the variable.
    """

    fault: str = ""
    hint: str = ""
    moments: bool = False
    polynomial_log: bool = False


def examined(family: Family, norm: Examining) -> Facts:
    """The facts that the formula of a family shows, under a normalizer for `LAWS`."""
    formula = family.density
    if formula is None:
        return Facts()
    jumps = (
        node for node in occurring(formula, kind=Apply) if not FUNCTIONS[node.function].continuous
    )
    if (jump := next(jumps, None)) is not None:
        return Facts(f"the density of {family} has to be continuous, and {jump} is not")
    try:
        form = norm.scalar(formula)
    except Refusal as refusal:
        return Facts(
            f"the density of {family} may have no value: {refusal.reason}",
            _of_parameters(family, refusal.hint),
        )
    if not sg.of_density(family) <= sg.POSITIVE:
        return Facts(
            f"the density {formula} of {family} is not known to be positive on its support",
            _of_parameters(family, declared(formula, ("positive",), _positive)),
        )
    tails = [falls_off(mono, family.variable, family.support, norm) for mono in form.terms]
    return Facts(moments=all(tail is not None for tail in tails), polynomial_log=tails == ["alone"])


def _positive(density: Expr) -> bool:
    return sg.signs(density) <= sg.POSITIVE


def _of_parameters(family: Family, hint: str | Declaration) -> str:
    """A hint, where it does not ask for another variable: that would be another support."""
    if isinstance(hint, Declaration) and not set(hint.letters) <= set(family.parameters):
        return ""
    return str(hint)


def innermost(law: Atom) -> Atom:
    """The law of the components, where a law has independent ones."""
    while law.head == "independent":
        law = law.args[1]
    return law


def support(law: Atom) -> Support:
    """The support of a law in a normal form."""
    return SPACE if law.head == "independent" else law.args[0].support


def has_moments(law: Atom, norm: Examining) -> bool:
    """Return whether every polynomial is integrable under a law."""
    return norm.facts(innermost(law).args[0]).moments


def has_polynomial_log(law: Atom, norm: Examining) -> bool:
    """Return whether the log density of a law is a polynomial on its support."""
    return norm.facts(innermost(law).args[0]).polynomial_log


def has_mass(law: Atom, norm: Examining) -> bool:
    """Return whether a density is known to be integrable: an open one is by definition."""
    family = innermost(law).args[0]
    return family.density is None or norm.facts(family).moments


def inside(density: Atom) -> bool:
    """Return whether the argument of a density in a normal form is known to be in its support."""
    law, at = density.args
    own = support(law)
    if own.everything:
        return True
    letter = at.atom if isinstance(at, Poly) else None
    if letter is None or letter.head not in ("sym", "bound"):
        return False
    known: frozenset[str]
    known = letter.args[0].assumptions if letter.head == "sym" else letter.args[2]
    return own.assumptions <= known


def at_letter(atom: Atom, variable: Symbol) -> bool:
    """Return whether a density that does not depend on the variable is taken at the variable."""
    law, at = atom.args
    if variable in law.free:
        return False
    letter = at.atom if isinstance(at, Poly) else (at.letter or (None,))[0]
    return letter == Atom("sym", variable)
