r"""A function against the definition, point by point: the work behind `symkl verify`.

`verify` draws the design of a problem, integrates the definition at every point, calls the function
there, and reports the errors regime by regime. The function is called at one point at a
time: it may broadcast, but a worst point is easier to find, and to show, alone.

**What is allowed.** The reference is that of the numbers given, exactly, so rounding of the
input excuses nothing. A function passes at a point if its relative error is at most

    eps · max(bound, 4 (κ − 1)),

with bound = 64 unless said otherwise (six bits, for a sum of a few terms, each good to a few
ulps), and κ the condition of the point, 1 for scales and variances: see `parametrisations` for
why a covariance of condition 1e12 has to cost twelve digits, and a small distance between two
distributions none at all. A negative value or a value that is not finite has no correct digit,
and never passes.

**Certified.** The truth is an enclosure in ball arithmetic with a proved error, and whether the
error of the function is at most what is allowed is decided in balls (see `certified`). The
quadrature stays as a second opinion: where it and the enclosure exclude each other, the verdict is
``contradicted``, whatever the function says. Without, the quadrature is the truth.

**How the work is divided.** The quadrature in mpmath costs a millisecond or two a point at k = 1,
some 60 ms at k = 2 and about a second at k = 3, the enclosure 0.05, 3 and 200 ms; hence for n
points in a regime at k = 1, there are n/2 at k = 2 and n/8 at k = 3 (rounded up), and in mpmath
the quadrature at k = 3 has at most `DIGITS_IN_SPACE` digits. Points are independent of each
other, and are shared out over processes; the report is the same for any number.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context

import numpy as np
from mpmath import mp, mpf

from symkl.errors import ImplementationError, SymklError, UnknownTarget, UsageError
from symkl.verify.arithmetic import ARB, Arithmetic, arithmetic_named
from symkl.verify.certified import certify
from symkl.verify.implementation import Implementation, load, settle
from symkl.verify.log_densities import Normal
from symkl.verify.problems import Problem, problem_named
from symkl.verify.regimes import REACH
from symkl.verify.results import Observation, Report, summarise
from symkl.verify.trapezoid import definition_integral

__all__ = ["DIGITS_IN_SPACE", "verify"]

DIGITS_IN_SPACE = 16
"""Digits of the mpmath reference at k = 3: enough to tell one unit in the last place of binary64.

Every further digit costs a tenth of the time more."""

_CONDITION_FACTOR = 4


@dataclass(frozen=True, slots=True)
class _Task:
    """Everything that a worker needs for one point; small, and made of text and numbers."""

    problem: str
    spec: str
    framework: str
    regime: int
    dimension: int
    index: int
    digits: int
    seed: int
    dtype: str
    bound_eps: float
    backend: str
    certified: bool


def verify(
    problem_name: str,
    spec: str,
    *,
    digits: int = 30,
    points: int = 8,
    seed: int = 0,
    jobs: int = 1,
    dtype: str = "float64",
    regimes: Sequence[str] | None = None,
    dimensions: Sequence[int] | None = None,
    bound_eps: float | None = None,
    framework: str = "auto",
    backend: str = "mpmath",
    certified: bool = True,
    label: str | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Report:
    """Check a function that claims to compute a divergence against ∫ p log(p/q).

    Parameters
    ----------
    problem_name
        One of `problems.PROBLEMS`: what the function computes, of which arguments.
    spec
        The function, ``module:function`` or ``path/to/file.py:function``.
    digits
        Decimal digits of the reference.
    points
        Points in every regime at k = 1; half as many at k = 2, an eighth at k = 3.
    seed
        Seed of the design. The same seed gives the same points and the same report.
    jobs
        Processes. They are started afresh, so a script that calls this with more than one needs
        the usual ``if __name__ == "__main__"``.
    dtype
        "float64" or "float32": the dtype of the arguments. Errors are in units of the epsilon of
        the *result's* dtype.
    regimes, dimensions
        Names of the regimes and values of k to check, out of those of the problem; all by default.
    bound_eps
        The error allowed where the problem is well conditioned, in place of the problem's own.
    framework
        "auto", "numpy" or "torch": what the function is given.
    backend
        The arithmetic of the quadrature: "mpmath", or "arb" for speed at k = 2, 3.
    certified
        Whether the truth is an enclosure with a proved error, and the quadrature a second opinion
        that has to agree; otherwise the quadrature is the truth.
    label
        What the report calls the function; `spec` by default.
    progress
        Called with the number of points done and the number of all, in this process.

    Returns
    -------
    Report
        Free of times and paths but those in `spec`.

    Raises
    ------
    UsageError
        For an option that has no meaning, an unknown problem or regime, or a function that does not
        import, does not take the arguments, or does not answer with one number.
    """
    problem = problem_named(problem_name)
    for option, value, least in (("digits", digits, 1), ("points", points, 1), ("jobs", jobs, 1)):
        if value < least:
            raise UsageError(f"{option} is {value}", hint=f"give at least {least}")
    if seed < 0:
        raise UsageError(f"the seed is {seed}", hint="give a seed that is not negative")
    if dtype not in REACH:
        raise UnknownTarget(dtype, REACH, kind="dtype")
    arithmetic_named(backend)
    chosen = _chosen_regimes(problem, dtype, regimes)
    sizes = _chosen_dimensions(problem, dimensions)
    bound = problem.bound_eps if bound_eps is None else bound_eps
    implementation = load(spec, problem.arguments, framework=framework)
    ordinary = problem.regimes(dtype)[0]
    implementation = settle(
        implementation, problem.point(ordinary, 0, dimension=sizes[-1], seed=seed, dtype=dtype)
    )
    tasks = [
        _Task(
            problem=problem.name,
            spec=spec,
            framework=implementation.framework,
            regime=number,
            dimension=k,
            index=index,
            digits=digits,
            seed=seed,
            dtype=dtype,
            bound_eps=bound,
            backend=backend,
            certified=certified,
        )
        for number, regime in enumerate(problem.regimes(dtype))
        if regime.name in chosen
        for k in sizes
        if k > 1 or not regime.correlated
        for index in range(_count(points, k))
    ]
    observations = []
    for observation in _observations(tasks, implementation, jobs):
        observations.append(observation)
        if progress is not None:
            progress(len(observations), len(tasks))
    names = [regime.name for regime in problem.regimes(dtype)]
    return Report(
        problem=problem.name,
        implementation=spec if label is None else label,
        framework=implementation.framework,
        dtype=dtype,
        digits=digits,
        points=points,
        seed=seed,
        backend=backend,
        certified=certified,
        regimes=tuple(
            summarise(name, [o for o in observations if names[o.regime] == name])
            for name in chosen
            if any(names[o.regime] == name for o in observations)
        ),
    )


def _chosen_regimes(problem: Problem, dtype: str, asked: Sequence[str] | None) -> tuple[str, ...]:
    names = [regime.name for regime in problem.regimes(dtype)]
    for name in asked or ():
        if name not in names:
            raise UnknownTarget(name, names, kind=f"regime of {problem.name}")
    return tuple(name for name in names if asked is None or name in asked)


def _chosen_dimensions(problem: Problem, asked: Sequence[int] | None) -> tuple[int, ...]:
    for k in asked or ():
        if k not in problem.dimensions:
            raise UsageError(
                f"{problem.name} is not checked at k = {k}",
                hint="give k among " + ", ".join(map(str, problem.dimensions)),
            )
    return tuple(k for k in problem.dimensions if asked is None or k in asked)


def _count(points: int, dimension: int) -> int:
    share = {1: 1, 2: 2, 3: 8}[dimension]
    return -(-points // share)


_loaded: Implementation | None = None


def _start_worker(spec: str, problem: str, framework: str) -> None:
    global _loaded
    _loaded = load(spec, problem_named(problem).arguments, framework=framework)


def _observe_in_worker(task: _Task) -> Observation:
    assert _loaded is not None, "the pool runs _start_worker first"
    return _observe(task, _loaded)


def _observations(
    tasks: Sequence[_Task], implementation: Implementation, jobs: int
) -> Iterator[Observation]:
    """The observations in the order of the tasks."""
    if jobs == 1 or len(tasks) < 2:
        yield from map(partial(_observe, implementation=implementation), tasks)
        return
    # Fresh processes: a forked copy of a process with threads, such as PyTorch's, may hang.
    with ProcessPoolExecutor(
        min(jobs, len(tasks)),
        mp_context=get_context("spawn"),
        initializer=_start_worker,
        initargs=(implementation.spec, tasks[0].problem, implementation.framework),
    ) as pool:
        try:
            yield from pool.map(_observe_in_worker, tasks, chunksize=2)
        except BrokenProcessPool as error:
            raise ImplementationError(
                f"a process that was checking {implementation.spec} died",
                hint="run it with one job to see where",
            ) from error


def _observe(task: _Task, implementation: Implementation) -> Observation:
    problem = problem_named(task.problem)
    regime = problem.regimes(task.dtype)[task.regime]
    point = problem.point(
        regime, task.index, dimension=task.dimension, seed=task.seed, dtype=task.dtype
    )

    def densities(arithmetic: Arithmetic) -> tuple[Normal, Normal]:
        return problem.densities(point, arithmetic)

    slow = task.dimension == 3 and task.backend == "mpmath"
    reference = definition_integral(
        densities,
        digits=min(task.digits, DIGITS_IN_SPACE) if slow else task.digits,
        arithmetic=arithmetic_named(task.backend),
    )
    condition = problem.condition(point)
    raised = None
    value: np.floating = np.dtype(task.dtype).type("nan")
    try:
        value = implementation(point)
    except SymklError:
        raise
    except Exception as error:  # somebody's code; what it raises is an observation
        raised = f"{type(error).__name__}: {error}".splitlines()[0]
    epsilon = float(np.finfo(value.dtype).eps)
    allowed = max(task.bound_eps, _CONDITION_FACTOR * (condition - 1))
    truth, digits, certificate = reference.value, reference.digits, None
    if task.certified:
        certificate = certify(
            value, densities, allowed=allowed * epsilon, digits=task.digits, opinion=reference
        )
        truth, digits = ARB.midpoint(certificate.enclosure.value), certificate.enclosure.digits
    return Observation(
        regime=task.regime,
        point={name: array.tolist() for name, array in point.items()},
        value=value.item() if np.isfinite(value) else float(value),
        truth=mp.nstr(truth, 20),
        result_dtype=str(value.dtype),
        epsilon=epsilon,
        error_eps=(_error(value, truth) if certificate is None else certificate.error) / epsilon,
        allowed_eps=allowed,
        condition=condition,
        digits=digits,
        raised=raised,
        answer=None if certificate is None else str(certificate.answer),
        units=None if certificate is None else certificate.units,
        agrees=certificate is None or certificate.agrees,
    )


def _error(value: np.floating, truth: mpf) -> float:
    """The relative error of a value; infinite if the value is not finite and the truth is."""
    if not np.isfinite(value):
        # A truth beyond the largest number of the format is correctly told as infinity.
        overflows = abs(truth) > mpf(float(np.finfo(value.dtype).max))
        return 0.0 if overflows and value > 0 else float("inf")
    with mp.workdps(60):
        difference = mpf(float(value)) - truth
        if not truth:
            return float("inf") if difference else 0.0
        return float(abs(difference / truth))
