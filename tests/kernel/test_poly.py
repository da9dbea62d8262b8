"""Polynomials over atoms: a commutative ring in which roots and groups keep their meaning."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shipping import LIBRARY

from symkl.kernel.normal_form import Normalizer
from symkl.kernel.poly import ONE_POLY, Atom, Poly, multiply, number, of_atom
from symkl.kernel.rationals import ratio, whole_power
from symkl.kernel.refusal import Refusal
from symkl.kernel.renaming import atoms_of

EXACT = (int, Fraction)
X, Y, TWO = Atom("const", "x"), Atom("const", "y"), Atom("prime", 2)
SUM = of_atom(X) + number(1)
GROUP = Atom("group", SUM)

# Squares of rationals, so that square roots of x and of the group x + 1 are rational too.
POINT = {X: Fraction(9, 16), Y: Fraction(4, 25)}
ROOTS = {X: Fraction(3, 4), Y: Fraction(2, 5), GROUP: Fraction(5, 4)}


def value(poly: Poly) -> tuple[Fraction, Fraction]:
    """The value as a + b√2."""
    plain = radical = Fraction(0)
    for mono, c in poly.terms.items():
        two = Fraction(0)
        for atom, e in mono:
            if atom == TWO:
                two = e
            else:
                c = c * ROOTS[atom] ** int(2 * e)
        assert two in (0, Fraction(1, 2))
        plain, radical = (plain, radical + c) if two else (plain + c, radical)
    return plain, radical


@st.composite
def polys(draw):
    total = number(0)
    for _ in range(draw(st.integers(0, 4))):
        term = number(draw(st.fractions(-3, 3, max_denominator=4)))
        for atom in (X, Y, GROUP):
            e = Fraction(draw(st.integers(-3, 3)), 2)
            term = term * of_atom(atom, e) if e else term
        if draw(st.booleans()):
            term = term * of_atom(TWO, Fraction(1, 2))
        total = total + term
    return total


def times(a, b):
    return a[0] * b[0] + 2 * a[1] * b[1], a[0] * b[1] + a[1] * b[0]


@given(polys(), polys())
def test_sums_and_products_mean_sums_and_products(a, b):
    assert value(a + b) == tuple(p + q for p, q in zip(value(a), value(b), strict=True))
    assert value(a - b) == tuple(p - q for p, q in zip(value(a), value(b), strict=True))
    assert value(a * b) == times(value(a), value(b))


@given(polys(), polys(), polys())
def test_a_commutative_ring(a, b, c):
    assert a + b == b + a
    assert (a + b) + c == a + (b + c)
    assert value(a * b) == value(b * a)
    assert value(a * (b + c)) == value(a * b + a * c)
    assert not a - a
    assert hash(a + b) == hash(b + a)


@given(polys(), st.integers(0, 4))
def test_powers_are_repeated_products(a, n):
    product = ONE_POLY
    for _ in range(n):
        product = product * a
    assert value(a.power(n)) == value(product)


def test_a_root_times_itself_is_a_number():
    root = of_atom(TWO, Fraction(1, 2))
    assert root * root == number(2)
    assert (root * root * root) == root.scaled(Fraction(2))


def test_a_group_opens_at_exponent_one():
    half = of_atom(GROUP, Fraction(1, 2))
    assert half * half == SUM
    inverse = of_atom(GROUP, -1)
    mono, factor, polys = multiply(
        *(next(iter(p.terms)) for p in (inverse, of_atom(GROUP, Fraction(1, 2))))
    )
    assert (dict(mono), factor, polys) == ({GROUP: Fraction(-1, 2)}, 1, [])


def test_parts_of_a_polynomial():
    assert number(3).constant == 3
    assert of_atom(X).constant is None
    assert number(0).constant == 0
    assert of_atom(X).atom == X
    assert of_atom(X, 2).atom is None
    assert (of_atom(X) + number(1)).atom is None
    assert of_atom(X).scaled(Fraction(2)).single == (frozenset({(X, Fraction(1))}), 2)
    assert not number(0)


def test_atoms_differ_by_head_and_by_argument():
    assert Atom("exp", of_atom(X)) != Atom("log", of_atom(X))
    assert Atom("exp", of_atom(X)) != Atom("exp", of_atom(Y))
    assert Atom("exp", of_atom(X)) == Atom("exp", of_atom(X))
    assert "x" in repr(of_atom(X))
    with pytest.raises(AttributeError):
        Atom("exp", of_atom(X)).other = 1


def inexact(form):
    """The numbers in a form that are neither whole nor fractions."""
    pairs = ((mono, c) for poly in polys_of(form) for mono, c in poly.terms.items())
    return [x for mono, c in pairs for x in (c, *(e for _, e in mono)) if type(x) not in EXACT]


def polys_of(form):
    inner = [x for atom in atoms_of(form) for x in atom.args if isinstance(x, Poly)]
    return [*inner, *([form] if isinstance(form, Poly) else form.terms.values())]


def test_the_forms_of_what_ships_hold_exact_numbers_alone():
    seen = 0
    for source in LIBRARY.targets[:12]:
        for part in source.derivation.parts:
            for step in part.steps:
                norm = Normalizer(step.rule.laws)
                try:
                    form = norm.form(step.after)
                except Refusal:  # without its equations
                    continue
                assert inexact(form) == []
                seen += 1
    assert seen > 50


@given(st.integers(-9, 9), st.integers(1, 9), st.integers(-3, 3))
def test_quotients_and_powers_of_whole_numbers_are_exact(c, d, n):
    assert ratio(c, d) == Fraction(c, d)
    assert type(ratio(c * d, d)) is int
    assert type(ratio(c, d)) in EXACT
    assert whole_power(d, n) == Fraction(d) ** n
    assert type(whole_power(d, n)) in EXACT
