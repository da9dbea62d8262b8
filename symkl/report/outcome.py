"""The `Outcome` of a command, made of findings, and the `View` in which people see it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from symkl.errors import Place

__all__ = ["Finding", "Outcome", "View"]

_COLOURS = {"bad": "31", "good": "32", "doubtful": "33", "strong": "1", "faint": "2"}


@dataclass(frozen=True, slots=True)
class View:
    """The way in which text is shown to a reader.

    Attributes
    ----------
    verbosity
        -1 for failures only, 0, or 1 for every detail.
    colour
        Whether the reader is a terminal that shows colours.
    width
        The number of columns.
    """

    verbosity: int = 0
    colour: bool = False
    width: int = 100

    def paint(self, kind: str, text: str) -> str:
        """Text in the colour of a kind: bad, good, doubtful, strong, faint."""
        return f"\x1b[{_COLOURS[kind]}m{text}\x1b[0m" if self.colour and text else text


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that holds or does not.

    Attributes
    ----------
    group, name
        What it belongs to (a derivation, a problem, a folder), and what it is called there.
    verdict
        In the words of its subject: proved, accurate, stale …
    holds
        Whether all is well.
    message
        One line.
    details
        Everything that is known, in several lines.
    place
        Where to look.
    """

    group: str
    name: str
    verdict: str
    holds: bool
    message: str = ""
    details: str = ""
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """The outcome of a command.

    Attributes
    ----------
    command
        Its name.
    told
        A function that returns the data for machines, as `json.dumps` takes them, with a
        ``schema``.
    text
        A function that returns the text for people in a `View`.
    holds
        Whether all is well; the command ends with 1 otherwise.
    findings
        The findings, for formats that list cases.
    """

    command: str
    told: Callable[[], dict[str, Any]]
    text: Callable[[View], str]
    holds: bool = True
    findings: tuple[Finding, ...] = field(default=())

    @property
    def data(self) -> dict[str, Any]:
        """The data for machines, made when they are asked for."""
        return self.told()
