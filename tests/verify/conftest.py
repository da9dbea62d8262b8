"""What the tests of `symkl.verify` share: the functions to be checked, and exact closed forms."""

from collections.abc import Callable
from pathlib import Path

import pytest
from mpmath import matrix, mp, mpf


@pytest.fixture
def spec() -> Callable[[str], str]:
    """The spec of a function of the neighbouring file `functions.py`."""
    return lambda name: f"{Path(__file__).with_name('functions.py')}:{name}"


def _covariance(rows):
    k = len(rows)
    factor = matrix(k, k)
    for i, row in enumerate(rows):
        for j, entry in enumerate(row):
            factor[i, j] = mpf(entry)
    return factor * factor.T


@pytest.fixture
def closed_form():
    """The closed form in mpmath, with hundreds of digits, from floats taken exactly.

    The factors are rows of a lower triangular matrix, or of a covariance if told so.
    """

    def divergence(mean_1, rows_1, mean_2, rows_2, *, covariance=False, digits=400):
        with mp.workdps(digits):
            square = (
                (lambda rows: matrix([[mpf(e) for e in r] for r in rows]))
                if covariance
                else (_covariance)
            )
            first, second = square(rows_1), square(rows_2)
            k = len(mean_1)
            inverse = second**-1
            shift = matrix([mpf(a) - mpf(b) for a, b in zip(mean_1, mean_2, strict=True)])
            trace = sum((inverse * first)[i, i] for i in range(k))
            logdet = mp.log(mp.det(second) / mp.det(first))
            return (trace - k + (shift.T * inverse * shift)[0] + logdet) / 2

    return divergence
