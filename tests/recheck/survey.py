"""What becomes of mutants: refused, or accepted with what right.

A mutant that is accepted either makes the very claims of the certificate that it comes from (a step
twice, another letter for a bound variable), or claims of the same meaning (commuted terms, a free
letter renamed, a branch of a code form chosen elsewhere), or, seldom, other claims that are true.
Numbers decide which, and the kernel is asked too: it has to prove what the checker accepts.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable

from recheck import decode
from recheck.mutants import Judge, Mutant

from symkl.certificate import sealed
from symkl.errors import SymklError
from symkl.kernel.check import prove_part
from symkl.library import Library
from symkl.meaning.evaluate import compare

REFUSED, SAME, TRUE, WRONG = "refused", "the same claims", "claims that are true", "WRONG"


class Survey:
    """Sorts mutants of the certificates of a library."""

    def __init__(self, certificates: dict[str, dict], library: Library) -> None:
        self.judge = Judge(certificates)
        self.library = library

    def verdict(self, mutant: Mutant) -> str:
        """One of the four words above; ``WRONG`` is a fault of the checker, or of the kernel."""
        if self.judge.refusal(json.dumps(sealed(mutant.data)).encode()) is not None:
            return REFUSED
        if self.judge.same(mutant):
            return SAME
        try:
            parts = decode.parts(mutant.data)
        except SymklError:  # the language refuses what the checker accepts
            return WRONG
        for part in parts:
            claim = part.claim
            try:
                found = compare(claim.lhs, claim.rhs, relation=claim.op, digits=15, samples=1)
            except (SymklError, TypeError, ValueError):  # of no value at all
                return WRONG
            if found.verdict != "agree":
                return WRONG
            if prove_part(part, self.library.theorem).verdict != "proved":
                return WRONG
        return TRUE

    def count(self, mutants: Iterable[Mutant]) -> tuple[Counter, list[Mutant]]:
        """How many mutants have which verdict, by the kind of change; and the wrong ones."""
        table: Counter = Counter()
        wrong = []
        for mutant in mutants:
            verdict = self.verdict(mutant)
            table[mutant.kind, verdict] += 1
            if verdict == WRONG:
                wrong.append(mutant)
        return table, wrong
