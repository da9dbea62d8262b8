"""Code forms: closed forms as a function computes them, written as data.

A closed form is proved once. A code form leads from it to what is computed: a value, the terms
that add up to it, the derivatives by its letters. These parts are chains that open alike, with a
quantity and its closed form, and each claims what its chain ends with. So a chain is what is
written here, and the rest follows: `form` makes a part of it, `slope` the part of a derivative, and
`code_form` the derivation, with the functions that are exported. A `Domain` says over what the
terms are added up.

Main definitions: `Domain`, `form`, `slope`, `code_form`.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from symkl.errors import Place, UsageError
from symkl.kernel.derivation import Derivation, Export, Part, Step
from symkl.lang.fields import told
from symkl.lang.nodes import Expr, Relation, Symbol, as_expr
from symkl.lang.vocabulary import D, Sum

__all__ = ["Domain", "code_form", "form", "slope"]

Scalar = Expr | int | Fraction
Start = Scalar | Sequence[Any]  # an expression, or a chain that opens with one

TITLES = {
    "kl_divergence": "The value",
    "direct": "The value, as it is computed where the distributions are known to be far apart",
    "terms": "The terms",
    "log_determinant": "The term of the determinants",
    "trace": "The term of the trace",
    "mahalanobis": "The term of the means",
}
TERMS = ("log_determinant", "trace", "mahalanobis")


@dataclass(frozen=True, slots=True)
class Domain:
    """The domain of a form: one variable, or independent components, over which it is summed.

    Attributes
    ----------
    index, size
        The index of a component and the number of components; None for one variable.
    direction
        The vector along which a derivative by a vector is taken.

    Examples
    --------
    >>> from symkl import Domain, dimension, index, vector
    >>> k, i = dimension("k"), index("i")
    >>> mu, H = vector("mu H", k)
    >>> components = Domain(i, k, H)
    >>> print(components.total(mu[i]**2), "and", components.along(2*mu[i]))
    Sum(mu[i]**2, i, k) and Sum(2*mu[i]*H[i], i, k)
    >>> print(Domain().total(mu[i]**2), "and", Domain().along(2*mu[i]))
    mu[i]**2 and 2*mu[i]
    """

    index: Symbol | None = None
    size: Expr | None = None
    direction: Symbol | None = None

    def total(self, term: Scalar) -> Expr:
        """The sum of a term over the components; of one variable, the term."""
        if self.index is None or self.size is None:
            return as_expr(term)
        return Sum(as_expr(term), self.index, self.size)

    def along(self, derivative: Scalar) -> Expr:
        """The differential along the direction, from the derivative by a component."""
        if self.index is None or self.direction is None:
            return as_expr(derivative)
        return self.total(derivative * self.direction[self.index])


def form(name: str, start: Start, *steps: Step, title: str | None = None) -> Part:
    """A part that claims what its chain gives: that the first expression equals the last.

    Parameters
    ----------
    name
        Its name; that of the function or the term, where it is one.
    start
        An expression, or a chain that opens with one and that `steps` continue.
    steps
        The links that follow, each with its rule.
    title
        What the reader is told; what is usual for the name, where it is not given.

    Raises
    ------
    UsageError
        For a chain without a step, or with one that is no equation.

    Examples
    --------
    >>> from symkl import algebra, eq, form, real
    >>> x = real("x")
    >>> print(form("square", x*x, eq(x**2, by=algebra)).claim)
    x*x = x**2
    """
    place = _place()
    told_as = TITLES.get(name, "") if title is None else title
    return _form(name, _chain(start, steps, place), told_as, place)


def slope(
    letter: Symbol,
    start: Start,
    *steps: Step,
    along: Expr | None = None,
    of: str = "",
    named: str = "",
) -> Part:
    """The part of a derivative: a chain differentiated link by link, and how that goes on.

    Parameters
    ----------
    letter
        The letter by which the derivative is taken; the part is called ``d_`` and its name.
    start
        An expression, or a chain that opens with one: both sides of each link are differentiated,
        and its rule is kept.
    steps
        The links that follow, from the derivative of the last expression.
    along
        The direction, where the letter is no scalar.
    of, named
        How the title calls what is differentiated, and the letter.

    Raises
    ------
    UsageError
        For a chain without a step, or with one that is no equation.

    Examples
    --------
    >>> from symkl import algebra, derivative, eq, real, slope
    >>> x = real("x")
    >>> part = slope(x, [x*x, eq(x**2, by=algebra)], eq(2*x, by=derivative))
    >>> print(part.title, part.claim, part.steps[0].after, sep="; ")
    The derivative by $x$; D(x*x, x) = 2*x; D(x**2, x)
    """
    place = _place()
    first, *links = _chain(start, (), place)
    opening = [replace(link, after=D(link.after, letter, along), place=place) for link in links]
    chain = _chain([D(first, letter, along), *opening], steps, place)
    title = f"The derivative{of and f' of {of}'} by {named or _letter(letter)}"
    return _form(f"d_{letter}", chain, title, place)


def code_form(
    *,
    title: str,
    module: str,
    functions: Mapping[str, Sequence[Symbol]],
    parts: Sequence[Any],
    names: Mapping[str, Expr] | None = None,
    terms: Mapping[str, Mapping[str, str]] | None = None,
    near: Mapping[str, str] | None = None,
) -> Derivation:
    """A derivation of code forms, with the module of functions that it exports.

    The terms of a function are the parts called ``log_determinant``, ``trace`` and ``mahalanobis``,
    its derivatives the parts of its letters (`slope`), and its quick form, for one function, the
    part called ``direct``; each where there is such a part.

    Parameters
    ----------
    title
        What the reader is told first.
    module
        The name of the module.
    functions
        The letters that each function takes; the function is called like the part of its value.
    parts
        The parts, in the order in which they are proved.
    names
        Names for subexpressions, to be used in the code.
    terms
        For a function whose terms are other parts, these by the names of the terms.
    near
        See `Export`; of the function whose name is in it.

    Raises
    ------
    UsageError
        For a part that is none, and for a function without one.

    Examples
    --------
    >>> from symkl import algebra, code_form, derivative, eq, form, real, slope
    >>> x = real("x")
    >>> square = [x*x, eq(x**2, by=algebra)]
    >>> made = code_form(
    ...     title="A square", module="square", functions={"square": (x,)},
    ...     parts=[form("square", square), slope(x, square, eq(2*x, by=derivative))],
    ... )
    >>> made.code[0].gradient
    (('x', 'd_x'),)
    """
    place = _place()
    for made in parts:
        if not isinstance(made, Part):
            hint = "write form(…), slope(…) or part(…)"
            raise UsageError(f"{told(made)} is not a part", place=place, hint=hint)
    known = [part.name for part in parts]
    for value in functions:
        if value not in known:
            hint = f'write form("{value}", …)'
            raise UsageError(f"no part gives the function {value}", place=place, hint=hint)
    usual = {name: name for name in TERMS if name in known}
    code = tuple(
        Export(
            module=module,
            arguments=tuple(letters),
            value=value,
            direct="direct" if "direct" in known else "",
            terms=tuple((terms or {}).get(value, usual).items()),
            gradient=tuple((str(x), f"d_{x}") for x in letters if f"d_{x}" in known),
            names=tuple((names or {}).items()),
            near=tuple((near or {}).items()) if value in (near or {}) else (),
        )
        for value, letters in functions.items()
    )
    return Derivation(title, tuple(parts), place, code=code)


def _place() -> Place:
    frame = sys._getframe(2)
    return Place(frame.f_code.co_filename, frame.f_lineno)


def _chain(start: Start, steps: Sequence[Step], place: Place) -> list[Any]:
    """An opening, an expression or a list, with the steps that follow."""
    opening = list(start) if isinstance(start, (list, tuple)) else [start]
    if not opening or isinstance(opening[0], Step):
        hint = "put the left side first"
        raise UsageError("a chain opens with an expression", place=place, hint=hint)
    links = [*opening[1:], *steps]
    for link in links:
        if not isinstance(link, Step):
            hint = "write eq(…, by=rule)"
            raise UsageError(f"{told(link)} in the chain is not a step", place=place, hint=hint)
        if link.relation != "=":
            hint = "write the inequality as a part of its own"
            raise UsageError("a form is a chain of equations", place=place, hint=hint)
    return [as_expr(opening[0]), *links]


def _form(name: str, chain: list[Any], title: str, place: Place) -> Part:
    first, *links = chain
    if not links:
        hint = "write eq(…, by=rule) after its start"
        raise UsageError(f"the form {name} has no step", place=place, hint=hint)
    claim = Relation("=", first, links[-1].after)
    return Part(name, title, claim, first, tuple(links), place)


def _letter(letter: Symbol) -> str:
    """A letter in LaTeX: one with a longer stem is a Greek one."""
    return f"${letter}$" if len(str(letter).split("_")[0]) == 1 else f"$\\{letter}$"
