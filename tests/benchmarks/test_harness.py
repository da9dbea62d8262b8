"""The benchmarks: what is timed works, and the table says what was found. Nothing is timed here."""

import sys
from importlib import import_module
from pathlib import Path

import pytest

from symkl.library import Library

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(autouse=True)
def _from_the_root(monkeypatch):
    monkeypatch.syspath_prepend(str(ROOT))


@pytest.fixture
def harness():
    return import_module("benchmarks.harness")


def test_every_case_is_there():
    main = import_module("benchmarks.__main__")
    for case in (*main.CASES, *main.ON_REQUEST):
        module = import_module(f"benchmarks.{case}")
        assert callable(module.measure)
        assert module.__doc__
    assert {"python", "sympy", "cores"} <= set(main.machine())


def test_the_table(harness):
    rows = [
        harness.Row("a", "one", 0.5, peer=0.25, against="b", figure=2.0, target=("<=", 2.5)),
        harness.Row("a", "two", 2.5, figure=3.0, target=("<=", 2.5)),
        harness.Row("b", "three", 120.0, unit="MB", target=(">=", 1.0), note="why"),
    ]
    assert [row.holds for row in rows] == [True, False, None]
    text = harness.table(rows).splitlines()
    assert text[1].split() == ["a", "one", "500", "ms", "b", "250", "ms", "2", "≤", "2.5", "holds"]
    assert text[2].split() == ["a", "two", "2.5", "s", "3", "≤", "2.5", "MISSED"]
    assert text[3].endswith("(why)")


def test_turns_are_taken(harness):
    calls = []
    times = harness.in_turns(2, lambda: calls.append("a"), lambda: calls.append("b"))
    assert calls == ["a", "b"] * 3
    assert len(times) == 2
    assert min(times) >= 0


def test_a_command_that_fails_is_named(harness):
    harness.cold(sys.executable, "-c", "pass")()
    with pytest.raises(RuntimeError, match=r"python -c .* ended with 3: no"):
        harness.cold(sys.executable, "-c", "print('no'); raise SystemExit(3)")()


def test_memory_is_that_of_the_command(harness, tmp_path):
    code, small = harness.peak_megabytes(sys.executable, "-c", "pass", folder=str(tmp_path))
    _, large = harness.peak_megabytes(
        sys.executable, "-c", "x = b'x' * (64 << 20)", folder=str(tmp_path)
    )
    assert code == 0
    assert 32 < large - small < 128


def test_the_generated_derivation_is_proved(tmp_path):
    scaling = import_module("benchmarks.scaling")
    path = tmp_path / "steps.py"
    path.write_text(scaling.written(5), encoding="utf-8")
    result = Library((str(path),)).result("steps")
    assert result.verdict == "proved"
    assert len(result.parts[0].steps) == 5
    assert scaling.slope([(0.0, 1.0), (1.0, 3.0), (2.0, 5.0)]) == pytest.approx(2)
