"""What stands behind a law has to say it, whoever has written it."""

import pytest

from symkl.kernel import check
from symkl.kernel.preconditions import other_space
from symkl.lang.vocabulary import Integral, positive, real
from symkl.library import Library

HEAD = """from symkl import *
x, y, a, v, w = real('x'), real('y'), positive('a'), real('v'), real('w')
t, u, nn, i = positive('t'), positive('u'), nonnegative_real('nn'), index('i')
"""
USE = {
    "g": "use = derivation(title='', claim=g(a) >= 0, chain=[g(a), ge(0, by=nonnegative)])\n",
    "h": "use = derivation(title='', claim=h(x) >= 0, chain=[h(x), ge(0, by=nonnegative)])\n",
}
NAME = {"g": "log_bound", "h": "exp_bound"}
G = (
    "[{0}, eq(t - 1 - log(t), by=special_functions), eq(exp(log(t)) - 1 - log(t), by=log_rules),"
    "eq(h(log(t)), by=special_functions), ge(0, by=nonnegative)]"
)
H = (
    "[{0}, eq(exp(v) - 1 - v, by=special_functions), eq(v*(1 - 1)*exp(v*1) + exp(v*1)"
    " - (v*(1 - 0)*exp(v*0) + exp(v*0)), by=exp_rules), "
    "eq(Integral((1 - s)*v**2*exp(v*s), s, 0, 1), "
    "by=antiderivative(v*(1 - s)*exp(v*s) + exp(v*s), s)), ge(0, by=nonnegative)]"
)


def own(claim, chain):
    return f"own = derivation(title='', claim={claim}, chain={chain})\n"


SAME = {
    "g, as symkl has it": ("g", own("g(t - 1) >= 0", G.format("g(t - 1)"))),
    "g, by another letter": ("g", "t = u\n" + own("g(u - 1) >= 0", G.format("g(u - 1)"))),
    "h, as symkl has it": ("h", "s = unit_interval('s')\n" + own("h(v) >= 0", H.format("h(v)"))),
}
OTHER = {
    "something else": own("x + 0 == x", "[x + 0, eq(x, by=algebra)]"),
    "an equation": own("g(t - 1) == g(t - 1) + 0", "[g(t - 1), eq(g(t - 1) + 0, by=algebra)]"),
    "a square": own("x**2 >= 0", "[x**2, ge(0, by=nonnegative)]"),
    "less than that": own("g(t - 1) >= -1", "[g(t - 1), ge(-1, by=exceeds_by(t - log(t)))]"),
    "other functions": own("exp(x) >= 0", "[exp(x), ge(0, by=nonnegative)]"),
}
NARROW = {
    "g": "t = i\n" + own("g(t - 1) >= 0", G.format("g(t - 1)")),
    "h": "v, s = nn, unit_interval('s')\n" + own("h(v) >= 0", H.format("h(v)")),
}


def library(folder, use, name, text):
    (folder / "use.py").write_text(HEAD + USE[use])
    (folder / f"{name}.py").write_text(HEAD + text.replace("own = ", f"{name} = "))
    return Library((str(folder / "use.py"),))


@pytest.mark.parametrize(("use", "text"), SAME.values(), ids=SAME)
def test_a_derivation_of_ones_own_that_proves_the_same_serves(tmp_path, use, text):
    found = library(tmp_path, use, NAME[use], text)
    assert found.find(NAME[use]).path.parent == tmp_path
    assert found.result(NAME[use]).verdict == "proved"
    assert found.result("use").verdict == "proved"


@pytest.mark.parametrize("use", USE)
@pytest.mark.parametrize("text", OTHER.values(), ids=OTHER)
def test_one_that_proves_something_else_does_not(tmp_path, use, text):
    found = library(tmp_path, use, NAME[use], text)
    (step,) = found.result("use").parts[0].steps
    assert step.verdict == "unproved"
    if found.result(NAME[use]).verdict == "proved":
        assert step.reason.startswith(f"{NAME[use]} at ")
        assert "does not say that" in step.reason
        assert "another name" in step.hint
    else:
        assert "is not proved" in step.reason


@pytest.mark.parametrize("use", USE)
def test_one_that_proves_it_of_some_numbers_only_does_not(tmp_path, use):
    found = library(tmp_path, use, NAME[use], NARROW[use])
    assert found.result(NAME[use]).verdict == "proved"
    (step,) = found.result("use").parts[0].steps
    assert step.verdict == "unproved"
    assert "does not say that" in step.reason


@pytest.mark.parametrize("use", USE)
@pytest.mark.parametrize("kind", ["something else", "an equation", "a square"])
def test_the_checker_sees_it_by_itself(tmp_path, monkeypatch, use, kind):
    monkeypatch.setattr(check, "need_bound", lambda *_: None)
    found = library(tmp_path, use, NAME[use], OTHER[kind])
    (step,) = found.result("use").parts[0].steps
    assert (step.verdict, step.kernel) == ("unproved", "proved")
    assert "not known to be nonnegative" in step.checker


MOMENTS = """
n = Normal('n', x, mean=y, variance=a**2)
use = derivation(title='', claim=Integral(n(x), x) + 0 == 1, chain=[
    Integral(n(x), x) + 0, eq(1, by=linearity)])
"""


@pytest.mark.parametrize(
    ("chain", "verdict"),
    [
        ("claim=x + 0 == x, chain=[x + 0, eq(x, by=algebra)]", "unproved"),
        ("claim=n(x) + 0 == n(x), chain=[n(x) + 0, eq(n(x), by=algebra)]", "unproved"),
        ("claim=Integral(n(x), x) == 1, chain=[Integral(n(x), x), eq(1, by=algebra)]", "unproved"),
    ],
)
def test_moments_of_ones_own_do_not_serve_the_family_unless_they_say_it(tmp_path, chain, verdict):
    part = f"part('mass', {chain})"
    (tmp_path / "use.py").write_text(HEAD + MOMENTS)
    (tmp_path / "own.py").write_text(
        HEAD + MOMENTS.split("use")[0] + f"normal_moments = derivation(title='', parts=[{part}])\n"
    )
    found = Library((str(tmp_path / "use.py"),))
    (step,) = found.result("use").parts[0].steps
    assert step.verdict == verdict
    proved = found.result("normal_moments").verdict == "proved"
    said = "does not say that every Normal law has mass one" if proved else "is not proved"
    assert said in step.reason


def test_moments_of_ones_own_that_say_it_serve(tmp_path):
    from symkl.library import shipped

    text = (shipped() / "normal_moments.py").read_text()
    (tmp_path / "use.py").write_text(HEAD + MOMENTS)
    (tmp_path / "normal_moments.py").write_text(text.replace('title="', 'title="Own: '))
    found = Library((str(tmp_path / "use.py"),))
    assert found.result("use").verdict == "proved"
    assert any("normal_moments in" in note for note in found.notes())


def test_a_bound_letter_keeps_what_is_assumed_of_it():
    x, y, t = real("x"), real("y"), positive("t")
    squares = [Integral(letter**2, letter, 0, 1) for letter in (x, y, t)]
    assert not other_space(squares[0], squares[1])
    assert other_space(squares[0], squares[2])
