"""The GitHub format: a workflow command for everything that fails, shown beside the line.

Reference: GitHub Docs, "Workflow commands for GitHub Actions", setting an error message.
"""

from __future__ import annotations

from symkl.report.outcome import Finding, Outcome, View


def render(outcome: Outcome, view: View) -> str:
    """One ``::error`` a failure; empty where there is none."""
    return "".join(_command(f) + "\n" for f in outcome.findings if not f.holds)


def _command(finding: Finding) -> str:
    properties = {"title": f"{finding.group}: {finding.name} {finding.verdict}"}
    if finding.place is not None:
        properties["file"] = finding.place.file
        if finding.place.line is not None:
            properties["line"] = str(finding.place.line)
    listed = ",".join(f"{key}={_property(value)}" for key, value in sorted(properties.items()))
    return f"::error {listed}::{_data(finding.details or finding.message)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
