"""Normal forms under a set of laws: the heart of the checker.

`Normal.form` turns a term into a form (see `symkl_recheck.forms`); two terms are equal under the
laws where the difference of their forms vanishes. A law is a branch guarded by ``self.has(law)``;
what no law in force takes apart stays a term over the normal forms of its parts. The reader has
unfolded divergences, entropies and expectations into integrals of densities, so those definitions
are in force always. Side conditions of the written trees have been discharged before.

The laws stand in `scalars`, `binders` and `matrices`, by what they are about. An operation that has
laws of its own is a method there, named after it.
"""

from __future__ import annotations

from symkl_recheck.calculus import differentiate
from symkl_recheck.forms import ONE, Form, Monomial, Word, constant, form_of, minus, times, total
from symkl_recheck.matrices import Matrices
from symkl_recheck.rationals import Exact
from symkl_recheck.terms import NONE, UNIT, Term, number, ordered, term
from symkl_recheck.words import summands


def _shifted(function: str, x: Term) -> Term:
    """Return log(1 + x), or exp(x) − 1, or that less or more x."""
    exponential = function in ("expm1", "h")
    inner = term("exp", x) if exponential else term("log", term("add", UNIT, x))
    inner = term("add", inner, number(-1)) if exponential else inner
    signed = {"g": (x, term("mul", number(-1), inner)), "h": (inner, term("mul", number(-1), x))}
    return term("add", *signed[function]) if function in signed else inner


class Normal(Matrices):
    """Forms under some laws, with the equations that lemmas and axioms have brought."""

    def plain(self, t: Term) -> Form:
        """Return the normal form of a term whose operation has no method of its own."""
        a, op = t.args, t.op
        if op == "identity":
            return ONE
        if op in ("symbol", "bound", "pi", "number", "zero"):
            return self.leaf(t)
        if op == "poly":
            return total(self.multiplied(*key, c) for key, c in form_of(t).items())
        if op == "tr":
            p, dim = self.multiplied(NONE, a[0], 1), a[0][0].shape[0]
            return p if dim is UNIT else self.trace(p, dim)
        if op == "add":
            return total(map(self.form, summands(t)))
        if op == "mul":
            return self.sums(times(self.form(a[0]), self.form(a[1])))
        if op == "transpose":
            return self.transpose(self.form(a[0]))
        defined = op in ("g", "h", "log1p", "expm1")
        if defined and self.has(("log1p" if op == "expm1" else op) + "_definition"):
            return self.form(_shifted(op, a[0]))
        if op == "derivative" and self.has("derivative"):
            for u in (a[0], a[2]):
                self.form(u)  # derivatives in them exist, if they count or not
            return self.form(differentiate(a[0], a[1], a[2], self.families))
        if op == "piecewise":
            _, _, p, q = map(self.form, a)
            return q if self.zero(minus(p, q)) else self.leaf(term(op, *map(self.node, a)))
        if op == "delta":
            i, j = sorted(map(self.node, a), key=lambda x: x.rank)
            return ONE if i is j else self.leaf(term(op, i, j))
        keep = {1} if op == "derivative" else ()
        return self.leaf(term(op, *(x if n in keep else self.node(x) for n, x in enumerate(a))))

    def multiplied(self, m: Monomial, word: Word, c: Exact) -> Form:
        """Return a monomial and a word, their parts in normal form again."""
        result = constant(c)
        for x, e in ordered(m):
            result = times(result, self.power(self.form(x), e))
        for letter in word:
            result = times(result, self.form(letter))
        return result
