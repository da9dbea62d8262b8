"""What all tests share: reproducible property tests and the TeX fixture."""

import gc
import os
import sys

import pytest
from hypothesis import HealthCheck, settings

pytest_plugins = ["golden_files", "tex_tools"]

# Circles of objects are looked for less often, as in the command line: with all that the tests
# import, each search is a long one.
gc.set_threshold(100_000)

# The same examples on every run and every machine, so that a failure is about the code.
settings.register_profile(
    "ci",
    derandomize=True,
    database=None,
    deadline=None,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],
)
# HYPOTHESIS_PROFILE=explore looks for new ones.
settings.register_profile("explore", deadline=None, max_examples=2000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))


@pytest.fixture(autouse=True)
def _recursion():
    """A deep tree lets a process recurse deeper (`symkl.limits.deepen`); not the next test."""
    before = sys.getrecursionlimit()
    yield
    sys.setrecursionlimit(before)
