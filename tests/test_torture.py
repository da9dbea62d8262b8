"""A sample of what `make torture` does for long: adverse steps, and forged certificates."""

from random import Random

import pytest
from torture.cases import REFUSED, Case, nested, slip, twisted
from torture.decide import AT_ONCE, Tally, made, settle, survey, verdicts
from torture.forgeries import attack, certificate, refusal
from torture.kinds import KINDS, OFTEN
from torture.numbers import contradicted
from torture.records import record

from symkl.lang import nodes as n
from symkl.lang.vocabulary import log, positive, real, sqrt
from symkl.rules import RULES

x, a = real("x"), positive("a")
TRUE = Case("own", log(a**2), 2 * log(a), RULES["log_quotient"])
FALSE = Case("own", sqrt(x**2), x, RULES["algebra"])


def test_nothing_false_is_proved():
    tally = survey(2 * AT_ONCE, "tests 1")
    assert tally.false == []
    assert tally.counts["proved by both"] > AT_ONCE / 4
    assert tally.counts["unproved"] > AT_ONCE / 4


def test_no_forgery_is_accepted():
    found = attack(20, "tests 1")
    assert found.through == []
    assert found.counts["accepted, not contradicted"] > 0


@pytest.mark.parametrize("kind", ["fundamental", "changes", "polar", "theorems", "choleskys"])
def test_forgeries_with_instances_are_written(kind):
    """An error while one is written would count as a tree that the language has not."""
    rng = Random(20262)
    cases = [case for _ in range(12) if (case := made(KINDS[kind], rng, plain=True))]
    steps = [certificate(case)["parts"][-1]["steps"][-1] for case in cases]
    assert any(step["instances"] for step in steps)


def test_records_are_forged_too():
    rng = Random(20263)
    records = [record(TRUE, rng) for _ in range(20)]
    written = [certificate(TRUE, (), taken_apart) for taken_apart in records]
    steps = [data["parts"][-1]["steps"][-1] for data in written]
    assert any("factored" in step for step in steps)
    reasons = {refusal(data) for data in written}
    assert None in reasons  # some say what is true
    assert any("a factor holds what its sum does not" in str(reason) for reason in reasons)


@pytest.mark.parametrize(
    "kind", ["slopes", "fundamental", "polar", "choleskys", "theorems", "families", "entries"]
)
def test_every_kind_of_step_is_proved_now_and_then(kind):
    """Or its maker has gone wrong, and nothing is attacked by it."""
    rng = Random(20261)
    cases = [case for _ in range(30) if (case := made(KINDS[kind], rng, plain=True))]
    assert (True, None) in verdicts(cases)


def test_numbers_contradict_what_is_false():
    assert contradicted(TRUE) == ""
    assert "the left side is" in contradicted(FALSE)
    nowhere = Case("own", log(-a), log(-a), RULES["algebra"])
    assert contradicted(nowhere)
    tally = Tally()
    settle([TRUE, FALSE], tally)
    assert tally.counts["proved by both"] == tally.counts["unproved"] == 1


def test_a_forgery_is_what_the_kernel_would_have_written():
    assert refusal(certificate(TRUE)) is None
    assert "not equal" in str(refusal(certificate(FALSE)))


@pytest.mark.parametrize("change", [twisted, nested, slip])
def test_what_is_changed_is_no_longer_what_its_maker_says(change):
    rng = Random(3)
    found = [change(TRUE, rng) for _ in range(20)]
    other = [one for one in found if one and not (
        n.same(one.before, TRUE.before) and n.same(one.after, TRUE.after)
        and one.relation == TRUE.relation)]  # fmt: skip
    assert other
    assert not any(one.plain for one in other)


def test_all_kinds_are_drawn():
    assert set(OFTEN) == set(KINDS)
    assert all(issubclass(fault, Exception) for fault in REFUSED)
