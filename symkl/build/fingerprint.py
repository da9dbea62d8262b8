"""Hashes of what an output depends on: the program, the libraries it uses, derivation files.

Everything goes by content; a file that was touched and not changed changes nothing. Hashing the
whole package takes a few milliseconds, which is what a cached ``symkl check`` is made of.
"""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Iterator

__all__ = ["environment", "file_digest", "folder_digests", "program", "sources", "text_digest"]

PACKAGE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))

CHECKER = os.path.join(os.path.dirname(PACKAGE), "symkl_recheck")

# Libraries whose version can change what is proved or measured, as pip names their folders.
LIBRARIES = ("mpmath", "numpy", "python_flint", "sympy")


def text_digest(text: str) -> str:
    """SHA-256 of a text in UTF-8."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def file_digest(path: str) -> str | None:
    """SHA-256 of a file; None if there is no such file, or it cannot be read."""
    try:
        with open(path, "rb") as file:
            return hashlib.sha256(file.read()).hexdigest()
    except OSError:
        return None


def folder_digests(folder: str) -> dict[str, str] | None:
    """The Python files of a folder, and of those right below it, with their hashes.

    None if there is no such folder.
    """
    try:
        inside = sorted(os.listdir(folder))
    except OSError:
        return None
    names = [name for name in inside if name.endswith(".py")]
    for below in inside:
        if below[0] not in "._" and os.path.isdir(os.path.join(folder, below)):
            found = sorted(os.listdir(os.path.join(folder, below)))
            names += [f"{below}/{name}" for name in found if name.endswith(".py")]
    return {name: file_digest(os.path.join(folder, name)) or "" for name in names}


def program(*parts: str) -> str:
    """The hash of the program's sources and of the versions of the libraries.

    Parameters
    ----------
    parts
        Folders of the package, such as ``verify``; without any, the whole package, and the checker
        of certificates, which has its say in every verdict.
    """
    total = hashlib.sha256()
    for name, version in environment().items():
        total.update(f"{name} {version}\n".encode())
    for line in _listed(parts or ("",)):
        total.update(line)
    for path in [] if parts else _sources(CHECKER):
        total.update(f"{os.path.basename(path)} {file_digest(path)}\n".encode())
    return total.hexdigest()


def sources(*parts: str) -> str:
    """The hash of some folders of the package: the same on every machine.

    Parameters
    ----------
    parts
        As for `program`.
    """
    return hashlib.sha256(b"".join(_listed(parts))).hexdigest()


def _listed(parts: tuple[str, ...]) -> Iterator[bytes]:
    for part in parts:
        for path in _sources(os.path.join(PACKAGE, part)):
            relative = path[len(PACKAGE) + 1 :].replace(os.sep, "/")
            yield f"{relative} {file_digest(path)}\n".encode()


def _sources(folder: str) -> list[str]:
    found = []
    for here, below, names in os.walk(folder):
        below[:] = [name for name in below if name not in ("__pycache__", "_derivations")]
        found += [os.path.join(here, name) for name in names if name.endswith((".py", ".json"))]
    return sorted(found)


def environment() -> dict[str, str]:
    """The versions of Python and of `LIBRARIES`, read off the names of their metadata folders.

    `importlib.metadata` would say the same and take longer than all the rest.
    """
    versions = {"python": ".".join(map(str, sys.version_info[:3]))}
    for folder in sys.path:
        try:
            names = os.listdir(folder or ".")
        except OSError:
            continue
        for name in names:
            if name.endswith(".dist-info"):
                library, _, version = name.removesuffix(".dist-info").partition("-")
                if library.lower() in LIBRARIES:
                    versions.setdefault(library.lower(), version)
    return dict(sorted(versions.items()))
