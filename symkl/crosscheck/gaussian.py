"""Integrals of polynomials times Gaussians over the whole space, by completing the square.

∫ f(x) exp(−xᵀPx/2 + bᵀx + c) dx over R^k is √((2π)^k/|P|) exp(c + bᵀP⁻¹b/2) E f(X) with X normal of
mean P⁻¹b and covariance V = P⁻¹. The moments around the mean follow from Stein's lemma,
E[y_i f(y)] = Σ_j V_ij E[∂_j f(y)]. Nothing here searches for an antiderivative: what is no such
integral is refused.

Main definition: `over_space`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import sympy

from symkl.crosscheck.determinants import adjugate, det
from symkl.crosscheck.quotient import quotient
from symkl.crosscheck.rational import NoForm, affordable, factored, tidy


def over_space(body: Any, letters: Sequence[Any]) -> Any:
    """The integral of `body` over all values of some letters.

    Raises
    ------
    NoForm
        Where the integrand is no sum of polynomials times Gaussians, or may not decay.

    Examples
    --------
    >>> x, y = sympy.symbols("x y", real=True)
    >>> s = sympy.Symbol("s", positive=True)
    >>> over_space(x**2 * sympy.exp(-(x**2) / (2 * s**2)), [x])
    sqrt(2)*sqrt(pi)*s**3
    >>> over_space(x * y * sympy.exp(-(x**2) + x * y - y**2), [x, y])
    2*sqrt(3)*pi/9
    >>> over_space(sympy.exp(x), [x])
    Traceback (most recent call last):
    symkl.crosscheck.rational.NoForm: exp(x) is no Gaussian in x
    """
    by_exponent: dict[Any, Any] = {}
    for exponent, factor in _terms(body, set(letters)):
        by_exponent[exponent] = by_exponent.get(exponent, 0) + factor
    parts = [_integral(q, f, letters) for q, f in by_exponent.items() if f != 0]
    return sympy.Add(*parts)


def _terms(body: Any, letters: set[Any]) -> Iterator[tuple[Any, Any]]:
    """The exponents of a sum of exponentials, in lowest terms, each with its factor."""
    if body.is_Add:
        for term in body.args:
            yield from _terms(term, letters)
        return
    exponent, factors = sympy.Integer(0), []
    for factor in sympy.Mul.make_args(body):
        if isinstance(factor, sympy.exp):
            exponent += factor.args[0]
        elif factor.is_Add and any(e.free_symbols & letters for e in factor.atoms(sympy.exp)):
            rest = sympy.Mul(*[f for f in sympy.Mul.make_args(body) if f is not factor])
            for term in factor.args:
                yield from _terms(term * rest, letters)
            return
        else:
            factors.append(factor)
    yield tidy(exponent), sympy.Mul(*factors)


def _polynomial(expr: Any, letters: Sequence[Any]) -> dict[tuple[int, ...], Any]:
    """The coefficients of a polynomial by its degrees."""
    found = quotient(affordable(expr)).coefficients(letters)
    if found is None:
        raise NoForm(f"{expr} is no polynomial in {_listed(letters)}")
    return found


def _listed(letters: Sequence[Any]) -> str:
    return ", ".join(letter.name for letter in letters)


def _integral(exponent: Any, factor: Any, letters: Sequence[Any]) -> Any:
    k = len(letters)
    quadratic = _polynomial(exponent, letters)
    unit = [tuple(int(i == j) for j in range(k)) for i in range(k)]

    def coefficient(*indices: int) -> Any:
        degrees = tuple(sum(unit[i][j] for i in indices) for j in range(k))
        return quadratic.get(degrees, sympy.Integer(0))

    precision = sympy.Matrix(k, k, lambda i, j: -coefficient(i, j) * (2 if i == j else 1))
    minors = [factored(det(precision[:i, :i])) for i in range(1, k + 1)]
    if max(map(sum, quadratic), default=0) > 2 or not all(minor.is_positive for minor in minors):
        raise NoForm(f"exp({exponent}) is no Gaussian in {_listed(letters)}")
    covariance = adjugate(precision).applyfunc(lambda entry: tidy(entry / minors[-1]))
    slope = sympy.Matrix([coefficient(i) for i in range(k)])
    mean = (covariance * slope).applyfunc(tidy)
    peak = tidy(coefficient() + (slope.T * mean)[0, 0] / 2)

    # Around the mean the moments are short, whatever the mean looks like.
    shifted = factor.xreplace(dict(zip(letters, list(mean + sympy.Matrix(letters)), strict=True)))
    total = sympy.Integer(0)
    for degrees, c in _polynomial(shifted, letters).items():
        total += c * _moment(degrees, covariance)
    return sympy.sqrt((2 * sympy.pi) ** k / minors[-1]) * sympy.exp(peak) * tidy(total)


def _moment(degrees: tuple[int, ...], covariance: Any) -> Any:
    """E[x₁^a x₂^b …] of a centred normal vector."""
    if sum(degrees) % 2:
        return sympy.Integer(0)
    if not any(degrees):
        return sympy.Integer(1)
    i = next(i for i, d in enumerate(degrees) if d)
    less = [d - (j == i) for j, d in enumerate(degrees)]
    return sympy.Add(
        *[
            covariance[i, j]
            * d
            * _moment(tuple(e - (m == j) for m, e in enumerate(less)), covariance)
            for j, d in enumerate(less)
            if d
        ]
    )
