"""What a step must be before its two sides are compared: of one shape, with its letters apart.

Each function raises a `Refusal`. None of them proves anything; they keep out steps in which a
normal form would stand for something else than the reader takes it for.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from symkl.expr import nodes as n
from symkl.expr.binding import free_symbols, walk
from symkl.expr.nodes import Expr, Node, Symbol
from symkl.families.base import FAMILIES
from symkl.kernel.calculus import leaves_triangular
from symkl.kernel.derivation import Part, Rule
from symkl.kernel.ranges import whole_space
from symkl.kernel.refusal import Refusal
from symkl.kernel.theorem import Theorem

RELATIONS = ("=", "<=", ">=")


def need_one_shape(relation: str, before: Expr, after: Expr) -> None:
    """Both sides have one shape, and only scalars are compared by size."""
    if relation not in RELATIONS:
        raise Refusal(f"{relation!r} is no relation between expressions")
    if before.shape != after.shape:
        raise Refusal(
            f"the left side is {n.shape_text(before.shape)}, "
            f"the right side {n.shape_text(after.shape)}"
        )
    if relation != "=" and before.shape != ():
        raise Refusal("an inequality is between scalars")


def need_entries(rule: Rule, before: Expr, after: Expr) -> None:
    """The indices of an entry are new letters, one for each direction."""
    letters = [i for i in rule.entries if isinstance(i, Symbol) and "index" in i.assumptions]
    if len(set(letters)) < len(rule.entries):
        raise Refusal("the indices of an entry are different letters, declared by index")
    if set(letters) & (free_symbols(before) | free_symbols(after)):
        raise Refusal("the indices of an entry must be new letters")


def derivatives(trees: Iterable[Node]) -> list[n.Derivative]:
    """The derivatives that occur in some trees."""
    return [node for tree in trees for node in walk(tree) if isinstance(node, n.Derivative)]


def need_fixed(letters: Iterable[Symbol], trees: Iterable[Node]) -> None:
    """No derivative is taken by a letter that an equation ties to another one."""
    moved = {d.wrt for d in derivatives(trees)}
    for letter in letters:
        if letter in moved:
            raise Refusal(f"{letter} is the variable of a derivative; it cannot be replaced there")


def need_open(theorem: str, letters: Iterable[Symbol], trees: Iterable[Node]) -> None:
    """No theorem about triangular matrices where one moves out of them in a derivative."""
    triangular = any("lower_triangular" in s.assumptions for s in letters)
    if triangular and any(leaves_triangular(d.wrt, d.direction) for d in derivatives(trees)):
        raise Refusal(f"{theorem} holds for triangular matrices; a derivative here leaves them")


def need_apart(mapping: Mapping[Symbol, Expr], *trees: Node) -> None:
    """What is held constant in a derivative stays apart from its variable."""
    for derivative in derivatives(trees):
        new = mapping.get(derivative.wrt, derivative.wrt)
        letters = free_symbols(derivative.body) - {derivative.wrt}
        for held in sorted(letters, key=lambda letter: letter.name):  # for one text on every run
            if new in free_symbols(mapping.get(held, held)):
                raise Refusal(
                    f"{held} is constant in {derivative}; it cannot depend on {new}",
                    "take the derivative first",
                )


def need_mass(theorem: Theorem) -> None:
    """A theorem by which a family says that its density has mass one says so."""
    for family in FAMILIES.values():
        if family.theorems.get("mass") == theorem.name and not _says_mass(theorem, family.name):
            raise Refusal(f"{theorem.name} does not say that a {family.name} law has mass one")


def _says_mass(theorem: Theorem, family: str) -> bool:
    """Whether a theorem is ∫ p(x) dx = 1 for letters as parameters, or their squares."""
    whole, one = theorem.claim.lhs, n.as_expr(1)
    if theorem.claim.op != "=" or not n.same(theorem.claim.rhs, one):
        return False
    if not (isinstance(whole, n.Integral) and isinstance(whole.body, n.Density)):
        return False
    law = whole.body.law
    if not (isinstance(law, n.Law) and n.same(whole.body.at, whole.variable)):
        return False
    squares = [isinstance(p, n.Pow) and n.same(p.exponent, n.as_expr(2)) for p in law.parameters]
    letters = [p.base if s else p for p, s in zip(law.parameters, squares, strict=True)]
    apart = len(set(letters)) == len(letters) and all(isinstance(x, Symbol) for x in letters)
    return apart and whole_space(whole) and law.family == family


def ambiguous(part: Part) -> str:
    """Why the letters of a claim would not say what they mean: two of one name."""
    letters = free_symbols(part.claim.lhs) | free_symbols(part.claim.rhs)
    twice = sorted(name for name, count in Counter(s.name for s in letters).items() if count > 1)
    return f"{twice[0]} stands for two different letters in the claim" if twice else ""


def other_space(a: Node, b: Node) -> bool:
    """Whether two trees that are alike speak of laws on different spaces."""
    spaces = [
        [n.law_letter(law).shape for law in walk(tree) if isinstance(law, (n.Law, n.Independent))]
        for tree in (a, b)
    ]
    return spaces[0] != spaces[1]
