"""The whole of `symkl check`: every proof, every measurement, every file."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from typing import TYPE_CHECKING

from symkl import __version__
from symkl.build import cache, fingerprint, manifest
from symkl.build.opinions import Opinions, on_record
from symkl.build.updating import Made, Product, compare, fresh
from symkl.build.workshop import VERIFIER, Workshop, with_exporters
from symkl.report import folder
from symkl.report.proofs import outcome

if TYPE_CHECKING:
    from symkl.build.manifest import Entry, Manifest
    from symkl.library import Library
    from symkl.report.outcome import Outcome
    from symkl.report.progress import Progress

__all__ = ["in_full"]


def in_full(
    output: str,
    targets: tuple[str, ...],
    library: Library,
    *,
    use_cache: bool,
    use_record: bool,
    jobs: int,
    progress: Progress,
) -> Outcome:
    """Prove, ask, measure and compare.

    Parameters
    ----------
    output
        The folder.
    targets
        As the user gave them; all derivations without any.
    library
        Where they are; what cannot be read or decided is one of its faults.
    use_cache
        Whether measurements of the last build may stand in for new ones, where neither the module
        nor what measures it has changed.
    use_record
        Whether second opinions that the folder holds may stand in for new ones, where what was
        asked, and who answers, has not changed.
    jobs, progress
        For second opinions and measurements.
    """
    sources = sorted(with_exporters(library, targets), key=lambda source: source.name)
    old = manifest.read(output)
    record = on_record(output, old) if use_record else {}
    opinions = Opinions(library, targets, record, jobs=jobs, progress=progress)
    shop = Workshop(library, sources, jobs=jobs, progress=progress, opinions=opinions)
    shop.prove(sources)
    measured = use_cache and _measured(output)
    proofs = outcome(shop.proofs(sources))
    proved = [source for source in sources if shop.holds(source)]
    products = [product for source in proved for product in shop.typeset(source)]
    names = {source.name for source in proved}
    modules = [module for module, source in shop.modules.items() if source.name in names]
    products += [product for module in modules for product in shop.modules_of(module)]
    whole = not targets and not library.faults
    if whole and len(proved) == len(sources):
        products += shop.transcripts()
    for module in modules:
        for product in shop.accuracy(module):
            known = measured and _stands(shop, module, product, old, output)
            products.append(_as_it_is(output, product, old) if known else product)
    inaccurate = [
        os.path.basename(product.path).removesuffix(".json")
        for product in products
        if product.measured
        and product.path.endswith(".json")
        and json.loads(product.make().content)["verdict"] != "accurate"
    ]

    unproved = {source.name for source in sources} - names

    def belongs(path: str, entry: Entry) -> bool:
        """Files of what is not proved, or was not asked for, are not the matter here."""
        return not whole or bool(unproved & set(entry.of))

    statuses = compare(output, products, old=old, version=__version__, belongs=belongs)
    return folder.checked(
        output,
        [(status.path, status.state) for status in statuses],
        proofs=proofs,
        inaccurate=inaccurate,
    )


def _measured(output: str) -> bool:
    """Return whether the evidence in the folder was measured here, by today's means."""
    last = cache.read(output)
    return (
        last is not None and last.is_of(output) and last.verifier == fingerprint.program(*VERIFIER)
    )


def _stands(
    shop: Workshop, module: str, product: Product, old: Manifest | None, output: str
) -> bool:
    """Return whether the evidence in the folder is about the module as it is generated now."""
    entry = old.entries.get(product.path) if old is not None else None
    return fresh(entry, product, output, shop.accuracy_inputs(module).get)


def _as_it_is(output: str, product: Product, old: Manifest | None) -> Product:
    """A product whose content is that of the file."""
    assert old is not None, "it stands"

    def make() -> Made:
        with open(os.path.join(output, product.path), encoding="utf-8") as file:
            return Made(file.read(), old.entries[product.path].inputs)

    return replace(product, make=make)
