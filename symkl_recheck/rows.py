"""The rows of a certificate: which there are, and the terms that they stand for.

Differences, quotients, roots, divergences, entropies and expectations are read as what they are by
definition.
"""

from __future__ import annotations

from collections.abc import Callable
from math import isqrt

from symkl_recheck.forms import Word
from symkl_recheck.functions import FUNCTIONS
from symkl_recheck.limits import MOST_EXPONENT
from symkl_recheck.rationals import Exact, magnitude, need_bits, ratio, whole_power
from symkl_recheck.refusals import need
from symkl_recheck.substitution import bind, replace
from symkl_recheck.supports import SUPPORTS, infinite, kind_of, support_of
from symkl_recheck.terms import UNIT, Shape, Term, fresh, inside, number, term

Builder = Callable[..., Term]

# What is assumed, besides real, of a letter that can move both ways wherever it is.
OPEN: set[frozenset[str]] = {
    frozenset(),
    frozenset(["positive", "nonzero"]),
    frozenset(["nonzero"]),
}
ASSUMED = {
    frozenset(("real", *kind.split()))
    for kind in (
        "",
        "positive nonzero",
        "nonnegative",
        "nonzero",
        "nonnegative at_most_1",
        "positive",
        "positive nonzero integer dimension",
        "positive nonzero integer index",
        "symmetric",
        "symmetric positive_definite invertible",
        "invertible",
        "invertible lower_triangular positive_diagonal",
    )
}


def _add(a: Term, b: Term) -> Term:
    return term("add", a, b)


def _mul(a: Term, b: Term) -> Term:
    return term("mul", a, b)


def _less(a: Term) -> Term:
    return term("mul", number(-1), a)


def _power(a: Term, e: Term) -> Term:
    """Return a power; an exponent that is arithmetic of numbers is the number."""
    value = value_of(e)
    return term("pow", a, e if value is None else number(value))


def value_of(t: Term) -> Exact | None:
    """Return what arithmetic of numbers is, as far as it comes to a rational number."""
    if t.op == "number":
        own: Exact = t.args[0]
        return own
    if t.op == "pow":
        return _raised(t.args[0], value_of(t.args[1]))
    if t.op not in ("add", "mul"):
        return None
    a, b = map(value_of, t.args)
    if a is None or b is None:
        return None
    need_bits(value := a + b if t.op == "add" else a * b)
    return value


def _raised(t: Term, e: Exact | None) -> Exact | None:
    """Return a power of a number, or of a root of one, where it is a whole power."""
    base = value_of(t)
    if base is None and t.op == "pow" and t.args[0].op == t.args[1].op == "number" and e:
        base, e = t.args[0].args[0], t.args[1].args[0] * e
        if base <= 0:
            return None
    if base and base > 0 and e and e.denominator == 2:
        root = ratio(isqrt(base.numerator), isqrt(base.denominator))
        base, e = (root, 2 * e) if root * root == base else (None, e)
    if not base or e is None or e.denominator > 1 or magnitude(e) > MOST_EXPONENT:
        return None
    need_bits(value := whole_power(base, int(e)))
    return value


def _over(a: Term, b: Term) -> Term:
    return term("mul", a, term("pow", b, number(-1)))


def _symbol(name: str, dims: Shape, assumed: frozenset[str]) -> Term:
    square, vector = len(dims) == 2 and dims[0] is dims[1], len(dims) == 2 and dims[1] is UNIT
    fits = {
        "real": len(dims) in (0, 2),
        "positive": not dims or vector,
        "symmetric": square,
        "invertible": square,
        "positive_definite": square,
        "lower_triangular": square,
        "positive_diagonal": square,
    }
    need(all(fits.get(a, not dims) for a in assumed), "a shape for other assumptions")
    return term("symbol", dims, assumed, name)


def _zero(dims: Shape) -> Term:
    need(len(dims) == 2, "a vector or a matrix is needed")
    return term("zero", dims)


def _constant(name: str) -> Term:
    need(name == "pi", "no such constant")
    return term(name)


def _infinity(sign: str) -> Term:
    need(sign in ("+", "-"), "infinity has a sign")
    return term("oo") if sign == "+" else _less(term("oo"))


def _average(law: Term, body: Term, x: Term) -> Term:
    """Return an expectation: the integral over the support of the law."""
    assumed, lower, upper = SUPPORTS[support_of(law)]
    need(x.args[1] == assumed, "the variable runs over another support")
    if x in law.free:  # of the law another letter, which is not bound here
        y = fresh(*x.args[:2])
        body, x = replace(body, x, y), y
    return bind("integral", _mul(term("density", law, x), body), x, lower(), upper())


def _point(p: Term, q: Term) -> Term:
    """Return a point of a law and of another one on its space, which is positive there."""
    need(p.shape == q.shape, "two laws on different spaces")
    own, other = (SUPPORTS[support_of(law)][0] for law in (p, q))
    need(other <= own, "the second density may be 0 where the first is not")
    return fresh(p.shape, SUPPORTS[support_of(p)][0])


def _cross_entropy(p: Term, q: Term) -> Term:
    x = _point(p, q)
    return _less(_average(p, term("log", term("density", q, x)), x))


def _divergence(p: Term, q: Term) -> Term:
    x = _point(p, q)
    return _average(p, term("log", _over(term("density", p, x), term("density", q, x))), x)


def _apply(name: str, a: Term) -> Term:
    if name == "sqrt":
        return term("pow", a, number("1/2"))
    need(name in FUNCTIONS, "no such function")
    return term(name, a)


def _derivative(body: Term, x: Term, along: Term) -> Term:
    need(x.shape or x.args[1] - {"real"} in OPEN, "a letter that cannot move both ways everywhere")
    return term("derivative", body, x, along)


def _integral(body: Term, x: Term, lower: Term, upper: Term) -> Term:
    ends, assumed = (infinite(lower), infinite(upper)), x.args[1] - {"real", "nonzero"}
    need(
        assumed <= {"nonnegative", "positive", "at_most_1"}
        and not (ends[0] and assumed)
        and (not x.shape or x.args[1] == {"real"}),
        "the variable",
    )
    need(lower.op != "oo" and (upper.op == "oo" or not ends[1]), "the ends are in the wrong order")
    need(not x.shape or all(ends), "a vector runs over the whole space")
    need(not ends[1] or "at_most_1" not in x.args[1], "the variable")
    return bind("integral", body, x, lower, upper)


def _component(a: Term, indices: Word) -> Term:
    for i, size in zip(indices, a.shape, strict=False):
        last = size.args[0] if size.op == "number" else 1
        ok = i.args[0] <= last if _whole(i) else i.op == "symbol" and "index" in i.args[1]
        need(ok, "an index is needed that is in range")
    return term("component", a, indices)


def _over_index(op: str) -> Builder:
    """Return the function that makes a binder over an index."""

    def build(body: Term, i: Term, upper: Term) -> Term:
        need("index" in i.args[1] and not i.shape and i not in upper.free, "an index is needed")
        need(
            _whole(upper) or (upper.op == "symbol" and "integer" in upper.args[1]),
            "a range up to a positive whole number is needed",
        )
        need(_runs(body, i, upper), "an index that runs beyond a vector or a matrix")
        return bind(op, body, i, upper)

    return build


def _runs(t: Term, i: Term, upper: Term) -> bool:
    """Return whether an index, wherever it stands, selects from this many components."""
    found = (u for u in (inside(t) if i in t.free else ()) if u.op == "component")
    own = (pair for u in found for pair in zip(u.args[1], u.args[0].shape, strict=False))
    return all(
        size is upper or upper is UNIT or _at_most(upper, size) for at, size in own if at is i
    )


def _at_most(a: Term, b: Term) -> bool:
    """Return whether one number is at most another; a dimension may be as small as 1."""
    return a.op == b.op == "number" and bool(a.args[0] <= b.args[0])


def is_dimension(t: Term) -> bool:
    """Return whether a term is a dimension."""
    return _whole(t) or (t.op == "symbol" and "dimension" in t.args[1])


def _whole(t: Term) -> bool:
    """Return whether a term is a positive whole number."""
    return t.op == "number" and bool(t.args[0] >= 1 and t.args[0].denominator == 1)


def _independent(body: Term, i: Term, dim: Term, _: str, letter: Term) -> Term:
    need(letter.shape == (dim, UNIT) and letter.args[1] == {"real"}, "the letter of the vector")
    need(body.op == "law" and support_of(body) == "line", "the components of a vector")
    return _over_index("independent")(body, i, dim)


def _law(family: str, _: str, letter: Term, parameters: Word) -> Term:
    kind = kind_of(letter)
    need(kind, "the letter of a law runs over no support")
    return term("law", letter.shape, family, parameters, kind)


def _plain(op: str) -> Builder:
    """Return the function that makes a term of its fields as they are."""
    return lambda *args: term(op, *args)


# What a row may hold: expressions e (lists E), ends of ranges b, laws l, letters v, dimensions d
# (lists D), texts s, rationals q, assumptions a; and the term that it stands for.
ROWS: dict[str, tuple[str, Builder]] = {
    "number": ("q", number),
    "pow": ("ee", _power),
    "constant": ("s", _constant),
    "infinity": ("s", _infinity),
    "add": ("ee", _add),
    "mul": ("ee", _mul),
    "symbol": ("sDa", _symbol),
    "zero": ("D", _zero),
    "law": ("ssvE", _law),
    "sub": ("ee", lambda a, b: _add(a, _less(b))),
    "neg": ("e", _less),
    "div": ("ee", _over),
    "component": ("eE", _component),
    "mat_mul": ("ee", _mul),
    "apply": ("se", _apply),
    "vector_of": ("evd", _over_index("vector_of")),
    "sum": ("eve", _over_index("sum")),
    "product": ("eve", _over_index("product")),
    "integral": ("evbb", _integral),
    "derivative": ("eve", _derivative),
    "independent": ("lvdsv", _independent),
    "divergence": ("ll", _divergence),
    "cross_entropy": ("ll", _cross_entropy),
    "entropy": ("l", lambda p: _cross_entropy(p, p)),
    "expectation": ("lev", _average),
    **{
        op: (kinds, _plain(op))
        for op, kinds in {
            "identity": "d",
            "density": "le",
            "piecewise": "eeee",
            "delta": "ee",
            "transpose": "e",
            "inverse": "e",
            "trace": "e",
            "det": "e",
            "diag": "e",
            "strict_lower": "e",
        }.items()
    },
}
