r"""What was found, as data, as JSON and as a table.

An `Observation` is one point, a `RegimeReport` the points of one regime, a `Report` the whole.
The same observations give the same report, byte for byte: it holds no times, no paths but those
that the caller wrote, and its order is that of the design.

In every regime the *worst point* is that with the largest ratio of error to error allowed, and
`excess` is that ratio, so a regime is accurate exactly if `excess` ≤ 1. The largest error is told
beside it, in units of the epsilon of the result's dtype; where κ differs between points the
two may belong to different points.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

__all__ = ["SCHEMA", "Observation", "RegimeReport", "Report", "summarise"]

SCHEMA = "symkl-verify/1"

_NOTHING = 0.5
"""Fewer correct digits than this are none."""


@dataclass(frozen=True, slots=True)
class Observation:
    """A function at one point.

    Attributes
    ----------
    regime
        Number of the regime in the design.
    point
        The arguments, as nested lists of floats.
    value, truth
        The function's answer, and the reference to 20 digits.
    result_dtype, epsilon
        The NumPy dtype of the answer and the distance from 1 to the next number of it.
    error_eps, allowed_eps
        Relative error, and the largest that passes, in units of epsilon.
    condition
        κ of the point.
    digits
        Correct digits of the reference.
    raised
        The exception of the function, if it raised one; the value is nan then.
    """

    regime: int
    point: Mapping[str, Any]
    value: float
    truth: str
    result_dtype: str
    epsilon: float
    error_eps: float
    allowed_eps: float
    condition: float
    digits: int
    raised: str | None

    @property
    def excess(self) -> float:
        """The error as a multiple of the error allowed; infinite for an answer that is negative."""
        return math.inf if self.value < 0 else self.error_eps / self.allowed_eps

    @property
    def resolved(self) -> bool:
        """Whether the error of the reference is small against the error allowed."""
        return 10.0**-self.digits <= self.allowed_eps * self.epsilon / 4


@dataclass(frozen=True, slots=True)
class RegimeReport:
    """The points of one regime.

    Attributes
    ----------
    name
        The regime.
    points
        Their number.
    digits
        Correct digits of the reference, the least over the points.
    worst_error_eps
        Largest relative error in units of the result's epsilon; infinite where an answer was not
        finite.
    excess
        Largest ratio of error to error allowed.
    correct_digits
        Decimal digits that every answer has, at most those of the result's dtype.
    negative, nonfinite, raised
        Numbers of negative answers, of answers that are nan or infinite, and of exceptions (which
        count as nan too).
    worst
        The point with the largest excess.
    resolved
        Whether the reference is good enough to tell.
    """

    name: str
    points: int
    digits: int
    worst_error_eps: float
    excess: float
    correct_digits: float
    negative: int
    nonfinite: int
    raised: int
    worst: Observation
    resolved: bool

    @property
    def verdict(self) -> str:
        """``accurate``, ``inaccurate``, or ``unresolved`` if the reference cannot tell."""
        if self.excess > 1:
            return "inaccurate"
        return "accurate" if self.resolved else "unresolved"


def summarise(name: str, observations: Sequence[Observation]) -> RegimeReport:
    """The report of a regime, from the observations at one or more points of it."""
    worst_error = max(o.error_eps for o in observations)
    epsilon = max(o.epsilon for o in observations)
    correct = max(o.error_eps * o.epsilon for o in observations)
    return RegimeReport(
        name=name,
        points=len(observations),
        digits=min(o.digits for o in observations),
        worst_error_eps=worst_error,
        excess=max(o.excess for o in observations),
        correct_digits=max(0.0, -math.log10(max(correct, epsilon))),
        negative=sum(o.value < 0 for o in observations),
        nonfinite=sum(not math.isfinite(o.value) for o in observations),
        raised=sum(o.raised is not None for o in observations),
        # max keeps the first of equals: the earliest point of the design.
        worst=max(observations, key=lambda o: (o.excess, o.error_eps)),
        resolved=all(o.resolved for o in observations),
    )


@dataclass(frozen=True, slots=True)
class Report:
    """A function over the design of a problem.

    Attributes
    ----------
    problem, implementation
        What was checked.
    framework
        "numpy" or "torch": what the function was given.
    dtype, digits, points, seed, backend
        As asked for.
    regimes
        In the order of the design.
    """

    problem: str
    implementation: str
    framework: str
    dtype: str
    digits: int
    points: int
    seed: int
    backend: str
    regimes: tuple[RegimeReport, ...]

    @property
    def verdict(self) -> str:
        """``inaccurate`` if any regime is, else ``unresolved`` if any is, else ``accurate``."""
        verdicts = {regime.verdict for regime in self.regimes}
        for verdict in ("inaccurate", "unresolved"):
            if verdict in verdicts:
                return verdict
        return "accurate"

    @property
    def ok(self) -> bool:
        """Whether the function is accurate in every regime."""
        return self.verdict == "accurate"

    def to_json(self) -> dict[str, Any]:
        """The report as a dictionary that `json.dumps` takes with ``allow_nan=False``.

        Numbers that are not finite are None; the counts beside them say which they were.
        """
        return {
            "schema": SCHEMA,
            "problem": self.problem,
            "implementation": self.implementation,
            "framework": self.framework,
            "dtype": self.dtype,
            "digits": self.digits,
            "points": self.points,
            "seed": self.seed,
            "backend": self.backend,
            "verdict": self.verdict,
            "regimes": [_regime_json(regime) for regime in self.regimes],
        }

    def to_text(self) -> str:
        """The report as a table, and below it the worst point of every regime that fails."""
        title = f"{self.problem}: {self.implementation} ({self.dtype}, seed {self.seed})"
        rows = [_HEAD, *(_row(regime) for regime in self.regimes)]
        widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
        lines = [title, ""]
        for row in rows:
            cells = [
                cell.rjust(width) if 0 < i < len(row) - 1 else cell.ljust(width)
                for i, (cell, width) in enumerate(zip(row, widths, strict=True))
            ]
            lines.append("  ".join(cells).rstrip())
        failing = [regime for regime in self.regimes if regime.verdict == "inaccurate"]
        if failing:
            lines += ["", "the worst point of each regime that fails:"]
            lines += [line for regime in failing for line in _worst_lines(regime)]
        return "\n".join([*lines, "", self._conclusion()]) + "\n"

    def _conclusion(self) -> str:
        failing = [regime for regime in self.regimes if regime.verdict == "inaccurate"]
        if not failing:
            if self.verdict == "accurate":
                return "accurate in every regime"
            weak = self._runs([r for r in self.regimes if r.verdict == "unresolved"])
            return f"unresolved: ask for more digits of the reference in {weak}"
        empty = [regime for regime in failing if regime.correct_digits < _NOTHING]
        text = "inaccurate in " + self._runs(failing)
        if empty:
            text += "\nno correct digit in " + self._runs(empty)
        return text

    def _runs(self, chosen: Sequence[RegimeReport]) -> str:
        """The names of regimes, neighbours in the design drawn together: "a to c, e"."""
        runs: list[list[str]] = []
        previous = -2
        for number, regime in enumerate(self.regimes):
            if regime not in chosen:
                continue
            if number == previous + 1:
                runs[-1].append(regime.name)
            else:
                runs.append([regime.name])
            previous = number
        return ", ".join(run[0] if len(run) == 1 else f"{run[0]} to {run[-1]}" for run in runs)


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


def _finite(number: float) -> float | None:
    return number if math.isfinite(number) else None


def _regime_json(regime: RegimeReport) -> dict[str, Any]:
    worst = regime.worst
    return {
        "name": regime.name,
        "verdict": regime.verdict,
        "points": regime.points,
        "digits": regime.digits,
        "worst_error_eps": _finite(regime.worst_error_eps),
        "excess": _finite(regime.excess),
        "correct_digits": round(regime.correct_digits, 1),
        "negative": regime.negative,
        "nonfinite": regime.nonfinite,
        "raised": regime.raised,
        "worst": {
            "arguments": dict(worst.point),
            "value": _finite(worst.value),
            "truth": worst.truth,
            "result_dtype": worst.result_dtype,
            "error_eps": _finite(worst.error_eps),
            "allowed_eps": worst.allowed_eps,
            "condition": worst.condition,
            "raised": worst.raised,
        },
    }
