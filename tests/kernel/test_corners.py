"""Steps that take the rarer ways through the kernel: each with the near miss beside it."""

import pytest
from shipping import LIBRARY

from symkl.errors import UsageError
from symkl.families import AbstractDensity, MultivariateNormal, Normal
from symkl.kernel import words
from symkl.kernel.axioms import Equation
from symkl.kernel.check import prove
from symkl.kernel.derivation import derivation, eq
from symkl.kernel.equations import adopt
from symkl.kernel.normal_form import Normalizer
from symkl.kernel.poly import Atom, number
from symkl.kernel.refusal import Refusal
from symkl.lang import nodes as n
from symkl.lang.vocabulary import (
    D,
    E,
    Integral,
    Sum,
    by_component,
    cos,
    covariance,
    det,
    diag,
    dimension,
    exp,
    eye,
    h,
    half,
    independent,
    index,
    inv,
    invertible,
    log,
    matrix,
    nonnegative_real,
    nonzero,
    oo,
    positive,
    positive_vector,
    real,
    scale_tril,
    sin,
    sqrt,
    tr,
    unit_interval,
    vector,
    zeros,
)  # fmt: skip
from symkl.rules import (
    algebra,
    antiderivative,
    component_moments,
    components,
    definition,
    determinant,
    diagonal_matrices,
    independence,
    lemma,
    lemmas,
    linearity,
    log_rules,
    matrix_derivative,
    polar_coordinates,
    sums,
    trace,
    triangular,
)  # fmt: skip
from symkl.rules.base import verdict

k, i, j, c = dimension("k"), index("i"), index("j"), index("c")
x, y, t, mu = real("x y t mu")
a, b, s = positive("a b s")
z, r, theta = nonzero("z"), nonnegative_real("r"), real("theta")
m = unit_interval("m")
A, B = matrix("A B", k, k)
G, S, L = invertible("G", k), covariance("S", k), scale_tril("L", k)
v, w = vector("v w", k)
p, f = Normal("p", x, mean=mu, variance=s**2), AbstractDensity("f", x)
P = MultivariateNormal("P", v, mean=w, covariance=S)
THEOREM = LIBRARY.theorem
SUMS = lemmas(matrix_derivative, sums, components)


def step(before, after, rule, **more):
    return verdict(before, n.as_expr(after), rule, lemmas=THEOREM, **more)


def proved(*args, **more):
    return step(*args, **more).verdict == "proved"


def refused(*args, said="", **more):
    found = step(*args, **more)
    return found.verdict != "proved" and said in found.reason


class TestIntegrals:
    def test_the_variable_of_an_antiderivative_is_no_letter_of_the_integrand(self):
        # y for x would make it y², whose antiderivative y³/3 gives 1/3.
        assert refused(Integral(x * y, x, 0, 1), half * 2 / 3, antiderivative(y**3 / 3, y))
        assert proved(Integral(x * y, x, 0, 1), y / 2, antiderivative(y * x**2 / 2, x))

    def test_an_antiderivative_that_ends_elsewhere_than_at_zero(self):
        whole = Integral(r * exp(-(r**2)), r, 0, oo)
        assert proved(whole, half, antiderivative(-exp(-(r**2)) / 2, r))
        shifted = antiderivative(1 - exp(-(r**2)) / 2, r)
        assert refused(whole, half, shifted, said="is not known to be 0")

    def test_polar_coordinates_have_a_radius_and_an_angle(self):
        plane = Integral(Integral(exp(-(x**2) - y**2), x), y)
        ring = Integral(Integral(exp(-(r**2)) * r, r, 0, oo), theta, 0, 2 * x)
        assert refused(
            plane, ring, polar_coordinates(y, x, theta, r), said="is a nonnegative letter"
        )

    def test_a_root_is_not_known_to_be_integrable(self):
        root = sqrt(1 + x**2)
        assert refused(E(p, root + x), E(p, root) + E(p, x), linearity, said="integrable")

    def test_a_term_that_does_not_fall_has_no_limit(self):
        """Their derivatives vanish, so that only the limit tells them from nothing."""
        whole = Integral(r * exp(-(r**2)), r, 0, oo)
        for nothing in (cos(r) ** 2 + sin(r) ** 2 - 1, h(r) - exp(r) + r + 1):
            wanted = -exp(-(r**2)) / 2 + nothing
            assert refused(whole, half, antiderivative(wanted, r), said="is not known to be 0")

    def test_powers_and_densities_are_continuous(self):
        for term in ((1 + x**2) ** t, p(x), log(P(x * w)), P(x * w + v)):
            whole = Integral(term + 1, x, 0, 1)
            assert proved(whole, Integral(term, x, 0, 1) + 1, linearity)
            assert refused(whole, Integral(term, x, 0, 1), linearity)
        for term in ((1 + f(x)) ** t, f(x), log(P(f(x) * w))):
            whole = Integral(term + 1, x, 0, 1)
            assert refused(whole, Integral(term, x, 0, 1) + 1, linearity, said="to be bounded")

    def test_an_expectation_runs_over_the_whole_space(self):
        law = Normal("q", x, mean=mu, variance=s**2)
        average = n.Expectation(law, a, a)
        assert refused(average, average + 0, algebra, said="does not run over the line")
        with pytest.raises(UsageError, match="a does not run over the line, where"):
            Normal("q", a, mean=mu, variance=s**2)

    def test_a_bound_variable_that_is_a_letter_of_the_law(self):
        law = Normal("q", t, mean=x, variance=s**2)
        average = n.Expectation(law, x**2, x)
        assert proved(average, Integral(law(t) * t**2, t), definition)
        assert refused(
            average, Integral(Normal("q", t, mean=t, variance=s**2)(t) * t**2, t), definition
        )


class TestIndices:
    def test_a_sum_of_vectors_is_not_known(self):
        assert refused(Sum(w[i] * v, i, k), Sum(w[i], i, k) * v, component_moments, said="sums of")

    def test_a_component_by_number(self):
        assert proved(by_component(x * y, i, k)[1], x * y, algebra)
        assert refused(by_component(x * w[i], i, k)[1], x * w[i], algebra)

    def test_independence_is_of_components_by_letter(self):
        standard = Normal("n", t, mean=0, variance=1)
        Z = independent("Z", v, standard, c)
        assert refused(E(Z, v[i] * v[j] * v[1]), 0, independence)

    def test_the_direction_of_a_derivative_may_have_an_index(self):
        assert proved(D(Sum(v[i] ** 2, i, k), v, w[i] * v), 2 * w[i] * Sum(v[j] ** 2, j, k), SUMS)
        assert refused(D(Sum(v[i] ** 2, i, k), v, w[i] * v), 2 * Sum(w[j] * v[j] ** 2, j, k), SUMS)

    def test_the_derivative_of_a_vector_by_components(self):
        scaled = by_component(t * w[i], i, k)
        assert proved(D(scaled.T @ v, t), by_component(w[i], i, k).T @ v, matrix_derivative)
        assert refused(D(scaled.T @ v, t), scaled.T @ v, matrix_derivative)

    def test_what_a_component_makes_of_a_matrix(self):
        """(v_c - v_i) A is 0 where c is i, and its components are."""
        body = ((v[c] - v[i]) * (A @ w))[j]
        assert proved(by_component(body, c, k)[i], 0, components)
        assert refused(by_component(body, c, k)[i], (A @ w)[j], components)
        trace_of = by_component(tr((v[c] - v[i]) * A), c, k)[i]
        assert refused(trace_of, tr(A), algebra, said="different normal forms")

    def test_a_sum_of_some_of_the_diagonal_is_no_trace(self):
        three = matrix("three", 3, 3)
        entry = (three @ three.T)[i, i]
        assert proved(Sum(entry, i, 3), tr(three @ three.T), triangular)
        assert refused(Sum(entry, i, 2), tr(three @ three.T), triangular)

    def test_a_quadratic_form_is_a_sum_by_the_law_of_diagonal_matrices(self):
        d = positive_vector("d", k)
        form, summed = v.T @ diag(d) @ v, Sum(d[i] * v[i] ** 2, i, k)
        assert proved(form, summed, diagonal_matrices)
        assert refused(form, summed, components, said="different normal forms")

    def test_the_component_of_a_transposed_expectation(self):
        outer = v @ w.T
        for rule in (components, triangular):
            assert proved(E(P, outer).T[i, j], E(P, outer[j, i]), rule)
            assert refused(E(P, outer).T[i, j], E(P, outer[i, j]), rule)


class TestSigns:
    def test_the_component_of_a_sum_may_be_negative(self):
        assert refused(sqrt((v + w)[i]) ** 2, (v + w)[i], algebra, said=">= 0")

    def test_the_determinant_of_an_inverse_factor_is_positive(self):
        assert proved(log(det(inv(L))), -log(det(L)), determinant)
        assert refused(log(det(inv(G))), -log(det(G)), determinant, said="> 0")

    def test_a_power_with_letters_of_what_is_positive_as_a_whole(self):
        assert proved((z**2) ** t * (z**2) ** t, (z**2) ** (2 * t), algebra)
        assert refused((z**2) ** t, (2 * z**2) ** t, algebra)

    def test_factors_of_unknown_sign_share_a_logarithm(self):
        """Each is positive, but is not known to be where they are multiplied out."""
        one, other = 1 + (x + y) ** 2, 1 + (x - y) ** 2
        assert proved(log(s * one * other), log(s) + log(one * other), log_rules)
        assert refused(log(s * one * other), log(s) + log(one), log_rules)
        assert proved(log(s * one), log(s) + log(one), log_rules)
        assert refused(log(one * other) + log(x - y), log(one), log_rules, said="> 0")


class TestFractions:
    def test_a_fraction_that_vanishes_within_a_function(self):
        assert proved(cos(a / (a + b) + b / (a + b) - 1), cos(0 * x), algebra)
        assert refused(cos(a / (a + b) - b / (a + b)), cos(0 * x), algebra)


class TestMatrices:
    def test_the_trace_of_a_scalar(self):
        assert proved(tr(v.T @ w), w.T @ v, trace)
        assert refused(tr(v.T @ w), v.T @ v, trace)

    def test_products_that_cancel(self):
        assert proved((A + B) @ (A - B) + A @ B - B @ A, A @ A - B @ B, algebra)
        assert proved((A @ B - A @ B) @ v, zeros(k), algebra)
        assert refused((A + B) @ (A - B), A @ A - B @ B, algebra)
        assert proved((S + eye(k)) @ (inv(S) - eye(k)), inv(S) - S, algebra)
        assert refused((S + eye(k)) @ (inv(S) - eye(k)), inv(S) + S, algebra)
        root = sqrt(x**2)
        assert proved(((root - x) * A) @ ((root + x) * B), zeros(k, k), algebra)
        assert refused(((root - x) * A) @ ((root - x) * B), zeros(k, k), algebra)

    def test_the_inverse_of_a_sum_is_symmetric_where_the_sum_is(self):
        assert proved(inv(S + eye(k)).T, inv(S + eye(k)), algebra)
        moved = inv(G @ (S + eye(k)))
        assert refused(moved.T, moved, algebra)

    def test_only_square_letters_are_inverted(self):
        """A matrix with more rows than columns has no inverse, whatever is said of its letter."""
        tall = n.Symbol("R", (k, dimension("m")), frozenset({"real", "invertible"}))
        gram = tall @ tall.T / s
        assert proved(inv(gram).T, inv(gram), algebra)
        assert refused(gram @ inv(gram), eye(k), algebra)

    def test_the_trace_of_what_cancels_around_the_corner_is_the_dimension(self):
        letter = Atom("sym", G)
        assert words.trace_word(((letter, ""), (letter, "I")), number(3)) == number(3)
        assert "G" in repr(words.of_letter(letter))


class TestEquations:
    def adopted(self, lhs, rhs):
        norm = Normalizer()
        adopt(norm, Equation(lhs, rhs, "theorem t"))
        return norm

    @pytest.mark.parametrize("matrix_", [A, A.T])
    def test_one_for_a_transpose_is_one_for_the_matrix(self, matrix_):
        integral = Integral(x * matrix_, x, 0, 1)
        norm = self.adopted(integral.T, B)
        assert norm.equal(integral, B.T)
        assert norm.equal(integral.T, B)
        assert not norm.equal(integral, B)

    def test_one_that_cannot_be_solved(self):
        with pytest.raises(Refusal, match="cannot be used"):
            self.adopted(A @ B, B @ A)


UNIT = derivation(title="", claim=m + m == 2 * m, chain=[m + m, eq(2 * m, by=algebra)]).named("u")


@pytest.mark.parametrize(("value", "verdict_"), [(half, "proved"), (n.as_expr(2), "unproved")])
def test_a_letter_of_the_unit_interval(value, verdict_):
    (theorem,) = prove(UNIT, None).theorems
    found = verdict(value + value, 2 * value, lemma("u", m=value), lemmas=lambda name: theorem)
    assert found.verdict == verdict_
