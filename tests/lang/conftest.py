"""Fixtures: random trees, and the letters that they are made of."""

import pytest
from random_trees import LETTERS, TREES


@pytest.fixture(scope="session")
def letters():
    """The letters by name."""
    return LETTERS


@pytest.fixture(scope="session")
def trees():
    """The strategies by name."""
    return TREES
