"""Side conditions, and the signs that a normal form can take."""

from __future__ import annotations

from symkl.kernel import signs as sg
from symkl.kernel.common import Common
from symkl.kernel.family_facts import innermost, inside
from symkl.kernel.hints import declared
from symkl.kernel.poly import Atom, Poly
from symkl.kernel.rationals import Exact
from symkl.kernel.refusal import Refusal
from symkl.kernel.words import Matrix
from symkl.lang import nodes as n
from symkl.lang.binding import kinds, walk
from symkl.lang.nodes import Expr

_NONNEGATIVE = ("g_nonnegative", "h_nonnegative")
_RELATIONS = {"nonnegative": ">= 0", "positive": "> 0", "at_most_1": "<= 1"}


class Conditions(Common):
    """The part of the normalizer that discharges side conditions."""

    def need_nonzero(self, expr: Expr) -> None:
        """Discharge ``expr != 0`` or refuse."""
        if 0 in self.signs(expr):
            said = f"{expr} is not known to be nonzero"
            self._refuse(expr, said, ("nonzero", "positive"), sg.NONZERO)
        self._condition(expr, "!= 0")

    def need_positive(self, expr: Expr, where: str) -> None:
        """Discharge ``expr > 0`` or refuse."""
        if not self.signs(expr) <= sg.POSITIVE:
            self._refuse(expr, f"{where} needs {expr} > 0", ("positive",), sg.POSITIVE)
        self._condition(expr, "> 0")

    def need_nonnegative(self, expr: Expr, where: str) -> None:
        """Discharge ``expr >= 0`` or refuse."""
        if not self.signs(expr) <= sg.NONNEGATIVE:
            said = f"{where} needs {expr} >= 0"
            self._refuse(expr, said, ("nonnegative", "positive"), sg.NONNEGATIVE)
        self._condition(expr, ">= 0")

    def _refuse(self, expr: Expr, reason: str, wanted: tuple[str, ...], allowed: sg.Signs) -> None:
        """Refuse a condition, with the letters to declare where there are such."""
        raise Refusal(reason, declared(expr, wanted, lambda e: sg.signs(e, self.laws) <= allowed))

    def _condition(self, expr: Expr, relation: str) -> None:
        if not isinstance(expr, (n.Number, n.Constant)):
            self.conditions.add(f"{expr} {relation}")

    def contains(self, law: n.Distribution, at: Expr) -> bool:
        """Return whether a point is known to be in a distribution's support, and record that."""
        if law.family.support.everything:
            return True
        if not sg.within(law, at):
            return False
        for assumption in sorted(law.family.support.assumptions & set(_RELATIONS)):
            self._condition(at, _RELATIONS[assumption])
        return True

    def signs(self, expr: Expr) -> sg.Signs:
        """The signs that an expression can take, by its tree and by its normal form."""
        found = sg.signs(expr, self.laws)
        if not self.laws.isdisjoint(_NONNEGATIVE):
            for node in walk(expr):
                if isinstance(node, n.Apply) and f"{node.function}_nonnegative" in self.laws:
                    self.used.add(f"{node.function}_nonnegative")
        averages = (n.Integral, n.Expectation)
        if found != sg.ANY and not kinds(expr).isdisjoint(averages):
            self.used.add("monotone")
        if len(found) > 1:
            # Where tree and form leave no sign at all, nothing follows from it.
            found = found & self.poly_signs(self.scalar(expr)) or found
        return found

    def poly_signs(self, poly: Poly) -> sg.Signs:
        """The signs that a normal form can take, term by term."""
        total = frozenset((0,))
        for mono, c in poly.terms.items():
            term = sg.of_number(c)
            for atom, e in mono:
                term = sg.times(term, self._atom_power_signs(atom, e))
            total = sg.add(total, term)
        return total

    def _atom_power_signs(self, atom: Atom, e: Exact) -> sg.Signs:
        base = self.atom_signs(atom)
        if e.denominator > 1:
            return base if base == sg.POSITIVE else sg.NONNEGATIVE
        return frozenset(s * s if e.numerator % 2 == 0 else s for s in base)

    def atom_signs(self, atom: Atom) -> sg.Signs:
        """The signs that an atom can take."""
        match atom.head:
            case "sym":
                return sg.of_symbol(atom.args[0])
            case "bound":
                return sg.POSITIVE if "positive" in atom.args[2] else sg.ANY
            case "density":
                return self._density_signs(atom)
            case "const" | "prime" | "power" | "exp":
                return sg.POSITIVE
            case function if function in n.FUNCTIONS:
                value = atom.args[0].constant
                if n.FUNCTIONS[function].root and value is not None and value > 0:
                    return sg.beside_root(function, value)
                return sg.of_function(function, self.poly_signs(atom.args[0]))
            case "group":
                return self.poly_signs(atom.args[0])
            case "component":
                (letter, _) = atom.args[0].letter or (None, "")
                if letter is None or letter.head not in ("sym", "bound"):
                    return sg.ANY
                if len(atom.args[1]) == 1:
                    return self.atom_signs(letter)
                known = {"positive_diagonal", "positive_definite"} & _assumptions(letter)
                return sg.POSITIVE if known and atom.args[1][0] == atom.args[1][1] else sg.ANY
            case "det":
                return self._det_signs(atom.args[0])
            case "Integral" | "Expectation" | "Sum" | "Product":
                return self._average_signs(atom)
        return sg.ANY

    def _density_signs(self, atom: Atom) -> sg.Signs:
        """A density is what its formula says on its support, and 0 elsewhere."""
        own = sg.of_density(innermost(atom.args[0]).args[0])
        return own if inside(atom) else own | {0}

    def _det_signs(self, matrix: Matrix) -> sg.Signs:
        (letter, _) = matrix.letter or (None, "")
        if letter is not None and letter.head == "sym":
            assumed = letter.args[0].assumptions
            if {"positive_definite", "positive_diagonal"} & assumed:
                return sg.POSITIVE
            return sg.NONZERO if "invertible" in assumed else sg.ANY
        return sg.ANY

    def _average_signs(self, atom: Atom) -> sg.Signs:
        body = atom.args[1]
        if atom.head == "Integral" and not self._upwards(*atom.args[2:]):
            return sg.ANY
        inner = self.poly_signs(body)
        if not inner <= sg.NONNEGATIVE:
            return sg.ANY
        if atom.head in ("Integral", "Expectation"):
            self.used.add("monotone")
        return inner

    def _upwards(self, lower: Poly | str, upper: Poly | str) -> bool:
        if not (isinstance(lower, Poly) and isinstance(upper, Poly)):
            return lower == "-oo" or upper == "oo"
        return self.poly_signs(upper - lower) == sg.POSITIVE


def _assumptions(letter: Atom) -> frozenset[str]:
    found: frozenset[str]
    found = letter.args[0].assumptions if letter.head == "sym" else letter.args[2]
    return found
