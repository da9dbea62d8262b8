"""Functions against quadrature: what `symkl verify` prints, and what is kept in ``output/``.

What is kept is told in coarse figures: an error of 3.2 epsilon as "at most 4". The last bits of a
logarithm differ between processors, so exact errors would make the file differ from machine to
machine and say nothing more about the function.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Sequence
from typing import Any

from symkl import __version__
from symkl.report.layout import table
from symkl.report.outcome import Finding, Outcome, View
from symkl.verify import RegimeReport, Report

__all__ = ["kept_json", "kept_text", "outcome"]

SCHEMA = "symkl-verify-run/1"
KEPT = "symkl-accuracy/1"


def outcome(reports: Sequence[Report]) -> Outcome:
    """The reports on some functions."""
    reports = tuple(reports)
    data = {
        "schema": SCHEMA,
        "symkl": __version__,
        "verdict": "accurate" if all(report.ok for report in reports) else "inaccurate",
        "reports": [report.to_json() for report in reports],
    }
    return Outcome(
        "verify",
        lambda: data,
        lambda view: _text(reports, view),
        holds=all(report.ok for report in reports),
        findings=tuple(finding for report in reports for finding in _findings(report)),
    )


def _text(reports: tuple[Report, ...], view: View) -> str:
    if view.verbosity < 0:
        reports = tuple(report for report in reports if not report.ok)
    texts = []
    for report in reports:
        text = report.to_text()
        for verdict, kind in (
            ("contradicted", "bad"),
            ("inaccurate", "bad"),
            ("unresolved", "doubtful"),
        ):
            text = text.replace(verdict, view.paint(kind, verdict))
        texts.append(text)
    return "\n".join(texts)


def _findings(report: Report) -> Iterator[Finding]:
    for regime in report.regimes:
        holds = regime.verdict == "accurate"
        yield Finding(
            group=f"{report.problem}: {report.implementation}",
            name=regime.name,
            verdict=regime.verdict,
            holds=holds,
            message="" if holds else _message(regime),
            details="" if holds else _details(regime),
        )


def _message(regime: RegimeReport) -> str:
    if regime.verdict == "contradicted":
        return f"quadrature and enclosure exclude each other at {regime.contradictions} points"
    if regime.verdict == "unresolved":
        return f"the reference has {regime.digits} digits, too few to tell"
    return f"error {regime.worst_error_eps:.3g} eps, {regime.excess:.3g} times what is allowed"


def _details(regime: RegimeReport) -> str:
    worst = regime.worst
    arguments = ", ".join(f"{name}={value!r}" for name, value in worst.point.items())
    answer = f"raised {worst.raised}" if worst.raised else f"returned {worst.value!r}"
    return f"{_message(regime)}\nat {arguments}\n{answer}, truth {worst.truth}"


# --- what is kept


def _at_most(error: float) -> int | None:
    """The error rounded up to a power of two, at least 1; None for one that is not finite."""
    return 2 ** max(0, math.ceil(math.log2(max(error, 1.0)))) if math.isfinite(error) else None


def kept_json(report: Report) -> str:
    """A report without what differs between machines, as JSON."""
    data: dict[str, Any] = {
        "schema": KEPT,
        "symkl": __version__,
        "note": "generated; do not edit",
        "problem": report.problem,
        "function": report.implementation,
        "dtype": report.dtype,
        "seed": report.seed,
        "verdict": report.verdict,
        "regimes": [
            {
                "name": regime.name,
                "points": regime.points,
                "reference_digits": regime.digits,
                "error_eps_at_most": _at_most(regime.worst_error_eps),
                "allowed_eps_at_least": min(_allowed(regime), 10**15),
                "verdict": regime.verdict,
            }
            for regime in report.regimes
        ],
    }
    return json.dumps(data, indent=1, ensure_ascii=False, allow_nan=False) + "\n"


def _allowed(regime: RegimeReport) -> int:
    """The error allowed at the worst point, in epsilons, rounded down to a power of two."""
    allowed: int = 2 ** math.floor(math.log2(regime.worst.allowed_eps))
    return allowed


def kept_text(report: Report) -> str:
    """A report without what differs between machines, as text."""
    head = ("regime", "points", "reference digits", "error (eps), at most", "verdict")
    rows = [
        (
            regime.name,
            str(regime.points),
            str(regime.digits),
            str(_at_most(regime.worst_error_eps) or "not finite"),
            regime.verdict,
        )
        for regime in report.regimes
    ]
    lines = [
        f"symkl {__version__} — {report.implementation} — generated; do not edit",
        "",
        f"The function against quadrature of the definition, {report.dtype}, seed {report.seed}.",
        "",
        *table([head, *rows], right=(1, 2, 3)),
        "",
        f"{report.verdict} in every regime"
        if report.ok
        else f"{report.verdict}: symkl verify says where",
    ]
    return "\n".join(lines) + "\n"
