"""Growth: what falls off at infinity, and what a polynomial bounds."""

from __future__ import annotations

from collections.abc import Callable

from symkl_recheck.forms import (
    Form,
    Monomial,
    Word,
    constant,
    form_of,
    node,
    of_word,
    scalars,
    times,
    total,
    transposed,
)
from symkl_recheck.functions import FUNCTIONS
from symkl_recheck.rationals import Exact
from symkl_recheck.refusals import spend
from symkl_recheck.signs import Signs, definite, signs
from symkl_recheck.substitution import unbound
from symkl_recheck.terms import UNIT, Power, Term, ordered, term


def exponent(m: Monomial, x: Term) -> tuple[Form, list[Power]]:
    """Return the sum of what stands in exponentials, and the other factors."""
    inside = [(y, e) for y, e in ordered(m) if x in y.free]
    exps = [times(constant(e), form_of(y.args[0])) for y, e in inside if y.op == "exp"]
    return total(exps), [(y, e) for y, e in inside if y.op != "exp"]


def falls(p: Form, x: Term, end: int) -> bool:
    """Return whether a polynomial goes to −∞ at an end (1 or −1) of the line, everywhere in R^k."""
    leading: dict[Exact, set[int]] = {}
    for m, c in scalars(p):
        inside = [(y, e) for y, e in m if x in y.free]
        if len(inside) > 1 or any(e < 0 or e != int(e) for _, e in inside):
            return False
        y, e = inside[0] if inside else (x, 0)
        if y.op == "sum" and x.shape and e == 1:  # over all components, of degree 2 in each
            sign = _of_each_component(y, x)
            outside = signs(node({(m - set(inside), ()): c}, ()))
            if sign is None:
                return False
            leading.setdefault(2, set()).update(s * t for s in sign for t in outside)
            continue
        if y is not x:
            word = y.args[0] if y.op == "tr" and e == 1 else ()
            e = sum(z is x or transposed(z) is x for z in word)
            if e not in (1, 2) or e < sum(x in z.free for z in word):
                return False
            if e == 2 and not _square(word, x):
                return False
        leading.setdefault(e, set()).update(signs(node({(m - set(inside), ()): c}, ())))
    top = max(leading, default=0)
    upwards = end == -1 and top % 2 == 1
    return top >= (2 if x.shape else 1) and leading[top] == ({1} if upwards else {-1})


def _of_each_component(t: Term, x: Term) -> Signs | None:
    """Return the signs of the leading coefficients, where all are of degree 2."""
    i, body = unbound(t)
    if x.shape[1] is not UNIT or t.args[2] is not x.shape[0]:
        return None
    letter = term("component", x, (i,))
    leading: Form = {}
    for m, c in scalars(form_of(body)):
        e = dict(m).get(letter, 0)
        rest = frozenset(pair for pair in m if pair[0] is not letter)
        if e not in (0, 1, 2) or any(x in y.free for y, _ in rest):
            return None
        if e == 2:
            leading[rest, ()] = c
    return signs(node(leading, ())) if leading else None


def _square(word: Word, x: Term) -> bool:
    """Return whether a cycle is xᵀAx with A positive definite."""
    turned = transposed(x)
    if turned not in word:
        return False
    cut = word.index(turned)
    *held, last = word[cut + 1 :] + word[:cut]
    if not held:
        return last is x
    return last is x and definite(node(of_word(tuple(held)), (turned.shape[1], x.shape[0])))


def polynomial(y: Term, e: Exact, x: Term, log: Callable[[Term], bool]) -> bool:
    """Return whether a power is bounded by a polynomial in a letter, and continuous.

    ``log`` tells of which terms the logarithm is.
    """
    spend(1)
    if e < 0 or e != int(e):
        return False
    if y is x or (y.op in FUNCTIONS and FUNCTIONS[y.op].bounded):
        return True
    if y.op == "component":
        return y.args[0] is x and not any(x in i.free for i in y.args[1])
    if y.op == "tr":
        return all(z is x or transposed(z) is x for z in y.args[0] if x in z.free)
    inside = [z for m, _ in form_of(y.args[0]) for z in m if x in z[0].free] if y.args else ()
    if y.op == "log":
        return len(form_of(y.args[0])) == 1 and all(log(z) for z, _ in inside)
    return y.op == "sum" and all(polynomial(*z, x, log) for z in inside)
