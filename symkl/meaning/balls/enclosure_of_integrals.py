"""What integrals, laws, expectations, divergences and derivatives mean in balls.

An expectation is the integral of the density times its body, a divergence that of p log(p/q), from
the density of the family alone: nothing that the kernel proves is used. A variable of integration
stands for coordinates, so that the integrand becomes a sum of Gaussians, of which the integral is
known (`symkl.meaning.balls.gaussian_integrals`). Between finite bounds, where the integrand is no
such sum, the variable takes complex balls, and Arb integrates with a proved error (Johansson,
Numerical integration in arbitrary-precision ball arithmetic, 2018).

The derivative of f in a direction H is what stands with ε in f(x + ε H).
"""

from __future__ import annotations

from typing import Any

from flint import acb, arb, ctx, fmpq

from symkl.lang import nodes as n
from symkl.lang.family import density_of, support_of
from symkl.meaning.balls.elementary import applied
from symkl.meaning.balls.enclosure import (
    Bound,
    Enclosure,
    Meaning,
    Rows,
    added_rows,
    entering,
    scaled_rows,
)
from symkl.meaning.balls.gaussian_integrals import INFINITY, MINUS_INFINITY, over
from symkl.meaning.balls.gaussians import Gaussians, coefficient, inverse, variable
from symkl.meaning.balls.polynomials import Divergent, NoBall, exact

__all__ = ["MEANINGS"]

MEANINGS: dict[type, Meaning] = {}
means = entering(MEANINGS)

_POINT = "the point"  # no author can declare it: a declaration splits its names at the spaces
# Bits, and evaluations of an integrand; the few refute where the many take too long.
_GOALS = ((176, 5000), (30, 8000))
_CELLS = 32  # in which a divergent inner integral is looked for


def density(at: Enclosure, law: Any, point: Rows, bound: Bound) -> Any:
    """The density of a law at a point."""
    if isinstance(law, n.Independent):
        product: Any = fmpq(1)
        for i, row in enumerate(point, 1):
            product = product * density(at, law.body, [row], {**bound, law.variable: [[fmpq(i)]]})
        return product
    if not support_of(law).everything:
        raise NoBall(f"the density {law.name} lives on a part of the line")
    letter = n.Symbol(_POINT, n.law_letter(law).shape, frozenset({"real"}))
    if law.family.density is None:
        raise NoBall(f"the density {law.name} is left open")
    return at.entry(density_of(law, letter), {**bound, letter: point})


@means(n.Density)
def _density(at: Enclosure, node: n.Density, bound: Bound) -> Rows:
    return [[density(at, node.law, at.of(node.at, bound), bound)]]


def _coordinates(at: Enclosure, letter: n.Symbol) -> tuple[list[int], Rows]:
    """New coordinates for a variable of integration."""
    rows, columns = (at.dim(d) for d in letter.shape or (1, 1))
    if columns != 1:
        raise NoBall(f"an integral over the matrix {letter}")
    names = [next(at.coordinates) for _ in range(rows)]
    return names, [[variable(name)] for name in names]


def _over_space(rows: Rows, names: list[int]) -> Rows:
    for name in names:
        rows = [[over(x, name) for x in row] for row in rows]
    return rows


@means(n.Expectation)
def _expectation(at: Enclosure, node: n.Expectation, bound: Bound) -> Rows:
    names, point = _coordinates(at, node.variable)
    # The variable is bound in the body only, so the law is read under the names outside.
    weight = density(at, node.law, point, bound)
    return _over_space(
        scaled_rows(at.of(node.body, {**bound, node.variable: point}), weight), names
    )


@means(n.Divergence, n.CrossEntropy, n.Entropy)
def _expected_log(at: Enclosure, node: Any, bound: Bound) -> Rows:
    names, point = _coordinates(at, n.law_letter(node.p))
    p = density(at, node.p, point, bound)
    if isinstance(node, n.Entropy):
        body = -applied("log", p)
    elif isinstance(node, n.CrossEntropy):
        body = -applied("log", density(at, node.q, point, bound))
    else:
        body = applied("log", p * inverse(density(at, node.q, point, bound)))
    return _over_space([[p * body]], names)


@means(n.Derivative)
def _derivative(at: Enclosure, node: n.Derivative, bound: Bound) -> Rows:
    name = next(at.infinitesimals)
    along = scaled_rows(at.of(node.direction, bound), variable(name))
    moved = added_rows(at.of(node.wrt, bound), along)
    return [[coefficient(at.entry(node.body, {**bound, node.wrt: moved}), name)]]


@means(n.Integral)
def _integral(at: Enclosure, node: n.Integral, bound: Bound) -> Rows:
    names, point = _coordinates(at, node.variable)
    if node.variable.shape != ():
        return _over_space(at.of(node.body, {**bound, node.variable: point}), names)
    lower, upper = _bound(at, node.lower, bound), _bound(at, node.upper, bound)
    finite = not isinstance(lower, str) and not isinstance(upper, str)
    try:
        rows = at.of(node.body, {**bound, node.variable: point})
        return [[over(x, names[0], lower, upper) for x in row] for row in rows]
    except Divergent:
        raise
    except NoBall:
        if not finite or node.shape != ():
            raise
    return [[_by_quadrature(at, node, bound, lower, upper)]]


def _bound(at: Enclosure, node: Any, bound: Bound) -> Any:
    """A bound of an integral: a number, or infinity as a text."""
    if isinstance(node, n.Infinity):
        return INFINITY if node.sign == "+" else MINUS_INFINITY
    found = at.entry(node, bound)
    if isinstance(found, Gaussians):
        raise NoBall(f"the bound {node} moves")
    return found


def _by_quadrature(at: Enclosure, node: n.Integral, bound: Bound, lower: Any, upper: Any) -> arb:
    """An integral over a finite interval, with Arb's bound of the error."""

    def body(x: Any) -> Any:
        found = at.entry(node.body, {**bound, node.variable: [[x]]})
        if isinstance(found, Gaussians):
            raise NoBall(f"the integrand of {node} holds another variable")
        return found

    if any(isinstance(x, acb) for x in (lower, upper)):
        raise NoBall(f"the bounds of {node} move")
    low, high = (arb(x) if exact(x) else x for x in (lower, upper))
    # Where the integrand has no value in a whole interval, there is no integral.
    unknown: list[NoBall] = []
    for cell in range(_CELLS):
        middle = low + (high - low) * (2 * cell + 1) / (2 * _CELLS)
        try:
            body(arb(middle.mid(), ((high - low) / 2**20).abs_upper()))
        except Divergent:
            if low != high:
                raise
        except NoBall as error:
            unknown.append(error)
    if unknown:
        raise unknown[0]
    failure: list[BaseException] = []

    def integrand(z: acb, analytic: bool) -> acb:
        if failure:
            return acb(arb.nan())
        try:
            return acb(body(z))
        except NoBall:
            return acb(arb.nan())
        except Exception as error:  # it has to pass through C, the end of the time too
            failure.append(error)
            return acb(arb.nan())

    for bits, evaluations in _GOALS:
        goal = arb(2) ** -bits
        with ctx.workprec(bits + 64):
            found = acb.integral(
                integrand, acb(low), acb(high), rel_tol=goal, abs_tol=goal, eval_limit=evaluations
            )
        if failure:
            raise failure[0]
        if found.is_finite():
            return found.real
    raise NoBall(f"{node} may have no value")
