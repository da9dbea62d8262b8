"""Chains, claims, theorems: what the check of a derivation lets through."""

import pytest
from shipping import LIBRARY

from symkl import Library
from symkl.errors import CycleError, Place
from symkl.families import AbstractDensity, MultivariateNormal, Normal
from symkl.kernel.axioms import Equation
from symkl.kernel.check import prove
from symkl.kernel.derivation import Derivation, Part, Rule, Step, derivation, eq, ge, le, part
from symkl.kernel.refusal import Refusal
from symkl.kernel.theorem import Theorem
from symkl.lang import nodes as n
from symkl.lang.vocabulary import (
    KL,
    D,
    E,
    Integral,
    Product,
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
    real,
    scale_tril,
    symmetric,
    tr,
    vector,
)
from symkl.rules import (
    algebra,
    antiderivative,
    cholesky,
    cholesky_factor,
    components,
    definition,
    derivative,
    entrywise,
    exceeds_by,
    lemma,
    linearity,
    log_rules,
    matrix_derivative,
    mean,
    nonnegative,
    second_moment,
    trace,
    triangular,
)
from symkl.rules.base import verdict

k, m, i, j = dimension("k"), dimension("m"), index("i"), index("j")
x, y, mu = real("x y mu")
s = positive("s")
A, H = matrix("A H", k, k)
S, L, K = covariance("S", k), scale_tril("L", k), symmetric("K", k)
v, w = vector("v w", k)
p = Normal("p", x, mean=mu, variance=s**2)
P = MultivariateNormal("P", v, mean=w, covariance=S)


def outcome(claim=None, chain=(), *, parts=(), obtain=(), name="attempt"):
    made = derivation(title="", claim=claim, chain=chain, parts=parts, obtain=obtain)

    def lemmas(wanted: str):
        if wanted.startswith(f"{name}."):
            raise Refusal(f"{wanted} is not proved")
        return LIBRARY.theorem(wanted)

    return prove(made.named(name), lemmas)


def proved(*args, **options) -> bool:
    return outcome(*args, **options).verdict == "proved"


def test_a_chain_proves_its_claim():
    result = outcome(
        (x + y) ** 2 == x**2 + 2 * x * y + y**2,
        [(x + y) ** 2, eq(x**2 + 2 * x * y + y**2, by=algebra)],
    )
    assert result.verdict == "proved"
    (theorem,) = result.theorems
    assert theorem.name == "attempt"
    assert str(theorem.claim) in repr(theorem)


@pytest.mark.parametrize(
    ("claim", "chain"),
    [
        (x == x + 0, [x + 0, eq(x, by=algebra)]),  # it opens with the other side
        (x == 2 * x, [x, eq(x + 0, by=algebra)]),  # it ends elsewhere
        (x**2 == 0, [x**2, ge(0, by=nonnegative)]),  # it proves >=
        (x**2 <= 0, [x**2, ge(0, by=nonnegative)]),
        (-(x**2) >= 0, [-(x**2), le(0, by=nonnegative)]),
        (x**2 >= -1, [x**2, ge(0, by=nonnegative), le(x**2 + 1, by=nonnegative)]),
        (1 / x == 1 / x, [1 / x]),  # no step discharges x != 0
        (x == x, [x]),
    ],
)
def test_a_chain_that_does_not_prove_its_claim(claim, chain):
    result = outcome(claim, chain)
    assert result.verdict != "proved"
    assert not result.theorems
    assert result.parts[0].reason


def test_inequalities_compose_in_one_direction():
    chain = [x**2 + 1, ge(1, by=exceeds_by(x**2)), eq(2 - 1, by=algebra), ge(0, by=nonnegative)]
    assert proved(x**2 + 1 >= 0, chain)
    upside_down = [x**2 + 1, ge(1, by=exceeds_by(x**2)), le(2, by=nonnegative)]
    assert not proved(x**2 + 1 >= 2, upside_down)


def test_an_equation_proves_an_inequality():
    assert proved(x >= x + 0, [x, eq(x + 0, by=algebra)])


def test_compensating_errors_are_both_caught():
    chain = [x, eq(x + 1, by=algebra), eq(x + 0, by=algebra)]
    result = outcome(x == x + 0, chain)
    assert [step.verdict for step in result.parts[0].steps] == ["unproved", "unproved"]


def test_a_true_step_with_a_wrong_rule():
    assert not proved(E(p, x) == mu, [E(p, x), eq(mu, by=linearity)])
    assert proved(E(p, x) == mu, [E(p, x), eq(mu, by=mean)])


def test_only_the_kernel_makes_theorems():
    body = outcome(x == x + 0, [x, eq(x + 0, by=algebra)])
    with pytest.raises(TypeError):
        Theorem(object(), body.parts[0].part, ())
    (theorem,) = body.theorems
    with pytest.raises(AttributeError):
        theorem.claim = x == y


class TestLemmas:
    def test_a_part_may_use_those_before_it(self):
        parts = [
            part("one", claim=x + x == 2 * x, chain=[x + x, eq(2 * x, by=algebra)]),
            part(
                "two", claim=s + s == 2 * s, chain=[s + s, eq(2 * s, by=lemma("attempt.one", x=s))]
            ),
        ]
        assert proved(parts=parts)

    def test_not_those_after_it(self):
        parts = [
            part("one", claim=x == y, chain=[x, eq(y, by=lemma("attempt.two"))]),
            part("two", claim=x == y, chain=[x, eq(y, by=lemma("attempt.one"))]),
        ]
        assert not outcome(parts=parts).theorems

    def test_not_one_that_is_not_proved(self):
        parts = [
            part("one", claim=x == y, chain=[x, eq(y, by=algebra)]),
            part("two", claim=x == y, chain=[x, eq(y, by=lemma("attempt.one"))]),
        ]
        assert not outcome(parts=parts).theorems

    def test_circles_between_files(self, tmp_path):
        text = (
            "from symkl import derivation, eq, lemma, real\n"
            "x, y = real('x y')\n"
            "chain = [x, eq(y, by=lemma('{1}'))]\n"
            "{0} = derivation(title='', claim=x == y, chain=chain)\n"
        )
        for name, other in (("one_way", "other_way"), ("other_way", "one_way")):
            (tmp_path / f"{name}.py").write_text(text.format(name, other))
        with pytest.raises(CycleError):
            Library((str(tmp_path),)).result("one_way")

    @pytest.mark.parametrize(
        "values",
        [
            {"sigma_1": 0},
            {"sigma_1": -1},
            {"sigma_1": x},
            {"sigma_2": mu**2},
            {"sigma_2": s - 1},
            {"nothing": 1},
        ],
    )
    def test_assumptions_are_discharged(self, values):
        rule = lemma("univariate", **values)
        found = verdict(x, x, rule, lemmas=LIBRARY.theorem)
        assert found.verdict == "unproved"

    def test_dimensions_are_whole_numbers(self):
        for wrong in (0, x, s, i):
            rule = lemma("diagonal", k=wrong)
            assert verdict(x, x, rule, lemmas=LIBRARY.theorem).verdict == "unproved"

    def test_what_stands_for_a_number_is_one(self):
        for values, said in (
            ({"sigma_1": v}, "sigma_1 is scalar, but v is k x 1"),
            ({"mu_1": A}, "mu_1 is scalar, but A is k x k"),
            ({"sigma_1": E(P, v)}, "sigma_1 is scalar, but E(P, v) is k x 1"),
        ):
            found = verdict(x, x, lemma("univariate", **values), lemmas=LIBRARY.theorem)
            assert (found.verdict, found.reason) == ("unproved", said)
        found = verdict(x, x, lemma("general", mu_1=s), lemmas=LIBRARY.theorem)
        assert found.reason == "mu_1 is k x 1, but s is scalar"

    def test_covariances_are_positive_definite(self):
        for wrong in (A, K, S @ covariance("T", k), -S, S - S):
            rule = lemma("general", Sigma_1=wrong)
            assert verdict(x, x, rule, lemmas=LIBRARY.theorem).verdict == "unproved"

    def test_an_inequality_equates_nothing(self):
        rule = lemma("nonnegativity.gibbs")
        found = verdict(x, x, rule, lemmas=LIBRARY.theorem)
        assert "inequality" in found.reason

    def test_a_theorem_that_is_not_at_hand(self):
        found = verdict(E(p, n.as_expr(1)), 1, linearity)
        reason = "no theorem normal_moments.mass is at hand"
        assert (found.verdict, found.reason) == ("unproved", reason)

    def test_a_theorem_about_a_derivative_for_other_letters(self):
        one = part("one", claim=D(x * y, x) == y, chain=[D(x * y, x), eq(y, by=derivative)])

        def used(value, wanted):
            moved = D(x * value, x)
            chain = [moved, eq(wanted, by=lemma("attempt.one", y=value))]
            return proved(parts=[one, part("two", claim=moved == wanted, chain=chain)])

        assert used(2 * s, 2 * s)
        assert not used(2 * s, s)

    def test_one_about_triangular_matrices_where_a_derivative_leaves_them(self):
        """|L| is Π L_ii for triangular L alone: off them its derivative is another."""
        diagonal = Product(L[i, i], i, k)
        one = part("one", claim=diagonal == det(L), chain=[diagonal, eq(det(L), by=triangular)])

        def used(direction):
            first, last = D(diagonal, L, direction), D(det(L), L, direction)
            chain = [first, eq(last, by=lemma("attempt.one"))]
            return outcome(parts=[one, part("two", claim=first == last, chain=chain)])

        within, off = used(scale_tril("M", k)), used(H)
        assert within.verdict == "proved"
        assert off.verdict == "unproved"
        assert "a derivative here leaves them" in off.parts[1].steps[0].reason

    def test_what_is_held_constant_in_a_derivative_stays_so(self):
        one = part("one", claim=D(x * y, x) == y, chain=[D(x * y, x), eq(y, by=derivative)])
        for expr, values, value in ((y, {"x": y}, y), (x, {"y": x}, x), (x, {"y": 2 * x}, 2 * x)):
            two = part(
                "two",
                claim=D(expr * value, expr) == value,
                chain=[D(expr * value, expr), eq(value, by=lemma("attempt.one", **values))],
            )
            assert "attempt.two" not in {t.name for t in outcome(parts=[one, two]).theorems}


class TestObtainedLetters:
    def test_a_factor_does_its_work_and_is_gone(self):
        chain = [
            tr(S),
            eq(tr(L @ L.T), by=cholesky(S, L)),
            eq(tr(L.T @ L), by=trace),
            eq(tr(L @ L.T), by=trace),
            eq(tr(S), by=cholesky(S, L)),
        ]
        assert proved(tr(S) == tr(S), chain, obtain=[cholesky_factor(S, L)])

    def test_the_claim_cannot_speak_of_it(self):
        chain = [tr(S), eq(tr(L @ L.T), by=cholesky(S, L))]
        assert not proved(tr(S) == tr(L @ L.T), chain, obtain=[cholesky_factor(S, L)])

    def test_it_is_obtained_in_its_own_part_and_once(self):
        chain = [tr(S), eq(tr(L @ L.T), by=cholesky(S, L)), eq(tr(S), by=cholesky(S, L))]
        assert not proved(tr(S) == tr(S), chain)
        twice = [cholesky_factor(S, L), cholesky_factor(covariance("T", k), L)]
        assert not proved(tr(S) == tr(S), chain, obtain=twice)

    def test_it_is_not_what_it_is_obtained_from(self):
        for made in (cholesky_factor(S, S), cholesky_factor(L @ L.T, L)):
            result = outcome(x == x + 0, [x, eq(x + 0, by=algebra)], obtain=[made])
            assert result.verdict == "unproved"
            assert result.parts[0].reason == f"{made.factor} is not a new letter"

    @pytest.mark.parametrize(
        ("covariance_", "factor"),
        [(K, L), (A, L), (S, matrix("M", k, k)), (S, scale_tril("M", m)), (S, K)],
    )
    def test_only_covariances_have_triangular_factors(self, covariance_, factor):
        made = cholesky_factor(covariance_, factor)
        found = verdict(x, x, cholesky(covariance_, factor), obtain=(made,))
        assert found.verdict == "unproved"

    def test_it_is_not_tied_under_a_derivative(self):
        chain = [
            tr(inv(S) @ K),
            eq(D(log(n.Det(S)), S, K), by=matrix_derivative),
            eq(D(log(n.Det(L @ L.T)), S, K), by=cholesky(S, L)),
            eq(0, by=derivative),
        ]
        assert not proved(tr(inv(S) @ K) == 0, chain, obtain=[cholesky_factor(S, L)])


class TestForm:
    """Steps that are no steps."""

    def test_relations(self):
        place = Place("somewhere", 1)
        for op in ("<", "!=", ">"):
            step = Step(op, x, algebra, "", place)
            made = Part("", "", n.Relation(op, x, x), x, (step,), place)
            result = prove(Derivation("", (made,), place).named("attempt"), LIBRARY.theorem)
            assert result.verdict == "unproved"

    def test_shapes(self):
        chain = [eye(k), eq(eye(m), by=algebra), eq(eye(k), by=algebra)]
        assert not proved(eye(k) == eye(k), chain)

    def test_inequalities_are_between_scalars(self):
        assert not proved(n.Zero((k, k)) <= A.T @ A, [A.T @ A, ge(n.Zero((k, k)), by=nonnegative)])

    def test_what_is_exceeded_by_is_a_number(self):
        for wrong in (v, A, n.Zero((k, 1))):
            found = verdict(x + 1, x, exceeds_by(wrong), relation=">=")
            assert found.verdict == "unproved"
            assert "is no difference of scalars" in found.reason

    def test_entries(self):
        for indices in ((i, i), (n.as_expr(1), n.as_expr(1)), (i, n.as_expr(1)), (x, y), (i, k)):
            found = verdict(v @ w.T, w @ v.T, entrywise(components, *indices))
            assert found.verdict == "unproved"
        taken = verdict(v[i] * v, v[i] * v, entrywise(components, i))
        assert "new letters" in taken.reason
        assert verdict((v @ w.T).T, w @ v.T, entrywise(components, i, j)).verdict == "proved"

    def test_two_letters_of_one_name(self):
        other = positive("x")
        chain = [x + other - other, eq(x + 0 * other, by=algebra)]
        result = outcome(x + other - other == x + 0 * other, chain)
        assert "two different letters" in result.parts[0].reason

    def test_equations_come_from_schemas(self):
        class Wish:
            def equations(self, before, after, lemmas):
                return (Equation(x, n.as_expr(0), "axiom wish"),)

        rule = Rule("wish", "x is 0", frozenset(), (Wish(),))
        assert verdict(x, 0, rule).verdict == "unproved"

    def test_unknown_laws_prove_nothing(self):
        found = verdict(x, x, Rule("wish", "", frozenset({"wish"})))
        assert (found.verdict, found.reason) == ("unproved", "the rule wish names no law: wish")

    def test_an_instance_that_cannot_be_made_is_a_verdict(self):
        # y for x in the integrand would vary what is constant in the derivative: a CaptureError.
        found = verdict(Integral(D(x * y, y), x, 0, 1), half, antiderivative(y**2 / 2, y))
        assert found.verdict == "unproved"
        assert "x is constant in the derivative D(x*y, y); y is not" in found.reason

    def test_the_claim_is_about_the_same_space(self):
        f, f_vector = AbstractDensity("f", x), AbstractDensity("f", v)
        chain = [KL(f, f), eq(KL(f, f) + 0, by=algebra)]
        assert proved(KL(f, f) == KL(f, f) + 0, chain)
        assert not proved(KL(f_vector, f_vector) == KL(f_vector, f_vector) + 0, chain)


def test_tight_rules():
    square = E(p, (x - mu) ** 2)
    assert verdict(square, s**2, linearity, lemmas=LIBRARY.theorem).verdict == "unproved"
    assert verdict(square, s**2, mean, lemmas=LIBRARY.theorem).verdict == "unproved"
    assert verdict(square, s**2, second_moment, lemmas=LIBRARY.theorem).verdict == "proved"
    assert verdict(log(s**2), 2 * log(s), algebra).verdict == "unproved"
    assert verdict(log(s**2), 2 * log(s), log_rules).verdict == "proved"
    assert verdict(tr(A @ H), tr(H @ A), algebra).verdict == "unproved"
    assert verdict(KL(p, p), E(p, log(p(x) / p(x))), algebra).verdict == "unproved"
    assert verdict(KL(p, p), E(p, log(p(x) / p(x))), definition).verdict == "proved"


def test_what_a_step_used_is_told():
    found = verdict(E(p, x - mu), 0, mean, lemmas=LIBRARY.theorem)
    assert "linear" in found.laws
    assert "theorem normal_moments.mean" in found.sources
    assert "theorem normal_moments.mass" in found.sources
    missing = verdict(x, y, algebra)
    assert missing.residual == "-y + x" or "x" in missing.residual
