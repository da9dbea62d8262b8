"""A rule is used with the wrong parameters: values, theorem, antiderivative, substitution, witness.

The step stays as it is and true. What has to be refused is the wrong reason for it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, replace
from functools import partial
from itertools import combinations
from typing import Any

from symkl.errors import SymklError
from symkl.kernel.axioms import CholeskyFactor, Lemma
from symkl.kernel.derivation import Part
from symkl.kernel.laws import LAWS
from symkl.lang.nodes import Expr, Node, Symbol, as_expr, same
from symkl.mutate.mutant import JUSTIFICATION, Mutant, links
from symkl.mutate.places import Scene, everywhere
from symkl.mutate.slips.rule import with_step
from symkl.mutate.slips.slip import IN_TREES, part_slip

_THEOREMS = ("univariate", "general", "diagonal", "vae_full", "normal_moments.mass", "log_bound")


@part_slip("wrong instance")
def instance(part: Part, scene: Scene) -> Iterator[Mutant]:
    """One instance of a theorem or of an axiom schema changed."""
    for number, _, step in links(part):
        rule = step.rule
        given = rule.instances if isinstance(rule.instances, tuple) else ()
        for place, old in enumerate(given):
            for new, change in _wrong(old, scene):
                changed = (*given[:place], new, *given[place + 1 :])
                made = replace(step, rule=replace(rule, instances=changed))
                broken = with_step(part, number, made)
                yield Mutant("wrong instance", JUSTIFICATION, broken, number, change)
        if rule.difference is not None:
            for tree, change in _trees(rule.difference, scene):
                made = replace(step, rule=replace(rule, difference=tree))
                broken = with_step(part, number, made)
                yield Mutant("wrong instance", JUSTIFICATION, broken, number, change)


def _wrong(old: Any, scene: Scene) -> Iterator[tuple[Any, str]]:
    if isinstance(old, Lemma):
        yield from _lemmas(old, scene)
    elif not isinstance(old, CholeskyFactor):
        for name in [f.name for f in fields(old)]:
            value = getattr(old, name)
            made = scene.others(value) if isinstance(value, Symbol) else _changed(value, scene)
            for new in made:
                yield replace(old, **{name: new}), f"{name}: {value} -> {new}"


def _changed(value: Expr, scene: Scene) -> Iterator[Node]:
    for tree, _ in _trees(value, scene):
        yield tree


def _lemmas(old: Lemma, scene: Scene) -> Iterator[tuple[Lemma, str]]:
    values = dict(old.values)
    for a, b in combinations(values, 2):
        if not same(as_expr(values[a]), as_expr(values[b])):
            yield Lemma(old.theorem, {**values, a: values[b], b: values[a]}), f"{a} <-> {b}"
            yield Lemma(old.theorem, {**values, b: values[a]}), f"{b} := {values[a]}"
    for name in values:
        rest = {a: v for a, v in values.items() if a != name}
        yield Lemma(old.theorem, rest), f"{name} := {values[name]} left out"
        for tree, change in _trees(as_expr(values[name]), scene):
            yield Lemma(old.theorem, {**values, name: tree}), f"{name} := {change}"
    for other in (*_THEOREMS, *(law.theorem for law in LAWS.values() if law.theorem)):
        if other != old.theorem:
            yield Lemma(other, values), f"theorem {old.theorem} -> {other}"


def _trees(tree: Expr, scene: Scene) -> Iterator[tuple[Expr, str]]:
    for slip in IN_TREES.values():
        try:
            for made, _, _ in everywhere(tree, partial(slip, scene=scene)):
                if isinstance(made, Expr):
                    yield made, f"{tree} -> {made}"
        except SymklError:
            continue
