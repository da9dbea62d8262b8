"""Functions that the cases share: timing in turns, cold runs in separate processes, the table.

Main definitions: `Row`, `in_turns`, `seconds`, `cold`, `peak_megabytes`, `table`.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parent.parent
OUTPUT = ROOT / "output" / "benchmarks"
PYTHON = sys.executable
SYMKL = (PYTHON, "-m", "symkl")


@dataclass(frozen=True, slots=True)
class Row:
    """One figure, and what it is compared with.

    Attributes
    ----------
    case, what
        The case, and what was measured.
    value, unit
        In seconds, or whatever the unit says.
    peer, against
        The same of the peer, and its name; None without one.
    figure
        What the target is about: a ratio, a size, an exponent.
    target
        The bound on it, and whether it is an upper one (``<=``) or a lower one (``>=``).
    note
        Why there is no figure, or what else to know.
    """

    case: str
    what: str
    value: float | None = None
    unit: str = "s"
    peer: float | None = None
    against: str = ""
    figure: float | None = None
    target: tuple[str, float] | None = None
    note: str = ""

    @property
    def holds(self) -> bool | None:
        """Return whether the target is met; None without a figure or a target."""
        if self.figure is None or self.target is None:
            return None
        sense, bound = self.target
        return self.figure <= bound if sense == "<=" else self.figure >= bound


def seconds(action: Callable[[], object], *, busy: bool = False) -> float:
    """The time that an action takes; `busy` counts only that of this process on a processor."""
    clock = time.process_time if busy else time.perf_counter
    start = clock()
    action()
    return clock() - start


def in_turns(repeat: int, *actions: Callable[[], object], busy: bool = False) -> list[float]:
    """The medians of how long some actions take, done in turns; a first turn does not count."""
    taken: list[list[float]] = [[] for _ in actions]
    for turn in range(repeat + 1):
        for times, action in zip(taken, actions, strict=True):
            elapsed = seconds(action, busy=busy)
            if turn:
                times.append(elapsed)
    return [median(times) for times in taken]


def cold(*command: str, folder: str | None = None, codes: Sequence[int] = (0,)):
    """An action that runs a command in a new process, where no derivations of one's own lie.

    Raises
    ------
    RuntimeError
        From the action, if the command ends with another exit code than `codes`.
    """
    where = folder or tempfile.gettempdir()

    def run() -> None:
        process = subprocess.run(command, cwd=where, env=environment(), capture_output=True)
        if process.returncode not in codes:
            output = (process.stdout + process.stderr).decode(errors="replace").strip()
            last = output.splitlines()[-1] if output else "no output"
            raise RuntimeError(f"{named(command)} ended with {process.returncode}: {last}")

    return run


def environment() -> dict[str, str]:
    """The environment of a measured process: that of a user, without a profiler or the like."""
    return {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "COV_"))}


def named(command: Sequence[str]) -> str:
    """A command as a user would write it."""
    words = ["python" if word == PYTHON else word for word in command]
    return " ".join(words).removeprefix("python -m ")


_PEAK = """
import resource, subprocess, sys
process = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
print(process.returncode, peak * (1 if sys.platform == "darwin" else 1024))
"""


def peak_megabytes(*command: str, folder: str) -> tuple[int, float]:
    """The exit code of a command, and the peak memory of its largest process."""
    # A process of its own asks, for what it is told is the largest of all its children so far.
    asked = subprocess.run(
        (PYTHON, "-c", _PEAK, *command),
        cwd=folder,
        env=environment(),
        capture_output=True,
        text=True,
        check=True,
    )
    code, peak = asked.stdout.split()
    return int(code), int(peak) / 2**20


def shown(value: float | None, unit: str) -> str:
    """A measured value to three digits, seconds in a unit that suits them."""
    if value is None:
        return ""
    if unit == "s" and value < 1:
        value, unit = value * 1000, "ms"
    digits = f"{value:.3g}" if value < 1000 else f"{value:.0f}"
    return f"{digits} {unit}".strip()


def table(rows: Sequence[Row]) -> str:
    """The rows as text in columns."""
    lines = [("case", "measured", "", "against", "", "figure", "target", "")]
    for row in rows:
        sense, bound = row.target or ("", None)
        lines.append(
            (
                row.case,
                row.what,
                shown(row.value, row.unit),
                row.against,
                shown(row.peer, row.unit),
                "" if row.figure is None else f"{row.figure:.3g}",
                "" if bound is None else f"{'≤' if sense == '<=' else '≥'} {bound:g}",
                {True: "holds", False: "MISSED", None: ""}[row.holds]
                + (f"  ({row.note})" if row.note else ""),
            )
        )
    widths = [max(len(line[i]) for line in lines) for i in range(len(lines[0]))]
    numbers = {2, 4, 5}
    return "\n".join(
        "  ".join(
            cell.rjust(width) if i in numbers else cell.ljust(width)
            for i, (cell, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in lines
    )
