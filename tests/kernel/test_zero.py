"""0 to a negative power is no number, however it comes to stand there."""

from fractions import Fraction

import pytest

from symkl.kernel import check, words
from symkl.kernel.axioms import INSTANCES, Equation
from symkl.kernel.derivation import Rule
from symkl.kernel.normal_form import Normalizer
from symkl.kernel.poly import ONE_POLY, Atom, number, of_atom
from symkl.kernel.refusal import Refusal
from symkl.kernel.renaming import rename
from symkl.kernel.words import Matrix
from symkl.lang.nodes import Symbol, as_expr
from symkl.lang.vocabulary import (
    Integral,
    covariance,
    det,
    dimension,
    exp,
    index,
    inv,
    log,
    matrix,
    positive,
    real,
    scale_tril,
    sqrt,
)
from symkl.rules import RULES
from symkl.rules.base import verdict

k, i = dimension("k"), index("i")
x, y, t = real("x y t")
a, b = positive("a b")
A, B = matrix("A B", k, k)
S, L = covariance("S", k), scale_tril("L", k)

X, Y = (Atom("sym", letter) for letter in (x, y))
LETTERS = (Atom("sym", A), Atom("sym", B))
GAP = of_atom(X) - of_atom(Y)  # 0 where y becomes x
APART = words.of_letter(LETTERS[0]) - words.of_letter(LETTERS[1])
SUM = of_atom(Atom("group", of_atom(X) + of_atom(Y)), -1)
# 0 as a fraction only, where y becomes x: x/(x + y) - y/(x + y).
FRACTION = of_atom(X) * SUM - of_atom(Y) * SUM
BOUND = Atom("bound", 1, (), frozenset())
ROW = Matrix({((Atom("sym", Symbol("u", (1, k), frozenset())), ""),): ONE_POLY}, (1, k))


def of(head, *args):
    return Atom(head, *args)


ZEROS = {
    "a sum": of("group", GAP),
    "a fraction": of("group", FRACTION),
    "a sum within a sum": of("group", of_atom(of("abs", GAP)).scaled(Fraction(2))),
    "abs": of("abs", GAP),
    "sin": of("sin", GAP),
    "expm1": of("expm1", GAP),
    "log1p": of("log1p", GAP),
    "h": of("h", GAP),
    "a sum over an index": of("Sum", BOUND, GAP, number(3)),
    "an integral": of("Integral", BOUND, GAP, number(0), number(1)),
    "a product": of("Product", BOUND, GAP, number(3)),
    "an entry": of("component", APART, (number(1), number(1))),
    "a trace": of("trace", APART),
    "a determinant": of("det", APART),
}


def renamed(form):
    for old, new in ((Y, X), LETTERS[::-1]):
        form = rename(form, old, new)
    return form


@pytest.mark.parametrize("name", ZEROS)
@pytest.mark.parametrize("e", [-1, -2, Fraction(-1, 2)])
def test_what_becomes_zero_is_no_denominator(name, e):
    for form in (of_atom(ZEROS[name], e), of_atom(ZEROS[name], e) * of_atom(X) + number(1)):
        with pytest.raises(Refusal, match="no number"):
            renamed(form)
        with pytest.raises(Refusal, match="no number"):
            renamed(of_atom(Atom("cos", form)))


@pytest.mark.parametrize("name", ZEROS)
@pytest.mark.parametrize("e", [1, 2, Fraction(1, 2)])
def test_what_becomes_zero_is_zero(name, e):
    assert renamed(of_atom(ZEROS[name], e) * of_atom(X) + number(1)) == number(1)


@pytest.mark.parametrize(
    "form",
    [
        of_atom(Atom("log", GAP)),
        of_atom(Atom("power", Atom("group", GAP), of_atom(X))),
        of_atom(Atom("inverse", APART)),
        words.of_letter(Atom("inverse", APART)),
        words.of_letter(Atom("diag", APART), "I"),
        words.of_letter(Atom("inverse", APART.scaled(FRACTION))),
        of_atom(Atom("tr", ((Atom("diag", APART), "IT"), (LETTERS[0], "")))),
    ],
)
def test_nor_a_logarithm_nor_inverted(form):
    with pytest.raises(Refusal, match=r"no number|no inverse"):
        renamed(form)


def test_a_word_with_a_letter_that_becomes_zero_is_zero():
    word = words.of_letter(Atom("diag", APART)) + words.of_letter(LETTERS[0])
    assert renamed(word) == words.of_letter(LETTERS[0])


def test_what_does_not_become_zero_is_renamed():
    group = Atom("group", of_atom(X) + of_atom(Y))
    assert renamed(of_atom(group, -1)) == of_atom(Atom("group", of_atom(X).scaled(2)), -1)
    both = APART + words.of_letter(LETTERS[1]) + words.of_letter(LETTERS[1])
    twice = Atom("inverse", words.of_letter(LETTERS[0]).scaled(number(2)))
    assert renamed(words.of_letter(Atom("inverse", both))) == words.of_letter(twice)


# Whatever an equation says: here, that something positive is 0.

BELL = Integral(exp(-(x**2)), x)
INVERTIBLE = BELL * S
FORBIDDEN = {
    "a denominator": 1 / BELL,
    "a denominator within a sum": a / (2 * BELL),
    "a negative power": BELL**-2,
    "a negative root": BELL ** as_expr(Fraction(-1, 2)),
    "a denominator under a root": 1 / sqrt(BELL),
    "a power with a letter": BELL**t,
    "a product to a power": (a * BELL) ** t,
    "a logarithm": log(BELL),
    "a logarithm of a product": log(a * BELL),
    "an exponential of a logarithm": exp(-log(BELL)),
    "an inverse": inv(INVERTIBLE)[i, i],
    "a determinant of an inverse": det(inv(INVERTIBLE)),
}


class Said:
    """An instance that says anything."""

    def __init__(self, left, right):
        self.sides = left, as_expr(right)

    def equations(self, before, after, lemmas):
        return (Equation(*self.sides, "axiom of this test"),)


@pytest.mark.parametrize("name", FORBIDDEN)
@pytest.mark.parametrize("laws", ["algebra", "log_rules", "triangular", "determinant"])
def test_an_equation_makes_no_zero_a_denominator(name, laws, monkeypatch):
    monkeypatch.setattr(check, "INSTANCES", (*INSTANCES, Said))
    rule = Rule("said", "", RULES[laws].laws, (Said(BELL, 0),))
    side = FORBIDDEN[name]
    for before, after in ((side, side), (side + t, t + side), (side, 0)):
        found = verdict(before, as_expr(after), rule)
        assert found.verdict == "unproved", (before, after)
        assert "zero" in found.reason or "no number" in found.reason, found.reason


def test_no_form_of_zero_has_a_reciprocal():
    norm = Normalizer({"log_product"})
    zero = renamed(FRACTION)
    nothing = of_atom(X) * of_atom(Atom("group", of_atom(X) + number(1)), -1)
    nothing = nothing + of_atom(Atom("group", of_atom(X) + number(1)), -1) - number(1)
    for form in (zero, number(0), nothing):
        for e in (Fraction(-1), Fraction(-1, 2)):
            with pytest.raises(Refusal):
                norm.power(form, e)
        for operation in (norm.log, norm.reciprocal):
            with pytest.raises(Refusal):
                operation(form)
        with pytest.raises(Refusal):
            norm._symbolic_power(form, of_atom(X), Fraction(1))
        assert norm.root(form, Fraction(1, 2)) == number(0)
