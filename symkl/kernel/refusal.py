"""The reason why a step is not accepted: a condition that is not known to hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from symkl.kernel.hints import Declaration


class Refusal(Exception):
    """A condition that a step needs and that nothing discharges.

    Not an error of the user's program: the check of the step turns it into a verdict.
    """

    def __init__(self, reason: str, hint: str | Declaration = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.hint = hint
