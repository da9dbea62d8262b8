"""`symkl export`: derivations as modules for NumPy and for other array libraries."""

from __future__ import annotations

import os

import click

from symkl.build.paths import CODE
from symkl.cli.options import Console, console_options
from symkl.errors import SymklError, UsageError


@click.command("export")
@click.argument("targets", metavar="[TARGET]...", nargs=-1)
@click.option(
    "-o", "output", metavar="FOLDER", help="A folder for the modules; without it, one to stdout."
)
@click.option(
    "--target",
    "library",
    type=click.Choice(list(CODE)),
    default="numpy",
    show_default=True,
    help="The array library that the code is for.",
)
@console_options(formats="none", file=False)
def command(targets: tuple[str, ...], output: str | None, library: str, console: Console) -> int:
    """Generate modules of functions, which stand alone.

    A TARGET is a module's name, or a derivation that carries modules. Only proved code forms are
    exported.
    """
    from symkl.build.exporting import chosen

    if not targets:
        raise UsageError("nothing to export", hint="name a module: symkl export univariate")
    shop, modules = chosen(targets, console.faults)
    console.say_all(shop.library.notes())
    if output is None:
        if len(modules) > 1:
            raise UsageError(
                f"{' and '.join(modules)} do not fit into one file",
                hint="name a folder for them with -o",
            )
        console.write(shop.code(modules[0], library))
        return 0
    from symkl.build import atomic

    for module in modules:
        try:
            text = shop.code(module, library)
        except SymklError as error:  # it is not proved
            console.faults.append(error)
            continue
        path = os.path.join(output, f"{module}.py")
        atomic.write(path, text.encode("utf-8"))
        console.say(f"written {path}")
    return 0
