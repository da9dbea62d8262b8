"""Values over the whole range of the numbers: finite where the true value is, and never negative.

A hundred thousand seeded inputs per function and type. What is not finite, and a sample of the
rest, is compared with the closed form in ball arithmetic.
"""

from functools import cache

import numpy as np
import pytest
from flint import arb, ctx
from generated_code.numpy_generated import MODULES

COUNT = 100_000
SAMPLE = 300


def scale(width):
    return arb(width)


def variance(width):
    return arb(width).sqrt()


def logvar(width):
    return (arb(width) / 2).exp()


def divergence(first, second, told):
    """The closed form of one component, from the exact inputs."""
    (mean_1, width_1), (mean_2, width_2) = first, second
    if not all(map(np.isfinite, (*first, *second))):
        raise ValueError("the reference is for finite inputs")
    if told is logvar:
        v = arb(width_1) - arb(width_2)
        spread = (v.expm1() - v) / 2
        distance = (arb(mean_1) - arb(mean_2)) ** 2 * (-arb(width_2)).exp() / 2
        return spread + distance
    s_1, s_2 = told(width_1), told(width_2)
    ratio = s_1 / s_2
    distance = ((arb(mean_1) - arb(mean_2)) / s_2) ** 2 / 2
    return (ratio * ratio - 1) / 2 - ratio.log() + distance


MODULES_AND_WIDTHS = [
    ("univariate", scale, False),
    ("univariate_variance", variance, False),
    ("univariate_logvar", logvar, False),
    ("diagonal", scale, False),
    ("diagonal_variance", variance, False),
    ("diagonal_logvar", logvar, False),
    ("standard_prior", scale, True),
    ("vae_diagonal", scale, True),
    ("vae_variance", variance, True),
    ("vae_logvar", logvar, True),
]


@cache
def inputs(told, standard, dtype):
    """Wild inputs: every size, near and far, equal means and equal widths among them."""
    rng = np.random.default_rng(0)
    top = np.log10(float(np.finfo(dtype).max)) - 0.7
    bottom = np.log10(float(np.finfo(dtype).tiny))
    kind = rng.integers(0, 4, size=COUNT)

    def size():
        return 10 ** rng.uniform(bottom, top, COUNT)

    def width():
        if told is not logvar:
            return size()
        most = rng.choice([1.0, 30.0, 700.0, 1400.0, 3000.0, 1e5, 10**top], size=COUNT)
        return most * rng.uniform(-1, 1, COUNT)

    width_1, width_2 = width(), width()
    near = rng.choice([0, 1e-12, 1e-6, 0.1, 1, 10], size=COUNT) * rng.uniform(-0.9, 1, COUNT)
    change = width_2 + near if told is logvar else width_2 / 10 * np.clip(1 + near, 1e-3, 10)
    width_2 = width_2 if told is logvar else np.where(kind < 2, width_2 / 10, width_2)
    width_1 = np.where(kind < 2, np.clip(change, -(10**top), 10**top), width_1)
    mean_2 = size() * rng.choice([-1.0, 0.0, 1.0], size=COUNT)
    mean_1 = np.where(kind % 2, mean_2, size() * rng.choice([-1.0, 1.0], size=COUNT))
    if standard:
        mean_1 = np.where(kind % 2, 0.0, mean_1)
    arrays = (mean_1, width_1) if standard else (mean_1, width_1, mean_2, width_2)
    if told is not logvar:
        tiny = np.finfo(dtype).tiny
        arrays = [np.maximum(a, tiny) if i % 2 else a for i, a in enumerate(arrays)]
    return [a.astype(dtype) for a in arrays]


@pytest.fixture(autouse=True)
def precision():
    before, ctx.prec = ctx.prec, 4500  # exp(-1e308/2) included
    yield
    ctx.prec = before


@pytest.mark.parametrize("dtype", [np.float32, np.float64], ids=lambda t: t.__name__)
@pytest.mark.parametrize(
    ("module", "told", "standard"), MODULES_AND_WIDTHS, ids=lambda x: x if type(x) is str else ""
)
def test_finite_and_not_negative(module, told, standard, dtype):
    arrays = inputs(told, standard, dtype)
    vector = not module.startswith(("univariate", "standard"))
    found = MODULES[module].kl_divergence(*(a[:, None] for a in arrays) if vector else arrays)
    assert not np.isnan(found).any()
    assert (found >= 0).all()
    same = np.logical_and.reduce(
        [a == b for a, b in zip(arrays[:2], arrays[2:] or (0.0, told is not logvar), strict=True)]
    )
    assert same.sum() > 100 or standard
    np.testing.assert_array_equal(found[same], 0)
    finfo = np.finfo(dtype)
    infinite = np.flatnonzero(np.isinf(found))
    finite = np.flatnonzero(np.isfinite(found) & (found >= finfo.tiny))
    rng = np.random.default_rng(1)
    sample = [*rng.choice(infinite, SAMPLE), *rng.choice(finite, SAMPLE)]
    # Where the largest number is near, all are looked at.
    largest = np.flatnonzero(np.isfinite(found) & (found > 0.01 * float(finfo.max)))
    for place in (*sample, *largest):
        values = [float(a[place]) for a in arrays]
        second = values[2:] or (0.0, 0.0 if told is logvar else 1.0)
        true = divergence(values[:2], second, told)
        if np.isinf(found[place]):
            assert not true < 0.999999 * float(finfo.max), values
        else:
            assert abs(arb(float(found[place])) / true - 1) < 6 * finfo.eps, (values, found[place])
