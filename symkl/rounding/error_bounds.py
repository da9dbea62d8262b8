r"""Bounds of the rounding error of generated functions, derived from the tree that is printed.

`relative_error_bound` follows the tree in its order of evaluation, in the standard model of
floating-point arithmetic: an operation has a relative error of at most u, a function of the library
and the kernels g and h the errors that are assumed of them (`Assumed`), the arguments none.

1. `symkl.rounding.counts`: errors are counted in logarithmic units λ = −log(1 − u), which add.
2. `symkl.rounding.known`: what each node does to them. Terms of one sign lose one λ per
   addition and nothing else; sums that may cancel are refused, unless what cancels is exact or is
   bounded away from its opposite. What the value of a positive letter decides (branches, parts of
   sums, condition numbers) is decided cell by cell, in balls.
3. `symkl.rounding.condition_numbers`: condition numbers of the functions, certified in balls.
4. `symkl.rounding.sums_of_squares`: triangular systems, with the condition of the matrix.
5. `symkl.rounding.cancelling_sums`: sums that may cancel, relative to the size of their terms.

The result is "at most N u", where N is a number, rounded up, that holds for binary64 and binary32.
Where a quantity C of the arguments comes in (the length of a sum, cond(L), |ℓ₁ − ℓ₂|), it is
"at most x/(1 − 2x), x = (N + … C) u" instead. The denominator covers all terms of higher order:
counts n alone give (1 − u)^(−n) − 1 ≤ nu/(1 − nu); for a triangular system with z = (k + 1) c u,
η ≤ z/(1 − x), as (k + kc) u ≤ 2kcu ≤ x, so that together with a count of n, where x = nu + 2z,

    (1 − η)^(−2) (1 − u)^(−n) ≤ 1/((1 − 2z/(1 − x)) (1 − nu)) ≤ 1/(1 − x/(1 − x)) = 1 + x/(1 − 2x);

and that a condition number a + b |v| is needed at the computed v, which is larger by at most
(1 + 2u), adds less than 4u to the count: 4u ≤ x (1 + 4u) for N ≥ 4.

What a bound does not cover is in its `conditions`: it is for results that are normal numbers, where
no intermediate result overflows or underflows, and for libraries that keep to what is assumed.

References
----------
N. J. Higham, "Accuracy and Stability of Numerical Algorithms", 2nd ed., SIAM 2002, chapters 2, 3,
4 and 8.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import lru_cache
from types import MappingProxyType

from flint import ctx

from symkl.errors import UnsupportedExpression
from symkl.lang import nodes as n
from symkl.lang.binding import walk
from symkl.lang.nodes import Expr
from symkl.lang.text import text
from symkl.rounding.cancelling_sums import magnitudes
from symkl.rounding.counts import UNIT, Count, additions, constant, is_constant
from symkl.rounding.known import Refused
from symkl.rounding.walk import counted

__all__ = ["ASSUMED", "Assumed", "Bound", "error_bound", "relative_error_bound", "sentence"]

_BITS = 160
_MOST = 2**16  # a count beyond this is no bound for binary32
_LEAST = 4  # the count from which x/(1 − 2x) covers what is added to |v|


@dataclass(frozen=True, slots=True)
class Assumed:
    """Errors of the functions of the library, in units in the last place of the result.

    Those of NumPy's functions are what NumPy states of its vectorised ones and more than was
    measured on two builds; those of the kernels g and h were measured over both branches, with
    polynomials whose error is certified.
    """

    ulps: Mapping[str, Fraction] = field(
        default_factory=lambda: MappingProxyType(
            {name: Fraction(row.ulps) for name, row in n.FUNCTIONS.items() if row.ulps}
        )
    )


ASSUMED = Assumed()


@dataclass(frozen=True, slots=True)
class Bound:
    """A bound of an error.

    Attributes
    ----------
    of
        The tree that the error is relative to.
    units_of_u
        N, the part that depends on nothing.
    further
        Multiples of quantities that the arguments decide, as they are written.
    statement
        One sentence, with what it holds for.
    conditions
        What it rests on, a sentence each.
    """

    of: Expr
    units_of_u: int
    further: tuple[tuple[int, str], ...]
    statement: str
    conditions: tuple[str, ...]

    def at(self, quantities: Mapping[str, float] | None = None, *, u: float = 2.0**-53) -> float:
        """The bound in units of u, for given quantities.

        Parameters
        ----------
        quantities
            The values of what `further` names; a value of ``k`` will do for ``s(k)``, ``s(k^2)``.
        u
            The unit roundoff.

        Returns
        -------
        float
            Infinite where the bound says nothing.
        """
        if not self.further:
            return float(self.units_of_u)
        known = dict(quantities or {})
        total = float(self.units_of_u)
        for factor, name in self.further:
            total += factor * _quantity(name, known)
        x = total * u
        return total / (1 - 2 * x) if x < 0.5 else math.inf


def _quantity(name: str, known: Mapping[str, float]) -> float:
    if name in known:
        return known[name]
    if name.startswith("s("):
        size = name[2:-1]
        letter, _, power = size.partition("^")
        return additions(int(known[letter]) ** int(power or 1))
    if name.startswith("("):  # (k + 1) cond(L)
        letter, _, rest = name[1:].partition(" + 1) ")
        return (known[letter] + 1) * known[rest]
    raise KeyError(name)


def relative_error_bound(tree: Expr, *, assumptions: Assumed = ASSUMED) -> Bound:
    """A bound of the relative error of the code that is printed for a tree.

    Parameters
    ----------
    tree
        A scalar, or a vector by components: the bound is for each.
    assumptions
        What is assumed of the library.

    Raises
    ------
    UnsupportedExpression
        If a sum may cancel, or the tree has something of which nothing is known.

    Examples
    --------
    >>> from symkl import h, half, log, positive, real
    >>> x, mu = real("x mu"); s, t = positive("s t")
    >>> relative_error_bound(((x - mu)/s)**2).units_of_u
    6
    >>> relative_error_bound(half*((x - mu)/s)**2 + h(x)).statement
    'relative error at most 8 u'
    >>> relative_error_bound(log(s/t) + (t**2 + (x - mu)**2)/(2*s**2) - half)
    Traceback (most recent call last):
    symkl.errors.UnsupportedExpression: no bound of the rounding error: log(s/t) + ... may cancel
      try: write a sum of nonnegative terms
    """
    return _bound(
        tree, "relative error at most {}", lambda: (counted(tree, assumptions.ulps), tree)
    )


def error_bound(tree: Expr, *, assumptions: Assumed = ASSUMED) -> Bound:
    """A bound of the error, relative to the sum of the magnitudes of a tree's terms.

    Parameters
    ----------
    tree
        A scalar.
    assumptions
        What is assumed of the library.

    Raises
    ------
    UnsupportedExpression
        If a term has no bound.

    Examples
    --------
    >>> from symkl import half, log, pi, positive
    >>> sigma = positive("sigma")
    >>> error_bound(log(sigma) + half*(log(2*pi) + 1)).statement
    'error at most 10 u times (abs(log(sigma)) + 1/2*(log(2*pi) + 1))'
    """

    def look() -> tuple[Count, Expr]:
        return magnitudes(tree, assumptions.ulps)

    return _bound(tree, "error at most {} times {}", look)


def _bound(tree: Expr, statement: str, look: Callable[[], tuple[Count, Expr]]) -> Bound:
    """The bound that a count gives.

    `statement` has places for the number and for the quantity to which the error is relative.
    """
    with ctx.workprec(_BITS):
        try:
            count, of = look()
            if not all(value < _MOST for value in count.values()):
                raise Refused(f"{tree} is ill-conditioned")
        except Refused as refused:
            raise UnsupportedExpression(
                f"no bound of the rounding error: {refused}",
                hint="write a sum of nonnegative terms",
            ) from None
        count, whole = _merged(count), text(of)
        if isinstance(of, n.Add | n.Sub):
            whole = f"({whole})"
        if is_constant(count):
            error = (-constant(count) * (-UNIT).log1p()).exp() - 1
            number = int((error / UNIT).abs_upper().ceil().unique_fmpz())
            return Bound(of, number, (), statement.format(f"{number} u", whole), _conditions(()))
        number = max(_LEAST, int(constant(count).abs_upper().ceil().unique_fmpz()))
        further = tuple(
            (int(value.abs_upper().ceil().unique_fmpz()), name)
            for name, value in sorted(count.items())
            if name
        )
    shown = [str(number)] + [
        name if factor == 1 else f"{factor} {name}" for factor, name in further
    ]
    found = statement.format("x/(1 - 2 x)", whole) + f" with x = ({' + '.join(shown)}) u"
    return Bound(of, number, further, found, _conditions(tuple(name for _, name in further)))


def sentence(tree: Expr, *, exact: bool = True, assumptions: Assumed = ASSUMED) -> str:
    """The sentence on the accuracy of a tree's code for a docstring; empty if no bound is known.

    Parameters
    ----------
    tree
        The code form.
    exact
        Whether its letters are the arguments. A computed Cholesky factor is not one.
    assumptions
        The assumptions on the library.
    """
    if not exact:
        return ""
    # The same code is emitted for every array library.
    return _ours(tree) if assumptions is ASSUMED else _sentence(tree, assumptions)


@lru_cache(maxsize=256)
def _ours(tree: Expr) -> str:
    return _sentence(tree, ASSUMED)


def _sentence(tree: Expr, assumptions: Assumed) -> str:
    try:
        bound = relative_error_bound(tree, assumptions=assumptions)
    except UnsupportedExpression:
        try:
            bound = error_bound(tree, assumptions=assumptions)
        except UnsupportedExpression:
            return ""
    used = sorted({node.function for node in walk(tree) if isinstance(node, n.Apply)})
    errors = [f"{assumptions.ulps[name]} ulp ({name})" for name in used if name in assumptions.ulps]
    kept = f" and functions that keep to {' and '.join(errors)}" if errors else ""
    found = (
        f"{bound.statement[0].upper()}{bound.statement[1:]}, where u is 2^-53 in float64 and 2^-24 "
        "in float32. This is derived in the standard model of floating-point arithmetic, for "
        f"operations that round correctly{kept}."
    )
    return " ".join([found, *bound.conditions])


def _merged(count: Count) -> Count:
    """s(k) and s(k^2) are one sum after the other for no term: the longer one counts."""
    found = dict(count)
    for name in [name for name in found if name.startswith("s(") and f"{name[:-1]}^2)" in found]:
        longer = f"{name[:-1]}^2)"
        found[longer] = max(found[longer], found.pop(name))
    return found


def _conditions(names: tuple[str, ...]) -> tuple[str, ...]:
    lines = [
        "It is for results that are normal numbers, where no intermediate result overflows or "
        "underflows.",
    ]
    for name in names:
        if name.startswith("s("):
            size = name[2:-1]
            lines.append(
                f"{name} is the number of additions that a term of a sum of {size} goes through: "
                f"at most {size} - 1, and at most 25 + max(0, log2({size}/128)), rounded up, where "
                "the sum is pairwise, as NumPy's is along a last axis."
            )
        elif "cond(" in name:
            letter = name.partition("cond(")[2][:-1]
            lines.append(f"cond({letter}) is the 2-norm of |inv({letter})| |{letter}|.")
        else:
            lines.append(f"{name} is the largest of them, where there are several.")
    return tuple(lines)
