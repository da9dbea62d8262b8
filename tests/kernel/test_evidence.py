"""What is said of a refused step: numbers, and the laws under which it would pass."""

import pytest
from shipping import LIBRARY

from symkl import (
    algebra,
    derivation,
    dimension,
    eq,
    exp,
    half,
    log,
    matrix,
    positive,
    real,
    sqrt,
    tr,
)
from symkl.errors import UsageError
from symkl.kernel import evidence
from symkl.kernel.check import check_step, prove, smallest_laws
from symkl.kernel.evidence import diagnose
from symkl.limits import TooLong

x, y = real("x y")
a, b, c = positive("a b c")
A, B = matrix("A B", dimension("k"), dimension("k"))


def refused(before, after, rule=algebra):
    """The result of a step that is not proved, and its part."""
    made = derivation(title="T", claim=before == after, chain=[before, eq(after, by=rule)])
    (part,) = made.parts
    result = check_step(1, before, part.steps[0], LIBRARY.theorem, part)
    assert result.verdict == "unproved"
    return result, part


def late(level):
    def stops(*_):
        raise TooLong(level)

    return stops


@pytest.mark.parametrize(
    ("before", "after", "laws"),
    [
        (log(sqrt(a) * exp(x) / b), half * log(a) + x - log(b), ("log_exp", "log_product")),
        (
            log(a * b) + exp(x + y) * tr(A @ B),
            log(a) + log(b) + exp(x) * exp(y) * tr(B @ A),
            ("exp_sum", "log_product", "trace"),
        ),
    ],
)
def test_the_smallest_set_may_hold_several_laws(before, after, laws):
    result, part = refused(before, after)
    assert smallest_laws(result.before, result.step, LIBRARY.theorem, part) == laws


def test_laws_that_do_not_help_are_not_named():
    result, part = refused(x * y, x + y)
    assert smallest_laws(result.before, result.step, LIBRARY.theorem, part) is None


def test_numbers_that_take_too_long_say_nothing(monkeypatch):
    result, part = refused(log(a * b), log(a) + log(b))
    monkeypatch.setattr(evidence, "_numbers", late(0))
    found = diagnose(result, LIBRARY.theorem, part)
    assert found.verdict == "unproved"
    assert found.evidence.verdict == "unknown"
    assert "takes more than" in found.evidence.text
    assert found.suffices == ("log_product",)


def test_laws_that_take_too_long_are_not_named(monkeypatch):
    result, part = refused(log(a * b), log(a) + log(b))
    monkeypatch.setattr(evidence, "smallest_laws", late(0))
    found = diagnose(result, LIBRARY.theorem, part)
    assert found.evidence.verdict == "agree"
    assert found.suffices is None


@pytest.mark.parametrize("name", ["_numbers", "smallest_laws"])
def test_the_time_of_somebody_else_is_not_kept_from_them(monkeypatch, name):
    result, part = refused(log(a * b), log(a) + log(b))
    monkeypatch.setattr(evidence, name, late(-1))
    with pytest.raises(TooLong):
        diagnose(result, LIBRARY.theorem, part)


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (UsageError("no number is given"), "no number is given"),
        (OverflowError("large"), "evaluation fails: OverflowError"),
        (RecursionError(), "evaluation fails: RecursionError"),
    ],
)
def test_numbers_that_fail_say_nothing(monkeypatch, fault, said):
    def fails(*_, **__):
        raise fault

    monkeypatch.setattr("symkl.meaning.evaluate.compare", fails)
    result, part = refused(log(a * b), log(a) + log(b))
    found = diagnose(result, LIBRARY.theorem, part)
    assert (found.verdict, found.evidence.verdict) == ("unproved", "unknown")
    assert said in found.evidence.text


def test_a_false_step_is_refuted_and_needs_no_laws():
    result, part = refused(log(a * b), log(a) - log(b))
    found = diagnose(result, LIBRARY.theorem, part)
    assert found.verdict == "refuted"
    assert found.suffices is None


def test_a_true_derivation_needs_no_evidence():
    made = derivation(title="T", claim=(x + y) ** 2 == x**2 + 2 * x * y + y**2, chain=[
        (x + y) ** 2, eq(x**2 + 2 * x * y + y**2, by=algebra)])  # fmt: skip
    assert prove(made, LIBRARY.theorem).verdict == "proved"
