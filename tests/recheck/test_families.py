"""Families: what is not a density, or is called like another, or has a mass that nobody proved."""

import pytest
from recheck.written import DIMENSION, INDEX, Written, reasons


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
    """What is proved of a density without a formula says nothing of a family of that name."""
    c = Written("open")
    x = c.letter("x")
    bell = c.apply("exp", c.neg(c.pow(x, c.number("2"))))
    c.family("density f", [], x, bell)
    law = c.law("density f", "f", x, [])
    c.part("", c.density(law, x), c.step("density", bell))
    return c


def undeclared_family():
    """2 exp(-x^2) has not the mass 1, but where its family is not declared it counts as open."""
    a = Written("aaa")
    x = a.letter("x")
    bell = a.mul(a.number("2"), a.apply("exp", a.neg(a.pow(x, a.number("2")))))
    a.family("Bell", [a.letter("theta")], x, bell)
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
    c.family("Bell", [c.letter("theta")], t, c.mul(k, bell))
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


def test_one_family_has_one_density():
    """Also where another certificate declares it."""
    written = []
    for name, factor in (("a", "1"), ("b", "2")):
        c = Written(name)
        x = c.letter("x")
        bell = c.mul(c.number(factor), c.apply("exp", c.neg(c.pow(x, c.number("2")))))
        c.family("Bell", [c.letter("theta")], x, bell)
        p = c.density(c.law("Bell", "n", x, [c.number("0")]), x)
        c.part("", p, c.step("density", bell))
        written.append(c)
    found = reasons(*written)
    assert found["a"] is None
    assert "the density of Bell is another one" in found["b"]


@pytest.mark.parametrize(
    ("attack", "reason"),
    [
        (flat_family, "not known to be integrable"),
        (family_called_open, "called as an open density is"),
        (undeclared_family, "no theorem is named for the mass of Bell"),
        (circular_family, "the density of a family"),
        (mass_of_the_others, "no theorem is named for the mass of Bell"),
        (law_of_another_shape, "the shapes of a law are not those of its family"),
    ],
)
def test_families(attack, reason):
    written = attack()
    certificates = written if isinstance(written, tuple) else (written,)
    found = reasons(*certificates)[certificates[-1].name]
    assert reason in found, found
