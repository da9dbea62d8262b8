"""symkl: derivations proved step by step, and the code that follows from them.

The words of the language, the families and the rules are imported from here:
``from symkl import KL, Normal, derivation, eq, log, positive, real``. Nothing but the names of the
functions is imported until it is used, so that the command line starts at once.
"""

from __future__ import annotations

from importlib import import_module

from symkl.lang.functions import FUNCTIONS

__version__ = "0.1.0"

_BUILD = """
    real positive nonnegative_real nonzero unit_interval dimension index vector positive_vector
    matrix symmetric
    invertible covariance scale_tril tr det inv eye zeros diag
    strict_lower piecewise delta by_component independent Sum Product Integral E KL cross_entropy
    entropy D pi oo half
    rational
"""
_RULES = """
    algebra antiderivative cholesky cholesky_factor component_moments components definition
    density derivative determinant diagonal_matrices entrywise exceeds_by exceeds_under_integral
    exp_rules independence joint_density lemma lemmas linearity log_density log_of_product
    log_quotient log_rules marginal matrix_derivative mean nonnegative polar_coordinates
    product_density product_of_powers second_moment single_term special_functions substitution
    sums trace trace_expectation triangular triangular_functions trigonometry
"""
_HOME = dict.fromkeys([*_BUILD.split(), *FUNCTIONS], "symkl.lang.vocabulary")
del _HOME["abs"]  # Python's own word, which expressions answer
_HOME |= dict.fromkeys(_RULES.split(), "symkl.rules")
_HOME |= dict.fromkeys(
    ("Normal", "MultivariateNormal", "AbstractDensity", "Family"), "symkl.families"
)
_HOME |= dict.fromkeys(
    ("derivation", "part", "eq", "le", "ge", "Export"), "symkl.kernel.derivation"
)
_HOME |= {"Library": "symkl.library", "SymklError": "symkl.errors"}

__all__ = sorted([*_HOME, "__version__"])


def __getattr__(name: str):
    if name not in _HOME:
        raise AttributeError(f"module 'symkl' has no attribute {name!r}")
    return getattr(import_module(_HOME[name]), name)


def __dir__() -> list[str]:
    return __all__
