"""Letters to declare otherwise: only where that would do."""

from symkl.kernel.hints import declared
from symkl.lang.vocabulary import D, positive, real

x, y = real("x y")
variable = positive("x")


def fits(_):
    return True


def test_no_letter_becomes_the_variable_of_a_derivative():
    """Were x declared positive, d(x y)/dx by another letter x would be the slope of a line."""
    assert declared(x * y, ("positive",), fits).letters == (x,)
    assert declared(D(x * y, variable), ("positive",), fits).letters == (y,)
    assert declared(D(x * variable, variable), ("positive",), fits) == ""
