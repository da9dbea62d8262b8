"""Certificates broken in every way: one field of one certificate, changed at random.

`mutants` yields certificates that differ from a sound one in one place; `Judge` says of each
whether the checker refuses it, and, where it does not, whether it still says the same.
"""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Iterator
from dataclasses import dataclass, field

from recheck.forge import without_unused_rows

from symkl.certificate import sealed
from symkl_recheck import Accepted, recheck
from symkl_recheck.certificates import Part
from symkl_recheck.opening import opened
from symkl_recheck.reader import understood
from symkl_recheck.rows import ASSUMED, ROWS
from symkl_recheck.rules import RULES

ASSUMPTIONS = sorted(sorted(kind) for kind in ASSUMED)
ODD = (None, True, -1, 0, 1, 10**5, 0.5, "", "x", [], {}, [0], "0", "oo")
ALIKE = (
    ("add", "sub", "mul", "div", "pow", "mat_mul", "delta"),
    ("neg", "transpose", "inverse", "trace", "det", "diag", "strict_lower"),
    ("sum", "product", "vector_of"),
    ("divergence", "cross_entropy"),
)


@dataclass(frozen=True)
class Mutant:
    """A certificate with one field changed, and what was done to it."""

    name: str
    kind: str
    what: str
    data: dict = field(repr=False)


def encoded(certificates: dict[str, dict]) -> dict[str, bytes]:
    """Certificates as the files that they are written to."""
    return {name: json.dumps(sealed(data)).encode() for name, data in certificates.items()}


def mutants(certificates: dict[str, dict], number: int, seed: int) -> Iterator[Mutant]:
    """A number of mutants of some certificates, the same for the same seed."""
    rng = random.Random(seed)
    names = sorted(certificates)
    for _ in range(number):
        name = rng.choice(names)
        data = copy.deepcopy(certificates[name])
        data.pop("prose", None)
        prose = {"prose": {}}
        change = rng.choice(CHANGES)
        what = change(data, rng, certificates)
        if what and data != {k: v for k, v in certificates[name].items() if k != "prose"}:
            data = without_unused_rows(data) if change is record else data
            yield Mutant(name, change.__name__, what, data | prose)


def _step(data, rng):
    part = rng.choice(data["parts"])
    steps = part["steps"]
    return (part, rng.randrange(len(steps))) if steps else (part, None)


def _other(rng, data):
    return rng.randrange(len(data["nodes"]))


def child(data, rng, _):
    """Another row for a child: a sign, a factor, a letter, a bound, a lost term."""
    n = rng.randrange(len(data["nodes"]))
    row = data["nodes"][n]
    places = [(row, k) for k, x in enumerate(row) if type(x) is int]
    places += [
        (x, k) for x in row if isinstance(x, list) for k, y in enumerate(x) if type(y) is int
    ]
    if not places or not n:
        return ""
    where, k = rng.choice(places)
    old, where[k] = where[k], rng.randrange(n)
    return f"row {n}: {old} becomes {where[k]}"


def swap(data, rng, _):
    """Two children of a row exchanged."""
    n = rng.randrange(len(data["nodes"]))
    row = data["nodes"][n]
    places = [k for k, x in enumerate(row) if type(x) is int]
    if len(places) < 2:
        return ""
    a, b = rng.sample(places, 2)
    row[a], row[b] = row[b], row[a]
    return f"row {n}: {row[0]}, children {a} and {b} exchanged"


def operation(data, rng, _):
    """Another operation of the same arity: + for -, * for /, a lost transpose."""
    n = rng.randrange(len(data["nodes"]))
    row = data["nodes"][n]
    kin = next((group for group in ALIKE if row[0] in group), None)
    if kin is None:
        kin = [op for op in ROWS if ROWS[op][0] == ROWS[row[0]][0]]
    old, row[0] = row[0], rng.choice(kin)
    return f"row {n}: {old} becomes {row[0]}"


def leaf(data, rng, _):
    """Another number, name, function, family, assumption or shape."""
    n = rng.randrange(len(data["nodes"]))
    row = data["nodes"][n]
    old = json.dumps(row)
    match row[0]:
        case "number":
            row[1] = rng.choice(["0", "1", "2", "-1", "1/2", "3", "-" + row[1], row[1] + "0"])
        case "symbol":
            which = rng.randrange(3)
            if which == 0:
                row[1] = rng.choice([row[1] + "_", "x", "mu", "sigma", "k"])
            elif which == 1:
                row[2] = rng.choice([[], row[2][::-1], [*row[2], *row[2]], [_other(rng, data)] * 2])
            else:
                row[3] = rng.choice(ASSUMPTIONS)
        case "apply":
            row[1] = rng.choice(["log", "exp", "sqrt", "cos", "sin", "log1p", "expm1", "g", "h"])
        case "law":
            row[1] = rng.choice(
                ["Normal", "MultivariateNormal", "density p", "density q", "Cauchy"]
            )
        case "constant":
            row[1] = rng.choice(["pi", "oo", "e"])
        case _:
            return ""
    return f"row {n}: {old} becomes {json.dumps(row)}"


def link(data, rng, _):
    """Steps dropped, doubled, exchanged, pointed at another tree."""
    part, n = _step(data, rng)
    steps = part["steps"]
    if n is None:
        return ""
    which = rng.randrange(5)
    if which == 0:
        del steps[n]
    elif which == 1:
        steps.insert(n, copy.deepcopy(steps[n]))
    elif which == 2:
        m = rng.randrange(len(steps))
        steps[n], steps[m] = steps[m], steps[n]
    elif which == 3:
        steps[n]["after"] = _other(rng, data)
    else:
        steps[n]["relation"] = rng.choice(["=", "<=", ">=", "<", ""])
    return (
        f"{part['name']}, step {n + 1}: "
        + ("drop", "double", "exchange", "after", "relation")[which]
    )


def rule(data, rng, _):
    """Another rule, other laws, or both."""
    part, n = _step(data, rng)
    if n is None:
        return ""
    step, other = part["steps"][n], rng.choice(sorted(RULES))
    which = rng.randrange(4)
    if which in (0, 3):
        step["rule"] = other
    if which == 3:
        step["laws"] = sorted(RULES[other][0])
    if which == 1 and step["laws"]:
        del step["laws"][rng.randrange(len(step["laws"]))]
    if which == 2:
        laws = sorted({law for names, _ in RULES.values() for law in names})
        step["laws"] = sorted({*step["laws"], rng.choice(laws)})
    return f"{part['name']}, step {n + 1}: rule {step['rule']}, laws {step['laws']}"


def evidence(data, rng, certificates):
    """Instances, values, theorems, hashes, witnesses, entries, conditions."""
    part, n = _step(data, rng)
    if n is None:
        return ""
    step = part["steps"][n]
    which = rng.randrange(7)
    if which == 0 and step["instances"]:
        del step["instances"][rng.randrange(len(step["instances"]))]
    elif which == 1 and step["instances"]:
        instance = rng.choice(step["instances"])
        place = instance.get("values", instance)
        keys = [k for k, v in place.items() if type(v) is int]
        if keys:
            place[rng.choice(keys)] = _other(rng, data)
        else:
            instance["theorem"] = rng.choice(sorted(certificates))
    elif which == 2 and step["theorems"]:
        name = rng.choice(sorted(step["theorems"]))
        step["theorems"][name] = rng.choice(["", "0" * 64, step["theorems"][name][::-1]])
    elif which == 3 and step["theorems"]:
        del step["theorems"][rng.choice(sorted(step["theorems"]))]
    elif which == 4 and "witness" in step:
        step["witness"] = _other(rng, data)
    elif which == 5:
        step.update(rng.choice([{"pointwise": True}, {"entries": [_other(rng, data)] * 2}]))
    elif step["conditions"]:
        rows = step["conditions"][rng.choice(sorted(step["conditions"]))]
        rows[rng.randrange(len(rows))] = _other(rng, data)
    return f"{part['name']}, step {n + 1}: evidence {which}"


def record(data, rng, _):
    """The record of a step: a row changed, a term, a factor or all of it left out."""
    part, n = _step(data, rng)
    step = part["steps"][n] if n is not None else {}
    held = [key for key in ("splits", "factored") if key in step]
    places = [(step, key) for key in held]
    inner = [found for key in held for found in step[key]] + step.get("instances", [])
    while inner:
        place = inner.pop()
        for key, value in place.items():
            if isinstance(value, list) and value and isinstance(value[0], dict):
                inner += value
            if key in ("terms", "solved", "factors", "densities", "exponentials", "rest"):
                places += [(place, key)] * bool(value)
            elif key in ("constant", "sum", "variable") and "values" not in place:
                places.append((place, key))
    if not places:
        return ""
    place, key = rng.choice(places)
    if isinstance(place[key], list):
        if rng.random() < 0.5 or isinstance(place[key][0], dict):
            del place[key][rng.randrange(len(place[key]))]
        else:
            place[key][rng.randrange(len(place[key]))] = _other(rng, data)
    else:
        place[key] = _other(rng, data)
    return f"{part['name']}, step {n + 1}: {key}"


def claim(data, rng, _):
    """The claim: its sides, its relation, its name, the letters obtained."""
    part = rng.choice(data["parts"])
    key = rng.choice(["left", "right", "first", "relation", "obtain", "name"])
    if key == "obtain":
        part[key] = [] if part[key] else [{"covariance": 0, "factor": 1}]
    elif key in ("relation", "name"):
        part[key] = rng.choice(["=", "<=", ">="]) if key == "relation" else ""
    else:
        part[key] = _other(rng, data)
    return f"{part['name']}: {key}"


def family(data, rng, _):
    """The density of a family, its parameters, its variable."""
    if not data["families"]:
        return ""
    name = rng.choice(sorted(data["families"]))
    own = data["families"][name]
    key = rng.choice(["density", "at", "parameters", "name", "support", "mass"])
    if key == "name":
        data["families"][rng.choice(["Normal", "MultivariateNormal", "Cauchy"])] = data[
            "families"
        ].pop(name)
    elif key == "parameters":
        own[key] = rng.choice([own[key][::-1], own[key][:-1], [_other(rng, data)] * len(own[key])])
    elif key == "support":
        kinds = ["line", "space", "half-line", "open half-line", "unit interval", "counting"]
        own[key] = own[key] | {rng.choice(["kind", "measure"]): rng.choice(kinds)}
    elif key == "mass":
        own[key] = rng.choice([None, "normal_moments.mean", "nowhere"])
    else:
        own[key] = _other(rng, data)
    return f"family {name}: {key}"


def odd(data, rng, _):
    """Any value anywhere replaced by something that does not belong."""
    place = data
    while True:
        keys = list(place) if isinstance(place, dict) else list(range(len(place)))
        if not keys:
            return ""
        key = rng.choice(keys)
        inner = place[key]
        if isinstance(inner, (dict, list)) and inner and rng.random() < 0.9:
            place = inner
            continue
        place[key] = rng.choice(ODD)
        return f"{key}: {inner!r} becomes {place[key]!r}"[:200]


CHANGES = (
    child,
    child,
    swap,
    operation,
    leaf,
    leaf,
    link,
    rule,
    evidence,
    record,
    claim,
    family,
    odd,
)


def resealed(content: bytes) -> bytes:
    """A damaged certificate with the seal that belongs to it, where it can still be read."""
    try:
        data = json.loads(content)
    except ValueError:
        return content
    return json.dumps(sealed(data)).encode() if isinstance(data, dict) else content


def copied(accepted: Accepted) -> Accepted:
    """The same claims, to which others can be added."""
    own = Accepted()
    own.claims, own.families = dict(accepted.claims), dict(accepted.families)
    own.terms = set(accepted.terms)
    return own


class Judge:
    """The checker, with what the sound certificates prove."""

    def __init__(self, certificates: dict[str, dict]) -> None:
        self.certificates = certificates
        self.accepted = Accepted()
        verdicts = recheck(encoded(certificates), self.accepted)
        assert all(verdict.accepted for verdict in verdicts.values())

    def refusal(self, content: bytes) -> str | None:
        """Why a certificate is refused among the sound ones; None where it is accepted."""
        verdict = recheck({"it": content}, copied(self.accepted))["it"]
        return None if verdict.accepted else str(verdict)

    def same(self, mutant: Mutant) -> bool:
        """Whether a mutant reads as the very terms of the certificate that it was made from."""
        contents = encoded({"mutant": mutant.data, "own": self.certificates[mutant.name]})
        mutated, own = (understood(opened(content)).parts for content in contents.values())
        return [_meaning(p) for p in mutated] == [_meaning(p) for p in own]


def _meaning(part: Part):
    """The claim: how it is proved does not matter to what is said."""
    return part.name, part.relation, part.left, part.right
