"""`symkl prove`: every step, and what is known of those that do not hold."""

from __future__ import annotations

import click

from symkl.cli.options import Console, console_options, targets


@click.command("prove")
@targets
@console_options()
def command(targets: tuple[str, ...], console: Console) -> int:
    """Prove derivations; their lemmas are proved first.

    A line a derivation; with -v, a line a step. Of a step that does not hold: where it stands,
    both sides, what is left of their difference, numbers, the laws that are missing. Ends with 1
    unless all is proved.
    """
    from symkl.cli.proving import prove_all
    from symkl.library import Library
    from symkl.report.proofs import outcome

    library = Library(targets)
    return console.report(outcome(prove_all(library, library.targets)))
