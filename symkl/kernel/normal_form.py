"""The normal form of an expression under the laws that a rule allows.

`Normalizer.form` maps a tree to a `Poly` (scalars) or a `Matrix` (the rest). Two expressions are
equal under the laws when their forms agree, see `Normalizer.equal`. What no law in force takes
apart becomes an atom over the normal forms of its parts, so nothing is equal by accident; a
condition (a denominator that is not zero, a logarithm of something positive, an integral that
exists) is discharged on the way or stops the step.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from functools import lru_cache
from typing import Any

from symkl.kernel import words
from symkl.kernel.binder_forms import Binders
from symkl.kernel.conditions import Conditions
from symkl.kernel.densities import Laws
from symkl.kernel.differentiation import differentiate, need_direction
from symkl.kernel.family_facts import LAWS, Facts, examined
from symkl.kernel.fractions import lowest, vanishes
from symkl.kernel.index_sums import IndexSums
from symkl.kernel.matrix_forms import Matrices
from symkl.kernel.poly import Atom, Poly, number, of_atom
from symkl.kernel.powers import Powers
from symkl.kernel.refusal import Refusal
from symkl.kernel.words import Form, Matrix
from symkl.lang import nodes as n
from symkl.lang.binding import free_symbols, fresh, substitute
from symkl.lang.family import Family, support_of
from symkl.lang.nodes import Expr

_DEFINED = {
    n.Divergence: "kl_definition",
    n.CrossEntropy: "cross_entropy_definition",
    n.Entropy: "entropy_definition",
}


class Normalizer(Conditions, Powers, Matrices, Laws, Binders, IndexSums):
    """Normal forms under a set of laws and some equations.

    Parameters
    ----------
    laws
        Names in `symkl.kernel.laws.LAWS`.

    Attributes
    ----------
    equations
        Atoms that instances of axioms and theorems equate with something else.
    used, conditions
        The laws that were drawn upon, and the side conditions that were discharged.
    families, masses, massless
        The families that occur, by name; those whose mass was taken for one, and those of which
        that would have been asked, and which name no theorem about it.
    splits, factored, solved
        What was taken apart (`symkl.kernel.record`): integrals with their integrands, the factors
        of sums; for each equation the atom for which it was solved, None where it is no news.
    """

    def __init__(self, laws: Iterable[str] = frozenset()) -> None:
        self.laws = frozenset(laws)
        self.equations = {}
        self.used = set()
        self.conditions = set()
        self.families: dict[str, Family] = {}
        self.masses: set[Family] = set()
        self.massless: set[Family] = set()
        self.splits = {}
        self.factored = {}
        self.solved = []
        self._forms = {}

    def allows(self, law: str) -> bool:
        """Return whether a law is in force; it counts as used from here on."""
        if law in self.laws:
            self.used.add(law)
            return True
        return False

    def equal(self, a: Expr, b: Expr) -> bool:
        """Return whether two expressions have the same normal form."""
        return a.shape == b.shape and self.is_zero(words.add(self.form(a), -self.form(b)))

    def is_zero(self, difference: Form) -> bool:
        """Return whether a difference of normal forms vanishes."""
        if isinstance(difference, Poly):
            if "pythagoras" in self.laws:
                difference = self.squares_of_cosines(difference)
            return vanishes(difference)
        return all(vanishes(c) for c in difference.terms.values())

    def form(self, expr: Expr) -> Form:
        """The normal form.

        Raises
        ------
        Refusal
            Where a condition on which the form rests is not known to hold.
        """
        found = self._forms.get(expr)
        if found is None:
            found = self._forms[expr] = self._form(expr)
        return found

    def scalar(self, expr: Expr) -> Poly:
        """The normal form of a scalar, in lowest terms."""
        form = self.poly(expr)
        return lowest(self.squares_of_cosines(form) if "pythagoras" in self.laws else form)

    def poly(self, expr: Expr) -> Poly:
        """The normal form of a scalar."""
        form = self.form(expr)
        if not isinstance(form, Poly):
            raise Refusal(f"{expr} is {n.shape_text(expr.shape)}, where a scalar is needed")
        return form

    def matrix(self, expr: Expr) -> Matrix:
        """The normal form of a vector or matrix."""
        form = self.form(expr)
        assert isinstance(form, Matrix)
        return form

    def atom(self, head: str, *args: Any) -> Poly:
        """The scalar that an atom stands for, by an equation where there is one."""
        atom = Atom(head, *args)
        found = self.equations.get(atom)
        if found is None:
            return of_atom(atom)
        assert isinstance(found, Poly)  # both sides of an equation have one shape
        return found

    def matrix_atom(self, head: str, *args: Any) -> Matrix:
        """The matrix that an atom stands for, by an equation where there is one."""
        atom = Atom(head, *args)
        found = self.equations.get(atom)
        if found is None:
            return words.of_letter(atom)
        assert isinstance(found, Matrix)
        return found

    def _form(self, expr: Expr) -> Form:  # one branch a kind of node
        match expr:
            case n.Number(value):
                return number(value)
            case n.Constant("pi"):
                return self.atom("const", "pi")
            case n.Symbol():
                if "#" in expr.name:
                    raise Refusal(f"{expr} is a name that the kernel keeps for itself")
                make = self.atom if expr.shape == () else self.matrix_atom
                return make("sym", expr)
            case n.Add(a, b):
                return words.add(self.form(a), self.form(b))
            case n.Sub(a, b):
                return words.add(self.form(a), -self.form(b))
            case n.Neg(a):
                return -self.form(a)
            case n.Mul(a, b):
                return self._times(self.form(a), self.form(b))
            case n.Div(a, b):
                self.need_nonzero(b)
                return self._times(self.form(a), self.reciprocal(self.scalar(b)))
            case n.Pow(base, exponent):
                return self.power_of(base, exponent)
            case n.Apply("sqrt", arg):
                self.need_nonnegative(arg, f"sqrt({arg})")
                return self.root(self.scalar(arg), Fraction(1, 2))
            case n.Apply(function, arg):
                return self.function(function, arg)
            case n.Piecewise(left, right, then, otherwise):
                return self._branches(self.form(left), self.form(right), then, otherwise)
            case n.Delta(i, j):
                return self.delta(self.scalar(i), self.scalar(j))
            case n.Density(law, at):
                return self.density(law, at)
            case n.Divergence() | n.CrossEntropy() | n.Entropy():
                return self._defined(expr)
            case n.Expectation(law, body, variable):
                return self.expectation(law, body, variable)
            case n.Integral():
                return self.integral(expr)
            case n.Sum():
                return self.index_sum(expr)
            case n.Product():
                return self.index_product(expr)
            case n.Derivative(body, wrt, direction):
                need_direction(wrt, direction, self.laws)
                self.form(body)  # a derivative is taken where the body is defined
                self.form(direction)  # also where the body does not move
                if self.allows("derivative"):
                    return self.form(differentiate(body, wrt, direction))
                atom = self.derivative(expr)
                return self.atom(atom.head, *atom.args)
        return self.matrix_form(expr)

    def derivative(self, expr: n.Derivative) -> Atom:
        """A derivative that is not taken, whatever an equation says of it."""
        return Atom(
            "derivative", self.form(expr.body), Atom("sym", expr.wrt), self.form(expr.direction)
        )

    def _branches(self, left: Form, right: Form, then: Expr, otherwise: Expr) -> Form:
        """Branches that are equal are what they are equal to, whichever is taken."""
        a, b = self.form(then), self.form(otherwise)
        if self.is_zero(words.add(a, -b)):
            return b
        make = self.atom if isinstance(a, Poly) else self.matrix_atom
        return make("piecewise", left, right, a, b)

    def _times(self, a: Form, b: Form) -> Form:
        if isinstance(a, Poly):
            return a * b if isinstance(b, Poly) else b.scaled(a)
        assert isinstance(b, Poly)  # one of two factors is a scalar
        return a.scaled(b)

    def _defined(self, expr: n.Divergence | n.CrossEntropy | n.Entropy) -> Poly:
        laws: tuple[Any, ...] = expr.children()
        own, other = support_of(laws[0]), support_of(laws[-1])
        if not other.assumptions <= own.assumptions:
            raise Refusal(
                f"{expr} speaks of laws on the {own.kind} and on the {other.kind}; "
                "the second density may be 0 where the first is not",
            )
        if not self.allows(_DEFINED[type(expr)]):
            return self.atom(type(expr).__name__, *map(self.law, laws))
        return self.poly(definition(expr))

    def facts(self, family: Family) -> Facts:
        """The facts that the formula of a family shows."""
        return _facts(family)


@lru_cache(maxsize=512)
def _facts(family: Family) -> Facts:
    return examined(family, Normalizer(LAWS))


def definition(expr: Expr) -> Expr:
    """The integral that defines a divergence, a cross-entropy or an entropy, with its sign."""
    laws: tuple[Any, ...] = expr.children()
    letter = n.law_letter(laws[0])
    taken = frozenset().union(*map(free_symbols, laws))
    x = fresh(letter, taken) if letter in taken else letter
    p = laws[0](x)
    q = laws[-1](x)
    inner = p / q if isinstance(expr, n.Divergence) else q
    body = p * n.Apply("log", inner)
    over = support_of(laws[0])
    whole = n.Integral(body, x, over.lower, over.upper)
    return whole if isinstance(expr, n.Divergence) else -whole


__all__ = ["Normalizer", "Refusal", "definition", "substitute"]
