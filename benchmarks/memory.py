"""The peak memory of building everything."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator

from benchmarks.harness import PYTHON, SYMKL, Row, peak_megabytes


def measure(repeat: int) -> Iterator[Row]:
    """The memory of the largest process in megabytes; building once is enough."""
    with tempfile.TemporaryDirectory() as folder:
        code, ours = peak_megabytes(*SYMKL, "build", "-q", folder=folder)
        _, peer = peak_megabytes(PYTHON, "-c", "import sympy, numpy", folder=folder)
    yield Row(
        "memory",
        "symkl build, everything",
        ours,
        unit="MB",
        peer=peer,
        against="import sympy, numpy",
        figure=ours if code in (0, 1) else None,
        target=("<=", 300.0),
        note="" if code == 0 else f"the build ended with {code}",
    )
