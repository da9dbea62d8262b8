"""Certificates written by hand, row by row: what the prover would never write."""

from __future__ import annotations

import json
from typing import Any

from symkl.certificate import sealed
from symkl_recheck import Verdict, opening, reader, recheck, rows
from symkl_recheck.memory import forget
from symkl_recheck.refusals import Refused
from symkl_recheck.rules import RULES

REAL, POSITIVE, NONNEGATIVE = ["real"], ["nonzero", "positive", "real"], ["nonnegative", "real"]
INDEX = ["index", "integer", *POSITIVE]
DIMENSION = ["dimension", "integer", *POSITIVE]
SYMMETRIC = ["real", "symmetric"]
TRIANGULAR = ["invertible", "lower_triangular", "positive_diagonal", "real"]


SUPPORTS = {
    "space": "space",
    "real": "line",
    "nonnegative real": "half-line",
    "nonzero positive real": "open half-line",
    "at_most_1 nonnegative real": "unit interval",
}


class Written:
    """A certificate in the making; a method that is called as an operation adds its row.

    >>> c = Written("two")
    >>> c.part("", c.number("2"), c.step("algebra", c.add(c.number("1"), c.number("1"))))
    >>> reasons(c)
    {'two': None}
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self.rows: list[list] = []
        self.parts: list[dict] = []
        self.families: dict[str, dict] = {}
        self._at: dict[str, int] = {}

    def row(self, *fields: Any) -> int:
        """The number of a row, which is added unless it is there."""
        key = json.dumps(fields)
        if key not in self._at:
            self._at[key] = len(self.rows)
            self.rows.append(json.loads(key))
        return self._at[key]

    def __getattr__(self, op: str):
        if op not in rows.ROWS and op.rstrip("_") not in rows.ROWS:
            raise AttributeError(op)
        return lambda *fields: self.row(op.rstrip("_"), *fields)

    def letter(self, name: str, *dims: int, assumed=REAL) -> int:
        return self.row("symbol", name, dims, assumed)

    def oo(self) -> int:
        return self.row("infinity", "+")

    def less_oo(self) -> int:
        return self.row("infinity", "-")

    def line(self, body: int, variable: int) -> int:
        """The integral over the whole space."""
        return self.row("integral", body, variable, self.less_oo(), self.oo())

    def many(self, op: str, *operands: int) -> int:
        first, *rest = operands
        for operand in rest:
            first = self.row(op, first, operand)
        return first

    def normal(self) -> None:
        """The family of normal distributions, as it ships."""
        x, mean = self.letter("x"), self.letter("mean")
        variance = self.letter("variance", assumed=POSITIVE)
        two = self.number("2")
        pi = self.many("mul", two, self.constant("pi"), variance)
        square = self.pow(self.sub(x, mean), two)
        bell = self.apply("exp", self.div(self.neg(square), self.mul(two, variance)))
        density = self.mul(self.div(self.number("1"), self.apply("sqrt", pi)), bell)
        self.family("Normal", [mean, variance], x, density, "normal_moments.mass")

    def family(self, name, parameters, at: int, density: int | None, mass=None) -> None:
        """A family; a density that is None is left open."""
        letter = self.rows[at]
        support = {"kind": SUPPORTS["space" if letter[2] else " ".join(letter[3])]}
        family = {"parameters": parameters, "at": at, "support": support | {"measure": "Lebesgue"}}
        self.families[name] = family | {"density": density, "mass": mass}

    def law(self, family: str, name: str, letter: int, parameters: list[int]) -> int:
        """A law; one of an open density declares it."""
        if family.startswith("density ") and family not in self.families:
            self.family(family, [], letter, None)
        return self.row("law", family, name, letter, parameters)

    def step(self, rule: str, after: int, relation: str = "=", *, laws=None, **more) -> dict:
        laws = sorted(RULES[rule][0] if laws is None else laws)
        step = {"relation": relation, "after": after, "rule": rule, "laws": laws}
        return {**step, "instances": [], "theorems": {}, **more}

    def by_lemma(self, after: int, *names: str, laws=(), sha: str = "", values=None) -> dict:
        """A step by theorems, for these values of their letters."""
        instances = [{"kind": "lemma", "theorem": n, "values": values or {}} for n in names]
        theorems = dict.fromkeys(names, sha)
        return self.step("lemma", after, laws=laws, instances=instances, theorems=theorems)

    def part(self, name: str, left: int, *steps: dict, relation: str = "=") -> None:
        right = steps[-1]["after"] if steps else left
        name = f"{self.name}.{name}" if name else self.name
        ends = {"left": left, "right": right, "first": left}
        part = {"name": name, "relation": relation, **ends, "obtain": [], "hypotheses": []}
        part |= {"steps": list(steps)}
        self.parts.append(part)

    def content(self) -> bytes:
        """The file, with all the side conditions that its rows have."""
        forget()
        table = reader._Table(self.rows)
        families = {name: table.family(f) for name, f in self.families.items()}
        table.add_conditions(families)
        known = {t: n for n, t in reversed([*enumerate(table.terms)])}
        for part in self.parts:
            before = part["first"]
            for step in part["steps"]:
                rows = [before, step["after"], *([step["witness"]] if "witness" in step else [])]
                for instance in step["instances"]:
                    values = instance.get("values", instance)
                    rows += [n for n in values.values() if type(n) is int]
                listed: dict[str, list[int]] = {}
                for assumption, t in set().union(*(table.conditions[n] for n in rows)):
                    listed.setdefault(assumption, []).append(self._row_of(t, known))
                step["conditions"] = {a: sorted(n) for a, n in sorted(listed.items())}
                before = step["after"]
        whole = {"schema": opening.SCHEMA, "name": self.name, "families": self.families}
        whole |= {"parts": self.parts, "nodes": self.rows, "prose": {}}
        return json.dumps(sealed(whole)).encode()

    def sha(self) -> str:
        """What other certificates refer to it by."""
        return opening.opened(self.content()).sha

    def _row_of(self, t, known) -> int:
        if t not in known:
            value = str(t.args[0]) if t.op == "number" else None
            fields = [self._row_of(part, known) for part in t.args] if value is None else [value]
            known[t] = self.row(t.op, *fields)
        return known[t]


def reasons(*certificates: Written | bytes) -> dict[str, str | None]:
    """Why certificates are refused, by name; None for what is accepted."""
    contents = {}
    for certificate in certificates:
        try:
            content = certificate if isinstance(certificate, bytes) else certificate.content()
        except Refused as refused:  # the rows do not even have conditions
            return {certificate.name: str(refused)}
        contents[json.loads(content)["name"]] = content
    return told(recheck(contents))


def told(verdicts: dict[str, Verdict]) -> dict[str, str | None]:
    """The reasons of some verdicts, with their places; None for what is accepted."""
    return {name: None if v.accepted else str(v) for name, v in verdicts.items()}
