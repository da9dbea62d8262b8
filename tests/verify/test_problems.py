"""The problems: names, shapes, points."""

import numpy as np
import pytest
from mpmath import mp, mpf

from symkl.errors import UnknownTarget
from symkl.verify.arithmetic import MPMATH
from symkl.verify.problems import PROBLEMS, problem_named
from symkl.verify.trapezoid import definition_integral

EXPECTED = {
    "univariate": ("mu_1", "sigma_1", "mu_2", "sigma_2"),
    "univariate_variance": ("mu_1", "variance_1", "mu_2", "variance_2"),
    "univariate_logvar": ("mu_1", "logvar_1", "mu_2", "logvar_2"),
    "standard_prior": ("mu", "sigma"),
    "diagonal": ("mu_1", "sigma_1", "mu_2", "sigma_2"),
    "diagonal_variance": ("mu_1", "variance_1", "mu_2", "variance_2"),
    "diagonal_logvar": ("mu_1", "logvar_1", "mu_2", "logvar_2"),
    "general": ("mu_1", "Sigma_1", "mu_2", "Sigma_2"),
    "general_cholesky": ("mu_1", "L_1", "mu_2", "L_2"),
    "vae_diagonal": ("mu", "sigma"),
    "vae_variance": ("mu", "variance"),
    "vae_logvar": ("mu", "logvar"),
    "vae_full": ("mu", "Sigma"),
    "vae_cholesky": ("mu", "L"),
}


def moderate(problem, *, dimension=1, index=0, **options):
    regime = problem.regimes(options.get("dtype", "float64"))[0]
    return problem.point(regime, index, dimension=dimension, **options)


def test_the_arguments_are_the_published_ones():
    assert {name: problem.arguments for name, problem in PROBLEMS.items()} == EXPECTED


@pytest.mark.parametrize("problem", PROBLEMS.values(), ids=PROBLEMS)
@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_points_have_the_shapes_and_the_dtype_that_they_are_said_to_have(problem, dtype):
    for k in problem.dimensions:
        point = moderate(problem, dimension=k, dtype=dtype)
        assert tuple(point) == problem.arguments
        for name, value in point.items():
            assert value.shape == tuple(k for _ in problem.shapes[name])
            assert value.dtype == dtype


@pytest.mark.parametrize("problem", PROBLEMS.values(), ids=PROBLEMS)
def test_the_densities_are_those_of_the_exact_numbers(problem):
    point = moderate(problem, dimension=problem.dimensions[-1], index=3)
    with mp.workdps(60):
        p, q = problem.densities(point, MPMATH)
        mean, width = (np.atleast_1d(point[name]) for name in problem.arguments[:2])
        assert list(p.mean) == [mpf(float(entry)) for entry in mean]
        k = p.dimension
        square = [
            [sum(a * b for a, b in zip(p.scale_tril[i], p.scale_tril[j], strict=False))
             for j in range(k)]
            for i in range(k)
        ]  # fmt: skip
        symbol = problem.parametrisation.symbol
        for i in range(k):
            if symbol in ("Sigma", "L"):
                row = [mpf(float(entry)) for entry in width[i]]
                exact = square[i] if symbol == "Sigma" else [*p.scale_tril[i], *[0] * (k - i - 1)]
                assert all(mp.almosteq(a, b, 1e-50, 1e-50) for a, b in zip(exact, row, strict=True))
                continue
            entry = mpf(float(width[i]))
            told = {"sigma": entry**2, "variance": entry, "logvar": mp.exp(entry)}[symbol]
            assert mp.almosteq(square[i][i], told, 1e-50)
        if problem.standard:
            assert not any(q.mean)
            assert [row[-1] for row in q.scale_tril] == [1] * k


def test_parametrisations_of_the_same_pair_have_the_same_divergence():
    def value(name, k):
        problem = PROBLEMS[name]
        point = moderate(problem, dimension=k)
        return definition_integral(lambda a: problem.densities(point, a), digits=15).value

    families = [
        ("univariate", "univariate_variance", "univariate_logvar"),
        ("diagonal", "diagonal_variance", "diagonal_logvar"),
        ("general", "general_cholesky"),
        ("vae_diagonal", "vae_variance", "vae_logvar"),
        ("vae_full", "vae_cholesky"),
    ]
    for first, *others in families:
        k = PROBLEMS[first].dimensions[:2][-1]
        expected = value(first, k)
        # Rounding the parameters themselves is the only difference.
        assert all(abs(value(other, k) / expected - 1) < 1e-13 for other in others)


def test_a_diagonal_problem_in_one_dimension_is_the_univariate_one():
    point = moderate(PROBLEMS["diagonal"])
    scalar = moderate(PROBLEMS["univariate"])
    assert {name: value.item() for name, value in point.items()} == {
        name: value.item() for name, value in scalar.items()
    }


def test_an_unknown_problem_is_answered_with_the_nearest_names():
    with pytest.raises(UnknownTarget, match="vae_diagonal"):
        problem_named("vae_diagnal")
    assert problem_named("general").name == "general"
