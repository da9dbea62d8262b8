r"""The divergence from its definition, ∫ p log(p/q), enclosed: a ball that contains it, with proof.

`enclose` substitutes x = m + L t, with m and L the mean and the Cholesky factor of p, as
`quadrature` does. This turns ∫ p log(p/q) into ∫ φ Q, where φ is the density of N(0, I) and

    Q(t) = log p(m + L t) − log q(m + L t) = log (det L_q/det L) + (|v|² − |t|²)/2,
    v = L_q⁻¹ (m + L t − m_q) = A t + b,

v being what log q(x) = log q(m_q) − |v|²/2 asks for at x = m + L t. The triangular systems
L_q A = L and L_q b = m − m_q are solved in balls from the parameters, which are binary64 numbers
and exact. Then Q is evaluated at every node of a lattice and summed with the weights,

    S = h^k Σ φ(t) Q(t) = log (det L_q/det L) Σ w + ½ Σᵢ Σ √w (vᵢ − tᵢ) · √w (vᵢ + tᵢ),

w = h^k φ(t), coordinate by coordinate of v; the rows √w (vᵢ ∓ tᵢ) over all nodes are products of
matrices of balls, in which python-flint loops and not Python. No moment of any distribution is
used. Q is a quadratic polynomial with c = Q(0) and Mᵢᵢ = (|A eᵢ|² − 1)/2, and `lattice`
proves that

    |∫ φ Q − S| ≤ |c| `constant` + Σᵢ |Mᵢᵢ| `quadratic`.

This is added to the radius of the ball S. The answer is a theorem about the numbers that were
given, up to the correctness of Arb and of the text here, which the tests compare, node by node,
with the log densities of `densities`, and `verify` with the quadrature in mpmath.

Near coincidence, at relative distance δ, Q is of order δ and the divergence of order δ². δ is read
off from b and A − I, and the lattice and the precision are chosen for it; what that misses (the
condition of a covariance) a second attempt makes up for, as the ball says how wide it is.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from flint import arb, arb_mat, ctx

from symkl.errors import UsageError
from symkl.verify.arithmetic import ARB
from symkl.verify.cancellation import Densities
from symkl.verify.lattice import lattice
from symkl.verify.log_densities import Normal

__all__ = ["Enclosure", "enclose"]

_BITS_PER_DIGIT = math.log2(10)
_HEADROOM = 88  # bits: a distance of 1e-12 costs 80
_MOST_BITS = 1 << 14


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A ball that contains an integral.

    Attributes
    ----------
    value
        The ball.
    nodes
        The number of evaluations of the integrand.
    precision
        Bits of the working precision.
    """

    value: arb
    nodes: int
    precision: int

    @property
    def digits(self) -> int:
        """Correct decimal digits, rounded down; for an exact ball, those of the precision."""
        bits: int = min(self.value.rel_accuracy_bits(), self.precision)
        return math.floor(bits / _BITS_PER_DIGIT)


@dataclass(frozen=True, slots=True)
class _LogRatio:
    """Q(t) = `constant` + (|A t + b|² − |t|²)/2."""

    constant: arb
    shift: list[arb]
    linear: list[list[arb]]

    @property
    def vanishes(self) -> bool:
        """Return whether b = 0 and A = I, beyond doubt: then p and q are the same."""
        entries = [*self.shift, *(e - (i == j) for i, j, e in self.entries())]
        return all(entry.is_zero() for entry in entries)

    def entries(self) -> Iterator[tuple[int, int, arb]]:
        """The lower triangle of A with its places."""
        for i, row in enumerate(self.linear):
            for j, entry in enumerate(row):
                yield i, j, entry

    def distance(self) -> arb:
        """An upper bound of the entries of b and of A − I."""
        worst = arb(0)
        for entry in self.shift:
            worst = worst.max(abs(entry))
        for i, j, entry in self.entries():
            worst = worst.max(abs(entry - 1 if i == j else entry))
        return worst.abs_upper()

    def error(self, constant: arb, quadratic: arb) -> arb:
        """|c| `constant` + Σ |Mᵢᵢ| `quadratic`."""
        c, columns = self.constant, [arb(-1)] * len(self.shift)
        for entry in self.shift:
            c = c + entry * entry / 2
        for _, j, entry in self.entries():
            columns[j] = columns[j] + entry * entry
        diagonal = arb(0)
        for column in columns:
            diagonal = diagonal + abs(column) / 2
        return abs(c) * constant + diagonal * quadratic


def enclose(densities: Densities, *, digits: int = 30) -> Enclosure:
    """A ball around the divergence ∫ p log(p/q) of p from q, with `digits` decimal digits.

    Parameters
    ----------
    densities
        Called with the arithmetic of balls, once per working precision, to build p and q. One
        object for both says that they are the same.
    digits
        Relative accuracy asked for; the answer has it.

    Raises
    ------
    UsageError
        If the dimensions of p and q differ, `digits` is not positive, a parameter is not that of
        a normal distribution, or the divergence is not told from zero at 16384 bits.

    Examples
    --------
    >>> from symkl.verify.log_densities import from_scale
    >>> def densities(arithmetic):
    ...     one, three = arithmetic.number(1.0), arithmetic.number(3.0)
    ...     p = from_scale([one], [one], arithmetic=arithmetic)
    ...     return p, from_scale([three], [one], arithmetic=arithmetic)
    >>> enclosure = enclose(densities)
    >>> enclosure.value.contains(2), enclosure.digits >= 30
    (True, True)
    """
    if digits < 1:
        raise UsageError(f"cannot enclose to {digits} digits", hint="ask for at least one digit")
    needed = math.ceil(digits * _BITS_PER_DIGIT)
    precision, extra = _rounded(needed + _HEADROOM), 0
    while precision <= max(_MOST_BITS, 4 * needed):
        with ctx.workprec(precision):
            try:
                p, q = densities(ARB)
            except UsageError:
                # A pivot that is not positive for certain may be so at more bits.
                if 2 * precision > _MOST_BITS:
                    raise
                precision *= 2
                continue
            ratio = _log_ratio(p, q)
            if p is q or ratio.vanishes:
                return Enclosure(arb(0), 0, precision)
            lost = max(0, -_binary_exponent(ratio.distance()))
            if precision < needed + extra + 2 * lost + 8:
                precision = _rounded(needed + extra + 2 * lost + 16)
                continue
            resolution = math.ceil((needed + extra + lost) / _BITS_PER_DIGIT) + 2
            enclosure = _summed(ratio, resolution, precision)
        found = enclosure.value.rel_accuracy_bits()
        if found >= needed:
            return enclosure
        missing = needed - found if found > 0 else needed + precision
        extra += missing + 8
        precision = _rounded(precision + missing + 16)
    raise UsageError(
        f"the divergence is not told from zero at {precision} bits",
        hint="give parameters of moderate size",
    )


def _log_ratio(p: Normal, q: Normal) -> _LogRatio:
    """The log ratio of p and q as a function of t, where x = m + L t."""
    k = p.dimension
    if q.dimension != k:
        raise UsageError(f"p has dimension {k} and q has dimension {q.dimension}")
    shift: list[arb] = []
    linear: list[list[arb]] = []
    for i, row in enumerate(q.scale_tril):
        rest = p.mean[i] - q.mean[i]
        entries = list(p.scale_tril[i])
        for m in range(i):
            rest = rest - row[m] * shift[m]
            for j in range(m + 1):
                entries[j] = entries[j] - row[m] * linear[m][j]
        shift.append(rest / row[i])
        linear.append([entry / row[i] for entry in entries])
    return _LogRatio(p.log_peak - q.log_peak, shift, linear)


def _summed(ratio: _LogRatio, resolution: int, precision: int) -> Enclosure:
    """The sum over a lattice, with the error of the rule as part of its radius."""
    k = len(ratio.shift)
    grid = lattice(resolution, k, precision)
    total = arb(0)
    for i, row in enumerate(ratio.linear):
        above = [*row, *[arb(0)] * (k - 1 - i)]
        below = list(above)
        above[i], below[i] = row[i] + 1, row[i] - 1
        one, other = (arb_mat(k + 1, 1, [ratio.shift[i], *side]) for side in (above, below))
        for piece in grid.nodes:
            total = total + ((piece * other).transpose() * (piece * one))[0, 0]
    error = ratio.error(grid.constant, grid.quadratic)
    value = ratio.constant * grid.mass + total / 2 + arb(0, error.abs_upper())
    return Enclosure(value, grid.size, precision)


def _rounded(bits: int) -> int:
    """Bits rounded up to whole words, so that few lattices have to be kept."""
    return -(-bits // 64) * 64


def _binary_exponent(bound: arb) -> int:
    """The e with `bound` in [2^(e−1), 2^e)."""
    mantissa, exponent = bound.man_exp()
    return int(mantissa).bit_length() + int(exponent)
