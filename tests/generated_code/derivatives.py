"""Values and derivatives of generated functions, whichever the library, against the truth.

A test module gives an adapter with ``array``, ``value``, ``gradient`` and ``curvature``; all of
them take and return NumPy arrays.
"""

import numpy as np
from generated_code.truth import CASES, Case, exponentials, symmetric
from mpmath import mpf

DISTANCES = [1, 1e-1, 1e-4, 1e-8, 1e-12]
RATIOS = [1e-30, 1e-12, 1e-9, 1e-3, 0.499999, 0.5, 1.9, 2.5, 1e3, 1e9]
SLOPES = 1e-12
EPS = {np.float32: 2.0**-23, np.float64: 2.0**-52}

SIZES = [1e-100, 1e100]
SIZED = [case for case in CASES if not case.standard and case.told is not exponentials]


def ratios(case: Case) -> list[float]:
    """Below 1e-9 the square of a ratio is lost beside the other entries of a covariance."""
    return [r for r in RATIOS if case.told is not symmetric or r >= 1e-9]


def check_value(adapter, case, arguments, dtype=np.float64, factor=1.0):
    found, wanted = adapter.value(case, arguments), case.value(arguments)
    assert found.dtype == dtype
    assert found >= 0
    bound = factor * case.bound * EPS[dtype]
    assert abs(mpf(float(found)) - wanted) <= bound * wanted + mpf(10) ** -60


def check_gradient(adapter, case, arguments, bound=SLOPES):
    """Each entry of a number or a vector by itself; of a matrix, relative to the largest."""
    length = max(float(np.max(np.abs(arguments[1]))), 1e-300)
    found, wanted = adapter.gradient(case, arguments), case.gradient(arguments)
    for ours, truth in zip(found, wanted, strict=True):
        largest = max(abs(entry) for entry in truth.flat)
        assert ours.shape == truth.shape
        assert np.isfinite(ours).all()
        for a, b in zip(ours.flat, truth.flat, strict=True):
            size = largest if ours.ndim == 2 else abs(b)
            assert abs(mpf(float(a)) - b) <= bound * size + mpf(10) ** -40 / length


def check_curvature(adapter, case, arguments, rng, bound=SLOPES):
    """Along directions in proportion to the arguments."""
    for _ in range(2):
        width = np.max(np.abs(arguments[1]))
        directions = []
        for place, argument in enumerate(arguments):
            by_entry = np.abs(argument) if place % 2 and np.ndim(argument) < 2 else width
            scale = 1.0 if case.told is exponentials else by_entry
            directions.append(scale * rng.normal(size=np.shape(argument)))
        wanted = case.curvature(arguments, directions)
        found = adapter.curvature(case, arguments, directions)
        assert abs(mpf(found) - wanted) <= bound * abs(wanted)
