"""A mistake in a derivation file is told as one: no constructor ends with a traceback."""

import random

import pytest
from constructors import CALLS, S, a, attempt, i, p, t, u, x

import symkl
from symkl import algebra, derivation, eq, lemma, part
from symkl.errors import SymklError, UsageError
from symkl.kernel.axioms import AffineSubstitution, Antiderivative, CholeskyFactor, Lemma
from symkl.kernel.derivation import Rule, Step
from symkl.lang import nodes as n
from symkl.rules.base import verdict

SEED = 7


def test_arguments_of_any_kind():
    rng = random.Random(SEED)
    ended = [attempt(rng) for _ in range(4000)]
    assert {name for name, _ in ended} == set(CALLS)
    assert "an error without words" not in {how for _, how in ended}
    made = {name for name, how in ended if how == "made"}
    assert made == set(CALLS), "the arguments are so wrong that nothing is ever made"


@pytest.mark.parametrize(
    "mistake",
    [
        lambda: Lemma("u", 5),
        lambda: Lemma(5),
        lambda: Lemma("u", {1: x}),
        lambda: Antiderivative("x", x),
        lambda: Antiderivative(0.5, x),
        lambda: AffineSubstitution(x, None, t),
        lambda: CholeskyFactor(S, "L"),
        lambda: Rule("name", "", laws=["linear"]),
        lambda: Rule("name", "", laws=frozenset({1})),
        lambda: Rule("name", "", entries=5),
        lambda: Rule("name", "", entries=[i]),
        lambda: Rule("name", "", instances=5),
        lambda: Rule("name", "", difference="x"),
        lambda: Rule(5, ""),
        lambda: Step("=", x, algebra, "", "here"),
        lambda: symkl.MultivariateNormal("p", x, mean=0, covariance=1),
        lambda: symkl.MultivariateNormal("p", 5, mean=u, covariance=S),
        lambda: symkl.Normal("p", "x", mean=0, variance=1),
        lambda: symkl.Normal(5, x, mean=0, variance=1),
        lambda: symkl.AbstractDensity(5, x),
        lambda: symkl.KL(p, 5),
        lambda: symkl.entropy(x),
        lambda: symkl.E(p, x, over=5),
        lambda: symkl.E(x, p),
        lambda: symkl.Integral(x, "x"),
        lambda: symkl.Sum(x, x, 3),
        lambda: symkl.D(x, "x"),
        lambda: symkl.real(5),
        lambda: symkl.rational(1, 0),
        lambda: symkl.rational("1"),
        lambda: symkl.eye(10**5000),
        lambda: symkl.independent("P", u, x, i),
        lambda: lemma("univariate", also="algebra"),
        lambda: symkl.lemmas("univariate"),
        lambda: symkl.entrywise("algebra", i),
        lambda: eq(x, by="algebra"),
        lambda: part("one", claim=x == x, chain=5),
        lambda: part("one", claim=x == x, chain=x),
        lambda: derivation(title="", claim=x == x, chain=[x], obtain=5),
        lambda: derivation(title="", parts=[5]),
        lambda: derivation(title="", parts=x),
        lambda: derivation(title="", claim=x == x, chain=[x, eq(x, by=algebra)], code=[5]),
        lambda: symkl.Export("name", 5, "one"),
        lambda: n.Add(x, "x"),
        lambda: n.Number("5"),
        lambda: n.Number(x),
        lambda: n.Symbol("x", (1, 2, 3)),
        lambda: n.Symbol(""),
        lambda: n.Constant("e"),
        lambda: n.Distribution("Normal", "p", x, (1, 2)),
        lambda: n.Component(u, ("i",)),
        lambda: n.Relation("=", x, "x"),
    ],
)
def test_a_mistake_is_told_with_what_to_do(mistake):
    with pytest.raises(UsageError) as told:
        mistake()
    assert told.value.message
    assert told.value.hint or isinstance(told.value, symkl.errors.ShapeError)


def test_exact_numbers_are_read_where_an_expression_is_declared():
    assert Antiderivative(5, x).function.value == 5
    assert AffineSubstitution(x, 5, t).value.shape == ()
    assert Rule("name", "", difference=5).difference.value == 5
    assert n.same(n.Add(x, 1), x + 1)
    assert n.same(n.Number(3), n.as_expr(3))


def test_a_letter_that_is_none_is_refused_by_the_check_of_the_step():
    """A file loads in which one stands in a step; whoever reads it is told at that step."""
    for made in (Antiderivative(x, x + 1), AffineSubstitution(a * x, x, t)):
        found = verdict(x, x, Rule("name", "", instances=(made,)))
        assert found.reason.endswith("stands where a letter is needed")


def test_an_error_is_of_symkl():
    class Odd:
        def __getattr__(self, name):
            raise RuntimeError(name)

        def __repr__(self):
            raise RuntimeError("no text")

    for word in (symkl.log, symkl.eye, symkl.KL, symkl.lemma):
        with pytest.raises(SymklError, match="Odd"):
            word(*[Odd()] * (2 if word is symkl.KL else 1))
