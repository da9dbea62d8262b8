"""Terms: operations and their arguments, with shapes, free letters and bound variables.

A `Term` is interned: equal terms are one object. A binder holds its body, a variable ``bound``
whose number is higher than every number inside the body, and the rest: terms that differ in the
names of bound variables are one object too, and a substitution captures nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from itertools import count
from typing import Any

from symkl_recheck.rationals import Exact, exact
from symkl_recheck.refusals import Refused, spend

BINDERS = frozenset(["sum", "product", "integral", "vector_of", "independent"])
NONE: frozenset[Any] = frozenset()


class Term:
    """An operation and its arguments.

    Attributes
    ----------
    op, args
        The name of the operation; terms, texts, exact numbers, and tuples and sets of them.
    shape
        Empty for a number, rows and columns for a matrix or a column.
    free
        The letters and bound variables in it that no binder in it binds.
    height
        The highest number of a bound variable inside.
    rank
        Which term it is in the order in which terms are made.
    """

    __slots__ = ("args", "free", "height", "op", "rank", "shape")

    op: str
    args: tuple[Any, ...]
    shape: Shape
    free: frozenset[Term]
    height: int
    rank: int


Shape = tuple[Term, ...]
Power = tuple[Term, Exact]  # a term and its exponent

_TERMS: dict[tuple[str, tuple[Any, ...]], Term] = {}
_RANKS = count()


def parts(args: Iterable[Any]) -> list[Term]:
    """Return the terms that stand directly in some arguments."""
    found, left = [], [*args]
    for arg in left:  # which grows meanwhile
        kind = type(arg)
        if kind is Term:
            found.append(arg)
        elif kind is tuple or kind is frozenset:
            left += arg
    return found


def term(op: str, *args: Any) -> Term:
    """Return the one term with this operation and these arguments."""
    t = _TERMS.get((op, args))
    if t is None:
        spend(1)
        t, within = Term(), parts(args)
        t.op, t.args, t.rank, t.shape = op, args, next(_RANKS), _shape(op, args)
        t.free = NONE.union(*[part.free for part in within])
        t.height = max([part.height for part in within], default=0)
        if op in ("symbol", "bound"):
            t.free |= {t}
        elif op in BINDERS:
            t.free, t.height = t.free - {args[1]}, max(t.height, args[1].args[2])
        _TERMS[op, args] = t
    return t


def _shape(op: str, a: tuple[Any, ...]) -> Shape:
    """Return the shape of a term, whose arguments have to fit together."""
    if op in ("symbol", "bound", "law", "zero", "poly"):
        own: Shape = a[0]
        return own
    s = [t.shape for t in a if isinstance(t, Term)]
    fits: object = True
    shape: Shape = ()
    if op in ("add", "piecewise"):
        fits, shape = s[-2] == s[-1] and not any(s[:-2]), s[-1]
    elif op == "mul" and () in s:
        shape = s[0] or s[1]
    elif op == "mul":
        fits, shape = s[0][1] is s[1][0], (s[0][0], s[1][1])
        shape = () if shape[0] is shape[1] is UNIT else shape
    elif op in ("sum", "integral"):
        shape = s[0]
    elif op == "transpose":
        shape = s[0][::-1]
    elif op == "trace" and s[0] == ():
        pass  # a number is its own trace
    elif op in ("inverse", "strict_lower", "det", "trace"):
        fits = len(s[0]) == 2 and s[0][0] is s[0][1]
        shape = () if op in ("det", "trace") else s[0]
    elif op in ("identity", "vector_of", "independent"):
        fits = s[0] == ()
        shape = (a[0], a[0]) if op == "identity" else (a[2], UNIT)
    elif op == "diag":
        fits, shape = len(s[0]) == 2 and s[0][1] is UNIT, s[0][:1] * 2
    elif op == "component":
        fits = s[0] and len(a[1]) == 2 - (s[0][1] is UNIT) and not any(i.shape for i in a[1])
    elif op == "derivative":
        fits = s[0] == () and s[1] == s[2]
    elif op == "density":
        fits = s[0] == s[1]
    elif op != "tr":
        fits = not any(s)
    if not fits:
        raise Refused(f"the shapes under {op} do not fit")
    return shape


def inside(*terms: Term) -> set[Term]:
    """Return all the terms that stand in some, each once."""
    found, left = set(), [*terms]
    while left:
        t = left.pop()
        if t not in found:
            found.add(t)
            left += parts(t.args)
    return found


def ordered(pairs: Iterable[Power]) -> list[Power]:
    """Return terms with exponents, in the order in which the terms were made."""
    return sorted(pairs, key=lambda pair: pair[0].rank)


def number(value: Exact | str) -> Term:
    """Return a rational number as a term."""
    return term("number", exact(Fraction(value)))


UNIT = number(1)


def fresh(shape: Shape = (), assumed: Iterable[str] = ("real",)) -> Term:
    """Return a letter that stands nowhere else."""
    return term("symbol", shape, frozenset(assumed), next(_RANKS))  # no name in a file is a number


def is_kept(t: Term) -> bool:
    """Return whether a term is still one of those that are kept."""
    return _TERMS.get((t.op, t.args)) is t


def forget(kept: Iterable[Term]) -> None:
    """Begin anew, with nothing known but some terms and all that is in them."""
    terms = {(t.op, t.args): t for t in kept}
    _TERMS.clear()
    _TERMS.update(terms)
