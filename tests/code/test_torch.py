"""PyTorch modules: values, derivatives through every branch, transformations, arguments."""

import shutil

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

torch = pytest.importorskip("torch", reason="PyTorch is not installed")

UNIVARIATE = CASES[0]
SEVERAL = [c for c in CASES if str(c) in {"univariate.kl_divergence", "vae_logvar.kl_divergence"}]
SEVERAL += [c for c in CASES if c.module == "general"]
# PyTorch warns of its own parts when it differentiates forwards, and when it compiles.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:torch")


def function(case, suffix=""):
    return getattr(load("torch", case.module), case.function + suffix)


def tensors(arguments):
    return [torch.tensor(a) for a in arguments]


class Adapter:
    """See `generated_code.derivatives`."""

    @staticmethod
    def value(case, arguments):
        return function(case)(*tensors(arguments)).numpy()

    @staticmethod
    def gradient(case, arguments):
        inputs = [a.requires_grad_() for a in tensors(arguments)]
        return [g.numpy() for g in torch.autograd.grad(function(case)(*inputs), inputs)]

    @staticmethod
    def curvature(case, arguments, directions):
        inputs, along = tensors(arguments), tensors(directions)
        inputs = [a.requires_grad_() for a in inputs]
        slopes = torch.autograd.grad(function(case)(*inputs), inputs, create_graph=True)
        slope = sum((g * d).sum() for g, d in zip(slopes, along, strict=True))
        twice = torch.autograd.grad(slope, inputs)
        return float(sum((g * d).sum() for g, d in zip(twice, along, strict=True)))


@pytest.fixture(params=CASES, ids=str)
def case(request):
    return request.param


@pytest.mark.parametrize("dtype", [np.float32, np.float64], ids=lambda t: t.__name__)
@pytest.mark.parametrize("distance", DISTANCES)
def test_value(case, distance, dtype):
    rng = np.random.default_rng(1)
    for _ in range(5):
        check_value(Adapter, case, case.point(rng, distance, dtype=dtype), dtype)


@pytest.mark.parametrize("distance", DISTANCES)
def test_derivatives(case, distance):
    rng = np.random.default_rng(2)
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


@pytest.mark.parametrize("ratio", RATIOS)
def test_far(case, ratio):
    if ratio not in ratios(case):
        pytest.skip("the smaller covariance is lost in rounding")
    rng = np.random.default_rng(4)
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


def batch(case, size, distance=0.3):
    rng = np.random.default_rng(6)
    points = [case.point(rng, distance) for _ in range(size - 2)]
    points += [case.far(0.1, k=3), case.far(10.0, k=3)]
    return [torch.tensor(np.stack(entry)) for entry in zip(*points, strict=True)]


def same(found, wanted, bound=1e-13):
    for a, b in zip(found, wanted, strict=True):
        assert torch.isfinite(a).all()
        assert (a - b).abs().max() <= bound * b.abs().max()


def slopes(case, arguments):
    inputs = [a.clone().requires_grad_() for a in arguments]
    return torch.autograd.grad(function(case)(*inputs).sum(), inputs)


def test_the_formulas_of_the_derivatives(case):
    arguments = batch(case, 6)
    same(function(case, "_gradient")(*arguments), slopes(case, arguments))


def test_terms(case):
    arguments = batch(case, 6)
    total = sum(function(case, "_terms")(*arguments))
    same([total], [function(case)(*arguments)])


@pytest.mark.parametrize("case", SEVERAL, ids=str)
def test_vmap(case):
    f, arguments = function(case), batch(case, 5)
    places = tuple(range(len(arguments)))
    same([torch.func.vmap(f)(*arguments)], [f(*arguments)])
    gradient = torch.func.vmap(torch.func.grad(f, argnums=places))
    same(gradient(*arguments), slopes(case, arguments))


@pytest.mark.parametrize("case", SEVERAL, ids=str)
def test_forward_mode_and_hessian(case):
    f, arguments = function(case), [a[0] for a in batch(case, 5)]
    places = tuple(range(len(arguments)))
    along = tuple(torch.ones_like(a) for a in arguments)
    _, slope = torch.func.jvp(f, tuple(arguments), along)
    same([slope], [sum(g.sum() for g in slopes(case, arguments))])
    forwards = torch.func.hessian(f, argnums=places)(*arguments)
    backwards = torch.func.jacrev(torch.func.jacrev(f, argnums=places), argnums=places)(*arguments)
    for row, wanted in zip(forwards, backwards, strict=True):
        largest = max(float(b.abs().max()) for b in wanted)
        for a, b in zip(row, wanted, strict=True):
            assert (a - b).abs().max() <= 1e-13 * largest


def test_third_derivative():
    """The expansion about the argument holds for every order."""
    f = function(UNIVARIATE)
    third = torch.func.grad(torch.func.grad(torch.func.grad(f, argnums=1), argnums=1), argnums=1)
    one = torch.tensor(1.0, dtype=torch.float64)
    for sigma in (0.4, 1.0, 3.0):
        found = third(0 * one, sigma * one, 0 * one, one)
        assert abs(float(found) + 2 / sigma**3) <= 1e-14 * 2 / sigma**3


def test_gradcheck():
    arguments = [a.requires_grad_() for a in batch(UNIVARIATE, 4)]
    assert torch.autograd.gradcheck(function(UNIVARIATE), arguments)
    assert torch.autograd.gradgradcheck(function(UNIVARIATE), arguments)


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("case", SEVERAL, ids=str)
def test_compiled_in_one_graph(case):
    """Traced whole; with the graph's own kernels, below."""
    f, arguments = function(case), batch(case, 5)
    places = tuple(range(len(arguments)))
    torch._dynamo.reset()
    compiled = torch.compile(f, backend="aot_eager", fullgraph=True)
    same([compiled(*arguments)], [f(*arguments)])
    inputs = [a.clone().requires_grad_() for a in arguments]
    same(torch.autograd.grad(compiled(*inputs).sum(), inputs), slopes(case, arguments))
    inside = torch.func.grad(lambda *a: f(*a).sum(), argnums=places)
    traced = torch.compile(inside, backend="aot_eager", fullgraph=True)
    same(traced(*arguments), slopes(case, arguments))


@pytest.mark.skipif(
    not any(map(shutil.which, ("g++", "clang++"))), reason="no compiler for torch.compile"
)
@pytest.mark.filterwarnings("ignore")
def test_compiled_to_machine_code():
    """The compiler has functions of its own; nothing cancels in those either."""
    f, arguments = function(UNIVARIATE), batch(UNIVARIATE, 5, 1e-6)
    inside = torch.func.grad_and_value(lambda *a: f(*a).sum(), argnums=(0, 1, 2, 3))
    torch._dynamo.reset()
    found, value = torch.compile(inside, fullgraph=True)(*arguments)
    same([value], [f(*arguments).sum()])
    same(found, slopes(UNIVARIATE, arguments))


@pytest.mark.parametrize("name", sorted(MODULES))
def test_every_function_agrees_with_numpy(name):
    rng = np.random.default_rng(10)
    ours, theirs = load("torch", name), load("numpy", name)
    for function_, letters in functions(name).items():
        arguments = valid(letters, rng)
        for suffix in ("", "_terms", "_gradient"):
            if hasattr(theirs, function_ + suffix):
                inputs = tensors(arguments)
                found = getattr(ours, function_ + suffix)(*inputs)
                agree(found, getattr(theirs, function_ + suffix)(*arguments))


# arguments


@pytest.mark.parametrize("dtype", ["float16", "bfloat16", "float32", "float64"])
def test_type_is_kept(dtype):
    kind = getattr(torch, dtype)
    one = torch.ones(3, dtype=kind)
    found = function(UNIVARIATE)(0.0, 1.5 * one, one, one)
    assert found.dtype == kind
    wanted = function(UNIVARIATE)(0.0, 1.5, 1.0, torch.ones(3, dtype=torch.float64))
    assert torch.allclose(found.double(), wanted, rtol=torch.finfo(kind).eps)


def test_types_are_promoted():
    f = function(UNIVARIATE)
    single, double = torch.tensor([1.0]), torch.tensor(2.0, dtype=torch.float64)
    assert f(0, single, 0.0, double).dtype == torch.float64
    assert f(torch.tensor(1), 2, 3, 4).dtype == torch.get_default_dtype()
    assert f(0, 1, 2, 3).dtype == torch.get_default_dtype()


def test_shapes():
    f = function(UNIVARIATE)
    assert f(torch.zeros(4, 1), 1.0, 0.0, torch.ones(3)).shape == (4, 3)
    assert f(torch.zeros(0), 1.0, 0.0, 1.0).shape == (0,)
    general = load("torch", "general").kl_divergence
    found = general(torch.zeros(5, 1, 3), torch.eye(3), torch.ones(3), torch.eye(3).expand(4, 3, 3))
    assert found.shape == (5, 4)
    assert general(*(torch.zeros(0), torch.zeros(0, 0)) * 2) == 0


@pytest.mark.parametrize(
    ("name", "arguments", "message"),
    [
        ("univariate", (torch.zeros(2), torch.ones(3), 0.0, 1.0), "their axes do not broadcast"),
        ("diagonal", (torch.zeros(2), torch.ones(3), torch.zeros(2), torch.ones(2)), "2 and 3"),
        ("diagonal", (0.0, torch.ones(3), torch.zeros(3), torch.ones(3)), "must hold a vector"),
        ("univariate", (0.0, torch.tensor([1.0, -1.0]), 0.0, 1.0), r"sigma_1\[1\] = -1.0"),
        ("univariate", (0.0, torch.tensor(float("nan")), 0.0, 1.0), "sigma_1 = nan"),
        (
            "general",
            (torch.zeros(2), torch.tensor([[1.0, 2.0], [0.0, 1.0]]), torch.zeros(2), torch.eye(2)),
            "Sigma_1 must be symmetric",
        ),
        (
            "general",
            (torch.zeros(2), torch.eye(2), torch.zeros(2), torch.tensor([[1.0, 2.0], [2.0, 1.0]])),
            "Sigma_2 must be positive definite",
        ),
    ],
)
def test_refused_values(name, arguments, message):
    with pytest.raises(ValueError, match=message):
        load("torch", name).kl_divergence(*arguments)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize(
    "logvar", [79.5, 81.0, 100.0, 1e3, 5e3, 1e30, np.inf, -1e30, -np.inf, np.nan]
)
def test_log_variances_of_any_size(logvar, dtype):
    module, kind = load("torch", "vae_logvar"), getattr(torch, dtype)
    mu, logvar = torch.zeros(1, dtype=kind), torch.tensor([logvar], dtype=kind, requires_grad=True)
    slope = 0.5 * torch.expm1(logvar.detach())
    value = torch.where(torch.isneginf(logvar), torch.inf, slope - 0.5 * logvar.detach())
    value = torch.where(torch.isposinf(slope), slope, value)
    found = module.kl_divergence(mu, logvar)
    agree = {"rtol": 4 * torch.finfo(kind).eps, "atol": 0.0, "equal_nan": True}
    torch.testing.assert_close(found, value.detach()[0], **agree)
    (derivative,) = torch.autograd.grad(found, logvar)
    torch.testing.assert_close(derivative, slope, **agree)
    torch.testing.assert_close(module.kl_divergence_gradient(mu, logvar).logvar, slope, **agree)
    torch.testing.assert_close(module.kl_divergence_terms(mu, logvar).trace, slope[0], **agree)
    given, along = (mu, logvar.detach()), (mu, torch.ones_like(mu))
    forward = torch.func.jvp(module.kl_divergence, given, along)[1]
    torch.testing.assert_close(forward, slope[0], **agree)


@pytest.mark.parametrize(
    "bad", [torch.tensor(1j), torch.tensor(True), "1", [1.0], True, None, np.ones(2)], ids=repr
)
def test_refused_types(bad):
    with pytest.raises(TypeError, match="sigma_1"):
        function(UNIVARIATE)(0.0, bad, 0.0, 1.0)


def test_unchecked():
    f, negative = function(UNIVARIATE), torch.tensor([-1.0])
    f(0.0, negative, 0.0, 1.0, validate=False)
    torch.func.vmap(lambda s: f(0.0, s, 0.0, 1.0))(negative)
    with pytest.raises(ValueError, match="broadcast"):
        f(torch.zeros(2), torch.ones(3), 0.0, 1.0, validate=False)
    singular = torch.tensor([[1.0, 2.0], [2.0, 1.0]])
    general = load("torch", "general").kl_divergence
    found = general(torch.zeros(2), singular, torch.zeros(2), torch.eye(2), validate=False)
    assert torch.isnan(found)


def test_what_is_above_the_diagonal_of_a_factor_does_not_count():
    case = next(c for c in CASES if c.function == "kl_divergence_cholesky")
    slope = Adapter.gradient(case, case.point(np.random.default_rng(7), 0.3))[1]
    assert not np.triu(slope, 1).any()
