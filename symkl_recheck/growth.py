"""Growth: what falls off at infinity, and what a polynomial bounds."""

from symkl_recheck.signs import definite, signs
from symkl_recheck.terms import (constant, form_of, node, ordered, scalars, spend, times, total,
    transposed)

def exponent(m, x):  # the sum of what stands in exponentials, and the other factors
    inside = [(y, e) for y, e in ordered(m) if x in y.free]
    exps = [times(constant(e), form_of(y.args[0])) for y, e in inside if y.op == "exp"]
    return total(exps), [(y, e) for y, e in inside if y.op != "exp"]

def falls(p, x, end):
    """Whether a polynomial goes to −∞ at an end (1 or −1) of the line, everywhere in R^k."""
    leading = {}
    for m, c in scalars(p):
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

def polynomial(y, e, x, log):
    """Whether a power is bounded by a polynomial in a letter, and continuous.

    ``log`` tells of which terms the logarithm is.
    """
    spend(1)
    if e < 0 or e != int(e): return False
    if y is x or y.op in ("cos", "sin"): return True
    if y.op == "component": return y.args[0] is x and not any(x in i.free for i in y.args[1])
    if y.op == "tr": return all(z is x or transposed(z) is x for z in y.args[0] if x in z.free)
    inside = [z for m, _ in form_of(y.args[0]) for z in m if x in z[0].free] if y.args else ()
    if y.op == "log": return len(form_of(y.args[0])) == 1 and all(log(z) for z, _ in inside)
    return y.op == "sum" and all(polynomial(*z, x, log) for z in inside)
