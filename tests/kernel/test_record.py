"""Records of steps: what is too large to be written is left out, and the step stays proved."""

import pytest

from symkl import (
    Integral,
    antiderivative,
    exp,
    linearity,
    log,
    log_quotient,
    oo,
    positive,
    real,
)
from symkl.errors import Place
from symkl.kernel.check import prove
from symkl.kernel.derivation import Derivation, Part, Step
from symkl.lang import nodes as n
from symkl.lang.nodes import Relation
from symkl.limits import MOST_DEPTH

PLACE = Place("record.py", 1)
x = real("x")
a, b, c = positive("a b c")
BELL = exp(-(x**2))


def product(factors):
    """Their product as a tree that is not deep; written factor by factor it is one."""
    if len(factors) == 1:
        return factors[0]
    half = len(factors) // 2
    return product(factors[:half]) * product(factors[half:])


@pytest.fixture(scope="module")
def large():
    return product(positive(" ".join(f"c_{i}" for i in range(MOST_DEPTH + 9))))


def record(before, after, rule):
    """The record of a step that is proved."""
    step = Step("=", after, rule, "", PLACE)
    part = Part("own", "", Relation("=", before, after), before, (step,), PLACE)
    (checked,) = prove(Derivation("", (part,), PLACE, name="own"), None).parts[0].steps
    assert checked.verdict == "proved", checked.reason
    return checked.record


def test_an_integrand_with_a_term_that_is_too_large(large):
    def both(factor):
        first, second = Integral(x * BELL, x), Integral(BELL, x)
        whole = Integral(factor * x * BELL + BELL, x)
        return whole, record(whole, factor * first + second, linearity).splits

    for factor, written in ((a, True), (large, False)):
        whole, splits = both(factor)
        assert (whole in [split.integral for split in splits]) == written
        assert Integral(BELL, x) in [split.integral for split in splits]


def test_factors_that_are_too_large(large):
    for exponent, written in ((a, 1), (large, 0)):
        before = log((exp(exponent) + a) * (b + c))
        found = record(before, log(exp(exponent) + a) + log(b + c), log_quotient).factored
        assert len(found) == written


def test_an_equation_about_a_term_that_is_too_large(large):
    """The record says neither for which term it was solved nor what the integrand consists of."""
    for factor, written in ((a, True), (large, False)):
        whole = Integral(factor * x * BELL, x, 0, oo)
        rule = antiderivative(-factor * BELL / 2, x)
        value = 0 - (-factor * exp(-(n.as_expr(0) ** 2)) / 2)
        (solved,) = record(whole, value, rule).solved
        assert (solved is not None) == written


@pytest.mark.parametrize(
    ("fault", "said"), [(MemoryError(), "takes more memory"), (RecursionError(), "nested too deep")]
)
def test_what_ends_the_writing_of_a_record_ends_no_program(monkeypatch, fault, said):
    def fail(norm):
        raise fault

    monkeypatch.setattr("symkl.kernel.check.recorded", fail)
    step = Step("=", log(a) + log(b), log_quotient, "", PLACE)
    part = Part("r", "", Relation("=", log(a * b), step.after), log(a * b), (step,), PLACE)
    result = prove(Derivation("", (part,), PLACE, name="r"), None)
    assert result.verdict == "unproved"
    assert said in result.parts[0].steps[0].reason
