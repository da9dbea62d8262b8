"""The verdict of two provers: the kernel's result, held against the checker of its certificate.

A derivation is proved where the kernel proves it and `symkl_recheck` accepts its certificate,
from its bytes. What the checker does not accept is taken back here, and what rests on it with it;
a disagreement is an error of the program, and says so.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from symkl.certificate import Data, certificate, sealed_bytes
from symkl.errors import SymklError
from symkl.kernel.theorem import PartResult, Result, Theorem
from symkl.limits import CHECK_SECONDS, NOT_ENTERED, TooLong, within
from symkl_recheck import Accepted, Verdict, recheck

__all__ = ["agreed"]

REPORT = "this is an error of symkl: report it with this file; smaller steps may get past it"
SMALLER = "make it two derivations, or two steps of it"
NO_CERTIFICATE = "(no certificate)"  # no part can be called so
DISAGREEMENT = "the kernel proves this {what}, the checker refuses it: {why}"
UNWRITTEN = "the kernel proves this {what}, no certificate of it can be written: {why}"
TOO_LARGE = "the kernel proves this {what}, its certificate is too large for the checker: {why}"


def agreed(
    result: Result,
    theorem: Callable[[str], Theorem],
    other: Callable[[str], Data],
    accepted: Accepted,
) -> tuple[Result, Data | None]:
    """The result as both provers have it, and the certificate of what is proved of it.

    Parameters
    ----------
    result
        What the kernel says.
    theorem, other
        The theorem, and the certificate, of another derivation by its name.
    accepted
        What the checker has accepted so far; what it accepts now is added.
    """
    while any(part.verdict == "proved" for part in result.parts):
        data, verdict, hint = _checked(result, theorem, other, accepted)
        if verdict.accepted:
            return _accepted(result), data
        result = _taken_back(result, verdict, hint)
    return result, None


def _checked(
    result: Result,
    theorem: Callable[[str], Theorem],
    other: Callable[[str], Data],
    accepted: Accepted,
) -> tuple[Data | None, Verdict, str]:
    """The certificate, what the checker says of it, and what to do where it refuses it."""
    name = result.derivation.name
    level = NOT_ENTERED
    try:
        with within(CHECK_SECONDS) as level:
            data = certificate(result, theorem, other)
            verdict = recheck({name: sealed_bytes(data)}, accepted)[name]
            return data, verdict, SMALLER if verdict.limit else REPORT
    except TooLong as fault:
        if fault.level < level:
            raise
        return None, Verdict(f"more than {CHECK_SECONDS} s", limit=True), SMALLER
    except SymklError as error:
        return None, Verdict(error.message, part=NO_CERTIFICATE), error.hint or REPORT


def _accepted(result: Result) -> Result:
    def checked(part: PartResult) -> PartResult:
        if part.verdict != "proved":
            return part
        return replace(part, steps=tuple(replace(s, checker="accepted") for s in part.steps))

    return replace(result, parts=tuple(map(checked, result.parts)))


def _taken_back(result: Result, verdict: Verdict, hint: str) -> Result:
    """The result without the part that is refused, or any, and those that rest on it."""
    proved = [part.part.name for part in result.parts if part.verdict == "proved"]
    refused = verdict.part if verdict.part in proved else ""
    lost = {refused} if refused else set(proved)
    theorems = []
    for one in result.theorems:  # in order: no part rests on a later one
        if one.lemmas & lost:
            lost.add(one.name)
        elif one.name not in lost:
            theorems.append(one)
    parts = tuple(
        _part(part, verdict, refused, hint) if part.part.name in lost else part
        for part in result.parts
    )
    return replace(result, parts=parts, theorems=tuple(theorems))


def _part(part: PartResult, verdict: Verdict, refused: str, hint: str) -> PartResult:
    unwritten = verdict.part == NO_CERTIFICATE
    form = TOO_LARGE if verdict.limit else UNWRITTEN if unwritten else DISAGREEMENT
    if refused and part.part.name != refused:
        reason = f"it rests on {refused}, which the checker refuses"
        return replace(part, verdict="unproved", reason=reason, hint=hint)
    steps = list(part.steps)
    if refused and 0 < verdict.step <= len(steps):
        steps[verdict.step - 1] = replace(
            steps[verdict.step - 1],
            verdict="unproved",
            reason=form.format(what="step", why=verdict.reason),
            hint=hint,
            checker=f"refused: {verdict.reason}",
        )
        return replace(part, steps=tuple(steps), verdict="unproved")
    told = form.format(what="claim", why=verdict.reason)
    return replace(part, verdict="unproved", reason=told, hint=hint)
