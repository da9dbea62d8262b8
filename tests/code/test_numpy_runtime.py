"""The helpers that generated modules carry: triangular solves, factors, and their source text."""

import ast
import builtins

import numpy as np
import pytest
from generated_code.numpy_generated import MODULES

from symkl.code.runtime import numpy as runtime
from symkl.code.runtime import numpy_linear as linear
from symkl.code.targets.numpy import TARGET
from symkl.numerics.kernels import _g, _h
from symkl.numerics.single_numbers import _g_number, _h_number

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


@pytest.mark.parametrize("distance", [2.0, 0.3, 1e-3, 1e-8])
def test_relative_factor(distance):
    change = distance * RNG.uniform(-0.1, 0.1, size=(5, 4, 4))
    change += np.swapaxes(change, -1, -2)
    found, near = linear._relative_factor(change)
    assert near.all()
    np.testing.assert_allclose(found @ np.swapaxes(found, -1, -2), np.eye(4) + change, atol=1e-14)


def test_relative_factor_tells_each_matrix_for_which_it_will_not_do():
    change = np.stack([np.zeros((2, 2)), -2 * np.eye(2), -0.95 * np.eye(2), 100 * np.eye(2)])
    found, near = linear._relative_factor(change)
    np.testing.assert_array_equal(near, [True, False, False, True])
    np.testing.assert_array_equal(found[0], np.eye(2))
    found, near = linear._relative_factor(np.full((2, 2), np.nan))
    assert near.shape == ()
    assert not near


def test_relative_factor_of_many_that_cannot_be_near_is_one_call(monkeypatch):
    shapes = []
    cholesky = np.linalg.cholesky
    monkeypatch.setattr(np.linalg, "cholesky", lambda a: shapes.append(a.shape) or cholesky(a))
    change = np.stack([np.zeros((2, 2)), *[-np.eye(2)] * 98, np.diag([0.0, -1.0])])
    found, near = linear._relative_factor(change)
    assert shapes == [change.shape]
    np.testing.assert_array_equal(near, [True, *[False] * 99])
    np.testing.assert_array_equal(found[0], np.eye(2))
    assert not linear._relative_factor(-np.eye(3))[1]


def test_relative_factor_will_not_do_where_its_diagonal_cancels():
    change = np.array([[1e7, 1e7], [1e7, 1e7 + 1.0]], dtype=np.float32)
    assert not linear._relative_factor(change)[1]
    assert linear._relative_factor(np.array([[3.0, 1.5], [1.5, 2.0]]))[1]


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_covariances_that_differ_in_shape_by_far(dtype):
    """From a search among random inputs: the near form gave NaN in float32."""
    first = np.array([[136530.95, 0.2063, 9455.043], [0.2063, 8.654765e-07, 0.023637693],
                      [9455.043, 0.023637693, 2511.1531]])  # fmt: skip
    second = np.array([[0.0026739167, 0.00035512634, 0.005400291],
                       [0.00035512634, 0.0003263453, 0.013455889],
                       [0.005400291, 0.013455889, 0.8261674]])  # fmt: skip
    arguments = [a.astype(dtype) for a in (np.zeros(3), first, np.zeros(3), second)]
    found = MODULES["general"].kl_divergence(*arguments)
    assert found == pytest.approx(34773817, rel=1e-3)


def test_elsewhere():
    def negative(x):
        return (-x,)

    near, x = np.array([True, False, True]), np.array([1.0, 2.0, 3.0])
    (found,) = linear._elsewhere(near, (x,), negative, (0,), (x,))
    np.testing.assert_array_equal(found, [1, -2, 3])
    (found,) = linear._elsewhere(
        np.array(False), (np.float64(1),), negative, (0,), (np.array(5.0),)
    )
    assert found == -5
    (found,) = linear._elsewhere(np.array(True), (np.float64(1),), negative, (0,), (np.array(5.0),))
    assert found == 1


# sums


def test_sums_of_squares():
    matrices = factor(3, 5)
    below = np.tril(matrices, -1)
    np.testing.assert_allclose(linear._sum_of_squares(matrices), (matrices**2).sum((-2, -1)))
    np.testing.assert_allclose(linear._sum_below(matrices), (below**2).sum((-2, -1)))
    assert np.diagonal(matrices, axis1=-2, axis2=-1).all()


# blocks


def double(x, y):
    return 2 * x + np.sum(y, axis=-1), y


@pytest.mark.parametrize("shape", [(), (5,), (0,), (40000,), (300, 7), (3, 20000)])
def test_blocks_are_like_the_whole(shape):
    x, y = RNG.normal(size=shape), RNG.normal(size=(*shape, 3))
    found = runtime._evaluate(double, (0, 1), shape, [x, y], ((), (3,)))
    np.testing.assert_array_equal(found[0], double(x, y)[0])
    np.testing.assert_array_equal(found[1], y)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ((), (50000, 3)),
        ((50000,), (3,)),
        ((300, 1), (1, 200, 3)),
        ((1,), (50000, 3)),
        ((7, 1, 900), (5, 1, 3)),
    ],
)
def test_blocks_of_what_broadcasts(first, second):
    x, y = RNG.normal(size=first), RNG.normal(size=second)
    shape = np.broadcast_shapes(first, second[:-1])
    found = runtime._evaluate(double, (0, 1), shape, [x, y], ((), (3,)))
    np.testing.assert_array_equal(found[0], double(x, y)[0])
    np.testing.assert_array_equal(found[1], np.broadcast_to(y, (*shape, 3)))
    assert found[1].flags.writeable


def test_a_member_that_is_larger_than_a_block():
    x, y = RNG.normal(size=2), RNG.normal(size=(2, 20000))
    found = runtime._evaluate(double, (0, 1), (2,), [x, y], ((), (20000,)))
    np.testing.assert_array_equal(found[1], y)


@pytest.mark.parametrize("count", [3, 40000])
def test_out(count):
    def negative(x):
        return (-x,)

    x = RNG.normal(size=count)
    out = np.empty(count)
    (found,) = runtime._evaluate(negative, (0,), (count,), [x], out=out)
    assert found is out
    np.testing.assert_array_equal(out, -x)
    # also where it is made of the argument, from back to front
    shared = x.copy()
    (found,) = runtime._evaluate(negative, (0,), (count,), [shared], out=shared[::-1])
    np.testing.assert_array_equal(found, -x)


def test_places_in_messages_are_those_of_the_whole():
    def check(x):
        runtime._check_positive(x=x)
        return (x,)

    x = np.ones((200, 200))
    x[150, 3] = -1
    with pytest.raises(ValueError, match=r"x\[150, 3\] = -1"):
        runtime._evaluate(check, (0,), (200, 200), [x])


def test_exponentials_are_finite():
    for dtype in (np.float32, np.float64):
        with np.errstate(over="ignore"):
            found = runtime._exp(np.array([-np.inf, 0, 1e4, np.nan], dtype=dtype))
        assert found.dtype == dtype
        np.testing.assert_array_equal(found, [0, 1, np.finfo(dtype).max, np.nan])


# branches


def ordinary(x):
    return -x


def far(x, y):
    assert x.dtype == np.float64
    return x * y


@pytest.mark.parametrize("share", [0, 0.1, 0.3, 0.8, 1])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_either(share, dtype):
    x, y = RNG.normal(size=(2, 30, 40)).astype(dtype)
    where = RNG.random((30, 40)) < share
    found = runtime._either(where, far, (x, y), ordinary, (x,))
    assert found.dtype == dtype
    np.testing.assert_array_equal(found, np.where(where, (x.astype(float) * y).astype(dtype), -x))


@pytest.mark.parametrize("share", [0, 0.1, 0.8, 1])
def test_either_in_any_layout(share):
    x, y = RNG.normal(size=(2, 30, 40))
    where = RNG.random((30, 40)) < share
    wanted = np.where(where, x * y, -x)
    for order in (np.asfortranarray, lambda a: np.repeat(a, 2, axis=0)[::2]):
        found = runtime._either(order(where), far, (order(x), order(y)), ordinary, (order(x),))
        np.testing.assert_array_equal(found, wanted)
    row = runtime._either(where, far, (x[0], y[:, :1]), ordinary, (x[0],))
    np.testing.assert_array_equal(row, np.where(where, x[0] * y[:, :1], -x[0]))


def test_either_of_numbers():
    assert runtime._either(np.True_, far, (np.array(2.0), np.array(3.0)), ordinary, ()) == 6
    assert runtime._either(np.False_, far, (), ordinary, (np.array(3.0),)) == -3
    found = runtime._either(
        np.array([True, False]), lambda x: 5.0, (np.ones(2),), ordinary, (np.ones(2),)
    )
    np.testing.assert_array_equal(found, [5, -1])
    assert runtime._either(np.zeros(0, bool), far, (), ordinary, (np.zeros(0),)).shape == (0,)


# numbers


@pytest.mark.parametrize(("kernel", "number"), [(_g, _g_number), (_h, _h_number)])
def test_kernels_of_numbers_are_those_of_arrays(kernel, number):
    points = np.concatenate([RNG.uniform(-0.99, 3, 3000), 10 ** RNG.uniform(-300, 2, 300)])
    found = [number(x) for x in points.tolist()]
    np.testing.assert_allclose(found, kernel(points), rtol=8e-16)
    assert number(0.0) == 0.0
    assert np.isnan(number(float("nan")))


# source text


def test_helpers_bring_what_they_call():
    names = [ast.parse(text).body[0].name for text in TARGET.source.helpers(["_solve_cholesky"])]
    assert names == ["_solve_lower", "_substitute", "_solve_upper", "_solve_cholesky"]
    assert TARGET.source.helpers([]) == []


def test_helpers_are_complete():
    """Each runs with NumPy and the others, without anything else of the files they come from."""
    for name in TARGET.source.names():
        tree = ast.parse("\n\n".join(TARGET.source.helpers([name])))
        defined = {node.name for node in tree.body}
        local = {node.arg for node in ast.walk(tree) if isinstance(node, ast.arg)}
        inner = ast.ExceptHandler | ast.FunctionDef
        local |= {node.name for node in ast.walk(tree) if isinstance(node, inner)}
        names = [node for node in ast.walk(tree) if isinstance(node, ast.Name)]
        local |= {node.id for node in names if isinstance(node.ctx, ast.Store)}
        unknown = {node.id for node in names} - local - defined - set(dir(builtins))
        assert unknown <= {"np", "math", "ArrayLike", "NDArray", "Callable", "Sequence"}, name
