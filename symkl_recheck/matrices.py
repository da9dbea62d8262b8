"""Normal forms of matrices: inverses, traces, determinants, triangular parts, entries."""

from __future__ import annotations

from symkl_recheck.binders import Binders
from symkl_recheck.forms import (
    ONE,
    Form,
    Monomial,
    Word,
    atom,
    form_of,
    inverted,
    join,
    minus,
    node,
    of_word,
    power,
    reversed_word,
    times,
    total,
    trace,
    transposed,
)
from symkl_recheck.refusals import need
from symkl_recheck.signs import POSITIVE, signs
from symkl_recheck.substitution import unbind
from symkl_recheck.terms import UNIT, Shape, Term, ordered, term
from symkl_recheck.words import base, flags, index, lower_triangular, single_word


class Matrices(Binders):
    """The normal forms of functions of matrices."""

    def _inverse(self, t: Term) -> Form:
        p = self.form(t.args[0])
        need(p, "the inverse of zero")
        word, *more = {word for _, word in p}
        if more or any(x.shape != t.shape for x in word):
            return self.leaf(term("inverse", node(p, t.shape)))
        scalar: Form = {(m, ()): c for (m, _), c in p.items()}
        return times(self.power(scalar, -1), of_word(tuple(map(inverted, word[::-1]))))

    def _trace(self, t: Term) -> Form:
        p, shape = self.form(t.args[0]), t.args[0].shape
        if not shape:
            return p
        if self.has("trace"):
            return self.trace(p, shape[0])
        return self.leaf(term("trace", node(p, shape)))

    def trace(self, p: Form, dim: Term) -> Form:
        """Return the trace of a matrix.

        Of A it is Σ A_ii; of N Nᵀ, N strictly lower in A, ‖A‖² − Σ A_ii².
        """
        result, i = [], index()
        for (m, word), c in p.items():
            n = word[0] if len(word) == 2 and transposed(word[0]) is word[1] else UNIT
            whole = single_word(n.args[0]) if n.op == "strict_lower" else None
            q = trace(word, dim)
            if word and lower_triangular(word) and self.has("triangular"):
                q = self.linear("sum", self.diagonal(word, i), i, (), dim)
            if whole and lower_triangular(whole) and self.has("triangular"):
                squares = times(self.diagonal(whole, i), self.diagonal(whole, i))
                q = self.trace(of_word(join(whole, reversed_word(whole))), dim)
                q = minus(q, self.linear("sum", squares, i, (), dim))
            result.append(times({(m, ()): c}, q))
        return self.sums(total(result))

    def diagonal(self, word: Word, i: Term) -> Form:
        """Return the entry (i, i) of a product of lower triangular letters."""
        result = ONE
        for x in word:
            b = base(x)
            entry = self.entry(b.args[0], (i,)) if b.op == "diag" else self.entry(b, (i, i))
            result = times(result, self.power(entry, -1 if x.op == "inverse" else 1))
        return result

    def _strict_lower(self, t: Term) -> Form:
        return self.below(self.form(t.args[0]), t.shape)

    def below(self, p: Form, shape: Shape) -> Form:
        """Return the strictly lower part, word by word where each is lower triangular."""
        if not all(lower_triangular(word) for _, word in p) or not self.has("triangular"):
            return self.leaf(term("strict_lower", node(p, shape)))
        result = []
        for (m, word), c in p.items():
            if any(base(x).op != "diag" for x in word):
                leaf = self.leaf(term("strict_lower", node(of_word(word), shape)))
                result.append(times({(m, ()): c}, leaf))
        return total(result)

    def _det(self, t: Term) -> Form:
        p, (dim, _), i = self.form(t.args[0]), t.args[0].shape, index()
        if not p:
            return self.leaf(term("det", node(p, (dim, dim))))
        word, *more = {word for _, word in p}
        scalar: Form = {(m, ()): c for (m, _), c in p.items()}  # it comes out, a sum too
        square = not more and all(x.shape == (dim, dim) for x in word)
        positive = scalar == ONE or signs(node(scalar, ())) == POSITIVE
        alone = len(word) == 1 and base(word[0]) is word[0] and scalar == ONE
        if not (square and positive and (alone or self.has("determinant"))):
            return self.leaf(term("det", node(p, (dim, dim))))
        result = ONE if scalar == ONE else self.raised(scalar, dim, 1)
        for x in word:
            b = base(x)
            law = "diagonal" if b.op == "diag" and "diagonal" in self.laws else "triangular"
            if lower_triangular((b,)) and self.has(law):
                d = self.index_product(self.diagonal((b,), i), i, dim)
            else:
                d = self.leaf(term("det", b))
            result = times(result, self.power(d, -1 if "inverse" in flags(x) else 1))
        return result

    def sums(self, p: Form) -> Form:
        """Return traces over diagonal matrices and vectors as sums over their entries."""
        if not self.laws & {"diagonal", "components"}:
            return p
        result = []
        for (m, word), c in p.items():
            rest = frozenset(pair for pair in m if pair[0].op != "tr")
            result.append(times({(rest, word): c}, self.cycles(m)))
        return total(result)

    def cycles(self, m: Monomial) -> Form:
        """Return the traces of a monomial, as sums over entries where they may be."""
        result, i = ONE, index()
        for x, e in ordered(m):
            letters = [base(y) for y in x.args[0]] if x.op == "tr" else []
            diagonal = any(y.op == "diag" for y in letters)
            if all(y.shape == (UNIT, UNIT) and y.op != "diag" for y in letters):
                letters = []
            plain = all(y.op == "diag" or UNIT in y.shape for y in letters) and e == int(e) > 0
            if not letters or not plain or not self.has("diagonal" if diagonal else "components"):
                result = times(result, atom(x, e) if x.op == "tr" else ONE)
                continue
            entry, dim = ONE, max(x.args[0][0].shape, key=lambda d: d is not UNIT)
            for y in x.args[0]:
                b, at = base(y), UNIT if dim is UNIT else i
                value = self.entry(b.args[0] if b.op == "diag" else b, (at,))
                entry = times(entry, self.power(value, -1 if y.op == "inverse" else 1))
            summed = entry if dim is UNIT else self.linear("sum", entry, i, (), dim)
            result = times(result, power(summed, int(e)))
        return result

    def _component(self, t: Term) -> Form:
        return self.entry(self.node(t.args[0]), tuple(map(self.node, t.args[1])))

    def entry(self, a: Term, at: Word) -> Form:
        """Return an entry of a matrix or vector that is in normal form."""
        if a.op == "zero":
            return {}
        if a.op == "vector_of":
            return self.form(unbind(a, at[0]))
        if at == (UNIT,) and a.shape == (UNIT, UNIT) and self.laws & {"components", "triangular"}:
            return total(times({(m, ()): c}, trace(w, UNIT)) for (m, w), c in form_of(a).items())
        if len(at) == 1 and a.shape == (UNIT, UNIT):  # an index, perhaps not 1
            return self.leaf(term("component", a, at))
        if a.op in ("symbol", "bound") or not self.laws & {"components", "triangular"}:
            return self.leaf(term("component", a, at))
        words = form_of(a)
        return total(
            times({(m, ()): c}, self.word_entry(word, a.shape, at))
            for (m, word), c in words.items()
        )

    def word_entry(self, word: Word, shape: Shape, at: Word) -> Form:
        """Return an entry of a word."""
        if not word:
            return self.form(term("delta", *at))
        cut = next((n for n in range(1, len(word)) if word[n].shape[0] is UNIT), None)
        if cut:
            sides = ((word[:cut], at[:1]), (reversed_word(word[cut:]), at[1:]))
            a, b = (self.entry(node(of_word(w), (w[0].shape[0], UNIT)), i) for w, i in sides)
            return times(a, b)
        down = word if lower_triangular(word) else reversed_word(word)
        half = word[: len(word) // 2]
        if at[0] is at[-1] and len(at) == 2 and lower_triangular(down) and self.has("triangular"):
            return self.diagonal(down, at[0])
        square = (
            at[0] is at[-1]
            and half
            and lower_triangular(half)
            and half + reversed_word(half) == word
        )
        if square and self.has("triangular"):
            # Of A Aᵀ, with the strictly lower part of A.
            n, d = self.below(of_word(half), shape), self.diagonal(half, at[0])
            rows = node(times(n, self.transpose(n)), shape)
            rest = {} if rows.op == "zero" else self.leaf(term("component", rows, at))
            return total((times(d, d), rest))
        t = word[0]
        if len(word) == 1 and t.op == "transpose" and UNIT not in shape and self.has("components"):
            return self.entry(t.args[0], at[::-1])
        if len(word) == 1 and t.op == "integral" and self.has("components"):
            x, body = self.open(t)
            return self.linear("integral", self.entry(body, at), x, (), *t.args[2:])
        return self.leaf(term("component", node(of_word(word), shape), at))
