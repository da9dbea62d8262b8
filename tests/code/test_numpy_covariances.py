"""Divergences from covariances: exact for arguments moved by a few roundings, shown in balls."""

from importlib import import_module
from pathlib import Path

import numpy as np
import pytest
from generated_code.numpy_generated import FUNCTIONS, MODULES, arrays_of, letters, valid
from hypothesis import given
from hypothesis import strategies as st

from symkl.code.runtime.numpy_linear import _check_symmetric, _congruent, _solve_lower

ROOT = Path(__file__).resolve().parents[2]
EPS = 2.0**-52
COVARIANCES = [key for key, f in FUNCTIONS.items() if any(n[0] == "S" for n in letters(f))]


@pytest.fixture
def balls(monkeypatch):
    monkeypatch.syspath_prepend(str(ROOT))
    return import_module("benchmarks.balls")


def between(balls, arguments, size, *, together):
    """Whether the value is, but for 2 eps, that of arguments moved by at most `size`."""
    value = float(MODULES["general"].kl_divergence(*arguments))
    low, high = balls.neighbours(*arguments, size, together=together)
    return bool(low < value * (1 + 2 * EPS)) and bool(high > value * (1 - 2 * EPS))


@pytest.mark.parametrize("condition", [1e1, 1e4, 1e8])
@pytest.mark.parametrize("ratio", [1e-100, 1e-8, 1e-3, 1.0, 1e3, 1e8, 1e100])
def test_backward_stable(balls, condition, ratio):
    """Each covariance is moved by at most 8 eps in terms of its standard deviations."""
    rng = np.random.default_rng(1)
    for k in (1, 2, 3, 8, 16):
        first, second = (balls.covariance(rng, k, condition if k > 1 else 1) for _ in range(2))
        means = rng.normal(size=(2, k))
        arguments = means[0], ratio * first, means[1], second
        assert between(balls, arguments, 8 * EPS, together=False), k


@pytest.mark.parametrize("condition", [1e1, 1e4, 1e8, 1e10])
@pytest.mark.parametrize("distance", [1e-1, 1e-4, 1e-8, 1e-12])
def test_near(balls, condition, distance):
    """Both covariances are moved by one matrix, and their difference by 2 eps of itself."""
    rng = np.random.default_rng(2)
    for k in (1, 2, 3, 8, 16):
        second = balls.covariance(rng, k, condition if k > 1 else 1)
        first = balls.moved(rng, second, distance)
        if np.array_equal(first, second):
            continue
        shift = distance * np.linalg.cholesky(second) @ rng.normal(size=k)
        arguments = shift, first, np.zeros(k), second
        assert between(balls, arguments, 2 * EPS, together=True), k


@pytest.mark.parametrize(("condition", "digits"), [(1e1, 14), (1e4, 11), (1e8, 7)])
@pytest.mark.parametrize("distance", [1e-4, 1e-8])
def test_digits(balls, condition, digits, distance):
    rng = np.random.default_rng(3)
    call = MODULES["general"].kl_divergence
    for k in (2, 8, 32):
        second = balls.covariance(rng, k, condition)
        arguments = np.zeros(k), balls.moved(rng, second, distance), np.zeros(k), second
        truth = balls.from_covariances(*arguments)
        assert balls.error(call(*arguments), truth) <= 10.0**-digits


def test_a_value_that_is_off_is_not_between(balls):
    rng = np.random.default_rng(4)
    second = balls.covariance(rng, 4, 1e4)
    arguments = np.zeros(4), balls.moved(rng, second, 1e-2), np.zeros(4), second
    truth = balls.from_covariances(*arguments)
    low, high = balls.neighbours(*arguments, 2 * EPS, together=True)
    assert low < truth < high
    assert not low < truth * (1 + 1e-9) < high
    assert not low < truth * (1 - 1e-9) < high


@given(st.integers(1, 40), st.integers(0, 2**32 - 1))
def test_congruent(k, seed):
    """What is computed by symmetry is what two solutions would be."""
    rng = np.random.default_rng(seed)
    L = np.tril(rng.normal(size=(2, k, k)) / k, -1) + np.eye(k) * rng.uniform(0.5, 2, (2, 1, k))
    S = rng.normal(size=(2, k, k))
    S += np.swapaxes(S, -1, -2)
    v = rng.normal(size=(2, k))
    found, w = _congruent(L, S, v)
    half = _solve_lower(L, S)
    wanted = np.swapaxes(_solve_lower(L, np.swapaxes(half, -1, -2)), -1, -2)
    bound = 1e-12 * np.abs(wanted).max()
    assert np.abs(np.tril(found - wanted)).max() <= bound
    np.testing.assert_allclose(w, _solve_lower(L, v[..., None])[..., 0], rtol=1e-10, atol=1e-12)
    # Batches that differ.
    for members in ((5, 2, k), (k,)):
        u = rng.normal(size=members)
        found, w = _congruent(L, S, u)
        assert np.abs(np.tril(found - wanted)).max() <= bound
        np.testing.assert_allclose(np.matmul(L, w[..., None])[..., 0], u + 0 * v, atol=1e-10)


def test_symmetry_is_asked_for_up_to_rounding():
    A = np.array([[1.0, 0.3], [0.3, 2.0]])
    near, far, infinite, nan = A.copy(), A.copy(), A.copy(), A.copy()
    near[0, 1] += 1e-10
    far[0, 1] += 1e-6
    infinite[0, 0], nan[1, 1] = np.inf, np.nan
    _check_symmetric(S=A)
    _check_symmetric(S=near)
    _check_symmetric(S=1e-200 * near)
    _check_symmetric(S=np.stack([8e307 * A] * 3))  # the sum overflows
    for bad, message in ((far, "symmetric"), (infinite, "finite"), (nan, "finite")):
        with pytest.raises(ValueError, match=f"S must be {message}, but"):
            _check_symmetric(S=bad)
    with pytest.raises(ValueError, match=r"S must be symmetric, but S\[1, 0, 1\]"):
        _check_symmetric(S=np.stack([A, 1e-200 * far]))


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("near", [True, False])
@pytest.mark.parametrize("key", COVARIANCES)
def test_what_is_above_the_diagonal_does_not_count(key, near, dtype):
    exact = valid(key, (4,), dtype=dtype)
    for scale, name in zip((1, 1.001), [n for n in exact if n[0] == "S"], strict=False):
        matrix = dtype(scale) * (exact["Sigma_1"] if near and name == "Sigma_2" else exact[name])
        exact[name] = np.tril(matrix) + np.triu(np.swapaxes(matrix, -1, -2), 1)
    slack = dtype(1 + 0.01 * np.sqrt(np.finfo(dtype).eps))
    rounded = {
        n: np.tril(a) + slack * np.triu(a, 1) if n[0] == "S" else a for n, a in exact.items()
    }
    found = arrays_of(FUNCTIONS[key](**rounded))
    for one, wanted in zip(found, arrays_of(FUNCTIONS[key](**exact)), strict=True):
        np.testing.assert_array_equal(one, wanted)
