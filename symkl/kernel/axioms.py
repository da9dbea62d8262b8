"""Instances of axiom schemas and of theorems: the equations that a rule may bring to a step.

An instance is data. Its `equations` checks the conditions of its schema for the step at hand and
returns what holds; a rule cannot bring an equation in any other way.

References: W. Rudin, Real and Complex Analysis, theorems 7.21 (fundamental theorem), 7.26
(change of variables), 8.8 (Fubini); G. Golub and C. Van Loan, Matrix Computations, theorem 4.2.7
(Cholesky factor).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import repeat

from symkl.kernel import signs as sg
from symkl.kernel.citation import Equation, Lemma, Lemmas
from symkl.kernel.derivation import Letter
from symkl.kernel.differentiation import differentiate
from symkl.kernel.integrable import integrable, limit
from symkl.kernel.normal_form import Normalizer
from symkl.kernel.ranges import infinity, whole_space
from symkl.kernel.record import Term, terms_of
from symkl.kernel.refusal import Refusal
from symkl.kernel.written import shown
from symkl.lang import nodes as n
from symkl.lang.binding import alpha_same, free_symbols, occurring, substitute
from symkl.lang.fields import Checked
from symkl.lang.nodes import Expr, Node, Symbol

CALCULUS = frozenset({"derivative", "exp_sum", "log_exp", "density_definition", "log1p_definition"})


def integrals(*trees: Node) -> Iterator[n.Integral]:
    """The integrals that occur in some trees."""
    return occurring(*trees, kind=n.Integral)


def _need_letters(*letters: object) -> None:
    for letter in letters:
        if not isinstance(letter, Symbol):
            raise Refusal(f"{letter} stands where a letter is needed")


@dataclass(frozen=True)
class Antiderivative(Checked):
    """The fundamental theorem: an antiderivative, checked by differentiation, and its limits."""

    function: Expr
    variable: Letter

    def equations(self, before: Expr, after: Expr, lemmas: Lemmas) -> tuple[Equation, ...]:
        """The integrals over the variable whose integrand is the derivative of the function."""
        _need_letters(self.variable)
        derivative = differentiate(self.function, self.variable, n.as_expr(1))
        found: list[tuple[n.Integral, Expr, tuple[Term, ...]]] = []
        norm = Normalizer(CALCULUS)
        for integral in integrals(before, after):
            own = substitute(integral.body, {integral.variable: self.variable})
            if integral.variable.assumptions != self.variable.assumptions:
                continue
            if free_symbols(integral.body) - {integral.variable} & {self.variable}:
                continue
            if norm.equal(own, derivative):
                terms = self._integrable(integral, own, norm)
                found.append((integral, self._value(integral, norm), terms))
        if not found:
            slope = shown(norm._sealed(norm.form(derivative)), norm)
            raise Refusal(
                f"the derivative of {self.function} by {self.variable} is {slope}; "
                f"no integral over {self.variable} in this step has that integrand",
                "correct the antiderivative, or the integrand",
            )
        ends = [b for integral, *_ in found for b in (integral.lower, integral.upper)]
        growth = ("axiom growth",) if any(map(infinity, ends)) else ()
        laws = tuple(sorted(norm.used | {"derivative"}))
        conditions = tuple(sorted(norm.conditions))
        return tuple(
            Equation(integral, value, "axiom fundamental theorem", conditions, laws, growth, terms)
            for integral, value, terms in found
        )

    def _integrable(self, integral: n.Integral, own: Expr, norm: Normalizer) -> tuple[Term, ...]:
        """The terms of the integrand on an infinite range, each of which has to be integrable.

        A limit at the ends is not enough: the integrand may oscillate.
        """
        if not (infinity(integral.lower) or infinity(integral.upper)):
            return ()
        form = norm.scalar(own)
        for mono in form.terms:
            bounds = integral.lower, integral.upper
            reason = integrable(mono, self.variable, *bounds, None, norm)
            if reason is not None:
                raise Refusal(reason)
        return terms_of(form, self.variable, norm)

    def _value(self, integral: n.Integral, norm: Normalizer) -> Expr:
        if not self.variable.assumptions <= {"real", "nonnegative", "at_most_1"}:
            _need_finite_ends(integral, self.function, norm)
        norm._range(integral)
        return self._end(integral.upper, 1, norm) - self._end(integral.lower, -1, norm)

    def _end(self, bound: n.Bound, end: int, norm: Normalizer) -> Expr:
        if isinstance(bound, n.Infinity):
            form = norm.scalar(self.function)
            value = limit(form, self.variable, end, norm)
            if value is None or value:
                where = "oo" if end == 1 else "-oo"
                raise Refusal(f"the limit of {self.function} at {where} is not known to be 0")
            return n.as_expr(0)
        return substitute(self.function, {self.variable: bound})


def _need_finite_ends(integral: n.Integral, function: Expr, norm: Normalizer) -> None:
    """A variable that is assumed positive may touch 0 only where the function is continuous.

    A density is that up to the points of its support: beyond its formula is not what it is.
    """
    variable = integral.variable
    closed = Symbol(variable.name, (), frozenset({"real"}))
    wider = substitute(
        function, {s: closed for s in free_symbols(function) if s.name == variable.name}
    )
    reason = f"{function} is not known to be continuous where {variable} ends"
    densities = occurring(wider, kind=n.Density)
    if any(map(_may_leave_its_support, densities, repeat(closed))):
        raise Refusal(reason)
    if any(map(_may_jump, occurring(wider, kind=n.Apply))):
        raise Refusal(reason)
    try:
        Normalizer(norm.laws).form(wider)
    except Refusal as refusal:
        raise Refusal(reason) from refusal


def _may_leave_its_support(density: n.Density, variable: Symbol) -> bool:
    """Return whether a density may be beyond its support for some value of a letter."""
    law, at = density.law, density.at
    return (
        isinstance(law, n.Distribution) and variable in free_symbols(at) and not sg.within(law, at)
    )


def _may_jump(node: n.Apply) -> bool:
    """Return whether a function is not continuous at 0, and its argument may be 0."""
    return not n.FUNCTIONS[node.function].continuous and 0 in sg.signs(node.arg)


@dataclass(frozen=True)
class AffineSubstitution(Checked):
    """Change of variables x = a + b t on the line, or x = a + L t in R^k."""

    variable: Letter
    value: Expr
    new: Letter

    def equations(self, before: Expr, after: Expr, lemmas: Lemmas) -> tuple[Equation, ...]:
        """The integrals over the whole space of the variable, in the new one."""
        _need_letters(self.variable, self.new)
        scale = self._scale()
        found = []
        for integral in integrals(before, after):
            if integral.variable != self.variable or not whole_space(integral):
                continue
            if self.new in free_symbols(integral) or self.variable in free_symbols(self.value):
                raise Refusal(f"{self.new} is not a new letter in {integral}")
            body = substitute(integral.body, {self.variable: self.value}) * scale
            other = n.Integral(body, self.new, integral.lower, integral.upper)
            laws = ("derivative",) if self.new.shape == () else ()
            found.append(Equation(integral, other, "axiom change of variables", laws=laws))
        if not found:
            raise Refusal(f"no integral over all {self.variable} stands in this step")
        return tuple(found)

    def _scale(self) -> Expr:
        """|dx/dt|, positive and constant."""
        t = self.new
        if self.value.shape != self.variable.shape:
            raise Refusal(f"{self.variable} and {self.value} are of different shapes")
        if not t.assumptions <= {"real"} or not self.variable.assumptions <= {"real"}:
            raise Refusal("a change of variables over the whole space needs real variables")
        if len(t.shape) == 2 and t.shape[1] != 1:
            raise Refusal(f"{t} is a matrix; a change of variables is known for vectors")
        if t.shape == ():
            slope = differentiate(self.value, t, n.as_expr(1))
            form = Normalizer().scalar(slope)
            if t in form.free:
                raise Refusal(f"{self.value} is not affine in {t}")
            if not Normalizer().signs(slope) <= sg.POSITIVE:
                raise Refusal(f"{self.value} is not known to increase with {t}")
            return slope
        moved: Expr = self.value
        if isinstance(moved, n.Add) and t not in free_symbols(moved.left):
            moved = moved.right
        if (
            not isinstance(moved, n.MatMul)
            or not n.same(moved.right, t)
            or t in free_symbols(moved.left)
            or not sg.positive_diagonal(moved.left)
        ):
            raise Refusal(f"{self.value} is not a + L {t} with L triangular, of positive diagonal")
        return n.Det(moved.left)


@dataclass(frozen=True)
class PolarCoordinates(Checked):
    """The plane in polar coordinates, for an integrand that is nonnegative."""

    x: Letter
    y: Letter
    r: Letter
    theta: Letter

    def equations(self, before: Expr, after: Expr, lemmas: Lemmas) -> tuple[Equation, ...]:
        """The double integrals over the plane, in polar coordinates."""
        _need_letters(self.x, self.y, self.r, self.theta)
        found = []
        oo = n.Infinity("+")
        for outer in integrals(before, after):
            inner = outer.body
            if not (isinstance(inner, n.Integral) and n.same(outer.variable, self.x)):
                continue
            if inner.variable != self.y or not all(map(_whole_line, (outer, inner))):
                continue
            if n.same(self.x, self.y):
                raise Refusal("the two coordinates of the plane are two letters")
            if inner.shape != () or not sg.signs(inner.body) <= sg.NONNEGATIVE:
                raise Refusal(f"{inner.body} is not known to be nonnegative")
            if {self.r, self.theta} & free_symbols(outer):
                raise Refusal(f"{self.r} and {self.theta} are not new letters")
            if "nonnegative" not in self.r.assumptions or self.theta.assumptions != {"real"}:
                raise Refusal(f"{self.r} is a nonnegative letter, {self.theta} a real one")
            point = {
                self.x: self.r * n.Apply("cos", self.theta),
                self.y: self.r * n.Apply("sin", self.theta),
            }
            body = substitute(inner.body, point) * self.r
            radial = n.Integral(body, self.r, n.as_expr(0), oo)
            whole = n.Integral(radial, self.theta, n.as_expr(0), 2 * n.Constant("pi"))
            found.append(Equation(outer, whole, "axiom polar coordinates"))
        if not found:
            raise Refusal(f"no integral over the plane of {self.x} and {self.y} stands here")
        return tuple(found)


def _whole_line(integral: n.Integral) -> bool:
    return whole_space(integral) and integral.variable.assumptions == {"real"}


@dataclass(frozen=True)
class CholeskyFactor(Checked):
    """Σ = L Lᵀ for a letter L that the part obtains and its claim does not mention."""

    covariance: Letter
    factor: Letter

    def check(self) -> None:
        """Return whether the letters are declared as what they are said to be."""
        _need_letters(self.covariance, self.factor)
        wanted = {"invertible", "lower_triangular", "positive_diagonal", "real"}
        ok = sg.positive_definite(self.covariance) and self.factor.assumptions == wanted
        if not ok or self.factor.shape != self.covariance.shape:
            raise Refusal(
                f"{self.covariance} is a covariance and {self.factor} a scale_tril of its shape"
            )

    def equations(self, before: Expr, after: Expr, lemmas: Lemmas) -> tuple[Equation, ...]:
        """Σ = L Lᵀ."""
        self.check()
        product = self.factor @ self.factor.T
        return (Equation(self.covariance, product, "axiom Cholesky factor"),)


INSTANCES = (Lemma, Antiderivative, AffineSubstitution, PolarCoordinates, CholeskyFactor)

__all__ = [
    "INSTANCES",
    "AffineSubstitution",
    "Antiderivative",
    "CholeskyFactor",
    "Equation",
    "Lemma",
    "PolarCoordinates",
    "alpha_same",
]
