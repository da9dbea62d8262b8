"""How the kernel takes to random instances of a law, and to the same with a slip."""

from __future__ import annotations

import random
from dataclasses import dataclass, field

from kernel.law_instances import instance
from kernel.law_slips import slipped
from shipping import LIBRARY

from symkl.kernel.derivation import Rule
from symkl.meaning.evaluate import compare
from symkl.rules.base import verdict

_THEOREM = LIBRARY.theorem


@dataclass
class Count:
    """What was seen for one law.

    A near miss is `refused`. Where the kernel proves it and numbers agree the slip has changed
    nothing, and it is none (`equal`). It is `wrong` where numbers do not bear the kernel out.
    """

    law: str
    true: int = 0
    accepted: int = 0
    refused: int = 0
    equal: int = 0
    declined: list = field(default_factory=list)
    wrong: list = field(default_factory=list)

    def add_true(self, rng: random.Random) -> None:
        """Try one true instance."""
        before, after, relation, laws = instance(self.law, rng)
        found = _verdict(before, after, relation, laws)
        self.true += 1
        if found.verdict == "proved":
            self.accepted += 1
        else:
            self.declined.append((before, relation, after, found.reason))

    def add_near(self, rng: random.Random) -> None:
        """Try slips until one changes something."""
        while True:
            before, after, relation, laws = instance(self.law, rng)
            sides = slipped(before, after, relation, rng)
            if sides is None:
                continue
            if _verdict(*sides, laws).verdict != "proved":
                self.refused += 1
                return
            left, right, sign = sides
            numbers = compare(left, right, relation=sign, digits=20)
            if numbers.verdict != "agree":
                self.wrong.append((left, sign, right, str(numbers)))
                return
            self.equal += 1


def _verdict(before, after, relation, laws):
    rule = Rule("law", "", laws)
    return verdict(before, after, rule, relation=relation, lemmas=_THEOREM)


def survey(law: str, number: int, seed: int) -> Count:
    """So many true instances of a law, and as many near misses."""
    rng = random.Random(f"{law} {seed}")
    count = Count(law)
    for _ in range(number):
        count.add_true(rng)
        count.add_near(rng)
    return count
