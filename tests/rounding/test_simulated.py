"""Bounds of rounding errors against simulated rounding, of random trees and of code forms."""

import random

import pytest
from flint import arb, ctx
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from symkl import exp, expm1, g, h, half, log, log1p, piecewise, positive, rational, real, sqrt
from symkl.errors import UnsupportedExpression
from symkl.lang import nodes as n
from symkl.rounding.condition_numbers import value as function_value
from symkl.rounding.error_bounds import ASSUMED, error_bound, relative_error_bound
from symkl.rounding.known import power_of_two

x, y, z = real("x y z")
s, t = positive("s t")
d = (s - t) / t


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
                computed = operation(c1, c2)
                # A sum with zero is exact, and so is a product with a power of two.
                no_rounding = (
                    c1.is_zero() or c2.is_zero()
                    if isinstance(node, n.Add | n.Sub)
                    else power_of_two(node.right)
                    or (isinstance(node, n.Mul) and power_of_two(node.left))
                )
                return operation(e1, e2), computed if no_rounding else computed * self.delta()
            case n.Piecewise():
                (_, c1), (_, c2) = self.both(node.left), self.both(node.right)
                # What is compared are computed values; both branches have one exact value.
                return self.both(node.then if c1 < c2 else node.otherwise)
        assert isinstance(node, n.Apply)
        exact, computed = self.both(node.arg)
        if node.function == "abs":
            return abs(exact), abs(computed)
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


@settings(max_examples=200)
@given(tree=trees, numbers=st.tuples(*[exponents] * 5), near=st.booleans(), seed=st.integers(0, 99))
def test_simulated_rounding_keeps_to_the_bound(tree, numbers, near, seed):
    try:
        bound = relative_error_bound(tree)
    except UnsupportedExpression:
        assume(False)
    check(tree, bound, numbers, near, seed)


@settings(max_examples=200)
@given(
    parts=st.lists(trees, min_size=2, max_size=3),
    numbers=st.tuples(*[exponents] * 5),
    near=st.booleans(),
    seed=st.integers(0, 99),
)
def test_simulated_rounding_of_sums_keeps_to_their_terms(parts, numbers, near, seed):
    tree = parts[0]
    for part in parts[1:]:
        tree = tree - part if seed % 2 else half * (tree + part)
    try:
        bound = error_bound(tree)
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
            scale = simulation.both(bound.of)[0]
            if scale.is_zero():
                assert computed.is_zero()
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
            error = abs(computed - exact) / abs(scale) / arb(2) ** -24
            assert error <= arb(allowed) + arb(10) ** -20, (tree, point, error, allowed)


def walk_all(tree):
    yield tree
    for child in tree.children():
        yield from walk_all(child)


R = s / t
FAR = half * R**2 - half - piecewise(s, t / 1073741824, 2 * log(sqrt(s) / sqrt(t)), log(R))
FORMS = [
    half * ((x - y) / t) ** 2
    + piecewise(d, -half, FAR, piecewise(rational(5, 4), d, FAR, half * d**2 + g(d))),
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
