"""A part on which an expression does not depend: it needs a value all the same."""

import pytest
from recheck.written import POSITIVE, Written, reasons


def slope(c, positive: bool):
    """The derivative of sqrt(y^2), which exists where y is not 0."""
    y = c.letter("y", assumed=POSITIVE) if positive else c.letter("y")
    return c.derivative(c.apply("sqrt", c.pow(y, c.number("2"))), y, c.number("1"))


def direction(positive):
    c = Written("direction")
    moved = c.derivative(c.letter("mu"), c.letter("t"), slope(c, positive))
    c.part("", moved, c.step("derivative", c.number("0")))
    return c


def second_derivative(positive):
    c = Written("second")
    moved = c.derivative(slope(c, positive), c.letter("t"), c.number("1"))
    c.part("", moved, c.step("derivative", c.number("0")))
    return c


def branches(positive):
    c = Written("branches")
    mu, zero = c.letter("mu"), c.number("0")
    both = c.piecewise(slope(c, positive), zero, mu, mu)
    c.part("", both, c.step("derivative", mu))
    return c


def flat(positive):
    c = Written("flat")
    x, one = c.letter("x"), c.number("1")
    c.family("Flat", [], x, one)
    p = c.density(c.law("Flat", "p", x, []), slope(c, positive))
    laws = ["density_definition", "derivative"]
    c.part("", p, c.by_lemma(one, laws=laws))
    return c


def parameter(positive):
    c = Written("parameter")
    x, one = c.letter("x"), c.number("1")
    c.family("Flat", [c.letter("theta")], x, one)
    p = c.density(c.law("Flat", "p", x, [slope(c, positive)]), x)
    c.part("", p, c.by_lemma(one, laws=["density_definition", "derivative"]))
    return c


@pytest.mark.parametrize(
    "written", [direction, second_derivative, branches, flat, parameter], ids=lambda f: f.__name__
)
def test_what_does_not_count_needs_a_value(written):
    (reason,) = reasons(written(False)).values()
    assert "the derivative of a root that may vanish" in reason
    assert set(reasons(written(True)).values()) == {None}


@pytest.mark.parametrize("sign", ["1", "-1"])
def test_no_condition_vouches_for_another(sign):
    """The third root of a negative fraction has no sign; what holds it came to be its equal.

    A denominator is looked at first, in which both stand; then the fraction was of any sign. Of a
    root without a value no sign is known either, and the denominator is refused for that.
    """
    c = Written("order")
    one, two, y = c.number("1"), c.number("2"), c.letter("y")
    below = c.add(one, c.pow(y, two))
    fraction = c.div(c.number(sign), below)
    root = c.pow(fraction, c.number("1/3"))
    factor = c.add(root, c.letter("p", assumed=POSITIVE))
    twin = c.apply("cos", c.div(c.mul(factor, c.number(sign)), c.mul(factor, below)))
    after = c.mul(root, c.div(one, c.add(one, c.sub(twin, twin))))
    c.part("", root, c.step("algebra", after))
    (told,) = reasons(c).values()
    refused = "order, step 1: a term is not known to be nonzero"
    assert told == (None if sign == "1" else refused)
