"""Laws and their densities in the normal form."""

from __future__ import annotations

from symkl.kernel import signs as sg
from symkl.kernel.common import Common
from symkl.kernel.fractions import lowest
from symkl.kernel.poly import Atom, Poly
from symkl.kernel.ranges import need_within
from symkl.kernel.refusal import Refusal
from symkl.kernel.renaming import bind
from symkl.lang import nodes as n
from symkl.lang.binding import free_symbols, fresh, substitute
from symkl.lang.family import density_of, support_of
from symkl.lang.nodes import AnyDistribution, Expr, Symbol


class Laws(Common):
    """The part of the normalizer that knows laws and densities."""

    def law(self, law: AnyDistribution) -> Atom:
        """A law as an atom: the name and the letter that it is written with do not count."""
        found = self._forms.get(law)
        if found is None:
            found = self._forms[law] = self._law(law)
        return found

    def _law(self, law: AnyDistribution) -> Atom:
        if isinstance(law, n.Independent):
            need_within(law.body, law.variable, n.as_expr(law.dim))
            if n.law_letter(law.body).shape != () or law.letter.shape != (law.dim, 1):
                raise Refusal(f"the components of {law.name} are numbers, {law.dim} of them")
            if not support_of(law.body).everything:
                raise Refusal(f"the components of {law.name} do not run over the whole line")
            inner = self.law(law.body)
            bound, inner = bind(inner, law.variable)
            return Atom("independent", bound, inner, law.dim)
        self._need_law(law)
        forms = tuple(
            lowest(f) if isinstance(f, Poly) else f for f in map(self.form, law.parameters)
        )
        return Atom("law", law.family, forms, law.variable.shape)

    def _need_law(self, law: n.Distribution) -> None:
        """Refuse a law whose parameters are not known to be what its family assumes of them."""
        family = law.family
        if self.families.setdefault(family.name, family) != family:
            raise Refusal(
                f"{family} stands for two different families in this step",
                "give one of them another name",
            )
        known = self.facts(family)
        if known.fault:
            raise Refusal(known.fault, known.hint)
        for letter, value in zip(family.parameters, law.parameters, strict=True):
            self.form(value)  # it has a value, also where the formula does not speak of it
            where = f"the {letter} of {law.name}"
            for assumption in sorted(letter.assumptions - {"real"}):
                self._need_assumption(assumption, letter, value, where)

    def _need_assumption(self, assumption: str, letter: Symbol, value: Expr, where: str) -> None:
        """Discharge what a family assumes of a parameter, or refuse."""
        if value.shape == () and assumption == "positive":
            self.need_positive(value, where)
        elif value.shape == () and assumption == "nonnegative":
            self.need_nonnegative(value, where)
        elif value.shape == () and assumption == "nonzero":
            if "positive" not in letter.assumptions:
                self.need_nonzero(value)
        elif not sg.holds(assumption, value):
            said = assumption.replace("_", " ")
            raise Refusal(f"{where} is assumed {said}; {value} is not known to be")

    def density(self, law: AnyDistribution, at: Expr) -> Poly:
        """The density of a law at a point."""
        form = self.form(at)  # it has a value, also where the formula does not speak of it
        if isinstance(law, n.Independent):
            if self.allows("product_density"):
                own, i = law.body, law.variable
                if i in free_symbols(at):  # another letter of this name
                    i = fresh(i, free_symbols(at) | free_symbols(own))
                    own = substitute(own, {law.variable: i})
                body = n.Density(own, n.Component(at, (i,)))
                return self.poly(n.Product(body, i, n.as_expr(law.dim)))
        else:
            self._need_law(law)
            formula = law.family.density is not None and self.allows("density_definition")
            if formula and self.contains(law, at):
                return self.poly(density_of(law, at))
        at_form = lowest(form) if isinstance(form, Poly) else form
        return self.atom("density", self.law(law), at_form)
