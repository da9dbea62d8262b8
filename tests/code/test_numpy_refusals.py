"""What the generated functions refuse, and what they say."""

import numpy as np
import pytest
from generated_code.numpy_generated import (
    FUNCTIONS,
    MODULES,
    SEVERAL,
    VECTORS,
    axes,
    letters,
    valid,
)

COVARIANCES = [key for key, f in FUNCTIONS.items() if any(x[0] == "S" for x in letters(f))]
FACTORS = [key for key, f in FUNCTIONS.items() if any(x[0] == "L" for x in letters(f))]


@pytest.fixture(params=FUNCTIONS)
def key(request):
    """A function by its name; a test may give a choice of its own."""
    return request.param


@pytest.fixture
def function(key):
    return FUNCTIONS[key]


@pytest.mark.parametrize("bad", [0.0, -1.0, np.nan, np.inf, -np.inf])
def test_scales_are_positive(key, function, bad):
    named = [x for x in letters(function) if x.startswith(("sigma", "variance"))]
    for letter in named:
        arguments = valid(key, (2,))
        place = (1,) * arguments[letter].ndim
        arguments[letter][place] = bad
        with pytest.raises(
            ValueError, match=rf"^{letter} must be positive and finite, but "
        ) as error:
            function(**arguments)
        assert str(error.value).endswith(f"{letter}[{', '.join(map(str, place))}] = {bad}")


@pytest.mark.parametrize(
    ("bad", "kind"),
    [
        (1j, "complex128"),
        ("one", "str96"),
        (None, "object"),
        (True, "bool"),
        ([True, False], "bool"),
        pytest.param(10**400, None, id="too large"),
        (np.datetime64("2026-01-01"), "datetime64"),
    ],
)
def test_what_is_not_real(key, function, bad, kind):
    for letter in letters(function):
        with pytest.raises(TypeError) as error:
            function(**valid(key) | {letter: bad})
        assert str(error.value).startswith(f"{letter} must ")
        assert kind is None or kind in str(error.value)


def test_long_double_is_not_narrowed():
    if np.dtype(np.longdouble).itemsize == 8:
        pytest.skip("long double is float64 here")
    with pytest.raises(
        TypeError, match="sigma_1 must hold real numbers of up to 64 bits, not float"
    ):
        MODULES["univariate"].kl_divergence(0.0, np.longdouble(1), 0.0, 1.0)


def test_ragged_lists(key, function):
    with pytest.raises(TypeError, match=f"{letters(function)[0]} must be an array of real numbers"):
        function(**valid(key) | {letters(function)[0]: [[1.0, 2.0], [3.0]]})


@pytest.mark.parametrize("key", SEVERAL)
def test_batches_that_do_not_broadcast(key, function):
    first, second, *_ = letters(function)
    arguments = valid(key, (4,))
    arguments[second] = valid(key, (3,))[second]
    with pytest.raises(ValueError, match="do not broadcast") as error:
        function(**arguments)
    for letter in (first, second):
        assert f"{letter} has shape {arguments[letter].shape}" in str(error.value)


@pytest.mark.parametrize("shape", [(1,), (3, 1), (4,), ()])
@pytest.mark.parametrize("key", [key for key in VECTORS if key in SEVERAL])
def test_components_never_broadcast(key, function, shape):
    vectors = [letter for letter in letters(function) if axes(key, letter) == 1]
    for letter in vectors:
        arguments = valid(key)
        arguments[letter] = np.ones(shape)
        with pytest.raises(ValueError, match=rf"{letter} has shape \({', '.join(map(str, shape))}"):
            function(**arguments)


def test_message_names_both_shapes():
    with pytest.raises(ValueError, match="has") as error:
        MODULES["diagonal"].kl_divergence(np.ones(3), np.ones((3, 1)), np.ones(3), np.ones(3))
    assert str(error.value) == (
        "mu_1 has shape (3,) and sigma_1 has shape (3, 1); "
        "their last axes have the lengths 3 and 1, not one length"
    )
    with pytest.raises(ValueError, match="has") as error:
        MODULES["general"].kl_divergence(np.ones(3), np.ones((3, 4)), np.ones(3), np.eye(3))
    assert str(error.value) == "Sigma_1 has shape (3, 4); its last two axes must be equal"
    with pytest.raises(ValueError, match="has") as error:
        MODULES["univariate"].kl_divergence(np.ones(3), np.ones(4), 0, 1)
    assert str(error.value) == (
        "mu_1 has shape (3,) and sigma_1 has shape (4,); their axes do not broadcast"
    )


def matrices(key, letter):
    return [x for x in letters(FUNCTIONS[key]) if x.startswith(letter)]


@pytest.mark.parametrize("key", COVARIANCES)
def test_covariances_are_symmetric(key):
    for letter in matrices(key, "Sigma"):
        arguments = valid(key, (2,))
        arguments[letter][1, 0, 2] = 0.5
        arguments[letter][1, 2, 0] = 0.25
        with pytest.raises(ValueError, match="symmetric") as error:
            FUNCTIONS[key](**arguments)
        assert str(error.value) == (
            f"{letter} must be symmetric, but {letter}[1, 0, 2] = 0.5 and {letter}[1, 2, 0] = 0.25"
        )


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("key", COVARIANCES)
def test_symmetric_up_to_rounding_will_do(key, dtype):
    arguments = valid(key, dtype=dtype)
    for letter in matrices(key, "Sigma"):
        arguments[letter][0, 1] *= 1 + 8 * np.finfo(dtype).eps
    FUNCTIONS[key](**arguments)


@pytest.mark.parametrize("key", COVARIANCES)
def test_covariances_are_positive_definite(key):
    for letter in matrices(key, "Sigma"):
        arguments = valid(key, (2, 3))
        arguments[letter][1, 2] -= 100 * np.eye(3)
        message = rf"^{letter} must be positive definite, but {letter}\[1, 2\] is not$"
        with pytest.raises(ValueError, match=message):
            FUNCTIONS[key](**arguments)
        with pytest.raises(ValueError, match=f"^{letter} must be positive definite"):
            FUNCTIONS[key](**valid(key) | {letter: np.ones((3, 3))})


@pytest.mark.parametrize("bad", [np.nan, np.inf])
@pytest.mark.parametrize("key", [*COVARIANCES, *FACTORS])
def test_matrices_are_finite(key, bad):
    for letter in (*matrices(key, "Sigma"), *matrices(key, "L")):
        arguments = valid(key, (2,))
        arguments[letter][1, 2, 0] = arguments[letter][1, 0, 2] = bad
        with pytest.raises(ValueError, match=rf"^{letter} must be finite, but {letter}\[1, 0, 2\]"):
            FUNCTIONS[key](**arguments)


@pytest.mark.parametrize("key", FACTORS)
def test_factors_are_triangular_with_a_positive_diagonal(key):
    for letter in matrices(key, "L"):
        arguments = valid(key, (2,))
        arguments[letter][1, 0, 2] = 0.5
        with pytest.raises(ValueError, match="triangular") as error:
            FUNCTIONS[key](**arguments)
        assert str(error.value) == f"{letter} must be lower triangular, but {letter}[1, 0, 2] = 0.5"
        arguments = valid(key)
        arguments[letter][1, 1] = 0
        with pytest.raises(ValueError, match="diagonal") as error:
            FUNCTIONS[key](**arguments)
        assert str(error.value) == (
            f"{letter} must have a positive diagonal, but {letter}[1, 1] = 0.0"
        )
