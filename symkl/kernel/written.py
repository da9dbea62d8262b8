"""Normal forms written back as expressions of the language, for messages.

Nothing is decided on what this module returns: it is for readers. Its expressions are in the words
that an author types, print with the language's own printer, and are the same on every run,
since terms and factors stand in the order of their texts and not in that of a hash.

Bound names, which a normal form numbers, get letters, and laws their names (`naming`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fractions import Fraction
from typing import Any

from symkl.errors import LimitError
from symkl.kernel.common import Common
from symkl.kernel.naming import letter_for, named_laws, unnamed
from symkl.kernel.poly import Atom, Monomial, Poly, number
from symkl.kernel.rationals import Exact
from symkl.kernel.renaming import rename
from symkl.kernel.words import Form, Word
from symkl.lang import nodes as n
from symkl.lang.family import SPACE
from symkl.lang.nodes import AnyDistribution, Dimension, Expr, Shape, Symbol, as_expr

_HALF = Fraction(1, 2)
_OF_MATRIX: dict[str, Callable[[Any], Expr]] = {
    "trace": n.Trace,
    "det": n.Det,
    "diag": n.Diag,
    "strict": n.StrictLower,
    "inverse": n.Inverse,
}
_OF_LAWS: dict[str, Callable[..., Expr]] = {
    "Divergence": n.Divergence,
    "CrossEntropy": n.CrossEntropy,
    "Entropy": n.Entropy,
}


def shown(form: Form, norm: Common) -> str:
    """A normal form on one line, see `written`."""
    try:
        return str(written(form, norm))
    except LimitError:
        return f"a sum of {len(form.terms)} terms"


def written(form: Form, norm: Common) -> Expr:
    """An expression that has a given normal form.

    Parameters
    ----------
    form
        What a normalizer made of some expression.
    norm
        That normalizer, which knows the names of the laws.

    Raises
    ------
    LimitError
        If the expression would be larger than one may be.
    """
    return Writer(norm).written(form)


class Writer:
    """Writes the forms of one normalizer, see `written`."""

    def __init__(self, norm: Common) -> None:
        self.laws = named_laws(norm)
        self.one_exponential = "exp_sum" in norm.laws

    def written(self, form: Form) -> Expr:
        """An expression that has a given normal form."""
        for letter in sorted(form.free, key=str):
            if "#" in letter.name:
                form = rename(form, Atom("sym", letter), Atom("sym", letter_for(letter, form)))
        return self.form(form)

    # forms, their terms and letters in place

    def form(self, form: Form) -> Expr:
        if isinstance(form, Poly):
            terms = [self.term(mono, c) for mono, c in form.terms.items()]
            return _total(terms) if terms else as_expr(0)
        terms = [self.scaled(c, word, form.shape) for word, c in form.terms.items()]
        return _total(terms) if terms else n.Zero(form.shape)

    def scaled(self, c: Poly, word: Word, shape: Shape) -> tuple[bool, Expr]:
        """A multiple of a word: its sign, and the rest."""
        matrix = self.word(word) if word else n.Identity(shape[0])
        if c.single is not None:
            return self.term(*c.single, matrix)
        return False, n.Mul(self.form(c), matrix)

    # terms

    def term(self, mono: Monomial, c: Exact, matrix: Expr | None = None) -> tuple[bool, Expr]:
        """A term: its sign, and the rest as a quotient of products."""
        above, below = self.factors(mono)
        words = [self.word(atom.args[0]) for atom, _ in mono if atom.head == "word"]
        above += words if matrix is None else [matrix]
        top, bottom = abs(c.numerator), c.denominator
        if not above and not below:
            return c < 0, as_expr(abs(c))
        result = _product(([as_expr(top)] if top != 1 or not above else []) + above)
        under = ([as_expr(bottom)] if bottom != 1 else []) + below
        return c < 0, n.Div(result, _product(under)) if under else result

    def factors(self, mono: Monomial) -> tuple[list[Expr], list[Expr]]:
        """The factors above and below the fraction line of a monomial."""
        exponent = number(0)
        above, below = [], []
        for atom, e in mono:
            if atom.head == "word":
                continue
            if atom.head == "exp" and self.one_exponential:
                exponent = exponent + atom.args[0].scaled(e)
            elif e < 0 and atom.head != "power":
                below.append(self.power(atom, -e))
            else:
                above.append(self.power(atom, e))
        above.sort(key=str)
        below.sort(key=str)
        if exponent:
            above.append(n.Apply("exp", self.form(exponent)))
        return above, below

    def power(self, atom: Atom, e: Exact) -> Expr:
        """An atom to a power."""
        if atom.head == "power":
            base, exponent = atom.args
            return n.Pow(self.atom(base), self.form(exponent.scaled(e)))
        base = self.atom(atom)
        if e == 1:
            return base
        if e.denominator == 2:
            root = n.Apply("sqrt", base)
            return root if e == _HALF else n.Pow(root, as_expr(e.numerator))
        return n.Pow(base, as_expr(e))

    # words

    def word(self, word: Word) -> Expr:
        """A product of letters that is not empty."""
        letters = [self.letter(*letter) for letter in word]
        result = letters[0]
        for letter in letters[1:]:
            result = n.Mul(result, letter) if result.shape == () else n.MatMul(result, letter)
        return result

    def letter(self, atom: Atom, flag: str) -> Expr:
        result = self.atom(atom)
        result = n.Inverse(result) if "I" in flag else result
        return n.Transpose(result) if "T" in flag else result

    def number_of(self, word: Word) -> Expr:
        """The number that a word of one row and one column stands for."""
        result = self.word(word)
        return result if result.shape == () else n.MatMul(n.Identity(1), result)

    # atoms

    def atom(self, atom: Atom) -> Expr:  # one branch a head
        args = atom.args
        if atom.head in n.FUNCTIONS:
            return n.Apply(atom.head, self.form(args[0]))
        if atom.head in _OF_MATRIX:
            return _OF_MATRIX[atom.head](self.form(args[0]))
        if atom.head in _OF_LAWS:
            return _OF_LAWS[atom.head](*map(self.law, args))
        match atom.head:
            case "sym":
                letter: Symbol = args[0]
                return letter
            case "bound":  # of a binder that is left out
                return letter_for(unnamed(atom))
            case "const":
                return n.Constant(args[0])
            case "prime":
                return as_expr(args[0])
            case "group":
                return self.form(args[0])
            case "power":  # as the base of another one
                return n.Pow(self.atom(args[0]), self.form(args[1]))
            case "quad":
                return self.number_of(args[0])
            case "tr":
                return n.Trace(self.word(args[0]))
            case "component":
                return n.Component(self.form(args[0]), tuple(map(self.form, args[1])))
            case "delta":
                return n.Delta(*map(self.form, args))
            case "piecewise":
                return n.Piecewise(*map(self.form, args))
            case "density":
                return n.Density(self.law(args[0]), self.form(args[1]))
            case "derivative":
                return n.Derivative(self.form(args[0]), args[1].args[0], self.form(args[2]))
            case "Expectation":
                return self.expectation(*args)
            case "Integral":
                x, body = self.opened(*args[:2])
                return n.Integral(body, x, *map(self.bound, args[2:]))
            case "Sum" | "Product":
                i, body = self.opened(*args[:2])
                return (n.Sum if atom.head == "Sum" else n.Product)(body, i, self.form(args[2]))
        assert atom.head == "vector", f"{atom.head} is no head of an expression"
        i, body = self.opened(*args[:2])
        return n.VectorOf(body, i, args[2][0])

    def bound(self, end: Poly | str) -> n.Bound:
        """An end of a range."""
        if isinstance(end, Poly):
            return self.form(end)
        return n.Infinity("+" if end == "oo" else "-")

    def opened(self, bound: Atom, inner: Form) -> tuple[Symbol, Expr]:
        """A bound name as a letter, and what it is bound in."""
        letter = letter_for(unnamed(bound), inner)
        return letter, self.form(rename(inner, bound, Atom("sym", letter)))

    def expectation(self, bound: Atom, inner: Form, law: Atom) -> Expr:
        author = self.laws.get(law)
        wanted = unnamed(bound) if author is None else n.law_letter(author)
        letter = letter_for(wanted, inner, law)
        body = self.form(rename(inner, bound, Atom("sym", letter)))
        return n.Expectation(self.law(law, letter), body, letter)

    # laws

    def law(self, law: Atom, letter: Symbol | None = None) -> AnyDistribution:
        """A law by its name, or spelt out, with the letter of its variable."""
        found = self.laws.get(law)
        if found is not None:
            return found
        if law.head == "independent":
            return self.independent(*law.args)
        family, values, shape = law.args
        parameters = tuple(map(self.form, values))
        said = ", ".join(map(str, parameters))
        name = f"{family}({said})" if family.density is not None else family.name.split()[-1]
        if letter is None:
            letter = Symbol("x", shape, family.support.assumptions)
        return n.Distribution(family, name, letter, parameters)

    def independent(self, bound: Atom, inner: Atom, dim: Dimension) -> n.Independent:
        i = letter_for(unnamed(bound), inner)
        body = self.law(rename(inner, bound, Atom("sym", i)))
        letter = Symbol("x", (dim, 1), SPACE.assumptions)
        return n.Independent(body, i, dim, f"independent({body.name}, {i}, {dim})", letter)


def _product(factors: Iterable[Expr]) -> Expr:
    """A product that is not empty, of scalars and perhaps one matrix."""
    first, *rest = factors
    for factor in rest:
        first = n.Mul(first, factor)
    return first


def _total(terms: list[tuple[bool, Expr]]) -> Expr:
    """A sum that is not empty, a positive term first where there is one."""
    (negative, total), *rest = sorted(terms, key=lambda term: (term[0], str(term[1])))
    total = _opposite(total) if negative else total
    for negative, term in rest:
        total = n.Sub(total, term) if negative else n.Add(total, term)
    return total


def _opposite(term: Expr) -> Expr:
    """The term with a minus sign at its first factor, where it needs no brackets."""
    match term:
        case n.Mul(left, right) if left.shape == ():
            return n.Mul(_opposite(left), right)
        case n.Div(left, right):
            return n.Div(_opposite(left), right)
        case n.Number(value):
            return as_expr(-value)
    return n.Neg(term)
