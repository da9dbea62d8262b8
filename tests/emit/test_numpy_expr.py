"""How expressions are written as array code."""

from fractions import Fraction

import numpy as np
import pytest

from symkl.emit import numpy_matrices, numpy_scalars
from symkl.emit.numpy_expr import Body
from symkl.emit.numpy_table import NUMPY
from symkl.errors import UnsupportedExpression
from symkl.expr import build as b

ENTERED = (numpy_scalars, numpy_matrices)
k, i, j = b.dimension("k"), b.index("i"), b.index("j")
x, y, z = b.real("x y z")
s, t = b.positive("s t")
u, v = b.vector("u v", k)
A, B = b.matrix("A B", k, k)
L, M = b.scale_tril("L M", k)
S, T = b.covariance("S T", k)
LETTERS = {symbol: symbol.name for symbol in (x, y, z, s, t, u, v, A, B, L, M, S, T, k)}


def lines(width=92, covariances=None, **values):
    body = Body(NUMPY, LETTERS, {S: "C"}, covariances or {}, width)
    body.assign(**values)
    return body.lines


def code(expr):
    """The code of a value, on the assumption that it is one statement."""
    (line,) = lines(value=expr)
    return line.removeprefix("value = ")


@pytest.mark.parametrize(
    ("expr", "wanted"),
    [
        (x + y + z, "x + y + z"),
        (x + (y + z), "x + (y + z)"),
        (x - (y - z), "x - (y - z)"),
        ((x - y) - z, "x - y - z"),
        (x * (y * z), "x * (y * z)"),
        (x / (y / z), "x / (y / z)"),
        (x / y * z, "x / y * z"),
        (x * (y + z), "x * (y + z)"),
        (-(x + y), "-(x + y)"),
        (-x * y, "-x * y"),
        (-(x * y), "-(x * y)"),
        (x - -y, "x - -y"),
        (2 * x, "2.0 * x"),
        (b.half * x, "0.5 * x"),
        (x * Fraction(1, 3), "x * (1.0 / 3.0)"),
        (x + Fraction(-1, 4), "x + -0.25"),
        (x**2, "np.square(x)"),
        ((x + y) ** 2, "np.square(x + y)"),
        (x**3, "np.power(x, 3.0)"),
        (b.sqrt(s) * b.log(t), "np.sqrt(s) * np.log(t)"),
        (b.g(x) + b.h(y), "_g(x) + _h(y)"),
        (b.log1p(x) - b.expm1(y), "np.log1p(x) - np.expm1(y)"),
        (b.pi * x, "np.pi * x"),
        (k * x, "k * x"),
        (b.Sum(u[i] * v[i], i, k), "np.sum(u * v, axis=-1)"),
        (b.Sum(x * u[i], i, k), "np.sum(x[..., None] * u, axis=-1)"),
        (b.Sum((x + y) * u[i], i, k), "np.sum((x + y)[..., None] * u, axis=-1)"),
        (b.Sum(x, i, k), "k * x"),
        (b.Sum(A[i, i], i, k), "np.sum(np.diagonal(A, axis1=-2, axis2=-1), axis=-1)"),
        (u[1] - u[2], "u[..., 0] - u[..., 1]"),
        (A[1, 2], "A[..., 0, 1]"),
        (u.T @ v, "np.sum(u * v, axis=-1)"),
        ((u - v).T @ v, "np.sum((u - v) * v, axis=-1)"),
        (u.T @ u, "np.sum(np.square(u), axis=-1)"),
        (A @ u, "np.matmul(A, u[..., None])[..., 0]"),
        (A @ B, "np.matmul(A, B)"),
        (x * A, "x[..., None, None] * A"),
        (x * u, "x[..., None] * u"),
        (u / x, "u / x[..., None]"),
        (u @ v.T, "np.matmul(u[..., :, None], v[..., None, :])"),
        (
            u.T @ A @ v,
            "np.sum(np.matmul(np.swapaxes(A, -1, -2), u[..., None])[..., 0] * v, axis=-1)",
        ),
        (A.T, "np.swapaxes(A, -1, -2)"),
        (b.tr(A), "np.trace(A, axis1=-2, axis2=-1)"),
        (b.tr(A @ A.T), "np.sum(np.square(A), axis=(-2, -1))"),
        (b.tr(A @ B), "np.sum(A * np.swapaxes(B, -1, -2), axis=(-2, -1))"),
        (b.strict_lower(A), "np.tril(A, -1)"),
        (A - b.eye(k), "A - np.eye(k, dtype=np.float32)"),
        (b.inv(L) @ A, "_solve_lower(L, A)"),
        (b.inv(L).T @ A, "_solve_upper(L, A)"),
        (b.inv(L.T) @ A, "_solve_upper(L, A)"),
        (b.inv(S) @ A, "_solve_cholesky(C, A)"),
        (b.inv(L) @ u, "_solve_lower(L, u[..., None])[..., 0]"),
        (b.inv(L).T @ (b.inv(L) @ u), "_solve_upper(L, _solve_lower(L, u[..., None]))[..., 0]"),
        (u.T @ b.inv(L), "_solve_upper(L, u[..., None])[..., 0]"),
        (
            A @ b.inv(S),
            "np.swapaxes(_solve_cholesky(C, np.swapaxes(A, -1, -2)), -1, -2)",
        ),
    ],
    ids=str,
)
def test_code(expr, wanted):
    assert code(expr) == wanted


def test_what_occurs_twice_is_computed_once():
    difference = (x - y) / s
    assert lines(value=difference * (2 + difference)) == [
        "t_1 = (x - y) / s",
        "value = t_1 * (2.0 + t_1)",
    ]


def test_a_part_of_what_occurs_twice_is_no_repetition():
    """Only the whole difference is named, since what it is made of occurs nowhere else."""
    assert len(lines(value=((x - y) / s) ** 2 + (x - y) / s)) == 2


def test_values_share_what_they_have_in_common():
    assert lines(a=(x - y) / s, c=-((x - y) / s), d=z * (x - y)) == [
        "t_1 = x - y",
        "a = t_1 / s",
        "c = -a",
        "d = z * t_1",
    ]


def test_a_value_is_no_second_name_for_an_array():
    assert lines(a=x, c=x + 1, d=x + 1) == [
        "a = np.positive(x)",
        "c = x + 1.0",
        "d = np.positive(c)",
    ]


def test_long_statements_are_cut_at_their_longest_operand():
    long = b.log(s + t) * (x + y * z) + b.exp(x - y) * (z - x * y)
    found = lines(width=40, value=long)
    assert all(len(line) <= 40 for line in found)
    assert found == [
        "t_1 = np.log(s + t) * (x + y * z)",
        "t_2 = np.exp(x - y) * (z - x * y)",
        "value = t_1 + t_2",
    ]


def test_branch():
    found = lines(value=x + b.piecewise(s, b.half * t, b.log(s / t), b.log1p(x)))
    assert found == [
        "t_1 = s < 0.5 * t",
        "t_2 = np.log1p(x)",
        "if np.any(t_1):",
        "    t_2 = np.where(t_1, np.log(s / t), t_2)",
        "value = x + t_2",
    ]


def test_what_is_computed_in_a_branch_is_not_known_outside():
    rare = b.log(s / t)
    found = lines(value=b.piecewise(s, t, rare * rare, x) + b.exp(rare))
    namespace = {"np": np, "x": 2.0, "s": np.array([3.0]), "t": np.array([2.0])}
    exec("\n".join(found), namespace)
    assert namespace["value"] == 2.0 + 1.5


def test_a_number_stands_on_the_right_of_a_comparison():
    assert any("s > 2.0" in line for line in lines(value=b.piecewise(2, s, x, y)))


def test_factors_of_covariances_are_compared_through_the_covariances():
    covariances = {L: "S", M: "T"}
    change = b.inv(M) @ (L - M)
    assert lines(covariances=covariances, value=change) == ["value = _factor_change(S, L, T, M)"]
    assert lines(value=change) == ["value = _solve_lower(M, L - M)"]
    assert lines(covariances=covariances, value=L - b.eye(k)) == ["value = _factor_change(S, L)"]
    assert lines(covariances=covariances, value=L - M) == ["value = L - M"]


@pytest.mark.parametrize(
    ("expr", "message"),
    [
        (b.real("w"), "w is none of the arguments of the function"),
        (b.inv(b.invertible("R", k)) @ u, "no code is known for the inverse of R"),
        (b.inv(L), "no code is known for Inverse: inv(L)"),
        (b.log(b.det(S)), "no code is known for Det: det(S)"),
        (u[i] * v[j], "no code is known for terms in two indices, i and j"),
        (A[i, j], "no code is known for the component A[i, j]"),
        (b.by_component(x, i, k), "no code is known for a vector of equal components"),
        (b.Product(u[i], i, k), "no code is known for Product"),
    ],
    ids=str,
)
def test_what_has_no_code_is_said(expr, message):
    with pytest.raises(UnsupportedExpression) as error:
        lines(value=expr)
    assert message in str(error.value)
