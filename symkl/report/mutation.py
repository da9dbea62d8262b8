"""Mutants by rule and by slip: refuted, undefined, unproved, equal in meaning, survived.

Schema ``symkl-mutate/1``: ``rules`` and ``slips`` with a number for each verdict, and
``justifications``, true steps with a wrong reason. ``cases`` are the survivors and crashes, the
mutants that are equal in meaning, those that no number speaks against, and the justifications that
do too.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from symkl import __version__
from symkl.mutate import VERDICTS, Case
from symkl.mutate.judge import BY_NUMBERS, IN_BALLS, PROVED
from symkl.report.layout import broken, count, table
from symkl.report.outcome import Finding, Outcome, View

__all__ = ["SCHEMA", "outcome"]

SCHEMA = "symkl-mutate/1"
_BAD = ("survived", "crashed")
_FALSE = ("refuted", "undefined", "unproved")
_COLUMNS = ("refuted", "undefined", "unproved", "equal", "survived", "crashed")


def outcome(cases: Sequence[Case]) -> Outcome:
    """The report on some mutants."""
    cases = tuple(cases)
    steps = [c for c in cases if c.kind != "justification"]
    reasons = [c for c in cases if c.kind == "justification"]
    data: dict[str, Any] = {
        "schema": SCHEMA,
        "symkl": __version__,
        "mutants": len(cases),
        "verdicts": _counts(steps),
        "refuted_of_false": _share(steps),
        "equal": {reason: _equal(steps, reason) for reason in (PROVED, IN_BALLS, BY_NUMBERS)},
        "rules": _by(steps, lambda c: c.verdict.rule),
        "slips": _by(steps, lambda c: c.slip),
        "justifications": _by(reasons, lambda c: c.verdict.rule),
        "cases": [_data(c) for c in cases if c.verdict.verdict not in _FALSE[:2] and _told(c)],
    }
    return Outcome(
        "mutate",
        lambda: data,
        lambda view: _text(steps, reasons, view),
        holds=not any(c.verdict.verdict in _BAD for c in cases),
        findings=tuple(_finding(c) for c in cases if c.verdict.verdict in _BAD),
    )


def _told(case: Case) -> bool:
    """Return whether a case is listed: of wrong reasons, those that were refused are not."""
    return case.kind != "justification" or case.verdict.verdict != "unproved"


def _counts(cases: Iterable[Case]) -> dict[str, int]:
    found = Counter(case.verdict.verdict for case in cases)
    return {verdict: found[verdict] for verdict in VERDICTS if found[verdict]}


def _by(cases: Iterable[Case], key: Callable[[Case], str]) -> dict[str, dict[str, int]]:
    groups: dict[str, list[Case]] = {}
    for case in cases:
        groups.setdefault(key(case), []).append(case)
    return {name: _counts(groups[name]) for name in sorted(groups)}


def _share(cases: Sequence[Case]) -> float | None:
    """The mutants with a counterexample, in per cent of those that are not equal in meaning."""
    found = _counts(cases)
    false = sum(found.get(v, 0) for v in (*_FALSE, "survived"))
    shown = found.get("refuted", 0) + found.get("undefined", 0)
    return round(100 * shown / false, 2) if false else None


def _equal(cases: Iterable[Case], reason: str) -> int:
    """The number of mutants that are called equal for this reason."""
    return sum(c.verdict.verdict == "equal" and c.verdict.text == reason for c in cases)


def _data(case: Case) -> dict[str, Any]:
    return {
        "derivation": case.derivation,
        "part": case.part,
        "step": case.number,
        "file": case.place.file,
        "line": case.place.line,
        "slip": case.slip,
        "kind": case.kind,
        "change": case.change,
        "before": case.before,
        "after": case.after,
        "rule": case.verdict.rule,
        "verdict": case.verdict.verdict,
        "text": case.verdict.text,
    }


def _where(case: Case) -> str:
    if case.number is None:
        return f"{case.part}, " + ("claim" if case.kind == "claim" else case.kind)
    return f"{case.part}, step {case.number}"


def _finding(case: Case) -> Finding:
    return Finding(
        group=case.derivation,
        name=_where(case),
        verdict=case.verdict.verdict,
        holds=False,
        message=f"{case.slip}: {case.change}: {case.verdict.text}",
        place=case.place,
    )


def _text(steps: list[Case], reasons: list[Case], view: View) -> str:
    lines: list[str] = []
    if view.verbosity >= 0:
        lines += _table("rule", _by(steps, lambda c: c.verdict.rule), _COLUMNS)
        lines += ["", *_table("slip", _by(steps, lambda c: c.slip), _COLUMNS)]
        if reasons:
            found = _by(reasons, lambda c: c.verdict.rule)
            lines += ["", "True steps for a wrong reason"]
            lines += _table("rule", found, ("unproved", "true", "crashed"))
    if view.verbosity > 0:
        for verdict, title in (
            ("equal", "Equal in meaning"),
            ("unproved", "Unproved, and no number speaks against it"),
        ):
            lines += _listed(title, [c for c in steps if c.verdict.verdict == verdict])
        lines += _listed(
            "Another reason that does", [c for c in reasons if c.verdict.verdict == "true"]
        )
    for case in (*steps, *reasons):
        if case.verdict.verdict in _BAD:
            lines += ["", *_survivor(case, view)]
    if view.verbosity >= 0:
        lines += ["", _summary(steps, reasons)]
    return "\n".join(lines).lstrip("\n")


def _table(head: str, rows: dict[str, dict[str, int]], columns: Sequence[str]) -> list[str]:
    used = [c for c in columns if c in columns[:3] or any(c in row for row in rows.values())]
    made = [(head, "mutants", *used)]
    for name, row in rows.items():
        made.append((name, str(sum(row.values())), *(str(row.get(c, 0)) for c in used)))
    total: Counter[str] = Counter()
    for row in rows.values():
        total.update(row)
    made.append(("all", str(sum(total.values())), *(str(total[c]) for c in used)))
    return table(made, right=tuple(range(1, len(used) + 2)))


def _listed(title: str, cases: list[Case]) -> list[str]:
    if not cases:
        return []
    lines = ["", title]
    for c in cases:
        text = f" ({c.verdict.text})" if c.verdict.text else ""
        lines.append(f"  {_where(c)}, {c.slip}: {c.change}{text}")
    return lines


def _survivor(case: Case, view: View) -> list[str]:
    shown = view.paint("bad", case.verdict.verdict)
    lines = [f"{case.place}: {shown}: {_where(case)}, {case.slip}: {case.change}"]
    for name, value in (("before", case.before), ("after", case.after)):
        first, *rest = broken(value, view.width - 12)
        lines += [f"  {name:10}{first}", *("            " + line for line in rest)]
    return [*lines, f"  {'rule':10}{case.verdict.rule}", f"  {'numbers':10}{case.verdict.text}"]


def _summary(steps: list[Case], justified: list[Case]) -> str:
    found = _counts(steps)
    bad = sum(c.verdict.verdict in _BAD for c in (*steps, *justified))
    parts = [count(len(steps) + len(justified), "mutant"), f"{bad} survived"]
    if found.get("equal"):
        reasons = [(_equal(steps, reason), reason) for reason in (PROVED, IN_BALLS, BY_NUMBERS)]
        shown = ", ".join(f"{number} {reason}" for number, reason in reasons if number)
        parts.append(f"{found['equal']} equal in meaning ({shown})")
    share = _share(steps)
    if share is not None:
        parts.append(f"{share} % of the false ones with a counterexample, the rest unproved")
    return ", ".join(parts)
