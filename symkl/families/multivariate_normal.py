"""The multivariate normal distribution in symbolic dimension k.

Density 1/√((2π)^k det Σ) exp(−(x−μ)ᵀΣ⁻¹(x−μ)/2) on R^k with Σ symmetric positive definite.
Its mass, mean and covariance are the theorems `mvn_moments.mass`, `.mean` and `.covariance`.
"""

from __future__ import annotations

from symkl.errors import ShapeError, UsageError
from symkl.expr.build import det, exp, inv, pi, sqrt
from symkl.expr.fields import need_kind
from symkl.expr.nodes import Expr, Identity, Law, Symbol, Zero, as_expr
from symkl.families.base import Family, register


def MultivariateNormal(name: str, x: Symbol, *, mean, covariance) -> Law:
    """The law N(mean, covariance) of a vector written `x`.

    Raises
    ------
    ShapeError
        If variable, mean and covariance do not fit together.
    """
    need_kind(x, Symbol, "the variable")
    mean, covariance = as_expr(mean), as_expr(covariance)
    if len(x.shape) != 2 or x.shape[1] != 1:
        raise UsageError(
            f"the variable {x} of a multivariate normal is not a vector",
            hint=f'declare it: {x} = vector("{x}", k)',
        )
    if mean.shape != x.shape:
        raise ShapeError("the mean has the shape of the variable", (x, x.shape), (mean, mean.shape))
    if covariance.shape != (x.shape[0], x.shape[0]):
        raise ShapeError(
            "the covariance is square in the variable's length",
            (x, x.shape),
            (covariance, covariance.shape),
        )
    return Law("MultivariateNormal", name, x, (mean, covariance))


def density(law: Law, at: Expr) -> Expr:
    """The density at a point."""
    mean, covariance = law.parameters
    centred = at if isinstance(mean, Zero) else at - mean
    k = at.shape[0]
    if isinstance(covariance, Identity):
        return 1 / sqrt((2 * pi) ** as_expr(k)) * exp(-(centred.T @ centred) / 2)
    quadratic = centred.T @ inv(covariance) @ centred
    return 1 / sqrt((2 * pi) ** as_expr(k) * det(covariance)) * exp(-quadratic / 2)


MULTIVARIATE_NORMAL = register(
    Family(
        name="MultivariateNormal",
        parameters=("mean", "covariance"),
        density=density,
        polynomial_log_density=True,
        all_moments=True,
        theorems={
            "mass": "mvn_moments.mass",
            "mean": "mvn_moments.mean",
            "second_moment": "mvn_moments.covariance",
        },
        instantiate=lambda law: {
            "k": law.variable.shape[0],
            "mu": law.parameters[0],
            "Sigma": law.parameters[1],
        },
    )
)
