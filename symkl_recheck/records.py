"""What a step says that it took apart, put together again and compared with what it was.

The checker classifies for itself, and asks here that it comes to the same. The terms of an
integrand, each as constant, densities, exponentials and rest, add up to the integrand, and no part
hides what belongs to another one. The factors of a sum, multiplied out, are the sum, and count as
its factors from there on.
"""

from symkl_recheck.factors import content
from symkl_recheck.terms import ONE, constant, minus, need, node, power, times, total, unbind

def here(t, x):  # whether a term is the density of a law that does not move, at the letter
    return t.op == "density" and t.args[1] is x and x not in t.args[0].free

def compare(split, norm):
    """Put the terms of an integrand together, each of what it is said to consist of."""
    t, x = split["integral"], split["variable"]
    need(t.op == "integral" and x.op == "symbol" and x.args[:2] == t.args[1].args[:2]
         and x not in t.free, "the variable of an integral that is taken apart")
    add_up(split["terms"], x, norm.form(unbind(t, x)), norm)

def add_up(terms, x, integrand, norm):  # whether terms, put together, are an integrand
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
    pairs, result = [], ONE
    for u in factors:
        t, e = base_and_exponent(u)
        need(not t.shape and e > 0 and e == int(e), "a factor of a sum")
        p = norm.form(t)
        need(p, "a factor that is zero")
        c = content(p)
        p = {key: d / c for key, d in p.items()}
        pairs.append((node(p, ()), e))
        result = times(result, power(p, int(e)))
    p = norm.form(whole)
    ratio = next((d / result[key] for key, d in p.items() if key in result), 0)
    same = not minus(p, times(constant(ratio), result))
    need(ratio and same and not whole.shape, "the factors are not those of the sum")
    norm.forms.clear()  # what was formed without them
    for c in (content(p), -content(p)):
        key = frozenset((key, d / c) for key, d in p.items())
        norm.factored[key] = pairs, ratio / c

def base_and_exponent(t):
    """A power with a number for its exponent; any other term is its first power."""
    if t.op != "pow" or t.args[1].op != "number": return t, 1
    base, e = base_and_exponent(t.args[0])
    return base, e * t.args[1].args[0]
