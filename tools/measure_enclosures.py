"""Measure the enclosures of the divergence: how fast they are, and whether mpmath agrees.

Every point of the design of a problem is integrated twice, by `symkl.verify.enclosed` in ball
arithmetic with a proved error and by `symkl.verify.trapezoid` in mpmath with an estimated one. The
two have to agree at every point.

Run from the root of the project::

    python tools/measure_enclosures.py                  a table, some minutes
    python tools/measure_enclosures.py --points 10000   the long version

Times are of the processor, not of the clock, with the densities built and the lattices at hand.
"""

from __future__ import annotations

import argparse
import sys
import time
from dataclasses import dataclass, field

from symkl.verify import PROBLEMS, definition_integral
from symkl.verify.certified import agree
from symkl.verify.compare import DIGITS_IN_SPACE
from symkl.verify.enclosed import enclose

TABLE = (
    # problem, dimension, share of the points asked for
    ("univariate", 1, 1),
    ("univariate_variance", 1, 1),
    ("univariate_logvar", 1, 1),
    ("standard_prior", 1, 1),
    ("general_cholesky", 2, 50),
    ("general", 2, 50),
    ("vae_logvar", 2, 50),
    ("general", 3, 1000),
)


@dataclass(frozen=True, slots=True)
class Found:
    """The findings at some points, with times in seconds per point."""

    points: int
    disagreements: list[tuple[str, int]]
    enclosure: float
    mpmath: float
    regimes: list[str] = field(default_factory=list)


def disagreements(
    problem: str, points: int, *, dimension: int, seed: int = 0, digits: int = 30
) -> Found:
    """The points of a design, shared out over its regimes, where the two integrals disagree."""
    chosen = PROBLEMS[problem]
    regimes = [r for r in chosen.regimes("float64") if dimension > 1 or not r.correlated]
    places = [(regimes[n % len(regimes)], n // len(regimes)) for n in range(points)]
    drawn = [chosen.point(r, n, dimension=dimension, seed=seed) for r, n in places]
    densities = [
        lambda arithmetic, point=point: chosen.densities(point, arithmetic) for point in drawn
    ]
    for one in densities[: 2 * len(regimes)] if dimension < 3 else ():
        enclose(one, digits=digits)  # the lattices are made once
    start = time.process_time()
    enclosures = [enclose(one, digits=digits) for one in densities]
    middle = time.process_time()
    least = min(digits, DIGITS_IN_SPACE) if dimension == 3 else digits
    opinions = [definition_integral(one, digits=least) for one in densities]
    end = time.process_time()
    bad = [
        (regime.name, index)
        for (regime, index), enclosure, opinion in zip(places, enclosures, opinions, strict=True)
        if enclosure.digits < digits or not agree(opinion, enclosure, digits)
    ]
    return Found(points, bad, (middle - start) / points, (end - middle) / points)


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; see the module docstring."""
    parser = argparse.ArgumentParser(description="Measure the enclosures of the divergence.")
    parser.add_argument("--points", type=int, default=2000, help="in one dimension (default 2000)")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args(arguments)
    print("problem              k  points  enclosure us  a second  mpmath us  disagreements")
    total = 0
    for problem, k, share in TABLE:
        points = max(2, options.points // share)
        found = disagreements(problem, points, dimension=k, seed=options.seed)
        total += len(found.disagreements)
        print(
            f"{problem:20s} {k}  {points:6d}  {found.enclosure * 1e6:12.0f}  "
            f"{1 / found.enclosure:8.0f}  {found.mpmath * 1e6:9.0f}  {len(found.disagreements)}",
            *found.disagreements[:5],
            flush=True,
        )
    return 1 if total else 0


if __name__ == "__main__":
    sys.exit(main())
