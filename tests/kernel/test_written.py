"""Normal forms written back: an expression that has the form, in words that an author types."""

import random
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from kernel.law_instances import WP, A, B, G, S, U, V, W, X, Y, c, family, i, instance, j, k

from symkl import (
    KL,
    AbstractDensity,
    D,
    E,
    Integral,
    Normal,
    Product,
    Sum,
    by_component,
    cos,
    cross_entropy,
    delta,
    det,
    diag,
    entropy,
    exp,
    eye,
    independent,
    inv,
    log,
    piecewise,
    positive,
    real,
    sqrt,
    strict_lower,
    tr,
    vector,
    zeros,
)
from symkl.kernel.laws import LAWS
from symkl.kernel.naming import letter_for
from symkl.kernel.normal_form import Normalizer
from symkl.kernel.poly import Poly
from symkl.kernel.renaming import bind, unbind
from symkl.kernel.words import add
from symkl.kernel.written import shown, written
from symkl.limits import MOST_DEPTH

INTERNAL = re.compile(
    r"#|(?<![a-zA-Z0-9])_\d|Atom|Poly|frozenset|Symbol|Fraction|<|"
    r"\b(law|group|sym|quad|bound|const|prime|power|word|component|strict|inverse|vector|"
    r"trace|density)\("
)
"""What no reader should see: names of heads, numbered names, Python's own words."""

RANDOM = st.integers(0, 2**32).map(random.Random)


class Lenient(Normalizer):
    """Discharges every condition: here it is about what is written, and not about whether."""

    def need_nonzero(self, expr):
        pass

    def need_positive(self, expr, where):
        pass

    def need_nonnegative(self, expr, where):
        pass

    def _need_integrable(self, *what):
        pass


def back(expr, laws=frozenset()):
    """The text of an expression's form, after a look at the form of what is written."""
    norm = Lenient(laws)
    form = norm.form(expr)
    again = written(form, norm)
    assert again.shape == expr.shape
    assert norm.is_zero(add(norm.form(again), -form)), f"{expr}   ->   {again}"
    assert not INTERNAL.search(str(again)), again
    assert shown(form, norm) == str(again)
    return str(again)


@pytest.mark.parametrize("law", LAWS)
@settings(max_examples=20)
@given(rng=RANDOM)
def test_what_is_written_has_the_form(law, rng):
    before, after, _, laws = instance(law, rng)
    for side in (before, after):
        back(side, laws)
        back(side)
        back(side, frozenset(LAWS))


a, b = positive("a b")
p, q = AbstractDensity("p", X), AbstractDensity("q", X)
z = independent("Z", V, family(random.Random(1))(c), c)
twins = [independent("Twin", V, Normal("n", X, mean=0, variance=v), c) for v in (a, b)]
one, two = Normal("n", X, mean=a, variance=b), Normal("n", X, mean=b, variance=a)

WRITTEN = [
    (X - Y, "x - y"),
    (Y - 2 * X, "y - 2*x"),
    (X - X, "0"),
    (A - A, "zeros(k, k)"),
    (X / 2 - Y / (3 * b), "x/2 - y/(3*b)"),
    (a / (a + b) ** 2, "a/(a + b)**2"),
    (1 / sqrt(2 * a), "sqrt(2)/(2*sqrt(a))"),
    (a ** (X + 1), "a*a**x"),
    ((a + b) ** X, "(a + b)**x"),
    (exp(X) * exp(-Y), "exp(-y)*exp(x)"),
    (Integral(exp(-(X**2)), X, 0, a), "Integral(exp(-x**2), x, 0, a)"),
    (Integral(X * Integral(X * Y, Y), X, 0, 1), "Integral(Integral(x*x_1, x_1)*x, x, 0, 1)"),
    (Sum(V[i] * Sum(W[i] * U[j], j, k), i, k), "Sum(Sum(u[i_1]*w[i], i_1, k)*v[i], i, k)"),
    (Product(WP[j] + a, j, k), "Product(a + w_p[i], i, k)"),
    (by_component(V[j] * W[j], j, k), "by_component(v[i]*w[i], i, k)"),
    (KL(p, q) - entropy(p), "KL(p, q) - entropy(p)"),
    (cross_entropy(one, p), "H(n, p)"),
    (KL(one, two), "KL(Normal(a, b), Normal(b, a))"),
    (E(one, X * Y), "E(n, x*y)"),
    (E(one, X * Y) + E(two, X), "E(Normal(a, b), x*y) + E(Normal(b, a), x)"),
    (E(p, real("t") * X, real("t")), "E(p, x*x_1, x_1)"),
    (E(z, V @ V.T), "E(Z, v @ v.T)"),
    (
        sum((E(twin, V[1]) for twin in twins), 0 * X),
        "E(independent(Normal(0, a), i, k), x[1]) + E(independent(Normal(0, b), i, k), x[1])",
    ),
    (p(X) * q(X + 1), "p(x)*q(1 + x)"),
    (D(p(X) * X, X), "D(p(x)*x, x)"),
    (D(tr(A @ G), G, B), "D(tr(A @ G), G, B)"),
    (tr(A @ B), "tr(A @ B)"),
    (V.T @ A @ W, "v.T @ A @ w"),
    (inv(S + eye(k)), "inv(S + eye(k))"),
    (inv(G).T - X * A / 3, "inv(G).T - x*A/3"),
    ((a + b) * A, "(a + b)*A"),
    (det(A + B), "det(A + B)"),
    (strict_lower(A) + diag(V), "diag(v) + strict_lower(A)"),
    (A[i, j] + (A + B)[i, j], "(A + B)[i, j] + A[i, j]"),
    (delta(i, j), "delta(i, j)"),
    (piecewise(X, 0, Y, Y**2), "piecewise(x, 0, y, y**2)"),
    (log(a) * cos(X), "cos(x)*log(a)"),
]  # fmt: skip


@pytest.mark.parametrize(("expr", "text"), WRITTEN)
def test_texts(expr, text):
    assert back(expr) == text


def test_one_exponential_where_the_law_is_in_force():
    assert back(exp(X) * exp(-Y), {"exp_sum"}) == "exp(x - y)"


def test_a_letter_that_the_kernel_made_is_one_that_nobody_has():
    norm = Normalizer()
    bound, inner = bind(norm.form(X * Y), Y)
    letter, opened = unbind(inner, bound)
    assert "#" in letter.name
    assert shown(opened, norm) == "x*x_1"
    assert letter_for(letter, opened).name == "x_1"


def test_a_vector_of_one_component():
    u = vector("u", 1)
    for expr in (u.T @ u, eye(1) @ u, (u.T @ u) * u, zeros(1, 1)):
        norm = Normalizer()
        form = norm.form(expr)
        again = norm.form(written(form, norm))
        assert again == form, expr


def test_a_sum_beyond_what_can_be_written_is_counted():
    letters = real(" ".join(f"x_{n}" for n in range(MOST_DEPTH + 9)))
    form = sum((Normalizer().form(x) for x in letters), Poly({}))
    assert shown(form, Normalizer()) == f"a sum of {MOST_DEPTH + 9} terms"


def test_a_root_of_a_power():
    assert back(sqrt(a) ** 3 + 1 / a) == "1/a + sqrt(a)**3"


def test_a_power_of_a_power_is_written():
    a, b, c = positive("a b c")
    norm = Normalizer(frozenset())
    for base in (a, a + b, b * c):
        form = norm.form((base**c) ** b + 1)
        assert norm.form(written(form, norm)) == form
