"""The notes on a generated function: its form, the bound of its error, where it holds.

They differ by how the code is evaluated, so there are two sets of them: of code that a library
traces and differentiates, and of code that computes at once, a block of a batch after the other.
"""

from __future__ import annotations

from collections.abc import Iterator

from symkl.code.arguments import Argument
from symkl.code.exports import Function, in_arguments
from symkl.code.numpydoc import formula, listed, paragraph
from symkl.lang import nodes as n
from symkl.lang.binding import walk
from symkl.rounding.error_bounds import sentence

# The functions that have a kernel of their own, and what they are.
_KERNELS = {
    "g": "g(x) = x - log1p(x)",
    "h": "h(v) = expm1(v) - v",
}


def of_traced_code(function: Function, differentiation: str) -> Iterator[str]:
    """The notes on code that evaluates both branches and solves by the library's own means."""
    special = _kernels(function)
    if isinstance(function.quantity, n.Divergence) and special:
        yield paragraph(
            "The form is a sum of terms that are not negative, in squares and "
            f"{' and '.join(special)}, so that nothing cancels where the two distributions nearly "
            "coincide."
        )
    divides = any(isinstance(node, n.Inverse) for node in walk(function.code))
    # How a library solves a triangular system is not known here.
    accuracy = "" if divides else sentence(function.code, exact=not function.factors)
    if accuracy:
        yield paragraph(accuracy)
    if divides:
        yield paragraph(
            "No inverse is formed and no determinant. The error grows with the condition number "
            "of the second distribution's Cholesky factor, by which is divided."
        )
    if differentiation:
        yield paragraph(differentiation)
    yield from _passed_on(function)


def of_blocks(function: Function, differentiation: str = "") -> Iterator[str]:
    """The notes on code for NumPy, which evaluates one branch and refines what it solves."""
    special = _kernels(function)
    if special and isinstance(function.quantity, n.Divergence):
        yield paragraph(
            "Where the two distributions are near each other the form is a sum of terms that are "
            f"not negative, squares and {' and '.join(special)}, which has a kernel of its own: "
            "nothing cancels. The value is never negative, and it is exactly 0 where the two "
            "distributions are the same."
        )
    accuracy = sentence(function.code, exact=not function.factors)
    if accuracy:
        yield paragraph(accuracy)
    inverted = dict.fromkeys(
        factor
        for node in walk(function.code)
        if isinstance(node, n.Inverse)
        for factor in walk(node)
        if isinstance(factor, n.Symbol) and factor.shape != ()
    )
    divisors = [str(factor) for factor in inverted]
    exact = [factor for factor in inverted if factor in set(function.arguments)]
    systems = [str(factor) for factor in exact if "lower_triangular" in factor.assumptions]
    if divisors and len(exact) == len(divisors) and not systems:
        yield paragraph(
            "Neither an inverse nor a determinant is formed: rows are divided by "
            f"{listed(divisors, 'and')}."
        )
    elif systems:
        yield paragraph(
            "Neither an inverse nor a determinant is formed. Substitution has an error that grows "
            f"with the condition number of {listed(systems, 'and')}. Where that is estimated to be "
            "above max(32, k), one step of iterative refinement follows, with a residual of about "
            "twice the precision. All of this is in double precision, also for float32."
        )
        if isinstance(function.quantity, n.Divergence):
            yield paragraph(
                "Measured against ball arithmetic at the exact arguments, for k up to 64 and "
                "condition numbers up to 1e6, the relative error is below 1e-14 in float64."
            )
    elif divisors:
        yield paragraph(
            "Neither an inverse nor a determinant is formed. Substitution is backward stable, so "
            f"the error grows with the condition number of {listed(divisors, 'and')}, the Cholesky "
            "factor."
        )
    if function.factors:
        yield paragraph(
            "A Cholesky factor is computed with an error that grows with the condition number of "
            "its covariance. Where two covariances nearly coincide, the difference of their "
            "factors would be little else, so it is derived from the difference of the "
            "covariances."
        )
    if function.near and isinstance(function.quantity, n.Divergence):
        yield paragraph(
            "Measured in ball arithmetic, the value is to 2 eps that of covariances S of which "
            "every entry is changed by at most 8 eps sqrt(S_ii S_jj), and where the two are near "
            "each other, by the same 2 eps sqrt(S_ii S_jj) in both, and their difference by 2 eps "
            "of itself."
        )
    if function.direct is not None:
        shown = formula(in_arguments(function.direct, function))
        said = paragraph(
            "that is computed, which is proved equal, too. Its terms are as large as 1 where the "
            "distributions nearly coincide and the value is small: then their rounding errors are "
            "all that is left, the value may be negative, and it is not 0 where the two are the "
            "same. Quotients and exponentials may overflow in it, or underflow. The bound of the "
            "error above does not hold for it."
        )
        yield f"With method='fast' it is ::\n\n{shown}\n\n{said}"
    yield from _passed_on(function)


def _kernels(function: Function) -> list[str]:
    """The functions in the form that have a kernel, with their formulas."""
    used = {node.function for node in walk(function.code) if isinstance(node, n.Apply)}
    return [meaning for name, meaning in _KERNELS.items() if name in used]


def _passed_on(function: Function) -> Iterator[str]:
    if any(not Argument(symbol).kind.check for symbol in function.arguments):
        yield paragraph(
            "NaN and infinity in an argument that may be any real number go through the arithmetic."
        )
