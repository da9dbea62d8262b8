"""The derivations that ship: proved, and right in numbers that owe the prover nothing."""

from dataclasses import replace

import pytest
from shipping import LIBRARY

from symkl.kernel.evidence import with_evidence
from symkl.kernel.laws import AXIOM_SCHEMAS, LAWS
from symkl.meaning.evaluate import compare

NAMES = [source.name for source in LIBRARY.targets]
PARTS = {part.name: part for source in LIBRARY.targets for part in source.derivation.parts}


def test_everything_that_is_promised_is_there():
    promised = {
        "gaussian_integral",
        "normal_moments",
        "normal_entropy",
        "normal_cross_entropy",
        "univariate",
        "standard_prior",
        "diagonal",
        "mvn_moments",
        "general",
        "vae_full",
        "vae_diagonal",
        "vae_logvar",
        "nonnegativity",
        "asymmetry",
        "gradients",
        "general_to_diagonal",
        "diagonal_to_univariate",
        "diagonal_to_vae",
    }
    assert promised <= set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_every_step_is_proved(name):
    result = LIBRARY.result(name)
    failed = [(s.number, s.reason) for p in result.parts for s in p.steps if s.verdict != "proved"]
    assert result.verdict == "proved", (failed, [p.reason for p in result.parts])
    assert len(result.theorems) == len(result.parts)


@pytest.mark.parametrize("name", PARTS)
def test_every_step_holds_in_numbers(name):
    """At k = 1, 2, 3, exact rational matrices; both sides from the definitions alone."""
    part = PARTS[name]
    where = {o.covariance: o.factor @ o.factor.T for o in part.obtain} or None
    before = part.first
    for number, step in enumerate(part.steps, 1):
        found = compare(
            before, step.after, relation=step.relation, digits=20, samples=1, where=where
        )
        assert found.verdict == "agree", (number, str(found))
        assert found.digits >= 10
        before = step.after


def _used(name: str) -> set[str]:
    return {lemma.partition(".")[0] for t in LIBRARY.result(name).theorems for lemma in t.lemmas}


@pytest.mark.parametrize("name", NAMES)
def test_no_theorem_rests_on_itself(name):
    reached, open_names = set(), [other for other in _used(name) if other != name]
    while open_names:
        lemma = open_names.pop()
        if lemma not in reached:
            reached.add(lemma)
            open_names.extend(_used(lemma) - {lemma})
    assert name not in reached


@pytest.mark.parametrize("name", NAMES)
def test_only_listed_laws_and_axioms_are_used(name):
    for theorem in LIBRARY.result(name).theorems:
        assert theorem.laws <= set(LAWS)
        assert {a.removeprefix("axiom ") for a in theorem.axioms} <= set(AXIOM_SCHEMAS)


def test_the_general_formula_rests_on_the_gaussian_integral():
    assert "mvn_moments.mean" in LIBRARY.theorem("general").lemmas
    assert "standard_normal_vector.mean" in LIBRARY.theorem("mvn_moments.mean").lemmas
    assert "normal_moments.mean" in LIBRARY.theorem("standard_normal_vector.mean").lemmas
    assert "gaussian_integral" in LIBRARY.theorem("normal_moments.mass").lemmas


def test_a_broken_claim_is_not_proved():
    """The chain is right and the claim says something else."""
    from symkl.kernel.check import prove_part

    part = PARTS["univariate"]
    wrong = replace(part, claim=part.claim.lhs == part.claim.rhs + 1)
    result = prove_part(wrong, LIBRARY.theorem)
    assert result.verdict == "unproved"
    assert "the chain ends with" in result.reason
    assert with_evidence(result, LIBRARY.theorem).verdict == "unproved"


def test_what_an_antiderivative_rests_on_is_listed():
    """Its derivative and its limits are checked apart from the step; they count as used."""
    theorem = LIBRARY.theorem("normal_moments.mean")
    assert "derivative" in theorem.laws
    assert {"axiom fundamental theorem", "axiom growth"} <= theorem.axioms
