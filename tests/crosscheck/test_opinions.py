"""Verdicts that are wrong are contradicted, and those that are open are left open."""

from dataclasses import replace

import pytest
from shipping import LIBRARY

from symkl import (
    KL,
    E,
    Integral,
    MultivariateNormal,
    Normal,
    covariance,
    det,
    dimension,
    exp,
    half,
    inv,
    log,
    nonzero,
    positive,
    real,
    sqrt,
    tr,
    vector,
)
from symkl.crosscheck import AGREES, DISAGREES, NO_OPINION, cross_check
from symkl.errors import Place
from symkl.kernel.derivation import Derivation, Part, Rule, Step
from symkl.kernel.theorem import PartResult, Result, StepResult
from symkl.lang.nodes import Relation, as_expr

PLACE = Place("planted.py", 1)

x, y, mu_1, mu_2 = real("x y mu_1 mu_2")
s, t, sigma_1, sigma_2 = positive("s t sigma_1 sigma_2")
u = nonzero("u")
k = dimension("k")
v, m_1, m_2 = vector("v m_1 m_2", k)
A, B = covariance("A B", k)

p = Normal("p", x, mean=mu_1, variance=sigma_1**2)
q = Normal("q", x, mean=mu_2, variance=sigma_2**2)
P = MultivariateNormal("P", v, mean=m_1, covariance=A)
Q = MultivariateNormal("Q", v, mean=m_2, covariance=B)

closed = log(sigma_2 / sigma_1) + (sigma_1**2 + (mu_1 - mu_2) ** 2) / (2 * sigma_2**2) - half
d = m_1 - m_2
closed_general = half * (tr(inv(B) @ A) + d.T @ inv(B) @ d - k + log(det(B) / det(A)))


def opinion(before, after, *, verdict="proved", relation="="):
    """The second opinion on a step whose verdict is made up."""
    before, after = as_expr(before), as_expr(after)
    step = Step(relation, after, Rule("planted", "anything"), "", PLACE)
    part = Part("planted", "", Relation(relation, before, after), before, (step,), PLACE)
    result = PartResult(part, (StepResult(1, step, before, verdict),), verdict)
    (found,) = cross_check(
        Result(Derivation("", (part,), PLACE, name="planted"), (result,), ())
    ).opinions
    return found


TRUE = [
    ((x + y) ** 2, x**2 + 2 * x * y + y**2, "cancel"),
    (log(s**2 / t), 2 * log(s) - log(t), "cancel"),
    (exp(x + y), exp(x) * exp(y), "cancel"),
    (KL(p, q), closed, "cancel"),
    (E(p, (x - mu_1) ** 4), 3 * sigma_1**4, "cancel"),
    (KL(P, Q), closed_general, "matrices"),
    (log(det(A @ B)), log(det(A)) + log(det(B)), "matrices"),
    (Integral(x**2, x, 0, 3), 9, "quadrature"),
]


@pytest.mark.parametrize(("before", "after", "way"), TRUE)
def test_what_is_true_is_confirmed(before, after, way):
    found = opinion(before, after)
    assert found.verdict == AGREES, found
    assert way in found.ways


@pytest.mark.parametrize(("before", "after", "way"), TRUE)
def test_a_true_step_that_is_refuted_is_contradicted(before, after, way):
    found = opinion(before, after, verdict="refuted")
    assert found.verdict == DISAGREES, found
    assert way in found.ways


FALSE = [
    ((x + y) ** 2, x**2 + x * y + y**2),
    (log(x**2 + 1), 2 * log(s)),
    (KL(p, q), closed + (mu_1 - mu_2) ** 2),
    (KL(p, q), log(sigma_1 / sigma_2) + closed),
    (KL(p, q), KL(q, p)),
    (E(p, (x - mu_1) ** 4), sigma_1**4),
    (KL(P, Q), half * (tr(inv(A) @ B) + d.T @ inv(B) @ d - k + log(det(B) / det(A)))),
    (log(det(A + B)), log(det(A)) + log(det(B))),
    (tr(A @ B), tr(A) * tr(B)),  # true at k = 1
    (Integral(x**2, x, 0, 3), 8),
    # The falsehoods that a computer algebra system tells.
    (Integral(exp(-(x**2 + 2 * x)), x), 9),
    (log(u**2), 2 * log(u)),
    (sqrt(u**2), u),
]


@pytest.mark.parametrize(("before", "after"), FALSE)
def test_a_false_step_that_is_proved_is_contradicted(before, after):
    found = opinion(before, after)
    assert found.verdict == DISAGREES, found
    assert "side" in found.text


@pytest.mark.parametrize(("before", "after"), FALSE[:6])
def test_a_false_step_that_is_refuted_is_confirmed(before, after):
    assert opinion(before, after, verdict="refuted").verdict == AGREES


def test_a_side_without_a_value_is_seen():
    """SymPy holds sqrt(x)^2 = x, which has no value at x < 0."""
    found = opinion(sqrt(x) ** 2, x)
    assert found.verdict == DISAGREES
    assert "has none" in found.text


def test_inequalities():
    assert opinion(x**2 + y**2, 2 * x * y, relation=">=").verdict == AGREES
    assert opinion(x**2 + y**2, 3 * x * y, relation=">=").verdict == DISAGREES
    assert opinion(log(t), t - 1, relation="<=").verdict == AGREES
    assert opinion(log(t), t - 2, relation="<=").verdict == DISAGREES


@pytest.mark.parametrize("after", [closed, closed + 1])
def test_a_step_that_is_left_open_stays_open(after):
    found = opinion(KL(p, q), after, verdict="unproved")
    assert found.verdict == NO_OPINION
    assert found.text.startswith("the kernel leaves it open: ")


def test_where_nothing_is_found_the_reason_is_given():
    found = opinion(Integral(1 / x**2, x, -1, 1), -2)
    assert found.verdict in (NO_OPINION, DISAGREES)
    assert found.text


def test_an_expression_that_is_too_large_is_left_to_numbers():
    left, right = as_expr(0), as_expr(0)
    for i in range(1, 60):
        left += (x + i) ** 3 / (y**2 + i)
        right += (x + i) * (x**2 + 2 * i * x + i * i) / (y**2 + i)
    found = opinion(left, right)
    assert found.verdict == AGREES
    assert found.ways == ("numbers",)


def test_a_planted_verdict_in_a_derivation_that_ships():
    """The kernel's answer on the univariate divergence, with one sign turned."""

    result = LIBRARY.result("univariate")
    (part,) = result.parts
    last = part.steps[-1]
    wrong = replace(last, step=replace(last.step, after=closed + half + half))
    planted = replace(part, steps=(*part.steps[:-1], wrong))
    found = cross_check(replace(result, parts=(planted,)))
    assert [(name, number) for name, number, _ in found.disagreements] == [("univariate", 9)]
    assert result.verdict == "proved"
    assert found.given == len(found.opinions)
    assert "the left side is" in found.disagreements[0][2]
