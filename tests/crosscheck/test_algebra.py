"""SymPy's side of the second opinion: Gaussian integrals, zero, bounds on size, entries."""

import pytest
import sympy
from hypothesis import given
from hypothesis import strategies as st

from symkl import (
    D,
    E,
    Integral,
    MultivariateNormal,
    Normal,
    Sum,
    covariance,
    det,
    diag,
    dimension,
    exp,
    index,
    inv,
    log,
    matrix,
    piecewise,
    positive,
    positive_vector,
    real,
    scale_tril,
    symmetric,
    tr,
    vector,
)
from symkl.crosscheck.determinants import adjugate
from symkl.crosscheck.determinants import det as determinant
from symkl.crosscheck.explicit import explicit
from symkl.crosscheck.gaussian import over_space
from symkl.crosscheck.quotient import quotient
from symkl.crosscheck.rational import MOST_TERMS, NoForm, affordable, factored, terms, tidy
from symkl.crosscheck.zero import vanishes
from symkl.lang.nodes import as_expr

X, Y = sympy.symbols("x y", real=True)
S, T, R = sympy.symbols("s t r", positive=True)

k = dimension("k")
x, mu = real("x mu")
sigma, t = positive("sigma t")
v, m = vector("v m", k)
A = covariance("A", k)
L = scale_tril("L", k)


def bell(letter, mean, scale):
    return sympy.exp(-((letter - mean) ** 2) / (2 * scale**2)) / sympy.sqrt(2 * sympy.pi) / scale


@pytest.mark.parametrize(
    ("body", "value"),
    [
        (bell(X, Y, S), 1),
        (X * bell(X, Y, S), Y),
        (X**4 * bell(X, 0, S), 3 * S**4),
        (sympy.exp(X) * bell(X, 0, 1), sympy.exp(sympy.Rational(1, 2))),
        (bell(X, 0, 1) + 2 * X**2 * bell(X, 0, S), 1 + 2 * S**2),
        (bell(X, 0, 1) * (1 + sympy.exp(X)), 1 + sympy.exp(sympy.Rational(1, 2))),
        # SymPy's own integral of the next one is wrong.
        (sympy.exp(-(X**2 + 2 * X)), sympy.sqrt(sympy.pi) * sympy.E),
        (sympy.Integer(0), 0),
    ],
)
def test_gaussian_integrals(body, value):
    assert vanishes(over_space(body, [X]) - value)


def test_gaussian_integrals_in_the_plane():
    correlated = sympy.exp(-(X**2 - X * Y + Y**2))
    assert vanishes(over_space(correlated, [X, Y]) - 2 * sympy.pi / sympy.sqrt(3))
    assert vanishes(over_space(X * Y * bell(X, S, 1) * bell(Y, T, 1), [X, Y]) - S * T)


@pytest.mark.parametrize(
    "body",
    [
        sympy.exp(X**2),
        sympy.exp(-X),
        X,
        sympy.Integer(1),
        sympy.exp(-(X**2) * Y),  # the sign of y is not known
        sympy.exp(-(X**4)),
        sympy.log(1 + X**2) * bell(X, 0, 1),
        bell(X, 0, 1) / X,
    ],
)
def test_what_is_no_gaussian_integral_is_refused(body):
    with pytest.raises(NoForm):
        over_space(body, [X])


def test_a_form_that_is_not_positive_definite_is_refused():
    with pytest.raises(NoForm):
        over_space(sympy.exp(-(X**2 + 4 * X * Y + Y**2)), [X, Y])


@pytest.mark.parametrize(
    ("expr", "zero"),
    [
        (sympy.log(S * T) - sympy.log(S) - sympy.log(T), True),
        (sympy.log(sympy.Rational(32, 27)) - 5 * sympy.log(2) + 3 * sympy.log(3), True),
        (sympy.exp(X + Y) - sympy.exp(X) * sympy.exp(Y), True),
        (sympy.log(X * Y) - sympy.log(X) - sympy.log(Y), False),
        (sympy.sqrt(X**2) - X, False),
        (sympy.Piecewise((S - S, S < T), (T - S * T / S, True)), True),
        (sympy.Piecewise((0, S < T), (S, True)), False),
        (
            S - sympy.Piecewise((S, S < T), (sympy.Piecewise((S, T < 1), (S * T / T, True)), True)),
            True,
        ),
        (S - sympy.Piecewise((S, S < T), (sympy.Piecewise((S, T < 1), (T, True)), True)), False),
        (sympy.sqrt(2) * S**2 / sympy.sqrt(S) - S * sympy.sqrt(2 * S), True),
        ((S + sympy.sqrt(2)) ** 2 - S**2 - 2 * sympy.sqrt(2) * S - 2, True),
        (sympy.nan, False),
    ],
)
def test_zero(expr, zero):
    assert vanishes(expr) is zero


POWERS = st.lists(st.tuples(st.integers(1, 3), st.integers(1, 3)), min_size=1, max_size=3)


@given(POWERS, st.integers(0, 2))
def test_the_bound_on_terms_is_one(powers, below):
    product = sympy.Mul(*[(a * X + Y + b) ** b for a, b in powers], evaluate=False)
    expr = product + 1 / (X + Y) ** below + S
    numerator, _ = sympy.fraction(sympy.together(expr))
    assert len(sympy.Add.make_args(sympy.expand(numerator))) <= terms(expr)


SUMS = st.lists(st.tuples(*[st.integers(-3, 3)] * 3), min_size=1, max_size=3)


@given(SUMS, SUMS, SUMS)
def test_lowest_terms_are_those_of_sympy(above, below, more):
    def form(rows):
        return sympy.Mul(*[a * S + b * sympy.sqrt(T) + c for a, b, c in rows])

    if form(below) == 0 or form(more) == 0:
        return
    expr = form(above) / form(below) + T / form(more)
    wanted = sympy.cancel(expr.subs(T, R**2))
    for found in (tidy(expr), factored(expr)):
        above, below = sympy.fraction(found.subs(T, R**2))
        assert sympy.cancel(above / below - wanted) == 0
        assert _degree(below) == _degree(sympy.fraction(wanted)[1])


def _degree(polynomial):
    return sympy.Poly(polynomial, S, R).total_degree()


def test_powers_of_one_base_are_powers_of_one_letter():
    found = quotient((sympy.exp(S) - sympy.exp(2 * S / 3)) / (sympy.exp(S / 3) - 1))
    assert found.expanded() == sympy.exp(2 * S / 3)
    u = sympy.Symbol("u")
    assert tidy(sympy.exp(u) * sympy.exp(u / 2)) == sympy.exp(3 * u / 2)
    assert tidy((-1) ** u + sympy.sqrt((-1) ** u)) == (-1) ** u + sympy.sqrt((-1) ** u)
    assert factored(S**2 - 2 * S * T + T**2 - S + T) == (S - T) * (S - T - 1)


def test_a_zero_below_is_refused():
    with pytest.raises(ZeroDivisionError):
        tidy(1 / sympy.Add(S, -S + T - T, evaluate=False) / T)


def test_coefficients():
    found = quotient(X**2 / Y + (X + 1) * (X - 1) * sympy.log(Y)).coefficients([X])
    assert found == {(2,): (Y * sympy.log(Y) + 1) / Y, (0,): -sympy.log(Y)}
    assert quotient(X / (X + Y)).coefficients([X]) is None
    assert quotient(sympy.log(X) * Y).coefficients([X]) is None


@pytest.mark.parametrize("size", [1, 2, 3])
def test_determinants_and_adjugates(size):
    matrix = sympy.Matrix(size, size, lambda i, j: sympy.Symbol(f"m{i}{j}"))
    assert sympy.expand(determinant(matrix) - matrix.det()) == 0
    product = (matrix * adjugate(matrix)).applyfunc(sympy.expand)
    assert product == sympy.expand(matrix.det()) * sympy.eye(size)


def test_what_is_too_large_is_refused():
    fractions = sympy.Add(*[1 / (X + i) for i in range(1, 40)])
    assert terms(fractions) > MOST_TERMS
    for refusing in (tidy, affordable):
        with pytest.raises(NoForm, match="too large"):
            refusing(fractions)


def entries(expr, size=2, where=None):
    return explicit(expr, {k: size}, where or {})


def test_a_covariance_is_written_by_its_factor():
    a, b, c = sympy.symbols("a b c")
    lower = sympy.Matrix([[a, 0], [b, c]])
    letters = sorted(set().union(*[e.free_symbols for e in entries(A)]), key=str)
    named = dict(zip(letters, (a, b, c), strict=True))
    assert [e.xreplace(named).expand() for e in entries(A)] == list(lower * lower.T)
    assert letters[0].is_positive
    assert not letters[1].is_positive
    assert letters[2].is_positive


def test_explicit_entries():
    identity = zip(entries(A @ inv(A)), (1, 0, 0, 1), strict=True)
    assert all(vanishes(e - i) for e, i in identity)
    (found,) = entries(log(det(L @ L.T)) - 2 * log(det(L)))
    assert vanishes(found)
    i = index("i")
    w = positive_vector("w", k)
    (found,) = entries(log(det(diag(w))) - Sum(log(w[i]), i, k))
    assert vanishes(found)
    (found,) = entries(A[1, 2] - (L @ L.T)[1, 2], where={A: L @ L.T})
    assert vanishes(found)


def test_expectations_are_evaluated():
    p = Normal("p", x, mean=mu, variance=sigma**2)
    (found,) = explicit(E(p, (x - mu) ** 2) - sigma**2, {}, {})
    assert vanishes(found)
    q = MultivariateNormal("q", v, mean=m, covariance=A)
    assert all(map(vanishes, entries(E(q, (v - m) @ (v - m).T) - A)))
    (found,) = explicit(piecewise(sigma, t, E(p, x), mu) - mu, {}, {})
    assert vanishes(found)


H = symmetric("H", k)
M = matrix("M", k, k)


@pytest.mark.parametrize(
    ("derivative", "value"),
    [
        (D(log(det(A)), A, H), tr(inv(A) @ H)),
        (D(v.T @ A @ v, A, H), v.T @ H @ v),
        (D(v.T @ A @ v, v, m), 2 * m.T @ A @ v),
        (D(log(det(L)), L, L), as_expr(k)),
        (D(tr(M @ M), M, A), 2 * tr(M @ A)),
        (D(log(det(L @ L.T)), L, M), 2 * tr(inv(L) @ M)),  # off the triangular ones
    ],
)
def test_differentials(derivative, value):
    assert all(map(vanishes, entries(derivative - value)))


def test_a_symmetric_matrix_moves_in_symmetric_directions():
    with pytest.raises(NoForm, match="moves in a direction"):
        entries(D(log(det(A)), A, M))


def test_an_integral_over_a_part_of_the_line_is_refused():
    with pytest.raises(NoForm, match="not over the whole line"):
        explicit(Integral(exp(-x), x, 0, 1), {}, {})
