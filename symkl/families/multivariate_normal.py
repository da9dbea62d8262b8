"""The multivariate normal distribution in symbolic dimension k.

Density 1/√((2π)^k det Σ) exp(−(x−μ)ᵀΣ⁻¹(x−μ)/2) on R^k with Σ symmetric positive definite.
Its mass, mean and covariance are the theorems `mvn_moments.mass`, `.mean` and `.covariance`.
"""

from __future__ import annotations

from symkl.errors import ShapeError, UsageError
from symkl.lang import vocabulary
from symkl.lang.family import Family
from symkl.lang.fields import need_kind
from symkl.lang.nodes import Distribution, Operand, Symbol, as_expr
from symkl.lang.vocabulary import det, dimension, exp, inv, pi, sqrt, vector


def _family() -> Family:
    k = dimension("k")
    x, mean, covariance = vector("x", k), vector("mean", k), vocabulary.covariance("covariance", k)
    quadratic = (x - mean).T @ inv(covariance) @ (x - mean)
    return Family(
        name="MultivariateNormal",
        variable=x,
        parameters=(mean, covariance),
        density=1 / sqrt((2 * pi) ** k * det(covariance)) * exp(-quadratic / 2),
        theorems={
            "mass": "mvn_moments.mass",
            "mean": "mvn_moments.mean",
            "second_moment": "mvn_moments.covariance",
        },
        letters={"k": k, "mu": mean, "Sigma": covariance},
    )


MULTIVARIATE_NORMAL = _family()


def MultivariateNormal(name: str, x: Symbol, *, mean: Operand, covariance: Operand) -> Distribution:
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
    return MULTIVARIATE_NORMAL(name, x, mean, covariance)
