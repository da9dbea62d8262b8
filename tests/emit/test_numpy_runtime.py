"""The helpers that generated modules carry: triangular solves, factors, and their source text."""

import ast
import builtins

import numpy as np
import pytest
from mpmath import mp

from symkl.emit import numpy_linear as linear
from symkl.emit import numpy_runtime as runtime
from symkl.emit.numpy_source import helpers, known

RNG = np.random.default_rng(0)


def factor(*shape, dtype=np.float64):
    """Lower triangular matrices of moderate condition."""
    k = shape[-1]
    lower = np.tril(RNG.normal(size=(*shape, k)), -1) / np.sqrt(max(k, 1))
    return (lower + np.eye(k) * RNG.uniform(0.5, 2, size=(*shape[:-1], k, 1))).astype(dtype)


# triangular systems


@pytest.mark.parametrize("k", [0, 1, 2, 15, 16, 17, 33, 100])
@pytest.mark.parametrize("columns", [0, 1, 5])
def test_solves(k, columns):
    L, right = factor(3, k), RNG.normal(size=(3, k, columns))
    product = L @ np.swapaxes(L, -1, -2)
    for solve, matrix in (
        (linear._solve_lower, L),
        (linear._solve_upper, np.swapaxes(L, -1, -2)),
        (linear._solve_cholesky, product),
    ):
        found = solve(L, right)
        assert found.shape == right.shape
        np.testing.assert_allclose(matrix @ found, right, atol=1e-10)


def test_solves_keep_float32():
    L, right = factor(40, dtype=np.float32), RNG.normal(size=(40, 2)).astype(np.float32)
    for solve in (linear._solve_lower, linear._solve_upper, linear._solve_cholesky):
        assert solve(L, right).dtype == np.float32


@pytest.mark.parametrize("k", [3, 20])
def test_solves_broadcast(k):
    L, right = factor(4, 1, k), RNG.normal(size=(5, k, 2))
    found = linear._solve_lower(L, right)
    assert found.shape == (4, 5, k, 2)
    np.testing.assert_allclose(found[2, 3], linear._solve_lower(L[2, 0], right[3]), rtol=1e-12)


def test_solution_of_triangular_systems_is_triangular_to_the_last_bit():
    """Otherwise the divergence of equal distributions would not be exactly 0."""
    L, M = factor(50), factor(50)
    assert not np.triu(linear._solve_lower(L, M), 1).any()
    np.testing.assert_array_equal(linear._solve_lower(L, L), np.eye(50))


# factors


def test_factor_reads_the_lower_triangle():
    matrix = np.array([[4.0, 99.0], [2.0, 5.0]])
    np.testing.assert_array_equal(linear._cholesky("S", matrix), [[2, 0], [1, 2]])


@pytest.mark.parametrize("distance", [2.0, 0.3, 1e-3, 1e-8, 1e-14])
@pytest.mark.parametrize("given", [True, False], ids=["two", "identity"])
def test_factor_change(distance, given):
    k = 4
    L = factor(k) if given else np.eye(k)
    moved = L @ (np.eye(k) + distance * np.tril(RNG.uniform(-0.4, 0.4, (k, k))))
    first, second = moved @ moved.T, L @ L.T
    first = np.tril(first) + np.tril(first, -1).T
    second = np.tril(second) + np.tril(second, -1).T
    pair = (second, np.linalg.cholesky(second)) if given else ()
    found = linear._factor_change(first, np.linalg.cholesky(first), *pair)
    with mp.workdps(60):
        L_1, L_2 = (mp.cholesky(mp.matrix(matrix.tolist())) for matrix in (first, second))
        wanted = np.array(((L_2**-1) * (L_1 - L_2)).tolist(), dtype=float)
    np.testing.assert_allclose(found, wanted, rtol=0, atol=2e-14 * np.abs(wanted).max())


def test_factor_change_of_a_batch_takes_each_where_it_belongs():
    near, far = np.eye(2) * (1 + 1e-9), np.eye(2) * 100.0
    first = np.stack([near, far])
    found = linear._factor_change(first, np.linalg.cholesky(first))
    np.testing.assert_allclose(found[0], np.eye(2) * (np.sqrt(1 + 1e-9) - 1), rtol=1e-6)
    np.testing.assert_array_equal(found[1], np.eye(2) * 9)


def test_factor_change_of_nothing_is_nothing():
    S = factor(30)
    S = S @ S.T
    L = np.linalg.cholesky(S)
    assert not linear._factor_change(S, L, S, L).any()


# results


def test_result_is_a_copy_where_it_is_broadcast():
    value = np.ones(3)
    found = runtime._result(value, (2, 3), value.dtype)
    found[0] = 7
    np.testing.assert_array_equal(found[1], np.ones(3))
    assert isinstance(runtime._result(np.float64(1), (), np.dtype(np.float32)), np.float32)


# source text


def test_helpers_bring_what_they_call():
    names = [ast.parse(text).body[0].name for text in helpers(["_solve_cholesky"])]
    assert names == ["_solve_lower", "_solve_upper", "_solve_cholesky"]
    assert helpers([]) == []


def test_helpers_are_complete():
    """Each runs with NumPy and the others, without anything else of the files they come from."""
    for name in known():
        tree = ast.parse("\n\n".join(helpers([name])))
        defined = {node.name for node in tree.body}
        local = {node.arg for node in ast.walk(tree) if isinstance(node, ast.arg)}
        local |= {node.name for node in ast.walk(tree) if isinstance(node, ast.ExceptHandler)}
        names = [node for node in ast.walk(tree) if isinstance(node, ast.Name)]
        local |= {node.id for node in names if isinstance(node.ctx, ast.Store)}
        unknown = {node.id for node in names} - local - defined - set(dir(builtins))
        assert unknown <= {"np", "ArrayLike", "NDArray"}, name
