"""Commands that only look: the help, and a check that finds nothing changed."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator

from benchmarks.harness import PYTHON, SYMKL, Row, cold, in_turns

PEER = (PYTHON, "-c", "import click")


def measure(repeat: int) -> Iterator[Row]:
    """The figures are ratios to a bare Python that imports click."""
    repeat = 3 * repeat  # each takes milliseconds, in which noise is large

    def row(what: str, ours: float, peer: float, note: str = "") -> Row:
        return Row(
            "startup",
            what,
            ours,
            peer=peer,
            against="python, import click",
            figure=ours / peer,
            target=("<=", 2.5),
            note=note,
        )

    ours, peer = in_turns(repeat, cold(*SYMKL, "--help"), cold(*PEER))
    yield row("symkl --help", ours, peer)
    with tempfile.TemporaryDirectory() as folder:
        cold(*SYMKL, "build", "-q", folder=folder, codes=(0, 1))()
        check = cold(*SYMKL, "check", "-q", folder=folder)
        try:
            ours, peer = in_turns(repeat, check, cold(*PEER))
            yield row("symkl check, nothing changed", ours, peer)
        except RuntimeError as error:
            # It found something wrong, so it had work to do.
            yield Row("startup", "symkl check, nothing changed", note=str(error))
