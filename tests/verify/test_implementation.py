"""Finding and calling somebody's function, and what is said when that fails."""

import sys
import textwrap
from types import ModuleType

import numpy as np
import pytest

from symkl.errors import ImplementationError, UsageError
from symkl.verify.implementation import load, settle
from symkl.verify.problems import PROBLEMS

UNIVARIATE = PROBLEMS["univariate"]
POINT = {
    name: np.array(value)
    for name, value in zip(UNIVARIATE.arguments, (1.0, 2.0, 0.5, 3.0), strict=True)
}
EXPECTED = np.log(1.5) + (4 + 0.25) / 18 - 0.5


def loaded(spec, *, problem=UNIVARIATE, **options):
    return load(spec, problem.arguments, **options)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", list(sys.path))
    return tmp_path


def write(path, source):
    path.write_text(textwrap.dedent(source))
    return path


def test_a_function_of_other_names_gets_its_arguments_by_position(spec):
    function = settle(loaded(spec("copied")), POINT)
    assert not function.by_name
    assert function(POINT) == pytest.approx(EXPECTED)


def test_names_count_more_than_their_order(folder):
    write(
        folder / "mine.py",
        """
        import math
        def kl(sigma_2, sigma_1, mu_2, mu_1, *, scale=1.0):
            s, t, d = float(sigma_1), float(sigma_2), float(mu_1 - mu_2)
            return scale * (math.log(t / s) + (s * s + d * d) / (2 * t * t) - 0.5)
    """,
    )
    function = settle(loaded("mine:kl"), POINT)
    assert function.by_name
    assert function(POINT) == pytest.approx(EXPECTED)


def test_a_method_is_found_by_its_dotted_name(folder):
    write(
        folder / "nested.py",
        """
        class Losses:
            @staticmethod
            def kl(a, b, c, d):
                return float(a + b + c + d)
    """,
    )
    assert settle(loaded("nested:Losses.kl"), POINT)(POINT) == 6.5


def test_a_function_cannot_change_the_point(spec):
    point = {name: value.copy() for name, value in POINT.items()}
    settle(loaded(spec("in_place")), point)(point)
    assert point == POINT


def test_an_answer_keeps_its_dtype_and_extended_precision_is_rounded(folder):
    write(
        folder / "dtypes.py",
        """
        import numpy as np
        def single(a, b, c, d):
            return np.float32(0.1)
        def extended(a, b, c, d):
            return np.longdouble(0.1)
    """,
    )
    assert loaded("dtypes:single", framework="numpy")(POINT).dtype == np.float32
    assert loaded("dtypes:extended", framework="numpy")(POINT).dtype == np.float64


def test_warnings_of_the_function_are_its_own_matter(folder):
    write(
        folder / "loud.py",
        """
        import warnings
        import numpy as np
        def kl(a, b, c, d):
            warnings.warn("loud")
            return np.log(-b)
    """,
    )
    assert np.isnan(settle(loaded("loud:kl"), POINT)(POINT))


@pytest.mark.parametrize("text", ["", "copied", ":copied", "module:", "a.py"])
def test_a_spec_of_another_form_is_refused(text):
    with pytest.raises(UsageError, match="module:function"):
        loaded(text)


def test_what_does_not_import_is_told_with_its_cause(folder):
    write(folder / "broken.py", "import no_such_module_anywhere")
    write(folder / "leaves.py", "raise SystemExit(3)")
    write(folder / "typo.py", "def f(:")
    for text, cause in [
        ("broken:f", "no_such_module_anywhere"),
        ("leaves:f", "SystemExit"),
        ("typo:f", "SyntaxError"),
        ("typo.py:f", "SyntaxError"),
        ("absent_module:f", "absent_module"),
    ]:
        with pytest.raises(ImplementationError, match=r"does not import") as caught:
            loaded(text)
        assert cause in caught.value.cause
        assert caught.value.hint


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(ImplementationError, match=r"absent\.py is not a file"):
        loaded(f"{tmp_path / 'absent.py'}:f")


def test_a_name_that_is_not_there_is_answered_with_names_that_are(folder):
    write(folder / "small.py", "def kl(a, b, c, d): return 0.0\ndef _hidden(): pass")
    with pytest.raises(ImplementationError, match="has no 'k1'") as caught:
        loaded("small:k1")
    assert "kl" in caught.value.hint
    assert "_hidden" not in caught.value.hint


def test_what_is_no_function_is_refused(spec):
    with pytest.raises(ImplementationError, match="is a float, not a function"):
        loaded(spec("not_a_function"))


def test_a_signature_that_cannot_take_the_arguments_is_shown(spec):
    with pytest.raises(ImplementationError, match=r"mu_1, sigma_1, mu_2, sigma_2") as caught:
        loaded(spec("of_two"))
    assert "of_two(mu, sigma)" in caught.value.cause


def test_an_unknown_framework_is_refused(spec):
    with pytest.raises(UsageError, match="jax"):
        loaded(spec("copied"), framework="jax")


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("nothing", "None"),
        ("whole_number", "int64"),
        ("of_lists", "does not take the arguments"),
    ],
)
def test_answers_that_are_no_number_are_refused(spec, name, said):
    with pytest.raises(ImplementationError, match=said):
        settle(loaded(spec(name)), POINT)


def test_an_answer_of_the_wrong_shape_is_shown_with_those_of_the_arguments(spec):
    problem = PROBLEMS["vae_logvar"]
    point = {"mu": np.zeros(3), "logvar": np.ones(3)}
    with pytest.raises(ImplementationError, match=r"shape \(3,\)") as caught:
        settle(loaded(spec("elementwise"), problem=problem), point)
    assert "logvar (3,)" in caught.value.cause
    assert "sum" in caught.value.hint


def test_an_arithmetic_failure_is_left_to_the_comparison(folder):
    write(folder / "fails.py", "def kl(a, b, c, d): raise ZeroDivisionError('here')")
    function = settle(loaded("fails:kl"), POINT)
    with pytest.raises(ZeroDivisionError):
        function(POINT)


class Tensor:
    """As much of a tensor as the tests need: NumPy comes out on request only."""

    def __init__(self, array):
        self.array = array

    def detach(self):
        return self

    def cpu(self):
        return self

    def numpy(self):
        return self.array

    def exp(self):
        return Tensor(np.exp(self.array))

    def __add__(self, other):
        return Tensor(self.array + other.array)


def stub_torch():
    def logaddexp(a, b):
        if not isinstance(a, Tensor):
            raise TypeError("logaddexp(): argument 'input' must be Tensor, not numpy.ndarray")
        return Tensor(np.logaddexp(a.array, b.array))

    torch = ModuleType("torch")
    torch.Tensor, torch.from_numpy, torch.logaddexp = Tensor, Tensor, logaddexp
    return torch


SOURCE_OF_TENSORS = """
    import torch
    def by_function(mu, logvar):
        return torch.logaddexp(mu, logvar)
    def by_method(mu, logvar):
        return mu.exp() + logvar
    def refuses(mu, logvar):
        if not isinstance(mu, torch.Tensor):
            raise ValueError("torch.Tensor wanted")
        return mu
"""


@pytest.mark.parametrize("name", ["by_function", "by_method", "refuses"])
def test_a_function_of_tensors_gets_tensors(folder, monkeypatch, name):
    monkeypatch.setitem(sys.modules, "torch", stub_torch())
    write(folder / "tensors.py", SOURCE_OF_TENSORS)
    point = {"mu": np.array(1.0, dtype="float32"), "logvar": np.array(2.0, dtype="float32")}
    function = settle(load("tensors.py:" + name, tuple(point)), point)
    assert function.framework == "torch"
    assert function(point).dtype == np.float32


def test_tensors_can_be_asked_for_and_arrays_too(folder, monkeypatch):
    monkeypatch.setitem(sys.modules, "torch", stub_torch())
    write(folder / "tensors.py", SOURCE_OF_TENSORS)
    point = {"mu": np.array(1.0), "logvar": np.array(2.0)}
    assert settle(load("tensors.py:by_method", tuple(point), framework="torch"), point)(point)
    with pytest.raises(ImplementationError, match="does not take"):
        settle(load("tensors.py:by_function", tuple(point), framework="numpy"), point)


def test_torch_that_is_not_installed_is_a_mistake_of_usage(spec, monkeypatch):
    monkeypatch.setitem(sys.modules, "torch", None)
    with pytest.raises(UsageError, match="install torch"):
        settle(loaded(spec("copied"), framework="torch"), POINT)


def test_a_real_tensor_with_its_gradient(folder):
    pytest.importorskip("torch")
    write(
        folder / "real.py",
        """
        import torch
        def kl(mu, logvar):
            mu = mu.clone().requires_grad_()
            return 0.5 * torch.sum(torch.expm1(logvar) - logvar + mu**2)
    """,
    )
    point = {"mu": np.ones(3), "logvar": np.zeros(3)}
    function = settle(load("real.py:kl", tuple(point)), point)
    assert (function.framework, function(point)) == ("torch", 1.5)
