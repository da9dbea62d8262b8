"""`symkl verify`: functions against quadrature of the definition."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from symkl.cli.options import Console, console_options, jobs_option, targets
from symkl.errors import SymklError, UsageError

if TYPE_CHECKING:
    from symkl.report.progress import Progress
    from symkl.verify import Report

_DTYPES = ("float64", "float32")
_BACKENDS = ("mpmath", "arb")


_EXAMPLES = """\b
Examples:
  symkl verify univariate
  symkl verify --impl mymodule:kl --problem univariate
"""


@click.command("verify", epilog=_EXAMPLES)
@targets
@click.option(
    "--digits",
    type=click.IntRange(1),
    default=30,
    show_default=True,
    metavar="N",
    help="Of the reference.",
)
@click.option(
    "--points",
    type=click.IntRange(1),
    default=8,
    show_default=True,
    metavar="N",
    help="In each regime at k = 1; fewer at k = 2 and 3.",
)
@click.option(
    "--seed",
    type=click.IntRange(0),
    default=0,
    show_default=True,
    metavar="N",
    help="Another one draws other points.",
)
@click.option("--dtype", type=click.Choice(_DTYPES), default="float64", show_default=True)
@click.option(
    "--backend",
    type=click.Choice(_BACKENDS),
    default="mpmath",
    show_default=True,
    help="What computes the quadrature; arb is faster.",
)
@click.option(
    "--certified/--no-certified",
    default=True,
    show_default=True,
    help="Enclose the integral with a proved error; the quadrature has to agree.",
)
@click.option(
    "--impl",
    metavar="MODULE:FUNCTION",
    help="Check this function, of NumPy or of PyTorch; FILE.py:FUNCTION does too.",
)
@click.option("--problem", metavar="NAME", help="With --impl: what the function computes.")
@jobs_option
@console_options()
def command(
    targets: tuple[str, ...],
    digits: int,
    points: int,
    seed: int,
    dtype: str,
    backend: str,
    certified: bool,
    impl: str | None,
    problem: str | None,
    jobs: int,
    console: Console,
) -> int:
    """Check generated modules, or with --impl somebody's function, against the definition.

    The reference is the integral of p log(p/q), from the densities alone: enclosed in ball
    arithmetic with a proved error, and computed in high precision as a second opinion. The design
    has moderate points and hard ones: distributions that nearly coincide, scales of 1e±100, means
    far apart, covariances that are almost singular. Ends with 1 unless all is accurate.
    """
    from symkl.report.accuracy import outcome

    settings = {
        "digits": digits,
        "points": points,
        "seed": seed,
        "dtype": dtype,
        "backend": backend,
        "certified": certified,
    }
    with console.progress() as progress:
        if impl is not None:
            reports = [_somebodys(targets, impl, problem, settings, jobs, progress)]
        elif problem is not None:
            raise UsageError(
                "--problem says what a function of yours computes",
                hint="name the function with --impl",
            )
        else:
            reports = _generated(targets, settings, jobs, progress, console)
    return console.report(outcome(reports))


def _somebodys(
    targets: tuple[str, ...],
    impl: str,
    problem: str | None,
    settings: dict[str, Any],
    jobs: int,
    progress: Progress,
) -> Report:
    from symkl.verify import PROBLEMS, verify

    names = [*targets, *([problem] if problem is not None else [])]
    if len(names) != 1:
        raise UsageError(
            "what the function computes is not said" if not names else "two problems are named",
            hint="--problem with one of " + ", ".join(PROBLEMS),
        )
    progress.start(f"measuring {impl}")
    return verify(names[0], impl, jobs=jobs, progress=progress, **settings)


def _generated(
    targets: tuple[str, ...],
    settings: dict[str, Any],
    jobs: int,
    progress: Progress,
    console: Console,
) -> list[Report]:
    from symkl.build.exporting import chosen
    from symkl.build.workshop import functions

    shop, modules = chosen(targets, console.faults, jobs=jobs, progress=progress)
    console.say_all(shop.library.notes())
    found = [(m, f, p) for m in modules for f, p in functions(shop.modules[m], m)]
    if not found and console.faults:
        raise console.faults.pop()
    if not found:
        raise UsageError(
            f"of {', '.join(modules)} there is no definition to check against",
            hint="name a module with a divergence: symkl verify univariate",
        )
    reports = []
    for module, function, problem in found:
        try:
            reports.append(shop.measure(module, function, problem, **settings))
        except SymklError as error:  # it is not proved
            console.faults.append(error)
    if not reports:
        raise console.faults.pop()
    return reports
