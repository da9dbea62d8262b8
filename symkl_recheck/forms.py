"""Forms: the arithmetic of sums of powers of terms, times words in the free algebra.

A form is ``{(monomial, word): coefficient}``. The monomial, a frozenset of pairs (term, exponent),
commutes; the word, a tuple of letters in the free algebra, does not, and is empty for scalars and
for the identity. A sum under a negative or fractional exponent is a ``poly`` term; `clear`
multiplies it out, which decides whether a fraction is zero. A letter may stand under ``transpose``
and ``inverse``. A trace (``tr``) is canonical up to rotation and transposition, and a 1 x 1 word is
its own trace. Roots are taken of nonnegative terms only.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from math import floor

from symkl_recheck.limits import MOST_POWER
from symkl_recheck.rationals import Exact, exact, magnitude, need_bits, product, ratio, whole_power
from symkl_recheck.refusals import need, need_small, spend
from symkl_recheck.terms import NONE, UNIT, Power, Shape, Term, is_kept, number, ordered, term

Word = tuple[Term, ...]
Monomial = frozenset[Power]
Key = tuple[Monomial, Word]
Form = dict[Key, Exact]

_FRACTIONS: list[Term] = []
_FORMS: dict[Term, Form] = {}  # a sum's form is kept, since a set has no order


def constant(value: Exact) -> Form:
    """Return a rational number as a form."""
    return {(NONE, ()): exact(value)} if value else {}


def of_word(word: Word) -> Form:
    """Return a word as a form."""
    return {(NONE, word): 1}


ONE = constant(1)


def atom(t: Term, e: Exact = 1) -> Form:
    """Return a term as a form: a scalar to a rational power, or a letter."""
    return of_word((t,)) if t.shape else monomial(((t, e),), (), 1)


def total(forms: Iterable[Form]) -> Form:
    """Return the sum of some forms."""
    result: Form = {}
    for p in forms:
        for key, c in p.items():
            if (before := result.get(key)) is not None:
                c = c + before
            if c:
                result[key] = c
            else:
                result.pop(key, None)
    return result


def minus(p: Form, q: Form) -> Form:
    """Return the difference of two forms."""
    return total((p, {key: -c for key, c in q.items()}))


def monomial(pairs: Iterable[Power], word: Word, c: Exact) -> Form:
    """Return powers times a word.

    Its 1 x 1 pieces become scalars, and whole powers of sums multiply out.
    """
    exponents: dict[Term, Exact] = {}
    opened = False
    if c != 1:
        need_bits(c)
    for t, e in pairs:
        exponents[t] = exponents[t] + e if t in exponents else e
        opened = opened or t.op in ("number", "poly")
    if not (word or opened):
        return {(frozenset([pair for pair in exponents.items() if pair[1]]), ()): c}
    rest: Word = ()
    for piece in _pieces(word):
        if piece[0].shape[0] is piece[-1].shape[1] is UNIT:
            t = _cycle(piece)
            exponents[t] = exponents.get(t, 0) + 1
        else:
            rest += piece
    sums: list[Form] = []
    for t, e in ordered(pair for pair in exponents.items() if pair[0].op in ("number", "poly")):
        need_small(magnitude(e) <= MOST_POWER, "an exponent is too large")
        if t.op == "number" and not 0 <= e < 1:
            exponents[t], c = e - floor(e), c * whole_power(t.args[0], floor(e))
        elif t.op == "poly" and e >= 1:
            exponents[t], sums = e - floor(e), sums + [form_of(t)] * floor(e)
    need_bits(c)
    result: Form = {(frozenset(pair for pair in exponents.items() if pair[1]), rest): c}
    for p in sums:
        result = times(result, p)
    return result


def _pieces(word: Word) -> list[Word]:
    """Return a word, cut where a row comes after a column."""
    if not word:
        return []
    cuts = [n for n in range(1, len(word)) if word[n - 1].shape[1] is word[n].shape[0] is UNIT]
    return [word[i:j] for i, j in zip([0, *cuts], [*cuts, len(word)], strict=True)]


@contextmanager
def fractions_apart() -> Iterator[None]:
    """Let the fractions met meanwhile stand for no equal ones afterwards."""
    known = len(_FRACTIONS)
    try:
        yield
    finally:
        del _FRACTIONS[known:]


def _cycle(word: Word) -> Term:
    """Return the trace of a word as a term, the same for all its turns."""
    spend(len(word) ** 2 // 10)
    turns = [w[n:] + w[:n] for w in (word, reversed_word(word)) for n in range(len(w))]
    return term("tr", min(turns, key=lambda w: [t.rank for t in w]))


def times(p: Form, q: Form) -> Form:
    """Return the product of two forms, of scalars or of matrices."""
    spend(len(p) * len(q))
    if p == ONE or q == ONE:
        return q if p == ONE else p
    return total(
        monomial((*m, *n), join(v, w), product(c, d))
        for (m, v), c in p.items()
        for (n, w), d in q.items()
    )


def power(p: Form, n: int) -> Form:
    """Return a scalar form to a natural power."""
    result = ONE
    for _ in range(n):
        result = times(result, p)
    return result


def scalars(p: Form) -> list[tuple[Monomial, Exact]]:
    """Return the monomials of a number with their coefficients: no word is left out."""
    need(not any(word for _, word in p), "a matrix where a number is needed")
    return [(m, c) for (m, _), c in p.items()]


def clear(p: Form) -> Form:
    """Return the numerator: every sum in a denominator multiplied out."""
    while below := [(e, t.rank, t) for m, _ in p for t, e in m if t.op == "poly" and e < 0]:
        e, _, t = min(below)
        p = total(monomial((*m, (t, -e)), w, c) for (m, w), c in p.items())
    return p


def divide(p: Form, q: Form) -> Form | None:
    """Return the quotient of two sums where it is exact, else None."""
    need(not any(word for form in (p, q) for _, word in form), "a division of words")
    letters = sorted({x for form in (p, q) for m, _ in form for x, _ in m}, key=lambda x: x.rank)
    spend(len(p) * len(q))

    def powers(form: Form) -> dict[tuple[Exact, ...], Exact]:
        return {tuple(dict(m).get(x, 0) for x in letters): c for (m, _), c in form.items()}

    rest, divisor, quotient = powers(p), powers(q), {}
    ends = [
        [f(m[n] for m in form) for n in range(len(letters))]
        for form in (rest, divisor)
        for f in (min, max)
    ]
    least = [a - b for a, b in zip(ends[0], ends[2], strict=True)]
    most = [a - b for a, b in zip(ends[1], ends[3], strict=True)]
    top = max(divisor)
    while rest:
        lead = max(rest)
        m = tuple(a - b for a, b in zip(lead, top, strict=True))
        if any(not low <= e <= high for low, e, high in zip(least, m, most, strict=True)):
            return None
        spend(len(divisor))
        quotient[m] = c = ratio(rest[lead], divisor[top])
        for n, d in divisor.items():
            key = tuple(a + b for a, b in zip(m, n, strict=True))
            rest[key] = rest.get(key, 0) - c * d
            if not rest[key]:
                del rest[key]
    return {
        (frozenset((x, e) for x, e in zip(letters, m, strict=True) if e), ()): c
        for m, c in quotient.items()
    }


def lowest(p: Form) -> tuple[Form, dict[Term, Exact]]:
    """Return a scalar as a numerator and the powers of sums below it, in lowest terms."""
    below: dict[Term, Exact] = {}
    numerator = p
    while found := {
        t: min(dict(m).get(t, 0) for m, _ in numerator)
        for m, _ in numerator
        for t, e in m
        if t.op == "poly" and e < 0
    }:
        for t, e in found.items():
            below[t] = below.get(t, 0) - e
            numerator = total(monomial((*m, (t, -e)), w, c) for (m, w), c in numerator.items())
    for t, e in [*below.items()]:
        while e >= 1 and numerator and (quotient := divide(numerator, form_of(t))) is not None:
            numerator, e = quotient, e - 1
        below[t] = e
    return numerator, {t: e for t, e in below.items() if e}


def node(p: Form, shape: Shape) -> Term:
    """Return a form as a term, the simplest there is; equal fractions give one term."""
    if not shape and any(e < 0 for m, _ in p for t, e in m if t.op == "poly"):
        numerator, below = lowest(p)
        p = total(
            monomial((*m, *((t, -e) for t, e in below.items())), w, c)
            for (m, w), c in numerator.items()
        )
    if len(p) == 1:
        (((m, word), c),) = p.items()
        if len(m) + len(word) == 1 and c == 1 and all(e == 1 for _, e in m):
            if word:
                return word[0]
            if not shape:
                return next(iter(m))[0]  # and a number times the identity is a matrix
        if not m and not shape:
            return number(c)
    if not p:
        return term("zero", shape) if shape else number(0)
    if any(t.op == "poly" for m, _ in p for t, _ in m):
        for other in _FRACTIONS:
            if other.shape == shape and not clear(minus(p, form_of(other))):
                return other
        _FRACTIONS.append(_sum(p, shape))
    return _sum(p, shape)


def _sum(p: Form, shape: Shape) -> Term:
    """Return a form as a term, its items in their order."""
    t = term("poly", shape, frozenset(p.items()))
    _FORMS.setdefault(t, dict(p))
    return t


def form_of(t: Term) -> Form:
    """Return the form that a term stands for, without looking into it."""
    if t.op == "poly":
        return dict(_FORMS.get(t) or t.args[1])
    if t.op == "number":
        return constant(t.args[0])
    return {} if t.op == "zero" else atom(t)


def symmetric(t: Term) -> bool:
    """Return whether a letter equals its transpose."""
    if t.op in ("symbol", "bound"):
        return "symmetric" in t.args[1]
    if t.op == "poly":
        turned = total({(m, reversed_word(word)): c} for (m, word), c in t.args[1])
        return node(turned, t.shape) is t
    return t.op == "diag" or (t.op in ("inverse", "integral") and symmetric(t.args[0]))


def transposed(t: Term) -> Term:
    """Return the transpose of a letter."""
    if t.op == "transpose":
        inner: Term = t.args[0]
        return inner
    return t if symmetric(t) else term("transpose", t)


def reversed_word(word: Word) -> Word:
    """Return the transpose of a word."""
    return tuple([transposed(x) for x in reversed(word)])


def inverted(t: Term) -> Term:
    """Return the inverse of a letter."""
    if t.op == "transpose":
        return transposed(inverted(t.args[0]))
    return t.args[0] if t.op == "inverse" else term("inverse", t)


def join(left: Word, right: Word) -> Word:
    """Return two words side by side, inverse neighbours cancelled."""
    while left and right and left[-1].shape == right[0].shape and inverted(left[-1]) is right[0]:
        left, right = left[:-1], right[1:]
    return left + right


def trace(word: Word, dim: Term) -> Form:
    """Return the trace of a word; `dim` is the trace of the empty one."""
    for n, letter in enumerate(word):
        if letter.shape[0] is UNIT:
            return monomial((), join(word[n:], word[:n]), 1)
    while (
        len(word) > 1
        and len({*word[0].shape, *word[-1].shape}) == 1
        and inverted(word[-1]) is word[0]
    ):
        dim, word = word[0].shape[0], word[1:-1]
    return atom(_cycle(word)) if word else form_of(dim)


def forget() -> None:
    """Begin anew, with the forms of those sums alone that are still known."""
    _FRACTIONS.clear()
    forms = {t: p for t, p in _FORMS.items() if is_kept(t)}
    _FORMS.clear()
    _FORMS.update(forms)
