"""Generated modules as `symkl export` writes them, for the cases to call."""

from __future__ import annotations

import types
from functools import cache

from symkl.code.exports import Function, functions
from symkl.code.modules import exports, module
from symkl.library import Library


@cache
def _library() -> Library:
    return Library(())


@cache
def source(name: str) -> str:
    """The text of a module."""
    library = _library()
    derivation = exports(library)[name]
    theorems = library.result(derivation).theorems
    found = library.find(derivation).derivation
    return module("numpy", found, theorems, source_hash="", version="", name=name)


@cache
def forms(name: str) -> tuple[Function, ...]:
    """The functions of a module, with their code forms."""
    derivation = exports(_library())[name]
    found = _library().find(derivation).derivation
    return functions(found, _library().result(derivation).theorems, name)


@cache
def generated(name: str) -> types.ModuleType:
    """The module itself."""
    found = types.ModuleType(name)
    exec(compile(source(name), f"{name}.py", "exec"), found.__dict__)
    return found
