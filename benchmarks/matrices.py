"""Full covariances: errors against ball arithmetic, and speed against PyTorch's `kl_divergence`.

Errors are the largest of several dimensions and distances. Those from Cholesky factors are relative
to the divergence at the exact arguments. From covariances the error is what the condition of the
second covariance lets through, and said in two ways: the digits that are left, and the backward
error, by how many eps in terms of the standard deviations the covariances have to be changed so
that the value is exact (`benchmarks.balls.neighbours`).

Speed is measured in two processes: on one thread in processor time, and on as many threads as the
libraries take, by the clock. Both check their arguments, as they do unless told otherwise.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator

import numpy as np

from benchmarks import balls
from benchmarks.generated import generated
from benchmarks.harness import PYTHON, ROOT, Row, environment, in_turns

NAME = "matrices"
ORDERS = (1, 2, 4, 8, 32, 64)
CONDITIONS = (1e1, 1e3, 1e4, 1e6)
DISTANCES = (1e-1, 1e-4, 1e-8, 1e-12)
EPS = 2.0**-52
THREADS = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")


def from_factors() -> Iterator[Row]:
    """Relative errors from Cholesky factors, for each kind of pair and each condition."""
    call = generated("general").kl_divergence_cholesky
    rng = np.random.default_rng(0)
    for regime in balls.REGIMES:
        for condition in CONDITIONS:
            worst = 0.0
            for k in ORDERS:
                for distance in DISTANCES:
                    for _ in range(4 if k <= 8 else 1):
                        given = balls.pair(regime, rng, k, condition if k > 1 else 1.0, distance)
                        truth = balls.from_factors(*given)
                        worst = max(worst, balls.error(call(*given), truth))
            what = f"error from factors, {regime}, condition {condition:.0e}"
            yield Row(NAME, what, worst, "", figure=worst, target=("<=", 1e-14))


def from_single_precision() -> Iterator[Row]:
    """The same for float32, in units of its eps."""
    call = generated("general").kl_divergence_cholesky
    rng = np.random.default_rng(1)
    for regime in ("unrelated", "L_1 = L_2 (I + T)", "L_1 = chol(S_2 + E)", "means only"):
        worst = 0.0
        for k in ORDERS:
            for distance in (1e-1, 1e-3):
                exact = balls.pair(regime, rng, k, 1e3 if k > 1 else 1.0, distance)
                given = [np.asarray(a, np.float32) for a in exact]
                error = balls.error(float(call(*given)), balls.from_factors(*given))
                worst = max(worst, error * 2.0**23)
        what = f"error from float32 factors, {regime}, condition 1e+03"
        yield Row(NAME, what, worst, "eps", figure=worst, target=("<=", 4.0))


def from_covariances() -> Iterator[Row]:
    """Relative errors of near covariances, and backward errors of all."""
    call = generated("general").kl_divergence
    rng = np.random.default_rng(2)
    for condition, bound in ((1e1, None), (1e4, 1e-8), (1e8, None)):
        for distance in (None, 1e-4, 1e-8):
            worst = back = 0.0
            for k in ORDERS[:-1]:
                for _ in range(4 if k <= 8 else 1):
                    second = balls.covariance(rng, k, condition if k > 1 else 1.0)
                    if distance is None:
                        first = balls.covariance(rng, k, condition if k > 1 else 1.0)
                    else:
                        first = balls.moved(rng, second, distance)
                    given = np.zeros(k), first, np.zeros(k), second
                    value, truth = call(*given), balls.from_covariances(*given)
                    if truth.is_zero():
                        continue
                    worst = max(worst, balls.error(value, truth))
                    back = max(back, backward(value, given, together=distance is not None))
            named = "unrelated" if distance is None else f"distance {distance:.0e}"
            of = f"from covariances, {named}, condition {condition:.0e}"
            target = ("<=", bound) if bound and distance else None
            yield Row(NAME, f"error {of}", worst, "", figure=worst, target=target)
            yield Row(NAME, f"backward error {of}", back, "eps", figure=back, target=("<=", 8.0))


def backward(value: float, given: balls.Pair, *, together: bool) -> float:
    """The least of some sizes, in eps, by which the arguments have to be moved."""
    for size in (0.25, 0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 64.0):
        low, high = balls.neighbours(*given, size * EPS, together=together)
        if low < value * (1 + 2 * EPS) and high > value * (1 - 2 * EPS):
            return size
    return float("inf")


def _speed(repeat: int, busy: bool) -> Iterator[tuple[str, float, float, float]]:
    """The name of each case, our time, PyTorch's time, and the bound on their ratio."""
    import torch
    from torch.distributions import MultivariateNormal, kl_divergence

    if busy:
        torch.set_num_threads(1)
    general = generated("general")
    rng = np.random.default_rng(3)
    for members, order, loose in ((1000, 32, 1.5), (1, 500, 1.0), (1, 2000, 1.0)):
        below = np.tril(rng.normal(size=(members, order, order)), -1) / (2 * np.sqrt(order))
        L_2 = below + np.eye(order) * rng.uniform(1, 2, size=(members, order, 1))
        L_1 = L_2 + 1e-3 * np.tril(rng.normal(size=L_2.shape)) / np.sqrt(order)
        means = list(rng.normal(size=(2, members, order)))
        both = [L @ np.swapaxes(L, -1, -2) for L in (L_1, L_2)]
        for named, ours, matrices, key, bound in (
            ("factors", general.kl_divergence_cholesky, [L_1, L_2], "scale_tril", 1.0),
            ("covariances", general.kl_divergence, both, "covariance_matrix", loose),
        ):
            given = [a[0] if members == 1 else a for a in (*means, *matrices)]
            tensors = [torch.from_numpy(a) for a in given]

            def peer(t=tensors, key=key):
                p = MultivariateNormal(t[0], **{key: t[2]})
                return kl_divergence(p, MultivariateNormal(t[1], **{key: t[3]}))

            def mine(f=ours, a=given):
                return f(a[0], a[2], a[1], a[3])

            times = in_turns(repeat if order < 2000 else max(1, repeat // 2), mine, peer, busy=busy)
            what = f"from {named}, {members} of order {order}"
            yield what, *times, bound


def speed(repeat: int) -> Iterator[Row]:
    """Ratios of times; each kind of threading in a process of its own."""
    for busy, how in ((True, "one thread"), (False, "default threads")):
        variables = dict.fromkeys(THREADS, "1") if busy else {}
        command = (PYTHON, "-m", "benchmarks.matrices", str(repeat), str(int(busy)))
        process = subprocess.run(
            command, cwd=ROOT, env={**environment(), **variables}, capture_output=True, text=True
        )
        if process.returncode:
            last = process.stderr.strip().splitlines()[-1:] or ["no output"]
            missing = "torch is not installed" if "No module named 'torch'" in last[0] else last[0]
            yield Row(NAME, f"speed, {how}", against="torch", note=missing)
            continue
        for what, ours, peer, bound in json.loads(process.stdout):
            yield Row(
                NAME,
                f"{what}, {how}",
                ours,
                peer=peer,
                against="torch",
                figure=ours / peer,
                target=("<=", bound),
            )


def measure(repeat: int) -> Iterator[Row]:
    """All of it: errors first."""
    for cases in (from_factors, from_single_precision, from_covariances):
        yield from cases()
    yield from speed(repeat)


if __name__ == "__main__":
    with np.errstate(all="ignore"):
        json.dump(list(_speed(int(sys.argv[1]), bool(int(sys.argv[2])))), sys.stdout)
