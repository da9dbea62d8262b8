"""Theorems of other derivations, and steps entry by entry."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from symkl.errors import UsageError
from symkl.kernel.axioms import Lemma
from symkl.kernel.derivation import Derivation, Rule, need_rule
from symkl.lang.fields import told
from symkl.lang.nodes import Expr, Operand, Symbol
from symkl.rules.base import declare, using

if TYPE_CHECKING:
    from symkl.kernel.derivation import Instances

_lemma = declare(
    "lemma",
    "a theorem proved in another derivation, for the letters of this one",
    source="that derivation",
)


def lemma(theorem: str | Derivation, *, also: Rule | None = None, **values: Operand) -> Rule:
    """A theorem by its name, with values for its letters; `also` allows the laws of a rule."""
    name = theorem.name if isinstance(theorem, Derivation) else theorem
    if not isinstance(name, str):
        raise UsageError(f"{told(name)} is no theorem", hint='name it: lemma("univariate")')
    laws = frozenset() if also is None else need_rule(also).laws
    return using(_lemma, name, instances=(Lemma(name, values),), laws=laws)


def lemmas(*rules: Rule, also: Rule | None = None) -> Rule:
    """Several theorems in one step."""
    laws = frozenset().union(*(need_rule(r).laws for r in rules))
    laws |= frozenset() if also is None else need_rule(also).laws
    instances = _together([r.instances for r in rules])
    return using(_lemma, ", ".join(r.note for r in rules), instances=instances, laws=laws)


def _together(found: list[Instances]) -> Instances:
    """The instances of several rules, of which some may look at the sides to name theirs."""

    def instances(before: Expr, after: Expr) -> tuple[object, ...]:
        return tuple(i for f in found for i in (f(before, after) if callable(f) else f))

    known = [f for f in found if not callable(f)]
    if len(known) < len(found):
        return instances
    # Where none looks at them, what a rule brings is known before it is used.
    return tuple(i for f in known for i in f)


def entrywise(rule: Rule, *indices: Symbol) -> Rule:
    """A rule applied to each entry of a vector or matrix; the indices are new letters."""
    return replace(need_rule(rule), entries=indices)
