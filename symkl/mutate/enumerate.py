"""All mutants of a part, in an order that depends on nothing but the part."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from symkl.kernel.derivation import Part
from symkl.lang.nodes import Expr, Relation
from symkl.mutate.mutant import CLAIM, STEP, Mutant, trees
from symkl.mutate.places import Scene, everywhere, scene_of
from symkl.mutate.slips import IN_PARTS, IN_TREES

_OTHER_WAY = {"=": ("<=", ">="), "<=": ("=", ">="), ">=": ("=", "<=")}


def mutants_of(part: Part) -> Iterator[Mutant]:
    """Every mutant of a part: of its steps, its claim, its justifications, its assumptions."""
    scene = scene_of([*trees(part), *_in_rules(part)])
    for number, tree in enumerate((part.first, *(s.after for s in part.steps))):
        for slip, made, change in _variants(tree, scene):
            yield Mutant(slip, STEP, _with_tree(part, number, made), number, change)
    yield from _of_claim(part, scene)
    for of_part in IN_PARTS.values():
        yield from of_part(part, scene)


def _in_rules(part: Part) -> list[Expr]:
    """The letters of which only the rules speak: new variables of a substitution."""
    found: list[Expr] = []
    for step in part.steps:
        instances = step.rule.instances if isinstance(step.rule.instances, tuple) else ()
        for instance in instances:
            for name in getattr(instance, "__match_args__", ()):
                value = getattr(instance, name)
                found.extend([value] if isinstance(value, Expr) else [])
    return found


def _variants(tree: Expr, scene: Scene) -> Iterator[tuple[str, Expr, str]]:
    """The slips of an expression, each result once."""
    seen = {tree}
    for name, slip in IN_TREES.items():
        for made, old, new in everywhere(tree, partial(slip, scene=scene)):
            assert isinstance(made, Expr)  # as what it is made of; `everywhere` takes any node
            if made.shape == tree.shape and made not in seen:
                seen.add(made)
                yield name, made, f"{old} -> {new}"


def _with_tree(part: Part, number: int, tree: Expr) -> Part:
    if number == 0:
        return replace(part, first=tree)
    step = replace(part.steps[number - 1], after=tree)
    return replace(part, steps=(*part.steps[: number - 1], step, *part.steps[number:]))


def _of_claim(part: Part, scene: Scene) -> Iterator[Mutant]:
    claim = part.claim
    for name, made, change in _variants(claim.rhs, scene):
        broken = replace(part, claim=Relation(claim.op, claim.lhs, made))
        yield Mutant(name, CLAIM, broken, None, change)
    for name, made, change in _variants(claim.lhs, scene):
        broken = replace(part, claim=Relation(claim.op, made, claim.rhs))
        yield Mutant(name, CLAIM, broken, None, change)
    for op in _OTHER_WAY[claim.op]:
        broken = replace(part, claim=Relation(op, claim.lhs, claim.rhs))
        yield Mutant("relation", CLAIM, broken, None, f"{claim.op} -> {op}")
