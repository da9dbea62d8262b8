"""The JSON format: one object, whose ``schema`` names its fields and their version."""

from __future__ import annotations

import json

from symkl.report.outcome import Outcome, View


def render(outcome: Outcome, view: View) -> str:
    """The outcome's data; the same for every view."""
    return json.dumps(outcome.data, indent=1, ensure_ascii=False, allow_nan=False) + "\n"
