"""The second opinions that `build` writes down and `check` compares: on record, or asked for."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from symkl.build.fingerprint import sources
from symkl.build.paths import TRANSCRIPT
from symkl.crosscheck import CrossCheck, Opinion
from symkl.crosscheck.asking import ask
from symkl.crosscheck.question import questions
from symkl.report.recorded import recorded

if TYPE_CHECKING:
    from symkl.build.manifest import Manifest
    from symkl.library import Library
    from symkl.report.progress import Progress

__all__ = ["Opinions", "on_record"]

# The part of the program that answers. Versions of libraries are left out: what is recorded has to
# be the same on every machine.
ANSWERING = ("crosscheck", "lang", "meaning", "families")


def on_record(output: str, listed: Manifest | None) -> dict[str, Opinion]:
    """The opinions in an output folder, by the hash of what was asked.

    None are found in a file that is not the one the manifest lists.
    """
    entry = listed.entries.get(f"{TRANSCRIPT}.json") if listed is not None else None
    if entry is None:
        return {}
    try:
        with open(os.path.join(output, f"{TRANSCRIPT}.json"), "rb") as file:
            content = file.read()
        if hashlib.sha256(content).hexdigest() != entry.sha256:
            return {}
        return recorded(json.loads(content))
    except (OSError, ValueError):
        return {}


class Opinions:
    """The second opinions on derivations: on record where that fits, asked for otherwise.

    Parameters
    ----------
    library, targets
        Where the derivations are, and what it was made from.
    known
        What is on record, by the hash of what was asked.
    jobs, progress
        For the asking.
    """

    def __init__(
        self,
        library: Library,
        targets: tuple[str, ...],
        known: Mapping[str, Opinion],
        *,
        jobs: int,
        progress: Progress,
    ) -> None:
        self._library = library
        self._targets = targets
        self._known = dict(known)
        self._jobs = jobs
        self._progress = progress
        self._program = sources(*ANSWERING)

    def on(self, names: Sequence[str]) -> dict[str, CrossCheck]:
        """The opinions on every step of some derivations, by their names."""
        asked = {name: questions(self._library.result(name)) for name in names}
        hashes = {name: [q.digest(self._program) for q in asked[name]] for name in names}
        tasks = []
        for name in names:
            missing = [i for i, key in enumerate(hashes[name]) if key not in self._known]
            if missing:
                tasks.append((name, tuple(missing)))
        found = ask(tasks, self._library, self._targets, jobs=self._jobs, started=self._started)
        for (name, places), opinions in zip(tasks, found, strict=True):
            for place, opinion in zip(places, opinions, strict=True):
                key = hashes[name][place]
                self._known[key] = replace(opinion, asked=key)
        return {
            name: CrossCheck(
                name,
                tuple(
                    replace(self._known[key], part=q.part, number=q.number, kernel=q.kernel)
                    for q, key in zip(asked[name], hashes[name], strict=True)
                ),
            )
            for name in names
        }

    def _started(self, name: str) -> None:
        self._progress.start(f"second opinion on {name}")
