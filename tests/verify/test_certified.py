"""Decisions in ball arithmetic: holds, fails, undecided, contradicted; what a report states."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from flint import arb
from hypothesis import given
from hypothesis import strategies as st
from mpmath import mp, mpf

from symkl.verify import PROBLEMS, certified, compare, verify
from symkl.verify.certified import Answer, agree, at_most, certify
from symkl.verify.enclosed import Enclosure, enclose
from symkl.verify.trapezoid import Reference, definition_integral


def two(arithmetic):
    """Two densities at the divergence 2."""
    point = {"mu_1": 0.0, "sigma_1": 1.0, "mu_2": 2.0, "sigma_2": 1.0}
    arrays = {name: np.array(value) for name, value in point.items()}
    return PROBLEMS["univariate"].densities(arrays, arithmetic)


def moved(units, dtype=np.float64):
    """2 and `units` numbers of the format further."""
    return dtype(2) + dtype(units) * dtype(2) * dtype(np.finfo(dtype).eps)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("steps", [0, 1, 5, -3])
def test_units_are_the_least_that_are_proved(dtype, steps):
    certificate = certify(moved(steps, dtype), two, allowed=1e-3)
    assert certificate.answer is Answer.HOLDS
    # A step from 2 is 2 u relative to 2; what is proved is an upper bound, rounded up.
    assert 2 * abs(steps) <= certificate.units <= 2 * abs(steps) + 1
    assert certificate.error >= abs(steps) * float(np.finfo(dtype).eps)


@given(st.integers(-40, 40), st.integers(0, 40))
def test_the_decision_is_that_of_exact_arithmetic(steps, allowed):
    value = moved(steps)
    # 2 times the allowance is a whole number of steps and a half: never a tie.
    answer = at_most(value, arb(2), (allowed + 0.5) * 2.0**-52, 128)
    assert answer is (Answer.HOLDS if abs(steps) <= allowed else Answer.FAILS)


def test_a_ball_with_both_kinds_is_undecided():
    value, eps = np.float64(1 + 2.0**-40), 2.0**-40
    assert at_most(value, arb(1, 2.0**-60), eps, 128) is Answer.UNDECIDED
    assert at_most(value, arb(1, 2.0**-60), eps * 1.001, 128) is Answer.HOLDS
    assert at_most(value, arb(1, 2.0**-60), eps * 0.999, 128) is Answer.FAILS
    assert at_most(value, arb.nan(), 1.0, 128) is Answer.UNDECIDED


def test_undecided_is_tried_again_with_more_digits(monkeypatch):
    asked = []

    def coarse(densities, *, digits):
        asked.append(digits)
        return Enclosure(arb(2, 10.0**-digits), 1, 128)

    monkeypatch.setattr(certified, "enclose", coarse)
    value = np.float64(2 + 1e-6)
    assert certify(value, two, allowed=5e-7 * (1 + 1e-9), digits=8).answer is Answer.HOLDS
    assert asked == [8, 16]
    asked.clear()
    monkeypatch.setattr(
        certified, "enclose", lambda *a, **k: (asked.append(1), coarse(*a, digits=3))[1]
    )
    assert certify(value, two, allowed=5e-7).answer is Answer.UNDECIDED
    assert len(asked) == 6


@pytest.mark.parametrize("value", [float("nan"), float("inf"), float("-inf"), -2.0, 0.0])
def test_answers_that_are_no_divergence_fail(value):
    certificate = certify(np.float64(value), two, allowed=0.5)
    assert certificate.answer is Answer.FAILS
    assert certificate.error >= 1


def test_an_overflow_is_right_where_the_truth_overflows():
    inf = np.float32("inf")
    assert at_most(inf, arb(10) ** 39, 1e-7, 128) is Answer.HOLDS
    assert at_most(np.float64("inf"), arb(10) ** 39, 1e-7, 128) is Answer.FAILS

    def far(arithmetic):
        point = {"mu_1": 0.0, "sigma_1": 1.0, "mu_2": 1e30, "sigma_2": 1.0}
        arrays = {name: np.array(x) for name, x in point.items()}
        return PROBLEMS["univariate"].densities(arrays, arithmetic)

    certificate = certify(inf, far, allowed=1e-7)
    assert (certificate.answer, certificate.units, certificate.error) == (Answer.HOLDS, None, 0.0)


def test_zero_is_zero_and_nothing_else():
    def same(arithmetic):
        p, _ = two(arithmetic)
        return p, p

    assert certify(np.float64(0), same, allowed=1e-15).answer is Answer.HOLDS
    assert certify(np.float64(5e-324), same, allowed=1e-15).answer is Answer.FAILS


def test_the_second_opinion_has_to_meet_the_enclosure():
    enclosure = enclose(two)
    opinion = definition_integral(two)
    assert agree(opinion, enclosure, 30)
    with mp.workdps(40):
        shifted = opinion.value * (1 + mpf(10) ** -25)
    assert not agree(replace(opinion, value=shifted), enclosure, 30)
    # An error that covers everything, or no number at all, agrees with nothing.
    assert not agree(replace(opinion, error=mpf(10), digits=0), enclosure, 30)
    assert not agree(Reference(mpf("nan"), mpf(0), 30, 1, 64), enclosure, 30)
    assert not agree(opinion, Enclosure(arb.nan(), 1, 64), 30)


# through verify


@pytest.fixture(scope="module")
def functions():
    return f"{Path(__file__).with_name('functions.py')}:"


def test_the_statement_of_a_report(functions):
    report = verify("univariate", functions + "careful", points=2, regimes=("moderate", "scales"))
    units = max(regime.units for regime in report.regimes)
    assert report.statement() == (
        f"certified: the function's value lies within {units} u of the true value at each of "
        "these 4 points, u = 2^-53"
    )
    assert report.to_text().endswith(f"accurate in every regime\n{report.statement()}\n")
    assert "proved within (u)" in report.to_text()
    data = json.loads(json.dumps(report.to_json(), allow_nan=False))
    assert data["certified"] is True
    assert data["statement"] == report.statement()
    assert [r["units_of_u"] for r in data["regimes"]] == [r.units for r in report.regimes]
    for regime in report.regimes:
        assert regime.certified
        # The error found in balls is that found in mpmath, in halves of epsilon, rounded up.
        assert regime.units == int(np.ceil(2 * regime.worst_error_eps))


def test_the_unit_is_that_of_the_answers(functions):
    options = {"points": 1, "regimes": ("moderate",), "dtype": "float32"}
    statement = verify("univariate", functions + "careful", **options).statement()
    assert statement.endswith("u = 2^-24")


def test_without_certificate_nothing_is_stated(functions):
    options = {"points": 2, "regimes": ("moderate",)}
    plain = verify("univariate", functions + "careful", certified=False, **options)
    assert plain.ok
    assert plain.statement() is None
    assert "certified" not in plain.to_text()
    assert "proved" not in plain.to_text()
    proved = verify("univariate", functions + "careful", **options)
    error = proved.regimes[0].worst_error_eps
    assert plain.regimes[0].worst_error_eps == pytest.approx(error, rel=1e-9)


def test_what_is_inaccurate_has_no_statement(functions):
    options = {"points": 2, "regimes": ("moderate", "near 1e-07")}
    report = verify("univariate", functions + "copied", **options)
    assert report.verdict == "inaccurate"
    assert report.statement() is None
    assert [regime.certified for regime in report.regimes] == [True, False]


def test_a_contradiction_fails_whatever_the_function_says(functions, monkeypatch):
    def wrong(densities, **options):
        reference = definition_integral(densities, **options)
        with mp.workdps(40):
            return replace(reference, value=reference.value * (1 + mpf(10) ** -20))

    monkeypatch.setattr(compare, "definition_integral", wrong)
    report = verify("univariate", functions + "careful", points=2, regimes=("far", "moderate"))
    assert (report.verdict, report.ok) == ("contradicted", False)
    assert [regime.contradictions for regime in report.regimes] == [2, 2]
    assert "contradicted: the quadrature and the enclosure exclude each other" in report.to_text()
    assert report.statement() is None


def test_undecided_is_unresolved(functions, monkeypatch):
    monkeypatch.setattr(certified, "at_most", lambda *arguments: Answer.UNDECIDED)
    report = verify("univariate", functions + "careful", points=1, regimes=("far",))
    assert (report.verdict, report.ok) == ("unresolved", False)


def test_in_space_the_opinion_has_fewer_digits(functions):
    report = verify(
        "vae_logvar",
        functions + "elementwise_sum",
        dimensions=(3,),
        points=8,
        regimes=("moderate",),
    )
    assert report.ok, report.to_text()
    assert report.regimes[0].digits >= 30
