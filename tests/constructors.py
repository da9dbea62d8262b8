"""Arguments of the wrong kind for all that a derivation file calls, and what comes of them.

`CALLS` says for each constructor what its arguments are meant to be; `attempt` calls one, most of
its arguments right and some of any other kind, and asks of what is made what symkl itself asks:
its text, its hash, the check of a step with it.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, fields
from fractions import Fraction
from typing import Any

import symkl
from symkl import (
    KL,
    AbstractDensity,
    D,
    E,
    Integral,
    MultivariateNormal,
    Normal,
    algebra,
    cholesky_factor,
    covariance,
    derivation,
    dimension,
    eq,
    exp,
    half,
    index,
    inv,
    lemma,
    matrix,
    nonnegative_real,
    oo,
    part,
    positive,
    real,
    scale_tril,
    vector,
)
from symkl.errors import Place, SymklError
from symkl.families import NORMAL
from symkl.kernel import axioms
from symkl.kernel import derivation as form
from symkl.kernel.check import prove
from symkl.kernel.derivation import Derivation, Part, Rule, Step
from symkl.kernel.refusal import Refusal
from symkl.lang import nodes as n
from symkl.lang.family import open_family
from symkl.lang.nodes import Expr, Relation
from symkl.rules.base import verdict

k, i = dimension("k"), index("i")
x, y, t = real("x y t")
a, r = positive("a"), nonnegative_real("r")
u, w = vector("u w", k)
A, S, L = matrix("A", k, k), covariance("S", k), scale_tril("L", k)
p, q = Normal("p", x, mean=y, variance=a**2), Normal("q", x, mean=0, variance=1)
f, P = AbstractDensity("f", x), MultivariateNormal("P", u, mean=w, covariance=S)
step = eq(x, by=algebra)
claim = x + 0 == x
one = part("one", claim=claim, chain=[x + 0, step])
whole = derivation(title="", claim=claim, chain=[x + 0, step])


class Hostile:
    """Somebody's own object, of which nothing can be asked."""

    def __getattr__(self, name: str):
        raise RuntimeError(name)

    def __repr__(self) -> str:
        raise RuntimeError("no text")

    __hash__ = None  # type: ignore[assignment]  # as Python says that there is none


# What is right where its kind is asked for, and wrong elsewhere.
KINDS: dict[str, tuple] = {
    "scalar": (x, a, x + y, 2, Fraction(1, 3), half, exp(x), u[i], KL(p, q), Integral(x, x, 0, 1)),
    "bound": (oo, -oo, 0, 1, y),
    "letter": (x, t, a, r),
    "vector": (u, w, 2 * u),
    "point": (u, w),
    "matrix": (A, S, L, inv(S), S + S),
    "covariance": (S, L @ L.T, inv(S)),
    "symmetric": (S,),
    "factor": (L,),
    "index": (i,),
    "dimension": (k, 2, 1),
    "count": (k, 3),
    "law": (p, q, f),
    "text": ("x", "u v", "", "one"),
    "rule": (algebra, lemma("univariate"), symkl.definition, symkl.antiderivative(x**2 / 2, x)),
    "relation": (claim, x >= x),
    "chain": ([x + 0, step], (x, step)),
    "part": (one,),
    "parts": ([one], (one, one)),
    "derivation": (whole,),
    "step": (step,),
    "obtain": ((), [cholesky_factor(S, L)]),
    "place": (Place("file.py", 1),),
    "laws": (frozenset(), frozenset({"linear"})),
    "instances": ((), (axioms.Lemma("univariate"),), lambda before, after: ()),
    "entries": ((), (i,)),
    "flag": (True, False),
    "values": ({}, {"mu_1": x}),
    "witness": (None, a, x**2),
    "shape": ((), (k, 1), (2, 3)),
    "assumptions": (frozenset({"real"}), frozenset()),
    "family": (NORMAL, open_family("f", x)),
    "parameters": ((x, a), ()),
    "fraction": (Fraction(1, 2), 3),
    "whole": (3, -1, 0),
    "relation name": ("=", "<=", ">="),
    "function": ("log", "exp", "g"),
    "exports": ((), []),
    "letters": ((x, a), ()),
    "pairs": ((), (("first", "one"),)),
    "named": ((), (("first", x),)),
    "nothing": (None,),
    "constant": ("pi", "oo"),
    "sizes": ((k, 1), (2, 3)),
    "indices": ((i, i), (n.as_expr(1), i)),
    "steps": ((step,), ()),
    "some_parts": ((one,), ()),
}
WRONG: tuple = (
    None, True, 0, 1, -1, 5, 10**5000, 0.5, float("nan"), float("inf"), 1j, "", "x", "\0", b"x",
    [], [1], (), (1,), (x,), [x, y], {}, {"x": 1}, {x}, set(), frozenset({x}), range(3), object(),
    Hostile, Hostile(), len, lambda *_: None, type, int, Exception("x"), Fraction(1, 2), ...,
    NotImplemented, slice(None), n.Infinity("+"), Relation("=", x, x), -oo, E(p, x), D(x**2, x),
)  # fmt: skip


@dataclass(frozen=True)
class Call:
    """A constructor, the kinds of its arguments, and those that are given by name."""

    make: Callable
    kinds: tuple[str, ...]
    named: tuple[tuple[str, str], ...] = ()


def _call(make: Callable, kinds: str = "", **named: str) -> Call:
    return Call(make, tuple(kinds.split()), tuple(named.items()))


def _words(names: str, kinds: str, **named: str) -> dict[str, Call]:
    return {name: _call(getattr(symkl, name), kinds, **named) for name in names.split()}


CALLS: dict[str, Call] = {
    **_words("real positive nonnegative_real nonzero unit_interval dimension index", "text"),
    **_words("vector positive_vector symmetric invertible covariance scale_tril", "text dimension"),
    **_words(" ".join(name for name in n.FUNCTIONS if name != "abs"), "scalar"),
    **_words("tr det inv strict_lower", "matrix"),
    **_words("KL cross_entropy", "law law"),
    **_words("eq le ge", "scalar", by="rule", say="text"),
    **_words("exceeds_by exceeds_under_integral", "scalar"),
    **_words("cholesky cholesky_factor", "symmetric factor"),
    "matrix": _call(symkl.matrix, "text dimension dimension"),
    "eye": _call(symkl.eye, "dimension"),
    "zeros": _call(symkl.zeros, "dimension dimension"),
    "diag": _call(symkl.diag, "vector"),
    "piecewise": _call(symkl.piecewise, "scalar scalar scalar scalar"),
    "delta": _call(symkl.delta, "index index"),
    "by_component": _call(symkl.by_component, "scalar index dimension"),
    "independent": _call(symkl.independent, "text point law index"),
    "Sum": _call(symkl.Sum, "scalar index count"),
    "Product": _call(symkl.Product, "scalar index count"),
    "Integral": _call(symkl.Integral, "scalar letter bound bound"),
    "E": _call(symkl.E, "law scalar", over="letter"),
    "entropy": _call(symkl.entropy, "law"),
    "D": _call(symkl.D, "scalar letter nothing"),
    "D in a direction": _call(symkl.D, "scalar point vector"),
    "rational": _call(symkl.rational, "whole whole"),
    "Normal": _call(Normal, "text letter", mean="scalar", variance="scalar"),
    "MultivariateNormal": _call(
        MultivariateNormal, "text point", mean="vector", covariance="covariance"
    ),
    "AbstractDensity": _call(AbstractDensity, "text letter"),
    "a density": _call(
        lambda law, at: law(at) if isinstance(law, n.Distribution) else p(at), "law scalar"
    ),
    "a component": _call(lambda of, at: A[at] if of is A else u[at], "matrix index"),
    "part": _call(
        symkl.part, "text", claim="relation", chain="chain", title="text", say="text",
        obtain="obtain",
    ),
    "derivation": _call(
        symkl.derivation, title="text", claim="relation", chain="chain", intro="text",
        source="text", obtain="obtain",
    ),
    "derivation of parts": _call(symkl.derivation, title="text", parts="parts", code="exports"),
    "Export": _call(symkl.Export, "text letters text pairs pairs pairs named text"),
    "antiderivative": _call(symkl.antiderivative, "scalar letter"),
    "substitution": _call(symkl.substitution, "letter scalar letter"),
    "polar_coordinates": _call(symkl.polar_coordinates, "letter letter letter letter"),
    "lemma": _call(symkl.lemma, "text", also="rule", mu_1="scalar", Sigma="matrix"),
    "lemma of a derivation": _call(symkl.lemma, "derivation", also="rule"),
    "lemmas": _call(symkl.lemmas, "rule rule", also="rule"),
    "entrywise": _call(symkl.entrywise, "rule index index"),
    "Lemma": _call(axioms.Lemma, "text values"),
    "Antiderivative": _call(axioms.Antiderivative, "scalar letter"),
    "AffineSubstitution": _call(axioms.AffineSubstitution, "letter scalar letter"),
    "PolarCoordinates": _call(axioms.PolarCoordinates, "letter letter letter letter"),
    "CholeskyFactor": _call(axioms.CholeskyFactor, "symmetric factor"),
    "Rule": _call(
        form.Rule, "text text", laws="laws", instances="instances", difference="witness",
        pointwise="flag", entries="entries",
    ),
    "Step": _call(form.Step, "text scalar rule text place"),
    "Part": _call(form.Part, "text text relation scalar steps place text obtain"),
    "Derivation": _call(form.Derivation, "text some_parts place text text text exports"),
    "Relation": _call(Relation, "text scalar scalar"),
    "Symbol": _call(n.Symbol, "text shape assumptions"),
    "Number": _call(n.Number, "fraction"),
    "Constant": _call(n.Constant, "constant"),
    "Apply": _call(n.Apply, "function scalar"),
    "Distribution": _call(n.Distribution, "family text letter parameters"),
    "Density": _call(n.Density, "law scalar"),
    "Component": _call(n.Component, "matrix indices"),
    "Independent": _call(n.Independent, "law index dimension text point"),
    "Expectation": _call(n.Expectation, "law scalar letter"),
    "VectorOf": _call(n.VectorOf, "scalar index dimension"),
    "Diag": _call(n.Diag, "vector"),
    "Zero": _call(n.Zero, "sizes"),
    "Identity": _call(n.Identity, "dimension"),
    "Mul": _call(n.Mul, "scalar matrix"),
    "Div": _call(n.Div, "matrix scalar"),
    "Pow": _call(n.Pow, "scalar scalar"),
    "Derivative": _call(n.Derivative, "scalar letter scalar"),
}  # fmt: skip
_OPERATIONS = "Add Sub MatMul Neg Transpose Inverse Trace Det StrictLower"
CALLS |= {
    name: _call(getattr(n, name), " ".join(["matrix"] * len(fields(getattr(n, name)))))
    for name in _OPERATIONS.split()
}


_NEEDED = ("by", "mean", "variance", "covariance", "claim", "chain", "title")


def attempt(rng: random.Random) -> tuple[str, str]:
    """Call a constructor; the call as text and how it ends: made, or the kind of the error.

    Raises
    ------
    Exception
        Any that is no `SymklError`: a fault of the program.
    """
    name = rng.choice(sorted(CALLS))
    call = CALLS[name]
    given = [_argument(kind, rng) for kind in call.kinds]
    named = {key: _argument(kind, rng) for key, kind in call.named if rng.random() < 0.8}
    for key, kind in call.named:
        if key in _NEEDED and key not in named:
            named[key] = _argument(kind, rng)
    try:
        ended = _used(call.make(*given, **named))
    except SymklError as error:
        ended = type(error).__name__ if error.message and str(error) else "an error without words"
    except Exception as error:
        raise Fault(f"{name}({', '.join(map(_text, (*given, *named.items())))})") from error
    return name, ended


class Fault(Exception):
    """A call that ends with an error which is not meant for a user."""


def _argument(kind: str, rng: random.Random) -> Any:
    """What is asked for, mostly; or what is right elsewhere; or what is right nowhere."""
    chance = rng.random()
    if chance < 0.75:
        return rng.choice(KINDS[kind])
    return rng.choice(KINDS[rng.choice(sorted(KINDS))] if chance < 0.87 else WRONG)


def _text(value: object) -> str:
    try:
        return repr(value)[:80]
    except Exception:
        return type(value).__name__


def _no_theorem(name: str):
    raise Refusal(f"no theorem {name} is at hand")


def _used(made: object) -> str:
    """What symkl asks of a thing that a file has made."""
    if isinstance(made, Expr):
        assert str(made)
        for rule in (
            algebra,
            symkl.derivative,
            symkl.linearity,
            symkl.definition,
            symkl.triangular,
        ):
            verdict(made, made, rule, lemmas=_no_theorem)
    elif isinstance(made, (n.Distribution, n.Independent)):
        at = made(n.law_letter(made))
        for rule in (algebra, symkl.density, symkl.joint_density):
            verdict(at, at, rule)
    elif isinstance(made, Rule):
        for before, after in ((x, x), (Integral(x, x, 0, 1), half), (u, u), (A, A)):
            verdict(before, after, made, lemmas=_no_theorem)
    elif isinstance(made, axioms.INSTANCES):
        verdict(x, x, Rule("made", "", instances=(made,)), lemmas=_no_theorem)
    elif isinstance(made, Step):
        prove(derivation(title="", claim=claim, chain=[x + 0, made]).named("made"), _no_theorem)
    elif isinstance(made, Part):
        prove(derivation(title="", parts=[made]).named("made"), _no_theorem)
    elif isinstance(made, Derivation):
        prove(made.named("made"), _no_theorem)
    else:
        assert isinstance(str(made), str)
    return "made"
