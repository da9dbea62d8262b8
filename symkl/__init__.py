"""symkl: derivations proved step by step, and the code that follows from them.

The words of the language, the families and the rules are imported from here:
``from symkl import KL, Normal, derivation, eq, log, positive, real``. Nothing but the names of the
functions is imported until it is used, so that the command line starts at once.
"""

from __future__ import annotations

from importlib import import_module

TYPE_CHECKING = False  # as type checkers read it; to import it from `typing` would take longer

__version__ = "0.1.0"

_BUILD = """
    real positive nonnegative_real nonzero unit_interval dimension index vector positive_vector
    matrix symmetric
    invertible covariance scale_tril tr det inv eye zeros diag
    strict_lower piecewise delta by_component independent Sum Product Integral E KL cross_entropy
    entropy D pi oo half
    rational
"""
_FUNCTIONS = """
    log exp sqrt cos sin log1p expm1 g h sign log2 erf erfc lgamma digamma trigamma expit softplus
"""
_RULES = """
    algebra antiderivative cholesky cholesky_factor component_moments components definition
    density derivative determinant diagonal_matrices entrywise exceeds_by exceeds_under_integral
    exp_rules independence joint_density lemma lemmas linearity log_density log_of_product
    log_quotient log_rules marginal matrix_derivative mean nonnegative polar_coordinates
    product_density product_of_powers second_moment single_term special_functions substitution
    sums trace trace_expectation triangular triangular_functions trigonometry
"""
_HOME = dict.fromkeys([*_BUILD.split(), *_FUNCTIONS.split()], "symkl.lang.vocabulary")
_HOME |= dict.fromkeys(_RULES.split(), "symkl.rules")
_HOME |= dict.fromkeys(
    ("Normal", "MultivariateNormal", "AbstractDensity", "Family"), "symkl.families"
)
_HOME |= dict.fromkeys(
    ("derivation", "part", "eq", "le", "ge", "Export"), "symkl.kernel.derivation"
)
_HOME |= dict.fromkeys(("Domain", "code_form", "form", "slope"), "symkl.kernel.forms")
_HOME |= {"Library": "symkl.library", "SymklError": "symkl.errors"}

__all__ = sorted([*_HOME, "__version__"])


if TYPE_CHECKING:  # the same names once more, for who reads without running: a test compares
    from symkl.errors import SymklError as SymklError
    from symkl.families import (
        AbstractDensity as AbstractDensity,
        Family as Family,
        MultivariateNormal as MultivariateNormal,
        Normal as Normal,
    )
    from symkl.kernel.derivation import (
        Export as Export,
        derivation as derivation,
        eq as eq,
        ge as ge,
        le as le,
        part as part,
    )
    from symkl.kernel.forms import (
        Domain as Domain,
        code_form as code_form,
        form as form,
        slope as slope,
    )
    from symkl.lang.vocabulary import (
        KL as KL,
        D as D,
        E as E,
        Integral as Integral,
        Product as Product,
        Sum as Sum,
        by_component as by_component,
        cos as cos,
        covariance as covariance,
        cross_entropy as cross_entropy,
        delta as delta,
        det as det,
        diag as diag,
        dimension as dimension,
        entropy as entropy,
        exp as exp,
        expm1 as expm1,
        eye as eye,
        g as g,
        h as h,
        half as half,
        independent as independent,
        index as index,
        inv as inv,
        invertible as invertible,
        log as log,
        log1p as log1p,
        matrix as matrix,
        nonnegative_real as nonnegative_real,
        nonzero as nonzero,
        oo as oo,
        pi as pi,
        piecewise as piecewise,
        positive as positive,
        positive_vector as positive_vector,
        rational as rational,
        real as real,
        scale_tril as scale_tril,
        sin as sin,
        sqrt as sqrt,
        strict_lower as strict_lower,
        symmetric as symmetric,
        tr as tr,
        unit_interval as unit_interval,
        vector as vector,
        zeros as zeros,
        sign as sign,
        log2 as log2,
        erf as erf,
        erfc as erfc,
        lgamma as lgamma,
        digamma as digamma,
        trigamma as trigamma,
        expit as expit,
        softplus as softplus,
    )
    from symkl.library import Library as Library
    from symkl.rules import (
        algebra as algebra,
        antiderivative as antiderivative,
        cholesky as cholesky,
        cholesky_factor as cholesky_factor,
        component_moments as component_moments,
        components as components,
        definition as definition,
        density as density,
        derivative as derivative,
        determinant as determinant,
        diagonal_matrices as diagonal_matrices,
        entrywise as entrywise,
        exceeds_by as exceeds_by,
        exceeds_under_integral as exceeds_under_integral,
        exp_rules as exp_rules,
        independence as independence,
        joint_density as joint_density,
        lemma as lemma,
        lemmas as lemmas,
        linearity as linearity,
        log_density as log_density,
        log_of_product as log_of_product,
        log_quotient as log_quotient,
        log_rules as log_rules,
        marginal as marginal,
        matrix_derivative as matrix_derivative,
        mean as mean,
        nonnegative as nonnegative,
        polar_coordinates as polar_coordinates,
        product_density as product_density,
        product_of_powers as product_of_powers,
        second_moment as second_moment,
        single_term as single_term,
        special_functions as special_functions,
        substitution as substitution,
        sums as sums,
        trace as trace,
        trace_expectation as trace_expectation,
        triangular as triangular,
        triangular_functions as triangular_functions,
        trigonometry as trigonometry,
    )

else:  # where it is not seen, so that a name that does not exist is an error

    def __getattr__(name: str) -> object:
        if name not in _HOME:
            raise AttributeError(f"module 'symkl' has no attribute {name!r}")
        return getattr(import_module(_HOME[name]), name)


def __dir__() -> list[str]:
    return __all__
