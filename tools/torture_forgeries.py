"""Writes certificates of false claims as if the kernel had proved them, for the checker to refuse.

``python tools/torture_forgeries.py --forgeries 20000 --seed 1 -j 2``. That they are false is what
numbers say. Ends with 1 where one is accepted, or refused only for a theorem that it need not name.
"""

from __future__ import annotations

import argparse
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

from torture.forgeries import Attack, attack

_AT_ONCE = 500
_SHOWN = 600


def main() -> int:
    """Count, list what got through, and tell."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--forgeries", type=int, default=20_000)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("-j", "--jobs", type=int, default=1)
    chosen = options.parse_args()
    began, total = time.perf_counter(), Attack()
    starts = range(0, chosen.forgeries, _AT_ONCE)
    with ProcessPoolExecutor(chosen.jobs) as pool:
        for found in pool.map(partial(batch, number=chosen.forgeries, seed=chosen.seed), starts):
            total.add(found)
            print(dict(total.counts), *found.through, sep="\n", file=sys.stderr, flush=True)
    print("why: " + ", ".join(f"{n} {why}" for why, n in total.reasons.most_common(30)))
    for text in total.through:
        print(f"THROUGH: {text[:_SHOWN]}")
    counts = ", ".join(f"{n} {what}" for what, n in total.counts.most_common())
    seconds = time.perf_counter() - began
    print(f"seed {chosen.seed}: {counts}")
    print(f"{len(total.through)} false ones accepted, {seconds:.0f} s")
    return 1 if total.through else 0


def batch(start: int, *, number: int, seed: int) -> Attack:
    """Some of the forgeries."""
    return attack(min(_AT_ONCE, number - start), f"{seed} {start}")


if __name__ == "__main__":
    sys.exit(main())
