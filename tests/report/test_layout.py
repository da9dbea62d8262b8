"""Lines of text: nothing is lost when an expression is broken."""

import pytest

from symkl.report.layout import broken, count, field, table

LONG = (
    "log(sigma_2/sigma_1) - E(p, (x - mu_1)**2)/(2*sigma_1**2) + (E(p, (x - mu_1)**2)"
    " + 2*(mu_1 - mu_2)*E(p, x - mu_1) + (mu_1 - mu_2)**2)/(2*sigma_2**2)"
)


@pytest.mark.parametrize("width", [20, 40, 60, 80, 100, 200])
def test_broken_keeps_every_letter(width):
    lines = broken(LONG, width)
    assert " ".join(line.strip() for line in lines) == LONG


@pytest.mark.parametrize("width", [60, 80, 100])
def test_broken_keeps_to_the_width(width):
    assert max(map(len, broken(LONG, width))) <= width


def test_broken_prefers_the_outermost_operator():
    assert broken("f(a + b, c) + g(d + e, h)", 20) == ["f(a + b, c)", "+ g(d + e, h)"]


def test_what_has_no_break_stays_whole():
    assert broken("a" * 50, 10) == ["a" * 50]


def test_a_relation_is_a_break():
    assert broken("left_side = right_side", 15) == ["left_side", "= right_side"]


def test_field_hangs():
    assert field("because", "one two three four five", 33) == (
        "  because   one two three four\n            five"
    )


def test_table_and_count():
    assert table([("a", "1"), ("bb", "10")], right=(1,)) == ["a    1", "bb  10"]
    assert table([]) == []
    assert count(2, "axiom") == "2 axioms"
