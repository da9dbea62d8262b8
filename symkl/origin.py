"""The origin of derivations: folders that are one source, in which a name has one meaning.

A folder called ``derivations`` is one source with the folders right below it, and so is the one
that comes with symkl. All files of a source are read before one of them is used, so that nothing
depends on which is asked for first. Those that come with symkl are read when they are needed; that
no name has two meanings there is tested. Of the files that only lie beside one that is named, those
are read, and so run, that speak of symkl and of derivations. One that cannot be read hides none of
the others.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from symkl import limits
from symkl.errors import SymklError, UnknownTarget, UsageError
from symkl.loading import NoDerivation, Source, load
from symkl.meanings import Meaning, need_one_meaning

__all__ = ["HOMES", "Given", "Origin", "with_those_below"]

HOMES = ("derivations", "_derivations")  # as a project's folder is called, and that in the wheel

_WORDS = (b"symkl", b"derivation")


def with_those_below(folder: Path) -> list[Path]:
    """A folder of derivations and the folders right below it, hidden and private ones aside."""
    below = (path for path in sorted(folder.glob("*/")) if path.name[0] not in "._")
    return [folder, *(path.resolve() for path in below if path.is_dir())]


def _source_of(folder: Path) -> list[Path]:
    """The folders that are one source with a folder: others only where one is a home."""
    for home in (folder, folder.parent):
        if home.name in HOMES and folder in (found := with_those_below(home)):
            return found
    return [folder]


class Given:
    """The targets on a command line, told apart: names, and files in folders.

    Attributes
    ----------
    names, files, folders
        Names as they are given; files, and the folders that are one source with theirs, in order.
    faults
        An error for each file that is not there, and for each folder without a derivation.
    everything
        Whether nothing is named, and so all derivations are meant.
    """

    def __init__(self, targets: Iterable[str]) -> None:
        self.names: list[str] = []
        self.faults: list[SymklError] = []
        files: dict[Path, None] = {}
        for target in targets:
            path = Path(target)
            if path.is_dir():
                folder = path.resolve()
                inside = _files([folder] if folder.name not in HOMES else with_those_below(folder))
                files |= dict.fromkeys(inside)
                if not inside:
                    self.faults.append(UsageError(f"the folder {target} holds no derivation"))
            elif path.suffix == ".py" or "/" in target:
                if path.is_file():
                    files[path.parent.resolve() / path.name] = (
                        None  # beside a link are its siblings
                    )
                    continue
                hint = "name a derivation or a file"
                self.faults.append(UnknownTarget(target, kind="file", hint=hint))
            else:
                self.names.append(target)
        self.files = sorted(files)
        self.folders = sorted({found for path in files for found in _source_of(path.parent)})
        self.everything = not (self.names or self.files or self.faults)


class Origin:
    """One source of derivations.

    Parameters
    ----------
    whose
        How it is called where something of it is shadowed.
    folders
        Its folders.
    named
        The files in them that the user named.
    ours
        The folder of the derivations that come with symkl.

    Attributes
    ----------
    broken
        The files read so far that do not load, and why.
    """

    def __init__(
        self, whose: str, folders: list[Path], named: Iterable[Path] = (), *, ours: Path
    ) -> None:
        self.whose = whose
        self.folders = folders
        self.broken: dict[Path, SymklError] = {}
        self._named = tuple(named)
        self._ours = with_those_below(ours.resolve())
        self._files: dict[Path, tuple[Source, ...]] = {}
        self._texts: dict[Path, str] = {}
        self._sources: dict[str, Source] | None = None
        if not self._shipped:
            self._read()

    @property
    def _shipped(self) -> bool:
        return self.folders == self._ours and not self._named

    def _read(self) -> dict[str, Source]:
        """All of its derivations by name, read once."""
        if self._sources is None:
            for path in dict.fromkeys((*self._named, *_files(self.folders))):
                if path in self._named or not self._named or _speaks_of_derivations(path):
                    self._load(path)
            need_one_meaning(self._meanings())
            self._sources = {}
            for sources in self._files.values():
                for source in sources:
                    self._sources.setdefault(source.name, source)
        return self._sources

    def _load(self, path: Path) -> tuple[Source, ...]:
        if path not in self._files:
            self._files[path] = ()
            try:
                self._files[path] = load(path, ours=path.parent in self._ours)
            except NoDerivation as error:
                if path in self._named or not self._named:
                    self.broken[path] = error
            except SymklError as error:
                self.broken[path] = error
        return self._files[path]

    def _meanings(self) -> list[Meaning]:
        return [m for sources in self._files.values() for s in sources[:1] for m in s.meanings]

    def meanings(self) -> list[Meaning]:
        """All that is defined in it."""
        self._read()
        return self._meanings()

    def sources(self) -> list[Source]:
        """All of its derivations."""
        return list(self._read().values())

    def named(self) -> list[Source]:
        """The derivations of the files that the user named."""
        return [source for source in self._read().values() if source.path in self._named]

    def faults(self, paths: Iterable[Path] | None = None) -> list[SymklError]:
        """The errors of some files, or of all."""
        self._read()
        return [e for path, e in self.broken.items() if paths is None or path in paths]

    def find(self, name: str) -> Source | None:
        """The derivation of a name, if it is here.

        Raises
        ------
        SymklError
            If it is not, and the file that is called like it does not load.
        """
        if self._shipped and self._sources is None:
            for path in self._naming(name):
                for source in self._load(path):
                    if source.name == name:
                        return source
        known = self._read()
        for path, error in self.broken.items():
            if path.stem == name and name not in known:
                raise error
        return known.get(name)

    def _naming(self, name: str) -> list[Path]:
        """Files of symkl's own in which a line begins with a name, those called like it first."""
        if not self._texts:
            self._texts = {path: path.read_text("utf-8") for path in _files(self.folders)}
        begins = re.compile(rf"^{re.escape(name)}\b", re.MULTILINE)
        found = [path for path, text in self._texts.items() if begins.search(text)]
        return sorted(found, key=lambda path: path.stem != name)


def _files(folders: Iterable[Path]) -> list[Path]:
    return [path for folder in folders for path in sorted(folder.glob("*.py"))]


def _speaks_of_derivations(path: Path) -> bool:
    try:
        if not path.is_file():  # a pipe may have no end
            return False
        with path.open("rb") as file:
            content = file.read(limits.MOST_BYTES)
    except OSError:
        return False
    return all(word in content for word in _WORDS)
