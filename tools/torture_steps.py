"""Has both provers decide on adverse steps, true ones and near misses, and asks numbers.

``python tools/torture_steps.py --steps 200000 --seed 1 -j 2``. Ends with 1 where numbers contradict
what is proved, by both or by the kernel alone, for certain; what is not certain is listed as
undecided. Divergences, steps that the kernel proves and the checker refuses, are listed with the
reason; `docs/trust.md` tells the kinds that are known.
"""

from __future__ import annotations

import argparse
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

from torture.decide import Tally, survey
from torture.divergences import NEW

_AT_ONCE = 1000
_SHOWN = 600


def main() -> int:
    """Count, list what should not be, and tell."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--steps", type=int, default=200_000)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--listed", type=int, default=50, help="divergences that are listed")
    options.add_argument("-j", "--jobs", type=int, default=1)
    chosen = options.parse_args()
    began, total = time.perf_counter(), Tally()
    starts = range(0, chosen.steps, _AT_ONCE)
    with ProcessPoolExecutor(chosen.jobs) as pool:
        for tally in pool.map(partial(batch, steps=chosen.steps, seed=chosen.seed), starts):
            total.add(tally)
            print(dict(total.counts), *tally.false, sep="\n", file=sys.stderr, flush=True)
    print("proved, by kind: " + ", ".join(f"{n} {kind}" for kind, n in total.kinds.most_common()))
    for text in sorted(total.apart, key=lambda text: not text.startswith(NEW))[: chosen.listed]:
        print(f"apart: {text[:_SHOWN]}")
    for name, count in total.divergences.most_common():
        print(f"apart, by kind: {count} {name}")
    for text in total.undecided:
        print(f"undecided: {text[:_SHOWN]}")
    for text in total.false:
        print(f"FALSE: {text}")
    counts = ", ".join(f"{n} {what}" for what, n in total.counts.most_common())
    print(f"seed {chosen.seed}: {counts}")
    seconds = time.perf_counter() - began
    print(f"{len(total.false)} false ones proved, {len(total.apart)} apart, {seconds:.0f} s")
    return 1 if total.false else 0


def batch(start: int, *, steps: int, seed: int) -> Tally:
    """Some of the steps."""
    return survey(min(_AT_ONCE, steps - start), f"{seed} {start}")


if __name__ == "__main__":
    sys.exit(main())
