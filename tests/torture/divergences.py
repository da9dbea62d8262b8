"""The kinds of step that the kernel proves and the checker refuses, by case and by reason.

Each kind has a name, with which its entry in `docs/trust.md` begins. What is of no kind is new, and
has to be looked at.
"""

from __future__ import annotations

from collections.abc import Callable

from torture.cases import Case

from symkl.lang import nodes as n
from symkl.lang.binding import free_symbols, walk

NEW = "a kind that is not listed"
_UNEQUAL = "the two sides are not equal under this rule"
_INTEGRALS = (n.Integral, n.Expectation, n.Divergence, n.CrossEntropy, n.Entropy)


def kind(case: Case, why: str) -> str:
    """The name of the first kind that a divergence is of."""
    return next((name for name, fits in KINDS.items() if fits(case, why)), NEW)


def _nodes(case: Case) -> list[n.Node]:
    trees = [case.before, case.after, *(tree for tree, _ in case.via)]
    return [node for tree in trees for node in walk(tree)]


def _has(case: Case, *kinds: type) -> bool:
    return any(isinstance(node, kinds) for node in _nodes(case))


def _exponent(case: Case, why: str) -> bool:
    """An exponent that is no arithmetic of numbers: one with letters or sums in it."""
    plain = (n.Number, n.Add, n.Sub, n.Mul, n.Div, n.Neg, n.Pow)
    exponents = [node.exponent for node in _nodes(case) if isinstance(node, n.Pow)]
    odd = [e for e in exponents if any(not isinstance(part, plain) for part in walk(e))]
    return "not known to be positive" in why and bool(odd)


def _by_equation(case: Case, why: str) -> bool:
    """A side condition, where the rule of the step brings an equation."""
    told = any(f"not known to be {sign}" in why for sign in ("positive", "nonnegative", "nonzero"))
    return told and bool(case.rule.instances)


def _triangular(case: Case, why: str) -> bool:
    return "off the triangular matrices" in why and _has(case, n.Derivative)


def _infinite(case: Case, why: str) -> bool:
    told = ("what may be infinite", "an integral that may be infinite", "two integrals that may be")
    return any(words in why for words in told) and _has(case, *_INTEGRALS)


def _indices(case: Case, why: str) -> bool:
    """Two indices are the same in a term with their delta, or have but one value."""
    letters = {s for node in _nodes(case) if isinstance(node, n.Delta) for s in free_symbols(node)}
    return _UNEQUAL in why and bool(letters)


def _one_component(case: Case, why: str) -> bool:
    return _UNEQUAL in why and any(
        isinstance(x, n.Symbol) and tuple(map(str, x.dims)) == ("1", "1") for x in _nodes(case)
    )


def _roots(case: Case, why: str) -> bool:
    return _UNEQUAL in why and any(
        isinstance(x, n.Apply) and x.function == "sqrt" for x in _nodes(case)
    )


def _sign(case: Case, why: str) -> bool:
    return "is not known to be" in why


def _told(words: str) -> Callable[[Case, str], bool]:
    return lambda case, why: words in why


KINDS: dict[str, Callable[[Case, str], bool]] = {
    "An exponent with letters": _exponent,
    "A condition that an equation of the step shows": _by_equation,
    "A derivative by a law of triangular matrices": _triangular,
    "What may be infinite within something else": _infinite,
    "Two indices that are one": _indices,
    "A matrix of one entry": _one_component,
    "A value within a derivative": _told("a substitution into a derivative"),
    "An equation that is solved for nothing": _told("an equation cannot be used"),
    "A term that is not known to be integrable": _told("not known to be integrable"),
    "A theorem that one of the two needs": lambda case, why: "theorem is named" in why,
    "A root of factors of unknown sign": _roots,
    "A sign that the checker does not see": _sign,
}
