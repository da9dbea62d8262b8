"""Families of one's own: what holds of them is proved by both provers, what does not by neither."""

import pytest

from symkl import (
    Family,
    Library,
    algebra,
    covariance,
    dimension,
    exp,
    index,
    inv,
    nonnegative_real,
    positive,
    real,
    unit_interval,
    vector,
)
from symkl.certificate import certificate, sealed_bytes
from symkl.errors import ShapeError, SymklError, UsageError
from symkl.kernel.theorem import PartResult, Result, StepResult
from symkl.lang.nodes import Distribution
from symkl.meaning.evaluate import evaluate
from symkl.rules.base import verdict
from symkl_recheck import recheck

HEAD = """
from symkl import *

x, y, t, u = nonnegative_real("x"), real("y"), positive("t"), unit_interval("u")
rate, a, b, theta = *positive("rate a b"), real("theta")
"""
EXPONENTIAL = """
Exponential = Family("Exponential", x, (rate,), rate*exp(-rate*x),
                     theorems={"mass": "moments.mass", "mean": "moments.mean"})
f = Exponential("f", x, rate)
p, q = Exponential("p", x, a), Exponential("q", x, b)
moments = derivation(title="", parts=[
    part("mass", claim=Integral(f(x), x, 0, oo) == 1, chain=[
        Integral(f(x), x, 0, oo),
        eq(Integral(rate*exp(-rate*x), x, 0, oo), by=density),
        eq(0 - (-exp(-rate*0)), by=antiderivative(-exp(-rate*x), x)),
        eq(1, by=exp_rules)]),
    part("mean", claim=E(f, x) == 1/rate, chain=[
        E(f, x),
        eq(Integral(f(x)*x, x, 0, oo), by=definition),
        eq(Integral(rate*exp(-rate*x)*x, x, 0, oo), by=density),
        eq(0 - (-(0 + 1/rate)*exp(-rate*0)), by=antiderivative(-(x + 1/rate)*exp(-rate*x), x)),
        eq(1/rate, by=exp_rules)]),
])
"""
KL_OF_EXPONENTIALS = """
own = derivation(title="", claim=KL(p, q) == log(a/b) + b/a - 1, chain=[
    KL(p, q),
    eq(Integral(p(x)*log(p(x)/q(x)), x, 0, oo), by=definition),
    eq(E(p, log(p(x)/q(x))), by=definition),
    eq(E(p, log(a*exp(-a*x)/(b*exp(-b*x)))), by=density),
    eq(E(p, log(a) - log(b) + (b - a)*x), by=log_rules),
    eq(log(a) - log(b) + (b - a)*E(p, x), by=linearity),
    eq(log(a) - log(b) + (b - a)/a, by=mean),
    eq(log(a/b) + b/a - 1, by=log_quotient)])
"""


def decided(tmp_path, text, name="own"):
    path = tmp_path / "families.py"
    path.write_text(HEAD + text)
    return Library((str(path),)).result(name)


def step(claim, by):
    before, after = claim
    chain = f"[{before}, eq({after}, by={by})]"
    return f"own = derivation(title='', claim={before} == {after}, chain={chain})"


def test_the_divergence_of_exponentials(tmp_path):
    found = decided(tmp_path, EXPONENTIAL + KL_OF_EXPONENTIALS)
    assert found.verdict == "proved"
    assert all(s.checker == "accepted" for s in found.parts[0].steps)


@pytest.mark.parametrize(
    ("family", "claim", "by"),
    [
        ("Family('F', u, (), 1 + 0*u)", ("p(u)", "1"), "density"),
        ("Family('F', t, (rate,), rate*exp(-rate*t))", ("p(t)", "a*exp(-a*t)"), "density"),
        ("Family('F', x, (rate,), rate*exp(-rate*x))", ("p(t)", "a*exp(-a*t)"), "density"),
        ("Family('F', x, (rate,), rate*exp(-rate*x))", ("p(y**2)", "a*exp(-a*y**2)"), "density"),
        ("Family('F', x, (rate,), rate*exp(-rate*x))", ("E(p, 2*x)", "2*E(p, x)"), "linearity"),
        (
            "Family('F', x, (rate,), rate*exp(-rate*x))",
            (
                "KL(p, Normal('n', y, mean=0, variance=1))",
                "Integral(p(x)*log(p(x)/Normal('n', y, mean=0, variance=1)(x)), x, 0, oo)",
            ),
            "definition",
        ),
        ("Family('F', t, (rate,), t*exp(-rate*t))", ("E(p, 2*t)", "2*E(p, t)"), "linearity"),
        ("Family('F', u, (), 1 + u)", ("E(p, 2*u)", "2*E(p, u)"), "linearity"),
    ],
)
def test_what_is_true_of_a_family(tmp_path, family, claim, by):
    values = "a" if "rate" in family else ""
    letter = family.split(",")[1].strip()
    laws = f"F = {family}\np = F('p', {letter}{', ' + values if values else ''})\n"
    found = decided(tmp_path, laws + step(claim, by))
    assert found.verdict == "proved", found.parts[0].steps[0].reason


KL_OF_BOTH = "Integral(c(y)*log(c(y)/d(y)), y)"
BELIEVED = {
    "a formula beyond its support": EXPONENTIAL + step(("p(y)", "a*exp(-a*y)"), "density"),
    "a point that may lie beyond": EXPONENTIAL + step(("p(x - 1)", "a*exp(-a*(x - 1))"), "density"),
    "an open half-line at 0": "F = Family('F', t, (), exp(-t))\np = F('p', t)\n"
    + step(("p(x)", "exp(-x)"), "density"),
    "the mass over all of the line": EXPONENTIAL + step(("Integral(p(y), y)", "1"), "linearity"),
    "the mass over a part": EXPONENTIAL + step(("Integral(p(x), x, 1, oo)", "1"), "linearity"),
    "a divergence that is infinite": EXPONENTIAL
    + "n = Normal('n', y, mean=0, variance=1)\n"
    + step(("KL(n, Exponential('r', x, 1))", "Integral(n(y)*log(n(y)/p(y)), y)"), "definition"),
    "a divergence that is infinite, left alone": EXPONENTIAL
    + "n = Normal('n', y, mean=0, variance=1)\n"
    + step(("KL(n, p) + 0", "KL(n, p)"), "algebra"),
    "moments that do not exist": "F = Family('F', y, (), 1/(pi*(1 + y**2)))\nc = F('c', y)\n"
    + step(("E(c, y + 0*y) - E(c, y)", "0"), "linearity"),
    "a density that is negative": "F = Family('F', y, (theta,), theta*exp(-y**2))\n"
    "c = F('c', y, a)\n" + step(("c(y) - c(y) + 1", "1"), "algebra"),
    "a mass that is infinite": "F = Family('F', y, (), 1 + 0*y)\nc = F('c', y)\n"
    + step(("Integral(c(y) + c(y), y)", "2*Integral(c(y), y)"), "linearity"),
    "a mass without a theorem": "F = Family('F', y, (), exp(-y**2))\nc = F('c', y)\n"
    + step(("Integral(c(y), y)", "1"), "linearity"),
    "a parameter without a value": "F = Family('F', x, (theta,), exp(-x))\n"
    + step(("F('r', x, 1/y)(x)", "exp(-x)"), "density"),
    "a parameter beyond its assumptions": EXPONENTIAL
    + step(("Exponential('r', x, theta)(x)", "theta*exp(-theta*x)"), "density"),
    "a logarithm beyond the support": EXPONENTIAL + step(("log(p(y)) + 0", "log(p(y))"), "algebra"),
    "a logarithm where the point may lie beyond": EXPONENTIAL
    + step(("log(p(x - 1)) + 0", "log(p(x - 1))"), "algebra"),
    "a formula that may have no value": "F = Family('F', y, (theta,), exp(-y**2)/theta)\n"
    "c = F('c', y, a)\n" + step(("c(y)", "exp(-y**2)/a"), "density"),
    "a parameter that may be negative": "F = Family('F', y, (x,), (1 + x)*exp(-y**2))\n"
    "c = F('c', y, theta)\n" + step(("c(y)", "(1 + theta)*exp(-y**2)"), "density"),
    "moments that are not known to exist": "F = Family('F', t, (), (1 + log(t)**2)*exp(-t))\n"
    "c = F('c', t)\n" + step(("E(c, 2*t)", "2*E(c, t)"), "linearity"),
    "components that are positive": "k, i = dimension('k'), index('i')\nv = vector('v', k)\n"
    "F = Family('F', t, (), exp(-t))\nz = independent('Z', v, F('c', t), i)\n"
    + step(("z(v)", "Product(exp(-v[i]), i, k)"), "joint_density"),
    "a logarithm that is no polynomial": "F = Family('F', y, (), exp(-exp(y**2)))\n"
    "c, n = F('c', y), Normal('n', y, mean=0, variance=1)\n"
    + step(("E(n, log(c(y))) - E(n, log(c(y)))", "0"), "linearity"),
    "two densities without mass": "F = Family('F', y, (), 1 + 0*y)\n"
    "G = Family('G', y, (), exp(y**3))\nc, d = F('c', y), G('d', y)\n"
    + step((f"{KL_OF_BOTH} + 0", KL_OF_BOTH), "algebra"),
    "a mass that is proved of a part of the support": """
F = Family("F", x, (), exp(1 - x), {"mass": "mass"})
c = F("c", x)
mass = derivation(title="", claim=Integral(c(x), x, 1, oo) == 1, chain=[
    Integral(c(x), x, 1, oo),
    eq(Integral(exp(1 - x), x, 1, oo), by=density),
    eq(0 - (-exp(1 - rational(1))), by=antiderivative(-exp(1 - x), x)),
    eq(1, by=exp_rules)])
"""
    + step(("Integral(c(x), x)", "1"), "linearity"),
    "a mass that is proved of equal parameters": """
F = Family("F", x, (a, b), b*exp(-a*x), {"mass": "mass"})
c, d = F("c", x, a, a), F("d", x, 1, 2)
mass = derivation(title="", claim=Integral(c(x), x, 0, oo) == 1, chain=[
    Integral(c(x), x, 0, oo),
    eq(Integral(a*exp(-a*x), x, 0, oo), by=density),
    eq(0 - (-exp(-a*0)), by=antiderivative(-exp(-a*x), x)),
    eq(1, by=exp_rules)])
"""
    + step(("Integral(d(x), x, 0, oo)", "1"), "linearity"),
    "a derivative beyond the support": EXPONENTIAL
    + step(("D(p(y), y)", "-a**2*exp(-a*y)"), "derivative"),
}


@pytest.mark.parametrize("text", BELIEVED.values(), ids=BELIEVED)
def test_nothing_is_believed_of_a_family(tmp_path, text):
    assert decided(tmp_path, text).verdict in ("unproved", "refuted")


@pytest.mark.parametrize("text", BELIEVED.values(), ids=BELIEVED)
def test_the_kernel_alone_believes_nothing(tmp_path, text, monkeypatch):
    """Or the checker would hide that a guard of the kernel is gone."""
    monkeypatch.setattr("symkl.library.agreed", lambda result, *_: (result, None))
    assert decided(tmp_path, text).verdict in ("unproved", "refuted")


@pytest.mark.parametrize("text", BELIEVED.values(), ids=BELIEVED)
def test_the_checker_alone_believes_nothing(tmp_path, text):
    """A certificate as if the kernel had proved it, whichever theorems it may rest on."""
    path = tmp_path / "families.py"
    path.write_text(HEAD + text)
    library = Library((str(path),))
    (source,) = [source for source in library.targets if source.name == "own"]
    proved = [name for name in ("moments.mass", "moments.mean", "mass") if known(library, name)]
    for names in [(), *((name,) for name in proved)]:
        assert not checked(library, source.derivation, names).accepted, names


def known(library, name) -> bool:
    try:
        return bool(library.theorem(name))
    except SymklError:
        return False


def checked(library, derivation, theorems):
    """The checker's verdict on a derivation of one part, its steps said to be proved."""
    (part,) = derivation.parts
    sources = tuple(f"theorem {name}" for name in theorems)
    before, steps = part.first, []
    for number, one in enumerate(part.steps, 1):
        steps.append(StepResult(number, one, before, "proved", sources=sources))
        before = one.after
    result = Result(derivation, (PartResult(part, tuple(steps), "proved"),), ())
    made = {"own": certificate(result, library.theorem, library.certificate)}
    for name in {name.partition(".")[0] for name in theorems}:
        made[name] = library.certificate(name)
        for step_of in (step for part in made[name]["parts"] for step in part["steps"]):
            for other in step_of["theorems"]:
                made.setdefault(
                    other.partition(".")[0], library.certificate(other.partition(".")[0])
                )
    return recheck({name: sealed_bytes(data) for name, data in made.items()})["own"]


def test_the_forgery_of_what_is_true_is_accepted(tmp_path):
    """Or the refusals above would say nothing."""
    for claim, by, names in (
        (("p(x)", "a*exp(-a*x)"), "density", ()),
        (("Integral(p(x), x, 0, oo)", "1"), "linearity", ("moments.mass",)),
        (("E(p, x)", "1/a"), "mean", ("moments.mean",)),
    ):
        path = tmp_path / "families.py"
        path.write_text(HEAD + EXPONENTIAL + step(claim, by))
        library = Library((str(path),))
        (source,) = [source for source in library.targets if source.name == "own"]
        assert checked(library, source.derivation, names).accepted, claim


def mass_for(letter: str, value: str) -> str:
    """A family of any parameter, its mass proved for some of them and used for another."""
    return f"""
nu = {letter}("nu")
F = Family("F", y, (theta,), (1 + theta**2)*exp(-y**2), theorems={{"mass": "mass"}})
c = F("c", y, nu)
mass = derivation(title="", claim=Integral(c(y), y) == Integral(c(y), y) + 0,
    chain=[Integral(c(y), y), eq(Integral(c(y), y) + 0, by=algebra)])
d = F("d", y, {value})
""" + step(("Integral(d(y), y)", "1"), "linearity")


@pytest.mark.parametrize("letter", ["positive", "real"])
def test_a_theorem_about_the_mass_has_to_say_so(tmp_path, letter):
    assert decided(tmp_path, mass_for(letter, "-1")).verdict in ("unproved", "refuted")


def test_the_mass_of_some_members_is_not_that_of_all(tmp_path):
    """∫ exp(-y²/(2s²))/(√(2π) s) dy = 1 for s > 0; the family says so for every s but 0."""
    text = """
s, r = positive("s"), nonzero("r")
N = Normal("N", y, mean=0, variance=s**2)
F = Family("F", y, (r,), exp(-y**2/(2*r**2))/sqrt(2*pi*r**2), theorems={"mass": "mass"})
c, d = F("c", y, s), F("d", y, -1)
mass = derivation(title="", claim=Integral(c(y), y) == 1, chain=[
    Integral(c(y), y),
    eq(Integral(exp(-y**2/(2*s**2))/sqrt(2*pi*s**2), y), by=density),
    eq(Integral(N(y), y), by=density),
    eq(1, by=linearity)])
"""
    found = decided(tmp_path, text + step(("Integral(d(y), y)", "1"), "linearity"))
    assert "every F law has mass one" in found.parts[0].steps[0].reason
    assert "each parameter a letter, declared as in the family" in found.parts[0].steps[0].hint


@pytest.mark.parametrize("value", ["a", "x", "0", "x*y**2"])
def test_a_parameter_that_is_not_negative(tmp_path, value):
    text = f"F = Family('F', y, (x,), (1 + x)*exp(-y**2))\nc = F('c', y, {value})\n"
    found = decided(tmp_path, text + step(("c(y)", f"(1 + {value})*exp(-y**2)"), "density"))
    assert found.verdict == "proved"


def test_a_formula_has_a_value_for_all_parameters_and_on_all_of_the_support():
    y, theta = real("y theta")
    for below, hint in ((theta, 'declare theta = nonzero("theta")'), (y, "")):
        c = Family("F", y, (theta,), exp(-(y**2)) / below)("c", y, rate)
        found = verdict(c(y), c(y) + 0, algebra)
        assert found.reason.startswith("the density of F may have no value")
        assert (found.verdict, str(found.hint)) == ("unproved", hint)


def test_two_families_of_one_name():
    y = real("y")
    c = Family("F", y, (), exp(-(y**2)))("c", y)
    d = Family("F", y, (), 2 * exp(-(y**2)))("d", y)
    found = verdict(c(y) - d(y), c(y) - d(y) + 0, algebra)
    assert found.verdict == "unproved"
    assert "F stands for two different families" in found.reason


def test_a_family_is_equal_to_one_of_the_same_content():
    x, rate = nonnegative_real("x"), positive("rate")
    one = Family("Exponential", x, (rate,), rate * exp(-rate * x))
    assert one == Family("Exponential", x, (rate,), rate * exp(-rate * x))
    assert one != Family("Exponential", x, (rate,), rate * exp(-(rate * x)) * 1)
    assert one != Family("Exponential", positive("x"), (rate,), rate * exp(-rate * positive("x")))


x, rate, k = nonnegative_real("x"), positive("rate"), dimension("k")
v, S = vector("v", k), covariance("S", k)


@pytest.mark.parametrize(
    ("made", "said"),
    [
        (lambda: Family("F", 5), "5 stands where a letter is needed"),
        (lambda: Family("F", x, (x,)), "two letters of one name"),
        (lambda: Family("F", x, (rate,), rate * real("z")), "speaks of z"),
        (lambda: Family("F", real("y"), (index("i"), v), exp(-v[1])), "the parameter i of F is an"),
        (lambda: Family("F", S), "neither a number nor a vector"),
        (lambda: Family("F", dimension("n")), "runs over no support"),
        (lambda: Family("two words", x, (), exp(-x)), "is no name for a family"),
        (lambda: Family("F", v, (S,), inv(S) @ v), "is not a number"),
        (lambda: Family("F", x, (rate,), rate * exp(-rate * x))("p", x), "has the parameters rate"),
        (
            lambda: Family("F", x, (rate,), rate * exp(-rate * x))("p", x, 1, rate=2),
            "has the parameters rate",
        ),
        (
            lambda: Family("F", x, (rate,), rate * exp(-rate * x))("p", real("x"), 1),
            "does not run over the half-line",
        ),
        (lambda: Distribution("Normal", "p", x, ()), "'Normal' is no family"),
    ],
)
def test_what_is_no_family_or_no_law_is_told(made, said):
    with pytest.raises(UsageError, match=said):
        made()


def test_shapes_are_those_of_the_family():
    family = Family("F", v, (vector("m", k), S), exp(-(v.T @ inv(S) @ v)))
    n = dimension("n")
    w = vector("w", n)
    assert family("p", w, w, covariance("T", n)).parameters[0] is w
    assert family("p", vector("z", 3), vector("m", 3), covariance("T", 3)).variable.shape == (3, 1)
    with pytest.raises(ShapeError):
        family("p", w, v, covariance("T", n))


def test_a_density_is_0_beyond_its_support():
    p = Family("F", x, (rate,), rate * exp(-rate * x))("p", x, 2)
    y = real("y")
    assert evaluate(p(y), {y: -1}) == 0
    assert evaluate(p(y), {y: 0}) == 2
    q = Family("U", unit_interval("u"), (), 1 + 0 * unit_interval("u"))("q", unit_interval("u"))
    assert [evaluate(q(y), {y: value}) for value in (-1, 0, 1, 2)] == [0, 1, 1, 0]


def test_what_is_missing_for_the_mass_is_told(tmp_path):
    """A bell with its mass, and nothing that says so: true, and not proved."""
    text = """
F = Family("Bell", y, (), exp(-y**2/2)/sqrt(2*pi))
c = F("c", y)
"""
    found = decided(tmp_path, text + step(("Integral(c(y), y)", "1"), "linearity"))
    assert found.verdict == "unproved"
    assert "prove that its mass is 1, and tell Bell so" in found.parts[0].steps[0].hint
    told = """
N = Normal("N", y, mean=0, variance=1)
F = Family("Bell", y, (), exp(-y**2/2)/sqrt(2*pi), theorems={"mass": "mass"})
c = F("c", y)
mass = derivation(title="", claim=Integral(c(y), y) == 1, chain=[
    Integral(c(y), y), eq(Integral(N(y), y), by=density), eq(1, by=linearity)])
"""
    found = decided(tmp_path, told + step(("2*Integral(c(y), y)", "2"), "linearity"))
    assert found.verdict == "proved"
