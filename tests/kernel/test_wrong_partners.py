"""Random expressions with random partners: whatever is proved equal is equal in numbers.

The partners are rewritings of one node each, true ones and the slips that people make. The
numbers come from `symkl.expr.evaluate`, which shares nothing with the kernel, at points with
zeros, ones and equal values among them.
"""

from fractions import Fraction
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mpmath import mp, mpf

from symkl.errors import SymklError
from symkl.expr import nodes as n
from symkl.expr.build import (
    Product,
    Sum,
    by_component,
    covariance,
    delta,
    det,
    diag,
    dimension,
    exp,
    eye,
    half,
    index,
    inv,
    log,
    matrix,
    nonnegative_real,
    nonzero,
    positive,
    positive_vector,
    rational,
    real,
    scale_tril,
    sqrt,
    strict_lower,
    symmetric,
    tr,
    vector,
)
from symkl.expr.evaluate import Unevaluated, evaluate
from symkl.expr.sample import sample_values
from symkl.rules import RULES
from symkl.rules.base import verdict

k = dimension("k")
i, j = index("i j")
x, s, r, z = real("x"), positive("s"), nonnegative_real("r"), nonzero("z")
A, S, L, H = matrix("A", k, k), covariance("S", k), scale_tril("L", k), symmetric("H", k)
v, w = vector("v", k), positive_vector("w", k)
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


def places(tree, path=()):
    yield path, tree
    if not isinstance(tree, (n.Symbol, n.Delta, n.Component)):
        for at, part in enumerate(tree.parts()):
            bound = tree.binder and at > 0
            if isinstance(part, n.Expr) and not bound:
                yield from places(part, (*path, at))


def put(tree, path, new):
    if not path:
        return new
    parts = list(tree.parts())
    parts[path[0]] = put(parts[path[0]], path[1:], new)
    return type(tree)(*parts)


def scalar_partners(a):
    yield from (-a, a + 1, 2 * a, a**2, sqrt(a**2), (a**half) ** 2, 1 / a, n.Apply("abs", a))
    yield from (a + x - x, a * s / s, exp(log(a)), log(exp(a)), a**3 / a**2, a * delta(i, j))
    yield from (Sum(a, j, 1), Sum(a, j, k), Sum(a, i, k), Product(a, j, k), tr(a * eye(k)))


def matrix_partners(a):
    yield from (a.T, -a, 2 * a, a.T.T)
    if a.shape == (k, k):
        yield from (S, L, A, H, a @ L, S @ a @ inv(S), strict_lower(a), a + strict_lower(a))
        yield from (inv(a) if isinstance(a, n.Symbol) else a, eye(k))
    else:
        yield from (diag(w) @ a, by_component(a[j], j, k))


def special_partners(a):
    """What is true of a kind of node, and what resembles it."""
    match a:
        case n.Add(b, c) | n.Sub(b, c) | n.Mul(b, c) | n.Div(b, c) | n.MatMul(b, c):
            yield from (type(a)(c, b), b, c)
            if isinstance(a, n.MatMul):
                yield from (n.Transpose(a), c.T @ b.T)
            else:
                yield n.Add(b, c)
        case n.Apply("log", n.Mul(b, c) | n.Div(b, c) | n.Add(b, c)):
            yield from (log(b) + log(c), log(b) - log(c), log(b) * log(c))
        case n.Apply("log", n.Pow(b, c)):
            yield from (c * log(b), log(b) ** c)
        case n.Apply("log", n.Product(b, c, upper)):
            yield from (Sum(log(b), c, upper), Product(log(b), c, upper))
        case n.Trace(n.MatMul(b, c)):
            yield from (tr(c @ b), tr(b) * tr(c), tr(b.T @ c), tr(c.T @ b.T))
        case n.Det(n.MatMul(b, c)):
            yield from (det(c) * det(b), det(b) + det(c))
        case n.Det(n.Mul(b, c)):
            yield from (b**k * det(c), b * det(c))
        case n.Det(b) | n.Trace(b):
            diagonal = n.Component(b, (j, j))
            yield from (Sum(diagonal, j, k), Product(diagonal, j, k), type(a)(b.T))
        case n.Inverse(n.MatMul(b, c)):
            yield from (inv(c) @ inv(b), inv(b) @ inv(c))
        case n.Sum(n.Add(b, c), at, upper) | n.Product(n.Mul(b, c), at, upper):
            kind = type(a)
            yield from (kind(b, at, upper) + kind(c, at, upper), kind(b, at, upper))
            yield kind(b, at, upper) * kind(c, at, upper)
        case n.Sum(n.Mul(b, c), at, upper):
            yield from (b * Sum(c, at, upper), Sum(b, at, upper) * Sum(c, at, upper))


def partner(tree, pick):
    """The tree with one node replaced by something that is, or looks, equal to it."""
    path, node = pick(list(places(tree)))
    makers = (special_partners, scalar_partners if node.shape == () else matrix_partners)
    found = []
    for make in makers:
        try:
            found.extend(q for q in make(node) if q.shape == node.shape)
        except (SymklError, TypeError, AttributeError):
            continue
    try:
        return put(tree, path, pick(found)) if found else tree
    except (SymklError, TypeError, AttributeError):
        return tree


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
