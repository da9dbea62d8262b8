"""Parts of the checker by themselves: substitution, equations, the mass of a family."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from recheck.mutants import encoded
from shipping import LIBRARY

from symkl.certificate import _order as order
from symkl.certificate import sealed_bytes
from symkl_recheck import forms, opening, reader, recheck, signs, terms
from symkl_recheck.certificates import Factored
from symkl_recheck.equations import adopt
from symkl_recheck.existence import conditions
from symkl_recheck.families import Family
from symkl_recheck.growth import falls
from symkl_recheck.memory import forget
from symkl_recheck.normal import Normal
from symkl_recheck.rationals import ratio, whole_power
from symkl_recheck.records import learn
from symkl_recheck.refusals import Refused
from symkl_recheck.substitution import bind, replace, unbound
from symkl_recheck.words import single_word


@pytest.fixture(autouse=True)
def _work_begins_anew():
    forget()


def letter(name, *assumed):
    return terms.term("symbol", (), frozenset(("real", *assumed)), name)


def matrix(name):
    n = letter("n", "positive", "nonzero", "integer", "dimension")
    return terms.term("symbol", (n, n), frozenset(["real"]), name)


def test_a_substitution_into_a_derivative_keeps_what_is_held_constant():
    x, y, z = map(letter, "xyz")
    slope = terms.term("derivative", terms.term("mul", x, y), x, terms.UNIT)
    other = terms.term("derivative", terms.term("mul", x, z), x, terms.UNIT)
    assert replace(slope, y, z) is other
    renamed = terms.term("derivative", terms.term("mul", z, y), z, terms.UNIT)
    assert replace(slope, x, z) is renamed
    for old, new in ((y, x), (x, y), (x, terms.term("mul", z, z)), (y, terms.term("mul", x, z))):
        with pytest.raises(Refused, match="a substitution into a derivative"):
            replace(slope, old, new)


def test_the_letter_of_an_opened_binder_is_not_captured():
    """Binders of one height share a letter; it may stand in what is put into one of them."""
    a, x = letter("a"), letter("x")
    one = bind("integral", terms.term("mul", a, x), x, terms.number(0), terms.UNIT)
    shared, body = unbound(one)
    assert body is terms.term("mul", a, shared)
    square = terms.term("mul", x, x)
    other = bind("integral", square, x, terms.number(0), terms.UNIT)
    put = terms.term("mul", other, shared)
    found = replace(one, a, put)
    assert shared in found.free
    apart = bind("integral", terms.term("mul", put, x), x, terms.number(0), terms.UNIT)
    assert found is apart


def test_the_root_of_nothing_is_nothing():
    """A record is not asked for side conditions, so that 0 may come to stand under a root."""
    x, half = letter("x"), terms.number(Fraction(1, 2))
    nothing = terms.term("add", x, terms.term("mul", terms.number(-1), x))
    norm = Normal((), {})
    assert norm.form(terms.term("pow", nothing, half)) == {}
    with pytest.raises(Refused, match="zero under a negative exponent"):
        norm.form(terms.term("pow", nothing, terms.number(Fraction(-1, 2))))


def test_an_equation_is_not_solved_for_a_letter_on_both_of_its_sides():
    c, d = letter("c", "positive", "nonzero"), letter("d", "positive", "nonzero")
    norm = Normal((), {})
    with pytest.raises(Refused, match="an equation cannot be used"):
        adopt(norm, c, terms.term("log", c))
    adopt(norm, c, terms.term("log", d))
    assert norm.form(c) == norm.form(terms.term("log", d))


def fraction(t, size):
    """t size/(size + 1) + t/(size + 1), which is t, in normal form."""
    below = terms.term("pow", terms.term("add", size, terms.UNIT), terms.number(-1))
    parts = (terms.term("mul", terms.term("mul", t, n), below) for n in (size, terms.UNIT))
    return Normal((), {}).node(terms.term("add", *parts))


def test_no_number_of_a_bound_variable_is_beyond_the_height():
    """Where the body becomes an equal fraction with fewer binders inside."""
    i = letter("i", "positive", "nonzero", "integer", "index")
    size = terms.UNIT
    for _ in range(2):
        size = bind("sum", size, i, terms.number(2))
    zero, y, z = terms.number(0), letter("y"), letter("z")
    body = terms.term("mul", fraction(y, letter("s", "positive", "nonzero")), size)
    bind("integral", body, y, zero, terms.UNIT)
    whole = bind("integral", fraction(z, size), z, zero, terms.UNIT)
    assert whole.args[0].height == 0
    assert whole.height >= whole.args[1].args[2] == 1


def test_nothing_is_known_of_the_fractions_of_another_certificate():
    below = terms.term("add", letter("s", "positive", "nonzero"), terms.UNIT)
    Normal((), {}).node(terms.term("pow", below, terms.number(-1)))
    assert forms._FRACTIONS
    forget()
    assert not forms._FRACTIONS


def test_the_mass_of_some_members_is_not_that_of_the_family(certificates):
    """∫ N(x; 0, σ²) dx = 1 says nothing of other means."""
    data = reader.understood(opening.opened(encoded(certificates)["normal_moments"]))
    family = data.families["Normal"]
    x, mu, sigma = letter("x"), letter("mu"), letter("sigma", "positive", "nonzero")
    square = terms.term("pow", sigma, terms.number(2))

    def total(*values):
        law = terms.term("law", (), "Normal", values, "line")
        ends = terms.term("mul", terms.number(-1), terms.term("oo")), terms.term("oo")
        return bind("integral", terms.term("density", law, x), x, *ends)

    assert family.says_mass("Normal", "=", total(mu, square), terms.UNIT)
    for values in ((terms.number(0), square), (sigma, square), (mu, terms.UNIT)):
        assert not family.says_mass("Normal", "=", total(*values), terms.UNIT)
    assert not family.says_mass("Normal", ">=", total(mu, square), terms.UNIT)


def test_of_the_sign_of_what_has_no_value_nothing_is_known():
    """A set without a sign is part of every other one, and would show anything."""
    forget()
    minus_one, half = terms.number(-1), terms.number("1/2")
    root = terms.term("pow", minus_one, half)
    for t in (root, terms.term("mul", root, terms.number(2)), terms.term("add", root, root)):
        assert signs.signs(t)
        assert not any(signs.holds(a, t) for a in ("positive", "nonnegative", "nonzero"))


def logarithms(*factors):
    """Those in the logarithm of a product, of factors that the certificate has named."""
    norm = Normal(("log_product",), {})
    product = factors[0]
    for factor in factors[1:]:
        product = terms.term("mul", product, factor)
    if len(factors) > 1:
        learn(Factored(product, list(factors)), norm)
    form = norm.form(terms.term("log", product))
    return {t.args[0] for t in terms.inside(*terms.parts(tuple(form))) if t.op == "log"}


def test_a_logarithm_takes_out_the_last_factor_of_unknown_sign_and_no_other():
    forget()
    a, b = (letter(name, "positive", "nonzero") for name in "ab")
    first, second = (terms.term("add", letter(x), y) for x, y in (("x", a), ("y", b)))
    sure = terms.term("add", a, b)

    def power(t, e):
        return terms.term("pow", t, terms.number(e))

    apart = {Normal((), {}).node(t) for t in (first, second)}
    one, _ = (Normal((), {}).node(t) for t in (first, second))
    assert one in logarithms(first, sure)
    assert one in logarithms(power(first, 3), sure)
    assert one not in logarithms(power(first, 2), sure)  # a square is positive, whatever it is of
    assert not apart & logarithms(first, second, sure)  # both may be negative
    less = terms.term("mul", terms.number(-1), power(first, 3))
    assert one not in logarithms(less)  # it is the opposite that is positive
    x, minus_one = letter("x"), terms.number(-1)
    assert x in logarithms(terms.term("mul", a, x))
    assert x not in logarithms(terms.term("mul", minus_one, terms.term("mul", a, x)))


def numbers(args):
    """The numbers that stand in a term's arguments, not in terms below."""
    for arg in args:
        if isinstance(arg, (tuple, frozenset)):
            yield from numbers(arg)
        elif not isinstance(arg, (terms.Term, str)):
            yield arg


def test_what_the_checker_forms_holds_exact_numbers_alone(monkeypatch):
    """Whole numbers are ints, and the `/` of two of them would be a float."""
    seen = set()

    def shape(op, args, shape=terms._shape):
        seen.update((op, type(x)) for x in numbers(args))
        return shape(op, args)

    monkeypatch.setattr(terms, "_shape", shape)
    names = ("gaussian_integral", "normal_moments", "univariate", "univariate_code")
    needed = {n for name in names for n in order(name, LIBRARY.certificate)}
    contents = {n: sealed_bytes(LIBRARY.certificate(n)) for n in needed}
    assert all(verdict.accepted for verdict in recheck(contents).values())
    assert {("poly", int), ("poly", Fraction), ("number", int), ("number", Fraction)} <= seen
    assert {kind for _, kind in seen} <= {int, Fraction}


@given(st.integers(-9, 9), st.integers(1, 9), st.integers(-3, 3))
def test_quotients_and_powers_of_whole_numbers_are_exact(c, d, n):
    for value, wanted in (
        (ratio(c, d), Fraction(c, d)),
        (whole_power(d, n), Fraction(d) ** n),
    ):
        assert value == wanted
        assert type(value) in (int, Fraction)


def test_what_is_left_open_has_no_formula():
    x = letter("x")
    law = terms.term("law", (), "P", (), "line")
    with pytest.raises(Refused, match="the density has no formula"):
        Family((), x, None, None).density_of(law, x)


def test_a_sum_of_words_is_no_word():
    a, b = map(matrix, "ab")
    norm = Normal((), {})
    assert single_word(norm.node(terms.term("mul", a, b))) == (a, b)
    assert single_word(norm.node(terms.term("add", a, b))) is None


def test_the_conditions_of_a_term_are_read_off():
    x = letter("x")
    more = terms.term("add", terms.UNIT, x)
    a = matrix("a")

    def read(op, *args):
        return [*conditions(terms.term(op, *args))]

    assert read("log", x) == [("positive", x)]
    assert read("log1p", x) == read("g", x) == [("positive", more)]
    assert read("inverse", a) == [("invertible", a)]
    assert read("pow", x, terms.number("1/2")) == read("pow", x, letter("y")) == [("positive", x)]
    assert read("pow", x, terms.number(-1)) == [("nonzero", x)]
    assert read("pow", x, terms.number(2)) == read("sin", x) == []


@pytest.mark.parametrize(("sign", "falling"), [("-1", True), ("1", False)])
def test_a_sum_of_squares_of_components_falls_off_with_terms_of_lower_degree(sign, falling):
    n = letter("n", "positive", "nonzero", "integer", "dimension")
    i = letter("i", "positive", "nonzero", "integer", "index")
    x = terms.term("symbol", (n, terms.UNIT), frozenset(["real"]), "x")
    entry = terms.term("component", x, (i,))
    square = terms.term("mul", terms.number(sign), terms.term("pow", entry, terms.number(2)))
    whole = bind("sum", terms.term("add", square, entry), i, n)
    assert falls(Normal((), {}).form(whole), x, 1) == falling
