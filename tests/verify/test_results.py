"""Reports as data, JSON and text."""

import math

import pytest

from symkl.verify.results import Observation, Report, summarise

EPS = 2.0**-52


def observation(*, error=0.0, allowed=64.0, value=1.0, digits=30, raised=None, mu=0.0):
    return Observation(
        regime=0,
        point={"mu": mu, "sigma": 1.0},
        value=value,
        truth="1.0",
        result_dtype="float64",
        epsilon=EPS,
        error_eps=error,
        allowed_eps=allowed,
        condition=1.0,
        digits=digits,
        raised=raised,
    )


def report(*regimes):
    return Report("vae_diagonal", "f", "numpy", "float64", 30, 8, 0, "mpmath", tuple(regimes))


def test_the_worst_point_is_that_furthest_beyond_what_is_allowed():
    regime = summarise(
        "ill-conditioned",
        [
            observation(error=1e6, allowed=1e9, mu=1.0),
            observation(error=100.0, allowed=64.0, mu=2.0),
        ],
    )
    assert regime.worst_error_eps == 1e6
    assert regime.worst.point["mu"] == 2.0
    assert regime.excess == 100 / 64
    assert regime.verdict == "inaccurate"


def test_digits_are_those_of_the_weakest_answer_and_reference():
    regime = summarise("far", [observation(error=1e6, digits=31), observation(digits=16)])
    assert regime.digits == 16
    assert regime.correct_digits == pytest.approx(-math.log10(1e6 * EPS))
    exact = summarise("far", [observation()])
    assert exact.correct_digits == pytest.approx(-math.log10(EPS))


def test_a_negative_answer_never_passes():
    regime = summarise("near 1e-09", [observation(error=2.0, value=-1e-18)])
    assert (regime.negative, regime.verdict) == (1, "inaccurate")


def test_an_answer_without_any_digit_has_none_and_not_fewer():
    regime = summarise("far", [observation(error=math.inf, value=math.nan, raised="E: x")])
    assert (regime.correct_digits, regime.nonfinite, regime.raised) == (0, 1, 1)


def test_the_worst_verdict_of_the_regimes_is_that_of_the_report():
    good = summarise("moderate", [observation()])
    weak = summarise("far", [observation(digits=5)])
    bad = summarise("scales", [observation(error=65.0)])
    assert report(good).verdict == "accurate"
    assert report(good, weak).verdict == "unresolved"
    assert report(weak, bad, good).verdict == "inaccurate"
    assert report(good).ok
    assert not report(weak).ok


def test_numbers_that_json_does_not_have_are_null():
    data = report(
        summarise("far", [observation(error=math.inf, value=math.inf)]),
    ).to_json()
    (regime,) = data["regimes"]
    assert regime["worst_error_eps"] is None
    assert regime["excess"] is None
    assert regime["worst"]["value"] is None
    assert regime["nonfinite"] == 1


def test_the_text_is_a_table_with_a_line_for_each_regime_and_the_points_to_look_at():
    good = [summarise(f"near 1e-{n:02d}", [observation()]) for n in (1, 2)]
    bad = [
        summarise(name, [observation(error=9e15, value=-0.25, mu=0.125)])
        for name in ("near 1e-03", "near 1e-04")
    ]
    last = summarise("far", [observation(error=80.0, value=2.5)])
    lines = report(*good, *bad, last).to_text().splitlines()
    table = lines[2:8]
    assert [line.split("  ")[0] for line in table[1:]] == [r.name for r in (*good, *bad, last)]
    assert [line.split()[-1] for line in table[1:]] == ["accurate"] * 2 + ["inaccurate"] * 3
    # Columns are aligned: the verdicts begin where their heading does.
    assert {line.rindex(line.split()[-1]) for line in table} == {table[0].rindex("verdict")}
    text = "\n".join(lines)
    assert "mu=0.125, sigma=1.0" in text
    assert "returned -0.25" in text
    assert lines[-2:] == [
        "inaccurate in near 1e-03 to far",
        "no correct digit in near 1e-03 to near 1e-04",
    ]


def test_an_exception_is_quoted():
    regime = summarise(
        "far", [observation(error=math.inf, value=math.nan, raised="LinAlgError: not definite")]
    )
    assert "raised LinAlgError: not definite" in report(regime).to_text()
