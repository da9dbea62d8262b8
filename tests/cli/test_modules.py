"""export and verify, and what build and check do with modules and their accuracy."""

import json
import shutil

import pytest
from click.testing import CliRunner

from symkl.build.workshop import SETTINGS
from symkl.cli import main


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A folder in which the univariate module is built once, from the shipped derivations."""
    folder = tmp_path_factory.mktemp("built")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        answer = CliRunner().invoke(main, ["build", "univariate", "-o", "output"])
    assert answer.exit_code == 0, answer.output
    return folder


@pytest.fixture
def exporting(anywhere, folder, tmp_path):
    """A copy of that folder for each test."""
    shutil.copytree(folder, tmp_path, dirs_exist_ok=True)
    return anywhere


def test_a_module_is_built_and_measured(exporting, tmp_path):
    output = tmp_path / "output"
    assert (output / "numpy/univariate.py").is_file()
    data = json.loads((output / "report/accuracy/univariate.kl_divergence.json").read_text("utf-8"))
    assert (data["schema"], data["verdict"]) == ("symkl-accuracy/1", "accurate")
    assert all(regime["error_eps_at_most"] <= 64 for regime in data["regimes"])
    text = (output / "report/accuracy/univariate.kl_divergence.txt").read_text("utf-8")
    assert "accurate in every regime" in text
    assert exporting.run("check", "univariate").code == 0


def test_measurements_may_differ_in_the_last_place(exporting, tmp_path, monkeypatch):
    """On another machine the logarithm may round otherwise: no fault of the file's."""
    monkeypatch.setattr("symkl.report.accuracy._at_most", lambda error: 32)
    answer = exporting.run("check", "univariate", "--no-cache")
    assert answer.code == 0, answer.out


def test_an_inaccurate_function_fails_the_check(exporting, monkeypatch):
    monkeypatch.setattr("symkl.verify.results.Report.verdict", "inaccurate")
    answer = exporting.run("check", "univariate", "--no-cache")
    assert answer.code == 1
    assert "univariate.kl_divergence" in answer.out
    assert "try: symkl verify univariate\n" in answer.out


def test_evidence_about_another_module_is_stale(exporting, tmp_path, monkeypatch):
    monkeypatch.setitem(SETTINGS, "seed", 1)
    answer = exporting.run("check", "univariate", "--format", "json")
    states = {row["path"]: row["state"] for row in json.loads(answer.out)["files"]}
    assert states["report/accuracy/univariate.kl_divergence.json"] == "stale"


def test_export_writes_what_build_writes(exporting, tmp_path):
    text = (tmp_path / "output/numpy/univariate.py").read_text("utf-8")
    assert exporting.run("export", "univariate").out == text
    answer = exporting.run("export", "univariate", "-o", "mine")
    assert (answer.out, answer.code) == ("", 0)
    assert (tmp_path / "mine/univariate.py").read_text("utf-8") == text


@pytest.mark.parametrize("target", ["numpy", "torch", "jax", "array-api"])
def test_export_for_every_library(exporting, tmp_path, target):
    """No library is needed to write its code."""
    folder = target.replace("-", "_")
    text = (tmp_path / f"output/{folder}/univariate.py").read_text("utf-8")
    assert exporting.run("export", "--target", target, "univariate").out == text


def test_verify_tells_regimes_and_errors(exporting):
    answer = exporting.run("verify", "univariate", "--points", "1", "--digits", "20")
    assert answer.code == 0
    for word in ("moderate", "near 1e-08", "scales", "accurate in every regime"):
        assert word in answer.out


COPIED = '''"""The formula that everybody copies."""
import numpy as np


def kl(m1, s1, m2, s2):
    return np.log(s2 / s1) + (s1**2 + (m1 - m2) ** 2) / (2 * s2**2) - 0.5
'''


def test_verify_says_where_somebodys_function_loses_its_digits(workspace):
    (workspace.folder / "theirs.py").write_text(COPIED)
    command = [
        "verify",
        "--impl",
        "theirs.py:kl",
        "univariate",
        "--points",
        "2",
        "--backend",
        "arb",
    ]
    answer = workspace.run(*command)
    assert answer.code == 1
    assert "no correct digit in" in answer.out
    assert "near 1e-12" in answer.out
    data = json.loads(workspace.run(*command, "--format", "json").out)
    (report,) = data["reports"]
    assert report["implementation"] == "theirs.py:kl"
    verdicts = {regime["name"]: regime["verdict"] for regime in report["regimes"]}
    assert verdicts["near 1e-10"] == "inaccurate"
    github = workspace.run(*command, "--format", "github").out
    assert "near 1e-10 inaccurate" in github
