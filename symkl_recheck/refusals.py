"""Refusals, and the work that is counted so that what takes too much of it is refused."""

from __future__ import annotations

from symkl_recheck.limits import MOST_WORK

_WORK = [0]


class Refused(Exception):
    """A refusal of a certificate, whose text says why.

    Attributes
    ----------
    part, step
        Where: the name of a part, and the number of a step in it; "" and 0 for what is in none.
    limit
        Whether it is refused for its size.
    """

    part: str = ""
    step: int = 0
    limit: bool = False


def need(condition: object, reason: str) -> None:
    """Refuse unless a condition holds."""
    if not condition:
        raise Refused(reason)


def need_small(condition: object, reason: str) -> None:
    """Refuse what is beyond a limit, and say that it is that."""
    if not condition:
        refused = Refused(reason)
        refused.limit = True
        raise refused


def spend(amount: int) -> None:
    """Count work, and refuse beyond the limit."""
    _WORK[0] += amount
    need_small(_WORK[0] <= MOST_WORK, "checking takes too much work")


def forget() -> None:
    """Begin anew, with no work done."""
    _WORK[0] = 0
