"""build and check: what is written, redone, missed, and left alone."""

import json
import os

import pytest

import symkl.build.atomic as atomic

FILES = ["latex/quotient.tex", "manifest.json", "report/proofs.json", "report/proofs.txt"]


def files(folder):
    found = (path for path in folder.rglob("*") if path.is_file())
    return sorted(path.relative_to(folder).as_posix() for path in found)


def contents(folder):
    return {name: (folder / name).read_bytes() for name in files(folder)}


@pytest.fixture
def built(workspace):
    """One derivation, built."""
    workspace.write("quotient")
    answer = workspace.run("build")
    assert answer.code == 0, answer
    return workspace


def states(answer):
    data = json.loads(answer.out)
    return {row["path"]: row["state"] for row in data["files"]}


def test_build_writes_everything_and_says_so(workspace):
    workspace.write("quotient")
    answer = workspace.run("build")
    assert (answer.code, answer.err) == (0, "")
    assert files(workspace.output) == FILES
    assert "written    output/latex/quotient.tex" in answer.out.splitlines()
    assert answer.out.splitlines()[-2:] == [
        "output: 4 written",
        "1 derivation, 2 steps: all proved",
    ]


def test_every_file_says_where_it_comes_from(built):
    for name in FILES:
        text = (built.output / name).read_text(encoding="utf-8")
        assert "generated; do not edit" in text or json.loads(text)["derivations"][0]["sha256"]
        assert str(built.folder) not in text


def test_the_transcript_tells_every_step(built):
    text = (built.output / "report/proofs.txt").read_text(encoding="utf-8")
    assert "quotient  proved  2 steps" in text
    assert "       by log_quotient" in text.splitlines()


def test_a_second_build_changes_nothing(built):
    before = {name: (built.output / name).stat().st_mtime_ns for name in FILES}
    answer = built.run("build")
    assert answer.out == "output: 4 unchanged\n1 derivation, 2 steps: all proved\n"
    assert before == {name: (built.output / name).stat().st_mtime_ns for name in FILES}


def test_an_unchanged_derivation_is_not_proved_again(built, monkeypatch):
    built.write("ratio")
    proved = []
    from symkl.library import Library

    result = Library.result
    monkeypatch.setattr(
        Library, "result", lambda self, name: proved.append(name) or result(self, name)
    )
    monkeypatch.setattr("symkl.build.workshop.Workshop.transcripts", lambda self: [])
    answer = built.run("build", "-v")
    assert set(proved) == {"ratio"}
    assert "unchanged  output/latex/quotient.tex" in answer.out
    assert "written    output/latex/ratio.tex" in answer.out


def test_without_the_cache_all_is_made_anew_and_comes_out_the_same(built):
    before = contents(built.output)
    for name in FILES:
        if name != "manifest.json":
            (built.output / name).unlink()
    assert built.run("build", "--no-cache").code == 0
    assert contents(built.output) == before


LEMMA = '''"""An integral that somebody else proves."""
from symkl import Integral, antiderivative, derivation, eq, real, unit_interval

t = unit_interval("t")
{name} = derivation(
    title="The lemma",
    claim=Integral(2 * t, t, 0, 1) == 1,
    chain=[Integral(2 * t, t, 0, 1), eq(1, by=antiderivative(t**2, t))],
)
'''
USER = '''"""Rests on a lemma."""
from symkl import Integral, derivation, eq, lemma, unit_interval

t = unit_interval("t")
{name} = derivation(
    title="Its use",
    claim=Integral(2 * t, t, 0, 1) ** 2 == 1,
    chain=[Integral(2 * t, t, 0, 1) ** 2, eq(1, by=lemma("ground"))],
)
'''


def test_a_change_of_a_lemma_redoes_what_rests_on_it(workspace):
    workspace.write("ground", LEMMA)
    workspace.write("above", USER)
    assert workspace.run("build").code == 0
    manifest = json.loads((workspace.output / "manifest.json").read_text(encoding="utf-8"))
    assert set(manifest["files"]["latex/above.tex"]["inputs"]) == {
        "derivations/above.py",
        "derivations/ground.py",
    }
    workspace.write("ground", LEMMA.replace("t**2, t", "t**3, t"))
    answer = workspace.run("build", "above")
    assert answer.code == 1
    assert "the lemma ground is not proved" in answer.out


def test_what_no_longer_belongs_is_removed_and_nothing_else(built):
    (built.output / "notes.txt").write_text("mine")
    (built.output / "latex" / "mine.tex").write_text("mine")
    built.write("ratio")
    (built.derivations / "quotient.py").unlink()
    answer = built.run("build")
    assert answer.code == 0
    assert "removed    output/latex/quotient.tex" in answer.out
    assert not (built.output / "latex/quotient.tex").exists()
    assert (built.output / "notes.txt").read_text() == "mine"
    assert (built.output / "latex" / "mine.tex").read_text() == "mine"


def test_of_what_is_not_proved_nothing_is_written(built):
    built.write("ratio")
    built.write("quotient", step="eq(log(a) - 2 * log(b), by")
    before = contents(built.output)
    answer = built.run("build")
    assert answer.code == 1
    assert "derivations/quotient.py:12: the step is false" in answer.out
    assert (built.output / "latex/ratio.tex").is_file()
    for name in ("latex/quotient.tex", "report/proofs.txt"):
        assert (built.output / name).read_bytes() == before[name]
    assert built.run("check").code == 1


def test_a_build_of_one_leaves_the_others(built):
    built.write("ratio")
    assert built.run("build").code == 0
    before = contents(built.output)
    built.write("ratio", title='title="Another')
    built.write("quotient", title='title="Another')
    answer = built.run("build", "ratio")
    assert answer.code == 0
    after = contents(built.output)
    assert after["latex/quotient.tex"] == before["latex/quotient.tex"]
    assert after["latex/ratio.tex"] != before["latex/ratio.tex"]
    assert built.run("check", "ratio").code == 0
    assert states(built.run("check", "--format", "json"))["latex/quotient.tex"] == "stale"


# --- check


@pytest.fixture(params=["cached", "in full"])
def check(request, built):
    """`symkl check` by hashes alone and in full: both have to find the same."""
    extra = [] if request.param == "cached" else ["--no-cache"]

    def run(*arguments):
        answer = built.run("check", *extra, *arguments)
        if answer.code == 0:
            how = "nothing has changed" if not extra else "all proved"
            assert how in answer.out or "-q" in arguments
        return answer

    return run


def test_check_is_content(check):
    answer = check()
    assert (answer.code, answer.err) == (0, "")
    assert "4 files up to date" in answer.out


def test_check_names_a_missing_file(check, built):
    (built.output / "latex/quotient.tex").unlink()
    answer = check()
    assert answer.code == 1
    assert "output/latex/quotient.tex: missing: " in answer.out
    assert "try: symkl build" in answer.out
    assert "1 file not up to date" in answer.out


def test_check_names_an_edited_file(check, built):
    with (built.output / "latex/quotient.tex").open("a") as file:
        file.write("% by hand\n")
    answer = check()
    assert answer.code == 1
    assert "output/latex/quotient.tex: edited: " in answer.out


def test_check_names_a_stale_file(check, built):
    built.write("quotient", title='title="Another')
    answer = check()
    assert answer.code == 1
    assert "output/latex/quotient.tex: stale: " in answer.out
    assert "output/report/proofs.txt: stale: " in answer.out


def test_check_names_a_file_that_no_longer_belongs(check, built):
    built.write("ratio")
    (built.derivations / "quotient.py").unlink()
    answer = check()
    assert answer.code == 1
    assert "output/latex/quotient.tex: surplus: " in answer.out
    assert "output/latex/ratio.tex: missing: " in answer.out


def test_check_sees_an_edited_manifest(check, built):
    path = built.output / "manifest.json"
    path.write_text(path.read_text(encoding="utf-8").replace('"symkl": "', '"symkl": "9'))
    answer = check()
    assert answer.code == 1
    assert "output/manifest.json: stale: " in answer.out


def test_check_without_a_manifest(check, built):
    (built.output / "manifest.json").unlink()
    answer = check()
    assert answer.code == 1
    assert "output/manifest.json: missing: " in answer.out


def test_check_fails_on_a_false_step(check, built):
    built.write("quotient", step="eq(log(a) - 2 * log(b), by")
    answer = check()
    assert answer.code == 1
    assert "derivations/quotient.py:12: the step is false" in answer.out
    assert "1 derivation not proved" in answer.out


def test_check_writes_nothing(check, built):
    built.write("quotient", title='title="Another')
    before = contents(built.folder)
    check()
    assert contents(built.folder) == before


def test_check_quietly(check, built):
    assert check("-q").out == ""
    (built.output / "latex/quotient.tex").unlink()
    assert "missing" in check("-q").out


def test_check_of_one_target(check, built):
    (built.output / "report/proofs.txt").unlink()
    assert check("quotient").code == 0
    (built.output / "latex/quotient.tex").unlink()
    assert check("quotient").code == 1


def test_check_where_nothing_was_built(workspace):
    workspace.write("quotient")
    answer = workspace.run("check")
    assert answer.code == 1
    assert "output/latex/quotient.tex: missing" in answer.out
    assert files(workspace.folder) == ["derivations/quotient.py"]


def test_check_reports_to_machines(built):
    (built.output / "latex/quotient.tex").unlink()
    data = json.loads(built.run("check", "--format", "json").out)
    assert (data["schema"], data["holds"]) == ("symkl-check/1", False)
    assert {"path": "latex/quotient.tex", "state": "missing"} in data["files"]
    github = built.run("check", "--format", "github").out
    assert github.startswith("::error file=output/latex/quotient.tex,")
    assert 'type="missing"' in built.run("check", "--format", "junit").out


@pytest.mark.parametrize("change", ["a new derivation", "another program", "another folder"])
def test_the_cache_is_not_used_when_what_it_rests_on_changes(built, change, monkeypatch, tmp_path):
    if change == "a new derivation":
        built.write("ratio")
    elif change == "another program":
        monkeypatch.setattr("symkl.build.fingerprint.program", lambda *parts: "another")
    else:
        other = tmp_path / "deeper"
        other.mkdir()
        monkeypatch.chdir(other)
    answer = built.run("check", "-o", str(built.output), "--format", "json")
    assert json.loads(answer.out)["cached"] is False


def test_a_broken_cache_is_no_cache(built):
    (path,) = (built.folder / ".symkl-cache").iterdir()
    for text in ("", "{}", "[1]", '{"schema": "symkl-cache/1"}'):
        path.write_text(text)
        answer = built.run("check", "--format", "json")
        assert (answer.code, json.loads(answer.out)["cached"]) == (0, False)


def test_a_failing_build_is_not_remembered_as_a_good_one(built):
    built.write("quotient", step="eq(log(a) - 2 * log(b), by")
    assert built.run("build").code == 1
    assert built.run("check").code == 1


# --- interruptions


class Stop(BaseException):
    """What a test throws where a signal might come."""


def test_interrupted_at_any_moment_every_file_is_old_or_new(built, monkeypatch):
    old = contents(built.output)
    built.write("quotient", title='title="Another')
    assert built.run("build", "-o", "other").code == 0
    new = contents(built.folder / "other")
    assert all(old[name] != new[name] for name in FILES)
    replace, calls = os.replace, 0

    for last in range(len(FILES)):
        for name, content in old.items():
            (built.output / name).write_bytes(content)
        calls = 0

        def interrupted(source, target, last=last):
            nonlocal calls
            calls += 1
            if calls > last:
                raise Stop
            replace(source, target)

        monkeypatch.setattr(atomic.os, "replace", interrupted)
        with pytest.raises(Stop):
            built.run("build")
        monkeypatch.setattr(atomic.os, "replace", replace)
        found = contents(built.output)
        assert sorted(found) == FILES
        assert all(found[name] in (old[name], new[name]) for name in FILES)
        assert built.run("check").code == 1
        assert built.run("build").code == 0
        assert contents(built.output) == new
