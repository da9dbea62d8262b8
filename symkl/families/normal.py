"""The univariate normal distribution.

Density 1/√(2πσ²) exp(−(x−μ)²/(2σ²)) on the real line. Its mass, mean and variance are the
theorems `normal_moments.mass`, `.mean` and `.variance`.
"""

from __future__ import annotations

from symkl.errors import UsageError
from symkl.expr.build import exp, pi, sqrt
from symkl.expr.fields import need_kind
from symkl.expr.nodes import Apply, Expr, Law, Number, Pow, Symbol, as_expr, same
from symkl.families.base import Family, register


def Normal(name: str, x: Symbol, *, mean, variance) -> Law:
    """The law N(mean, variance) of a real variable written `x`.

    Raises
    ------
    UsageError
        If the variable is not a scalar or occurs in a parameter.
    """
    need_kind(x, Symbol, "the variable")
    mean, variance = as_expr(mean), as_expr(variance)
    for what, value in (("variable", x), ("mean", mean), ("variance", variance)):
        if value.shape != ():
            raise UsageError(
                f"the {what} {value} of a univariate normal is not a scalar",
                hint="use MultivariateNormal for vectors",
            )
    return Law("Normal", name, x, (mean, variance))


def density(law: Law, at: Expr) -> Expr:
    """The density at a point."""
    mean, variance = law.parameters
    centred = at if _is(mean, 0) else at - mean
    if _is(variance, 1):
        return 1 / sqrt(2 * pi) * exp(-(centred**2) / 2)
    return 1 / sqrt(2 * pi * variance) * exp(-(centred**2) / (2 * variance))


def _is(expr: Expr, value: int) -> bool:
    return same(expr, as_expr(value))


def scale(law: Law) -> Expr:
    """The standard deviation: σ where the variance is written σ², else its square root."""
    variance = law.parameters[1]
    if isinstance(variance, Pow) and same(variance.exponent, as_expr(2)):
        return variance.base
    if isinstance(variance, Number) and variance.value == 1:
        return variance
    return Apply("sqrt", variance)


NORMAL = register(
    Family(
        name="Normal",
        parameters=("mean", "variance"),
        density=density,
        polynomial_log_density=True,
        all_moments=True,
        theorems={
            "mass": "normal_moments.mass",
            "mean": "normal_moments.mean",
            "second_moment": "normal_moments.variance",
        },
        instantiate=lambda law: {"mu": law.parameters[0], "sigma": scale(law)},
    )
)
