"""Existence: the side conditions of a step, and that its sides have values.

Both are asked before an equation of the step is believed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from symkl_recheck.calculus import integrable
from symkl_recheck.families import family_of
from symkl_recheck.forms import Form, Monomial, Word, form_of
from symkl_recheck.functions import FUNCTIONS, conditions_of
from symkl_recheck.normal import Normal
from symkl_recheck.rationals import Exact
from symkl_recheck.records import aside, here
from symkl_recheck.refusals import Refused, need
from symkl_recheck.rules import LOGARITHMS
from symkl_recheck.signs import NONNEGATIVE, WANTED, Condition, holds, signs
from symkl_recheck.substitution import unbound
from symkl_recheck.terms import BINDERS, Term, inside, number, parts, term


def conditions(t: Term) -> Iterator[Condition]:
    """Return what has to hold for a term to have a value, read off the operations in it."""
    for u in inside(t):
        if u.op == "pow":
            e = u.args[1].args[0] if u.args[1].op == "number" else None
            if e is None or e.denominator > 1:
                yield "positive", u.args[0]
            elif e < 0:
                yield "nonzero", u.args[0]
        if u.op in FUNCTIONS:
            yield from (("positive", v) for v in conditions_of(u.op, *u.args))
        if u.op == "inverse":
            yield "invertible", u.args[0]


def discharge(asked: Iterable[Condition], norm: Normal, known: frozenset[str]) -> None:
    """Show every side condition, of its term or of the normal form of its term.

    Each is shown by itself: none counts on a term whose own conditions have still to be shown.
    """
    for assumption, t in sorted(asked, key=lambda pair: (pair[0], pair[1].rank)):
        shown = holds(assumption, t, known)
        if not shown and assumption in WANTED and not t.shape:
            with aside(norm):
                shown = holds(assumption, norm.node(t), known)
        need(shown, f"a term is not known to be {assumption.replace('_', ' ')}")


def need_existence(side: Term, norm: Normal, finite: set[Term]) -> None:
    """Refuse ∞ − ∞: what may be infinite stands alone on its side, and in its normal form as well.

    What has been shown to have a value is in ``finite``, for the steps that follow.
    """
    may_be_infinite = [*unbounded(side, norm, finite)]
    need(len(may_be_infinite) < 2, "two integrals that may be infinite")
    stay = _integrals(norm.form(side)) if may_be_infinite else set()
    need(all(found & stay for found in may_be_infinite), "an integral that may be infinite is gone")


def unbounded(t: Term, norm: Normal, finite: set[Term]) -> Iterator[set[Term]]:
    """Return, for each integral that may be infinite, the integrals that it comes to."""
    if not t.height or t in finite:
        return
    remain = _integrals(norm.form(t)) if t.op == "integral" else ()
    found = [u for u in sorted(remain, key=lambda u: u.rank) if not _has_value(u, norm)]
    need(not found or _one_sided(t, norm), "an integral that is not known to have a value")
    if found:
        yield {*found}
    args = (unbound(t)[1], *t.args[2:]) if t.op in BINDERS else t.args
    within = [u for part in parts(args) for u in unbounded(part, norm, finite)]
    root = t.op == "pow" and t.args[1].op == "number" and t.args[1].args[0] > 0
    alone = root or t.op in ("add", "mul") or (t.op == "integral" and t.args[0].op == "integral")
    need(not within or alone, "what may be infinite is not taken for a number")
    for u, other in (t.args, t.args[::-1]) if within and t.op == "mul" else ():
        need(
            0 not in signs(other) or not [*unbounded(u, norm, finite)],
            "what may be infinite times what may be zero",
        )
    if not found:
        yield from within
    if not found and not within:
        finite.add(t)


def _one_sided(t: Term, norm: Normal) -> bool:
    """Return whether an integral is a number or infinite, and of which sign is known.

    Its integrand has one sign, or it is p log p - p log q for two densities and terms that are
    integrable: then its negative part is at most that of p - q, since log t <= t - 1.
    """
    if t.shape:
        return False  # of vectors and matrices there is no infinite one
    x, body = unbound(t)
    if any(signs(u) <= NONNEGATIVE for u in (body, term("mul", number(-1), body))):
        return True
    rest = []
    for (m, word), c in Normal(LOGARITHMS, norm.families).form(body).items():
        try:
            integrable(m, word, x, t.args[2:], norm.families)
        except Refused:
            rest.append((m, word, c))
    return not rest or _is_divergence(rest, x, norm)


def _is_divergence(rest: list[tuple[Monomial, Word, Exact]], x: Term, norm: Normal) -> bool:
    """Return whether terms are a multiple of p log p - p log q for two densities at a letter."""
    if len(rest) != 2 or any(word for _, word, _ in rest):
        return False
    if rest[0][2] + rest[1][2]:
        return False
    logs = []
    for m, _, _ in rest:
        powers = {y.op: y for y, e in m if e == 1 and y.op in ("density", "log")}
        if len(m) != 2 or len(powers) != 2:
            return False
        density, inner = powers["density"], powers["log"].args[0]
        if not (here(density, x) and here(inner, x)):
            return False
        if not all(family_of(u.args[0], norm.families).summable for u in (density, inner)):
            return False
        logs.append((density, inner))
    (p, a), (q, b) = logs
    return p is q and p in (a, b)


def _integrals(form: Form) -> set[Term]:
    """Return the integrals in a form, with those inside of them."""
    return {t for t in inside(*parts(tuple(form))) if t.op == "integral"}


def _has_value(t: Term, norm: Normal) -> bool:
    """Return whether each term of an integrand is known to be integrable."""
    x, body = unbound(t)
    try:
        for m, word in form_of(body):
            integrable(m, word, x, t.args[2:], norm.families)
    except Refused:
        return False
    return True
