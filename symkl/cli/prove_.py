"""`symkl prove`: every step, and what is known of those that do not hold."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import click

from symkl.cli.options import Console, console_options, targets


@click.command("prove")
@targets
@click.option(
    "--cross-check",
    is_flag=True,
    help="Have every step decided a second time, by another road; a contradiction is a failure.",
)
@click.option(
    "--certificates",
    metavar="DIR",
    type=click.Path(path_type=Path, file_okay=False),
    help="Write what is proved, and what it rests on, for `python -m symkl_recheck DIR`.",
)
@console_options()
def command(
    targets: tuple[str, ...], cross_check: bool, certificates: Path | None, console: Console
) -> int:
    """Prove derivations; their lemmas are proved first.

    A line a derivation; with -v, a line a step. Of a step that does not hold: where it stands,
    both sides, what is left of their difference, numbers, the laws that are missing. Ends with 1
    unless all is proved, and with 2 if a target cannot be read; the others are decided all the
    same.
    """
    from symkl.build.proving import prove_all
    from symkl.report.proofs import outcome

    library = console.library(targets)
    proofs = prove_all(library, library.targets)
    if cross_check:
        from symkl.crosscheck import cross_check as second_opinion

        with console.progress() as progress:
            for number, proof in enumerate(proofs):
                progress.start(f"second opinion on {proof.name}")
                proofs[number] = replace(proof, second=second_opinion(proof.result))
    if certificates is not None:
        from symkl.certificate import write

        for proof in proofs:
            if proof.result.verdict == "proved":
                write(proof.name, library.certificate, certificates)
    code = console.report(outcome(proofs)) if proofs or not console.faults else 0
    console.say_all(library.notes())
    return code
