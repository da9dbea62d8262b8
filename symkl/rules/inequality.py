"""Inequalities: what the greater side exceeds the other by is shown, and is nonnegative.

>>> from symkl.lang.vocabulary import g, log, positive, real
>>> from symkl.rules.base import holds, verdict
>>> x, y = real("x y")
>>> verdict(x**2 + y**2, 2 * x * y, exceeds_by((x - y) ** 2), relation=">=").verdict
'proved'
>>> verdict(x**2 + y**2, 3 * x * y, exceeds_by((x - y) ** 2), relation=">=").verdict
'unproved'
>>> verdict(x, 0, nonnegative, relation=">=").verdict
'unproved'
"""

from __future__ import annotations

from symkl.kernel.derivation import Rule
from symkl.lang.nodes import Operand, as_expr
from symkl.rules.base import declare, using

nonnegative = declare(
    "nonnegative",
    "the difference of the two sides is nonnegative, term by term",
    "monotone",
    "g_nonnegative",
    "h_nonnegative",
    source="Hardy, Littlewood and Pólya, Inequalities, chapter 1",
)

_exceeds = declare(
    "exceeds_by",
    "the greater side exceeds the other by an expression that is nonnegative",
    "linear",
    "monotone",
    "g_nonnegative",
    "h_nonnegative",
    "g_definition",
    "h_definition",
    "log_product",
    source="Hardy, Littlewood and Pólya, Inequalities, theorem 150 for log t <= t - 1",
)


_under_the_integral = declare(
    "exceeds_under_integral",
    "the greater integrand exceeds the other by an expression that is nonnegative",
    "monotone",
    "g_nonnegative",
    "h_nonnegative",
    "g_definition",
    "h_definition",
    "log_product",
    source="Rudin, Real and Complex Analysis, theorem 1.28 (monotonicity)",
)


def exceeds_under_integral(difference: Operand) -> Rule:
    """What the greater integrand has more than the other; the lesser one is integrable."""
    difference = as_expr(difference)
    return using(_under_the_integral, str(difference), difference=difference, pointwise=True)


def exceeds_by(difference: Operand) -> Rule:
    """What the greater side has more than the other."""
    witness = as_expr(difference)
    return using(_exceeds, str(witness), difference=witness)
