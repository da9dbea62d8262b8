"""Derivatives, and integrals by certificate: antiderivatives, changes of variables.

>>> from symkl.lang.vocabulary import D, Integral, exp, log, oo, positive, real, unit_interval
>>> from symkl.rules.base import holds
>>> x, mu = real("x mu")
>>> sigma = positive("sigma")
>>> holds(D(log(sigma), sigma), 1 / sigma, derivative), holds(D(x**2, x), x, derivative)
(True, False)
>>> holds(Integral(x * exp(-x**2 / 2), x), 0, antiderivative(-exp(-x**2 / 2), x))
True
>>> holds(Integral(x * exp(-x**2 / 2), x), 0, antiderivative(exp(-x**2 / 2), x))
False
>>> holds(Integral(1 / x**2, x, -1, 1), -2, antiderivative(-1 / x, x))  # it diverges
False
"""

from __future__ import annotations

from symkl.kernel.axioms import (
    AffineSubstitution,
    Antiderivative,
    CholeskyFactor,
    PolarCoordinates,
)
from symkl.kernel.derivation import Rule
from symkl.lang.nodes import Operand, Symbol, as_expr
from symkl.rules.base import declare, using

derivative = declare(
    "derivative",
    "the rules of differentiation",
    "derivative",
    source="Magnus and Neudecker, Matrix Differential Calculus, chapter 8",
)

matrix_derivative = declare(
    "matrix_derivative",
    "the rules of differentiation, and the trace brought to the form tr(G H)",
    "derivative",
    "trace",
    source="Magnus and Neudecker, Matrix Differential Calculus, chapter 8",
)

_antiderivative = declare(
    "antiderivative",
    "the integral of a derivative is the difference of the function at the two ends",
    "exp_sum",
    source="Rudin, Real and Complex Analysis, theorem 7.21",
)

_substitution = declare(
    "substitution",
    "the variable of an integral is replaced by an affine function of a new one",
    source="Rudin, Real and Complex Analysis, theorem 7.26",
)

_polar = declare(
    "polar_coordinates",
    "an integral over the plane is written in polar coordinates",
    source="Rudin, Real and Complex Analysis, theorem 7.26",
)

_cholesky = declare(
    "cholesky",
    "a symmetric positive definite matrix is written L times its transpose",
    source="Golub and Van Loan, Matrix Computations, theorem 4.2.7",
)

trigonometry = declare(
    "trigonometry",
    "the squares of cosine and sine add up to one",
    "pythagoras",
    source="Abramowitz and Stegun, Handbook of Mathematical Functions, 4.3.10",
)


def antiderivative(function: Operand, variable: Symbol) -> Rule:
    """The fundamental theorem for integrals over `variable` whose integrand is ``function'``."""
    function = as_expr(function)
    return using(_antiderivative, str(function), instances=(Antiderivative(function, variable),))


def substitution(variable: Symbol, value: Operand, new: Symbol) -> Rule:
    """Replace `variable` by `value`, affine and increasing in the letter `new`."""
    change = AffineSubstitution(variable, as_expr(value), new)
    return using(_substitution, f"{variable} = {value}", instances=(change,))


def polar_coordinates(x: Symbol, y: Symbol, r: Symbol, theta: Symbol) -> Rule:
    """Replace x by r cos(theta) and y by r sin(theta)."""
    return using(_polar, instances=(PolarCoordinates(x, y, r, theta),))


def cholesky_factor(covariance: Symbol, factor: Symbol) -> CholeskyFactor:
    """The letter L with Σ = L Lᵀ, for a part's `obtain`."""
    return CholeskyFactor(covariance, factor)


def cholesky(covariance: Symbol, factor: Symbol) -> Rule:
    """Write Σ as L Lᵀ, or L Lᵀ as Σ, for a factor that the part obtains."""
    return using(_cholesky, instances=(CholeskyFactor(covariance, factor),))
