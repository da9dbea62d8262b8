"""The declaration of rules, and their register.

A rule is one `declare` in a file of this package: a name, a statement, the laws that it allows,
a source. Rules with parameters are functions that return a `Rule` made from a declared one.
`holds` checks a step on its own; the doctests of the rules use it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NoReturn

from symkl.errors import Place
from symkl.kernel.check import check_step
from symkl.kernel.derivation import Part, Rule, Step
from symkl.kernel.refusal import Refusal
from symkl.kernel.theorem import StepResult
from symkl.lang.nodes import Expr, Operand, Relation, as_expr

if TYPE_CHECKING:
    from symkl.kernel.citation import Lemmas
    from symkl.kernel.derivation import Instances, Obtained

RULES: dict[str, Rule] = {}


def declare(
    name: str, statement: str, *laws: str, source: str = "", instances: Instances = ()
) -> Rule:
    """Make a rule known under its name."""
    rule = Rule(name, statement, frozenset(laws), instances, source=source)
    RULES[name] = rule
    return rule


def using(rule: Rule, note: str = "", **changes: Any) -> Rule:
    """A declared rule with the parameters of one use."""
    return replace(rule, note=note, **changes)


def _no_lemmas(name: str) -> NoReturn:
    raise Refusal(f"no theorem {name} is at hand")


def verdict(
    before: Operand,
    after: Operand,
    rule: Rule,
    *,
    relation: str = "=",
    lemmas: Lemmas = _no_lemmas,
    obtain: Iterable[Obtained] = (),
) -> StepResult:
    """The kernel's `StepResult` on ``before relation after`` by a rule, on its own."""
    place = Place("step", 1)
    step = Step(relation, as_expr(after), rule, "", place)
    first = as_expr(before)
    claim = Relation("=", first, first)  # a step on its own is held against none
    part = Part("step", "", claim, first, (step,), place, "", tuple(obtain))
    return check_step(1, first, step, lemmas, part)


def holds(before: Expr, after: Expr, rule: Rule, **options: Any) -> bool:
    """Return whether the kernel proves ``before = after`` by a rule."""
    return verdict(before, after, rule, **options).verdict == "proved"
