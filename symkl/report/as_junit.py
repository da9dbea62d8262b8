"""The JUnit format: a test suite for every group of findings, a test case for each.

Reference: the schema of the Jenkins xUnit plugin, junit-10.xsd. It holds no time and no host
name, so the same findings give the same file.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from xml.sax.saxutils import escape, quoteattr

from symkl.report.outcome import Finding, Outcome, View

# What XML 1.0 cannot hold, not even escaped.
_CONTROL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def render(outcome: Outcome, view: View) -> str:
    """The findings as one XML document."""
    groups: dict[str, list[Finding]] = {}
    for finding in outcome.findings:
        groups.setdefault(finding.group, []).append(finding)
    name = _attribute(f"symkl {outcome.command}")
    lines = ['<?xml version="1.0" encoding="UTF-8"?>']
    lines.append(f"<testsuites name={name} {_counts(outcome.findings)}>")
    for group, findings in groups.items():
        lines.append(f"  <testsuite name={_attribute(group)} {_counts(findings)}>")
        for finding in findings:
            lines += _case(finding)
        lines.append("  </testsuite>")
    return "\n".join([*lines, "</testsuites>"]) + "\n"


def _counts(findings: Sequence[Finding]) -> str:
    failures = sum(not finding.holds for finding in findings)
    return f'tests="{len(findings)}" failures="{failures}" errors="0"'


def _case(finding: Finding) -> list[str]:
    named = f"name={_attribute(finding.name)} classname={_attribute(finding.group)}"
    if finding.place is not None:
        named += f" file={_attribute(finding.place.file)}"
        if finding.place.line is not None:
            named += f' line="{finding.place.line}"'
    if finding.holds:
        return [f"    <testcase {named}/>"]
    failure = f"message={_attribute(finding.message)} type={_attribute(finding.verdict)}"
    return [
        f"    <testcase {named}>",
        f"      <failure {failure}>{escape(_CONTROL.sub('?', finding.details))}</failure>",
        "    </testcase>",
    ]


def _attribute(text: str) -> str:
    return quoteattr(_CONTROL.sub("?", text), {"\n": "&#10;"})
