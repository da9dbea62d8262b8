r"""Justifications in words: what stands beside a step, between parentheses.

A rule is named as a mathematician would name it. What was given to the rule for this one step is
printed with it: the theorem, the antiderivative, the new variable.
"""

from __future__ import annotations

from symkl.kernel.axioms import AffineSubstitution, Antiderivative, Lemma
from symkl.kernel.derivation import Rule
from symkl.latex.expressions import latex
from symkl.latex.names import prose
from symkl.latex.printing import SCRIPT, within

# Where the name of a rule with blanks for underscores is not what a reader would write.
_WORDS = {
    "cholesky": "Cholesky factor",
    "components": "by components",
    "diagonal_matrices": "diagonal matrices",
    "exceeds_by": "the sides differ by",
    "exceeds_under_integral": "the integrands differ by",
    "exp_rules": "exponential of a sum",
    "linear_antiderivative": "antiderivative",
    "log_density": "log density",
    "log_of_product": "log of a product",
    "log_quotient": "log of a quotient",
    "log_rules": "logarithm",
    "nonnegative": "nonnegative terms",
    "product_of_powers": "product of powers",
    "special_functions": "definition",
    "trace_expectation": "trace and expectation",
}

_PROPER = {"gaussian": "Gaussian", "vae": "VAE", "mvn": "multivariate normal"}


def because(rule: Rule) -> str:
    r"""The justification of one step, in parentheses.

    >>> because(Rule("second_moment", ""))
    '(second moment)'
    """
    words = _WORDS.get(rule.name, rule.name.replace("_", " "))
    instances = () if callable(rule.instances) else rule.instances
    lemmas = [_theorem(i.theorem) for i in instances if isinstance(i, Lemma)]
    if lemmas:
        words = ", ".join(dict.fromkeys(lemmas))
    details = [detail for i in instances if (detail := _detail(i))]
    if rule.difference is not None:
        details.append(within(rule.difference, SCRIPT))
    text = " ".join([prose(words), *(f"${detail}$" for detail in details)])
    entry = ", entry by entry" if rule.entries else ""
    return f"({text}{entry})"


def _theorem(name: str) -> str:
    """``normal_moments.mean`` as words."""
    words = " ".join(_PROPER.get(word, word) for word in name.split("_"))
    return words.replace(".", ": ")


def _detail(instance: object) -> str:
    """The formula that a rule was given as a parameter; empty where it was given none."""
    match instance:
        case Antiderivative(function=function):
            return within(function, SCRIPT)
        case AffineSubstitution(variable=variable, value=value):
            return f"{latex(variable)} = {latex(value)}"
    return ""
