"""To SymPy and back: the same value, written as a person would."""

import pytest
import sympy
from hypothesis import assume, given
from hypothesis import strategies as st

from symkl.errors import UnsupportedExpression
from symkl.families import AbstractDensity, MultivariateNormal, Normal
from symkl.lang import nodes as n
from symkl.lang.binding import free_symbols
from symkl.lang.vocabulary import (
    KL,
    D,
    E,
    Integral,
    Product,
    Sum,
    by_component,
    covariance,
    cross_entropy,
    delta,
    det,
    diag,
    dimension,
    entropy,
    exp,
    expm1,
    eye,
    g,
    h,
    half,
    independent,
    index,
    inv,
    log,
    log1p,
    matrix,
    nonnegative_real,
    oo,
    pi,
    piecewise,
    positive,
    positive_vector,
    rational,
    real,
    scale_tril,
    sqrt,
    strict_lower,
    tr,
    unit_interval,
    vector,
    zeros,
)
from symkl.meaning.bridge import from_sympy, to_sympy
from symkl.meaning.evaluate import compare, evaluate, sample_values

k = dimension("k")
x, y, a = real("x y a")
s, t = positive("s t")
i, j = index("i j")
u, v, m = vector("u v m", k)
w = positive_vector("w", k)
A, B = matrix("A B", k, k)
S, T = covariance("S T", k)
L = scale_tril("L", k)
p = Normal("p", x, mean=a, variance=s**2)
q = Normal("q", x, mean=0, variance=1)
P = MultivariateNormal("P", u, mean=m, covariance=S)
DIAGONAL = independent("P", u, Normal("p", x, mean=m[i], variance=w[i] ** 2), i)

X, M = sympy.symbols("x m", real=True)
SIGMA, TAU = sympy.symbols("sigma tau", positive=True)
K = sympy.Symbol("k", integer=True, positive=True)
I_ = sympy.Symbol("i", integer=True, positive=True)
SA, SB = sympy.MatrixSymbol("A", K, K), sympy.MatrixSymbol("B", K, K)
SU, SV = sympy.MatrixSymbol("u", K, 1), sympy.MatrixSymbol("v", K, 1)

SCALARS = [
    log(t / s) + (s**2 + (x - a) ** 2) / (2 * t**2) - half,
    1 / sqrt(2 * pi * s**2) * exp(-((x - a) ** 2) / (2 * s**2)),
    p(x) / q(x),
    KL(p, q),
    cross_entropy(p, q),
    entropy(p),
    E(p, x**2 * y),
    E(p, y**2 + x, y),
    Integral(exp(-x), x, 0, oo),
    D(x**3 * log(s), x),
    D(D(x**3 * log(s), x), s),
    piecewise(x, y, a, log(s)),
    log1p(s) + expm1(x) + g(s) + h(x),
    n.Apply("abs", x) - s**y,
    Sum(i * x, i, 4),
    unit_interval("z") + nonnegative_real("r"),
]
MATRICES = [
    (log(det(T) / det(S)) - k + tr(inv(T) @ S) + (m - u).T @ inv(T) @ (m - u)) / 2,
    S @ inv(T) @ S - 2 * A.T,
    -A / 2 + eye(k),
    A @ A @ A,
    inv(S) @ inv(S),
    u @ v.T - zeros(k, k),
    u.T @ v * x,
    tr(A + B) * tr(u @ u.T),
    diag(u) @ v,
    by_component(u[i] * x, i, k),
    Sum(u[i] ** 2 * A[i, i], i, k),
    Sum(Sum(A[i, j] * u[j] * delta(i, j), j, k), i, k),
    Product(w[i], i, k),
    P(u),
    DIAGONAL(u),
    Sum(KL(Normal("p", x, mean=m[i], variance=w[i]), q), i, k),
]


def back_and_forth(tree):
    return from_sympy(to_sympy(tree), letters=free_symbols(tree))


@pytest.mark.parametrize("tree", SCALARS + MATRICES, ids=str)
def test_there_and_back_means_the_same(tree):
    back = back_and_forth(tree)
    assert free_symbols(back) <= free_symbols(tree)
    found = compare(tree, back, samples=2, digits=30)
    assert found.verdict == "agree", found


@given(st.data())
def test_every_scalar_means_the_same(trees, data):
    tree = data.draw(trees.scalar)
    converted = to_sympy(tree)
    assume(not converted.has(sympy.nan, sympy.zoo))
    found = compare(tree, from_sympy(converted, letters=free_symbols(tree)), digits=30)
    assert found.verdict == "agree", (tree, converted, found)


@given(st.data())
def test_every_binder_means_the_same(trees, data):
    tree = data.draw(trees.rational)
    found = compare(tree, back_and_forth(tree), digits=30)
    assert found.verdict == "agree", found


@given(st.data())
def test_every_matrix_means_the_same(trees, data):
    tree = data.draw(trees.matrix)
    found = compare(tree, back_and_forth(tree), samples=1, digits=30)
    assert found.verdict == "agree", found


@pytest.mark.parametrize("size", [1, 2, 3])
@pytest.mark.parametrize(
    "tree",
    [
        (log(det(T) / det(S)) - k + tr(inv(T) @ S) + (m - u).T @ inv(T) @ (m - u)) / 2,
        Sum(u[i] * v[i], i, k) - u.T @ diag(v) @ u,
        tr(strict_lower(A) @ L) + by_component(u[i] ** 2, i, k)[1],
        tr(eye(k) + zeros(k, k)) * Product(w[i], i, k),
        log(P(u)),
        DIAGONAL(u),
        D(u.T @ A @ u, u, v),
        Sum(u, i, 3).T @ v,
    ],
    ids=lambda v: None if callable(v) else str(v),
)
def test_explicit_matrices(tree, size):
    """The explicit form, evaluated by SymPy, against the value of the tree."""
    explicit = to_sympy(tree, dims={k: size})
    assert not explicit.has(sympy.Sum, sympy.Product, sympy.Trace, sympy.Inverse)
    values = sample_values(free_symbols(tree) - {k}, seed=3, dims={k: size})
    numbers = {}
    for symbol, value in values.items():
        letter = sympy.MatrixSymbol(symbol.name, *[size if d is k else d for d in symbol.dims])
        for r, row in enumerate(value):
            for c, entry in enumerate(row if isinstance(row, list) else [row]):
                numbers[letter[r, c]] = sympy.Rational(entry.numerator, entry.denominator)
    # Derivatives by entries have to be taken before the numbers go in.
    taken = {d: d.expr.diff(*d.variables) for d in explicit.atoms(sympy.Derivative)}
    found = explicit.xreplace(taken).xreplace(numbers)
    gap = evaluate(tree, values, dims={k: size}, digits=30) - sympy.N(found, 30)
    assert abs(gap) < 1e-25


def test_integrals_over_vectors_of_known_length():
    found = to_sympy(E(P, u.T @ u), dims={k: 2})
    assert isinstance(found, sympy.Integral)
    assert [str(limit[0]) for limit in found.limits] == ["u[1]", "u[2]"]


@pytest.mark.parametrize(
    ("expr", "written"),
    [
        (X - M, "x - m"),
        (-X - M, "-m - x"),
        (SIGMA / TAU, "sigma/tau"),
        (-(X**2) / (2 * SIGMA**2), "-x**2/(2*sigma**2)"),
        (sympy.Rational(-3, 2) * X, "-3*x/2"),
        (1 / sympy.sqrt(2 * sympy.pi * SIGMA**2), "1/(sqrt(2*pi)*sigma)"),
        (sympy.sqrt(2) / 2, "1/sqrt(2)"),
        (sympy.sqrt(2) * sympy.sqrt(SIGMA), "sqrt(2*sigma)"),
        (SIGMA ** sympy.Rational(-3, 2), "1/sigma**(3/2)"),
        (sympy.exp(-X), "exp(-x)"),
        (sympy.E, "exp(1)"),
        (2**X, "2**x"),
        (sympy.log(SIGMA) / 2 - sympy.Rational(1, 2), "log(sigma)/2 - 1/2"),
        (
            sympy.Integral(X * M, (X, 0, sympy.oo), (M, 0, 1)),
            "Integral(Integral(m*x, x, 0, oo), m, 0, 1)",
        ),
        (sympy.Sum(I_**2, (I_, 1, K)), "Sum(i**2, i, k)"),
        (sympy.Sum(SU[I_, 0], (I_, 0, K - 1)), "Sum(u[i], i, k)"),
        (sympy.Sum(I_, (I_, 3, 5)), "Sum(i + 2, i, 3)"),
        (SA * SB - SB, "A @ B - B"),
        (-2 * SA * SB.T / 3, "-2*(A @ B.T)/3"),
        (SA.I * SU, "inv(A) @ u"),
        (SA**2, "A @ A"),
        (sympy.Trace(SU.T * SA * SU) + 1, "u.T @ A @ u + 1"),
        ((SU - SV).T * SA * (SU - SV), "(u - v).T @ A @ (u - v)"),
        (sympy.log(sympy.Determinant(SA)), "log(det(A))"),
        (SA[0, 1] + SU[1, 0], "A[1, 2] + u[2]"),
        (sympy.KroneckerDelta(I_, 2), "delta(2, i)"),
        (sympy.Piecewise((X, X < M), (M, True)), "piecewise(x, m, x, m)"),
        (sympy.Piecewise((X, X > M), (M, True)), "piecewise(m, x, x, m)"),
        (sympy.Derivative(sympy.cos(X), X), "D(cos(x), x)"),
    ],
    ids=lambda v: None if callable(v) else str(v),
)
def test_written_as_a_person_would(expr, written):
    assert str(from_sympy(expr)) == written


def test_letters_are_declared_by_their_assumptions():
    found = from_sympy(X + SIGMA + sympy.Symbol("r", nonnegative=True) + sympy.Symbol("plain"))
    known = {symbol.name: symbol.assumptions for symbol in free_symbols(found)}
    assert known["x"] == known["plain"] == {"real"}
    assert "positive" in known["sigma"]
    assert known["r"] == {"real", "nonnegative"}
    trace = from_sympy(sympy.Trace(SA) / K)
    assert {str(symbol): symbol.shape for symbol in free_symbols(trace)} == {
        "A": (dimension("k"), dimension("k")),
        "k": (),
    }


def test_letters_can_be_given():
    found = from_sympy(sympy.Symbol("s") + 1, letters=[s])
    assert s in free_symbols(found)


def test_relations():
    assert to_sympy(x == y + 1) == sympy.Eq(to_sympy(x), to_sympy(y) + 1)
    assert isinstance(to_sympy(log(s) <= s - 1), sympy.LessThan)


@pytest.mark.parametrize(
    ("expr", "kind"),
    [
        (sympy.gamma(X), "gamma(x) is of a kind that has no form here: gamma"),
        (sympy.HadamardProduct(SA, SB), "of a kind that has no form here: HadamardProduct"),
        (sympy.Matrix([[1, 2]]), "of a kind that has no form here: ImmutableDenseMatrix"),
        (sympy.I * X, "I is of a kind that has no form here: ImaginaryUnit"),
        (sympy.Float("0.5") * X, "is of a kind that has no form here: Float"),
        (sympy.nan, "nan is of a kind that has no form here: NaN"),
        (X < M, "of a kind that has no form here: StrictLessThan"),
        (sympy.Integral(X, X), "Integral(x, x) has no bounds"),
        (SA**K, "A**k is a power of a matrix that has no form here"),
        (sympy.Piecewise((X, X <= M), (M, True)), "has a branch that is not decided by < alone"),
        (sympy.FunctionMatrix(2, 2, "lambda i, j: i"), "is a matrix by components, not a vector"),
    ],
    ids=lambda v: None if callable(v) else str(v),
)
def test_unknown_kinds_are_named(expr, kind):
    with pytest.raises(UnsupportedExpression) as caught:
        from_sympy(expr)
    assert kind in str(caught.value)


@pytest.mark.parametrize(
    ("tree", "message"),
    [
        (E(AbstractDensity("f", x), x), "the density of f is left open"),
        (KL(P, P), "SymPy has no integral over u in symbolic dimension\n  try: pass dims"),
        (strict_lower(A), "SymPy has no form for strict_lower(A) in symbolic dimension"),
        (D(log(det(S)), S, A), "SymPy has no form for the differential D(log(det(S)), S, A)"),
        (Sum(u, i, k), "SymPy has no form for Sum(u, i, k), a sum of matrices\n  try: pass dims"),
    ],
    ids=lambda v: None if callable(v) else str(v),
)
def test_what_sympy_cannot_hold(tree, message):
    with pytest.raises(UnsupportedExpression) as caught:
        to_sympy(tree)
    assert str(caught.value).startswith(message)


def test_a_law_that_mentions_another_letter_of_the_name():
    shifted = n.Expectation(Normal("p", y, mean=x, variance=1), x**2, x)
    found = compare(shifted, x**2 + 1)
    assert found.verdict == "agree"
    assert compare(back_and_forth(shifted), x**2 + 1).verdict == "agree"


def test_rationals_stay_exact():
    assert to_sympy(rational(1, 3)) == sympy.Rational(1, 3)
    assert from_sympy(sympy.Rational(-2, 3)).value == rational(-2, 3).value
