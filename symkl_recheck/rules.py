"""The rules: which laws each of them allows, and what a step by it brings."""

from __future__ import annotations

from symkl_recheck.terms import NONE

# A rule's name: the laws that it allows | the kind of instance, or the witness, that it brings.
_ROWS = {
    "algebra": "",
    "log_quotient": "log_product",
    "log_rules": "log_product log_exp exp_sum",
    "exp_rules": "exp_sum log_exp",
    "derivative": "derivative",
    "trigonometry": "pythagoras",
    "matrix_derivative": "derivative trace",
    "antiderivative": "exp_sum | antiderivative",
    "substitution": "| substitution",
    "polar_coordinates": "| polar",
    "cholesky": "| cholesky",
    "definition": (
        "kl_definition cross_entropy_definition entropy_definition expectation_definition"
    ),
    "density": "density_definition",
    "product_density": "product_density",
    "lemma": "| lemma",
    "log_density": "density_definition log_product log_exp exp_sum",
    "sums": "sum_linear",
    "joint_density": (
        "product_density density_definition product_of_powers sum_linear exp_sum components"
    ),
    "special_functions": "g_definition h_definition log1p_definition",
    "trace": "trace",
    "linearity": "linear mass sum_linear",
    "mean": "linear mass trace | lemma",
    "second_moment": "linear mass trace trace_expectation | lemma",
    "single_term": "sum_of_one",
    "component_moments": "linear mass marginal independence components | lemma",
    "trace_expectation": "linear mass trace trace_expectation",
    "independence": "linear mass marginal independence components",
    "marginal": "linear mass marginal sum_linear",
    "components": "components sum_linear",
    "nonnegative": "monotone g_nonnegative h_nonnegative",
    "determinant": "determinant log_product",
    "exceeds_by": (
        "linear monotone g_nonnegative h_nonnegative g_definition h_definition log_product"
        " | witness"
    ),
    "exceeds_under_integral": (
        "monotone g_nonnegative h_nonnegative g_definition h_definition log_product | witness"
    ),
    "diagonal_matrices": (
        "diagonal components trace determinant log_product log_of_product sum_linear"
        " product_of_powers"
    ),
    "triangular": (
        "triangular trace determinant log_product log_of_product sum_linear product_of_powers"
    ),
    "triangular_functions": (
        "triangular trace determinant log_product log_of_product sum_linear product_of_powers"
        " g_definition log1p_definition"
    ),
    "log_of_product": "log_of_product log_product sum_linear product_of_powers",
    "product_of_powers": "product_of_powers sum_linear exp_sum",
}
# The same as a set of laws and a kind of instance, which may be "".
RULES = {
    name: (frozenset(row.partition("|")[0].split()), row.partition("|")[2].strip())
    for name, row in _ROWS.items()
}
LAWS: frozenset[str] = NONE.union(*(laws for laws, _ in RULES.values()))
CALCULUS = ("derivative", "exp_sum", "log_exp", "density_definition", "log1p_definition")
LOGARITHMS = ("log_product", "log_of_product", "sum_linear", "log_exp")
