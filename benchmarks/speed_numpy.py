"""The speed of the generated NumPy functions, against the plain expression in NumPy.

The plain expression is what one writes from a formula: no checks, and wrong digits where two
distributions nearly coincide. Both take turns in one process, on one thread where NumPy allows it,
and the figure is the ratio of the medians. Time is that of this process on a processor, since other
programs have their turns; small cases are repeated within a turn.

"near": scales within 10 % of each other. "apart": their ratio is lognormal. With method="fast" the
functions are compared with the time that it takes to read the arguments, which is to add them up.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from benchmarks.generated import generated
from benchmarks.harness import Row, in_turns

NAME = "speed_numpy"
BATCH, LENGTH = 100_000, 64
MEMBERS, ORDER = 1000, 32
SMALL = (1, 2, 4, 10, 100)


def by_scales(mu_1, sigma_1, mu_2, sigma_2):
    """The formula, a component at a time."""
    quadratic = (sigma_1**2 + (mu_1 - mu_2) ** 2) / (2 * sigma_2**2)
    return np.log(sigma_2 / sigma_1) + quadratic - 0.5


def by_scales_summed(*arguments):
    """The formula for diagonal covariances."""
    return np.sum(by_scales(*arguments), axis=-1)


def by_logvar(mu_1, logvar_1, mu_2, logvar_2):
    """The formula for log-variances."""
    quadratic = (np.exp(logvar_1) + (mu_1 - mu_2) ** 2) * np.exp(-logvar_2)
    return 0.5 * np.sum(logvar_2 - logvar_1 + quadratic - 1, axis=-1)


def to_standard(mu, logvar):
    """The formula of variational autoencoders."""
    return -0.5 * np.sum(1 + logvar - mu**2 - np.exp(logvar), axis=-1)


def by_inverse(mu_1, first, mu_2, second):
    """The formula for covariances."""
    inverse, d = np.linalg.inv(second), mu_1 - mu_2
    distance = np.einsum("...i,...ij,...j->...", d, inverse, d)
    ratio = np.linalg.slogdet(second)[1] - np.linalg.slogdet(first)[1]
    spread = np.einsum("...ij,...ji->...", inverse, first)
    return 0.5 * (spread + distance - d.shape[-1] + ratio)


def compared(
    repeat: int,
    what: str,
    ours: Callable,
    plain: Callable,
    *,
    times: int = 1,
    bound: float = 0.0,
    against: str = "plain NumPy",
) -> Row:
    """A row: our time, that of what it is compared with, and the ratio."""

    def many(action: Callable) -> Callable[[], None]:
        def run() -> None:
            for _ in range(times):
                action()

        return run

    with np.errstate(all="ignore"):
        taken = in_turns(repeat, many(ours), many(plain), busy=True)
    return Row(
        NAME,
        what,
        taken[0] / times,
        peer=taken[1] / times,
        against=against,
        figure=taken[0] / taken[1],
        target=("<=", bound) if bound else None,
    )


def scales(rng: np.random.Generator, shape: tuple[int, ...], spread: float):
    """Means and scales of two distributions; a negative spread is that of a lognormal ratio."""
    second = np.exp(rng.normal(0, 0.5, shape))
    near = second * (1 + spread * rng.uniform(-1, 1, shape))
    first = near if spread > 0 else second * np.exp(rng.normal(0, -spread, shape))
    return rng.normal(size=shape), first, rng.normal(size=shape), second


def by_variance(mu_1, variance_1, mu_2, variance_2):
    """The formula for variances."""
    quotient = (variance_1 + (mu_1 - mu_2) ** 2) / variance_2
    return 0.5 * np.sum(np.log(variance_2 / variance_1) + quotient - 1, axis=-1)


def to_standard_by_scale(mu, sigma):
    """The same for scales."""
    return -0.5 * np.sum(1 + np.log(sigma**2) - mu**2 - sigma**2, axis=-1)


def to_standard_by_variance(mu, variance):
    """The same for variances."""
    return -0.5 * np.sum(1 + np.log(variance) - mu**2 - variance, axis=-1)


PLAIN = {
    "diagonal": by_scales_summed,
    "diagonal_variance": by_variance,
    "diagonal_logvar": by_logvar,
    "vae_diagonal": to_standard_by_scale,
    "vae_variance": to_standard_by_variance,
    "vae_logvar": to_standard,
}


def told(dtype: type, spread: float) -> dict[str, tuple[np.ndarray, ...]]:
    """The arguments of each function, for the same pairs of distributions."""
    rng = np.random.default_rng(0)
    mu_1, s_1, mu_2, s_2 = (a.astype(dtype) for a in scales(rng, (BATCH, LENGTH), spread))
    l_1, l_2, ratio = 2 * np.log(s_1), 2 * np.log(s_2), s_1 / s_2
    return {
        "diagonal": (mu_1, s_1, mu_2, s_2),
        "diagonal_variance": (mu_1, s_1**2, mu_2, s_2**2),
        "diagonal_logvar": (mu_1, l_1, mu_2, l_2),
        "vae_diagonal": (mu_1, ratio),
        "vae_variance": (mu_1, ratio**2),
        "vae_logvar": (mu_1, l_1 - l_2),
    }


def elementwise(repeat: int) -> Iterator[Row]:
    """Diagonal covariances, large arrays."""
    functions = {name: generated(name).kl_divergence for name in PLAIN}
    for dtype in (np.float64, np.float32):
        double = dtype is np.float64
        for named, spread in (("near", 0.1), ("apart, 0.5", -0.5), ("apart, 1", -1.0)):
            of = f"{BATCH} x {LENGTH}, {np.dtype(dtype).name}, {named}"
            for name, given in told(dtype, spread).items():
                yield compared(
                    repeat,
                    f"{name}, {of}",
                    lambda name=name, given=given: functions[name](*given),
                    lambda name=name, given=given: PLAIN[name](*given),
                    bound=1.4 if double else 0.0,
                )
        of = f"{BATCH} x {LENGTH}, {np.dtype(dtype).name}"
        for name, given in told(dtype, -1.0).items():
            yield compared(
                repeat,
                f'{name}, method="fast", {of}',
                lambda name=name, given=given: functions[name](*given, method="fast"),
                lambda given=given: [np.add.reduce(array, axis=None) for array in given],
                against="reading",
                bound=3.5 if double else 0.0,
            )


def small(repeat: int) -> Iterator[Row]:
    """Univariate, few elements: what a call costs."""
    rng = np.random.default_rng(0)
    ours = generated("univariate").kl_divergence
    given = tuple(float(a) for a in scales(rng, (), 0.1))
    arguments = [("Python's numbers", given)]
    arguments += [(f"{n} elements", scales(rng, (n,), 0.1)) for n in SMALL]
    for what, given in arguments:
        yield compared(
            repeat,
            f"univariate, {what}",
            lambda given=given: ours(*given),
            lambda given=given: by_scales(*given),
            times=2000,
            bound=1.4,
        )


def matrices(repeat: int) -> Iterator[Row]:
    """Full covariances; the plain expression inverts."""
    rng = np.random.default_rng(0)
    general = generated("general")
    for members, order in ((MEMBERS, ORDER), (1, 500)):
        below = np.tril(rng.normal(size=(members, order, order)), -1) / (2 * np.sqrt(order))
        L_2 = below + np.eye(order) * rng.uniform(1, 2, size=(members, order, 1))
        change = np.tril(rng.normal(size=L_2.shape)) / np.sqrt(order)
        L_1 = L_2 + 1e-3 * change
        first, second = (L @ np.swapaxes(L, -1, -2) for L in (L_1, L_2))
        mu_1, mu_2 = rng.normal(size=(2, members, order))
        of = f"{members} of order {order}"
        covariances, factors = (mu_1, first, mu_2, second), (mu_1, L_1, mu_2, L_2)
        for what, ours, given in (
            ("from covariances", general.kl_divergence, covariances),
            ("from Cholesky factors", general.kl_divergence_cholesky, factors),
        ):
            yield compared(
                repeat,
                f"full covariance, {what}, {of}",
                lambda f=ours, given=given: f(*given),
                lambda given=covariances: by_inverse(*given),
            )


def gradients(repeat: int) -> Iterator[Row]:
    """Value and derivatives at once, against one after the other."""
    rng = np.random.default_rng(0)
    diagonal = generated("diagonal")
    given = scales(rng, (BATCH // 10, LENGTH), 0.1)
    taken = in_turns(
        repeat,
        lambda: diagonal.kl_divergence_and_gradient(*given),
        lambda: (diagonal.kl_divergence(*given), diagonal.kl_divergence_gradient(*given)),
        busy=True,
    )
    what = f"diagonal, value and derivatives, {BATCH // 10} x {LENGTH}"
    yield Row(NAME, what, taken[0], peer=taken[1], against="two calls", figure=taken[0] / taken[1])


def measure(repeat: int) -> Iterator[Row]:
    """All cases; the figures are ratios to the plain expression."""
    for cases in (small, elementwise, matrices, gradients):
        yield from cases(repeat)
