"""A step to be decided, and what makes it adverse: other letters, other places, a slip.

Main definitions: `Case`; `twisted`, which puts other expressions in the place of letters, the
dimension or an index; `nested`, which puts both sides below one more operation; `slip`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from random import Random

from kernel.law_slips import slipped
from kernel.partners import partner

from symkl.errors import SymklError
from symkl.families import Normal
from symkl.kernel.derivation import Part, Rule
from symkl.kernel.refusal import Refusal
from symkl.lang import nodes as n
from symkl.lang.binding import free_symbols, substitute
from symkl.lang.nodes import Expr, Node, Symbol
from symkl.lang.vocabulary import (
    D,
    E,
    Integral,
    Product,
    Sum,
    dimension,
    exp,
    index,
    log,
    nonnegative_real,
    nonzero,
    oo,
    positive,
    real,
    sqrt,
    unit_interval,
)


@dataclass(frozen=True)
class Case:
    """``before relation after`` by a rule; `lemmas` are claims that are proved before it.

    Between the two sides the chain goes by way of `via`, each link with its rule. A case is `plain`
    as long as nothing has been changed in what its maker says.
    """

    kind: str
    before: Expr
    after: Expr
    rule: Rule
    relation: str = "="
    obtain: tuple = ()
    lemmas: tuple[Part, ...] = ()
    plain: bool = True
    via: tuple[tuple[Expr, Rule], ...] = ()

    def __str__(self) -> str:
        by = f"{self.rule}({self.rule.note})" if self.rule.note else str(self.rule)
        return f"[{self.kind}] {self.before} {self.relation} {self.after}, {by}"


Maker = Callable[[Random], Case]
REFUSED = (SymklError, Refusal, TypeError, ValueError, ZeroDivisionError, AttributeError)
"""What an expression that cannot be made ends with."""

K, ROW, COL = dimension("k"), index("i"), index("j")
X, Y, T = real("x y t")
AREA = positive("a")
SCALARS = (
    *real("x y u_1"), *positive("a b"), nonnegative_real("r"), nonzero("z"), unit_interval("m"),
)  # fmt: skip
NUMBERS = tuple(map(n.as_expr, (0, 1, -1, 2)))


def scalar_values(rng: Random) -> Expr:
    """What may take the place of a number: a letter, an edge, something compound."""
    a, b = rng.choice(SCALARS), rng.choice(SCALARS)
    return rng.choice(
        [
            lambda: a,
            lambda: rng.choice(NUMBERS),
            lambda: a + b,
            lambda: a * b,
            lambda: a - b,
            lambda: a**2,
            lambda: 1 / a,
            lambda: exp(a),
            lambda: sqrt(a),
            lambda: a * n.as_expr(K),
            lambda: Integral(exp(-(T**2)) * a, T),
            lambda: Sum(a, COL, K),
        ]
    )()


def _value(letter: Symbol, rng: Random, letters: list[Symbol]) -> Expr:
    alike = [s for s in letters if s.shape == letter.shape and s is not letter]
    if "dimension" in letter.assumptions:
        return n.as_expr(rng.choice((1, 1, 2)))
    if "index" in letter.assumptions:
        return rng.choice((ROW, COL, n.as_expr(1)))
    if letter.shape == ():
        return rng.choice(alike) if alike and rng.random() < 0.5 else scalar_values(rng)
    return rng.choice(alike) if alike else letter


def twisted(case: Case, rng: Random) -> Case:
    """The case with something else in the place of one or two of its letters."""
    letters = sorted(free_symbols(case.before) | free_symbols(case.after), key=str)
    if not letters:
        return case
    chosen = [rng.choice(letters) for _ in range(rng.choice((1, 1, 2)))]
    try:
        values = {letter: _value(letter, rng, letters) for letter in chosen}
        return with_values(case, values)
    except REFUSED:
        return case


def with_values(case: Case, values: dict[Symbol, Expr]) -> Case:
    """The case for these values of its letters, what its rule brings included."""

    def put(tree):
        return substitute(tree, values)

    def moved(rule: Rule) -> Rule:
        if isinstance(rule.instances, tuple):
            rule = replace(rule, instances=tuple(_put(one, put) for one in rule.instances))
        return rule if rule.difference is None else replace(rule, difference=put(rule.difference))

    via = tuple((put(tree), moved(rule)) for tree, rule in case.via)
    before, after, rule = put(case.before), put(case.after), moved(case.rule)
    return replace(case, before=before, after=after, rule=rule, via=via, plain=False)


def _put(instance, put: Callable):
    def part(value):
        if isinstance(value, dict):
            return {key: put(n.as_expr(one)) for key, one in value.items()}
        return put(value) if isinstance(value, Node) else value

    return type(instance)(*(part(getattr(instance, f.name)) for f in fields(instance)))


def nested(case: Case, rng: Random) -> Case:
    """Both sides below one more operation, which may bind a letter of theirs."""
    if case.before.shape != () or case.relation != "=" or case.via:
        return case
    x, at = rng.choice(SCALARS), rng.choice((ROW, COL))
    ends = rng.choice(((0, 1), (1, 2), (0, AREA), (-oo, oo), (0, oo), (-1, 1), (Y, oo)))
    law = Normal("n", X, mean=Y, variance=AREA)
    below: Callable[[Expr], Expr] = rng.choice(
        [
            lambda e: Integral(e, x, *ends),
            lambda e: Sum(e, at, rng_upper),
            lambda e: Product(e, at, rng_upper),
            lambda e: E(law, e),
            lambda e: D(e, x),
            lambda e: exp(e),
            lambda e: log(e),
            lambda e: sqrt(e),
            lambda e: e * x,
            lambda e: x / e,
            lambda e: e - e * x,
        ]
    )
    rng_upper = rng.choice((K, 1, 2, 3))
    try:
        return replace(case, before=below(case.before), after=below(case.after), plain=False)
    except REFUSED:
        return case


def slip(case: Case, rng: Random) -> Case | None:
    """The case with one slip, or one node rewritten; None where it cannot be made."""
    try:
        if case.relation == "=" and rng.random() < 0.4:
            one = partner(case.after, rng.choice)
            return None if n.same(one, case.after) else replace(case, after=one, plain=False)
        sides = slipped(case.before, case.after, case.relation, rng)
    except REFUSED:
        return None
    if sides is None:
        return None
    before, after, relation = sides
    after = n.as_expr(after)
    return replace(case, before=before, after=after, relation=relation, plain=False)
