"""Tries each law of the kernel on random instances, and on as many near misses.

``python tools/torture_laws.py --number 2000 --seed 1 -j 2`` prints a line a law, and ends with 1
where a near miss is accepted that numbers refute, or fewer than 99 of 100 true instances are.
"""

from __future__ import annotations

import argparse
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

from kernel.law_survey import Count, survey

from symkl.kernel.laws import LAWS


def main() -> int:
    """Survey all laws, print the table, and tell."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--number", type=int, default=2000)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("-j", "--jobs", type=int, default=1)
    chosen = options.parse_args()
    began = time.perf_counter()
    with ProcessPoolExecutor(chosen.jobs) as pool:
        counts = list(pool.map(partial(survey, number=chosen.number, seed=chosen.seed), LAWS))
    for count in counts:
        tell(count)
    true, accepted = sum(c.true for c in counts), sum(c.accepted for c in counts)
    refused, wrong = sum(c.refused for c in counts), sum(len(c.wrong) for c in counts)
    print(
        f"{len(counts)} laws: {accepted} of {true} true instances accepted, "
        f"{refused} near misses refused, {wrong} accepted, {time.perf_counter() - began:.0f} s"
    )
    return 1 if wrong or any(c.accepted < 0.99 * c.true for c in counts) else 0


def tell(count: Count) -> None:
    """A line for a law, and the first of what should not be."""
    print(
        f"{count.law:25} {count.accepted} of {count.true} true accepted, {count.refused} near "
        f"misses refused, {len(count.wrong)} accepted; {count.equal} slips changed nothing"
    )
    for left, relation, right, why in (*count.declined[:3], *count.wrong[:3]):
        print(f"    {left} {relation} {right}: {why}")


if __name__ == "__main__":
    sys.exit(main())
