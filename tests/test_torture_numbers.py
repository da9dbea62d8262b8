"""Numbers contradict what is false, however small or large, and nothing that rounding made."""

import pytest
from torture.cases import Case
from torture.decide import Tally, settle
from torture.numbers import asked, contradicted

from symkl.families import AbstractDensity
from symkl.lang import nodes as n
from symkl.lang.vocabulary import (
    D,
    Integral,
    exp,
    expm1,
    h,
    log,
    log1p,
    nonzero,
    oo,
    piecewise,
    positive,
    real,
    sqrt,
)
from symkl.rules import RULES

x, y, z = (*real("x y"), nonzero("z"))
a, b = positive("a b")
P = AbstractDensity("P", x)  # left open, so that it has no ball
ROOT = sqrt(n.as_expr(2))
TINY = n.as_expr(10) ** -300
SMALL = exp(-exp(a + 4))  # less than 10^-60
ONE, THREE = n.as_expr(1), n.as_expr(3)


def case(before, after, relation="="):
    """A step that nobody vouches for, so that its integrals are looked at too."""
    return Case("own", before, after, RULES["algebra"], relation, plain=False)


def integral(body):
    return Integral(body * exp(-(x**4)), x, -oo, oo)


def line(body):
    return Integral(body * exp(-(x**2)), x, -oo, oo)


def distance():  # of which no ball is known under an integral over the line
    return n.Apply("abs", x - y)


ARTEFACTS = {
    "a power that is whole": case(z ** (ROOT**2), z**2),
    "another": case(z ** ((sqrt(THREE) + 1) * (sqrt(THREE) - 1)), z**2),
    "beside a three": case(TINY * a + 3 - 3, TINY * a),
    "beside a three, with exponentials": case(SMALL + 3 - 3, SMALL),
    "less than h can tell": case(h(SMALL) / SMALL**2, (expm1(SMALL) - SMALL) / SMALL**2),
    "a logarithm of almost one": case(log(1 + TINY * a), log1p(TINY * a)),
    "a logarithm of almost nothing": case(log(exp(-exp(exp(a)))), -exp(exp(a))),
    "beside something huge": case(exp(exp(exp(a))) - exp(exp(exp(a))) + 1, ONE),
    "a bound that holds by little": case(3 + TINY * a, THREE, ">="),
    "an integral": case(integral(a * distance()), a * integral(distance())),
    "a density that is left open": case(exp(log(P(a))), P(a)),
}
FALSE = {
    "tiny beside a three": case(TINY * a + 3, THREE),
    "tiny": case(TINY * a, 2 * TINY * a),
    "tinier than a float": case(SMALL, 2 * SMALL),
    "one beside something huge": case(exp(exp(a + 3)) + 1, exp(exp(a + 3))),
    "huge": case(exp(1000 * a), exp(1001 * a)),
    "another power": case(z ** (ROOT**2), z**3),
    "a bound that fails by little": case(3 - TINY * a, THREE, ">="),
    "a slope": case(D(exp(a * x), x), exp(a * x)),
    "an integral": case(integral(a), b * integral(ONE)),
    "an integral without a ball": case(integral(a * distance()), b * integral(distance())),
    "a tiny one": case(TINY * line(a), b * TINY * line(ONE)),
    "a slope without a ball": case(D(P(a), a), 2 * D(P(a), a)),
    "a tiny density without a ball": case(P(a + 30), 2 * P(a + 30)),
}
NO_VALUE = {
    "a power that is not whole": case(z**ROOT, z**ROOT),
    "one side": case(x / x, ONE),
    "both sides": case(log(-a), log(-a)),
}


@pytest.mark.parametrize("which", ARTEFACTS)
def test_what_rounding_makes_contradicts_nothing(which):
    answer = asked(ARTEFACTS[which])
    assert (answer.false, answer.undecided) == ("", "")


@pytest.mark.parametrize("which", FALSE)
def test_what_is_false_is_contradicted(which):
    assert "the left side is" in contradicted(FALSE[which])


@pytest.mark.parametrize("which", NO_VALUE)
def test_what_has_no_value_is_contradicted(which):
    assert "is undefined" in contradicted(NO_VALUE[which])


def test_what_is_not_certain_is_told_apart():
    """The denominator is zero, and to no arithmetic here."""
    answer = asked(case(x / (ROOT**2 - 2), x))
    assert answer.false == ""
    assert answer.undecided
    assert answer.counts["undecided"] == 1


def test_what_rounding_may_have_taken_is_told_apart():
    """The logarithm of 1 + 10^-20000, and a tiny integral that has no ball."""
    far = P(a + 300)
    answers = [
        asked(case(log(exp(far)), far)),
        asked(case(TINY * integral(a * distance()), b * TINY * integral(distance()))),
    ]
    assert [bool(answer.undecided) for answer in answers] == [True, True]
    assert [answer.false for answer in answers] == ["", ""]


def test_a_branch_that_may_be_either_contradicts_nothing():
    at_the_border = case(piecewise(sqrt(THREE) ** 2, THREE, x, y), y)
    assert contradicted(at_the_border) == ""
    assert contradicted(case(piecewise(sqrt(THREE) ** 2, n.as_expr(4), x, y), y))


def test_what_is_undecided_is_counted(monkeypatch):
    monkeypatch.setattr("torture.decide.verdicts", lambda cases: [(True, None)] * len(cases))
    tally = Tally()
    settle([case(x / (ROOT**2 - 2), x), FALSE["tiny"], ARTEFACTS["another"]], tally)
    assert len(tally.undecided) == len(tally.false) == 1
    whole = Tally()
    whole.add(tally)
    assert whole.undecided == tally.undecided
