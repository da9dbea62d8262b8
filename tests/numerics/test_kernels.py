"""The kernels g and h: their values, what their source has to be, and what is proved of them."""

import ast
import importlib.util
import inspect
import json
import math
import sys
import warnings
from pathlib import Path

import flint
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from symkl.numerics import kernels, single_numbers

ROOT = Path(__file__).resolve().parents[2]
DATA = json.loads((ROOT / "symkl/numerics/coefficients.json").read_text(encoding="utf-8"))
FUNCTIONS = {"g": kernels._g, "h": kernels._h}
CASES = [(name, dtype) for name in FUNCTIONS for dtype in ("float64", "float32")]
FINITE = st.floats(allow_nan=False, allow_infinity=False)


@pytest.fixture(scope="module")
def tool():
    """The module `tools/fit_kernels.py`; the folder is no package."""
    spec = importlib.util.spec_from_file_location("fit_kernels", ROOT / "tools/fit_kernels.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    yield module
    del sys.modules[spec.name]


def kernel_named(tool, name):
    return next(kernel for kernel in tool.KERNELS if kernel.name == name)


def stored(name, dtype):
    return [float.fromhex(c) for c in DATA[name][dtype]["coefficients"]]


# What is proved


@pytest.mark.parametrize(("name", "dtype"), CASES)
def test_certificate_recomputed(tool, name, dtype):
    ball = tool.certify(kernel_named(tool, name), stored(name, dtype))
    bound = DATA[name][dtype]["bound"]
    assert float(ball.upper()) <= float.fromhex(bound)
    assert float(ball.upper()) > 0.99 * float.fromhex(bound)
    # below an eighth of the unit roundoff: the polynomial is not what limits the kernel
    assert float.fromhex(bound) < np.finfo(dtype).eps / 16


@pytest.mark.parametrize(("name", "dtype"), CASES)
def test_certificate_holds_at_points(tool, name, dtype):
    """Another road: the closed form in balls against the formula near 0, at single points."""
    flint.ctx.prec = 300
    top = math.sqrt(float(flint.arb(kernel_named(tool, name).limit)))
    coefficients = [flint.arb(c) for c in stored(name, dtype)]
    worst = 0.0
    for i in range(1, 400):
        t = flint.arb(top) * flint.fmpq(i, 400)
        for root in (t, -t):
            z = root * root
            r = z * sum((c * z**k for k, c in enumerate(coefficients)), flint.arb(0))
            if name == "g":
                x = 2 * root / (1 - root)
                near, exact = x * x / 2 - root * (x * x / 2 + r), x - x.log1p()
            else:
                a = root / 2 - r
                near = z / 2 + root * ((a * root / 2 - r) / (1 - a))
                exact = root.expm1() - root
            worst = max(worst, abs(float(near / exact - 1)))
    bound = float.fromhex(DATA[name][dtype]["bound"])
    assert 0.5 * bound < worst <= bound


def test_certificate_notices_a_wrong_coefficient(tool):
    coefficients = stored("g", "float64")
    coefficients[3] *= 1 + 1e-6
    bound = float.fromhex(DATA["g"]["float64"]["bound"])
    assert float(tool.certify(tool.G, coefficients).upper()) > 100 * bound


def test_data_file_is_what_the_script_computes(tool):
    assert json.dumps(tool.table(), indent=2) + "\n" == tool.TARGET.read_text(encoding="utf-8")


def test_check_reports_a_stale_file(tool, monkeypatch, tmp_path, capsys):
    stale = tmp_path / "coefficients.json"
    stale.write_text("{}\n", encoding="utf-8")
    monkeypatch.setattr(tool, "TARGET", stale)
    monkeypatch.setattr(tool, "ROOT", tmp_path)
    assert tool.main(["--check"]) == 1
    assert capsys.readouterr().out == "coefficients.json is stale\n"
    assert tool.main([]) == 0
    assert tool.main(["--check"]) == 0


# What the source is


def literals(name):
    """Coefficients in the source of a kernel, highest power first: those of float32, float64."""
    tree = ast.parse(inspect.getsource(FUNCTIONS[name]))
    tuples = [node for node in ast.walk(tree) if isinstance(node, ast.Tuple)]
    loaded = [node for node in tuples if isinstance(node.ctx, ast.Load) and node.elts]
    values = [ast.literal_eval(node) for node in loaded]
    return sorted(values, key=len)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_source_holds_the_certified_numbers(name):
    single, double = literals(name)
    assert list(double[::-1]) == stored(name, "float64")
    assert [float(np.float32(c)) for c in single[::-1]] == stored(name, "float32")
    numerator, denominator = map(int, DATA[name]["limit"].split("/"))
    assert f"near = z <= {numerator / denominator}\n" in inspect.getsource(FUNCTIONS[name])
    for dtype in ("float64", "float32"):
        assert DATA[name][dtype]["bound_decimal"] in FUNCTIONS[name].__doc__


@pytest.mark.parametrize("name", FUNCTIONS)
def test_the_source_for_numbers_holds_them_too(name):
    source = inspect.getsource(getattr(single_numbers, f"_{name}_number"))
    for coefficient in stored(name, "float64"):
        assert repr(coefficient) in source
    numerator, denominator = map(int, DATA[name]["limit"].split("/"))
    assert f"if z <= {numerator / denominator}:" in source
    assert DATA[name]["float64"]["bound_decimal"] in source


@pytest.mark.parametrize("name", FUNCTIONS)
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_few_elements_are_as_accurate_as_many(name, dtype):
    x = np.linspace(-0.9, 3, 5001, dtype=dtype)
    few = np.concatenate([FUNCTIONS[name](part) for part in np.array_split(x, 100)])
    many = FUNCTIONS[name](x)
    assert np.max(np.abs(few - many) / np.spacing(many + np.finfo(dtype).tiny)) <= 2


@pytest.mark.parametrize("name", FUNCTIONS)
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("share", [0, 0.3, 0.7, 1])
def test_an_element_does_not_depend_on_those_beside_it(name, dtype, share):
    """Whether most of an array is near 0 decides how it is computed, not what comes out."""
    rng = np.random.default_rng(0)
    near, far = rng.uniform(-0.4, 0.7, 4000), rng.uniform(1, 5, 4000)
    x = np.where(rng.random(4000) < share, near, far).astype(dtype)
    x[:3] = np.nan, 0, np.inf
    found = FUNCTIONS[name](x)
    assert found.dtype == dtype
    for part in (x <= 0.7, ~(x <= 0.7)):
        alone = FUNCTIONS[name](np.resize(x[part], 4000))
        np.testing.assert_array_equal(found[part], alone[: part.sum()])


@pytest.mark.parametrize("name", FUNCTIONS)
def test_source_stands_alone(name):
    namespace = {"np": np}
    for function in (kernels._series, FUNCTIONS[name]):
        exec(inspect.getsource(function), namespace)
    x = np.linspace(-0.9, 3, 101)
    assert np.array_equal(namespace["_" + name](x), FUNCTIONS[name](x))


# What it computes


@pytest.mark.parametrize(("name", "dtype"), CASES)
def test_error_is_at_most_3_ulp(tool, name, dtype):
    error, place, count = tool.worst_ulp(name, dtype, 100_000, seed=1)
    assert count >= 100_000
    assert error <= 3, place


@pytest.mark.parametrize(("name", "dtype"), CASES)
def test_zero_is_exact_and_nothing_is_negative(tool, name, dtype):
    assert np.array_equal(FUNCTIONS[name](np.array([0.0, -0.0], dtype)), [0, 0])
    assert (FUNCTIONS[name](tool.sample(name, dtype, 100_000, seed=2)) >= 0).all()


@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_special_values(dtype):
    largest = np.finfo(dtype).max
    inf, nan = np.inf, np.nan
    x = np.array([-1, inf, nan, -2, -3, -inf, largest, -1 + np.finfo(dtype).epsneg], dtype)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        g = kernels._g(x)
    assert np.array_equal(g[:6], [inf, inf, nan, nan, nan, nan], equal_nan=True)
    assert g[6] == largest
    assert g[7] == pytest.approx(-1 - math.log(np.finfo(dtype).epsneg), rel=1e-6)
    v = np.array([inf, -inf, nan, largest, -largest, -1000, 800, 88.5], dtype)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        h = kernels._h(v)
    assert np.array_equal(h[:7], [inf, inf, nan, inf, largest, 999, inf], equal_nan=True)
    assert h[7] == pytest.approx(math.exp(88.5), rel=1e-5)
    assert np.isfinite(kernels._h(709.7))
    assert kernels._h(709.8) == inf


@pytest.mark.parametrize(("name", "dtype"), CASES)
def test_tiny_arguments(name, dtype):
    tiny = np.finfo(dtype).smallest_normal
    x = np.array([1e-300, -1e-300, 5e-324, -5e-324, tiny], np.float64).astype(dtype)
    with np.errstate(all="raise"):
        assert np.array_equal(FUNCTIONS[name](x), np.zeros(5))
    # results in the subnormal range are off by one of its steps at most
    small = np.array([1e-160, 3e-161] if dtype == "float64" else [1e-22, 3e-21], dtype)
    exact = (small.astype(np.longdouble) ** 2 / 2).astype(dtype)
    assert (np.abs(FUNCTIONS[name](small) - exact) <= np.finfo(dtype).smallest_subnormal).all()


@pytest.mark.parametrize("name", FUNCTIONS)
def test_dtype_and_shape(name):
    function = FUNCTIONS[name]
    for given_as, returned in [
        ("float32", "float32"),
        ("float64", "float64"),
        ("int64", "float64"),
    ]:
        assert function(np.zeros((2, 3), given_as)).dtype == returned
    assert function(np.float32(0.25)).dtype == np.float32
    assert isinstance(function(0.25), np.float64)
    for shape in [(), (0,), (3, 0), (1,), (2, 1, 4)]:
        assert function(np.full(shape, 0.25)).shape == shape
    grid = np.linspace(-0.9, 2, 24).reshape(4, 6)
    assert np.array_equal(function(grid.T), function(grid).T)
    assert np.array_equal(function(grid[::2, ::3]), function(grid)[::2, ::3])
    frozen = grid.copy()
    frozen.flags.writeable = False
    assert np.array_equal(function(frozen), function(grid))


@pytest.mark.parametrize("name", FUNCTIONS)
@given(values=st.lists(FINITE, min_size=1, max_size=9))
def test_an_entry_does_not_depend_on_its_neighbours(name, values):
    together = FUNCTIONS[name](np.array(values))
    alone = [FUNCTIONS[name](value) for value in values]
    assert np.array_equal(together, alone, equal_nan=True)


@pytest.mark.parametrize(("name", "dtype"), CASES)
def test_nor_does_one_that_stands_alone(name, dtype):
    """NumPy adds up a single column of eight numbers or more in another order than two columns."""
    function = FUNCTIONS[name]
    values = np.linspace(-0.45, 0.69, 1000).astype(dtype)
    alone = np.array([function(value) for value in values])
    for size in (2, 5, 100):
        together = [function(few) for few in values.reshape(-1, size)]
        assert np.array_equal(np.concatenate(together), alone)
    # The others are far from 0: just one is near.
    between = [function(np.array([5, value, 5], dtype))[1] for value in values]
    assert np.array_equal(between, alone)


@pytest.mark.parametrize(("name", "dtype"), CASES)
def test_branches_meet(name, dtype):
    """Across the border the values go on as the function does, to its rounding error."""
    borders = {"g": (-0.480495, 0.924951), "h": (-math.sqrt(0.5), math.sqrt(0.5))}[name]
    eps = float(np.finfo(dtype).eps)
    for border in borders:
        steps = np.arange(-200, 201)
        x = (border * (1 + steps * eps)).astype(dtype)
        y = FUNCTIONS[name](x).astype(float)
        slope = border / (1 + border) if name == "g" else math.expm1(border)
        line = y[200] + slope * (x.astype(float) - float(x[200]))
        assert np.abs(y - line).max() <= 6 * eps * y[200]


@pytest.mark.parametrize("name", FUNCTIONS)
def test_the_two_kernels_agree(name):
    """h(log1p(x)) = x - log1p(x) = g(x), in a range where log1p(x) loses nothing that matters."""
    x = np.linspace(0.5, 20, 200)
    assert np.allclose(kernels._h(np.log1p(x)), kernels._g(x), rtol=1e-14, atol=0)
