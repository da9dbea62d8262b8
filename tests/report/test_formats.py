"""The formats, each with one finding of every kind."""

import json
import xml.etree.ElementTree as ET

import pytest

from symkl.errors import Place, UnknownTarget
from symkl.report import formats, render
from symkl.report.outcome import Finding, Outcome, View

GOOD = Finding("univariate", "step 1", "proved", True, place=Place("a.py", 3))
BAD = Finding(
    "univariate",
    "step 2",
    "refuted",
    False,
    message='"a" < b & 100%',
    details="first line\nsecond: 50%, \x00 <b>",
    place=Place("derivations/a b,c.py", 4),
)
NOWHERE = Finding("output", "manifest.json", "missing", False, message="gone", details="gone")
OUTCOME = Outcome(
    "prove",
    lambda: {"schema": "symkl-prove/1", "verdict": "refuted", "π": "∫"},
    lambda view: f"{view.verbosity} {view.paint('bad', 'refuted')}",
    holds=False,
    findings=(GOOD, BAD, NOWHERE),
)
EMPTY = Outcome("prove", lambda: {"schema": "symkl-prove/1"}, lambda view: "", findings=(GOOD,))


def test_the_formats_of_the_command_line():
    assert formats() == ("text", "json", "github", "junit", "sarif")


def test_every_format_is_deterministic_and_ends_its_last_line():
    for name in formats():
        text = render(OUTCOME, name, View())
        assert text == render(OUTCOME, name, View())
        assert text.endswith("\n")


def test_an_unknown_format():
    with pytest.raises(UnknownTarget, match="no format is called 'jsno'"):
        render(OUTCOME, "jsno", View())


def test_text():
    assert render(OUTCOME, "text", View()) == "0 refuted\n"
    assert render(OUTCOME, "text", View(1, colour=True)) == "1 \x1b[31mrefuted\x1b[0m\n"
    assert render(EMPTY, "text", View()) == ""


def test_json_is_the_data():
    text = render(OUTCOME, "json", View())
    assert json.loads(text) == OUTCOME.data
    assert "∫" in text


def test_github_escapes_what_would_end_a_command():
    first, second = render(OUTCOME, "github", View()).splitlines()
    assert first == (
        "::error file=derivations/a b%2Cc.py,line=4,title=univariate%3A step 2 refuted"
        "::first line%0Asecond: 50%25, \x00 <b>"
    )
    assert second == "::error title=output%3A manifest.json missing::gone"
    assert render(EMPTY, "github", View()) == ""


def test_junit_is_well_formed_whatever_the_text():
    suites = ET.fromstring(render(OUTCOME, "junit", View()))
    assert (suites.get("tests"), suites.get("failures")) == ("3", "2")
    assert [suite.get("name") for suite in suites] == ["univariate", "output"]
    good, bad = suites[0]
    assert good.find("failure") is None
    failure = bad.find("failure")
    assert failure is not None
    assert failure.get("message") == '"a" < b & 100%'
    assert failure.text == "first line\nsecond: 50%, ? <b>"
    assert (bad.get("file"), bad.get("line")) == ("derivations/a b,c.py", "4")


def test_sarif_has_a_result_for_every_failure():
    log = json.loads(render(OUTCOME, "sarif", View()))
    (run,) = log["runs"]
    assert log["version"] == "2.1.0"
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert [rules[result["ruleIndex"]] for result in run["results"]] == ["refuted", "missing"]
    assert all(result["message"]["text"] for result in run["results"])
    assert "locations" not in run["results"][1]
    assert json.loads(render(EMPTY, "sarif", View()))["runs"][0]["results"] == []
