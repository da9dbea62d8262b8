"""Folders as one source: siblings, files that do not load, files that are no derivations."""

import os
from pathlib import Path

import pytest

from symkl import limits
from symkl.build.proving import portable
from symkl.errors import DerivationLoadError, UnknownTarget, UsageError
from symkl.library import Library, shipped
from symkl.origin import Given, Origin, with_those_below

TEXT = """from symkl import algebra, derivation, eq, lemma, real
x = real("x")
{name} = derivation(title="", claim=x + 0 == x, chain=[x + 0, eq(x, by={by})])
"""
BROKEN = {
    "not Python": "from symkl import derivation\nx = = 1\n",
    "a name that is not there": "from symkl import derivation\nx = lg\n",
    "it ends": "from symkl import derivation\nraise SystemExit\n",
}


@pytest.fixture
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "own").mkdir()
    return tmp_path / "own"


def write(folder, name, by="algebra", text=TEXT):
    path = folder / f"{name}.py"
    path.write_text(text.format(name=name, by=by), encoding="utf-8")
    return str(path)


def test_siblings_are_lemmas_whatever_their_files_are_called(here):
    one = write(here, "one", 'lemma("two")')
    write(here, "other", text=TEXT.replace("{name}", "two").format(by="algebra"))
    assert Library((one,)).result("one").verdict == "proved"
    assert [source.name for source in Library((one,)).targets] == ["one"]


@pytest.mark.parametrize("text", BROKEN.values(), ids=BROKEN)
def test_a_broken_sibling_hides_nothing_and_is_told_where_it_matters(here, text):
    one = write(here, "one", 'lemma("two")')
    write(here, "a_broken", text=text)
    with pytest.raises(UnknownTarget, match="'two'") as caught:
        Library((one,)).result("one")
    assert "own/a_broken.py:2" in (caught.value.cause or "")
    write(here, "two")
    library = Library((one,))
    assert library.result("one").verdict == "proved"
    assert library.notes() == []  # nobody looked for a name that it may define
    library.find("univariate")
    (note,) = library.notes()
    assert note.startswith("own/a_broken.py:2: ")
    assert "what it defines is not known" in note


@pytest.mark.parametrize("text", BROKEN.values(), ids=BROKEN)
def test_a_broken_file_of_the_name_is_not_passed_over(here, text):
    write(here, "univariate", text=text)
    one = write(here, "one", 'lemma("univariate")')
    with pytest.raises(DerivationLoadError) as caught:
        Library((one,)).result("one")
    assert str(caught.value.place) == "own/univariate.py:2"


def test_a_file_that_does_not_speak_of_derivations_is_not_run(here):
    one = write(here, "one")
    for name, text in {
        "script": "1/0",
        "user": "import symkl\n1/0",
        "maths": "derivation = 1/0",
    }.items():
        write(here, name, text=f"open('ran', 'w')\n{text}\n")
    library = Library((one,))
    with pytest.raises(UnknownTarget):
        library.find("nowhere")
    assert not (here.parent / "ran").exists()


def test_a_sibling_without_a_derivation_is_not_broken(here):
    one = write(here, "one")
    write(here, "words", text="from symkl import derivation, real\nx = real('x')\n")
    library = Library((one,))
    library.find("univariate")
    assert library.notes() == []


def test_what_is_wrong_with_one_target_does_not_keep_the_others(here):
    one = write(here, "one")
    broken = write(here, "broken", text=BROKEN["not Python"])
    for targets in ((one, broken), (broken, one), ("own",), ("nowhere", one), ("no.py", one)):
        with pytest.raises((DerivationLoadError, UnknownTarget)):
            Library(targets)
        faults = []
        library = Library(targets, faults)
        assert [source.name for source in library.targets] == ["one"]
        assert len(faults) == 1


def test_targets_are_names_and_files_in_folders(here):
    one, two = write(here, "one"), write(here, "two")
    given = Given((two, "name", "own", one))
    assert given.names == ["name"]
    assert given.files == [here / "one.py", here / "two.py"]
    assert given.folders == [here]


@pytest.fixture
def home(tmp_path, monkeypatch):
    """A project's ``derivations/`` with a folder in it, each with a file."""
    monkeypatch.chdir(tmp_path)
    home = tmp_path / "derivations"
    for folder in (home, home / "code", home / "code" / "deeper", home / ".hidden", home / "_own"):
        folder.mkdir()
    write(home, "one", 'lemma("two")')
    write(home / "code", "two")
    return home


def test_a_folder_in_derivations_is_of_the_same_source(home):
    for deeper in ("code/deeper", ".hidden", "_own"):
        write(home / deeper, "three")
    for targets in (("one",), ("derivations/one.py",), ("derivations/code/two.py", "one")):
        assert Library(targets).result("one").verdict == "proved"
    library = Library()
    assert {"one", "two"} < set(library.names())
    assert "three" not in library.names()
    assert str(library.find("two").derivation.place) == "derivations/code/two.py:3"


def test_a_target_in_derivations_is_a_folder_with_those_in_it_or_one_of_them(home):
    for target, names in {"derivations": ["one", "two"], "derivations/code": ["two"]}.items():
        given = Given((target,))
        assert given.folders == [home, home / "code"]
        assert sorted(source.name for source in Library((target,)).targets) == names


def test_a_name_has_one_meaning_in_derivations_and_the_folders_in_it(home):
    write(
        home / "code", "again", text=TEXT.replace("x + 0 ==", "0 + x ==").replace("{name}", "one")
    )
    with pytest.raises(UsageError, match=r"one is defined at derivations/code/again\.py:3 too"):
        Library(("two",))


def test_the_folders_in_any_other_folder_are_sources_of_their_own(here):
    write(here, "one")
    (here / "below").mkdir()
    write(here / "below", "one", text=TEXT.replace("x + 0 ==", "0 + x =="))
    assert len(Library(("own",)).targets) == 1
    assert Given(("own/below",)).folders == [here / "below"]


@pytest.mark.parametrize("folder", ["derivations", "symkl/_derivations"])
def test_files_are_called_the_same_wherever_the_folder_is(folder):
    assert portable(Path("/any") / folder / "one.py") == "derivations/one.py"
    assert portable(Path("/any") / folder / "code/one.py") == "derivations/code/one.py"
    assert portable(Path("/any/own/one.py")) == "own/one.py"


def test_what_is_shipped_is_read_when_it_is_needed():
    origin = Origin("symkl's own", with_those_below(shipped()), ours=shipped())
    assert origin.find("univariate").path == shipped() / "univariate.py"
    assert len(origin._files) == 1
    assert origin.find("univariate_code").path.parent == shipped() / "code"
    assert len(origin._files) == 2
    assert origin.find("nowhere") is None
    assert len(origin.sources()) > 40


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with names")
def test_pipes_and_large_files_beside_one_are_not_waited_for(here):
    one = write(here, "one")
    os.mkfifo(here / "pipe.py")
    (here / "large.py").write_text("from symkl import derivation\n" + "#" * limits.MOST_BYTES)
    library = Library((one,))
    assert library.result("one").verdict == "proved"
    library.find("univariate")
    assert "large.py" in library.notes()[0]


def test_the_siblings_of_a_link_are_those_beside_it(here):
    (here.parent / "elsewhere").mkdir()
    real = write(here.parent / "elsewhere", "one", 'lemma("two")')
    write(here.parent / "elsewhere", "two", text="1/0  # symkl, derivation\n")
    write(here, "two")
    (here / "one.py").symlink_to(real)
    assert Library(("own/one.py",)).result("one").verdict == "proved"
