"""`symkl build`: proofs, LaTeX, code and evidence, into a folder."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import click

from symkl.cli.options import Console, console_options, jobs_option, targets

if TYPE_CHECKING:
    from collections.abc import Iterator

    from symkl.build.manifest import Entry, Manifest
    from symkl.build.updating import Product
    from symkl.library import Library, Source
    from symkl.report.progress import Progress


@click.command("build")
@targets
@click.option(
    "-o", "output", default="output", show_default=True, metavar="FOLDER", help="Where to."
)
@click.option("--no-cache", is_flag=True, help="Make everything anew.")
@jobs_option
@console_options(file=False)
def command(
    targets: tuple[str, ...], output: str, no_cache: bool, jobs: int, console: Console
) -> int:
    """Prove, print, generate and measure, into a folder; what is unchanged is not redone.

    Every step gets a second opinion. Of a derivation that is not proved, or of which a step is
    contradicted, nothing is written, and what is there is left. With targets, the files of those
    are brought up to date.
    """
    from symkl.build import atomic

    # Told before anything is proved or measured.
    atomic.make_folder(output)
    atomic.probe(output)
    library = console.library(targets)
    console.say_all(library.notes())
    with console.progress() as progress:
        return _Build(library, targets, output, no_cache, jobs, progress).run(console)


class _Build:
    """One run of the command."""

    def __init__(
        self,
        library: Library,
        targets: tuple[str, ...],
        output: str,
        no_cache: bool,
        jobs: int,
        progress: Progress,
    ) -> None:
        from symkl.build import cache, fingerprint, manifest
        from symkl.build.opinions import Opinions, on_record
        from symkl.build.workshop import VERIFIER, Workshop, with_exporters

        self.library = library
        self.output = output
        self.whole = not targets and not library.faults
        self.old = manifest.read(output)
        self.sources = with_exporters(library, targets)
        last = None if no_cache else cache.read(output)
        last = last if last is not None and last.is_of(output) else None
        self.program, self.verifier = fingerprint.program(), fingerprint.program(*VERIFIER)
        self.trusted = last is not None and last.program == self.program
        self.measured = last is not None and last.verifier == self.verifier
        known = {} if no_cache else on_record(output, self.old)
        opinions = Opinions(library, targets, known, jobs=jobs, progress=progress)
        self.shop = Workshop(
            library, self._members(), jobs=jobs, progress=progress, opinions=opinions
        )
        self.current = self.shop.current(output)
        self.progress = progress
        self.unproved: dict[str, Source] = {}

    def _members(self) -> list[Source]:
        """The derivations that the folder is about: those asked for, and those it has already."""
        from symkl.errors import SymklError

        found = {source.name: source for source in self.sources}
        if not self.whole and self.old is not None:
            for name in {name for entry in self.old.entries.values() for name in entry.of}:
                try:
                    found.setdefault(name, self.library.find(name))
                except SymklError:
                    continue
        return [found[name] for name in sorted(found)]

    def is_fresh(self, product: Product) -> bool:
        from symkl.build.updating import fresh

        trusted = self.measured if product.measured else self.trusted
        entry = self.old.entries.get(product.path) if self.old is not None else None
        return trusted and fresh(entry, product, self.output, self.current)

    def products(self) -> Iterator[Product]:
        """The files, each before those that are made from it; only of what is proved."""
        from symkl.build.workshop import exporters

        self.shop.prove(self._stale())
        for source in self.sources:
            self.progress.start(source.name)
            plain = self._plain(source)
            if not all(map(self.is_fresh, plain)) and not self.shop.holds(source):
                self.unproved[source.name] = source
                continue
            yield from plain
        for module, source in exporters(self.library, self.sources).items():
            if source.name not in self.unproved:
                yield from self.shop.accuracy(module)
        transcripts = self.shop.transcripts()
        if not all(map(self.is_fresh, transcripts)):
            for source in self.shop.members:
                if not self.shop.holds(source):
                    self.unproved[source.name] = source
        if not self.unproved:
            yield from transcripts

    def _plain(self, source: Source) -> list[Product]:
        """The files of a derivation that are made from nothing but itself."""
        modules = [m for m in self.shop.modules if self.shop.modules[m] is source]
        code = [product for module in modules for product in self.shop.modules_of(module)]
        return [*self.shop.typeset(source), *code]

    def _stale(self) -> list[Source]:
        """The derivations of which a file is to be made."""
        if not all(map(self.is_fresh, self.shop.transcripts())):
            return list(self.shop.members)
        return [s for s in self.sources if not all(map(self.is_fresh, self._plain(s)))]

    def keep(self, path: str, entry: Entry) -> bool:
        """Return whether a file that was not made in this run still belongs."""
        names = set(entry.of)
        if names & set(self.unproved):
            return True
        if self.whole or names & {source.name for source in self.sources}:
            return False
        # What cannot be read may be about any file.
        known = names <= {source.name for source in self.shop.members}
        return known or bool(self.library.faults)

    def run(self, console: Console) -> int:
        from symkl import __version__
        from symkl.build.updating import update
        from symkl.report import folder
        from symkl.report.proofs import outcome

        statuses, manifest = update(
            self.output,
            self.products(),
            old=self.old,
            version=__version__,
            is_fresh=self.is_fresh,
            keep=self.keep,
        )
        inaccurate = _inaccurate(self.output, manifest)
        failing = self.shop.proofs(source for _, source in sorted(self.unproved.items()))
        failed = bool(self.unproved or self.library.faults)
        self._remember(failing=failed, complete=not failed and not inaccurate)
        self.progress.start("")
        report = folder.built(
            self.output,
            [(status.path, status.state) for status in statuses],
            proofs=outcome(failing) if failing else None,
            inaccurate=inaccurate,
            counts=_counts(self.output, manifest),
        )
        return console.report(report)

    def _remember(self, *, failing: bool, complete: bool) -> None:
        """Keep what was found, as far as this run looked.

        The files that a failing derivation has in the folder are those of an earlier program, of
        which nothing is known then.
        """
        from symkl.build import cache, fingerprint, manifest

        digest = fingerprint.file_digest(os.path.join(self.output, manifest.NAME))
        folders = [os.path.join(os.getcwd(), "derivations"), *map(str, self.library.folders)]
        cache.write(
            self.output,
            cache.State(
                program=self.program if not failing and (self.whole or self.trusted) else "",
                verifier=self.verifier if self.whole or self.measured else "",
                manifest=digest or "",
                stood=os.getcwd(),
                package=fingerprint.PACKAGE,
                folders={path: fingerprint.folder_digests(path) for path in folders},
                complete=complete and self.whole,
            ),
        )


def _counts(output: str, manifest: Manifest) -> tuple[int, int, int]:
    """Derivations, steps and measured functions that the folder has evidence of."""
    import json

    from symkl.build.paths import ACCURACY, TRANSCRIPT

    derivations: list[dict[str, Any]] = []
    if f"{TRANSCRIPT}.json" in manifest.entries:
        with open(os.path.join(output, f"{TRANSCRIPT}.json"), encoding="utf-8") as file:
            derivations = json.load(file)["derivations"]
    functions = [p for p in manifest.entries if p.startswith(ACCURACY) and p.endswith(".json")]
    return len(derivations), sum(d["steps"] for d in derivations), len(functions)


def _inaccurate(output: str, manifest: Manifest) -> list[str]:
    """The modules that the evidence in the folder speaks against."""
    import json

    from symkl.build.paths import ACCURACY

    names = []
    for path in sorted(manifest.entries):
        if path.startswith(ACCURACY) and path.endswith(".json"):
            with open(os.path.join(output, path), encoding="utf-8") as file:
                if json.load(file)["verdict"] != "accurate":
                    names.append(os.path.basename(path).removesuffix(".json"))
    return names
