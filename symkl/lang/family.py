"""Families of distributions as data: letters, a support, a density, the theorems about them.

A family states nothing that has to be believed. Its support is what is assumed of the letter in
which its density is written, with Lebesgue's measure; positivity, moments and the form of the log
density are derived from the formula where they are needed; that the mass is one, what the mean
is, are theorems that the family names, and that speak for what they prove.

Main definitions: `Family`, `Support`, `support_of`, `density_of`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from symkl.errors import ShapeError, UnsupportedExpression, UsageError
from symkl.lang import nodes as n
from symkl.lang.binding import free_symbols, occurring, substitute, walk
from symkl.lang.fields import need_fields, told
from symkl.lang.nodes import Dimension, Distribution, Expr, Operand, Symbol, as_expr, same
from symkl.lang.tree import Node, need_short, operation

_OO = n.Infinity("+")
_RAISED = (n.Integral, n.Expectation, n.Derivative, n.Density, n.Divergence, n.CrossEntropy)


@dataclass(frozen=True)
class Support:
    """A set of numbers, or all vectors of a length: the densities of a family live there.

    Attributes
    ----------
    kind
        ``line``, ``space``, ``half-line``, ``open half-line`` or ``unit interval``.
    assumptions
        What is assumed of a letter that runs over it.
    lower, upper
        Its ends.
    letter
        How such a letter is declared.
    """

    kind: str
    assumptions: frozenset[str]
    lower: n.Bound
    upper: n.Bound
    letter: str

    @property
    def everything(self) -> bool:
        """True of the set of all numbers, or of all vectors."""
        return self.assumptions == {"real"}


_SUPPORTS = (
    Support("line", frozenset({"real"}), -_OO, _OO, "real"),
    Support("half-line", frozenset({"real", "nonnegative"}), as_expr(0), _OO, "nonnegative_real"),
    Support(
        "open half-line", frozenset({"real", "positive", "nonzero"}), as_expr(0), _OO, "positive"
    ),
    Support(
        "unit interval",
        frozenset({"real", "nonnegative", "at_most_1"}),
        as_expr(0),
        as_expr(1),
        "unit_interval",
    ),
)
SPACE = Support("space", frozenset({"real"}), -_OO, _OO, "vector")
"""All vectors of a length."""


def line_of(letter: Symbol) -> Support | None:
    """The set of numbers that a letter runs over, where that is one of the supports."""
    return next((one for one in _SUPPORTS if one.assumptions == letter.assumptions), None)


def support_of(law: Any) -> Support:
    """The support of a law; of independent components, all vectors."""
    return SPACE if isinstance(law, n.Independent) else law.family.support


@dataclass(frozen=True, eq=False, repr=False)
class Family:
    """A family of distributions.

    Attributes
    ----------
    name
        Its name, a word.
    variable
        The letter in which the density is written. What is assumed of it is the support: `real`,
        `nonnegative_real`, `positive` and `unit_interval` numbers, or a `vector`.
    parameters
        Letters for the parameters, declared with what every member of the family fulfils.
    density
        The density in these letters, where the variable lies in the support; None where it is
        left open: then nothing is known of it but that it is positive there and has mass one.
    theorems
        The theorems about the family: role (``mass``, ``mean``, ``second_moment``) to name.
    letters
        The letters of those theorems by name, in terms of the parameters; where it is empty, the
        theorems use the letters of the family.

    Raises
    ------
    UsageError
        If the letters are no letters, or the density is not written in them.

    Examples
    --------
    >>> from symkl import exp, nonnegative_real, positive
    >>> x, rate = nonnegative_real("x"), positive("rate")
    >>> Exponential = Family("Exponential", x, (rate,), rate * exp(-rate * x))
    >>> p = Exponential("p", x, rate=2)
    """

    name: str
    variable: Symbol
    parameters: tuple[Symbol, ...] = ()
    density: Expr | None = None
    theorems: Mapping[str, str] = field(default_factory=dict)
    letters: Mapping[str, Expr] = field(default_factory=dict)

    def __post_init__(self) -> None:
        need_fields(self)
        own = (self.variable, *self.parameters)
        if len({letter.name for letter in (*own, *self.dimensions)}) < len(own) + len(
            self.dimensions
        ):
            raise UsageError(f"the family {self.name} has two letters of one name")
        need_short(self.name)
        _ = self.support
        for letter in self.parameters:
            if "index" in letter.assumptions:
                raise UsageError(
                    f"the parameter {letter} of {self.name} is an index",
                    hint="take the component that it selects as the parameter",
                )
        if self.density is None:
            return
        if not self.name.isidentifier():
            raise UsageError(f"{self.name!r} is no name for a family", hint="write one word")
        self._need_formula(self.density)

    def _need_formula(self, density: Expr) -> None:
        if density.shape != ():
            raise UsageError(f"the density {density} of {self.name} is not a number")
        strange = free_symbols(density) - {self.variable, *self.parameters, *self.dimensions}
        if strange:
            names = ", ".join(sorted(letter.name for letter in strange))
            raise UsageError(
                f"the density of {self.name} speaks of {names}",
                hint="name it among the parameters",
            )
        if any(isinstance(node, _RAISED) for node in walk(density)):
            raise UsageError(
                f"the density {density} of {self.name} is no closed form",
                hint="write it without integrals, derivatives and other densities",
            )

    @cached_property
    def dimensions(self) -> tuple[Symbol, ...]:
        """The dimensions that its letters have."""
        dims = [d for letter in (self.variable, *self.parameters) for d in letter.dims]
        return tuple({d: None for d in dims if isinstance(d, Symbol)})

    @cached_property
    def support(self) -> Support:
        """The set on which its densities live.

        Raises
        ------
        UsageError
            If what is assumed of the variable is no support that is known here.
        """
        x = self.variable
        if x.shape != ():
            if len(x.shape) == 2 and x.shape[1] == 1 and x.assumptions == SPACE.assumptions:
                return SPACE
            raise UsageError(f"the variable {x} of {self.name} is neither a number nor a vector")
        found = line_of(x)
        if found is None:
            raise UsageError(
                f"the variable {x} of {self.name} runs over no support that is known here",
                hint="declare it by " + ", ".join(support.letter for support in _SUPPORTS),
            )
        return found

    @cached_property
    def content(self) -> tuple[Any, ...]:
        """All by which it is told from another one: not the letters of its theorems."""
        theorems = tuple(sorted(self.theorems.items()))
        return (self.name, self.variable, self.parameters, self.density, theorems)

    @cached_property
    def _hash(self) -> int:
        return hash(self.content)

    def __hash__(self) -> int:
        return self._hash

    def __eq__(self, other: object) -> bool:
        return self is other or (
            isinstance(other, Family)
            and hash(self) == hash(other)
            and same(self.content, other.content)
        )

    def __str__(self) -> str:
        return self.name

    def __repr__(self) -> str:
        return f"<Family {self.name}>"

    def __call__(self, name: str, x: Symbol, *values: Operand, **named: Operand) -> Distribution:
        """The law of this family with values for its parameters, in order or by name.

        Raises
        ------
        UsageError
            If a parameter has no value, or two, or the variable does not run over the support.
        ShapeError
            If variable and values do not fit together.
        """
        wanted = [letter.name for letter in self.parameters]
        given = dict(zip(wanted, values, strict=False)) | named
        if len(values) + len(named) != len(wanted) or set(given) != set(wanted):
            raise UsageError(
                f"a law of the family {self.name} has the parameters {', '.join(wanted)}",
                hint="give each of them one value",
            )
        return Distribution(self, name, x, tuple(as_expr(given[key]) for key in wanted))

    def sizes(self, law: Distribution) -> dict[Symbol, Dimension]:
        """The values that its dimensions have for a law.

        Raises
        ------
        ShapeError
            If the shapes of the law are not those of the family.
        """
        found: dict[Dimension, Dimension] = {}
        pairs = zip((self.variable, *self.parameters), (law.variable, *law.parameters), strict=True)
        for letter, value in pairs:
            wanted = tuple(found.get(d, d) for d in letter.shape)
            fits = len(wanted) == len(value.shape) and all(
                size == d or (isinstance(d, Symbol) and d not in found and d in self.dimensions)
                for d, size in zip(wanted, value.shape, strict=True)
            )
            if not fits:
                raise ShapeError(
                    f"the {letter} of {self.name} has another shape",
                    (letter, wanted),
                    (value, value.shape),
                )
            pairs_of_sizes = zip(letter.shape, value.shape, strict=True)
            found |= {d: size for d, size in pairs_of_sizes if isinstance(d, Symbol)}
        return {d: found.get(d, d) for d in self.dimensions}

    def values(self, law: Distribution) -> dict[Symbol, Expr]:
        """The values that its dimensions and its parameters have for a law."""
        sizes = {d: as_expr(size) for d, size in self.sizes(law).items()}
        return sizes | dict(zip(self.parameters, law.parameters, strict=True))

    def instance(self, law: Distribution) -> dict[str, Expr]:
        """The letters of its theorems by name, and what they are for a law."""
        values = self.values(law)
        letters = self.letters or {letter.name: letter for letter in values}
        return {name: _root(substitute(as_expr(e), values)) for name, e in letters.items()}


def _root(value: Expr) -> Expr:
    """σ for √(σ²), and 1 for √1: the letter itself, whose assumptions say more of it."""
    match value:
        case n.Apply("sqrt", n.Pow(base, n.Number(exponent))) if exponent == 2:
            return base
        case n.Apply("sqrt", n.Number(one)) if one == 1:
            return as_expr(1)
    return value


@operation("need_law")
def need_law(law: Any) -> None:
    """A law fits its family: as many parameters, their shapes, a variable over the support.

    Raises
    ------
    UsageError, ShapeError
        If it does not.
    """
    family = law.family
    if not isinstance(family, Family):
        raise UsageError(f"{told(family)} is no family", hint="use Normal, or declare a Family")
    if len(law.parameters) != len(family.parameters):
        raise UsageError(f"the law {law.name} has not the parameters of {family.name}")
    family.sizes(law)
    if law.variable.assumptions != family.support.assumptions:
        raise UsageError(
            f"{law.variable} does not run over the {family.support.kind}, "
            f"where the densities of {family.name} live",
            hint=f"declare it by {family.support.letter}",
        )


def open_family(name: str, x: Symbol) -> Family:
    """The family of one density that is left open, of a variable like `x`."""
    return Family(f"density {name}", n.Symbol("x", x.dims, x.assumptions))


def density_of(law: Distribution, at: Expr) -> Expr:
    """The density of a law at a point of its support as an expression.

    Raises
    ------
    UnsupportedExpression
        If the density is left open.
    """
    family: Family = law.family
    if family.density is None:
        raise UnsupportedExpression(f"the density of {law.name} is left open")
    return substitute(family.density, {**family.values(law), family.variable: at})


def families_in(*trees: Node) -> frozenset[Family]:
    """The families that occur in some trees."""
    return frozenset(law.family for law in occurring(*trees, kind=Distribution))


__all__ = [
    "SPACE",
    "Family",
    "Support",
    "density_of",
    "families_in",
    "line_of",
    "need_law",
    "open_family",
    "support_of",
]
