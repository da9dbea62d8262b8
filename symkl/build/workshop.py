"""The contents of ``output/``: the files that derivations give, and how each is made.

====================  =========================================================================
``latex/NAME.tex``    the derivation, a fragment
``numpy/NAME.py``     a module of functions; likewise ``torch/``, ``jax/`` and ``array_api/``
``report/proofs.*``   every step of every derivation with its verdict and the second opinion on
                      it, as text and as JSON
``report/accuracy/``  the functions against quadrature of the definition, each as text and JSON
====================  =========================================================================
"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from symkl import __version__
from symkl.build.fingerprint import file_digest, text_digest
from symkl.build.paths import ACCURACY, CODE, LATEX, NUMPY, TRANSCRIPT
from symkl.build.proving import portable, prove_all
from symkl.build.updating import Made, Product
from symkl.library import Library, Source
from symkl.report.outcome import View

if TYPE_CHECKING:
    from symkl.build.opinions import Opinions
    from symkl.lang.nodes import Shape
    from symkl.report.progress import Progress
    from symkl.report.proof import Proof
    from symkl.verify import Report

__all__ = ["VERIFIER", "Workshop", "exporters", "functions", "with_exporters"]

# What output/ tells of accuracy was measured so. Digits and points are those of `symkl verify`;
# arb is as good a reference as mpmath, and several times faster in the plane and in space.
SETTINGS: dict[str, Any] = {"digits": 30, "points": 8, "seed": 0, "backend": "arb"}


# The part of the program that the figures of accuracy depend on; the module is an input of its own.
VERIFIER = ("verify", "report", "cli")


def exporters(library: Library, sources: Iterable[Source]) -> dict[str, Source]:
    """The modules that some derivations export, with the derivation."""
    from symkl.code.modules import exports

    named = {source.name: source for source in sources}
    return {module: named[name] for module, name in exports(library).items() if name in named}


def functions(source: Source, module: str) -> list[tuple[str, str]]:
    """The functions of a module that a problem of `symkl.verify` describes: function and problem.

    A problem is a divergence. It describes a function if its arguments have the same names and
    shapes, and otherwise if it is called like the module and has as many.
    """
    from symkl.lang.nodes import Divergence
    from symkl.verify import PROBLEMS

    claims = {part.name.rpartition(".")[2]: part.claim.lhs for part in source.derivation.parts}
    found = []
    for export in source.derivation.code:
        if export.module != module or not isinstance(claims.get(export.value), Divergence):
            continue
        shapes = {symbol.name: _axes(symbol.shape) for symbol in export.arguments}
        same = [
            problem.name
            for problem in PROBLEMS.values()
            if list(shapes.items()) == [(name, len(axes)) for name, axes in problem.shapes.items()]
        ]
        if not same and module in PROBLEMS and len(PROBLEMS[module].arguments) == len(shapes):
            same = [module]
        found += [(export.value, problem) for problem in same[:1]]
    return found


def _axes(shape: Shape) -> int:
    """The axes of the array that stands for a letter: a column is one-dimensional."""
    return len([dimension for dimension in shape if str(dimension) != "1"])


def with_exporters(library: Library, targets: tuple[str, ...]) -> list[Source]:
    """The targets; for one that is the name of a module, the derivation that carries it too."""
    found = {source.name: source for source in library.targets}
    for source in library.everything() if targets else ():
        if any(export.module in targets for export in source.derivation.code):
            found.setdefault(source.name, source)
    return list(found.values())


class Workshop:
    """Everything that is needed to make the files of an output folder, made once and when asked.

    Parameters
    ----------
    library
        The derivations.
    members
        Those that the folder is about.
    jobs
        Processes for the measurements.
    progress
        Told what is being measured, and how far that is.
    opinions
        Where second opinions on what is proved come from; without it there are none.
    """

    def __init__(
        self,
        library: Library,
        members: Sequence[Source],
        *,
        jobs: int = 1,
        progress: Progress | None = None,
        opinions: Opinions | None = None,
    ) -> None:
        self._opinions = opinions
        self.library = library
        self.members = tuple(members)
        self.modules = exporters(library, self.members)
        self._reports: dict[tuple[str, str], Report] = {}
        self._jobs = jobs
        self._progress = progress
        self._proofs: dict[str, Proof] = {}
        self._undecided: set[str] = set()
        self._codes: dict[tuple[str, str], str] = {}
        self._files = {portable(s.path): str(s.path) for s in reversed(library.everything())}

    # --- inputs

    def current(self, folder: str) -> Callable[[str], str | None]:
        """The present value of an input by its name, for files in an output folder."""

        def value(name: str) -> str | None:
            if name == "settings":
                return _settings()
            if name.startswith(f"{NUMPY}/"):
                return file_digest(os.path.join(folder, name))
            return file_digest(self._files.get(name, ""))

        return value

    def prove(self, sources: Iterable[Source]) -> None:
        """Find the verdicts on some derivations, which is quicker than one by one."""
        known = {*self._proofs, *self._undecided}
        new = [source for source in sources if source.name not in known]
        proofs = prove_all(self.library, new, file=lambda source: portable(source.path))
        if self._opinions is not None:
            # What is not proved fails as it is, with the numbers that speak against it.
            proved = [proof.name for proof in proofs if proof.result.verdict == "proved"]
            seconds = self._opinions.on(proved)
            proofs = [replace(proof, second=seconds.get(proof.name)) for proof in proofs]
        self._proofs |= {proof.name: proof for proof in proofs}
        self._undecided |= {source.name for source in new} - set(self._proofs)

    def proof(self, source: Source) -> Proof | None:
        """The verdicts on a derivation; None where it cannot be decided."""
        if source.name not in self._undecided:
            self.prove([source])
        return self._proofs.get(source.name)

    def holds(self, source: Source) -> bool:
        """Return whether a derivation is proved, and contradicted by nothing."""
        proof = self.proof(source)
        return proof is not None and proof.holds

    def proofs(self, sources: Iterable[Source]) -> list[Proof]:
        """The verdicts on those derivations that can be decided."""
        return [proof for proof in map(self.proof, sources) if proof is not None]

    def _inputs(self, source: Source) -> dict[str, str]:
        """The files on which a derivation that is proved rests, with their hashes."""
        proof = self.proof(source)
        assert proof is not None, "only of what is proved a file is made"
        names = {proof.name, *(lemma.partition(".")[0] for lemma in proof.foundations.lemmas)}
        sources = [self.library.find(name) for name in names]
        return {portable(source.path): source.sha256 for source in sources}

    # --- files

    def typeset(self, source: Source) -> list[Product]:
        """The derivation as a fragment; nothing for a form with cases, which fits no page."""
        from symkl.latex.documents import has_branches

        return [] if has_branches(source.derivation) else [self.latex(source)]

    def latex(self, source: Source) -> Product:
        """The derivation as a fragment."""

        def make() -> Made:
            from symkl.latex.documents import fragment

            text = fragment(
                source.derivation,
                theorem=self.library.result(source.name).theorems,
                digest=source.sha256,
            )
            return Made(text, self._inputs(source))

        return Product(f"{LATEX}/{source.name}.tex", (source.name,), make)

    def modules_of(self, module: str) -> list[Product]:
        """A module of functions, for each array library."""
        source = self.modules[module]

        def make(target: str) -> Made:
            return Made(self.code(module, target), self._inputs(source))

        return [
            Product(f"{folder}/{module}.py", (source.name,), partial(make, target))
            for target, folder in CODE.items()
        ]

    def code(self, module: str, target: str = "numpy") -> str:
        """The text of a module."""
        from symkl.code.modules import module as generate

        if (module, target) not in self._codes:
            source = self.modules[module]
            self._codes[module, target] = generate(
                target,
                source.derivation,
                self.library.result(source.name).theorems,
                source_hash=source.sha256,
                version=__version__,
                name=module,
            )
        return self._codes[module, target]

    def accuracy(self, module: str) -> list[Product]:
        """The evidence on the functions of a module, each as JSON and as text."""
        from symkl.report import accuracy

        of = (self.modules[module].name,)
        products = []
        for function, problem in functions(self.modules[module], module):

            def make(
                write: Callable[[Report], str], function: str = function, problem: str = problem
            ) -> Made:
                report = self.measure(module, function, problem)
                return Made(write(report), self.accuracy_inputs(module))

            for ending, write in (("json", accuracy.kept_json), ("txt", accuracy.kept_text)):
                path = f"{ACCURACY}/{module}.{function}.{ending}"
                products.append(Product(path, of, partial(make, write), measured=True))
        return products

    def accuracy_inputs(self, module: str) -> dict[str, str]:
        """The inputs of the accuracy report on a module: the hash of its code, and the settings."""
        return {f"{NUMPY}/{module}.py": text_digest(self.code(module)), "settings": _settings()}

    def measure(self, module: str, function: str, problem: str, **settings: Any) -> Report:
        """A function against quadrature, from a copy of the module that is nobody's output."""
        from symkl.verify import verify

        key = module, function
        if key not in self._reports:
            name = f"{NUMPY}/{module}.py:{function}"
            if self._progress is not None:
                self._progress.start(f"measuring {name}")
            with tempfile.TemporaryDirectory(prefix="symkl-") as folder:
                path = os.path.join(folder, f"{module}.py")
                with open(path, "w", encoding="utf-8") as file:
                    file.write(self.code(module))
                self._reports[key] = verify(
                    problem,
                    f"{path}:{function}",
                    jobs=self._jobs,
                    label=name,
                    progress=self._progress,
                    **(settings or SETTINGS),
                )
        return self._reports[key]

    def transcripts(self) -> list[Product]:
        """Every step of every member with its verdict, as text and as JSON."""
        from symkl.report import proofs, showing
        from symkl.report.as_json import render

        def inputs() -> dict[str, str]:
            each = [self._inputs(source) for source in self.members]
            return {name: digest for found in each for name, digest in found.items()}

        def as_text() -> Made:
            found = self.proofs(self.members)
            head = f"symkl {__version__} — {len(found)} derivations — generated; do not edit\n\n"
            body = proofs.outcome(found).text(View())
            rule = "\n\n" + "=" * 100 + "\n\n"
            shown = [showing.derivations([proof]).text(View()) for proof in found]
            return Made(rule.join([head + body, *shown]) + "\n", inputs())

        def as_json() -> Made:
            found = self.proofs(self.members)
            return Made(render(proofs.outcome(found), View()), inputs())

        of = tuple(source.name for source in self.members)
        return [
            Product(f"{TRANSCRIPT}.json", of, as_json),
            Product(f"{TRANSCRIPT}.txt", of, as_text),
        ]


def _settings() -> str:
    return json.dumps(SETTINGS, sort_keys=True)
