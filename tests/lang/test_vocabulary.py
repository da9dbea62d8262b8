"""The words of the language: what an author declares and writes, and what is refused."""

from fractions import Fraction

import pytest

from symkl.errors import LimitError, ShapeError, UsageError
from symkl.families import MultivariateNormal, Normal
from symkl.lang import nodes as n
from symkl.lang import vocabulary as b
from symkl.lang.family import Family, density_of
from symkl.limits import MOST_LETTERS

k, m = b.dimension("k m")
x, y = b.real("x y")
u, v, w = b.vector("u", k), b.vector("v", k), b.vector("w", m)
A = b.matrix("A", k, k)
i = b.index("i")
p = Normal("p", x, mean=0, variance=1)
P = MultivariateNormal("P", u, mean=v, covariance=b.covariance("S", k))


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (0.5, "half"),
        (0.25, "rational(1, 4)"),
        (2.0, "2"),
        (-0.1, "rational(-1, 10)"),
        (1 / 3, "rational(1, 3)"),
    ],
)
def test_a_float_is_refused_with_the_exact_form(value, written):
    for use in (lambda: x + value, lambda: value * x, lambda: b.log(value), lambda: x == value):
        with pytest.raises(UsageError) as caught:
            use()
        assert str(caught.value) == (
            f"the float {value!r} stands in a derivation; numbers here are exact\n"
            f"  try: write {written}"
        )


@pytest.mark.parametrize(
    ("value", "hint"), [("inf", "write oo"), ("-inf", "write -oo"), ("nan", "")]
)
def test_infinity_has_a_name(value, hint):
    with pytest.raises(UsageError, match="is not an exact number") as caught:
        x + float(value)
    assert (caught.value.hint or "").startswith(hint)
    assert bool(caught.value.hint) == bool(hint)


@pytest.mark.parametrize("value", ["1", None, True, [1], 1j])
def test_other_values_are_refused_by_type(value):
    with pytest.raises(UsageError) as caught:
        b.log(value)
    assert f"an expression cannot hold {value!r} of type {type(value).__name__}" in str(
        caught.value
    )


def test_exact_numbers_are_taken_over():
    assert (x + Fraction(1, 3)).right.value == Fraction(1, 3)
    assert (2 * x).left.value == 2
    assert b.rational(2, 4).value == Fraction(1, 2)


@pytest.mark.parametrize(
    ("declare", "shape", "assumptions"),
    [
        (lambda: b.real("a"), (), {"real"}),
        (lambda: b.positive("a"), (), {"real", "positive", "nonzero"}),
        (lambda: b.nonzero("a"), (), {"real", "nonzero"}),
        (lambda: b.unit_interval("a"), (), {"real", "nonnegative", "at_most_1"}),
        (lambda: b.vector("a", k), (k, 1), {"real"}),
        (lambda: b.positive_vector("a", 3), (3, 1), {"real", "positive"}),
        (lambda: b.matrix("a", k, m), (k, m), {"real"}),
        (lambda: b.symmetric("a", k), (k, k), {"real", "symmetric"}),
        (
            lambda: b.covariance("a", k),
            (k, k),
            {"real", "symmetric", "positive_definite", "invertible"},
        ),
    ],
)
def test_declarations(declare, shape, assumptions):
    letter = declare()
    assert letter.shape == shape
    assert letter.assumptions == assumptions


def test_several_letters_at_once():
    first, second = b.real("a b_1")
    assert (first.name, second.name) == ("a", "b_1")
    with pytest.raises(UsageError, match="no letter is declared\n  try: name one or more letters"):
        b.real("  ")


@pytest.mark.parametrize("wrong", [2.0, Fraction(2), [2], "2", x])
def test_a_length_is_no_better_for_a_letter_that_is_known(wrong):
    assert b.vector("known", 2) is b.vector("known", 2)
    with pytest.raises(UsageError, match="is not a dimension"):
        b.vector("known", wrong)


@pytest.mark.parametrize(
    ("use", "message"),
    [
        (lambda: b.Sum(x, x, k), 'x is not an index\n  try: declare it: x = index("x")'),
        (lambda: b.Product(x, 3, k), "3 is not an index"),
        (lambda: b.by_component(x, k, k), "k is not an index"),
        (lambda: b.Integral(x, 2), "2 is not a letter to integrate over"),
        (lambda: b.independent("P", x, p, i), "x is not a vector\n  try: declare it: x = vector"),
        (
            lambda: b.KL(p, P),
            "p is a law on scalar, P on k x 1\n  try: give both laws variables of one shape",
        ),
        (lambda: b.cross_entropy(P, p), "P is a law on k x 1, p on scalar"),
        (
            lambda: b.D(u.T @ u, u),
            "the derivative by u needs a direction of its shape\n"
            "  try: write D(f, u, H) with H k x 1",
        ),
        (
            lambda: b.E(Normal("p", x, mean=y, variance=1), y**2, y),
            "y is the variable of the expectation and a parameter of its law\n"
            "  try: give one of the two another letter",
        ),
        (
            lambda: b.E(Normal("p", x, mean=x, variance=1), x),
            "x is the variable of the expectation and a parameter of its law",
        ),
        (
            lambda: Normal("p", x, mean=u, variance=1),
            "the mean u of a univariate normal is not a scalar\n"
            "  try: use MultivariateNormal for vectors",
        ),
        (
            lambda: MultivariateNormal("p", x, mean=x, covariance=A),
            "the variable x of a multivariate normal is not a vector",
        ),
    ],
)
def test_misuse_is_refused(use, message):
    with pytest.raises(UsageError) as caught:
        use()
    assert str(caught.value).startswith(message)


@pytest.mark.parametrize(
    ("use", "operands"),
    [
        (lambda: MultivariateNormal("p", u, mean=w, covariance=A), ("u is k x 1", "w is m x 1")),
        (
            lambda: MultivariateNormal("p", w, mean=w, covariance=A),
            ("w is m x 1", "A is k x k"),
        ),
        (lambda: P(w), ("u is k x 1", "w is m x 1")),
        (lambda: p(u), ("x is scalar", "u is k x 1")),
    ],
)
def test_laws_check_shapes(use, operands):
    with pytest.raises(ShapeError) as caught:
        use()
    assert all(operand in str(caught.value) for operand in operands)


def test_defaults():
    whole = b.Integral(b.exp(-x), x)
    assert (str(whole.lower), str(whole.upper)) == ("-oo", "oo")
    assert b.E(p, x**2).variable is x
    assert b.D(x**2, x).direction == 1


def test_densities_are_written_out_by_their_family():
    assert str(density_of(p, y)) == "1/sqrt(2*pi*1)*exp(-(y - 0)**2/(2*1))"
    with pytest.raises(UsageError, match="'Cauchy' is no family"):
        n.Distribution("Cauchy", "c", x, ())


@pytest.mark.parametrize(
    "use",
    [
        lambda: b.oo + 1,
        lambda: 1 - b.oo,
        lambda: x * b.oo,
        lambda: -b.oo / x,
        lambda: b.exp(-b.oo),
        lambda: x <= b.oo,
        lambda: p(b.oo),
        lambda: Normal("q", x, mean=b.oo, variance=1),
        lambda: b.Sum(x, b.index("i"), b.oo),
        lambda: b.D(x**2, x, b.oo),
        lambda: n.Add(x, b.oo),
    ],
)
def test_infinity_is_the_end_of_a_range_and_no_number(use):
    with pytest.raises(UsageError, match="oo is no number") as told:
        use()
    assert "Integral(body, x, 0, oo)" in told.value.hint


@pytest.mark.parametrize(
    ("letter", "ends"),
    [
        (b.real("t"), "-oo oo"),
        (b.positive("t"), "0 oo"),
        (b.nonnegative_real("t"), "0 oo"),
        (b.unit_interval("t"), "0 1"),
        (b.nonzero("t"), "-oo oo"),
        (b.vector("v", 2), "-oo oo"),
    ],
)
def test_an_integral_runs_over_all_that_its_letter_may_be(letter, ends):
    whole = b.Integral(1, letter)
    assert f"{whole.lower} {whole.upper}" == ends
    assert str(b.Integral(1, letter, 0, 1).upper) == "1"


def test_infinity_has_two_signs():
    less = -b.oo
    assert (str(less), str(-less)) == ("-oo", "oo")
    assert n.same(b.Integral(x, x, -b.oo, b.oo), b.Integral(x, x))
    with pytest.raises(UsageError, match="infinity has a sign"):
        n.Infinity("*")


def _family(name):
    return Family(name, x, (), b.exp(-(x**2)))


@pytest.mark.parametrize("make", [b.real, _family])
def test_a_name_is_no_longer_than_a_certificate_takes(make):
    assert str(make("a" * MOST_LETTERS))
    with pytest.raises(LimitError, match="has more than 60 letters") as fault:
        make("a" * (MOST_LETTERS + 1))
    assert fault.value.hint == "give it a shorter one"
