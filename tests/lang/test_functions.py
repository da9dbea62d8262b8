"""The table of functions: every row through every column, and a wrong entry is noticed."""

from dataclasses import fields, replace

import pytest
from lang.columns import BROKEN, CHECKS, REFERENCE

from symkl.lang.function import Function
from symkl.lang.functions import FUNCTIONS

CASES = [(name, column) for name in FUNCTIONS for column in CHECKS]


def test_every_column_has_a_check():
    columns = {field.name for field in fields(Function)}
    assert set(CHECKS) == columns
    assert set(BROKEN) == columns


def test_every_row_has_a_reference():
    assert set(REFERENCE) == set(FUNCTIONS)


@pytest.mark.parametrize(("name", "column"), CASES, ids=lambda x: x)
def test_row(name, column):
    CHECKS[column](name, FUNCTIONS[name])


@pytest.mark.parametrize(("name", "column"), CASES, ids=lambda x: x)
def test_a_wrong_entry_is_noticed(name, column):
    row = FUNCTIONS[name]
    wrong = replace(row, **{column: BROKEN[column](row)})
    with pytest.raises((AssertionError, ValueError, TypeError, ZeroDivisionError)):
        CHECKS[column](name, wrong)
