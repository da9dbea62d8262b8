"""Values, terms and derivatives of the generated functions against the closed forms in mpmath."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pytest
from generated_code.numpy_generated import MODULES
from mpmath import mp, mpf

DIGITS = 60

# The references: each argument that tells the width of a distribution becomes a covariance matrix.


def exact(value) -> list[mpf]:
    return [s if isinstance(s, mpf) else mpf(float(s)) for s in np.ravel(value)]


def scale(width) -> mp.matrix:
    return mp.diag([s**2 for s in exact(width)])


def variance(width) -> mp.matrix:
    return mp.diag(exact(width))


def logvar(width) -> mp.matrix:
    return mp.diag([mp.exp(s) for s in exact(width)])


def covariance(width) -> mp.matrix:
    return mp.matrix(width.tolist())


def factor(width) -> mp.matrix:
    return mp.matrix(width.tolist()) * mp.matrix(width.tolist()).T


def logdet(matrix: mp.matrix) -> mpf:
    return mp.log(mp.det(matrix))


def trace(matrix: mp.matrix) -> mpf:
    return mp.fsum(matrix[i, i] for i in range(matrix.rows))


def vector(mean) -> mp.matrix:
    return mp.matrix(exact(mean))


def reference_terms(mean_1, cov_1, mean_2, cov_2) -> dict[str, mpf]:
    inverse, d = cov_2**-1, mean_1 - mean_2
    return {
        "log_determinant": (logdet(cov_2) - logdet(cov_1)) / 2,
        "trace": (trace(inverse * cov_1) - cov_1.rows) / 2,
        "mahalanobis": (d.T * inverse * d)[0] / 2,
    }


@dataclass(frozen=True)
class Case:
    module: str
    function: str
    width: Callable
    axes: int
    standard: bool = False
    bound: float = 8.0  # in units of eps

    def __str__(self) -> str:
        return f"{self.module}.{self.function}"

    def terms(self, arguments) -> dict[str, mpf]:
        laws = [(vector(m), self.width(w)) for m, w in zip(*[iter(arguments)] * 2, strict=True)]
        if self.standard:
            laws.append((0 * laws[0][0], mp.eye(laws[0][0].rows)))
        return reference_terms(*laws[0], *laws[1])

    def value(self, arguments) -> mpf:
        with mp.workdps(DIGITS):
            return mp.fsum(self.terms(arguments).values())

    def call(self, suffix: str = ""):
        return getattr(MODULES[self.module], self.function + suffix)

    def point(self, rng, distance: float, size: float = 1.0, k: int = 3, dtype=np.float64):
        """Arguments for two distributions at a relative distance."""
        shape = () if self.axes == 0 else (k,)
        rows = 1 if self.axes == 0 else k
        first = np.tril(0.3 * rng.normal(size=(rows, rows)), -1)
        first += np.diag(np.exp(0.5 * rng.normal(size=rows)))
        second = np.eye(rows) if self.standard else first
        mean = np.zeros(rows) if self.standard else rng.normal(size=rows)
        moved = second @ (np.eye(rows) + distance * np.tril(0.5 * rng.uniform(-1, 1, (rows, rows))))
        shifted = mean + distance * rng.normal(size=rows)
        size = 1.0 if self.standard else size
        found = []
        for m, L in ((shifted, moved), (mean, second)):
            found.append((size * m).reshape(shape if self.axes < 2 else (k,)))
            found.append(self.told(size * L).reshape((*shape, k) if self.axes == 2 else shape))
        return [np.asarray(a, dtype=dtype) for a in (found[:2] if self.standard else found)]

    def told(self, L):
        if self.width is factor:
            return L
        if self.width is covariance:
            return L @ L.T
        d = np.diag(L)
        return {scale: d, variance: d**2, logvar: 2 * np.log(d)}[self.width]


CASES = [
    Case("univariate", "kl_divergence", scale, 0, bound=4),
    Case("standard_prior", "kl_divergence", scale, 0, standard=True, bound=4),
    Case("univariate_variance", "kl_divergence", variance, 0, bound=4),
    Case("univariate_logvar", "kl_divergence", logvar, 0),
    Case("diagonal", "kl_divergence", scale, 1),
    Case("diagonal_variance", "kl_divergence", variance, 1),
    Case("diagonal_logvar", "kl_divergence", logvar, 1),
    Case("vae_diagonal", "kl_divergence", scale, 1, standard=True),
    Case("vae_variance", "kl_divergence", variance, 1, standard=True),
    Case("vae_logvar", "kl_divergence", logvar, 1, standard=True),
    Case("general", "kl_divergence_cholesky", factor, 2, bound=64),
    Case("vae_full", "kl_divergence_cholesky", factor, 2, standard=True, bound=16),
    Case("general", "kl_divergence", covariance, 2, bound=256),
    Case("vae_full", "kl_divergence", covariance, 2, standard=True, bound=64),
]


@pytest.fixture(params=CASES, ids=str)
def case(request):
    return request.param


@pytest.mark.parametrize("dtype", [np.float32, np.float64], ids=lambda t: t.__name__)
@pytest.mark.parametrize("distance", [1, 1e-1, 1e-3, 1e-5, 1e-8, 1e-12])
def test_value(case, distance, dtype):
    rng = np.random.default_rng(1)
    eps = float(np.finfo(dtype).eps)
    bound = case.bound * eps
    call = case.call()
    points = [case.point(rng, distance, dtype=dtype) for _ in range(20)]
    # Each by itself, and all at once: few elements are computed in another way than many.
    several = [np.stack(column * 2) for column in zip(*points, strict=True)]
    for arguments, together in zip(points, call(*several)[:20], strict=True):
        wanted = case.value(arguments)
        for found in (call(*arguments), together):
            assert found.dtype == dtype
            assert found >= 0
            assert abs(mpf(float(found)) - wanted) <= bound * wanted


@pytest.mark.parametrize("size", [1e-100, 1e100])
@pytest.mark.parametrize("case", [case for case in CASES if not case.standard], ids=str)
def test_scale_does_not_matter(case, size):
    rng = np.random.default_rng(2)
    for _ in range(5):
        arguments = case.point(rng, 0.5, size)
        wanted = case.value(arguments)
        assert (
            abs(case.call()(*arguments) - wanted) <= 2 * case.bound * np.finfo(float).eps * wanted
        )


@pytest.mark.parametrize("case", [c for c in CASES if c.width is scale], ids=str)
@pytest.mark.parametrize("ratio", [1e-300, 1e-20, 1e-9, 0.1, 0.499999, 0.5, 1.99, 2.1, 1e9, 1e140])
def test_far_apart(case, ratio):
    width = [ratio * 1e150, 1e150] if ratio < 1 else [ratio, 1.0]
    arguments = [0.0, ratio] if case.standard else [0.0, width[0], 0.0, width[1]]
    shape = (2,) if case.axes else ()
    arguments = [np.full(shape, a) for a in arguments]
    wanted = case.value(arguments)
    assert abs(case.call()(*arguments) - wanted) <= case.bound * np.finfo(float).eps * wanted


def test_beyond_the_range_of_quotients():
    """The quotient of the scales underflows; its logarithm does not."""
    found = MODULES["univariate"].kl_divergence(0.0, 1e-200, 0.0, 1e200)
    assert abs(found - (400 * np.log(10) - 0.5)) < 1e-12


def test_shared_offset():
    """The means are equal in their first digits."""
    found = MODULES["univariate"].kl_divergence(1e12 + 1, 1.0, 1e12, 1.0)
    assert found == 0.5


def test_terms(case):
    rng = np.random.default_rng(3)
    for distance in (1, 1e-3):
        arguments = case.point(rng, distance)
        with mp.workdps(DIGITS):
            wanted = case.terms(arguments)
        found = case.call("_terms")(*arguments)
        assert found._fields == tuple(wanted)
        # Components of opposite sign cancel in a term.
        bound = 2 * case.bound * np.finfo(float).eps * distance
        for name, term in wanted.items():
            assert abs(getattr(found, name) - term) <= bound, name
        assert abs(sum(found) - case.call()(*arguments)) <= bound


def test_gradient(case):
    rng = np.random.default_rng(4)
    arguments = case.point(rng, 0.7)
    found = case.call("_gradient")(*arguments)
    names = list(found._fields)
    for place, name in enumerate(names):
        gradient = np.asarray(getattr(found, name))
        assert gradient.shape == arguments[place].shape
        for at in np.ndindex(gradient.shape):
            direction = np.zeros(gradient.shape)
            direction[at] = 1
            if case.width is factor and gradient.ndim == 2 and at[1] > at[0]:
                assert gradient[at] == 0
                continue
            if case.width is covariance and gradient.ndim == 2:
                direction = (direction + direction.T) / 2
            wanted = slope(case, arguments, place, direction)
            assert abs(gradient[at] - wanted) <= 1e-12 * (1 + abs(wanted)), (name, at)


def slope(case, arguments, place, direction):
    """The derivative along a direction, by a central difference in mpmath."""
    with mp.workdps(DIGITS):
        step = mpf(10) ** -20

        def at(t):
            moved = list(arguments)
            entries = np.asarray(arguments[place]).astype(object)
            moved[place] = np.vectorize(
                lambda a, d: mpf(float(a)) + t * mpf(float(d)), otypes=[object]
            )(entries, direction)
            return mp.fsum(case.terms(moved).values())

        return (at(step) - at(-step)) / (2 * step)
