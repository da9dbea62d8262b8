"""Modules generated for each array library, as text and imported."""

import importlib.util
import sys
import tempfile
from functools import cache
from pathlib import Path

import numpy as np
from shipping import LIBRARY

from symkl import __version__
from symkl.build.paths import CODE
from symkl.code.modules import exports, module

ROOT = Path(__file__).resolve().parents[2]
MODULES = exports(LIBRARY)


def stands(target: str, name: str) -> str:
    """The place of a module in ``output/``."""
    return f"{CODE[target]}/{name}.py"


@cache
def text(target: str, name: str) -> str:
    """The module as it stands in ``output/``, header and all."""
    source = LIBRARY.find(MODULES[name])
    theorems = LIBRARY.result(MODULES[name]).theorems
    header = {"source_hash": source.sha256, "version": __version__}
    return module(target, source.derivation, theorems, **header, name=name)


@cache
def load(target: str, name: str):
    """The module; its file goes at once, and its lines are kept for tracebacks."""
    with tempfile.TemporaryDirectory(prefix="symkl-") as folder:
        path = Path(folder) / f"{name}.py"
        path.write_text(text(target, name), encoding="utf-8")
        full = f"generated_{target.replace('-', '_')}_{name}"
        specification = importlib.util.spec_from_file_location(full, path)
        found = importlib.util.module_from_spec(specification)
        sys.modules[full] = found
        specification.loader.exec_module(found)
    return found


def functions(name: str) -> dict[str, tuple]:
    """The functions of a module, with their letters."""
    exports_ = LIBRARY.find(MODULES[name]).derivation.code
    return {e.value: e.arguments for e in exports_ if e.module == name}


def valid(letters, rng, k=3) -> list[np.ndarray]:
    """Arguments that are what is assumed of the letters."""
    found = []
    for letter in letters:
        column = letter.shape and letter.shape[1] == 1
        shape = (k, 1) if column else (k, k) if letter.shape else ()
        value = rng.normal(size=shape[:1] if column else shape)
        if "lower_triangular" in letter.assumptions:
            value = np.tril(0.3 * value, -1) + np.diag(np.exp(0.3 * rng.normal(size=k)))
        elif "positive_definite" in letter.assumptions:
            value = value @ value.T + np.eye(k)
        elif "positive" in letter.assumptions:
            value = np.exp(0.5 * value)
        found.append(np.asarray(value))
    return found


def agree(found, wanted, bound=1e-12):
    """Whether numbers, or named tuples of arrays, are the same up to rounding."""
    pairs = zip(found, wanted, strict=True) if isinstance(wanted, tuple) else [(found, wanted)]
    for ours, theirs in pairs:
        ours, theirs = np.asarray(ours), np.asarray(theirs)
        assert ours.shape == theirs.shape
        assert np.abs(ours - theirs).max() <= bound * (1 + np.abs(theirs).max())
