"""The records of steps: all that one says it took apart is put together again and compared.

The checker classifies for itself, and asks here that it comes to the same. The terms of an
integrand, each as constant, densities, exponentials and rest, add up to the integrand, and no part
hides what belongs to another one. The factors of a sum, multiplied out, are the sum, and count as
its factors from there on.

Nothing is asked of a record but that it is true as arithmetic: its terms may have no value. So they
leave nothing behind (`aside`), and factors hold only what their sum holds (`of_its_letters`).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from math import lcm

from symkl_recheck.certificates import Factored, Split, Summand
from symkl_recheck.factors import content
from symkl_recheck.forms import (
    ONE,
    Form,
    constant,
    fractions_apart,
    minus,
    node,
    power,
    times,
    total,
)
from symkl_recheck.normal import Normal
from symkl_recheck.rationals import Exact, ratio
from symkl_recheck.refusals import need
from symkl_recheck.substitution import unbind
from symkl_recheck.terms import Power, Term
from symkl_recheck.words import base


@contextmanager
def aside(norm: Normal) -> Iterator[None]:
    """Leave nothing behind of what is formed meanwhile."""
    forms = dict(norm.forms)
    try:
        with fractions_apart():
            yield
    finally:
        norm.forms.clear()
        norm.forms.update(forms)


def here(t: Term, x: Term) -> bool:
    """Return whether a term is the density of a law that does not move, at the letter."""
    return t.op == "density" and t.args[1] is x and x not in t.args[0].free


def compare(split: Split, norm: Normal) -> None:
    """Put the terms of an integrand together, each of what it is said to consist of."""
    t, x = split.integral, split.variable
    need(
        t.op == "integral"
        and x.op == "symbol"
        and x.args[:2] == t.args[1].args[:2]
        and x not in t.free,
        "the variable of an integral that is taken apart",
    )
    with aside(norm):
        add_up(split.terms, x, norm.form(unbind(t, x)), norm)


def add_up(terms: list[Summand], x: Term, integrand: Form, norm: Normal) -> None:
    """Refuse unless terms, put together, are an integrand."""
    with aside(norm):
        whole = total(_put_together(term, x, norm) for term in terms)
        need(norm.zero(minus(integrand, whole)), "the terms are not those of the integrand")


def _put_together(summand: Summand, x: Term, norm: Normal) -> Form:
    """Return a term from its parts."""
    need(not summand.constant.shape and x not in summand.constant.free, "the constant of a term")
    for u in summand.densities:
        y, _ = _base_and_exponent(u)
        need(here(y, x), "no density at the variable")
    for u in summand.exponentials:
        need(_base_and_exponent(u)[0].op == "exp", "no exponential")
    result = norm.form(summand.constant)
    for u in (*summand.densities, *summand.exponentials):
        result = times(result, norm.form(u))
    for u in summand.rest:
        p = norm.form(u)
        hidden = any(here(y, x) or (y.op == "exp" and x in y.free) for m, _ in p for y, _ in m)
        need(not hidden, "a density or an exponential is left in a term")
        result = times(result, p)
    return result


def learn(found: Factored, norm: Normal) -> None:
    """Multiply factors out; they are the factors of their sum from here on."""
    whole, factors = found
    norm.letters += tuple(sorted(whole.free - {*norm.letters}, key=lambda x: x.rank))
    with aside(norm):
        p, formed = norm.form(whole), []
        for u in factors:
            t, e = _base_and_exponent(u)
            need(not t.shape and e > 0 and e == int(e), "a factor of a sum")
            formed.append((norm.form(t), int(e)))
    result = ONE
    pairs: list[Power] = []
    with fractions_apart():
        for q, e in formed:
            need(q, "a factor that is zero")
            need(of_its_letters(q, p), "a factor holds what its sum does not")
            c = content(q)
            q = {key: ratio(d, c) for key, d in q.items()}
            pairs.append((node(q, ()), e))
            result = times(result, power(q, e))
    quotient = next((ratio(d, result[key]) for key, d in p.items() if key in result), 0)
    same = not minus(p, times(constant(quotient), result))
    need(quotient and same and not whole.shape, "the factors are not those of the sum")
    norm.forms.clear()  # what was formed without them
    for c in (content(p), -content(p)):
        key = frozenset((key, ratio(d, c)) for key, d in p.items())
        norm.factored[key] = pairs, ratio(quotient, c)


def told(solved: Term, norm: Normal) -> set[Term]:
    """Return the letters of the term for which an equation was solved."""
    with aside(norm):
        p = norm.form(solved)
    return {base(t) for m, word in p for t in (*word, *(x for x, _ in m))}


def of_its_letters(q: Form, p: Form) -> bool:
    """Return whether each power in a form is one in another: of its terms, with no deeper roots.

    A factor is looked at where the sum stands, and what it holds has a value there.
    """
    least: dict[Term, Exact] = {}
    roots: dict[Term, int] = {}
    for m, _ in p:
        for t, e in m:
            least[t] = min(least.get(t, 0), e)
            roots[t] = lcm(roots.get(t, 1), e.denominator)
    return all(
        t in least and e >= min(least[t], 0) and roots[t] % e.denominator == 0
        for m, _ in q
        for t, e in m
    )


def _base_and_exponent(t: Term) -> Power:
    """Return a power with a number for its exponent; any other term is its first power."""
    if t.op != "pow" or t.args[1].op != "number":
        return t, 1
    base, e = _base_and_exponent(t.args[0])
    return base, e * t.args[1].args[0]
