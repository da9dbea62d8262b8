"""The design of points: seeded, reproducible, and where it is said to be."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from symkl.verify.problems import PROBLEMS
from symkl.verify.regimes import REACH, Setting, regimes_for

seeds = st.integers(0, 2**32)


def setting(*, dimension=3, full=True, standard=False, dtype="float64"):
    return Setting(dimension, full, standard, REACH[dtype])


def regime(name, place):
    found = regimes_for(full=place.full, standard=place.standard, reach=place.reach)
    return next(r for r in found if r.name == name)


def covariance(rows):
    tril = np.array([(*row, *[0.0] * (len(rows) - len(row))) for row in rows])
    return tril @ tril.T


def names(**options):
    return [r.name for r in regimes_for(reach=REACH["float64"], **options)]


def test_correlation_belongs_to_full_covariances_and_a_common_offset_to_two_free_means():
    assert set(names(full=True, standard=False)) - set(names(full=False, standard=False)) == {
        "correlated",
        "ill-conditioned",
    }
    assert set(names(full=False, standard=False)) - set(names(full=False, standard=True)) == {
        "offset"
    }


def test_near_coincidence_is_reported_by_decades():
    decades = [name for name in names(full=False, standard=True) if name.startswith("near")]
    assert [float(name.split()[1]) for name in decades] == [10.0**-n for n in range(1, 13)]


@given(seeds, st.integers(0, 50))
def test_a_pair_depends_on_seed_and_index_alone(seed, index):
    place = setting()
    for r in regimes_for(full=True, standard=False, reach=place.reach):
        assert r.pair(index, seed=seed, setting=place) == r.pair(index, seed=seed, setting=place)
        assert r.pair(index, seed=seed, setting=place) != r.pair(
            index + 1, seed=seed, setting=place
        )
        assert r.pair(index, seed=seed, setting=place) != r.pair(
            index, seed=seed + 1, setting=place
        )


@given(seeds, st.booleans(), st.booleans(), st.sampled_from(sorted(REACH)), st.integers(1, 3))
@settings(max_examples=50)
def test_every_pair_is_finite_and_has_positive_scales(seed, full, standard, dtype, dimension):
    place = setting(dimension=dimension, full=full, standard=standard, dtype=dtype)
    limit = float(np.finfo(dtype).max)
    for r in regimes_for(full=full, standard=standard, reach=place.reach):
        if r.correlated and dimension == 1:
            continue
        pair = r.pair(0, seed=seed, setting=place)
        for mean, rows in ((pair.mean_1, pair.tril_1), (pair.mean_2, pair.tril_2)):
            assert len(mean) == len(rows) == dimension
            assert all(len(row) == i + 1 and row[-1] > 0 for i, row in enumerate(rows))
            assert all(abs(entry) < limit for row in (mean, *rows) for entry in row)
            assert full or not any(entry for row in rows for entry in row[:-1])
        if standard:
            assert not any(pair.mean_2)
            assert covariance(pair.tril_2).tolist() == np.eye(dimension).tolist()


@given(seeds, st.integers(1, 12), st.booleans())
def test_near_means_near(seed, decade, standard):
    place = setting(standard=standard)
    pair = regime(f"near 1e-{decade:02d}", place).pair(0, seed=seed, setting=place)
    second = np.linalg.cholesky(covariance(pair.tril_2))
    first = np.array([(*r, *[0.0] * (3 - len(r))) for r in pair.tril_1])
    change = np.linalg.solve(second, first - second)
    distance = 10.0**-decade
    assert 0.25 * distance < np.max(np.abs(change)) < 2 * distance
    shift = np.subtract(pair.mean_1, pair.mean_2) / np.diag(second)
    assert np.all((0.25 * distance < abs(shift)) & (abs(shift) < 1.1 * distance))


@given(seeds)
def test_far_and_offset_are_counted_in_standard_deviations(seed):
    place = setting(full=False)
    far = regime("far", place).pair(0, seed=seed, setting=place)
    scale = np.array([row[-1] for row in far.tril_2])
    gap = abs(np.subtract(far.mean_1, far.mean_2)) / scale
    assert np.all((gap > 4) & (gap <= 1.001e6))
    offset = regime("offset", place).pair(0, seed=seed, setting=place)
    scale = np.array([row[-1] for row in offset.tril_2])
    assert np.all(abs(np.array(offset.mean_2)) / scale > 0.99e12)
    assert np.all(abs(np.subtract(offset.mean_1, offset.mean_2)) / scale < 2.01)


def test_scales_reach_both_ends():
    place = setting(dimension=1, full=False)
    pairs = [regime("scales", place).pair(i, seed=0, setting=place) for i in range(200)]
    exponents = np.log10([[pair.tril_1[0][0], pair.tril_2[0][0]] for pair in pairs])
    assert exponents.min() < -90
    assert exponents.max() > 90
    together = abs(exponents[:, 0] - exponents[:, 1]) < 1.1
    assert 0.3 < together.mean() < 0.7


@pytest.mark.parametrize(
    ("name", "least", "most"), [("correlated", 2, 5), ("ill-conditioned", 4, 14)]
)
def test_conditions_of_the_correlated_regimes(name, least, most):
    place = setting(dimension=2)
    pairs = [regime(name, place).pair(i, seed=0, setting=place) for i in range(40)]
    factors = [np.array([(*rows[0], 0.0), rows[1]]) for p in pairs for rows in (p.tril_1, p.tril_2)]
    exponents = np.log10([np.linalg.cond(factor) ** 2 for factor in factors])
    assert exponents.max() > least
    assert exponents.max() < most
    if name == "ill-conditioned":
        assert exponents.min() > 3
        assert exponents.max() > 10


def positive_definite(table):
    """Whether a matrix of floats, taken exactly, is symmetric positive definite."""
    rest = [[Fraction(float(entry)) for entry in row] for row in table]
    if any(rest[i][j] != rest[j][i] for i in range(len(rest)) for j in range(i)):
        return False
    while rest:
        pivot, *others = rest
        if pivot[0] <= 0:
            return False
        rest = [
            [row[j] - row[0] * pivot[j] / pivot[0] for j in range(1, len(pivot))] for row in others
        ]
    return True


@given(seeds, st.sampled_from(sorted(REACH)), st.integers(1, 3), st.booleans())
@settings(max_examples=40)
def test_rounded_covariances_are_covariances(seed, dtype, dimension, standard):
    problem = PROBLEMS["vae_full" if standard else "general"]
    for r in problem.regimes(dtype):
        if r.correlated and dimension == 1:
            continue
        point = problem.point(r, 0, dimension=dimension, seed=seed, dtype=dtype)
        for name, value in point.items():
            if name.startswith("Sigma"):
                assert positive_definite(value.tolist()), r.name
