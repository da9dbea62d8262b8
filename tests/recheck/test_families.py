"""Families: what is not a density, or is called like another, or has a mass that nobody proved."""

import pytest
from recheck.written import DIMENSION, INDEX, NONNEGATIVE, POSITIVE, Written, reasons


def flat_family():
    """A density 1 on the line has no mass, and a product of its powers no integral."""
    c = Written("flat")
    x, t, one, two = c.letter("x"), c.letter("t"), c.number("1"), c.number("2")
    c.family("Flat", [c.letter("theta")], x, one)
    laws = [c.law("Flat", name, x, [c.number(at)]) for name, at in (("f", "0"), ("g", "1"))]

    def roots(at):
        return c.many("mul", *(c.apply("sqrt", c.density(law, at)) for law in laws))

    double = c.mul(two, c.line(roots(t), t))
    c.part("", c.line(c.mul(roots(t), two), t), c.step("linearity", double))
    return c


def family_called_open():
    """What is proved of a density with a formula says nothing of an open one of that name."""
    a, b = Written("aaa"), Written("bbb")
    for c in (a, b):
        x = c.letter("x")
        bell = c.apply("exp", c.neg(c.pow(x, c.number("2"))))
        c.family("density f", [], x, bell if c is a else None)
        p = c.density(c.law("density f", "f", x, []), x)
        c.part("", p, c.step("density", bell) if c is a else c.by_lemma(bell, "aaa", sha=a.sha()))
    return a, b


def undeclared_family():
    """2 exp(-x^2) has not the mass 1, but where its family is not declared it counts as open."""
    a = Written("aaa")
    x = a.letter("x")
    bell = a.mul(a.number("2"), a.apply("exp", a.neg(a.pow(x, a.number("2")))))
    a.family("Bell", [a.letter("theta")], x, bell, "aaa")
    law = a.law("Bell", "n", x, [a.number("1")])
    a.part("", a.line(bell, x), a.step("density", a.line(a.density(law, x), x)))
    b = Written("bbb")
    x = b.letter("x")
    bell = b.mul(b.number("2"), b.apply("exp", b.neg(b.pow(x, b.number("2")))))
    b.part(
        "",
        b.line(bell, x),
        b.by_lemma(b.number("1"), "aaa", laws=["linear", "mass", "trace"], sha=a.sha()),
    )
    return a, b


def circular_family():
    c = Written("circular")
    x, theta = c.letter("x"), c.letter("theta")
    p = c.density(c.law("C", "n", x, [theta]), x)
    c.family("C", [theta], x, p)
    c.part("", p, c.step("algebra", p))
    return c


def mass_of_the_others():
    """The other components are integrated out only where their mass is known to be 1."""
    c = Written("mass")
    k, one, t = c.number("2"), c.number("1"), c.letter("t")
    i, place = c.letter("i", assumed=INDEX), c.letter("l", assumed=INDEX)
    x = c.letter("x", k, one)
    bell = c.apply("exp", c.neg(c.pow(t, k)))
    c.family("Bell", [c.letter("theta")], t, c.mul(k, bell), "nowhere")
    law = c.law("Bell", "n", t, [one])
    P = c.independent(law, place, k, "P", x)
    before = c.expectation(P, c.apply("cos", c.component(x, [i])), x)
    c.part("", before, c.step("marginal", c.expectation(law, c.apply("cos", t), t)))
    return c


def law_of_another_shape():
    """The mean of a number's law is no matrix, nor is the law one of a vector."""
    c = Written("law")
    k, one = c.letter("k", assumed=DIMENSION), c.number("1")
    c.normal()
    v, A = c.letter("v", k, one), c.letter("A", k, k)
    p = c.density(c.law("Normal", "n", v, [A, one]), v)
    c.part("", c.line(c.mul(c.number("2"), p), v), c.step("linearity", c.number("2")))
    return c


def of_two_families(uses_the_other: bool):
    """Two certificates with a family Bell each; the second may use the theorem of the first."""
    written = []
    for name, factor in (("a", "1"), ("b", "2")):
        c = Written(name)
        x = c.letter("x")
        bell = c.mul(c.number(factor), c.apply("exp", c.neg(c.pow(x, c.number("2")))))
        c.family("Bell", [c.letter("theta")], x, bell)
        p = c.density(c.law("Bell", "n", x, [c.number("0")]), x)
        if written and uses_the_other:
            other = c.mul(c.number("1"), c.apply("exp", c.neg(c.pow(x, c.number("2")))))
            c.part("", p, c.by_lemma(other, "a", sha=written[0].sha()))
        else:
            c.part("", p, c.step("density", bell))
        written.append(c)
    return reasons(*written)


def test_one_family_has_one_density():
    """What is proved of another family of that name is not proved of this one."""
    assert of_two_families(uses_the_other=False) == {"a": None, "b": None}
    found = of_two_families(uses_the_other=True)
    assert found["a"] is None
    assert "the family Bell is another one where a theorem is proved" in found["b"]


def exponential(c, *, closed=True, mass=None):
    """The exponential distribution, its law at rate 1 and the letter of its variable."""
    assumed = NONNEGATIVE if closed else POSITIVE
    x, rate = c.letter("x", assumed=assumed), c.letter("rate", assumed=POSITIVE)
    density = c.mul(rate, c.apply("exp", c.neg(c.mul(rate, x))))
    c.family("Exponential", [rate], x, density, mass)
    return c.law("Exponential", "p", x, [c.number("1")]), x


def beyond_the_support():
    """The formula holds on the half-line only."""
    c = Written("beyond")
    p, _ = exponential(c)
    y = c.letter("y")
    formula = c.mul(c.number("1"), c.apply("exp", c.neg(c.mul(c.number("1"), y))))
    c.part("", c.density(p, y), c.step("density", formula))
    return c


def logarithm_beyond_the_support():
    """A density that may be 0 has no logarithm."""
    c = Written("logarithm")
    p, _ = exponential(c)
    log = c.apply("log", c.density(p, c.letter("y")))
    c.part("", log, c.step("algebra", log))
    return c


def mass_over_another_range():
    """∫ p over the whole line is not the claim about the half-line, nor the other way round."""
    c = Written("range")
    p, _ = exponential(c, mass="range")
    y = c.letter("y")
    c.part("", c.line(c.density(p, y), y), c.step("linearity", c.number("1")))
    return c


def wrong_support():
    """A law whose letter runs over another support than that of the family."""
    c = Written("wrong")
    exponential(c)
    p = c.density(c.law("Exponential", "p", c.letter("y"), [c.number("1")]), c.letter("y"))
    c.part("", p, c.step("algebra", p))
    return c


def negative_density():
    c = Written("negative")
    x = c.letter("x")
    c.family("Odd", [], x, x)
    p = c.density(c.law("Odd", "p", x, []), x)
    c.part("", p, c.step("exceeds_by", c.number("0"), ">=", witness=p))
    return c


def index_among_the_parameters():
    """The component that is meant is a number, and nobody asks whether there is such a one."""
    c = Written("index")
    k, one = c.letter("k", assumed=DIMENSION), c.number("1")
    y, v, i = c.letter("y"), c.letter("v", k, one), c.letter("i", assumed=INDEX)
    square = c.pow(c.sub(y, c.component(v, [i])), c.number("2"))
    c.family("Bell", [i, v], y, c.apply("exp", c.neg(square)))
    pair = c.letter("w", c.number("2"), one)
    p = c.density(c.law("Bell", "p", y, [c.number("5"), pair]), y)
    c.part("", p, c.step("algebra", p))
    return c


def up_to_the_end(closed: bool):
    """The integral of a density's derivative, by the fundamental theorem, from 0 where it ends."""
    c = Written("end")
    p, x = exponential(c, closed=closed)
    zero, one = c.number("0"), c.number("1")
    slope = c.neg(c.apply("exp", c.neg(c.mul(one, x))))
    whole = c.integral(slope, x, zero, c.oo())
    at_zero = c.density(p, zero)
    rule = {"kind": "antiderivative", "integral": whole, "function": c.density(p, x)}
    rule |= {"variable": x, "upper": zero, "lower": at_zero}
    after = c.sub(zero, at_zero)
    c.part("", whole, c.step("antiderivative", after, instances=[rule]))
    return c


def end_of_an_open_support():
    """At 0 a density on t > 0 is 0, whatever its formula tends to."""
    return up_to_the_end(closed=False)


def test_a_density_goes_on_to_the_end_of_a_closed_support():
    assert reasons(up_to_the_end(closed=True)) == {"end": None}


def test_a_formula_holds_on_its_support():
    c = Written("within")
    p, x = exponential(c)
    formula = c.mul(c.number("1"), c.apply("exp", c.neg(c.mul(c.number("1"), x))))
    c.part("", c.density(p, x), c.step("density", formula))
    assert reasons(c) == {"within": None}


@pytest.mark.parametrize(
    ("attack", "reason"),
    [
        (flat_family, "not known to be integrable"),
        (family_called_open, "the family density f is another one"),
        (beyond_the_support, "not equal"),
        (logarithm_beyond_the_support, "not known to be positive"),
        (mass_over_another_range, "not equal"),
        (wrong_support, "the parameters or the support of a law"),
        (negative_density, "the density of Odd may not be positive"),
        (undeclared_family, "no theorem is named for the mass of Bell"),
        (index_among_the_parameters, "an index, of which no range is known"),
        (end_of_an_open_support, "a density at the end of its support"),
        (circular_family, "the density of a family"),
        (mass_of_the_others, "no theorem is named for the mass of Bell"),
        (law_of_another_shape, "the parameters or the support of a law"),
    ],
)
def test_families(attack, reason):
    written = attack()
    certificates = written if isinstance(written, tuple) else (written,)
    found = reasons(*certificates)[certificates[-1].name]
    assert reason in found, found
