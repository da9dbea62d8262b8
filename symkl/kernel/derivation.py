"""A derivation as data: a claim and the chain of steps that is said to prove it.

`derivation` and `part` build it, `eq`, `le` and `ge` write one link each. Nothing is checked
here but form; `symkl.kernel.check` decides. The place of each link (file and line) is kept for
messages.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol, TypeAlias

from symkl.errors import Place, UsageError
from symkl.lang.fields import Checked, need_fields, told
from symkl.lang.nodes import Expr, Operand, Relation, Symbol, as_expr

if TYPE_CHECKING:

    class Obtained(Protocol):
        """The result of `cholesky_factor`: a covariance, and the letter of its factor."""

        @property
        def covariance(self) -> Symbol: ...
        @property
        def factor(self) -> Symbol: ...

    Letter: TypeAlias = Symbol
    Instances: TypeAlias = tuple[object, ...] | Callable[[Expr, Expr], Iterable[object]]
    AllObtained: TypeAlias = tuple[Obtained, ...]
    ToObtain: TypeAlias = Sequence[Obtained]
else:
    Letter = Expr  # an expression in the place of a letter is refused by the check of the step
    Instances = tuple | Callable  # the check of the step asks what is in it
    AllObtained = tuple  # and `_part` asks


@dataclass(frozen=True, slots=True)
class Rule(Checked):
    """A named justification: the laws it allows and the equations it brings along.

    `laws` are names in `symkl.kernel.laws.LAWS`. `instances` are instances of axiom schemas or
    of theorems (see `symkl.kernel.axioms`), or a function of both sides that names them.
    `difference` is the witness of an inequality: what one side exceeds the other by, where
    `pointwise` is set under the integral. `entries` are indices: the step is checked entry by
    entry. A rule checks; it never rewrites.
    """

    name: str
    statement: str
    laws: frozenset[str] = frozenset()
    instances: Instances = ()
    difference: Expr | None = None
    pointwise: bool = False
    entries: tuple[Letter, ...] = ()
    source: str = ""
    note: str = ""

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True, slots=True)
class Step(Checked):
    """One link of a chain: ``before relation after`` by a rule."""

    relation: str
    after: Expr
    rule: Rule
    say: str
    place: Place


@dataclass(frozen=True, slots=True)
class Part(Checked):
    """One claim and its chain."""

    name: str
    title: str
    claim: Relation
    first: Expr
    steps: tuple[Step, ...]
    place: Place
    say: str = ""
    obtain: AllObtained = ()


@dataclass(frozen=True, slots=True)
class Export(Checked):
    """The export of proved closed forms as a module of functions.

    The names of parts refer to the derivation that carries the export; the right side of a
    part's claim is what is printed.

    Attributes
    ----------
    module
        The name of the generated module, and of the target that exports it.
    arguments
        The letters that the functions take, in order.
    value
        The part whose right side is the divergence in its code form.
    terms
        Names of the terms and the parts that give them, in order; they add up to the value.
    gradient
        Letters by name and the parts that give the derivative with respect to them.
    near
        Parts of the value and of terms, each with one that gives the same from the difference of
        two covariances Σ₂ = L₂L₂ᵀ and Σ₁ = (L₂C)(L₂C)ᵀ, where the factor C is well determined.
    names
        Names for subexpressions, to be used in the code.
    direct
        A part whose right side is the value in a form that is quick to compute, and loses digits
        where its terms cancel; "" for none.
    """

    module: str
    arguments: tuple[Symbol, ...]
    value: str
    terms: tuple[tuple[str, str], ...] = ()
    gradient: tuple[tuple[str, str], ...] = ()
    near: tuple[tuple[str, str], ...] = ()
    names: tuple[tuple[str, Expr], ...] = ()
    direct: str = ""


@dataclass(frozen=True, slots=True)
class Derivation(Checked):
    """A titled group of claims, proved one after the other; most have one."""

    title: str
    parts: tuple[Part, ...]
    place: Place
    intro: str = ""
    source: str = ""
    name: str = ""
    code: tuple[Export, ...] = ()

    def __post_init__(self) -> None:
        need_fields(self)
        places: dict[str, Place] = {}
        for own in self.parts:
            if own.name in places:
                before, after = places[own.name], own.place
                where = f"in line {before.line}" if before.file == after.file else f"at {before}"
                raise UsageError(
                    f"the part {own.name} stands here a second time, and {where}",
                    place=after,
                    hint="give one of the two another name",
                )
            places[own.name] = own.place

    def named(self, name: str) -> Derivation:
        """The same derivation under the name by which it is called."""
        parts = tuple(replace(p, name=f"{name}.{p.name}" if p.name else name) for p in self.parts)
        return replace(self, name=name, parts=parts)


Chain: TypeAlias = Sequence[Operand | Step]
"""The type of a chain as it is written: an expression, and one link after the other."""


def _place(depth: int = 2) -> Place:
    frame = sys._getframe(depth)
    return Place(frame.f_code.co_filename, frame.f_lineno)


def need_rule(by: object, place: Place | None = None) -> Rule:
    """A rule, or an error that says where rules are to be found."""
    if isinstance(by, Rule):
        return by
    raise UsageError(
        f"{told(by)} is not a rule", place=place, hint="see `symkl show --rules` for the rules"
    )


def _need_list(place: Place, **lists: object) -> None:
    for name, value in lists.items():
        if not isinstance(value, (list, tuple)):
            raise UsageError(f"{name}={told(value)} is not a list", place=place, hint="write […]")


def _need_text(place: Place, **texts: object) -> None:
    for name, text in texts.items():
        if not isinstance(text, str):
            raise UsageError(
                f"{name}={told(text)} is not text", place=place, hint="put it in quotes"
            )


def _step(relation: str, after: object, by: object, say: str, place: Place) -> Step:
    _need_text(place, say=say)
    return Step(relation, as_expr(after), need_rule(by, place), say, place)


def eq(after: Operand, *, by: Rule, say: str = "") -> Step:
    """The chain goes on with ``= after``."""
    return _step("=", after, by, say, _place())


def le(after: Operand, *, by: Rule, say: str = "") -> Step:
    """The chain goes on with ``<= after``."""
    return _step("<=", after, by, say, _place())


def ge(after: Operand, *, by: Rule, say: str = "") -> Step:
    """The chain goes on with ``>= after``."""
    return _step(">=", after, by, say, _place())


def _part(
    name: str, title: str, claim: object, chain: Chain, say: str, obtain: ToObtain, place: Place
) -> Part:
    _need_text(place, name=name, title=title, say=say)
    _need_list(place, chain=chain, obtain=obtain)
    if not isinstance(claim, Relation):
        raise UsageError(
            f"the claim {told(claim)} is not a relation", place=place, hint="write left == right"
        )
    if not chain or isinstance(chain[0], Step):
        raise UsageError(
            "a chain opens with an expression", place=place, hint="put the left side first"
        )
    steps: list[Step] = []
    for link in chain[1:]:
        if not isinstance(link, Step):
            raise UsageError(
                f"{told(link)} in the chain is not a step", place=place, hint="write eq(…, by=rule)"
            )
        steps.append(link)
    obtained = tuple(obtain)
    for found in obtained:
        covariance, factor = (getattr(found, x, None) for x in ("covariance", "factor"))
        ok = isinstance(covariance, Expr) and covariance.shape and isinstance(factor, Symbol)
        if not ok:
            raise UsageError(
                f"{told(found)} is nothing that is obtained",
                place=place,
                hint="write obtain=[cholesky_factor(Sigma, L)]",
            )
    return Part(name, title, claim, as_expr(chain[0]), tuple(steps), place, say, obtained)


def part(
    name: str,
    *,
    claim: Relation,
    chain: Chain,
    title: str = "",
    say: str = "",
    obtain: ToObtain = (),
) -> Part:
    """One claim of several in a derivation."""
    return _part(name, title, claim, chain, say, obtain, _place())


def derivation(
    *,
    title: str,
    claim: Relation | None = None,
    chain: Chain = (),
    parts: Sequence[Part] = (),
    intro: str = "",
    source: str = "",
    obtain: ToObtain = (),
    code: Sequence[Export] = (),
) -> Derivation:
    """A derivation: one claim with its chain, or several parts.

    Parameters
    ----------
    title, intro, source
        What the reader is told first, and where the derivation is taken from.
    claim, chain
        The claim, and the chain: an expression followed by `eq`, `le`, `ge` links.
    parts
        In place of claim and chain, several.
    obtain
        Letters that an axiom of existence provides (a Cholesky factor); they may not occur in
        the claim.
    code
        The modules that are generated from the parts.

    Raises
    ------
    UsageError
        For a claim that is no relation, a chain that does not open with an expression, or both
        a claim and parts.
    """
    place = _place()
    _need_text(place, title=title, intro=intro, source=source)
    _need_list(place, parts=parts, code=code)
    if bool(parts) == (claim is not None):
        raise UsageError("a derivation has either a claim or parts", place=place)
    if not parts:
        parts = (_part("", "", claim, chain, "", obtain, place),)
    return Derivation(title, tuple(parts), place, intro, source, "", tuple(code))
