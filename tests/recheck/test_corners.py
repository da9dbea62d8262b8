"""Corners of the checker, alone: certificates of steps that the kernel has not been asked about."""

import pytest
from recheck.forge import refusal
from recheck.written import POSITIVE, Written, reasons

from symkl import (
    Integral,
    algebra,
    antiderivative,
    dimension,
    expm1,
    log,
    log1p,
    log_quotient,
    matrix,
    positive,
    real,
    sqrt,
    tr,
    trace,
    vector,
)

x, y = real("x y")
a, b, t = positive("a b t")
k = dimension("k")
v, w = vector("v", k), vector("w", k)
A = matrix("A", k, k)

TRUE = {
    "a logarithm of what expm1 makes of a positive number": (
        log(expm1(a)),
        1 * log(expm1(a)),
        algebra,
    ),
    "a root of what log1p makes of one": (sqrt(log1p(a)) ** 2, log1p(a), algebra),
    "the trace of a number": (tr(v.T @ w), w.T @ v, trace),
    "the trace of a number by its laws alone": (tr(v.T @ A @ w), w.T @ A.T @ v, algebra),
    "a sum of fractions that comes to a number": (
        log(1 / (1 + a) + a / (1 + a)),
        0 * a,
        log_quotient,
    ),
    "the square of a sum that is no power": (
        log((1 + a**9 + a**10) ** 2),
        2 * log(1 + a**9 + a**10),
        log_quotient,
    ),
    "an antiderivative with a root of a constant": (
        Integral(sqrt(a) * t, t, 0, b),
        sqrt(a) * b**2 / 2 - sqrt(a) * 0**2 / 2,
        antiderivative(sqrt(a) * t**2 / 2, t),
    ),
}

REFUSED = {
    "a logarithm of what expm1 makes of any number": (
        log(expm1(x)),
        1 * log(expm1(x)),
        algebra,
        "not known to be positive",
    ),
    "a root of what expm1 makes of a negative number": (
        sqrt(expm1(-a)) ** 2,
        expm1(-a),
        algebra,
        "not known to be",
    ),
    "the trace of another number": (tr(v.T @ w), v.T @ v, trace, "not equal"),
    "a sum of fractions that comes to another number": (
        log(1 / (1 + a) + a / (2 + a)),
        0 * a,
        log_quotient,
        "not equal",
    ),
    "the square of another sum": (
        log((1 + a**9 + a**10) ** 2),
        2 * log(1 + a**10),
        log_quotient,
        "not equal",
    ),
}


@pytest.mark.parametrize("step", TRUE.values(), ids=TRUE)
def test_what_is_true_is_accepted(step, library, judge):
    assert refusal(library, judge, *step) is None


@pytest.mark.parametrize("step", REFUSED.values(), ids=REFUSED)
def test_what_is_not_known_is_refused(step, library, judge):
    *step, why = step
    told = refusal(library, judge, *step)
    assert told is not None
    assert why in told


def test_an_antiderivative_has_a_value_where_its_range_ends():
    """2 √t has one at 0, but what is assumed of t does not say so."""
    c = Written("ends")
    t, zero, one, two = c.letter("t", assumed=POSITIVE), *map(c.number, ("0", "1", "2"))

    def double(at):
        return c.mul(two, c.apply("sqrt", at))

    whole, function = c.integral(c.div(one, c.apply("sqrt", t)), t, zero, one), double(t)
    ends = {"upper": double(one), "lower": double(zero)}
    rule = {"kind": "antiderivative", "integral": whole, "function": function, "variable": t}
    value = c.sub(ends["upper"], ends["lower"])
    c.part("", whole, c.step("antiderivative", value, instances=[rule | ends]))
    assert reasons(c)["ends"] == "ends, step 1: a term is not known to be positive"
