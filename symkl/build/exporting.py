"""Functions from targets to modules that `export` and `verify` share."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING

from symkl.build.workshop import Workshop, exporters
from symkl.errors import SymklError, UnknownTarget, UsageError
from symkl.library import Library

if TYPE_CHECKING:
    from symkl.report.progress import Progress

__all__ = ["chosen"]


def chosen(
    targets: Sequence[str],
    faults: list[SymklError],
    *,
    jobs: int = 1,
    progress: Progress | None = None,
) -> tuple[Workshop, list[str]]:
    """The modules that some targets stand for, and the workshop that makes them.

    Parameters
    ----------
    targets
        Names of modules or of derivations, files, folders; everything without any.
    faults
        What is wrong with some of them is put there, and the others are chosen all the same.
    jobs, progress
        As for `Workshop`.

    Raises
    ------
    SymklError
        If none can be chosen.
    """
    places = tuple(t for t in targets if t.endswith(".py") or os.sep in t or os.path.isdir(t))
    library = Library(places, faults)
    everything = library.everything()
    carried = exporters(library, everything)
    wanted: dict[str, None] = {}
    for target in targets:
        if target in places:
            continue
        if target in carried:
            wanted[target] = None
            continue
        own = [module for module, source in carried.items() if source.name == target]
        if any(source.name == target for source in everything) and not own:
            hint = "those that do: " + ", ".join(carried)
            faults.append(UsageError(f"{target} exports no module", hint=hint))
        elif not own:
            faults.append(UnknownTarget(target, carried, kind="module"))
        wanted.update(dict.fromkeys(own))
    if places or not targets:
        wanted.update(dict.fromkeys(exporters(library, library.targets)))
    if not wanted and faults:
        raise faults.pop()
    if not wanted:
        raise UsageError("no derivation here exports a module", hint="symkl list")
    return Workshop(library, everything, jobs=jobs, progress=progress), list(wanted)
