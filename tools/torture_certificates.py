"""Breaks the certificates of the shipped derivations many times over, and counts what is refused.

``python tools/torture_certificates.py --mutants 6000 --fuzz 100000 --seed 1``: certificates with a
field changed, with their seal and sealed again, and files cut short or with bits turned. Ends with
1 where the checker accepts one whose seal is broken, or a mutant whose claims are not true or not
proved by the kernel, or where a file crashes it.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

from recheck.mutants import mutants, resealed
from recheck.survey import REFUSED, SAME, TRUE, WRONG, Survey

from symkl.certificate import sealed
from symkl.library import Library
from symkl_recheck import opening, recheck
from symkl_recheck.verdicts import attempt


def main() -> int:
    """Count, print the table, and tell."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--mutants", type=int, default=6000)
    options.add_argument("--fuzz", type=int, default=0)
    options.add_argument("--seed", type=int, default=1)
    chosen = options.parse_args()
    library = Library()
    found = {s.name: library.certificate(s.name) for s in library.targets}
    whole = {name: sealed(data) for name, data in found.items()}
    made = list(mutants(found, chosen.mutants, chosen.seed))
    kept = 0
    for mutant in made:
        own = {key: whole[mutant.name][key] for key in ("prose", "seal")}
        kept += recheck({"it": json.dumps(mutant.data | own).encode()})["it"].accepted
    print(f"with the seal as it was: {kept} of {len(made)} accepted; sealed again:")
    table, wrong = Survey(found, library).count(made)
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
    fuzz(found, chosen.fuzz, chosen.seed)
    return 1 if wrong or kept else 0


def fuzz(certificates: dict[str, dict], number: int, seed: int) -> None:
    """Read damaged files; a crash ends the program."""
    rng = random.Random(seed)
    texts = [json.dumps(sealed(data)).encode() for data in certificates.values()]
    read, slowest = 0, 0.0
    for _ in range(number):
        content = bytearray(rng.choice(texts))
        match rng.randrange(3):
            case 0:
                del content[rng.randrange(len(content)) :]
            case 1:
                for _ in range(rng.randrange(1, 4)):
                    content[rng.randrange(len(content))] ^= 1 << rng.randrange(8)
            case _:
                begin = rng.randrange(len(content))
                content[begin : begin + rng.randrange(20)] = rng.choice(PIECES)
        began = time.process_time()
        damaged = resealed(bytes(content))
        read += attempt(opening.opened, damaged)[0] is not None
        recheck({"damaged": damaged})
        slowest = max(slowest, time.process_time() - began)
    print(f"{number} damaged files, {read} of them readable, {slowest:.2f} s the slowest")


PIECES = (b"[", b"]", b"{", b'"', b"0", b"-1", b"1e9", b"NaN", b"null", b",[0]", b'"x":', b"\\")


if __name__ == "__main__":
    sys.exit(main())
