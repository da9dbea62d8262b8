"""Functions from targets to proofs that `prove`, `show`, `build` and `check` share."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from symkl.errors import SymklError
from symkl.library import Library, Source, shown
from symkl.origin import HOMES
from symkl.report.foundations import foundations
from symkl.report.proof import Proof

if TYPE_CHECKING:
    from symkl.kernel.theorem import Theorem

__all__ = ["portable", "prove_all"]


def prove_all(
    library: Library,
    sources: Iterable[Source],
    *,
    file: Callable[[Source], str] = lambda source: shown(source.path),
) -> list[Proof]:
    """The verdicts on some derivations, in order.

    The errors of those that cannot be decided become faults of the library, where it keeps them,
    and the others are decided all the same.

    Parameters
    ----------
    library
        Where their lemmas are.
    sources
        The derivations.
    file
        How a derivation's file is called in the report.
    """
    proofs = []
    for source in sources:
        try:
            result = library.result(source.name)
            known = foundations(result.parts, _theorems(library))
        except SymklError as error:  # a lemma that does not exist, a circle
            if library.faults is None:
                raise
            library.faults.append(error)
            continue
        proofs.append(Proof(result, known, file(source), source.sha256))
    return proofs


def _theorems(library: Library) -> Callable[[str], Theorem | None]:
    from symkl.kernel.refusal import Refusal

    def theorem(name: str) -> Theorem | None:
        try:
            return library.theorem(name)
        except Refusal:
            return None

    return theorem


def portable(path: Path) -> str:
    """A derivation file without the folders above its own: the same on every machine."""
    folders = [path.parent.name]
    if path.parent.parent.name in HOMES:
        folders.insert(0, path.parent.parent.name)
    if folders[0] in HOMES:
        folders[0] = HOMES[0]
    return "/".join((*folders, path.name))
