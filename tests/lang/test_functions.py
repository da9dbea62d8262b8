"""The table of functions: every row through every column, and a wrong entry is noticed."""

import subprocess
import sys
from dataclasses import fields, replace
from fractions import Fraction

import pytest
from flint import acb, arb, fmpq
from lang.columns import BROKEN, CHECKS, REFERENCE, x

import symkl
from symkl.code.number_statements import NUMBERS
from symkl.code.statements import Body
from symkl.code.targets import folders, target
from symkl.code.traced_statements import TracedBody
from symkl.errors import UnsupportedExpression
from symkl.lang.columns import Function
from symkl.lang.functions import FUNCTIONS
from symkl.lang.nodes import Apply
from symkl.meaning.balls.elementary import applied
from symkl.meaning.balls.gaussians import variable
from symkl.meaning.balls.polynomials import NoBall
from symkl.meaning.evaluate import Unevaluated, evaluate

NUMPY = target("numpy").dialect
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


def templates():
    """The functions for which a target has a text, as its printer has them."""
    found = {folder: target(name).dialect.functions for name, folder in folders().items()}
    return found | {"math": NUMBERS.functions}


def test_what_a_target_has():
    for name, functions in templates().items():
        assert set(functions) == {key for key, row in FUNCTIONS.items() if name in row.code}
    assert set(NUMPY.functions) == set(NUMBERS.functions) - {"erf", "erfc", "lgamma"}


@pytest.mark.parametrize("name", sorted(set(FUNCTIONS) - set(NUMPY.functions)))
@pytest.mark.parametrize("body", [Body, TracedBody])
def test_what_a_target_lacks_is_said(name, body):
    with pytest.raises(UnsupportedExpression, match=f"the function {name} in this") as caught:
        body(NUMPY, {x: "x"}).assign(value=Apply(name, x))
    assert caught.value.hint == "there is for jax, torch"


def test_words():
    for name in FUNCTIONS:
        word = abs if name == "abs" else getattr(symkl, name)
        assert word(x) == Apply(name, x)
        assert str(word(x)) == f"{name}(x)"
        if name != "abs":
            assert name in symkl.__all__
            assert word.__name__ == name
            assert FUNCTIONS[name].meaning[1:] in word.__doc__
    assert not hasattr(symkl, "abs")


def test_the_table_needs_no_library():
    code = "import symkl.lang.functions, sys; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert {"sympy", "mpmath", "flint", "numpy"}.isdisjoint(done.stdout.split())


def test_the_sign_of_an_error_is_not_told():
    """Of a number that is 0 but for rounding, or that may be."""
    zero = symkl.sqrt(2) ** 2 - 2
    assert evaluate(symkl.sign(x - x), {x: Fraction(1, 3)}) == 0
    assert evaluate(symkl.sign(zero + 1), {}) == 1
    for near in (zero, zero + symkl.rational(1, 10**40)):
        with pytest.raises(Unevaluated):
            evaluate(symkl.sign(near), {})


@pytest.mark.parametrize("name", ["sign", "digamma", "trigamma"])
def test_what_has_no_power_series(name):
    with pytest.raises(NoBall, match="no power series here"):
        applied(name, fmpq(2) + variable(-1))


@pytest.mark.parametrize(
    ("name", "at"),
    [
        ("sign", acb(1, 1)),
        ("abs", acb(1, 1)),
        ("lgamma", acb(-1, 1)),
        ("trigamma", acb(arb(0, 1), 1)),
        ("expit", acb(0, 4)),
        ("softplus", acb(0, arb(0, 3.2))),
    ],
)
def test_where_a_ball_is_not_analytic(name, at):
    with pytest.raises(NoBall, match="not analytic"):
        applied(name, at)
    assert applied("erf", at).is_finite()
