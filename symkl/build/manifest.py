"""The contents of an output folder, and the inputs of each file: ``manifest.json``.

The manifest is part of the output, is committed with it, and is the same on every machine. Of each
file it holds the hash, the derivations it is about, and its inputs with their hashes: derivation
files, those of the lemmas included, or other files of the folder. With it, a stale file can be
told from an edited one, and a file that no longer belongs from one that never did.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from symkl.build.fingerprint import file_digest

__all__ = ["NAME", "SCHEMA", "Entry", "Manifest", "read"]

NAME = "manifest.json"
SCHEMA = "symkl-manifest/1"


@dataclass(frozen=True, slots=True)
class Entry:
    """One file of the folder.

    Attributes
    ----------
    sha256
        Of its content.
    of
        The derivations it is about.
    inputs
        What it was made from: names with hashes, or other values.
    measured
        Whether it tells figures that were measured and may differ between machines in the last
        place; whoever compares looks at what it was made from then, not at its bytes.
    """

    sha256: str
    of: tuple[str, ...]
    inputs: Mapping[str, str]
    measured: bool = False


@dataclass(frozen=True, slots=True)
class Manifest:
    """The files of a folder, by path."""

    version: str
    entries: Mapping[str, Entry]

    def to_bytes(self) -> bytes:
        """The manifest as it is written."""
        files: dict[str, Any] = {}
        for path, entry in sorted(self.entries.items()):
            files[path] = {
                "sha256": entry.sha256,
                "of": list(entry.of),
                "inputs": dict(sorted(entry.inputs.items())),
            }
            if entry.measured:
                files[path]["measured"] = True
        data = {
            "schema": SCHEMA,
            "symkl": self.version,
            "note": "generated; do not edit",
            "files": files,
        }
        return (json.dumps(data, indent=1, ensure_ascii=False) + "\n").encode("utf-8")

    def edited(self, folder: str, path: str) -> str:
        """``missing`` or ``edited`` if the file is not what the manifest says, else empty."""
        found = file_digest(os.path.join(folder, path))
        if found is None:
            return "missing"
        return "" if found == self.entries[path].sha256 else "edited"


def read(folder: str) -> Manifest | None:
    """The manifest of a folder; None if there is none that can be read."""
    try:
        with open(os.path.join(folder, NAME), encoding="utf-8") as file:
            data = json.load(file)
        if data["schema"] != SCHEMA:
            return None
        entries = {
            str(path): Entry(
                str(row["sha256"]),
                tuple(map(str, row["of"])),
                {str(name): str(value) for name, value in row["inputs"].items()},
                bool(row.get("measured", False)),
            )
            for path, row in data["files"].items()
            if _inside(path)
        }
        return Manifest(str(data["symkl"]), entries)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def _inside(path: str) -> bool:
    """Return whether a path stays in the folder; files outside it are never ours to remove."""
    return not os.path.isabs(path) and ".." not in path.replace("\\", "/").split("/")
