r"""A seeded design of pairs of Gaussians to compare, regime by regime.

A formula for a divergence that is fine at moderate parameters can have no correct digit where
the two distributions nearly coincide, overflow where the scales are large, or cancel where the
means are. Hence a design by regimes, each with points of its own, and each reported by itself:

===================  ============================================================================
``moderate``         means within ±2, scales within a factor of 3, different shapes
``near 1e-04``       the second, displaced by that relative distance; one regime per decade
``scales``           both scales anywhere in 1e±100, half of the time of the same magnitude
``far``              means up to 1e6 standard deviations apart
``offset``           means 1e12 standard deviations from zero, and about one apart
``correlated``       correlations up to 0.999
``ill-conditioned``  condition of the covariance up to 1e12, half of the time nearly aligned
===================  ============================================================================

The figures are those of binary64; `Reach` has them for binary32 too. A regime draws a
`GaussianPair`, the means and lower triangular factors of two normal distributions as Python
floats; `parametrisations` turns it into the arguments of a function.

A pair depends on the seed, the regime, the dimension and its index, and on nothing else: more
points extend a design, and every parametrisation sees the same pairs. Only uniform variates of
the bit generator and Python's own arithmetic are used, in a fixed order, as the streams of
NumPy's other distributions, and the last bits of a BLAS product, differ between machines.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from zlib import crc32

from numpy.random import PCG64, Generator, SeedSequence

from symkl.verify.factors import (
    Rows,
    factor_of_square,
    identity,
    product,
    rotated,
    scaled,
    scaled_rows,
)

__all__ = ["REACH", "GaussianPair", "Reach", "Regime", "Setting", "regimes_for"]


@dataclass(frozen=True, slots=True)
class GaussianPair:
    """Two normal distributions by mean and lower triangular factor of the covariance."""

    mean_1: tuple[float, ...]
    tril_1: Rows
    mean_2: tuple[float, ...]
    tril_2: Rows


@dataclass(frozen=True, slots=True)
class Reach:
    """The extent of the regimes in a floating-point format.

    Attributes
    ----------
    nearest
        Decades of the relative distance: 12 for 1e-1 … 1e-12.
    scale, ratio
        Largest |log₁₀ σ|, and largest log₁₀ σ₁/σ₂ of which the square is representable.
    far, offset
        log₁₀ of the distance of the means, and of their common offset, in standard deviations.
    condition
        log₁₀ of the largest condition number of a covariance.
    shear
        Size of the off-diagonal part of a factor in ``near``, relative to the diagonal.
    """

    nearest: int
    scale: float
    ratio: float
    far: float
    offset: float
    condition: float
    shear: float


REACH = {
    "float64": Reach(nearest=12, scale=100, ratio=150, far=6, offset=12, condition=12, shear=2.0),
    "float32": Reach(nearest=6, scale=12, ratio=16, far=6, offset=4, condition=4, shear=0.5),
}
"""The reach of the regimes by the name of the NumPy dtype."""


@dataclass(frozen=True, slots=True)
class Setting:
    """The kind of pair to draw: k coordinates, correlated or not, against N(0, I) or not."""

    dimension: int
    full: bool
    standard: bool
    reach: Reach


@dataclass(frozen=True, slots=True)
class Regime:
    """One region of the parameters.

    Attributes
    ----------
    name
        As it is reported.
    sample
        Draws a pair from a source of uniform variates for a setting.
    correlated
        Whether the regime is about correlation: full covariances in two dimensions and more only.
    """

    name: str
    sample: Callable[[_Uniform, Setting], GaussianPair]
    correlated: bool = False

    def pair(self, index: int, *, seed: int, setting: Setting) -> GaussianPair:
        """The pair number `index` of the design with this seed."""
        entropy = [seed, crc32(self.name.encode()), setting.dimension, index]
        return self.sample(_Uniform(Generator(PCG64(SeedSequence(entropy)))), setting)


def regimes_for(*, full: bool, standard: bool, reach: Reach) -> tuple[Regime, ...]:
    """The regimes that make sense for a problem, in the order of the report.

    Parameters
    ----------
    full
        Whether the covariances are full.
    standard
        Whether the second distribution is N(0, I), so that the means share no offset.
    reach
        That of the floating-point format.
    """
    chosen = [Regime("moderate", _moderate)]
    chosen += [_near(decade) for decade in range(1, reach.nearest + 1)]
    chosen += [Regime("scales", _scales), Regime("far", _far)]
    if not standard:
        chosen.append(Regime("offset", _offset))
    if full:
        chosen.append(Regime("correlated", _correlated, correlated=True))
        chosen.append(Regime("ill-conditioned", _ill_conditioned, correlated=True))
    return tuple(chosen)


class _Uniform:
    """Uniform variates in a fixed order."""

    __slots__ = ("generator",)

    def __init__(self, generator: Generator) -> None:
        self.generator = generator

    def between(self, low: float, high: float) -> float:
        return low + (high - low) * float(self.generator.random())

    def signed(self, low: float, high: float) -> float:
        sign = 1 if self.coin() else -1
        return sign * self.between(low, high)

    def power(self, low: float, high: float) -> float:
        """10 to a power between `low` and `high`."""
        value: float = 10.0 ** self.between(low, high)
        return value

    def coin(self) -> bool:
        return float(self.generator.random()) < 0.5


def _moderate(draw: _Uniform, setting: Setting) -> GaussianPair:
    tril_1 = _tril(draw, setting)
    mean_1 = _vector(setting, lambda: draw.signed(0.05, 2))
    if setting.standard:
        return _against_standard(mean_1, tril_1)
    return GaussianPair(
        mean_1, tril_1, _vector(setting, lambda: draw.signed(0.05, 2)), _tril(draw, setting)
    )


def _near(decade: int) -> Regime:
    def sample(draw: _Uniform, setting: Setting) -> GaussianPair:
        distance = 10.0**-decade
        if setting.standard:
            mean_2 = _vector(setting, lambda: 0.0)
            tril_2 = identity(setting.dimension)
        else:
            mean_2 = _vector(setting, lambda: draw.signed(0.05, 2))
            tril_2 = _tril(draw, setting, shear=setting.reach.shear)
        change = _nearidentity(draw, setting, distance)
        mean_1 = tuple(
            m + distance * row[-1] * draw.signed(0.3, 1)
            for m, row in zip(mean_2, tril_2, strict=True)
        )
        return GaussianPair(mean_1, product(tril_2, change), mean_2, tril_2)

    return Regime(f"near 1e-{decade:02d}", sample)


def _scales(draw: _Uniform, setting: Setting) -> GaussianPair:
    reach = setting.reach
    same = draw.coin()

    def exponents() -> tuple[float, float]:
        second = 0.0 if setting.standard else draw.between(-reach.scale, reach.scale)
        if same and not setting.standard:
            return second, second
        return min(draw.between(-reach.scale, reach.scale), second + reach.ratio), second

    # Each coordinate has scales of its own, except where they mix: there a ratio within a factor
    # would leave the range that the answer can be represented in.
    common = exponents()
    chosen = [common if setting.full else exponents() for _ in range(setting.dimension)]
    size_1 = [10.0**first for first, _ in chosen]
    size_2 = [10.0**second for _, second in chosen]
    base = _moderate(draw, setting)
    first = (scaled(base.mean_1, size_1), scaled_rows(base.tril_1, size_1))
    if setting.standard:
        return _against_standard(*first)
    return GaussianPair(*first, scaled(base.mean_2, size_2), scaled_rows(base.tril_2, size_2))


def _far(draw: _Uniform, setting: Setting) -> GaussianPair:
    base = _moderate(draw, setting)
    mean_1 = tuple(
        m + draw.signed(0.5, 1) * draw.power(1, setting.reach.far) * row[-1]
        for m, row in zip(base.mean_2, base.tril_2, strict=True)
    )
    return GaussianPair(mean_1, base.tril_1, base.mean_2, base.tril_2)


def _offset(draw: _Uniform, setting: Setting) -> GaussianPair:
    base = _moderate(draw, setting)
    far = 10.0**setting.reach.offset
    mean_2 = tuple(row[-1] * far * draw.signed(1, 2) for row in base.tril_2)
    mean_1 = tuple(
        m + row[-1] * draw.signed(0.1, 2) for m, row in zip(mean_2, base.tril_2, strict=True)
    )
    return GaussianPair(mean_1, base.tril_1, mean_2, base.tril_2)


def _correlated(draw: _Uniform, setting: Setting) -> GaussianPair:
    def factor() -> Rows:
        correlation = 1 - draw.power(-3, -0.5)
        rows: list[tuple[list[float], float]] = []
        for i in range(setting.dimension):
            scale = draw.power(-0.5, 0.5)
            # Row i of the factor of a Markov chain's correlation matrix: ρ times the one before.
            row = [(-1) ** i * correlation * entry for entry in (rows[-1][0] if rows else ())]
            row.append(math.sqrt(1 - correlation**2) if i else 1.0)
            rows.append((row, scale))
        return tuple(tuple(entry * scale for entry in row) for row, scale in rows)

    base = _moderate(draw, setting)
    if setting.standard:
        return _against_standard(base.mean_1, factor())
    return GaussianPair(base.mean_1, factor(), base.mean_2, factor())


def _ill_conditioned(draw: _Uniform, setting: Setting) -> GaussianPair:
    def factor() -> Rows:
        condition = draw.between(setting.reach.condition / 3, setting.reach.condition)
        k = setting.dimension
        spread = [0.0, *(draw.between(0, condition) for _ in range(k - 2)), condition]
        columns = [
            [0.0] * i + [10.0 ** (-e / 2)] + [0.0] * (k - 1 - i) for i, e in enumerate(spread)
        ]
        for i in range(k):
            for j in range(i):
                columns = rotated(columns, i, j, draw.between(0.2, 1.3))
        return factor_of_square(columns)

    base = _moderate(draw, setting)
    aligned = draw.coin()
    first = factor()
    if setting.standard:
        return _against_standard(base.mean_1, first)
    second = product(first, _nearidentity(draw, setting, 0.5)) if aligned else factor()
    return GaussianPair(base.mean_1, first, base.mean_2, second)


def _against_standard(mean: tuple[float, ...], tril: Rows) -> GaussianPair:
    k = len(mean)
    return GaussianPair(mean, tril, (0.0,) * k, identity(k))


def _vector(setting: Setting, entry: Callable[[], float]) -> tuple[float, ...]:
    return tuple(entry() for _ in range(setting.dimension))


def _tril(draw: _Uniform, setting: Setting, *, shear: float = 1.0) -> Rows:
    """A factor with scales within a factor of 3 of 1."""
    rows = []
    for i in range(setting.dimension):
        scale = draw.power(-0.5, 0.5)
        rest = [shear * scale * draw.between(-1, 1) if setting.full else 0.0 for _ in range(i)]
        rows.append((*rest, scale))
    return tuple(rows)


def _nearidentity(draw: _Uniform, setting: Setting, distance: float) -> Rows:
    return tuple(
        tuple(
            float(i == j) + (distance * draw.signed(0.3, 1) if i == j or setting.full else 0.0)
            for j in range(i + 1)
        )
        for i in range(setting.dimension)
    )
