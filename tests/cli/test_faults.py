"""A target that is wrong keeps no other from being decided, shown, checked or built."""

import json
from pathlib import Path

import pytest

GOOD = """
from symkl import *
a, b = positive("a b")
good = derivation(
    title="Good",
    claim=log(a*b) == log(a) + log(b),
    chain=[log(a*b), eq(log(a) + log(b), by=log_quotient)],
)
"""
LACKING = """
from symkl import *
x = real("x")
lacking = derivation(
    title="Lacking",
    claim=(x + 1)**2 == x**2 + 2*x + 1,
    chain=[(x + 1)**2, eq(x**2 + 2*x + 1, by=lemma("nowhere"))],
)
"""
FALSE = """
from symkl import *
x = real("x")
wrong = derivation(
    title="Wrong", claim=(x + 1)**2 == x**2, chain=[(x + 1)**2, eq(x**2, by=algebra)]
)
"""
WRONG = {
    "not Python": ("damaged.py", "this is ( not", 2, "damaged.py:1: the file is not Python"),
    "without a lemma": ("lacking.py", LACKING, 2, "no derivation is called 'nowhere'"),
    "not there": ("missing.py", None, 2, "missing.py"),
}
everywhere = pytest.mark.parametrize("what", WRONG)


@pytest.fixture
def files(tmp_path, monkeypatch):
    (tmp_path / "good.py").write_text(GOOD)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def spoiled(files, what):
    """The targets, the one that is wrong before the other; how it ends, and what is said."""
    name, text, code, said = WRONG[what]
    if text is not None:
        (files / name).write_text(text)
    return (name, "good.py"), code, said


@everywhere
def test_the_others_are_decided(workspace, files, what):
    targets, code, said = spoiled(files, what)
    answer = workspace.run("prove", *targets)
    assert (answer.code, said in answer.err) == (code, True)
    assert "good" in answer.out
    assert "all proved" in answer.out


@everywhere
def test_the_others_are_shown(workspace, files, what):
    targets, code, said = spoiled(files, what)
    answer = workspace.run("show", *targets)
    assert (answer.code, said in answer.err) == (code, True)
    assert "log(a*b)" in answer.out


@everywhere
def test_the_others_are_built_and_checked(workspace, files, what):
    targets, code, said = spoiled(files, what)
    answer = workspace.run("build", *targets)
    assert (answer.code, said in answer.err) == (code, True)
    assert (files / "output" / "latex" / "good.tex").exists()
    assert "good" in (files / "output" / "manifest.json").read_text()
    checked = workspace.run("check", *targets)
    assert (checked.code, said in checked.err) == (code, True)
    assert "good.tex" not in checked.out
    (files / "output" / "latex" / "good.tex").write_text("edited")
    assert "output/latex/good.tex" in workspace.run("check", *targets).out


@everywhere
def test_a_document_in_which_something_is_missing_is_not_printed(workspace, files, what):
    targets, code, said = spoiled(files, what)
    answer = workspace.run("latex", *targets, "-o", "paper.tex")
    assert (answer.code, answer.out, said in answer.err) == (code, "", True)
    assert not (files / "paper.tex").exists()


def test_every_derivation_that_is_not_proved_is_told(workspace, files):
    (files / "wrong.py").write_text(FALSE)
    answer = workspace.run("latex", "wrong.py", "good.py")
    assert (answer.code, answer.out) == (1, "")
    assert answer.err.count("is not proved") == 1


def test_all_that_is_wrong_is_told_once(workspace, files):
    spoiled(files, "not Python")
    answer = workspace.run("list", "damaged.py", "nobody", "nothing", "damaged.py", "good.py")
    assert answer.code == 2
    for said in ("damaged.py:1: the file", "no derivation is called 'nobody'", "'nothing'"):
        assert answer.err.count(f"symkl: {said}") + answer.err.count(f"called {said}") == 1
    assert "good" in answer.out


def test_files_of_what_cannot_be_read_are_left_where_they_are(workspace, files):
    (files / "good.py").rename(files / "derivations" / "good.py")
    second = files / "derivations" / "second.py"
    second.write_text(GOOD.replace("good", "second"))
    assert workspace.run("build").code == 0
    second.write_text("damaged (")
    for command in ("build", "check"):
        assert workspace.run(command).code == 2
        assert (files / "output" / "latex" / "second.tex").exists()
    listed = json.loads((files / "output" / "manifest.json").read_text())
    assert "latex/second.tex" in str(listed)


def test_the_other_modules_are_exported(anywhere):
    answer = anywhere.run("export", "univariate", "nowhere", "log_bound", "-o", "code")
    assert answer.code == 2
    assert "no module is called 'nowhere'" in answer.err
    assert "log_bound exports no module" in answer.err
    assert "def " in (Path("code") / "univariate.py").read_text()


def test_the_other_modules_are_verified(anywhere):
    answer = anywhere.run("verify", "nowhere", "univariate", "--points", "3", "--digits", "20")
    assert (answer.code, "no module is called 'nowhere'" in answer.err) == (2, True)
    assert "univariate" in answer.out


def test_the_others_are_broken_on_purpose(workspace, files):
    (files / "wrong.py").write_text(FALSE)
    (files / "damaged.py").write_text("this is ( not")
    answer = workspace.run("mutate", "wrong.py", "damaged.py", "good.py", "--limit", "3")
    assert answer.code == 2
    assert "3 mutants, 0 survived" in answer.out
    for said in ("wrong is not proved, so there is nothing to break", "the file is not Python"):
        assert said in answer.err
    alone = workspace.run("mutate", "wrong.py", "--limit", "3")
    assert (alone.code, alone.out) == (2, "")
