"""What is no derivation is refused where it is written, with what to write instead."""

from dataclasses import replace
from pathlib import Path

import pytest
from shipping import LIBRARY

from symkl import (
    Integral,
    algebra,
    cholesky,
    cholesky_factor,
    covariance,
    derivation,
    dimension,
    eq,
    exceeds_under_integral,
    exp,
    ge,
    le,
    part,
    real,
    scale_tril,
    tr,
)
from symkl.errors import Place, UsageError
from symkl.kernel.check import prove

x, y = real("x y")
S, T = covariance("S T", dimension("k"))
L, M = scale_tril("L M", dimension("k"))


def chained(obtain):
    """tr S by way of a factor, with what is said to be obtained."""
    return derivation(
        title="T",
        claim=tr(S) == tr(S),
        obtain=obtain,
        chain=[tr(S), eq(tr(L @ L.T), by=cholesky(S, L)), eq(tr(S), by=cholesky(S, L))],
    )


@pytest.mark.parametrize(
    ("make", "message", "hint"),
    [
        (lambda: eq(x, by="algebra"), "'algebra' is not a rule", "symkl show --rules"),
        (lambda: le(x, by=None), "None is not a rule", "symkl show --rules"),
        (lambda: ge(x, by=algebra, say=3), "say=3 is not text", "quotes"),
        (lambda: derivation(title=None, claim=x == x, chain=[x]), "title=None is not", "quotes"),
        (lambda: derivation(title="T", claim=x == x, chain=x), "chain=x is not a list", "[…]"),
        (lambda: derivation(title="T", claim=x, chain=[x]), "is not a relation", "=="),
        (lambda: derivation(title="T", claim=x == x, chain=[]), "opens with an expr", "left side"),
        (
            lambda: derivation(title="T", claim=x == x, chain=[eq(x, by=algebra)]),
            "opens with an expression",
            "left side first",
        ),
        (
            lambda: derivation(title="T", claim=x == y, chain=[x, y]),
            "y in the chain is not a step",
            "eq(…, by=rule)",
        ),
        (lambda: derivation(title="T", claim=None, chain=[]), "either a claim or parts", ""),
        (
            lambda: derivation(
                title="T",
                claim=x == x,
                chain=[x],
                parts=[part("a", title="A", claim=x == x, chain=[x])],
            ),
            "either a claim or parts",
            "",
        ),
        (lambda: chained([L]), "L is nothing that is obtained", "cholesky_factor(Sigma, L)"),
        (
            lambda: chained([cholesky_factor(S, L @ L.T)]),
            "is nothing that is obtained",
            "cholesky_factor(Sigma, L)",
        ),
    ],
)
def test_what_is_no_derivation(make, message, hint):
    with pytest.raises(UsageError) as caught:
        make()
    assert message in caught.value.message
    assert hint in (caught.value.hint or "")
    assert Path(caught.value.place.file).name == Path(__file__).name


def test_a_factor_is_a_new_letter_and_obtained_once():
    def verdict(*obtain):
        (part,) = prove(chained(obtain), LIBRARY.theorem).parts
        return part.verdict, part.reason

    assert verdict(cholesky_factor(S, L))[0] == "proved"
    twice = verdict(cholesky_factor(S, L), cholesky_factor(T, L))
    assert twice == ("unproved", "one letter is obtained twice")
    assert verdict(cholesky_factor(T, M))[0] == "unproved"
    assert verdict()[0] == "unproved"


def test_the_variable_of_a_comparison_means_one_thing():
    def verdict(less):
        greater = Integral(exp(-(x**2)) * (1 + x**2), x)
        made = derivation(
            title="T",
            claim=greater >= less,
            chain=[greater, ge(less, by=exceeds_under_integral(exp(-(x**2)) * x**2))],
        )
        ((step,),) = (p.steps for p in prove(made, LIBRARY.theorem).parts)
        return step.verdict, step.reason

    assert verdict(Integral(exp(-(y**2)), y))[0] == "proved"
    other = verdict(Integral(exp(-(y**2)) + x - x, y))
    assert other[0] == "unproved"
    assert "x means two things" in other[1]


def test_two_parts_of_one_name():
    one = part("one", claim=x == x, chain=[x, eq(x, by=algebra)])
    two = part("one", claim=y == y, chain=[y, eq(y, by=algebra)])
    for parts in ([one, two], [one, one]):
        with pytest.raises(UsageError, match="the part one stands here a second time") as caught:
            derivation(title="T", parts=parts)
        assert caught.value.place == parts[1].place
        assert f"in line {one.place.line}" in caught.value.message
    other = replace(one, place=Place("other.py", 3))
    with pytest.raises(UsageError, match=r"other\.py:3"):
        derivation(title="T", parts=[other, two])
    whole = derivation(title="T", parts=[one])
    with pytest.raises(UsageError, match="a second time"):
        replace(whole, parts=(one, two))
