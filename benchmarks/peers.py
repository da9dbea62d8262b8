"""The generated NumPy functions beside released libraries: accuracy by regime, time by size.

The libraries live in an environment of their own (``make bench`` makes ``.venv-peers``; without it
this one is asked). Errors are against ball arithmetic at the exact binary inputs. Times are the
least of several turns on one core, in one process, all libraries in turns. Tables and plots are
written to ``output/benchmarks``; what is not installed is named there.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from flint import ctx

from benchmarks.generated import source
from benchmarks.harness import OUTPUT, ROOT, Row
from benchmarks.peer_inputs import Set, Size, accuracy, speed
from benchmarks.truth import divergence, relative_error

NAME = "peers"
PEERS = ROOT / ".venv-peers" / "bin" / "python"
OURS = {
    "univariate": ("univariate", "kl_divergence"),
    "diagonal": ("diagonal", "kl_divergence"),
    "vae": ("vae_logvar", "kl_divergence"),
    "factors": ("general", "kl_divergence_cholesky"),
    "covariances": ("general", "kl_divergence"),
}
BITS = 1200


@dataclass(frozen=True, slots=True)
class Errors:
    """The errors of the libraries on one set.

    Attributes
    ----------
    of, dtype
        The set, and the type of its numbers.
    worst
        The largest relative error by library; infinite also for NaN.
    negative
        The number of negative results, by library.
    """

    of: Set
    dtype: str
    worst: dict[str, float]
    negative: dict[str, int]


@dataclass(frozen=True, slots=True)
class Times:
    """Seconds by library, for one size."""

    of: Size
    seconds: dict[str, float]


def measure(repeat: int) -> Iterator[Row]:
    """Our column against the targets; the tables of all libraries go to ``output/benchmarks``."""
    sets = [(of, dtype) for dtype in ("float64", "float32") for of in accuracy(dtype)]
    sizes = list(speed())
    arrays: dict[str, np.ndarray] = {}
    values, times = [], []
    for number, (of, dtype) in enumerate(sets):
        given = tuple(a.astype(dtype) for a in of.make(np.random.default_rng(number)))
        values.append(_task(f"set{number}", of.function, given, arrays))
    for number, size in enumerate(sizes):
        times.append(
            _task(f"size{number}", size.function, size.make(np.random.default_rng(0)), arrays)
        )
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        answer, found = _asked(folder, arrays, values, times, repeat)
    libraries = ["symkl", *answer["versions"]]
    errors = []
    for number, (of, dtype) in enumerate(sets):
        given = [arrays[f"set{number}/{i}"] for i in range(values[number]["arguments"])]
        results = {lib: found.get(f"set{number}/{lib}") for lib in libraries}
        errors.append(_errors(of, dtype, given, results))
    measured = [Times(size, answer["times"][f"size{number}"]) for number, size in enumerate(sizes)]
    _write(errors, measured, answer)
    yield from _rows(errors, measured)
    for library, why in answer["missing"].items():
        yield Row(NAME, library, note=f"not installed: {why}")


def _task(name: str, function: str, given: Sequence[np.ndarray], arrays: dict) -> dict:
    for i, array in enumerate(given):
        arrays[f"{name}/{i}"] = array
    return {"name": name, "function": function, "arguments": len(given)}


def _asked(folder: Path, arrays, values, times, repeat: int):
    """Hand the task to the environment of the peers."""
    for module, _ in OURS.values():
        (folder / f"{module}.py").write_text(source(module))
    np.savez(folder / "inputs.npz", **arrays)
    task = {"ours": OURS, "values": values, "times": times, "turns": repeat}
    (folder / "task.json").write_text(json.dumps(task))
    python = str(PEERS) if PEERS.exists() else sys.executable
    one = {f"{name}_NUM_THREADS": "1" for name in ("OMP", "MKL", "OPENBLAS")}
    process = subprocess.run(
        (python, "-m", "benchmarks.peer_process", str(folder)),
        cwd=ROOT,
        env={**os.environ, **one, "TF_CPP_MIN_LOG_LEVEL": "3", "JAX_PLATFORMS": "cpu"},
        capture_output=True,
        text=True,
    )
    if process.returncode:
        raise RuntimeError((process.stderr.strip() or "no output").splitlines()[-1])
    with np.load(folder / "values.npz") as found:
        return json.loads((folder / "answer.json").read_text()), dict(found)


def _errors(of: Set, dtype: str, given, results) -> Errors:
    worst, negative = {}, {}
    with ctx.workprec(BITS):
        points = [[array[i] for array in given] for i in range(len(given[0]))]
        truths = [divergence(of.told, point) for point in points]
        for library, found in results.items():
            if found is None:
                continue
            pairs = zip(found.tolist(), truths, strict=True)
            worst[library] = max(relative_error(v, t) for v, t in pairs if t is not None)
            negative[library] = int(np.count_nonzero(found < 0))
    return Errors(of, dtype, worst, negative)


def _rows(errors: Sequence[Errors], times: Sequence[Times]) -> Iterator[Row]:
    """The worst of each case, and the ratio of torch's time to ours."""
    groups: dict[tuple[str, str], list[Errors]] = {}
    for e in errors:
        groups.setdefault((e.of.case, e.dtype), []).append(e)
    for (case, dtype), members in groups.items():
        eps = float(np.finfo(dtype).eps)
        worst = max(members, key=lambda e: e.worst["symkl"])
        bound = members[0].of.bound
        yield Row(
            NAME,
            f"{case}, {dtype}: worst relative error",
            worst.worst["symkl"] / eps,
            "eps",
            peer=worst.worst["torch"] / eps if "torch" in worst.worst else None,
            against="torch, there",
            figure=worst.worst["symkl"] / eps,
            target=("<=", bound) if bound else None,
            note=f"at {worst.of.regime}",
        )
    for t in times:
        if "torch" not in t.seconds:
            continue
        ratio = t.seconds["torch"] / t.seconds["symkl"]
        yield Row(
            NAME,
            f"{t.of.case}, {t.of.size}",
            t.seconds["symkl"],
            peer=t.seconds["torch"],
            against="torch",
            figure=ratio,
            target=(">=", t.of.target) if t.of.target else None,
        )


def _write(errors: Sequence[Errors], times: Sequence[Times], answer) -> None:
    """The tables as Markdown, the figures as JSON, the plots."""
    OUTPUT.mkdir(parents=True, exist_ok=True)
    libraries = ["symkl", *answer["versions"]]
    (OUTPUT / "README.md").write_text(_tables(errors, times, answer, libraries))
    figures = {
        "libraries": libraries,
        "errors": [
            {"case": e.of.case, "dtype": e.dtype, "regime": e.of.regime, "delta": e.of.delta,
             "worst": e.worst, "negative": e.negative}
            for e in errors
        ],
        "times": [{"case": t.of.case, "size": t.of.size, "seconds": t.seconds} for t in times],
    }  # fmt: skip
    (OUTPUT / "figures.json").write_text(json.dumps(figures, indent=1) + "\n")
    python = str(PEERS) if PEERS.exists() else sys.executable
    drawn = subprocess.run(
        (python, "-m", "benchmarks.plots", str(OUTPUT)), cwd=ROOT, capture_output=True, text=True
    )
    if drawn.returncode:
        last = (drawn.stderr.strip() or "no output").splitlines()[-1]
        print(f"no plots: {last}", file=sys.stderr)


def _tables(errors, times, answer, libraries: Sequence[str]) -> str:
    versions = ", ".join(f"{name} {version}" for name, version in answer["versions"].items())
    lines = [
        "# Measured beside released libraries",
        "",
        "Written by `python -m benchmarks peers`. It is measured, and differs from machine to "
        "machine.",
        f"NumPy one-liner and libraries: {versions}.",
        *(f"{name} is not installed: {why}." for name, why in answer["missing"].items()),
        "",
        "## Worst relative error",
        "",
        "Against ball arithmetic at the exact inputs. 1 and more: no correct digit. In "
        "parentheses: the share of negative results.",
        "",
        *_header(["case", "type", "inputs", *libraries]),
    ]
    for e in sorted(errors, key=lambda e: (e.of.case, e.dtype), reverse=True):
        count = len(e.of.make(np.random.default_rng(0))[0])
        cells = [_error(e.worst.get(lib), e.negative.get(lib, 0), count) for lib in libraries]
        lines.append(_line([e.of.case, e.dtype, e.of.regime, *cells]))
    lines += ["", "## Time", "", "Least of several turns on one core.", ""]
    lines += _header(["case", "size", *libraries])
    for t in times:
        cells = [_time(t.seconds.get(lib)) for lib in libraries]
        lines.append(_line([t.of.case, str(t.of.size), *cells]))
    lines += ["", "![Relative error](accuracy.svg)", "", "![Time](time.svg)", ""]
    return "\n".join(lines)


def _header(cells: Sequence[str]) -> list[str]:
    return [_line(cells), _line(["---"] * len(cells))]


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _error(worst: float | None, negative: int, count: int) -> str:
    if worst is None:
        return "fails"
    shown = "inf or NaN" if not np.isfinite(worst) else f"{worst:.1e}"
    return f"{shown} ({100 * negative / count:.0f} %)" if negative else shown


def _time(seconds: float | None) -> str:
    if seconds is None:
        return "fails"
    for unit, factor in (("s", 1.0), ("ms", 1e3), ("µs", 1e6)):
        if seconds * factor >= 1:
            return f"{seconds * factor:.3g} {unit}"
    return f"{seconds * 1e6:.3g} µs"
