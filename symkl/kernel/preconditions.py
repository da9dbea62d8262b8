"""Conditions on a step before its two sides are compared: one shape, and letters kept apart.

Each function raises a `Refusal`. None of them proves anything; they keep out steps in which a
normal form would stand for something else than the reader takes it for.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from symkl.kernel.derivation import Part, Rule
from symkl.kernel.differentiation import leaves_triangular
from symkl.kernel.laws import Law
from symkl.kernel.ranges import covers
from symkl.kernel.refusal import Refusal
from symkl.kernel.theorem import Theorem
from symkl.lang import nodes as n
from symkl.lang.binding import free_symbols, occurring, walk
from symkl.lang.family import Family
from symkl.lang.nodes import Expr, Node, Symbol

RELATIONS = ("=", "<=", ">=")
_POSITIVE = frozenset({"real", "positive", "nonzero"})


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
    return list(occurring(*trees, kind=n.Derivative))


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
    """Refuse values that make a letter held constant in a derivative depend on its variable."""
    for derivative in derivatives(trees):
        new = mapping.get(derivative.wrt, derivative.wrt)
        letters = free_symbols(derivative.body) - {derivative.wrt}
        for held in sorted(letters, key=lambda letter: letter.name):  # for one text on every run
            if new in free_symbols(mapping.get(held, held)):
                raise Refusal(f"{held} is constant in {derivative}; it cannot depend on {new}")


def need_mass(theorem: Theorem, family: Family) -> None:
    """A theorem by which a family says that its densities have mass one says so of all of them."""
    if not _says_mass(theorem, family):
        raise Refusal(
            f"{theorem.name} does not say that every {family} law has mass one",
            f"state it of {family}({', '.join(x.name for x in family.parameters)}), "
            "each parameter a letter, declared as in the family",
        )


def need_bound(theorem: Theorem, law: Law) -> None:
    """The theorem behind a law says that g, or h, is nonnegative wherever it has a value.

    A derivation of somebody's own that is called like it is found first.
    """
    name = law.name.removesuffix("_nonnegative")
    if not _says_bound(theorem, name):
        raise Refusal(
            f"{theorem.name} at {theorem.part.place} does not say that {law.statement}, "
            "which this step rests on",
            f"give that derivation another name, or claim {_BOUNDS[name]} there",
        )


_BOUNDS = {"g": "g(t - 1) >= 0 for t positive", "h": "h(v) >= 0 for v real"}


def _says_bound(theorem: Theorem, name: str) -> bool:
    """Return whether a theorem is g(t - 1) >= 0 for all positive t, or h(v) >= 0 for all real v."""
    claim = theorem.claim
    at = claim.lhs.arg if isinstance(claim.lhs, n.Apply) and claim.lhs.function == name else None
    assumed = frozenset({"real"})
    if name == "g":
        shifted = isinstance(at, n.Sub) and n.same(at.right, n.as_expr(1))
        at, assumed = (at.left if isinstance(at, n.Sub) and shifted else None), _POSITIVE
    return (
        claim.op == ">="
        and n.same(claim.rhs, n.as_expr(0))
        and isinstance(at, Symbol)
        and at.shape == ()
        and at.assumptions == assumed
    )


def _says_mass(theorem: Theorem, family: Family) -> bool:
    """Return whether a theorem is ∫ p(x) dx = 1 for letters as parameters, or their squares.

    What is assumed of the letters is assumed of the parameters of the family, so that the theorem
    holds of each of its laws: these were shown to be such when the law was met.
    """
    whole = theorem.claim.lhs
    if theorem.claim.op != "=" or not n.same(theorem.claim.rhs, n.as_expr(1)):
        return False
    if not (isinstance(whole, n.Integral) and isinstance(whole.body, n.Density)):
        return False
    law, at = whole.body.law, whole.body.at
    if not (
        isinstance(law, n.Distribution) and law.family == family and n.same(at, whole.variable)
    ):
        return False
    if not covers(family.support, whole):
        return False
    found: list[Expr] = []
    for own, value in zip(family.parameters, law.parameters, strict=True):
        root = _squared(value) if "positive" in own.assumptions and own.shape == () else None
        letter = value if root is None else root
        known = own.assumptions if root is None else _POSITIVE
        if not (isinstance(letter, Symbol) and letter.assumptions <= known):
            return False
        found.append(letter)
    sizes = [size for d, size in family.sizes(law).items()]
    general = all(isinstance(size, Symbol) for size in sizes)
    apart = {*found, *sizes, whole.variable}
    return general and len(apart) == len(found) + len(sizes) + 1


def _squared(value: Expr) -> Expr | None:
    """The root of a square."""
    square = isinstance(value, n.Pow) and n.same(value.exponent, n.as_expr(2))
    return value.base if isinstance(value, n.Pow) and square else None


def ambiguous(part: Part) -> str:
    """The refusal of a claim with two different letters of one name; empty if it has none."""
    letters = free_symbols(part.claim.lhs) | free_symbols(part.claim.rhs)
    twice = sorted(name for name, count in Counter(s.name for s in letters).items() if count > 1)
    return f"{twice[0]} stands for two different letters in the claim" if twice else ""


def other_space(a: Node, b: Node) -> bool:
    """Return whether trees that are alike speak of laws or bound letters on other spaces."""
    spaces = [
        [_space(node) for node in walk(tree) if node.binder or isinstance(node, n.Distribution)]
        for tree in (a, b)
    ]
    return spaces[0] != spaces[1]


def _space(node: Any) -> object:
    """The shape of a law's letter, or what is assumed of a bound one."""
    if isinstance(node, (n.Distribution, n.Independent)):
        return n.law_letter(node).shape
    return node.variable.assumptions
