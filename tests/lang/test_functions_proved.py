"""The functions before each prover alone: slopes, side conditions, and what would give 0 = 1."""

import pytest
from existence import of_the_checker

from symkl.families import Family, Normal
from symkl.kernel.refusal import Refusal
from symkl.lang import nodes as n
from symkl.lang import vocabulary
from symkl.lang.binding import free_symbols, substitute
from symkl.lang.functions import FUNCTIONS
from symkl.lang.vocabulary import (
    D,
    E,
    Integral,
    digamma,
    erf,
    erfc,
    exp,
    expit,
    lgamma,
    log,
    log2,
    nonnegative_real,
    nonzero,
    oo,
    positive,
    real,
    sign,
    sqrt,
    trigamma,
    unit_interval,
)
from symkl.rules import RULES, antiderivative
from symkl.rules.base import verdict

a, b = positive("a b")
u, v = nonzero("u v")
x, y = real("x y")
r, s = nonnegative_real("r"), unit_interval("s")
ALGEBRA, DERIVATIVE = RULES["algebra"], RULES["derivative"]
SLOPES = [name for name, row in FUNCTIONS.items() if row.derivative]


def by_each(before, after, rule=ALGEBRA, relation="="):
    """Return whether the kernel, and whether the checker, takes a step."""
    kernel = verdict(before, after, rule, relation=relation).verdict == "proved"
    try:
        return kernel, of_the_checker(before, after, rule) is None
    except Refusal:  # the kernel writes no record of it
        return kernel, False


def letter_of(name):
    """A letter in the domain of a function, at whose values it has a slope."""
    row = FUNCTIONS[name]
    return a if row.domain else u if row.differentiable else x


@pytest.mark.parametrize("name", SLOPES)
def test_slope(name):
    t = letter_of(name)
    slope = D(n.Apply(name, t), t)
    found = FUNCTIONS[name].derivative(vocabulary, t)
    assert by_each(slope, found, DERIVATIVE) == (True, True)
    assert by_each(slope, found + 1, DERIVATIVE) == (False, False)
    assert by_each(slope, -found if name != "sign" else t, DERIVATIVE) == (False, False)


NOWHERE = {
    "trigamma has no slope here": (D(trigamma(a), a), trigamma(a), DERIVATIVE),
    "abs at 0": (D(abs(x), x), sign(x), DERIVATIVE),
    "sign at 0": (D(sign(x), x), 0 * x, DERIVATIVE),
    "sign of what may be 0": (D(sign(u - 1), u), 0 * u, DERIVATIVE),
    "sign of abs, which is 0 at 0": (D(sign(abs(x)), x), 0 * x, DERIVATIVE),
    "a jump within": (D(exp(sign(x)), x), 0 * x, DERIVATIVE),
    "a kink under a product that is 0": (D(sign(2 + abs(x)), x), 0 * x, DERIVATIVE),
}
NOWHERE |= {
    f"{name} beyond its domain": (n.Apply(name, t) - n.Apply(name, t), 0 * t, ALGEBRA)
    for name, row in FUNCTIONS.items()
    if row.domain and name not in ("sqrt", "log1p", "g")
    for t in (x,)
}
NOWHERE |= {
    f"{name} at the end of its domain": (n.Apply(name, t) - n.Apply(name, t), 0 * t, ALGEBRA)
    for name, row in FUNCTIONS.items()
    if row.domain and name not in ("sqrt", "log1p", "g")
    for t in (r,)
}
NOWHERE |= {
    "one over sign": (1 / sign(x), 1 / sign(x) + 0, ALGEBRA),
    "one over erf": (1 / erf(x), 1 / erf(x) + 0, ALGEBRA),
    "one over log2": (1 / log2(a), 1 / log2(a) + 0, ALGEBRA),
    "the root of digamma": (sqrt(digamma(a)), sqrt(digamma(a)) + 0, ALGEBRA),
    "the logarithm of erf": (log(erf(r)), log(erf(r)) + 0, ALGEBRA),
    "the logarithm of 1 at base 2, below": (
        1 / log2(n.as_expr(1)),
        1 / log2(n.as_expr(1)) + 0,
        ALGEBRA,
    ),
}


@pytest.mark.parametrize("case", NOWHERE)
def test_what_has_no_value(case):
    assert by_each(*NOWHERE[case]) == (False, False)


SOMEWHERE = {
    "abs off 0": (D(abs(u), u), sign(u), DERIVATIVE),
    "sign off 0": (D(sign(u), u), 0 * u, DERIVATIVE),
    "sign of what is never 0": (D(sign(1 + x**2), x), 0 * x, DERIVATIVE),
    "one over erfc": (erfc(x) / erfc(x), 1 + 0 * x, ALGEBRA),
    "one over expit": (expit(x) / expit(x), 1 + 0 * x, ALGEBRA),
    "one over trigamma": (trigamma(a) / trigamma(a), 1 + 0 * a, ALGEBRA),
    "one over sign": (sign(u) / sign(u), 1 + 0 * u, ALGEBRA),
    "one over erf": (erf(a) / erf(a), 1 + 0 * a, ALGEBRA),
    "one over log2 of 3": (a / log2(n.as_expr(3)), a * 1 / log2(n.as_expr(3)), ALGEBRA),
    "the root of a square": (sqrt(erfc(x) ** 2), erfc(x), ALGEBRA),
}


@pytest.mark.parametrize("case", SOMEWHERE)
def test_what_has_a_value(case):
    assert by_each(*SOMEWHERE[case]) == (True, True)


def test_a_kink_where_the_checker_does_not_see_the_sign():
    """Its kind stands in `docs/trust.md`: the sign that the normal form shows."""
    hidden = a**2 + x - x + a
    found = of_the_checker(D(abs(hidden), a), sign(hidden) * (2 * a + 1), DERIVATIVE)
    assert found is not None
    assert "the derivative of abs of what is not known to be nonzero" in found
    assert verdict(D(abs(hidden), a), sign(hidden) * (2 * a + 1), DERIVATIVE).verdict == "proved"


OPAQUE = {
    "no law of sign": (sign(u) ** 2, 1 + 0 * u),
    "no law of abs": (abs(a), a),
    "not odd": (erf(-x), -erf(x)),
    "not complementary": (erf(x) + erfc(x), 1 + 0 * x),
    "two letters": (erf(x), erf(y)),
    "two functions": (erf(x), expit(x)),
    "no recursion": (lgamma(a + 1), lgamma(a) + log(a)),
    "no other base": (log2(a), log(a) / log(n.as_expr(2))),
    "no symmetry": (expit(-x), 1 - expit(x)),
}


@pytest.mark.parametrize("case", OPAQUE)
def test_what_no_law_says(case):
    """All but `two letters` and `two functions` are true, and have to wait for a law."""
    assert by_each(*OPAQUE[case]) == (False, False)


t = positive("t")
w = nonzero("w")
JUMPS = {
    # 0 = 1: the derivative of sign is 0 off 0, and the ends of the range differ.
    "sign from 0": (Integral(0 * t, t, 0, 1), antiderivative(sign(t), t)),
    "sign over 0": (Integral(0 * w, w, -1, 1), antiderivative(sign(w), w)),
    "a function of sign": (Integral(0 * t, t, 0, 1), antiderivative(exp(sign(t)), t)),
    "sign of a multiple": (Integral(0 * t, t, 0, 1), antiderivative(sign(2 * t), t)),
    "sign in a sum": (Integral(1 + 0 * t, t, 0, 1), antiderivative(t + sign(t), t)),
    "sign of a letter that may be 0": (Integral(0 * t, t, 0, 1), antiderivative(sign(t) * x, t)),
    # lgamma, digamma and log2 have no value at 0.
    "digamma from 0": (Integral(trigamma(t), t, 0, 1), antiderivative(digamma(t), t)),
    "log2 from 0": (Integral(1 / (t * log(n.as_expr(2))), t, 0, 1), antiderivative(log2(t), t)),
    "lgamma to infinity": (Integral(digamma(t), t, 1, oo), antiderivative(lgamma(t), t)),
}


def by_ends(integral, rule):
    """The antiderivative at the upper end less that at the lower end."""
    (instance,) = rule.instances
    f, at = instance.function, instance.variable
    return substitute(f, {at: integral.upper}) - substitute(f, {at: integral.lower})


@pytest.mark.parametrize("case", JUMPS)
def test_an_antiderivative_that_jumps(case):
    integral, rule = JUMPS[case]
    if isinstance(integral.upper, n.Expr):
        assert by_each(integral, by_ends(integral, rule), rule) == (False, False)
    for value in (0, 1, 2):
        assert by_each(integral, n.as_expr(value), rule) == (False, False)


GOES_ON = {
    "expit": (Integral(expit(x) * (1 - expit(x)), x, 0, 1), antiderivative(expit(x), x)),
    "expit from a positive letter": (
        Integral(expit(t) * (1 - expit(t)), t, 0, 1),
        antiderivative(expit(t), t),
    ),
    "lgamma away from 0": (Integral(digamma(1 + r), r, 0, 1), antiderivative(lgamma(1 + r), r)),
    "sign of what is never 0": (Integral(0 * t, t, 0, 1), antiderivative(sign(1 + t**2), t)),
}


@pytest.mark.parametrize("case", GOES_ON)
def test_an_antiderivative_that_goes_on(case):
    integral, rule = GOES_ON[case]
    assert by_each(integral, by_ends(integral, rule), rule) == (True, True)


def test_what_is_integrable():
    """Under a normal law: what is bounded and continuous, and nothing else of these."""
    p = Normal("p", x, mean=y, variance=a**2)
    for body in (erf(x), erfc(x), expit(x), expit(x) * x**2):
        assert by_each(E(p, 2 * body), 2 * E(p, body), RULES["linearity"]) == (True, True), body
    for body in (sign(x), abs(x), lgamma(1 + x**2), log2(1 + x**2), digamma(1 + x**2)):
        step = E(p, body - body), E(p, body) - E(p, body)
        assert by_each(*step, RULES["linearity"]) == (False, False), body
    for body in (sign(r), sign(x), sign(t)):
        (over,) = free_symbols(body)
        step = Integral(body - body, over, 0, 1), Integral(body, over, 0, 1) - 1
        assert by_each(*step, RULES["linearity"]) == (False, False), body


def of_density(formula):
    """The integral of 0, and what the ends say by a density with a formula on the line."""
    p = Family("F", x, (), formula)("p", x)
    return Integral(p(t).at * 0, t, 0, 1), p(1) - p(0), antiderivative(p(t), t)


def test_the_density_of_a_family_does_not_jump():
    """Its formula counts at the ends of ranges, over which its derivative is integrated."""
    assert by_each(*of_density(1 + sign(x) ** 2)) == (False, False)
    assert by_each(*of_density(1 + abs(0 * x))) == (False, False)  # no slope where it is 0
    assert by_each(*of_density(expit(0 * x))) == (True, True)
