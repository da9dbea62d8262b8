"""Claims that an earlier state of the checker accepted, most of them as far as 0 = 1."""

import json

import pytest
from recheck.mutants import encoded
from recheck.written import (
    DIMENSION,
    INDEX,
    POSITIVE,
    SYMMETRIC,
    TRIANGULAR,
    Written,
    reasons,
    told,
)

from symkl_recheck import recheck
from symkl_recheck.rules import RULES


def collapse_of_letters():
    """(a_i + a_j) at i = j is 2 a_j."""
    c = Written("sum")
    k, i, j = (
        c.letter("k", assumed=DIMENSION),
        c.letter("i", assumed=INDEX),
        c.letter("j", assumed=INDEX),
    )
    a = c.letter("a", k, c.number("1"))
    a_i, a_j = c.component(a, [i]), c.component(a, [j])
    c.part("", c.component(c.vector_of(c.add(a_i, a_j), i, k), [j]), c.step("algebra", a_j))
    return c


def collapse_of_powers():
    """i j at i = j is j²."""
    c = Written("product")
    k, i, j = (
        c.letter("k", assumed=DIMENSION),
        c.letter("i", assumed=INDEX),
        c.letter("j", assumed=INDEX),
    )
    c.part("", c.component(c.vector_of(c.mul(i, j), i, k), [j]), c.step("algebra", j))
    return c


def capture_by_a_fraction():
    """Equal fractions with binders of other heights within: x y e^q and x e^q, integrated."""
    c = Written("capture")
    zero, one, two = map(c.number, "012")
    x, y, z = map(c.letter, "xyz")
    i, s = c.letter("i", assumed=INDEX), c.letter("s", assumed=POSITIVE)
    inner = c.sum(c.sum(one, i, two), i, two)
    outer = c.sum(inner, i, two)

    def e(t, n):
        return c.apply("exp", c.add(c.div(c.mul(t, n), c.add(n, one)), c.div(t, c.add(n, one))))

    def over(body, *variables):
        for variable in variables:
            body = c.integral(body, variable, zero, one)
        return body

    first = over(c.mul(e(z, s), outer), z)
    c.part("primer", first, c.step("algebra", first))
    left = over(c.mul(c.mul(x, y), e(z, inner)), x, z, y)
    c.part("", left, c.step("algebra", over(c.mul(x, e(z, inner)), x, z, y)))
    return c


def entries_of_other_shapes():
    """Two ones and three ones, entry by entry."""
    c = Written("entries")
    zero, one, two, three = map(c.number, "0123")
    t, i, j = c.letter("t"), c.letter("i", assumed=INDEX), c.letter("j", assumed=INDEX)
    left, right = (c.integral(c.vector_of(one, i, n), t, zero, one) for n in (two, three))
    c.part("", left, c.step("components", right, entries=[j]))
    return c


def matrix_and_number():
    """0 ≥ k ones, with a matrix for a witness."""
    c = Written("witness")
    k, i = c.letter("k", assumed=DIMENSION), c.letter("i", assumed=INDEX)
    whole = c.sum(c.mul(c.number("-1/2"), c.identity(k)), i, c.number("1"))
    witness = c.mul(c.number("2"), whole)
    less = c.mul(c.number("-2"), whole)
    c.part("", c.number("0"), c.step("exceeds_by", less, ">=", witness=witness), relation=">=")
    return c


def nonnegative_vector():
    c = Written("vector")
    k, one = c.letter("k", assumed=DIMENSION), c.number("1")
    twice = c.mul(c.number("2"), c.letter("v", k, one))
    c.part("", twice, c.step("nonnegative", c.zero([k, one]), ">="), relation=">=")
    return c


def gaussian(c, x):
    return c.apply("exp", c.neg(c.trace(c.mat_mul(c.transpose(x), x))))


def change_in_a_matrix():
    """X = L T has the Jacobian |L|^m."""
    c = Written("matrix")
    k, m = c.letter("k", assumed=DIMENSION), c.letter("m", assumed=DIMENSION)
    X, T, L = c.letter("X", k, m), c.letter("T", k, m), c.letter("L", k, k, assumed=TRIANGULAR)
    before, value = c.line(gaussian(c, X), X), c.mat_mul(L, T)
    after = c.line(c.mul(gaussian(c, value), c.det(L)), T)
    rule = {"kind": "substitution", "integral": before, "value": value, "new": T}
    c.part("", before, c.step("substitution", after, instances=[rule]))
    return c


def vector_for_a_number():
    """∫ exp(−x²) dx over the line is none over the space."""
    c = Written("number")
    k, one = c.letter("k", assumed=DIMENSION), c.number("1")
    x, v = c.letter("x"), c.letter("v", k, one)
    L = c.letter("L", k, k, assumed=TRIANGULAR)
    value = c.mat_mul(L, v)

    def bell(y):
        return c.apply("exp", c.neg(c.mat_mul(c.transpose(y), y)))

    before, after = c.line(bell(x), x), c.line(c.mul(bell(value), c.det(L)), v)
    rule = {"kind": "substitution", "integral": before, "value": value, "new": v}
    c.part("", before, c.step("substitution", after, instances=[rule]))
    return c


def index_of_the_density():
    """E over p_i of Σ_j is no Σ_j of E over p_j."""
    c = Written("index")
    k, x = c.letter("k", assumed=DIMENSION), c.letter("x")
    i, j = c.letter("i", assumed=INDEX), c.letter("j", assumed=INDEX)
    w, v = (c.letter(name, k, c.number("1")) for name in "wv")
    c.normal()
    laws = {n: c.law("Normal", "p", x, [c.component(w, [n]), c.number("1")]) for n in (i, j)}
    wave = c.apply("cos", c.mul(x, c.component(v, [j])))
    v_i = c.component(v, [i])
    c.part("letters", v_i, c.step("algebra", v_i))
    before = c.expectation(laws[i], c.sum(wave, j, k), x)
    after = c.sum(c.expectation(laws[j], wave, x), j, k)
    laws = c.step("linearity", 0)["laws"]
    c.part("", before, c.by_lemma(after, "index.letters", laws=laws))
    return c


def independent(c):
    """A vector x of independent standard normals; its components, expectations over it."""
    k, one, t = c.letter("k", assumed=DIMENSION), c.number("1"), c.letter("t")
    x = c.letter("x", k, one)
    c.normal()
    law = c.law("Normal", "n", t, [c.number("0"), one])
    P = c.independent(law, c.letter("l", assumed=INDEX), k, "P", x)
    return x, law, t, lambda body: c.expectation(P, body, x)


def more_than_a_component():
    """cos(x_i uᵀA x) depends on all of x."""
    c = Written("components")
    x, _, _, E = independent(c)
    k, i, j = (
        c.letter("k", assumed=DIMENSION),
        c.letter("i", assumed=INDEX),
        c.letter("j", assumed=INDEX),
    )
    u, A = c.letter("u", k, c.number("1")), c.letter("A", k, k)
    x_i, x_j = c.component(x, [i]), c.component(x, [j])
    moved = c.mat_mul(c.mat_mul(c.transpose(u), A), x)
    f, same = c.apply("cos", c.mul(x_i, moved)), c.delta(i, j)
    g_i, g_j = c.apply("cos", x_i), c.apply("cos", x_j)
    split = c.many("mul", c.sub(c.number("1"), same), E(f), E(g_j))
    laws = c.step("component_moments", 0)["laws"]
    c.part("letters", x_i, c.step("algebra", x_i))
    after = c.add(split, c.mul(same, E(c.mul(f, g_i))))
    c.part("", E(c.mul(f, g_j)), c.by_lemma(after, "components.letters", laws=laws))
    return c


def all_the_components():
    """cos(Σ x_j) is no function of one component."""
    c = Written("all")
    x, law, t, E = independent(c)
    k, j = c.letter("k", assumed=DIMENSION), c.letter("j", assumed=INDEX)
    before = E(c.apply("cos", c.sum(c.component(x, [j]), j, k)))
    after = c.expectation(law, c.apply("cos", c.mul(k, t)), t)
    c.part("", before, c.step("marginal", after))
    return c


def no_steps():
    c = Written("empty")
    pole = c.pow(c.number("0"), c.number("-1"))
    c.part("", pole)
    return c


LAWS = RULES["triangular"][0]


def derivative_of_triangular():
    """tr(XH) = sum of X_ii H_ii, by way of derivatives off the triangular matrices."""
    c = Written("triangle")
    k, i = c.letter("k", assumed=DIMENSION), c.letter("i", assumed=INDEX)
    two = c.number("2")
    X, H = c.letter("X", k, k, assumed=TRIANGULAR), c.letter("H", k, k)

    def at(A):
        return c.component(A, [i, i])

    f, g = c.trace(c.mat_mul(X, X)), c.sum(c.pow(at(X), two), i, k)
    trace, total = c.trace(c.mat_mul(X, H)), c.sum(c.mul(at(X), at(H)), i, k)
    c.part("one", c.derivative(f, X, H), c.step("matrix_derivative", c.mul(two, trace)))
    c.part(
        "two",
        c.derivative(g, X, H),
        c.by_lemma(c.mul(two, total), "triangle.zero", laws=["derivative", "sum_linear"]),
    )
    c.part("zero", two, c.step("algebra", two))
    c.parts = [c.parts[2], *c.parts[:2]]
    c.part("", total, c.by_lemma(trace, "triangle.two", "triangle.one", laws=LAWS))
    return c


def direction_of_symmetric():
    """D tr(X A) is tr(H A), D tr(X' A) is tr(H' A): for a symmetric letter the same."""
    c = Written("direction")
    two, one = c.number("2"), c.number("1")
    i = c.letter("i", assumed=INDEX)
    X, A, H = (c.letter(n, two, two) for n in "XAH")
    Y = c.letter("Y", two, two, assumed=SYMMETRIC)
    v, q = (c.letter(n, two, one) for n in "vq")
    ones = c.vector_of(one, i, two)
    left = c.derivative(c.trace(c.mat_mul(X, A)), X, H)
    turned = c.derivative(c.trace(c.mat_mul(c.transpose(X), A)), X, H)
    c.part("one", left, c.step("matrix_derivative", c.trace(c.mat_mul(H, A))))
    c.part("two", turned, c.step("matrix_derivative", c.trace(c.mat_mul(c.transpose(H), A))))
    values = {"X": Y, "H": c.mat_mul(ones, c.transpose(v)), "A": c.mat_mul(ones, c.transpose(q))}
    # tr(H A) = (sum v)(sum q);  tr(H' A) = 2 sum v_i q_i
    vi, qi = c.component(v, [i]), c.component(q, [i])
    laws = ["components", "sum_linear", "trace"]
    c.part(
        "",
        c.sum(c.mul(vi, qi), i, two),
        c.by_lemma(
            c.mul(c.number("1/2"), c.mul(c.sum(vi, i, two), c.sum(qi, i, two))),
            "direction.two",
            "direction.one",
            laws=laws,
            values=values,
        ),
    )
    return c


def renamed_to_triangular():
    c = Written("renamed")
    k, i = c.letter("k", assumed=DIMENSION), c.letter("i", assumed=INDEX)
    two = c.number("2")
    X, H = c.letter("X", k, k), c.letter("H", k, k)
    L = c.letter("L", k, k, assumed=TRIANGULAR)

    def at(A):
        return c.component(A, [i, i])

    def tr(X):
        return c.trace(c.mat_mul(X, H))

    def total(X):
        return c.sum(c.mul(at(X), at(H)), i, k)

    f, g = c.trace(c.mat_mul(X, X)), c.sum(c.pow(at(X), two), i, k)
    c.part("zero", two, c.step("algebra", two))
    c.part("one", c.derivative(f, X, H), c.step("matrix_derivative", c.mul(two, tr(X))))
    c.part(
        "two",
        c.derivative(g, X, H),
        c.by_lemma(c.mul(two, total(X)), "renamed.zero", laws=["derivative", "sum_linear"]),
    )
    c.part(
        "", total(L), c.by_lemma(tr(L), "renamed.two", "renamed.one", laws=LAWS, values={"X": L})
    )
    return c


def the_first_of_more():
    """The vector of the first two of three components is not the vector of three."""
    c = Written("first")
    one, two, three = map(c.number, "123")
    i, v = c.letter("i", assumed=INDEX), c.letter("v", three, one)
    w = c.vector_of(c.component(v, [i]), i, two)
    squares = [c.mat_mul(c.transpose(u), u) for u in (w, v)]
    c.part("", squares[0], c.step("algebra", squares[1]))
    return c


def index_of_one_component():
    """Of a vector of one component i is 1; where no vector is in sight, it need not be."""
    c = Written("one")
    one, i, j = c.number("1"), c.letter("i", assumed=INDEX), c.letter("j", assumed=INDEX)
    v, w = c.letter("v", one, one), c.vector_of(j, j, one)
    c.part("only", c.component(v, [i]), c.step("components", c.component(v, [one])))
    c.part("", i, c.by_lemma(one, "one.only", values={"v": w}))
    return c


@pytest.mark.parametrize(
    ("attack", "reason"),
    [
        (the_first_of_more, "not equal"),
        (index_of_one_component, "one.only, step 1: the two sides are not equal"),
        (collapse_of_letters, "not equal"),
        (collapse_of_powers, "not equal"),
        (capture_by_a_fraction, "not known to have a value"),
        (entries_of_other_shapes, "different shapes"),
        (matrix_and_number, "different shapes"),
        (nonnegative_vector, "an inequality is between numbers"),
        (change_in_a_matrix, "a change of variables in a matrix"),
        (vector_for_a_number, "a value of another shape"),
        (index_of_the_density, "not equal"),
        (more_than_a_component, "not equal"),
        (all_the_components, "not equal"),
        (no_steps, "a chain without a step"),
        (derivative_of_triangular, "off the triangular matrices"),
        (direction_of_symmetric, "a substitution into a derivative"),
        (renamed_to_triangular, "a substitution into a derivative"),
    ],
)
def test_attacks(attack, reason):
    certificate = attack()
    found = reasons(certificate)[certificate.name]
    assert reason in found, found


def test_what_one_certificate_leaves_does_not_decide_on_another(certificates):
    """Neither the family that a refused one declares, nor the fractions of an accepted one."""
    c = Written("aaa")
    x, one = c.letter("x"), c.number("1")
    c.family("Normal", [c.letter("mean"), c.letter("variance", assumed=POSITIVE)], x, one)
    p = c.density(c.law("Normal", "n", x, [c.number("0"), one]), x)
    c.part("", p, c.step("algebra", c.number("2")))
    shipped = encoded({n: certificates[n] for n in ("gaussian_integral", "normal_moments")})
    found = told(recheck({"aaa": c.content(), **shipped}))
    assert "not equal" in found.pop("aaa")
    assert found == dict.fromkeys(shipped)


def test_by_hand_what_is_true_is_accepted(certificates):
    """Or the refusals above would say nothing."""
    c = Written("true")
    k, i, j = (
        c.letter("k", assumed=DIMENSION),
        c.letter("i", assumed=INDEX),
        c.letter("j", assumed=INDEX),
    )
    vector = c.vector_of(c.add(i, j), i, k)
    c.part("sum", c.component(vector, [j]), c.step("algebra", c.mul(c.number("2"), j)))
    all_of_it = c.vector_of(c.component(vector, [i]), i, k)
    c.part("whole", all_of_it, c.step("algebra", vector))
    x, law, t, E = independent(c)
    mass = {"normal_moments.mass": json.loads(encoded(certificates)["univariate"])["parts"][0]}
    mass = mass["normal_moments.mass"]["steps"]
    (sha,) = {
        s["theorems"]["normal_moments.mass"]
        for s in mass
        if s["theorems"].get("normal_moments.mass")
    }
    wave = c.expectation(law, c.apply("cos", t), t)
    theorems = {"normal_moments.mass": sha}
    c.part("", E(c.apply("cos", c.component(x, [i]))), c.step("marginal", wave, theorems=theorems))
    shipped = encoded({n: certificates[n] for n in ("gaussian_integral", "normal_moments")})
    assert all(v.accepted for v in recheck({"true": c.content(), **shipped}).values())
