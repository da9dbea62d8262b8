"""Breaks the certificates of the shipped derivations many times over, and counts what is refused.

``python tools/torture_certificates.py --mutants 6000 --seed 1``; ends with 1 where the checker
accepts a mutant whose claims are not true, or not proved by the kernel.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

from recheck.mutants import mutants
from recheck.survey import REFUSED, SAME, TRUE, WRONG, Survey

from symkl.certificate import certificate
from symkl.library import Library


def main() -> int:
    """Count, print the table, and tell."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--mutants", type=int, default=6000)
    options.add_argument("--seed", type=int, default=1)
    chosen = options.parse_args()
    library = Library()
    found = {s.name: certificate(library.result(s.name), library) for s in library.targets}
    table, wrong = Survey(found, library).count(mutants(found, chosen.mutants, chosen.seed))
    verdicts = (REFUSED, SAME, TRUE, WRONG)
    for kind in [*sorted({kind for kind, _ in table}), "all"]:
        row = [
            sum(n for (k, v), n in table.items() if v == word and kind in (k, "all"))
            for word in verdicts
        ]
        print(
            f"{kind:10} " + ", ".join(f"{n} {word}" for n, word in zip(row, verdicts, strict=True))
        )
    for mutant in wrong:
        print(mutant)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
