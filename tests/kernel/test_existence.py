"""Whatever a step's equations say: what is spoken of has a value before they are believed."""

from dataclasses import dataclass, field

import pytest

from symkl.families import AbstractDensity
from symkl.kernel import check
from symkl.kernel.axioms import INSTANCES, Equation
from symkl.kernel.derivation import Rule
from symkl.lang.family import Family
from symkl.lang.nodes import Expr, as_expr
from symkl.lang.vocabulary import KL, E, Integral, cos, exp, g, oo, positive, real
from symkl.rules import algebra
from symkl.rules.base import holds, verdict

x, t = real("x t")
a = positive("a")
f = AbstractDensity("f", x)
ODD = Integral(x, x)  # without a value
WAVE = Integral(cos(x), x, 0, oo)  # without a value as well
MEAN = E(f, x)  # with a value for some densities
BELL = Integral(exp(-(x**2)), x)


@dataclass(frozen=True)
class Said:
    """An instance that says anything, as one would that is wrong where its sides have no value."""

    left: Expr
    right: Expr
    value: object = None
    values: dict = field(default_factory=dict)

    def equations(self, before, after, lemmas):
        return (Equation(self.left, as_expr(self.right), "axiom of this test"),)


@pytest.fixture(autouse=True)
def _believed(monkeypatch):
    monkeypatch.setattr(check, "INSTANCES", (*INSTANCES, Said))


def saying(*instances, laws=()):
    return Rule("said", "", frozenset(laws), instances)


NO_VALUE = pytest.mark.parametrize("nothing", [ODD, WAVE, MEAN], ids=["odd", "wave", "mean"])


def test_an_equation_between_what_has_values_is_used():
    assert holds(BELL + 1, x + 1, saying(Said(BELL, x)))


@NO_VALUE
@pytest.mark.parametrize("laws", [(), ("linear", "mass"), ("exp_sum", "log_exp")])
def test_no_side_exists_because_an_equation_says_so(nothing, laws):
    for before, after in ((nothing + 1, 1), (1, nothing + 1)):
        found = verdict(before, after, saying(Said(nothing, 0), laws=laws))
        assert found.verdict == "unproved"
        assert "not known to" in found.reason


@NO_VALUE
def test_no_equation_vouches_for_itself(nothing):
    for said in (Said(nothing, 0), Said(x, nothing), Said(BELL, nothing - nothing)):
        found = verdict(x, x, saying(said))
        assert found.verdict == "unproved"
        assert "not known to" in found.reason


@NO_VALUE
def test_no_equation_vouches_for_another(nothing):
    for order in (1, -1):
        both = (Said(nothing, t), Said(BELL, nothing + 1))[::order]
        assert not holds(BELL, t + 1, saying(*both))


@NO_VALUE
@pytest.mark.parametrize("how", [lambda v: {"value": v}, lambda v: {"values": {"x": v}}])
def test_no_value_is_a_number_because_an_equation_says_so(nothing, how):
    given = Said(BELL, x, **how(nothing))
    assert holds(BELL, x, saying(Said(BELL, x, **how(t))))
    for instances in ((Said(nothing, 0), given), (given, Said(nothing, 0))):
        found = verdict(BELL, x, saying(*instances))
        assert found.verdict == "unproved"
        assert "not known to be finite" in found.reason or "have a value" in found.reason


@NO_VALUE
def test_no_witness_is_a_number_because_an_equation_says_so(nothing):
    rule = Rule("said", "", frozenset(), (Said(nothing, 1),), difference=nothing**2)
    assert not holds(x + 1, x, rule, relation=">=")


def test_nothing_cancels_because_an_equation_says_so():
    """If g(a) is a divergence, that less g(a) may be infinity minus infinity."""
    whole = KL(f, AbstractDensity("q", x))
    rule = saying(Said(g(a), whole))
    assert holds(whole + 1, g(a) + 1, rule)
    for before, after in ((whole - g(a), x - x), (whole + 1 - g(a), x - x + 1)):
        found = verdict(before, after, rule)
        assert (found.verdict, "it cannot be cancelled" in found.reason) == ("unproved", True)


def test_a_divergence_of_what_is_no_density_may_have_no_value():
    """exp(a + x) is positive and has no mass: of f log f - f log q no sign is known."""
    q = Family("Growing", x, (t,), exp(t + x))("q", x, t)
    for one, other in ((f, q), (q, f)):
        found = verdict(KL(one, other), 1 * KL(one, other), algebra)
        assert (found.verdict, "is not known to have a value" in found.reason) == ("unproved", True)
    other = AbstractDensity("other", x)
    assert verdict(KL(f, other), 1 * KL(f, other), algebra).verdict == "proved"
