"""Instances of axiom schemas: what they are made from is what they are said to be made from."""

import pytest

from symkl.expr.build import (
    Integral,
    covariance,
    dimension,
    exp,
    half,
    nonnegative_real,
    positive,
    real,
    scale_tril,
    vector,
)
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


def test_a_number_is_replaced_by_a_number():
    moved = Integral(exp(-((s * t) ** 2)) * s, t)
    assert holds(BELL, moved, substitution(x, s * t, t))
    found = verdict(BELL, moved, substitution(x, t * v, t))
    assert (found.verdict, found.reason) == ("unproved", "x and t*v are of different shapes")
