"""Values of expressions: every kind of node but integrals, and what is undefined."""

from fractions import Fraction

import mpmath
import pytest
from mpmath import mp, mpf

from symkl.errors import InexactError, ShapeError, UnsupportedExpression, UsageError
from symkl.families import Normal
from symkl.lang import nodes as n
from symkl.lang.vocabulary import (
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
    exp,
    expm1,
    eye,
    g,
    h,
    half,
    index,
    inv,
    log,
    log1p,
    matrix,
    pi,
    piecewise,
    positive,
    positive_vector,
    rational,
    real,
    sin,
    sqrt,
    strict_lower,
    symmetric,
    tr,
    vector,
    zeros,
)
from symkl.meaning.evaluate import Undefined, evaluate

k = dimension("k")
x, y, a, theta = real("x y a theta")
r, s = positive("r s")
i, j = index("i j")
u, v, m = vector("u v m", k)
w = positive_vector("w", k)
A, B = matrix("A B", k, k)
S, T = covariance("S T", k)
H = symmetric("H", k)
p = Normal("p", x, mean=a, variance=s**2)
q = Normal("q", x, mean=0, variance=1)

POINT = {x: Fraction(1, 3), y: Fraction(-2), s: Fraction(3, 2), a: 1}
ARRAYS = {
    u: [1, 2],
    v: [Fraction(1, 2), -1],
    m: [1, -1],
    w: [2, Fraction(1, 2)],
    A: [[1, 2], [3, 4]],
    B: [[0, 1], [-1, 1]],
    S: [[2, 1], [1, 3]],
    T: [[1, 0], [0, 4]],
    H: [[0, 1], [1, 2]],
}


def close(value, expected, digits=48):
    with mp.workdps(digits + 20):
        expected = expected() if callable(expected) else expected
        size = max(abs(mpf(expected)), mpf(1))
        return abs(mpf(value) - expected) <= mpf(10) ** -digits * size


@pytest.mark.parametrize(
    ("tree", "expected"),
    [
        (x + y - 1, lambda: mpf(-8) / 3),
        (-x * y / 2, lambda: mpf(1) / 3),
        (x**3, lambda: mpf(1) / 27),
        (x**-2, lambda: mpf(9)),
        (s**half, lambda: mp.sqrt(1.5)),
        ((s**2) ** half, lambda: mpf(1.5)),
        (s**x, lambda: mpf(1.5) ** (mpf(1) / 3)),
        (y**2, lambda: mpf(4)),
        (pi * 2, lambda: 2 * mp.pi),
        (log(s), lambda: mp.log(1.5)),
        (exp(y), lambda: mp.exp(-2)),
        (sqrt(2 * s), lambda: mp.sqrt(3)),
        (cos(y) + sin(y), lambda: mp.cos(-2) + mp.sin(-2)),
        (n.Apply("abs", y), lambda: mpf(2)),
        (log1p(x) + expm1(y), lambda: mp.log(mpf(4) / 3) + mp.exp(-2) - 1),
        (g(x), lambda: mpf(1) / 3 - mp.log(mpf(4) / 3)),
        (h(x), lambda: mp.exp(mpf(1) / 3) - mpf(4) / 3),
        (piecewise(x, y, log(y), s), lambda: mpf(1.5)),
        (piecewise(y, x, s, log(y)), lambda: mpf(1.5)),
        (Sum(i * x, i, 4), lambda: mpf(10) / 3),
        (Sum(Sum(i**j, j, i), i, 3), lambda: mpf(1 + 2 + 4 + 3 + 9 + 27)),
        (Product(i * x, i, 3), lambda: mpf(6) / 27),
        (Sum(x, i, 0), lambda: mpf(0)),
        (by_component(i**2, i, 3)[2], lambda: mpf(4)),
        (delta(i, 2) + 10 * delta(i, i), lambda: mpf(11)),
        (D(x**3 * s, x), lambda: mpf(1) / 2),
        (D(D(exp(x * s), x), s), lambda: mp.exp(0.5) * 1.5),
    ],
    ids=lambda v: None if callable(v) else str(v),
)
def test_scalars(tree, expected):
    assert close(evaluate(tree, {**POINT, i: 2}), expected)


@pytest.mark.parametrize(
    ("tree", "expected"),
    [
        (A + 2 * B, [[1, 4], [1, 6]]),
        (A @ B - A, [[-3, 1], [-7, 3]]),
        (A.T / 2, [[0.5, 1.5], [1, 2]]),
        (-(u @ v.T), [[-0.5, 1], [-1, 2]]),
        (inv(S), [[mpf(3) / 5, mpf(-1) / 5], [mpf(-1) / 5, mpf(2) / 5]]),
        (diag(w) + eye(k), [[3, 0], [0, 1.5]]),
        (zeros(k, k) + strict_lower(A), [[0, 0], [3, 0]]),
        (by_component(u[i] * A[i, i], i, k), [[1], [8]]),
        (Sum(u * i, i, 2), [[3], [6]]),
        (A @ u, [[5], [11]]),
        (piecewise(x, 0, A, B), [[0, 1], [-1, 1]]),
    ],
    ids=lambda v: None if callable(v) else str(v),
)
def test_matrices(tree, expected):
    found = evaluate(tree, {**POINT, **ARRAYS})
    assert isinstance(found, mpmath.matrix)
    assert mp.norm(found - mpmath.matrix(expected)) < 1e-15


@pytest.mark.parametrize(
    ("tree", "expected"),
    [
        (u.T @ A @ v, mpf(-13) / 2),
        (tr(A @ S), 19),
        (tr(u.T @ u), 5),
        (det(A), -2),
        (log(det(S)), lambda: mp.log(5)),
        (u[2] + A[1, 2], 4),
        (k, 2),
        (D(log(det(S)), S, H), lambda: mpf(2) / 5),
        (D(tr(inv(S) @ T), S, H), lambda: mpf(-12) / 25),
        (D(u.T @ S @ u, u, v), -10),
    ],
    ids=lambda v: None if callable(v) else str(v),
)
def test_scalars_from_matrices(tree, expected):
    assert close(evaluate(tree, ARRAYS), expected)


def test_one_by_one_is_a_scalar():
    assert evaluate(A, {A: [[Fraction(5)]]}) == 5
    assert evaluate(A @ u, {A: [[5]], u: [2]}) == 10
    assert evaluate(inv(A), {A: [[2]]}) == mpf(1) / 2


def test_a_vector_may_be_given_as_a_column():
    assert evaluate(u.T @ u, {u: [[1], [2]]}) == 5


@pytest.mark.parametrize(
    ("tree", "message"),
    [
        (log(y), "log(y) is undefined: logarithm of -2"),
        (log(x - Fraction(1, 3)), "log(x - 1/3) is undefined: logarithm of 0"),
        (log1p(y), "log1p(y) is undefined: logarithm of 1 + -2"),
        (g(y), "g(y) is undefined: logarithm of 1 + -2.0"),
        (sqrt(y), "sqrt(y) is undefined: square root of -2"),
        (1 / (3 * x - 1), "1/(3*x - 1) is undefined: division by zero"),
        (A / (y + 2), "A/(y + 2) is undefined: division by zero"),
        ((x - x) ** -1, "(x - x)**(-1) is undefined: 0 to the power -1"),
        (y**half, "y**(1/2) is undefined: square root of -2"),
        (y**x, "y**x is undefined: -2 to the power 1/3"),
        (inv(A - A), "inv(A - A) is undefined: the matrix is singular"),
        (inv(u @ v.T), "inv(u @ v.T) is undefined: the matrix is singular"),
        (inv(sqrt(rational(2)) * (u @ v.T)), "inv(sqrt(2)*(u @ v.T)) is undefined: the matrix is"),
        (u[3], "u[3] is undefined: there is no component 3 of 2"),
        (u[x], "the index is 1/3, not a whole number"),
        (Sum(x, i, x), "the upper bound of Sum(x, i, x) is 1/3, not a whole number"),
        (Integral(log(x), x, -1, 1), "log(x) is undefined: logarithm of"),
        (D(log(x), x) + log(y), "log(y) is undefined"),
        (E(Normal("p", x, mean=0, variance=y), x), "sqrt(2*pi*y) is undefined: square root of"),
    ],
)
def test_undefined(tree, message):
    with pytest.raises(Undefined) as caught:
        evaluate(tree, {**POINT, **ARRAYS})
    assert str(caught.value).startswith(message)


@pytest.mark.parametrize(
    ("use", "kind", "message"),
    [
        (lambda: evaluate(x + y, {x: 1}), UsageError, "no value is given for y"),
        (lambda: evaluate(eye(k), {}), UsageError, "no number is given for the dimension k"),
        (
            lambda: evaluate(x, {x: 0.1}),
            InexactError,
            "the value 0.1 of x is a float; values here are exact\n  try: write Fraction(1, 10)",
        ),
        (lambda: evaluate(x, {x: "1"}), UsageError, "the value '1' of x is not a number"),
        (
            lambda: evaluate(A @ u, {A: [[1, 2], [3, 4]], u: [1, 2, 3]}),
            ShapeError,
            "a value has the shape of its symbol: u is 2 x 1 and [1, 2, 3] is 3 x 1",
        ),
        (
            lambda: evaluate(A, {A: [[1, 2], [3]]}),
            ShapeError,
            "a value has the shape of its symbol: A is 2 x 2",
        ),
        (
            lambda: evaluate(Integral(x, A), {x: 1}, dims={k: 2}),
            UnsupportedExpression,
            "an integral over the matrix A has no value here",
        ),
    ],
)
def test_bad_values(use, kind, message):
    with pytest.raises(kind) as caught:
        use()
    assert str(caught.value).startswith(message)


def test_dimensions_are_seen_from_the_values():
    assert evaluate(Sum(u[i], i, k) + k, {u: [1, 2, 3]}) == 9
    assert evaluate(k * x, {k: 4, x: 2}) == 8
