"""Proving everything from a cold start, against importing SymPy and doing nothing with it."""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks.harness import PYTHON, SYMKL, Row, cold, in_turns


def measure(repeat: int) -> Iterator[Row]:
    """All derivations; the figure is a ratio."""
    # Whether everything is proved is for the tests to say: 0 and 1 are both answers.
    ours, peer = in_turns(
        repeat, cold(*SYMKL, "prove", "-q", codes=(0, 1)), cold(PYTHON, "-c", "import sympy")
    )
    yield Row(
        "cold prove",
        "symkl prove, all derivations",
        ours,
        peer=peer,
        against="import sympy",
        figure=ours / peer,
        target=("<=", 5.0),
    )
