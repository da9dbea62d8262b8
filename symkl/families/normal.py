"""The univariate normal distribution.

Density 1/√(2πσ²) exp(−(x−μ)²/(2σ²)) on the real line. Its mass, mean and variance are the
theorems `normal_moments.mass`, `.mean` and `.variance`.
"""

from __future__ import annotations

from symkl.errors import UsageError
from symkl.lang.family import Family
from symkl.lang.fields import need_kind
from symkl.lang.nodes import Distribution, Operand, Symbol, as_expr
from symkl.lang.vocabulary import exp, pi, positive, real, sqrt


def _family() -> Family:
    x, mean, variance = real("x"), real("mean"), positive("variance")
    return Family(
        name="Normal",
        variable=x,
        parameters=(mean, variance),
        density=1 / sqrt(2 * pi * variance) * exp(-((x - mean) ** 2) / (2 * variance)),
        theorems={
            "mass": "normal_moments.mass",
            "mean": "normal_moments.mean",
            "second_moment": "normal_moments.variance",
        },
        letters={"mu": mean, "sigma": sqrt(variance)},
    )


NORMAL = _family()


def Normal(name: str, x: Symbol, *, mean: Operand, variance: Operand) -> Distribution:
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
    return NORMAL(name, x, mean, variance)
