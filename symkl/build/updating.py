"""Bringing an output folder up to date, and saying where it is not.

A `Product` is a file that should be there and how to make it. `update` makes those whose inputs
have changed and writes those whose content has; `compare` makes all and writes nothing.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from symkl.build import atomic, manifest
from symkl.build.fingerprint import file_digest, text_digest
from symkl.build.manifest import Entry, Manifest

__all__ = ["Made", "Product", "Status", "compare", "fresh", "update"]


@dataclass(frozen=True, slots=True)
class Made:
    """The content of a file, and what it was made from."""

    content: str
    inputs: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Product:
    """A file of the output folder.

    Attributes
    ----------
    path
        In the folder, with ``/``.
    of
        The derivations it is about.
    make
        Gives its content.
    measured
        As for `manifest.Entry`.
    """

    path: str
    of: tuple[str, ...]
    make: Callable[[], Made]
    measured: bool = False


@dataclass(frozen=True, slots=True)
class Status:
    """A file and how it stands.

    `state` is ``written``, ``unchanged`` or ``removed`` after an update; ``current``, ``missing``,
    ``edited``, ``stale`` or ``surplus`` after a comparison.
    """

    path: str
    state: str


def fresh(
    entry: Entry | None, product: Product, folder: str, current: Callable[[str], str | None]
) -> bool:
    """Return whether a file is what its inputs gave, and they have not changed since.

    Parameters
    ----------
    entry
        What the manifest says of it.
    product
        The file.
    folder
        The output folder.
    current
        The present value of an input, by name; None if there is no such thing.
    """
    return (
        entry is not None
        and entry.of == product.of
        and entry.sha256 == file_digest(os.path.join(folder, product.path))
        and all(current(name) == value for name, value in entry.inputs.items())
    )


def update(
    folder: str,
    products: Iterable[Product],
    *,
    old: Manifest | None,
    version: str,
    is_fresh: Callable[[Product], bool],
    keep: Callable[[str, Entry], bool],
) -> tuple[list[Status], Manifest]:
    """Bring files up to date, and the manifest last.

    Parameters
    ----------
    folder
        The output folder; it is made.
    products
        In an order in which each can read those before it.
    old, version
        The manifest found, and the version of the program for the new one.
    is_fresh
        Whether a product need not be made.
    keep
        Whether a file that is in the manifest and not among the products still belongs.

    Raises
    ------
    OutputError
        If a file cannot be written.
    """
    atomic.make_folder(folder)
    atomic.sweep(folder)
    before = dict(old.entries) if old is not None else {}
    entries: dict[str, Entry] = {}
    statuses = []
    for product in products:
        if is_fresh(product):
            entries[product.path] = before[product.path]
            statuses.append(Status(product.path, "unchanged"))
            continue
        made = product.make()
        digest = text_digest(made.content)
        path = os.path.join(folder, product.path)
        written = file_digest(path) != digest
        if written:
            atomic.write(path, made.content.encode("utf-8"))
        entries[product.path] = Entry(digest, product.of, made.inputs, product.measured)
        statuses.append(Status(product.path, "written" if written else "unchanged"))
    for path, entry in before.items():
        if path not in entries:
            if keep(path, entry):
                entries[path] = entry
            else:
                _remove(folder, path)
                statuses.append(Status(path, "removed"))
    new = Manifest(version, entries)
    content = new.to_bytes()
    path = os.path.join(folder, manifest.NAME)
    try:
        with open(path, "rb") as file:
            unchanged = file.read() == content
    except OSError:
        unchanged = False
    if not unchanged:
        atomic.write(path, content)
    statuses.append(Status(manifest.NAME, "unchanged" if unchanged else "written"))
    return statuses, new


def _remove(folder: str, path: str) -> None:
    """Remove a file, and the folders that it leaves empty."""
    atomic.remove(os.path.join(folder, path))
    above = os.path.dirname(path)
    while above:
        try:
            os.rmdir(os.path.join(folder, above))
        except OSError:
            return
        above = os.path.dirname(above)


def compare(
    folder: str,
    products: Sequence[Product],
    *,
    old: Manifest | None,
    version: str,
    belongs: Callable[[str, Entry], bool],
) -> list[Status]:
    """The state of each file of a folder, compared with what it should be.

    Parameters
    ----------
    folder, products, old, version
        As for `update`.
    belongs
        Whether a file that is in the manifest and not among the products still belongs.
    """
    before = dict(old.entries) if old is not None else {}
    statuses, entries = [], {}
    for product in products:
        made = product.make()
        digest, entry = text_digest(made.content), before.get(product.path)
        found = file_digest(os.path.join(folder, product.path))
        right = found == digest
        if product.measured and entry is not None:
            # Other digits are no fault: it has to be the file that was written, about these inputs.
            right = found == entry.sha256 and dict(entry.inputs) == dict(made.inputs)
            digest = entry.sha256
        entries[product.path] = Entry(digest, product.of, made.inputs, product.measured)
        statuses.append(Status(product.path, "current" if right else _wrong(found, entry)))
    for path, entry in before.items():
        if path not in entries:
            if belongs(path, entry):
                entries[path] = entry
            elif file_digest(os.path.join(folder, path)) is not None:
                statuses.append(Status(path, "surplus"))
    if all(status.state == "current" for status in statuses):
        statuses.append(_manifest_status(folder, Manifest(version, entries)))
    return statuses


def _wrong(found: str | None, entry: Entry | None) -> str:
    if found is None:
        return "missing"
    return "stale" if entry is not None and found == entry.sha256 else "edited"


def _manifest_status(folder: str, wanted: Manifest) -> Status:
    """The manifest's own state: told only when the files that it lists are right."""
    path = os.path.join(folder, manifest.NAME)
    try:
        with open(path, "rb") as file:
            state = "current" if file.read() == wanted.to_bytes() else "stale"
    except OSError:
        state = "missing"
    return Status(manifest.NAME, state)
