"""The text format: what people read."""

from __future__ import annotations

from symkl.report.outcome import Outcome, View


def render(outcome: Outcome, view: View) -> str:
    """The outcome's own text; empty, or closed by a line end."""
    text = outcome.text(view)
    return text if not text or text.endswith("\n") else text + "\n"
