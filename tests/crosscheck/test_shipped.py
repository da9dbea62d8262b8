"""The second opinion on everything that ships."""

import pytest
from shipping import LIBRARY

from symkl.crosscheck import AGREES, DISAGREES, cross_check

NAMES = [source.name for source in LIBRARY.targets]
# Few steps are left to numbers alone: open densities, integrals over a part of the line.
BY_NUMBERS = {"asymmetry", "exp_bound", "gaussian_integral", "log_bound", "nonnegativity"}


@pytest.mark.parametrize("name", NAMES)
def test_nobody_disagrees(name):
    result = LIBRARY.result(name)
    found = cross_check(result)
    assert found.name == name
    assert [(o.part, o.number) for o in found.opinions] == [
        (part.part.name, step.number) for part in result.parts for step in part.steps
    ]
    assert found.disagreements == ()
    assert DISAGREES not in {o.verdict for o in found.opinions}
    # All of them, in fact; nine in ten is what a new derivation should reach.
    assert found.given >= 0.9 * len(found.opinions)
    if name not in BY_NUMBERS:
        algebra = [o for o in found.opinions if {"cancel", "matrices"} & set(o.ways)]
        assert len(algebra) >= 0.75 * len(found.opinions)
    assert all(o.verdict == AGREES and o.text for o in found.opinions if o.ways)
