"""Array-API modules: values and derivatives in a strict library, and the libraries they run in."""

import numpy as np
import pytest
from generated_code.derivatives import (
    DISTANCES,
    SIZED,
    SIZES,
    check_gradient,
    check_value,
    ratios,
)
from generated_code.generated import MODULES, agree, functions, load, valid
from generated_code.truth import CASES

strict = pytest.importorskip("array_api_strict", reason="array-api-strict is not installed")

UNIVARIATE = CASES[0]


def function(case, suffix=""):
    return getattr(load("array-api", case.module), case.function + suffix)


def arrays(arguments):
    return [strict.asarray(np.array(a)) for a in arguments]


class Adapter:
    """See `generated_code.derivatives`."""

    @staticmethod
    def value(case, arguments):
        found = function(case)(*arrays(arguments))
        assert isinstance(found, type(strict.asarray(0.0)))
        return np.asarray(found)

    @staticmethod
    def gradient(case, arguments):
        return [np.asarray(g) for g in function(case, "_gradient")(*arrays(arguments))]


@pytest.fixture(params=CASES, ids=str)
def case(request):
    return request.param


@pytest.mark.parametrize("dtype", [np.float32, np.float64], ids=lambda t: t.__name__)
def test_value(case, dtype):
    rng = np.random.default_rng(1)
    for distance in DISTANCES:
        for _ in range(5):
            check_value(Adapter, case, case.point(rng, distance, dtype=dtype), dtype)


def test_gradient(case):
    rng = np.random.default_rng(2)
    for distance in DISTANCES:
        check_gradient(Adapter, case, case.point(rng, distance))


def test_equal(case):
    arguments = case.point(np.random.default_rng(3), 0.0)
    assert Adapter.value(case, arguments) == 0
    for slope in Adapter.gradient(case, arguments):
        assert not slope.any()


def test_far(case):
    for ratio in ratios(case):
        check_value(Adapter, case, case.far(ratio))
        check_gradient(Adapter, case, case.far(ratio))


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("case", SIZED, ids=str)
def test_scale_does_not_matter(case, size):
    arguments = case.point(np.random.default_rng(5), 0.5, size=size)
    check_value(Adapter, case, arguments, factor=2.0)
    check_gradient(Adapter, case, arguments)


def test_terms(case):
    arguments = arrays(case.point(np.random.default_rng(6), 0.7))
    total = sum(np.asarray(term) for term in function(case, "_terms")(*arguments))
    value = np.asarray(function(case)(*arguments))
    assert abs(total - value) <= 1e-13 * max(1.0, abs(value))


@pytest.mark.parametrize("rows", [1, 8, 9, 40])
def test_triangular_systems(rows):
    """Solved by substitution in halves; compared with the value in NumPy's module."""
    case = next(c for c in CASES if str(c) == "general.kl_divergence_cholesky")
    arguments = case.point(np.random.default_rng(7), 0.1, k=rows)
    wanted = load("numpy", "general").kl_divergence_cholesky(*arguments)
    assert abs(Adapter.value(case, arguments) - wanted) <= 1e-13 * wanted


def test_broadcasting():
    general = load("array-api", "general").kl_divergence
    shapes = (5, 1, 3), (3, 3), (3,), (4, 3, 3)
    rng = np.random.default_rng(8)
    means = rng.normal(size=shapes[0]), rng.normal(size=shapes[2])
    eye = np.broadcast_to(2 * np.eye(3), shapes[3])
    found = general(*arrays([means[0], np.eye(3), means[1], eye]))
    wanted = load("numpy", "general").kl_divergence(means[0], np.eye(3), means[1], eye)
    assert found.shape == (5, 4)
    assert np.allclose(np.asarray(found), wanted, rtol=1e-14)
    empty = general(*arrays([np.zeros(0), np.zeros((0, 0)), np.zeros(0), np.zeros((0, 0))]))
    assert float(empty) == 0


@pytest.mark.parametrize("library", ["numpy", "jax.numpy", "array_api_compat.torch"])
def test_other_libraries(library):
    xp = pytest.importorskip(library, exc_type=ImportError)
    for case in (c for c in CASES if c.axes != 1):
        arguments = case.point(np.random.default_rng(9), 0.3, dtype=np.float32)
        inputs = [xp.asarray(np.array(a)) for a in arguments]
        check = float(function(case)(*inputs, xp=xp))
        assert abs(check - float(Adapter.value(case, arguments))) <= 1e-5 * check


@pytest.mark.parametrize("name", sorted(MODULES))
def test_every_function_agrees_with_numpy(name):
    rng = np.random.default_rng(10)
    ours, theirs = load("array-api", name), load("numpy", name)
    for function_, letters in functions(name).items():
        arguments = valid(letters, rng)
        for suffix in ("", "_terms", "_gradient"):
            if hasattr(theirs, function_ + suffix):
                inputs = arrays(arguments)
                found = getattr(ours, function_ + suffix)(*inputs)
                agree(found, getattr(theirs, function_ + suffix)(*arguments))


# arguments


def test_type_is_kept():
    f = function(UNIVARIATE)
    one = np.ones(2, dtype=np.float16)
    assert f(0.0, 2 * one, one, one).dtype == np.float16
    assert f(0.0, strict.ones(2, dtype=strict.float32), 0, 1).dtype == strict.float32
    single, double = (strict.ones(2, dtype=t) for t in (strict.float32, strict.float64))
    assert f(0.0, single, 0.0, double).dtype == strict.float64


def test_refused():
    f = function(UNIVARIATE)
    one = strict.ones(2)
    with pytest.raises(TypeError, match="no argument is an array"):
        f(0.0, 1.0, 0.0, 1.0)
    assert f(0.0, 1.0, 0.0, 1.0, xp=strict) == 0
    with pytest.raises(TypeError, match="different libraries"):
        f(np.zeros(2), one, 0.0, 1.0)
    for bad in (strict.asarray([1, 2]), strict.asarray([True, True]), strict.asarray([1j, 1j])):
        with pytest.raises(TypeError, match="mu_1 must hold floating-point numbers"):
            f(bad, one, 0.0, 1.0)
    with pytest.raises(TypeError, match="mu_1 must be an array or a number, not str"):
        f("0", one, 0.0, 1.0)
    with pytest.raises(ValueError, match=r"sigma_1\[1\] = -1.0"):
        f(0.0, strict.asarray([1.0, -1.0]), 0.0, 1.0)
    with pytest.raises(ValueError, match="do not broadcast"):
        f(strict.zeros(3), one, 0.0, 1.0)
    zeros, eye = strict.zeros(2), strict.eye(2)
    indefinite = strict.asarray([[1.0, 2.0], [2.0, 1.0]])
    with pytest.raises(ValueError, match="Sigma_2 must be positive definite"):
        load("array-api", "general").kl_divergence(zeros, eye, zeros, indefinite)
