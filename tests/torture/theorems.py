"""Theorems for other letters: values at the edge, compound ones, integrals, other dimensions."""

from __future__ import annotations

from functools import cache
from random import Random

from shipping import LIBRARY
from torture.cases import COL, ROW, Case, K, scalar_values

from symkl.kernel.citation import free_symbols_of
from symkl.kernel.theorem import Theorem
from symkl.lang import nodes as n
from symkl.lang.binding import free_symbols, substitute, walk
from symkl.lang.nodes import Expr, Symbol
from symkl.lang.vocabulary import (
    covariance,
    diag,
    exp,
    eye,
    inv,
    matrix,
    oo,
    positive_vector,
    scale_tril,
    vector,
    zeros,
)
from symkl.rules import RULES, lemma

_MOST_NODES = 120  # of a claim: those of code forms take long


@cache
def theorems() -> tuple[Theorem, ...]:
    """What is proved by the shipped derivations and can be used for other letters."""
    every = [t for source in LIBRARY.targets for t in LIBRARY.result(source.name).theorems]
    return tuple(
        theorem
        for theorem in every
        if theorem.claim.op == "=" and free_symbols_of(theorem)
        if sum(1 for side in (theorem.claim.lhs, theorem.claim.rhs) for _ in walk(side))
        < _MOST_NODES
    )


def theorem_case(rng: Random) -> Case:
    """A theorem's claim for values of some of its letters, by that theorem."""
    theorem = rng.choice(theorems())
    letters = sorted(free_symbols_of(theorem), key=str)
    dims = {d: rng.choice((d, K, n.as_expr(1))) for d in letters if "dimension" in d.assumptions}
    values: dict[Symbol, Expr] = dict(dims)
    for letter in letters:
        if letter not in dims and (letter.dims or rng.random() < 0.6):
            values[letter] = _value(letter, rng, [s for s in letters if s not in dims], dims)
    put = {s: v for s, v in values.items() if s is not v}
    also = rng.choice((None, None, RULES["algebra"], RULES["log_rules"], RULES["linearity"]))
    rule = lemma(theorem.name, also=also, **{s.name: v for s, v in put.items()})
    before, after = (substitute(side, put) for side in (theorem.claim.lhs, theorem.claim.rhs))
    c = rng.choice((None, None, scalar_values(rng)))
    if c is not None and before.shape == () and not free_symbols(c) & {ROW, COL}:
        before, after = c * before, c * after
    return Case("theorem", before, after, rule)


def _value(letter: Symbol, rng: Random, letters: list[Symbol], dims: dict) -> Expr:
    if letter.shape == ():
        edges = (n.as_expr(0), oo, -oo, n.as_expr(1), -n.as_expr(1))
        alike = [s for s in letters if s.shape == ()]
        return rng.choice((letter, rng.choice(edges), rng.choice(alike), scalar_values(rng)))
    own = substitute(letter, {d: v for d, v in dims.items() if d is not v})
    alike = [s for s in letters if s.shape == letter.shape]
    other = substitute(rng.choice(alike), {d: v for d, v in dims.items() if d is not v})
    size = letter.dims[0]
    size = dims.get(size, size) if isinstance(size, Symbol) else size
    size = int(size.value) if isinstance(size, n.Number) else size
    if len(own.shape) == 2 and own.shape[1] == 1:
        v, w = vector("v", size), positive_vector("w", size)
        m = matrix("A", size, size)
        return rng.choice((own, other, v, w, zeros(size), own + v, m @ own, exp(w[ROW]) * own))
    s, factor = covariance("S", size), scale_tril("L", size)
    m, w = matrix("A", size, size), positive_vector("w", size)
    return rng.choice(
        [
            lambda: own,
            lambda: other,
            lambda: s,
            lambda: 2 * own,
            lambda: inv(s),
            lambda: factor @ factor.T,
            lambda: factor,
            lambda: m,
            lambda: m @ m.T,
            lambda: eye(size),
            lambda: diag(w),
            lambda: zeros(size, size),
            lambda: factor.T,
            lambda: own + s,
            lambda: own - s,
        ]
    )()
