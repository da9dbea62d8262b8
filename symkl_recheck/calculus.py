"""Derivatives, integrability by domination, limits at infinity.

A term is integrable over a range, or under a density, for one of three reasons: it is a polynomial
times exp of a polynomial that falls to −∞ wherever the range is infinite; a polynomial times one
density that has all moments; a product of powers of densities whose exponents are
positive and add up to 1 (at most their sum, by the inequality of the means).
"""

from symkl_recheck import growth
from symkl_recheck.families import family_of
from symkl_recheck.functions import FUNCTIONS, JUMPS
from symkl_recheck.growth import exponent, falls
from symkl_recheck.signs import POSITIVE, contains, holds, signs
from symkl_recheck.supports import infinite
from symkl_recheck.terms import (bind, form_of, fresh, need, number, spend, term, transposed,
    unbind)

SLOPES = {name: row.slope for name, row in FUNCTIONS.items() if row.slope}
CONTINUOUS = set(FUNCTIONS) - JUMPS
EVERYWHERE = {name for name in CONTINUOUS if FUNCTIONS[name].above is None}

def differentiate(t, x, along, families):
    """The differential of a term where the letter x moves in a direction."""
    a, op = t.args, t.op
    if t is x: return along
    if x not in t.free: return term("zero", t.shape) if t.shape else number(0)
    d = [differentiate(u, x, along, families) for u in a if op in (
        "add", "mul", "pow", "transpose", "trace", "inverse", "det", "diag", *SLOPES)]
    if op in ("add", "transpose", "trace", "diag"): return term(op, *d)
    if op == "mul": return term("add", term(op, d[0], a[1]), term(op, a[0], d[1]))
    if op == "pow" and a[1].op == "number":
        e = a[1].args[0]
        need(e == int(e) or signs(a[0]) == POSITIVE, "the derivative of a root that may vanish")
        return term("mul", term("mul", a[1], term("pow", a[0], number(e - 1))), d[0])
    if op == "pow" and x not in a[1].free:  # of something positive, or it would have no value
        need(signs(a[0]) == POSITIVE, "the derivative of a power that may vanish")
        less = term("pow", a[0], term("add", a[1], number(-1)))
        return term("mul", term("mul", a[1], less), d[0])
    if op == "inverse": return term("mul", number(-1), term("mul", term("mul", t, d[0]), t))
    if op == "det":
        need(holds("invertible", a[0]), "the derivative of a determinant that may vanish")
        return term("mul", t, term("trace", term("mul", term("inverse", a[0]), d[0])))
    if op == "component" and not any(x in i.free for i in a[1]):
        return term(op, differentiate(a[0], x, along, families), a[1])
    if op in ("sum", "vector_of") and x not in a[2].free:
        i = fresh(*a[1].args[:2])
        return bind(op, differentiate(unbind(t, i), x, along, families), i, a[2])
    if op == "density" and a[0].op == "law" and contains(*a):
        return differentiate(family_of(a[0], families).density_of(*a), x, along, families)
    need(op in SLOPES, f"the derivative of {op} is not known")
    fine = FUNCTIONS[op].smooth or 0 not in signs(a[0])
    need(fine, f"the derivative of {op} of what is not known to be nonzero")
    return term("mul", SLOPES[op](a[0]), d[0])

def polynomial(y, e, x, families):
    """Whether a power is bounded by a polynomial in a letter, and continuous."""
    def log(z):
        if z.op != "density" or x in z.args[0].free or not contains(*z.args): return False
        return family_of(z.args[0], families).log_is_polynomial and (
            polynomial(z.args[1], 1, x, families))
    return growth.polynomial(y, e, x, log)

def integrable(m, word, x, lower, upper, families):
    """Refuse where a monomial times a word is not known to be integrable over a range."""
    if not (infinite(lower) or infinite(upper) or word) and bounded(m, x, families): return
    p, rest = exponent(m, x)
    here = {y: e for y, e in rest if y.op == "density" and y.args[1] is x
            and x not in y.args[0].free}
    powers = {y.args[0]: e for y, e in here.items()}
    others = [(y, e) for y, e in rest if y not in here]
    exps = {pair for pair in m if x in pair[0].free and pair[0].op == "exp"}
    free = {pair for pair in m if x not in pair[0].free}
    need({*here.items(), *others} | exps | free == m, "a factor is lost")
    ends = [end for end, bound in ((-1, lower), (1, upper)) if infinite(bound)]
    tame = all(polynomial(y, e, x, families) for y, e in others)
    tame = tame and all(z is x or transposed(z) is x for z in word if x in z.free)
    smooth = all(polynomial(*pair, x, families) for q, _ in p for pair in q if x in pair[0].free)
    if not powers: ok = tame and smooth and all(p and falls(p, x, end) for end in ends)
    elif others or word:
        ok = tame and not p and list(powers.values()) == [1] and (
            family_of(*powers, families).moments)
    else:  # the mass of an open density is 1 by definition
        ok = not p and sum(powers.values()) == 1 and min(powers.values()) > 0
        ok = ok and all(family_of(q, families).summable for q in powers)
    need(ok, "a term is not known to be integrable")

def bounded(m, x, families):
    """Whether a monomial is continuous on a bounded range, its ends included.

    Its side conditions hold wherever the assumptions on the letter do, so on a closed range; what
    is assumed positive or nonzero may touch 0, where only polynomials, exp, cos and sin go on.
    """
    closed = not x.args[1] & {"positive", "nonzero"}
    return all_continuous(m, x, closed, families)

def all_continuous(m, x, closed, families):
    return all(continuous(y, e, x, closed, families) for y, e in m)

def continuous(y, e, x, closed, families):
    if x not in y.free: return True
    spend(1)
    if not closed and y.op != "exp" and (e < 0 or e != int(e)): return False
    if y is x: return True
    if y.op == "density":
        return closed and x not in y.args[0].free and contains(*y.args) and (
            family_of(y.args[0], families).log_is_polynomial
            and smooth(y.args[1], x, closed, families))
    if y.op == "poly": return smooth(y, x, closed, families)
    if y.op in ("sum", "product"):
        return closed and x not in y.args[2].free and smooth(y.args[0], x, closed, families)
    return y.op in (CONTINUOUS if closed else EVERYWHERE) and smooth(y.args[0], x, closed, families)

def may_jump(t):  # a function that is not continuous at 0, of what may be 0
    return t.op in JUMPS and 0 in signs(t.args[0])

def smooth(t, x, closed, families):  # whether a scalar in normal form is continuous in a letter
    return not t.shape and all(not word and all_continuous(m, x, closed, families)
                               for m, word in form_of(t))

def vanishes(p, x, end, families):  # whether every term falls off at an end
    for m, _ in p:
        q, rest = exponent(m, x)
        if not (falls(q, x, end) and all(polynomial(*pair, x, families) for pair in rest)):
            return False
    return True
