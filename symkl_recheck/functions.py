"""The functions of a number, a row each: where one has a value, its sign, its slope.

A row is read by `reader` and `steps` (side conditions), `signs`, `calculus` and `growth`. The root
is no row: it is read as a power.
"""

from collections.abc import Callable
from typing import NamedTuple

from symkl_recheck.terms import UNIT, number, term

_SIGNS = {"-": {-1}, "0": {0}, "+": {1}, "?": {-1, 0, 1}}

class Row(NamedTuple):
    """The sign below 0, at 0, and above; and what is not so of most functions."""

    sign: str = "???"
    slope: Callable | None = None
    above: int | None = None  # where it has a value, if not everywhere
    root: int | None = None  # where it is 0, if it rises and that is not at 0
    smooth: bool = True  # if not, it has a slope only where its argument is not 0
    continuous: bool = True
    bounded: bool = False  # and continuous everywhere

def _less(t): return term("mul", number(-1), t)
def _over(t): return term("pow", t, number(-1))
def _more(t): return term("add", number(1), t)
def _bell(c, u):  # c/√π exp(−u²)
    return term("mul", term("mul", number(c), term("pow", term("pi"), number("-1/2"))),
                term("exp", _less(term("pow", u, number(2)))))

FUNCTIONS = {
    "abs": Row("+0+", lambda u: term("sign", u), smooth=False),
    "cos": Row(slope=lambda u: _less(term("sin", u)), bounded=True),
    "digamma": Row(slope=lambda u: term("trigamma", u), above=0),
    "erf": Row("-0+", lambda u: _bell(2, u), bounded=True),
    "erfc": Row("+++", lambda u: _bell(-2, u), bounded=True),
    "exp": Row("+++", lambda u: term("exp", u)),
    "expit": Row("+++", lambda u: term("mul", term("expit", u), _more(_less(term("expit", u)))),
                 bounded=True),
    "expm1": Row("-0+", lambda u: term("exp", u)),
    "g": Row(slope=lambda u: term("mul", u, _over(_more(u))), above=-1),
    "h": Row(slope=lambda u: term("expm1", u)),
    "lgamma": Row(slope=lambda u: term("digamma", u), above=0),
    "log": Row(slope=_over, above=0, root=1),
    "log1p": Row("-0+", lambda u: _over(_more(u)), above=-1),
    "log2": Row(slope=lambda u: _over(term("mul", u, term("log", number(2)))), above=0, root=1),
    "sign": Row("-0+", lambda u: number(0), smooth=False, continuous=False),
    "sin": Row(slope=lambda u: term("cos", u), bounded=True),
    "softplus": Row("+++", lambda u: term("expit", u)),
    "trigamma": Row("??+", above=0),
}

JUMPS = {name for name, row in FUNCTIONS.items() if not row.continuous}

def sign_of(name, inner):
    """The signs of a function of what can take these."""
    return frozenset().union(*(_SIGNS[FUNCTIONS[name].sign[s + 1]] for s in inner))

def conditions_of(name, u):
    """The term that has to be positive for a function to have a value, if there is one."""
    above = FUNCTIONS[name].above
    if above is not None: yield u if above == 0 else term("add", UNIT, u)
