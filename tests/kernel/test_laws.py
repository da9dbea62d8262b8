"""Each law on random instances: what is true is accepted, what is nearly true is not.

A seeded sample; `make torture` draws 2000 of each.
"""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from kernel.law_instances import INSTANCES
from kernel.law_survey import Count

from symkl.kernel.laws import LAWS

# A seed and not `st.randoms`: the smallest draws of that make slips that change nothing.
RANDOM = st.integers(0, 2**32).map(random.Random)
EXAMPLES = 25


def test_every_law_has_instances():
    assert set(INSTANCES) == set(LAWS)


@pytest.mark.parametrize("law", LAWS)
@settings(max_examples=EXAMPLES)
@given(rng=RANDOM)
def test_what_is_true_is_accepted(law, rng):
    count = Count(law)
    count.add_true(rng)
    assert not count.declined


@pytest.mark.parametrize("law", LAWS)
@settings(max_examples=EXAMPLES)
@given(rng=RANDOM)
def test_a_near_miss_is_not_accepted(law, rng):
    count = Count(law)
    count.add_near(rng)
    assert not count.wrong
    assert count.refused == 1
