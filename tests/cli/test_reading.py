"""list, show, prove, latex: what they print, and how they end."""

import json
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from symkl.kernel.laws import AXIOM_SCHEMAS, LAWS
from symkl.rules import RULES


def test_help_names_every_command(workspace):
    answer = workspace.run("--help")
    assert answer.code == 0
    for command in ("list", "show", "prove", "latex", "export", "verify", "build", "check"):
        assert f"  {command} " in answer.out


@pytest.mark.parametrize(
    "command", ["list", "show", "prove", "latex", "export", "verify", "build", "check"]
)
def test_every_command_explains_itself(workspace, command):
    answer = workspace.run(command, "--help")
    assert answer.code == 0
    assert answer.out.startswith(f"Usage: symkl {command}")


def test_version(workspace):
    assert workspace.run("--version").out.startswith("symkl ")


def test_list_has_name_file_and_claim(workspace):
    workspace.write("quotient")
    answer = workspace.run("list")
    assert answer.code == 0
    assert answer.out == "quotient  derivations/quotient.py\n    log(a/b) = -(log(b) - log(a))\n"
    assert workspace.run("list", "-q").out == "quotient\n"


def test_list_as_json(workspace):
    workspace.write("quotient")
    data = json.loads(workspace.run("list", "--format", "json").out)
    assert data["schema"] == "symkl-list/1"
    assert data["derivations"] == [
        {
            "name": "quotient",
            "title": "The logarithm of a quotient",
            "file": "derivations/quotient.py",
            "claims": [{"name": "quotient", "claim": "log(a/b) = -(log(b) - log(a))"}],
        }
    ]


def test_show_reads_like_the_derivation(workspace):
    workspace.write("quotient")
    answer = workspace.run("show", "quotient")
    assert answer.code == 0
    for line in (
        "The logarithm of a quotient",
        "  a, b  positive",
        "  1  = log(a) - log(b)",
        "       by log_quotient",
        "     Both are positive.",
        f"  log_quotient  {RULES['log_quotient'].statement}",
        f"  log_product  {LAWS['log_product'].statement}",
    ):
        assert line in answer.out.splitlines()


def test_show_goes_down_to_the_axioms_of_the_lemmas(anywhere):
    answer = anywhere.run("show", "univariate")
    lemmas = answer.out.split("\nLemmas\n")[1].split("\n\n")[0]
    assert "gaussian_integral" in lemmas
    assert "polar coordinates" in answer.out.split("\nAxioms")[1]


def test_the_list_of_axioms_is_complete(workspace):
    answer = workspace.run("show", "--axioms", "--format", "json")
    named = {axiom["name"] for axiom in json.loads(answer.out)["axioms"]}
    assert named == {law.name for law in LAWS.values() if law.kind == "axiom"} | set(AXIOM_SCHEMAS)
    text = workspace.run("show", "--axioms").out
    assert all(f"  {name} " in text for name in named)


def test_the_rules_are_all_there(workspace):
    lines = workspace.run("show", "--rules").out.splitlines()
    assert set(RULES) <= set(lines)


def test_prove_has_a_line_a_derivation(workspace):
    workspace.write("quotient")
    workspace.write("ratio")
    answer = workspace.run("prove")
    assert answer.code == 0
    assert answer.out == (
        "quotient  proved  2 steps  0 lemmas  1 axiom\n"
        "ratio     proved  2 steps  0 lemmas  1 axiom\n"
        "\n"
        "2 derivations, 4 steps: all proved\n"
    )
    assert answer.err == ""


def test_prove_verbosely_has_a_line_a_step(workspace):
    workspace.write("quotient")
    answer = workspace.run("prove", "-v")
    assert "  1  proved  log_quotient  derivations/quotient.py:12" in answer.out.splitlines()
    assert "uses log_product" in answer.out


def test_prove_quietly_says_nothing_if_all_is_well(workspace):
    workspace.write("quotient")
    answer = workspace.run("prove", "-q")
    assert (answer.out, answer.err, answer.code) == ("", "", 0)


def test_a_false_step_is_told_with_everything_that_is_known(workspace):
    workspace.write("quotient", step="eq(log(a) - 2 * log(b), by")
    answer = workspace.run("prove")
    assert answer.code == 1
    assert "quotient  refuted" in answer.out
    first = answer.out.split("\n\n")[1]
    lines = first.splitlines()
    assert lines[0] == "derivations/quotient.py:12: the step is false"
    said = {line[2:12].strip(): line[12:] for line in lines[1:] if line[2:3] != " "}
    assert said["where"] == "quotient, step 1 of 2"
    assert said["rule"].startswith("log_quotient: the logarithm of a product")
    assert said["from"] == "log(a/b)"
    assert said["to"] == "= log(a) - 2*log(b)"
    assert said["residual"]
    assert said["numbers"].startswith("at a = ")
    assert "the left side is" in said["numbers"]
    assert "the right side" in first
    assert said["try"]
    assert answer.out.splitlines()[-1] == "1 derivation, 2 steps: 1 refuted"


def test_a_true_step_by_too_weak_a_rule_is_unproved_and_the_law_is_named(workspace):
    workspace.write("quotient", rule="by=algebra")
    answer = workspace.run("prove")
    assert answer.code == 1
    assert "the step is not proved" in answer.out
    assert "agrees numerically to 50 digits" in answer.out
    assert f"missing   log_product ({LAWS['log_product'].statement})" in answer.out
    assert "try       by=log_quotient" in answer.out


def test_a_chain_that_misses_its_claim_is_told(workspace):
    path = workspace.write("quotient")
    text = path.read_text().replace("== -(log(b) - log(a))", "== log(a) - log(b)")
    path.write_text(text)
    answer = workspace.run("prove")
    assert answer.code == 1
    assert "derivations/quotient.py:7: the chain does not prove the claim" in answer.out
    assert "the chain ends with -(log(b) - log(a))" in answer.out


def test_a_second_opinion_on_every_step(workspace):
    workspace.write("quotient")
    answer = workspace.run("prove", "--cross-check")
    assert answer.code == 0
    assert "second opinion on 2 steps" in answer.out
    assert answer.out.endswith("none contradicted\n")


def test_a_second_opinion_upgrades_nothing(workspace):
    workspace.write("quotient", rule="by=algebra")
    answer = workspace.run("prove", "--cross-check")
    assert answer.code == 1
    assert "quotient  unproved" in answer.out


def test_prove_as_json(workspace):
    workspace.write("quotient", step="eq(log(a) - 2 * log(b), by")
    answer = workspace.run("prove", "--format", "json")
    data = json.loads(answer.out)
    assert answer.code == 1
    assert (data["schema"], data["verdict"]) == ("symkl-prove/1", "refuted")
    (derivation,) = data["derivations"]
    assert derivation["file"] == "derivations/quotient.py"
    step = derivation["parts"][0]["steps"][0]
    assert step["verdict"] == "refuted"
    assert step["line"] == 12
    assert step["evidence"]["verdict"] == "differ"
    assert (step["before"], step["after"]) == ("log(a/b)", "log(a) - 2*log(b)")


def test_prove_as_junit_has_a_case_a_step(workspace):
    workspace.write("quotient", step="eq(log(a) - 2 * log(b), by")
    suites = ET.fromstring(workspace.run("prove", "--format", "junit").out)
    assert suites.get("failures") == "2"
    cases = suites.findall(".//testcase")
    assert [case.get("name") for case in cases] == ["step 1", "step 2", "claim"]
    assert cases[0].get("line") == "12"
    failure = cases[0].find("failure")
    assert failure is not None
    assert failure.get("type") == "refuted"
    assert "at a = " in failure.text


def test_prove_for_github_marks_the_line(workspace):
    workspace.write("quotient", step="eq(log(a) - 2 * log(b), by")
    line, _ = workspace.run("prove", "--format", "github").out.splitlines()
    assert line.startswith("::error file=derivations/quotient.py,line=12,title=quotient")
    workspace.write("quotient")
    assert workspace.run("prove", "--format", "github").out == ""


def test_prove_as_sarif_points_to_the_line(workspace):
    workspace.write("quotient", step="eq(log(a) - 2 * log(b), by")
    (run,) = json.loads(workspace.run("prove", "--format", "sarif").out)["runs"]
    location = run["results"][0]["locations"][0]["physicalLocation"]
    assert location["artifactLocation"]["uri"] == "derivations/quotient.py"
    assert location["region"]["startLine"] == 12


def test_output_to_a_file(workspace):
    workspace.write("quotient")
    answer = workspace.run("prove", "--format", "json", "-o", "report/all.json")
    assert (answer.out, answer.code) == ("", 0)
    text = (workspace.folder / "report" / "all.json").read_text(encoding="utf-8")
    assert json.loads(text)["verdict"] == "proved"


def test_latex_is_a_fragment_or_a_document(workspace):
    workspace.write("quotient")
    fragment = workspace.run("latex", "quotient").out
    assert fragment.startswith("% symkl ")
    assert "derivation quotient" in fragment
    assert r"\begin{document}" not in fragment
    assert r"\label" not in fragment
    assert r"\label{eq:quotient-1}" in workspace.run("latex", "quotient", "--labels").out
    document = workspace.run("latex", "quotient", "--standalone").out
    assert document.startswith(r"\documentclass")
    assert r"\title{The logarithm of a quotient}" in document


def test_latex_of_what_is_not_proved_is_refused(workspace):
    workspace.write("quotient", step="eq(log(a) - 2 * log(b), by")
    answer = workspace.run("latex", "quotient")
    assert (answer.out, answer.code) == ("", 1)
    assert "quotient is not proved" in answer.err
    assert "symkl prove quotient" in answer.err


def test_shipped_derivations_are_there_in_any_folder(anywhere):
    answer = anywhere.run("prove", "univariate", "-q")
    assert (answer.out, answer.code) == ("", 0)


def test_a_local_derivation_comes_before_a_shipped_one(anywhere, monkeypatch):
    monkeypatch.chdir(anywhere.folder)
    anywhere.write("univariate")
    answer = anywhere.run("list", "univariate")
    assert answer.out.startswith("univariate  derivations/univariate.py\n    log(a/b) = ")


def test_a_file_and_a_folder_are_targets(workspace):
    workspace.write("quotient")
    other = workspace.folder / "elsewhere"
    other.mkdir()
    (other / "ratio.py").write_text((workspace.derivations / "quotient.py").read_text())
    (other / "ratio.py").write_text(
        (other / "ratio.py").read_text().replace("quotient = deriv", "ratio = deriv")
    )
    for target in ("elsewhere", "elsewhere/ratio.py"):
        assert workspace.run("list", "-q", target).out == "ratio\n"
    assert Path("elsewhere/ratio.py").is_file()
