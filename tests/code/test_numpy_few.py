"""Few elements are computed one by one, as Python's numbers: the same results as from arrays."""

import numpy as np
import pytest
from generated_code.numpy_generated import FUNCTIONS, MODULES, axes, letters, valid

from symkl.code.runtime import numpy as runtime

FEW = [
    key
    for key, function in FUNCTIONS.items()
    if hasattr(MODULES[key.partition(".")[0]], f"_{key.partition('.')[2]}_number")
]


@pytest.fixture(params=FEW)
def key(request):
    return request.param


def number_of(key):
    module, _, name = key.partition(".")
    return getattr(MODULES[module], f"_{name}_number")


@pytest.fixture
def ways(key, monkeypatch):
    """A function, and how often its numbers are asked."""
    module, _, name = key.partition(".")
    asked = []
    inner = number_of(key)

    def counting(*numbers):
        asked.append(numbers)
        return inner(*numbers)

    monkeypatch.setattr(MODULES[module], f"_{name}_number", counting)
    return FUNCTIONS[key], asked


def test_which_functions():
    assert {key.partition(".")[0] for key in FEW} >= {
        "univariate", "univariate_variance", "univariate_logvar", "standard_prior",
        "diagonal", "diagonal_variance", "diagonal_logvar",
        "vae_diagonal", "vae_variance", "vae_logvar",
    }  # fmt: skip


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_like_many(key, ways, dtype):
    function, asked = ways
    arguments = valid(key, (40,), k=5, dtype=dtype)
    many = function(**arguments)
    assert not asked
    few = [function(**{x: a[i : i + 3] for x, a in arguments.items()}) for i in range(0, 39, 3)]
    assert asked
    assert few[0].dtype == dtype
    np.testing.assert_allclose(np.concatenate(few), many[:39], rtol=16 * np.finfo(dtype).eps)


@pytest.mark.parametrize("key", [key for key in FEW if len(letters(FUNCTIONS[key])) > 1])
def test_broadcast(key, ways):
    function, asked = ways
    names = letters(function)
    arguments = valid(key, (3, 2), k=2)
    arguments[names[0]] = arguments[names[0]][:, :1]
    arguments[names[-1]] = arguments[names[-1]][0]
    own = (2,) * axes(key, names[0])
    full = {x: np.broadcast_to(a, (3, 2, *own)) for x, a in arguments.items()}
    found = function(**arguments)
    assert asked
    np.testing.assert_array_equal(found, function(**full))
    for at in np.ndindex(3, 2):
        assert found[at] == function(**{x: a[at] for x, a in full.items()})


def test_row_against_column():
    function = MODULES["univariate"].kl_divergence
    row, column = np.array([1.0, 2.0, 3.0]), np.array([[1.0], [2.0], [3.0]])
    found = function(0.0, row, 0.0, column)
    assert found.shape == (3, 3)
    assert not np.diagonal(found).any()
    for i, j in np.ndindex(3, 3):
        assert found[i, j] == function(0.0, j + 1.0, 0.0, i + 1.0)


def test_vectors_of_different_length_are_refused():
    function = MODULES["diagonal"].kl_divergence
    with pytest.raises(ValueError, match="not one length"):
        function(np.zeros(3), np.ones((3, 1)), np.zeros(3), np.ones(3))


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_out(key, ways, dtype):
    function, asked = ways
    arguments = valid(key, (4,), dtype=dtype)
    wanted = function(**arguments)
    out = np.full(8, np.nan, dtype)[::2]
    assert function(**arguments, out=out) is out
    np.testing.assert_array_equal(out, wanted)
    with pytest.raises(ValueError, match="out has shape"):
        function(**arguments, out=np.empty(3, dtype))
    swapped = np.dtype(dtype).newbyteorder()
    with pytest.raises(TypeError, match=f"array of {np.dtype(dtype)}, not {swapped}"):
        function(**arguments, out=np.empty(4, swapped))
    # also where it is an argument
    if not axes(key, letters(function)[0]):
        first = arguments[letters(function)[0]]
        assert function(**arguments, out=first) is first
        np.testing.assert_array_equal(first, wanted)
    assert asked


def test_nan_and_what_is_no_number(key, ways):
    function, _ = ways
    arguments = valid(key, (2,))
    for name in letters(function):
        moved = {x: a.copy() for x, a in arguments.items()}
        moved[name][0] = np.nan
        if name[:2] in ("mu", "lo"):
            found = function(**moved)
            assert np.isnan(found[0])
            assert found[1] == function(**arguments)[1]
        else:
            with pytest.raises(ValueError, match=f"{name} must be positive and finite"):
                function(**moved)


def test_nothing_to_compute(key, ways):
    function, asked = ways
    assert function(**valid(key, (0,))).shape == (0,)
    assert not asked


def test_float32_is_rounded_once():
    """The sum is one of double precision."""
    numbers = [1.0] + [2.0**-24] * 8

    def number(x):
        return x

    arrays = [np.array(numbers, np.float32)]
    found = runtime._few(number, (), arrays, (9,))
    assert found.dtype == np.float32
    assert found == np.float32(1 + 8 * 2.0**-24)


def test_beyond_float32_is_infinite():
    found = runtime._few(lambda x: x * 1e30, (2,), [np.array([1e30, 1], np.float32)])
    np.testing.assert_array_equal(found, np.float32([np.inf, 1e30]))


def test_what_numbers_cannot_tell():
    assert runtime._few(lambda x: None, (2,), [np.ones(2)]) is None
