"""Verdicts as text: one of each kind, and what stands below them."""

from dataclasses import replace

import pytest

from symkl import algebra, derivation, eq, le, lemma, log, log_quotient, nonnegative, positive
from symkl.crosscheck import AGREES, DISAGREES, CrossCheck, Opinion
from symkl.kernel.check import prove
from symkl.kernel.evidence import with_evidence
from symkl.kernel.theorem import Result
from symkl.report.foundations import axioms, foundations
from symkl.report.outcome import View
from symkl.report.proof import Proof
from symkl.report.proofs import outcome
from symkl.report.showing import derivations

a, b = positive("a b")


def proof(chain, claim):
    made = derivation(title="A title", claim=claim, chain=chain).named("small")

    def lemmas(name):
        raise LookupError(name)

    result = prove(made, lemmas)
    parts = tuple(with_evidence(part, lemmas) for part in result.parts)
    result = Result(made, parts, result.theorems)
    found = foundations(parts, lambda name: None)
    return Proof(result, found, "small.py", "0" * 64)


TRUE = proof([log(a / b), eq(log(a) - log(b), by=log_quotient)], log(a / b) == log(a) - log(b))
FALSE = proof([log(a / b), eq(log(a) + log(b), by=log_quotient)], log(a / b) == log(a) + log(b))
WEAK = proof([log(a / b), eq(log(a) - log(b), by=algebra)], log(a / b) == log(a) - log(b))


@pytest.mark.parametrize(
    ("shown", "verdict", "holds"),
    [(TRUE, "proved", True), (FALSE, "refuted", False), (WEAK, "unproved", False)],
)
def test_a_verdict_of_each_kind(shown, verdict, holds):
    report = outcome([shown])
    assert report.holds is holds
    assert report.data["verdict"] == verdict
    assert report.text(View()).startswith(f"small  {verdict}  1 step")
    assert [finding.verdict for finding in report.findings] == [verdict, "proved"]


def test_the_worst_verdict_is_that_of_the_whole():
    assert outcome([TRUE, WEAK, FALSE]).data["verdict"] == "refuted"
    assert outcome([TRUE, WEAK]).data["verdict"] == "unproved"
    assert outcome([WEAK, FALSE]).text(View()).endswith("1 refuted, 1 unproved")


def test_a_false_step_is_not_called_unproved_nor_the_other_way_round():
    false, weak = outcome([FALSE]).text(View()), outcome([WEAK]).text(View())
    assert "the step is false" in false
    assert "not proved" not in false
    assert "the step is not proved" in weak
    assert "false" not in weak


def test_a_second_false_step_in_a_row_says_which_to_mend_first():
    twice = proof(
        [log(a / b), eq(log(a) + log(b), by=log_quotient), eq(log(a) - log(b), by=algebra)],
        log(a / b) == log(a) - log(b),
    )
    text = outcome([twice]).text(View(-1))
    assert "try       correct step 1 first" in text


def test_an_inequality_that_does_not_hold():
    wrong = proof([a, le(a - b, by=nonnegative)], a <= a - b)
    text = outcome([wrong]).text(View(-1))
    assert "to        <= a - b" in text


def with_opinion(verdict):
    opinion = Opinion("small", 1, "proved", verdict, ("cancel",), "differs by 1")
    return replace(TRUE, second=CrossCheck("small", (opinion,)))


def test_a_disagreement_of_the_second_opinion_is_a_failure_of_ours():
    report = outcome([with_opinion(DISAGREES)])
    assert not report.holds
    text = report.text(View())
    assert "the second opinion differs from the kernel" in text
    assert "differs by 1" in text
    assert text.endswith("second opinion on 1 step (cancel 1): 1 contradicted")
    step = report.data["derivations"][0]["parts"][0]["steps"][0]
    assert step["second_opinion"]["verdict"] == "disagrees"
    assert [finding.holds for finding in report.findings] == [True, True, False]


def test_a_second_opinion_that_agrees_changes_nothing():
    report = outcome([with_opinion(AGREES)])
    assert report.holds
    assert report.data["verdict"] == "proved"
    assert report.text(View()).endswith("second opinion on 1 step (cancel 1): none contradicted")
    assert "second opinion agrees: differs by 1" in report.text(View(1))
    assert "second opinion" not in outcome([TRUE]).text(View(1))


def test_a_derivation_in_full_has_a_table_of_opinions():
    lines = derivations([with_opinion(AGREES)]).text(View()).splitlines()
    start = lines.index("Opinions")
    assert [" ".join(line.split()) for line in lines[start + 1 : start + 3]] == [
        "step kernel checker second opinion",
        "1 proved not asked agrees: differs by 1",
    ]
    assert "Opinions" not in derivations([TRUE]).text(View()).splitlines()


def test_who_is_contradicted_is_told():
    shown = with_opinion(DISAGREES)
    part = shown.result.parts[0]
    steps = tuple(replace(step, checker="accepted") for step in part.steps)
    result = replace(shown.result, parts=(replace(part, steps=steps),))
    lines = outcome([replace(shown, result=result)]).text(View()).splitlines()
    for line in ("  kernel    proved", "  checker   accepted", "  second    differs by 1"):
        assert line in lines


def test_colours_change_nothing_else():
    import re

    plain = outcome([FALSE, TRUE]).text(View())
    painted = outcome([FALSE, TRUE]).text(View(colour=True))
    assert painted != plain
    assert re.sub("\x1b\\[\\d+m", "", painted) == plain


def test_nothing_to_prove():
    assert outcome([]).text(View()).strip() == "0 derivations, 0 steps: nothing to prove"


def test_foundations_follow_lemmas():
    from symkl.library import Library

    library = Library(("univariate",))
    found = foundations(library.result("univariate").parts, library.theorem)
    assert "gaussian_integral" in found.lemmas
    assert "univariate" not in found.lemmas
    names = [name for name, _ in found.axioms]
    assert "polar coordinates" in names
    assert set(found.axioms) <= set(axioms())
    assert "kl_definition" in dict(found.definitions)


def test_a_rule_with_a_parameter_shows_it():
    assert lemma("gaussian_integral").note == "gaussian_integral"
