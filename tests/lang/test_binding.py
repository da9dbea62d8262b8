"""Bound names: they do not matter, and nothing that is put in is captured by them."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from symkl.errors import CaptureError, UsageError
from symkl.families import Normal
from symkl.lang import nodes as n
from symkl.lang.binding import alpha_same, free_symbols, fresh, same_symbol, substitute, walk
from symkl.lang.vocabulary import (
    D,
    E,
    Integral,
    Product,
    Sum,
    by_component,
    dimension,
    exp,
    eye,
    independent,
    index,
    matrix,
    oo,
    positive,
    rational,
    real,
    tr,
    vector,
    zeros,
)
from symkl.meaning.evaluate import evaluate
from symkl.meaning.values import value_of

k, m = dimension("k m")
x, y, z = real("x y z")
s = positive("s")
i, j = index("i j")
u, v = vector("u v", k)
A = matrix("A", k, k)
p = Normal("p", x, mean=y, variance=s**2)

VALUES = {real("x"): Fraction(3, 2), real("y"): Fraction(-2, 3), s: Fraction(2), i: 3, j: 2}
INDICES = st.sampled_from([i, j])


def names(node):
    return sorted(symbol.name for symbol in free_symbols(node))


@pytest.mark.parametrize(
    ("node", "free"),
    [
        (x + y * x, "x y"),
        (u, "k u"),
        (Sum(u[i] * x, i, k), "k u x"),
        (Sum(u[i], i, k) + i, "i k u"),
        (Sum(j, i, j), "j"),
        (Integral(exp(-x) * y, x, x, y), "x y"),
        (by_component(x * i, i, k), "k x"),
        (E(p, x), "s y"),
        (E(p, z + y, z), "s y"),
        (n.Expectation(Normal("p", z, mean=x, variance=1), x, x), "x"),
        (p(z), "s y z"),
        (Normal("p", x, mean=x, variance=1)(z), "x z"),
        (independent("P", u, Normal("p", x, mean=v[i], variance=i), i)(u), "k u v"),
        (D(x**2 * y, x), "x y"),
        (D(tr(A), A, A @ A), "A k"),
        (eye(k), "k"),
        (zeros(k, m), "k m"),
    ],
    ids=str,
)
def test_free_symbols(node, free):
    assert " ".join(names(node)) == free


def test_walk_is_outermost_first():
    assert [str(node) for node in walk(x * y + z)] == ["x*y + z", "x*y", "x", "y", "z"]


@pytest.mark.parametrize(
    ("node", "mapping", "written"),
    [
        (x + y, {x: y, y: x}, "y + x"),
        (Sum(x * i, i, 3), {x: i}, "Sum(i*i_1, i_1, 3)"),
        (Sum(x * i, i, i), {i: j}, "Sum(x*i, i, j)"),
        (Sum(Sum(x * i * j, j, 2), i, 3), {x: i + j}, "Sum(Sum((i + j)*i_1*j_1, j_1, 2), i_1, 3)"),
        (Integral(x * y, x, 0, 1), {y: x}, "Integral(x_1*x, x_1, 0, 1)"),
        (Integral(x, x, 0, x), {x: z}, "Integral(x, x, 0, z)"),
        (by_component(x * i, i, 3)[i], {x: i}, "by_component(i*i_1, i_1, 3)[i]"),
        (E(p, x * z), {z: x}, "E(p, x_1*x, x_1)"),
        (E(p, x * z), {x: z}, "E(p, x*z)"),
        (p(x), {x: z + 1}, "p(z + 1)"),
        (u.T @ u, {u: v}, "v.T @ v"),
        (D(x**2 * y, x), {y: z}, "D(x**2*z, x)"),
        (D(x**2, x), {x: z}, "D(z**2, z)"),
        (Sum(u[i], i, k) * tr(eye(k)), {k: rational(3)}, "Sum(u[i], i, 3)*tr(eye(3))"),
    ],
    ids=str,
)
def test_substitution(node, mapping, written):
    assert str(substitute(node, mapping)) == written


def test_the_letter_of_a_law_is_bound():
    law = substitute(p(x), {x: z + 1, y: z}).law
    assert law.variable is x
    assert law.parameters[0] is z
    components = independent("P", u, Normal("p", x, mean=x, variance=1), i)
    assert substitute(components(v), {u: v, x: y}).law.letter is u


def test_nothing_to_replace_leaves_the_tree():
    tree = Sum(u[i] * x, i, k)
    assert substitute(tree, {}) is tree
    assert substitute(tree, {x: x}) is tree
    assert substitute(x + y, {z: s}) is not None
    assert n.same(substitute(tree, {i: j}), tree)


def test_a_dimension_is_replaced_in_shapes():
    found = substitute(Sum(u[i], i, k), {k: rational(2)})
    assert names(found) == ["u"]
    assert all(node.shape == (2, 1) for node in walk(found) if getattr(node, "name", "") == "u")
    assert substitute(A @ u, {k: m}).shape == (m, 1)


def test_shapes_have_to_fit():
    with pytest.raises(UsageError, match="u is k x 1, but x is scalar\n  try: replace a symbol by"):
        substitute(u, {u: x})
    with pytest.raises(UsageError, match="u is k x 1, but A is k x k"):
        substitute(u, {u: A})


def test_a_derivative_stays_where_it_is_taken():
    with pytest.raises(UsageError, match="x is the variable of the derivative"):
        substitute(D(x**2, x), {x: rational(1)})
    with pytest.raises(CaptureError, match=r"y is constant in the derivative D.*; 2\*x is not"):
        substitute(D(x * y, x), {y: 2 * x})


def test_fresh_names():
    assert fresh(x, frozenset()).name == "x_1"
    assert fresh(x, {real("x_1"), real("x_2")}).name == "x_3"
    assert fresh(s, {real("s_1")}).assumptions == s.assumptions
    assert same_symbol(x, real("x"))
    assert not same_symbol(x, positive("x"))


def test_a_letter_is_more_than_its_name():
    assert names(Integral(positive("x") * x, x)) == ["x"]
    assert str(substitute(x + positive("x"), {x: y})) == "y + x"


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        (Sum(u[i], i, k), Sum(u[j], j, k), True),
        (Sum(u[i] * x, i, k), Sum(u[index("x")] * x, index("x"), k), True),
        (Sum(i, i, j), Sum(j, j, j), True),
        (Sum(i, j, 3), Sum(j, j, 3), False),
        (Sum(i, j, 3), Sum(j, i, 3), False),
        (Sum(Sum(i - j, j, 2), i, 3), Sum(Sum(j - i, i, 2), j, 3), True),
        (Sum(Sum(i - j, j, 2), i, 3), Sum(Sum(j - i, j, 2), i, 3), False),
        (Sum(i, i, 3), Product(i, i, 3), False),
        (Sum(i, i, 3), Sum(i, i, 2), False),
        (Integral(exp(-x), x, 0, oo), Integral(exp(-y), y, 0, oo), True),
        (E(p, x**2), E(p, z**2, z), True),
        (E(p, x**2 + z), E(p, z**2 + z, z), False),
        (p(z), Normal("q", z, mean=y, variance=s**2)(z), True),
        (p(z), Normal("p", x, mean=z, variance=s**2)(z), False),
        (x, positive("x"), False),
        (by_component(u[i], i, k), by_component(u[j], j, k), True),
        (
            independent("P", u, Normal("p", x, mean=v[i], variance=1), i)(u),
            independent("Q", v, Normal("p", y, mean=v[j], variance=1), j)(u),
            True,
        ),
    ],
)
def test_sameness_up_to_bound_names(one, other, alike):
    assert alpha_same(one, other) is alike
    assert alpha_same(other, one) is alike


def renamed(node):
    """The tree with every bound variable given another name."""
    node = node.map_children(renamed)
    if not node.binder:
        return node
    new = fresh(node.variable, free_symbols(node))
    parts = (
        new
        if part is node.variable
        else substitute(part, {node.variable: new})
        if part is node.body
        else part
        for part in node.parts()
    )
    return type(node)(*parts)


@given(st.data())
def test_bound_names_do_not_matter(trees, data):
    tree = data.draw(trees.rational)
    other = renamed(tree)
    assert alpha_same(tree, other)
    assert free_symbols(tree) == free_symbols(other)
    assert value_of(tree, VALUES, 15) == value_of(other, VALUES, 15)


@given(st.data())
def test_bound_names_of_expectations_do_not_matter(trees, data):
    tree = data.draw(trees.expectation)
    other = renamed(tree)
    assert alpha_same(tree, other)
    values = {**VALUES, real("m"): Fraction(1, 3)}
    gap = evaluate(tree, values, digits=15) - evaluate(other, values, digits=15)
    assert abs(gap) < 1e-12


@given(st.data())
def test_substitution_commutes_with_evaluation(trees, data):
    """Above all where the replacement holds a name that the tree binds."""
    inside, put = data.draw(trees.rational), data.draw(trees.rational) + data.draw(INDICES)
    tree = Sum(inside * x + i, data.draw(INDICES), data.draw(st.integers(1, 3)))
    value = value_of(put, VALUES, 15)
    assert value_of(substitute(tree, {x: put}), VALUES, 15) == value_of(
        tree, {**VALUES, x: value}, 15
    )


@given(st.data())
def test_substitution_is_simultaneous(trees, data):
    tree = data.draw(trees.rational)
    there = substitute(tree, {x: y, y: x})
    assert value_of(there, VALUES, 15) == value_of(tree, {**VALUES, x: VALUES[y], y: VALUES[x]}, 15)
    assert alpha_same(substitute(there, {x: y, y: x}), tree)


@given(st.data())
def test_alpha_same_tells_different_trees_apart(trees, data):
    one, other = data.draw(trees.rational), data.draw(trees.rational)
    if alpha_same(one, other):
        assert value_of(one, VALUES, 15) == value_of(other, VALUES, 15)
