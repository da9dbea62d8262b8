"""Certificates of steps that nothing has proved, to see what the checker says of them."""

from __future__ import annotations

import json

from symkl.certificate import certificate, sealed
from symkl.errors import Place
from symkl.expr.nodes import Relation, as_expr
from symkl.kernel.derivation import Derivation, Part, Step
from symkl.kernel.theorem import PartResult, Result, StepResult

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
