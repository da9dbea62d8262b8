"""`symkl mutate`: derivations broken on purpose, to see whether that is noticed."""

from __future__ import annotations

import click

from symkl.cli.options import Console, console_options, jobs_option, targets

LIMIT = 500


@click.command("mutate")
@targets
@click.option(
    "--limit",
    type=click.IntRange(1),
    default=LIMIT,
    show_default=True,
    metavar="N",
    help="At most so many mutants: of each slip at each rule in turn one.",
)
@click.option("--all", "everything", is_flag=True, help="All mutants; this takes long.")
@click.option("--seed", type=click.IntRange(0), default=0, show_default=True, metavar="N")
@jobs_option
@console_options()
def command(
    targets: tuple[str, ...],
    limit: int,
    everything: bool,
    seed: int,
    jobs: int,
    console: Console,
) -> int:
    """Break each step, claim, assumption and reason, and count what the kernel lets through.

    A mutant is refuted (numbers contradict it), undefined (one side has no value somewhere),
    unproved, equal in meaning, or it survived: the kernel proves it although numbers refute it.
    With -v, the mutants that are equal in meaning and those that no number refutes are listed.
    Ends with 1 if one survived.
    """
    from symkl.mutate import mutate
    from symkl.report.mutation import outcome

    with console.progress() as progress:
        progress.start("mutants")
        cases = mutate(
            targets,
            limit=None if everything else limit,
            seed=seed,
            jobs=jobs,
            progress=progress,
            faults=console.faults,
        )
    return console.report(outcome(cases))
