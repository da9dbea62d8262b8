"""`symkl show`: a derivation, the axioms, the rules, as text."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from symkl.cli.options import Console, console_options
from symkl.errors import UsageError

if TYPE_CHECKING:
    from symkl.library import Library
    from symkl.report.outcome import Outcome


@click.command("show")
@click.argument("names", metavar="[TARGET]...", nargs=-1)
@click.option("--axioms", is_flag=True, help="Everything that is trusted without proof.")
@click.option("--rules", is_flag=True, help="The rules that a step can name.")
@click.option("--assumptions", is_flag=True, help="What is assumed, which step needs it, and why.")
@console_options(formats="data")
def command(
    names: tuple[str, ...], axioms: bool, rules: bool, assumptions: bool, console: Console
) -> int:
    """Show derivations as text: assumptions, claim, steps with their rules, lemmas, axioms.

    With --axioms or --rules, show those; the list of axioms is closed.
    """
    from symkl.report import showing

    if axioms or rules:
        if names or (axioms and rules):
            raise UsageError(
                "--axioms and --rules are shown by themselves",
                hint="a derivation's own axioms stand at the end of: symkl show NAME",
            )
        if axioms:
            return console.report(showing.all_axioms())
        from symkl.rules import RULES

        return console.report(showing.all_rules(RULES.values()))
    if not names:
        raise UsageError("nothing to show", hint="name a derivation (symkl list), or --axioms")
    from symkl.build.proving import prove_all

    library = console.library(names)
    if assumptions:
        return console.report(_assumptions(library))
    proofs = prove_all(library, library.targets)
    console.say_all(library.notes())
    return console.report(showing.derivations(proofs))


def _assumptions(library: Library) -> Outcome:
    """Each assumption dropped in turn."""
    from symkl.mutate.assumptions import assumptions
    from symkl.report.needs import outcome

    needs = []
    for source in library.targets:
        if library.result(source.name).verdict != "proved":
            raise UsageError(
                f"{source.name} is not proved, so what it needs cannot be told",
                place=source.derivation.place,
                hint=f"symkl prove {source.name} -v",
            )
        needs.append((source.name, assumptions(source.derivation, library.theorem)))
    return outcome(needs)
