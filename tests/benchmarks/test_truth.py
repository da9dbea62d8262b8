"""What the benchmarks compare with, and what they compare: no figure is taken here."""

from importlib import import_module
from pathlib import Path

import mpmath
import numpy as np
import pytest
from flint import arb, ctx

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(autouse=True)
def _from_the_root(monkeypatch):
    monkeypatch.syspath_prepend(str(ROOT))


@pytest.fixture
def truth():
    return import_module("benchmarks.truth")


def quadrature(mu_1, s_1, mu_2, s_2):
    """The definition, in mpmath."""

    def log_density(x, mu, s):
        return -((x - mu) ** 2) / (2 * s**2) - mpmath.log(s) - mpmath.log(2 * mpmath.pi) / 2

    def integrand(x):
        p = log_density(x, mu_1, s_1)
        return mpmath.exp(p) * (p - log_density(x, mu_2, s_2))

    return mpmath.quad(integrand, [mu_1 - 20 * s_1, mu_1, mu_1 + 20 * s_1])


@pytest.mark.parametrize(
    ("told", "width"),
    [("scale", lambda s: s), ("variance", lambda s: s**2), ("logvar", lambda s: 2 * np.log(s))],
)
def test_one_dimension_is_the_definition(truth, told, width):
    point = [np.array(0.5), np.array(width(0.75)), np.array(-0.25), np.array(width(1.5))]
    with ctx.workprec(200):
        found = truth.divergence((told, told), point)
        standard = truth.divergence((told,), point[:2])
    assert float(found) == pytest.approx(float(quadrature(0.5, 0.75, -0.25, 1.5)), rel=1e-12)
    assert float(standard) == pytest.approx(float(quadrature(0.5, 0.75, 0, 1)), rel=1e-12)


def test_matrices_agree_with_their_diagonals_and_with_each_other(truth):
    rng = np.random.default_rng(1)
    mu_1, mu_2 = rng.normal(size=(2, 3))
    s_1, s_2 = np.exp(rng.normal(size=(2, 3)))
    with ctx.workprec(300):
        by_scales = truth.divergence(("scale", "scale"), [mu_1, s_1, mu_2, s_2])
        as_factors = [mu_1, np.diag(s_1), mu_2, np.diag(s_2)]
        assert abs(truth.divergence(("factor", "factor"), as_factors) - by_scales) < 1e-60
        mixed = [mu_1, s_1, mu_2, np.diag(s_2)]
        assert abs(truth.divergence(("scale", "factor"), mixed) - by_scales) < 1e-60
        # Integers, of which the products are exact.
        factors = [
            np.array([[2.0, 0, 0], [1, 3, 0], [-1, 2, 1]]),
            np.array([[1.0, 0, 0], [2, 1, 0], [0, 1, 4]]),
        ]
        one = truth.divergence(("factor", "factor"), [mu_1, factors[0], mu_2, factors[1]])
        covariances = [f @ f.T for f in factors]
        point = [mu_1, covariances[0], mu_2, covariances[1]]
        assert abs(truth.divergence(("covariance", "covariance"), point) - one) < 1e-60


def test_errors_are_relative_and_infinite_where_no_number_is(truth):
    assert truth.relative_error(1.5, arb(1)) == 0.5
    assert truth.relative_error(0.0, arb(0)) == 0
    assert truth.relative_error(1e-300, arb(0)) == np.inf
    assert truth.relative_error(np.nan, arb(1)) == np.inf


def test_fuzz_notices_wrong_results():
    fuzz = import_module("benchmarks.fuzz")
    case = fuzz.CASES[0]
    given = tuple(np.array([a, a, a, a]) for a in (1.0, 2.0, 3.0, 4.0))
    values = np.array([-1.0, np.nan, np.inf, 0.25])
    assert len(list(fuzz.wrong(case, given, values))) == 3
    far = tuple(np.array([a]) for a in (1e300, 1.0, 0.0, 1.0))
    assert not list(fuzz.wrong(case, far, np.array([np.inf])))


@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_fuzz_inputs_are_of_the_type_and_mostly_taken(dtype, monkeypatch):
    fuzz = import_module("benchmarks.fuzz")
    monkeypatch.setattr(fuzz, "BLOCK", 300)
    for case in fuzz.CASES:
        given = fuzz.inputs(case, np.random.default_rng(0), dtype)
        function = getattr(fuzz.generated(case.module), case.function)
        kept, values = fuzz.refused(function, given)
        assert all(a.dtype == dtype for a in given)
        assert len(values) == len(kept[0]) > 150, case


def test_inputs_of_the_comparison_fit_their_functions():
    inputs = import_module("benchmarks.peer_inputs")
    peers = import_module("benchmarks.peers")
    for dtype in ("float64", "float32"):
        for of in inputs.accuracy(dtype):
            given = of.make(np.random.default_rng(0))
            assert len(given) == 2 * len(of.told)
            assert all(len(array) == len(given[0]) for array in given), of.regime
            assert of.function in peers.OURS
    assert {size.function for size in inputs.speed()} == set(peers.OURS)


def test_the_formula_of_the_peers_is_the_divergence(truth):
    functions = import_module("benchmarks.peer_functions").formula()
    rng = np.random.default_rng(3)
    mu_1, mu_2 = rng.normal(size=(2, 3))
    s_1, s_2 = np.exp(rng.normal(size=(2, 3)))
    with ctx.workprec(200):
        total = float(truth.divergence(("scale", "scale"), [mu_1, s_1, mu_2, s_2]))
        standard = float(truth.divergence(("logvar",), [mu_1, s_1]))
    assert functions["diagonal"](mu_1, s_1, mu_2, s_2) == pytest.approx(total)
    assert functions["factors"](mu_1, np.diag(s_1), mu_2, np.diag(s_2)) == pytest.approx(total)
    assert functions["vae"](mu_1, s_1) == pytest.approx(standard)


def test_bounds_are_looked_at_where_they_are(monkeypatch):
    bounds = import_module("benchmarks.bounds")
    monkeypatch.setattr(bounds, "POINTS", 1)
    for case in bounds.CASES:
        row = bounds.one(case, "float64")
        assert row.holds, row.what
        assert 0 < row.value < row.peer
