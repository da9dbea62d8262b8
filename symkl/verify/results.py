r"""The results of a verification, as data and as JSON; `wording` has the table.

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

from symkl.verify import wording

__all__ = ["SCHEMA", "Observation", "RegimeReport", "Report", "summarise"]

SCHEMA = "symkl-verify/1"


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
    answer
        Whether the error is at most what is allowed, decided in ball arithmetic: ``holds``,
        ``fails`` or ``undecided``. None where it was not certified.
    units
        The least N for which the value is proved to be within N u of the truth, u half of epsilon;
        None where nothing is proved, or either is not finite.
    agrees
        Whether the quadrature and the enclosure agree.
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
    answer: str | None = None
    units: int | None = None
    agrees: bool = True

    @property
    def excess(self) -> float:
        """The error as a multiple of the error allowed; infinite for an answer that is negative.

        Above 1 exactly where a certified answer fails.
        """
        if self.value < 0:
            return math.inf
        ratio = self.error_eps / self.allowed_eps
        if self.answer == "holds":
            return min(ratio, 1.0)
        return max(ratio, math.nextafter(1.0, 2.0)) if self.answer == "fails" else ratio

    @property
    def resolved(self) -> bool:
        """Return whether the error of the reference is small against the error allowed."""
        if self.answer is not None:
            return self.answer != "undecided"
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
    certified
        Whether every answer is proved to be as accurate as is allowed.
    units
        The least N for which every finite answer is proved to be within N u of the truth.
    contradictions
        Number of points where quadrature and enclosure exclude each other.
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
    certified: bool = False
    units: int | None = None
    contradictions: int = 0

    @property
    def verdict(self) -> str:
        """``accurate``, ``inaccurate``, or ``unresolved`` if the reference cannot tell.

        ``contradicted`` before all, if there are two references and they disagree.
        """
        if self.contradictions:
            return "contradicted"
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
        certified=all(o.answer == "holds" for o in observations),
        units=max((o.units for o in observations if o.units is not None), default=None),
        contradictions=sum(not o.agrees for o in observations),
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
    certified
        Whether the truth was enclosed with a proved error.
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
    certified: bool = False

    @property
    def verdict(self) -> str:
        """The worst of the regimes' verdicts.

        From the worst on: ``contradicted``, ``inaccurate``, ``unresolved``, ``accurate``.
        """
        verdicts = {regime.verdict for regime in self.regimes}
        for verdict in ("contradicted", "inaccurate", "unresolved"):
            if verdict in verdicts:
                return verdict
        return "accurate"

    @property
    def ok(self) -> bool:
        """Return whether the function is accurate in every regime."""
        return self.verdict == "accurate"

    def statement(self) -> str | None:
        """The sentence that states what is proved; None if it is not certified or does not hold."""
        return wording.statement(self)

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
            "certified": self.certified,
            "statement": self.statement(),
            "verdict": self.verdict,
            "regimes": [_regime_json(regime) for regime in self.regimes],
        }

    def to_text(self) -> str:
        """The report as a table, and below it the worst point of every regime that fails."""
        return wording.text(self)


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
        "certified": regime.certified,
        "units_of_u": regime.units,
        "contradictions": regime.contradictions,
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
