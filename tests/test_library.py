"""Where derivations are found, how they are loaded, and what their proofs rest on."""

import pytest

from symkl.errors import CycleError, DerivationLoadError, UnknownTarget
from symkl.library import Library, shipped, shown

SMALL = '''"""A sum."""
from symkl import algebra, derivation, eq, real

x = real("x")
{name} = derivation(title="{title}", claim=x + x == 2 * x, chain=[x + x, eq(2 * x, by=algebra)])
'''


def write(folder, name, title="A sum", text=SMALL):
    folder.mkdir(exist_ok=True)
    path = folder / f"{name}.py"
    path.write_text(text.format(name=name, title=title), encoding="utf-8")
    return path


@pytest.fixture
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_shipped_derivations_are_found_anywhere(here):
    assert (shipped() / "univariate.py").is_file()
    assert Library(("univariate",)).targets[0].path == shipped() / "univariate.py"
    assert "univariate" in Library().names()


def test_local_comes_before_shipped_and_a_named_folder_before_both(here):
    write(here / "derivations", "univariate", "local")
    assert Library(("univariate",)).targets[0].derivation.title == "local"
    write(here / "mine", "univariate", "mine")
    assert Library(("mine",)).targets[0].derivation.title == "mine"
    assert Library(("mine/univariate.py",)).find("univariate").derivation.title == "mine"


def test_without_targets_each_name_once(here):
    write(here / "derivations", "univariate", "local")
    names = [source.name for source in Library().targets]
    assert len(names) == len(set(names))
    assert "general" in names


def test_several_targets_and_one_twice(here):
    write(here / "derivations", "one")
    write(here / "derivations", "two")
    library = Library(("two", "derivations/one.py", "two"))
    assert sorted(source.name for source in library.targets) == ["one", "two"]


def test_a_file_with_several_derivations(here):
    path = write(here / "derivations", "one")
    path.write_text(path.read_text() + SMALL.format(name="two", title="Two"))
    assert [s.name for s in Library(("derivations/one.py",)).targets] == ["one", "two"]
    assert Library(("two",)).targets[0].path == path


def test_places_are_as_the_user_would_type_them(here, monkeypatch):
    path = write(here / "derivations", "one")
    assert str(Library(("one",)).targets[0].derivation.place) == "derivations/one.py:5"
    assert shown(path) == "derivations/one.py"
    monkeypatch.chdir(here / "derivations")
    assert shown(path) == "one.py"


def test_the_hash_is_that_of_the_file(here):
    import hashlib

    path = write(here / "derivations", "one")
    assert Library(("one",)).targets[0].sha256 == hashlib.sha256(path.read_bytes()).hexdigest()


def test_loading_leaves_nothing_behind(here):
    write(here / "derivations", "one")
    Library(("one",))
    assert [path.name for path in (here / "derivations").iterdir()] == ["one.py"]


def test_unknown_names(here):
    write(here / "derivations", "one")
    with pytest.raises(UnknownTarget, match="no derivation is called 'onne'") as caught:
        Library(("onne",))
    assert caught.value.hint == "one"
    with pytest.raises(UnknownTarget, match="no file"):
        Library(("derivations/three.py",))


def test_a_broken_file_does_not_hide_the_others(here):
    write(here / "derivations", "one")
    write(here / "derivations", "broken", text="1/0\n")
    assert Library(("one",)).result("one").verdict == "proved"
    with pytest.raises(DerivationLoadError, match="does not import") as caught:
        Library()
    assert str(caught.value.place) == "derivations/broken.py:1"


def test_the_mistake_is_placed_where_the_derivation_makes_it(here):
    text = '"""Deep."""\nfrom symkl import real\nx = real("x")\n\ny = log(x)\n'
    write(here / "derivations", "deep", text=text)
    with pytest.raises(DerivationLoadError) as caught:
        Library(("deep",))
    assert str(caught.value.place) == "derivations/deep.py:5"
    assert "NameError" in (caught.value.cause or "")


def test_theorems_are_proved_when_asked_for_and_once(here):
    library = Library(("univariate",))
    assert library.theorem("normal_moments.mean") is library.theorem("normal_moments.mean")
    with pytest.raises(UnknownTarget, match="no theorem is called"):
        library.theorem("normal_moments.median")


CIRCLE = '''"""A circle."""
from symkl import derivation, eq, lemma, real

x = real("x")
{name} = derivation(title="", claim=x == x + 0, chain=[x, eq(x + 0, by=lemma("{title}"))])
'''


def test_a_circle_has_its_names_and_a_place(here):
    write(here / "derivations", "one", "two", CIRCLE)
    write(here / "derivations", "two", "one", CIRCLE)
    library = Library(("one",))
    with pytest.raises(CycleError) as caught:
        library.result("one")
    assert caught.value.names == ("one", "two")
    assert str(caught.value.place) == "derivations/two.py:5"


PARTS = '''"""A part that is false, and one that rests on it."""
from symkl import algebra, derivation, eq, lemma, part, Integral, antiderivative, unit_interval

t = unit_interval("t")
whole = Integral(2 * t, t, 0, 1)
{name} = derivation(
    title="{title}",
    parts=[
        part("first", claim=whole == 1, chain=[whole, eq(1, by=algebra)]),
        part("second", claim=whole**2 == 1, chain=[whole**2, eq(1, by=lemma("{name}.first"))]),
    ],
)
'''


def test_a_part_that_fails_is_no_circle(here):
    write(here / "derivations", "parts", text=PARTS)
    result = Library(("parts",)).result("parts")
    first, second = result.parts
    assert (first.verdict, second.verdict) == ("unproved", "unproved")
    assert second.steps[0].reason == "the lemma parts.first is not proved"
    good = PARTS.replace("eq(1, by=algebra)", "eq(1, by=antiderivative(t**2, t))")
    write(here / "derivations", "parts", text=good)
    assert Library(("parts",)).result("parts").verdict == "proved"
