"""One name, one meaning: what is defined twice in one source, and what is shadowed between two."""

import itertools

import pytest

from symkl.errors import SymklError, UsageError
from symkl.library import Library, shipped
from symkl.meanings import need_one_meaning
from symkl.origin import Origin, with_those_below

HEAD = "from symkl import *\nx, y, s = real('x'), real('y'), positive('s')\n"
CLAIM = "{name} = derivation(title='', claim={0} == {1}, chain=[{0}, eq({1}, by={by})])\n"
FAMILY = "F = Family('F', x, (s,), exp(-{0}*x**2){1})\n"
RULE = "from symkl.kernel.derivation import Rule\nown = Rule('own', '{0}', frozenset(('{1}',)))\n"


def claim(before, after, name="thm", by="algebra"):
    return CLAIM.format(before, after, name=name, by=by)


def of_family(factor, name, more=""):
    return FAMILY.format(factor, more) + claim("F('f', x, 1)(x)", "F('f', x, 1)(x)", name)


def in_step(statement, law, name):
    rule = f"Rule('own', '{statement}', frozenset(('{law}',)))"
    return "from symkl.kernel.derivation import Rule\n" + claim("x", "x", name, rule)


ONE = claim("x + 0", "x")
TWICE = {
    "a derivation, by its claim": ("thm", ONE, claim("x + 0", "2*x")),
    "a derivation, by its chain": (
        "thm",
        ONE,
        ONE.replace("eq(", "eq(x + 1 - 1, by=algebra), eq("),
    ),
    "a derivation, by its rule": ("thm", ONE, claim("x + 0", "x", by="linearity")),
    "a derivation, by a rule's parameter": (
        "thm",
        claim("x", "x", by="lemma('a')"),
        claim("x", "x", by="lemma('b')"),
    ),
    "a derivation, by what is assumed": ("thm", ONE, "x = positive('x')\n" + ONE),
    "a derivation, by its title": ("thm", ONE, ONE.replace("title=''", "title='T'")),
    "a family, by its density": ("the family F", of_family("s", "one"), of_family("(1/s)", "two")),
    "a family, by its theorems": (
        "the family F",
        of_family("s", "one"),
        of_family("s", "two", ", theorems={'mass': 'one'}"),
    ),
    "a family, by the letters of its theorems": (
        "the family F",
        of_family("s", "one"),
        of_family("s", "two", ", letters={'s': 2*s}"),
    ),
    "a family that is not a variable": (
        "the family F",
        of_family("s", "one")
        .replace("F = ", "G = [")
        .replace("x**2))", "x**2))]", 1)
        .replace("F('f'", "G[0]('f'"),
        of_family("(1/s)", "two"),
    ),
    "a family without a formula": (
        "the family F",
        "F = Family('F', x)\n" + ONE,
        "F = Family('F', x, (s,))\n" + claim("x", "x", "two"),
    ),
    "a rule, by its laws": (
        "the rule own",
        RULE.format("", "trace") + claim("x", "x", "one", "own"),
        RULE.format("", "linear") + claim("x", "x", "two", "own"),
    ),
    "a rule, by its statement": (
        "the rule own",
        RULE.format("one", "trace") + claim("x", "x", "one", "own"),
        RULE.format("two", "trace") + claim("x", "x", "two", "own"),
    ),
    "a rule that is not a variable": (
        "the rule own",
        in_step("", "trace", "one"),
        in_step("", "linear", "two"),
    ),
    "a rule that no step uses": (
        "the rule own",
        RULE.format("", "trace") + ONE,
        RULE.format("", "linear") + claim("x", "x", "two"),
    ),
    "a rule, by its instances": (
        "the rule own",
        RULE.format("", "trace").replace(")))", ")), instances=(1,))") + ONE,
        RULE.format("", "trace").replace(")))", ")), instances=(2,))") + claim("x", "x", "two"),
    ),
    "a rule called like one of symkl's": (
        "the rule algebra",
        in_step("", "trace", "one").replace("'own'", "'algebra'"),
        in_step("", "linear", "two").replace("'own'", "'algebra'"),
    ),
}


@pytest.fixture
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(folder, **files):
    folder.mkdir(exist_ok=True)
    return [_write(folder / f"{name}.py", text) for name, text in files.items()]


def _write(path, text):
    path.write_text(HEAD + text, encoding="utf-8")
    return str(path)


def told(*targets):
    """The error, which is the same in whatever order the targets are given."""
    texts = set()
    for order in itertools.permutations(targets):
        with pytest.raises(UsageError) as caught:
            Library(order)
        assert caught.value.exit_code == 2
        texts.add(str(caught.value))
    (text,) = texts
    return text


@pytest.mark.parametrize(("what", "first", "second"), TWICE.values(), ids=TWICE)
def test_what_is_defined_twice_is_told_with_both_places(here, what, first, second):
    one, two = write(here / "own", a=first, b=second)
    for targets in ((one, two), (one,), (two,), ("own",), ("own", one), (one, "univariate")):
        text = told(*targets)
        assert f"{what} is defined at own/a.py:" in text
        assert text.startswith("own/b.py:")


@pytest.mark.parametrize(("what", "first", "second"), TWICE.values(), ids=TWICE)
def test_in_one_file_too(here, what, first, second):
    (path,) = write(here / "own", a=first + second)
    text = told(path)
    assert f"{what} is defined at own/a.py:" in text


@pytest.mark.parametrize(("what", "first", "second"), TWICE.values(), ids=TWICE)
def test_in_the_folder_of_the_project_too(here, what, first, second):
    write(here / "derivations", a=first, b=second)
    for targets in ((), ("univariate",), ("thm",)):
        assert f"{what} is defined at derivations/a.py:" in told(*targets)


@pytest.mark.parametrize(("what", "first", "second"), TWICE.values(), ids=TWICE)
def test_files_of_two_folders_named_in_one_command_are_one_source(here, what, first, second):
    (one,) = write(here / "one", a=first)
    (two,) = write(here / "two", b=second)
    assert f"{what} is defined at one/a.py:" in told(one, two)


@pytest.mark.parametrize("text", [twice[2] for twice in TWICE.values()], ids=TWICE)
def test_what_is_the_same_is_no_contradiction(here, text):
    one, two = write(here / "own", a=text, b="\n\n" + text)
    for targets in ((one, two), (two, one), ("own",), (one,)):
        library = Library(targets)
        assert len(library.targets) == len({source.name for source in library.targets})
    assert Library((two,)).targets[0].path == here / "own" / "b.py"
    assert Library((two, one)).targets[0].path == here / "own" / "a.py"


def test_functions_in_rules_say_the_same_in_copies_only(here):
    text = (
        "def f(before, after): return ()\n"
        + RULE.format("", "trace").replace(")))", ")), instances=f)")
        + claim("x", "x", "one", "own")
    )
    one, _ = write(here / "own", a=text, b=text)
    assert Library((one,)).targets
    write(here / "own", b="\n" + text)
    assert "the rule own is defined at" in told(one)
    both = claim("x", "x", by="lemmas(lemma('a'), lemma('b'))")
    one, _ = write(here / "symkls", a=both, b="\n" + both)
    assert Library((one,)).targets


def test_rules_with_parameters_are_told_apart_by_their_notes(here):
    text = RULE.format("", "trace") + "from symkl.rules.base import using\n"
    uses = [f"using(own, '{note}', instances=(entrywise(algebra),))" for note in "ab"]
    text += claim("x", "x", "one", uses[0]) + claim("x", "x", "two", uses[1])
    (path,) = write(here / "own", a=text)
    assert len(Library((path,)).targets) == 2


def test_the_letters_of_open_densities_are_no_families(here):
    use = "p = AbstractDensity('p', {0})\n" + claim("p({0})", "p({0})", "{1}")
    one, _ = write(here / "own", a=use.format("x", "one"), b=use.format("s", "two"))
    assert Library((one,)).result("one").verdict == "proved"


def test_what_comes_with_symkl_is_nobodys_own(here):
    texts = [claim("Normal('p', x, mean=0, variance=s)(x)", "0", name) for name in ("one", "two")]
    one, two = write(here / "own", a=texts[0], b=texts[1])
    library = Library((one, two))
    assert library.notes() == []


def test_no_name_has_two_meanings_in_what_is_shipped():
    need_one_meaning(Origin("", with_those_below(shipped()), ours=shipped()).meanings())


def test_a_sibling_that_is_read_later_does_not_change_the_verdict(here):
    """The example of old: one family for the variance, another for the precision."""
    rest = (
        "c = F('c', x, s**2)\n"
        "n = Normal('n', x, mean=0, variance={value})\n"
        "{name} = derivation(title='', claim=Integral(x**2*c(x), x) == {value}, chain=["
        "Integral(x**2*c(x), x), eq(Integral(x**2*n(x), x), by=density),"
        "eq(E(n, x**2), by=definition), eq({value}, by=second_moment)])\n"
    )
    wide = "F = Family('F', x, (s,), 1/sqrt(2*pi*s)*exp(-x**2/(2*s)))\n"
    narrow = "F = Family('F', x, (s,), sqrt(s)/sqrt(2*pi)*exp(-s*x**2/2))\n"
    both = (
        wide
        + "c = F('c', x, s**2)\n"
        + (
            "both = derivation(title='', claim=s**2 == 1/s**2, chain=[s**2,"
            "eq(Integral(x**2*c(x), x), by=lemma('wide')), eq(1/s**2, by=lemma('narrow'))])\n"
        )
    )
    files = write(
        here / "own",
        wide=wide + rest.format(name="wide", value="s**2"),
        narrow=narrow + rest.format(name="narrow", value="1/s**2"),
        both=both,
    )
    for path in files:
        assert "the family F is defined at" in told(path)
    told(*files)


def test_between_sources_the_order_is_named_then_project_then_symkl(here):
    (own,) = write(here / "own", a=claim("x", "x", "univariate"))
    write(here / "derivations", a=claim("x + 0", "x", "univariate") + claim("x", "x", "gradients"))
    library = Library((own, "general"))
    assert library.find("univariate").path == here / "own" / "a.py"
    assert library.find("gradients").path == here / "derivations" / "a.py"
    assert library.find("general").path.parent == shipped()
    assert library.notes() == [
        "univariate in own/a.py shadows the project's",
        "univariate in own/a.py shadows symkl's own",
        "univariate in derivations/a.py shadows symkl's own",
        "gradients in derivations/a.py shadows symkl's own",
    ]


def test_families_and_rules_called_like_symkls_are_told(here):
    rule = "from symkl.kernel.derivation import Rule\nr = Rule('algebra', '')\n"
    family = "F = Family('Normal', x, (s,), exp(-s*x**2))\n"
    (own,) = write(here / "own", a=rule + family + ONE)
    assert sorted(Library((own,)).notes()) == [
        "the family Normal in own/a.py shadows symkl's own",
        "the rule algebra in own/a.py shadows symkl's own",
    ]


def test_a_copy_shadows_nothing(here):
    text = (shipped() / "univariate.py").read_text()
    (here / "own").mkdir()
    (here / "own" / "mine.py").write_text("\n" + text)
    assert Library(("own/mine.py",)).notes() == []


def test_a_name_that_stands_twice_can_be_neither_target_nor_lemma(here):
    write(here / "derivations", a=ONE, b=claim("x + 0", "2*x"))
    with pytest.raises(SymklError, match="thm is defined at"):
        Library(("thm",))
