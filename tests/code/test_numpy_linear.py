"""Triangular systems of the generated code: the precision of the wider operand is kept."""

import numpy as np

from symkl.code.runtime import numpy_linear


def test_a_narrow_right_side_does_not_narrow_the_solution():
    factor = np.array([[3.0, 0.0], [1.0, 7.0]])
    right = np.eye(2, dtype=np.float32)
    found = numpy_linear._solve_lower(factor, right)
    assert found.dtype == np.float64
    np.testing.assert_allclose(factor @ found, right, rtol=0, atol=1e-15)


def test_float32_stays_float32():
    factor = np.array([[3.0, 0.0], [1.0, 7.0]], dtype=np.float32)
    assert numpy_linear._solve_lower(factor, np.eye(2, dtype=np.float32)).dtype == np.float32
