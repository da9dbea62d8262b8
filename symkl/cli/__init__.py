"""The command line: `symkl`.

Every command is a module of this package, loaded when it is asked for, so that ``symkl --help``
costs what click costs. Data goes to stdout, messages and progress to stderr. The program ends
with 0 if all holds, 1 if something does not, 2 for wrong usage or unreadable input, 130 when
interrupted. A mistake of the user is told in one message, never in a traceback.
"""

from __future__ import annotations

import gc
import os
import sys
from importlib import import_module
from typing import Any

import click

from symkl import __version__
from symkl.errors import SymklError, UnknownTarget

__all__ = ["main"]

COMMANDS = {
    "list": "The derivations, with claim and file.",
    "show": "A derivation as text: steps, rules, laws, lemmas, axioms.",
    "prove": "Prove derivations, step by step.",
    "latex": "Derivations as LaTeX.",
    "export": "Derivations as NumPy modules.",
    "mutate": "Break derivations and see whether that is noticed.",
    "verify": "Check functions against quadrature of the definition.",
    "build": "All of it, into output/.",
    "check": "Whether everything holds and output/ is up to date.",
}


class _ReaderGone(Exception):
    """Whoever read the output has stopped."""


class _Commands(click.Group):
    """A group whose commands are modules, imported when they are asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(f"symkl.cli.{cmd_name}_").command
        return command

    def resolve_command(self, ctx: click.Context, args: list[str]) -> Any:
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            raise UnknownTarget(args[0], COMMANDS, kind="command")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except BrokenPipeError as error:
            raise _ReaderGone from error  # click would end with 1, as if something did not hold

    def main(  # type: ignore[override]  # overloads that differ in what they return
        self, args: Any = None, prog_name: str | None = None, **extra: Any
    ) -> Any:
        """Run, and end the process with the exit code."""
        extra["standalone_mode"] = False
        try:
            code = super().main(args, prog_name or "symkl", **extra)
            sys.stdout.flush()
        except SymklError as error:
            click.echo(f"symkl: {error}", err=True)
            code = error.exit_code
        except (MemoryError, RecursionError) as error:
            kind = "memory" if isinstance(error, MemoryError) else "nesting"
            click.echo(f"symkl: this takes more {kind} than there is", err=True)
            code = 2
        except click.ClickException as error:
            error.show()
            code = error.exit_code
        except (KeyboardInterrupt, click.Abort):
            click.echo("symkl: interrupted", err=True)
            code = 130
        except (_ReaderGone, BrokenPipeError):
            # What is left of the output goes nowhere, silently.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            code = 141
        sys.exit(code)


# After so many new objects Python looks for circles among them. Proofs make many, none in a circle.
_NEW_OBJECTS = 400_000


@click.group(
    cls=_Commands,
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(__version__, "--version", message="symkl %(version)s")
def main() -> None:
    """Derivations of divergences: proved step by step, printed as LaTeX, turned into NumPy code.

    A TARGET is the name of a derivation, a file, or a folder; without one, list, prove, verify,
    build and check take all derivations. Those in derivations/, where you stand, come before those
    that symkl brings.
    """
    gc.set_threshold(_NEW_OBJECTS)
