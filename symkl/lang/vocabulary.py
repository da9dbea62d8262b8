"""The words of the language: how an author declares letters and writes expressions.

`real`, `positive`, `vector`, `covariance` … declare letters; `log`, `tr`, `inv`, `E`, `KL`,
`Integral`, `Sum` … build trees. Everything takes exact numbers, never floats.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import cache
from typing import TYPE_CHECKING

from symkl.errors import UsageError
from symkl.lang import nodes as n
from symkl.lang.binding import free_symbols
from symkl.lang.family import SPACE, line_of
from symkl.lang.fields import CALLED, need_kind, told
from symkl.lang.function import Function
from symkl.lang.nodes import AnyLaw, Expr, Symbol, as_expr
from symkl.lang.scalars import exact
from symkl.lang.tree import need_dimensions

pi = n.Constant("pi")
oo = n.Infinity("+")
half = n.Number(Fraction(1, 2))

CALLED[AnyLaw] = ("a law", 'write one: p = Normal("p", x, mean=mu, variance=sigma**2)')

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
def _letter(name: str, dims: tuple, assumptions: frozenset[str]) -> Symbol:
    """A letter; declared again, also in another file, it is the same object."""
    return Symbol(name, dims, assumptions)


def _declare(names: str, dims: tuple, *assumptions: str):
    need_kind(names, str, "names")
    need_dimensions(*dims)  # before it is looked up: 2.0 and True are the same key as 2 and 1
    found = tuple(_letter(name, dims, frozenset(assumptions)) for name in names.split())
    if not found:
        raise UsageError("no letter is declared", hint="name one or more letters")
    return found[0] if len(found) == 1 else found


def real(names: str):
    """Real scalars."""
    return _declare(names, (), "real")


def positive(names: str):
    """Positive real scalars."""
    return _declare(names, (), "real", "positive", "nonzero")


def nonnegative_real(names: str):
    """Nonnegative real scalars."""
    return _declare(names, (), "real", "nonnegative")


def nonzero(names: str):
    """Real scalars that are not zero."""
    return _declare(names, (), "real", "nonzero")


def unit_interval(names: str):
    """Real scalars between 0 and 1, both included."""
    return _declare(names, (), "real", "nonnegative", "at_most_1")


def dimension(names: str):
    """Positive integers that can be the length of a vector."""
    return _declare(names, (), "real", "positive", "nonzero", "integer", "dimension")


def index(names: str):
    """Indices of components and sums; they count from 1."""
    return _declare(names, (), "real", "positive", "nonzero", "integer", "index")


def vector(names: str, k):
    """Column vectors of k real components."""
    return _declare(names, (k, 1), "real")


def positive_vector(names: str, k):
    """Column vectors of k positive components."""
    return _declare(names, (k, 1), "real", "positive")


def matrix(names: str, rows, columns):
    """Real matrices."""
    return _declare(names, (rows, columns), "real")


def symmetric(names: str, k):
    """Symmetric real k x k matrices."""
    return _declare(names, (k, k), "real", "symmetric")


def invertible(names: str, k):
    """Invertible real k x k matrices."""
    return _declare(names, (k, k), "real", "invertible")


def covariance(names: str, k):
    """Symmetric positive definite k x k matrices."""
    return _declare(names, (k, k), "real", *POSITIVE_DEFINITE)


def scale_tril(names: str, k):
    """Lower triangular k x k matrices with positive diagonal (Cholesky factors)."""
    return _declare(names, (k, k), "real", "invertible", "lower_triangular", "positive_diagonal")


def _word(name: str, row: Function) -> Callable[[object], Expr]:
    """The word that applies a function."""

    def word(arg: object) -> Expr:
        return n.Apply(name, as_expr(arg))

    word.__name__ = word.__qualname__ = name
    word.__doc__ = f"{row.meaning[0].upper()}{row.meaning[1:]}."
    return word


# Of abs Python has a word itself, which `Expr.__abs__` answers.
globals().update({name: _word(name, row) for name, row in n.FUNCTIONS.items() if name != "abs"})

if TYPE_CHECKING:

    def __getattr__(name: str) -> Callable[[object], Expr]: ...


def tr(arg) -> Expr:
    """Trace."""
    return n.Trace(as_expr(arg))


def det(arg) -> Expr:
    """Determinant."""
    return n.Det(as_expr(arg))


def inv(arg) -> Expr:
    """Inverse of a square matrix."""
    return n.Inverse(as_expr(arg))


def eye(k) -> Expr:
    """The k x k identity."""
    return n.Identity(k)


def zeros(rows, columns=1) -> Expr:
    """The zero vector or matrix."""
    return n.Zero((rows, columns))


def strict_lower(arg) -> Expr:
    """The strictly lower triangular part of a square matrix."""
    return n.StrictLower(as_expr(arg))


def piecewise(left, right, then, otherwise) -> Expr:
    """`then` where ``left < right``, else `otherwise`."""
    return n.Piecewise(*map(as_expr, (left, right, then, otherwise)))


def diag(arg) -> Expr:
    """The diagonal matrix with the given vector on its diagonal."""
    return n.Diag(as_expr(arg))


def delta(i, j) -> Expr:
    """Kronecker's delta."""
    return n.Delta(as_expr(i), as_expr(j))


def _index(variable: Symbol) -> Symbol:
    if not isinstance(variable, Symbol) or "index" not in variable.assumptions:
        name = variable.name if isinstance(variable, Symbol) else "i"
        raise UsageError(
            f"{told(variable)} is not an index", hint=f'declare it: {name} = index("{name}")'
        )
    return variable


def by_component(body, variable: Symbol, k) -> Expr:
    """The vector of length k whose component number `variable` is `body`."""
    return n.VectorOf(as_expr(body), _index(variable), k)


def Sum(body, variable: Symbol, upper) -> Expr:
    """Sum of `body` over `variable` = 1 … `upper`."""
    return n.Sum(as_expr(body), _index(variable), as_expr(upper))


def Product(body, variable: Symbol, upper) -> Expr:
    """Product of `body` over `variable` = 1 … `upper`."""
    return n.Product(as_expr(body), _index(variable), as_expr(upper))


def Integral(body, variable: Symbol, lower=None, upper=None) -> Expr:
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


def independent(name: str, x: Symbol, law: AnyLaw, i: Symbol) -> n.Independent:
    """The law of the vector `x` with independent components; component i follows `law`."""
    need_kind(x, Symbol, "the variable")
    need_kind(law, AnyLaw, "the law of a component")
    if len(x.shape) != 2 or x.shape[1] != 1:
        raise UsageError(f"{x} is not a vector", hint=f'declare it: {x} = vector("{x}", k)')
    return n.Independent(law, _index(i), x.shape[0], name, x)


def E(law: AnyLaw, body, over: Symbol | None = None) -> Expr:
    """Expectation of `body` under `law`; binds the law's own letter unless `over` names one."""
    need_kind(law, AnyLaw, "the law")
    variable = n.law_letter(law) if over is None else over
    need_kind(variable, Symbol, "over")
    if variable in free_symbols(law):
        raise UsageError(
            f"{variable} is the variable of the expectation and a parameter of its law",
            hint="give one of the two another letter",
        )
    return n.Expectation(law, as_expr(body), variable)


def KL(p: AnyLaw, q: AnyLaw) -> Expr:
    """Kullback-Leibler divergence of q from p, KL(p || q)."""
    _one_space(p, q)
    return n.Divergence(p, q)


def cross_entropy(p: AnyLaw, q: AnyLaw) -> Expr:
    """Cross-entropy of q relative to p."""
    _one_space(p, q)
    return n.CrossEntropy(p, q)


def entropy(p: AnyLaw) -> Expr:
    """Differential entropy of p."""
    return n.Entropy(p)


def _one_space(p: AnyLaw, q: AnyLaw) -> None:
    for law in (p, q):
        need_kind(law, AnyLaw, "the law")
    a, b = n.law_letter(p).shape, n.law_letter(q).shape
    if a != b:
        raise UsageError(
            f"{p.name} is a law on {n.shape_text(a)}, {q.name} on {n.shape_text(b)}",
            hint="give both laws variables of one shape",
        )


def D(body, wrt: Symbol, direction=None) -> Expr:
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
