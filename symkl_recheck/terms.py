"""Terms, bound variables, and the arithmetic of normal forms.

A `Term` is interned: equal terms are one object. A binder holds its body, a variable ``bound``
whose number is higher than every number inside the body, and the rest: terms that differ in the
names of bound variables are one object too, and a substitution captures nothing.

A form is ``{(monomial, word): coefficient}``. The monomial, a frozenset of pairs (term, exponent),
commutes; the word, a tuple of letters in the free algebra, does not, and is empty for scalars and
for the identity. A sum under a negative or fractional exponent is a ``poly`` term; `clear`
multiplies it out, which decides whether a fraction is zero. A letter may stand under ``transpose``
and ``inverse``. A trace (``tr``) is canonical up to rotation and transposition, and a 1 x 1 word is
its own trace. Roots are taken of nonnegative terms only.
"""

from contextlib import contextmanager
from fractions import Fraction
from itertools import count
from math import floor

from symkl_recheck.limits import MOST_BITS, MOST_POWER, MOST_WORK

BINDERS = frozenset(["sum", "product", "integral", "vector_of", "independent"])
NONE = frozenset()
_TERMS, _FRACTIONS, _RANKS, _WORK = {}, [], count(), [0]
_LETTERS, _OPENED, _FORMS = {}, {}, {}  # a sum's form is kept, since a set has no order

class Refused(Exception):
    """Why a certificate is not accepted: in which part and step, and whether for its size."""

    part, step, limit = "", 0, False

def need(condition, reason):  # refuse unless a condition holds
    if not condition: raise Refused(reason)

def need_small(condition, reason):  # refuse what is beyond a limit, and say that it is that
    if not condition:
        refused = Refused(reason)
        refused.limit = True
        raise refused

def spend(amount):  # count work, and refuse beyond the limit
    _WORK[0] += amount
    need_small(_WORK[0] <= MOST_WORK, "checking takes too much work")

def forget(kept=NONE):  # begin anew, with nothing known but some terms and all that is in them
    for table in (_FRACTIONS, _LETTERS, _OPENED): table.clear()
    _WORK[0] = 0
    terms = {(t.op, t.args): t for t in kept or inside(UNIT)}
    _TERMS.clear()
    _TERMS.update(terms)
    forms = {t: p for t, p in _FORMS.items() if terms.get((t.op, t.args)) is t}
    _FORMS.clear()
    _FORMS.update(forms)

class Term:
    """An operation and its arguments, with shape, free letters and height of nested binders."""

    __slots__ = ("args", "free", "height", "op", "rank", "shape")

def parts(args):  # the terms that stand directly in some arguments
    found, left = [], [*args]
    for arg in left:  # which grows meanwhile
        kind = type(arg)
        if kind is Term: found.append(arg)
        elif kind is tuple or kind is frozenset: left += arg
    return found

def term(op, *args):  # the one term with this operation and these arguments
    t = _TERMS.get((op, args))
    if t is None:
        spend(1)
        t, inside = Term(), parts(args)
        t.op, t.args, t.rank, t.shape = op, args, next(_RANKS), _shape(op, args)
        t.free = NONE.union(*[part.free for part in inside])
        t.height = max([part.height for part in inside], default=0)
        if op in ("symbol", "bound"): t.free |= {t}
        elif op in BINDERS: t.free, t.height = t.free - {args[1]}, max(t.height, args[1].args[2])
        _TERMS[op, args] = t
    return t

def _shape(op, a):  # the shape of a term; its arguments have to fit together
    if op in ("symbol", "bound", "law", "zero", "poly"): return a[0]
    s, fits, shape = [t.shape for t in a if isinstance(t, Term)], True, ()
    if op in ("add", "piecewise"): fits, shape = s[-2] == s[-1] and not any(s[:-2]), s[-1]
    elif op == "mul" and () in s: shape = s[0] or s[1]
    elif op == "mul":
        fits, shape = s[0][1] is s[1][0], (s[0][0], s[1][1])
        shape = () if shape == (UNIT, UNIT) else shape
    elif op in ("sum", "integral"): shape = s[0]
    elif op == "transpose": shape = s[0][::-1]
    elif op == "trace" and s[0] == (): pass  # a number is its own trace
    elif op in ("inverse", "strict_lower", "det", "trace"):
        fits, shape = len(set(s[0])) == 1 == len(s[0]) - 1, () if op in ("det", "trace") else s[0]
    elif op in ("identity", "vector_of", "independent"):
        fits, shape = s[0] == (), (a[0], a[0]) if op == "identity" else (a[2], UNIT)
    elif op == "diag": fits, shape = len(s[0]) == 2 and s[0][1] is UNIT, s[0][:1] * 2
    elif op == "component":
        fits = s[0] and len(a[1]) == 2 - (s[0][1] is UNIT) and not any(i.shape for i in a[1])
    elif op == "derivative": fits = s[0] == () and s[1] == s[2]
    elif op == "density": fits = s[0] == s[1]
    elif op != "tr": fits = not any(s)
    if not fits: raise Refused(f"the shapes under {op} do not fit")
    return shape

def inside(*terms):  # all the terms that stand in some, each once
    found, left = set(), [*terms]
    while left:
        t = left.pop()
        if t not in found:
            found.add(t)
            left += parts(t.args)
    return found

def ordered(pairs):  # terms with exponents, in the order in which the terms were made
    return sorted(pairs, key=lambda pair: pair[0].rank)

def exact(value):  # a rational number; a whole one as an int, whose arithmetic is quick
    return value.numerator if value.denominator == 1 else value

def ratio(c, d):  # of two rational numbers: the `/` of two whole ones would be inexact
    return exact(Fraction(c, d))

def whole_power(c, n):  # a rational number to a whole power, which may be below 0
    return c**n if n >= 0 else exact(Fraction(c) ** n)

def number(value):  # a rational number as a term
    return term("number", exact(Fraction(value)))

UNIT = number(1)

def fresh(shape=(), assumed=("real",)):  # a letter that stands nowhere else
    return term("symbol", shape, frozenset(assumed), next(_RANKS))  # no name in a file is a number

def replace(t, old, new, done=None):
    """A term (or a tuple or set of them) with another one for a letter or a subterm."""
    kind, done = type(t), {} if done is None else done  # what stands twice is replaced once
    if kind is tuple or kind is frozenset:
        return kind([replace(part, old, new, done) for part in t])
    if kind is not Term or not old.free <= t.free: return t
    if t is old: return new
    if t not in done: done[t] = _replaced(t, old, new, done)
    return done[t]

def _replaced(t, old, new, done):
    if t.op == "derivative":  # at its variable; what is held constant stays so
        body, wrt = t.args[0], replace(t.args[1], old, new, done)
        renamed = wrt is t.args[1] or (wrt.op in ("symbol", "bound") and wrt not in body.free
                                       and wrt.args[1] == t.args[1].args[1])
        held = t.args[1] is old or not old.free <= body.free or t.args[1] not in new.free
        need(renamed and held, "a substitution into a derivative")
    if t.op in BINDERS and new.height:
        letter, body = unbound(t, new)
        body, rest = replace(body, old, new, done), replace(t.args[2:], old, new, done)
        return bind(t.op, body, letter, *rest)
    if t.op == "poly":  # power by power and term by term: what becomes equal has to add up
        terms = (([(replace(x, old, new, done), e) for x, e in ordered(m)],
                  replace(word, old, new, done), c) for (m, word), c in form_of(t).items())
        return node(total(monomial(*key) for key in terms), replace(t.args[0], old, new, done))
    args = replace(t.args, old, new, done)
    if t.op == "tr": return node(trace(args[0], UNIT), ())
    return term(t.op, *sorted(args, key=lambda x: x.rank) if t.op == "delta" else args)

def bind(op, body, letter, *rest):  # a binder over a letter
    bound = term("bound", *letter.args[:2], body.height + 1)
    return term(op, replace(body, letter, bound), bound, *rest)

def unbind(t, letter):  # the body of a binder with a letter for its variable
    return replace(t.args[0], t.args[1], letter)

def unbound(t, *others):
    """A letter for the variable of a binder that stands nowhere in it nor in others, and the body.

    Binders of one height share a letter, so that what is opened twice comes to the same terms.
    """
    if t not in _OPENED:
        letter = _LETTERS.get(t.args[1])
        if letter is None: letter = _LETTERS[t.args[1]] = fresh(*t.args[1].args[:2])
        letter = fresh(*t.args[1].args[:2]) if letter in t.free else letter
        _OPENED[t] = letter, unbind(t, letter)
    letter, body = _OPENED[t]
    if any(letter in other.free for other in others):
        letter = fresh(*t.args[1].args[:2])
        body = unbind(t, letter)
    return letter, body

def constant(value):  # a rational number as a form
    return {(NONE, ()): exact(value)} if value else {}

def of_word(word):  # a word as a form
    return {(NONE, word): 1}

ONE = constant(1)

def atom(t, e=1):  # a term as a form: a scalar to a rational power, or a letter
    return of_word((t,)) if t.shape else monomial(((t, e),), (), 1)

def total(forms):  # the sum of some forms
    result = {}
    for p in forms:
        for key, c in p.items():
            if (before := result.get(key)) is not None: c = c + before
            if c: result[key] = c
            else: result.pop(key, None)
    return result

def minus(p, q):  # the difference of two forms
    return total((p, {key: -c for key, c in q.items()}))

def monomial(pairs, word, c):
    """Powers times a word: 1 x 1 pieces become scalars, whole powers of sums multiply out."""
    exponents, opened = {}, False
    if c != 1: need_bits(c)
    for t, e in pairs:
        exponents[t] = exponents[t] + e if t in exponents else e
        opened = opened or t.op in ("number", "poly")
    if not (word or opened):
        return {(frozenset([pair for pair in exponents.items() if pair[1]]), ()): c}
    exponents, rest, sums = {}, (), []
    cuts = [n for n in range(1, len(word)) if word[n - 1].shape[1] is word[n].shape[0] is UNIT]
    for piece in (word[i:j] for i, j in zip([0, *cuts], [*cuts, len(word)], strict=True) if word):
        if piece[0].shape[0] is piece[-1].shape[1] is UNIT: pairs = (*pairs, (_cycle(piece), 1))
        else: rest += piece
    for t, e in pairs: exponents[t] = exponents.get(t, 0) + e
    for t, e in ordered(pair for pair in exponents.items() if pair[0].op in ("number", "poly")):
        need_small(abs(e) <= MOST_POWER, "an exponent is too large")
        if t.op == "number" and not 0 <= e < 1:
            exponents[t], c = e - floor(e), c * whole_power(t.args[0], floor(e))
        elif t.op == "poly" and e >= 1:
            exponents[t], sums = e - floor(e), sums + [form_of(t)] * floor(e)
    need_bits(c)
    result = {(frozenset(pair for pair in exponents.items() if pair[1]), rest): c}
    for p in sums: result = times(result, p)
    return result

@contextmanager
def fractions_apart():  # fractions met meanwhile stand for no equal ones afterwards
    known = len(_FRACTIONS)
    try: yield
    finally: del _FRACTIONS[known:]

def need_bits(c):  # refuse a number beyond the limit
    if c.numerator.bit_length() + c.denominator.bit_length() > MOST_BITS:
        need_small(False, f"a number of more than {MOST_BITS} bits")

def _cycle(word):
    spend(len(word) ** 2 // 10)
    turns = [w[n:] + w[:n] for w in (word, transposed(word)) for n in range(len(w))]
    return term("tr", min(turns, key=lambda w: [t.rank for t in w]))

def times(p, q):  # the product of two forms, of scalars or of matrices
    spend(len(p) * len(q))
    if p == ONE or q == ONE: return q if p == ONE else p
    return total(monomial((*m, *n), join(v, w), product(c, d))
                 for (m, v), c in p.items() for (n, w), d in q.items())

def product(c, d):  # of two numbers, one of which is often 1
    return d if c == 1 else c if d == 1 else c * d

def power(p, n):  # a scalar form to a natural power
    result = ONE
    for _ in range(n): result = times(result, p)
    return result

def scalars(p):  # the monomials of a number with their coefficients: no word is left out
    need(not any(word for _, word in p), "a matrix where a number is needed")
    return [(m, c) for (m, _), c in p.items()]

def clear(p):  # the numerator: every sum in a denominator multiplied out
    while below := [(e, t.rank, t) for m, _ in p for t, e in m if t.op == "poly" and e < 0]:
        e, _, t = min(below)
        p = total(monomial((*m, (t, -e)), w, c) for (m, w), c in p.items())
    return p

def divide(p, q):  # the quotient of two sums where it is exact, else None
    need(not any(word for form in (p, q) for _, word in form), "a division of words")
    letters = sorted({x for form in (p, q) for m, _ in form for x, _ in m}, key=lambda x: x.rank)
    spend(len(p) * len(q))
    def powers(form):
        return {tuple(dict(m).get(x, 0) for x in letters): c for (m, _), c in form.items()}
    rest, divisor, quotient = powers(p), powers(q), {}
    ends = [[f(m[n] for m in form) for n in range(len(letters))]
            for form in (rest, divisor) for f in (min, max)]
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
            if not rest[key]: del rest[key]
    return {(frozenset((x, e) for x, e in zip(letters, m, strict=True) if e), ()): c
            for m, c in quotient.items()}

def lowest(p):  # a scalar as a numerator and the powers of sums below it, in lowest terms
    below, numerator = {}, p
    while found := {t: min(dict(m).get(t, 0) for m, _ in numerator)
                    for m, _ in numerator for t, e in m if t.op == "poly" and e < 0}:
        for t, e in found.items():
            below[t] = below.get(t, 0) - e
            numerator = total(monomial((*m, (t, -e)), w, c) for (m, w), c in numerator.items())
    for t, e in [*below.items()]:
        while e >= 1 and numerator and (quotient := divide(numerator, form_of(t))) is not None:
            numerator, e = quotient, e - 1
        below[t] = e
    return numerator, {t: e for t, e in below.items() if e}

def node(p, shape):  # a form as a term, the simplest there is; equal fractions give one term
    if not shape and any(e < 0 for m, _ in p for t, e in m if t.op == "poly"):
        numerator, below = lowest(p)
        p = total(monomial((*m, *((t, -e) for t, e in below.items())), w, c)
                  for (m, w), c in numerator.items())
    if len(p) == 1:
        (((m, word), c),) = p.items()
        if len(m) + len(word) == 1 and c == 1 and all(e == 1 for _, e in m):
            if word: return word[0]
            if not shape: return next(iter(m))[0]  # and a number times the identity is a matrix
        if not m and not shape: return number(c)
    if not p: return term("zero", shape) if shape else number(0)
    if any(t.op == "poly" for m, _ in p for t, _ in m):
        for other in _FRACTIONS:
            if other.shape == shape and not clear(minus(p, form_of(other))): return other
        _FRACTIONS.append(_sum(p, shape))
    return _sum(p, shape)

def _sum(p, shape):  # a form as a term, its items in their order
    t = term("poly", shape, frozenset(p.items()))
    _FORMS.setdefault(t, dict(p))
    return t

def form_of(t):  # the form that a term stands for, without looking into it
    if t.op == "poly": return dict(_FORMS.get(t) or t.args[1])
    return constant(t.args[0]) if t.op == "number" else {} if t.op == "zero" else atom(t)

def symmetric(t):  # whether a letter equals its transpose
    if t.op in ("symbol", "bound"): return "symmetric" in t.args[1]
    if t.op == "poly":
        turned = total({(m, transposed(word)): c} for (m, word), c in t.args[1])
        return node(turned, t.shape) is t
    return t.op == "diag" or (t.op in ("inverse", "integral") and symmetric(t.args[0]))

def transposed(t):  # the transpose of a letter or of a word
    if isinstance(t, tuple): return tuple(transposed(x) for x in reversed(t))
    return t.args[0] if t.op == "transpose" else t if symmetric(t) else term("transpose", t)

def inverted(t):  # the inverse of a letter
    if t.op == "transpose": return transposed(inverted(t.args[0]))
    return t.args[0] if t.op == "inverse" else term("inverse", t)

def join(left, right):  # two words side by side, inverse neighbours cancelled
    while left and right and left[-1].shape == right[0].shape and inverted(left[-1]) is right[0]:
        left, right = left[:-1], right[1:]
    return left + right

def trace(word, dim):  # the trace of a word; `dim` is the trace of the empty one
    for n, letter in enumerate(word):
        if letter.shape[0] is UNIT: return monomial((), join(word[n:], word[:n]), 1)
    while len(word) > 1 and len({*word[0].shape, *word[-1].shape}) == 1 and (
            inverted(word[-1]) is word[0]):
        dim, word = word[0].shape[0], word[1:-1]
    return atom(_cycle(word)) if word else form_of(dim)
