"""The verdicts on certificates, given as bytes: each after those that it refers to, by their hash.

So no theorem can rest on itself. A certificate that is no certificate can fail in any way there is;
all of them refuse it. Terms that no accepted claim holds are forgotten between certificates, so
that nothing of one file but its claims is there when the next is checked.
"""

import sys
from typing import NamedTuple

from symkl_recheck.limits import MOST_CALLS
from symkl_recheck.reader import opened, understood
from symkl_recheck.signs import forget as forget_signs
from symkl_recheck.steps import check
from symkl_recheck.terms import UNIT, Refused, forget, inside, need, parts

FAULTS = (Refused, ValueError, TypeError, LookupError, AttributeError, ArithmeticError,
          RecursionError, MemoryError)
SIZES = {RecursionError: "nested too deeply", MemoryError: "more memory than there is"}

class Verdict(NamedTuple):
    """What the checker says of a certificate.

    ``reason`` is why it is refused, and None where it is accepted; ``part`` and ``step`` say where
    ("" and 0 for the certificate as a whole); ``limit`` tells that it is its size for which it is
    refused. ``used`` holds the laws and axioms on which an accepted certificate rests.
    """

    reason: str | None
    part: str = ""
    step: int = 0
    limit: bool = False
    used: frozenset = frozenset()

    @property
    def accepted(self):
        """Whether the certificate proves what it claims."""
        return self.reason is None

    def __str__(self):
        place = f"{self.part}, step {self.step}" if self.step else self.part
        told = "accepted" if self.reason is None else self.reason
        return f"{place}: {told}" if place else told

class Accepted:
    """What accepted certificates have proved.

    The claims, by hash and name; by hash, the families of which they speak.
    """

    def __init__(self):
        self.claims, self.families, self.terms = {}, {}, inside(UNIT)

    def enter(self, sha, claims, families):
        """Add what a certificate has proved, and all the terms in which it is said."""
        self.claims.update({(sha, name): claim for name, claim in claims.items()})
        self.families[sha] = families
        said = [side for _, *sides in claims.values() for side in sides]
        for family in families.values():
            said += *family.letters, family.at, *parts([family.density])
        self.terms |= inside(*said)

def attempt(action, *args):
    """What an action returns and None, or None and the verdict that refuses it."""
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

def recheck(contents, accepted=None):
    """Decide on certificates.

    ``contents`` maps names to bytes. ``accepted`` holds what was accepted before, to which these
    may refer by its hash; what is accepted now is added to it. Returns a `Verdict` by name.
    """
    accepted = Accepted() if accepted is None else accepted
    verdicts, waiting = dict.fromkeys(contents), {}
    for name, content in contents.items():
        found, verdicts[name] = attempt(opened, content)
        if found: waiting[name] = found
    while waiting:
        unread = {found.sha for found in waiting.values()}
        ready = [name for name, found in waiting.items() if not unread & found.refers]
        for name in ready:
            forget(accepted.terms)
            forget_signs()
            used, refused = attempt(settle, waiting.pop(name), accepted)
            verdicts[name] = refused or Verdict(None, used=frozenset(used))
        if not ready:  # a hash that is known before what it is the hash of
            verdicts |= dict.fromkeys(waiting, Verdict("it rests on itself"))
            break
    return verdicts

def settle(certificate, accepted):
    """Check a certificate and enter what it proves; the laws and axioms that it uses."""
    data = understood(certificate)
    families = dict(data.families)
    for sha in sorted(certificate.refers):
        for name, family in accepted.families.get(sha, {}).items():
            need(families.setdefault(name, family) == family,
                 f"the family {name} is another one where a theorem is proved")
    claims, used = check(data, families, accepted.claims)
    laws = {t.args[1] for _, *sides in claims.values() for t in inside(*sides) if t.op == "law"}
    accepted.enter(data.sha, claims, {name: families[name] for name in laws})
    return used
