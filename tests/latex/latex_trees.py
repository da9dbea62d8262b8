"""Random expressions for the tests of the LaTeX emitter, and what they evaluate to."""

import cmath
from fractions import Fraction

import numpy as np
from hypothesis import strategies as st
from latex.latex_reader import product

from symkl.lang import nodes as n
from symkl.lang.vocabulary import covariance, index, matrix, positive, positive_vector, vector

X, MU, SIGMA = positive("x mu_1 sigma_1")
I = index("i")  # noqa: E741
W = positive_vector("w_1", 3)
U, V = vector("u v_2", 2)
A, B = matrix("A B_1", 2, 2)
S = covariance("Sigma_1", 2)

_random = np.random.default_rng(7)
_square = _random.uniform(0.5, 1.5, (2, 2))
VALUES = {
    X: 0.7,
    MU: 1.3,
    SIGMA: 0.4,
    W: np.array([[0.3], [1.1], [0.8]]),
    U: np.array([[0.6], [-1.2]]),
    V: np.array([[1.7], [0.2]]),
    A: _square,
    B: _random.uniform(-1, 1, (2, 2)),
    S: _square @ _square.T + np.eye(2),
}
PRINTED = {
    "x": VALUES[X],
    r"\mu_1": VALUES[MU],
    r"\sigma_1": VALUES[SIGMA],
    "w_1": VALUES[W],
    "u": VALUES[U],
    "v_2": VALUES[V],
    "A": VALUES[A],
    "B_1": VALUES[B],
    r"\Sigma_1": VALUES[S],
    r"\pi": cmath.pi,
    "I_2": np.eye(2),
}

NUMBERS = [n.Number(Fraction(a, b)) for a in (-2, -1, 0, 1, 2, 3) for b in (1, 2)]
POWERS = [*(n.Number(Fraction(p)) for p in (2, 3, -1, Fraction(1, 2))), X]
FUNCTIONS = ["log", "exp", "sqrt", "cos", "sin", "abs", "log1p", "g", "h"]
THREE = n.Number(Fraction(3))


def _one_of(draw, *choices):
    return draw(st.sampled_from(choices))


@st.composite
def scalars(draw, depth=4):
    """A scalar of letters, numbers, functions and index sums."""
    kind = _one_of(draw, "leaf", *OPERATIONS, "Neg", "Pow", "Apply", "Sum") if depth else "leaf"
    if kind == "leaf":
        return _one_of(draw, X, MU, SIGMA, n.Constant("pi"), *NUMBERS)
    inner = draw(scalars(depth - 1))
    if kind in OPERATIONS:
        return OPERATIONS[kind](inner, draw(scalars(depth - 1)))
    if kind == "Pow":
        return n.Pow(inner, _one_of(draw, *POWERS))
    if kind == "Apply":
        return n.Apply(_one_of(draw, *FUNCTIONS), inner)
    return n.Neg(inner) if kind == "Neg" else n.Sum(inner * W[I], I, THREE)


OPERATIONS = {"Add": n.Add, "Sub": n.Sub, "Mul": n.Mul, "Div": n.Div}


@st.composite
def matrices(draw, depth=3):
    """A 2 x 2 matrix."""
    kinds = ("leaf", "Add", "Sub", "MatMul", "Mul", "Div", "Neg", "Transpose")
    kind = _one_of(draw, *kinds) if depth else "leaf"
    if kind == "leaf":
        inverses = n.Inverse(S), n.Inverse(n.Transpose(A)), n.Transpose(n.Inverse(A))
        return _one_of(draw, A, B, S, n.Identity(2), *inverses)
    inner = draw(matrices(depth - 1))
    if kind == "Mul":
        return n.Mul(_one_of(draw, X, *NUMBERS), inner)
    if kind == "Div":
        return n.Div(inner, _one_of(draw, X, MU))
    if kind in ("Neg", "Transpose"):
        return getattr(n, kind)(inner)
    return getattr(n, kind)(inner, draw(matrices(depth - 1)))


@st.composite
def vectors(draw):
    """A vector of length 2."""
    plain = _one_of(draw, U, V, n.Sub(U, V))
    kind = _one_of(draw, "leaf", "MatMul", "Mul")
    if kind == "Mul":
        return n.Mul(draw(forms(1)), plain)
    return plain if kind == "leaf" else n.MatMul(draw(matrices(2)), plain)


@st.composite
def forms(draw, depth=2):
    """A scalar of matrices: forms, traces, determinants and what is made of them."""
    kind = _one_of(draw, "form", "trace", "det", *OPERATIONS, "Neg") if depth else "form"
    if kind in OPERATIONS:
        return OPERATIONS[kind](draw(forms(depth - 1)), draw(forms(depth - 1)))
    if kind == "Neg":
        return n.Neg(draw(forms(depth - 1)))
    if kind == "form":
        middle, right = draw(matrices(1)), _one_of(draw, U, V, n.Sub(U, V))
        left = n.Transpose(_one_of(draw, U, V, n.Sub(U, V)))
        return _one_of(draw, left @ middle @ right, left @ right, left @ (middle @ right))
    return (n.Trace if kind == "trace" else n.Det)(draw(matrices(2)))


def trees():
    """Any of these."""
    return st.one_of(scalars(), matrices(), vectors(), forms())


_APPLIED = {
    "log": cmath.log,
    "exp": cmath.exp,
    "sqrt": cmath.sqrt,
    "cos": cmath.cos,
    "sin": cmath.sin,
    "abs": abs,
    "log1p": lambda v: cmath.log(1 + v),
    "g": lambda v: v - cmath.log(1 + v),
    "h": lambda v: cmath.exp(v) - 1 - v,
}


def value(node, bound=None):  # one branch a node
    """The value of a tree at `VALUES`."""
    match node:
        case n.Number(number):
            return float(number)
        case n.Constant():
            return cmath.pi
        case n.Symbol():
            return VALUES[node]
        case n.Component(arg, _):
            return VALUES[arg][bound - 1].item()
        case n.Add(a, b):
            return value(a, bound) + value(b, bound)
        case n.Sub(a, b):
            return value(a, bound) - value(b, bound)
        case n.Mul(a, b):
            return value(a, bound) * value(b, bound)
        case n.MatMul(a, b):
            return product(value(a, bound), value(b, bound))
        case n.Div(a, b):
            return value(a, bound) / value(b, bound)
        case n.Neg(a):
            return -value(a, bound)
        case n.Pow(a, b):
            return value(a, bound) ** value(b, bound)
        case n.Apply(function, a):
            return _APPLIED[function](value(a, bound))
        case n.Sum(body, _, upper):
            return sum(value(body, i) for i in range(1, int(upper.value) + 1))
        case n.Transpose(a):
            return np.asarray(value(a, bound)).T
        case n.Inverse(a):
            return np.linalg.inv(value(a, bound))
        case n.Identity(k):
            return np.eye(k)
        case n.Trace(a):
            return np.trace(np.atleast_2d(value(a, bound)))
        case n.Det(a):
            return np.linalg.det(value(a, bound))
    raise AssertionError(node)
