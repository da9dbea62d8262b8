"""Folders as one source: siblings, files that do not load, files that are no derivations."""

import os

import pytest

from symkl import limits
from symkl.errors import DerivationLoadError, UnknownTarget
from symkl.library import Library, shipped
from symkl.origin import Given, Origin

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


def test_what_is_shipped_is_read_when_it_is_needed():
    origin = Origin("symkl's own", [shipped()], ours=shipped())
    assert origin.find("univariate").path == shipped() / "univariate.py"
    assert len(origin._files) == 1
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
