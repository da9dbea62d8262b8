r"""The divergences that can be checked: their arguments, and the two densities these stand for.

A `Problem` is a row of `PROBLEMS`: a parametrisation, whether the arguments are scalars,
vectors or matrices, and whether the second distribution is N(0, I). The order of the arguments
is that of the distributions: ``mu_1, sigma_1, mu_2, sigma_2``, or ``mu, sigma`` against N(0,
I).

A *point* is a dictionary of NumPy arrays by the names of the arguments: a mean of shape () or
(k,), and a scale, variance or log-variance of the same shape, or a covariance or factor of
shape (k, k).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from symkl.errors import UnknownTarget
from symkl.verify.arithmetic import Arithmetic
from symkl.verify.log_densities import Normal, from_scale
from symkl.verify.parametrisations import (
    COVARIANCE,
    LOG_VARIANCE,
    SCALE,
    SCALE_TRIL,
    VARIANCE,
    Parametrisation,
)
from symkl.verify.regimes import REACH, Regime, Setting, regimes_for

__all__ = ["PROBLEMS", "Point", "Problem", "problem_named"]

Point = Mapping[str, NDArray[np.floating]]


@dataclass(frozen=True, slots=True)
class Problem:
    """A divergence between normal distributions as a function of arrays.

    Attributes
    ----------
    name
        By which a user asks for it.
    parametrisation
        How the distributions are told.
    scalar
        Whether the arguments have shape (); otherwise their shapes are in terms of k.
    standard
        Whether the second distribution is N(0, I) and has no arguments.
    bound_eps
        Error, in units of the epsilon of the result, that a good function keeps to where the
        problem is well conditioned.
    """

    name: str
    parametrisation: Parametrisation
    scalar: bool = False
    standard: bool = False
    bound_eps: float = 64.0

    @property
    def arguments(self) -> tuple[str, ...]:
        """The names of the arguments, in order."""
        symbols = ("mu", self.parametrisation.symbol)
        if self.standard:
            return symbols
        return tuple(f"{symbol}_{i}" for i in (1, 2) for symbol in symbols)

    @property
    def shapes(self) -> dict[str, tuple[str, ...]]:
        """The shape of every argument, in terms of "k"."""
        vector = () if self.scalar else ("k",)
        width = ("k", "k") if self.parametrisation.matrix else vector
        return {name: vector if name.startswith("mu") else width for name in self.arguments}

    @property
    def dimensions(self) -> tuple[int, ...]:
        """The k at which the function is checked."""
        return (1,) if self.scalar else (1, 2, 3)

    def regimes(self, dtype: str) -> tuple[Regime, ...]:
        """The regimes of the design for the floating-point format `dtype`, in order."""
        return regimes_for(
            full=self.parametrisation.matrix, standard=self.standard, reach=REACH[dtype]
        )

    def point(
        self, regime: Regime, index: int, *, dimension: int, seed: int = 0, dtype: str = "float64"
    ) -> dict[str, NDArray[np.floating]]:
        """Point number `index` of a regime in k = `dimension` coordinates, rounded to `dtype`."""
        setting = Setting(dimension, self.parametrisation.matrix, self.standard, REACH[dtype])
        pair = regime.pair(index, seed=seed, setting=setting)
        values = [np.array(pair.mean_1), self.parametrisation.argument(pair.tril_1)]
        if not self.standard:
            values += [np.array(pair.mean_2), self.parametrisation.argument(pair.tril_2)]
        return {
            name: (value.reshape(()) if self.scalar else value).astype(dtype)
            for name, value in zip(self.arguments, values, strict=True)
        }

    def densities(self, point: Point, arithmetic: Arithmetic) -> tuple[Normal, Normal]:
        """The two distributions that the numbers of a point, taken exactly, stand for.

        One object where the numbers of both are the same.
        """
        values = [np.atleast_1d(point[name]) for name in self.arguments]
        density = self.parametrisation.density
        p = density(values[0], values[1], arithmetic)
        if not self.standard:
            if all(a.tolist() == b.tolist() for a, b in zip(values[:2], values[2:], strict=True)):
                return p, p
            return p, density(values[2], values[3], arithmetic)
        zero, one = arithmetic.number(0.0), arithmetic.number(1.0)
        return p, from_scale([zero] * p.dimension, [one] * p.dimension, arithmetic=arithmetic)

    def condition(self, point: Point) -> float:
        """κ of a point: how much the rounding of a backward stable step is amplified."""
        values = [point[name] for name in self.arguments]
        first = values[1]
        if not self.standard:
            second = values[3]
        elif self.parametrisation.matrix:
            second = np.eye(first.shape[-1])
        else:
            # Of the vectors, only the log-variance has a condition; that of N(0, I) is zero.
            second = np.zeros_like(first)
        return self.parametrisation.condition(first, second)


PROBLEMS: dict[str, Problem] = {
    problem.name: problem
    for problem in (
        Problem("univariate", SCALE, scalar=True),
        Problem("univariate_variance", VARIANCE, scalar=True),
        Problem("univariate_logvar", LOG_VARIANCE, scalar=True),
        Problem("standard_prior", SCALE, scalar=True, standard=True),
        Problem("diagonal", SCALE),
        Problem("diagonal_variance", VARIANCE),
        Problem("diagonal_logvar", LOG_VARIANCE),
        Problem("general", COVARIANCE),
        Problem("general_cholesky", SCALE_TRIL),
        Problem("vae_diagonal", SCALE, standard=True),
        Problem("vae_variance", VARIANCE, standard=True),
        Problem("vae_logvar", LOG_VARIANCE, standard=True),
        Problem("vae_full", COVARIANCE, standard=True),
        Problem("vae_cholesky", SCALE_TRIL, standard=True),
    )
}
"""The problems by name."""


def problem_named(name: str) -> Problem:
    """The problem called `name`.

    Raises
    ------
    UnknownTarget
        With the nearest names, if there is none.
    """
    if name not in PROBLEMS:
        raise UnknownTarget(name, PROBLEMS, kind="problem")
    return PROBLEMS[name]
