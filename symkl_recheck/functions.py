"""The functions of a number, a row each: where one has a value, its sign, its slope.

A row is read by `reader` and `existence` (side conditions), `signs`, `calculus` and `growth`. The
root is no row: it is read as a power.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from symkl_recheck.terms import UNIT, Term, number, term

_SIGNS = {"-": {-1}, "0": {0}, "+": {1}, "?": {-1, 0, 1}}


class Function(NamedTuple):
    """A function of a number.

    Attributes
    ----------
    sign
        The sign below 0, at 0, and above.
    slope
        Its derivative, if it has one.
    above
        The number above which it has a value, if it has not one everywhere.
    root
        Where it is 0, if it rises and that is not at 0.
    smooth
        Whether it has a slope where its argument is 0, too.
    continuous
        Whether it does not jump at 0.
    bounded
        Whether it is bounded, and continuous everywhere.
    """

    sign: str = "???"
    slope: Callable[[Term], Term] | None = None
    above: int | None = None
    root: int | None = None
    smooth: bool = True
    continuous: bool = True
    bounded: bool = False


def _less(t: Term) -> Term:
    return term("mul", number(-1), t)


def _over(t: Term) -> Term:
    return term("pow", t, number(-1))


def _more(t: Term) -> Term:
    return term("add", number(1), t)


def _bell(c: int, u: Term) -> Term:
    """Return c/√π exp(−u²)."""
    scale = term("mul", number(c), term("pow", term("pi"), number("-1/2")))
    return term("mul", scale, term("exp", _less(term("pow", u, number(2)))))


def _of_expit(u: Term) -> Term:
    """Return the slope of expit."""
    return term("mul", term("expit", u), _more(_less(term("expit", u))))


FUNCTIONS = {
    "abs": Function("+0+", lambda u: term("sign", u), smooth=False),
    "cos": Function(slope=lambda u: _less(term("sin", u)), bounded=True),
    "digamma": Function(slope=lambda u: term("trigamma", u), above=0),
    "erf": Function("-0+", lambda u: _bell(2, u), bounded=True),
    "erfc": Function("+++", lambda u: _bell(-2, u), bounded=True),
    "exp": Function("+++", lambda u: term("exp", u)),
    "expit": Function("+++", _of_expit, bounded=True),
    "expm1": Function("-0+", lambda u: term("exp", u)),
    "g": Function(slope=lambda u: term("mul", u, _over(_more(u))), above=-1),
    "h": Function(slope=lambda u: term("expm1", u)),
    "lgamma": Function(slope=lambda u: term("digamma", u), above=0),
    "log": Function(slope=_over, above=0, root=1),
    "log1p": Function("-0+", lambda u: _over(_more(u)), above=-1),
    "log2": Function(
        slope=lambda u: _over(term("mul", u, term("log", number(2)))), above=0, root=1
    ),
    "sign": Function("-0+", lambda u: number(0), smooth=False, continuous=False),
    "sin": Function(slope=lambda u: term("cos", u), bounded=True),
    "softplus": Function("+++", lambda u: term("expit", u)),
    "trigamma": Function("??+", above=0),
}

JUMPS = {name for name, row in FUNCTIONS.items() if not row.continuous}


def sign_of(name: str, inner: Iterable[int]) -> frozenset[int]:
    """Return the signs of a function of what can take these."""
    return frozenset().union(*(_SIGNS[FUNCTIONS[name].sign[s + 1]] for s in inner))


def conditions_of(name: str, u: Term) -> Iterator[Term]:
    """Return what has to be positive for a function to have a value.

    There is nothing where it has one anyway.
    """
    above = FUNCTIONS[name].above
    if above is not None:
        yield u if above == 0 else term("add", UNIT, u)
