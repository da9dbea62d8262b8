"""Supports of densities: the assumptions on a letter that runs over one, and the ends."""

from __future__ import annotations

from collections.abc import Callable

from symkl_recheck.terms import UNIT, Term, number, term


def _oo() -> Term:
    return term("oo")


def _less_oo() -> Term:
    return term("mul", number(-1), term("oo"))


def _zero() -> Term:
    return number(0)


def _one() -> Term:
    return UNIT


SUPPORTS: dict[str, tuple[frozenset[str], Callable[[], Term], Callable[[], Term]]] = {
    "line": (frozenset(["real"]), _less_oo, _oo),
    "space": (frozenset(["real"]), _less_oo, _oo),
    "half-line": (frozenset(["real", "nonnegative"]), _zero, _oo),
    "open half-line": (frozenset(["real", "positive", "nonzero"]), _zero, _oo),
    "unit interval": (frozenset(["real", "nonnegative", "at_most_1"]), _zero, _one),
}


def support_of(law: Term) -> str:
    """Return the kind of a law's support; independent components are numbers on the line."""
    return "space" if law.op == "independent" else law.args[3]


def kind_of(letter: Term) -> str | None:
    """Return the support over which a letter runs, or None."""
    if letter.shape:
        column = len(letter.shape) == 2 and letter.shape[1] is UNIT
        return "space" if column and letter.args[1] == {"real"} else None
    return next(
        (kind for kind, (assumed, *_) in SUPPORTS.items() if assumed == letter.args[1]), None
    )


def covers(law: Term, x: Term, lower: Term, upper: Term) -> bool:
    """Return whether a range is the support of a law."""
    assumed, least, most = SUPPORTS[support_of(law)]
    return x.args[1] == assumed and lower is least() and upper is most()


def infinite(t: Term) -> bool:
    """Return whether a bound is ∞ or −∞."""
    return t.op == "oo" or (t.op == "mul" and t.args[1].op == "oo")
