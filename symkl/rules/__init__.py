"""Named justifications, one file per family of rules.

A rule says which laws of the kernel a step may use and which equations it brings along; it
checks, it never rewrites.
"""

from symkl.rules.algebra import algebra, exp_rules, log_quotient, log_rules
from symkl.rules.base import RULES
from symkl.rules.calculus import (
    antiderivative,
    cholesky,
    cholesky_factor,
    derivative,
    matrix_derivative,
    polar_coordinates,
    substitution,
    trigonometry,
)
from symkl.rules.definition import (
    definition,
    density,
    joint_density,
    log_density,
    product_density,
    special_functions,
)
from symkl.rules.expectation import (
    component_moments,
    independence,
    linearity,
    marginal,
    mean,
    second_moment,
    trace_expectation,
)
from symkl.rules.inequality import exceeds_by, exceeds_under_integral, nonnegative
from symkl.rules.lemma import entrywise, lemma, lemmas
from symkl.rules.matrix import (
    components,
    determinant,
    diagonal_matrices,
    trace,
    triangular,
    triangular_functions,
)
from symkl.rules.sums import log_of_product, product_of_powers, single_term, sums

__all__ = [
    "RULES",
    "algebra",
    "antiderivative",
    "cholesky",
    "cholesky_factor",
    "component_moments",
    "components",
    "definition",
    "density",
    "derivative",
    "determinant",
    "diagonal_matrices",
    "entrywise",
    "exceeds_by",
    "exceeds_under_integral",
    "exp_rules",
    "independence",
    "joint_density",
    "lemma",
    "lemmas",
    "linearity",
    "log_density",
    "log_of_product",
    "log_quotient",
    "log_rules",
    "marginal",
    "matrix_derivative",
    "mean",
    "nonnegative",
    "polar_coordinates",
    "product_density",
    "product_of_powers",
    "second_moment",
    "single_term",
    "special_functions",
    "substitution",
    "sums",
    "trace",
    "trace_expectation",
    "triangular",
    "triangular_functions",
    "trigonometry",
]
