"""Matrices in the normal form: products, inverses, traces, determinants, components."""

from __future__ import annotations

from symkl.kernel import signs as sg
from symkl.kernel import words
from symkl.kernel.common import Common
from symkl.kernel.hints import declared
from symkl.kernel.poly import ONE_POLY, Atom, Poly, number, of_atom
from symkl.kernel.ranges import need_component, need_within
from symkl.kernel.refusal import Refusal
from symkl.kernel.renaming import atoms_of, bind, rename, unbind, zero
from symkl.kernel.words import Form, Letter, Matrix, Word
from symkl.lang import nodes as n
from symkl.lang.nodes import Expr, Symbol
from symkl.lang.vocabulary import index as declare_index

_INDEX = declare_index("diagonal#")


class Matrices(Common):
    """The part of the normalizer that knows vectors and matrices."""

    def dimension(self, dim: n.Dimension) -> Poly:
        """A dimension as a scalar."""
        return number(dim) if isinstance(dim, int) else self.poly(dim)

    def matrix_form(self, expr: Expr) -> Form:
        """The normal form of a node that makes or takes a matrix."""
        match expr:
            case n.MatMul(a, b):
                product = words.product(self.matrix(a), self.matrix(b))
                return self._diagonal(product) if isinstance(product, Poly) else product
            case n.Transpose(a):
                form = self.form(a)
                return form if isinstance(form, Poly) else words.transpose(form)
            case n.Inverse(a):
                return self._inverse(a)
            case n.Trace(a):
                return self._trace(a)
            case n.Det(a):
                return self._det(self.matrix(a))
            case n.Identity(dim):
                return words.identity(dim)
            case n.Zero(dims):
                return Matrix({}, dims)
            case n.StrictLower(a):
                return self._strict_lower(self.matrix(a))
            case n.Diag(a):
                return self.matrix_atom("diag", self.form(a))
            case n.Component(a, indices):
                need_component(expr)
                return self._component(self.matrix(a), tuple(map(self.scalar, indices)))
            case n.VectorOf(body, variable, dim):
                need_within(body, variable, n.as_expr(dim))
                return self._vector(self.scalar(body), variable, (dim, 1))
        raise Refusal(f"{expr} is of a kind that is not known here")

    def _inverse(self, arg: Expr) -> Matrix:
        if not sg.is_invertible(arg):
            hint = declared(arg, ("invertible", "positive definite"), sg.is_invertible)
            raise Refusal(f"{arg} is not known to be invertible", hint)
        self.conditions.add(f"{arg} invertible")
        form = self.matrix(arg)
        if zero(form):
            raise Refusal(f"{arg} is zero under the equations of this step; it has no inverse")
        if len(form.terms) == 1:
            ((word, c),) = form.terms.items()
            if all(_square(x) for x in word):
                word = tuple(words.inverted(x) for x in reversed(word))
                return Matrix({word: self.reciprocal(c)}, form.shape)
        return self.matrix_atom("inverse", form)

    def _trace(self, arg: Expr) -> Poly:
        form = self.form(arg)
        if isinstance(form, Poly):
            return form
        if not self.allows("trace"):
            return self.atom("trace", form)
        return self._diagonal(self._strict_norms(form))

    def _strict_norms(self, form: Matrix) -> Poly:
        """The trace; tr(N Nᵀ) for the strictly lower part N of A is ‖A‖² − Σ A_ii²."""
        dim = self.dimension(form.shape[0])
        total = number(0)
        for word, c in form.terms.items():
            atom = word[0][0] if len(word) == 2 else None
            square = atom is not None and _strictly_lower(atom) and word[1][0] == atom
            if square and word[0][1] != word[1][1] and self.allows("triangular"):
                ((inner, _),) = word[0][0].args[0].terms.items()
                whole = words.trace_word(words.join(inner, words.transpose_word(inner)), dim)
                index = _INDEX
                at = (of_atom(Atom("sym", index)),) * 2
                entry = self._word_component(inner, form.shape, at)
                total = total + c * (whole - self.sum_form(entry * entry, index, dim))
            elif word and _lower(word) and self.allows("triangular"):
                at = (of_atom(Atom("sym", _INDEX)),) * 2
                entry = self._component(Matrix({word: ONE_POLY}, form.shape), at)
                total = total + c * self.sum_form(entry, _INDEX, dim)
            else:
                total = total + c * words.trace_word(word, dim)
        return total

    def _strict_lower(self, form: Matrix) -> Matrix:
        """The strictly lower part, term by term where each is lower triangular."""
        if not all(map(_lower, form.terms)) or not self.allows("triangular"):
            return self.matrix_atom("strict", form)
        total = Matrix({}, form.shape)
        for word, c in form.terms.items():
            if all(a.head == "diag" for a, _ in word):
                continue
            inner = Matrix({word: ONE_POLY}, form.shape)
            total = total + self.matrix_atom("strict", inner).scaled(c)
        return total

    def _det(self, form: Matrix) -> Poly:
        letter = form.letter
        if letter and letter[0].head == "diag" and self.allows("diagonal"):
            return self._diagonal_det(letter)
        if letter and _lower((letter,)) and letter[1] == "" and self.allows("triangular"):
            index = _INDEX
            entry = self._component(form, (of_atom(Atom("sym", index)),) * 2)
            return self.product_form(entry, index, self.dimension(form.shape[0]))
        if len(form.terms) != 1 or "determinant" not in self.laws:
            return self.atom("det", form)
        ((word, c),) = form.terms.items()
        if not all(map(_square, word)) or (letter and letter[1] == ""):
            return self.atom("det", form)
        self.allows("determinant")
        result = ONE_POLY
        if c != ONE_POLY:
            if self.poly_signs(c) != sg.POSITIVE:
                return self.atom("det", form)
            result = self._symbolic_power(c, self.dimension(form.shape[0]), 1)
        for atom, flag in word:
            inner = self._det(words.of_letter(atom))
            result = result * (self.reciprocal(inner) if "I" in flag else inner)
        return result

    def _diagonal_det(self, letter: Letter) -> Poly:
        index, entry = self._entry(letter)
        return self.product_form(entry, index, self.dimension(words.letter_shape(letter)[0]))

    def _entry(self, letter: Letter, index: Symbol = _INDEX) -> tuple[Symbol, Poly]:
        """A fresh index and the diagonal entry that it selects."""
        entry = self._component(letter[0].args[0], (of_atom(Atom("sym", index)),))
        return index, self.reciprocal(entry) if "I" in letter[1] else entry

    def _diagonal(self, form: Poly) -> Poly:
        """Words over diagonal matrices and vectors as index sums, where the law is in force."""
        if not self.laws & {"diagonal", "components"}:
            return form
        total = number(0)
        for mono, c in form.terms.items():
            part = number(c)
            for atom, e in mono:
                known = atom.head in ("quad", "tr") and e.denominator == 1 and e > 0
                summed = self._word_sum(atom) if known else None
                part = part * (of_atom(atom, e) if summed is None else summed.power(int(e)))
            total = total + part
        return total

    def _word_sum(self, atom: Atom) -> Poly | None:
        """A scalar word or trace over diagonal letters, as a sum over their entries."""
        word = atom.args[0]
        inner = word[1:-1] if atom.head == "quad" else word
        if (atom.head == "quad" and len(word) < 2) or any(a.head != "diag" for a, _ in inner):
            return None
        law = "diagonal" if inner else "components"
        if not self.allows(law):
            return None
        index = _INDEX
        at = (of_atom(Atom("sym", index)),)
        entry = ONE_POLY
        for letter in inner:
            entry = entry * self._entry(letter, index)[1]
        if atom.head == "quad":
            for letter in (words.transposed(word[0]), word[-1]):
                entry = entry * self._component(Matrix({(letter,): ONE_POLY}, (0, 1)), at)
        rows = words.letter_shape(word[-1])[0]
        return self.sum_form(entry, index, self.dimension(rows))

    def _vector(self, body: Poly, variable: Symbol, shape: n.Shape) -> Matrix:
        if not body:
            return Matrix({}, shape)
        own = body.atom
        if own is not None and own.head == "component":
            whole: Matrix = own.args[0]
            own_index = own.args[1] == (of_atom(Atom("sym", variable)),)
            if own_index and variable not in whole.free and whole.shape == shape:
                return whole
        bound, inner = bind(body, variable)
        return self.matrix_atom("vector", bound, inner, shape)

    def delta(self, i: Poly, j: Poly) -> Poly:
        """Kronecker's delta."""
        if i == j:
            return ONE_POLY
        return self.atom("delta", *sorted((i, j), key=lambda a: a.key))

    def _component(self, form: Matrix, at: tuple[Poly, ...]) -> Poly:
        """An entry of a matrix or vector."""
        if not form:
            return number(0)
        letter = form.letter
        if letter and letter[0].head == "vector" and len(at) == 1:
            bound: Atom = letter[0].args[0]
            body: Poly = letter[0].args[1]
            if at[0].atom is not None:
                body = rename(body, bound, at[0].atom)
            if at[0].atom is not None or bound not in atoms_of(body):
                return body
        plain = letter and letter[0].head in ("sym", "bound") and letter[1] == ""
        if plain or not (self.allows("components") or "triangular" in self.laws):
            return self.atom("component", self._plain(form), at)
        total = number(0)
        for word, c in form.terms.items():
            total = total + c * self._word_component(word, form.shape, at)
        return total

    def _row_norm(self, word: Word, shape: n.Shape, at: tuple[Poly, ...]) -> Poly:
        """(A Aᵀ)_ii for a triangular A: A_ii² and the squares of the row below the diagonal."""
        factor = Matrix({word: ONE_POLY}, shape)
        entry = self._component(factor, at)
        below = self._strict_lower(factor)
        rest = words.product(below, words.transpose(below))
        return entry * entry + self.atom("component", rest, at)

    def _plain(self, form: Matrix) -> Matrix:
        """One letter with its own shape."""
        letter = form.letter
        return words.of_letter(*letter) if letter else form

    def _word_component(self, word: Word, shape: n.Shape, at: tuple[Poly, ...]) -> Poly:
        if not word and len(at) == 2:
            return self.delta(*at)
        if not word and at[0] == ONE_POLY:  # the only entry of the identity of one row
            return ONE_POLY
        if len(at) == 2 and at[0] == at[1] and (len(word) > 1 or "I" in word[0][1]):
            upper = words.transpose_word(word)
            lower = word if _lower(word) else upper if _lower(upper) else None
            if lower is not None and self.allows("triangular"):
                entry = ONE_POLY
                for atom, flag in lower:
                    diagonal = self._component(words.of_letter(atom), at)
                    entry = entry * (self.reciprocal(diagonal) if flag == "I" else diagonal)
                return entry
            half, rest = word[: len(word) // 2], word[len(word) // 2 :]
            squared = len(half) == len(rest) and words.transpose_word(half) == rest
            if squared and _lower(half) and self.allows("triangular"):
                return self._row_norm(half, shape, at)
        parts = words.segments(word)
        if len(parts) == 2 and len(at) == 2:
            column, row = parts
            row = words.transpose_word(row)
            return self._component(_vector(column), at[:1]) * self._component(_vector(row), at[1:])
        if len(word) == 1:
            atom, flag = word[0]
            if flag == "T" and len(at) == 2 and self.allows("components"):
                return self._component(words.of_letter(atom), at[::-1])
            if atom.head == "diag" and len(at) == 2:
                entry = self._component(atom.args[0], at[:1])
                return self.delta(*at) * (self.reciprocal(entry) if "I" in flag else entry)
            if atom.head == "Expectation" and len(at) == 2 and flag == "T":
                return self._component_of_expectation(atom, at[::-1])
            if atom.head == "Expectation" and flag == "":
                return self._component_of_expectation(atom, at)
        return self.atom("component", Matrix({word: ONE_POLY}, shape), at)

    def _component_of_expectation(self, atom: Atom, at: tuple[Poly, ...]) -> Poly:
        bound, body, law = atom.args
        variable, opened = unbind(body, bound)
        return self.average(law, self._component(opened, at), variable)


def _vector(word: Word) -> Matrix:
    return Matrix({word: ONE_POLY}, (words.word_shape(word)[0], 1))


def _lower(word: Word) -> bool:
    """Return whether a word is a product of lower triangular and diagonal letters."""
    return all(
        a.head == "diag"
        or (a.head == "sym" and "lower_triangular" in a.args[0].assumptions and "T" not in flag)
        for a, flag in word
    )


def _strictly_lower(atom: Atom) -> bool:
    """Return whether an atom is the strictly lower part of a lower triangular word."""
    if atom.head != "strict" or len(atom.args[0].terms) != 1:
        return False
    ((word, c),) = atom.args[0].terms.items()
    return c == ONE_POLY and _lower(word)


def _square(letter: Letter) -> bool:
    rows, columns = words.letter_shape(letter)
    return bool(rows == columns)
