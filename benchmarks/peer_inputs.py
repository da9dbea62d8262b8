"""The inputs on which libraries are compared, seeded; by regime for accuracy, by size for speed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Arrays = tuple[NDArray[np.floating], ...]

SCALES = ("scale", "scale")
POINTS, MATRIX_POINTS, ORDER = 400, 60, 8


@dataclass(frozen=True, slots=True)
class Set:
    """Inputs of one function.

    Attributes
    ----------
    case, function
        As the table says it, and by its name in `benchmarks.peer_functions`.
    regime
        What kind of inputs.
    told
        What the second arguments are, for `benchmarks.truth`.
    make
        The arguments, from a generator.
    delta
        The relative distance of the distributions, where the regime is about it.
    bound
        What is asked of our worst relative error, in eps of the type; None if that is not said.
    """

    case: str
    function: str
    regime: str
    told: tuple[str, ...]
    make: Callable[[np.random.Generator], Arrays]
    delta: float | None = None
    bound: float | None = None


def normal_pair(rng: np.random.Generator, shape: tuple[int, ...], delta: float) -> Arrays:
    """Means and scales, a relative distance apart."""
    mu, s = rng.normal(size=shape), np.exp(rng.normal(0, 0.5, shape))
    first = s * np.exp(delta * rng.normal(size=shape))
    return mu + delta * s * rng.normal(size=shape), first, mu, s


def extreme(kind: str) -> Callable[[np.random.Generator], Arrays]:
    """Univariate inputs far from one."""

    def make(rng: np.random.Generator) -> Arrays:
        mu_1, s_1, mu_2, s_2 = normal_pair(rng, (POINTS,), 0.5)
        if kind == "ratio":
            return mu_1, s_1 * 10.0 ** rng.uniform(-290, -200, POINTS), mu_2, s_2
        if kind == "scales":
            factor = 10.0 ** (170 * rng.choice((-1, 1), POINTS))
            return mu_1 * factor, s_1 * factor, mu_2 * factor, s_2 * factor
        offset = 1e12 * s_2
        return mu_1 + offset, s_1, mu_2 + offset, s_2

    return make


def factor(rng: np.random.Generator, members: int, order: int, condition: float):
    """Cholesky factors of covariances whose square roots have this condition number."""
    turns, _ = np.linalg.qr(rng.normal(size=(members, order, order)))
    spread = condition ** (-np.linspace(0, 1, order))
    covariance = (turns * spread[:, None] ** 2) @ np.swapaxes(turns, -1, -2)
    return np.linalg.cholesky((covariance + np.swapaxes(covariance, -1, -2)) / 2)


def matrix_pair(delta: float, condition: float, *, covariances: bool):
    """Means and factors or covariances, a relative distance apart as seen from the second."""

    def make(rng: np.random.Generator) -> Arrays:
        second = factor(rng, MATRIX_POINTS, ORDER, condition)
        change = np.tril(rng.normal(size=second.shape))
        first = second + delta * second * change if delta < 1 else second * (2 + np.tanh(change))
        d = np.einsum("nij,nj->ni", second, rng.normal(size=second.shape[:2]))
        mu = rng.normal(size=second.shape[:2])
        if not covariances:
            return mu + min(delta, 1) * d, first, mu, second
        squares = [f @ np.swapaxes(f, -1, -2) for f in (first, second)]
        squares = [(s + np.swapaxes(s, -1, -2)) / 2 for s in squares]
        return mu + min(delta, 1) * d, squares[0], mu, squares[1]

    return make


def accuracy(dtype: str) -> Iterator[Set]:
    """Every set for one type of numbers."""
    double = dtype == "float64"
    distances = [1.0, *(10.0**-e for e in range(1, 13 if double else 7))]
    for delta in distances:
        near = f"delta = {delta:.0e}"
        yield Set(
            "univariate", "univariate", near, SCALES,
            lambda rng, d=delta: normal_pair(rng, (POINTS,), d), delta, 4,
        )  # fmt: skip
        yield Set(
            "diagonal, D = 64", "diagonal", near, SCALES,
            lambda rng, d=delta: normal_pair(rng, (MATRIX_POINTS, 64), d), delta, 8,
        )  # fmt: skip
        yield Set(
            "VAE from log-variances, D = 8", "vae", near, ("logvar",),
            lambda rng, d=delta: tuple(d * rng.normal(size=(2, POINTS, 8))), delta, 8,
        )  # fmt: skip
    if not double:
        return
    for kind, named in (
        ("ratio", "s1/s2 <= 1e-200"),
        ("scales", "both scales 1e+-170"),
        ("offset", "means 1e12 scales from 0"),
    ):
        yield Set("univariate", "univariate", named, SCALES, extreme(kind), None, 4)
    for condition in (10.0, 1e4):
        for delta in distances:
            near = f"cond(L_2) = {condition:.0e}, delta = {delta:.0e}"
            yield Set(
                "full, from Cholesky factors, d = 8", "factors", near, ("factor", "factor"),
                matrix_pair(delta, condition, covariances=False), delta, 45,
            )  # fmt: skip
    for condition in (10.0, 1e2):
        for delta in distances:
            near = f"cond(Sigma_2) = {condition**2:.0e}, delta = {delta:.0e}"
            yield Set(
                "full, from covariances, d = 8", "covariances", near, ("covariance", "covariance"),
                matrix_pair(delta, condition, covariances=True), delta,
            )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Size:
    """Inputs for a measurement of time.

    Attributes
    ----------
    case, function, size
        As the table says it, the function, and what the abscissa of a plot is.
    make
        The arguments, from a generator.
    target
        The least ratio of torch's time to ours, and what it is asked of; None if nothing is asked.
    """

    case: str
    function: str
    size: int
    make: Callable[[np.random.Generator], Arrays]
    target: float | None = None


def speed() -> Iterator[Size]:
    """Every size."""
    for n in (1, 10, 100, 1000, 10_000, 100_000, 1_000_000):
        yield Size(
            "univariate, n numbers", "univariate", n,
            lambda rng, n=n: normal_pair(rng, (n,), 0.1), 5,
        )  # fmt: skip
    for rows in (1, 10, 100, 1000, 10_000, 100_000):
        yield Size(
            "diagonal, n x 64", "diagonal", rows,
            lambda rng, n=rows: normal_pair(rng, (n, 64), 0.1), 3,
        )  # fmt: skip
    yield Size(
        "VAE from log-variances, n x 64", "vae", 100_000,
        lambda rng: tuple(0.3 * rng.normal(size=(2, 100_000, 64))), 3,
    )  # fmt: skip
    for function in ("factors", "covariances"):
        for members, order in ((1, 2), (1, 8), (1, 32), (1, 128), (1, 500), (1, 2000), (1000, 32)):
            case = f"full, {function}, n x d x d, n = {members}"
            least = 1 / 1.5 if function == "covariances" and members > 1 else 1
            yield Size(case, function, order, matrices(members, order, function), least)


def matrices(members: int, order: int, function: str) -> Callable[[np.random.Generator], Arrays]:
    """Well-conditioned factors or covariances near each other."""

    def make(rng: np.random.Generator) -> Arrays:
        shape = (members, order, order)
        below = np.tril(rng.normal(size=shape), -1) / (2 * np.sqrt(order))
        second = below + np.eye(order) * rng.uniform(1, 2, (members, order, 1))
        first = second + 1e-3 * np.tril(rng.normal(size=shape)) / np.sqrt(order)
        mu_1, mu_2 = rng.normal(size=(2, members, order))
        if function == "covariances":
            first, second = (f @ np.swapaxes(f, -1, -2) for f in (first, second))
        given = mu_1, first, mu_2, second
        return given if members > 1 else tuple(array[0] for array in given)

    return make
