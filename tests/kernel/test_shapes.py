"""Scalars, vectors, matrices of one row and one column: none of them passes for another."""

import pytest

from symkl.families import MultivariateNormal
from symkl.kernel.normal_form import Normalizer
from symkl.lang import nodes as n
from symkl.lang.vocabulary import (
    E,
    Integral,
    by_component,
    covariance,
    delta,
    det,
    dimension,
    exp,
    eye,
    index,
    matrix,
    oo,
    real,
    scale_tril,
    vector,
    zeros,
)
from symkl.rules import (
    algebra,
    antiderivative,
    cholesky,
    cholesky_factor,
    components,
    trace_expectation,
)
from symkl.rules.base import verdict

k, i, t = dimension("k"), index("i"), real("t")
v, w = vector("v w", k)
NO_SCALAR = "is k x 1, where a scalar is needed"


def refused(before, after, rule, said="", **more):
    found = verdict(before, n.as_expr(after), rule, **more)
    return found.verdict == "unproved" and said in found.reason


def test_nothing_is_not_the_zero_vector():
    assert not Normalizer().equal(t - t, v - v)
    assert Normalizer().equal(zeros(k), v - v)
    assert refused(Integral(0 * t, t, 0, 1), 0, antiderivative(0 * v, t), "no integral over t")


@pytest.mark.parametrize("tree", [Integral(t, t, 0 * v, v), Integral(1, t, -v, v), delta(v, w)])
def test_where_a_number_is_needed_a_vector_is_none(tree):
    assert refused(tree, tree, algebra, NO_SCALAR)


def test_the_antiderivative_of_a_vector():
    assert verdict(Integral(v, t, 0, 1), v, antiderivative(t * v, t)).verdict == "proved"
    assert refused(Integral(v, t, 0, 1), w, antiderivative(t * v, t))
    moving = by_component(exp(-t) * w[i], i, k)
    falling = by_component(-exp(-t) * w[i], i, k)
    assert refused(Integral(moving, t, 0, oo), w, antiderivative(falling, t), NO_SCALAR)
    assert refused(Integral(exp(-t) * v, t, 0, oo), v, antiderivative(-exp(-t) * v, t), NO_SCALAR)


def test_a_covariance_of_one_row_is_no_number():
    S, L = covariance("S", 1), scale_tril("L", 1)
    rule, obtain = cholesky(S, L), (cholesky_factor(S, L),)
    said = "axiom Cholesky factor equates what is 1 x 1 with what is scalar"
    assert refused(det(S), det(L) ** 2, rule, said, obtain=obtain)


def test_the_expectation_of_a_matrix_of_one_row_times_a_vector_of_one():
    A, x = matrix("A", 1, 1), vector("x", 1)
    P = MultivariateNormal("P", x, mean=vector("m", 1), covariance=covariance("S", 1))
    assert verdict(E(P, A @ x), A @ E(P, x), trace_expectation).verdict == "proved"
    assert refused(E(P, A @ x), E(P, x).T @ x, trace_expectation)


def test_an_entry_of_the_identity_of_one_row():
    """It has one index, as a column has; which need not be 1."""
    assert verdict((2 * eye(1))[1], n.as_expr(2), components).verdict == "proved"
    assert verdict(eye(1)[i], eye(1)[i] + 0, components).verdict == "proved"
    assert refused(eye(1)[i], 1, components)


class Novel(n.Expr):
    """A kind of expression that no part of the kernel knows."""

    __slots__ = ()
    shape = ()

    def __str__(self):
        return "novel"


def test_a_kind_of_expression_that_is_not_known_is_refused():
    """Even where it is said to be equal to itself."""
    novel = Novel()
    for before, after in ((novel, novel), (novel + 1, novel + 1), (novel - novel, 0 * novel)):
        found = verdict(before, after, algebra)
        assert found.verdict == "unproved"
        assert "is of a kind that is not known here" in found.reason
