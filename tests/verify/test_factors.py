"""Small lower triangular matrices in plain Python."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from symkl.verify.factors import (
    factor_of_square,
    identity,
    product,
    rotated,
    scaled,
    scaled_rows,
)

entries = st.floats(-2, 2)
ORDER = 3


def rows_of(values):
    it = iter(values)
    return tuple(tuple(next(it) for _ in range(i + 1)) for i in range(ORDER))


rows = st.lists(entries, min_size=6, max_size=6).map(rows_of)


def full(tril):
    return np.array([(*row, *[0.0] * (len(tril) - len(row))) for row in tril])


@given(rows, rows)
def test_products_are_those_of_the_full_matrices(a, b):
    assert np.allclose(full(product(a, b)), full(a) @ full(b))
    assert product(a, identity(ORDER)) == a == product(identity(ORDER), a)


@given(rows)
def test_sizes_multiply_rows(a):
    sizes = [2.0, 0.5, 4.0]
    assert np.array_equal(full(scaled_rows(a, sizes)), np.diag(sizes) @ full(a))
    assert scaled(a[-1], sizes) == tuple(x * s for x, s in zip(a[-1], sizes, strict=True))


@given(st.floats(-3, 3), st.lists(entries, min_size=ORDER, max_size=ORDER))
def test_a_rotation_keeps_lengths_and_the_other_coordinates(angle, column):
    (image,) = rotated([column], 2, 0, angle)
    assert image[1] == column[1]
    assert np.isclose(np.linalg.norm(image), np.linalg.norm(column))


@given(rows)
def test_the_factor_of_a_square_has_that_square(a):
    well = full(a) + 4 * np.eye(ORDER)
    factor = factor_of_square([list(column) for column in well.T])
    assert all(row[-1] > 0 for row in factor)
    assert np.allclose(full(factor) @ full(factor).T, well @ well.T)
