"""The closed forms in mpmath, with derivatives: what generated functions are compared with.

A `Case` is a function of a generated module. Its value, its slope and its curvature along a
direction are evaluated from the formula on paper with so many digits that cancellation and the
difference quotients cost nothing that is seen in float64.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from mpmath import mp, mpf

DIGITS = 120
STEP = mpf(10) ** -25


def univariate(mean_1, var_1, mean_2, var_2):
    return (mp.log(var_2 / var_1) + (var_1 + (mean_1 - mean_2) ** 2) / var_2 - 1) / 2


def diagonal(mean_1, vars_1, mean_2, vars_2):
    return mp.fsum(map(univariate, mean_1, vars_1, mean_2, vars_2))


def full(mean_1, cov_1, mean_2, cov_2):
    rows = len(mean_1)
    d = mp.matrix([a - b for a, b in zip(mean_1, mean_2, strict=True)])
    solved = mp.lu_solve(cov_2, d)
    quotient = mp.inverse(cov_2) * cov_1
    trace = mp.fsum(quotient[i, i] for i in range(rows))
    return (trace + (d.T * solved)[0] - rows - mp.log(mp.det(quotient))) / 2


def squares(scales):
    return [s**2 for s in scales]


def same(variances):
    return variances


def exponentials(logvars):
    return [mp.exp(v) for v in logvars]


def matrix(entries):
    rows = round(len(entries) ** 0.5)
    return mp.matrix([entries[rows * i : rows * (i + 1)] for i in range(rows)])


def symmetric(entries):
    found = matrix(entries)
    return (found + found.T) / 2


def product(entries):
    """Of a lower triangular matrix with its transpose."""
    found = matrix(entries)
    for i in range(found.rows):
        for j in range(i + 1, found.rows):
            found[i, j] = mpf(0)
    return found * found.T


@dataclass(frozen=True)
class Case:
    """A function: its module, its name, and what its arguments tell.

    `told` makes variances, or a covariance, of the argument that tells of the width; `axes` are
    those of that argument; `standard` says that the second distribution is the standard one.
    `bound` is for the value, in units of eps.
    """

    module: str
    function: str
    told: Callable
    axes: int
    standard: bool = False
    bound: float = 8.0

    def __str__(self) -> str:
        return f"{self.module}.{self.function}"

    def formula(self, arguments) -> mpf:
        """The value at arguments that are lists of exact numbers."""
        laws = [(m, self.told(w)) for m, w in zip(*[iter(arguments)] * 2, strict=True)]
        if self.standard:
            zeros, ones = [mpf(0)] * len(laws[0][0]), [mpf(1)] * len(laws[0][0])
            laws.append((zeros, mp.eye(len(ones)) if self.axes == 2 else ones))
        return (full if self.axes == 2 else diagonal)(*laws[0], *laws[1])

    def along(self, arguments, directions, t) -> mpf:
        moved = [
            [
                mpf(float(a)) + t * mpf(float(d))
                for a, d in zip(np.ravel(x), np.ravel(u), strict=True)
            ]
            for x, u in zip(map(np.asarray, arguments), map(np.asarray, directions), strict=True)
        ]
        return self.formula(moved)

    def value(self, arguments) -> mpf:
        with mp.workdps(DIGITS):
            return self.along(arguments, arguments, mpf(0))

    def slope(self, arguments, directions) -> mpf:
        with mp.workdps(DIGITS):
            up, down = (self.along(arguments, directions, t) for t in (STEP, -STEP))
            return (up - down) / (2 * STEP)

    def curvature(self, arguments, directions) -> mpf:
        with mp.workdps(DIGITS):
            points = [self.along(arguments, directions, t) for t in (STEP, mpf(0), -STEP)]
            return (points[0] - 2 * points[1] + points[2]) / STEP**2

    def gradient(self, arguments) -> list[np.ndarray]:
        """The derivative by every entry of every argument, in the shapes of the arguments.

        The step is in proportion to the argument.
        """
        found = []
        largest = max(float(np.max(np.abs(a))) for a in arguments)
        for place, argument in enumerate(arguments):
            length = float(np.max(np.abs(argument))) or largest or 1.0
            slopes = np.empty(np.shape(argument), dtype=object)
            for at in np.ndindex(slopes.shape):
                directions = [np.zeros(np.shape(a)) for a in arguments]
                directions[place][at] = length
                slopes[at] = self.slope(arguments, directions) / mpf(length)
            found.append(slopes)
        return found

    def point(self, rng, distance, *, size=1.0, k=3, dtype=np.float64):
        """Arguments for two distributions at a relative distance."""
        rows = 1 if self.axes == 0 else k
        first = np.tril(0.3 * rng.normal(size=(rows, rows)), -1)
        first += np.diag(np.exp(0.5 * rng.normal(size=rows)))
        second = np.eye(rows) if self.standard else first
        mean = np.zeros(rows) if self.standard else rng.normal(size=rows)
        moved = second @ (np.eye(rows) + distance * np.tril(0.5 * rng.uniform(-1, 1, (rows, rows))))
        shifted = mean + distance * rng.normal(size=rows)
        size = 1.0 if self.standard else size
        size = (
            size**0.5 if self.told in (same, symmetric) else size
        )  # second derivatives have range
        shape = () if self.axes == 0 else (k,)
        found = []
        for m, factor in ((shifted, moved), (mean, second)):
            found.append((size * m).reshape(shape))
            found.append(self.teller(size * factor).reshape((*shape, k)[: self.axes]))
        return [np.asarray(a, dtype=dtype) for a in (found[:2] if self.standard else found)]

    def teller(self, factor):
        """The argument that tells of a covariance, from its Cholesky factor."""
        d = np.diag(factor)
        return {
            squares: lambda: d,
            same: lambda: d**2,
            exponentials: lambda: 2 * np.log(d),
            product: lambda: factor,
            symmetric: lambda: factor @ factor.T,
        }[self.told]()

    def far(self, ratio, k=2, size=1.0):
        """Arguments for two distributions whose standard deviations have a ratio."""
        shape = () if self.axes == 0 else (k,)
        widths = [ratio] if self.standard else [ratio * size, size]
        found = []
        for width in widths:
            factor = width * np.eye(k)
            found.append(np.full(shape, 0.3 * max(widths)))
            found.append(np.ravel(self.teller(factor))[0] * np.ones(shape))
            if self.axes == 2:
                found[-1] = self.teller(factor)
        if not self.standard:
            found[2] = np.zeros(shape)
        return [np.asarray(a, dtype=float) for a in found]


CASES = [
    Case("univariate", "kl_divergence", squares, 0),
    Case("univariate_variance", "kl_divergence", same, 0),
    Case("univariate_logvar", "kl_divergence", exponentials, 0),
    Case("standard_prior", "kl_divergence", squares, 0, standard=True),
    Case("diagonal", "kl_divergence", squares, 1),
    Case("diagonal_variance", "kl_divergence", same, 1),
    Case("diagonal_logvar", "kl_divergence", exponentials, 1),
    Case("vae_diagonal", "kl_divergence", squares, 1, standard=True),
    Case("vae_variance", "kl_divergence", same, 1, standard=True),
    Case("vae_logvar", "kl_divergence", exponentials, 1, standard=True),
    Case("general", "kl_divergence_cholesky", product, 2, bound=64),
    Case("vae_full", "kl_divergence_cholesky", product, 2, standard=True, bound=16),
    Case("general", "kl_divergence", symmetric, 2, bound=256),
    Case("vae_full", "kl_divergence", symmetric, 2, standard=True, bound=64),
]
