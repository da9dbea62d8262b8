"""The equations that a step brings, and their use.

* lemma: the claim of a theorem that is proved by the certificate referred to, or by an earlier part
  of this one, for values that have what is assumed of its letters;
* antiderivative (the fundamental theorem): the integrand is the derivative, each of its terms is
  integrable over the range, and at an infinite end every term of the function falls off;
* substitution (change of variables): x = a + b t with b > 0, or a + L t with L triangular;
* polar (polar coordinates): for an integrand that is nonnegative, over the whole plane;
* cholesky (Cholesky factor): of a letter; the part obtains the factor, its claim is free of it.
"""

from __future__ import annotations

from typing import NamedTuple

from symkl_recheck.calculus import differentiate, integrable, may_jump, vanishes
from symkl_recheck.certificates import (
    Antiderivative,
    Cholesky,
    Instance,
    Lemma,
    Polar,
    Substitution,
)
from symkl_recheck.existence import conditions, discharge
from symkl_recheck.families import Families, instantiate
from symkl_recheck.forms import Form, Key, constant, minus, times
from symkl_recheck.normal import Normal
from symkl_recheck.rationals import ratio
from symkl_recheck.records import add_up, told
from symkl_recheck.refusals import need
from symkl_recheck.rules import CALCULUS
from symkl_recheck.signs import NONNEGATIVE, POSITIVE, contains, holds, signs
from symkl_recheck.substitution import bind, replace, unbind
from symkl_recheck.supports import infinite
from symkl_recheck.terms import NONE, UNIT, Term, fresh, inside, number, parts, term

Claim = tuple[str, Term, Term]  # a relation and its sides
Claims = dict[str, Claim]

# What an equation is solved for, in order.
SOLVED = ("derivative", "integral", "g", "h", "product", "sum", "density", "log", "symbol")


class Equation(NamedTuple):
    """The equation that an instance brings.

    Attributes
    ----------
    left, right
        The sides.
    source
        The theorem or axiom by which they are equal.
    triangular
        Whether they are for triangular matrices alone.
    """

    left: Term
    right: Term
    source: str
    triangular: bool


def equation(
    instance: Instance,
    theorems: Claims,
    families: Families,
    obtained: list[tuple[Term, Term]],
) -> Equation:
    """Return the equation of an instance, once its conditions have been looked at."""
    if isinstance(instance, Lemma):
        return _lemma(instance, theorems)
    if isinstance(instance, Cholesky):
        sigma, factor = instance.covariance, instance.factor
        need((sigma, factor) in obtained, "the factor is not obtained in this part")
        square = term("mul", factor, term("transpose", factor))
        return Equation(sigma, square, "Cholesky factor", triangular=True)
    t = instance.integral
    need(t.op == "integral", "an integral is needed")
    if isinstance(instance, Antiderivative):
        value, source = _fundamental(t, instance, families), "fundamental theorem"
    elif isinstance(instance, Substitution):
        value, source = _substituted(t, instance), "change of variables"
    else:
        value, source = _around(t, instance), "polar coordinates"
    return Equation(t, value, source, triangular=False)


def _lemma(instance: Lemma, theorems: Claims) -> Equation:
    """Return a theorem at the values that are said, which have what is assumed of its letters."""
    name, values = instance.theorem, instance.values
    need(name in theorems and theorems[name][0] == "=", f"no equation {name} is referred to")
    _, left, right = theorems[name]
    letters = {x.args[2]: x for x in left.free | right.free}
    need(set(values) <= set(letters), f"{name} has no such letter")
    for key, value in values.items():
        for assumption in letters[key].args[1]:
            need(holds(assumption, value), f"{key} is assumed to be {assumption}")
    pairs = sorted(
        ((letters[key], value) for key, value in values.items()),
        key=lambda pair: "dimension" not in pair[0].args[1],
    )
    triangular = any("lower_triangular" in x.args[1] for x in letters.values())
    return Equation(instantiate(left, pairs), instantiate(right, pairs), name, triangular)


def _need_whole_space(*integrals: Term) -> None:
    """Refuse unless these are integrals over the whole space."""
    whole = all(u.op == "integral" and all(map(infinite, u.args[2:])) for u in integrals)
    need(whole, "an integral over the whole space is needed")


def _substituted(t: Term, instance: Substitution) -> Term:
    """Return an integral over the whole space, after a change of variables."""
    _need_whole_space(t)
    value, new = instance.value, instance.new
    need(value.shape == new.shape == t.args[1].shape, "a value of another shape")
    need(not new.shape or new.shape[1] is UNIT, "a change of variables in a matrix")
    need(new.op == "symbol" and new.args[1] == {"real"} and new not in t.free, "a new letter")
    body = term("mul", replace(t.args[0], t.args[1], value), _scale(value, new))
    return bind("integral", body, new, *t.args[2:])


def _scale(value: Term, t: Term) -> Term:
    """Return |dx/dt| of x = a + b t with b > 0, or of x = a + L t, L triangular, diagonal > 0."""
    if not t.shape:
        slope = Normal((), {}).node(differentiate(value, t, UNIT, {}))
        need(t not in slope.free and signs(slope) == POSITIVE, "not a + b t with b > 0")
        return slope
    moved = value.args[1] if value.op == "add" and t not in value.args[0].free else value
    ok = moved.op == "mul" and moved.args[1] is t and t not in moved.args[0].free
    need(ok and holds("positive_diagonal", moved.args[0]), "not a + L t with L triangular")
    return term("det", moved.args[0])


def _around(t: Term, instance: Polar) -> Term:
    """Return an integral over the plane in polar coordinates."""
    inner: Term = t.args[0]
    _need_whole_space(t, inner)
    r, angle, y = instance.radius, instance.angle, fresh()
    for u, assumed in ((r, {"real", "nonnegative"}), (angle, {"real"})):
        need(u.op == "symbol" and u.args[:2] == ((), assumed) and u not in t.free, "a new letter")
    scalars = not (t.args[1].shape or inner.args[1].shape)
    need(scalars and signs(inner.args[0]) <= NONNEGATIVE, "the integrand may be negative")
    body = replace(unbind(inner, y), y, term("mul", r, term("sin", angle)))
    body = replace(body, t.args[1], term("mul", r, term("cos", angle)))
    body = bind("integral", term("mul", body, r), r, number(0), term("oo"))
    return bind("integral", body, angle, number(0), term("mul", number(2), term("pi")))


def _fundamental(t: Term, instance: Antiderivative, families: Families) -> Term:
    """Return the value of an integral whose integrand is, on the whole range, a derivative."""
    function, x, (lower, upper) = instance.function, instance.variable, t.args[2:]
    own = x.op == "symbol" and x.args[:2] == t.args[1].args[:2] and x not in t.free
    need(own, "the variable")
    need(not x.shape, "a variable that is a number")
    if x.args[1] & {"positive", "nonzero"}:
        _need_closed(function, x, families)
    norm = Normal(CALCULUS, families)
    slope = norm.form(differentiate(function, x, UNIT, families))
    need(norm.zero(minus(norm.form(unbind(t, x)), slope)), "the integrand is not the derivative")
    for m, word in slope:
        integrable(m, word, x, (lower, upper), families)
    if instance.terms:
        add_up(instance.terms, x, slope, norm)
    for end, at, said in ((1, upper, instance.upper), (-1, lower, instance.lower)):
        falls = infinite(at) and vanishes(norm.form(function), x, end, families)
        need(falls or not infinite(at), "a limit is not known to be 0")
        need(said is (number(0) if falls else replace(function, x, at)), "the value at an end")
    return term("add", instance.upper, term("mul", number(-1), instance.lower))


def _need_closed(function: Term, x: Term, families: Families) -> None:
    """Refuse unless a function goes on where its letter, which is not 0, comes to 0."""
    closed = replace(function, x, fresh())
    held = ("derivative", "law", "independent")  # what has conditions that are not read off
    need(not any(u.op in held and x in u.free for u in inside(function)), "a range not closed")
    ends = [u.args for u in inside(closed) if u.op == "density" and u not in inside(function)]
    need(all(contains(*u) for u in ends), "a density at the end of its support")
    need(not any(may_jump(u) for u in inside(closed)), "a function that may jump")
    discharge(conditions(closed), Normal(CALCULUS, families), NONE)


def adopt(norm: Normal, left: Term, right: Term, solved: Term | None = None) -> None:
    """Use an equation, solved for a term that stands in it once, by itself.

    Where it is said which, it is that one, or one of those that this has come to here.
    """
    named = None if solved is None else told(solved, norm)
    form = norm.form(left)
    gap = minus(form, norm.form(right))
    found: list[tuple[int, int, int, Term, Term, Form]] = []
    for (m, word), c in gap.items():
        rest = {key: d for key, d in gap.items() if key != (m, word)}
        alone = [*word, *(x for x, e in m if e == 1)]
        if not (len(alone) == len(m) + len(word) == 1 and (m, word) in form):
            continue
        t = alone[0]
        inner: Term = t.args[0] if t.op == "transpose" else t
        if named is not None and inner not in named:
            continue
        if inner.op in SOLVED and not any(_occurs(inner, key) for key in rest):
            solution = times(constant(ratio(-1, c)), rest)
            found.append((-SOLVED.index(inner.op), inner.height, inner.rank, t, inner, solution))
    need(found or norm.zero(gap), "an equation cannot be used under the laws of the rule")
    if found:
        *_, t, inner, solution = sorted(found, key=lambda row: row[:3])[-1]
        norm.equations[inner] = solution if t is inner else norm.transpose(solution)
    norm.forms.clear()


def _occurs(t: Term, key: Key) -> bool:
    """Return whether a term stands in a monomial times a word."""
    return t in inside(*parts(key))
