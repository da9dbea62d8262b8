"""A step's record is put together again: nothing dropped goes unseen."""

import copy
import json

import pytest
from recheck.forge import PLACE, without_unused_rows
from recheck.written import POSITIVE, Written, reasons

from symkl import (
    E,
    Integral,
    Normal,
    Sum,
    algebra,
    dimension,
    exp,
    index,
    linearity,
    log,
    log_quotient,
    oo,
    positive,
    positive_vector,
    real,
    sqrt,
)
from symkl.certificate import certificate, sealed
from symkl.kernel.check import prove
from symkl.kernel.derivation import Derivation, Part, Step
from symkl.lang.nodes import Relation

a, b, c, r, s = positive("a b c r s")
x, y, mean = real("x y mean")
k, i = dimension("k"), index("i")
w = positive_vector("w", k)
p = Normal("p", x, mean=mean, variance=s**2)


def told(library, before, after, rule) -> dict:
    """The certificate of a step that the kernel proves."""
    step = Step("=", after, rule, "", PLACE)
    part = Part("told", "", Relation("=", before, after), before, (step,), PLACE)
    result = prove(Derivation("", (part,), PLACE, name="told"), library.theorem)
    assert result.verdict == "proved"
    return certificate(result, library.theorem, library.certificate)


def refused(judge, data) -> str | None:
    """The reason for which a certificate is refused, without the place."""
    told = judge.refusal(json.dumps(sealed(without_unused_rows(data))).encode())
    return told and told.partition(": ")[2]


def only_step(data) -> dict:
    ((step,),) = (part["steps"] for part in data["parts"])
    return step


PRODUCTS = [
    (a + b, r + s),
    (a + b, a + c),
    (a + sqrt(b), r * a + s / 2),
    (a / 2 + b / 3, 3 * r + 6 * s),
    (1 + a, (1 + a + b) ** 2),
    (a + exp(x), s + a / b),
]


@pytest.mark.parametrize(("first", "second"), PRODUCTS, ids=str)
def test_factors_that_factorisation_found(library, judge, first, second):
    """The checker factors no sums; it multiplies out what the certificate says of them."""
    before, after = sqrt(1 / (first * second)), 1 / (sqrt(first) * sqrt(second))
    data = told(library, before, after, algebra)
    assert only_step(data)["factored"]
    assert refused(judge, data) is None


def test_factors_of_sums_that_no_one_wrote_as_products(library, judge):
    def out(first, second):
        return a**2 + a * first + a * second + first * second

    before = log(out(b, 2 * b)) + log(out(c, 3 * b))
    data = told(library, before, log(out(b, c)) + log(out(2 * b, 3 * b)), log_quotient)
    assert refused(judge, data) is None


def test_factors_of_a_bound_letter(library, judge):
    before = Sum(log((a + w[i]) * (b + w[i])), i, k)
    data = told(library, before, Sum(log(a + w[i]) + log(b + w[i]), i, k), log_quotient)
    assert only_step(data)["factored"]
    assert refused(judge, data) is None


@pytest.fixture(scope="module")
def product_of_sums(library):
    return told(library, log((a + b) * (r + s)), log(a + b) + log(r + s), log_quotient)


def test_a_step_does_not_need_its_record_where_the_checker_sees_more(library, judge):
    """Of a whole power it finds the base by itself."""
    data = told(library, log((a + b) ** 2), 2 * log(a + b), log_quotient)
    assert "factored" not in only_step(data)
    assert refused(judge, data) is None


def test_a_factor_that_is_none(product_of_sums, judge):
    data = copy.deepcopy(product_of_sums)
    (found,) = only_step(data)["factored"]
    found["factors"][0] = found["sum"]
    assert "the factors are not those of the sum" in refused(judge, data)


def test_a_factor_that_is_left_out(product_of_sums, judge):
    data = copy.deepcopy(product_of_sums)
    (found,) = only_step(data)["factored"]
    del found["factors"][0]
    assert "the factors are not those of the sum" in refused(judge, data)


def test_a_factor_of_nothing(product_of_sums, judge):
    data = copy.deepcopy(product_of_sums)
    (found,) = only_step(data)["factored"]
    zero = row(data, "number", "0")
    found["sum"], found["factors"] = zero, [zero, *found["factors"]]
    assert "zero" in refused(judge, data)


def row(data, *values) -> int:
    """A further row of a certificate."""
    data["nodes"].append(list(values))
    return len(data["nodes"]) - 1


@pytest.fixture(scope="module")
def integral(library):
    """An integral of a sum, each term with exponentials."""
    bell = exp(-(x**4))
    before = Integral((x**2 * exp(-(x**2)) + 3 * y * x) * bell, x, -oo, oo)
    first = Integral(x**2 * exp(-(x**2)) * bell, x, -oo, oo)
    return told(library, before, first + 3 * y * Integral(x * bell, x, -oo, oo), linearity)


@pytest.fixture(scope="module")
def expectation(library):
    before = E(p, 2 * x**2 + y * x)
    return told(library, before, 2 * E(p, x**2) + y * E(p, x), linearity)


def terms(data) -> list[dict]:
    """Those of the integral that has most of them."""
    return max((found["terms"] for found in only_step(data)["splits"]), key=len)


@pytest.mark.parametrize("example", ["integral", "expectation"])
def test_integrands_stand_in_the_certificate(example, judge, request):
    data = request.getfixturevalue(example)
    assert len(terms(data)) == 2
    assert refused(judge, data) is None


@pytest.mark.parametrize(
    ("example", "key"),
    [
        ("integral", "exponentials"),
        ("integral", "rest"),
        ("expectation", "densities"),
        ("expectation", "rest"),
    ],
)
def test_a_factor_of_a_term_is_left_out(example, key, judge, request):
    data = copy.deepcopy(request.getfixturevalue(example))
    del terms(data)[0][key][0]
    assert refused(judge, data) == "the terms are not those of the integrand"


@pytest.mark.parametrize("example", ["integral", "expectation"])
def test_a_term_is_left_out(example, judge, request):
    data = copy.deepcopy(request.getfixturevalue(example))
    terms(data)[0]["constant"] = row(data, "number", "7")
    assert refused(judge, data) == "the terms are not those of the integrand"
    del terms(data)[0]
    assert refused(judge, data) == "the terms are not those of the integrand"


@pytest.mark.parametrize(
    ("example", "key", "other", "why"),
    [
        ("integral", "exponentials", "rest", "a density or an exponential is left in a term"),
        ("expectation", "densities", "rest", "a density or an exponential is left in a term"),
        ("expectation", "densities", "exponentials", "no exponential"),
        ("integral", "exponentials", "densities", "no density at the variable"),
        ("integral", "rest", "exponentials", "no exponential"),
    ],
)
def test_a_factor_stands_where_it_does_not_belong(example, key, other, why, judge, request):
    data = copy.deepcopy(request.getfixturevalue(example))
    term = terms(data)[0]
    term[other] = [*term[other], term[key].pop()]
    assert refused(judge, data) == why


def test_a_constant_that_depends_on_the_variable(judge, expectation):
    data = copy.deepcopy(expectation)
    term = next(term for term in terms(data) if len(term["rest"]) == 1)
    term["constant"] = row(data, "mul", term["constant"], term["rest"].pop())
    assert refused(judge, data) == "the constant of a term"


def test_a_density_at_another_point_is_no_density_of_the_term(judge, expectation):
    data = copy.deepcopy(expectation)
    term = terms(data)[0]
    op, law, at = data["nodes"][term["densities"][0]]
    term["densities"] = [row(data, op, law, row(data, "neg", at))]
    assert refused(judge, data) == "no density at the variable"


@pytest.fixture(scope="module")
def moment(certificates):
    """A step by a lemma about an expectation."""
    return certificates["normal_entropy"]


def solved(data) -> dict:
    """A step with an equation, and that equation."""
    found = (i for part in data["parts"] for step in part["steps"] for i in step["instances"])
    return next(instance for instance in found if "solved" in instance)


def test_an_equation_is_solved_for_what_the_certificate_says(judge, moment):
    data = copy.deepcopy(moment)
    assert refused(judge, data) is None
    del solved(data)["solved"]  # and without it for what the checker finds
    assert refused(judge, data) is None


def test_an_equation_is_not_solved_for_another_term(judge, moment):
    data = copy.deepcopy(moment)
    solved(data)["solved"] = row(data, "constant", "pi")
    assert refused(judge, data) == "an equation cannot be used under the laws of the rule"


def test_the_lesser_integrand_of_an_inequality(judge, certificates):
    data = copy.deepcopy(certificates["nonnegativity"])
    steps = [step for part in data["parts"] for step in part["steps"] if "pointwise" in step]
    assert [len(split["terms"]) for step in steps for split in step["splits"]] == [2, 2]
    del steps[0]["splits"][0]["terms"][1]
    assert refused(judge, data) == "the terms are not those of the integrand"


def without_value(c):
    """A fraction that comes to x / (1 + y²), made with the root of −1, and a term of it that is 0.

    Its sign would be any that is wanted, since the root has none.
    """
    one, two = c.number("1"), c.number("2")
    numerator, denominator = c.letter("x"), c.add(one, c.pow(c.letter("y"), two))
    unit = c.add(c.apply("sqrt", c.number("-1")), two)
    twin = c.apply("cos", c.div(c.mul(unit, numerator), c.mul(unit, denominator)))
    return c.div(numerator, denominator), c.sub(twin, twin)


def never_negative(c, fraction, first, **record):
    """The false claim that a fraction is a square, and so is nonnegative."""
    zero, square = c.number("0"), c.pow(c.apply("sqrt", fraction), c.number("2"))
    steps = [c.step("algebra", fraction)] if first else []
    steps += [c.step("algebra", square)]
    steps[0].update(record)
    c.part("", fraction, *steps, c.step("nonnegative", zero, ">="), relation=">=")
    return reasons(c)[c.name]


def test_what_has_no_value_leaves_no_sign_behind_in_factors():
    c = Written("factors")
    fraction, nothing = without_value(c)
    u, v = c.letter("u"), c.letter("v")
    whole = c.add(nothing, c.mul(u, c.add(u, v)))
    found = [{"sum": whole, "factors": [u, c.add(u, v)]}]
    told = never_negative(c, fraction, False, factored=found)
    assert "a term is not known to be nonnegative" in told


def test_what_has_no_value_leaves_no_sign_behind_as_a_factor():
    c = Written("factor")
    one, two, other = c.number("1"), c.number("2"), c.add(c.letter("u"), c.number("1"))
    numerator, denominator = c.letter("x"), c.add(one, c.pow(c.letter("y"), two))
    unit = c.add(c.apply("sqrt", c.number("-1")), two)
    twin = c.div(c.mul(unit, numerator), c.mul(unit, denominator))
    found = [{"sum": c.mul(twin, other), "factors": [twin, other]}]
    told = never_negative(c, c.div(numerator, denominator), True, factored=found)
    assert "step 2: a term is not known to be nonnegative" in told


def test_what_has_no_value_leaves_no_sign_behind_in_an_integrand():
    c = Written("integrand")
    fraction, nothing = without_value(c)
    u, zero = c.letter("u"), c.number("0")
    parts = {"constant": nothing, "densities": [], "exponentials": [], "rest": []}
    taken = c.integral(zero, u, zero, c.number("1"))
    found = [{"integral": taken, "variable": u, "terms": [parts]}]
    told = never_negative(c, fraction, True, splits=found)
    assert "step 2: a term is not known to be nonnegative" in told


def test_what_has_no_value_leaves_no_sign_behind_in_what_is_solved_for():
    c = Written("solved")
    fraction, nothing = without_value(c)
    u, zero = c.letter("u"), c.number("0")
    c.part("own", c.sub(u, u), c.step("algebra", zero))
    own = {"kind": "lemma", "theorem": "solved.own", "values": {}, "solved": c.add(u, nothing)}
    theorems = {"solved.own": ""}
    first = c.step("lemma", fraction, laws=(), instances=[own], theorems=theorems)
    square = c.pow(c.apply("sqrt", fraction), c.number("2"))
    steps = first, c.step("algebra", square), c.step("nonnegative", zero, ">=")
    c.part("", fraction, *steps, relation=">=")
    assert "step 2: a term is not known to be nonnegative" in reasons(c)["solved"]


@pytest.mark.parametrize("unit", ["real", "without a value"])
def test_a_factor_holds_what_its_sum_holds(unit):
    """√(−1 − s) √(−1) √(1 + s) squares to (1 + s)², and has no sign that could be wrong."""
    c = Written("roots")
    one, two, s = c.number("1"), c.number("2"), c.letter("s", assumed=POSITIVE)
    whole = c.add(one, s)
    scale = whole
    if unit != "real":
        scale = c.mul(c.apply("sqrt", c.neg(whole)), c.apply("sqrt", c.number("-1")))
        scale = c.mul(scale, c.apply("sqrt", whole))
    first, second = (c.sub(c.letter(a), c.letter(b)) for a, b in ("xy", "zw"))

    def found(difference):
        factor = c.pow(c.mul(scale, difference), two)
        return {"sum": c.pow(c.mul(whole, difference), two), "factors": [factor]}

    def root(difference):
        return c.apply("sqrt", c.pow(c.mul(whole, difference), two))

    after = c.mul(root(second), first)
    record = [found(first), found(second)]
    c.part("", c.mul(root(first), second), c.step("algebra", after, factored=record))
    why = "the two sides are not equal" if unit == "real" else "a factor holds what its sum does"
    assert why in reasons(c)["roots"]


def test_the_last_factor_of_what_is_positive_is_positive(library, judge):
    """1 - √a + a has no known sign by itself; a√a + 1 is positive, and so is √a + 1."""
    whole = (a * sqrt(a) + 1) * (r + s)
    after = log(sqrt(a) + 1) + log((a * sqrt(a) + 1) / (sqrt(a) + 1)) + log(r + s)
    data = told(library, log(whole), after, log_quotient)
    assert refused(judge, data) is None


def test_factors_are_learned_again_once_there_are_equations():
    c = Written("again")
    one, two, three = (c.number(n) for n in "123")
    u, v = (c.letter(name, assumed=POSITIVE) for name in "uv")
    slack = c.sub(v, c.apply("log1p", v))
    c.part("own", c.apply("g", v), c.step("special_functions", slack))
    whole = c.many("add", c.mul(u, u), c.mul(three, u), two)
    factors = [c.add(u, one), c.add(u, two)]
    logs = [c.apply("log", factor) for factor in factors]
    step = c.by_lemma(c.many("add", *logs, slack), "again.own", laws=["log_product"])
    record = {"factored": [{"sum": whole, "factors": factors}]}
    c.part("", c.add(c.apply("log", whole), c.apply("g", v)), step | record)
    assert reasons(c) == {"again": None}


@pytest.mark.parametrize("factor", [1 / exp(x), 1 / exp(x) ** 2, sqrt(exp(x)), 1 / exp(x * y)])
def test_an_exponential_below_a_line_is_told_as_one(library, judge, factor):
    """As 1/exp(x) it would be no exponential to the checker."""
    before = Integral((y + a * x) * factor, x, 0, 1)
    after = y * Integral(factor, x, 0, 1) + a * Integral(x * factor, x, 0, 1)
    assert refused(judge, told(library, before, after, linearity)) is None
