"""The elementary functions, a row each: all that symkl says of one stands here.

A row is data. What needs a library (a value, a ball, an expression of SymPy) is a function that is
handed the library, so that nothing is imported here; what needs the language (a derivative) is
handed the words of `symkl.lang.vocabulary`. `tests/lang/test_functions.py` takes every row through
every column, and the checker has a row of its own for each function (`symkl_recheck.functions`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

Signs = frozenset

# The signs of the value at a negative argument, at 0, and at a positive one.
_MINUS, _ZERO, _PLUS = Signs((-1,)), Signs((0,)), Signs((1,))
_ANY = Signs((-1, 0, 1))
UNKNOWN = (_ANY, _ANY, _ANY)
OF_THE_ARGUMENT = (_MINUS, _ZERO, _PLUS)
ALWAYS_POSITIVE = (_PLUS, _PLUS, _PLUS)


class Domain(NamedTuple):
    """Where a function has a value: what is assumed of its argument with a number added."""

    assumption: str
    plus: int = 0

    def of(self, arg: Any) -> Any:
        """What the assumption is about."""
        return self.plus + arg if self.plus else arg


@dataclass(frozen=True, slots=True, kw_only=True)
class Function:
    """A function of a real number.

    Attributes
    ----------
    meaning
        One line for a reader.
    domain
        Where it has a value, None for everywhere.
    value, sympy, ball
        The value in mpmath, in SymPy, in balls: of the library (`mpmath.mp`, `sympy`, `flint`) and
        an argument that lies in the domain. A ball's is a ball, or a power series.
    analytic
        Where the ball of a complex number is that of an analytic function: ``everywhere``, in the
        ``right`` half plane, in the ``strip`` of imaginary parts below 3. Empty: nowhere.
    derivative
        Of the words of the language and the argument; None where none is known.
    differentiable
        What has to hold of the argument beyond that for the derivative to exist: ``nonzero``.
    continuous
        Whether it is continuous on its domain.
    bounded
        Whether it is bounded, and continuous on the whole line.
    sign
        The signs of the value at a negative argument, at 0, at a positive one.
    theorem
        The law that says it is nonnegative, which a derivation has to prove.
    monotone
        1 where it rises on its domain, -1 where it falls, 0 where it does neither.
    even
        Whether its value at -x is that at x.
    at_zero
        Numerator and denominator of the value at 0; None where that is not rational.
    law, definition
        The law under which it is its definition, and that, of words and argument.
    latex, bare, latex_definition
        The command; whether a simple argument stands without brackets; what a page says of it.
    code
        Its text for each target, with ``{0}`` for the argument; one that is not named lacks it.
    ulps
        The error that is assumed of a library, in units in the last place; None for no bound.
    mistaken
        The function that a person takes it for.
    """

    meaning: str
    value: Callable[[Any, Any], Any]
    sympy: Callable[[Any, Any], Any]
    ball: Callable[[Any, Any], Any]
    latex: str
    code: Mapping[str, str]
    domain: Domain | None = None
    analytic: str = ""
    derivative: Callable[[Any, Any], Any] | None = None
    differentiable: str = ""
    continuous: bool = True
    bounded: bool = False
    sign: tuple[Signs, Signs, Signs] = field(default=UNKNOWN)
    theorem: str = ""
    monotone: int = 0
    even: bool = False
    at_zero: tuple[int, int] | None = None
    law: str = ""
    definition: Callable[[Any, Any], Any] | None = None
    bare: bool = False
    latex_definition: str = ""
    ulps: int | None = None
    mistaken: str = ""


def _named(name: str, **others: str) -> dict[str, str]:
    """The texts where every library calls a function alike, but for some."""
    libraries = {"numpy": "np", "math": "math", "torch": "torch", "jax": "jnp", "array_api": "xp"}
    return {target: f"{library}.{name}({{0}})" for target, library in libraries.items()} | others


def _kernel(name: str) -> dict[str, str]:
    """The texts of a function that has a kernel of its own in every library."""
    texts = dict.fromkeys(("numpy", "torch", "jax"), f"_{name}({{0}})")
    return texts | {"math": f"_{name}_number({{0}})", "array_api": f"_{name}_value(xp, {{0}})"}


FUNCTIONS: dict[str, Function] = {
    "log": Function(
        meaning="natural logarithm of a positive number",
        domain=Domain("positive"),
        value=lambda mp, x: mp.log(x),
        sympy=lambda sp, x: sp.log(x),
        ball=lambda flint, x: x.log(),
        analytic="right",
        derivative=lambda w, u: 1 / u,
        monotone=1,
        latex=r"\log",
        bare=True,
        code=_named("log"),
        ulps=4,
        mistaken="log1p",
    ),
    "exp": Function(
        meaning="exponential",
        value=lambda mp, x: mp.exp(x),
        sympy=lambda sp, x: sp.exp(x),
        ball=lambda flint, x: x.exp(),
        analytic="everywhere",
        derivative=lambda w, u: w.exp(u),
        sign=ALWAYS_POSITIVE,
        monotone=1,
        at_zero=(1, 1),
        latex=r"\exp",
        code=_named("exp", numpy="_exp({0})"),
        ulps=4,
        mistaken="expm1",
    ),
    "sqrt": Function(
        meaning="nonnegative square root",
        domain=Domain("nonnegative"),
        value=lambda mp, x: mp.sqrt(x),
        sympy=lambda sp, x: sp.sqrt(x),
        ball=lambda flint, x: x.sqrt(),
        analytic="right",
        derivative=lambda w, u: 1 / (2 * w.sqrt(u)),
        sign=(_ZERO | _PLUS, _ZERO, _PLUS),
        monotone=1,
        at_zero=(0, 1),
        latex=r"\sqrt",
        code=_named("sqrt"),
    ),
    "cos": Function(
        meaning="cosine",
        value=lambda mp, x: mp.cos(x),
        sympy=lambda sp, x: sp.cos(x),
        ball=lambda flint, x: x.cos(),
        analytic="everywhere",
        derivative=lambda w, u: -w.sin(u),
        bounded=True,
        even=True,
        at_zero=(1, 1),
        latex=r"\cos",
        bare=True,
        code=_named("cos"),
        mistaken="sin",
    ),
    "sin": Function(
        meaning="sine",
        value=lambda mp, x: mp.sin(x),
        sympy=lambda sp, x: sp.sin(x),
        ball=lambda flint, x: x.sin(),
        analytic="everywhere",
        derivative=lambda w, u: w.cos(u),
        bounded=True,
        at_zero=(0, 1),
        latex=r"\sin",
        bare=True,
        code=_named("sin"),
        mistaken="cos",
    ),
    "abs": Function(
        meaning="absolute value",
        value=lambda mp, x: abs(x),
        sympy=lambda sp, x: sp.Abs(x),
        ball=lambda flint, x: abs(x),
        sign=(_PLUS, _ZERO, _PLUS),
        even=True,
        at_zero=(0, 1),
        latex=r"\lvert",
        code=_named("abs", math="abs({0})"),
    ),
    "g": Function(
        meaning="g(x) = x - log(1 + x) for x > -1, nonnegative",
        domain=Domain("positive", 1),
        value=lambda mp, x: x - mp.log1p(x),
        sympy=lambda sp, x: x - sp.log(1 + x),
        ball=lambda flint, x: x - _log1p_of(flint, x),
        derivative=lambda w, u: u / (1 + u),
        theorem="g_nonnegative",
        at_zero=(0, 1),
        law="g_definition",
        definition=lambda w, u: u - w.log(1 + u),
        latex="g",
        latex_definition=r"g({0}) = {0} - \log(1 + {0})",
        code=_kernel("g"),
        ulps=3,
        mistaken="h",
    ),
    "h": Function(
        meaning="h(v) = exp(v) - 1 - v, nonnegative",
        value=lambda mp, x: mp.expm1(x) - x,
        sympy=lambda sp, x: sp.exp(x) - 1 - x,
        ball=lambda flint, x: _expm1_of(flint, x) - x,
        analytic="everywhere",
        derivative=lambda w, u: w.expm1(u),
        theorem="h_nonnegative",
        at_zero=(0, 1),
        law="h_definition",
        definition=lambda w, u: w.exp(u) - 1 - u,
        latex="h",
        latex_definition=r"h({0}) = e^{0} - 1 - {0}",
        code=_kernel("h"),
        ulps=3,
        mistaken="g",
    ),
    "log1p": Function(
        meaning="log(1 + x) for x > -1",
        domain=Domain("positive", 1),
        value=lambda mp, x: mp.log1p(x),
        sympy=lambda sp, x: sp.log(1 + x),
        ball=lambda flint, x: _log1p_of(flint, x),
        derivative=lambda w, u: 1 / (1 + u),
        sign=OF_THE_ARGUMENT,
        monotone=1,
        at_zero=(0, 1),
        law="log1p_definition",
        definition=lambda w, u: w.log(1 + u),
        latex=r"\operatorname{log1p}",
        latex_definition=r"\operatorname{{log1p}}({0}) = \log(1 + {0})",
        code=_named("log1p"),
        ulps=4,
        mistaken="log",
    ),
    "expm1": Function(
        meaning="exp(x) - 1",
        value=lambda mp, x: mp.expm1(x),
        sympy=lambda sp, x: sp.exp(x) - 1,
        ball=lambda flint, x: _expm1_of(flint, x),
        analytic="everywhere",
        derivative=lambda w, u: w.exp(u),
        sign=OF_THE_ARGUMENT,
        monotone=1,
        at_zero=(0, 1),
        law="log1p_definition",
        definition=lambda w, u: w.exp(u) - 1,
        latex=r"\operatorname{expm1}",
        latex_definition=r"\operatorname{{expm1}}({0}) = e^{0} - 1",
        code=_named("expm1", torch="_expm1({0})", jax="_expm1({0})"),
        ulps=4,
        mistaken="exp",
    ),
}


def _log1p_of(flint: Any, x: Any) -> Any:
    """Return log(1 + x) of a ball, which has a function of its own, or of a power series."""
    return x.log1p() if isinstance(x, flint.arb) else (1 + x).log()


def _expm1_of(flint: Any, x: Any) -> Any:
    """Return exp(x) - 1 of a ball, which has a function of its own, or of a power series."""
    return x.expm1() if isinstance(x, flint.arb) else x.exp() - 1
