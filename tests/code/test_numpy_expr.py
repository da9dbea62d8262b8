"""How expressions are written as array code."""

from fractions import Fraction

import numpy as np
import pytest

from symkl.code import matrix_statements, scalar_statements
from symkl.code.runtime.numpy import _either
from symkl.code.statements import Body
from symkl.code.targets.numpy import DIALECT
from symkl.errors import UnsupportedExpression
from symkl.lang import vocabulary as b

ENTERED = (scalar_statements, matrix_statements)
k, i, j = b.dimension("k"), b.index("i"), b.index("j")
x, y, z = b.real("x y z")
s, t = b.positive("s t")
u, v = b.vector("u v", k)
A, B = b.matrix("A B", k, k)
L, M = b.scale_tril("L M", k)
S, T = b.covariance("S T", k)
LETTERS = {symbol: symbol.name for symbol in (x, y, z, s, t, u, v, A, B, L, M, S, T, k)}


def lines(width=92, covariances=None, **values):
    body = Body(DIALECT, LETTERS, {S: "C"}, covariances or {}, width)
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
        (b.tr(A @ A.T), "_sum_of_squares(A)"),
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
    long = b.log(s + t) * (x + y * z) + b.sin(x - y) * (z - x * y)
    found = lines(width=40, value=long)
    assert all(len(line) <= 40 for line in found)
    assert found == [
        "t_1 = np.log(s + t) * (x + y * z)",
        "t_2 = np.sin(x - y) * (z - x * y)",
        "value = t_1 + t_2",
    ]


def body_of(**values):
    """The statements, and the functions of branches as source text."""
    body = Body(DIALECT, LETTERS)
    body.assign(**values)
    functions = [
        "\n    ".join([f"def {name}({', '.join(taken)}):", *inner])
        for (taken, inner), name in body.branches.items()
    ]
    return body.lines, functions


def test_branch():
    found = body_of(value=x + b.piecewise(s, b.half * t, b.log(s / t), b.log1p(x)))
    assert found == (
        [
            "t_1 = _either(s < 0.5 * t, _branch_1, (s, t), _branch_2, (x,))",
            "value = x + t_1",
        ],
        [
            "def _branch_1(s, t):\n    return np.log(s / t)",
            "def _branch_2(x):\n    return np.log1p(x)",
        ],
    )


def test_a_branch_within_a_branch():
    far = b.piecewise(s, 1, y, s * y)
    statements, functions = body_of(value=b.piecewise(s, t, far, x))
    assert statements == [
        "t_1 = _either(s < t, _branch_3, (s, y), _branch_4, (x,))",
        "value = t_1",
    ]
    assert functions[2] == (
        "def _branch_3(s, y):\n"
        "    t_1 = _either(s < 1.0, _branch_1, (y,), _branch_2, (s, y))\n"
        "    return t_1"
    )
    # A result is an array of its own.
    assert functions[0] == "def _branch_1(y):\n    return np.positive(y)"


def test_a_branch_for_which_one_of_two_conditions_is_enough():
    far = b.log(s / t)
    statements, functions = body_of(value=b.piecewise(s, 1, far, b.piecewise(t, s, far, x)))
    assert statements[0] == "t_1 = _either((s < 1.0) | (t < s), _branch_1, (s, t), _branch_2, (x,))"
    assert len(functions) == 2


def test_the_same_branch_is_one_function():
    one, other = b.piecewise(s, 1, x, b.log(t)), b.piecewise(s, 2, x, b.log(t))
    _, functions = body_of(value=one * other)
    assert len(functions) == 2


def run(found, **arrays):
    statements, functions = found
    namespace = {"np": np, "_either": _either, **arrays}
    exec("\n".join([*functions, *statements]), namespace)
    return namespace["value"]


def test_what_is_computed_in_a_branch_is_not_known_outside():
    far = b.log(s / t)
    found = body_of(value=b.piecewise(s, t, far * far, x) + b.exp(far))
    namespace = {"_exp": np.exp, "x": np.array([2.0]), "s": np.array([3.0]), "t": np.array([2.0])}
    assert run(found, **namespace) == 2.0 + 1.5


def test_what_branches_share_is_not_overwritten():
    common = x * y
    found = body_of(value=b.piecewise(s, t, z, common) + 10 * common)
    arrays = {"x": [2.0, 3.0], "y": [1.0, 1.0], "z": [7.0, 7.0], "s": [1.0, 3.0], "t": [2.0, 2.0]}
    value = run(found, **{name: np.array(array) for name, array in arrays.items()})
    np.testing.assert_array_equal(value, [27.0, 33.0])


def test_branches_broadcast():
    found = body_of(value=b.Sum(b.piecewise(u[i], x, x * u[i], v[i]), i, k))
    shapes = {"x": np.array([2.0, 0.0]), "u": np.array([1.0, 3.0]), "v": np.array([5.0, 6.0])}
    np.testing.assert_array_equal(run(found, **shapes), [2.0 + 6.0, 5.0 + 6.0])


@pytest.mark.parametrize("far", [1, 3, 4])
def test_first_branches_of_float32_are_computed_in_double_precision(far):
    found = body_of(value=b.piecewise(s, t, s * s - 1, t))
    s_ = np.full(16, 1 + 2**-13, np.float32)
    t_ = np.where(np.arange(16) < far, 2, 1).astype(np.float32)
    value = run(found, s=s_, t=t_)
    assert value.dtype == np.float32
    np.testing.assert_array_equal(value[:far], np.float32(2**-12 + 2.0**-26))
    np.testing.assert_array_equal(value[far:], 1)


def test_a_number_stands_on_the_right_of_a_comparison():
    assert any("s > 2.0" in line for line in lines(value=b.piecewise(2, s, x, y)))


def test_half_a_square_is_halved_first():
    assert lines(value=b.half * (x - y) ** 2) == ["t_1 = x - y", "value = 0.5 * t_1 * t_1"]
    assert code(b.half * x**2 + b.half * y**2) == "0.5 * x * x + 0.5 * y * y"


def test_diagonals_of_products_are_less_than_products():
    assert lines(value=b.Sum((A @ A.T)[i, i] * u[i], i, k)) == [
        "value = np.sum(np.sum(np.square(A), axis=-1) * u, axis=-1)"
    ]
    assert code(b.Sum((A - b.eye(k))[i, i], i, k)) == (
        "np.sum(np.diagonal(A, axis1=-2, axis2=-1) - 1.0, axis=-1)"
    )
    assert code(b.tr(b.strict_lower(A) @ b.strict_lower(A).T)) == "_sum_below(A)"


def test_diagonal_matrices():
    D = b.diag(v)
    assert code(b.inv(D) @ A) == "A / v[..., None]"
    assert code(b.inv(D) @ u) == "u / v"
    assert (
        code(D @ u) == "np.matmul(np.eye(k, dtype=np.float32) * v[..., None], u[..., None])[..., 0]"
    )
    assert (
        code(b.inv(L) @ D)
        == "_solve_lower(L, np.eye(k, dtype=np.float32) * v[..., None], lower=True)"
    )


def refined(**values):
    body = Body(DIALECT, LETTERS, {S: "M"}, given=frozenset({u, v, L, M, A}))
    body.assign(**values)
    return body.lines


def test_exact_right_sides_are_solved_together():
    w, E = b.inv(L) @ (u - v), b.inv(L) @ (M - L)
    assert refined(first=w.T @ w, second=b.tr(E @ E.T)) == [
        "t_1, t_2 = _solve_refined(L, column=(u, v), lower=(M, L))",
        "first = np.sum(np.square(t_1), axis=-1)",
        "second = _sum_of_squares(t_2)",
    ]
    assert refined(value=b.inv(L) @ b.diag(v)) == [
        "(t_1,) = _solve_refined(L, lower=(np.eye(k, dtype=np.float32) * v[..., None],))",
        "value = t_1",
    ]
    # Each factor is by itself, and so is a second matrix.
    assert refined(first=b.inv(L) @ u, second=b.inv(M) @ u, third=E, fourth=b.inv(L) @ M) == [
        "t_1, t_2 = _solve_refined(L, column=(u,), lower=(M, L))",
        "first = t_1",
        "(t_3,) = _solve_refined(M, column=(u,))",
        "second = t_3",
        "third = t_2",
        "(t_4,) = _solve_refined(L, lower=(M,))",
        "fourth = t_4",
    ]


def test_what_is_rounded_is_not_refined():
    """A computed factor, a right side that is computed, one that is not a triangle."""
    for value in (b.inv(S) @ u, b.inv(L) @ (u + v), b.inv(L) @ (M + L), b.inv(L) @ A):
        assert not any("refined" in line for line in refined(value=value))
    body = Body(DIALECT, LETTERS, given=frozenset({u, v}))  # L is the factor of something
    body.assign(value=b.inv(L) @ (u - v))
    assert body.lines == ["value = _solve_lower(L, (u - v)[..., None])[..., 0]"]


def test_names():
    ratio = x / s
    body = Body(DIALECT, LETTERS, names={ratio: "ratio"})
    body.assign(value=ratio + 1)
    assert body.lines == ["ratio = x / s", "value = ratio + 1.0"]


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
