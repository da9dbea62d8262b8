"""Laws and equations in force, and what every normal form needs: leaves, binders, squares."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable

from symkl_recheck.factors import Products
from symkl_recheck.families import Families
from symkl_recheck.forms import (
    Form,
    atom,
    clear,
    form_of,
    minus,
    monomial,
    node,
    reversed_word,
    times,
    total,
)
from symkl_recheck.substitution import bind, unbind, unbound
from symkl_recheck.terms import UNIT, Shape, Term, ordered, term


class Laws(ABC):
    """Laws in force, with the equations that lemmas and axioms have brought.

    Attributes
    ----------
    laws, families
        The names of the laws, and the families by their names.
    used, masses
        The laws that have been used, and the families whose mass has been.
    equations
        The form that takes the place of a term.
    letters
        Those of equations: under these binders are opened, so that an equation is met inside.
    forms
        Normal forms that have been made.
    factored
        The factors of sums (`symkl_recheck.records`).
    """

    def __init__(self, laws: Iterable[str], families: Families) -> None:
        self.laws = frozenset(laws)
        self.families = families
        self.used: set[str] = set()
        self.masses: set[str] = set()
        self.equations: dict[Term, Form] = {}
        self.letters: tuple[Term, ...] = ()
        self.forms: dict[Term, Form] = {}
        self.factored: Products = {}

    @abstractmethod
    def plain(self, t: Term) -> Form:
        """Return the normal form of a term whose operation has no method of its own."""

    @abstractmethod
    def linear(self, op: str, p: Form, x: Term, shape: Shape, *ends: Term) -> Form:
        """Return a sum or an integral, term by term where the law is in force."""

    @abstractmethod
    def trace(self, p: Form, dim: Term) -> Form:
        """Return the trace of a matrix."""

    def form(self, t: Term) -> Form:
        """Return the normal form of a term."""
        if t not in self.forms:
            p: Form = getattr(self, "_" + t.op, self.plain)(t)
            if not t.shape and any(word for _, word in p):  # in a number they are traces
                p = total(monomial(m, word, c) for (m, word), c in p.items())
            self.forms[t] = p
        return self.forms[t]

    def has(self, law: str) -> bool:
        """Return whether a law is in force; it counts as used."""
        if law in self.laws:
            self.used.add(law)
        return law in self.laws

    def node(self, t: Term) -> Term:
        """Return the normal form of a term, as a term."""
        return node(self.squares(self.form(t)), t.shape)

    def zero(self, p: Form) -> bool:
        """Return whether a form is zero."""
        return not clear(self.squares(p))

    def open(self, t: Term) -> tuple[Term, Term]:
        """Return a letter for the variable of a binder, and the body.

        It is a letter of an equation, where there is one that may take this place.
        """
        shape, assumed, _ = t.args[1].args
        own = (x for x in self.letters if x.args[:2] == (shape, assumed) and x not in t.free)
        letter = next(own, None)
        return unbound(t) if letter is None else (letter, unbind(t, letter))

    def leaf(self, t: Term) -> Form:
        """Return what a term stands for that is not taken apart."""
        found = self.equations.get(t)
        return form_of(t) if found is None else found

    def seal(self, op: str, p: Form, x: Term, shape: Shape, *rest: Term) -> Form:
        """Return a binder that stays; a matrix's may stand for its transpose's."""
        t = node(self.squares(p), shape)
        turned = node(self.transpose(p), shape[::-1]) if shape and shape[1] is not UNIT else t
        if turned is not t and (shape[0] is UNIT or turned.rank < t.rank):
            return self.transpose(self.leaf(bind(op, turned, x, *rest)))
        return self.leaf(bind(op, t, x, *rest))

    def transpose(self, p: Form) -> Form:
        """Return the transpose of a form."""
        return total({(m, reversed_word(word)): c} for (m, word), c in p.items())

    def squares(self, p: Form) -> Form:
        """Return a form with 1 − sin² for cos², where the law is in force."""
        for (m, word), c in p.items() if "pythagoras" in self.laws else ():
            for x, e in ordered(m):
                if x.op == "cos" and e >= 2 and self.has("pythagoras"):
                    rest = monomial((*m, (x, -2)), word, c)
                    less = times(rest, atom(term("sin", *x.args), 2))
                    return self.squares(minus(total((minus(p, {(m, word): c}), rest)), less))
        return p
