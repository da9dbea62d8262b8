"""Full covariances: pairs of distributions of several kinds, and their divergence in balls.

Main definitions: `from_factors`, `from_covariances`, `error`, `neighbours`, `pair`, `REGIMES`.

The divergence is that of `benchmarks.truth`, with so many bits that cancellation costs nothing that
is seen.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from flint import arb, arb_mat, ctx
from numpy.typing import NDArray

from benchmarks import truth

BITS = 1000

Array = NDArray[np.floating]
Pair = tuple[Array, Array, Array, Array]


def from_factors(mu_1: Array, L_1: Array, mu_2: Array, L_2: Array) -> arb:
    """The divergence of two Gaussians with these Cholesky factors."""
    return _divergence("factor", (mu_1, L_1, mu_2, L_2))


def from_covariances(mu_1: Array, first: Array, mu_2: Array, second: Array) -> arb:
    """The divergence of two Gaussians with these covariances."""
    return _divergence("covariance", (mu_1, first, mu_2, second))


def _divergence(told: str, point: Pair) -> arb:
    with ctx.workprec(BITS):
        found = truth.divergence((told, told), point)
    if found is None:
        raise ArithmeticError(f"no divergence is known of what a {told} tells here")
    return found


def error(value: float, exact: arb) -> float:
    """The relative error of a value; that of the enclosure counts with it."""
    with ctx.workprec(BITS):
        return truth.relative_error(value, exact)


def neighbours(
    mu_1: Array, first: Array, mu_2: Array, second: Array, size: float, *, together: bool
) -> tuple[arb, arb]:
    """The divergences of two pairs of Gaussians near the one given, below it and above it.

    Each is moved so that the divergence changes most, to first order: entries S_ij of a covariance
    by `size` sqrt(S_ii S_jj), those of means by `size` times themselves. `together` moves both
    covariances by the same matrix, in terms of the second one, and beside that only the differences
    of the covariances and of the means, each entry by `size` times itself. By continuity a value
    between the two is the divergence of a pair that has been moved by no more than that.
    """
    with ctx.workprec(BITS):
        A, B, m_1, m_2 = (truth.exact(a) for a in (first, second, mu_1, mu_2))
        d, inverse = m_1 - m_2, B.inv()
        g = inverse * d
        by_first = (inverse - A.inv()) / 2
        by_second = (inverse - inverse * A * inverse - g * g.transpose()) / 2
        found = []
        for sign in (-size, size):
            if together:
                common = _toward(by_first + by_second, _scale(B), sign)
                apart = _toward(by_first, A - B, sign)
                moved = A + common + apart, B + common, m_1 + _toward(g, d, sign), m_2
            else:
                moved = (
                    A + _toward(by_first, _scale(A), sign),
                    B + _toward(by_second, _scale(B), sign),
                    m_1 + _toward(g, m_1, sign),
                    m_2 - _toward(g, m_2, sign),
                )
            found.append(
                truth.between(
                    moved[2], truth.cholesky(moved[0]), moved[3], truth.cholesky(moved[1])
                )
            )
        return found[0], found[1]


def _scale(matrix: arb_mat) -> arb_mat:
    """The products of two standard deviations."""
    k = matrix.nrows()
    roots = arb_mat(k, 1, [matrix[i, i].sqrt() for i in range(k)])
    return roots * roots.transpose()


def _toward(slopes: arb_mat, lengths: arb_mat, size: float) -> arb_mat:
    """Steps of some lengths, times a size, in the directions of slopes."""
    pairs = zip(slopes.entries(), lengths.entries(), strict=True)
    steps = [abs(length) * (size if slope > 0 else -size) for slope, length in pairs]
    return arb_mat(slopes.nrows(), slopes.ncols(), steps)


# Pairs of distributions, from Cholesky factors.


def covariance(rng: np.random.Generator, k: int, condition: float) -> Array:
    """A covariance with this condition number: eigenvalues in a geometric sequence."""
    basis, _ = np.linalg.qr(rng.normal(size=(k, k)))
    found = (basis * np.geomspace(1.0, condition, k)) @ basis.T * np.exp(rng.normal())
    return (found + found.T) / 2


def moved(rng: np.random.Generator, matrix: Array, distance: float) -> Array:
    """A covariance at a relative distance."""
    k = len(matrix)
    noise = rng.normal(size=(k, k)) / np.sqrt(8 * k)
    factor = np.linalg.cholesky(matrix)
    found = matrix + distance * factor @ (noise + noise.T) @ factor.T
    return (found + found.T) / 2


def _unrelated(rng, k, L, distance):
    other = np.linalg.cholesky(covariance(rng, k, np.linalg.cond(L) ** 2))
    return rng.normal(size=k), other, rng.normal(size=k), L


def _elementwise(rng, k, L, distance):
    return np.zeros(k), L * (1 + distance * rng.uniform(-1, 1, size=(k, k))), np.zeros(k), L


def _smooth(rng, k, L, distance):
    change = np.tril(rng.normal(size=(k, k))) / k
    return np.zeros(k), L + distance * np.tril(L @ change), np.zeros(k), L


def _computed(rng, k, L, distance):
    return np.zeros(k), np.linalg.cholesky(moved(rng, L @ L.T, distance)), np.zeros(k), L


def _means(rng, k, L, distance):
    return distance * (L @ rng.normal(size=k)), L.copy(), np.zeros(k), L


def _rows(rng, k, L, distance):
    mu_1, first, mu_2, second = _smooth(rng, k, L, distance)
    size = 10.0 ** rng.integers(-100, 101, size=k)
    return mu_1 * size, first * size[:, None], mu_2 * size, second * size[:, None]


def _scaled(size):
    def pair(rng, k, L, distance):
        return tuple(size * a for a in _smooth(rng, k, L, distance))

    return pair


REGIMES: dict[str, Callable[[np.random.Generator, int, Array, float], Pair]] = {
    "unrelated": _unrelated,
    "L_1 = L_2 elementwise": _elementwise,
    "L_1 = L_2 (I + T)": _smooth,
    "L_1 = chol(S_2 + E)": _computed,
    "means only": _means,
    "rows of both times 1e-100 .. 1e100": _rows,
    "both times 1e150": _scaled(1e150),
    "both times 1e-150": _scaled(1e-150),
}


def pair(regime: str, rng: np.random.Generator, k: int, condition: float, distance: float) -> Pair:
    """Means and Cholesky factors of two distributions; `condition` is that of the second factor."""
    return REGIMES[regime](rng, k, np.linalg.cholesky(covariance(rng, k, condition**2)), distance)
