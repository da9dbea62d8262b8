"""`symkl list`: what there is."""

from __future__ import annotations

import click

from symkl.cli.options import Console, console_options, targets


@click.command("list")
@targets
@console_options(formats="data")
def command(targets: tuple[str, ...], console: Console) -> int:
    """List the derivations, with claim and file."""
    from symkl.library import shown
    from symkl.report.showing import listing

    library = console.library(targets)
    console.say_all(library.notes())
    return console.report(listing((s.derivation, shown(s.path)) for s in library.targets))
