"""The columns of the table of functions, and the words in which its rows are written."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

Signs = frozenset[int]

# The signs of the value at a negative argument, at 0, and at a positive one.
MINUS, ZERO, PLUS = Signs((-1,)), Signs((0,)), Signs((1,))
ANY = Signs((-1, 0, 1))
UNKNOWN = (ANY, ANY, ANY)
OF_THE_ARGUMENT = (MINUS, ZERO, PLUS)
ALWAYS_POSITIVE = (PLUS, PLUS, PLUS)


class Domain(NamedTuple):
    """An assumption on the argument with a number added, under which a function has a value."""

    assumption: str
    plus: int = 0

    def of(self, arg: Any) -> Any:
        """Return the expression that the assumption is about."""
        return self.plus + arg if self.plus else arg


@dataclass(frozen=True, slots=True, kw_only=True)
class Function:
    """A function of a real number.

    Attributes
    ----------
    meaning
        One line for a reader.
    domain
        The arguments at which it has a value, None for all.
    value, sympy, ball
        The value in mpmath, in SymPy, in balls: of the library (`mpmath.mp`, `sympy`, `flint`) and
        an argument that lies in the domain. A ball's is a ball, or a power series.
    analytic
        The complex balls on which `ball` is analytic: ``everywhere``, to the ``right`` of the end
        of the domain, in the ``strip`` of imaginary parts below 3; empty for none.
    derivative
        Of the words of the language and the argument; None where none is known.
    differentiable
        A condition on the argument, beside the domain, for the derivative to exist: ``nonzero``.
    continuous
        True for a function that is continuous on its domain, False for one that jumps at 0.
    bounded
        True for one that is bounded, and continuous on the whole line.
    sign
        The signs of the value at a negative argument, at 0, at a positive one.
    theorem
        The law that says it is nonnegative, which a derivation has to prove.
    monotone
        1 where it rises on its domain, -1 where it falls, 0 where it does neither.
    root
        The positive number at which it is 0, of a function that rises.
    even
        True for one with the same value at -x and x.
    at_zero
        Numerator and denominator of the value at 0; None where that is not rational.
    law, definition
        The law under which it is its definition, and that, of words and argument.
    latex, bare, latex_definition
        The command; True for a simple argument without brackets; what a page says of the function.
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
    """Return the texts of a function that all libraries call alike, but for some."""
    libraries = {"numpy": "np", "math": "math", "torch": "torch", "jax": "jnp", "array_api": "xp"}
    return {target: f"{library}.{name}({{0}})" for target, library in libraries.items()} | others


def kernel(name: str) -> dict[str, str]:
    """Return the texts of a function that has a kernel of its own in every library."""
    texts = dict.fromkeys(("numpy", "torch", "jax"), f"_{name}({{0}})")
    return texts | {"math": f"_{name}_number({{0}})", "array_api": f"_{name}_value(xp, {{0}})"}
