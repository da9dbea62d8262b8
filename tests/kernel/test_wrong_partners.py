"""Random expressions with random partners: whatever is proved equal is equal in numbers.

The partners are rewritings of one node each, true ones and the slips that people make. The
numbers come from `symkl.meaning.evaluate`, which shares nothing with the kernel, at points with
zeros, ones and equal values among them.
"""

from fractions import Fraction
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from kernel.partners import A, H, L, S, i, j, k, partner, r, s, v, w, x, z
from mpmath import mp, mpf

from symkl.lang import nodes as n
from symkl.lang.vocabulary import (
    Product,
    Sum,
    by_component,
    det,
    diag,
    exp,
    eye,
    half,
    inv,
    log,
    rational,
    sqrt,
    strict_lower,
    tr,
)
from symkl.meaning.evaluate import Unevaluated, evaluate
from symkl.meaning.points import sample_values
from symkl.rules import RULES
from symkl.rules.base import verdict

SCALARS = {x: "0 1 -1 -2 1/2", s: "1 2 1/3", r: "0 1 1/3", z: "1 -1 -2 1/2"}
NAMES = (
    *("algebra", "log_rules", "exp_rules", "trace", "determinant", "diagonal_matrices"),
    *("triangular", "components", "sums", "log_of_product", "product_of_powers", "single_term"),
)


def points():
    for seed, size in enumerate((1, 2, 3, 2)):
        choose = Random(seed).choice
        values = sample_values([A, S, L, H, v, w], seed=seed, dims={k: size})
        for letter, allowed in SCALARS.items():
            values[letter] = Fraction(choose(allowed.split()))
        if seed == 3:
            values[v] = [Fraction(0)] * size
        values[i] = values[j] = 1 + seed % size
        yield values, {k: size}


POINTS = tuple(points())


leaves = st.sampled_from([x, s, r, z, s, v[i], w[i], S[i, i], L[i, j], n.as_expr(k)]) | st.builds(
    rational, st.sampled_from([0, 1, 2, -1, 3])
)
square_leaves = st.sampled_from([A, S, L, H, eye(k), diag(w), diag(v)])
vector_leaves = st.sampled_from([v, w])
scalars = st.deferred(
    lambda: st.one_of(
        leaves,
        st.builds(lambda a, b: a + b, scalars, scalars),
        st.builds(lambda a, b: a - b, scalars, scalars),
        st.builds(lambda a, b: a * b, scalars, scalars),
        st.builds(lambda a, b: a / b, scalars, scalars),
        st.builds(lambda a, e: a**e, leaves, st.sampled_from([2, 3, -1, half, k])),
        st.builds(log, scalars),
        st.builds(exp, leaves),
        st.builds(sqrt, scalars),
        st.builds(lambda a, f, c: f(a, c, k), scalars, st.sampled_from([Sum, Product]), indices),
        st.builds(tr, squares),
        st.builds(det, squares),
        st.builds(lambda a, b: a.T @ b, vectors, vectors),
    )
)
squares = st.deferred(
    lambda: st.one_of(
        square_leaves,
        st.builds(lambda a, b: a @ b, squares, squares),
        st.builds(lambda a, b: a + b, squares, squares),
        st.builds(lambda a: a.T, squares),
        st.builds(inv, squares),
        st.builds(strict_lower, squares),
        st.builds(lambda c, a: c * a, leaves, squares),
        st.builds(lambda a, b: a @ b.T, vectors, vectors),
        st.builds(diag, vectors),
    )
)
vectors = st.deferred(
    lambda: st.one_of(
        vector_leaves,
        st.builds(lambda a, b: a @ b, squares, vectors),
        st.builds(lambda a, b: a + b, vectors, vectors),
        st.builds(lambda a, c: by_component(a, c, k), leaves, indices),
    )
)
indices = st.sampled_from([i, j])


def value(expr, at):
    values, dims = at
    return evaluate(expr, values, digits=30, dims=dims)


def apart(a, b) -> bool:
    size = mp.norm(a, mp.inf) if hasattr(a, "rows") else abs(a)
    gap = mp.norm(a - b, mp.inf) if hasattr(a, "rows") else abs(a - b)
    return gap > (1 + size) * mpf(10) ** -15


@pytest.mark.parametrize("kind", [scalars, squares, vectors], ids=["scalar", "matrix", "vector"])
def test_what_is_proved_is_true(kind):
    seen = {"proved": 0}

    @settings(max_examples=150)
    @given(kind, st.randoms(use_true_random=False))
    def check(tree, random):
        other = tree
        for _ in range(6):
            other = partner(random.choice((tree, other)), random.choice)
            name = random.choice(NAMES)
            if n.same(tree, other) or verdict(tree, other, RULES[name]).verdict != "proved":
                continue
            seen["proved"] += 1
            for at in POINTS:
                try:
                    sides = value(tree, at), value(other, at)
                except Unevaluated:
                    continue
                assert not apart(*sides), f"{name}: {tree} = {other} at {at}"

    check()
    assert seen["proved"] > 20
