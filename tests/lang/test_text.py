"""Text: what is printed is what an author could have typed to build the same tree."""

import ast
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from symkl.families import Normal
from symkl.lang import nodes as n
from symkl.lang import vocabulary
from symkl.lang.text import law_in_full, text
from symkl.lang.vocabulary import (
    KL,
    D,
    E,
    Integral,
    Product,
    Sum,
    by_component,
    cos,
    covariance,
    delta,
    det,
    diag,
    dimension,
    entropy,
    exp,
    eye,
    half,
    index,
    inv,
    log,
    matrix,
    oo,
    pi,
    piecewise,
    positive,
    rational,
    real,
    sqrt,
    strict_lower,
    tr,
    vector,
    zeros,
)

k = dimension("k")
x, y, t = real("x y t")
s = positive("s")
i, j = index("i j")
u, v = vector("u v", k)
A = matrix("A", k, k)
S = covariance("S", k)
p = Normal("p", x, mean=y, variance=s**2)
q = Normal("q", x, mean=0, variance=1)

NAMES = {
    **vars(vocabulary),
    **{f.name: f for f in (k, x, y, t, s, i, j, u, v, A, S, p, q)},
    "eye": lambda k: eye(_dim(k)),
    "zeros": lambda *dims: zeros(*map(_dim, dims)),
    "by_component": lambda body, i, k: by_component(body, i, _dim(k)),
    "number": lambda value: n.Number(Fraction(value)),
}


def _dim(value):
    return int(value.value) if isinstance(value, n.Number) else value


class _Exact(ast.NodeTransformer):
    """Python divides 1/2 at once; in a tree the numbers are nodes like the others."""

    def visit_Constant(self, node):
        return ast.Call(ast.Name("number", ast.Load()), [node], [])


def read(written: str):
    """The tree that somebody builds who types this."""
    code = ast.fix_missing_locations(_Exact().visit(ast.parse(written, mode="eval")))
    return eval(compile(code, "<text>", "eval"), dict(NAMES))


def spelt_out(node):
    """The tree with -2/3 as a sign and a division, which is how it reads back."""
    if isinstance(node, n.Number):
        value = node.value
        top = n.Number(Fraction(abs(value.numerator)))
        top = n.Neg(top) if value < 0 else top
        whole = value.denominator == 1
        return top if whole else n.Div(top, n.Number(Fraction(value.denominator)))
    return node.map_children(spelt_out)


def assert_reads_back(tree):
    assert n.same(spelt_out(read(text(tree))), spelt_out(tree)), text(tree)


@pytest.mark.parametrize(
    ("tree", "written"),
    [
        (x - y, "x - y"),
        ((x - y) + (y - t), "x - y + (y - t)"),
        (x - (y + t), "x - (y + t)"),
        (x / (2 * s**2), "x/(2*s**2)"),
        (x / 2 * s, "x/2*s"),
        (-(x**2) / 2, "-x**2/2"),
        (-(x**2 / 2), "-(x**2/2)"),
        (-(x + y), "-(x + y)"),
        ((-x) ** 2, "(-x)**2"),
        (x ** -rational(1), "x**(-1)"),
        (half * x, "1/2*x"),
        (x * half, "x*(1/2)"),
        (x * rational(-1, 2), "x*(-1/2)"),
        (x - rational(-3), "x - -3"),
        (2 ** (x**y), "2**(x**y)"),
        (1 / sqrt(2 * pi * s**2), "1/sqrt(2*pi*s**2)"),
        (u.T @ inv(S) @ u, "u.T @ inv(S) @ u"),
        (u.T @ (A @ u), "u.T @ (A @ u)"),
        (2 * (A @ S), "2*(A @ S)"),
        ((2 * A) @ S, "2*A @ S"),
        ((A @ S).T, "(A @ S).T"),
        (-A @ S, "-A @ S"),
        (A @ -S, "A @ -S"),
        (tr(A) - log(det(S)), "tr(A) - log(det(S))"),
        ((u - v)[i], "(u - v)[i]"),
        (A[i, j], "A[i, j]"),
        (eye(k) - strict_lower(A), "eye(k) - strict_lower(A)"),
        (diag(u) + zeros(k, k), "diag(u) + zeros(k, k)"),
        (delta(i, 2), "delta(i, 2)"),
        (by_component(u[i] ** 2, i, k), "by_component(u[i]**2, i, k)"),
        (Sum(u[i], i, k) / 2, "Sum(u[i], i, k)/2"),
        (Product(u[i], i, k), "Product(u[i], i, k)"),
        (Integral(exp(-x), x), "Integral(exp(-x), x)"),
        (Integral(exp(-x), x, 0, oo), "Integral(exp(-x), x, 0, oo)"),
        (Integral(cos(x), x, -pi, pi), "Integral(cos(x), x, -pi, pi)"),
        (Integral(x, x, -y, oo), "Integral(x, x, -y, oo)"),
        (D(x**2, x), "D(x**2, x)"),
        (D(log(det(S)), S, A), "D(log(det(S)), S, A)"),
        (p(y) / q(x), "p(y)/q(x)"),
        (E(p, x**2), "E(p, x**2)"),
        (E(p, t**2, t), "E(p, t**2, t)"),
        (KL(p, q) - entropy(p), "KL(p, q) - entropy(p)"),
        (piecewise(x, 0, -x, x), "piecewise(x, 0, -x, x)"),
    ],
    ids=str,
)
def test_written_as_typed(tree, written):
    assert text(tree) == str(tree) == written
    assert_reads_back(tree)


@given(st.data())
def test_every_scalar_reads_back(trees, data):
    assert_reads_back(data.draw(trees.scalar))


@given(st.data())
def test_every_binder_reads_back(trees, data):
    assert_reads_back(data.draw(trees.rational))


@given(st.data())
def test_every_matrix_reads_back(trees, data):
    assert_reads_back(data.draw(trees.matrix))


def test_parentheses_are_the_fewest():
    assert text(x - (y - (t - s))) == "x - (y - (t - s))"
    assert text(((x - y) - t) - s) == "x - y - t - s"
    assert text((x * y) * t / s) == "x*y*t/s"


def test_laws_in_full():
    assert law_in_full(p) == "p = Normal(y, s**2)"
    components = vocabulary.independent("P", u, Normal("p", x, mean=v[i], variance=1), i)
    assert law_in_full(components) == "P: p = Normal(v[i], 1) for i = 1..k"


def test_repr_names_the_node():
    assert repr(x + 1) == "<Add x + 1>"
    assert repr((x + 1) == y) == "x + 1 = y"
