"""What the generated functions take and return, whatever they compute."""

import numpy as np
import pytest
from generated_code.numpy_generated import (
    DIVERGENCES,
    FUNCTIONS,
    MODULES,
    SEVERAL,
    VALUES,
    VECTORS,
    arrays_of,
    axes,
    letters,
    valid,
)
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp


@pytest.fixture(params=FUNCTIONS)
def key(request):
    """A function by its name; a test may give a choice of its own."""
    return request.param


@pytest.fixture
def function(key):
    return FUNCTIONS[key]


# shapes and types


def test_one_pair_of_distributions_gives_scalars(key, function):
    for name, found in zip(*_named(function, function(**valid(key))), strict=True):
        assert np.shape(found) == (3,) * (axes(key, name) if name in letters(function) else 0)
        assert isinstance(found, np.floating | np.ndarray)


def _named(function, result):
    if isinstance(result, tuple) and not hasattr(result, "_fields"):
        return ["value", *result[1]._fields], arrays_of(result)
    return getattr(result, "_fields", ["value"]), arrays_of(result)


def test_float32_is_kept(key, function):
    for found in arrays_of(function(**valid(key, (2,), dtype=np.float32))):
        assert found.dtype == np.float32
    for found in arrays_of(function(**valid(key, dtype=np.float32))):
        assert found.dtype == np.float32


def test_float16_is_computed_in_float32(key, function):
    for found in arrays_of(function(**valid(key, dtype=np.float16))):
        assert found.dtype == np.float32


@pytest.mark.parametrize("key", SEVERAL)
def test_float32_and_float64_give_float64(key, function):
    arguments = valid(key, dtype=np.float32)
    arguments[letters(function)[-1]] = arguments[letters(function)[-1]].astype(np.float64)
    for found in arrays_of(function(**arguments)):
        assert found.dtype == np.float64


def test_python_numbers_adapt_to_the_arrays_beside_them():
    found = MODULES["univariate"].kl_divergence(np.float32([1, 2]), 1.0, 0, 1)
    assert found.dtype == np.float32
    assert MODULES["univariate"].kl_divergence(1, 2, 0, 1).dtype == np.float64
    assert MODULES["univariate"].kl_divergence(np.float32(1), np.float64(1), 0, 1).dtype == float


def test_integers_are_numbers(key, function):
    arguments = {
        letter: np.eye(2, dtype=int) if value.ndim == 2 else np.ones((2,) * value.ndim, dtype=int)
        for letter, value in valid(key, k=2).items()
    }
    for found in arrays_of(function(**arguments)):
        assert found.dtype == np.float64
        assert np.isfinite(found).all()


def test_lists_are_arrays(key, function):
    arguments = valid(key)
    found = function(**{letter: value.tolist() for letter, value in arguments.items()})
    for left, right in zip(arrays_of(found), arrays_of(function(**arguments)), strict=True):
        np.testing.assert_array_equal(left, right)


def test_batch_is_the_same_as_one_by_one(key, function):
    arguments = valid(key, (2, 4))
    found = arrays_of(function(**arguments))
    for at in np.ndindex(2, 4):
        alone = arrays_of(function(**{letter: value[at] for letter, value in arguments.items()}))
        for left, right in zip(found, alone, strict=True):
            np.testing.assert_allclose(left[at], right, rtol=1e-13, atol=1e-15)


@pytest.mark.parametrize("key", SEVERAL)
def test_leading_axes_broadcast(key, function):
    first = letters(function)[0]
    arguments = valid(key, (4,))
    arguments[first] = valid(key, (2, 1), seed=1)[first]
    whole = {
        letter: np.broadcast_to(value, (2, 4, *value.shape[value.ndim - axes(key, letter) :]))
        for letter, value in arguments.items()
    }
    for left, right in zip(
        arrays_of(function(**arguments)), arrays_of(function(**whole)), strict=True
    ):
        assert left.shape[:2] == (2, 4)
        np.testing.assert_allclose(left, right, rtol=1e-14, atol=1e-15)


def test_results_are_arrays_of_their_own(key, function):
    """No result is a view of another one, or of an argument, and all can be written to."""
    arguments = valid(key, (2,))
    first = letters(function)[0]
    arguments[first] = arguments[first][:1]
    found = arrays_of(function(**arguments))
    everything = [*found, *arguments.values()]
    for i, left in enumerate(found):
        assert left.flags.writeable
        assert not any(np.shares_memory(left, other) for other in everything[i + 1 :])


def test_arguments_are_left_alone(key, function):
    arguments = valid(key, (2,))
    before = {letter: value.copy() for letter, value in arguments.items()}
    for value in arguments.values():
        value.flags.writeable = False
    function(**arguments)
    for letter, value in arguments.items():
        np.testing.assert_array_equal(value, before[letter])


def test_layout_does_not_matter(key, function):
    arguments = valid(key, (3, 2))
    turned = {}
    for letter, value in arguments.items():
        spread = np.zeros([2 * n for n in value.shape], order="F")
        place = tuple(slice(None, None, 2) for _ in value.shape)
        spread[place] = value
        turned[letter] = spread[place]
    for left, right in zip(
        arrays_of(function(**arguments)), arrays_of(function(**turned)), strict=True
    ):
        np.testing.assert_array_equal(left, right)


def test_empty_batch(key, function):
    for name, found in zip(*_named(function, function(**valid(key, (0, 2)))), strict=True):
        own = axes(key, name) if name in letters(function) else 0
        assert found.shape == (0, 2, *[3] * own)


@pytest.mark.parametrize("key", VECTORS)
def test_no_components(key, function):
    for name, found in zip(*_named(function, function(**valid(key, (2,), k=0))), strict=True):
        own = axes(key, name) if name in letters(function) else 0
        np.testing.assert_array_equal(found, np.zeros((2, *[0] * own)))


# values that are known without a reference


@pytest.mark.parametrize("key", DIVERGENCES)
def test_zero_where_equal(key):
    function = VALUES[key]
    if "mu_1" in letters(function):
        arguments = valid(key, (5,), k=7)
        if {"sigma_1", "L_2"} <= arguments.keys():
            arguments["L_2"] = arguments.pop("sigma_1")[..., None] * np.eye(7)
            arguments["sigma_1"] = np.diagonal(arguments["L_2"], axis1=-2, axis2=-1)
        if {"L_1", "sigma_2"} <= arguments.keys():
            arguments["L_1"] = arguments["sigma_2"][..., None] * np.eye(7)
        for letter in letters(function)[: len(letters(function)) // 2]:
            if letter.replace("_1", "_2") in arguments:
                arguments[letter.replace("_1", "_2")] = arguments[letter]
        found = function(**arguments)
    else:
        unit = {"logvar": np.zeros(4), "Sigma": np.eye(4), "L": np.eye(4)}
        shapes = [axes(key, letter) for letter in letters(function)]
        first = np.zeros((4,) * shapes[0])
        second = unit.get(letters(function)[1], np.ones((4,) * shapes[1]))
        found = function(first, second)
    np.testing.assert_array_equal(found, np.zeros(np.shape(found)))


NUMBERS = st.floats(-1e100, 1e100)
SCALES = st.floats(1e-100, 1e100)


@given(mu_1=NUMBERS, sigma_1=SCALES, mu_2=NUMBERS, sigma_2=SCALES)
def test_never_negative_never_nan(mu_1, sigma_1, mu_2, sigma_2):
    assert MODULES["univariate"].kl_divergence(mu_1, sigma_1, mu_2, sigma_2) >= 0
    arguments = [[x, x] for x in (mu_1, sigma_1, mu_2, sigma_2)]
    assert MODULES["diagonal"].kl_divergence(*arguments) >= 0


@given(
    mu=hnp.arrays(np.float32, 8, elements=st.floats(-100, 100, width=32)),
    logvar=hnp.arrays(np.float32, 8, elements=st.floats(-64, 64, width=32)),
)
def test_vae_never_negative_never_nan(mu, logvar):
    found = MODULES["vae_logvar"].kl_divergence(mu, logvar)
    assert found >= 0
    assert found.dtype == np.float32


@given(
    hnp.arrays(np.float64, (3, 3), elements=st.floats(-1, 1)),
    hnp.arrays(np.float64, (3, 3), elements=st.floats(-1, 1)),
)
def test_factors_never_negative_never_nan(first, second):
    factors = [np.tril(m, -1) + np.diag(np.exp2(10 * np.diag(m))) for m in (first, second)]
    mean = np.zeros(3)
    assert MODULES["general"].kl_divergence_cholesky(mean, factors[0], mean, factors[1]) >= 0


# NaN and infinity


@pytest.mark.parametrize("key", [key for key in VALUES if "mu" in letters(VALUES[key])[0]])
def test_means_that_are_no_numbers_go_through_the_arithmetic(key, function):
    arguments = valid(key, (3,))
    arguments[letters(function)[0]][:, ...].reshape(3, -1)[1] = np.nan
    arguments[letters(function)[0]][:, ...].reshape(3, -1)[2] = np.inf
    found = function(**arguments)
    assert np.isfinite(found[0])
    assert np.isnan(found[1])
    # A triangular solve takes multiples of the infinite component from the others.
    solved = any(axes(key, letter) == 2 for letter in letters(function))
    assert not found[2] < np.inf if solved else np.isposinf(found[2])


def test_log_variances_at_infinity():
    found = MODULES["vae_logvar"].kl_divergence([[0.0]] * 3, [[np.inf], [-np.inf], [np.nan]])
    np.testing.assert_array_equal(found, [np.inf, np.inf, np.nan])


@pytest.mark.parametrize(
    "key", [key for key in SEVERAL if axes(key, letters(FUNCTIONS[key])[1]) < 2]
)
def test_no_warnings(key, function):
    """Overflow and branches that are not taken are nobody's business; pytest makes them errors."""
    for mean, width in ((1e300, 1e-300), (1e-300, 1e300)):
        arguments = valid(key)
        arguments[letters(function)[0]][...] = mean
        arguments[letters(function)[1]][...] = width
        function(**arguments)
