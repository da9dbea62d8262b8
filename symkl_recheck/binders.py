"""Normal forms of what binds a letter: sums, integrals, products, vectors, independent components.

`Binders.linear` takes the constants out of each term, words included, where `integrable` accepts
what is left. The integral of a density is 1 (mass); a function of one component of a vector, or of
two, is averaged over these alone (marginal, independence).
"""

from __future__ import annotations

from symkl_recheck.calculus import Ends, integrable
from symkl_recheck.families import family_of, name_of
from symkl_recheck.forms import (
    ONE,
    Form,
    Monomial,
    Word,
    atom,
    constant,
    form_of,
    minus,
    monomial,
    node,
    of_word,
    scalars,
    times,
    total,
)
from symkl_recheck.scalars import Scalars
from symkl_recheck.signs import POSITIVE, contains, signs
from symkl_recheck.substitution import bind, replace, unbind
from symkl_recheck.supports import covers, infinite
from symkl_recheck.terms import UNIT, Power, Shape, Term, fresh, ordered, term
from symkl_recheck.words import components, place


class Binders(Scalars):
    """The normal forms of binders, and of the densities under them."""

    def _sum(self, t: Term) -> Form:
        if t.args[2] is UNIT and self.has("sum_of_one"):
            return self.form(unbind(t, UNIT))
        i, body = self.open(t)
        return self.linear("sum", self.form(body), i, t.shape, self.node(t.args[2]))

    def _integral(self, t: Term) -> Form:
        x, body = self.open(t)
        ends = (end if infinite(end) else self.node(end) for end in t.args[2:])
        return self.linear("integral", self.form(body), x, t.shape, *ends)

    def linear(self, op: str, p: Form, x: Term, shape: Shape, *ends: Term) -> Form:
        """Return a sum or an integral, term by term where the law is in force."""
        if not self.has("sum_linear" if op == "sum" else "linear"):
            return self.seal(op, p, x, shape, *ends)
        result = []
        for (m, word), c in self.squares(p).items():
            inside = frozenset(pair for pair in m if x in pair[0].free)
            cycles = [y for y, e in ordered(inside) if y.op == "tr" and e == 1 and not word]
            out, closed = m - inside, op == "integral" and len(cycles) == 1
            if closed:
                word, inside = _constants_first(cycles[0].args[0], x), inside - {(cycles[0], 1)}
            places = [n for n, letter in enumerate(word) if x in letter.free]
            first, last = (places[0], places[-1] + 1) if places else (len(word),) * 2
            one = times({(out, word[:first]): c}, self.piece(op, inside, word[first:last], x, ends))
            one, dim = times(one, of_word(word[last:])), word[0].shape[0] if word else UNIT
            result.append(self.trace(one, dim) if closed and dim is not UNIT else one)
        return total(result)

    def piece(self, op: str, m: Monomial, word: Word, x: Term, ends: Ends) -> Form:
        """Return a sum or an integral of one monomial times a word, the variable in both."""
        if op == "integral":
            return self.integral_of(m, word, x, ends)
        if not m and not word:
            return self.form(ends[0])
        (y, e), *more = ordered(m) or ((UNIT, 1),)
        if e == 1 and not more and _on_diagonal(y, x, ends[0]) and self.has("triangular"):
            return self.trace(form_of(y.args[0]), ends[0])
        return self.seal(op, {(m, word): 1}, x, _shape_of(word), *ends)

    def integral_of(self, m: Monomial, word: Word, x: Term, ends: Ends) -> Form:
        """Return an integral of one monomial times a word, perhaps under a density."""
        densities = [y for y, e in ordered(m) if e == 1 and _runs_over(y, x, ends)]
        rest = [pair for pair in ordered(m) if pair[0] not in densities[:1]]
        law: Term | None = densities[0].args[0] if densities else None
        if law and not rest and not word and self.mass(law):
            return ONE
        integrable(m, word, x, ends, self.families)
        if not m and not word:
            return minus(self.form(ends[1]), self.form(ends[0]))
        (y, e), *more = rest or ((UNIT, 1),)
        if law and y.op == "sum" and e == 1 and not (more or word) and self.has("sum_linear"):
            i = fresh(*y.args[1].args[:2])  # one that does not stand in the density
            inner = times(atom(densities[0]), self.form(unbind(y, i)))
            inner = self.linear("integral", inner, x, (), *ends)
            return self.linear("sum", inner, i, (), y.args[2])
        only = [(term("tr", word), 1)] if word == (x,) and _is_number(x) else []
        alone = law if law and law.op == "independent" and (only or not word) else None
        found = self.by_component(alone, [*rest, *only], x, ends) if alone else None
        if found is None:
            return self.seal("integral", {(m, word): 1}, x, _shape_of(word), *ends)
        return found

    def mass(self, law: Term) -> bool:
        """Return whether the mass of a law may be used, by a theorem on its family."""
        if not self.has("mass"):
            return False
        family = family_of(law, self.families)
        if family.density is None:
            return True
        if family.mass is None:
            return False
        self.masses.add(name_of(law))
        return True

    def by_component(self, law: Term, rest: list[Power], x: Term, ends: Ends) -> Form | None:
        """Return E of a function of one independent component, or of two: marginal, independence.

        The others are integrated out: their mass is 1.
        """
        powers: dict[Term, list[Power]] = {}
        t = fresh()
        for y, e in rest:
            used = components(y, x)
            if len(used) != 1:
                return None
            powers.setdefault(used.pop(), []).append((y, e))
        groups = [(c, node(monomial(pairs, (), 1), ())) for c, pairs in powers.items()]
        groups.sort(key=lambda group: str(place(group[0]).args[-1]))
        apart = [replace(f, c, t) for c, f in groups]  # each of one component, and of that alone
        if any(x in f.free for f in apart):
            return None  # as where it runs, under a sum
        if len(groups) == 1 and self.has("marginal") and self.mass(law):
            own = unbind(law, place(groups[0][0]))
            body = times(self.form(term("density", own, t)), self.form(apart[0]))
            return self.linear("integral", body, t, (), *ends)
        if len(groups) == 2 and self.has("independence") and self.mass(law):
            (a, f), (b, g) = groups  # in order, since at i = j one index stands for both
            density, both = atom(term("density", law, x)), replace(apart[1], t, a)
            average = [
                self.linear("integral", times(density, form_of(q)), x, (), *ends)
                for q in (f, g, node(times(form_of(f), form_of(both)), ()))
            ]
            same = self.form(term("delta", place(a), place(b)))
            split = times(minus(ONE, same), times(average[0], average[1]))
            return total((split, times(same, average[2])))
        return None

    def _product(self, t: Term) -> Form:
        if t.args[2] is UNIT and self.has("sum_of_one"):
            return self.form(unbind(t, UNIT))
        i, body = self.open(t)
        return self.index_product(self.form(body), i, self.node(t.args[2]))

    def index_product(self, p: Form, i: Term, upper: Term) -> Form:
        """Return the product over an index: factor by factor where the law is in force."""
        if not p:
            return self.seal("product", p, i, (), upper)
        (m, c), *more = scalars(p)
        inside = frozenset(pair for pair in m if i in pair[0].free)
        outside: Form = {(m - inside, ()): c}
        if more or signs(node(outside, ())) != POSITIVE or not self.has("product_of_powers"):
            return self.seal("product", p, i, (), upper)
        result = ONE if outside == ONE else self.raised(outside, upper, 1)
        for x, e in ordered(inside):
            exponent = self.linear("sum", form_of(x.args[0]), i, (), upper) if x.op == "exp" else {}
            if exponent:
                factor = self.exp(times(constant(e), exponent))
            else:
                factor = self.power(self.seal("product", atom(x), i, (), upper), e)
            result = times(result, factor)
        return result

    def _vector_of(self, t: Term) -> Form:
        i, body = self.open(t)
        body = self.node(body)
        if body.op == "component" and body.args[1] == (i,):
            whole: Term = body.args[0]
            if i not in whole.free and whole.shape == t.shape:  # not the first components alone
                return form_of(whole)
        return self.leaf(bind("vector_of", body, i, t.args[2]))

    def law(self, t: Term) -> Term:
        """Return a law with its parameters in normal form."""
        if t.op == "law":
            return term("law", *t.args[:2], tuple(map(self.node, t.args[2])), t.args[3])
        i, body = self.open(t)
        return bind("independent", self.law(body), i, t.args[2])

    def _density(self, t: Term) -> Form:
        law, at = t.args
        if law.op == "independent" and self.has("product_density"):
            i = fresh(*law.args[1].args[:2])
            body = term("density", unbind(law, i), term("component", at, (i,)))
            return self.form(bind("product", body, i, law.args[2]))
        family = family_of(law, self.families)
        written = law.op == "law" and family.density is not None and contains(law, at)
        whole = term("density", self.law(law), self.node(at))
        if written and self.has("density_definition"):
            return self.form(family.density_of(law, at))
        return self.leaf(whole)


def _constants_first(word: Word, x: Term) -> Word:
    """Return a trace's word, turned so that the letters without the variable come first."""
    return min(
        (word[n:] + word[:n] for n in range(len(word))),
        key=lambda w: (
            w[0].shape[0] is UNIT and w[-1].shape[1] is UNIT and x in w[0].free,
            x in w[0].free,
            x not in w[-1].free,
        ),
    )


def _shape_of(word: Word) -> Shape:
    """Return the shape of a word; the empty one stands for a number here."""
    return (word[0].shape[0], word[-1].shape[1]) if word else ()


def _is_number(x: Term) -> bool:
    """Return whether a vector has one component."""
    return x.shape == (UNIT, UNIT)


def _on_diagonal(y: Term, i: Term, upper: Term) -> bool:
    """Return whether a term is an entry (i, i) of a product, and i selects all of its rows."""
    if y.op != "component" or y.args[1] != (i, i):
        return False
    matrix: Term = y.args[0]
    return matrix.op == "poly" and matrix.shape[0] is upper and i not in matrix.free


def _runs_over(y: Term, x: Term, ends: Ends) -> bool:
    """Return whether a term is a density at a variable that runs over all of its support."""
    if y.op != "density" or y.args[1] is not x:
        return False
    law: Term = y.args[0]
    return x not in law.free and covers(law, x, *ends)
