"""The checker proves what the kernel alone once proved, and refuses the near misses.

Each certificate is written with the kernel switched off, so that the checker decides alone.
"""

import pytest
from torture.cases import Case
from torture.forgeries import certificate, refusal

from symkl.families import Normal
from symkl.lang import nodes as n
from symkl.lang.vocabulary import (
    E,
    Integral,
    Product,
    Sum,
    cos,
    delta,
    dimension,
    independent,
    index,
    inv,
    invertible,
    log,
    matrix,
    nonnegative_real,
    nonzero,
    positive,
    positive_vector,
    rational,
    real,
    sin,
    sqrt,
    tr,
    vector,
)
from symkl.rules import RULES

x, y, z, t = (*real("x y"), nonzero("z"), real("t"))
a, b, c = positive("a b c")
r = nonnegative_real("r")
i = index("i")
TWO, THREE, FOUR, NINE = (n.as_expr(m) for m in (2, 3, 4, 9))
HALF = rational(1, 2)


def case(rule, before, after):
    return Case("own", before, after, RULES[rule])


def whole(exponent, value):
    """A power of what may be negative, so that its exponent has to be known."""
    return case("algebra", z**exponent, z**value)


EXPONENTS = {
    "a quotient of powers": (THREE**3 / THREE**2, 3),
    "a square of a root": (sqrt(TWO) ** 2, 2),
    "a square of a power": ((TWO**HALF) ** 2, 2),
    "a root of a power": (sqrt(TWO**2), 2),
    "a root of a square": (sqrt(rational(4, 9)) * 3, 2),
    "a power that comes to a power": ((TWO ** rational(3, 2)) ** rational(2, 3), 2),
    "an inverse": (1 / rational(-1, 3), -3),
}
NO_EXPONENTS = {
    "a root": sqrt(TWO),
    "a root of a fraction": sqrt(rational(4, 3)),
    "a cube root of a square": (NINE ** rational(1, 3)),
    "a power of a root": sqrt(TWO) ** 3,
}


@pytest.mark.parametrize("which", EXPONENTS)
def test_an_exponent_may_be_any_arithmetic_of_numbers(which):
    exponent, value = EXPONENTS[which]
    assert refusal(certificate(whole(exponent, value))) is None
    assert "not equal" in refusal(certificate(whole(exponent, value + 1)))


@pytest.mark.parametrize("which", NO_EXPONENTS)
def test_an_exponent_that_is_not_rational_has_a_positive_base(which):
    exponent = NO_EXPONENTS[which]
    same = case("algebra", z**exponent, z**exponent)
    assert "not known to be positive" in refusal(certificate(same))
    assert refusal(certificate(case("algebra", a**exponent, a**exponent))) is None


def test_a_root_of_a_negative_number_is_no_exponent():
    root = (n.as_expr(-4) ** HALF) ** 2  # which has no value, and is not -4
    assert refusal(certificate(case("algebra", a**root, a**-4)))


ONE, LONE = positive_vector("v", 1), vector("w", 1)


def test_the_entry_of_a_positive_vector_of_one_component_is_positive():
    entries = log(Product(ONE[i] ** 4 * a, i, 1))
    apart = Sum(log(ONE[i] ** 4 * a), i, 1)
    assert refusal(certificate(case("diagonal_matrices", entries, apart))) is None
    assert refusal(certificate(case("diagonal_matrices", entries, apart + log(ONE[i]))))
    sign = case("algebra", log(LONE[i]), log(LONE[i]))
    assert "not known to be positive" in refusal(certificate(sign))


def law(size):
    letters = vector("v", size)
    own = Normal("n", t, mean=y, variance=a)
    return independent("Z", letters, own, i), own, letters


@pytest.mark.parametrize("size", [1, 2])
@pytest.mark.parametrize("power", [1, 2])
def test_the_marginal_of_a_vector_of_one_component(size, power):
    joint, own, letters = law(size)
    mean = E(joint, b * letters[i] ** power)
    assert refusal(certificate(case("marginal", mean, b * E(own, t**power)))) is None
    assert refusal(certificate(case("marginal", mean, b * E(own, t ** (power + 1)))))


S, T, U = a + b**2, 2 * b + 3 * c, a * c + sqrt(b)


def test_a_factor_that_may_be_negative_is_no_factor_of_a_logarithm():
    """(x - a)² is a square, and its root not the product of two roots."""
    square = sqrt((x - a) ** 2 * T)
    assert "not" in refusal(certificate(case("algebra", square, (x - a) * sqrt(T))))
    cubes = log(a**3 + b**3)  # (a + b) (a² - ab + b²), whose second factor has no known sign
    apart = log(a + b) + log(a**2 - a * b + b**2)
    assert "not known to be positive" in refusal(certificate(case("log_quotient", cubes, apart)))


def test_an_entry_of_zero_is_zero():
    k = dimension("k")
    nothing = n.Zero((k, 1))
    for rule in ("algebra", "sums"):
        assert refusal(certificate(case(rule, b * nothing[i], 0 * b))) is None
        assert "not equal" in refusal(certificate(case(rule, b + nothing[i], 0 * b)))


def test_delta_is_not_negative():
    both = index("j")
    root = sqrt(delta(i, both))
    assert refusal(certificate(case("algebra", root * b / b, root))) is None
    less, none = sqrt(-delta(i, both)), log(delta(i, both))
    assert "nonnegative" in refusal(certificate(case("algebra", less * b / b, less)))
    assert "positive" in refusal(certificate(case("algebra", none * b / b, none)))


@pytest.mark.parametrize(("upper", "accepted"), [(2, True), (1, False), (rational(1, 2), False)])
def test_a_range_between_numbers_runs_upwards_where_it_does(upper, accepted):
    length = Integral(n.as_expr(1), t, 1, upper)
    told = refusal(certificate(case("algebra", log(length) * b / b, log(length))))
    assert (told is None) == accepted


def test_squares_of_cosines_in_a_denominator():
    below = b * cos(x) ** 2 + b * sin(x) ** 2
    assert refusal(certificate(case("trigonometry", 1 / below, 1 / b))) is None
    assert "not equal" in refusal(certificate(case("trigonometry", 1 / below, 1 / b**2)))
    assert refusal(certificate(case("algebra", 1 / below, 1 / b)))


def test_the_trace_of_a_matrix_of_which_nothing_is_known_has_any_sign():
    k = dimension("k")
    a_matrix, g = matrix("A", k, k), invertible("G", k)
    whole = tr(inv(g) @ a_matrix @ g) * b
    before, after = (Product(term, i, k) for term in (whole, b * tr(a_matrix)))
    assert refusal(certificate(case("diagonal_matrices", before, after))) is None
    root = sqrt(tr(a_matrix))
    assert "nonnegative" in refusal(certificate(case("algebra", root * b / b, root)))
