"""A seeded sample of mutants of what ships; the rest by `make torture`."""

import json
from functools import cache

import pytest
from click.testing import CliRunner
from shipping import LIBRARY

from symkl.cli import main
from symkl.mutate import Judge, mutants_of, mutate
from symkl.mutate.slips import IN_PARTS, IN_TREES
from symkl.report.mutation import outcome
from symkl.report.outcome import View

# Everything but what takes double integrals or integrals in space for each mutant.
SAMPLE = (
    *("univariate", "normal_entropy", "normal_cross_entropy", "standard_prior", "log_bound"),
    *("general_to_diagonal", "vae_full", "univariate_code", "vae_logvar_code", "gradients"),
)


@pytest.fixture(scope="module")
def cases():
    return mutate(SAMPLE, limit=250, seed=0)


def test_no_mutant_survives(cases):
    survived = [c for c in cases if c.verdict.verdict in ("survived", "crashed")]
    assert not survived, outcome(survived).text(View())


def test_what_is_false_has_a_counterexample(cases):
    data = outcome(cases).data
    assert data["verdicts"]["refuted"] > 100
    assert data["refuted_of_false"] >= 95


def test_the_sample_holds_every_kind(cases):
    assert {c.kind for c in cases} == {"step", "claim", "justification", "assumption"}
    assert len({c.slip for c in cases}) >= 15


def test_the_same_seed_makes_the_same_mutants():
    first, again = (mutate(("log_bound",), limit=12, seed=2) for _ in range(2))
    assert [(c.part, c.number, c.change) for c in first] == [
        (c.part, c.number, c.change) for c in again
    ]
    assert [c.verdict for c in first] == [c.verdict for c in again]


def test_every_slip_is_possible_somewhere():
    seen = set()
    for name in ("mvn_moments", "standard_normal_vector", "diagonal", "vae_full_code"):
        for part in LIBRARY.find(name).derivation.parts:
            seen.update(m.slip for m in mutants_of(part))
    assert seen == {*IN_TREES, *IN_PARTS}


@cache
def _part(name):
    (part,) = LIBRARY.find(name).derivation.parts
    return part, Judge(part, LIBRARY.theorem)


def _verdicts(name, slip, number, change):
    part, judge = _part(name)
    found = [m for m in mutants_of(part) if (m.slip, m.number, m.change) == (slip, number, change)]
    assert found, sorted({(m.slip, m.change) for m in mutants_of(part) if m.number == number})
    return [judge(m) for m in found]


def test_a_lost_factor_is_refuted_with_its_point():
    (verdict, *_) = _verdicts("univariate", "exponent", 8, "sigma_1**2 -> sigma_1")
    assert verdict.verdict == "refuted"
    assert verdict.rule == "second_moment"
    assert "against" in verdict.text
    assert "sigma_1 = " in verdict.text


def test_a_square_does_not_mind_the_sign():
    found = _verdicts("univariate", "sign", None, "mu_1 - mu_2 -> mu_2 - mu_1")
    assert {v.verdict for v in found} == {"equal"}


@pytest.mark.parametrize(
    ("slip", "change", "verdict", "said"),
    [
        ("factor", "r*sin(theta) -> 2*(r*sin(theta))", "refuted", "2.50662827463 against"),
        (
            "sign",
            "(r*cos(theta))**2 + (r*sin(theta))**2 -> (r*cos(theta))**2 - (r*sin(theta))**2",
            "undefined",
            "diverges",
        ),
        ("sign", "sin(theta) -> sin(-theta)", "equal", "in balls"),
        ("exponent", "(r*cos(theta))**2 -> (r*cos(theta))**(-2)", "unproved", ""),
    ],
)
def test_double_integrals_are_settled_in_balls_where_that_is_possible(slip, change, verdict, said):
    (found,) = _verdicts("gaussian_integral", slip, 4, change)
    assert found.verdict == verdict
    assert said in found.text


def test_what_numbers_do_not_settle_may_survive_all_the_same(monkeypatch):
    """A kernel that proves everything, and a double integral that only balls tell."""
    from types import SimpleNamespace

    monkeypatch.setattr(
        "symkl.mutate.judge.check_step", lambda *_: SimpleNamespace(verdict="proved")
    )
    (found,) = _verdicts("gaussian_integral", "factor", 4, "r*sin(theta) -> 2*(r*sin(theta))")
    assert found.verdict == "survived"
    assert "2.50662827463 against" in found.text


def test_expectations_are_compared_in_balls():
    """The cross term has mean zero, whatever stands before it."""
    found = _verdicts("univariate", "lost term", 7, "mu_1 - mu_2 -> mu_1")
    assert ("equal", "in balls") in {(v.verdict, v.text) for v in found}


def test_a_positive_letter_that_may_be_negative():
    (verdict,) = _verdicts("log_bound", "dropped assumption", None, "t: positive -> real")
    assert verdict.verdict in ("refuted", "undefined")


def test_a_survivor_is_reported(monkeypatch):
    """A kernel that proves everything is found out."""
    from types import SimpleNamespace

    monkeypatch.setattr(
        "symkl.mutate.judge.check_step", lambda *_: SimpleNamespace(verdict="proved")
    )
    found = mutate(("log_bound",), limit=40, seed=0)
    report = outcome(found)
    assert not report.holds
    assert "survived" in {c.verdict.verdict for c in found}
    text = report.text(View())
    assert "is proved by its rule" in text
    assert "derivations/log_bound.py:" in text
    assert report.findings


def test_a_kernel_that_falls_over_is_reported(monkeypatch):
    def fall(*_):
        raise RecursionError("too deep")

    monkeypatch.setattr("symkl.mutate.judge.check_step", fall)
    found = mutate(("log_bound",), limit=10, seed=0)
    assert {c.verdict.verdict for c in found if c.kind == "step"} == {"crashed"}
    assert not outcome(found).holds


def test_the_command():
    result = CliRunner().invoke(main, ["mutate", "log_bound", "--limit", "20"])
    assert result.exit_code == 0, result.output
    assert result.stdout.startswith("rule ")
    assert "20 mutants, 0 survived" in result.stdout
    result = CliRunner().invoke(main, ["mutate", "log_bound", "--limit", "20", "--format", "json"])
    data = json.loads(result.stdout)
    assert data["schema"] == "symkl-mutate/1"
    assert data["mutants"] == 20


def test_what_is_not_proved_is_not_broken_further(tmp_path):
    file = tmp_path / "wrong.py"
    file.write_text(
        '"""Wrong."""\n\nfrom symkl import algebra, derivation, eq, real\n\nx = real("x")\n'
        'wrong = derivation(title="Wrong", claim=x == 2*x, chain=[x, eq(2*x, by=algebra)])\n',
        encoding="utf-8",
    )
    result = CliRunner().invoke(main, ["mutate", str(file)])
    assert result.exit_code == 2
    assert "wrong is not proved, so there is nothing to break" in result.output
