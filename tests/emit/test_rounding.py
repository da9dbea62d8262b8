"""Bounds of rounding errors: refused where digits may be lost, and held by simulated rounding."""

import itertools
import math
import random
from fractions import Fraction

import pytest
from flint import arb, ctx
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from symkl import (
    Sum,
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
    piecewise,
    positive,
    positive_vector,
    rational,
    real,
    scale_tril,
    sqrt,
    strict_lower,
    tr,
    vector,
)
from symkl.emit.rounding import ASSUMED, Assumed, relative_error_bound, sentence
from symkl.emit.rounding_cells import cells, halves
from symkl.emit.rounding_conditions import condition, free_condition
from symkl.emit.rounding_conditions import value as function_value
from symkl.emit.rounding_counts import additions
from symkl.errors import UnsupportedExpression
from symkl.expr import nodes as n

x, y, z = real("x y z")
s, t = positive("s t")
k, i = dimension("k"), index("i")
a, b = vector("a b", k)
p, q = positive_vector("p q", k)
L_1, L_2 = scale_tril("L_1 L_2", k)
A = matrix("A", k, k)
mu_1, mu_2 = vector("mu_1 mu_2", k)

d = (s - t) / t
w = inv(L_2) @ (mu_1 - mu_2)
E = inv(L_2) @ (L_1 - L_2)
N = strict_lower(E)


def units(tree, **quantities):
    return relative_error_bound(tree).at(quantities)


# By hand: counts of operations, rounded up for the terms of second order.


@pytest.mark.parametrize(
    ("tree", "expected"),
    [
        (x, 0),
        (x * 2, 0),
        (-x / 4, 0),
        (x * y, 1),
        (x * 3, 1),
        (x * rational(1, 3), 2),
        (x - y, 1),
        (x**2, 1),
        ((x - y) ** 2, 3),
        (half * ((x - y) / s) ** 2, 5),
        (s + t, 1),
        (s * s + t, 2),
        (s * s + t * t + x**2, 3),
        (sqrt(s), 1),
        (sqrt(s * t), 1.5),
        (log(s), 8),
        (log1p(x), 8),
        (exp(x), 8),
        (h(x), 6),
        (2 + d, 3),
        (half * d * (2 + d), 6),
        (x * y * z, 2),
    ],
)
def test_counts_of_operations(tree, expected):
    # A count n is n u and a little: terms of second order.
    assert units(tree) == math.floor(expected) + bool(expected)


def test_errors_of_one_number_of_ulps():
    twice = Assumed({name: 2 * error for name, error in ASSUMED.ulps.items()})
    assert relative_error_bound(exp(x), assumptions=twice).units_of_u == 17
    with pytest.raises(UnsupportedExpression, match="no error is assumed"):
        relative_error_bound(exp(x), assumptions=Assumed({}))


# Sums that may cancel.

closed = log(t / s) + (s**2 + (x - y) ** 2) / (2 * t**2) - half


@pytest.mark.parametrize(
    "tree",
    [
        closed,
        (x - y) + z,
        x * y - z,
        x**2 - y**2,
        s * s - t,
        log(s / t),
        log(s) - log(t),
        d**2 - log1p(d),
        half * d * (2 + d) - log(s / t),
        g(d),  # log(s/t) in disguise where s is small
        log1p(d),
        half * d * (2 + d) + ((x - y) / t) ** 2,
        h(x * y - z),
        x**3,
        Sum(a[i], i, k),
        Sum(log(p[i]), i, k),
        Sum((p[i] - q[i]) / q[i], i, k),
        tr(A),
        w,
        inv(L_2).T @ w,
        half * tr(N @ N.T),
        half * tr(N @ N.T) + Sum(a[i] ** 2, i, k),
        half * tr(N @ N.T) + Sum(rational(1, 4) * (E[i, i]) ** 2, i, k),
        tr(strict_lower(inv(A) @ (L_1 - L_2)) @ strict_lower(inv(A) @ (L_1 - L_2)).T),
    ],
)
def test_what_may_lose_digits_is_refused(tree):
    with pytest.raises(UnsupportedExpression, match="no bound of the rounding error"):
        relative_error_bound(tree)
    assert sentence(tree) == ""


def test_the_copied_formula_is_refused_for_its_cancellation():
    with pytest.raises(UnsupportedExpression, match="may cancel"):
        relative_error_bound(closed)


def test_branches_count_under_their_conditions():
    far = half * d * (2 + d) - log(s / t)
    near = half * d**2 + g(d)
    both = relative_error_bound(piecewise(s, half * t, far, near)).units_of_u
    # Closer to the zero of the far branch its error grows.
    closer = relative_error_bound(piecewise(s, rational(7, 8) * t, far, near)).units_of_u
    assert 20 < both < 30 < closer
    # The other way round each branch is evaluated where it loses everything.
    with pytest.raises(UnsupportedExpression):
        relative_error_bound(piecewise(s, half * t, near, far))


def test_zero_is_exact_where_the_two_are_equal():
    # Relative errors of zero would be none at all; equal numbers have the difference 0.
    assert units(d) == 3
    assert units(d * d + d**2) <= 7


def test_an_index_sum_adds_its_additions():
    bound = relative_error_bound(Sum(half * a[i] ** 2 + h(b[i]), i, k))
    assert bound.further == ((1, "s(k)"),)
    assert bound.statement == "relative error at most x/(1 - 2 x) with x = (8 + s(k)) u"
    assert bound.at({"k": 1}) == pytest.approx(8)
    assert bound.at({"k": 512}) == pytest.approx(8 + 21)


def test_matrices_carry_their_condition():
    body = half * E[i, i] ** 2 + h(a[i])
    bound = relative_error_bound(half * (w.T @ w) + half * tr(N @ N.T) + Sum(body, i, k))
    assert {name: factor for factor, name in bound.further} == {
        "(k + 1) cond(L_2)": 2,
        "s(k^2)": 1,
    }
    assert any("2-norm of |inv(L_2)| |L_2|" in line for line in bound.conditions)
    assert bound.at({"k": 2, "cond(L_2)": 10.0}) == pytest.approx(bound.units_of_u + 60 + 3)
    assert bound.at({"k": 2, "cond(L_2)": 1e16}) == float("inf")


def test_differences_of_exact_matrices_need_none():
    D = strict_lower(L_1 - eye(k))
    bound = relative_error_bound(half * tr(D @ D.T))
    assert bound.further == ((1, "s(k^2)"),)
    assert bound.units_of_u <= 4


def test_log_variances_carry_their_distance():
    bound = relative_error_bound(h(x - y))
    assert bound.statement == "relative error at most x/(1 - 2 x) with x = (9 + |x - y|) u"
    assert bound.at({"|x - y|": 100.0}) == pytest.approx(109)


def test_the_sentence_of_a_docstring():
    text = sentence(half * x**2 + h(y))
    assert text == (
        "Relative error at most 8 u, u = 2^-53 in float64 and 2^-24 in float32, if the functions "
        "keep to 3 ulp for h. The result is a normal number, and no intermediate result overflows "
        "or underflows."
    )
    assert "operations round correctly" in sentence(x * y)
    assert sentence(half * x**2 + h(y), exact=False) == ""


positive_terms = st.sampled_from(
    [x**2, s * t, half * y**2, h(z), exp(x), s / t, (x - y) ** 2, sqrt(s), (s / t) ** 2, t]
)


@settings(max_examples=25)
@given(st.lists(positive_terms, min_size=1, max_size=4), positive_terms)
def test_another_term_makes_the_bound_larger(terms, further):
    tree = terms[0]
    for term in terms[1:]:
        tree = tree + term
    assert units(tree + further) > max(units(tree), units(further)) - 1e-9
    assert units((tree + further) + x**2) > units(tree + further) - 1e-9
    assert units(tree + x**2) >= units(tree)


# Simulated rounding.

U = Fraction(1, 2**24)


class Simulation:
    """Evaluates a tree twice: in balls, and with every operation off by what the model allows."""

    def __init__(self, point, seed):
        self.point, self.random = point, random.Random(seed)
        self.worst = self.random.random() < 0.5
        self.sign = self.random.choice((1, -1))

    def delta(self, units=1):
        size = units * arb(2) ** -24
        if self.worst:
            return 1 + self.random.choice((self.sign, self.sign, -self.sign)) * size
        return 1 + size * arb(self.random.uniform(-1, 1))

    def both(self, node):
        """The exact and the computed value."""
        match node:
            case n.Symbol():
                value = arb(self.point[node.name])
                return value, value
            case n.Number():
                value = arb(node.value.numerator) / node.value.denominator
                exact = node.value.denominator & (node.value.denominator - 1) == 0
                return value, value if exact else value * self.delta()
            case n.Neg():
                exact, computed = self.both(node.arg)
                return -exact, -computed
            case n.Pow():
                exact, computed = self.both(node.base)
                return exact**2, computed**2 * self.delta()
            case n.Add() | n.Sub() | n.Mul() | n.Div():
                (e1, c1), (e2, c2) = self.both(node.left), self.both(node.right)
                operation = {
                    n.Add: lambda u, v: u + v,
                    n.Sub: lambda u, v: u - v,
                    n.Mul: lambda u, v: u * v,
                    n.Div: lambda u, v: u / v,
                }[type(node)]
                return operation(e1, e2), operation(c1, c2) * self.delta()
            case n.Piecewise():
                (_, c1), (_, c2) = self.both(node.left), self.both(node.right)
                # What is compared are computed values; both branches have one exact value.
                return self.both(node.then if c1 < c2 else node.otherwise)
        assert isinstance(node, n.Apply)
        exact, computed = self.both(node.arg)
        error = 1 if node.function == "sqrt" else 2 * ASSUMED.ulps[node.function]
        return function_value(node.function, exact), function_value(
            node.function, computed
        ) * self.delta(error)


real_leaf = st.sampled_from([x, y, z, x - y, y - z])
positive_leaf = st.sampled_from([s, t, s / t, n.as_expr(2), n.as_expr(3), half])
difference = st.sampled_from([d, s - t, (t - s) / s, s / t])


def grown(children):
    unary = st.sampled_from([sqrt, lambda u: u**2, g, h, exp, log1p, expm1, log, lambda u: -u])
    binary = st.sampled_from(
        [
            lambda u, v: u + v,
            lambda u, v: u - v,
            lambda u, v: u * v,
            lambda u, v: u / v,
            lambda u, v: u + v**2,
            lambda u, v: piecewise(s, half * t, u, v),
            lambda u, v: piecewise(s, 2 * t, u, v),
        ]
    )
    return st.one_of(
        st.builds(lambda f, u: f(u), unary, children),
        st.builds(lambda f, u, v: f(u, v), binary, children, children),
    )


trees = st.recursive(st.one_of(real_leaf, positive_leaf, difference), grown, max_leaves=7)
exponents = st.floats(-3, 3)


@settings(max_examples=300)
@given(tree=trees, numbers=st.tuples(*[exponents] * 5), near=st.booleans(), seed=st.integers(0, 99))
def test_simulated_rounding_keeps_to_the_bound(tree, numbers, near, seed):
    try:
        bound = relative_error_bound(tree)
    except UnsupportedExpression:
        assume(False)
    check(tree, bound, numbers, near, seed)


def check(tree, bound, numbers, near, seed):
    point = dict(zip("xyz", numbers[:3], strict=True))
    point["t"] = 10.0 ** numbers[3]
    point["s"] = point["t"] * (1 + numbers[4] * 1e-4) if near else 10.0 ** numbers[4]
    with ctx.workprec(400):
        for trial in range(6):
            simulation = Simulation(point, 100 * seed + trial)
            try:
                exact, computed = simulation.both(tree)
            except (TypeError, AttributeError):
                return  # a function where it is not defined
            if not exact.is_finite() or not computed.is_finite():
                return
            if exact.is_zero():
                continue
            quantities = {}
            for _, name in bound.further:
                inner = next(
                    node
                    for node in walk_all(tree)
                    if isinstance(node, n.Apply) and f"|{node.arg}|" == name
                )
                quantities[name] = abs(float(Simulation(point, 0).both(inner.arg)[0]))
            allowed = bound.at(quantities, u=2.0**-24)
            error = abs(computed / exact - 1) / arb(2) ** -24
            assert error <= arb(allowed) + arb(10) ** -20, (tree, point, error, allowed)


def walk_all(tree):
    yield tree
    for child in tree.children():
        yield from walk_all(child)


FORMS = [
    half * ((x - y) / t) ** 2
    + piecewise(
        s,
        half * t,
        half * d * (2 + d) - piecewise(s, t / 1073741824, 2 * log(sqrt(s) / sqrt(t)), log(s / t)),
        half * d**2 + g(d),
    ),
    (x - y) * ((x - y) / t) + piecewise(s, half * t, d - log(s / t), g(d)),
    half * (((x - y) * exp(-half * z)) ** 2 + h(x - z)),
    piecewise(s, half, s - 1 - log(s), g(s - 1)),
    d / s * (2 + d),
]


@pytest.mark.parametrize("form", range(len(FORMS)))
@pytest.mark.parametrize("near", [False, True])
def test_simulated_rounding_of_code_forms(form, near):
    bound = relative_error_bound(FORMS[form])
    source = random.Random(form)
    for seed in range(60):
        check(FORMS[form], bound, [source.uniform(-3, 3) for _ in range(5)], near, seed)
    # Close to the branch, where the error of the far one is largest.
    for seed in range(60):
        numbers = [source.uniform(-1e-3, 1e-3) for _ in range(3)]
        exponent = source.uniform(-0.35, -0.302)
        check(FORMS[form], bound, [*numbers, 0.0, exponent], False, seed)


# The parts.


def test_cells_cover_every_ratio():
    with ctx.workprec(160):
        ends = sorted((ball.lower(), ball.upper()) for ball in cells())
        assert ends[0][0] < arb(2) ** -2098
        assert ends[-1][1] > arb(2) ** 2098
        for (_, high), (low, _) in itertools.pairwise(ends):
            gap = low - high
            # Next to 1 itself there is no number for which a difference is smaller.
            assert gap <= 0 or (gap <= arb(2) ** -53 and abs(high - 1) <= arb(2) ** -53)
        for ball in cells():
            parts = halves(ball)
            assert (parts is None) == ball.is_exact()
            if parts is not None:
                assert parts[0].overlaps(parts[1])
                assert parts[0].lower() <= ball.lower()
                assert parts[1].upper() >= ball.upper()
            assert ball > 0


def derivative_quotient(function, at):
    """x f'(x)/f(x) by a difference quotient in many digits."""
    step = arb(2) ** -40
    slope = (function_value(function, at + step) - function_value(function, at - step)) / (2 * step)
    return at * slope / function_value(function, at)


@pytest.mark.parametrize("function", ["log", "exp", "log1p", "expm1", "g", "h"])
@pytest.mark.parametrize("at", [-0.97, -0.5, -0.2, -1e-9, 1e-9, 0.2, 0.3, 1.5, 40.0, 700.0])
def test_condition_numbers(function, at):
    with ctx.workprec(900):
        if function == "log" and at < 0:
            return
        exact = abs(derivative_quotient(function, arb(at)))
        found = condition(function, arb(at, abs(at) / 10**5))
        assert exact <= found <= exact * arb("1.03") + arb("0.002")


def test_condition_numbers_without_bound():
    assert condition("log", arb(1, 0.1)) is None
    assert condition("g", arb(-1, 0.1)) is None
    assert free_condition("log") is None


@pytest.mark.parametrize("function", ["exp", "expm1", "h"])
def test_free_condition_numbers_hold_everywhere(function):
    own, slope = free_condition(function)
    with ctx.workprec(300):
        for step in range(-3000, 3000):
            at = step / 4 + 1 / 1024
            found = condition(function, arb(at, 1e-6))
            assert found <= own + slope * abs(at) + arb("0.001")  # the width of the ball


@pytest.mark.parametrize("function", ["log", "exp", "log1p", "expm1", "g", "h", "sqrt", "abs"])
def test_values_over_balls(function):
    with ctx.workprec(200):
        for at in (0.1, 0.24, 0.26, 3.0, 50.0):
            ball = function_value(function, arb(at, at / 8))
            for point in (at, at * 1.12, at * 0.88):
                assert ball.contains(function_value(function, arb(point)).mid())


def test_additions_of_a_sum():
    assert [additions(m) for m in (0, 1, 2, 3, 8, 128, 129)] == [0, 0, 1, 2, 7, 25, 19]
    for m in range(2, 40000):
        blocks = max(0, (-(-m // 128) - 1).bit_length())
        assert additions(m) <= min(m - 1, 25 + blocks), m
