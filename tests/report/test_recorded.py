"""Second opinions read back: those that have the form of one."""

import pytest

from symkl.crosscheck import AGREES, DISAGREES, NO_OPINION, Opinion
from symkl.report.recorded import recorded

ROW = {"verdict": AGREES, "ways": ["cancel"], "text": "cancel", "asked": "a"}


def data(*rows):
    steps = [{"number": 1, "second_opinion": row} for row in rows]
    return {"derivations": [{"parts": [{"steps": steps}]}]}


def test_opinions_are_read_by_what_was_asked():
    other = {**ROW, "verdict": NO_OPINION, "ways": [], "asked": "b"}
    assert recorded(data(ROW, other)) == {
        "a": Opinion("", 0, "", AGREES, ("cancel",), "cancel", "a"),
        "b": Opinion("", 0, "", NO_OPINION, (), "cancel", "b"),
    }


@pytest.mark.parametrize(
    "row",
    [
        None,
        [],
        {**ROW, "verdict": DISAGREES},
        {**ROW, "verdict": "proved"},
        {**ROW, "verdict": []},
        {**ROW, "ways": "cancel"},
        {**ROW, "ways": [1]},
        {**ROW, "text": None},
        {**ROW, "asked": 1},
        {key: ROW[key] for key in ("verdict", "ways", "text")},
    ],
)
def test_what_is_no_opinion_is_left_out(row):
    assert recorded(data(row)) == {}
    assert set(recorded(data(row, ROW))) == {"a"}


@pytest.mark.parametrize(
    "wrong", [None, [], {}, {"derivations": [1]}, {"derivations": [{"parts": [{"steps": [None]}]}]}]
)
def test_data_of_another_form_hold_none(wrong):
    assert recorded(wrong) == {}
