"""A check of each column of the table of functions, and an entry that is wrong.

`CHECKS` has for each column a check of one row by something that does not read it: values of SciPy
and of Python, differences for a derivative, arguments at which a value stops. `BROKEN` has for each
column an entry that is not the right one.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction
from itertools import pairwise
from typing import Any

import flint
import sympy
from lang.targets import found_by
from mpmath import mp, mpf
from scipy import special

from symkl.kernel.laws import LAWS
from symkl.lang import nodes as n
from symkl.lang import vocabulary
from symkl.lang.columns import MINUS, UNKNOWN, Domain, Function
from symkl.lang.functions import FUNCTIONS
from symkl.latex.expressions import latex
from symkl.meaning.balls.elementary import applied
from symkl.meaning.balls.polynomials import NoBall
from symkl.meaning.bridge_in import from_sympy
from symkl.meaning.bridge_out import to_sympy
from symkl.meaning.evaluate import Undefined, evaluate
from symkl.rounding import condition_numbers

x = vocabulary.real("x")
POINTS = [Fraction(p, 10) for p in (-61, -23, -10, -7, -4, 0, 3, 7, 10, 13, 24, 51)]


def _above(end: float, function: Callable, *, closed: bool = False) -> Callable:
    """A function that has no value up to an end."""

    def value(t: float) -> float:
        if t < end or (t == end and not closed):
            raise ValueError(t)
        return float(function(t))

    return value


REFERENCE: dict[str, Callable[[float], float]] = {
    "log": _above(0, math.log),
    "exp": math.exp,
    "sqrt": _above(0, math.sqrt, closed=True),
    "cos": math.cos,
    "sin": math.sin,
    "abs": math.fabs,
    "g": _above(-1, lambda t: t - special.log1p(t)),
    "h": lambda t: float(special.expm1(t)) - t,
    "log1p": _above(-1, math.log1p),
    "expm1": math.expm1,
    "sign": lambda t: float((t > 0) - (t < 0)),
    "log2": _above(0, math.log2),
    "erf": math.erf,
    "erfc": math.erfc,
    "lgamma": _above(0, math.lgamma),
    "digamma": _above(0, special.digamma),
    "trigamma": _above(0, lambda t: special.polygamma(1, t)),
    "expit": lambda t: float(special.expit(t)),
    "softplus": lambda t: -float(special.log_expit(-t)),
}
# Those that stand in a page without being explained.
KNOWN = {r"\log", r"\log_2", r"\exp", r"\sqrt", r"\cos", r"\sin", r"\lvert", r"\operatorname{sign}"}


def has_value(name: str, t: Fraction) -> bool:
    """Return whether a function has a value at a number, by the reference."""
    try:
        REFERENCE[name](float(t))
    except ValueError:
        return False
    return True


def inside(name: str) -> list[Fraction]:
    """The points at which a function has a value."""
    return [t for t in POINTS if has_value(name, t)]


def near(found: Any, wanted: Any, most: float = 1e-12) -> bool:
    """Return whether two numbers agree, relative to their size."""
    return bool(abs(found - wanted) <= most * (1 + abs(wanted)))


def number(t: Fraction) -> mpf:
    """A fraction in the working precision."""
    return mpf(t.numerator) / t.denominator


def at(name: str, t: Fraction) -> mpf:
    """The value as it is told to anybody who evaluates a tree."""
    return mpf(evaluate(n.Apply(name, n.as_expr(t)), {}))


def meaning(name: str, row: Function) -> None:
    others = [other.meaning for key, other in FUNCTIONS.items() if key != name]
    assert row.meaning
    assert row.meaning not in others


def value(name: str, row: Function) -> None:
    for t in inside(name):
        assert near(row.value(mp, number(t)), REFERENCE[name](float(t)), 1e-14), t
        assert near(at(name, t), REFERENCE[name](float(t)), 1e-14), t


def sympy_(name: str, row: Function) -> None:
    for t in inside(name):
        there = row.sympy(sympy, sympy.Rational(t.numerator, t.denominator))
        assert near(float(there.evalf(20)), REFERENCE[name](float(t))), t
    letter = vocabulary.positive("a")
    written = to_sympy(n.Apply(name, letter))
    assert written == row.sympy(sympy, sympy.Symbol("a", positive=True))
    if name not in ("digamma", "trigamma"):  # they are one function of two arguments there
        back = from_sympy(written, [letter])
        found = evaluate(back, {letter: Fraction(3, 10)})
        assert near(mpf(found), REFERENCE[name](0.3))


def ball(name: str, row: Function) -> None:
    for t in inside(name):
        exact = flint.fmpq(t.numerator, t.denominator)
        some = flint.arb(exact)
        if name == "sqrt" and t == 0:
            continue
        for there in (row.ball(flint, some), flint.arb(applied(name, exact))):
            assert near(float(there.mid()), REFERENCE[name](float(t))), t
            assert there.rad() < 1e-10
        if t:
            wide = some + flint.arb(0, 0.01)
            assert applied(name, wide).overlaps(row.ball(flint, some))
    for t in set(POINTS) - set(inside(name)):
        try:
            found = flint.arb(applied(name, flint.fmpq(t.numerator, t.denominator)))
        except NoBall:
            continue
        raise AssertionError(f"{name} of {t} is {found}")


def domain(name: str, row: Function) -> None:
    for t in POINTS:
        if row.domain is None:
            holds = True
        else:
            moved = row.domain.of(t)
            holds = moved > 0 or (moved == 0 and row.domain.assumption == "nonnegative")
        assert holds == has_value(name, t), t
        try:
            at(name, t)
        except Undefined:
            assert not holds, t
        else:
            assert holds, t


def analytic(name: str, row: Function) -> None:
    """By differences along both axes: beside the end of a cut or at a pole they tell it."""

    def smooth(z: complex) -> bool:
        step = 1e-3
        try:
            a, b, c, d = (
                complex(row.ball(flint, flint.acb(z + s)))
                for s in (step, -step, 1j * step, -1j * step)
            )
        except (AttributeError, TypeError, ValueError, OverflowError):
            return False
        size = abs(a) + abs(b) + abs(c) + abs(d)
        return abs((a - b) + 1j * (c - d)) < 1e-5 * size and abs(a + b - c - d) < 1e-3 * size

    everywhere = smooth(-2) and smooth(math.pi * 1j) and smooth(0.5)
    right = smooth(0.5) and smooth(1 + 4j) and smooth(0.5 + math.pi * 1j)
    strip = smooth(0.5) and smooth(-2) and smooth(-2 + 2.9j)
    expected = {"everywhere": everywhere, "strip": strip, "right": right, "": True}
    first = next(kind for kind, so in expected.items() if so)
    assert row.analytic == first, first


def derivative(name: str, row: Function) -> None:
    points = [t for t in inside(name) if t or not row.differentiable]
    if row.derivative is None:
        assert name == "trigamma"  # a polygamma function of higher order has no row
        return
    slope = row.derivative(vocabulary, x)
    for t in points:
        if name == "sqrt" and t == 0:
            continue
        with mp.workdps(30):
            wanted = mp.diff(lambda s: row.value(mp, s), number(t))
        assert near(mpf(evaluate(slope, {x: t})), wanted, 1e-8), t


def differentiable(name: str, row: Function) -> None:
    f, step = REFERENCE[name], 1e-7
    if not has_value(name, Fraction(-1, 10)):
        assert row.differentiable == ""
        return
    slopes = (f(step) - f(0)) / step, (f(0) - f(-step)) / step
    assert (row.differentiable == "") == (max(map(abs, slopes)) < 10 and near(*slopes, 1e-5))


def continuous(name: str, row: Function) -> None:
    f, step = REFERENCE[name], 1e-9
    jumps = [abs(f(float(t) + step) - f(float(t))) > 0.1 for t in inside(name)]
    assert row.continuous != any(jumps)


def bounded(name: str, row: Function) -> None:
    everywhere = all(has_value(name, t) for t in POINTS)
    far = [abs(REFERENCE[name](t)) for t in (-300.0, 300.0) if everywhere]
    assert row.bounded == (everywhere and row.continuous and max(far) <= 2)


def sign(name: str, row: Function) -> None:
    """No sign is missing, and none is told too many of but by those where nothing is claimed."""
    seen: dict[int, set[int]] = {-1: set(), 0: set(), 1: set()}
    for t in inside(name):
        found = at(name, t)
        seen[(t > 0) - (t < 0)].add(int((found > 0) - (found < 0)))
    for there, claimed in zip(seen.values(), row.sign, strict=True):
        assert there <= claimed
        assert claimed <= {-1, 0, 1}
        assert claimed
    mixed = name in ("log", "log2", "lgamma", "digamma", "cos", "sin")
    assert (row.sign == UNKNOWN) == (mixed or bool(row.theorem))  # these a derivation has to prove


def theorem(name: str, row: Function) -> None:
    assert row.theorem == (f"{name}_nonnegative" if f"{name}_nonnegative" in LAWS else "")
    if row.theorem:
        assert all(at(name, t) >= 0 for t in inside(name))


def monotone(name: str, row: Function) -> None:
    found = [at(name, t) for t in inside(name)]
    rises = all(a < b for a, b in pairwise(found))
    falls = all(a > b for a, b in pairwise(found))
    assert row.monotone == rises - falls


def root(name: str, row: Function) -> None:
    zeros = [t for t in (Fraction(1), Fraction(2)) if has_value(name, t) and at(name, t) == 0]
    assert row.root == (zeros[0] if zeros and row.monotone == 1 else None)


def even(name: str, row: Function) -> None:
    there = [t for t in inside(name) if has_value(name, -t)]
    both = len(there) > 9
    assert row.even == (both and all(near(at(name, t), at(name, -t)) for t in there))


def at_zero(name: str, row: Function) -> None:
    expected = None
    if has_value(name, Fraction(0)):
        found = Fraction(float(at(name, Fraction(0))))
        expected = (found.numerator, found.denominator) if found.denominator < 5 else None
    assert row.at_zero == expected


def law(name: str, row: Function) -> None:
    assert bool(row.law) == (row.definition is not None)
    if row.law:
        assert f"{name}(" in LAWS[row.law].statement


def definition(name: str, row: Function) -> None:
    own = any(
        f"{name}(x) = " in one.statement or f"{name}(v) = " in one.statement
        for one in LAWS.values()
        if one.kind == "definition"
    )
    assert own == (row.definition is not None)
    if row.definition is not None:
        meant = row.definition(vocabulary, x)
        for t in inside(name):
            assert near(mpf(evaluate(meant, {x: t})), REFERENCE[name](float(t))), t


def latex_(name: str, row: Function) -> None:
    others = [other.latex for key, other in FUNCTIONS.items() if key != name]
    assert row.latex
    assert row.latex not in others
    shown = latex(n.Apply(name, x))
    assert row.latex in shown or name in ("exp", "abs")  # e^x, |x|


def bare(name: str, row: Function) -> None:
    assert row.bare == (row.latex in (r"\log", r"\cos", r"\sin"))


def latex_definition(name: str, row: Function) -> None:
    assert bool(row.latex_definition) == (row.latex not in KNOWN)
    if row.latex_definition:
        told = row.latex_definition.format("t")
        assert told.startswith(f"{row.latex}(t) = ")
        assert len(told) > len(f"{row.latex}(t) = t")


def code(name: str, row: Function) -> None:
    points = [t for t in inside(name) if float(t)]
    assert row.code
    for target, text in row.code.items():
        found = found_by(target, text, [float(t) for t in points])
        for got, t in zip(found or (), points, strict=bool(found)):
            assert near(got, REFERENCE[name](float(t)), 2e-6), (target, t)


def ulps(name: str, row: Function) -> None:
    known = name in condition_numbers._CONDITIONS
    assert (row.ulps is not None) == known
    assert row.ulps is None or 1 <= row.ulps <= 4


def mistaken(name: str, row: Function) -> None:
    assert row.mistaken == "" or (row.mistaken in FUNCTIONS and row.mistaken != name)


CHECKS: dict[str, Callable[[str, Function], None]] = {
    check.__name__.rstrip("_"): check
    for check in (
        meaning, value, sympy_, ball, latex_, code, domain, analytic, derivative, differentiable,
        continuous, bounded, sign, theorem, monotone, root, even, at_zero, law, definition, bare,
        latex_definition, ulps, mistaken,
    )
}  # fmt: skip


def _shifted(column: str) -> Callable[[Function], Any]:
    """A function of a library and an argument, off by a little."""

    def other(row: Function) -> Any:
        right = getattr(row, column)
        return lambda library, u: right(library, u) + 1

    return other


def _swapped(row: Function) -> dict[str, str]:
    other = FUNCTIONS["cos" if row.latex != r"\cos" else "sin"].code
    return {target: other.get(target, "1.0 + {0}") for target in row.code}


BROKEN: dict[str, Callable[[Function], Any]] = {
    "meaning": lambda row: "",
    "value": _shifted("value"),
    "sympy": _shifted("sympy"),
    "ball": _shifted("ball"),
    "latex": lambda row: r"\exp" if row.latex != r"\exp" else r"\log",
    "code": _swapped,
    "domain": lambda row: Domain("positive", 2) if row.domain is None else None,
    "analytic": lambda row: "everywhere" if row.analytic != "everywhere" else "strip",
    "derivative": lambda row: (
        (lambda w, u: row.derivative(w, u) + 1) if row.derivative else lambda w, u: u
    ),
    "differentiable": lambda row: "" if row.differentiable else "nonzero",
    "continuous": lambda row: not row.continuous,
    "bounded": lambda row: not row.bounded,
    "sign": lambda row: (MINUS, MINUS, MINUS),
    "theorem": lambda row: "" if row.theorem else "g_nonnegative",
    "monotone": lambda row: -row.monotone or 1,
    "root": lambda row: 2 if row.root is None else None,
    "even": lambda row: not row.even,
    "at_zero": lambda row: (0, 1) if row.at_zero != (0, 1) else (1, 1),
    "law": lambda row: "" if row.law else "log_exp",
    "definition": lambda row: None if row.definition else (lambda w, u: u),
    "bare": lambda row: not row.bare,
    "latex_definition": lambda row: "" if row.latex_definition else "t",
    "ulps": lambda row: 4 if row.ulps is None else None,
    "mistaken": lambda row: "tan",
}
