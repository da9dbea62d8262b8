"""What has no value is no number: divergent integrals, ends of ranges, infinite values."""

import pytest
from recheck.written import NONNEGATIVE, Written, reasons


def minus_minus_infinity():
    """−(−∞) as the end of a range, and as a number."""
    c = Written("ends")
    x, one = c.letter("x", assumed=NONNEGATIVE), c.number("1")
    end = c.neg(c.less_oo())
    bell = c.apply("exp", c.neg(x))
    c.part("", c.integral(bell, x, c.number("0"), end), c.step("algebra", one))
    return c


def infinite_value():
    """∞ for a letter of a lemma that is nonnegative."""
    c = Written("value")
    x, big = c.letter("x", assumed=NONNEGATIVE), c.letter("X", assumed=NONNEGATIVE)
    zero, one = c.number("0"), c.number("1")
    bell = c.apply("exp", c.neg(x))
    up_to = c.integral(bell, x, zero, big)
    f = c.neg(bell)
    upper, lower = c.neg(c.apply("exp", c.neg(big))), c.neg(c.apply("exp", c.neg(zero)))
    rule = {"kind": "antiderivative", "integral": up_to, "function": f, "variable": x}
    rule |= {"upper": upper, "lower": lower}
    c.part("one", up_to, c.step("antiderivative", c.add(one, upper), instances=[rule]))
    whole = c.integral(bell, x, zero, c.oo())
    c.part("", whole, c.by_lemma(one, "value.one", values={"X": c.oo()}))
    return c


def infinity_over_infinity():
    c = Written("ratio")
    whole = c.line(c.number("1"), c.letter("x"))
    ratio = c.mul(whole, c.pow(whole, c.number("-1")))
    c.part("", ratio, c.step("algebra", c.number("1")))
    return c


def infinity_minus_infinity():
    c = Written("difference")
    x = c.letter("x")
    whole = c.line(x, x)
    c.part("", c.sub(whole, whole), c.step("algebra", c.number("0")))
    return c


def nothing_times_infinity():
    c = Written("nothing")
    whole = c.line(c.number("1"), c.letter("x"))
    c.part("", c.mul(c.number("0"), whole), c.step("algebra", c.number("0")))
    return c


def infinity_within():
    """Inside of another integral, where it is multiplied away."""
    c = Written("within")
    x, t, zero, one = c.letter("x"), c.letter("t"), c.number("0"), c.number("1")
    inner = c.line(c.mul(t, c.number("1")), x)
    before = c.integral(c.mul(zero, inner), t, zero, one)
    c.part("", before, c.step("algebra", c.integral(zero, t, zero, one)))
    return c


def trace_of_a_square():
    """tr(X X) is no square of a norm."""
    c = Written("trace")
    two, y = c.number("2"), c.letter("y")
    X = c.letter("X", two, two)
    f = c.apply("exp", c.neg(c.trace(c.mat_mul(X, X))))
    before = c.line(c.add(f, c.mul(y, f)), X)
    after = c.mul(c.add(c.number("1"), y), c.line(f, X))
    c.part("", before, c.step("trace_expectation", after))
    return c


def infinite_density():
    """A family whose density is infinite: inf - inf is a number."""
    c = Written("density")
    x, y, theta = c.letter("x"), c.letter("y"), c.letter("theta")
    zero, one = c.number("0"), c.number("1")
    c.family("Infinite", [theta], x, c.add(c.line(one, y), c.apply("exp", theta)))
    p, q = (c.density(c.law("Infinite", "n", x, [n]), x) for n in (zero, one))
    e = [c.apply("exp", n) for n in (one, zero)]
    c.part("", c.sub(q, p), c.step("density", c.sub(*e)))
    return c


def infinite_scale():
    """substitution by an infinite value: x = t + W"""
    c = Written("scale")
    x, t, y = c.letter("x"), c.letter("t"), c.letter("y")
    W = c.line(c.number("1"), y)

    def bell(z):
        return c.apply("exp", c.neg(c.pow(z, c.number("2"))))

    before = c.line(bell(x), x)
    value = c.add(W, t)
    c.part(
        "",
        before,
        c.step(
            "substitution",
            c.line(bell(value), t),
            instances=[{"kind": "substitution", "integral": before, "value": value, "new": t}],
        ),
    )
    return c


def infinity_beside_infinity():
    """What may be infinite cancels within an integral that another one keeps."""
    c = Written("beside")
    x, t, zero, one = c.letter("x"), c.letter("t"), c.number("0"), c.number("1")
    whole = c.line(one, x)
    pi = c.line(c.div(one, c.add(one, c.pow(x, c.number("2")))), x)
    gone = c.integral(c.add(c.sub(whole, whole), pi), t, zero, one)
    c.part("", gone, c.step("algebra", c.integral(pi, t, zero, one)))
    return c


def infinity_inside_cos():
    c = Written("wave")
    W = c.line(c.number("1"), c.letter("x"))
    two = c.number("2")
    s, co = c.apply("sin", W), c.apply("cos", W)
    c.part("", c.pow(co, two), c.step("trigonometry", c.sub(c.number("1"), c.pow(s, two))))
    return c


def infinity_in_a_row():
    """A row of integrals without a value, times a vector of positive numbers: their sum."""
    c = Written("row")
    t, one, three = c.letter("t"), c.number("1"), c.number("3")
    v = c.letter("v", three, one)
    s = c.letter("s", three, one, assumed=["positive", "real"])
    whole = c.mat_mul(c.line(c.mul(t, c.transpose(v)), t), s)
    c.part("", whole, c.step("algebra", c.add(whole, c.number("0"))))
    return c


@pytest.mark.parametrize(
    ("attack", "reason"),
    [
        (infinity_in_a_row, "not known to have a value"),
        (minus_minus_infinity, "a row of another kind is needed"),
        (infinite_value, "an expression is needed"),
        (infinity_over_infinity, "not taken for a number"),
        (infinity_minus_infinity, "not known to have a value"),
        (nothing_times_infinity, "what may be infinite times what may be zero"),
        (infinity_within, "not known to have a value"),
        (trace_of_a_square, "not known to be integrable"),
        (infinite_density, "the density of a family"),
        (infinite_scale, "a value may be infinite"),
        (infinity_beside_infinity, "not taken for a number"),
        (infinity_inside_cos, "not taken for a number"),
    ],
)
def test_infinity_is_no_number(attack, reason):
    certificate = attack()
    found = reasons(certificate)[certificate.name]
    assert reason in found, found
