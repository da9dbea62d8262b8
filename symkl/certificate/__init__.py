"""Certificates: all that is needed to check a proved derivation again, as one JSON file.

`write` leaves a derivation and every derivation that it rests on in a folder, a file each;
`certificate` makes one as data, `canonical` the bytes by which others refer to it. The schema is
``docs/certificate-schema.json``, the checker the package `symkl_recheck`, which shares no code
with the kernel.

A certificate holds every tree as a row of one table, children by their row; each part's claim and
chain; for each step the rule, the laws that it allows, the equations that it brings (a lemma with
the values of its letters, an antiderivative with its values at both ends, a change of variables),
what it took apart (`symkl.kernel.record`) and the side conditions of its trees; and the families
that occur. A theorem is referred to by the SHA-256 of the certificate that proves it, so that
references cannot run in a circle. Titles, sentences and places in files stand apart under
``prose``, which the hash leaves out: nothing is decided on them.

The bytes are a function of the derivations alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from symkl.certificate.seal import Data, canonical, encoded, sealed, sealed_bytes, sha
from symkl.errors import SymklError, UnsupportedExpression, UsageError
from symkl.kernel.axioms import (
    AffineSubstitution,
    Antiderivative,
    CholeskyFactor,
    Lemma,
    PolarCoordinates,
)
from symkl.kernel.derivation import Part, Rule
from symkl.kernel.record import Factored, Split, Term
from symkl.kernel.theorem import Result, StepResult, Theorem
from symkl.lang import nodes as n
from symkl.lang.family import Family, families_in
from symkl.lang.nodes import Distribution, Expr, Node
from symkl.lang.side_conditions import side_conditions
from symkl.limits import MOST_LETTERS

if TYPE_CHECKING:
    from symkl.kernel.derivation import Obtained

SCHEMA = "symkl-certificate/2"

__all__ = [
    "SCHEMA",
    "Data",
    "canonical",
    "certificate",
    "encoded",
    "sealed",
    "sealed_bytes",
    "sha",
    "write",
]


def write(name: str, other: Callable[[str], Data], directory: Path) -> list[Path]:
    """Write the certificate of a proved derivation, and those of the derivations it rests on.

    Parameters
    ----------
    name
        The derivation.
    other
        Gives the certificate of a derivation by its name.
    directory
        A folder, made where it is missing. A file is called ``NAME.json``.

    Returns
    -------
    list of Path
        The files, lemmas first.

    Raises
    ------
    UsageError
        If nothing of the derivation is proved, or the folder cannot be written.
    """
    files = []
    try:
        directory.mkdir(parents=True, exist_ok=True)
        for needed in _order(name, other):
            path = directory / f"{needed}.json"
            path.write_bytes(encoded(other(needed)))
            files.append(path)
    except OSError as error:
        raise UsageError(f"{directory} cannot be written", hint="name another folder") from error
    return files


def _order(name: str, other: Callable[[str], Data]) -> list[str]:
    """The derivation after everything that it refers to."""
    names: dict[str, None] = {}
    for part in other(name)["parts"]:
        for step in part["steps"]:
            for theorem in sorted(step["theorems"]):
                needed = theorem.partition(".")[0]
                if needed != name and needed not in names:
                    names.update(dict.fromkeys(_order(needed, other)))
    return [*names, name]


def certificate(
    result: Result, theorem: Callable[[str], Theorem], other: Callable[[str], Data]
) -> Data:
    """The certificate of what is proved of a derivation, as data.

    Parameters
    ----------
    result
        What the kernel found. Parts that are not proved are left out.
    theorem
        Gives the theorem of another derivation by its name.
    other
        Gives the certificate of another derivation by its name.
    """
    return _Writer(result, theorem, other).certificate()


class _Writer:
    """One certificate in the making: the table of trees grows as they are referred to."""

    def __init__(
        self, result: Result, theorem: Callable[[str], Theorem], other: Callable[[str], Data]
    ) -> None:
        self.result = result
        self.theorem = theorem
        self.other = other
        self._rows: dict[tuple[Any, ...], int] = {}
        self._known: dict[int, tuple[Node, int]] = {}
        self._families: dict[str, Family] = {}
        self._cited: dict[str, Family] = {}
        self._hashes: dict[str, str] = {}
        self._own = {theorem.name: theorem for theorem in result.theorems}

    def certificate(self) -> Data:
        derivation = self.result.derivation
        proved = [part for part in self.result.parts if part.verdict == "proved"]
        parts = [self._part(part.part, part.steps) for part in proved]
        for family in self._families.values():
            self._need_one(family, self._cited)
        families = {name: self._family(own) for name, own in sorted(self._families.items())}
        return {
            "schema": SCHEMA,
            "name": derivation.name,
            "families": families,
            "parts": parts,
            "nodes": [_listed(row) for row in self._rows],
            "prose": {
                "title": derivation.title,
                "intro": derivation.intro,
                "source": derivation.source,
                "parts": [_prose(part.part) for part in proved],
            },
        }

    def tree(self, node: Node) -> int:
        """The row of a tree; equal trees share one."""
        known = self._known.get(id(node))
        if known is not None:
            return known[1]
        parts = node.parts()
        if isinstance(node, (Distribution, n.Independent)):  # whose name decides nothing
            parts = tuple(x[:MOST_LETTERS] if isinstance(x, str) else x for x in parts)
        row = (_op(type(node).__name__), *map(self._field, parts))
        at = self._rows.setdefault(row, len(self._rows))
        if isinstance(node, Distribution):
            self._need_one(node.family, self._families)
        # The node is kept alive with its row: a dead one's id is given out again.
        self._known[id(node)] = node, at
        return at

    def _field(self, value: Any) -> Any:
        if type(value) is str or value is None:
            return value
        if isinstance(value, Node):
            return self.tree(value)
        if isinstance(value, tuple):
            return tuple(map(self._field, value))
        if isinstance(value, Family):
            return value.name
        if isinstance(value, frozenset):
            return tuple(sorted(value))
        if isinstance(value, Fraction):
            return str(value)
        return self.tree(n.as_expr(value)) if isinstance(value, int) else value

    def _need_one(self, family: Family, known: dict[str, Family]) -> None:
        """A name has one meaning in a certificate and those that it refers to."""
        if known.setdefault(family.name, family) != family:
            raise SymklError(
                f"{family} stands for two different families in {self.result.derivation.name} "
                "and what it rests on",
                hint="give one of them another name",
            )

    def _family(self, family: Family) -> Data:
        return {
            "parameters": [self.tree(p) for p in family.parameters],
            "at": self.tree(family.variable),
            "support": {"kind": family.support.kind, "measure": "Lebesgue"},
            "density": None if family.density is None else self.tree(family.density),
            "mass": family.theorems.get("mass"),
        }

    def _part(self, part: Part, steps: tuple[StepResult, ...]) -> Data:
        return {
            "name": part.name,
            "relation": part.claim.op,
            "left": self.tree(part.claim.lhs),
            "right": self.tree(part.claim.rhs),
            "first": self.tree(part.first),
            "obtain": [self._obtained(o) for o in part.obtain],
            "hypotheses": [],
            "steps": [self._step(step) for step in steps],
        }

    def _obtained(self, factor: Obtained) -> Data:
        return {
            "covariance": self.tree(factor.covariance),
            "factor": self.tree(factor.factor),
        }

    def _step(self, checked: StepResult) -> Data:
        step, before = checked.step, checked.before
        rule = step.rule
        trees: list[Node] = [before, step.after]
        solved = iter(checked.record.solved)
        instances = [
            made
            for instance in self._instances(rule, before, step.after)
            for made in self._instance(instance, before, step.after, trees, solved)
        ]
        row: Data = {
            "relation": step.relation,
            "after": self.tree(step.after),
            "rule": rule.name,
            "laws": sorted(rule.laws),
            "instances": instances,
            "theorems": self._theorems(checked),
        }
        witness = rule.difference
        if witness is not None:
            if rule.pointwise:  # under the integral, which binds its variable
                whole = before if step.relation == ">=" else step.after
                assert isinstance(whole, n.Integral)
                witness = n.Integral(witness, whole.variable, whole.lower, whole.upper)
            row["witness"] = self.tree(witness)
            trees.append(witness)
        if rule.pointwise:
            row["pointwise"] = True
        if rule.entries:
            row["entries"] = [self.tree(i) for i in rule.entries]
        found: dict[str, set[int]] = {}
        for tree in trees:
            for assumption, of in side_conditions(tree):
                found.setdefault(assumption, set()).add(self.tree(of))
        row["conditions"] = {name: sorted(rows) for name, rows in sorted(found.items())}
        if checked.record.splits:
            row["splits"] = [self._split(split) for split in checked.record.splits]
        if checked.record.factored:
            row["factored"] = [self._factored(found) for found in checked.record.factored]
        return row

    def _split(self, split: Split) -> Data:
        return {
            "integral": self.tree(split.integral),
            "variable": self.tree(split.integral.variable),
            "terms": [self._term(term) for term in split.terms],
        }

    def _term(self, term: Term) -> Data:
        return {
            "constant": self.tree(term.constant),
            "densities": [self.tree(t) for t in term.densities],
            "exponentials": [self.tree(t) for t in term.exponentials],
            "rest": [self.tree(t) for t in term.rest],
        }

    def _factored(self, found: Factored) -> Data:
        return {"sum": self.tree(found.whole), "factors": [self.tree(f) for f in found.factors]}

    def _instances(self, rule: Rule, before: Expr, after: Expr) -> Iterable[object]:
        made = rule.instances
        return made(before, after) if callable(made) else made

    def _lemma(self, name: str) -> Theorem:
        return self._own[name] if name in self._own else self.theorem(name)

    def _instance(
        self,
        instance: Any,
        before: Expr,
        after: Expr,
        trees: list[Node],
        solved: Iterator[Expr | None],
    ) -> Iterator[Data]:
        if isinstance(instance, Lemma):
            values = {name: n.as_expr(value) for name, value in instance.values.items()}
            trees.extend(values.values())
            rows = {name: self.tree(value) for name, value in sorted(values.items())}
            lemma = {"kind": "lemma", "theorem": instance.theorem, "values": rows}
            yield lemma | self._solved(solved)
            return
        if isinstance(instance, CholeskyFactor):
            yield {"kind": "cholesky", **self._obtained(instance), **self._solved(solved)}
            return
        seen: set[int] = set()
        for equation in instance.equations(before, after, self._lemma):
            row: Data = {"integral": self.tree(equation.lhs), **self._solved(solved)}
            if row["integral"] in seen:
                continue
            seen.add(row["integral"])
            named: dict[str, Node]
            match instance:
                case Antiderivative(function, variable):
                    ends = {"upper": equation.rhs.left, "lower": equation.rhs.right}
                    named = {"function": function, "variable": variable, **ends}
                case AffineSubstitution(_, value, new):
                    named = {"value": value, "new": new}
                case PolarCoordinates(_, _, r, theta):
                    named = {"radius": r, "angle": theta}
                case _:
                    raise UnsupportedExpression(f"{instance!r} has no place in a certificate")
            trees.extend(named.values())
            kind = type(instance).__name__
            row |= {"kind": _KINDS[kind], **{k: self.tree(v) for k, v in named.items()}}
            if equation.terms:
                row["terms"] = [self._term(term) for term in equation.terms]
            yield row

    def _solved(self, solved: Iterator[Expr | None]) -> Data:
        """The term for which the next equation was solved."""
        found = next(solved, None)
        return {} if found is None else {"solved": self.tree(found)}

    def _theorems(self, checked: StepResult) -> dict[str, str]:
        """The theorems that a step uses, each with the hash of its certificate; "" for own."""
        names = {s.removeprefix("theorem ") for s in checked.sources if s.startswith("theorem ")}
        return {name: "" if name in self._own else self._hash(name) for name in sorted(names)}

    def _hash(self, theorem: str) -> str:
        name = theorem.partition(".")[0]
        if name not in self._hashes:
            self._hashes[name] = self._hashed(name)
        return self._hashes[name]

    def _hashed(self, name: str) -> str:
        other = self.other(name)
        claims = [self.theorem(part["name"]).claim for part in other["parts"]]
        for family in families_in(*(side for c in claims for side in (c.lhs, c.rhs))):
            self._need_one(family, self._cited)
        return sha(other)


_KINDS = {
    "Antiderivative": "antiderivative",
    "AffineSubstitution": "substitution",
    "PolarCoordinates": "polar",
}


@cache
def _op(name: str) -> str:
    """The name of a kind of node in the schema: ``StrictLower`` is ``strict_lower``."""
    if name == "Distribution":
        return "law"
    return "".join("_" + c.lower() if c.isupper() else c for c in name).lstrip("_")


def _listed(value: Any) -> Any:
    """A row as JSON has it."""
    return list(map(_listed, value)) if isinstance(value, tuple) else value


def _prose(part: Part) -> Data:
    return {
        "title": part.title,
        "say": part.say,
        "steps": [
            {"say": s.say, "place": f"{Path(s.place.file).name}:{s.place.line}"} for s in part.steps
        ],
    }
