"""Powers, roots, logarithms, exponentials: the scalar part of the normal form."""

from __future__ import annotations

from collections.abc import Callable

from symkl.kernel import signs as sg
from symkl.kernel.common import Common
from symkl.kernel.fractions import Factors, factors, lowest, vanishes
from symkl.kernel.poly import ONE, ONE_POLY, Atom, Monomial, Poly, number, of_atom
from symkl.kernel.rationals import Exact, ratio, whole_power
from symkl.kernel.refusal import Refusal
from symkl.lang import nodes as n
from symkl.lang.nodes import Expr
from symkl.limits import MOST_EXPONENT

_DEFINITIONS: dict[str, tuple[str, Callable[[Expr], Expr]]] = {
    "log1p": ("log1p_definition", lambda x: n.Apply("log", 1 + x)),
    "expm1": ("log1p_definition", lambda x: n.Apply("exp", x) - 1),
    "g": ("g_definition", lambda x: x - n.Apply("log", 1 + x)),
    "h": ("h_definition", lambda x: n.Apply("exp", x) - 1 - x),
}


class Powers(Common):
    """The part of the normalizer that knows powers and elementary functions."""

    def power_of(self, base: Expr, exponent: Expr) -> Poly:
        """The normal form of a power."""
        e = self.scalar(exponent)
        r = e.constant
        if r is not None and r.denominator == 1:
            if not -MOST_EXPONENT <= r <= MOST_EXPONENT:
                raise Refusal(f"the exponent {r} is beyond {MOST_EXPONENT}", "use a letter for it")
            if r >= 0:
                return self.poly(base).power(int(r))
            self.need_nonzero(base)
            return self.reciprocal(self.scalar(base)).power(int(-r))
        self.need_positive(base, f"the power {n.Pow(base, exponent)}")
        form = self.scalar(base)
        if r is not None:
            return self.root(form, r)
        result = ONE_POLY
        for mono, c in e.terms.items():
            if mono == ONE:
                result = result * self.root(form, c)
            else:
                result = result * self._symbolic_power(form, Poly({mono: 1}), c)
        return result

    def _symbolic_power(self, base: Poly, exponent: Poly, times: Exact) -> Poly:
        """base**(times * exponent), factor by factor where each is positive."""
        if vanishes(base):
            raise Refusal("the base of a power is zero under the equations of this step")
        single = base.single
        if single is None or single[1] <= 0:
            return of_atom(Atom("power", Atom("group", base), exponent), times)
        mono, c = single
        result = ONE_POLY
        pieces = [(Atom("prime", p), e) for p, e in _primes(c)] + list(mono)
        for atom, e in pieces:
            if self.atom_signs(atom) != sg.POSITIVE:
                return of_atom(Atom("power", Atom("group", base), exponent), times)
            result = result * of_atom(Atom("power", atom, exponent), times * e)
        return result

    def factors(self, poly: Poly) -> Factors:
        """The factors of an expression that is not zero; those of a sum are kept, to be shown."""
        found = factors(poly)
        if len(found[2]) > 1:
            self.factored[found[2]] = None
        return found

    def power(self, poly: Poly, e: Exact) -> Poly:
        """A rational power that exists: below 0 of something nonzero, a root of no negative."""
        if e.denominator > 1:
            return self.root(poly, e)
        return poly.power(int(e)) if e > 0 else self.reciprocal(poly).power(int(-e))

    def reciprocal(self, poly: Poly) -> Poly:
        """One over an expression that is not zero."""
        if vanishes(poly):
            raise Refusal("the denominator is zero under the equations of this step")
        c, content, groups = self.factors(poly)
        result = number(ratio(1, c))
        for atom, e in content:
            result = result * self._atom_power(atom, -e)
        for factor, multiplicity in groups:
            result = result * _group(factor, -multiplicity)
        return result

    def root(self, poly: Poly, r: Exact) -> Poly:
        """A rational power of something nonnegative.

        Positive factors are taken out; nonnegative ones only where nothing of unknown sign
        remains, which they could hide.
        """
        if vanishes(poly):
            if r <= 0:
                raise Refusal(f"0 to the power {r} is no number")
            return number(0)
        c, content, groups = self.factors(poly)
        pieces: list[tuple[Poly, Exact, Atom | None]]
        pieces = [(of_atom(a), e, a) for a, e in content]
        pieces += [(f, m, None) for f, m in groups]
        known = [self.poly_signs(p) for p, _, _ in pieces]
        all_known = c > 0 and all(s <= sg.NONNEGATIVE for s in known)
        result, rest = ONE_POLY, number(1 if c > 0 else -1)
        for prime, e in _primes(c):
            result = result * self._prime_power(prime, e * r)
        for (piece, e, atom), sign in zip(pieces, known, strict=True):
            if sign == sg.POSITIVE or all_known:
                power = _group(piece, e * r) if atom is None else self._atom_power(atom, e * r)
                result = result * power
            elif atom is None:
                rest = rest * piece.power(int(e))
            else:
                rest = rest * self._atom_power(atom, e)
        return result if rest == ONE_POLY else result * _group(rest, r)

    def _atom_power(self, atom: Atom, e: Exact) -> Poly:
        if atom.head == "prime":
            return self._prime_power(atom.args[0], e)
        return _group(atom.args[0], e) if atom.head == "group" else of_atom(atom, e)

    def _prime_power(self, prime: int, e: Exact) -> Poly:
        whole = e.numerator // e.denominator
        result = number(whole_power(prime, whole))
        return result * of_atom(Atom("prime", prime), e - whole) if e != whole else result

    # functions

    def function(self, name: str, arg: Expr) -> Poly:
        """The normal form of an elementary function."""
        if name == "log":
            self.need_positive(arg, f"log({arg})")
            return self.log(self.scalar(arg))
        if name in ("log1p", "g"):
            self.need_positive(1 + arg, f"{name}({arg})")
        if name in _DEFINITIONS:
            law, meaning = _DEFINITIONS[name]
            if self.allows(law):
                return self.poly(meaning(arg))
        form = self.scalar(arg)
        if name == "exp":
            return self.exp(form)
        if name in ("cos", "sin") and not form and self.allows("trigonometric_values"):
            return number(1 if name == "cos" else 0)
        return self.atom(name, form)

    def squares_of_cosines(self, poly: Poly) -> Poly:
        """The form with cos² replaced by 1 − sin², where the law is in force."""
        total = number(0)
        for mono, c in poly.terms.items():
            part = number(c)
            for atom, e in mono:
                if atom.head == "cos" and e >= 2 and e.denominator == 1:
                    self.used.add("pythagoras")
                    square = ONE_POLY - of_atom(Atom("sin", *atom.args), 2)
                    part = part * square.power(int(e) // 2) * of_atom(atom, 1).power(int(e) % 2)
                else:
                    part = part * of_atom(atom, e)
            total = total + part
        return total

    def log(self, poly: Poly) -> Poly:
        """The logarithm of something positive."""
        if vanishes(poly):
            raise Refusal("the argument of a logarithm is zero under the equations of this step")
        if not self.allows("log_product"):
            single = poly.atom
            if single is not None and single.head == "exp" and self.allows("log_exp"):
                exponent: Poly = single.args[0]
                return exponent
            return self.atom("log", poly)
        c, content, groups = self.factors(poly)
        total = number(0)
        rest = number(1 if c > 0 else -1)
        for prime, e in _primes(c):
            total = total + self.atom("log", number(prime)).scaled(e)
        for atom, e in content:
            if self.atom_signs(atom) == sg.POSITIVE:
                total = total + self._log_atom(atom).scaled(e)
            else:
                rest = rest * of_atom(atom, e)
        unsure = [f for f in groups if self.poly_signs(f[0]) != sg.POSITIVE]
        # The whole is positive: where all other factors are, the last one is too.
        sure = not unsure or (len(unsure) == 1 and rest == ONE_POLY and unsure[0][1] % 2)
        for factor, multiplicity in groups:
            if (factor, multiplicity) in unsure and not sure:
                rest = rest * factor.power(int(multiplicity))
            else:
                total = total + self.atom("log", factor).scaled(multiplicity)
        return total if rest == ONE_POLY else total + self.atom("log", rest)

    def _log_atom(self, atom: Atom) -> Poly:
        if atom.head == "exp" and self.allows("log_exp"):
            value: Poly = atom.args[0]
            return value
        if atom.head == "power":
            base: Atom = atom.args[0]
            exponent: Poly = atom.args[1]
            inner = base.args[0] if base.head == "group" else of_atom(base)
            inner = number(base.args[0]) if base.head == "prime" else inner
            return exponent * self.log(inner)
        if atom.head == "prime":
            return self.atom("log", number(atom.args[0]))
        if atom.head == "group":
            return self.log(atom.args[0])
        if atom.head == "Product" and self.allows("log_of_product"):
            bound, body, upper = atom.args
            return self.rebind_sum(self.log(body), bound, upper)
        return self.atom("log", of_atom(atom))

    def exp(self, poly: Poly) -> Poly:
        """The exponential."""
        if not self.allows("exp_sum"):
            return self.atom("exp", poly)
        result = ONE_POLY
        for mono, c in poly.terms.items():
            result = result * self._exp_term(mono, c)
        return result

    def _exp_term(self, mono: Monomial, c: Exact) -> Poly:
        if len(mono) == 1:
            ((atom, e),) = mono
            if atom.head == "log" and e == 1 and self.allows("log_exp"):
                return self.root(atom.args[0], c)
        return of_atom(Atom("exp", lowest(Poly({mono: 1}))), c)


def _group(poly: Poly, r: Exact) -> Poly:
    whole = max(0, r.numerator // r.denominator)
    result = poly.power(whole)
    return result if r == whole else result * of_atom(Atom("group", poly), r - whole)


def _primes(value: Exact) -> list[tuple[int, Exact]]:
    """The prime factors of the absolute value of a rational number, with exponents."""
    found: list[tuple[int, Exact]] = []
    for part, sign in ((abs(value.numerator), 1), (value.denominator, -1)):
        divisor = 2
        while divisor * divisor <= part and divisor < 10_000:
            e = 0
            while part % divisor == 0:
                part, e = part // divisor, e + 1
            if e:
                found.append((divisor, sign * e))
            divisor += 1 if divisor == 2 else 2
        if part > 1:
            found.append((part, sign))
    return found
