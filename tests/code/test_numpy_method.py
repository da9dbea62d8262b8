"""The quicker form of the value, for distributions that are known to be far apart."""

import inspect

import numpy as np
import pytest
from generated_code.numpy_generated import DIVERGENCES, FUNCTIONS, letters, valid
from hypothesis import given
from hypothesis import strategies as st

CHOICE = [
    key for key, function in FUNCTIONS.items() if "method" in inspect.signature(function).parameters
]


@pytest.fixture(params=CHOICE)
def key(request):
    return request.param


def test_which_functions():
    assert set(CHOICE) == {
        "diagonal.kl_divergence",
        "diagonal_variance.kl_divergence",
        "diagonal_logvar.kl_divergence",
        "vae_diagonal.kl_divergence",
        "vae_variance.kl_divergence",
        "vae_logvar.kl_divergence",
    }
    assert set(CHOICE) <= set(DIVERGENCES)


def apart(key, rng, batch, dtype=np.float64):
    """Arguments for which scales are far apart, by a factor of 3 to 30 either way."""
    found = {}
    for letter, array in valid(key, batch, k=7).items():
        factor = rng.uniform(np.log(3), np.log(30), array.shape) * rng.choice([-1, 1], array.shape)
        if letter.startswith(("sigma", "variance")) and not letter.endswith("_2"):
            array = found.get(f"{letter[:-1]}2", 1.0) * np.exp(factor)
        elif letter.startswith("logvar") and not letter.endswith("_2"):
            array = factor
        elif letter.startswith(("sigma", "variance", "logvar")):
            array = np.ones_like(array) - letter.startswith("logvar")
        else:
            array = rng.normal(size=array.shape)
        found[letter] = array.astype(dtype)
    return found


def allowed(values, k, dtype):
    """What rounding may do to terms that add up, in absolute value, to at most 3 KL + 2 k."""
    return 32 * float(np.finfo(dtype).eps) * (3 * values + 2 * k)


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@pytest.mark.parametrize("batch", [(), (3,), (20_000,)])
def test_the_same_value_where_they_are_far_apart(key, batch, dtype):
    function = FUNCTIONS[key]
    arguments = apart(key, np.random.default_rng(0), batch, dtype)
    accurate, fast = function(**arguments), function(**arguments, method="fast")
    assert fast.dtype == dtype
    assert np.all(np.abs(fast - accurate) <= allowed(accurate, 7, dtype))
    # Far apart means that few digits are lost at most.
    assert np.all(allowed(accurate, 7, dtype) <= 1000 * np.finfo(dtype).eps * accurate)


@given(seed=st.integers(0, 2**32 - 1), size=st.floats(1e-8, 30))
def test_at_any_distance_it_is_right_up_to_rounding(seed, size):
    rng = np.random.default_rng(seed)
    for key in CHOICE:
        arguments = {
            letter: 0.3 * size * rng.normal(size=(5, 4))
            if letter[:2] in ("mu", "lo")
            else np.exp(0.1 * size * rng.normal(size=(5, 4)))
            for letter in letters(FUNCTIONS[key])
        }
        accurate, fast = (FUNCTIONS[key](**arguments, method=m) for m in ("accurate", "fast"))
        assert np.all(np.abs(fast - accurate) <= allowed(accurate, 4, float) * (1 + size))


def test_it_is_accurate_unless_asked(key):
    function = FUNCTIONS[key]
    arguments = valid(key, (50,))
    np.testing.assert_array_equal(function(**arguments), function(**arguments, method="accurate"))
    assert inspect.signature(function).parameters["method"].kind is inspect.Parameter.KEYWORD_ONLY


@pytest.mark.parametrize("method", ["quick", "", None, "FAST"])
def test_unknown_method(key, method):
    with pytest.raises(ValueError, match=r"method must be 'accurate' or 'fast', not "):
        FUNCTIONS[key](**valid(key), method=method)


def test_what_is_refused_is_refused_by_either(key):
    arguments = valid(key, (3,))
    for letter in letters(FUNCTIONS[key]):
        if letter.startswith(("sigma", "variance")):
            bad = arguments | {letter: -arguments[letter]}
            with pytest.raises(ValueError, match=f"{letter} must be positive"):
                FUNCTIONS[key](**bad, method="fast")


def test_out(key):
    arguments = valid(key, (5,))
    out = np.empty(5)
    assert FUNCTIONS[key](**arguments, method="fast", out=out) is out
    np.testing.assert_array_equal(out, FUNCTIONS[key](**arguments, method="fast"))


def test_no_components(key):
    assert FUNCTIONS[key](**valid(key, (2,), k=0), method="fast").tolist() == [0, 0]


def test_the_documentation_says_what_is_lost(key):
    doc = " ".join(inspect.getdoc(FUNCTIONS[key]).split())
    assert "Where they nearly coincide it loses digits, up to all of them" in doc
    assert "the value may be negative" in doc
