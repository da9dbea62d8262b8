"""Words and numbers: what is a matrix is not taken for a number, nor left out of one."""

import pytest
from recheck.forge import refusal

from symkl import (
    by_component,
    covariance,
    dimension,
    exp,
    eye,
    index,
    log,
    positive,
    sqrt,
    tr,
    trace,
    triangular,
    vector,
)
from symkl.rules import RULES

k, i, j = dimension("k"), index("i"), index("j")
s, v = positive("s"), vector("v", k)
ONE = covariance("S", 1)


@pytest.mark.parametrize(
    ("of_the_trace", "what_it_is_not"),
    [
        (lambda e: sqrt(e), 1),
        (lambda e: 1 / e, 1),
        (lambda e: e**s, 1),
        (lambda e: log(e), 0),
    ],
    ids=["root", "inverse", "power", "logarithm"],
)
def test_a_number_that_is_the_trace_of_one_number(library, judge, of_the_trace, what_it_is_not):
    """The normal form of tr(S) was the letter S, a word, which powers and logarithms left out."""

    def at_j(scale):
        return by_component(scale * v[i], i, k)[j]

    before = at_j(of_the_trace(tr(ONE)))
    assert "not equal" in refusal(library, judge, before, what_it_is_not * v[j], triangular)
    assert refusal(library, judge, before, of_the_trace(tr(ONE)) * v[j], triangular) is None


SCALE = positive("scale")


@pytest.mark.parametrize("number", [SCALE, SCALE + 1, 2 * SCALE, SCALE**2], ids=str)
@pytest.mark.parametrize(
    "function", [lambda e: e, log, lambda e: exp(log(e)), sqrt, lambda e: 1 / e], ids=range(5)
)
def test_a_number_times_the_identity_is_no_number(library, judge, number, function):
    """b·I in normal form was told as b, and exp(log(tr(b·I))) was b."""
    matrix_of_it = number * eye(k)
    for rule in RULES.values():
        if not callable(rule.instances) and not rule.instances:
            for what in (tr(matrix_of_it), matrix_of_it[i, i] * k, tr(matrix_of_it.T)):
                refused = refusal(library, judge, function(number), function(what), rule)
                assert refused is not None, rule
    assert refusal(library, judge, tr(matrix_of_it), k * number, trace) is None
