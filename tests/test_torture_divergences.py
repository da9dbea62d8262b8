"""Every kind of step on which the provers differ is seen, told apart, and written down."""

from pathlib import Path

import pytest
from torture.cases import Case
from torture.decide import Tally, settle, verdicts
from torture.divergences import KINDS, NEW, kind

from symkl.families import Normal
from symkl.lang import nodes as n
from symkl.lang.vocabulary import (
    D,
    E,
    Integral,
    Sum,
    delta,
    independent,
    index,
    log,
    nonzero,
    positive,
    positive_vector,
    real,
    sqrt,
    vector,
)
from symkl.rules import RULES

TRUST = Path(__file__).resolve().parent.parent / "docs" / "trust.md"
t, y, z = (*real("t y"), nonzero("z"))
a, b, c = positive("a b c")
i, j = index("i j")
v, w = vector("v w", 2)
JOINT = independent("Z", v, Normal("n", t, mean=w[i], variance=a), i)


def both_indices():
    before = E(JOINT, v[i] * v[j] ** 2)
    same = delta(i, j)
    apart = (1 - same) * E(JOINT, v[i]) * E(JOINT, v[j] ** 2) + same * E(JOINT, v[i] ** 3)
    return Case("own", Sum(before, j, 2), Sum(apart, j, 2), RULES["independence"])


def a_slope():
    wp = positive_vector("w_p", 2)
    total = Sum(wp[i] * y, i, 2)
    return Case("own", D(total, y), D(y * Sum(wp[i], i, 2), y), RULES["triangular"])


def a_logarithm_of_a_mean():
    law = Normal("p", t, mean=y, variance=a)
    return Case("own", log(E(law, (t - y) ** 2)), log(a), RULES["second_moment"])


CASES = {
    "An exponent with letters": Case("own", z ** (3 * b / b), z**3, RULES["algebra"]),
    "A derivative by a law of triangular matrices": a_slope(),
    "What may be infinite within something else": Case(
        "own", E(Normal("n", t, mean=y, variance=a), Integral(y**2 * t**2, y)),
        E(Normal("n", t, mean=y, variance=a), Integral(t**2 * y**2, y)), RULES["algebra"],
    ),
    "A condition that an equation of the step shows": a_logarithm_of_a_mean(),
    "Two indices that are one": both_indices(),
}  # fmt: skip


REASONS = {
    "A value within a derivative": "a substitution into a derivative",
    "An equation that is solved for nothing": "an equation cannot be used",
    "A term that is not known to be integrable": "a term is not known to be integrable",
    "A theorem that one of the two needs": "no theorem is named for the mass of Normal",
    "A sign that the checker does not see": "a term is not known to be nonzero",
}


@pytest.mark.parametrize("name", CASES)
def test_the_kernel_alone_proves_it(name):
    ((proved, why),) = verdicts([CASES[name]])
    assert proved
    assert why is not None
    assert kind(CASES[name], why) == name


@pytest.mark.parametrize("name", REASONS)
def test_a_reason_says_the_kind(name):
    assert kind(Case("own", a, b, RULES["algebra"]), REASONS[name]) == name


def test_a_matrix_of_one_entry():
    one = vector("v", 1)
    unequal = Case("own", one, one, RULES["algebra"])
    assert kind(unequal, "the two sides are not equal under this rule") == "A matrix of one entry"


def test_a_root_of_factors_of_unknown_sign():
    roots = Case("own", sqrt(a), sqrt(b), RULES["algebra"])
    told = kind(roots, "the two sides are not equal under this rule")
    assert told == "A root of factors of unknown sign"


@pytest.mark.parametrize("name", KINDS)
def test_it_is_written_down(name):
    assert f"- {name}" in TRUST.read_text(encoding="utf-8")


def test_what_is_of_no_kind_is_new():
    assert kind(Case("own", a, b, RULES["algebra"]), "for no reason") == NEW


def test_divergences_are_counted_by_kind():
    tally, total = Tally(), Tally()
    settle([CASES["An exponent with letters"]], tally)
    total.add(tally)
    assert total.divergences == {"An exponent with letters": 1}
    assert n.same(CASES["An exponent with letters"].after, z**3)
