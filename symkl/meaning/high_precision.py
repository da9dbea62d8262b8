"""Numbers of mpmath, exact while they can be, for `symkl.meaning.fold`.

Where an integrand has a factor that is the exponential of a quadratic, which a few values of its
logarithm show, the integral is taken around the centre of that Gaussian and in its scale (see
`symkl.meaning.quadrature`). Laws that are left open stand for normal mixtures here, chosen by their
names. A derivative is a central difference. Under a binder, what does not depend on the bound
variable is computed once and kept.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from typing import Any

from mpmath import mp, mpf

from symkl.errors import UnsupportedExpression, UsageError
from symkl.lang import nodes as n
from symkl.lang.columns import Function as Row
from symkl.lang.family import Support
from symkl.limits import MOST_SIZE
from symkl.meaning import arrays as a
from symkl.meaning import quadrature
from symkl.meaning.arrays import Undecaying, Undefined, Unevaluated
from symkl.meaning.carrier import (
    Carrier,
    Compiled,
    Environment,
    Function,
    Meaning,
    Scope,
    Value,
)
from symkl.meaning.mixtures import mixture

__all__ = ["Density", "HighPrecision"]

# Which numbers a support holds; None for all of them.
_MEMBERS: dict[str, Callable[[mpf], bool] | None] = {
    "line": None,
    "space": None,
    "half-line": lambda x: a.real(x) >= 0,
    "open half-line": lambda x: a.real(x) > 0,
    "unit interval": lambda x: 0 <= a.real(x) <= 1,
}
Operation = Callable[[Any], Any]
Density = Callable[[Any], Value]  # of a law that is left open


def _log(x: a.Scalar) -> a.Scalar:
    if not x > 0:
        raise Undefined(f"logarithm of {a.shown(x)}")
    return a.ZERO if x == 1 else mp.log(a.real(x))


def _log1p(x: a.Scalar) -> a.Scalar:
    if not x > -1:
        raise Undefined(f"logarithm of 1 + {a.shown(x)}")
    return mp.log1p(a.real(x))


def _at_twice_the_digits(function: Operation) -> Operation:
    """The function at three times the precision, as its difference of near numbers loses digits."""

    def careful(x: a.Scalar) -> a.Scalar:
        with mp.workprec(3 * mp.prec):
            value = function(a.real(x))
        return +value

    return careful


def _sign(x: a.Scalar) -> Fraction:
    if type(x) is mpf and (x == 0 or mp.mag(x) < -mp.prec // 2):
        raise Unevaluated(f"the sign of {a.shown(x)}, which may be that of an error")
    return Fraction((x > 0) - (x < 0))


def _of_the_table(name: str, row: Row) -> Operation:
    """The value as the table of functions has it, where the argument lies in the domain."""

    def value(x: a.Scalar) -> a.Scalar:
        if row.domain and not x > -row.domain.plus:
            what = f"1 + {a.shown(x)}" if row.domain.plus else a.shown(x)
            raise Undefined(f"{'logarithm' if name == 'log1p' else name} of {what}")
        return +a.exponential(a.real(x), lambda y: row.value(mp, y))

    return value


# What is exact for exact arguments, or takes more digits.
_CAREFUL: dict[str, Operation] = {
    "log": _log,
    "sqrt": a.root,
    "abs": abs,
    "sign": _sign,
    "g": _at_twice_the_digits(lambda x: x - _log1p(x)),
    "h": _at_twice_the_digits(lambda x: a.exponential(x, mp.expm1) - x),
}

_FUNCTIONS = {
    name: _CAREFUL.get(name) or _of_the_table(name, row) for name, row in n.FUNCTIONS.items()
}


class HighPrecision(Carrier):
    """Fractions, and numbers of mpmath of its working precision.

    Parameters
    ----------
    pdfs
        The densities of the laws that are left open, by name.
    """

    zero, one, ends = a.ZERO, a.ONE, {"+": mp.inf, "-": -mp.inf}
    add = staticmethod(a.add)
    multiply = staticmethod(a.multiply)
    divide = staticmethod(a.divide)
    power = staticmethod(a.power)

    def __init__(self, pdfs: Mapping[str, Callable[..., Any]]) -> None:
        self.pdfs = pdfs

    def number(self, value: Fraction) -> Fraction:
        return value

    def pi(self) -> mpf:
        return +mp.pi

    def apply(self, function: str) -> Callable[..., Any]:
        return _FUNCTIONS[function]

    def below(self, x: Any, y: Any, node: n.Node) -> bool:
        return bool(a.subtract(x, y) < 0)

    def whole(self, x: Any, what: str) -> int:
        if not abs(x) <= MOST_SIZE:
            raise Unevaluated(f"{what} is beyond {MOST_SIZE}")
        if x != int(x):
            raise Undefined(f"{what} is {a.shown(x)}, not a whole number")
        return int(x)

    def determinant(self, rows: a.Matrix) -> Any:
        return a.eliminate(rows)[0]

    def inverse(self, rows: a.Matrix) -> a.Matrix:
        found = a.eliminate(rows)[1]
        if found is None:
            raise Undefined("the matrix is singular")
        return found

    # laws and integrals

    def members(self, support: Support, law: Any) -> Callable[[Any], bool] | None:
        return _MEMBERS[support.kind]

    def open_density(self, law: n.Distribution, at: Compiled, scope: Scope) -> Compiled:
        if n.law_letter(law).shape != ():
            raise UnsupportedExpression(f"the law {law.name} of a vector has no values in numbers")
        given = self.pdfs.get(law.name)
        kind = law.family.support.kind
        if kind == "unit interval" and given is None:
            raise UnsupportedExpression(f"no density on the unit interval stands for {law.name}")
        drawn = mixture(law.name)
        if kind == "line" or given is not None:
            pdf = given or drawn
            return Compiled(lambda env: pdf(a.real(at.call(env))), at.slots)

        def folded(env: Environment) -> mpf:  # that of |X|, which lives on the half-line
            x = a.real(at.call(env))
            return drawn(x) + drawn(-x)

        return Compiled(folded, at.slots)

    def over_space(
        self, node: n.Node, body: Compiled, slot: int, k: int | None, factors: Iterable[Compiled]
    ) -> Function:
        return _naming(node, _over_space(body, slot, k, factors))

    def between(
        self,
        node: n.Integral,
        body: Compiled,
        slot: int,
        ends: tuple[Compiled, Compiled],
        factors: Iterable[Compiled],
    ) -> Function:
        over_space = _over_space(body, slot, None, factors)

        def integral(env: Environment) -> Value:
            low, high = (a.real(end.call(env)) for end in ends)
            if low == high:
                return a.ZERO
            sign = 1
            if low > high:
                sign, low, high = -1, high, low
            if mp.isinf(low) and mp.isinf(high):
                return a.scale(Fraction(sign), over_space(env))
            sample, f = _integrand(body.call, slot, env, None)
            if mp.isinf(high):
                flat = quadrature.half_line(f, low, 1)
            elif mp.isinf(low):
                flat = quadrature.half_line(f, high, -1)
            else:
                flat = quadrature.interval(f, low, high)
            return a.like(sample[0], (sign * x for x in flat))

        return _naming(node, integral)

    def derivative(self, body: Compiled, slot: int, point: Compiled, along: Compiled) -> Function:
        def slope(env: Environment) -> mpf:
            # The central difference is off by a multiple of the square of the step, and divides the
            # rounding error by the step: half as many digits more for both.
            digits = mp.dps
            direction = along.call(env)
            with mp.workdps(digits + digits // 2 + 25):
                step = mpf(10) ** -(digits // 2 + 8)
                at = point.call(env)
                ends = []
                for t in (step, -step):
                    env[slot] = a.entrywise(a.add, at, a.scale(t, direction))
                    ends.append(a.real(body.call(env)))
                found = (ends[0] - ends[1]) / (2 * step)
            return +found

        return slope

    # refusals

    def size(self, dim: int) -> int:
        if dim > MOST_SIZE:
            raise Unevaluated(f"a vector or matrix of {dim} rows; {MOST_SIZE} is the most")
        return dim

    def refused(self, kind: str, text: str, hint: str = "") -> Exception:
        errors = {"undefined": Undefined, "missing": UsageError}
        return errors.get(kind, UnsupportedExpression)(text, hint=hint)

    def named(self, node: n.Node, operation: Callable[..., Any]) -> Callable[..., Any]:
        """The operation with the expression named where it has no value."""

        def saying(*args: Value) -> Value:
            try:
                return operation(*args)
            except Undefined as error:
                raise Undefined(f"{node} is undefined: {error.message}") from None

        return saying

    def known(self, node: n.Node, scope: Scope, meaning: Meaning) -> Compiled:
        found = meaning(node, scope)
        leaf = isinstance(node, (n.Number, n.Constant, n.Symbol))
        if leaf or scope.loops <= found.slots:
            return found
        return Compiled(_kept(found), found.slots)


def _kept(found: Compiled) -> Function:
    """The function with its last values remembered: four, as sums are over a few indices."""
    call, slots = found.call, sorted(found.slots)
    kept: list[tuple[tuple[Any, ...], Value]] = []

    def remembering(env: Environment) -> Value:
        key = (mp.prec, *[env[slot] for slot in slots])
        for known, value in kept:
            if known == key:
                return value
        value = call(env)
        kept.insert(0, (key, value))
        del kept[4:]
        return value

    return remembering


def _integrand(
    body: Function, slot: int, env: Environment, k: int | None
) -> tuple[list[Value], quadrature.Integrand]:
    """The body as an integrand of coordinates, and a list that receives a value of it."""
    sample: list[Value] = []

    def f(x: tuple[mpf, ...]) -> tuple[mpf, ...]:
        env[slot] = x[0] if k is None else tuple((c,) for c in x)
        value = body(env)
        if not sample:
            sample.append(value)
        return tuple(map(a.real, a.entries(value)))

    return sample, f


def _over_space(body: Compiled, slot: int, k: int | None, factors: Iterable[Compiled]) -> Function:
    """The integral over the line or R^k, around a Gaussian factor if there is one."""
    calls = [factor.call for factor in factors]

    def integral(env: Environment) -> Value:
        sample, f = _integrand(body.call, slot, env, k)
        found = [_gaussian(call, slot, env, k) for call in calls]
        fits = [fit for fit in found if fit is not None]
        flat = None
        for fit in fits[:2]:
            try:
                flat = quadrature.gaussian(f, *fit, others=fits)
                break
            except Undecaying:
                continue
        if flat is None:
            if (k or 1) > 1:
                raise Unevaluated("no factor of the integrand is a Gaussian in the variable")
            flat = quadrature.line(f)
        return a.like(sample[0], flat)

    return integral


def _naming(node: n.Node, integral: Function) -> Function:
    def call(env: Environment) -> Value:
        try:
            return integral(env)
        except Unevaluated as error:
            raise Unevaluated(f"{node} could not be evaluated", cause=error.message) from None

    return call


def _gaussian(
    factor: Function, slot: int, env: Environment, k: int | None
) -> tuple[list[mpf], Any] | None:
    """Centre and scale of a factor exp(quadratic) of the integrand; None if it is no such thing.

    Second differences of the logarithm give the quadratic, two further points confirm it.
    """
    size = 1 if k is None else k

    def log_at(*point: Any) -> mpf:
        env[slot] = Fraction(point[0]) if k is None else tuple((Fraction(c),) for c in point)
        value = factor(env)
        if type(value) is tuple or not value > 0:
            raise Undefined("no Gaussian")
        return mp.log(a.real(value))

    def unit(*indices: int) -> list[int]:
        return [sum(j == i for i in indices) for j in range(size)]

    try:
        middle = log_at(*[0] * size)
        up = [log_at(*unit(i)) for i in range(size)]
        down = [log_at(*[-c for c in unit(i)]) for i in range(size)]
        slope = [(up[i] - down[i]) / 2 for i in range(size)]
        bend = [[mpf(0)] * size for _ in range(size)]
        for i in range(size):
            bend[i][i] = up[i] + down[i] - 2 * middle
            for j in range(i):
                bend[i][j] = bend[j][i] = log_at(*unit(i, j)) - up[i] - up[j] + middle
        for point in ([2 + i for i in range(size)], [(-1) ** i * 3 for i in range(size)]):
            value = log_at(*point)
            fit = middle + sum(s * c for s, c in zip(slope, point, strict=True))
            fit += (
                sum(bend[i][j] * point[i] * point[j] for i in range(size) for j in range(size)) / 2
            )
            if abs(fit - value) > mpf(10) ** (-mp.dps // 2) * (1 + abs(value)):
                return None
    except (Undefined, Unevaluated):
        return None
    precision = tuple(tuple(-x for x in row) for row in bend)
    covariance = a.eliminate(precision)[1]
    if a.cholesky(precision) is None or covariance is None:
        return None
    centre = a.matmul(covariance, tuple((s,) for s in slope))
    return [m for (m,) in centre], a.cholesky(covariance)
