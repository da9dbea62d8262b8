"""Looking at terms and words: summands, factors, components, and what a letter stands under."""

from __future__ import annotations

from symkl_recheck.forms import Word, form_of
from symkl_recheck.rationals import Exact
from symkl_recheck.terms import UNIT, Power, Term, fresh, number, parts


def summands(t: Term) -> list[Term]:
    """Return the summands of a sum, however its brackets stand."""
    found, left = [], [t]
    while left:
        t = left.pop()
        if t.op == "add":
            left += t.args
        else:
            found.append(t)
    return found


def index() -> Term:
    """Return a new index."""
    return fresh((), ("real", "positive", "nonzero", "integer", "index"))


def single_word(t: Term) -> Word | None:
    """Return the word that a matrix is, if it is no more than one."""
    form = form_of(t)
    if len(form) != 1:
        return None
    (((m, word), c),) = form.items()
    return word if not m and c == 1 else None


def base(letter: Term) -> Term:
    """Return a letter without transpose and inverse."""
    return base(letter.args[0]) if letter.op in ("transpose", "inverse") else letter


def flags(letter: Term) -> tuple[str, ...]:
    """Return what a letter stands under, transpose or inverse, the outermost first."""
    return () if base(letter) is letter else (letter.op, *flags(letter.args[0]))


def lower_triangular(word: Word) -> bool:
    """Return whether a word is a product of lower triangular letters."""
    for x in word:
        b = base(x)
        triangular = b.op == "symbol" and "lower_triangular" in b.args[1]
        if b.op != "diag" and not (triangular and "transpose" not in flags(x)):
            return False
    return True


def components(t: Term, x: Term) -> set[Term]:
    """Return the components of a vector that occur in a term; its only one is a trace."""
    if (t.op == "component" and t.args[0] is x) or (t.op == "tr" and t.args[0] == (x,)):
        return {t}
    if x not in t.free:
        return set()
    return set().union(*(components(y, x) for y in parts(t.args)))


def place(t: Term) -> Term:
    """Return the index of a component."""
    return UNIT if t.op == "tr" else t.args[1][0]


def primes(value: Exact) -> list[Power]:
    """Return the prime factors of a positive rational, with exponents."""
    found: dict[int, Exact] = {}
    for part, sign in ((value.numerator, 1), (value.denominator, -1)):
        divisor = 2
        while part > 1:
            divisor = part if divisor > 10_000 or divisor * divisor > part else divisor
            while part % divisor == 0:
                part, found[divisor] = part // divisor, found.get(divisor, 0) + sign
            divisor += 1
    return [(number(p), e) for p, e in found.items()]
