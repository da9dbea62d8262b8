"""The process in the environment of the peers: every library on the same inputs, in turns.

``python -m benchmarks.peer_process FOLDER`` reads ``task.json`` there, imports the generated
modules that lie beside it, and writes ``answer.json`` and the values as ``values.npz``.
"""

from __future__ import annotations

import importlib.util
import json
import os
import sys
import warnings
from pathlib import Path
from time import perf_counter

import numpy as np

from benchmarks.peer_functions import PACKAGES, installed

MINIMUM = 0.02  # seconds that a turn lasts at least


def ours(folder: Path, where: dict[str, list[str]]):
    """The generated functions, by the same names."""
    found = {}
    for name, (module, function) in where.items():
        spec = importlib.util.spec_from_file_location(module, folder / f"{module}.py")
        assert spec is not None
        assert spec.loader is not None
        loaded = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(loaded)
        found[name] = getattr(loaded, function)
    return found


def timed(functions, given, turns: int) -> dict[str, float]:
    """The least time of a call by library, of several turns; the first is not counted."""
    least: dict[str, float] = {}
    often: dict[str, int] = {}
    for turn in range(turns + 1):
        for name, function in functions.items():
            count = often.get(name, 1)
            start = perf_counter()
            for _ in range(count):
                function(*given)
            taken = (perf_counter() - start) / count
            if turn:
                least[name] = min(taken, least.get(name, taken))
            often[name] = max(1, min(2000, int(MINIMUM / max(taken, 1e-9))))
    return least


def main(folder: Path) -> None:
    """Do what the task says."""
    task = json.loads((folder / "task.json").read_text())
    libraries, missing = installed()
    libraries = {"symkl": ours(folder, task["ours"]), **libraries}
    inputs = np.load(folder / "inputs.npz")
    values, failed = {}, {}
    for key in task["values"]:
        name, count = key["function"], key["arguments"]
        given = [inputs[f"{key['name']}/{i}"] for i in range(count)]
        for library, functions in libraries.items():
            try:
                values[f"{key['name']}/{library}"] = np.asarray(functions[name](*given))
            except Exception as error:  # a peer may refuse what is singular for it
                failed[f"{key['name']}/{library}"] = f"{type(error).__name__}: {error}"
    times = {}
    for key in task["times"]:
        given = [inputs[f"{key['name']}/{i}"] for i in range(key["arguments"])]
        functions = {
            library: found[key["function"]]
            for library, found in libraries.items()
            if key["function"] in found
        }
        times[key["name"]] = timed(functions, given, task["turns"])
    np.savez(folder / "values.npz", **values)
    versions = {name: _version(package) for name, package in PACKAGES.items() if name in libraries}
    answer = {"times": times, "missing": missing, "failed": failed, "versions": versions}
    (folder / "answer.json").write_text(json.dumps(answer))


def _version(package: str) -> str:
    return str(getattr(importlib.import_module(package), "__version__", "?"))


if __name__ == "__main__":
    if hasattr(os, "sched_setaffinity"):  # JAX has no setting for the number of threads
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    for variable in ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
        assert os.environ.get(variable), "one thread each: the caller sets it"
    warnings.simplefilter("ignore")
    with np.errstate(all="ignore"):
        main(Path(sys.argv[1]))
