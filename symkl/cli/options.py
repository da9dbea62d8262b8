"""The options that commands share: targets, formats, where output goes, how much is said."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import click

from symkl.errors import SymklError
from symkl.report.progress import Progress

if TYPE_CHECKING:
    from symkl.library import Library
    from symkl.report.outcome import Outcome, View

__all__ = ["Console", "console_options", "jobs_option", "targets"]

WIDTH = 100


@dataclass(frozen=True, slots=True)
class Console:
    """The destination of a command's output, and its form.

    Attributes
    ----------
    format
        The format of the data.
    file
        The file to write in place of stdout.
    verbosity
        -1, 0 or 1.
    colour
        Whether colours are wanted; they appear on a terminal only.
    faults
        The errors in some of the targets, reported at the end, when the others are done.
    """

    format: str = "text"
    file: str | None = None
    verbosity: int = 0
    colour: bool = True
    faults: list[SymklError] = field(default_factory=list)

    def view(self) -> View:
        """The view of whoever reads stdout, or the file."""
        from symkl.report.outcome import View

        terminal = self.file is None and sys.stdout.isatty()
        width = min(shutil.get_terminal_size((WIDTH, 24)).columns, WIDTH) if terminal else WIDTH
        colour = self.colour and terminal and "NO_COLOR" not in os.environ
        return View(self.verbosity, colour and os.environ.get("TERM") != "dumb", max(width, 60))

    def library(self, targets: tuple[str, ...]) -> Library:
        """The derivations that can be read; what is wrong with the others becomes a fault.

        Raises
        ------
        SymklError
            If none can be read.
        """
        from symkl.library import Library

        library = Library(targets, self.faults)
        if self.faults and not library.targets:
            raise self.faults.pop()
        return library

    def report(self, outcome: Outcome) -> int:
        """Write an outcome; the exit code of the command."""
        from symkl.report import render

        self.write(render(outcome, self.format, self.view()))
        return 0 if outcome.holds else 1

    def write(self, text: str) -> None:
        """Write data to stdout or to the file."""
        if self.file is not None:
            from symkl.build import atomic

            atomic.write(self.file, text.encode("utf-8"))
            return
        encoding = sys.stdout.encoding or "ascii"
        # A terminal that has no ∫ gets an escape, not an exception.
        sys.stdout.write(text.encode(encoding, "backslashreplace").decode(encoding))

    def say(self, message: str) -> None:
        """A message to whoever waits, unless they asked for quiet."""
        if self.verbosity >= 0:
            click.echo(message, err=True)

    def say_all(self, messages: Iterable[str]) -> None:
        """Several messages, a line each."""
        for message in messages:
            self.say(f"symkl: {message}")

    def progress(self) -> Progress:
        """A line on stderr that tells how far the work is."""
        return Progress(self.verbosity >= 0 and sys.stderr.isatty())


def targets(function: Callable[..., Any]) -> Callable[..., Any]:
    """The argument TARGET…."""
    return click.argument("targets", metavar="[TARGET]...", nargs=-1)(function)


def jobs_option(function: Callable[..., Any]) -> Callable[..., Any]:
    """The option -j."""
    return click.option(
        "-j",
        "--jobs",
        type=click.IntRange(1),
        default=1,
        show_default=True,
        metavar="N",
        help="Processes to share the work.",
    )(function)


def console_options(
    *, formats: str = "all", file: bool = True
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """The options that make a `Console`, which the command gets as ``console``.

    Parameters
    ----------
    formats
        ``all``, ``data`` for text and JSON, or ``none``.
    file
        Whether -o names a file that takes the place of stdout.
    """

    def decorate(function: Callable[..., Any]) -> Callable[..., Any]:
        def command(*args: Any, **options: Any) -> Any:
            quiet, verbose = options.pop("quiet"), options.pop("verbose")
            console = Console(
                format=options.pop("format", "text"),
                file=options.pop("file", None),
                verbosity=-1 if quiet else min(verbose, 1),
                colour=not options.pop("no_color"),
            )
            try:
                code = function(*args, console=console, **options)
            except SymklError as error:
                console.faults.append(error)
                code = 0
            for told in dict.fromkeys(map(str, console.faults)):
                click.echo(f"symkl: {told}", err=True)
            return max([code or 0, *(fault.exit_code for fault in console.faults)])

        command.__name__, command.__doc__ = function.__name__, function.__doc__
        command.__click_params__ = getattr(function, "__click_params__", [])  # type: ignore[attr-defined]
        decorators = [
            click.option("-q", "--quiet", is_flag=True, help="Say only what is wrong."),
            click.option("-v", "--verbose", count=True, help="Say more."),
            click.option("--no-color", is_flag=True, help="No colours (also: NO_COLOR)."),
        ]
        if file:
            decorators.append(
                click.option("-o", "file", metavar="FILE", help="Write to FILE, not to stdout.")
            )
        if formats != "none":
            from symkl.report.formats import formats as known

            names = known() if formats == "all" else ("text", "json")
            decorators.append(
                click.option(
                    "--format",
                    type=click.Choice(names),
                    default="text",
                    show_default=True,
                    help="Of the data.",
                )
            )
        result: Callable[..., Any] = command
        for decorator in decorators:
            result = decorator(result)
        return result

    return decorate
