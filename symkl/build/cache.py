"""The cache of what the last build here found, so that an unchanged folder is not checked again.

It lies beside the output folder, in ``.symkl-cache/``, is written by `symkl build` alone, and is
worth nothing on another machine. It names all that its findings rest on: the hash of the program
and of the libraries' versions, of the manifest, and of every derivation file within reach. While
these are unchanged, proofs and measurements would come out as they did.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass

from symkl.build import atomic, manifest
from symkl.build.fingerprint import PACKAGE, file_digest, folder_digests
from symkl.errors import OutputError

__all__ = ["FOLDER", "State", "read", "write"]

FOLDER = ".symkl-cache"
SCHEMA = "symkl-cache/1"


@dataclass(frozen=True, slots=True)
class State:
    """The findings of a build, and everything on which they rest.

    Attributes
    ----------
    program, verifier
        Hashes of the program, and of the part of it that measures.
    manifest
        Hash of the manifest.
    stood, package
        The folder that the user stood in, and that of the package.
    folders
        Every folder in which derivations were looked for, with its files; None if it was not there.
    complete
        Whether all derivations were built, and everything holds.
    """

    program: str
    verifier: str
    manifest: str
    stood: str
    package: str
    folders: Mapping[str, Mapping[str, str] | None]
    complete: bool

    def is_of(self, folder: str) -> bool:
        """Return whether the manifest of a folder is the one that the build left there."""
        return self.manifest == file_digest(os.path.join(folder, manifest.NAME))

    def describes(self, folder: str, program: str) -> bool:
        """Return whether what was found is still so, the output files themselves aside."""
        return (
            self.program == program
            and self.stood == os.getcwd()
            and self.package == PACKAGE
            and self.is_of(folder)
            and all(folder_digests(path) == files for path, files in self.folders.items())
        )


def _path(output: str) -> str:
    folder, name = os.path.split(os.path.abspath(output))
    return os.path.join(folder, FOLDER, f"{name}.json")


def read(output: str) -> State | None:
    """The state of an output folder; None if there is none that can be read."""
    try:
        with open(_path(output), encoding="utf-8") as file:
            data = json.load(file)
        if data.pop("schema") != SCHEMA:
            return None
        return State(**data)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def write(output: str, state: State) -> None:
    """Keep the state; where that cannot be done, the next check takes longer, and that is all."""
    data = {"schema": SCHEMA, **asdict(state)}
    try:
        atomic.write(_path(output), (json.dumps(data, indent=1) + "\n").encode("utf-8"))
    except OutputError:
        return
