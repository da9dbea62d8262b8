"""The meanings of names in derivation files: in one source, one name has one meaning.

The files that are read together are one source: those named in one command with their siblings, or
one folder. A derivation, a family or a rule that is defined twice there, with different content, is
an error that names both places; so nothing depends on which of them comes first. Between sources
the order decides, and a name that is shadowed is reported.

Main definitions: `Meaning`, `meanings`, `need_one_meaning`, `shadowed`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from itertools import combinations
from types import FunctionType
from typing import Any

from symkl.errors import Place, UsageError
from symkl.families import SHIPPED
from symkl.kernel.derivation import Derivation, Rule
from symkl.lang.family import Family, families_in
from symkl.lang.nodes import Node, same
from symkl.rules import RULES

__all__ = ["Meaning", "meanings", "need_one_meaning", "own_words", "shadowed"]

_FAMILIES = {family.name: family for family in SHIPPED}
_RULES = dict(RULES)  # as symkl declares them, before any file can declare one


@dataclass(frozen=True, slots=True)
class Meaning:
    """The meaning of a name in a file.

    Attributes
    ----------
    kind
        ``derivation``, ``family`` or ``rule``.
    name
        The name; for a derivation, that of its variable.
    what
        The object for which the name stands.
    place
        The place of its definition; for one that only occurs in a derivation, of the occurrence.
    sha256
        The hash of the file.
    """

    kind: str
    name: str
    what: Derivation | Family | Rule
    place: Place
    sha256: str

    def __str__(self) -> str:
        return self.name if self.kind == "derivation" else f"the {self.kind} {self.name}"

    @property
    def order(self) -> tuple[str, int]:
        """The key by which meanings are sorted, whatever was read first."""
        return self.place.file, self.place.line or 0

    def contradicts(self, other: Meaning) -> bool:
        """Return whether one name would mean two things, were both in one source."""
        copies = self.sha256 == other.sha256
        match self.what, other.what:
            case Rule() as one, Rule() as two:
                return _two_rules(one, two, copies)
            case Family() as one, Family() as two:
                return one != two or not _alike(one.letters, two.letters, copies)
        return not _alike(self.what, other.what, copies)


def meanings(
    values: Iterable[tuple[object, Place]], derivations: Iterable[Derivation], sha256: str
) -> tuple[Meaning, ...]:
    """Return the definitions in a file and those its derivations use, except symkl's own.

    Parameters
    ----------
    values
        The values given to its variables, each with its place.
    derivations
        Its derivations under their names, those that were overwritten included.
    sha256
        The hash of the file.
    """
    found: dict[tuple[str, str, int], Meaning] = {}

    def note(kind: str, name: str, what: Derivation | Family | Rule, place: Place) -> None:
        found.setdefault((kind, name, id(what)), Meaning(kind, name, what, place, sha256))

    for value, place in values:
        if isinstance(value, Family) and _own_family(value):
            note("family", value.name, value, place)
        elif isinstance(value, Rule) and _own_rule(value):
            note("rule", value.name, value, place)
    for derivation in derivations:
        note("derivation", derivation.name, derivation, derivation.place)
        for what, place in _spoken_of(derivation):
            note("family" if isinstance(what, Family) else "rule", what.name, what, place)
    return tuple(found.values())


def need_one_meaning(found: Iterable[Meaning]) -> None:
    """Refuse a source in which a name has two meanings.

    Raises
    ------
    UsageError
        If a name has two; the error names both places, in whatever order they are given.
    """
    groups: dict[tuple[str, str], list[Meaning]] = {}
    for meaning in sorted(found, key=lambda meaning: meaning.order):
        groups.setdefault((meaning.kind, meaning.name), []).append(meaning)
    for group in groups.values():
        for first, second in combinations(group, 2):
            if first.contradicts(second):
                raise UsageError(
                    f"{second} is defined at {first.place} too, as something else",
                    place=second.place,
                    hint="give one of the two another name",
                )


def shadowed(upper: Iterable[Meaning], lower: Iterable[Meaning], whose: str) -> Iterator[str]:
    """A line for each meaning that one in an earlier source takes the place of."""
    below: dict[tuple[str, str], Meaning] = {}
    for meaning in lower:
        below.setdefault((meaning.kind, meaning.name), meaning)
    for meaning in sorted(upper, key=lambda meaning: meaning.order):
        other = below.get((meaning.kind, meaning.name))
        if other is not None and meaning.contradicts(other):
            yield f"{meaning} in {meaning.place.file} shadows {whose}"


def own_words() -> tuple[Meaning, ...]:
    """The families and rules that come with symkl."""
    place = Place("symkl")
    return (
        *(Meaning("family", name, family, place, "") for name, family in _FAMILIES.items()),
        *(Meaning("rule", name, rule, place, "") for name, rule in _RULES.items()),
    )


def _spoken_of(derivation: Derivation) -> Iterator[tuple[Family | Rule, Place]]:
    for part in derivation.parts:
        trees = (part.claim.lhs, part.claim.rhs, part.first, *(s.after for s in part.steps))
        for family in families_in(*trees):
            if _own_family(family):
                yield family, part.place
        for step in part.steps:
            if _own_rule(step.rule):
                yield step.rule, step.place


def _own_family(family: Family) -> bool:
    """Return whether an author declared it: not symkl's own, nor that of one open density."""
    return family != _FAMILIES.get(family.name) and (
        family.density is not None or family.name.isidentifier()
    )


def _own_rule(rule: Rule) -> bool:
    known = _RULES.get(rule.name)
    return known is None or _declared(rule) != _declared(known)


def _declared(rule: Rule) -> tuple[object, ...]:
    """The fields that define a rule, not the parameters of one use; a lemma may bring any laws."""
    laws = frozenset() if rule.name == "lemma" else rule.laws
    return rule.name, rule.statement, laws, rule.source


def _two_rules(one: Rule, two: Rule, copies: bool) -> bool:
    """Return whether two rules of one name are told apart by nothing that is printed."""
    if _declared(one) != _declared(two):
        return True
    first, second = ((x.instances, x.difference, x.pointwise) for x in (one, two))
    return one.note == two.note and not _alike(first, second, copies)


def _alike(
    a: object, b: object, copies: bool, underway: frozenset[tuple[int, int]] = frozenset()
) -> bool:
    """Return whether two values say the same, places aside.

    Functions of two files say the same where these are copies.
    """
    if a is b or (id(a), id(b)) in underway:
        return True
    if type(a) is not type(b):
        return False
    if isinstance(a, Node):
        return same(a, b)
    if isinstance(a, Place):
        return True
    inside, other = _held(a, copies), _held(b, copies)
    if inside is None or other is None:
        return bool(a == b)
    underway |= {(id(a), id(b))}
    return len(inside) == len(other) and all(
        _alike(x, y, copies, underway) for x, y in zip(inside, other, strict=True)
    )


def _held(value: object, copies: bool) -> tuple[Any, ...] | None:
    """The parts of which a value is made; None for one that is compared as a whole."""
    match value:
        case tuple() | list():
            return tuple(value)
        case Mapping():
            return tuple(part for key in sorted(value, key=str) for part in (key, value[key]))
        case FunctionType():
            cells = tuple(cell.cell_contents for cell in value.__closure__ or ())
            where = "" if copies else id(value.__globals__)
            return (where, value.__code__, value.__defaults__, *cells)
    if is_dataclass(value) and not isinstance(value, Family):
        return tuple(getattr(value, field.name) for field in fields(value))
    return None
