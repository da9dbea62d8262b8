"""Fractions: when they vanish, and their lowest terms."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from symkl.kernel.fractions import clear, divide, factors, lowest, vanishes
from symkl.kernel.poly import Atom, Poly, number, of_atom

X, Y = Atom("const", "x"), Atom("const", "y")
x, y = of_atom(X), of_atom(Y)


def group(poly: Poly, e) -> Poly:
    return of_atom(Atom("group", poly), e)


def value(poly: Poly, at: dict[Atom, Fraction]) -> Fraction:
    total = Fraction(0)
    for mono, c in poly.terms.items():
        for atom, e in mono:
            base = value(atom.args[0], at) if atom.head == "group" else at[atom]
            c = c * base ** int(e)
        total += c
    return total


small = st.integers(1, 3)


@st.composite
def fraction_sums(draw):
    """Sums of fractions whose denominators are positive for positive x and y."""
    total = number(0)
    for _ in range(draw(st.integers(1, 2))):
        top = number(draw(st.integers(-3, 3))) + x.scaled(Fraction(draw(st.integers(-2, 2))))
        bottom = x.scaled(Fraction(draw(small))) + y.power(draw(small)) + number(draw(small))
        if draw(st.booleans()):
            bottom = bottom + group(x + number(draw(small)), -draw(small))
        total = total + top * group(bottom, -draw(small)) * of_atom(Y, draw(st.integers(-2, 1)))
    return total


AT = {X: Fraction(5, 7), Y: Fraction(3, 11)}


@settings(max_examples=25)
@given(fraction_sums())
def test_lowest_terms_keep_the_value(form):
    assert value(lowest(form), AT) == value(form, AT)


@settings(max_examples=25)
@given(fraction_sums())
def test_only_what_is_zero_vanishes(form):
    assert vanishes(form - lowest(form))
    assert vanishes(form - form)
    assert vanishes(form) == (not form or not lowest(form))
    assert not vanishes(form - form + group(x + number(1), -1))


@settings(max_examples=25)
@given(fraction_sums())
def test_the_numerator_has_no_denominator(form):
    assert not any(a.head == "group" and e < 0 for mono in clear(form).terms for a, e in mono)


def test_equal_fractions_have_equal_lowest_terms():
    one = (x * x - number(1)) * group(x - number(1), -1)
    assert lowest(one) == x + number(1)
    assert lowest(group(x, -1) * x) == number(1)


@pytest.mark.parametrize("e", [Fraction(-1), Fraction(-2), Fraction(-3, 2), Fraction(-1, 2)])
def test_denominators_are_cleared_in_finitely_many_steps(e):
    base = x + number(1)
    assert vanishes(base * group(base, e) - group(base, e + 1))
    nested = group(x + group(base, -2), e)
    assert vanishes(nested - lowest(nested))
    assert not vanishes(nested)


@given(st.integers(1, 4), st.integers(1, 4), st.integers(-3, 3))
def test_factors_multiply_to_the_polynomial(m, n, c):
    poly = (x + number(m)).power(2) * (x * y - number(n)) * y
    poly = poly.scaled(Fraction(2 * c + 1, 3))
    coefficient, content, found = factors(poly)
    product = number(coefficient)
    for atom, e in content:
        product = product * of_atom(atom, e)
    for factor, multiplicity in found:
        product = product * factor.power(multiplicity)
    assert product == poly


def test_division_is_exact_or_none():
    assert divide(x * x - number(1), x + number(1)) == x - number(1)
    assert divide(x * x + number(1), x + number(1)) is None
