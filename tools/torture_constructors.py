"""Calls all that a derivation file can call, with arguments of the wrong kind.

``python tools/torture_constructors.py --number 100000 --seed 1 -j 2``. A call makes something, of
which symkl then asks what it asks of everything, or ends with an error that is meant for a user.
Anything else is told, with the call and its traceback, and the program ends with 1.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
import traceback
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

from constructors import CALLS, Fault, attempt

_AT_ONCE = 1000


def main() -> int:
    """Count outcomes, and tell."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--number", type=int, default=100_000)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("-j", "--jobs", type=int, default=1)
    chosen = options.parse_args()
    began, total = time.perf_counter(), Counter()
    faults: dict[str, str] = {}
    starts = range(0, chosen.number, _AT_ONCE)
    with ProcessPoolExecutor(chosen.jobs) as pool:
        for found, told in pool.map(partial(batch, seed=chosen.seed), starts):
            total += found
            faults |= told
    for text in list(faults.values())[:20]:
        print(text, file=sys.stderr)
    kinds = ", ".join(f"{n} {kind}" for kind, n in total.most_common())
    seconds = time.perf_counter() - began
    print(f"seed {chosen.seed}: {total.total()} calls of {len(CALLS)} constructors: {kinds}")
    print(f"{total['fault']} faults at {len(faults)} places, {seconds:.0f} s")
    return 1 if faults else 0


def batch(start: int, *, seed: int) -> tuple[Counter, dict[str, str]]:
    """Some thousand calls, and the first fault at each place."""
    rng = random.Random(f"{seed} {start}")
    found, faults = Counter(), {}
    for _ in range(_AT_ONCE):
        try:
            found[attempt(rng)[1]] += 1
        except Fault as fault:
            found["fault"] += 1
            where = traceback.extract_tb(fault.__cause__.__traceback__)[-1]
            text = "".join(traceback.format_exception(fault.__cause__, limit=-4))
            faults.setdefault(f"{where.filename}:{where.lineno}", f"{fault}\n{text}")
    return found, faults


if __name__ == "__main__":
    sys.exit(main())
