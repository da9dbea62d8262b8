"""A check that the time of a proof grows with the number of its steps and not faster.

The derivation is generated: E(p, x²) written around one centre after the other, one step each.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from math import log
from pathlib import Path

from benchmarks.harness import Row, in_turns

STEPS = (10, 100, 1000)

_HEAD = '''"""A derivation with many steps."""

from symkl import E, Normal, derivation, eq, linearity, positive, real

x, mu = real("x mu")
sigma = positive("sigma")
p = Normal("p", x, mean=mu, variance=sigma**2)


def around(c):
    return E(p, (x - c) ** 2) + 2*c*E(p, x) - c**2


steps = derivation(
    title="Many steps",
    claim=around(0) == around({steps}),
    chain=[
        around(0),
'''


def written(steps: int) -> str:
    """The file of a derivation with so many steps."""
    lines = (f"        eq(around({i}), by=linearity),\n" for i in range(1, steps + 1))
    return _HEAD.format(steps=steps) + "".join(lines) + "    ],\n)\n"


def measure(repeat: int) -> Iterator[Row]:
    """The figures are the exponent of the growth, and how much a step costs more in the longest."""
    from symkl.library import Library

    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(folder) / f"steps_{steps}.py" for steps in STEPS]
        for path, steps in zip(paths, STEPS, strict=True):
            path.write_text(written(steps), encoding="utf-8")

        def proof(path: Path):
            def run() -> None:
                library = Library((str(path),))
                library.result("normal_moments")  # the lemmas are not what is measured
                if library.result("steps").verdict != "proved":
                    raise RuntimeError("the generated derivation is not proved")

            return run

        with_lemmas = in_turns(max(2, repeat // 2), *map(proof, paths), busy=True)

        def lemmas_only() -> None:
            Library((str(paths[0]),)).result("normal_moments")

        (lemmas,) = in_turns(repeat, lemmas_only, busy=True)
    times = [max(t - lemmas, 1e-9) for t in with_lemmas]
    for steps, taken in zip(STEPS, times, strict=True):
        yield Row("scaling", f"{steps} steps, each", taken / steps)
    logs = [(log(n), log(t)) for n, t in zip(STEPS, times, strict=True)]
    yield Row(
        "scaling",
        "exponent of the growth",
        figure=slope(logs),
        target=("<=", 1.1),
        note=f"time ~ steps^exponent, fitted to {', '.join(map(str, STEPS))} steps",
    )


def slope(points: list[tuple[float, float]]) -> float:
    """The slope of the line of least squares."""
    n = len(points)
    mean_x, mean_y = (sum(p[i] for p in points) / n for i in (0, 1))
    above = sum((x - mean_x) * (y - mean_y) for x, y in points)
    return above / sum((x - mean_x) ** 2 for x, _ in points)
