"""What the table of functions has columns for: a row, and the words in which rows are written."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

Signs = frozenset

# The signs of the value at a negative argument, at 0, and at a positive one.
MINUS, ZERO, PLUS = Signs((-1,)), Signs((0,)), Signs((1,))
ANY = Signs((-1, 0, 1))
UNKNOWN = (ANY, ANY, ANY)
OF_THE_ARGUMENT = (MINUS, ZERO, PLUS)
ALWAYS_POSITIVE = (PLUS, PLUS, PLUS)


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
        Where the ball of a complex number is that of an analytic function: ``everywhere``, to the
        ``right`` of the end of the domain, in the ``strip`` of imaginary parts below 3, "" nowhere.
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
    root
        Where it is 0, if it rises and that is a number but not 0.
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
    root: int | None = None
    even: bool = False
    at_zero: tuple[int, int] | None = None
    law: str = ""
    definition: Callable[[Any, Any], Any] | None = None
    bare: bool = False
    latex_definition: str = ""
    ulps: int | None = None
    mistaken: str = ""


def named(name: str, **others: str) -> dict[str, str]:
    """The texts where every library calls a function alike, but for some."""
    libraries = {"numpy": "np", "math": "math", "torch": "torch", "jax": "jnp", "array_api": "xp"}
    return {target: f"{library}.{name}({{0}})" for target, library in libraries.items()} | others


def kernel(name: str) -> dict[str, str]:
    """The texts of a function that has a kernel of its own in every library."""
    texts = dict.fromkeys(("numpy", "torch", "jax"), f"_{name}({{0}})")
    return texts | {"math": f"_{name}_number({{0}})", "array_api": f"_{name}_value(xp, {{0}})"}
