"""Reading a certificate: JSON within limits, its rows as terms with their side conditions.

Nothing of a certificate is executed. The limits below hold before anything is built on what was
read, so that no recursion goes deeper than they say; beyond them a certificate is refused, as it
is for a name that stands twice in an object, a float, NaN, Infinity, a number not in lowest terms,
a row that nothing refers to. Differences, quotients, roots, divergences, entropies and expectations
are read as what they are by definition; ``row 7`` in a reason is the row of that number from 0.
"""

import hashlib
import json
import re
from fractions import Fraction
from itertools import accumulate
from math import isqrt
from types import SimpleNamespace

from symkl_recheck.families import Family
from symkl_recheck.functions import FUNCTIONS, JUMPS, conditions_of
from symkl_recheck.limits import (MOST_BITS, MOST_BYTES, MOST_DEPTH, MOST_EXPONENT, MOST_LETTERS,
    MOST_NESTING, MOST_NODES, MOST_ROWS)
from symkl_recheck.supports import SUPPORTS, infinite, kind_of, support_of
from symkl_recheck.terms import (UNIT, Refused, bind, fresh, inside, need, need_bits, need_small,
    number, ratio, replace, term, whole_power)

SCHEMA = "symkl-certificate/2"
MOST_DIGITS = MOST_BITS // 3  # more than so many bits have
OPEN = {frozenset(), frozenset(["positive", "nonzero"]), frozenset(["nonzero"])}
ASSUMED = {frozenset(("real", *kind.split())) for kind in (
    "", "positive nonzero", "nonnegative", "nonzero", "nonnegative at_most_1", "positive",
    "positive nonzero integer dimension", "positive nonzero integer index", "symmetric",
    "symmetric positive_definite invertible", "invertible",
    "invertible lower_triangular positive_diagonal")}
INSTANCES = {
    "lemma": "theorem values", "cholesky": "covariance factor", "polar": "integral radius angle",
    "antiderivative": "integral function variable upper lower",
    "substitution": "integral value new"}

UNFIT = {"integral", "density", "derivative", *JUMPS}  # for the density of a family

def _add(a, b): return term("add", a, b)
def _mul(a, b): return term("mul", a, b)
def _less(a): return term("mul", number(-1), a)
def _power(a, e):  # an exponent that is arithmetic of numbers is the number
    return term("pow", a, e if _value(e) is None else number(_value(e)))

def _value(t):  # of arithmetic of numbers, as far as it comes to a rational number
    if t.op == "number": return t.args[0]
    if t.op == "pow": return _raised(t.args[0], _value(t.args[1]))
    if t.op not in ("add", "mul"): return None
    a, b = map(_value, t.args)
    if a is None or b is None: return None
    need_bits(value := a + b if t.op == "add" else a * b)
    return value

def _raised(t, e):  # a power of a number, or of a root of one, where it is a whole power
    base = _value(t)
    if base is None and t.op == "pow" and t.args[0].op == t.args[1].op == "number" and e:
        base, e = t.args[0].args[0], t.args[1].args[0] * e
        if base <= 0: return None
    if base and base > 0 and e and e.denominator == 2:
        root = ratio(isqrt(base.numerator), isqrt(base.denominator))
        base, e = (root, 2 * e) if root * root == base else (None, e)
    if not base or e is None or e.denominator > 1 or abs(e) > MOST_EXPONENT: return None
    need_bits(value := whole_power(base, int(e)))
    return value

def _over(a, b): return term("mul", a, term("pow", b, number(-1)))

def _symbol(name, dims, assumed):
    square, vector = len(dims) == 2 and dims[0] is dims[1], len(dims) == 2 and dims[1] is UNIT
    fits = {"real": len(dims) in (0, 2), "positive": not dims or vector, "symmetric": square,
            "invertible": square, "positive_definite": square, "lower_triangular": square,
            "positive_diagonal": square}
    need(all(fits.get(a, not dims) for a in assumed), "a shape for other assumptions")
    return term("symbol", dims, assumed, name)

def _zero(dims):
    need(len(dims) == 2, "a vector or a matrix is needed")
    return term("zero", dims)

def _constant(name):
    need(name == "pi", "no such constant")
    return term(name)

def _infinity(sign):
    need(sign in ("+", "-"), "infinity has a sign")
    return term("oo") if sign == "+" else _less(term("oo"))

def _average(law, body, x):  # over the support of the law
    assumed, lower, upper = SUPPORTS[support_of(law)]
    need(x.args[1] == assumed, "the variable runs over another support")
    if x in law.free:  # of the law another letter, which is not bound here
        y = fresh(*x.args[:2])
        body, x = replace(body, x, y), y
    return bind("integral", _mul(term("density", law, x), body), x, lower(), upper())

def _point(p, q):  # of a law and of another one on its space, which is positive there
    need(p.shape == q.shape, "two laws on different spaces")
    own, other = (SUPPORTS[support_of(law)][0] for law in (p, q))
    need(other <= own, "the second density may be 0 where the first is not")
    return fresh(p.shape, SUPPORTS[support_of(p)][0])

def _cross_entropy(p, q):
    x = _point(p, q)
    return _less(_average(p, term("log", term("density", q, x)), x))

def _divergence(p, q):
    x = _point(p, q)
    return _average(p, term("log", _over(term("density", p, x), term("density", q, x))), x)

def _apply(name, a):
    if name == "sqrt": return term("pow", a, number("1/2"))
    need(name in FUNCTIONS, "no such function")
    return term(name, a)

def _derivative(body, x, along):
    need(x.shape or x.args[1] - {"real"} in OPEN, "a letter that cannot move both ways everywhere")
    return term("derivative", body, x, along)

def _integral(body, x, lower, upper):
    ends, assumed = (infinite(lower), infinite(upper)), x.args[1] - {"real", "nonzero"}
    need(assumed <= {"nonnegative", "positive", "at_most_1"} and not (ends[0] and assumed)
         and (not x.shape or x.args[1] == {"real"}), "the variable")
    need(lower.op != "oo" and (upper.op == "oo" or not ends[1]), "the ends are in the wrong order")
    need(not x.shape or all(ends), "a vector runs over the whole space")
    need(not ends[1] or "at_most_1" not in x.args[1], "the variable")
    return bind("integral", body, x, lower, upper)

def _component(a, indices):
    for i, size in zip(indices, a.shape, strict=False):
        last = size.args[0] if size.op == "number" else 1
        ok = i.args[0] <= last if whole(i) else i.op == "symbol" and "index" in i.args[1]
        need(ok, "an index is needed that is in range")
    return term("component", a, indices)

def _over_index(op):
    def build(body, i, upper):
        need("index" in i.args[1] and not i.shape and i not in upper.free, "an index is needed")
        need(whole(upper) or (upper.op == "symbol" and "integer" in upper.args[1]),
             "a range up to a positive whole number is needed")
        need(_runs(body, i, upper), "an index that runs beyond a vector or a matrix")
        return bind(op, body, i, upper)
    return build

def _runs(t, i, upper):  # whether an index, wherever it stands, selects from this many components
    found = (u for u in (inside(t) if i in t.free else ()) if u.op == "component")
    own = (pair for u in found for pair in zip(u.args[1], u.args[0].shape, strict=False))
    return all(size is upper or upper is UNIT or _at_most(upper, size)
               for at, size in own if at is i)

def _at_most(a, b):  # of two numbers; a dimension may be as small as 1
    return a.op == b.op == "number" and a.args[0] <= b.args[0]

def _dimension(t): return whole(t) or (t.op == "symbol" and "dimension" in t.args[1])

def whole(t): return t.op == "number" and t.args[0] >= 1 and t.args[0].denominator == 1

def _independent(body, i, dim, _, letter):
    need(letter.shape == (dim, UNIT) and letter.args[1] == {"real"}, "the letter of the vector")
    need(body.op == "law" and support_of(body) == "line", "the components of a vector")
    return _over_index("independent")(body, i, dim)

def _law(family, _, letter, parameters):
    kind = kind_of(letter)
    need(kind, "the letter of a law runs over no support")
    return term("law", letter.shape, family, parameters, kind)

def _plain(op): return lambda *args: term(op, *args)

# What a row may hold: expressions e (lists E), ends of ranges b, laws l, letters v, dimensions d
# (lists D), texts s, rationals q, assumptions a; and the term that it stands for.
ROWS = {
    "number": ("q", number), "pow": ("ee", _power), "constant": ("s", _constant),
    "infinity": ("s", _infinity), "add": ("ee", _add), "mul": ("ee", _mul),
    "symbol": ("sDa", _symbol), "zero": ("D", _zero), "law": ("ssvE", _law),
    "sub": ("ee", lambda a, b: _add(a, _less(b))), "neg": ("e", _less), "div": ("ee", _over),
    "component": ("eE", _component), "mat_mul": ("ee", _mul), "apply": ("se", _apply),
    "vector_of": ("evd", _over_index("vector_of")), "sum": ("eve", _over_index("sum")),
    "product": ("eve", _over_index("product")), "integral": ("evbb", _integral),
    "derivative": ("eve", _derivative), "independent": ("lvdsv", _independent),
    "divergence": ("ll", _divergence), "cross_entropy": ("ll", _cross_entropy),
    "entropy": ("l", lambda p: _cross_entropy(p, p)), "expectation": ("lev", _average),
    **{op: (kinds, _plain(op)) for op, kinds in {
        "identity": "d", "density": "le", "piecewise": "eeee",
        "delta": "ee", "transpose": "e", "inverse": "e", "trace": "e", "det": "e",
        "diag": "e", "strict_lower": "e"}.items()}}

def opened(content):
    """The JSON of a certificate: its own hash, those that it refers to, and what it says."""
    need_small(len(content) <= MOST_BYTES, f"more than {MOST_BYTES} bytes")
    need_small(_nesting(content) <= MOST_NESTING, "values within values too deep")
    data = json.loads(content.decode(), object_pairs_hook=_once, parse_int=_int,
                      parse_float=_inexact, parse_constant=_inexact)
    _record(data, "schema name families parts nodes prose seal")
    need(data["schema"] == SCHEMA, f"the schema is not {SCHEMA}")
    seal, texts = data.pop("seal"), {key: _compact(data[key]) for key in sorted(data)}
    need(seal == _sha(texts), "the seal is that of another certificate")
    del data["prose"], texts["prose"]  # nothing is decided on it, and the hash leaves it out
    refers = {sha for part in data["parts"] for step in part["steps"]
              for sha in step["theorems"].values()}
    return SimpleNamespace(sha=_sha(texts), refers=refers - {""}, data=data)

def read(content):
    """A certificate from its bytes."""
    return understood(opened(content))

def understood(certificate):
    """A certificate from its JSON."""
    data = certificate.data
    table = _Table(data["nodes"])
    families = {name: table.family(f) for name, f in data["families"].items()}
    table.add_conditions(families)
    for name, family in families.items():
        row = data["families"][name]["density"]
        if row is not None: family.conditions = table.conditions[row]
    parts = [table.part(part) for part in data["parts"]]
    need(parts and table.touched == set(range(len(table.terms))), "a row that nothing refers to")
    return SimpleNamespace(name=data["name"], sha=certificate.sha, families=families, parts=parts)

def _nesting(content):  # how deep the JSON reader will have to go; it calls itself
    found = re.findall(rb'"(?:\\.|[^"\\])*+"?|[\[{}\]]', content, re.DOTALL)
    steps = {b"[": 1, b"{": 1, b"]": -1, b"}": -1}
    return max(accumulate(steps.get(x, 0) for x in found), default=0)

def _compact(data):
    return json.dumps(data, sort_keys=True, separators=(",", ":"))

def _sha(texts):  # the hash of an object without layout, from the texts of its values
    rows = ",".join(f'"{key}":{text}' for key, text in texts.items())
    return hashlib.sha256(f"{{{rows}}}".encode()).hexdigest()

def _once(pairs):
    need(len(dict(pairs)) == len(pairs), "a name stands twice in one object")
    return dict(pairs)

def _int(text):
    need_small(len(text) <= 6, "a number that is too large")
    return int(text)

def _inexact(text): raise Refused("a number that is not exact")

def _record(data, names, optional=""):  # an object with these names, and no others
    names, found = set(names.split()), set(data) if isinstance(data, dict) else {""}
    need(names <= found <= names | set(optional.split()), "names that do not belong")
    return data

class _Table:  # the rows as terms, and what has to hold for each of them to have a value

    def __init__(self, rows):
        need_small(len(rows) <= MOST_ROWS, f"more than {MOST_ROWS} rows")
        self.terms, self.extent, self.fields, self.touched, self.conditions = [], [], [], set(), []
        for n, (op, *args) in enumerate(rows):
            need(type(op) is str and op in ROWS and len(args) == len(ROWS[op][0]), f"row {n}")
            children, kinds = [], ROWS[op][0]
            fields = [self.field(*pair, children) for pair in zip(kinds, args, strict=True)]
            size = 1 + sum(self.extent[c][0] for c in children)
            depth = 1 + max((self.extent[c][1] for c in children), default=0)
            need_small(size <= MOST_NODES, f"row {n}: more than {MOST_NODES} nodes")
            need_small(depth <= MOST_DEPTH, f"row {n}: more than {MOST_DEPTH} levels")
            self.terms.append(ROWS[op][1](*fields))
            self.extent.append((size, depth))
            self.fields.append((op, fields, children))

    def field(self, kind, arg, children):  # one field of a row
        if kind in "DEa": need(type(arg) is list and len(arg) <= 8, "a list is needed")
        if kind in "DE": return tuple(self.field(kind.lower(), x, children) for x in arg)
        if kind == "a":
            need(sorted(set(arg)) == arg and set(arg) in ASSUMED, "no such assumptions")
            return frozenset(arg)
        if kind in "sq":
            most = MOST_LETTERS if kind == "s" else 3 * MOST_DIGITS
            need(type(arg) is str, "a text is needed")
            need_small(len(arg) <= most, f"a text of more than {most} letters")
            digits = rf"-?[0-9]{{1,{MOST_DIGITS}}}(/[1-9][0-9]{{0,{MOST_DIGITS - 1}}})?"
            exact = kind == "s" or (re.fullmatch(digits, arg) and str(Fraction(arg)) == arg)
            need(exact, "a rational number in lowest terms is needed")
            return arg
        t = self.term(arg)
        children.append(arg)
        law, letter = t.op in ("law", "independent"), t.op == "symbol"
        fits = {"e": not (law or infinite(t)), "b": not law, "l": law, "v": letter,
                "d": _dimension(t)}
        need(fits[kind], "a row of another kind is needed")
        return t

    def value(self, n):  # the term of a row that has a value
        t = self.term(n)
        need(not (t.op in ("law", "independent") or infinite(t)), "an expression is needed")
        return t

    def term(self, n):  # the term of a row that is referred to
        need(type(n) is int and 0 <= n < len(self.terms), "a row above is needed")
        self.touched.add(n)
        return self.terms[n]

    def add_conditions(self, families):
        for n, (op, f, children) in enumerate(self.fields):
            found = set().union(*(self.conditions[c] for c in children))
            if op == "div": found.add(("nonzero", f[1]))
            if op == "pow":
                e = _value(f[1])
                e = Fraction(1, 2) if e is None else e
                if e.denominator > 1 or e < 0:
                    found.add(("positive" if e.denominator > 1 else "nonzero", f[0]))
            if op == "inverse": found.add(("invertible", f[0]))
            if op == "derivative" and "symmetric" in f[1].args[1]: found.add(("symmetric", f[2]))
            if op == "apply" and f[0] == "sqrt": found.add(("nonnegative", f[1]))
            elif op == "apply": found |= {("positive", u) for u in conditions_of(*f)}
            if op == "integral":
                finite = [end for end in f[2:] if not infinite(end)]
                upwards = {"nonnegative"} if "positive" in f[1].args[1] else set()
                needed = upwards | f[1].args[1] & {"nonnegative", "at_most_1"}
                found |= {(a, end) for a in needed for end in finite}
            if op == "law":
                need(f[0] in families, f"there is no family {f[0]}")
                families[f[0]].sizes(self.terms[n])
                for letter, value in zip(families[f[0]].letters, f[3], strict=True):
                    found |= {(a, value) for a in letter.args[1] - {"real"}}
            self.conditions.append(found)

    def family(self, data):
        _record(data, "parameters at support density mass")
        letters, at = tuple(map(self.term, data["parameters"])), self.term(data["at"])
        density = None if data["density"] is None else self.value(data["density"])
        every = [at, *letters]
        dims = {d for x in every for d in x.shape if d.op == "symbol"}
        need(all(x.op == "symbol" for x in every), "the letters of a family")
        need(not any("index" in x.args[1] for x in letters), "an index, of which no range is known")
        names = {x.args[2] for x in (*every, *dims)}
        need(len(names) == len(every) + len(dims), "the letters of a family")
        support = _record(data["support"], "kind measure")
        need(support == {"kind": kind_of(at), "measure": "Lebesgue"} and support["kind"],
             "the support is what is assumed of the letter, and its measure Lebesgue's")
        need(data["mass"] is None or type(data["mass"]) is str, "the name of a theorem")
        need(density is None or (not density.shape and density.free <= {*every, *dims}
             and not any(t.op in UNFIT for t in inside(density))),
             "the density of a family")
        return Family(letters, at, density, data["mass"])

    def part(self, data):
        _record(data, "name relation left right first obtain hypotheses steps")
        need(data["hypotheses"] == [], "a claim with hypotheses is not known here")
        pairs = [_record(pair, "covariance factor") for pair in data["obtain"]]
        return {**data, "left": self.value(data["left"]), "right": self.value(data["right"]),
                "first": (self.term(data["first"]), self.conditions[data["first"]]),
                "obtain": [(self.term(p["covariance"]), self.term(p["factor"])) for p in pairs],
                "steps": [self.step(step) for step in data["steps"]]}

    def step(self, data):
        _record(data, "relation after rule laws instances theorems conditions",
                "witness pointwise entries splits factored")
        need(data["relation"] in ("=", "<=", ">="), "no such relation")
        need(data.get("pointwise", True) is True, "pointwise is true or left out")
        rows = [data["witness"]] if "witness" in data else []
        instances = [self.instance(instance, rows) for instance in data["instances"]]
        listed = [(a, n) for a, listed in data["conditions"].items() for n in listed]
        need(len(set(listed)) == len(listed), "a condition stands twice")
        return {**data, "after": (self.value(data["after"]), self.conditions[data["after"]]),
                "instances": instances, "conditions": {(a, self.term(n)) for a, n in listed},
                "pointwise": "pointwise" in data,
                "others": set().union(*(self.conditions[n] for n in rows if self.term(n))),
                "witness": self.value(data["witness"]) if "witness" in data else None,
                "entries": tuple(map(self.term, data.get("entries", ()))),
                "splits": [self.split(split) for split in data.get("splits", ())],
                "factored": [self.factored(found) for found in data.get("factored", ())]}

    def split(self, data):
        _record(data, "integral variable terms")
        return {"integral": self.value(data["integral"]), "variable": self.value(data["variable"]),
                "terms": self.summands(data["terms"])}

    def summands(self, data):
        return [{name: self.value(found) if name == "constant" else [*map(self.value, found)]
                 for name, found in _record(term, "constant densities exponentials rest").items()}
                for term in data]

    def factored(self, data):
        _record(data, "sum factors")
        return self.value(data["sum"]), [*map(self.value, data["factors"])]

    def instance(self, data, rows):
        more = "solved terms" if data["kind"] == "antiderivative" else "solved"
        _record(data, "kind " + INSTANCES[data["kind"]], more)
        held = {name: n for name, n in data.items() if name not in ("kind", "solved", "terms")}
        values = held.get("values", held)
        made = {name: self.value(n) for name, n in values.items()}
        rows += values.values()
        made = {"theorem": data["theorem"], "values": made} if "values" in held else made
        return {**made, "kind": data["kind"], "terms": self.summands(data.get("terms", ())),
                "solved": self.value(data["solved"]) if "solved" in data else None}
