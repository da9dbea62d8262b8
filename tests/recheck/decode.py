"""Certificates back into trees and chains, so that the kernel can decide on them too."""

from __future__ import annotations

from dataclasses import fields, replace
from fractions import Fraction

from symkl.certificate import _op
from symkl.errors import Place
from symkl.families import SHIPPED, Family
from symkl.kernel.axioms import (
    AffineSubstitution,
    Antiderivative,
    CholeskyFactor,
    Lemma,
    PolarCoordinates,
)
from symkl.kernel.derivation import Part, Rule, Step
from symkl.lang import nodes as n
from symkl.lang.binding import substitute
from symkl.rules import RULES

CLASSES = {
    _op(kind.__name__): kind
    for kind in vars(n).values()
    if isinstance(kind, type) and issubclass(kind, n.Node) and kind not in (n.Node, n.Expr)
}
PLACE = Place("certificate", 1)


class Trees:
    """The rows of a certificate as trees, each made when it is asked for."""

    def __init__(self, data: dict) -> None:
        self.data = data
        self.made: dict[int, n.Node] = {}

    def __getitem__(self, row: int) -> n.Node:
        if row not in self.made:
            op, *args = self.data["nodes"][row]
            kind = CLASSES[op]
            pairs = zip(fields(kind), args, strict=True)
            self.made[row] = kind(*[_value(op, f.name, arg, self) for f, arg in pairs])
        return self.made[row]

    def family(self, name: str) -> Family:
        """The family of a name; a shipped one with all that it says of itself."""
        own = self.data["families"][name]
        density = None if own["density"] is None else self[own["density"]]
        parameters = tuple(self[row] for row in own["parameters"])
        theorems = {} if own["mass"] is None else {"mass": own["mass"]}
        made = Family(name, self[own["at"]], parameters, density, theorems)
        shipped = next((family for family in SHIPPED if family.name == name), made)
        alike = n.same(made.content[:-1], shipped.content[:-1])
        return shipped if alike and shipped.theorems.items() >= theorems.items() else made


def trees(data: dict) -> list[n.Node]:
    """The rows of a certificate as trees."""
    found = Trees(data)
    return [found[row] for row in range(len(data["nodes"]))]


def _value(op, name, arg, found):
    if name == "family":
        return found.family(arg)
    if op == "number":
        return Fraction(arg)
    if isinstance(arg, int):
        return _dimension(found[arg]) if name in ("dim", "dims") else found[arg]
    if isinstance(arg, list) and name == "assumptions":
        return frozenset(arg)
    if isinstance(arg, list):
        return tuple(_dimension(found[a]) if name == "dims" else found[a] for a in arg)
    return arg


def _dimension(node):
    return int(node.value) if isinstance(node, n.Number) else node


def parts(data: dict) -> list[Part]:
    """The claims of a certificate with their chains."""
    found = Trees(data)
    return [_part(part, found) for part in data["parts"]]


def _part(part: dict, found: Trees) -> Part:
    claim = n.Relation(part["relation"], found[part["left"]], found[part["right"]])
    obtain = tuple(
        CholeskyFactor(found[o["covariance"]], found[o["factor"]]) for o in part["obtain"]
    )
    steps, before = [], found[part["first"]]
    for step in part["steps"]:
        steps.append(
            Step(step["relation"], found[step["after"]], _rule(step, found, before), "", PLACE)
        )
        before = found[step["after"]]
    return Part(part["name"], "", claim, found[part["first"]], tuple(steps), PLACE, "", obtain)


def _rule(step: dict, found: Trees, before) -> Rule:
    witness = found[step["witness"]] if "witness" in step else None
    pointwise = "pointwise" in step
    if pointwise:
        greater = before if step["relation"] == ">=" else found[step["after"]]
        witness = _integrand(witness, greater.variable)
    return replace(
        RULES[step["rule"]],
        laws=frozenset(step["laws"]),
        instances=tuple(_instance(i, found) for i in step["instances"]),
        difference=witness,
        pointwise=pointwise,
        entries=tuple(found[i] for i in step.get("entries", ())),
    )


def _integrand(integral, variable):
    """The integrand of an integral, in another letter."""
    return substitute(integral.body, {integral.variable: variable})


def _instance(instance: dict, found: Trees):
    match instance["kind"]:
        case "lemma":
            values = {name: found[row] for name, row in instance["values"].items()}
            return Lemma(instance["theorem"], values)
        case "cholesky":
            return CholeskyFactor(found[instance["covariance"]], found[instance["factor"]])
        case "antiderivative":
            return Antiderivative(found[instance["function"]], found[instance["variable"]])
        case "substitution":
            integral = found[instance["integral"]]
            return AffineSubstitution(
                integral.variable, found[instance["value"]], found[instance["new"]]
            )
        case "polar":
            outer = found[instance["integral"]]
            r, theta = found[instance["radius"]], found[instance["angle"]]
            return PolarCoordinates(outer.variable, outer.body.variable, r, theta)
    raise AssertionError(instance)
