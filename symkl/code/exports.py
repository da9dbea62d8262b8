"""The exports of a derivation, read from its theorems: functions, their terms and derivatives.

A `Function` is made from proved theorems only, and what its user relies on is looked up among
them: that the terms add up to the value, that a gradient is the derivative of that value. Anything
not proved is refused, with the place in the derivation.

A theorem about factors serves for covariances as well: where a covariance is an argument and the
theorem is about a law with covariance ``L @ L.T``, the argument stands for that product, and L is
its Cholesky factor. A theorem for covariances that are near each other is about one with covariance
``(L @ C) @ (L @ C).T`` beside it; see `Near`.
"""

from __future__ import annotations

import keyword
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import zip_longest
from typing import overload

from symkl.errors import SymklError, UsageError
from symkl.kernel.derivation import Derivation, Export
from symkl.kernel.theorem import Theorem
from symkl.lang import nodes as n
from symkl.lang.binding import alpha_same, free_symbols, substitute
from symkl.lang.nodes import AnyDistribution, Expr, Node, Symbol


@dataclass(frozen=True, slots=True)
class Term:
    """One of the terms that add up to a value: what it is, and the form that is computed."""

    name: str
    meaning: Expr
    code: Expr


@dataclass(frozen=True, slots=True)
class Near:
    """Forms for two covariances, first = (L @ C) @ (L @ C).T and second = L @ L.T.

    Where C is well determined by ``C @ C.T = I + change``, these are the forms to use.

    Attributes
    ----------
    factor
        The letter C.
    change
        ``inv(L) @ (first - second) @ inv(L).T``, in the arguments.
    code
        The form that is computed.
    terms
        The terms, in the order of those of the function.
    """

    factor: Symbol
    change: Expr
    code: Expr
    terms: tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class Function:
    """A divergence (or an entropy) as a function of its arguments.

    Attributes
    ----------
    name
        What it is called: as the part of the derivation that proves its form.
    arguments
        The letters, in order.
    quantity
        The left side of its theorem: the divergence of two laws.
    closed
        The closed form that the proof starts from.
    code
        The form that is computed.
    terms
        The terms, in order; they add up to the closed form.
    gradient
        The derivatives with respect to the arguments, each in the shape of its argument.
    factors
        The letters for the Cholesky factors of arguments, by argument.
    near
        Forms for covariances that are near each other; None where there are none.
    names
        Names for subexpressions.
    direct
        A form that is quicker to compute, for distributions that are far apart; None if there is
        none.
    """

    name: str
    arguments: tuple[Symbol, ...]
    quantity: Expr
    closed: Expr
    code: Expr
    terms: tuple[Term, ...]
    gradient: tuple[tuple[Symbol, Expr], ...]
    factors: Mapping[Symbol, Symbol]
    near: Near | None = None
    names: tuple[tuple[str, Expr], ...] = ()
    direct: Expr | None = None


def functions(
    derivation: Derivation, theorems: Sequence[Theorem], module: str
) -> tuple[Function, ...]:
    """The functions of one module that a derivation exports.

    Raises
    ------
    SymklError
        If a part that is exported is not proved, or does not say what the export takes it for.
    UsageError
        If the derivation exports no such module.
    """
    proved = {t.name: t for t in theorems}
    found = tuple(
        _Reader(derivation, proved, export).function()
        for export in derivation.code
        if export.module == module
    )
    if not found:
        names = sorted({e.module for e in derivation.code})
        raise UsageError(
            f"{derivation.name} exports no module {module!r}",
            place=derivation.place,
            hint="it exports " + ", ".join(names) if names else "give it code=[Export(…)]",
        )
    return found


@dataclass(frozen=True, slots=True)
class _Reader:
    derivation: Derivation
    proved: Mapping[str, Theorem]
    export: Export

    def theorem(self, part: str) -> Theorem:
        """The theorem of a part, which has to be an equation in the arguments."""
        name = f"{self.derivation.name}.{part}"
        if name not in self.proved:
            if name not in {p.name for p in self.derivation.parts}:
                raise UsageError(
                    f"the export {self.export.module!r} names a part {part!r}, which is not there",
                    place=self.derivation.place,
                    hint="the parts are "
                    + ", ".join(p.name.rpartition(".")[2] for p in self.derivation.parts),
                )
            raise SymklError(
                f"{name} is not proved, and code is made from theorems only",
                place=self.derivation.place,
                hint=f"symkl prove {self.derivation.name} -v",
            )
        theorem = self.proved[name]
        if theorem.claim.op != "=":
            raise self.refused(theorem, "is an inequality; code needs an equation")
        return theorem

    def refused(self, theorem: Theorem, why: str) -> SymklError:
        return SymklError(f"{theorem.name} {why}", place=theorem.part.place)

    def code(self, theorem: Theorem, *bound: Symbol) -> Expr:
        """The right side, which may speak of the arguments and of nothing else."""
        known = set(self.export.arguments) | set(bound)
        known |= {d for a in self.export.arguments for d in a.shape if isinstance(d, Symbol)}
        known |= set(self.factors().values())
        return written(self.spoken(theorem, known), self.products())

    def products(self) -> dict[Symbol, Expr]:
        """For each covariance with a Cholesky factor L, the product L @ L.T that it stands for."""
        return {s: L @ L.T for s, L in self.factors().items()}

    def spoken(self, theorem: Theorem, known: set[Symbol]) -> Expr:
        """The right side of a theorem that speaks of known letters only."""
        strange = sorted(s.name for s in free_symbols(theorem.claim.rhs) - known)
        if strange:
            raise self.refused(theorem, f"speaks of {', '.join(strange)}, which is no argument")
        return theorem.claim.rhs

    def function(self) -> Function:
        theorem = self.theorem(self.export.value)
        quantity = theorem.claim.lhs
        if not isinstance(quantity, n.Divergence | n.CrossEntropy | n.Entropy):
            raise self.refused(theorem, "is not about a divergence or an entropy")
        lengths = {d for a in self.export.arguments for d in a.shape if d != 1}
        if len(lengths) > 1 or any(not isinstance(d, Symbol) for d in lengths):
            raise self.refused(theorem, "has arguments that are not all of one symbolic dimension")
        return Function(
            self.export.value,
            self.export.arguments,
            quantity,
            _closed(theorem),
            self.code(theorem),
            self.terms(quantity),
            tuple(self.derivative(quantity, *item) for item in self.export.gradient),
            self.factors(),
            self.near(quantity),
            self.names(),
            self.direct(quantity),
        )

    def direct(self, quantity: Expr) -> Expr | None:
        if not self.export.direct:
            return None
        theorem = self.theorem(self.export.direct)
        if not alpha_same(theorem.claim.lhs, quantity):
            raise self.refused(theorem, f"is not about {quantity}")
        return self.code(theorem)

    def names(self) -> tuple[tuple[str, Expr], ...]:
        taken = {a.name for a in self.export.arguments} | {"value", "change", "near", "found", "np"}
        taken |= {s.name for s in self.factors().values()}
        taken |= {d.name for a in self.export.arguments for d in a.shape if isinstance(d, Symbol)}
        found = []
        for name, expr in self.export.names:
            if not name.isidentifier() or keyword.iskeyword(name) or name[0] == "_":
                raise UsageError(
                    f"the export {self.export.module!r} has a name {name!r}, "
                    "which is none in Python",
                    place=self.derivation.place,
                )
            if name in taken or name.startswith(("t_", "d_", "factor_")):
                raise UsageError(
                    f"the export {self.export.module!r} uses the name {name!r} for something else",
                    place=self.derivation.place,
                    hint="choose another name",
                )
            taken.add(name)
            found.append((name, written(expr, self.products())))
        return tuple(found)

    def near(self, quantity: Expr) -> Near | None:
        parts = dict(self.export.near)
        if not parts:
            return None
        theorem = self.theorem(parts[self.export.value])
        products, factor, change = self.relative(theorem)
        known = {*self.export.arguments, *self.factors().values(), factor}
        known |= {d for a in self.export.arguments for d in a.shape if isinstance(d, Symbol)}

        def read(theorem: Theorem, meaning: Expr) -> Expr:
            wanted = written(meaning, self.products())
            if not alpha_same(written(theorem.claim.lhs, products), wanted):
                raise self.refused(theorem, f"is not about {wanted}")
            return written(self.spoken(theorem, known), products)

        code = read(theorem, quantity)
        terms = []
        for term in self.terms(quantity):
            part = dict(self.export.terms)[term.name]
            found = term.code
            if part in parts:
                found = read(self.theorem(parts[part]), term.meaning)
            terms.append(Term(term.name, term.meaning, found))
        return Near(factor, change, code, tuple(terms))

    def relative(self, theorem: Theorem) -> tuple[dict[Symbol, Expr], Symbol, Expr]:
        """Return the products for covariances in a theorem about near ones, C, and the change."""
        products = self.products()
        factors = {factor: symbol for symbol, factor in self.factors().items()}
        for law in theorem.claim.lhs.children():
            for parameter in law.parameters if isinstance(law, n.Distribution) else ():
                match parameter:
                    case n.MatMul(
                        n.MatMul(Symbol() as left, Symbol() as right), n.Transpose(turned)
                    ):
                        ok = n.same(parameter.left, turned) and left in factors
                        rest = [s for s in products if s != factors.get(left)]
                        if ok and len(rest) == 1 and "lower_triangular" in right.assumptions:
                            (first,), second = rest, factors[left]
                            change = n.Inverse(left) @ (first - second) @ n.Inverse(left).T
                            return {**products, first: parameter}, right, change
        raise self.refused(theorem, "is not about a covariance (L @ C) @ (L @ C).T")

    def factors(self) -> dict[Symbol, Symbol]:
        """The covariances among the arguments and their factors in the theorem, in order."""
        theorem = self.theorem(self.export.value)
        letters = free_symbols(theorem.claim.lhs)
        missing = [a for a in self.export.arguments if a not in letters]
        found = []
        for law in theorem.claim.lhs.children():
            for parameter in law.parameters if isinstance(law, n.Distribution) else ():
                match parameter:
                    case n.MatMul(Symbol() as left, n.Transpose(right)) if n.same(left, right):
                        if left not in set(self.export.arguments):
                            found.append(left)
        for argument, factor in zip_longest(missing, found):
            ok = argument is not None and factor is not None and argument.shape == factor.shape
            wanted = ok and "positive_definite" in argument.assumptions
            if not wanted or "lower_triangular" not in factor.assumptions:
                named = argument if argument is not None else factor
                raise self.refused(theorem, f"and its export do not share the letter {named}")
        return dict(zip(missing, found, strict=True))

    def terms(self, quantity: Expr) -> tuple[Term, ...]:
        if not self.export.terms:
            return ()
        read = [(name, self.theorem(part)) for name, part in self.export.terms]
        found = tuple(Term(name, t.claim.lhs, self.code(t)) for name, t in read)
        total = reduce(n.Add, (t.meaning for t in found))
        for theorem in self.proved.values():
            claim = theorem.claim
            if claim.op == "=" and alpha_same(claim.lhs, quantity) and alpha_same(claim.rhs, total):
                return found
        raise SymklError(
            f"no part of {self.derivation.name} proves that the terms add up",
            place=self.derivation.place,
            hint=f"prove {quantity} == {total}",
        )

    def derivative(self, quantity: Expr, name: str, part: str) -> tuple[Symbol, Expr]:
        theorem = self.theorem(part)
        lhs = theorem.claim.lhs
        letters = {a.name: a for a in self.export.arguments}
        if name not in letters:
            raise self.refused(theorem, f"is said to be the derivative by {name}, no argument")
        products = self.products()
        if not isinstance(lhs, n.Derivative) or not n.same(lhs.wrt, letters[name]):
            raise self.refused(theorem, f"is not about a derivative by {name}")
        if not alpha_same(substitute(lhs.body, products), quantity):
            raise self.refused(theorem, f"is not about the derivative of {quantity}")
        if lhs.wrt.shape == ():
            return lhs.wrt, self.code(theorem)
        direction = lhs.direction
        if not isinstance(direction, Symbol) or direction in set(self.export.arguments):
            raise self.refused(theorem, "needs a direction that is a letter of its own")
        if direction.assumptions - {"real"} - lhs.wrt.assumptions:
            raise self.refused(theorem, f"is not about every direction of {lhs.wrt}")
        gradient = coefficient(self.code(theorem, direction), direction)
        if gradient is None or direction in free_symbols(gradient):
            raise self.refused(
                theorem, f"does not show the gradient; write the differential as G.T @ {direction}"
            )
        return lhs.wrt, gradient


@overload
def in_arguments(node: Expr, function: Function) -> Expr: ...
@overload
def in_arguments(node: AnyDistribution, function: Function) -> AnyDistribution: ...
def in_arguments(node: Node, function: Function) -> Node:
    """A tree with the products of factors written as the arguments that they are."""
    return written(node, {s: L @ L.T for s, L in function.factors.items()})


@overload
def written(node: Expr, products: Mapping[Symbol, Expr]) -> Expr: ...
@overload
def written(node: AnyDistribution, products: Mapping[Symbol, Expr]) -> AnyDistribution: ...
@overload
def written(node: Node, products: Mapping[Symbol, Expr]) -> Node: ...
def written(node: Node, products: Mapping[Symbol, Expr]) -> Node:
    """A tree with some products written as the letters that stand for them."""
    for symbol, product in products.items():
        if n.same(node, product):
            return symbol
    return node.map_children(lambda child: written(child, products)) if products else node


def _closed(theorem: Theorem) -> Expr:
    """The closed form: what the proof starts from by a theorem about the divergence itself."""
    steps = theorem.part.steps
    return steps[0].after if steps and steps[0].rule.name == "lemma" else theorem.claim.rhs


def coefficient(differential: Expr, direction: Symbol) -> Expr | None:
    """The gradient: of ``c.T @ H``, ``tr(C.T @ H)``, ``tr(C @ diag(H))``, ``Sum(c*H[i], i, k)``.

    None where the differential is not written like that, or like a multiple of it.
    """
    match differential:
        case n.Neg(arg):
            inner = coefficient(arg, direction)
            return None if inner is None else n.Neg(inner)
        case n.Mul(left, right) if left.shape == () and direction not in free_symbols(left):
            inner = coefficient(right, direction)
            return None if inner is None else n.Mul(left, inner)
        case n.Div(left, right) if direction not in free_symbols(right):
            inner = coefficient(left, direction)
            return None if inner is None else n.Div(inner, right)
        case n.MatMul(left, right) if n.same(right, direction):
            return _turned(left)
        case n.Trace(n.MatMul(left, right)) if n.same(right, direction):
            return left if "symmetric" in direction.assumptions else _turned(left)
        case n.Trace(n.MatMul(left, n.Diag(arg))) if n.same(arg, direction):
            # The name of the index does not matter: it is bound.
            place = Symbol("i", (), frozenset({"real", "positive", "nonzero", "integer", "index"}))
            return n.VectorOf(n.Component(left, (place, place)), place, direction.shape[0])
        case n.Sum(n.Mul(left, n.Component(arg, (index,))), variable, upper):
            whole = n.same(upper, n.as_expr(direction.shape[0]))
            if whole and n.same(arg, direction) and n.same(index, variable):
                return n.VectorOf(left, variable, direction.shape[0])
    return None


def _turned(node: Expr) -> Expr:
    return node.arg if isinstance(node, n.Transpose) else n.Transpose(node)
