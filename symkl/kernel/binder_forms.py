"""Expectations, integrals, index sums and products in the normal form.

All four bind a variable and are linear (products: multiplicative) where the law is in force: a
term is split into the part that does not depend on the variable, which comes out, and the part
that does, which becomes an atom with a numbered bound variable. Taking a sum apart under an
integral needs each term to be integrable, see `symkl.kernel.integrable`.
"""

from __future__ import annotations

from typing import Any, TypeAlias, TypeVar

from symkl.kernel import signs as sg
from symkl.kernel import words
from symkl.kernel.common import Common
from symkl.kernel.family_facts import at_letter, innermost, support
from symkl.kernel.fractions import lowest
from symkl.kernel.hints import Declaration
from symkl.kernel.integrable import integrable
from symkl.kernel.poly import ONE, ONE_POLY, Atom, Monomial, Poly, number, of_atom
from symkl.kernel.ranges import covers, infinity, whole_space
from symkl.kernel.refusal import Refusal
from symkl.kernel.renaming import atoms_of, bind, rename, unbind
from symkl.kernel.splitting import Make, Need, Term, split, split_word
from symkl.kernel.words import AnyForm, Form, Matrix
from symkl.lang import nodes as n
from symkl.lang.binding import free_symbols, fresh, substitute
from symkl.lang.family import support_of
from symkl.lang.nodes import AnyDistribution, Expr, Symbol

_COMPONENT = Symbol("component#", (), frozenset({"real"}))

F = TypeVar("F", Poly, Matrix, Poly | Matrix)
End: TypeAlias = n.Bound | None


class Binders(Common):
    """The part of the normalizer that knows binders."""

    bind = staticmethod(bind)

    def _bound_atom(self, head: str, body: AnyForm, variable: Symbol, *rest: Any) -> AnyForm:
        """An atom that binds a variable; of a matrix and its transpose, one stands for both."""
        bound, inner = bind(body, variable)
        if not isinstance(inner, Matrix):
            return self.atom(head, bound, inner, *rest)
        turned = words.transpose(inner)
        row, column = (side == 1 for side in inner.shape)
        if row or (not column and turned.key < inner.key):
            return words.transpose(self.matrix_atom(head, bound, turned, *rest))
        return self.matrix_atom(head, bound, inner, *rest)

    # expectation

    def expectation(self, law: AnyDistribution, body: Expr, variable: Symbol) -> Form:
        """The normal form of an expectation."""
        over = support_of(law)
        if variable.assumptions != over.assumptions:
            raise Refusal(
                f"{variable} does not run over the {over.kind}, the support of {law.name}",
                f"declare it by {over.letter}",
            )
        if variable.shape != n.law_letter(law).shape:
            raise Refusal(f"{variable} is no variable of the law {law.name}: their shapes differ")
        if self.allows("expectation_definition"):
            if variable in free_symbols(law):
                new = fresh(variable, free_symbols(law) | free_symbols(body))
                body, variable = substitute(body, {variable: new}), new
            weighted = n.Density(law, variable) * body
            return self.integral(n.Integral(weighted, variable, over.lower, over.upper))
        form = self.form(body)
        if "linear" in self.laws:
            self.splits[n.Expectation(law, body, variable)] = form
        return self.average(self.law(law), form, variable)

    def average(self, law: Atom, body: AnyForm, variable: Symbol) -> AnyForm:
        """The expectation of a normal form under a law."""

        def make(dependent: F) -> F:
            return self._bound_atom("Expectation", dependent, variable, law)

        if not self.allows("linear"):
            return make(self._sealed(body))

        def need(mono: Monomial) -> None:
            self._need_integrable(mono, variable, None, None, law)

        def scalar(mono: Monomial) -> Poly:
            if mono == ONE:
                return ONE_POLY if self._has_mass_one(law) else make(ONE_POLY)
            need(mono)
            return self._average_term(law, mono, variable, make)

        return self._linear(body, variable, scalar, make, need)

    def _average_term(self, law: Atom, mono: Monomial, variable: Symbol, make: Make) -> Poly:
        if len(mono) == 1:
            ((atom, e),) = mono
            if e == 1 and atom.head == "Sum" and self.allows("sum_linear"):
                index, body = unbind(atom.args[1], atom.args[0])
                return self.sum_form(self.average(law, body, variable), index, atom.args[2])
            if e == 1 and atom.head == "quad":
                return self._average_word(atom, variable, make)
        if law.head == "independent":
            found = self._marginal(law, mono, variable)
            if found is not None:
                return found
        return make(Poly({mono: 1}))

    def _average_word(self, atom: Atom, variable: Symbol, make: Make) -> Poly:
        """E of a scalar word: constants out; A out of E[xᵀAx] where the trace law is in force."""
        word = atom.args[0]
        before, middle, after = split_word(word, variable)
        if before or after:
            shape = words.word_shape(middle)
            inner = make(Matrix({middle: ONE_POLY}, shape))
            left = Matrix({before: ONE_POLY}, (1, shape[0]))
            right = Matrix({after: ONE_POLY}, (shape[1], 1))
            inner = words.matrix_product(left, inner) if before and after else inner
            found = words.product(inner, right) if after else words.product(left, inner)
            assert isinstance(found, Poly)
            return found
        if not self.allows("trace_expectation"):
            return make(of_atom(atom))
        first = next((k for k, (a, _) in enumerate(word) if variable not in a.free), 1)
        turned = word[first:] + word[:first]
        constant, moving, _ = split_word(turned, variable)
        shape = words.word_shape(moving)
        inner = make(Matrix({moving: ONE_POLY}, shape))
        left = Matrix({constant: ONE_POLY}, (shape[1], shape[0]))
        whole = words.product(left, inner)
        return whole if isinstance(whole, Poly) else words.trace(whole, self.dimension(shape[1]))

    def _marginal(self, law: Atom, mono: Monomial, variable: Symbol) -> Poly | None:
        """Independent components: functions of one or of two of them."""
        vector = words.of_letter(Atom("sym", variable))
        groups: dict[Atom, Monomial] = {}
        letter = Atom("sym", _COMPONENT)
        for atom, e in mono:
            used = {
                a
                for a in atoms_of(of_atom(atom))
                if a.head == "component" and a.args[0] == vector and len(a.args[1]) == 1
            }
            if len(used) != 1:
                return None
            (component,) = used
            place = component.args[1][0].atom
            # A bound index means all components; and nothing but the one may occur.
            if place is None or place.head != "sym":
                return None
            if variable in rename(atom, component, letter).free:
                return None
            groups[component] = groups.get(component, ONE) | frozenset(((atom, e),))
        # What is not looked at integrates to one, which is a theorem about the family.
        if len(groups) == 1 and self.allows("marginal") and self._has_mass_one(law):
            ((component, _),) = groups.items()
            return self._component_average(law, mono, component)
        if len(groups) == 2 and self.allows("independence") and self._has_mass_one(law):
            (a, left), (b, right) = sorted(groups.items(), key=lambda item: item[0].key)
            apart = self.average(law, Poly({left: 1}), variable) * self.average(
                law, Poly({right: 1}), variable
            )
            merged: Poly = Poly({left: 1}) * rename(Poly({right: 1}), b, a)
            together = self.average(law, merged, variable)
            same = self.delta(a.args[1][0], b.args[1][0])
            return (ONE_POLY - same) * apart + same * together
        return None

    def _component_average(self, law: Atom, mono: Monomial, component: Atom) -> Poly:
        """A function of one component, averaged under that component's own law."""
        bound, inner, _ = law.args
        at = component.args[1][0]
        letter = _COMPONENT
        body: Poly = rename(Poly({mono: 1}), component, Atom("sym", letter))
        return self.average(rename(inner, bound, at.atom), body, letter)

    # integral

    def integral(self, expr: n.Integral) -> Form:
        """The normal form of an integral."""
        variable = expr.variable
        lower, upper = self._range(expr)
        body = self.form(expr.body)

        def make(dependent: F) -> F:
            return self._bound_atom("Integral", dependent, variable, lower, upper)

        if not self.allows("linear"):
            return make(self._sealed(body))

        def need(mono: Monomial) -> None:
            self._need_integrable(mono, variable, expr.lower, expr.upper, None)

        def scalar(mono: Monomial) -> Poly:
            need(mono)
            if len(mono) == 1:
                ((atom, e),) = mono
                whole = e == 1 and self._is_density_over(atom, expr)
                if whole and self._has_mass_one(atom.args[0]):
                    return ONE_POLY
            if mono == ONE:
                assert isinstance(expr.lower, Expr)  # or 1 would not be integrable
                assert isinstance(expr.upper, Expr)
                return self.poly(expr.upper) - self.poly(expr.lower)
            return make(Poly({mono: 1}))

        self.splits[expr] = body
        return self._linear(body, variable, scalar, make, need)

    def _has_mass_one(self, law: Atom) -> bool:
        """Return whether the mass of a law may be used; the theorem about it is noted."""
        family = innermost(law).args[0]
        # A density that is left open has mass one by definition, any other by its theorem.
        if family.density is not None and "mass" not in family.theorems:
            if "mass" in self.laws:
                self.massless.add(family)
            return False
        if not self.allows("mass"):
            return False
        if family.density is not None:
            self.masses.add(family)
        return True

    def _is_density_over(self, atom: Atom, integral: n.Integral) -> bool:
        """Return whether an integrand is a density at the variable, over all of its support."""
        return (
            atom.head == "density"
            and at_letter(atom, integral.variable)
            and covers(support(atom.args[0]), integral)
        )

    def _range(self, expr: n.Integral) -> tuple[Poly | str, ...]:
        """The bounds as atoms, after a look at what is assumed of the variable."""
        variable, lower, upper = expr.variable, expr.lower, expr.upper
        assumed = variable.assumptions - {"real", "nonzero"}
        ok = may_be_real = infinity(lower) < 1 and infinity(upper) > -1
        may_be_real = may_be_real and variable.shape == ()
        ok = ok and (variable.shape == () or whole_space(expr))
        if assumed & {"positive", "nonnegative"}:
            ok = ok and isinstance(lower, Expr) and self.signs(lower) <= sg.NONNEGATIVE
            ok = ok and (isinstance(upper, n.Infinity) or self.signs(upper) <= sg.NONNEGATIVE)
        if "at_most_1" in assumed:
            ok = ok and all(isinstance(b, n.Number) and b.value <= 1 for b in (lower, upper))
        if not ok or not assumed <= {"positive", "nonnegative", "at_most_1"}:
            raise Refusal(
                f"{variable} runs from {lower} to {upper}, outside of what is assumed of it",
                Declaration((variable,), ("real",), integrated=True) if may_be_real else "",
            )
        return tuple(
            str(b) if isinstance(b, n.Infinity) else self.scalar(b) for b in (lower, upper)
        )

    def _need_integrable(
        self, mono: Monomial, variable: Symbol, lower: End, upper: End, law: Atom | None
    ) -> None:
        reason = integrable(mono, variable, lower, upper, law, self)
        if reason is not None:
            raise Refusal(reason)

    # what expectations and integrals share

    def _sealed(self, body: AnyForm) -> AnyForm:
        return lowest(body) if isinstance(body, Poly) else body

    def _linear(
        self, body: AnyForm, variable: Symbol, scalar: Term, make: Make, need: Need
    ) -> AnyForm:
        """Term by term; `scalar` treats a dependent monomial, `make` a dependent matrix."""
        if isinstance(body, Poly):
            return self._linear_scalar(lowest(body), variable, scalar)
        total = Matrix({}, body.shape)
        for word, c in body.terms.items():
            before, middle, after = split_word(word, variable)
            if not middle:
                part = Matrix({word: ONE_POLY}, body.shape)
                total = total + part.scaled(self._linear_scalar(c, variable, scalar))
                continue
            shape = words.word_shape(middle)
            left = Matrix({before: ONE_POLY}, (body.shape[0], shape[0]))
            right = Matrix({after: ONE_POLY}, (shape[1], body.shape[1]))
            for mono, factor in c.terms.items():
                outside, inside = split(mono, variable)
                need(inside | {(Atom("word", middle), 1)})
                inner = make(Matrix({middle: Poly({inside: 1})}, shape))
                inner = words.matrix_product(left, inner) if before else inner
                inner = words.matrix_product(inner, right) if after else inner
                total = total + inner.scaled(outside.scaled(factor))
        return total

    def _linear_scalar(self, body: Poly, variable: Symbol, scalar: Term) -> Poly:
        halves = ((c, *split(mono, variable)) for mono, c in body.terms.items())
        return sum((out.scaled(c) * scalar(inside) for c, out, inside in halves), number(0))
