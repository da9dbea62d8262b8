"""Two sides compared at exact points: what is refuted, what agrees, what has no value."""

from fractions import Fraction

import pytest
from mpmath import mp

import symkl.meaning.values
from symkl.errors import UsageError
from symkl.families import AbstractDensity, MultivariateNormal, Normal
from symkl.lang import nodes as n
from symkl.lang.vocabulary import (
    KL,
    D,
    E,
    Integral,
    Sum,
    covariance,
    det,
    dimension,
    eye,
    half,
    index,
    inv,
    log,
    matrix,
    positive,
    rational,
    real,
    scale_tril,
    sqrt,
    symmetric,
    tr,
    vector,
)
from symkl.meaning.evaluate import Comparison, Undefined, compare
from symkl.meaning.values import Values

k, d = dimension("k d")
x, a = real("x a")
s, t = positive("s t")
i = index("i")
u, m = vector("u m", k)
A = matrix("A", k, k)
S, T = covariance("S T", k)
H = symmetric("H", k)
L = scale_tril("L", k)
p = Normal("p", x, mean=a, variance=s**2)
q = Normal("q", x, mean=0, variance=t**2)
P = MultivariateNormal("p", u, mean=m, covariance=S)
f, g = AbstractDensity("f", x), AbstractDensity("g", x)

CLOSED = log(t / s) + (s**2 + a**2) / (2 * t**2) - half


@pytest.mark.parametrize(
    ("before", "after", "points"),
    [
        (KL(p, q), CLOSED, 3),
        (E(p, x**2), s**2 + a**2, 3),
        (D(CLOSED, s), -1 / s + s / t**2, 3),
        ((x - a) + (a - s), x - s, 3),
        (rational(1, 2), half, 1),
        (E(p, x - a), rational(0), 3),
        (sqrt(rational(2)) ** 2, rational(2), 1),
        (Integral(f(x), x), rational(1), 1),
        (A.T @ A, (A.T @ A).T, 9),
        (tr(S @ T), tr(T @ S), 9),
        (E(P, u @ u.T), S + m @ m.T, 9),
        (D(log(det(S)), S, H), tr(inv(S) @ H), 9),
        (Sum(u[i] * m[i], i, k), u.T @ m, 9),
    ],
    ids=lambda v: None if callable(v) else str(v),
)
def test_what_is_true_agrees(before, after, points):
    found = compare(before, after)
    assert (found.verdict, found.points) == ("agree", points)
    assert found.digits >= 40
    assert str(found) == f"the sides agree to {found.digits} digits at {points} points"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (KL(p, q), CLOSED + half),
        (KL(p, q), CLOSED - a / 10**12),
        (E(p, x**2), s + a**2),
        (tr(S @ inv(T)), tr(inv(S) @ T)),
        (S @ T, T @ S),
        (A, A.T),
        (u @ m.T, m @ u.T),
        (log(det(S + T)), log(det(S)) + log(det(T))),
        (tr(eye(k)), rational(1)),
        (KL(f, g), KL(g, f)),
        (D(log(det(S)), S, H), tr(S @ H)),
        (Sum(u[i], i, k) ** 2, Sum(u[i] ** 2, i, k)),
        (x + rational(1, 10**30), x),
        (x / 10**60, rational(0)),
    ],
    ids=lambda v: None if callable(v) else str(v),
)
def test_what_is_false_differs(before, after):
    found = compare(before, after)
    assert found.verdict == "differ"
    assert found.before != found.after
    assert compare(after, before).verdict == "differ"


def test_a_counterexample_can_be_checked_by_hand():
    found = compare(tr(S), det(S) + x)
    assert found.values[0] == ("k", "1")
    assert [name for name, _ in found.values] == ["k", "x", "S"]
    assert all(Fraction(value) for name, value in found.values if name in "kx")
    assert str(found) == ("at k = 1, x = -2, S = [[4]]: the left side is 4.0, the right side 2.0")


def test_a_difference_of_matrices_names_its_worst_entry():
    found = compare(A @ S, S @ A, dims=(2,), samples=1)
    assert found.entry is not None
    row, column = found.entry
    assert {row, column} <= {1, 2}
    assert str(found).endswith(f" in entry ({row}, {column})")


def test_a_vector_can_be_of_one_component():
    found = compare(u, 2 * u, dims=(1,))
    assert (found.verdict, found.entry) == ("differ", None)


def test_twenty_digits_of_both_sides():
    found = compare(log(s), log(s) + 1, samples=1)
    assert len(found.before.replace(".", "")) == 20


def test_as_many_digits_as_tell_both_sides_apart():
    found = compare(log(s), log(s) + rational(1, 10**35), samples=1)
    assert len(found.before.replace(".", "")) == 40
    assert found.before[:36] == found.after[:36]


@pytest.mark.parametrize(
    ("before", "relation", "after", "verdict"),
    [
        (KL(p, q), ">=", rational(0), "agree"),
        (rational(0), "<=", KL(f, g), "agree"),
        (log(s), "<=", s - 1, "agree"),
        (log(s), ">=", s - 1, "differ"),
        (s, "<=", s, "agree"),
        (E(p, x), ">=", a, "agree"),
        (x, "<=", rational(0), "differ"),
    ],
    ids=lambda v: None if callable(v) else str(v),
)
def test_inequalities(before, relation, after, verdict):
    assert compare(before, after, relation=relation).verdict == verdict


def test_undefined_on_one_side():
    found = compare(log(x**2), 2 * log(x))
    assert found.verdict == "undefined"
    assert found.reason == "log(x) is undefined: logarithm of -2"
    assert str(found) == "at x = -2: log(x) is undefined: logarithm of -2"
    assert compare(tr(inv(A - A)), rational(0)).reason.endswith("the matrix is singular")


def test_a_refutation_counts_more_than_a_gap():
    assert compare(log(x**2) / 2, log(x) + 1, samples=6).verdict == "differ"


def test_undefined_on_both_sides_says_nothing_where_others_speak():
    found = compare(log(x) + 1, 1 + log(x), samples=6)
    assert found.verdict == "agree"
    assert found.points < 6
    assert compare(log(-s), log(-t)).verdict == "undefined"


def test_unknown():
    found = compare(E(p, n.Apply("abs", x)), s, digits=20, samples=1)
    assert found.verdict == "unknown"
    assert found.reason.startswith("E(p, abs(x)) could not be evaluated: the integral does not")
    assert compare(AbstractDensity("f", u)(u), rational(1)).verdict == "unknown"


def test_integrals_within_integrals_are_compared_to_fewer_digits():
    found = compare(E(p, E(q, x * a)), rational(0), samples=1)
    assert (found.verdict, found.digits) == ("agree", 20)


def test_symbols_that_are_not_free():
    assert compare(log(det(S)), 2 * log(det(L))).verdict == "differ"
    assert compare(log(det(S)), 2 * log(det(L)), where={S: L @ L.T}).verdict == "agree"


def test_several_dimensions_take_turns():
    B = matrix("B", k, d)
    assert compare(tr(B @ B.T), tr(B.T @ B)).points == 9
    found = compare(tr(B @ B.T) + k, tr(B.T @ B) + d)
    assert found.values[:2] == (("d", "1"), ("k", "2"))


def test_open_laws_can_be_given():
    assert compare(E(f, x**2), rational(1), densities={"f": mp.npdf}).verdict == "agree"
    assert compare(E(f, x**2), rational(1)).verdict == "differ"


def test_the_same_on_every_run():
    assert compare(KL(p, q), CLOSED + 1) == compare(KL(p, q), CLOSED + 1)
    assert isinstance(hash(compare(x, a)), int)
    assert Comparison("agree", digits=3, points=1) == Comparison("agree", digits=3, points=1)


def test_relations_are_three():
    with pytest.raises(UsageError, match="'<' is no relation\n  try: write =, <= or >="):
        compare(x, a, relation="<")


def test_a_side_of_two_steps_is_evaluated_once(monkeypatch):
    values, found = Values(), []

    def counted(node, *rest):
        found.append(node)
        if node is wrong:
            raise Undefined("of no value")
        return original(node, *rest)

    wrong = log(s - s)
    original = symkl.meaning.values.value_of
    monkeypatch.setattr("symkl.meaning.values.value_of", counted)
    for before, after in [(KL(p, q), CLOSED), (CLOSED, half * 2 * CLOSED)]:
        kept = compare(before, after, samples=2, digits=20, value=values)
        assert kept == compare(before, after, samples=2, digits=20)
    assert found.count(CLOSED) == 2
    for _ in range(2):
        with pytest.raises(Undefined, match="of no value"):
            values(wrong, {s: 1}, 20)
    assert found.count(wrong) == 1
    assert values(s + 1, {s: 1}, 20) != values(s + 1, {s: 2}, 20)
