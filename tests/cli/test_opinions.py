"""The second opinion in build and check: recorded, believed where it fits, asked for, obeyed."""

import hashlib
import json

import pytest

import symkl.crosscheck
from symkl.crosscheck import AGREES, DISAGREES

PROOFS = "report/proofs.json"


@pytest.fixture
def asked(monkeypatch):
    """The steps that were asked about in this process, as numbers in order."""
    found = []
    original = symkl.crosscheck._opinion

    def noting(question, *rest):
        found.append(question.number)
        return original(question, *rest)

    monkeypatch.setattr("symkl.crosscheck._opinion", noting)
    return found


@pytest.fixture
def built(workspace, asked):
    """One derivation of two steps, built."""
    workspace.write("quotient")
    answer = workspace.run("build")
    assert answer.code == 0, answer
    assert asked == [1, 2]
    asked.clear()
    return workspace


@pytest.fixture
def contradicted(monkeypatch):
    """From the call on, the second opinion contradicts every second step."""
    original = symkl.crosscheck._opinion

    def contradicting(question, *rest):
        if question.number == 2:
            return DISAGREES, ("cancel",), "SymPy at a = 2: the left side is 1, the right side 3"
        return original(question, *rest)

    return lambda: monkeypatch.setattr("symkl.crosscheck._opinion", contradicting)


def steps(workspace):
    data = json.loads((workspace.output / PROOFS).read_text(encoding="utf-8"))
    return data["derivations"][0]["parts"][0]["steps"]


def without_the_cache(workspace):
    """As in a clone: the output folder is there, what the last build found is not."""
    for path in (workspace.folder / ".symkl-cache").iterdir():
        path.unlink()


def rewritten(workspace, change):
    """A record changed by somebody who thinks of the manifest."""
    path, manifest = workspace.output / PROOFS, workspace.output / "manifest.json"
    old = path.read_bytes()
    data = json.loads(old)
    for step in data["derivations"][0]["parts"][0]["steps"]:
        change(step["second_opinion"])
    path.write_text(json.dumps(data), encoding="utf-8")
    digests = [hashlib.sha256(content).hexdigest() for content in (old, path.read_bytes())]
    manifest.write_text(manifest.read_text(encoding="utf-8").replace(*digests), encoding="utf-8")


def test_an_opinion_stands_beside_kernel_and_checker(built):
    for step in steps(built):
        assert (step["kernel"], step["checker"]) == ("proved", "accepted")
        opinion = step["second_opinion"]
        assert (opinion["verdict"], opinion["ways"]) == (AGREES, ["cancel", "numbers"])
        assert len(opinion["asked"]) == 64
    text = (built.output / "report/proofs.txt").read_text(encoding="utf-8")
    assert "  step  kernel  checker   second opinion" in text.splitlines()
    said = "agrees: cancel; numbers to 30 digits at 4 points"
    assert f"  2     proved  accepted  {said}" in text.splitlines()
    assert "second opinion on 2 steps" in text


def test_a_clone_believes_what_is_on_record(built, asked):
    without_the_cache(built)
    assert built.run("check").code == 0
    assert built.run("build").code == 0
    assert asked == []


@pytest.mark.parametrize("option", ["--fresh", "--no-cache"])
def test_all_is_asked_anew_where_that_is_wanted(built, asked, option):
    assert built.run("check", option).code == 0
    assert asked == [1, 2]


def test_a_build_without_the_cache_asks_and_writes_the_same(built, asked):
    before = (built.output / PROOFS).read_bytes()
    assert built.run("build", "--no-cache").code == 0
    assert asked == [1, 2]
    assert (built.output / PROOFS).read_bytes() == before


def test_only_what_is_new_is_asked_about(built, asked):
    built.write("quotient", title='title="Another')
    assert built.run("build").code == 0
    assert asked == []
    text = (built.derivations / "quotient.py").read_text()
    text = text.replace("-(log(b) - log(a))", "log(a) + (-log(b))")
    (built.derivations / "quotient.py").write_text(text)
    assert built.run("build").code == 0
    assert asked == [2]


def test_another_program_is_asked_anew(built, asked, monkeypatch):
    without_the_cache(built)
    monkeypatch.setattr("symkl.build.opinions.sources", lambda *parts: "another")
    assert built.run("check").code == 1  # stale: the hashes of what is asked are others
    assert asked == [1, 2]


def test_a_record_that_was_edited_is_not_believed(built, asked):
    path = built.output / PROOFS
    before = path.read_bytes()
    path.write_bytes(before.replace(b"30 digits", b"99 digits"))
    without_the_cache(built)
    answer = built.run("check")
    assert answer.code == 1
    assert "output/report/proofs.json: edited" in answer.out
    assert built.run("build").code == 0
    assert asked == [1, 2, 1, 2]
    assert path.read_bytes() == before


def test_a_file_that_no_manifest_lists_is_not_believed(built, asked):
    (built.output / "manifest.json").unlink()
    without_the_cache(built)
    assert built.run("build").code == 0
    assert asked == [1, 2]


@pytest.mark.parametrize(
    "change",
    [
        lambda opinion: opinion.update(asked="0" * 64),
        lambda opinion: opinion.update(verdict=DISAGREES),
        lambda opinion: opinion.pop("text"),
        lambda opinion: opinion.update(ways="cancel"),
    ],
)
def test_a_record_that_does_not_fit_is_asked_about(built, asked, change):
    rewritten(built, change)
    without_the_cache(built)
    assert built.run("build").code == 0
    assert asked == [1, 2]


def test_a_forged_record_does_not_survive_a_fresh_check(built, asked):
    rewritten(built, lambda opinion: opinion.update(text="I saw it in a dream"))
    built.run("build")  # it brings the layout back, and believes the rest
    without_the_cache(built)
    assert built.run("check").code == 0
    assert asked == []
    answer = built.run("check", "--fresh")
    assert answer.code == 1
    assert "output/report/proofs.json: stale" in answer.out


WHAT = [
    "derivations/quotient.py:13: the second opinion differs from the kernel",
    "  where     quotient, step 2 of 2",
    "  kernel    proved",
    "  checker   accepted",
    "  second    SymPy at a = 2: the left side is 1, the right side 3",
]


def test_a_contradiction_fails_a_build(workspace, contradicted):
    workspace.write("quotient")
    contradicted()
    for _ in range(2):
        answer = workspace.run("build")
        assert answer.code == 1
        assert set(WHAT) <= set(answer.out.splitlines())
    assert not (workspace.output / PROOFS).exists()
    assert not (workspace.output / "latex").exists()
    assert workspace.run("check").code == 1


def test_a_contradiction_is_not_remembered_as_an_agreement(built, contradicted, monkeypatch):
    """By a new program, of which the folder knows nothing, on files that seem up to date."""
    before = (built.output / PROOFS).read_bytes()
    contradicted()
    monkeypatch.setattr("symkl.build.fingerprint.program", lambda *parts: "another")
    monkeypatch.setattr("symkl.build.opinions.sources", lambda *parts: "another")
    for _ in range(2):
        assert built.run("build").code == 1
        assert built.run("check").code == 1
        assert (built.output / PROOFS).read_bytes() == before


def test_a_contradiction_fails_a_check(built, contradicted):
    contradicted()
    answer = built.run("check", "--fresh")
    assert answer.code == 1
    assert set(WHAT) <= set(answer.out.splitlines())
    assert "1 step contradicted by the second opinion" in answer.out
    assert "not proved" not in answer.out
    data = json.loads(built.run("check", "--fresh", "--format", "json").out)
    assert not data["holds"]
    opinions = [s["second_opinion"] for s in data["derivations"][0]["parts"][0]["steps"]]
    assert [opinion["verdict"] for opinion in opinions] == [AGREES, DISAGREES]


def test_what_is_not_proved_is_not_asked_about(built, asked):
    built.write("quotient", step="eq(log(a) - 2 * log(b), by")
    assert built.run("build").code == 1
    assert built.run("check", "--fresh").code == 1
    assert asked == []


def test_two_processes_say_the_same(workspace, asked):
    workspace.write("quotient")
    workspace.write("ratio")
    assert workspace.run("build").code == 0
    assert asked == [1, 2, 1, 2]
    before = (workspace.output / PROOFS).read_bytes()
    asked.clear()
    assert workspace.run("build", "--no-cache", "-j", "2").code == 0
    assert asked == []  # not in this process
    assert (workspace.output / PROOFS).read_bytes() == before
