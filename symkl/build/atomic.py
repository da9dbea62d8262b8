"""Writing a file so that whoever looks, at any moment, sees the old one or the new one, whole.

The content goes to a temporary file in the same folder, and takes the name of the old file in one
step (`os.replace`). What a killed process leaves is such a temporary file; `sweep` removes it.
"""

from __future__ import annotations

import contextlib
import os
import time

from symkl.errors import OutputError

__all__ = ["make_folder", "probe", "remove", "sweep", "write"]

_PREFIX = ".symkl-"
_SUFFIX = ".tmp"
# A temporary file lives for milliseconds; one that is older belongs to nobody.
_STALE_SECONDS = 60.0


def make_folder(folder: str) -> None:
    """Make a folder, and those above it.

    Raises
    ------
    OutputError
        If it cannot be made, or is a file.
    """
    try:
        os.makedirs(folder, exist_ok=True)
    except OSError as error:
        raise OutputError(
            f"the folder {folder} cannot be made",
            cause=error.strerror,
            hint="name another one with -o",
        ) from error


def probe(folder: str) -> None:
    """Find out whether a folder can be written to.

    Raises
    ------
    OutputError
        If it cannot.
    """
    path = os.path.join(folder, f"{_PREFIX}probe.{os.getpid()}{_SUFFIX}")
    try:
        with open(path, "wb"):
            pass
        os.unlink(path)
    except OSError as error:
        raise OutputError(
            f"the folder {folder} cannot be written to",
            cause=error.strerror,
            hint="name another one with -o",
        ) from error


def write(path: str, content: bytes) -> None:
    """Put `content` into the file `path`, all or nothing.

    Raises
    ------
    OutputError
        If that cannot be done; the old file, if there is one, is untouched.
    """
    folder, name = os.path.split(os.path.abspath(path))
    make_folder(folder)
    temporary = os.path.join(folder, f"{_PREFIX}{name}.{os.getpid()}{_SUFFIX}")
    try:
        if os.path.isdir(path):
            raise IsADirectoryError(0, "it is a folder")
        with open(temporary, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
    except BaseException as error:
        with contextlib.suppress(OSError):
            os.unlink(temporary)
        if isinstance(error, OSError):
            raise OutputError(
                f"{path} cannot be written", cause=error.strerror, hint="name another place with -o"
            ) from error
        raise


def remove(path: str) -> None:
    """Remove a file; no error if it is gone.

    Raises
    ------
    OutputError
        If it cannot be removed.
    """
    try:
        os.unlink(path)
    except FileNotFoundError:
        pass
    except OSError as error:
        raise OutputError(f"{path} cannot be removed", cause=error.strerror) from error


def sweep(folder: str) -> None:
    """Remove the temporary files that killed processes left below a folder."""
    now = time.time()
    for here, _, names in os.walk(folder):
        for name in names:
            if name.startswith(_PREFIX) and name.endswith(_SUFFIX):
                path = os.path.join(here, name)
                with contextlib.suppress(OSError):
                    if now - os.stat(path).st_mtime > _STALE_SECONDS or not _alive(name):
                        os.unlink(path)


def _alive(name: str) -> bool:
    """Return whether the process that writes a temporary file is running."""
    number = name.removesuffix(_SUFFIX).rpartition(".")[2]
    if not number.isdigit() or not hasattr(os, "kill") or os.name == "nt":
        return True
    try:
        os.kill(int(number), 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True
