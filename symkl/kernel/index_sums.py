"""Sums and products over an index in the normal form."""

from __future__ import annotations

from collections.abc import Iterable

from symkl.kernel import signs as sg
from symkl.kernel.common import Common
from symkl.kernel.fractions import lowest
from symkl.kernel.poly import ONE, ONE_POLY, Atom, Poly, number, of_atom
from symkl.kernel.ranges import need_count, need_within
from symkl.kernel.rationals import Exact
from symkl.kernel.refusal import Refusal
from symkl.kernel.renaming import bind, unbind
from symkl.kernel.splitting import split
from symkl.kernel.words import Form
from symkl.lang import nodes as n
from symkl.lang.binding import substitute
from symkl.lang.nodes import Symbol


class IndexSums(Common):
    """The part of the normalizer that knows sums and products over an index."""

    def index_sum(self, expr: n.Sum) -> Form:
        """The normal form of an index sum."""
        need_count(expr.upper)
        need_within(expr.body, expr.variable, expr.upper)
        if n.same(expr.upper, n.as_expr(1)) and self.allows("sum_of_one"):
            return self.form(substitute(expr.body, {expr.variable: n.as_expr(1)}))
        return self.sum_form(self.form(expr.body), expr.variable, self.scalar(expr.upper))

    def sum_form(self, body: Form, index: Symbol, upper: Poly) -> Poly:
        """The sum of a normal form over an index."""
        if not isinstance(body, Poly):
            raise Refusal(
                "sums of vectors or matrices are not known here",
                "sum a component instead: Sum(…[j], i, k) is a number",
            )
        if not self.allows("sum_linear"):
            return self._sum_atom(lowest(body), index, upper)
        total = number(0)
        for mono, c in lowest(body).terms.items():
            outside, inside = split(mono, index)
            inner = upper if inside == ONE else self._diagonal_sum(inside, index, upper)
            if inner is None:
                inner = self._sum_atom(Poly({inside: 1}), index, upper)
            total = total + outside.scaled(c) * inner
        return total

    def _diagonal_sum(
        self, inside: Iterable[tuple[Atom, Exact]], index: Symbol, upper: Poly
    ) -> Poly | None:
        """The sum over the diagonal of a product of matrices, which is its trace."""
        ((atom, e), *rest) = inside
        at = (of_atom(Atom("sym", index)),) * 2
        if rest or e != 1 or atom.head != "component" or atom.args[1] != at:
            return None
        matrix = atom.args[0]
        if matrix.letter or index in matrix.free or not {"trace", "triangular"} <= self.laws:
            return None
        if self.dimension(matrix.shape[0]) != upper:
            return None
        self.allows("trace")
        return self._strict_norms(matrix)

    def _sum_atom(self, body: Poly, index: Symbol, upper: Poly) -> Poly:
        bound, inner = bind(body, index)
        return self.atom("Sum", bound, inner, upper)

    def rebind_sum(self, body: Poly, bound: Atom, upper: Poly) -> Poly:
        """The sum over a bound name that stands open in `body`."""
        index, opened = unbind(body, bound)
        return self.sum_form(opened, index, upper)

    def index_product(self, expr: n.Product) -> Poly:
        """The normal form of an index product."""
        need_count(expr.upper)
        need_within(expr.body, expr.variable, expr.upper)
        if n.same(expr.upper, n.as_expr(1)) and self.allows("sum_of_one"):
            return self.poly(substitute(expr.body, {expr.variable: n.as_expr(1)}))
        return self.product_form(self.scalar(expr.body), expr.variable, self.scalar(expr.upper))

    def product_form(self, body: Poly, index: Symbol, upper: Poly) -> Poly:
        """The product of a normal form over an index."""

        def make(inside: Poly) -> Poly:
            bound, inner = bind(inside, index)
            return self.atom("Product", bound, inner, upper)

        single = body.single
        if single is None or not self.allows("product_of_powers"):
            return make(body)
        mono, c = single
        result, exponent = ONE_POLY, number(0)
        outside = Poly({frozenset((a, e) for a, e in mono if index not in a.free): c})
        if outside != ONE_POLY:
            if self.poly_signs(outside) != sg.POSITIVE:
                return make(body)
            result = self._symbolic_power(outside, upper, 1)
        for atom, e in mono:
            if index not in atom.free:
                continue
            if atom.head == "exp":
                exponent = exponent + self.sum_form(atom.args[0].scaled(e), index, upper)
            else:
                # An equation may give the product as anything, not as an atom only.
                result = result * self.power(make(of_atom(atom)), e)
        return result * self.exp(exponent) if exponent else result
