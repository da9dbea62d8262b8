"""A report as a table for people.

The reports are those of `results`, which calls this module: importing their types would close a
circle.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, TypeAlias

__all__ = ["statement", "text"]

Report: TypeAlias = Any
RegimeReport: TypeAlias = Any

_NOTHING = 0.5
"""Fewer correct digits than this are none."""

_HEAD = (
    "regime",
    "points",
    "reference digits",
    "worst error (eps)",
    "of allowed",
    "correct digits",
    "negative",
    "not finite",
    "verdict",
)


def text(report: Report) -> str:
    """The table, and below it the worst point of every regime that fails."""
    title = f"{report.problem}: {report.implementation} ({report.dtype}, seed {report.seed})"
    rows = [_HEAD, *(_row(regime) for regime in report.regimes)]
    if report.certified:
        within = ("proved within (u)", *(_units(regime) for regime in report.regimes))
        rows = [(*row[:4], entry, *row[4:]) for row, entry in zip(rows, within, strict=True)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = [title, ""]
    for row in rows:
        cells = [
            cell.rjust(width) if 0 < i < len(row) - 1 else cell.ljust(width)
            for i, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        lines.append("  ".join(cells).rstrip())
    failing = [regime for regime in report.regimes if regime.verdict == "inaccurate"]
    if failing:
        lines += ["", "the worst point of each regime that fails:"]
        lines += [line for regime in failing for line in _worst_lines(regime)]
    return "\n".join([*lines, "", _conclusion(report)]) + "\n"


def statement(report: Report) -> str | None:
    """The sentence that states what is proved; None if it is not certified or does not hold."""
    if not report.certified or not report.ok:
        return None
    points = sum(regime.points for regime in report.regimes)
    units = max((r.units for r in report.regimes if r.units is not None), default=0)
    # The largest, should the dtype of the answers differ.
    unit = max(r.worst.epsilon for r in report.regimes) / 2
    sentence = (
        f"certified: the function's value lies within {units} u of the true value at each of "
        f"these {points} points, u = 2^{math.log2(unit):.0f}"
    )
    beyond = sum(regime.nonfinite for regime in report.regimes)
    if beyond:
        sentence += f", but for {beyond} where the true value overflows, as the function's does"
    return sentence


def _conclusion(report: Report) -> str:
    chosen = {
        verdict: [regime for regime in report.regimes if regime.verdict == verdict]
        for verdict in ("contradicted", "inaccurate", "unresolved")
    }
    if chosen["contradicted"]:
        return (
            "contradicted: the quadrature and the enclosure exclude each other in "
            f"{_runs(report, chosen['contradicted'])}\n"
            "one of the two references is wrong: this is a fault of symkl, please report it"
        )
    if chosen["inaccurate"]:
        empty = [r for r in chosen["inaccurate"] if r.correct_digits < _NOTHING]
        sentence = "inaccurate in " + _runs(report, chosen["inaccurate"])
        return sentence + ("\nno correct digit in " + _runs(report, empty) if empty else "")
    if chosen["unresolved"]:
        weak = _runs(report, chosen["unresolved"])
        return f"unresolved: ask for more digits of the reference in {weak}"
    certified = statement(report)
    return "accurate in every regime" + (f"\n{certified}" if certified else "")


def _runs(report: Report, chosen: Sequence[RegimeReport]) -> str:
    """The names of regimes, neighbours in the design drawn together: "a to c, e"."""
    runs: list[list[str]] = []
    previous = -2
    for number, regime in enumerate(report.regimes):
        if regime not in chosen:
            continue
        if number == previous + 1:
            runs[-1].append(regime.name)
        else:
            runs.append([regime.name])
        previous = number
    return ", ".join(run[0] if len(run) == 1 else f"{run[0]} to {run[-1]}" for run in runs)


def _row(regime: RegimeReport) -> tuple[str, ...]:
    return (
        regime.name,
        str(regime.points),
        str(regime.digits),
        _short(regime.worst_error_eps),
        _short(regime.excess),
        f"{regime.correct_digits:.1f}",
        str(regime.negative),
        str(regime.nonfinite),
        regime.verdict,
    )


def _units(regime: RegimeReport) -> str:
    return "-" if regime.units is None else _short(regime.units)


def _short(number: float) -> str:
    if number and math.isfinite(number) and not 0.01 <= number < 1e5:
        return f"{number:.1e}"
    return f"{number:.3g}"


def _worst_lines(regime: RegimeReport) -> list[str]:
    worst = regime.worst
    arguments = ", ".join(f"{name}={value!r}" for name, value in worst.point.items())
    answer = f"raised {worst.raised}" if worst.raised else f"returned {worst.value!r}"
    error = f"error {_short(worst.error_eps)} eps, {_short(worst.allowed_eps)} allowed"
    return [f"  {regime.name}: {arguments}", f"    {answer}, truth {worst.truth}, {error}"]
