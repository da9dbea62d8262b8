"""The verdicts on certificates, given as bytes: each after those that it refers to, by their hash.

So no theorem can rest on itself. A certificate that is no certificate can fail in any way there is;
all of them refuse it. Terms that no accepted claim holds are forgotten between certificates, so
that nothing of one file but its claims is there when the next is checked.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple, TypeVar

from symkl_recheck.certificates import Opened
from symkl_recheck.equations import Claim, Claims
from symkl_recheck.families import Families
from symkl_recheck.limits import MOST_CALLS
from symkl_recheck.memory import forget
from symkl_recheck.opening import opened
from symkl_recheck.reader import understood
from symkl_recheck.refusals import Refused, need
from symkl_recheck.steps import check
from symkl_recheck.terms import UNIT, Term, inside, parts

T = TypeVar("T")

FAULTS = (
    Refused,
    ValueError,
    TypeError,
    LookupError,
    AttributeError,
    ArithmeticError,
    RecursionError,
    MemoryError,
)
SIZES: dict[type[BaseException], str] = {
    RecursionError: "nested too deeply",
    MemoryError: "more memory than there is",
}


class Verdict(NamedTuple):
    """The opinion of the checker about a certificate.

    Attributes
    ----------
    reason
        Why it is refused, and None where it is accepted.
    part, step
        Where: "" and 0 for the certificate as a whole.
    limit
        Whether it is its size for which it is refused.
    used
        The laws and axioms on which an accepted certificate rests.
    """

    reason: str | None
    part: str = ""
    step: int = 0
    limit: bool = False
    used: frozenset[str] = frozenset()

    @property
    def accepted(self) -> bool:
        """Return whether the certificate proves what it claims."""
        return self.reason is None

    def __str__(self) -> str:
        place = f"{self.part}, step {self.step}" if self.step else self.part
        told = "accepted" if self.reason is None else self.reason
        return f"{place}: {told}" if place else told


class Accepted:
    """Accepted certificates, and what they have proved.

    Attributes
    ----------
    claims
        The claims, by hash and name.
    families
        By hash, the families of which the claims speak.
    terms
        All terms in which these are said.
    """

    def __init__(self) -> None:
        self.claims: dict[tuple[str, str], Claim] = {}
        self.families: dict[str, Families] = {}
        self.terms: set[Term] = inside(UNIT)

    def enter(self, sha: str, claims: Claims, families: Families) -> None:
        """Add what a certificate has proved, and all the terms in which it is said."""
        self.claims.update({(sha, name): claim for name, claim in claims.items()})
        self.families[sha] = families
        said = [side for _, *sides in claims.values() for side in sides]
        for family in families.values():
            said += [*family.letters, family.at, *parts([family.density])]
        self.terms |= inside(*said)


def attempt(action: Callable[..., T], *args: Any) -> tuple[T, None] | tuple[None, Verdict]:
    """Return what an action returns and None, or None and the verdict that refuses it."""
    levels = sys.getrecursionlimit()
    sys.setrecursionlimit(max(levels, MOST_CALLS))
    try:
        return action(*args), None
    except FAULTS as fault:
        if isinstance(fault, Refused):
            return None, Verdict(str(fault), fault.part, fault.step, fault.limit)
        kind = type(fault)
        told = SIZES.get(kind, f"malformed ({kind.__name__})")
        return None, Verdict(told, limit=kind in SIZES)
    finally:
        sys.setrecursionlimit(levels)


def recheck(contents: Mapping[str, bytes], accepted: Accepted | None = None) -> dict[str, Verdict]:
    """Decide on certificates.

    Parameters
    ----------
    contents
        The bytes of the certificates, by name.
    accepted
        What was accepted before, to which these may refer by its hash. What is accepted now is
        added to it.

    Returns
    -------
    dict
        The verdicts, by name.
    """
    accepted = Accepted() if accepted is None else accepted
    # Whatever cannot be decided rests, over others, on itself.
    verdicts = dict.fromkeys(contents, Verdict("it rests on itself"))
    waiting: dict[str, Opened] = {}
    for name, content in contents.items():
        found, refused = attempt(opened, content)
        if found is not None:
            waiting[name] = found
        if refused is not None:
            verdicts[name] = refused
    while waiting:
        unread = {found.sha for found in waiting.values()}
        ready = [name for name, found in waiting.items() if not unread & found.refers]
        if not ready:  # a hash that is known before what it is the hash of
            break
        for name in ready:
            forget(accepted.terms)
            used, refused = attempt(settle, waiting.pop(name), accepted)
            verdicts[name] = refused or Verdict(None, used=frozenset(used or ()))
    return verdicts


def settle(certificate: Opened, accepted: Accepted) -> set[str]:
    """Check a certificate and enter what it proves; return the laws and axioms that it uses."""
    data = understood(certificate)
    families = dict(data.families)
    for sha in sorted(certificate.refers):
        for name, family in accepted.families.get(sha, {}).items():
            need(
                families.setdefault(name, family).is_like(family),
                f"the family {name} is another one where a theorem is proved",
            )
    claims, used = check(data, families, accepted.claims)
    laws = {t.args[1] for _, *sides in claims.values() for t in inside(*sides) if t.op == "law"}
    accepted.enter(data.sha, claims, {name: families[name] for name in laws})
    return used
