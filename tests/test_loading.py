"""Damaged derivation files are refused with a message, or loaded: nothing else happens.

A sample; `make torture` has 100 000 of them.
"""

import random
import warnings

import pytest
from damage import damaged, outcome
from hypothesis import given, settings
from hypothesis import strategies as st

from symkl import loading
from symkl.library import shipped

TEXTS = [path.read_text(encoding="utf-8") for path in sorted(shipped().rglob("*.py"))]


@settings(max_examples=100)
@given(text=st.sampled_from(TEXTS), seed=st.integers(0, 2**32))
def test_damaged_files(tmp_path_factory, text, seed):
    path = tmp_path_factory.getbasetemp() / "damaged.py"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of odd syntax
        assert outcome(damaged(text, random.Random(seed)), path, apart=seed % 5 == 0)


@pytest.mark.parametrize("name", ["univariate", "general"])
def test_what_ships_is_loaded_as_anybodys(name):
    found = loading.load(shipped() / f"{name}.py")
    assert [source.name for source in found] == [name]


def test_without_fork_it_is_loaded_here(monkeypatch):
    monkeypatch.delattr(loading.os, "fork")
    assert loading.load(shipped() / "univariate.py")[0].name == "univariate"
