"""The progress of a command, on a terminal."""

from __future__ import annotations

import sys

__all__ = ["Progress"]


class Progress:
    """One line on a terminal, written over; nothing where there is no terminal.

    Parameters
    ----------
    shown
        Whether there is somebody to see it.
    """

    def __init__(self, shown: bool) -> None:
        self._shown = shown
        self._task = ""

    def __enter__(self) -> Progress:
        return self

    def __exit__(self, *exception: object) -> None:
        self._draw("")

    def start(self, task: str) -> None:
        """Name what is being done."""
        self._task = task
        self._draw(task)

    def __call__(self, done: int, total: int) -> None:
        """Show how much of the task is done."""
        self._draw(f"{self._task}  {done}/{total}")

    def _draw(self, text: str) -> None:
        if self._shown:
            sys.stderr.write(f"\r\x1b[K{text}")
            sys.stderr.flush()
