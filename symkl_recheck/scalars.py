"""Normal forms of powers, logarithms, exponentials: on one monomial, factor by factor.

A factor stands by itself where it is known to be positive.
"""

from __future__ import annotations

from symkl_recheck.factors import factors
from symkl_recheck.forms import (
    ONE,
    Form,
    atom,
    constant,
    form_of,
    monomial,
    node,
    power,
    scalars,
    times,
    total,
)
from symkl_recheck.laws import Laws
from symkl_recheck.limits import MOST_EXPONENT
from symkl_recheck.rationals import Exact, magnitude, whole_power
from symkl_recheck.refusals import need, need_small
from symkl_recheck.signs import NONNEGATIVE, POSITIVE, signs
from symkl_recheck.terms import UNIT, Term, number, ordered, term
from symkl_recheck.words import primes


class Scalars(Laws):
    """The normal forms of functions of numbers."""

    def _pow(self, t: Term) -> Form:
        p, result = self.squares(self.form(t.args[0])), ONE
        for m, c in scalars(self.form(t.args[1])):
            factor = self.raised(p, node({(m, ()): 1}, ()), c) if m else self.power(p, c)
            result = times(result, factor)
        return result

    def power(self, p: Form, e: Exact) -> Form:
        """Return a rational power: of something nonzero, if below 0, nonnegative, if not whole."""
        need_small(magnitude(e) <= MOST_EXPONENT, f"an exponent beyond {MOST_EXPONENT}")
        if e == int(e) and e >= 0:
            return power(p, int(e))
        need(p or e > 0, "zero under a negative exponent")
        if not p:
            return {}
        (m, c), *more = scalars(p)
        if more:
            m, c, pairs = factors(p, self.factored)
            if len(pairs) == 1 and magnitude(c) == 1 and pairs[0][1] == 1:
                return atom(node(p, ()), e)
            apart: Form = {(m, ()): c}
            return self.power(apart, e) if apart != p else atom(node(p, ()), e)
        if e == int(e):
            return monomial([(x, f * e) for x, f in m], (), whole_power(c, int(e)))
        every = c > 0 and all(signs(x) <= NONNEGATIVE for x, _ in m)
        out = [(x, f) for x, f in ordered(m) if every or signs(x) == POSITIVE]
        rest = {(m - set(out), ()): 1 if c > 0 else -1}
        result = monomial([(x, f * e) for x, f in [*out, *primes(magnitude(c))]], (), 1)
        if rest != ONE:
            result = times(result, atom(term("poly", (), frozenset(rest.items())), e))
        return result

    def raised(self, p: Form, exponent: Term, c: Exact) -> Form:
        """Return a power with letters in its exponent, of something positive; factor by factor."""
        need(p, "zero under an exponent with letters")
        (m, d), *more = scalars(p)
        powers = [*ordered(m), *primes(magnitude(d))]
        if more or d < 0 or any(signs(x) != POSITIVE for x, _ in powers):
            return atom(term("pow", node(p, ()), exponent), c)
        return monomial([(term("pow", x, exponent), e * c) for x, e in powers], (), 1)

    def _log(self, t: Term) -> Form:
        return self.log(self.squares(self.form(t.args[0])))

    def log(self, p: Form) -> Form:
        """Return the logarithm of something positive."""
        t = node(p, ())
        if t.op == "exp" and self.has("log_exp"):
            return self.form(t.args[0])
        if not self.has("log_product"):
            return self.leaf(term("log", t))
        m, c, content = factors(p, self.factored)
        pairs = [*content, *primes(magnitude(c))]
        unsure = [(x, e) for x, e in pairs if signs(x) != POSITIVE]
        if c > 0 and len(unsure) == 1 and unsure[0][1] % 2 == 1:
            unsure = []  # the whole is positive: where all others are, the last one is too
        sure = [pair for pair in pairs if pair not in unsure]
        rest = node({(m - set(sure), ()): 1 if c > 0 else -1}, ())
        logs = [times(constant(e), self.log_of(x)) for x, e in sure]
        return total(logs if rest is UNIT else [*logs, self.leaf(term("log", rest))])

    def log_of(self, x: Term) -> Form:
        """Return the logarithm of a positive term that is no product."""
        if x.op == "exp" and self.has("log_exp"):
            return self.form(x.args[0])
        if x.op == "pow":
            return times(self.form(x.args[1]), self.log(self.form(x.args[0])))
        if x.op == "product" and self.has("log_of_product"):
            i, body = self.open(x)
            return self.linear("sum", self.log(self.form(body)), i, (), x.args[2])
        return self.leaf(term("log", x))

    def _exp(self, t: Term) -> Form:
        return self.exp(self.squares(self.form(t.args[0])))

    def exp(self, p: Form) -> Form:
        """Return the exponential."""
        whole = node(p, ())
        if not self.has("exp_sum"):
            return self.leaf(term("exp", whole))
        result = ONE
        for key, c in form_of(whole).items():  # of the fraction in lowest terms
            t = node({key: 1}, ())
            if t.op == "log" and self.has("log_exp"):
                factor = self.power(self.form(t.args[0]), c)
            else:
                factor = atom(term("exp", t), c)
            result = times(result, factor)
        return result

    def _cos(self, t: Term) -> Form:
        x = self.node(t.args[0])
        at_zero = x is number(0) and self.has("trigonometric_values")
        value = ONE if t.op == "cos" else {}
        return value if at_zero else self.leaf(term(t.op, x))

    _sin = _cos
