"""What a user reads of a refused step: none of the kernel's notation, the same on every run."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from kernel import refusals
from kernel.test_written import INTERNAL


@pytest.mark.parametrize("kind", ["near misses", "wrong pairs", "mutants"])
def test_no_internal_notation_in_a_refusal(kind):
    found = {
        "near misses": lambda: refusals.near_misses(2),
        "wrong pairs": lambda: refusals.wrong_pairs(refusals.RULES_TRIED),
        "mutants": lambda: refusals.mutants(2),
    }[kind]()
    refused = [result for result in found if result.verdict != "proved"]
    assert len(refused) > 50
    for result in refused:
        told = " | ".join(refusals.texts(result))
        assert not INTERNAL.search(told), told


def run(seed: str) -> str:
    tests = Path(__file__).parents[1]
    search = os.pathsep.join((str(tests.parent), str(tests)))
    answer = subprocess.run(
        (sys.executable, refusals.__file__),
        env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": search},
        cwd=tests.parent,
        capture_output=True,
        text=True,
        check=True,
    )
    return answer.stdout


def test_no_text_depends_on_the_hash_seed():
    first, other = (run(seed).splitlines() for seed in ("0", "4"))
    assert len(first) > 400
    assert first == other
