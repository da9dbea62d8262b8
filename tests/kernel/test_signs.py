"""Signs: every sign that a value takes is among those that the analysis allows."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mpmath import mpf

from symkl.families import Normal
from symkl.kernel import signs as sg
from symkl.kernel.normal_form import Normalizer
from symkl.kernel.refusal import Refusal
from symkl.lang import nodes as n
from symkl.lang.vocabulary import (
    E,
    Integral,
    Product,
    Sum,
    by_component,
    covariance,
    det,
    diag,
    dimension,
    exp,
    eye,
    g,
    index,
    inv,
    invertible,
    log,
    matrix,
    nonnegative_real,
    nonzero,
    oo,
    pi,
    positive,
    positive_vector,
    rational,
    real,
    scale_tril,
    sqrt,
    symmetric,
    tr,
    unit_interval,
    vector,
)
from symkl.meaning.evaluate import Undefined, evaluate

k, m, i, j = dimension("k"), dimension("m"), index("i"), index("j")
x, y = real("x y")
s = positive("s")
r, z, u = nonnegative_real("r"), nonzero("z"), unit_interval("u")
A, G, H = matrix("A", k, k), invertible("G", k), symmetric("H", k)
S, T, L = covariance("S", k), covariance("T", k), scale_tril("L", k)
R = matrix("R", k, m)
v, w = vector("v", k), positive_vector("w", k)
p = Normal("p", x, mean=y, variance=s**2)

POSITIVE, NONNEGATIVE, NONZERO = sg.POSITIVE, sg.NONNEGATIVE, sg.NONZERO


@pytest.mark.parametrize(
    ("expr", "allowed"),
    [
        (x**2 + 1, POSITIVE),
        (x * x, NONNEGATIVE),
        (x**2 + r, NONNEGATIVE),
        (z**2, POSITIVE),
        (z**3, NONZERO),
        (-s, frozenset({-1})),
        (s - s, frozenset({0})),
        (1 - u, NONNEGATIVE),
        (2 - u, POSITIVE),
        (exp(x), POSITIVE),
        (sqrt(r), NONNEGATIVE),
        (n.Apply("abs", z), POSITIVE),
        (det(S), POSITIVE),
        (det(L), POSITIVE),
        (det(G), NONZERO),
        (det(inv(G).T), NONZERO),
        (det(G @ S), NONZERO),
        (tr(S), POSITIVE),
        (v.T @ v, NONNEGATIVE),
        (v.T @ S @ v, NONNEGATIVE),
        (v.T @ inv(S) @ v, NONNEGATIVE),
        (S[i, i], POSITIVE),
        (L[i, i], POSITIVE),
        (w[i], POSITIVE),
        (Sum(w[i], i, k), POSITIVE),
        (Product(w[i], i, k), POSITIVE),
        (Sum(v[i] ** 2, i, k), NONNEGATIVE),
        (p(x), POSITIVE),
        (E(p, x**2), NONNEGATIVE),
        (Integral(exp(x), x, 0, 1), POSITIVE),
        (Integral(exp(-s * r), r, 0, oo), POSITIVE),
    ],
)
def test_known_signs(expr, allowed):
    assert Normalizer({"components"}).signs(expr) <= allowed


@pytest.mark.parametrize(
    "expr",
    [
        x + 1,
        r - 1,
        x**3,
        x * y,
        s - r,
        1 - r,
        log(s),
        g(s),  # g >= 0 is a theorem, in force only where a rule allows it
        det(A),
        det(H),
        det(G + S),
        det(G @ A),
        tr(H),
        v.T @ H @ v,
        v.T @ A @ v,
        v.T @ S @ w,
        v.T @ S @ T @ v,
        S[i, j],
        Product(v[i], i, k),
        Sum(v[i], i, k),
        Integral(exp(x), x, 1, 0),
        Integral(1, x, 4, pi),
        Integral(exp(x), x, 0, y),
        E(p, x),
    ],
)
def test_unknown_signs(expr):
    assert not Normalizer().signs(expr) <= NONNEGATIVE


def test_a_theorem_counts_where_it_is_in_force():
    norm = Normalizer({"g_nonnegative"})
    assert norm.signs(g(s)) <= NONNEGATIVE
    assert "g_nonnegative" in norm.used


def test_monotonicity_is_noted():
    norm = Normalizer()
    norm.signs(E(p, x**2))
    assert "monotone" in norm.used


@pytest.mark.parametrize(
    "matrix",
    [
        *(S, inv(S), S.T, S + T, 2 * S, S / s, eye(k), diag(w), G @ G.T, L @ L.T, S + eye(k)),
        diag(by_component(w[i] ** 2 + 1, i, k)),
    ],
)
def test_positive_definite(matrix):
    assert sg.positive_definite(matrix)
    assert sg.is_invertible(matrix)
    assert sg.is_symmetric(matrix)


@pytest.mark.parametrize(
    "matrix",
    [
        S @ T,  # the product of two covariances is not symmetric
        S - T,
        -S,
        x * S,
        r * S,
        H,
        A,
        G,
        L,
        A @ A.T,  # A may be singular
        R @ R.T,  # R may be of too small a rank
        R.T @ S @ R,
        diag(v),
        diag(by_component(v[i] ** 2, i, k)),
        G @ inv(G).T,
    ],
)
def test_not_positive_definite(matrix):
    assert not sg.positive_definite(matrix)


@pytest.mark.parametrize("matrix", [G, G.T, inv(G), L, S @ T, z * G, L @ G])
def test_invertible(matrix):
    assert sg.is_invertible(matrix)


@pytest.mark.parametrize("matrix", [A, H, S - T, G + S, x * G, R @ R.T, diag(v), A @ S, v @ v.T])
def test_not_known_to_be_invertible(matrix):
    assert not sg.is_invertible(matrix)


def test_symmetric():
    assert all(map(sg.is_symmetric, (H, H + S, -H, H.T, v @ v.T, x * H, diag(v), R @ R.T)))
    assert not any(map(sg.is_symmetric, (A, S @ T, H @ S, v @ w.T, A + S, L, A.T @ S)))


leaves = st.sampled_from([x, y, s, r, z, u, rational(0), rational(1), rational(-2), rational(1, 2)])
scalars = st.deferred(
    lambda: st.one_of(
        leaves,
        st.builds(lambda a, b: a + b, scalars, scalars),
        st.builds(lambda a, b: a - b, scalars, scalars),
        st.builds(lambda a, b: a * b, scalars, scalars),
        st.builds(lambda a, b: a / b, scalars, scalars),
        st.builds(lambda a, e: a**e, scalars, st.sampled_from([2, 3, -1, rational(1, 2)])),
        st.builds(exp, leaves),
        st.builds(sqrt, scalars),
        st.builds(lambda a: n.Apply("abs", a), scalars),
        st.builds(lambda a: n.Apply("expm1", a), leaves),
        st.builds(lambda a: n.Apply("log1p", a), scalars),
    )
)
reals = st.sampled_from([Fraction(c) for c in ("0", "1", "-1", "-2", "1/2", "3")])
above = st.sampled_from([Fraction(c) for c in ("1", "2", "1/3")])
values = st.fixed_dictionaries(
    {
        x: reals,
        y: reals,
        s: above,
        r: above | st.just(Fraction(0)),
        z: reals.filter(bool),
        u: st.sampled_from([Fraction(0), Fraction(1), Fraction(1, 3)]),
    }
)


@given(scalars, values)
def test_the_sign_of_the_value_is_among_the_signs(expr, at):
    try:
        allowed = Normalizer().signs(expr)
        Normalizer().form(expr)
    except Refusal:
        return
    try:
        value = evaluate(expr, at, digits=30)
    except Undefined:
        pytest.fail(f"{expr} is accepted, and has no value at {at}")
    if abs(value) > mpf(10) ** -20:
        assert (1 if value > 0 else -1) in allowed
