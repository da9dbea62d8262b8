"""Fit and certify the polynomials behind the kernels g and h.

``g(x) = x - log1p(x)`` and ``h(v) = expm1(v) - v`` are the two functions in which every Gaussian
divergence is a sum of nonnegative terms.  Both have a double zero at 0, where the difference as
written has no correct digit; near 0 they are evaluated as::

    g:  s = x/(2 + x),  z = s*s,  r = z*P(z),   g = x*x/2 - s*(x*x/2 + r)
    h:  z = v*v,  r = z*P(z),  a = v/2 - r,     h = z/2 + v*((a*v/2 - r)/(1 - a))

with ``r = log1p(x)/s - 2`` for g, the split of fdlibm's ``s_log1p.c``, and ``r = (v/2) coth(v/2)
- 1`` for h, which follows from ``expm1(v) = v/((v/2) coth(v/2) - v/2)``.  Both polynomials live in
an *even* variable, which halves their degree.  Both forms are a square, which is one rounding,
and a correction of at most 0.4 of it, so that the errors of P and of the quotient arrive damped;
the shorter products ``s*(x - r)`` and ``v*a/(1 - a)`` are equal but lose an ulp more.

The polynomials are minimax in the *relative error of the kernel*, found by the Remez exchange in
mpmath and rounded to the format in which they are used.  The bound printed with the rounded
coefficients is then certified: the difference of P from its power series is a polynomial with
rational coefficients plus a tail with a geometric bound, its Taylor shift to the centre of a
subinterval is exact, and the sum over the subinterval is enclosed in ball arithmetic.

Run from the root of the project::

    python tools/fit_kernels.py            write symkl/numerics/coefficients.json
    python tools/fit_kernels.py --check    fail if that file is not what this script computes
    python tools/fit_kernels.py --degrees  bound by degree: how the degrees were chosen
    python tools/fit_kernels.py --measure  worst error of symkl/numerics/kernels.py, in ulp

References
----------
.. [1] Sun Microsystems, fdlibm 5.3, ``e_log.c`` and ``s_log1p.c`` (method).
.. [2] J.-M. Muller, Elementary Functions, 3rd ed., Birkhauser 2016, section 3.5 (Remez).
.. [3] NIST Digital Library of Mathematical Functions, 24.2.1 (the series of (v/2) coth(v/2)) and
       24.9.8 (the bound of the Bernoulli numbers).
"""

from __future__ import annotations

import argparse
import json
import math
import sys
from collections.abc import Callable
from dataclasses import dataclass
from decimal import ROUND_CEILING, Context
from pathlib import Path

import mpmath
import numpy as np
from flint import arb, ctx, fmpq, fmpq_poly
from mpmath import mpf

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "symkl" / "numerics" / "coefficients.json"
DIGITS = 60
BALL_BITS = 200
TERMS = 80  # of the power series; the tail is below 1e-70 on every interval used here
PIECES = 256  # subintervals of the certificate
MARGIN = fmpq(1) + fmpq(1, 1 << 20)  # the branch is taken on a rounded z, so certify a little more


@dataclass(frozen=True, slots=True)
class Kernel:
    """The facts about one kernel that the fit and the certificate need.

    Attributes
    ----------
    name, form
        For the data file: the kernel and its evaluation near 0.
    limit
        Largest z of the branch near 0, as a fraction.
    degree
        The degree of P, by the format of the arguments.
    series
        Coefficient k of the power series of P, exact.
    tail
        Upper bound of the series from term n on, at z.
    value
        P in mpmath, as a function of t = sqrt(z) > 0.
    gain
        Relative error of the kernel per unit error of P at the signed root t, in balls or mpf.
    """

    name: str
    form: str
    limit: fmpq
    degree: dict[str, int]
    series: Callable[[int], fmpq]
    tail: Callable[[int, arb], arb]
    value: Callable[[mpf], mpf]
    gain: Callable


def _g_gain(t, p):
    # g = s (x - z P) with x = 2s/(1 - s), z = s^2
    return t / (2 / (1 - t) - t * p)


def _h_gain(t, p):
    # h = v a/(1 - a) with a = v (1/2 - v P); d log h = da / (a (1 - a))
    half = (1 - 2 * t * p) / 2
    return t / (half * (1 - t * half))


G = Kernel(
    name="g",
    form="s = x/(2 + x); z = s*s; r = z*P(z); g = x*x/2 - s*(x*x/2 + r)",
    limit=fmpq(1, 10),
    degree={"float64": 9, "float32": 4},
    series=lambda k: fmpq(2, 2 * k + 3),
    tail=lambda n, z: z**n / (1 - z),
    value=lambda t: (2 * mpmath.atanh(t) / t - 2) / t**2,
    gain=_g_gain,
)
H = Kernel(
    name="h",
    form="z = v*v; r = z*P(z); a = v/2 - r; h = z/2 + v*((a*v/2 - r)/(1 - a))",
    limit=fmpq(1, 2),
    degree={"float64": 6, "float32": 2},
    series=lambda k: fmpq.bernoulli(2 * k + 2) / math.factorial(2 * k + 2),
    # |B_2k|/(2k)! <= 4/(2 pi)^2k, so term k of P is below 39^-k
    tail=lambda n, z: (z / 39) ** n / (1 - z / 39),
    value=lambda t: (t / 2 * mpmath.coth(t / 2) - 1) / t**2,
    gain=_h_gain,
)
KERNELS = (G, H)


def minimax(kernel: Kernel, degree: int) -> tuple[list[mpf], mpf]:
    """Fit P by the Remez exchange, in the relative error of the kernel.

    Returns
    -------
    coefficients : list of mpf
        Lowest power first, unrounded.
    error : mpf
        The levelled relative error; the true minimax error is within a thousandth of it.
    """
    top = mpmath.sqrt(mpf(int(kernel.limit.p)) / int(kernel.limit.q))
    count = 60 * (degree + 2)
    grid = [top * mpmath.sin(mpmath.pi * i / (2 * count)) for i in range(1, count + 1)]
    wanted = [kernel.value(t) for t in grid]
    gain = [
        max(abs(kernel.gain(t, p)), abs(kernel.gain(-t, p)))
        for t, p in zip(grid, wanted, strict=True)
    ]
    nodes = [60 * (i + 1) - 1 for i in range(degree + 2)]
    for _ in range(30):
        system = mpmath.matrix(degree + 2)
        for row, i in enumerate(nodes):
            for k in range(degree + 1):
                system[row, k] = grid[i] ** (2 * k)
            system[row, degree + 1] = (-1) ** row / gain[i]
        solution = mpmath.lu_solve(system, mpmath.matrix([wanted[i] for i in nodes]))
        coefficients = list(solution)[:-1]
        error = [
            w * (mpmath.polyval(coefficients[::-1], t**2) - p)
            for t, p, w in zip(grid, wanted, gain, strict=True)
        ]
        level, last = abs(solution[degree + 1]), nodes
        nodes = _extrema(error, degree + 2)
        if nodes == last or max(map(abs, error)) < level * mpf("1.0001"):
            return coefficients, level
    raise ArithmeticError(f"the exchange for {kernel.name}, degree {degree}, did not settle")


def _extrema(error: list[mpf], count: int) -> list[int]:
    """The places of the largest error on each stretch of one sign, in order, at most `count`."""
    best: list[int] = []
    for i, e in enumerate(error):
        if best and (e > 0) == (error[best[-1]] > 0):
            best[-1] = i if abs(e) > abs(error[best[-1]]) else best[-1]
        else:
            best.append(i)
    while len(best) > count:
        best.pop(0 if abs(error[best[0]]) < abs(error[best[-1]]) else -1)
    return best


def certify(kernel: Kernel, coefficients: list[float], pieces: int = PIECES) -> arb:
    """Enclose the worst relative error of the kernel that the rounded polynomial causes.

    The rest of the formula is taken as exact.  The interval is `kernel.limit` and `MARGIN`.

    Returns
    -------
    arb
        A ball whose upper end is a proved bound.
    """
    ctx.prec = BALL_BITS
    rounded = fmpq_poly([_exact(c) for c in coefficients])
    difference = rounded - fmpq_poly([kernel.series(k) for k in range(TERMS)])
    end = kernel.limit * MARGIN
    tail = kernel.tail(TERMS, arb(end))
    worst = arb(0)
    for i in range(pieces):
        middle, radius = end * fmpq(2 * i + 1, 2 * pieces), end * fmpq(1, 2 * pieces)
        shifted = difference(fmpq_poly([middle, radius]))
        bound = sum((abs(arb(c)) for c in shifted.coeffs()), tail)
        z = _ball(middle - radius, middle + radius)
        p = _enclose(rounded, z) + arb(0, bound.abs_upper())
        for t in (z.sqrt(), -z.sqrt()):
            worst = worst.max((kernel.gain(t, p) * bound).abs_upper())
    return worst


def _exact(number: float) -> fmpq:
    return fmpq(*number.as_integer_ratio())


def _ball(low: fmpq, high: fmpq) -> arb:
    return arb(low).union(arb(high)).nonnegative_part()


def _enclose(polynomial: fmpq_poly, z: arb) -> arb:
    total = arb(0)
    for c in reversed(polynomial.coeffs()):
        total = total * z + arb(c)
    return total


def fit(kernel: Kernel, dtype: str, degree: int) -> tuple[list[float], float]:
    """Coefficients rounded to `dtype`, and the certified bound rounded up to a double."""
    with mpmath.workdps(DIGITS):
        exact, _ = minimax(kernel, degree)
        # by way of 53 bits, which the certificate then takes as they are
        rounded = [float(np.dtype(dtype).type(float(c))) for c in exact]
    bound = certify(kernel, rounded)
    return rounded, math.nextafter(float(bound.upper()), math.inf)


def table() -> dict:
    """Everything that goes into the data file."""
    data: dict = {"schema": "symkl-kernels/1"}
    for kernel in KERNELS:
        entry: dict = {
            "form": kernel.form,
            "limit": str(kernel.limit),
            "interval": "0 <= z <= limit",
        }
        for dtype, degree in kernel.degree.items():
            coefficients, bound = fit(kernel, dtype, degree)
            entry[dtype] = {
                "degree": degree,
                "coefficients": [c.hex() for c in coefficients],
                "decimal": [str(np.dtype(dtype).type(c)) for c in coefficients],
                "bound": bound.hex(),
                "bound_decimal": str(
                    Context(prec=4, rounding=ROUND_CEILING).create_decimal(bound)
                ).lower(),
            }
        data[kernel.name] = entry
    return data


def reference(name: str, x: float) -> arb:
    """Enclose g or h at a double, to 100 bits or more of relative accuracy."""
    t = arb(x)
    if abs(x) > 2.0**-20:
        return t - t.log1p() if name == "g" else t.expm1() - t
    terms = range(6, 1, -1)
    total = arb(0, 2.0**-115)
    for k in terms:
        total = total * t + (arb((-1) ** k) / k if name == "g" else 1 / arb(math.factorial(k)))
    return total * t * t


def sample(name: str, dtype: str, count: int, seed: int) -> np.ndarray:
    """Draw finite arguments: both branches, their borders, both ends of the range, tiny ones."""
    rng = np.random.default_rng(seed)
    top = math.log(float(np.finfo(dtype).max))
    size = count // 8
    tiny = np.exp(rng.uniform(0.55 * -top, 0, size)) * rng.choice([-1.0, 1.0], size)
    if name == "g":
        low, high, large = -0.4805, 0.9249, np.exp(rng.uniform(0, top, size))
        floor = np.nextafter(-1.0, 0.0, dtype=dtype)
        parts = [
            -np.exp(-np.exp(rng.uniform(-20, 0.5, size))),
            np.exp(-rng.uniform(0, 36, size)) - 1,
        ]
    else:
        low, high, large = -0.7072, 0.7072, np.exp(rng.uniform(0, math.log(top), size))
        floor = -np.inf
        parts = [-large, rng.uniform(-8, 8, size)]
    parts += [tiny, large, rng.uniform(low, high, 2 * size), rng.uniform(-0.99, 3, size)]
    for border in (low, high):
        parts.append(border * (1 + rng.uniform(-1e-2, 1e-2, size // 2)))
    return np.maximum(np.concatenate(parts).astype(dtype), floor)


def worst_ulp(name: str, dtype: str, count: int, seed: int = 0) -> tuple[float, float, int]:
    """Largest error of `symkl/numerics/kernels.py`, in units in the last place, and where."""
    sys.path.insert(0, str(ROOT))
    from symkl.numerics import kernels

    ctx.prec = BALL_BITS
    x = sample(name, dtype, count, seed)
    y = getattr(kernels, "_" + name)(x)
    exact = [reference(name, float(t)) for t in x]
    unit = np.spacing(np.array([float(e) for e in exact]).astype(dtype)).astype(float)
    error = [abs(float(arb(float(a)) - e)) for a, e in zip(y, exact, strict=True)]
    ulp = np.array(error) / unit
    place = int(np.argmax(ulp))
    return float(ulp[place]), float(x[place]), len(x)


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; see the module docstring."""
    parser = argparse.ArgumentParser(description="Fit and certify the polynomials of g and h.")
    mode = parser.add_mutually_exclusive_group()
    mode.add_argument("--check", action="store_true", help="compare with the file, write nothing")
    mode.add_argument("--degrees", action="store_true", help="print the certified bound by degree")
    mode.add_argument("--measure", action="store_true", help="print the worst errors in ulp")
    parser.add_argument("--points", type=int, default=1_000_000, help="for --measure (default 1e6)")
    options = parser.parse_args(arguments)
    if options.degrees or options.measure:
        for kernel in KERNELS:
            for dtype, degree in kernel.degree.items():
                if options.measure:
                    ulp, place, count = worst_ulp(kernel.name, dtype, options.points)
                    print(f"{kernel.name} {dtype}: {ulp:.3f} ulp at {place!r}, {count} points")
                    continue
                for trial in range(degree - 2, degree + 3):
                    mark = " chosen" if trial == degree else ""
                    print(
                        f"{kernel.name} {dtype} {trial}: {fit(kernel, dtype, trial)[1]:.3e}{mark}"
                    )
        return 0
    text = json.dumps(table(), indent=2) + "\n"
    if options.check:
        same = TARGET.exists() and TARGET.read_text(encoding="utf-8") == text
        print(f"{TARGET.relative_to(ROOT)} is {'up to date' if same else 'stale'}")
        return 0 if same else 1
    TARGET.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
