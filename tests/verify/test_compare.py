"""Functions through `verify`: careful, copied, wrong, and options without a meaning."""

import ast
import json
from pathlib import Path

import pytest

import symkl.verify
from symkl.errors import ImplementationError, UnknownTarget, UsageError
from symkl.verify import verify


@pytest.fixture(scope="module")
def functions():
    return f"{Path(__file__).with_name('functions.py')}:"


@pytest.fixture(scope="module")
def copied(functions):
    return verify("univariate", functions + "copied", points=6)


def by_name(report):
    return {regime.name: regime for regime in report.regimes}


def test_the_copied_formula_is_told_where_it_loses_its_digits(copied):
    regimes = by_name(copied)
    assert copied.verdict == "inaccurate"
    assert not copied.ok
    assert {"moderate", "scales", "far", "offset"} <= {
        name for name, regime in regimes.items() if regime.verdict == "accurate"
    }
    digits = [regimes[f"near 1e-{n:02d}"].correct_digits for n in range(1, 9)]
    # Twice as many digits go as the distance has.
    assert digits == sorted(digits, reverse=True)
    assert digits[3] == pytest.approx(15.65 - 8, abs=1.5)
    assert digits[7] < 0.5
    assert regimes["near 1e-08"].verdict == "inaccurate"
    assert sum(regimes[f"near 1e-{n:02d}"].negative for n in range(8, 13)) > 0


def test_the_reference_has_the_digits_asked_for(copied):
    assert all(regime.digits >= 30 for regime in copied.regimes)


def test_a_worst_point_can_be_tried_again(copied):
    from math import log

    for regime in copied.regimes:
        worst = regime.worst
        m1, s1, m2, s2 = (worst.point[name] for name in ("mu_1", "sigma_1", "mu_2", "sigma_2"))
        again = log(s2 / s1) + (s1**2 + (m1 - m2) ** 2) / (2 * s2**2) - 0.5
        assert again == pytest.approx(worst.value, rel=1e-9, abs=1e-15)


@pytest.mark.parametrize(
    ("problem", "function", "options"),
    [
        ("univariate", "careful", {}),
        ("univariate", "careful", {"dtype": "float32"}),
        ("diagonal", "careful_diagonal", {"dimensions": (1, 2), "points": 2}),
        ("general", "careful_general", {"dimensions": (1, 2), "points": 2}),
        ("general_cholesky", "careful_cholesky", {"dimensions": (2,), "points": 2}),
    ],
)
def test_a_sum_of_nonnegative_terms_passes(functions, problem, function, options):
    report = verify(problem, functions + function, **{"points": 6, "digits": 20, **options})
    assert report.ok, report.to_text()
    assert all(regime.negative == regime.nonfinite == 0 for regime in report.regimes)


def test_in_space_too(functions):
    report = verify(
        "general",
        functions + "careful_general",
        dimensions=(3,),
        regimes=("moderate", "near 1e-08", "ill-conditioned"),
        points=16,
        backend="arb",
    )
    assert report.ok, report.to_text()
    assert [regime.points for regime in report.regimes] == [2, 2, 2]


def test_the_copied_formula_for_covariances_fails_too(functions):
    report = verify(
        "general",
        functions + "copied_general",
        dimensions=(2,),
        regimes=("moderate", "near 1e-06", "correlated", "scales"),
        points=12,
        digits=20,
        backend="arb",
    )
    verdicts = {name: regime.verdict for name, regime in by_name(report).items()}
    assert verdicts["moderate"] == verdicts["correlated"] == "accurate"
    assert verdicts["near 1e-06"] == "inaccurate"
    # The determinant of a small covariance underflows.
    assert by_name(report)["scales"].nonfinite > 0


@pytest.mark.parametrize("function", ["wrong", "swapped"])
def test_a_wrong_formula_fails_everywhere(functions, function):
    report = verify("univariate", functions + function, points=3)
    # The two directions differ in the third order only.
    near = [r for r in report.regimes if r.name in ("near 1e-11", "near 1e-12")]
    assert all(r.verdict == "inaccurate" for r in report.regimes if r not in near)


def test_answers_that_are_not_finite_and_exceptions_are_counted(functions):
    for function, raised in (("nan_when_far", 0), ("raises_when_far", 1)):
        report = by_name(
            verify("univariate", functions + function, points=4, regimes=("moderate", "far"))
        )
        assert (report["moderate"].nonfinite, report["moderate"].verdict) == (0, "accurate")
        assert report["far"].verdict == "inaccurate"
        assert report["far"].nonfinite > 1
        assert report["far"].raised == raised * report["far"].nonfinite
        assert report["far"].correct_digits == 0


def test_an_overflow_is_right_where_the_truth_overflows(functions):
    from mpmath import mpf
    from numpy import float32, float64

    from symkl.verify.compare import _error

    assert _error(float32("inf"), mpf(10) ** 39) == 0
    assert _error(float64("inf"), mpf(10) ** 39) == float("inf")
    assert _error(float32("nan"), mpf(10) ** 39) == float("inf")


def test_a_weak_reference_does_not_pass_anything(functions):
    report = verify(
        "univariate",
        functions + "careful",
        points=1,
        digits=8,
        regimes=("far",),
        certified=False,
    )
    assert (report.verdict, report.ok) == ("unresolved", False)


def test_the_bound_can_be_set(functions):
    options = {"points": 4, "regimes": ("near 1e-02",)}
    assert verify("univariate", functions + "copied", bound_eps=1e6, **options).ok
    assert not verify("univariate", functions + "careful", bound_eps=1e-3, **options).ok


def test_the_same_seed_gives_the_same_report_for_any_number_of_processes(functions):
    options = {"points": 3, "regimes": ("near 1e-05", "scales", "far"), "seed": 7}
    alone = verify("univariate", functions + "copied", **options)
    shared = verify("univariate", functions + "copied", jobs=2, **options)
    assert shared == alone
    assert shared.to_text() == alone.to_text()
    other = verify("univariate", functions + "copied", **{**options, "seed": 8})
    assert other.regimes[0].worst.point != alone.regimes[0].worst.point


def test_more_points_extend_a_design(functions):
    few, many = (
        verify("univariate", functions + "copied", points=n, regimes=("near 1e-05",)).regimes[0]
        for n in (2, 12)
    )
    assert many.points == 12
    assert many.worst_error_eps >= few.worst_error_eps


def test_regimes_come_in_the_order_of_the_design(functions):
    report = verify(
        "univariate", functions + "careful", points=1, regimes=("far", "near 1e-03", "moderate")
    )
    assert [regime.name for regime in report.regimes] == ["moderate", "near 1e-03", "far"]


def test_the_report_is_data(copied):
    data = json.loads(json.dumps(copied.to_json(), allow_nan=False))
    assert data["schema"] == "symkl-verify/1"
    assert data["verdict"] == "inaccurate"
    assert [r["name"] for r in data["regimes"]] == [r.name for r in copied.regimes]


def test_the_function_goes_by_its_label(functions):
    report = verify(
        "univariate", functions + "careful", points=1, regimes=("far",), label="kl.py:careful"
    )
    assert report.to_json()["implementation"] == "kl.py:careful"
    assert str(Path(__file__).parent) not in report.to_text()


def test_progress_is_told(functions):
    seen = []
    verify(
        "univariate",
        functions + "careful",
        points=3,
        regimes=("far",),
        progress=lambda done, total: seen.append((done, total)),
    )
    assert seen == [(1, 3), (2, 3), (3, 3)]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"points": 0}, "points"),
        ({"digits": 0}, "digits"),
        ({"jobs": 0}, "jobs"),
        ({"seed": -1}, "seed"),
        ({"dtype": "float16"}, "float16"),
        ({"backend": "decimal"}, "decimal"),
        ({"dimensions": (2,)}, "k = 2"),
        ({"regimes": ("near",)}, "near"),
    ],
)
def test_options_without_a_meaning_are_refused(functions, options, said):
    with pytest.raises(UsageError, match=said):
        verify("univariate", functions + "careful", **options)


def test_an_unknown_problem_is_refused(functions):
    with pytest.raises(UnknownTarget, match="univariate"):
        verify("univarate", functions + "careful")


def test_a_function_that_dies_is_told_in_one_message(functions, tmp_path):
    file = tmp_path / "deadly.py"
    file.write_text(
        "import multiprocessing, os\n"
        "def kl(a, b, c, d):\n"
        "    if multiprocessing.parent_process() is not None:\n"
        "        os._exit(1)\n"
        "    return 1.0\n"
    )
    with pytest.raises(ImplementationError, match="died"):
        verify("univariate", f"{file}:kl", points=2, regimes=("far",), jobs=2)


def test_the_evidence_knows_nothing_of_the_proof():
    for file in Path(symkl.verify.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom):
                imported = [node.module or ""]
            elif isinstance(node, ast.Import):
                imported = [alias.name for alias in node.names]
            else:
                continue
            for name in imported:
                ours = name.split(".")[:2]
                assert ours[0] != "symkl" or ours[1] in ("errors", "verify"), (file.name, name)
