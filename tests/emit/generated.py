"""Modules generated for each array library, as text and imported."""

import importlib.util
import sys
import tempfile
from functools import cache
from pathlib import Path

from symkl.emit.numpy import exports
from symkl.emit.targets import module
from symkl.library import Library

ROOT = Path(__file__).resolve().parents[2]
LIBRARY = Library((str(ROOT / "derivations"),))
MODULES = exports(LIBRARY)


@cache
def text(target: str, name: str) -> str:
    derivation = LIBRARY.find(MODULES[name]).derivation
    theorems = LIBRARY.result(MODULES[name]).theorems
    return module(target, derivation, theorems, source_hash="0" * 64, version="0", name=name)


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
