"""Certificates of steps that nothing has proved, to see what the checker says of them."""

from __future__ import annotations

import json

from symkl.certificate import certificate, sealed
from symkl.errors import Place
from symkl.kernel.derivation import Derivation, Part, Step
from symkl.kernel.theorem import PartResult, Result, StepResult
from symkl.lang.nodes import Relation, as_expr

PLACE = Place("forged.py", 1)


def forged(library, before, after, rule, *, relation="=", theorems=(), obtain=()) -> dict:
    """The certificate of the claim ``before relation after``, said to be proved in one step."""
    before, after = as_expr(before), as_expr(after)
    step = Step(relation, after, rule, "", PLACE)
    claim = Relation(relation, before, after)
    part = Part("forged", "", claim, before, (step,), PLACE, "", tuple(obtain))
    sources = tuple(f"theorem {name}" for name in theorems)
    checked = StepResult(1, step, before, "proved", sources=sources)
    derivation = Derivation("", (part,), PLACE, name="forged")
    result = Result(derivation, (PartResult(part, (checked,), "proved"),), ())
    return certificate(result, library.theorem, library.certificate)


def refusal(library, judge, *step, **options) -> str | None:
    """Why the checker refuses the forged certificate among the sound ones."""
    data = sealed(forged(library, *step, **options))
    return judge.refusal(json.dumps(data).encode())


def without_unused_rows(data) -> dict:
    """The certificate with the rows that something refers to, which are numbered anew."""
    rest = {key: value for key, value in data.items() if key not in ("nodes", "seal")}
    used = [*numbers(rest)]
    kept = set(used)
    while used:
        fresh = {*numbers(data["nodes"][used.pop()])} - kept
        kept |= fresh
        used += fresh
    new = {old: at for at, old in enumerate(sorted(kept))}
    return renumbered({**rest, "nodes": [data["nodes"][old] for old in new]}, new)


def numbers(value):
    """The rows that are referred to: nothing else in a certificate is an integer."""
    if type(value) is int:
        yield value
    elif isinstance(value, (dict, list)):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from numbers(inner)


def renumbered(value, new):
    if type(value) is int:
        return new[value]
    if isinstance(value, dict):
        return {key: renumbered(inner, new) for key, inner in value.items()}
    return [renumbered(inner, new) for inner in value] if isinstance(value, list) else value
