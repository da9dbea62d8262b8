"""Proved is what both provers say: what the checker refuses is unproved, and nobody cites it."""

import os
import subprocess
import sys

import pytest

from symkl import agreement
from symkl.cli import main
from symkl.errors import SymklError
from symkl.library import Library
from symkl_recheck import Verdict, recheck

TEXT = """
from symkl import algebra, derivation, eq, lemma, part, real
x = real("x")
parts = derivation(title="three claims", parts=[
    part("first", claim=x + 0 == x, chain=[x + 0, eq(x, by=algebra)]),
    part("second", claim=2*x == x + x, chain=[2*x, eq(x + x, by=algebra)]),
    part("third", claim=x + 0 + 1 == x + 1,
         chain=[x + 0 + 1, eq(x + 1, by=lemma("parts.first", also=algebra))]),
])
above = derivation(title="rests on it", claim=x + 0 == x,
    chain=[x + 0, eq(x, by=lemma("parts.first"))])
"""


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "parts.py"
    path.write_text(TEXT)
    return str(path)


def refusing(part, step=1, **more):
    """The checker, were it to refuse one part."""

    def checked(contents, accepted):
        (content,) = contents.values()
        if f'"name":"{part}"'.encode() in content:
            return dict.fromkeys(contents, Verdict("it says so", part, step, **more))
        return recheck(contents, accepted)

    return checked


def test_both_say_so(file):
    library = Library((file,))
    result = library.result("parts")
    assert result.verdict == "proved"
    assert {s.checker for p in result.parts for s in p.steps} == {"accepted"}
    assert library.result("above").verdict == "proved"


def test_what_the_checker_refuses_is_unproved_with_all_that_rests_on_it(file, monkeypatch):
    monkeypatch.setattr(agreement, "recheck", refusing("parts.first"))
    library = Library((file,))
    first, second, third = library.result("parts").parts
    assert [p.verdict for p in (first, second, third)] == ["unproved", "proved", "unproved"]
    (step,) = first.steps
    assert (step.verdict, step.kernel) == ("unproved", "proved")
    assert "the checker refuses it: it says so" in step.reason
    assert "an error of symkl" in step.hint
    assert "parts.first" in third.reason
    assert library.theorem("parts.second").claim.op == "="
    above = library.result("above")
    assert above.verdict == "unproved"
    assert "parts.first is not proved" in above.parts[0].steps[0].reason


def test_a_certificate_that_is_refused_as_a_whole_proves_nothing(file, monkeypatch):
    monkeypatch.setattr(agreement, "recheck", lambda c, _: dict.fromkeys(c, Verdict("unreadable")))
    result = Library((file,)).result("parts")
    assert {p.verdict for p in result.parts} == {"unproved"}
    assert all("unreadable" in p.reason for p in result.parts)
    assert all("an error of symkl" in p.hint for p in result.parts)


def test_a_refusal_without_words_is_a_refusal():
    assert not Verdict("").accepted
    assert Verdict(None).accepted


def test_size_is_no_disagreement(file, monkeypatch):
    monkeypatch.setattr(agreement, "recheck", refusing("parts.first", limit=True))
    (step,) = Library((file,)).result("parts").parts[0].steps
    assert "too large for the checker" in step.reason
    assert "error of symkl" not in step.hint


def test_the_command_ends_with_one(file, monkeypatch, capsys):
    monkeypatch.setattr(agreement, "recheck", refusing("parts.first"))
    with pytest.raises(SystemExit) as ended:
        main(["prove", file])
    assert ended.value.code == 1
    assert "an error of symkl" in capsys.readouterr().out


# Small true steps on which the two had drifted apart, a kind a line.
TRUE = """
D(log1p(a), a) == 1/(1 + a), derivative
D(g(a), a) == a/(1 + a), derivative
D(expm1(x), x) == exp(x), derivative
D(h(x), x) == expm1(x), derivative
Product(b - b, i, 2) == Product(a - a, i, 2), algebra
det(m - m) == det(w - w), determinant
det((a + b)*S) == (a + b)**k*det(S), determinant
Expectation(n, 2*x, x) == 2*Expectation(n, x, x), linearity
D(a**b, a) == b*a**(b - 1), derivative
D((1 + x**2)**a, x) == 2*a*x*(1 + x**2)**(a - 1), derivative
Integral(1/(1 + r), r, 0, 1) == log1p(1) - log1p(0), antiderivative(log1p(r), r)
z.T @ inv(S + T) @ z + 0 == z.T @ inv(S + T) @ z, algebra
log((a + b)**2) == 2*log(a + b), log_quotient
log((a + b)**3) == 3*log(a + b), log_quotient
log((a**2 + 2*a*b + b**2)**2) == 4*log(a + b), log_quotient
sqrt(a**2*(a + b)**4) == a*(a + b)**2, algebra
log(a*(a + b)) == log(a) + log(a + b), log_quotient
log(a/(a + b)) == log(a) - log(a + b), log_quotient
log(1/(a**2 + 2*a*b + b**2)) == -2*log(a + b), log_quotient
sqrt((a + b)**2) == a + b, algebra
exp((a**2 - b**2)/(a + b)) == exp(a - b), algebra
Integral(2*log(1 + r), r, 0, 1) == 2*Integral(log(1 + r), r, 0, 1), linearity
Integral(a, a, 0, 1) == half, antiderivative(a**2/2, a)
Integral(nz, nz, -1, 1) == 0, antiderivative(nz**2/2, nz)
Sum(Sum(x, i, j), j, k) == x*Sum(j, j, k), sums
tr(m @ w) == tr(w @ m), trace
exp(x*(a/b + b/a)/(a/b + b/a)) == exp(x), exp_rules
sqrt(a + 2*sqrt(a)*b + b**2) == sqrt(a) + b, algebra
log(a + 2*sqrt(a)*b + b**2) == 2*log(sqrt(a) + b), log_quotient
x**(3 - 1)*x**(2*1) == x**4, algebra
x*Integral(t**(3 - 2)*2, t, 0, 1) == x*(1**2 - 0**2), antiderivative(t**2, t)
Product(exp(x), i, 1) == exp(x), single_term
Sum(2*z[i], i, 1) == 2*Sum(z[i], i, 1), sums
z1 + x*w1 == by_component(x*w1[i] + z1[i], i, 1), entrywise(components, index("i_1"))
E(Z, z[i]*z[j]) == (1 - delta(i, j))*E(Z, z[i])*E(Z, z[j]) + delta(i, j)*E(Z, z[i]**2), independence
"""
# And beside them what is false, or has no value.
FALSE = """
D(g(a), a) == 1/(1 + a), derivative
D(h(x), x) == exp(x), derivative
Product(b - b, i, 2) == Product(a, i, 2), algebra
det(m - m) == det(w), determinant
det((a + b)*S) == (a + b)*det(S), determinant
Expectation(n, 2*x, x) == 2*x, linearity
D(a**b, a) == a**(b - 1), derivative
D(a**b, b) == b*a**(b - 1), derivative
D(a**a, a) == a*a**(a - 1), derivative
Integral(1/(1 + r), r, 0, 1) == log1p(1), antiderivative(log1p(2*r), r)
log((a + b)**2) == 2*log(a) + 2*log(b), log_quotient
log(x**2) == 2*log(x), log_quotient
sqrt((x + a)**2) == x + a, algebra
sqrt(x**2*(a + b)**2) == x*(a + b), algebra
log((a + b)**3) == 3*log(a) + 3*log(b), log_quotient
exp((a**2 - b**2)/(a + b)) == exp(a + b), algebra
Integral(1/nz, nz, -1, 1) == 0, antiderivative(log(nz), nz)
Integral(1/a, a, 0, 1) == 0, antiderivative(log(a), a)
Integral(x, x) == Integral(t + 1, t), substitution(x, t + 1, t)
E(p, x) == Integral(p(x)*x, x), definition
(x + 1)*KL(p, q) == (1 + x)*KL(p, q), algebra
x/x == 1, algebra
exp(x*(a/b + b/a)/(a/b - b/a)) == exp(x), exp_rules
sqrt(a - 2*sqrt(a)*b + b**2) == sqrt(a) - b, algebra
log(a + 2*sqrt(a)*b - b**2) == 2*log(sqrt(a) + b), log_quotient
x**(1 - 2)*x == 1, algebra
x**(3 - 1)*x**(2*1) == x**3, algebra
Product(exp(x), i, 2) == exp(x), single_term
Sum(2*z[i], i, 2) == 2*Sum(z[i], i, 2), sums
z1 + x*w1 == by_component(x*z1[i] + w1[i], i, 1), entrywise(components, index("i_1"))
E(Z, z[i]*z[j]**2) == (1 - delta(i, j))*E(Z, z[i])*E(Z, z[j]**2), independence
"""
WORDS = """
from symkl import *
from symkl.lang.nodes import Expectation
x, t = real("x t")
a, b = positive("a b")
nz, r, k = nonzero("nz"), nonnegative_real("r"), dimension("k")
i, j = index("i j")
S, T = covariance("S T", k)
z, z1, w1 = vector("z", k), vector("z_1", 1), vector("w_1", 1)
m, w = matrix("m", k, k), matrix("w", k, k)
p, q = AbstractDensity("p", x), AbstractDensity("q", x)
Z = independent("Z", z, Normal("n", t, mean=x, variance=a), i)
n = Normal("n", t, mean=x, variance=a)
def one(claim, by):
    return derivation(title="", claim=claim, chain=[claim.lhs, eq(claim.rhs, by=by)])
"""


def verdicts(lines, path):
    rows = lines.strip().splitlines()
    made = [f"d{n} = one({row})" for n, row in enumerate(rows)]
    path.write_text(WORDS + "\n".join(made) + "\n")
    library = Library((str(path),))
    return {rows[n]: library.result(f"d{n}").verdict for n in range(len(rows))}


def test_small_true_steps_are_proved_by_both(tmp_path):
    found = verdicts(TRUE, tmp_path / "true.py")
    assert {row for row, verdict in found.items() if verdict != "proved"} == set()


def test_small_false_steps_and_steps_without_a_value_are_not(tmp_path):
    found = verdicts(FALSE, tmp_path / "false.py")
    assert {row for row, verdict in found.items() if verdict == "proved"} == set()


def test_texts_are_in_the_language_and_the_same_on_every_run(tmp_path):
    path = tmp_path / "texts.py"
    path.write_text(
        WORDS
        + """
leak = one(Integral(2*b**a*exp(-b), b, 0, oo) == 2*Integral(b**a*exp(-b), b, 0, oo), linearity)
base = one(D(x*t*a*b, x) == t*a*b, derivative)
held = derivation(title="", claim=x == x, chain=[
    x, eq(x + 0, by=lemma("base", t=x, a=a*x, b=b*x)), eq(x, by=algebra)])
"""
    )
    told = set()
    for seed in "0123":
        command = [sys.executable, "-m", "symkl", "prove", str(path)]
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        done = subprocess.run(command, capture_output=True, text=True, env=environment)
        assert done.returncode == 1, done.stderr
        told.add(done.stdout)
    (text,) = told
    assert "sym(" not in text
    assert "is not known to be integrable over b from 0 to oo" in " ".join(text.split())


def test_a_derivative_is_taken_by_a_letter(tmp_path):
    path = tmp_path / "slope.py"
    path.write_text(WORDS + "d = one(D(x**2, 2*x) == x, derivative)\n")
    with pytest.raises(SymklError, match="is no letter; a derivative is taken by one"):
        Library((str(path),))


OWN_RULE = """
from symkl import *
from symkl.kernel.derivation import Rule
x, a = real("x"), positive("a")
everything = Rule("everything", "products, logarithms and exponentials", frozenset({laws}))
own = derivation(title="", claim=log(a*exp(x)) == log(a) + x,
                 chain=[log(a*exp(x)), eq(log(a) + x, by=everything)])
"""


def test_a_rule_of_ones_own_is_the_laws_that_it_allows(tmp_path):
    path = tmp_path / "own.py"
    path.write_text(OWN_RULE.replace("{laws}", '{"log_product", "log_exp"}'))
    (part,) = Library((str(path),)).result("own").parts
    assert part.verdict == "proved"
    path.write_text(OWN_RULE.replace("{laws}", '{"log_exp"}'))
    (part,) = Library((str(path),)).result("own").parts
    assert part.verdict == "unproved"
    assert "normal forms" in part.steps[0].reason


OWN_NORMAL = """
from symkl import *
x, s = real("x"), positive("s")
N = Family("Normal", x, (s,), exp(-s*x**2))
m, n = N("m", x, s), Normal("n", x, mean=0, variance=s**2)
ours = derivation(title="", parts=[
    part("theirs", claim=n(x) + 0 == n(x), chain=[n(x) + 0, eq(n(x), by=algebra)]),
    part("number", claim=x + 0 == x, chain=[x + 0, eq(x, by=algebra)])])
"""
MIXED = {
    "in one step": "chain=[m(x) + 0, eq(m(x) + n(x) - n(x), by=algebra), eq(m(x), by=algebra)]",
    "by a lemma": "chain=[m(x) + 0, eq(m(x), by=lemma('ours.theirs', also=algebra))]",
    "by another claim of a lemma's derivation": (
        "chain=[m(x) + 0, eq(m(x), by=lemma('ours.number', also=algebra))]"
    ),
}


@pytest.mark.parametrize("chain", MIXED.values(), ids=MIXED)
def test_two_families_of_one_name_are_told_as_that(tmp_path, chain):
    path = tmp_path / "mixed.py"
    path.write_text(f"{OWN_NORMAL}\nmixed = derivation(title='', claim=m(x) + 0 == m(x), {chain})")
    library = Library((str(path),))
    assert library.result("ours").verdict == "proved"
    (part,) = library.result("mixed").parts
    told = [(part.reason, part.hint), *((s.reason, s.hint) for s in part.steps)]
    assert part.verdict == "unproved"
    assert any(
        "Normal stands for two different families" in reason and "another name" in hint
        for reason, hint in told
    )
    assert "error of symkl" not in str(told)


# Letters: one name, other assumptions or another shape, in the next line or in a theorem.
LETTERS = """
from symkl import *
x, k, t = real("x"), dimension("k"), real("t")
xp, xi, xv = positive("x"), index("x"), vector("x", k)
lemma_p = derivation(title="", claim=sqrt(xp**2) == xp, chain=[sqrt(xp**2), eq(xp, by=algebra)])
lemma_r = derivation(title="", claim=x + 0 == x, chain=[x + 0, eq(x, by=algebra)])
lemma_v = derivation(title="", claim=xv + 0*xv == xv, chain=[xv + 0*xv, eq(xv, by=algebra)])
"""


def of_letters(folder, before, after, by):
    """The verdict on a step, or on a chain that is written as the end of one."""
    path = folder / "letters.py"
    last = after.rpartition("eq(")[2]
    path.write_text(
        f"{LETTERS}\nown = derivation(title='', claim={before} == {last}, "
        f"chain=[{before}, eq({after}, by={by})])\n"
    )
    (part,) = Library((str(path),)).result("own").parts
    return part


LETTERS_APART = {
    "a letter for one with less assumed": ("x", "xp", "algebra"),
    "a letter for one with more assumed": ("xp", "x", "algebra"),
    "on the way": ("x", "x + xp - xp, by=algebra), eq(xp", "algebra"),
    "a root": ("sqrt(x**2)", "x", "lemma('lemma_p')"),
    "a root, its letter named": ("sqrt(x**2)", "x", "lemma('lemma_p', x=x)"),
    "a root, of another letter": ("sqrt(t**2)", "t", "lemma('lemma_p', x=t)"),
    "an index": ("sqrt(x**2)", "xi", "lemma('lemma_r', x=xi, also=algebra)"),
    "a vector": ("x", "xv[1]", "lemma('lemma_v', also=components)"),
    "a vector, named": ("x", "t", "lemma('lemma_v', x=x)"),
    "a bound letter": ("Integral(x, xp, 0, 1)", "Integral(xp, xp, 0, 1)", "algebra"),
    "a bound letter and its sum": ("Integral(x, xp, 0, 1)", "half", "antiderivative(xp**2/2, xp)"),
}


@pytest.mark.parametrize(("before", "after", "by"), LETTERS_APART.values(), ids=LETTERS_APART)
def test_letters_of_one_name_stay_apart(tmp_path, before, after, by):
    part = of_letters(tmp_path, before, after, by)
    assert part.verdict in ("unproved", "refuted")
    assert "error of symkl" not in str([part.hint, *(step.hint for step in part.steps)])


LETTERS_TOGETHER = {
    "an instance": ("sqrt(xp**2)", "xp", "lemma('lemma_p', x=xp)"),
    "less is assumed by the theorem": ("xp + 0", "xp", "lemma('lemma_r', x=xp)"),
    "another one comes and goes": ("x + 0", "x + xp - xp, by=algebra), eq(x", "algebra"),
}


@pytest.mark.parametrize(("before", "after", "by"), LETTERS_TOGETHER.values(), ids=LETTERS_TOGETHER)
def test_and_are_used_for_each_other_where_that_is_shown(tmp_path, before, after, by):
    part = of_letters(tmp_path, before, after, by)
    assert part.verdict == "proved"
    assert {step.checker for step in part.steps} == {"accepted"}
