"""Which assumptions are needed, by which step, and what fails without them."""

import json

from click.testing import CliRunner
from shipping import LIBRARY

from symkl import algebra, derivation, eq, exp, log, log_quotient, positive, real
from symkl.cli import main
from symkl.kernel.refusal import Refusal
from symkl.mutate.assumptions import assumptions


def _needs(name):
    return assumptions(LIBRARY.find(name).derivation, LIBRARY.theorem)


def _none(name):
    raise Refusal(name)


def test_each_scale_has_to_be_positive():
    needs = {need.letter: need for need in _needs("univariate")}
    assert set(needs) == {"sigma_1", "sigma_2"}
    assert needs["sigma_2"].dropped == "positive -> real"
    assert needs["sigma_2"].step == 1
    assert "needs sigma_2**2 > 0" in needs["sigma_2"].reason
    assert "log(sigma_2/sigma_1) is undefined" in needs["sigma_2"].witness


def test_a_covariance_has_to_be_symmetric():
    needs = {(need.letter, need.dropped): need for need in _needs("general")}
    found = needs["Sigma_1", "positive definite, symmetric -> invertible"]
    assert found.step == 1
    assert "Sigma_1 = [[" in found.witness


def test_what_is_not_needed_is_said():
    a, b = positive("a b")
    c = positive("c")
    made = derivation(
        title="A letter that may have any sign",
        claim=c + log(a / b) == c + log(a) - log(b),
        chain=[c + log(a / b), eq(c + log(a) - log(b), by=log_quotient)],
    ).named("spare")
    needs = {need.letter: need for need in assumptions(made, _none)}
    assert needs["a"].needed
    assert needs["b"].needed
    assert not needs["c"].needed
    assert needs["c"].witness == ""


def test_no_witness_where_the_claim_is_true_all_the_same():
    """The proof needs what the claim does not."""
    a = positive("a")
    x = real("x")
    made = derivation(
        title="A detour",
        claim=exp(x) * a == a * exp(x),
        chain=[
            exp(x) * a,
            eq(exp(x) * a * (log(a) + 1 - log(a)), by=algebra),
            eq(a * exp(x), by=algebra),
        ],
    ).named("detour")
    (need,) = [n for n in assumptions(made, _none) if n.letter == "a"]
    assert need.step == 1
    assert need.witness == ""


def test_where_a_positive_letter_ends_there_is_no_density():
    (need,) = _needs("normal_entropy")
    assert "sigma = 0" in need.witness


def test_the_command():
    result = CliRunner().invoke(main, ["show", "--assumptions", "log_bound"])
    assert result.exit_code == 0, result.output
    assert "log_bound, t: positive -> real" in result.stdout
    assert "needed by step 1, by special_functions" in result.stdout
    assert "witness" in result.stdout
    assert result.stdout.rstrip().endswith("1 assumption, 0 needed nowhere")
    result = CliRunner().invoke(main, ["show", "--assumptions", "log_bound", "--format", "json"])
    data = json.loads(result.stdout)
    assert data["schema"] == "symkl-assumptions/1"
    assert data["derivations"][0]["needs"][0]["letter"] == "t"
