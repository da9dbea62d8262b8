"""The words of the language: how an author declares letters and writes expressions.

`real`, `positive`, `vector`, `covariance` … declare letters; `log`, `tr`, `inv`, `E`, `KL`,
`Integral`, `Sum` … build trees. Everything takes exact numbers, never floats.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import cache
from typing import TYPE_CHECKING, TypeAlias

from symkl.errors import UsageError
from symkl.lang import nodes as n
from symkl.lang.binding import free_symbols
from symkl.lang.columns import Function
from symkl.lang.family import SPACE, line_of
from symkl.lang.fields import CALLED, need_kind, told
from symkl.lang.nodes import AnyDistribution, Dimension, Expr, Operand, Shape, Symbol, as_expr
from symkl.lang.scalars import exact
from symkl.lang.tree import need_dimensions

if TYPE_CHECKING:
    from collections.abc import Iterator

    class Letters(Symbol):
        """A letter, or several to be unpacked: the names that are given decide.

        No type follows from the content of a text. Of the two mistakes that this lets through,
        letters that are not unpacked and one that is, the first use says what is wrong; a union
        would have every author write an assertion after every declaration.
        """

        def __iter__(self) -> Iterator[Symbol]: ...

else:
    Letters = Symbol

End: TypeAlias = n.Infinity | Operand
"""The type of what an author may write for an end of a range."""

pi = n.Constant("pi")
oo = n.Infinity("+")
half = n.Number(Fraction(1, 2))

CALLED[AnyDistribution] = ("a law", 'write one: p = Normal("p", x, mean=mu, variance=sigma**2)')

POSITIVE_DEFINITE = frozenset({"symmetric", "positive_definite", "invertible"})


def rational(numerator: int, denominator: int = 1) -> n.Number:
    """The exact number numerator/denominator."""
    top, below = exact(numerator), exact(denominator)
    if not below:
        infinity = "oo" if top > 0 else "-oo"
        hint = f"the end of a range may be {infinity}" if top else ""
        raise UsageError(f"{top}/0 is no number", hint=hint)
    return n.Number(top / below)


@cache
def _letter(name: str, dims: Shape, assumptions: frozenset[str]) -> Symbol:
    """A letter; declared again, also in another file, it is the same object."""
    return Symbol(name, dims, assumptions)


def _declare(names: str, dims: Shape, *assumptions: str) -> Letters:
    need_kind(names, str, "names")
    need_dimensions(*dims)  # before it is looked up: 2.0 and True are the same key as 2 and 1
    found = tuple(_letter(name, dims, frozenset(assumptions)) for name in names.split())
    if not found:
        raise UsageError("no letter is declared", hint="name one or more letters")
    return found[0] if len(found) == 1 else found  # type: ignore[return-value]  # see `Letters`


def real(names: str) -> Letters:
    """Real scalars."""
    return _declare(names, (), "real")


def positive(names: str) -> Letters:
    """Positive real scalars."""
    return _declare(names, (), "real", "positive", "nonzero")


def nonnegative_real(names: str) -> Letters:
    """Nonnegative real scalars."""
    return _declare(names, (), "real", "nonnegative")


def nonzero(names: str) -> Letters:
    """Real scalars that are not zero."""
    return _declare(names, (), "real", "nonzero")


def unit_interval(names: str) -> Letters:
    """Real scalars between 0 and 1, both included."""
    return _declare(names, (), "real", "nonnegative", "at_most_1")


def dimension(names: str) -> Letters:
    """Positive integers that can be the length of a vector."""
    return _declare(names, (), "real", "positive", "nonzero", "integer", "dimension")


def index(names: str) -> Letters:
    """Indices of components and sums; they count from 1."""
    return _declare(names, (), "real", "positive", "nonzero", "integer", "index")


def vector(names: str, k: Dimension) -> Letters:
    """Column vectors of k real components."""
    return _declare(names, (k, 1), "real")


def positive_vector(names: str, k: Dimension) -> Letters:
    """Column vectors of k positive components."""
    return _declare(names, (k, 1), "real", "positive")


def matrix(names: str, rows: Dimension, columns: Dimension) -> Letters:
    """Real matrices."""
    return _declare(names, (rows, columns), "real")


def symmetric(names: str, k: Dimension) -> Letters:
    """Symmetric real k x k matrices."""
    return _declare(names, (k, k), "real", "symmetric")


def invertible(names: str, k: Dimension) -> Letters:
    """Invertible real k x k matrices."""
    return _declare(names, (k, k), "real", "invertible")


def covariance(names: str, k: Dimension) -> Letters:
    """Symmetric positive definite k x k matrices."""
    return _declare(names, (k, k), "real", *POSITIVE_DEFINITE)


def scale_tril(names: str, k: Dimension) -> Letters:
    """Lower triangular k x k matrices with positive diagonal (Cholesky factors)."""
    return _declare(names, (k, k), "real", "invertible", "lower_triangular", "positive_diagonal")


def _word(name: str, row: Function) -> Callable[[Operand], Expr]:
    """The word that applies a function."""

    def word(arg: Operand) -> Expr:
        return n.Apply(name, as_expr(arg))

    word.__name__ = word.__qualname__ = name
    word.__doc__ = f"{row.meaning[0].upper()}{row.meaning[1:]}."
    return word


# Of abs Python has a word itself, which `Expr.__abs__` answers.
globals().update({name: _word(name, row) for name, row in n.FUNCTIONS.items() if name != "abs"})

if TYPE_CHECKING:

    def __getattr__(name: str) -> Callable[[Operand], Expr]: ...


def tr(arg: Operand) -> Expr:
    """Trace."""
    return n.Trace(as_expr(arg))


def det(arg: Operand) -> Expr:
    """Determinant."""
    return n.Det(as_expr(arg))


def inv(arg: Operand) -> Expr:
    """Inverse of a square matrix."""
    return n.Inverse(as_expr(arg))


def eye(k: Dimension) -> Expr:
    """The k x k identity."""
    return n.Identity(k)


def zeros(rows: Dimension, columns: Dimension = 1) -> Expr:
    """The zero vector or matrix."""
    return n.Zero((rows, columns))


def strict_lower(arg: Operand) -> Expr:
    """The strictly lower triangular part of a square matrix."""
    return n.StrictLower(as_expr(arg))


def piecewise(left: Operand, right: Operand, then: Operand, otherwise: Operand) -> Expr:
    """`then` where ``left < right``, else `otherwise`."""
    return n.Piecewise(*map(as_expr, (left, right, then, otherwise)))


def diag(arg: Operand) -> Expr:
    """The diagonal matrix with the given vector on its diagonal."""
    return n.Diag(as_expr(arg))


def delta(i: Operand, j: Operand) -> Expr:
    """Kronecker's delta."""
    return n.Delta(as_expr(i), as_expr(j))


def _index(variable: Symbol) -> Symbol:
    if not isinstance(variable, Symbol) or "index" not in variable.assumptions:
        name = variable.name if isinstance(variable, Symbol) else "i"
        raise UsageError(
            f"{told(variable)} is not an index", hint=f'declare it: {name} = index("{name}")'
        )
    return variable


def by_component(body: Operand, variable: Symbol, k: Dimension) -> Expr:
    """The vector of length k whose component number `variable` is `body`."""
    return n.VectorOf(as_expr(body), _index(variable), k)


def Sum(body: Operand, variable: Symbol, upper: Operand) -> Expr:
    """Sum of `body` over `variable` = 1 … `upper`."""
    return n.Sum(as_expr(body), _index(variable), as_expr(upper))


def Product(body: Operand, variable: Symbol, upper: Operand) -> Expr:
    """Product of `body` over `variable` = 1 … `upper`."""
    return n.Product(as_expr(body), _index(variable), as_expr(upper))


def Integral(
    body: Operand, variable: Symbol, lower: End | None = None, upper: End | None = None
) -> Expr:
    """Integral of `body` over `variable`: over all that it may be, unless bounds are given.

    That is the whole space; the half-line for a positive or a nonnegative letter, and the unit
    interval for one that is between 0 and 1.
    """
    if not isinstance(variable, Symbol):
        raise UsageError(
            f"{told(variable)} is not a letter to integrate over", hint='declare it: x = real("x")'
        )
    over = line_of(variable) or SPACE
    low, high = over.lower if lower is None else lower, over.upper if upper is None else upper
    return n.Integral(as_expr(body), variable, n.as_bound(low), n.as_bound(high))


def independent(name: str, x: Symbol, law: AnyDistribution, i: Symbol) -> n.Independent:
    """The law of the vector `x` with independent components; component i follows `law`."""
    need_kind(x, Symbol, "the variable")
    need_kind(law, AnyDistribution, "the law of a component")
    if len(x.shape) != 2 or x.shape[1] != 1:
        raise UsageError(f"{x} is not a vector", hint=f'declare it: {x} = vector("{x}", k)')
    return n.Independent(law, _index(i), x.shape[0], name, x)


def E(law: AnyDistribution, body: Operand, over: Symbol | None = None) -> Expr:
    """Expectation of `body` under `law`; binds the law's own letter unless `over` names one."""
    need_kind(law, AnyDistribution, "the law")
    variable = n.law_letter(law) if over is None else over
    need_kind(variable, Symbol, "over")
    if variable in free_symbols(law):
        raise UsageError(
            f"{variable} is the variable of the expectation and a parameter of its law",
            hint="give one of the two another letter",
        )
    return n.Expectation(law, as_expr(body), variable)


def KL(p: AnyDistribution, q: AnyDistribution) -> Expr:
    """Kullback-Leibler divergence of q from p, KL(p || q)."""
    _one_space(p, q)
    return n.Divergence(p, q)


def cross_entropy(p: AnyDistribution, q: AnyDistribution) -> Expr:
    """Cross-entropy of q relative to p."""
    _one_space(p, q)
    return n.CrossEntropy(p, q)


def entropy(p: AnyDistribution) -> Expr:
    """Differential entropy of p."""
    return n.Entropy(p)


def _one_space(p: AnyDistribution, q: AnyDistribution) -> None:
    for law in (p, q):
        need_kind(law, AnyDistribution, "the law")
    a, b = n.law_letter(p).shape, n.law_letter(q).shape
    if a != b:
        raise UsageError(
            f"{p.name} is a law on {n.shape_text(a)}, {q.name} on {n.shape_text(b)}",
            hint="give both laws variables of one shape",
        )


def D(body: Operand, wrt: Symbol, direction: Operand | None = None) -> Expr:
    """Derivative of a scalar by a scalar, or its differential in a `direction`."""
    if not isinstance(wrt, Symbol):
        raise UsageError(
            f"{told(wrt)} is no letter; a derivative is taken by one",
            hint="take the derivative by a letter",
        )
    if direction is None and wrt.shape != ():
        raise UsageError(
            f"the derivative by {wrt} needs a direction of its shape",
            hint=f"write D(f, {wrt}, H) with H {n.shape_text(wrt.shape)}",
        )
    return n.Derivative(as_expr(body), wrt, as_expr(1 if direction is None else direction))
