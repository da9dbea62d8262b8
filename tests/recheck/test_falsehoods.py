"""Steps that are false, or that their rule does not justify: the checker refuses each of them."""

import json

import pytest
from recheck.forge import forged, refusal

from symkl import (
    KL,
    AbstractDensity,
    D,
    E,
    Integral,
    MultivariateNormal,
    Normal,
    Product,
    Sum,
    algebra,
    antiderivative,
    component_moments,
    components,
    cos,
    covariance,
    density,
    derivative,
    det,
    determinant,
    diag,
    dimension,
    entrywise,
    exceeds_by,
    exp,
    exp_rules,
    g,
    half,
    independent,
    index,
    inv,
    invertible,
    lemma,
    linearity,
    log,
    log_of_product,
    log_quotient,
    log_rules,
    marginal,
    matrix,
    matrix_derivative,
    mean,
    nonnegative,
    nonnegative_real,
    nonzero,
    oo,
    positive,
    positive_vector,
    rational,
    real,
    scale_tril,
    second_moment,
    sin,
    sqrt,
    strict_lower,
    sums,
    symmetric,
    tr,
    trace,
    trace_expectation,
    triangular,
    trigonometry,
    vector,
)
from symkl.certificate import sealed

x, y, t, mu, nu = real("x y t mu nu")
s, r, c = positive("s r c")
u = nonnegative_real("u")
z = nonzero("z")
k, i, j = dimension("k"), index("i"), index("j")
A, B, H = matrix("A", k, k), matrix("B", k, k), matrix("H", k, k)
S, T = covariance("S T", k)
L, G = scale_tril("L", k), invertible("G", k)
v, w = vector("v w", k)
a = positive_vector("a", k)
p = Normal("p", x, mean=mu, variance=s**2)
q = Normal("q", x, mean=nu, variance=r**2)
f, h_ = AbstractDensity("f", x), AbstractDensity("h", x)
P = independent("P", v, Normal("n", t, mean=w[i], variance=a[i] ** 2), i)
M = MultivariateNormal("M", v, mean=w, covariance=S)

FALSE = [
    # arithmetic
    (x + y, x - y, algebra),
    (sqrt(x**2), x, algebra),
    (sqrt(z**2), z, algebra),
    ((x + y) ** 2, x**2 + y**2, algebra),
    (1 / (s + r), 1 / s + 1 / r, algebra),
    (sqrt(s + r), sqrt(s) + sqrt(r), algebra),
    (x / x, 1, algebra),
    (x**0 / z, 1, algebra),
    (sqrt(rational(2)), rational(3, 2), algebra),
    # logarithms and exponentials
    (log(s + r), log(s) + log(r), log_rules),
    (log(s * r), log(s) * log(r), log_rules),
    (log(x**2), 2 * log(x), log_rules),
    (log(z**2), 2 * log(z), log_rules),
    (log(s / r), log(s) - log(r), algebra),
    (exp(x + y), exp(x) + exp(y), exp_rules),
    (exp(x * y), exp(x) ** y, exp_rules),
    (log(exp(x) + 1), x, log_rules),
    (cos(x) ** 2 + sin(y) ** 2, 1, trigonometry),
    (cos(x) + sin(x), 1, trigonometry),
    (g(x), x - log(1 + x), algebra),
    # matrices
    (A @ B @ v, B @ A @ v, algebra),
    ((A @ B).T, A.T @ B.T, algebra),
    (A, A.T, algebra),
    (inv(S @ T), inv(S) @ inv(T), algebra),
    (inv(S + T), inv(S) + inv(T), algebra),
    (inv(A) @ A @ v, v, algebra),
    (tr(A @ B), tr(A) * tr(B), trace),
    (tr(A @ B @ S), tr(B @ A @ S), trace),
    (tr(S @ inv(S)), 1, trace),
    (det(S + T), det(S) + det(T), determinant),
    (det(2 * S), 2 * det(S), determinant),
    (det(A) / det(A), 1, algebra),
    (log(det(G)), -log(1 / det(G)), log_rules),
    (sqrt(det(G) ** 2), det(G), algebra),
    (log(det(2 * S)), log(2 * det(S)), determinant),
    (v.T @ A @ v, v.T @ S @ v, trace),
    (v.T @ A @ w, w.T @ A @ v, trace),
    (tr(strict_lower(A) @ strict_lower(A).T), tr(A @ A.T) - Sum(A[i, i] ** 2, i, k), triangular),
    (det(A), Product(A[i, i], i, k), triangular),
    (A, A.T, entrywise(components, i, i)),
    (A[i, j], A[j, i], components),
    # sums and products
    (Sum(a[i] * w[i], i, k), Sum(a[i], i, k) * Sum(w[i], i, k), sums),
    (Sum(x, i, k), x, sums),
    (Sum(a[i] + x, i, k), Sum(a[i], i, k) + x, sums),
    (log(Product(a[i], i, k)), Product(log(a[i]), i, k), log_of_product),
    (log(Sum(a[i], i, k)), Sum(log(a[i]), i, k), log_of_product),
    # expectations and integrals
    (E(p, x**2), E(p, x) ** 2, linearity),
    (E(p, x * y), x * E(p, y), linearity),
    (E(p, x), E(q, x), linearity),
    (KL(p, q), KL(q, p), linearity),
    (Integral(f(x) * h_(x), x), 1, linearity),
    (Integral(f(x) ** 2, x), 1, linearity),
    (Integral(x + 1, x), Integral(x, x) + Integral(1, x), linearity),
    (Integral(exp(x) * (1 + x), x), Integral(exp(x), x) + Integral(exp(x) * x, x), linearity),
    (Integral(f(x) * x + f(x), x), Integral(f(x) * x, x) + 1, linearity),
    (E(f, x**2 + x), E(f, x**2) + E(f, x), linearity),
    (E(p, log(f(x)) + x), E(p, log(f(x))) + E(p, x), linearity),
    (Integral(p(x) * exp(x**2), x) * c, Integral(c * p(x) * exp(x**2), x), linearity),
    (E(P, v[i] * v[j]), E(P, v[i]) * E(P, v[j]), component_moments),
    (E(P, v[i]), E(Normal("n", t, mean=w[j], variance=a[j] ** 2), t), marginal),
    (E(M, v.T @ A @ v), tr(E(M, v) @ E(M, v).T @ A), trace_expectation),
    (Integral(1 / x**2, x, -1, 1), -2, algebra),
    (
        E(P, cos(v[i] + v.T @ v)),
        E(Normal("n", t, mean=w[i], variance=a[i] ** 2), cos(t + t**2)),
        marginal,
    ),
    (E(P, cos(v[i] * v[j])), cos(E(P, v[i]) * E(P, v[j])), component_moments),
    # derivatives
    (D(x**2, x), x, derivative),
    (D(x * y, x), x + y, derivative),
    (D(log(s), s), 1 / s**2, derivative),
    (D(sqrt(u), u), 1 / (2 * sqrt(u)), derivative),
    (D(det(S), S, symmetric("G", k)), det(S) * tr(symmetric("G", k) @ S), matrix_derivative),
    (D(tr(S @ A), S, H), tr(H @ A.T), matrix_derivative),
    (D(tr(S @ A), S, H), tr(H @ A), matrix_derivative),
    (D(tr(A), A, H), 0, matrix_derivative),
    (D(Integral(exp(-(x**2) * s), x), s), Integral(-(x**2) * exp(-(x**2) * s), x), derivative),
    (p(x), q(x), density),
    (log(det(L)), Sum(log(L[i, j]), i, k), triangular),
]


@pytest.mark.parametrize("number", range(len(FALSE)))
def test_false_steps_are_refused(library, judge, number):
    before, after, rule = FALSE[number]
    for theorems in ((), ("normal_moments.mass",), ("mvn_moments.mass",)):
        reason = refusal(library, judge, before, after, rule, theorems=theorems)
        assert reason, f"{before} = {after} by {rule.name}"


MOMENTS = ("normal_moments.mean", "normal_moments.variance")


@pytest.mark.parametrize(
    ("before", "after", "rule"),
    [
        (E(p, (x - mu) ** 2), s, second_moment),
        (E(p, x), nu, mean),
        (E(p, x**2), mu**2, second_moment),
        (E(q, (x - mu) ** 2), r**2, second_moment),
        (E(p, x**4), 3 * s**4, second_moment),
    ],
)
def test_false_moments_are_refused(library, judge, before, after, rule):
    names = MOMENTS if rule is second_moment else MOMENTS[:1]
    for theorems in (names, (*names, "normal_moments.mass")):
        assert refusal(library, judge, before, after, rule, theorems=theorems)


@pytest.mark.parametrize(
    ("before", "after", "rule", "relation"),
    [
        (x, 0, nonnegative, ">="),
        (s, r, nonnegative, ">="),
        (x**2, x, nonnegative, ">="),
        (-(x**2), 0, nonnegative, ">="),
        (g(x**2), 0, nonnegative, ">="),  # without the theorem that g is nonnegative
        (x**2 + y**2, 3 * x * y, exceeds_by((x - y) ** 2), ">="),
        (x**2 + y**2, 2 * x * y, exceeds_by((x - y) ** 2), "<="),
        (c + Integral(p(x), x), 1, exceeds_by(c), ">="),  # the mass is not among its laws
        (x**2, 0, nonnegative, "="),
        (Integral(f(x) - h_(x), x), 0, nonnegative, ">="),
    ],
)
def test_false_inequalities_are_refused(library, judge, before, after, rule, relation):
    assert refusal(library, judge, before, after, rule, relation=relation)


def test_what_is_forged_is_accepted_where_it_is_true(library, judge):
    """Or the refusals above would say nothing."""
    row = matrix("R", 1, k)
    true = [
        (x + y, y + x, algebra, {}),
        (1 / (s + r) + 1, (1 + s + r) / (r + s), algebra, {}),
        (log(s / r), log(s) - log(r), log_quotient, {}),
        (tr(A @ B), tr(B @ A), trace, {}),
        (log(det(L)), Sum(log(L[i, i]), i, k), triangular, {}),
        (E(p, 3 * x + y), 3 * E(p, x) + y, linearity, {"theorems": ("normal_moments.mass",)}),
        (D(x**2, x), 2 * x, derivative, {}),
        (Sum(a[i] + x, i, k), Sum(a[j], j, k) + k * x, sums, {}),
        (x**2 + y**2, 2 * x * y, exceeds_by((x - y) ** 2), {"relation": ">="}),
        (c + Integral(p(x), x), Integral(p(x), x), exceeds_by(c), {"relation": ">="}),
        (Integral(x * exp(-(x**2) / 2), x), 0, antiderivative(-exp(-(x**2) / 2), x), {}),
        (
            E(P, v[i]),
            E(Normal("n", t, mean=w[i], variance=a[i] ** 2), t),
            marginal,
            {"theorems": ("normal_moments.mass",)},
        ),
        (det(diag(a)) * half, det(diag(a)) / 2, algebra, {}),
        ((2 * A.T)[i, j], 2 * A[j, i], components, {}),
        ((2 * row.T)[i], 2 * row.T[i], components, {}),
        ((2 * a.T)[1, i], 2 * a.T[1, i], components, {}),
        ((row.T @ row)[i, j], row.T[i] * row.T[j], components, {}),
        (tr(L), Sum(L[i, i], i, k), triangular, {}),
        (det(inv(G)), 1 / det(G), determinant, {}),
        ((s + r) ** x, (r + s) ** x, algebra, {}),
        (log(1 / (s + r) + 1), log((1 + s + r) / (r + s)), algebra, {}),
        (Integral(c, u, 0, s), c * s, linearity, {}),
        (Sum(D(x**2 * w[i], x), i, k), Sum(D(x**2 * w[j], x), j, k), algebra, {}),
        (
            E(M, 2 * (v.T @ v) * (v.T @ w)),
            2 * E(M, (w.T @ v) * (v.T @ v)),
            linearity,
            {},
        ),
        (E(P, 2 * cos(v[i] * v[j])), 2 * E(P, cos(v[j] * v[i])), marginal, {}),
    ]
    for before, after, rule, options in true:
        found = refusal(library, judge, before, after, rule, **options)
        assert found is None, f"{before} = {after} by {rule.name}: {found}"


@pytest.mark.parametrize(
    ("body", "over"),
    [
        (exp(-(v.T @ A @ v)), (v,)),  # A may be anything
        (exp(-(v.T @ S @ T @ v)), (v,)),  # S T need not be definite
        (exp(-(x**2) * cos(x)), (x,)),
        (exp(-(x**2) / (1 + x**2)), (x,)),
        (1 / (1 + x**2), (x,)),  # this one is, but not by domination by a Gaussian
        (p(x) / (1 + x**2), (x,)),
        (M(v) * (v.T @ diag(v) @ v) * (v.T @ v), (v,)),
        (f(x) * x, (x,)),
        (exp(-sqrt(u)), (u, 0, oo)),
    ],
)
def test_what_is_not_known_to_be_integrable(library, judge, body, over):
    before, after = Integral(2 * body, *over), 2 * Integral(body, *over)
    assert "a term is not known to be integrable" in refusal(
        library, judge, before, after, linearity
    )


def among(judge, data):
    return judge.refusal(json.dumps(sealed(data)).encode())


@pytest.fixture
def gaussian(library):
    """∫ x exp(−x²/2) dx = 0 by an antiderivative, as it is forged below."""

    rule = antiderivative(-exp(-(x**2) / 2), x)
    data = forged(library, Integral(x * exp(-(x**2) / 2), x), 0, rule)
    return data


def test_an_antiderivative_has_the_integrand_for_its_derivative(judge, gaussian):
    assert among(judge, gaussian) is None
    (instance,) = gaussian["parts"][0]["steps"][0]["instances"]
    (bell,) = (n for n, row in enumerate(gaussian["nodes"]) if row[:2] == ["apply", "exp"])
    gaussian["nodes"].append(["mul", bell, instance["function"]])
    instance["function"] = len(gaussian["nodes"]) - 1
    assert "the integrand is not the derivative" in among(judge, gaussian)


def test_the_values_at_the_ends_are_checked(judge, gaussian):
    (instance,) = gaussian["parts"][0]["steps"][0]["instances"]
    instance["upper"] = instance["function"]
    assert "the value at an end" in among(judge, gaussian)


def test_an_antiderivative_has_to_fall_off(judge, gaussian):
    """Where it goes to 1 at both ends, the two limits cancel; but no limits are taken here."""
    (instance,) = gaussian["parts"][0]["steps"][0]["instances"]
    rows = gaussian["nodes"]
    rows += [["number", "1"], ["add", instance["function"], len(rows)]]
    instance["function"] = len(rows) - 1
    assert "a limit is not known to be 0" in among(judge, gaussian)


def test_a_lemma_needs_what_is_assumed_of_its_letters(library, judge):
    rule = lemma("univariate", mu_1=mu, mu_2=nu, sigma_1=s, sigma_2=s)
    ps = Normal("p", x, mean=mu, variance=s**2)
    qs = Normal("q", x, mean=nu, variance=s**2)
    closed = log(s / s) + (s**2 + (mu - nu) ** 2) / (2 * s**2) - half

    data = forged(library, KL(ps, qs), closed, rule, theorems=("univariate",))
    assert among(judge, data) is None
    (instance,) = data["parts"][0]["steps"][0]["instances"]
    instance["values"]["sigma_1"] = instance["values"]["mu_1"]
    assert "sigma_1 is assumed to be" in among(judge, data)


def test_an_infinite_range_needs_an_integrable_derivative(library, judge):
    """F falls off at both ends, and F′ is not integrable."""
    function = exp(-(x**2)) * sin(exp(x**2))
    slope = -2 * x * exp(-(x**2)) * sin(exp(x**2)) + 2 * x * cos(exp(x**2))
    try:
        reason = refusal(library, judge, Integral(slope, x), 0, antiderivative(function, x))
    except Exception as refused:  # the kernel, which is asked for the values at the ends
        reason = str(refused)
    assert "integrable" in reason


@pytest.mark.parametrize("bound", [oo, 1])
def test_a_variable_runs_where_it_is_assumed_to(library, judge, bound):
    integral = Integral(sqrt(u**2), u, -1, bound)
    assert refusal(library, judge, integral, Integral(u, u, -1, bound), algebra)


def test_what_may_be_infinite_is_not_multiplied_by_what_may_be_zero(library, judge):
    whole = Integral(exp(x**2), x)  # positive, and infinite
    assert refusal(library, judge, whole, whole + 0, algebra) is None
    for factor in (y, y - y, y**2):
        for product in (factor * whole, whole * factor):
            reason = refusal(library, judge, product, product + 0, algebra)
            assert "what may be infinite times what may be zero" in reason
    assert refusal(library, judge, exp(y) * whole, whole * exp(y), algebra) is None
