"""Derivations on disk: where they are found, and the proofs of them all.

A derivation file is Python that defines `Derivation` objects; the name of the variable is the
name of the derivation, and lemmas are called by it. There are three sources (`symkl.origin`): the
files and folders given as targets with the files beside them, ``derivations/`` where the user
stands, with the folders in it, and the derivations that come with the package. In one source a
name has one meaning; of two sources the first decides.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations
from pathlib import Path

from symkl.agreement import agreed
from symkl.certificate import Data
from symkl.errors import CycleError, SymklError, UnknownTarget, UsageError
from symkl.kernel.check import prove
from symkl.kernel.refusal import Refusal
from symkl.kernel.theorem import Result, Theorem
from symkl.loading import Source, shown
from symkl.meanings import own_words, shadowed
from symkl.origin import Given, Origin, with_those_below
from symkl_recheck import Accepted

__all__ = ["Library", "Source", "shipped", "shown"]


def shipped() -> Path:
    """The folder of the derivations that come with the package."""
    package = Path(__file__).resolve().parent
    inside = package / "_derivations"
    return inside if inside.is_dir() else package.parent / "derivations"


class Library:
    """All derivations within reach, loaded and proved when asked for.

    Parameters
    ----------
    targets
        Names, files and folders from the command line; all shipped derivations without any.
    faults
        Where it is given, what is wrong with a target is put there, and the others are targets all
        the same; so is what stands in the way of a verdict later (`symkl.build.proving`).

    Raises
    ------
    UsageError
        If a name has two meanings in one source, or there is no such target.
    """

    def __init__(
        self, targets: tuple[str, ...] = (), faults: list[SymklError] | None = None
    ) -> None:
        self.faults = faults
        self._results: dict[str, Result] = {}
        self._theorems: dict[str, Theorem] = {}
        self._certificates: dict[str, Data] = {}
        self._accepted = Accepted()
        self._underway: list[str] = []
        self._past: dict[Path, SymklError] = {}
        given = Given(targets)
        self._origins = self._find_origins(given)
        self.folders = [folder for origin in self._origins for folder in origin.folders]
        self.targets = self._targets(given, faults)

    def _find_origins(self, given: Given) -> list[Origin]:
        origins = [Origin("", given.folders, given.files, ours=shipped())] if given.folders else []
        local = Path.cwd() / "derivations"
        for whose, folder in (("the project's", local), ("symkl's own", shipped())):
            known = [folder for origin in origins for folder in origin.folders]
            if folder.is_dir() and folder.resolve() not in known:
                found = with_those_below(folder.resolve())
                origins.append(Origin(whose, found, ours=shipped()))
        return origins

    def _targets(self, given: Given, faults: list[SymklError] | None) -> tuple[Source, ...]:
        found: dict[str, Source] = {}
        wrong = list(given.faults)
        for name in given.names:
            try:
                found.setdefault(name, self.find(name))
            except SymklError as error:
                wrong.append(error)
        if given.files:
            found = {source.name: source for source in self._origins[0].named()} | found
            wrong.extend(self._origins[0].faults(given.files))
        if given.everything:
            found = {source.name: source for source in self.everything()}
            wrong.extend(one for origin in self._origins for one in origin.faults())
        for fault in wrong:
            if faults is None:
                raise fault
            faults.append(fault)
        return tuple(found.values())

    def everything(self) -> list[Source]:
        """All derivations within reach that load; of those of one name, the first."""
        first: dict[str, Source] = {}
        for origin in self._origins:
            for source in origin.sources():
                first.setdefault(source.name, source)
        return sorted(first.values(), key=lambda source: source.name)

    def names(self) -> list[str]:
        """The names of all derivations within reach."""
        return [source.name for source in self.everything()]

    def find(self, name: str) -> Source:
        """The derivation of a name.

        Raises
        ------
        UnknownTarget
            With the nearest names.
        """
        past: dict[Path, SymklError] = {}
        for origin in self._origins:
            source = origin.find(name)
            if source is not None:
                self._past |= past
                return source
            past |= origin.broken
        known = [source.name for source in self.everything()]
        unknown = UnknownTarget(name, known)
        if unknown.hint is None:
            unknown.hint = "`symkl list` for all names"
        raise unknown from next(iter(past.values()), None)

    def notes(self) -> list[str]:
        """A line for all that is shadowed, and for each file whose names could not be looked at."""
        lines: list[str] = []
        for upper, lower in combinations(self._origins, 2):
            lines.extend(shadowed(upper.meanings(), lower.meanings(), lower.whose))
        for origin in self._origins:
            lines.extend(shadowed(origin.meanings(), own_words(), "symkl's own"))
        for error in self._past.values():
            lines.append(f"{error.place}: {error.message}; what it defines is not known")
        return list(dict.fromkeys(lines))

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
            except UsageError as error:  # a rule that is only tried may rest on this derivation,
                raise Refusal(error.message) from error  # or on what somebody's own one leaves out

        parts = tuple(
            part if part.verdict == "proved" else with_evidence(part, lemma, RULES.values())
            for part in result.parts
        )
        return replace(result, parts=parts)

    def certificate(self, name: str) -> Data:
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
