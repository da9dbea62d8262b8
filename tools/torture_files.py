"""Damages derivation files many times over, and has them loaded.

``python tools/torture_files.py --number 100000 --seed 1 -j 2``. A file is refused with a message
or loaded; anything else ends the program, as does one that takes longer than its limit allows. One
file of fifty is loaded as a user's, in a process of its own first; the others without.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
import warnings
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

from damage import damaged, outcome

from symkl import limits
from symkl.library import shipped

_AT_ONCE = 500
_APART = 50


def main() -> int:
    """Count outcomes, and tell."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--number", type=int, default=100_000)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("-j", "--jobs", type=int, default=1)
    chosen = options.parse_args()
    began, total, slowest = time.perf_counter(), Counter(), 0.0
    starts = range(0, chosen.number, _AT_ONCE)
    with ProcessPoolExecutor(chosen.jobs) as pool:
        for found, longest in pool.map(partial(batch, seed=chosen.seed), starts):
            total += found
            slowest = max(slowest, longest)
    told = ", ".join(f"{n} {kind}" for kind, n in total.most_common())
    print(f"{total.total()} damaged derivations: {told}")
    print(f"{slowest:.2f} s the slowest, {time.perf_counter() - began:.0f} s in all")
    return 1 if slowest > limits.PATIENCE * limits.LOAD_SECONDS else 0


def batch(start: int, *, seed: int) -> tuple[Counter, float]:
    """Some hundred files, and how long the slowest took."""
    warnings.simplefilter("ignore")  # what Python says of such syntax is not the matter here
    rng = random.Random(f"{seed} {start}")
    texts = [path.read_text(encoding="utf-8") for path in sorted(shipped().rglob("*.py"))]
    found, slowest = Counter(), 0.0
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "damaged.py"
        for n in range(_AT_ONCE):
            content = damaged(rng.choice(texts), rng)
            began = time.perf_counter()
            try:
                found[outcome(content, path, apart=n % _APART == 0)] += 1
            except BaseException:
                print(f"the loader fails on this file:\n{content!r}", file=sys.stderr)
                raise
            slowest = max(slowest, time.perf_counter() - began)
    return found, slowest


if __name__ == "__main__":
    sys.exit(main())
