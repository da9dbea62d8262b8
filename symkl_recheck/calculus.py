"""Derivatives, integrability by domination, limits at infinity, families of densities.

A term is integrable over a range, or under a density, for one of three reasons: it is a polynomial
times exp of a polynomial that falls to −∞ wherever the range is infinite; a polynomial times one
density whose logarithm is such a polynomial; a product of powers of densities whose exponents are
positive and add up to 1 (at most their sum, by the inequality of the means).
"""

from symkl_recheck.signs import POSITIVE, definite, holds, signs
from symkl_recheck.terms import (bind, constant, form_of, fresh, need, node, number, replace,
    spend, term, times, total, transposed, unbind)

SLOPES = {
    "log": lambda u: term("pow", u, number(-1)), "exp": lambda u: term("exp", u),
    "sin": lambda u: term("cos", u), "cos": lambda u: term("mul", number(-1), term("sin", u)),
    "expm1": lambda u: term("exp", u), "h": lambda u: term("expm1", u),
    "log1p": lambda u: term("pow", term("add", number(1), u), number(-1)),
    "g": lambda u: term("mul", u, term("pow", term("add", number(1), u), number(-1))),
}

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
    if op == "inverse": return term("mul", number(-1), term("mul", term("mul", t, d[0]), t))
    if op == "det":
        need(holds("invertible", a[0]), "the derivative of a determinant that may vanish")
        return term("mul", t, term("trace", term("mul", term("inverse", a[0]), d[0])))
    if op == "component" and not any(x in i.free for i in a[1]):
        return term(op, differentiate(a[0], x, along, families), a[1])
    if op == "sum" and x not in a[2].free:
        i = fresh(*a[1].args[:2])
        return bind(op, differentiate(unbind(t, i), x, along, families), i, a[2])
    if op == "density" and a[0].op == "law" and a[0].args[1] in families:
        return differentiate(families[a[0].args[1]].density_of(*a), x, along, families)
    need(op in SLOPES, f"the derivative of {op} is not known")
    return term("mul", SLOPES[op](a[0]), d[0])

def instantiate(t, pairs):
    """A term with values for some of its letters, all at once; a dimension comes before its use."""
    for final in (False, True):
        for n, (letter, value) in enumerate(pairs):
            letter = pairs[n][0]
            new = value if final else fresh(letter.shape, letter.args[1])
            need(new.shape == letter.shape, "a value of another shape than its letter")
            t = replace(t, letter, new)
            pairs = [(new if m == n else replace(x, letter, new), v)
                     for m, (x, v) in enumerate(pairs)]
    return t

class Family:
    """A family of densities: letters for its parameters, and the density as a term in them."""

    def __init__(self, letters, at, density, conditions):
        self.letters, self.at, self.density, self.conditions = letters, at, density, conditions

    def __eq__(self, other):
        return (self.letters, self.at, self.density) == (other.letters, other.at, other.density)

    def need_shapes(self, at, values):  # of a law: those of the family, but for dimensions
        dims = dict(zip(self.at.shape, at.shape, strict=False))
        fits = [len(self.at.shape) == len(at.shape)]
        fits += [d.op == "symbol" or d is value for d, value in dims.items()]
        fits += [tuple(dims.get(d, d) for d in letter.shape) == value.shape
                 for letter, value in zip(self.letters, values, strict=True)]
        need(all(fits), "the shapes of a law are not those of its family")

    def density_of(self, law, at):  # the density of a law at a point
        dims = zip(self.at.shape[:1], at.shape[:1], strict=True)
        values = zip(self.letters, law.args[2], strict=True)
        return instantiate(self.density, [*dims, *values, (self.at, at)])

    def examine(self, form):  # whether it is a constant times exp of what falls at both ends
        (((m, _), _), *more) = form.items()
        p, rest = exponent(m, self.at)
        self.gaussian = not more and not rest and all(falls(p, self.at, end) for end in (1, -1))

def is_open(family): return family.startswith("density ")  # a density without a formula

def family_of(law):  # its name; of independent components, theirs
    return family_of(law.args[0]) if law.op == "independent" else law.args[1]

def gaussian(law, families):  # whether all moments exist and the log density is a polynomial
    return family_of(law) in families and families[family_of(law)].gaussian

def infinite(t):  # whether a bound is ∞ or −∞
    return t.op == "oo" or (t.op == "mul" and t.args[1].op == "oo")

def exponent(m, x):  # the sum of what stands in exponentials, and the other factors
    inside = [(y, e) for y, e in m if x in y.free]
    exps = [times(constant(e), form_of(y.args[0])) for y, e in inside if y.op == "exp"]
    return total(exps), [(y, e) for y, e in inside if y.op != "exp"]

def falls(p, x, end):
    """Whether a polynomial goes to −∞ at an end (1 or −1) of the line, everywhere in R^k."""
    leading = {}
    for (m, _), c in p.items():
        inside = [(y, e) for y, e in m if x in y.free]
        if len(inside) > 1 or any(e < 0 or e != int(e) for _, e in inside): return False
        (y, e), word = inside[0] if inside else (x, 0), ()
        if y is not x:
            word = y.args[0] if y.op == "tr" and e == 1 else ()
            held = [z for z in word if x not in z.free]
            e, straight = sum(z is x or transposed(z) is x for z in word), word.count(x)
            if e not in (1, 2) or (e == 2 and straight != 1) or e + len(held) < len(word) or (
                    e == 2 and not (len(word) < 4 and all(map(definite, held)))):
                return False
        leading.setdefault(e, set()).update(signs(node({(m - set(inside), ()): c}, ())))
    top = max(leading, default=0)
    upwards = end == -1 and top % 2 == 1
    return top >= (2 if x.shape else 1) and leading[top] == ({1} if upwards else {-1})

def polynomial(y, e, x, families):
    """Whether a power is bounded by a polynomial in a letter, and continuous."""
    spend(1)
    if e < 0 or e != int(e): return False
    if y is x or y.op in ("cos", "sin"): return True
    if y.op == "component": return y.args[0] is x and not any(x in i.free for i in y.args[1])
    if y.op == "tr": return all(z is x or transposed(z) is x for z in y.args[0] if x in z.free)
    inside = [z for m, _ in form_of(y.args[0]) for z in m if x in z[0].free] if y.args else ()
    if y.op == "log":
        return len(form_of(y.args[0])) == 1 and all(
            z.op == "density" and x not in z.args[0].free and gaussian(z.args[0], families)
            and polynomial(z.args[1], 1, x, families) for z, _ in inside)
    return y.op == "sum" and all(polynomial(*z, x, families) for z in inside)

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
        ok = tame and not p and list(powers.values()) == [1] and gaussian(*powers, families)
    else:  # the mass of an open density is 1 by definition
        ok = not p and sum(powers.values()) == 1 and min(powers.values()) > 0
        ok = ok and all(gaussian(q, families) or is_open(family_of(q)) for q in powers)
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
    known = ("exp", "cos", "sin", "log", "log1p", "expm1", "g", "h", "abs", "sum", "product")
    if y.op == "density":
        return closed and x not in y.args[0].free and gaussian(y.args[0], families) and (
            smooth(y.args[1], x, closed, families))
    if y.op == "poly": return smooth(y, x, closed, families)
    if y.op in ("sum", "product"):
        return closed and x not in y.args[2].free and smooth(y.args[0], x, closed, families)
    return y.op in (known if closed else known[:3]) and smooth(y.args[0], x, closed, families)

def smooth(t, x, closed, families):  # whether a scalar in normal form is continuous in a letter
    return not t.shape and all(not word and all_continuous(m, x, closed, families)
                               for m, word in form_of(t))

def vanishes(p, x, end, families):  # whether every term falls off at an end
    for m, _ in p:
        q, rest = exponent(m, x)
        if not (falls(q, x, end) and all(polynomial(*pair, x, families) for pair in rest)):
            return False
    return True
