"""Hints are followed to the letter, one of each kind: what was complained of is gone.

Each case is a derivation file before and after. What is told of the first step that fails, or of
the file, names the complaint and the hint; once it was followed that is not told again.
"""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from hint_cases import CASES, LETTERS, NONE

from symkl.errors import SymklError
from symkl.kernel.refusal import Refusal
from symkl.library import Library


@dataclass(frozen=True)
class Told:
    """What is told of a file, and what to do about it."""

    complaint: str = ""
    hint: str = ""


def told(text: str, folder, name: str = "made") -> Told:
    """What is told of the derivations in a file, of the first that is not proved."""
    folder.mkdir(exist_ok=True)
    file = folder / f"{name}.py"
    file.write_text(LETTERS + text, encoding="utf-8")
    try:
        library = Library((str(file),))
        results = [library.result(source.name) for source in library.targets]
    except SymklError as error:
        return Told(error.message, error.hint or "")
    except Refusal as error:
        return Told(error.reason, str(error.hint))
    parts = [part for result in results for part in result.parts]
    for step in (step for part in parts for step in part.steps):
        if step.verdict != "proved":
            return Told(step.reason, step.hint)
    return next((Told(part.reason, part.hint) for part in parts if part.reason), Told())


@pytest.mark.parametrize("case", CASES)
def test_a_hint_is_followed(case, tmp_path):
    complaint, hint, before, after = CASES[case]
    found = told(before, tmp_path / "before")
    assert complaint in found.complaint
    assert found.hint == hint
    assert complaint not in told(after, tmp_path / "after", "after").complaint


@pytest.mark.parametrize("case", NONE)
def test_where_nothing_can_be_declared_there_is_no_hint(case, tmp_path):
    found = told(NONE[case], tmp_path)
    assert found.complaint
    assert found.hint == ""
