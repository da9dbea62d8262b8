"""Sampled points: exact, small, distinct, and what is assumed of each symbol."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from symkl.errors import UsageError
from symkl.lang import vocabulary as b
from symkl.meaning import arrays
from symkl.meaning.points import sample_values, shown_value

k, d = b.dimension("k d")
SYMBOLS = {
    "real": b.real("x"),
    "positive": b.positive("s"),
    "nonzero": b.nonzero("z"),
    "nonnegative": b.nonnegative_real("r"),
    "unit": b.unit_interval("t"),
    "index": b.index("i"),
    "vector": b.vector("u", k),
    "positive_vector": b.positive_vector("w", k),
    "matrix": b.matrix("B", k, d),
    "symmetric": b.symmetric("H", k),
    "invertible": b.invertible("A", k),
    "covariance": b.covariance("S", k),
    "scale_tril": b.scale_tril("L", k),
}


def sampled(seed, size):
    dims = {k: size, d: size + 1}
    values = sample_values([*SYMBOLS.values(), k], seed=seed, dims=dims)
    return {name: values[symbol] for name, symbol in SYMBOLS.items()} | {"k": values[k]}


@given(st.integers(0, 500), st.integers(1, 4))
def test_every_assumption_holds(seed, size):
    v = sampled(seed, size)
    assert v["k"] == size
    assert v["real"] not in (0, 1)
    assert v["positive"] > 0
    assert v["nonzero"] != 0
    assert v["nonnegative"] >= 0
    assert 0 < v["unit"] < 1
    assert 1 <= v["index"] <= size
    assert len(v["vector"]) == size
    assert all(entry > 0 for entry in v["positive_vector"])
    assert [len(row) for row in v["matrix"]] == [size + 1] * size
    assert v["symmetric"] == [list(column) for column in zip(*v["symmetric"], strict=True)]
    assert arrays.eliminate(v["invertible"])[1] is not None
    assert v["covariance"] == [list(column) for column in zip(*v["covariance"], strict=True)]
    assert arrays.cholesky(v["covariance"]) is not None
    for i, row in enumerate(v["scale_tril"]):
        assert row[i] > 0
        assert all(entry == 0 for entry in row[i + 1 :])


@given(st.integers(0, 500), st.integers(1, 4))
def test_the_numbers_are_small_and_exact(seed, size):
    for value in sampled(seed, size).values():
        for entry in arrays.entries(_rows(value)):
            assert isinstance(entry, Fraction | int)
            assert abs(Fraction(entry).numerator) <= 400
            assert Fraction(entry).denominator <= 48


def _rows(value):
    if not isinstance(value, list):
        return value
    return tuple(tuple(row) if isinstance(row, list) else (row,) for row in value)


def test_the_same_point_for_the_same_seed():
    assert sampled(7, 3) == sampled(7, 3)
    assert sampled(7, 3) != sampled(8, 3)


def test_the_first_point_is_of_whole_numbers():
    v = sampled(0, 3)
    whole = ("real", "positive", "vector", "covariance", "symmetric", "invertible", "matrix")
    assert all(Fraction(x).denominator == 1 for w in whole for x in arrays.entries(_rows(v[w])))


@pytest.mark.parametrize("seed", range(6))
def test_symbols_of_a_kind_differ(seed):
    scalars = b.positive("sigma_1 sigma_2 tau_1 tau_2")
    assert len(set(sample_values(scalars, seed=seed).values())) == 4
    pair = b.covariance("Sigma_1 Sigma_2", k)
    one, other = sample_values(pair, seed=seed, dims={k: 1}).values()
    assert one != other


@pytest.mark.parametrize("seed", range(6))
def test_covariances_do_not_commute(seed):
    one, other = sample_values(b.covariance("S T", k), seed=seed, dims={k: 2}).values()
    assert one[0][1] != 0
    assert arrays.matmul(one, other) != arrays.matmul(other, one)


def test_a_dimension_needs_a_number():
    with pytest.raises(UsageError, match="no number is given for the dimension k"):
        sample_values([b.vector("u", k)], seed=0)


def test_fixed_dimensions():
    (value,) = sample_values([b.vector("u", 2)], seed=0).values()
    assert len(value) == 2


def test_shown():
    assert shown_value([[Fraction(1, 2), Fraction(3)]]) == "[[1/2, 3]]"
    assert shown_value(2) == "2"
