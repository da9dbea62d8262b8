"""Theorems used for other letters, their assumptions discharged; what an equation is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from symkl.kernel import signs as sg
from symkl.kernel.normal_form import Normalizer
from symkl.kernel.preconditions import need_apart
from symkl.kernel.record import Term
from symkl.kernel.refusal import Refusal
from symkl.kernel.theorem import Theorem
from symkl.lang import nodes as n
from symkl.lang.binding import free_symbols, substitute
from symkl.lang.fields import Checked
from symkl.lang.nodes import Expr, Symbol


@dataclass(frozen=True, slots=True)
class Equation:
    """``lhs = rhs`` for all values of the letters, and where it comes from.

    `laws` are those that its schema drew upon, `also` further axioms beside its `source`.
    """

    lhs: Expr
    rhs: Expr
    source: str
    conditions: tuple[str, ...] = ()
    laws: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    terms: tuple[Term, ...] = ()


Lemmas = Callable[[str], Theorem]


@dataclass(frozen=True)
class Lemma(Checked):
    """A theorem with expressions for its letters."""

    theorem: str
    values: Mapping[str, object] = field(default_factory=dict)

    def equations(self, before: Expr, after: Expr, lemmas: Lemmas) -> tuple[Equation, ...]:
        """The theorem's claim for these values, its assumptions discharged."""
        theorem = lemmas(self.theorem)
        if theorem.claim.op != "=":
            raise Refusal(f"{self.theorem} is an inequality; it equates nothing")
        letters = {s.name: s for s in free_symbols_of(theorem)}
        unknown = set(self.values) - set(letters)
        if unknown:
            raise Refusal(
                f"{self.theorem} has no letter {', '.join(sorted(unknown))}",
                "its letters are " + ", ".join(sorted(letters)) if letters else "",
            )
        mapping = {letters[name]: n.as_expr(value) for name, value in self.values.items()}
        conditions = tuple(
            f"{symbol.name} := {value}: {need}"
            for symbol, value in mapping.items()
            for need in admissible(symbol, value)
        )
        need_apart(mapping, theorem.claim.lhs, theorem.claim.rhs)
        lhs = substitute(theorem.claim.lhs, mapping)
        rhs = substitute(theorem.claim.rhs, mapping)
        return (Equation(lhs, rhs, f"theorem {self.theorem}", conditions),)


def free_symbols_of(theorem: Theorem) -> frozenset[Symbol]:
    """The letters of a theorem, for each of which it holds."""
    return free_symbols(theorem.claim.lhs) | free_symbols(theorem.claim.rhs)


def admissible(symbol: Symbol, value: Expr) -> tuple[str, ...]:
    """Return the assumptions on a letter, each shown to hold for the value that takes its place.

    Raises
    ------
    Refusal
        Where an assumption is not known to hold for the value.
    """
    if (symbol.shape == ()) != (value.shape == ()):
        sides = n.shape_text(symbol.shape), n.shape_text(value.shape)
        raise Refusal(f"{symbol} is {sides[0]}, but {value} is {sides[1]}")
    wanted = symbol.assumptions - {"real"}
    if isinstance(value, Symbol) and value.assumptions >= wanted:
        return tuple(sorted(wanted))
    for assumption in sorted(wanted):
        if not _holds(assumption, symbol, value):
            raise Refusal(
                f"{symbol} is assumed {assumption.replace('_', ' ')}; {value} is not known to be",
            )
    return tuple(sorted(wanted))


def _holds(assumption: str, symbol: Symbol, value: Expr) -> bool:
    if symbol.shape == () and assumption in ("positive", "nonnegative", "nonzero"):
        allowed = {"positive": sg.POSITIVE, "nonnegative": sg.NONNEGATIVE, "nonzero": sg.NONZERO}
        return Normalizer().signs(value) <= allowed[assumption]
    return sg.holds(assumption, value)
