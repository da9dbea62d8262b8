"""Side conditions: which signs a scalar can take, which matrices are definite or invertible.

An abstract interpretation of terms, sound and quick to give up: `signs` holds the sign of the
value for all letters within their assumptions. That g and h are nonnegative are theorems, and
count only where they are among the ``known``.
"""

from __future__ import annotations

from functools import cache

from symkl_recheck.forms import reversed_word
from symkl_recheck.functions import FUNCTIONS, sign_of
from symkl_recheck.rationals import Exact
from symkl_recheck.supports import SUPPORTS, infinite, support_of
from symkl_recheck.terms import NONE, UNIT, Term, fresh, number, term

Condition = tuple[str, Term]  # an assumption, and of what it has to hold
Signs = frozenset[int]  # those that a number may have: -1, 0, 1

ANY: Signs = frozenset((-1, 0, 1))
POSITIVE: Signs = frozenset((1,))
NONNEGATIVE: Signs = frozenset((0, 1))
# What an assumption about a sign leaves.
WANTED: dict[str, Signs] = {"positive": POSITIVE, "nonnegative": NONNEGATIVE, "nonzero": ANY - {0}}


def _sum(a: Signs, b: Signs) -> Signs:
    """Return the signs of a sum of two numbers of these signs."""
    return frozenset(s for x in a for y in b for s in (ANY if x * y < 0 else (x or y,)))


def _power(base: Signs, e: Exact) -> Signs:
    """Return the signs of a rational power."""
    if e != int(e):
        return base & NONNEGATIVE or ANY  # of what has no value nothing is known
    return frozenset(x * x if e % 2 == 0 else x for x in base) if e else POSITIVE


@cache
def signs(t: Term, known: frozenset[str] = NONE) -> Signs:
    """Return the signs that a scalar can take, its side conditions taken for granted."""
    a, op = t.args, t.op
    if op == "number":
        return frozenset(((a[0] > 0) - (a[0] < 0),))
    if op in ("symbol", "bound"):
        return next((s for name, s in WANTED.items() if name in a[1]), ANY)
    if op in ("pi", "oo"):
        return POSITIVE
    if op == "density":
        return POSITIVE if contains(*a) else NONNEGATIVE
    if op in FUNCTIONS and FUNCTIONS[op].root and a[0].op == "number" and a[0].args[0] > 0:
        return signs(number(a[0].args[0] - FUNCTIONS[op].root))
    if op in FUNCTIONS and op not in known:
        return sign_of(op, signs(a[0], known))
    if op == "poly":
        found = frozenset((0,))
        for (m, word), c in a[1]:
            product = ANY if word else frozenset(((c > 0) - (c < 0),))
            for x, e in m:
                product = frozenset(i * j for i in product for j in _power(signs(x, known), e))
            found = _sum(found, product)
        return found
    if op == "add":
        less = a[1].args[1] if a[1].op == "mul" and a[1].args[0] is number(-1) else UNIT
        if a[0] is UNIT and less.op in ("symbol", "bound") and "at_most_1" in less.args[1]:
            return NONNEGATIVE
        return _sum(signs(a[0], known), signs(a[1], known))
    if op == "mul" and not any(x.shape for x in a):
        left, right = (signs(x, known) for x in a)
        return frozenset(x * y for x in left for y in right if a[0] is not a[1] or x == y)
    if op == "pow" and a[1].op == "number":
        return _power(signs(a[0], known), a[1].args[0])
    if op == "pow":
        return POSITIVE if signs(a[0], known) == POSITIVE else ANY
    if op == "det" and holds("invertible", a[0]):
        return POSITIVE if definite(a[0]) or holds("positive_diagonal", a[0]) else ANY - {0}
    if op == "component" and a[0].op == "vector_of":
        return signs(a[0].args[0], known)
    if op == "component" and a[0].op in ("symbol", "bound") and len(a[1]) == 1:
        return signs(a[0])
    if op == "component" and len(a[1]) == 2:
        positive = definite(a[0]) or holds("positive_diagonal", a[0])
        return POSITIVE if a[1][0] is a[1][1] and positive else ANY
    if op == "delta":
        return NONNEGATIVE
    if op == "trace":
        return POSITIVE if definite(a[0]) else ANY
    if op == "tr":  # of one letter
        alone = len(a[0]) == 1 and (definite(a[0][0]) or holds("positive", a[0][0]))
        return POSITIVE if alone else ANY
    if op in ("sum", "product", "integral") and not t.shape:
        inner = signs(a[0], known)
        return inner if inner <= NONNEGATIVE and (op != "integral" or upwards(*a[2:])) else ANY
    return NONNEGATIVE if op in known else ANY


@cache
def definite(t: Term) -> bool:
    """Return whether a matrix is known to be symmetric positive definite."""
    a, op = t.args, t.op
    if op in ("symbol", "bound"):
        return "positive_definite" in a[1]
    if op in ("inverse", "transpose"):
        return definite(a[0])
    if op == "diag":
        return holds("positive", a[0])
    if op == "add":
        return definite(a[0]) and definite(a[1])
    if op == "mul" and () in (a[0].shape, a[1].shape):
        scalar, matrix = a if not a[0].shape else a[::-1]
        return signs(scalar) == POSITIVE and definite(matrix)
    if op == "mul":
        return a[1].op == "transpose" and a[1].args[0] is a[0] and holds("invertible", a[0])
    if op == "poly" and len(a[1]) == 1:  # a word that reads the same in both directions
        (((m, word), c),) = a[1]
        middle = len(word) % 2 == 0 or definite(word[len(word) // 2])
        regular = all(holds("invertible", x) for x in word)
        return c > 0 and not m and middle and regular and reversed_word(word) == word
    return op == "identity"


@cache
def holds(assumption: str, t: Term, known: frozenset[str] = NONE) -> bool:
    """Return whether an assumption is known to hold of a scalar, a matrix, a vector's entries."""
    a, op = t.args, t.op
    if assumption == "real" or (op in ("symbol", "bound") and assumption in a[1]):
        return True
    if assumption in WANTED and t.shape and t.shape[1] is not UNIT:
        return False
    if assumption in WANTED:
        entry = term("component", t, (fresh(),)) if t.shape else t
        return signs(entry, known) <= WANTED[assumption]
    if assumption in ("integer", "dimension", "index"):
        return op == "number" and a[0] >= 1 and a[0].denominator == 1
    if assumption == "at_most_1":
        return op == "number" and a[0] <= 1
    if assumption in ("positive_diagonal", "invertible") and op in ("transpose", "inverse"):
        return holds(assumption, a[0])
    if assumption == "invertible" and op == "mul" and a[0].shape == a[1].shape:
        return all(holds(assumption, x) for x in a)
    if assumption == "invertible" and op == "mul" and () in (a[0].shape, a[1].shape):
        scalar, matrix = a if not a[0].shape else a[::-1]
        return 0 not in signs(scalar) and holds(assumption, matrix)
    if assumption == "symmetric" and _symmetric(t):
        return True
    return assumption in ("symmetric", "positive_definite", "invertible") and definite(t)


def upwards(lower: Term, upper: Term) -> bool:
    """Return whether a range is known to run upwards."""
    if infinite(lower) or infinite(upper):
        return True
    if lower.op == upper.op == "number":
        return bool(lower.args[0] < upper.args[0])
    return signs(term("add", upper, term("mul", number(-1), lower))) == POSITIVE


def contains(law: Term, at: Term) -> bool:
    """Return whether a point is known to lie in the support of a law."""
    return all(holds(assumption, at) for assumption in SUPPORTS[support_of(law)][0])


def _symmetric(t: Term) -> bool:
    """Return whether a matrix is known to be its transpose, by how it is put together."""
    a, op = t.args, t.op
    if op == "mul" and all(x.shape for x in a):
        return a[1].op == "transpose" and a[1].args[0] is a[0]
    if op in ("add", "mul", "transpose", "inverse"):
        return all(not x.shape or holds("symmetric", x) for x in a)
    return op == "diag"


def forget() -> None:
    """Begin anew, with nothing known of any term."""
    for function in (signs, definite, holds):
        function.cache_clear()
