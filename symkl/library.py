"""Derivations on disk: where they are found, and the proofs of them all.

A derivation file is Python that defines `Derivation` objects; the name of the variable is the
name of the derivation, and lemmas are called by it. A file or folder given as a target comes
first, then ``derivations/`` where the user stands, then the derivations that come with the
package. A name that stands in two folders means the first.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from symkl.agreement import agreed
from symkl.errors import CycleError, SymklError, UnknownTarget, UsageError
from symkl.kernel.check import prove
from symkl.kernel.refusal import Refusal
from symkl.kernel.theorem import Result, Theorem
from symkl.loading import Source, load, shown
from symkl_recheck import Accepted

__all__ = ["Library", "Source", "shipped", "shown"]


def shipped() -> Path:
    """The folder of the derivations that come with the package."""
    package = Path(__file__).resolve().parent
    inside = package / "_derivations"
    return inside if inside.is_dir() else package.parent / "derivations"


def _need_one_meaning(first: Source, second: Source) -> None:
    """Refuse two derivations of one name in the files of one command, unless they are copies."""
    copies = first.sha256 == second.sha256 or first.derivation.place == second.derivation.place
    if not copies:
        raise UsageError(
            f"{second.name} is defined at {first.derivation.place} too",
            place=second.derivation.place,
            hint="give one of the two another name",
        )


class Library:
    """All derivations within reach, loaded and proved when asked for.

    Parameters
    ----------
    targets
        Names, files and folders from the command line; all shipped derivations without any.
    """

    def __init__(self, targets: tuple[str, ...] = ()) -> None:
        self.folders: list[Path] = []
        self._files: dict[Path, tuple[Source, ...]] = {}
        self._results: dict[str, Result] = {}
        self._theorems: dict[str, Theorem] = {}
        self._certificates: dict[str, dict] = {}
        self._accepted = Accepted()
        self._underway: list[str] = []
        named, files = [], []
        for target in targets:
            path = Path(target)
            if path.is_dir():
                self._add(path)
                inside = sorted(path.glob("*.py"))
                if not inside:  # or all derivations would be meant
                    raise UsageError(f"the folder {target} holds no derivation")
                files.extend(inside)
            elif path.suffix == ".py" or "/" in target:
                if not path.is_file():
                    raise UnknownTarget(target, kind="file", hint="name a derivation or a file")
                self._add(path.parent)
                files.append(path)
            else:
                named.append(target)
        self._given: dict[str, Source] = {}
        local = Path.cwd() / "derivations"
        for folder in (local, shipped()):
            if folder.is_dir():
                self._add(folder)
        self.targets = self._targets(named, files)

    def _add(self, folder: Path) -> None:
        folder = folder.resolve()
        if folder not in self.folders:
            self.folders.append(folder)

    def _targets(self, named: list[str], files: list[Path]) -> tuple[Source, ...]:
        found: dict[str, Source] = {}
        for path in files:
            for source in self.load(path):
                _need_one_meaning(found.setdefault(source.name, source), source)
        self._given = dict(found)
        for name in named:
            found.setdefault(name, self.find(name))
        if not named and not files:
            for path in self.files():
                for source in self.load(path):
                    found.setdefault(source.name, source)
        return tuple(found.values())

    def files(self) -> list[Path]:
        """The derivation files within reach; of those with the same name, the first."""
        first: dict[str, Path] = {}
        for folder in self.folders:
            for path in sorted(folder.glob("*.py")):
                first.setdefault(path.stem, path)
        return [first[stem] for stem in sorted(first)]

    def names(self) -> list[str]:
        """The names of all derivations within reach."""
        return [s.name for path in self.files() for s in self.load(path)]

    def find(self, name: str) -> Source:
        """The derivation of a name.

        Raises
        ------
        UnknownTarget
            With the nearest names.
        """
        if name in self._given:
            return self._given[name]
        for folder in self.folders:
            path = folder / f"{name}.py"
            if path.is_file():
                for source in self.load(path):
                    if source.name == name:
                        return source
        known, broken = [], None
        for path in self.files():
            try:
                sources = self.load(path)
            except SymklError as error:  # told only if nothing of the name is found elsewhere
                broken = broken or error
                continue
            for source in sources:
                if source.name == name:
                    return source
                known.append(source.name)
        unknown = UnknownTarget(name, known)
        if unknown.hint is None:
            unknown.hint = "`symkl list` for all names"
        raise unknown from broken

    def load(self, path: Path) -> tuple[Source, ...]:
        """The derivations of a file, in the order in which it defines them.

        Raises
        ------
        DerivationLoadError, LimitError
            If the file does not import or defines no derivation, or is too much of a file.
        """
        path = path.resolve()
        if path not in self._files:
            self._files[path] = load(path, ours=path.parent == shipped())
        return self._files[path]

    def result(self, name: str) -> Result:
        """The verdicts on a derivation, of kernel and checker; its lemmas are proved first."""
        if name in self._results:
            return self._results[name]
        if name in self._underway:
            raise CycleError(self._underway[self._underway.index(name) :])
        source = self.find(name)
        self._underway.append(name)
        try:
            result = prove(source.derivation, self.theorem)
            result, data = agreed(result, self.theorem, self.certificate, self._accepted)
            if data is not None:
                self._certificates[name] = data
            if result.verdict != "proved":
                result = self._with_evidence(result)
        except SymklError as error:  # a lemma that does not exist, or that rests on this one
            raise error.at(source.derivation.place) from error.__cause__
        finally:
            self._underway.pop()
        self._results[name] = result
        for theorem in result.theorems:
            self._theorems[theorem.name] = theorem
        return result

    def _with_evidence(self, result: Result) -> Result:
        from symkl.kernel.evidence import with_evidence
        from symkl.rules import RULES

        own = {theorem.name: theorem for theorem in result.theorems}

        def lemma(name: str) -> Theorem:
            if name in own:
                return own[name]
            try:
                return self.theorem(name)
            except CycleError as circle:  # a rule that is only tried may rest on this derivation
                raise Refusal(str(circle)) from circle

        parts = tuple(
            part if part.verdict == "proved" else with_evidence(part, lemma, RULES.values())
            for part in result.parts
        )
        return replace(result, parts=parts)

    def certificate(self, name: str) -> dict:
        """The certificate of what is proved of a derivation, which the checker has accepted.

        Raises
        ------
        UsageError
            If nothing of it is proved.
        """
        result = self.result(name)
        if name not in self._certificates:
            raise UsageError(f"{name} is {result.verdict}; only what is proved has a certificate")
        return self._certificates[name]

    def theorem(self, name: str) -> Theorem:
        """A theorem by its name, proved first where need be.

        Raises
        ------
        UnknownTarget
            If there is no such claim.
        Refusal
            If it is not proved.
        """
        derivation, _, part = name.partition(".")
        # A part of the derivation in hand that has no theorem yet has failed, or comes later.
        in_hand = part and self._underway[-1:] == [derivation]
        if name not in self._theorems and not in_hand:
            self.result(derivation)
        if name not in self._theorems:
            owner = self.find(derivation)
            claims = [p.name for p in owner.derivation.parts]
            if name not in claims:
                raise UnknownTarget(name, claims, kind="theorem", place=owner.derivation.place)
            raise Refusal(f"the lemma {name} is not proved", f"symkl prove {owner.name} -v")
        return self._theorems[name]
