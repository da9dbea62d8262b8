"""JAX modules: values, derivatives through every branch, transformations, arguments."""

from functools import cache

import numpy as np
import pytest
from generated_code.derivatives import (
    DISTANCES,
    RATIOS,
    SIZED,
    SIZES,
    check_curvature,
    check_gradient,
    check_value,
    ratios,
)
from generated_code.generated import MODULES, agree, functions, load, valid
from generated_code.truth import CASES

jax = pytest.importorskip("jax", reason="JAX is not installed")
jnp = jax.numpy

UNIVARIATE = CASES[0]
SEVERAL = [c for c in CASES if str(c) in {"univariate.kl_divergence", "vae_logvar.kl_divergence"}]
SEVERAL += [c for c in CASES if c.module == "general"]


@pytest.fixture(autouse=True)
def wide():
    """float64 for as long as a test runs."""
    before = jax.config.jax_enable_x64
    jax.config.update("jax_enable_x64", True)
    yield
    jax.config.update("jax_enable_x64", before)


def function(case, suffix=""):
    return getattr(load("jax", case.module), case.function + suffix)


def places(arguments):
    return tuple(range(len(arguments)))


@cache
def compiled(case, what, count):
    """Compiled once for all points of one shape and type."""
    f, every = function(case), tuple(range(count))

    def curvature(arguments, directions):
        def slope(*at):
            slopes = jax.grad(f, argnums=every)(*at)
            return sum((g * d).sum() for g, d in zip(slopes, directions, strict=True))

        twice = jax.grad(slope, argnums=every)(*arguments)
        return sum((g * d).sum() for g, d in zip(twice, directions, strict=True))

    made = {"value": f, "gradient": jax.grad(f, argnums=every), "curvature": curvature}
    return jax.jit(made[what])


class Adapter:
    """See `generated_code.derivatives`."""

    @staticmethod
    def value(case, arguments):
        return np.asarray(compiled(case, "value", len(arguments))(*arguments))

    @staticmethod
    def gradient(case, arguments):
        return [np.asarray(g) for g in compiled(case, "gradient", len(arguments))(*arguments)]

    @staticmethod
    def curvature(case, arguments, directions):
        found = compiled(case, "curvature", len(arguments))
        return float(found(tuple(map(jnp.asarray, arguments)), tuple(map(jnp.asarray, directions))))


@pytest.fixture(params=CASES, ids=str)
def case(request):
    return request.param


@pytest.mark.parametrize("dtype", [np.float32, np.float64], ids=lambda t: t.__name__)
def test_value(case, dtype):
    rng = np.random.default_rng(1)
    for distance in DISTANCES:
        for _ in range(5):
            check_value(Adapter, case, case.point(rng, distance, dtype=dtype), dtype)


def test_derivatives(case):
    rng = np.random.default_rng(2)
    for distance in DISTANCES:
        arguments = case.point(rng, distance)
        check_gradient(Adapter, case, arguments)
        check_curvature(Adapter, case, arguments, rng)


def test_equal(case):
    rng = np.random.default_rng(3)
    arguments = case.point(rng, 0.0)
    assert Adapter.value(case, arguments) == 0
    for slope in Adapter.gradient(case, arguments):
        assert not slope.any()
    check_curvature(Adapter, case, arguments, rng)


def test_far(case):
    rng = np.random.default_rng(4)
    for ratio in ratios(case):
        arguments = case.far(ratio)
        check_value(Adapter, case, arguments)
        check_gradient(Adapter, case, arguments)
        check_curvature(Adapter, case, arguments, rng)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("case", SIZED, ids=str)
def test_scale_does_not_matter(case, size):
    rng = np.random.default_rng(5)
    arguments = case.point(rng, 0.5, size=size)
    check_value(Adapter, case, arguments, factor=2.0)
    check_gradient(Adapter, case, arguments)
    check_curvature(Adapter, case, arguments, rng)


def batch(case, size):
    rng = np.random.default_rng(6)
    points = [case.point(rng, 0.3) for _ in range(size - 2)]
    points += [case.far(ratio, k=3) for ratio in (RATIOS[3], RATIOS[-2])]
    return [jnp.asarray(np.stack(entry)) for entry in zip(*points, strict=True)]


def same(found, wanted, bound=1e-13):
    for a, b in zip(found, wanted, strict=True):
        assert jnp.isfinite(a).all()
        assert jnp.abs(a - b).max() <= bound * jnp.abs(b).max()


def test_the_formulas_of_the_derivatives(case):
    arguments = batch(case, 5)
    total = jax.jit(lambda *a: function(case)(*a).sum())
    wanted = jax.grad(total, argnums=places(arguments))(*arguments)
    same(jax.jit(function(case, "_gradient"))(*arguments), wanted)
    same([sum(function(case, "_terms")(*arguments))], [function(case)(*arguments)])


@pytest.mark.parametrize("case", SEVERAL, ids=str)
def test_transformations(case):
    f, arguments = function(case), batch(case, 5)
    same([jax.vmap(f)(*arguments)], [f(*arguments)])
    same([jax.jit(jax.vmap(f))(*arguments)], [f(*arguments)])
    every = places(arguments)
    gradient = jax.jit(jax.vmap(jax.grad(f, argnums=every)))
    total = jax.grad(lambda *a: f(*a).sum(), argnums=every)
    same(gradient(*arguments), total(*arguments))
    first = [a[0] for a in arguments]
    forwards = jax.jit(jax.hessian(f, argnums=every))(*first)
    backwards = jax.jit(jax.jacrev(jax.jacrev(f, argnums=every), argnums=every))(*first)
    for row, wanted in zip(forwards, backwards, strict=True):
        largest = max(float(jnp.abs(b).max()) for b in wanted)
        for a, b in zip(row, wanted, strict=True):
            assert jnp.abs(a - b).max() <= 1e-13 * largest


def test_third_derivative():
    third = jax.grad(jax.grad(jax.grad(function(UNIVARIATE), argnums=1), argnums=1), argnums=1)
    for sigma in (0.4, 1.0, 3.0):
        assert abs(float(third(0.0, sigma, 0.0, 1.0)) + 2 / sigma**3) <= 1e-14 * 2 / sigma**3


@pytest.mark.parametrize("name", sorted(MODULES))
def test_every_function_agrees_with_numpy(name):
    rng = np.random.default_rng(10)
    ours, theirs = load("jax", name), load("numpy", name)
    for function_, letters in functions(name).items():
        arguments = valid(letters, rng)
        for suffix in ("", "_terms", "_gradient"):
            if hasattr(theirs, function_ + suffix):
                inputs = arguments
                found = getattr(ours, function_ + suffix)(*inputs)
                agree(found, getattr(theirs, function_ + suffix)(*arguments))


# arguments


@pytest.mark.parametrize("dtype", ["float16", "bfloat16", "float32", "float64"])
def test_type_is_kept(dtype):
    one = jnp.ones(3, dtype=dtype)
    found = function(UNIVARIATE)(0.0, 1.5 * one, one, one)
    assert found.dtype == dtype
    wanted = function(UNIVARIATE)(0.0, 1.5, 1.0, jnp.ones(3))
    assert jnp.allclose(found.astype(float), wanted, rtol=float(jnp.finfo(dtype).eps))


def test_types_are_promoted():
    f = function(UNIVARIATE)
    assert f(0, jnp.ones(2, dtype="float32"), 0.0, jnp.ones(2)).dtype == "float64"
    assert f(0, 1, 2, 3).dtype == "float64"


def test_without_float64():
    jax.config.update("jax_enable_x64", False)
    assert function(UNIVARIATE)(0.0, 1.0, 2.0, 3.0).dtype == "float32"
    assert function(UNIVARIATE)(10**10, 1, 10**10 + 1, 1) == function(UNIVARIATE)(1e10, 1, 1e10, 1)


def test_shapes():
    f = function(UNIVARIATE)
    assert f(jnp.zeros((4, 1)), 1.0, 0.0, np.ones(3)).shape == (4, 3)
    assert f(jnp.zeros(0), 1.0, 0.0, 1.0).shape == (0,)
    general = load("jax", "general").kl_divergence
    wide = jnp.broadcast_to(jnp.eye(3), (4, 3, 3))
    assert general(jnp.zeros((5, 1, 3)), jnp.eye(3), jnp.ones(3), wide).shape == (5, 4)


@pytest.mark.parametrize(
    ("name", "arguments", "message"),
    [
        ("univariate", (np.zeros(2), np.ones(3), 0.0, 1.0), "their axes do not broadcast"),
        ("diagonal", (np.zeros(2), np.ones(3), np.zeros(2), np.ones(2)), "2 and 3"),
        ("univariate", (0.0, np.array([1.0, -1.0]), 0.0, 1.0), r"sigma_1\[1\] = -1.0"),
        (
            "general",
            (np.zeros(2), np.array([[1.0, 2.0], [0.0, 1.0]]), np.zeros(2), np.eye(2)),
            "Sigma_1 must be symmetric",
        ),
        (
            "general",
            (np.zeros(2), np.eye(2), np.zeros(2), np.array([[1.0, 2.0], [2.0, 1.0]])),
            "Sigma_2 must be positive definite",
        ),
    ],
)
def test_refused_values(name, arguments, message):
    with pytest.raises(ValueError, match=message):
        load("jax", name).kl_divergence(*arguments)


@pytest.mark.parametrize("bad", [1j, True, "1", None, [True], 10**400], ids=lambda x: repr(x)[:9])
def test_refused_types(bad):
    with pytest.raises(TypeError, match="sigma_1"):
        function(UNIVARIATE)(0.0, bad, 0.0, 1.0)


def test_unchecked():
    f, negative = function(UNIVARIATE), jnp.array([-1.0])
    f(0.0, negative, 0.0, 1.0, validate=False)
    jax.jit(f)(0.0, negative, 0.0, 1.0)
    with pytest.raises(ValueError, match="broadcast"):
        jax.jit(f)(jnp.zeros(2), jnp.ones(3), 0.0, 1.0)
