"""A million inputs a function: no result negative, NaN, or infinite where the true value is finite.

The inputs are seeded and of all kinds at once: distributions that coincide, are a rounding apart,
unrelated, or differ by factors as large as the format has, with means that are equal, shared or
far apart. A result that looks wrong is compared with the closed form in ball arithmetic; an
infinite one stands if the true value is beyond the largest number. The figure is the number of
wrong results.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from flint import arb, ctx
from numpy.typing import NDArray

from benchmarks.generated import generated
from benchmarks.harness import Row, seconds
from benchmarks.truth import divergence

NAME = "fuzz"
INPUTS = 1_000_000
BLOCK = 50_000
Arrays = tuple[NDArray[np.floating], ...]


@dataclass(frozen=True, slots=True)
class Case:
    """A function, how its second arguments tell of the width, and the number of components."""

    module: str
    function: str
    told: tuple[str, ...]
    size: int = 0

    @property
    def standard(self) -> bool:
        """Return whether the second distribution is the standard one."""
        return len(self.told) == 1


CASES = (
    Case("univariate", "kl_divergence", ("scale", "scale")),
    Case("univariate_variance", "kl_divergence", ("variance", "variance")),
    Case("univariate_logvar", "kl_divergence", ("logvar", "logvar")),
    Case("standard_prior", "kl_divergence", ("scale",)),
    Case("diagonal", "kl_divergence", ("scale", "scale"), 3),
    Case("diagonal_variance", "kl_divergence", ("variance", "variance"), 3),
    Case("diagonal_logvar", "kl_divergence", ("logvar", "logvar"), 3),
    Case("vae_diagonal", "kl_divergence", ("scale",), 3),
    Case("vae_variance", "kl_divergence", ("variance",), 3),
    Case("vae_logvar", "kl_divergence", ("logvar",), 3),
    Case("general", "kl_divergence_cholesky", ("factor", "factor"), 3),
    Case("general", "kl_divergence", ("covariance", "covariance"), 3),
    Case("vae_full", "kl_divergence_cholesky", ("factor",), 3),
    Case("vae_full", "kl_divergence", ("covariance",), 3),
    Case("full_diagonal", "kl_divergence", ("factor", "scale"), 3),
    Case("diagonal_full", "kl_divergence", ("scale", "factor"), 3),
)


def widths(rng: np.random.Generator, count: int, size: int, reach: float) -> Arrays:
    """Logarithms of two scales, to the base 10: shapes (count, size)."""
    shape = (count, size)
    second = rng.uniform(-reach, reach, (count, 1)) + rng.uniform(-1, 1, shape)
    apart = 10.0 ** rng.uniform(-17, 0, (count, 1)) * rng.normal(size=shape)
    far = rng.uniform(-reach, reach, shape) - second
    kind = rng.integers(0, 5, (count, 1))
    ratio = np.select([kind == 0, kind <= 2, kind == 3], [0 * apart, apart, 0.3 * far / 2], far)
    return second + ratio, second


def means(rng: np.random.Generator, log_scale: NDArray[np.floating], reach: float) -> Arrays:
    """Two means, as fractions and multiples of a scale."""
    shape = log_scale.shape
    scale = 10.0**log_scale
    middle = rng.normal(size=shape) * 10.0 ** rng.uniform(-3, reach, (shape[0], 1))
    step = rng.normal(size=shape) * 10.0 ** rng.uniform(-17, reach / 4, (shape[0], 1))
    step = np.where(rng.integers(0, 4, (shape[0], 1)) == 0, 0.0, step)
    return (middle + step) * scale, middle * scale


def matrices(rng: np.random.Generator, scales: Arrays, near: NDArray[np.bool_]) -> Arrays:
    """Two lower triangular factors with these diagonals, nearly alike where it says so."""
    count, size = scales[0].shape
    shear = np.tril(rng.normal(size=(count, size, size)), -1)
    change = np.tril(rng.normal(size=(count, size, size)), -1)
    change *= 10.0 ** rng.uniform(-17, 0, (count, 1, 1))
    alike = near[:, None, None]
    second = scales[1][..., None] * (np.eye(size) + shear)
    own = np.where(alike, shear + change, np.tril(rng.normal(size=shear.shape), -1))
    first = scales[0][..., None] * (np.eye(size) + own)
    return first, second


def inputs(case: Case, rng: np.random.Generator, dtype: str) -> Arrays:
    """The arguments of a function, one block of them."""
    small = dtype == "float32"
    full = any(t in ("factor", "covariance") for t in case.told)
    reach = (15.0 if small else 140.0) / (3 if full else 1)
    size = case.size or 1
    first, second = widths(rng, BLOCK, size, reach)
    if case.standard:
        first, second = np.clip(first - second, -reach, reach), np.zeros_like(second)
    mu_1, mu_2 = means(rng, second, 3.0 if small else 10.0)
    near = np.all(np.abs(first - second) < 0.5, axis=-1)
    scales = 10.0**first, 10.0**second
    factors = matrices(rng, scales, near) if full else (None, None)
    given = []
    for told, log_scale, scale, factor, mean in zip(
        case.told, (first, second), scales, factors, (mu_1, mu_2), strict=False
    ):
        width = {
            "scale": lambda s=scale: s,
            "variance": lambda s=scale: s**2,
            "logvar": lambda ls=log_scale: ls * (2 * np.log(10)),
            "factor": lambda f=factor: f,
            "covariance": lambda f=factor: f @ np.swapaxes(f, -1, -2),
        }[told]()
        given += [mean - mu_2 if case.standard else mean, width]
    arrays = [array.astype(dtype) for array in given]
    return tuple(a[:, 0] for a in arrays) if not case.size else tuple(arrays)


def wrong(case: Case, given: Arrays, values: NDArray[np.floating]) -> Iterator[str]:
    """The wrong results, each with the point at which it was returned, as text."""
    largest = float(np.finfo(values.dtype).max)
    for place in np.flatnonzero(~((values >= 0) & (values < np.inf))):
        point = [array[place] for array in given]
        with ctx.workprec(2000):
            truth = divergence(case.told, point)
            finite = truth is not None and not truth > arb(largest)
        if finite or values[place] != np.inf:
            yield f"{values[place]} at {[a.tolist() for a in point]}"


def refused(function: Callable, given: Arrays) -> tuple[Arrays, NDArray[np.floating]]:
    """Values where a function takes all arguments, and the arguments.

    A rounded covariance need not be positive definite, nor need a scale be a number of the format:
    such members of a batch are left out.
    """
    try:
        return given, np.asarray(function(*given))
    except ValueError:
        if len(given[0]) == 1:
            return tuple(a[:0] for a in given), np.empty(0, given[0].dtype)
        half = len(given[0]) // 2
        parts = [
            refused(function, tuple(a[s] for a in given)) for s in (slice(half), slice(half, None))
        ]
        kept = tuple(np.concatenate(pair) for pair in zip(parts[0][0], parts[1][0], strict=True))
        return kept, np.concatenate([parts[0][1], parts[1][1]])


def measure(repeat: int) -> Iterator[Row]:
    """The number of wrong results; time for the time that it took."""
    del repeat
    for case in CASES:
        for dtype in ("float64", "float32"):
            yield one(case, dtype)


def one(case: Case, dtype: str) -> Row:
    """A function, a million inputs."""
    function = getattr(generated(case.module), case.function)
    rng = np.random.default_rng(20)
    found: list[str] = []
    used = 0

    def run() -> None:
        nonlocal used
        for _ in range(INPUTS // BLOCK):
            given, values = refused(function, inputs(case, rng, dtype))
            used += len(values)
            found.extend(wrong(case, given, values))

    taken = seconds(run)
    note = found[0] if found else "" if used == INPUTS else f"{INPUTS - used} inputs refused"
    what = f"{case.module}.{case.function}, {dtype}, {used} inputs"
    return Row(NAME, what, taken, figure=float(len(found)), target=("<=", 0), note=note)
