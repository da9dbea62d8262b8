"""The proof in the docstring of `lattice`, checked where every quantity in it can be seen."""

import itertools

import pytest
from flint import arb, ctx
from hypothesis import given
from hypothesis import strategies as st

from symkl.verify.lattice import build, discretisation_bounds, lattice, truncation_bounds


@pytest.fixture(autouse=True)
def _precision():
    with ctx.workprec(300):
        yield


def weight(t, a=1):
    return (-a * arb(t) ** 2 / 2).exp() / (2 * arb.pi()).sqrt()


@pytest.mark.parametrize("spacing", [0.25, 0.5, 1.0, 2.0, 3.5])
@pytest.mark.parametrize("inverse", [1, 3, 40])
@pytest.mark.parametrize("power", [0, 2])
def test_poisson_summation_for_gaussians_and_their_second_moment(spacing, inverse, power):
    h, a = arb(spacing), 1 / arb(inverse)
    reach = range(-400, 401)
    total = h * sum(weight(n * spacing, a) * (n * h) ** power for n in reach)
    r = (-2 * (arb.pi() / h) ** 2 / a).exp()
    y = (2 * arb.pi() / h) ** 2
    image = sum(((1 - y * m**2 / a) if power else 1) * r ** (m * m) for m in range(-120, 121))
    image /= a.sqrt() * (a if power else 1)
    # The tails of both sums are below exp(-100).
    assert abs(total - image) < arb(10) ** -35


@pytest.mark.parametrize("spacing", [0.5, 1.0, 2.0, 3.0, 4.0])
def test_the_transform_of_a_gaussian_times_a_quadratic(spacing):
    """F(ξ) = exp(−ξ²/2) (c − i b ξ + M − M ξ²), by another quadrature of both parts."""
    xi, c, b, m = arb(spacing), arb(3) / 7, arb(2) / 5, arb(-5) / 3
    h = arb(1) / 8
    nodes = [n * h for n in range(-200, 201)]
    real = h * sum(weight(t) * (c + m * t * t) * (xi * t).cos() for t in nodes)
    imaginary = -h * sum(weight(t) * b * t * (xi * t).sin() for t in nodes)
    expected = (-xi * xi / 2).exp()
    assert abs(real - expected * (c + m - m * xi**2)) < arb(10) ** -60
    assert abs(imaginary + expected * b * xi) < arb(10) ** -60


def quadratic(entries, k):
    numbers = iter(entries)
    c = arb(next(numbers))
    b = [arb(next(numbers)) for _ in range(k)]
    m = [[arb(next(numbers)) for _ in range(k)] for _ in range(k)]

    def value(t):
        form = sum(m[i][j] * t[i] * t[j] for i, j in itertools.product(range(k), repeat=2))
        return c + sum(bi * ti for bi, ti in zip(b, t, strict=True)) + form

    return c, m, value


entries = st.lists(st.integers(-9, 9), min_size=13, max_size=13)


@given(
    entries=entries,
    k=st.sampled_from([1, 2]),
    spacing=st.sampled_from([0.5, 1.0, 1.5, 2.0, 3.0]),
    square=st.sampled_from([0.5, 2.0, 4.0, 9.0, 30.0]),
)
def test_the_bounds_hold_on_coarse_lattices_and_small_balls(entries, k, spacing, square):
    with ctx.workprec(200):
        c, m, value = quadratic(entries, k)
        exact = c + sum(m[i][i] for i in range(k))
        axis = [n * spacing for n in range(-30, 31) if (n * spacing) ** 2 <= square]
        nodes = [t for t in itertools.product(axis, repeat=k) if sum(x * x for x in t) <= square]
        total = arb(0)
        for t in nodes:
            product = arb(spacing) ** k
            for x in t:
                product *= weight(x)
            total += product * value([arb(x) for x in t])
        discrete, truncated = (
            discretisation_bounds(spacing, k),
            truncation_bounds(spacing, square, k),
        )
        diagonal = sum(abs(m[i][i]) for i in range(k))
        bound = abs(c) * (discrete[0] + truncated[0]) + diagonal * (discrete[1] + truncated[1])
        assert abs(exact - total) <= bound + arb(10) ** -40


@pytest.mark.parametrize("k", [1, 2, 3])
def test_the_discretisation_bound_is_no_larger_than_it_has_to_be(k):
    """The aliases next to 0 alone are more than half of it."""
    for spacing in (0.5, 1.0, 1.5):
        h = arb(spacing)
        r, y = (-2 * (arb.pi() / h) ** 2).exp(), (2 * arb.pi() / h) ** 2
        constant, square = discretisation_bounds(spacing, k)
        assert 2 * k * r <= constant <= 4 * k * r
        assert abs(2 * k * r - 2 * r * y) / 2 <= square <= 4 * (k + y) * r


@pytest.mark.parametrize("k", [1, 2, 3])
def test_the_truncation_bound_is_no_larger_than_it_has_to_be(k):
    """Beyond T it is within a few powers of T of the density there."""
    for square in (20.0, 80.0, 150.0):
        constant, _ = truncation_bounds(0.5, square, k)
        assert constant <= (arb(-square) / 2).exp() * (3 * arb(square) / k) ** (arb(k) / 2) * 4


@pytest.mark.parametrize("k", [1, 2])
@pytest.mark.parametrize("resolution", [10, 31, 62])
def test_a_lattice_has_the_resolution_asked_for(k, resolution):
    grid = lattice(resolution, k, 320)
    assert grid.constant + grid.quadratic < arb(10) ** -resolution
    # And no more than it takes: nodes are what it costs.
    assert grid.constant + grid.quadratic > arb(10) ** (-resolution - 9)


def test_a_lattice_in_space_too():
    grid = build(18, 3, 128)
    assert grid.constant + grid.quadratic < arb(10) ** -18


@pytest.mark.parametrize("k", [1, 2])
def test_nodes_come_with_their_mirror_images(k):
    grid = build(12, k, 192)
    rows = [row for piece in grid.nodes for row in piece.tolist()]
    assert len(rows) == grid.size
    ratios = sorted(
        tuple(round(float(row[j] / row[0]), 9) for j in range(1, k + 1)) for row in rows
    )
    for signs in itertools.product((1, -1), repeat=k):
        mirrored = sorted(
            tuple(s * x + 0.0 for s, x in zip(signs, node, strict=True)) for node in ratios
        )
        assert mirrored == ratios
    assert abs(grid.mass - 1) <= grid.constant


def test_pieces_are_one_lattice(monkeypatch):
    whole = build(9, 2, 128)
    monkeypatch.setattr("symkl.verify.lattice._PIECE", 7)
    cut = build(9, 2, 128)
    assert len(whole.nodes) == 1 < len(cut.nodes)
    assert [r for piece in cut.nodes for r in map(str, piece.tolist())] == [
        r for piece in whole.nodes for r in map(str, piece.tolist())
    ]
    assert cut.mass.overlaps(whole.mass)
