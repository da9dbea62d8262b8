r"""Integrals over intervals, the line and R^k in high precision, from values of the integrand.

Three rules, all of which converge exponentially for analytic integrands:

- *Lattice.* The trapezoidal rule on h·Z^k, summed outwards until the terms no longer count, against
  the same lattice displaced by half a cell. The leading error has opposite signs in the two, so
  their difference bounds the error of their mean; h is halved until it is small enough.
- *Double exponential.* On an interval, a half-line, or the line, the lattice rule after a change
  of variable: x = tanh sinh t, x = exp(t − exp(−t)), x = sinh t.
- *Gauss–Hermite.* On R^k for a Gaussian times a smooth function, exact when that is a polynomial
  of degree below 2n; accepted when two numbers of nodes agree.

An integrand takes a tuple of coordinates and returns a tuple of numbers (the entries of a matrix);
all of them are integrated together. Every rule aims at ten digits above the working precision of
the caller less fifteen, so a nested integral is better known than the one around it.

References
----------
L. N. Trefethen and J. A. C. Weideman, "The exponentially convergent trapezoidal rule", SIAM Review
56 (2014), sections 5 and 14. H. Takahasi and M. Mori, "Double exponential formulas for numerical
integration", Publ. RIMS 9 (1974).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from itertools import product
from typing import TypeAlias

from mpmath import mp, mpf

from symkl.meaning.arrays import Matrix, Undecaying, Undefined, Unevaluated

Point: TypeAlias = tuple[mpf, ...]
Integrand = Callable[[Point], tuple[mpf, ...]]

_EXTRA = 10  # digits that the integrand is evaluated with beyond the caller's
_SHORT = 5  # digits of the caller's precision that an integral may lack
_MOST = 40_000  # evaluations of one integrand, after which it is given up
_QUIET = 4  # terms in a row that must not count before a sum ends
_MOST_KEPT = 4096  # points of a rule
_NODES = (4, 6, 9, 13, 18, 26, 36, 50)


def line(f: Integrand) -> tuple[mpf, ...]:
    """∫ f over the line, for an integrand that decays and is centred near the origin."""

    def moved(t: Point) -> tuple[mpf, ...]:
        x, speed = _far_away(t[0], mp.prec)
        return _times(speed, f((x,)))

    far = 8 + 3 * mp.dps
    return _lattice(moved, 1, first=mpf(1) / 4, reach=(far, far), least=3)


def half_line(f: Integrand, end: mpf, direction: int) -> tuple[mpf, ...]:
    """∫ f from `end` to direction · ∞."""

    def moved(t: Point) -> tuple[mpf, ...]:
        distance, speed = _from_an_end(t[0], mp.prec)
        value = _guarded(f, end + direction * distance, (end,))
        return _times(speed, value)

    return _lattice(moved, 1, first=mpf(1) / 4, reach=(9, 8 + 3 * mp.dps), least=2)


# The points of these rules are the same for every integral of one precision, and an integral
# within another is taken hundreds of times.
@lru_cache(maxsize=_MOST_KEPT)
def _far_away(t: mpf, precision: int) -> tuple[mpf, mpf]:
    """The point of the line at t, and how fast it moves."""
    return mp.sinh(t), mp.cosh(t)


@lru_cache(maxsize=_MOST_KEPT)
def _from_an_end(t: mpf, precision: int) -> tuple[mpf, mpf]:
    """The distance from the end of a half-line at t, and how fast it grows."""
    shrink = mp.exp(-t)
    distance = mp.exp(t - shrink)
    return distance, distance * (1 + shrink)


def interval(f: Integrand, lower: mpf, upper: mpf) -> tuple[mpf, ...]:
    """∫ f from `lower` to `upper`, both finite."""
    length = upper - lower

    def moved(t: Point) -> tuple[mpf, ...]:
        # 1/(1 + e) and e/(1 + e) are the distances to the two ends, each to full precision.
        e = mp.exp(-mp.pi * mp.sinh(abs(t[0])))
        distance = length * e / (1 + e)
        x = upper - distance if t[0] > 0 else lower + distance
        return _times(distance / (1 + e) * mp.pi * mp.cosh(t[0]), _guarded(f, x, (lower, upper)))

    return _lattice(moved, 1, first=mpf(1) / 4, reach=(9, 9), least=2)


def gaussian(
    f: Integrand,
    centre: Sequence[mpf],
    scale: Matrix,
    *,
    others: Sequence[tuple[Sequence[mpf], Matrix]] = (),
) -> tuple[mpf, ...]:
    """∫ f over R^k, for f a smooth function times exp(−|t|²/2) where x = centre + scale · t.

    On the line the lattice rule is used, which asks nothing of the smooth function but that it be
    analytic. In more dimensions Gauss–Hermite comes first, because a lattice is slow there.

    Parameters
    ----------
    f
        The integrand.
    centre, scale
        k numbers, and a lower triangular k x k matrix.
    others
        Centres and scales of further Gaussians that f may be a sum of: on the line the lattice
        reaches as far and is as fine as they need.
    """
    k = len(centre)
    volume = mp.fprod(scale[i][i] for i in range(k))
    if k > 1:
        found = _hermite(f, centre, scale)
        if found is not None:
            return _times(volume, found)
    digits = mp.dps + 5
    first = mp.pi * mp.sqrt(2 / (digits * mp.ln(10)))
    least = mpf(0)
    if k == 1:
        for (m,), ((s,),) in others:
            first = min(first, first * s / volume)
            least = max(least, (abs(m - centre[0]) + 3 * s) / volume)

    def moved(t: Point) -> tuple[mpf, ...]:
        return f(_affine(centre, scale, t))

    return _times(volume, _lattice(moved, k, first=first, reach=(200, 200), least=least))


def _affine(centre: Sequence[mpf], scale: Matrix, t: tuple[mpf, ...]) -> tuple[mpf, ...]:
    return tuple(
        m + sum(entry * s for entry, s in zip(row, t, strict=True))
        for m, row in zip(centre, scale, strict=True)
    )


def _times(factor: mpf, values: tuple[mpf, ...]) -> tuple[mpf, ...]:
    return tuple(factor * value for value in values)


def _guarded(f: Integrand, x: mpf, ends: tuple[mpf, ...]) -> tuple[mpf, ...]:
    """f(x); zero where x has been rounded to an end of the range and f has no value there."""
    try:
        return f((x,))
    except Undefined:
        if x in ends:
            return (mpf(0),)
        raise


def _total(terms: list[tuple[mpf, ...]]) -> tuple[mpf, ...]:
    width = max(map(len, terms))  # a guarded zero stands for any number of entries
    return tuple(mp.fsum(term[i] for term in terms if len(term) == width) for i in range(width))


def _lattice(
    f: Integrand, k: int, *, first: mpf, reach: tuple[int, int], least: mpf | int
) -> tuple[mpf, ...]:
    goal = mpf(10) ** (_SHORT - mp.dps)
    with mp.extradps(_EXTRA):
        h, spent, before = +first, 0, None
        gaps: list[float] = []
        while spent < _MOST and not _hopeless(gaps):
            sums: list[tuple[tuple[mpf, ...], mpf]] = [before] if before else []
            for offset in (0, h / 2)[len(sums) :]:
                walk = _Walk(f, h, offset, reach, least, _MOST - spent)
                sums.append((_times(h**k, walk.sum(k)), walk.size * h**k))
                spent += walk.spent
            (a, size), (b, other) = sums
            mean = tuple((x + y) / 2 for x, y in zip(a, b, strict=True))
            size = max(size, other)
            gap = max(abs(x - y) for x, y in zip(a, b, strict=True))
            if gap <= goal * size:
                return mean
            gaps.append(float(mp.log10(gap / size)))
            if _as_good_as(gaps, float(mp.log10(goal))):
                return mean
            # In one dimension the two lattices together are the next one.
            before = (mean, size) if k == 1 else None
            h /= 2
    raise Unevaluated("the integral does not settle to the digits asked for")


def _as_good_as(gaps: list[float], goal: float) -> bool:
    """Return whether the mean of the two lattices is within the goal; its error is the gap squared.

    This is believed only where the digits have been seen to multiply, and a fifth of them is to
    spare.
    """
    return len(gaps) > 1 and gaps[-1] < 1.5 * min(gaps[-2], -1) and 1.6 * gaps[-1] < goal


def _hopeless(gaps: list[float]) -> bool:
    """Return whether the error falls too slowly: by a few tenths of a digit for a kink or a jump.

    For an analytic integrand the digits double with each step, once there are any.
    """
    return len(gaps) > 5 and gaps[-2] - gaps[-1] < 2


class _Walk:
    """One sum over a displaced lattice, outwards from its middle."""

    def __init__(
        self,
        f: Integrand,
        h: mpf,
        offset: mpf,
        reach: tuple[int, int],
        least: mpf | int,
        budget: int,
    ) -> None:
        self.f, self.h, self.offset, self.reach, self.least = f, h, offset, reach, least
        self.budget, self.spent = budget, 0
        self.negligible = mp.eps
        self.peak = self.size = mpf(0)

    def sum(self, k: int) -> tuple[mpf, ...]:
        return self._along((), k)[0]

    def _along(self, prefix: Point, k: int) -> tuple[tuple[mpf, ...], mpf]:
        if not k:
            return self._term(prefix)
        values, weight = self._along((*prefix, self.offset), k - 1)
        terms = [values]
        for side, sign in enumerate((-1, 1)):
            quiet = j = 0
            while quiet < _QUIET:
                j += 1
                if j * self.h > self.reach[side]:
                    raise Undecaying("the integrand does not decay")
                t = self.offset + sign * j * self.h
                values, size = self._along((*prefix, t), k - 1)
                terms.append(values)
                weight += size
                counts = j * self.h < self.least or size > self.negligible * self.peak
                quiet = 0 if counts else quiet + 1
        return _total(terms), weight

    def _term(self, t: Point) -> tuple[tuple[mpf, ...], mpf]:
        self.spent += 1
        if self.spent > self.budget:
            raise Unevaluated("the integral needs more points than it is given")
        values = self.f(t)
        size = max(map(abs, values))
        if not mp.isfinite(size):
            raise Undefined("the integrand is not finite")
        self.peak = max(self.peak, size)
        self.size += size
        return values, size


def _hermite(f: Integrand, centre: Sequence[mpf], scale: Matrix) -> tuple[mpf, ...] | None:
    """∫ f(centre + scale · t) dt by Gauss–Hermite; None where it does not converge in time."""
    goal = mpf(10) ** (_SHORT - mp.dps)
    before = None
    with mp.extradps(_EXTRA):
        for n in _NODES:
            if n ** len(centre) > _MOST // 4:
                return None
            terms = []
            for nodes in product(hermite_nodes(n, mp.prec), repeat=len(centre)):
                weight = mp.fprod(w for _, w in nodes)
                terms.append(_times(weight, f(_affine(centre, scale, tuple(t for t, _ in nodes)))))
            now = _total(terms)
            size = mp.fsum(max(map(abs, term)) for term in terms)
            if not mp.isfinite(size):
                raise Undefined("the integrand is not finite")
            if before and all(abs(x - y) <= goal * size for x, y in zip(now, before, strict=True)):
                return now
            before = now
    return None


@lru_cache(maxsize=64)
def hermite_nodes(n: int, precision: int) -> tuple[tuple[mpf, mpf], ...]:
    """The n nodes t of the rule for exp(−t²/2), with weights that contain exp(t²/2)."""
    with mp.workprec(precision + 20):
        nodes = []
        for guess in _hermite_guesses(n):
            t = mpf(guess)
            for _ in range(200):
                value, lower = _hermite_pair(n, t)
                step = value / (mp.sqrt(n) * lower)
                t -= step
                if abs(step) < mpf(2) ** (-precision // 2 - 10):
                    break
            lower = _hermite_pair(n, t)[1]
            weight = mp.sqrt(2 * mp.pi) / (n * lower**2) * mp.exp(t * t / 2)
            nodes.append((t, weight))
        return tuple(nodes)


def _hermite_pair(n: int, t: mpf) -> tuple[mpf, mpf]:
    """The normalised Hermite polynomials (for exp(−t²/2)) of degrees n and n − 1 at t."""
    lower, value = mpf(0), mpf(1)
    for j in range(n):
        lower, value = value, (t * value - mp.sqrt(j) * lower) / mp.sqrt(j + 1)
    return value, lower


def _hermite_guesses(n: int) -> list[float]:
    """The roots of the n-th polynomial to a few digits, by bisection between sign changes."""
    bound = 2.0 * (n + 1) ** 0.5
    steps = 40 * n
    grid = [-bound + 2 * bound * j / steps + 1e-9 for j in range(steps + 1)]
    signs = [_hermite_float(n, t) > 0 for t in grid]
    return [
        (a + b) / 2 for a, b, s, u in zip(grid, grid[1:], signs, signs[1:], strict=False) if s != u
    ]


def _hermite_float(n: int, t: float) -> float:
    lower, value = 0.0, 1.0
    for j in range(n):
        lower, value = value, (t * value - j**0.5 * lower) / (j + 1) ** 0.5
    return value
