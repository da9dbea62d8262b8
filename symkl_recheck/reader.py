"""Reading a certificate: its rows as terms with their side conditions, its parts and steps.

A row may refer to rows above it alone, and nothing is built beyond the limits, so that no recursion
goes deeper than they say. Refused are too a number that is not in lowest terms, and a row that
nothing refers to. ``row 7`` in a reason is the row of that number from 0.
"""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Any, NamedTuple

from symkl_recheck.certificates import (
    Antiderivative,
    Certificate,
    Cholesky,
    Factored,
    Instance,
    Lemma,
    Opened,
    Part,
    Polar,
    Split,
    Step,
    Substitution,
    Summand,
)
from symkl_recheck.families import Families, Family
from symkl_recheck.functions import JUMPS, conditions_of
from symkl_recheck.limits import (
    MOST_BITS,
    MOST_DEPTH,
    MOST_LETTERS,
    MOST_NODES,
    MOST_ROWS,
)
from symkl_recheck.opening import opened, record
from symkl_recheck.refusals import need, need_small
from symkl_recheck.rows import ASSUMED, ROWS, is_dimension, value_of
from symkl_recheck.signs import Condition
from symkl_recheck.supports import infinite, kind_of
from symkl_recheck.terms import Term, inside

MOST_DIGITS = MOST_BITS // 3  # more than so many bits have
RATIONAL = rf"-?[0-9]{{1,{MOST_DIGITS}}}(/[1-9][0-9]{{0,{MOST_DIGITS - 1}}})?"
# What does not stand in the density of a family.
UNFIT = {"integral", "density", "derivative", *JUMPS}
INSTANCES: dict[str, type[Instance]] = {
    "lemma": Lemma,
    "cholesky": Cholesky,
    "polar": Polar,
    "antiderivative": Antiderivative,
    "substitution": Substitution,
}


def read(content: bytes) -> Certificate:
    """Return a certificate from its bytes."""
    return understood(opened(content))


def understood(certificate: Opened) -> Certificate:
    """Return a certificate from its JSON."""
    data = certificate.data
    table = _Table(data["nodes"])
    families = {name: table.family(said) for name, said in data["families"].items()}
    table.add_conditions(families)
    for name, family in families.items():
        row = data["families"][name]["density"]
        if row is not None:
            families[name] = family._replace(conditions=frozenset(table.conditions[row]))
    parts = [table.part(part) for part in data["parts"]]
    need(parts and table.touched == set(range(len(table.terms))), "a row that nothing refers to")
    return Certificate(data["name"], certificate.sha, families, parts)


class Row(NamedTuple):
    """A row as it was read.

    Attributes
    ----------
    op, fields
        Its operation, and its fields as terms, texts, and tuples of them.
    children
        The numbers of the rows that it refers to.
    size, depth
        How many nodes its term has, each occurrence counted, on how many levels.
    """

    op: str
    fields: list[Any]
    children: list[int]
    size: int
    depth: int


class _Table:
    """The rows as terms, and what has to hold for each of them to have a value.

    Attributes
    ----------
    rows, terms, conditions
        Of each row what was read, its term, and its side conditions.
    touched
        The numbers of the rows that something refers to.
    """

    def __init__(self, rows: list[Any]) -> None:
        need_small(len(rows) <= MOST_ROWS, f"more than {MOST_ROWS} rows")
        self.rows: list[Row] = []
        self.terms: list[Term] = []
        self.conditions: list[set[Condition]] = []
        self.touched: set[int] = set()
        for n, (op, *args) in enumerate(rows):
            known = type(op) is str and op in ROWS and len(args) == len(ROWS[op][0])
            need(known, f"row {n}")
            kinds, build = ROWS[op]
            children: list[int] = []
            fields = [self.field(*pair, children) for pair in zip(kinds, args, strict=True)]
            below = [self.rows[c] for c in children]
            size = 1 + sum(row.size for row in below)
            depth = 1 + max((row.depth for row in below), default=0)
            need_small(size <= MOST_NODES, f"row {n}: more than {MOST_NODES} nodes")
            need_small(depth <= MOST_DEPTH, f"row {n}: more than {MOST_DEPTH} levels")
            self.terms.append(build(*fields))
            self.rows.append(Row(op, fields, children, size, depth))

    def field(self, kind: str, arg: Any, children: list[int]) -> Any:
        """Return one field of a row; the rows that it refers to are added to ``children``."""
        if kind in "DEa":
            need(type(arg) is list and len(arg) <= 8, "a list is needed")
        if kind in "DE":
            return tuple([self.field(kind.lower(), x, children) for x in arg])
        if kind == "a":
            need(sorted(set(arg)) == arg and set(arg) in ASSUMED, "no such assumptions")
            return frozenset(arg)
        if kind in "sq":
            most = MOST_LETTERS if kind == "s" else 3 * MOST_DIGITS
            need(type(arg) is str, "a text is needed")
            need_small(len(arg) <= most, f"a text of more than {most} letters")
            exact = kind == "s" or (re.fullmatch(RATIONAL, arg) and str(Fraction(arg)) == arg)
            need(exact, "a rational number in lowest terms is needed")
            return arg
        t = self.term(arg)
        children.append(arg)
        law = t.op in ("law", "independent")
        fits = {
            "e": not (law or infinite(t)),
            "b": not law,
            "l": law,
            "v": t.op == "symbol",
            "d": is_dimension(t),
        }
        need(fits[kind], "a row of another kind is needed")
        return t

    def value(self, n: int) -> Term:
        """Return the term of a row that has a value."""
        t = self.term(n)
        need(not (t.op in ("law", "independent") or infinite(t)), "an expression is needed")
        return t

    def values(self, rows: list[int]) -> list[Term]:
        """Return the terms of rows that have values."""
        return [*map(self.value, rows)]

    def term(self, n: int) -> Term:
        """Return the term of a row that is referred to."""
        need(type(n) is int and 0 <= n < len(self.terms), "a row above is needed")
        self.touched.add(n)
        return self.terms[n]

    def add_conditions(self, families: Families) -> None:
        """Note for each row what has to hold for it to have a value."""
        for n, row in enumerate(self.rows):
            found = set().union(*(self.conditions[c] for c in row.children))
            if row.op == "law":
                found |= _of_law(self.terms[n], row.fields, families)
            self.conditions.append(found | _own_conditions(row.op, row.fields))

    def family(self, data: Any) -> Family:
        """Return a family."""
        record(data, "parameters at support density mass")
        letters, at = tuple(map(self.term, data["parameters"])), self.term(data["at"])
        density = None if data["density"] is None else self.value(data["density"])
        every = [at, *letters]
        dims = {d for x in every for d in x.shape if d.op == "symbol"}
        need(all(x.op == "symbol" for x in every), "the letters of a family")
        need(not any("index" in x.args[1] for x in letters), "an index, of which no range is known")
        names = {x.args[2] for x in (*every, *dims)}
        need(len(names) == len(every) + len(dims), "the letters of a family")
        support = record(data["support"], "kind measure")
        need(
            support == {"kind": kind_of(at), "measure": "Lebesgue"} and support["kind"],
            "the support is what is assumed of the letter, and its measure Lebesgue's",
        )
        need(data["mass"] is None or type(data["mass"]) is str, "the name of a theorem")
        closed = density is None or (
            not density.shape
            and density.free <= {*every, *dims}
            and not any(t.op in UNFIT for t in inside(density))
        )
        need(closed, "the density of a family")
        return Family(letters, at, density, data["mass"])

    def part(self, data: Any) -> Part:
        """Return a claim with its chain."""
        record(data, "name relation left right first obtain hypotheses steps")
        need(data["hypotheses"] == [], "a claim with hypotheses is not known here")
        pairs = [record(pair, "covariance factor") for pair in data["obtain"]]
        return Part(
            name=data["name"],
            relation=data["relation"],
            left=self.value(data["left"]),
            right=self.value(data["right"]),
            first=self.term(data["first"]),
            conditions=self.conditions[data["first"]],
            obtain=[(self.term(pair["covariance"]), self.term(pair["factor"])) for pair in pairs],
            steps=[self.step(step) for step in data["steps"]],
        )

    def step(self, data: Any) -> Step:
        """Return a step."""
        record(
            data,
            "relation after rule laws instances theorems conditions",
            "witness pointwise entries splits factored",
        )
        need(data["relation"] in ("=", "<=", ">="), "no such relation")
        need(data.get("pointwise", True) is True, "pointwise is true or left out")
        rows = [data["witness"]] if "witness" in data else []
        instances = [self.instance(instance, rows) for instance in data["instances"]]
        listed = [(a, n) for a, listed in data["conditions"].items() for n in listed]
        need(len(set(listed)) == len(listed), "a condition stands twice")
        return Step(
            relation=data["relation"],
            after=self.value(data["after"]),
            own=self.conditions[data["after"]],
            rule=data["rule"],
            laws=data["laws"],
            instances=instances,
            theorems=data["theorems"],
            conditions={(a, self.term(n)) for a, n in listed},
            pointwise="pointwise" in data,
            others=set().union(*(self.conditions[n] for n in rows if self.term(n))),
            witness=self.value(data["witness"]) if "witness" in data else None,
            entries=tuple(map(self.term, data.get("entries", ()))),
            splits=[self.split(split) for split in data.get("splits", ())],
            factored=[self.factored(found) for found in data.get("factored", ())],
        )

    def split(self, data: Any) -> Split:
        """Return an integral that a step takes apart."""
        record(data, "integral variable terms")
        integral, variable = self.value(data["integral"]), self.value(data["variable"])
        return Split(integral, variable, self.summands(data["terms"]))

    def summands(self, data: Any) -> list[Summand]:
        """Return the terms of an integrand."""
        found = []
        for said in data:
            record(said, "constant densities exponentials rest")
            read: dict[str, Any] = {
                name: self.value(rows) if name == "constant" else self.values(rows)
                for name, rows in said.items()
            }
            found.append(Summand(**read))
        return found

    def factored(self, data: Any) -> Factored:
        """Return a sum with its factors."""
        record(data, "sum factors")
        return Factored(self.value(data["sum"]), self.values(data["factors"]))

    def instance(self, data: Any, rows: list[int]) -> Instance:
        """Return an instance; the rows whose side conditions the step has are added to ``rows``."""
        more = "solved terms" if data["kind"] == "antiderivative" else "solved"
        made = INSTANCES[data["kind"]]
        own = set(made._fields) - {"solved", "terms"}
        record(data, " ".join(own), more)
        held = {name: n for name, n in data.items() if name in own - {"kind", "theorem"}}
        values = held.get("values", held)
        found: dict[str, Any] = {name: self.value(n) for name, n in values.items()}
        rows += values.values()
        if "values" in held:
            found = {"theorem": data["theorem"], "values": found}
        terms = self.summands(data.get("terms", ()))
        if made is Antiderivative:
            found["terms"] = terms
        solved = self.value(data["solved"]) if "solved" in data else None
        return made(kind=data["kind"], solved=solved, **found)


def _own_conditions(op: str, f: list[Any]) -> set[Condition]:
    """Return what a row asks of its fields, besides what these ask of theirs."""
    found: set[Condition] = set()
    if op == "div":
        found.add(("nonzero", f[1]))
    if op == "pow":
        e = value_of(f[1])
        e = Fraction(1, 2) if e is None else e  # a letter may be as bad as a root
        if e.denominator > 1 or e < 0:
            found.add(("positive" if e.denominator > 1 else "nonzero", f[0]))
    if op == "inverse":
        found.add(("invertible", f[0]))
    if op == "derivative" and "symmetric" in f[1].args[1]:
        found.add(("symmetric", f[2]))
    if op == "apply" and f[0] == "sqrt":
        found.add(("nonnegative", f[1]))
    elif op == "apply":
        found |= {("positive", u) for u in conditions_of(*f)}
    if op == "integral":
        finite = [end for end in f[2:] if not infinite(end)]
        upwards = {"nonnegative"} if "positive" in f[1].args[1] else set()
        needed = upwards | f[1].args[1] & {"nonnegative", "at_most_1"}
        found |= {(a, end) for a in needed for end in finite}
    return found


def _of_law(law: Term, f: list[Any], families: Families) -> set[Condition]:
    """Return what a law asks of its parameters: what its family assumes of their letters."""
    name, values = f[0], f[3]
    need(name in families, f"there is no family {name}")
    families[name].sizes(law)
    pairs = zip(families[name].letters, values, strict=True)
    return {(a, value) for letter, value in pairs for a in letter.args[1] - {"real"}}
