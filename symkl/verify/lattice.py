r"""Lattices for the Gaussian trapezoidal rule, and a proof of how far the sums over them are off.

Let φ(t) = (2π)^(−k/2) exp(−|t|²/2) on ℝᵏ and let Q be a quadratic polynomial,

    Q(t) = c + b·t + tᵀ M t,      I = ∫ φ Q,      S = h^k Σ φ(t) Q(t),

the sum being over the t of the cubic lattice hℤᵏ with |t| ≤ T. `Lattice` bounds I − S by
|c| `constant` + Σᵢ |Mᵢᵢ| `quadratic`, as follows.

**Discretisation.** Let Σ be the sum over all of hℤᵏ. As φQ is a Schwartz function, Poisson's
summation formula says Σ = Σ_m F(2πm/h), m ∈ ℤᵏ, with the Fourier transform

    F(ξ) = ∫ φ(t) Q(t) exp(−iξ·t) dt = exp(−|ξ|²/2) (c − i b·ξ + tr M − ξᵀ M ξ),

of which F(0) = I. Changing the sign of one coordinate of m is a bijection of the m ≠ 0; hence what
is odd in a coordinate, b·ξ and ξᵢξⱼ for i ≠ j, adds up to zero. With r = exp(−2π²/h²) and
y = (2π/h)² what remains is

    Σ − I = Σ_{m≠0} r^|m|² (c + Σᵢ Mᵢᵢ (1 − y mᵢ²)),
    |Σ − I| ≤ |c| (θ^k − 1) + Σᵢ |Mᵢᵢ| (θ^k − 1 + y ψ θ^(k−1)),

where θ = Σ r^(m²) and ψ = Σ m² r^(m²) over the integers. From m² ≥ |m| and r < 1

    θ ≤ 1 + 2r/(1 − r),      ψ ≤ 2 Σ_{m≥1} m² r^m = 2r(1 + r)/(1 − r)³.

**Truncation.** What is left out are the t with |t| > T. These are carried into each other by a
change of sign of a coordinate, so that odd terms cancel again, and there, for every 0 < a < 1,
1 ≤ exp((1 − a)(|t|² − T²)/2). Therefore

    |Σ − S| ≤ exp(−(1 − a)T²/2) (|c| A₀^k + Σᵢ |Mᵢᵢ| A₂ A₀^(k−1)),
    A₀ = h (2π)^(−1/2) Σ exp(−a t²/2),      A₂ = h (2π)^(−1/2) Σ t² exp(−a t²/2),

sums over t ∈ hℤ, to which Poisson's formula applies once more: with r' = exp(−2π²/(a h²))

    A₀ = a^(−1/2) Σ r'^(m²),      A₂ = a^(−3/2) Σ (1 − y m²/a) r'^(m²),

so A₀ ≤ a^(−1/2) θ' and A₂ ≤ a^(−3/2) θ', with θ' bounded as θ is. Any a will do for the proof;
a = (k + 2)/T² is near the best one.

**Rounding.** The nodes are binary64 numbers and exact, the rest is computed in balls.

The tests check the transforms and both bounds in ball arithmetic where they can be seen, on
coarse lattices and small balls.

References
----------
L. N. Trefethen and J. A. C. Weideman, "The exponentially convergent trapezoidal rule", SIAM
Review 56 (2014), section 5 and equation 3.6.
E. M. Stein and G. Weiss, "Introduction to Fourier Analysis on Euclidean Spaces", Princeton 1971,
chapter VII, corollary 2.6: Poisson's summation formula.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from flint import arb, arb_mat, ctx

__all__ = ["Lattice", "build", "discretisation_bounds", "lattice", "truncation_bounds"]

_LN_10 = math.log(10)
_STEP = 3
_PIECE = 8192  # nodes


@dataclass(frozen=True, slots=True)
class Lattice:
    """The nodes of one lattice, with its error bounds.

    Attributes
    ----------
    nodes
        A row for each node t: √w and √w t₁ … √w tₖ, with w = h^k φ(t) the weight of the node. In
        pieces, since a matrix takes up far less than the numbers that it is made from.
    mass
        The sum of the weights.
    constant, quadratic
        |I − S| ≤ |c| `constant` + Σᵢ |Mᵢᵢ| `quadratic`.
    """

    nodes: tuple[arb_mat, ...]
    mass: arb
    constant: arb
    quadratic: arb

    @property
    def size(self) -> int:
        """The number of nodes."""
        return sum(int(piece.nrows()) for piece in self.nodes)


def lattice(resolution: int, k: int, precision: int) -> Lattice:
    """A lattice on ℝᵏ whose bounds are below 10^−`resolution`.

    Parameters
    ----------
    resolution
        Decimal digits; rounded up, so that few lattices have to be kept.
    k
        The dimension.
    precision
        Working precision, in bits.
    """
    resolution = -(-resolution // _STEP) * _STEP
    return (_planar if k < 3 else _spatial)(resolution, k, precision)


def build(resolution: int, k: int, precision: int) -> Lattice:
    """The lattice itself; see `lattice`."""
    budget = resolution * _LN_10 + math.log(8 * k * resolution)
    # Few bits, so that a node and its square are binary64 numbers.
    spacing = math.floor(1024 * math.pi * math.sqrt(2 / budget)) / 1024
    # exp(−(1 − a)T²/2) a^(−k/2−1) with a = (k + 2)/T²: the powers of T² cost their logarithm.
    square = 2 * budget
    for _ in range(3):
        square = 2 * budget + (k + 2) * (1 + math.log(square / (k + 2)))
    with ctx.workprec(precision):
        constant, quadratic = discretisation_bounds(spacing, k)
        beyond, beyond_squared = truncation_bounds(spacing, square, k)
        root = (arb(spacing) / (2 * arb.pi()).sqrt()).sqrt()
        reach = math.floor(math.sqrt(square) / spacing) + 1
        axis = [
            (node, root * (-(arb(node) ** 2) / 4).exp())
            for node in (n * spacing for n in range(-reach, reach + 1))
        ]
        nodes, mass = [], arb(0)
        first = arb_mat(k + 1, 1, [arb(int(i == 0)) for i in range(k + 1)])
        ball = _ball(axis, square, k, arb(1))
        while part := list(islice(ball, _PIECE)):
            piece = arb_mat([[weight, *(weight * t for t in node)] for node, weight in part])
            column = piece * first
            mass = mass + (column.transpose() * column)[0, 0]
            nodes.append(piece)
        return Lattice(tuple(nodes), mass, constant + beyond, quadratic + beyond_squared)


_planar = lru_cache(maxsize=64)(build)
_spatial = lru_cache(maxsize=2)(build)  # some 40 MB each


def _ball(
    axis: list[tuple[float, arb]], room: float, k: int, weight: arb
) -> Iterator[tuple[tuple[float, ...], arb]]:
    """The nodes with |t|² ≤ `room` and the square roots of their weights.

    Which nodes count is decided in binary64. A node in doubt makes no difference to the proof, as
    long as it is decided alike for its mirror images and none below T² is left out; squares of
    numbers of few bits are exact here, and so are their sums.
    """
    for node, root in axis:
        if node * node > room:
            continue
        if k == 1:
            yield (node,), weight * root
            continue
        for rest, product in _ball(axis, room - node * node, k - 1, weight * root):
            yield (node, *rest), product


def discretisation_bounds(spacing: float, k: int) -> tuple[arb, arb]:
    """The factors of |c| and of Σ |Mᵢᵢ| in the bound of |Σ − I|."""
    h = arb(spacing)
    r = (-2 * (arb.pi() / h) ** 2).exp()
    y = (2 * arb.pi() / h) ** 2
    theta = _theta(r)
    psi = 2 * r * (1 + r) / (1 - r) ** 3
    aliases = theta**k - 1
    return aliases.abs_upper(), (aliases + y * psi * theta ** (k - 1)).abs_upper()


def truncation_bounds(spacing: float, square: float, k: int) -> tuple[arb, arb]:
    """The factors of |c| and of Σ |Mᵢᵢ| in the bound of |Σ − S|, for the ball |t|² ≤ `square`."""
    h, a = arb(spacing), arb(k + 2) / arb(square)
    if not a < 1:
        # The sum over everything: the inequality with a = 1 says no more.
        a = arb(1)
    theta = _theta((-2 * (arb.pi() / h) ** 2 / a).exp())
    factor = (-(1 - a) * arb(square) / 2).exp() * theta**k / a.sqrt() ** k
    return factor.abs_upper(), (factor / a).abs_upper()


def _theta(r: arb) -> arb:
    return 1 + 2 * r / (1 - r)
