"""The time that the whole test suite takes on two cores."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator

from benchmarks.harness import PYTHON, ROOT, Row, environment, seconds


def measure(repeat: int) -> Iterator[Row]:
    """Once, in seconds."""
    ended = []

    def run() -> None:
        command = (PYTHON, "-m", "pytest", "-n", "2")
        ended.append(subprocess.run(command, cwd=ROOT, env=environment(), capture_output=True))

    taken = seconds(run)
    code = ended[0].returncode
    yield Row(
        "suite",
        "pytest -n 2",
        taken,
        figure=taken,
        target=("<=", 300.0),
        note="" if code == 0 else f"it ended with {code}",
    )
