"""`symkl check`: for continuous integration; writes nothing.

If nothing that the last build rests on has changed, comparing hashes is all there is to do. That
path loads neither the kernel nor any library, and is why imports stand where they are used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from symkl.build.paths import TRANSCRIPT
from symkl.cli.options import Console, console_options, jobs_option, targets

if TYPE_CHECKING:
    from symkl.report.outcome import Outcome


@click.command("check")
@targets
@click.option(
    "-o", "output", default="output", show_default=True, metavar="FOLDER", help="What to check."
)
@click.option(
    "--no-cache",
    is_flag=True,
    help="Prove, ask and measure, whatever the last build found.",
)
@click.option(
    "--fresh",
    is_flag=True,
    help="Ask for every second opinion anew, also where one is on record.",
)
@jobs_option
@console_options(file=False)
def command(
    targets: tuple[str, ...], output: str, no_cache: bool, fresh: bool, jobs: int, console: Console
) -> int:
    """Prove, verify, and compare a folder with what the derivations give; write nothing.

    Ends with 1 if a step is not proved, or the second opinion contradicts it, a function is not
    accurate, or a file is missing, edited, stale, or no longer belongs.
    """
    outcome = None if no_cache or fresh else _by_hashes(output, targets)
    if outcome is None:
        from symkl.build.checking import in_full

        library = console.library(targets)
        console.say_all(library.notes())
        with console.progress() as progress:
            outcome = in_full(
                output,
                targets,
                library,
                use_cache=not no_cache,
                use_record=not (no_cache or fresh),
                jobs=jobs,
                progress=progress,
            )
    return console.report(outcome)


def _by_hashes(output: str, targets: tuple[str, ...]) -> Outcome | None:
    """The outcome where the last build's findings still stand; None where they may not."""
    from symkl.build import cache, fingerprint, manifest
    from symkl.report.folder import checked

    state, listed = cache.read(output), manifest.read(output)
    if state is None or listed is None or not state.complete:
        return None
    if not state.describes(output, fingerprint.program()):
        return None
    chosen = sorted(listed.entries)
    if targets:
        about = {path: set(entry.of) for path, entry in listed.entries.items()}
        if not set(targets) <= set().union(*about.values()):
            return None
        chosen = [
            path
            for path in chosen
            if about[path] <= set(targets) and not path.startswith(TRANSCRIPT)
        ]
    statuses = [(path, listed.edited(output, path) or "current") for path in chosen]
    if all(state == "current" for _, state in statuses):
        statuses.append((manifest.NAME, "current"))
    return checked(output, statuses, proofs=None, cached=True)
