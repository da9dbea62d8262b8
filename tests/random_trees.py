"""Random trees for the tests of the language, and the letters that they are made of."""

from types import SimpleNamespace

from hypothesis import strategies as st

from symkl.families import Normal
from symkl.lang import nodes as n
from symkl.lang.vocabulary import (
    E,
    Product,
    Sum,
    by_component,
    covariance,
    dimension,
    exp,
    eye,
    index,
    inv,
    log,
    matrix,
    pi,
    positive,
    rational,
    real,
    sqrt,
    vector,
)

LETTERS = SimpleNamespace(
    x=real("x"),
    y=real("y"),
    s=positive("s"),
    i=index("i"),
    j=index("j"),
    k=dimension("k"),
)
LETTERS.u = vector("u", LETTERS.k)
LETTERS.v = vector("v", LETTERS.k)
LETTERS.A = matrix("A", LETTERS.k, LETTERS.k)
LETTERS.S = covariance("S", LETTERS.k)

numbers = st.builds(rational, st.integers(-3, 3), st.integers(1, 3))
scalars = st.sampled_from([LETTERS.x, LETTERS.y, LETTERS.s])


def arithmetic(inner):
    """Sums, differences, products and powers of trees."""
    small = st.integers(2, 3).map(rational)
    return st.one_of(
        st.builds(n.Add, inner, inner),
        st.builds(n.Sub, inner, inner),
        st.builds(n.Mul, inner, inner),
        st.builds(n.Neg, inner),
        st.builds(n.Pow, inner, small),
        st.builds(lambda top, bottom: top / (bottom**2 + 1), inner, inner),
    )


def binders(inner):
    """Sums, products and vectors over i or j, which also occur free."""
    indices = st.sampled_from([LETTERS.i, LETTERS.j])
    bounds = st.integers(1, 3)
    return st.one_of(
        st.builds(Sum, inner, indices, bounds),
        st.builds(Product, inner, indices, bounds),
        st.builds(lambda body, i: by_component(body, i, 3)[i], inner, indices),
        st.builds(lambda body, i: by_component(body, i, 3)[2], inner, indices),
    )


def functions(inner):
    """Elementary functions where they are defined."""
    return st.one_of(
        st.builds(lambda e: log(e**2 + 1), inner),
        st.builds(lambda e: exp(-(e**2) / 2), inner),
        st.builds(lambda e: sqrt(e**2 + pi), inner),
        st.builds(lambda e: n.Apply("cos", e), inner),
    )


def expectations(inner):
    """Expectations under normal laws, of trees in which the variable also occurs."""
    draws = st.sampled_from([LETTERS.x, LETTERS.y])
    return st.builds(
        lambda mean, body, z: E(Normal("p", real("z"), mean=mean, variance=2), body + z, z),
        st.sampled_from([real("m"), rational(1, 2)]),
        inner,
        draws,
    )


# With these every value is rational, so that two values can be the same and not just close.
rational_trees = st.recursive(
    st.one_of(numbers, scalars, st.sampled_from([LETTERS.i, LETTERS.j])),
    lambda inner: st.one_of(arithmetic(inner), binders(inner)),
    max_leaves=12,
)
scalar_trees = st.recursive(
    st.one_of(numbers, scalars),
    lambda inner: st.one_of(arithmetic(inner), functions(inner)),
    max_leaves=12,
)


def _matrix_operations(inner):
    return st.one_of(
        st.builds(n.Add, inner, inner),
        st.builds(n.Sub, inner, inner),
        st.builds(n.MatMul, inner, inner),
        st.builds(n.Neg, inner),
        st.builds(n.Transpose, inner),
        st.builds(n.Mul, st.one_of(numbers, scalars), inner),
        st.builds(lambda e: e / 3, inner),
    )


matrix_trees = st.recursive(
    st.sampled_from(
        [LETTERS.A, LETTERS.S, inv(LETTERS.S), eye(LETTERS.k), LETTERS.u @ LETTERS.v.T]
    ),
    _matrix_operations,
    max_leaves=6,
)


TREES = SimpleNamespace(
    rational=rational_trees,
    scalar=scalar_trees,
    matrix=matrix_trees,
    expectation=expectations(scalars),
)
