"""The SARIF format, which code review tools read: a result for everything that fails.

Reference: OASIS, "Static Analysis Results Interchange Format (SARIF) Version 2.1.0".
"""

from __future__ import annotations

import json
from typing import Any

from symkl import __version__
from symkl.report.outcome import Finding, Outcome, View

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def render(outcome: Outcome, view: View) -> str:
    """The failures as one run of one tool; the rules are the verdicts."""
    failures = [finding for finding in outcome.findings if not finding.holds]
    verdicts = sorted({finding.verdict for finding in failures})
    driver = {
        "name": "symkl",
        "version": __version__,
        "rules": [{"id": verdict} for verdict in verdicts],
    }
    results = [_result(finding, verdicts.index(finding.verdict)) for finding in failures]
    log = {
        "$schema": _SCHEMA,
        "version": "2.1.0",
        "runs": [{"tool": {"driver": driver}, "results": results}],
    }
    return json.dumps(log, indent=1, ensure_ascii=False) + "\n"


def _result(finding: Finding, rule: int) -> dict[str, Any]:
    result: dict[str, Any] = {
        "ruleId": finding.verdict,
        "ruleIndex": rule,
        "level": "error",
        "message": {"text": f"{finding.group}, {finding.name}: {finding.details}"},
    }
    if finding.place is not None:
        location: dict[str, Any] = {
            "artifactLocation": {"uri": finding.place.file.replace("\\", "/")}
        }
        if finding.place.line is not None:
            location["region"] = {"startLine": finding.place.line}
        result["locations"] = [{"physicalLocation": location}]
    return result
