"""The records of steps: all that one says it took apart is put together again and compared.

The checker classifies for itself, and asks here that it comes to the same. The terms of an
integrand, each as constant, densities, exponentials and rest, add up to the integrand, and no part
hides what belongs to another one. The factors of a sum, multiplied out, are the sum, and count as
its factors from there on.

Nothing is asked of a record but that it is true as arithmetic: its terms may have no value. So they
leave nothing behind (`aside`), and factors hold only what their sum holds (`of_its_letters`).
"""

from contextlib import contextmanager
from math import lcm

from symkl_recheck.factors import content
from symkl_recheck.terms import (ONE, constant, fractions_apart, minus, need, node, power, ratio,
    times, total, unbind)
from symkl_recheck.words import base

@contextmanager
def aside(norm):  # what is formed meanwhile is not there afterwards
    forms = dict(norm.forms)
    try:
        with fractions_apart(): yield
    finally:
        norm.forms.clear()
        norm.forms.update(forms)

def here(t, x):  # whether a term is the density of a law that does not move, at the letter
    return t.op == "density" and t.args[1] is x and x not in t.args[0].free

def compare(split, norm):
    """Put the terms of an integrand together, each of what it is said to consist of."""
    t, x = split["integral"], split["variable"]
    need(t.op == "integral" and x.op == "symbol" and x.args[:2] == t.args[1].args[:2]
         and x not in t.free, "the variable of an integral that is taken apart")
    with aside(norm): add_up(split["terms"], x, norm.form(unbind(t, x)), norm)

def add_up(terms, x, integrand, norm):  # whether terms, put together, are an integrand
    with aside(norm):
        whole = total(product(term, x, norm) for term in terms)
        need(norm.zero(minus(integrand, whole)), "the terms are not those of the integrand")

def product(parts, x, norm):
    """A term from its parts."""
    need(not parts["constant"].shape and x not in parts["constant"].free, "the constant of a term")
    for u in parts["densities"]:
        y, _ = base_and_exponent(u)
        need(here(y, x), "no density at the variable")
    for u in parts["exponentials"]:
        need(base_and_exponent(u)[0].op == "exp", "no exponential")
    result = norm.form(parts["constant"])
    for u in (*parts["densities"], *parts["exponentials"]): result = times(result, norm.form(u))
    for u in parts["rest"]:
        p = norm.form(u)
        hidden = any(here(y, x) or (y.op == "exp" and x in y.free) for m, _ in p for y, _ in m)
        need(not hidden, "a density or an exponential is left in a term")
        result = times(result, p)
    return result

def learn(found, norm):
    """Multiply factors out; they are the factors of their sum from here on."""
    whole, factors = found
    norm.letters += tuple(sorted(whole.free - {*norm.letters}, key=lambda x: x.rank))
    with aside(norm):
        p, formed = norm.form(whole), []
        for u in factors:
            t, e = base_and_exponent(u)
            need(not t.shape and e > 0 and e == int(e), "a factor of a sum")
            formed.append((norm.form(t), int(e)))
    result, pairs = ONE, []
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

def told(solved, norm):  # the letters of the term for which an equation was solved
    with aside(norm): p = norm.form(solved)
    return {base(t) for m, word in p for t in (*word, *(x for x, _ in m))}

def of_its_letters(q, p):
    """Return whether each power in a form is one in another: of its terms, with no deeper roots.

    A factor is looked at where the sum stands, and what it holds has a value there.
    """
    least, roots = {}, {}
    for m, _ in p:
        for t, e in m:
            least[t] = min(least.get(t, 0), e)
            roots[t] = lcm(roots.get(t, 1), e.denominator)
    return all(t in least and e >= min(least[t], 0) and roots[t] % e.denominator == 0
               for m, _ in q for t, e in m)

def base_and_exponent(t):
    """A power with a number for its exponent; any other term is its first power."""
    if t.op != "pow" or t.args[1].op != "number": return t, 1
    base, e = base_and_exponent(t.args[0])
    return base, e * t.args[1].args[0]
