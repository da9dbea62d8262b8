"""Instances of axiom schemas: what they are made from is what they are said to be made from."""

import pytest

from symkl.lang.family import Family
from symkl.lang.nodes import as_expr
from symkl.lang.vocabulary import (
    Integral,
    covariance,
    dimension,
    exp,
    half,
    nonnegative_real,
    oo,
    positive,
    real,
    scale_tril,
    vector,
)
from symkl.meaning.evaluate import evaluate
from symkl.rules import antiderivative, cholesky, polar_coordinates, substitution
from symkl.rules.base import holds, verdict

k = dimension("k")
x, y, t = real("x y t")
s, r = positive("s"), nonnegative_real("r")
S, L = covariance("S", k), scale_tril("L", k)
v = vector("v", k)

BELL = Integral(exp(-(x**2)), x)


@pytest.mark.parametrize(
    "rule",
    [
        antiderivative(x**2 / 2, x + 1),
        substitution(x + 1, t, t),
        substitution(x, t, t + 1),
        polar_coordinates(x, y, r, t + 1),
        cholesky(S, L @ L.T),
        cholesky(L @ L.T, L),
    ],
)
def test_a_letter_is_a_letter(rule):
    obtained = rule.instances if rule.name == "cholesky" else ()
    found = verdict(Integral(x, x, 0, 1), half, rule, obtain=obtained)
    assert found.verdict == "unproved"
    assert found.reason.endswith("stands where a letter is needed")


def bell_on(letter):
    """The law with the density exp(-x) on a half-line, and its derivative integrated."""
    p = Family("F", letter, (), exp(-letter))("p", letter)
    return p, Integral(-exp(-letter), letter, 0, oo), antiderivative(p(letter), letter)


def test_an_antiderivative_goes_on_to_the_ends():
    """A density on t > 0 is 0 at 0, whatever its formula tends to there."""
    p, whole, rule = bell_on(r)
    assert holds(whole, 0 - p(0), rule)
    p, whole, rule = bell_on(s)
    assert evaluate(p(0), {}) == 0
    found = verdict(whole, 0 - p(0), rule)
    assert found.verdict == "unproved"
    assert found.reason == "p(s) is not known to be continuous where s ends"
    q = Family("F", s, (), exp(-s))("q", s)
    # A density that does not move may stand by.
    rule = antiderivative(q(2) * exp(-s), s)
    assert holds(Integral(-q(2) * exp(-s), s, 0, oo), 0 - q(2) * exp(-as_expr(0)), rule)


def test_a_number_is_replaced_by_a_number():
    moved = Integral(exp(-((s * t) ** 2)) * s, t)
    assert holds(BELL, moved, substitution(x, s * t, t))
    found = verdict(BELL, moved, substitution(x, t * v, t))
    assert (found.verdict, found.reason) == ("unproved", "x and t*v are of different shapes")
