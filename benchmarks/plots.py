"""``python -m benchmarks.plots FOLDER``: the plots of ``output/benchmarks``; needs matplotlib."""

from __future__ import annotations

import json
import math
import sys
from pathlib import Path

from matplotlib import pyplot as plt

plt.switch_backend("svg")
plt.rcParams.update({"svg.hashsalt": "symkl", "svg.fonttype": "path", "font.size": 9})

COLOURS = {
    "symkl": "#1b6ca8",
    "formula": "#8a8a8a",
    "torch": "#d9542b",
    "TFP": "#d9a62b",
    "numpyro": "#4a9b5c",
}
PANELS = (
    ("univariate", "float64", ""),
    ("VAE from log-variances, D = 8", "float32", ""),
    ("full, from Cholesky factors, d = 8", "float64", "1e+04"),
    ("full, from covariances, d = 8", "float64", "1e+04"),
)
NO_DIGITS = 1e3  # where a result without a correct digit is drawn


def accuracy(figures, folder: Path) -> None:
    """Relative error against distance."""
    drawing, axes = plt.subplots(2, 2, figsize=(9, 6.5), layout="constrained")
    for axis, (case, dtype, condition) in zip(axes.flat, PANELS, strict=True):
        rows = [
            e
            for e in figures["errors"]
            if (e["case"], e["dtype"]) == (case, dtype) and e["delta"] and condition in e["regime"]
        ]
        for library in figures["libraries"]:
            shown = [(e["delta"], e["worst"][library]) for e in rows if library in e["worst"]]
            points = [(d, min(w, NO_DIGITS) if math.isfinite(w) else NO_DIGITS) for d, w in shown]
            axis.loglog(
                *zip(*points, strict=True), label=library, color=COLOURS[library], marker="."
            )
        axis.axhline(1, color="black", linewidth=0.6, linestyle=":")
        axis.invert_xaxis()
        of = rows[0]["regime"].partition(",")[0] if condition else dtype
        axis.set_title(f"{case}, {of}")
        axis.set_xlabel("relative distance of the two distributions")
        axis.set_ylabel("worst relative error")
    axes[0, 0].legend(loc="upper left")
    drawing.savefig(folder / "accuracy.svg", metadata={"Date": None})
    plt.close(drawing)


def time(figures, folder: Path) -> None:
    """Time against size."""
    cases = (
        "univariate, n numbers",
        "diagonal, n x 64",
        "full, factors, n x d x d, n = 1",
        "full, covariances, n x d x d, n = 1",
    )
    drawing, axes = plt.subplots(2, 2, figsize=(9, 6.5), layout="constrained")
    for axis, case in zip(axes.flat, cases, strict=True):
        rows = [t for t in figures["times"] if t["case"] == case]
        for library in figures["libraries"]:
            points = [(t["size"], t["seconds"][library]) for t in rows if library in t["seconds"]]
            axis.loglog(
                *zip(*points, strict=True), label=library, color=COLOURS[library], marker="."
            )
        axis.set_title(case)
        axis.set_xlabel("d" if "full" in case else "n")
        axis.set_ylabel("seconds, one core")
    axes[0, 0].legend(loc="upper left")
    drawing.savefig(folder / "time.svg", metadata={"Date": None})
    plt.close(drawing)


if __name__ == "__main__":
    where = Path(sys.argv[1])
    read = json.loads((where / "figures.json").read_text())
    accuracy(read, where)
    time(read, where)
