"""An inequality: what one side exceeds the other by is shown, and is nonnegative."""

from __future__ import annotations

from symkl.kernel import signs as sg
from symkl.kernel.derivation import Rule
from symkl.kernel.integrable import integrable
from symkl.kernel.normal_form import Normalizer
from symkl.kernel.refusal import Refusal
from symkl.kernel.written import shown
from symkl.lang import nodes as n
from symkl.lang.binding import alpha_same, free_symbols, substitute
from symkl.lang.nodes import Expr


def exceeds(norm: Normalizer, greater: Expr, less: Expr, rule: Rule) -> str | None:
    """None where the difference of the sides equals something nonnegative."""
    if rule.pointwise:
        greater, less = _integrands(norm, greater, less)
        norm.used.add("monotone")
    witness = rule.difference if rule.difference is not None else greater - less
    if witness.shape != ():
        raise Refusal(f"{witness} is no difference of scalars: it is {n.shape_text(witness.shape)}")
    difference = norm.poly(greater) - norm.poly(less) - norm.poly(witness)
    if not norm.is_zero(difference):
        return shown(difference, norm)
    if not norm.signs(witness) <= sg.NONNEGATIVE:
        raise Refusal(f"{witness} is not known to be nonnegative")
    norm.conditions.add(f"{witness} >= 0")
    return None


def _integrands(norm: Normalizer, greater: Expr, less: Expr) -> tuple[Expr, Expr]:
    """Return the integrands of two integrals over one range; the lesser one has to be integrable.

    The greater integral then exists, perhaps as +infinity, and is at least the lesser.
    """
    if not (isinstance(greater, n.Integral) and isinstance(less, n.Integral)) or not (
        alpha_same(greater.lower, less.lower)
        and alpha_same(greater.upper, less.upper)
        and greater.variable.assumptions == less.variable.assumptions
    ):
        both = isinstance(greater, n.Integral) and isinstance(less, n.Integral)
        raise Refusal(
            "a comparison under the integral needs two integrals over one range",
            "" if both else "write both sides as Integral(…, x)",
        )
    for side in (greater, less):
        norm._range(side)
        if not sg.upwards(side):
            raise Refusal(f"{side} is not known to run upwards")
    variable = greater.variable
    if variable in free_symbols(less.body) - {less.variable}:
        raise Refusal(f"{variable} means two things in this step")
    body = substitute(less.body, {less.variable: variable})
    form = norm.scalar(body)
    norm.splits[n.Integral(body, variable, less.lower, less.upper)] = form
    for mono in form.terms:
        reason = integrable(mono, variable, less.lower, less.upper, None, norm)
        if reason is not None:
            raise Refusal(reason)
    return greater.body, body
