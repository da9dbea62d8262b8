"""The meaning of densities, integrals, expectations and divergences, for any kind of number.

A density is what the formula of its family says, an expectation the integral of the density times
its body, a divergence the expectation of log(p/q): nothing is known of any family but its formula.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import reduce
from typing import Any

from symkl.lang import nodes as n
from symkl.lang.binding import free_symbols, fresh, substitute
from symkl.lang.family import density_of, support_of
from symkl.meaning.carrier import Compiled, Environment, Number, Scope, compiled, means
from symkl.meaning.fold import each, scaled

# No author can declare these: a declaration splits its names at the spaces.
_POINT, _DRAW = "the point", "the draw"
_GAUSSIAN_FACTORS = (n.Density, n.Apply, n.Product, n.Integral, n.Expectation)


def _density_at(law: Any, scope: Scope, at: Compiled) -> Compiled:
    """The density of a law at a point that is computed by `at`."""
    point = n.Symbol(_POINT, n.law_letter(law).shape, support_of(law).assumptions)
    # The law is compiled where it stands, and only the density around it sees the point.
    inner, slot = scope.bind(point, at.slots)
    holds = scope.carrier.members(support_of(law), law)
    if isinstance(law, n.Independent):
        value = _independent_at(law, inner, point)
    elif law.family.density is None:
        value = scope.carrier.open_density(law, compiled(point, inner), inner)
    else:
        value = compiled(density_of(law, point), inner)

    def density(env: Environment) -> Number:
        env[slot] = x = at.call(env)
        return value.call(env) if holds is None or holds(x) else scope.carrier.zero

    return Compiled(density, value.without(slot) | at.slots)


def _independent_at(law: n.Independent, scope: Scope, point: n.Symbol) -> Compiled:
    k, carrier = scope.dim(law.dim), scope.carrier
    inner, slot = scope.bind(law.variable)
    at = compiled(n.Component(point, (law.variable,)), inner)
    factor = _density_at(law.body, inner, at)
    values = each(factor, slot, carrier)
    return Compiled(
        lambda env: reduce(carrier.multiply, values(env, k), carrier.one), factor.without(slot)
    )


@means(n.Density)
def _density(node: n.Density, scope: Scope) -> Compiled:
    return _density_at(node.law, scope, compiled(node.at, scope))


@means(n.Expectation)
def _expectation(node: n.Expectation, scope: Scope) -> Compiled:
    over, carrier = support_of(node.law), scope.carrier
    if not over.everything:
        x, law = node.variable, node.law
        integrand, taken = node.body, free_symbols(law)
        if x in taken:  # the law means another letter of this name
            x = fresh(x, taken | free_symbols(integrand))
            integrand = substitute(integrand, {node.variable: x})
        weighted = n.Density(law, x) * integrand
        return compiled(n.Integral(weighted, x, over.lower, over.upper), scope)
    inner, slot = scope.bind(node.variable)
    at, body = compiled(node.variable, inner), compiled(node.body, inner)
    # The variable is bound in the body only, so the law is compiled under the names outside.
    outside = replace(inner, names=scope.names, bound=scope.bound)
    density = _density_at(node.law, outside, at)
    product = Compiled(
        lambda env: scaled(carrier, density.call(env), body.call(env)), density.slots | body.slots
    )
    call = carrier.over_space(node, product, slot, scope.coordinates(node.variable), [density])
    return Compiled(call, product.without(slot))


@means(n.Integral)
def _integral(node: n.Integral, scope: Scope) -> Compiled:
    inner, slot = scope.bind(node.variable)
    body = compiled(node.body, inner)
    factors = (compiled(factor, inner) for factor in _factors(node.body, node.variable))
    k = scope.coordinates(node.variable)
    if k is not None:
        call = scope.carrier.over_space(node, body, slot, k, factors)
        return Compiled(call, body.without(slot))
    ends = compiled(node.lower, scope), compiled(node.upper, scope)
    call = scope.carrier.between(node, body, slot, ends, factors)
    return Compiled(call, body.without(slot).union(*(end.slots for end in ends)))


def _factors(body: n.Expr, variable: n.Symbol) -> Iterator[n.Expr]:
    """The parts of an integrand that may be Gaussians in the variable, outermost first."""
    yield body
    stack: list[tuple[Any, frozenset[n.Symbol]]] = [(body, frozenset())]
    while stack:
        node, bound = stack.pop()
        kind = isinstance(node, _GAUSSIAN_FACTORS) and node.shape == ()
        if kind and getattr(node, "function", "exp") == "exp":
            free = free_symbols(node)
            if variable in free and not free & bound:
                yield node
        if node.binder:
            if node.variable is variable or n.same(node.variable, variable):
                continue
            bound = bound | {node.variable}
        below = [child for child in node.children() if isinstance(child, n.Expr)]
        stack.extend((child, bound) for child in reversed(below))


@means(n.Divergence, n.CrossEntropy, n.Entropy)
def _expected_log(node: Any, scope: Scope) -> Compiled:
    p = node.p
    draw = n.Symbol(_DRAW, n.law_letter(p).shape, support_of(p).assumptions)
    above = node.p(draw) if isinstance(node, n.Divergence) else n.as_expr(1)
    below = (node.p if isinstance(node, n.Entropy) else node.q)(draw)
    return compiled(n.Expectation(p, n.Apply("log", n.Div(above, below)), draw), scope)
