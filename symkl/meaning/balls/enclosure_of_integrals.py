"""Integrals in balls.

A variable of integration stands for coordinates, so that the integrand becomes a sum of Gaussians,
of which the integral is known (`symkl.meaning.balls.gaussian_integrals`). Between finite bounds,
where the integrand is no such sum, the variable takes complex balls, and Arb integrates with a
proved error (Johansson, Numerical integration in arbitrary-precision ball arithmetic, 2018).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from flint import acb, arb, ctx

from symkl.lang import nodes as n
from symkl.meaning.balls.gaussian_integrals import over
from symkl.meaning.balls.gaussians import Gaussians, variable
from symkl.meaning.balls.polynomials import Divergent, NoBall, exact
from symkl.meaning.carrier import Compiled, Environment, Function, Value
from symkl.meaning.fold import entrywise

__all__ = ["between", "over_space"]

# Bits, and evaluations of an integrand; the few refute where the many take too long.
_GOALS = ((176, 5000), (30, 8000))
_CELLS = 32  # in which a divergent inner integral is looked for


def over_space(body: Compiled, slot: int, k: int | None, coordinates: Iterator[int]) -> Function:
    """The integral over the line or R^k, for which new coordinates are taken."""

    def integral(env: Environment) -> Value:
        names = [next(coordinates) for _ in range(1 if k is None else k)]
        point = tuple((variable(name),) for name in names)
        env[slot] = point[0][0] if k is None else point
        value = body.call(env)
        for name in names:
            value = entrywise(lambda x, name=name: over(x, name), value)
        return value

    return integral


def between(
    node: n.Integral,
    body: Compiled,
    slot: int,
    ends: tuple[Compiled, Compiled],
    coordinates: Iterator[int],
) -> Function:
    """The integral over a range of numbers; an infinite end is a text."""

    def integral(env: Environment) -> Value:
        name = next(coordinates)
        lower, upper = (end.call(env) for end in ends)
        for end, x in zip((node.lower, node.upper), (lower, upper), strict=True):
            if isinstance(x, Gaussians):
                raise NoBall(f"the bound {end} moves")
        finite = not isinstance(lower, str) and not isinstance(upper, str)
        try:
            env[slot] = variable(name)
            return entrywise(lambda x: over(x, name, lower, upper), body.call(env))
        except Divergent:
            raise
        except NoBall:
            if not finite or node.shape != ():
                raise

        def integrand(x: Any) -> Any:
            env[slot] = x
            return body.call(env)

        return _by_quadrature(node, integrand, lower, upper)

    return integral


def _by_quadrature(
    node: n.Integral, integrand_at: Callable[[Any], Any], lower: Any, upper: Any
) -> arb:
    """An integral over a finite interval, with Arb's bound of the error."""

    def body(x: Any) -> Any:
        found = integrand_at(x)
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
