"""Names on the command line: each is decided, what is shadowed is said, nothing hangs on order."""

import itertools

import pytest

FALSE = {"step": "eq(log(a) + log(b), by"}
BROKEN = '"""Broken."""\n\n1/0\n'
LOST = '"""No such lemma."""\n\n' + (
    "from symkl import *\nx = real('x')\n"
    "{name} = derivation(title='', claim=x == x, chain=[x, eq(x, by=lemma('nowhere'))])\n"
)


@pytest.mark.parametrize(
    ("others", "code"),
    [
        ([], 0),
        (["false"], 1),
        (["broken"], 2),
        (["lost"], 2),
        (["absent"], 2),
        (["unknown"], 2),
        (["false", "broken"], 2),
        (["broken", "lost", "false", "absent"], 2),
    ],
)
def test_each_is_decided_though_another_cannot_be(workspace, others, code):
    workspace.write("good")
    workspace.write("false", **FALSE)
    workspace.write("broken", BROKEN)
    workspace.write("lost", LOST)
    files = {name: f"derivations/{name}.py" for name in ("good", *others)}
    files |= {name: name for name in ("unknown",) if name in others}
    for order in itertools.islice(itertools.permutations(files.values()), 6):
        answer = workspace.run("prove", *order)
        assert answer.code == code
        assert "Traceback" not in answer.err
        decided = dict(line.split()[:2] for line in answer.out.split("\n\n")[0].splitlines())
        assert decided["good"] == "proved"
        assert decided.get("false", "") == ("refuted" if "false" in others else "")
        for name, said in {
            "broken": "derivations/broken.py:3: the file does not import",
            "lost": "no derivation is called 'nowhere'",
            "absent": "no file is called 'derivations/absent.py'",
            "unknown": "no derivation is called 'unknown'",
        }.items():
            assert (said in answer.err) == (name in others)


def test_without_names_the_others_are_decided_too(workspace):
    workspace.write("good")
    workspace.write("broken", BROKEN)
    answer = workspace.run("prove")
    assert answer.code == 2
    assert "good" in answer.out
    assert "broken.py:3" in answer.err


def test_two_meanings_are_an_error_whatever_the_order(workspace):
    (workspace.folder / "own").mkdir()
    for name, step in {"one": "log(a) - log(b)", "two": "log(a) + log(b)"}.items():
        path = workspace.write(name, step=f"eq({step}, by")
        path.write_text(path.read_text().replace(f"{name} = ", "same = "))
    answers = {
        (answer.code, answer.out, answer.err)
        for files in itertools.permutations(["derivations/one.py", "derivations/two.py"])
        for answer in [workspace.run("prove", *files)]
    }
    ((code, out, err),) = answers
    assert (code, out) == (2, "")
    assert "derivations/two.py:7: same is defined at derivations/one.py:7 too" in err


@pytest.mark.parametrize("command", ["prove", "show", "list", "latex"])
def test_what_is_shadowed_is_said_in_a_line(workspace, command):
    workspace.write("one")
    own = workspace.folder / "own"
    own.mkdir()
    (own / "one.py").write_text((workspace.derivations / "one.py").read_text().replace("The", "My"))
    answer = workspace.run(command, "own/one.py")
    assert answer.err == "symkl: one in own/one.py shadows the project's\n"
    assert answer.code == 0
    assert workspace.run(command, "own/one.py", "-q").err == ""
    assert workspace.run(command, "derivations/one.py").err == ""


def test_what_is_shadowed_is_said_by_build_and_check(workspace):
    workspace.write("one")
    own = workspace.folder / "own"
    own.mkdir()
    (own / "one.py").write_text((workspace.derivations / "one.py").read_text().replace("The", "My"))
    for command in (["build"], ["check", "--no-cache"]):
        assert (
            "one in own/one.py shadows the project's" in workspace.run(*command, "own/one.py").err
        )
