"""Triangular systems with exact right sides: few units in the last place at every condition."""

from importlib import import_module
from pathlib import Path

import numpy as np
import pytest
from flint import arb, arb_mat, ctx
from generated_code.numpy_generated import MODULES
from hypothesis import given
from hypothesis import strategies as st

from symkl.code.runtime.numpy_linear import _solve_lower
from symkl.code.runtime.numpy_refined import _solve_refined

ROOT = Path(__file__).resolve().parents[2]
EPS = 2.0**-52


@pytest.fixture
def balls(monkeypatch):
    monkeypatch.syspath_prepend(str(ROOT))
    return import_module("benchmarks.balls")


def exact(*terms):
    """The difference of two arrays, or one, without rounding."""
    rows, columns = terms[0].shape
    values = [arb_mat(rows, columns, [arb(x) for x in t.ravel().tolist()]) for t in terms]
    return values[0] - values[1] if len(values) > 1 else values[0]


def distance(found, factor, *terms):
    """How far a solution is from the exact one, relative to it, in norms."""
    with ctx.workprec(400):
        wanted = exact(factor).solve(exact(*terms))
        apart = sum((x * x for x in (exact(found) - wanted).entries()), arb(0))
        size = sum((x * x for x in wanted.entries()), arb(0))
        return float((apart / size).mid()) ** 0.5


def ill_conditioned(rng, k, condition):
    basis, _ = np.linalg.qr(rng.normal(size=(k, k)))
    return np.linalg.cholesky((basis * np.geomspace(1, condition**2, k)) @ basis.T)


REGIMES = [
    "unrelated",
    "L_1 = L_2 elementwise",
    "L_1 = L_2 (I + T)",
    "L_1 = chol(S_2 + E)",
    "means only",
    "rows of both times 1e-100 .. 1e100",
    "both times 1e150",
    "both times 1e-150",
]


def test_every_regime_is_tested(balls):
    assert list(balls.REGIMES) == REGIMES


@pytest.mark.parametrize("condition", [1e1, 1e2, 1e3, 1e4, 1e6])
@pytest.mark.parametrize("regime", REGIMES)
def test_divergence(balls, regime, condition):
    """The relative error from Cholesky factors is below 1e-14."""
    rng = np.random.default_rng(6)
    call = MODULES["general"].kl_divergence_cholesky
    for k, times in ((2, 3), (3, 3), (8, 3), (32, 1)):
        for near in (1e-1, 1e-4, 1e-8, 1e-12):
            for _ in range(times):
                arguments = balls.pair(regime, rng, k, condition, near)
                truth = balls.from_factors(*arguments)
                assert balls.error(call(*arguments), truth) <= 1e-14, (k, near)


@pytest.mark.parametrize("regime", [r for r in REGIMES if "150" not in r and "100" not in r])
def test_float32(balls, regime):
    """What is computed in double precision is rounded once."""
    rng = np.random.default_rng(7)
    call = MODULES["general"].kl_divergence_cholesky
    for condition in (1e1, 1e3):
        for k in (2, 8, 32):
            arguments = balls.pair(regime, rng, k, condition, 1e-2)
            arguments = [np.asarray(a, np.float32) for a in arguments]
            found = call(*arguments)
            assert found.dtype == np.float32
            assert balls.error(float(found), balls.from_factors(*arguments)) <= 2.0**-23


def test_diagonal_against_full(balls):
    rng = np.random.default_rng(8)
    call = MODULES["diagonal_full"].kl_divergence
    for k in (2, 5, 16):
        L = ill_conditioned(rng, k, 1e6)
        mu_1, mu_2, sigma = *rng.normal(size=(2, k)), np.exp(rng.normal(size=k))
        truth = balls.from_factors(mu_1, np.diag(sigma), mu_2, L)
        assert balls.error(call(mu_1, sigma, mu_2, L), truth) <= 1e-14
        # The diagonals agree.
        mu_1, sigma = mu_2 + L @ np.ones(k), np.diag(L).copy()
        truth = balls.from_factors(mu_1, np.diag(sigma), mu_2, L)
        assert balls.error(call(mu_1, sigma, mu_2, L), truth) <= 1e-14


def test_gradient_and_value_agree():
    """A value is the same number whichever function returns it."""
    rng = np.random.default_rng(9)
    factors = np.stack([ill_conditioned(rng, 6, c) for c in (1e1, 1e5, 1e3)])
    near = factors * (1 + 1e-3 * np.tril(rng.normal(size=(6, 6))))
    arguments = rng.normal(size=(3, 6)), near, rng.normal(size=(3, 6)), factors
    module = MODULES["general"]
    value, _ = module.kl_divergence_cholesky_and_gradient(*arguments)
    np.testing.assert_array_equal(value, module.kl_divergence_cholesky(*arguments))


@pytest.mark.parametrize("size", [1e-290, 1e-150, 1.0, 1e150, 1e290])
def test_equal_distributions(size):
    rng = np.random.default_rng(10)
    factors = size * np.stack([ill_conditioned(rng, 5, c) for c in (1e1, 1e8, 1e3)])
    means = rng.normal(size=(3, 5))
    found = MODULES["general"].kl_divergence_cholesky(means, factors, means, factors)
    np.testing.assert_array_equal(found, np.zeros(3))


def test_infinities_and_nan_stay_with_their_member():
    rng = np.random.default_rng(11)
    L = ill_conditioned(rng, 4, 1e5)
    means = rng.normal(size=(4, 4))
    means[1, 0], means[2, 3] = np.nan, np.inf
    call = MODULES["general"].kl_divergence_cholesky
    found = call(means, 2 * L, np.zeros(4), L)
    assert np.isnan(found[1])
    assert found[2] == np.inf
    for i in (0, 3):
        assert found[i] == call(means[i], 2 * L, np.zeros(4), L)


@given(st.integers(2, 40), st.floats(0, 7), st.floats(-12, 0), st.integers(0, 2**32 - 1))
def test_solution(k, digits, near, seed):
    """Norms are right to a few units, whether or not the condition is found to be high."""
    rng = np.random.default_rng(seed)
    L = ill_conditioned(rng, k, 10.0**digits)
    other = L + 10.0**near * np.tril(L @ np.tril(rng.normal(size=(k, k)))) / k
    means = 10.0**near * (L @ rng.normal(size=k)), rng.normal(size=k) * 10.0**near
    column, triangle = _solve_refined(L, column=means, lower=(other, L))
    assert not np.triu(triangle, 1).any()
    assert distance(column[:, None], L, means[0][:, None], means[1][:, None]) <= 32 * EPS
    assert distance(triangle, L, other, L) <= 32 * EPS


@pytest.mark.parametrize("condition", [1e4, 1e6])
def test_refined_solution(condition):
    """A whole matrix, beyond what a single product is used for."""
    rng = np.random.default_rng(12)
    L = ill_conditioned(rng, 150, condition)
    other = L + 1e-6 * np.tril(L @ np.tril(rng.normal(size=(150, 150))))
    column, triangle = _solve_refined(L, column=(L @ np.ones(150), np.ones(150)), lower=(other, L))
    assert distance(column[:, None], L, (L @ np.ones(150))[:, None], np.ones((150, 1))) <= 2 * EPS
    assert distance(triangle, L, other, L) <= 2 * EPS


def test_members_are_judged_one_by_one():
    """What is well-conditioned is solved as ever, beside what is not."""
    rng = np.random.default_rng(13)
    conditions = np.array([1e0, 1e6, 3e0, 1e5] * 20)
    factors = np.stack([ill_conditioned(rng, 6, c) for c in conditions])
    others = factors @ (np.eye(6) + 1e-3 * np.tril(rng.normal(size=(80, 6, 6))))
    (found,) = _solve_refined(factors, lower=(others, factors))
    plain = _solve_lower(factors, others - factors, lower=True)
    for i, condition in enumerate(conditions):
        if condition < 1e1:
            np.testing.assert_array_equal(found[i], plain[i])
        else:
            assert distance(found[i], factors[i], others[i], factors[i]) <= 2 * EPS
            assert distance(plain[i], factors[i], others[i], factors[i]) > 8 * EPS


@pytest.mark.parametrize(
    "shapes",
    [((), (), ()), ((), (3,), ()), ((4, 1), (3,), (4, 1)), ((2,), (2,), (2,)), ((1,), (5,), ())],
)
def test_batches(shapes):
    """Factors and right sides broadcast."""
    rng = np.random.default_rng(14)
    factor, column, lower = shapes
    L = np.empty((*factor, 5, 5))
    for at in np.ndindex(factor):
        L[at] = ill_conditioned(rng, 5, 1e6)
    u, v = rng.normal(size=(*column, 5)), rng.normal(size=5)
    A = np.tril(rng.normal(size=(*lower, 5, 5)))
    w, X = _solve_refined(L, column=(u, v), lower=(A,))
    assert w.shape == (*np.broadcast_shapes(factor, column), 5)
    assert X.shape == (*np.broadcast_shapes(factor, lower), 5, 5)
    for at in np.ndindex(w.shape[:-1]):
        one, _ = (np.broadcast_to(a, (*w.shape[:-1], *s))[at] for a, s in ((L, (5, 5)), (u, (5,))))
        other = np.broadcast_to(u, w.shape)[at]
        assert distance(w[at][:, None], one, other[:, None], v[:, None]) <= 2 * EPS
    for at in np.ndindex(X.shape[:-2]):
        one, right = (np.broadcast_to(a, X.shape)[at] for a in (L, A))
        assert distance(X[at], one, right) <= 2 * EPS


def test_no_rows_and_no_members():
    w, X = _solve_refined(np.zeros((0, 0)), column=(np.zeros(0),), lower=(np.zeros((0, 0)),))
    assert w.shape == (0,)
    assert X.shape == (0, 0)
    (w,) = _solve_refined(np.ones((0, 3, 3)), column=(np.ones((0, 3)), np.ones(3)))
    assert w.shape == (0, 3)
