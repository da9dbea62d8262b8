"""The output folder: what was written, and what is not what the derivations give."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from symkl import __version__
from symkl.errors import Place
from symkl.report.layout import count
from symkl.report.outcome import Finding, Outcome, View

__all__ = ["built", "checked"]

_MEANING = {
    "missing": ("the file is missing", "symkl build"),
    "stale": ("the file is not what the derivations give today", "symkl build"),
    "edited": ("the file was edited, or came from elsewhere", "symkl build writes it anew"),
    "surplus": ("no derivation gives this file", "symkl build removes it"),
}


def built(
    folder: str,
    statuses: Sequence[tuple[str, str]],
    *,
    proofs: Outcome | None,
    inaccurate: Sequence[str] = (),
    counts: tuple[int, int, int] = (0, 0, 0),
) -> Outcome:
    """The outcome of a build.

    Parameters
    ----------
    folder
        The name of the output folder, as the user gave it.
    statuses
        Paths with ``written``, ``unchanged`` or ``removed``.
    proofs
        The report on the derivations that are not proved; None if all are.
    inaccurate
        The modules whose functions are not accurate in every regime.
    counts
        The derivations, steps and functions that the folder tells of.
    """
    statuses = tuple(statuses)
    holds = proofs is None and not inaccurate
    data: dict[str, Any] = {
        "schema": "symkl-build/1",
        "symkl": __version__,
        "holds": holds,
        "files": [{"path": path, "state": state} for path, state in statuses],
        "inaccurate": list(inaccurate),
        "unproved": proofs.data["derivations"] if proofs is not None else [],
    }
    findings = [*(proofs.findings if proofs is not None else ())]
    findings += [_inaccurate(name) for name in inaccurate]

    def text(view: View) -> str:
        seen = [s for s in statuses if s[1] != "unchanged" or view.verbosity > 0]
        lines = [] if view.verbosity < 0 else [f"{s:9}  {folder}/{path}" for path, s in seen]
        lines += _wrong(proofs, findings[len(findings) - len(inaccurate) :], view)
        if view.verbosity >= 0:
            lines += ["", _built(folder, statuses)] if lines else [_built(folder, statuses)]
            lines += [_all_holds(*counts)] if holds and counts[0] else []
        return "\n".join(lines).lstrip("\n")

    return Outcome("build", lambda: data, text, holds=holds, findings=tuple(findings))


def _built(folder: str, statuses: Sequence[tuple[str, str]]) -> str:
    states = [state for _, state in statuses]
    counted = [(states.count(s), s) for s in ("written", "removed", "unchanged")]
    return f"{folder}: " + ", ".join(f"{n} {state}" for n, state in counted if n)


def _all_holds(derivations: int, steps: int, functions: int) -> str:
    proved = f"{count(derivations, 'derivation')}, {count(steps, 'step')}: all proved"
    return proved + (f"; {count(functions, 'function')}: all accurate" if functions else "")


def _wrong(proofs: Outcome | None, findings: Sequence[Finding], view: View) -> list[str]:
    lines = []
    if proofs is not None:
        failures = proofs.text(View(-1, view.colour, view.width))
        lines += ["", failures] if failures else []
    for finding in findings:
        where = view.paint("strong", finding.name)
        lines += ["", f"{where}: {view.paint('bad', finding.message)}", *_indented(finding.details)]
    return lines


def _indented(text: str) -> list[str]:
    return ["  " + line for line in text.splitlines()]


def _inaccurate(name: str) -> Finding:
    return Finding(
        group="accuracy",
        name=name,
        verdict="inaccurate",
        holds=False,
        message="the function loses more digits than it may",
        details=f"try: symkl verify {name.partition('.')[0]}",
    )


def checked(
    folder: str,
    statuses: Sequence[tuple[str, str]],
    *,
    proofs: Outcome | None,
    inaccurate: Sequence[str] = (),
    cached: bool = False,
) -> Outcome:
    """The outcome of a check of an output folder.

    Parameters
    ----------
    folder
        The name of the output folder, as the user gave it.
    statuses
        Paths with ``current``, ``missing``, ``edited``, ``stale`` or ``surplus``.
    proofs
        The report on all proofs; None if it was not made.
    inaccurate
        The modules whose functions are not accurate in every regime.
    cached
        Whether proofs and measurements were taken from the last build.
    """
    statuses = tuple(statuses)
    wrong = [(path, state) for path, state in statuses if state != "current"]
    files = tuple(_file(folder, path, state) for path, state in statuses)
    findings = (*(proofs.findings if proofs is not None else ()), *files)
    findings += tuple(_inaccurate(name) for name in inaccurate)
    holds = not wrong and not inaccurate and (proofs is None or proofs.holds)
    data: dict[str, Any] = {
        "schema": "symkl-check/1",
        "symkl": __version__,
        "holds": holds,
        "cached": cached,
        "files": [{"path": path, "state": state} for path, state in statuses],
        "inaccurate": list(inaccurate),
        "derivations": proofs.data["derivations"] if proofs is not None else None,
    }

    def text(view: View) -> str:
        lines = []
        if proofs is not None:
            lines = ["", proofs.text(View(-1, view.colour, view.width))] if not proofs.holds else []
        lines += _wrong(None, [f for f in findings if f.group == "accuracy"], view)
        rows = [(f"{folder}/{path}", state, *_MEANING[state]) for path, state in wrong]
        if rows:
            lines += ["", *(_row(row, view) for row in rows)]
        if view.verbosity >= 0:
            lines += ["", _checked(folder, len(statuses), len(wrong), proofs, inaccurate, cached)]
        return "\n".join(lines).lstrip("\n")

    return Outcome("check", lambda: data, text, holds=holds, findings=findings)


def _contradicted(proofs: Outcome) -> int:
    """The number of steps on which the second opinion contradicts the kernel."""
    return sum(finding.verdict == "differs" for finding in proofs.findings)


def _row(row: tuple[str, ...], view: View) -> str:
    path, state, meaning, action = row
    return f"{view.paint('strong', path)}: {view.paint('bad', state)}: {meaning}\n  try: {action}"


def _file(folder: str, path: str, state: str) -> Finding:
    holds = state == "current"
    meaning, action = ("", "") if holds else _MEANING[state]
    return Finding(
        group=folder,
        name=path,
        verdict=state,
        holds=holds,
        message=meaning,
        details=f"{meaning}\ntry: {action}" if meaning else "",
        place=Place(f"{folder}/{path}"),
    )


def _checked(
    folder: str,
    files: int,
    wrong: int,
    proofs: Outcome | None,
    inaccurate: Sequence[str],
    cached: bool,
) -> str:
    faults = []
    if proofs is not None and not proofs.holds:
        bad = sum(row["verdict"] != "proved" for row in proofs.data["derivations"])
        if bad:
            faults.append(f"{count(bad, 'derivation')} not proved")
        if contradicted := _contradicted(proofs):
            faults.append(f"{count(contradicted, 'step')} contradicted by the second opinion")
    if inaccurate:
        faults.append(f"{count(len(inaccurate), 'function')} not accurate")
    if wrong:
        faults.append(f"{count(wrong, 'file')} not up to date")
    if faults:
        return f"{folder}: " + ", ".join(faults)
    how = "nothing has changed since the last build" if cached else "all proved, all accurate"
    return f"{folder}: {count(files, 'file')} up to date; {how}"
