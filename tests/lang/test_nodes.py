"""Nodes: trees as written, shapes checked where they are built."""

import copy
import pickle
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from symkl.errors import ShapeError, UsageError
from symkl.lang import nodes as n
from symkl.lang.vocabulary import dimension, eye, matrix, real, vector, zeros

k, m = dimension("k m")
x, y = real("x y")
u, v = vector("u v", k)
w = vector("w", m)
A = matrix("A", k, k)
B = matrix("B", k, m)


def test_nothing_is_reordered_or_cancelled():
    tree = (x - y) + (y - x)
    assert isinstance(tree, n.Add)
    assert isinstance(tree.left, n.Sub)
    assert n.same(tree.right, y - x)
    assert not n.same(x + y, y + x)
    assert not n.same(x * 1, x)


def test_shapes():
    assert (x + 1).shape == ()
    assert (A @ u).shape == (k, 1)
    assert (u.T @ A).shape == (1, k)
    assert (u.T @ A @ u).shape == ()
    assert (u @ v.T).shape == (k, k)
    assert B.T.shape == (m, k)
    assert (2 * A / 3).shape == (k, k)
    assert eye(k).shape == (k, k)
    assert zeros(k, m).shape == (k, m)


def test_a_quadratic_form_is_a_scalar():
    form = u.T @ A @ u
    assert (form + x).shape == ()
    assert form.T is form


@pytest.mark.parametrize(
    ("build", "message"),
    [
        (lambda: u + w, "a sum needs two operands of the same shape: u is k x 1 and w is m x 1"),
        (lambda: x - u, "a sum needs two operands of the same shape: x is scalar and u is k x 1"),
        (
            lambda: A @ w,
            "@ needs as many columns on the left as rows on the right: A is k x k and w is m x 1",
        ),
        (lambda: x @ u, "@ needs as many columns on the left as rows on the right: "),
        (lambda: u * v, "* takes a scalar; write @ for the matrix product: u is k x 1 and v is"),
        (lambda: x / u, "the denominator takes a scalar: u is k x 1"),
        (lambda: A**2, "a power (write @ for the matrix product) takes a scalar: A is k x k"),
        (lambda: x**A, "an exponent takes a scalar: A is k x k"),
        (lambda: n.Apply("log", A), "log takes a scalar: A is k x k"),
        (lambda: n.Inverse(B), "inv takes a square matrix: B is k x m"),
        (lambda: n.Det(u), "det takes a square matrix: u is k x 1"),
        (lambda: n.Trace(B), "tr takes a square matrix: B is k x m"),
        (lambda: n.Diag(A), "diag takes a vector: A is k x k"),
        (lambda: A[1], "1 indices do not fit: A is k x k"),
        (lambda: u[1, 1], "2 indices do not fit: u is k x 1"),
        (lambda: x[1], "1 indices do not fit: x is scalar"),
        (lambda: n.VectorOf(u, x, k), "a vector's component takes a scalar: u is k x 1"),
        (lambda: n.Derivative(u, x, x), "a derivative takes a scalar: u is k x 1"),
        (lambda: n.Derivative(x, u, w), "a direction has the shape of its variable: u is k x 1"),
        (lambda: n.Piecewise(x, y, u, x), "two branches have one shape: u is k x 1 and x is"),
        (lambda: u == w, "both sides need one shape: u is k x 1 and w is m x 1"),
    ],
)
def test_a_mismatch_names_both_shapes(build, message):
    with pytest.raises(ShapeError) as caught:
        build()
    assert " ".join(str(caught.value).split()).startswith(message)


def test_an_equation_is_true_where_both_sides_are_written_the_same():
    assert x + y == x + y
    assert x + y != y + x
    assert not bool(n.Relation("=", x + y, y + x))
    assert x != 0
    assert n.as_expr(2) == 2
    assert len({x + y, x + y, y + x}) == 2
    assert (x <= y).op == "<="
    with pytest.raises(
        TypeError, match="a relation between expressions has no truth value: x <= y"
    ):
        bool(x <= y)


@pytest.mark.parametrize(
    ("use", "message"),
    [
        (lambda: bool(x), "an expression has no truth value: x"),
        (lambda: float(x), "an expression is not a number; evaluate it first: x"),
        (lambda: list(u), r"u cannot be iterated over; write u\[i\] for a component"),
    ],
)
def test_an_expression_is_not_a_number(use, message):
    with pytest.raises(TypeError, match=message):
        use()


def test_expressions_do_not_change():
    with pytest.raises(AttributeError):
        x.name = "y"


def test_functions_are_named():
    with pytest.raises(UsageError, match="'gamma' is not a function known here\n  try: known: log"):
        n.Apply("gamma", x)


@given(st.data())
def test_trees_are_values(trees, data):
    tree = data.draw(st.one_of(trees.rational, trees.matrix))
    for twin in (copy.deepcopy(tree), pickle.loads(pickle.dumps(tree))):
        assert n.same(twin, tree)
        assert hash(twin) == hash(tree)


@given(st.data())
def test_children_can_be_exchanged(trees, data):
    tree = data.draw(trees.scalar)
    assert tree.map_children(lambda child: child) is tree
    replaced = tree.map_children(lambda child: n.Number(Fraction(5)))
    assert type(replaced) is type(tree)
    assert all(n.same(child, n.Number(Fraction(5))) for child in replaced.children())
