"""The derived bounds of the rounding error beside the largest errors that are seen.

The inputs are the design of `symkl verify`, all regimes, in one dimension and in several; the truth
is the closed form in ball arithmetic at the exact binary inputs. Values and bounds are in units of
u, the bound at the point where the error comes nearest to it; the figure is the largest ratio of
the two, and has to stay below 1.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from flint import ctx

from benchmarks.generated import forms, generated
from benchmarks.harness import Row, seconds
from benchmarks.truth import divergence, relative_error
from symkl.rounding.error_bounds import Bound, relative_error_bound
from symkl.verify import PROBLEMS

NAME = "bounds"
POINTS = 60
MANY = 40  # more than the elements that are computed one by one
BITS = 2400
SEED = 12
TOLD = {
    "sigma": "scale",
    "variance": "variance",
    "logvar": "logvar",
    "L": "factor",
}


@dataclass(frozen=True, slots=True)
class Case:
    """A function, the problem of `symkl.verify` with its arguments, and numbers of components."""

    module: str
    function: str
    problem: str
    sizes: tuple[int, ...] = (1,)


SEVERAL = (1, 2, 3)
CASES = (
    Case("univariate", "kl_divergence", "univariate"),
    Case("univariate_variance", "kl_divergence", "univariate_variance"),
    Case("univariate_logvar", "kl_divergence", "univariate_logvar"),
    Case("standard_prior", "kl_divergence", "standard_prior"),
    Case("diagonal", "kl_divergence", "diagonal", SEVERAL),
    Case("diagonal_variance", "kl_divergence", "diagonal_variance", SEVERAL),
    Case("diagonal_logvar", "kl_divergence", "diagonal_logvar", SEVERAL),
    Case("vae_diagonal", "kl_divergence", "vae_diagonal", SEVERAL),
    Case("vae_variance", "kl_divergence", "vae_variance", SEVERAL),
    Case("vae_logvar", "kl_divergence", "vae_logvar", SEVERAL),
    Case("general", "kl_divergence_cholesky", "general_cholesky", SEVERAL),
    Case("vae_full", "kl_divergence_cholesky", "vae_cholesky", SEVERAL),
)


def measure(repeat: int) -> Iterator[Row]:
    """A row for each function and type of numbers."""
    del repeat
    for case in CASES:
        for dtype in ("float64", "float32"):
            yield one(case, dtype)


def one(case: Case, dtype: str) -> Row:
    """A function in one type of numbers."""
    function = getattr(generated(case.module), case.function)
    (form,) = (f for f in forms(case.module) if f.name == case.function)
    bound, u = relative_error_bound(form.code), float(np.finfo(dtype).eps) / 2
    problem, smallest = PROBLEMS[case.problem], float(np.finfo(dtype).tiny)
    told = tuple(TOLD[name.partition("_")[0]] for name in problem.arguments[1::2])
    found: list[tuple[float, float, float]] = [(0.0, 0.0, 1.0)]

    def run() -> None:
        for k in case.sizes:
            for regime in problem.regimes(dtype):
                for index in range(POINTS if k > 1 or not regime.correlated else 0):
                    point = problem.point(regime, index, dimension=k, seed=SEED, dtype=dtype)
                    with ctx.workprec(BITS):
                        truth = divergence(told, list(point.values()))
                        # Alone, and among others, which takes another road.
                        many = {n: np.stack([a] * MANY) for n, a in point.items()}
                        values = function(**point), function(**many)[0]
                        if truth is None or not (truth > smallest and np.isfinite(values).all()):
                            continue
                        error = max(relative_error(float(v), truth) / u for v in values)
                    allowed = bound.at(quantities(bound, point, k), u=u)
                    found.append((error / allowed, error, allowed))

    taken = seconds(run)
    ratio, error, allowed = max(found)
    return Row(
        NAME,
        f"{case.module}.{case.function}, {dtype}",
        error,
        "u",
        peer=allowed,
        against="bound there",
        figure=ratio,
        target=("<=", 1),
        note=f"{bound.statement}; {len(found) - 1} points in {taken:.1f} s",
    )


def quantities(bound: Bound, point: Mapping[str, np.ndarray], k: int) -> dict[str, float]:
    """The values at a point of the quantities that a bound names."""
    values = {name: np.asarray(value, float) for name, value in point.items()}
    found: dict[str, float] = {"k": k}
    for _, name in bound.further:
        if "cond(" in name:
            factor = np.tril(values[name.partition("cond(")[2][:-1]])
            product = np.abs(np.linalg.inv(factor)) @ np.abs(factor)
            found[name.partition(") ")[2]] = float(np.linalg.norm(product, 2)) * 1.000001
        elif name.startswith("|logvar_1"):
            found[name] = float(np.max(np.abs(values["logvar_1"] - values["logvar_2"])))
    return found
