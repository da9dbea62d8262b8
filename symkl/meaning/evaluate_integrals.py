"""The meaning of densities, integrals, expectations and divergences in numbers.

An expectation is the integral of the density times its body, a divergence the expectation of
log(p/q): nothing is known of any family but its density. Where the integrand has a factor that is
the exponential of a quadratic, which a few values of its logarithm show, the integral is taken
around the centre of that Gaussian and in its scale (see `symkl.meaning.quadrature`).

Laws that are left open stand for normal mixtures here, chosen by their names.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from fractions import Fraction
from functools import lru_cache
from typing import Any
from zlib import crc32

from mpmath import mp, mpf

from symkl.errors import UnsupportedExpression
from symkl.lang import nodes as n
from symkl.lang.binding import free_symbols, fresh, substitute
from symkl.lang.family import density_of, support_of
from symkl.meaning import arrays as a
from symkl.meaning import quadrature
from symkl.meaning.arrays import Undecaying, Undefined, Unevaluated, Value
from symkl.meaning.compiling import Compiled, Environment, Function, Scope, compiled, means

# No author can declare these: a declaration splits its names at the spaces.
_POINT, _DRAW = "the point", "the draw"

# Which numbers a support holds; None for all of them.
_MEMBERS = {
    "line": None,
    "space": None,
    "half-line": lambda x: x >= 0,
    "open half-line": lambda x: x > 0,
    "unit interval": lambda x: 0 <= x <= 1,
}
_MOST_POINTS = 4096  # at which values of a density are kept

_GAUSSIAN_FACTORS = (n.Density, n.Apply, n.Product, n.Integral, n.Expectation)


@lru_cache(maxsize=32)
def mixture(name: str) -> Callable[[mpf], mpf]:
    """The density that stands for an open law of this name: a mixture of two normals.

    Positive on the whole line, skew, and another one for nearly every other name.
    """
    draw = crc32(name.encode())
    parts = []
    for sign in (-1, 1):
        draw, m = divmod(draw, 4)
        draw, v = divmod(draw, 5)
        parts.append((sign * Fraction(m + 1, 2), Fraction(v + 2, 3)))
    weight = Fraction(draw % 4 + 1, 6)

    @lru_cache(maxsize=4)
    def normals(precision: int) -> list[tuple[mpf, mpf, mpf]]:
        return [
            (a.real(share) / mp.sqrt(2 * mp.pi * a.real(v)), a.real(mean), -1 / (2 * a.real(v)))
            for share, (mean, v) in zip((weight, 1 - weight), parts, strict=True)
        ]

    # A quadrature asks for the weight and for what stands in the logarithm at the same points, and
    # so does the one of the next step.
    @lru_cache(maxsize=_MOST_POINTS)
    def at(x: mpf, precision: int) -> mpf:
        return sum(peak * mp.exp(rate * (x - mean) ** 2) for peak, mean, rate in normals(precision))

    return lambda x: at(x, mp.prec)


def _density_at(law: Any, scope: Scope, at: Compiled) -> Compiled:
    """The density of a law at a point that is computed by `at`."""
    point = n.Symbol(_POINT, n.law_letter(law).shape, support_of(law).assumptions)
    # The law is compiled where it stands, and only the density around it sees the point.
    inner, slot = scope.bind(point, at.slots)
    if isinstance(law, n.Independent):
        value = _independent_at(law, inner, point)
    else:
        is_open = law.family.density is None
        value = (
            _open_density(law, inner, point) if is_open else compiled(density_of(law, point), inner)
        )
    holds = _MEMBERS[support_of(law).kind]

    def density(env: Environment) -> Value:
        env[slot] = x = at.call(env)
        return value.call(env) if holds is None or holds(a.real(x)) else a.ZERO

    return Compiled(density, value.without(slot) | at.slots)


def _open_density(law: n.Law, scope: Scope, point: n.Symbol) -> Compiled:
    if point.shape != ():
        raise UnsupportedExpression(f"the law {law.name} of a vector has no values in numbers")
    at = compiled(point, scope)
    given = scope.pdfs.get(law.name)
    kind = law.family.support.kind
    if kind == "unit interval" and given is None:
        raise UnsupportedExpression(f"no density on the unit interval stands for {law.name}")
    drawn = mixture(law.name)
    if kind == "line" or given is not None:
        pdf = given or drawn
        return Compiled(lambda env: pdf(a.real(at.call(env))), at.slots)

    def folded(env: Environment) -> Value:  # that of |X|, which lives on the half-line
        x = a.real(at.call(env))
        return drawn(x) + drawn(-x)

    return Compiled(folded, at.slots)


def _independent_at(law: n.Independent, scope: Scope, point: n.Symbol) -> Compiled:
    k = scope.dim(law.dim)
    inner, slot = scope.bind(law.variable)
    at = compiled(n.Component(point, (law.variable,)), inner)
    factor = _density_at(law.body, inner, at)

    def product(env: Environment) -> Value:
        value = a.ONE
        for i in range(1, k + 1):
            env[slot] = Fraction(i)
            value = a.multiply(value, factor.call(env))
        return value

    return Compiled(product, factor.without(slot))


@means(n.Density)
def _density(node: n.Density, scope: Scope) -> Compiled:
    return _density_at(node.law, scope, compiled(node.at, scope))


@means(n.Expectation)
def _expectation(node: n.Expectation, scope: Scope) -> Compiled:
    over = support_of(node.law)
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
    density = _density_at(node.law, replace(inner, names=scope.names), at)
    product = Compiled(
        lambda env: a.scale(density.call(env), body.call(env)), density.slots | body.slots
    )
    size = _coordinates(node.variable, scope)
    call = _over_space(product, slot, size, [density])
    return Compiled(_naming(node, call), product.without(slot))


def _coordinates(variable: n.Symbol, scope: Scope) -> int | None:
    """The number of coordinates of a vector; None for a scalar."""
    if variable.shape == ():
        return None
    rows, columns = scope.size(variable.shape)
    if columns != 1:
        raise UnsupportedExpression(f"an integral over the matrix {variable} has no value here")
    return rows


@means(n.Integral)
def _integral(node: n.Integral, scope: Scope) -> Compiled:
    inner, slot = scope.bind(node.variable)
    body = compiled(node.body, inner)
    factors = [compiled(factor, inner) for factor in _factors(node.body, node.variable)]
    k = _coordinates(node.variable, scope)
    over_space = _over_space(body, slot, k, factors)
    if k is not None:
        return Compiled(_naming(node, over_space), body.without(slot))
    lower, upper = compiled(node.lower, scope), compiled(node.upper, scope)

    def integral(env: Environment) -> Value:
        low, high = a.real(lower.call(env)), a.real(upper.call(env))
        if low == high:
            return a.ZERO
        sign = 1
        if low > high:
            sign, low, high = -1, high, low
        if mp.isinf(low) and mp.isinf(high):
            return a.scale(Fraction(sign), over_space(env))
        sample, f = _integrand(body.call, slot, env, None)
        if mp.isinf(high):
            flat = quadrature.half_line(f, low, 1)
        elif mp.isinf(low):
            flat = quadrature.half_line(f, high, -1)
        else:
            flat = quadrature.interval(f, low, high)
        return a.like(sample[0], (sign * x for x in flat))

    call = _naming(node, integral)
    return Compiled(call, body.without(slot) | lower.slots | upper.slots)


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


def _integrand(
    body: Function, slot: int, env: Environment, k: int | None
) -> tuple[list[Value], quadrature.Integrand]:
    """The body as an integrand of coordinates, and a list that receives a value of it."""
    sample: list[Value] = []

    def f(x: tuple[mpf, ...]) -> tuple[mpf, ...]:
        env[slot] = x[0] if k is None else tuple((c,) for c in x)
        value = body(env)
        if not sample:
            sample.append(value)
        return tuple(map(a.real, a.entries(value)))

    return sample, f


def _over_space(body: Compiled, slot: int, k: int | None, factors: list[Compiled]) -> Function:
    """The integral over the line or R^k."""

    def integral(env: Environment) -> Value:
        sample, f = _integrand(body.call, slot, env, k)
        looks = [_gaussian(factor.call, slot, env, k) for factor in factors]
        fits = [fit for fit in looks if fit is not None]
        flat = None
        for fit in fits[:2]:
            try:
                flat = quadrature.gaussian(f, *fit, others=fits)
                break
            except Undecaying:
                continue
        if flat is None:
            if (k or 1) > 1:
                raise Unevaluated("no factor of the integrand is a Gaussian in the variable")
            flat = quadrature.line(f)
        return a.like(sample[0], flat)

    return integral


def _naming(node: n.Node, integral: Function) -> Function:
    def call(env: Environment) -> Value:
        try:
            return integral(env)
        except Unevaluated as error:
            raise Unevaluated(f"{node} could not be evaluated", cause=error.message) from None

    return call


def _gaussian(
    factor: Function, slot: int, env: Environment, k: int | None
) -> tuple[list[mpf], Any] | None:
    """Centre and scale of a factor exp(quadratic) of the integrand; None if it is no such thing.

    Second differences of the logarithm give the quadratic, two further points confirm it.
    """
    size = 1 if k is None else k

    def log_at(*point: Any) -> mpf:
        env[slot] = Fraction(point[0]) if k is None else tuple((Fraction(c),) for c in point)
        value = factor(env)
        if type(value) is tuple or not value > 0:
            raise Undefined("no Gaussian")
        return mp.log(a.real(value))

    def unit(*indices: int) -> list[int]:
        return [sum(j == i for i in indices) for j in range(size)]

    try:
        middle = log_at(*[0] * size)
        up = [log_at(*unit(i)) for i in range(size)]
        down = [log_at(*[-c for c in unit(i)]) for i in range(size)]
        slope = [(up[i] - down[i]) / 2 for i in range(size)]
        bend = [[mpf(0)] * size for _ in range(size)]
        for i in range(size):
            bend[i][i] = up[i] + down[i] - 2 * middle
            for j in range(i):
                bend[i][j] = bend[j][i] = log_at(*unit(i, j)) - up[i] - up[j] + middle
        for point in ([2 + i for i in range(size)], [(-1) ** i * 3 for i in range(size)]):
            value = log_at(*point)
            fit = middle + sum(s * c for s, c in zip(slope, point, strict=True))
            fit += (
                sum(bend[i][j] * point[i] * point[j] for i in range(size) for j in range(size)) / 2
            )
            if abs(fit - value) > mpf(10) ** (-mp.dps // 2) * (1 + abs(value)):
                return None
    except (Undefined, Unevaluated):
        return None
    precision = tuple(tuple(-x for x in row) for row in bend)
    covariance = a.eliminate(precision)[1]
    if a.cholesky(precision) is None or covariance is None:
        return None
    centre = a.matmul(covariance, tuple((s,) for s in slope))
    return [m for (m,) in centre], a.cholesky(covariance)


def _expected_log(
    node: n.Expr, scope: Scope, p: n.AnyLaw, ratio: Callable[[n.Symbol], n.Expr]
) -> Compiled:
    draw = n.Symbol(_DRAW, n.law_letter(p).shape, support_of(p).assumptions)
    return compiled(n.Expectation(p, n.Apply("log", ratio(draw)), draw), scope)


@means(n.Divergence)
def _divergence(node: Any, scope: Scope) -> Compiled:
    return _expected_log(node, scope, node.p, lambda x: n.Div(node.p(x), node.q(x)))


@means(n.CrossEntropy)
def _cross_entropy(node: Any, scope: Scope) -> Compiled:
    return _expected_log(node, scope, node.p, lambda x: n.Div(n.as_expr(1), node.q(x)))


@means(n.Entropy)
def _entropy(node: Any, scope: Scope) -> Compiled:
    return _expected_log(node, scope, node.p, lambda x: n.Div(n.as_expr(1), node.p(x)))
