"""Looking at terms and words: summands, factors, components, and what a letter stands under."""


from symkl_recheck.terms import UNIT, form_of, fresh, number, parts

def summands(t):  # of a sum, however its brackets stand
    found, left = [], [t]
    while left:
        t = left.pop()
        if t.op == "add": left += t.args
        else: found.append(t)
    return found

def index():  # a new index
    return fresh((), ("real", "positive", "nonzero", "integer", "index"))

def single_word(t):  # the word that a matrix is, if it is no more than one
    found = [*form_of(t).items()]
    return found[0][0][1] if len(found) == 1 and not found[0][0][0] and found[0][1] == 1 else None

def base(letter):  # a letter without transpose and inverse
    return base(letter.args[0]) if letter.op in ("transpose", "inverse") else letter

def flags(letter):
    return () if base(letter) is letter else (letter.op, *flags(letter.args[0]))

def lower(word):  # whether a word is a product of lower triangular letters
    return all(base(x).op == "diag" or ("transpose" not in flags(x) and base(x).op == "symbol"
               and "lower_triangular" in base(x).args[1]) for x in word)

def components(t, x):  # the components of a vector that occur in a term; its only one is a trace
    if (t.op == "component" and t.args[0] is x) or (t.op == "tr" and t.args[0] == (x,)): return {t}
    return set().union(*(components(y, x) for y in parts(t.args))) if x in t.free else set()

def place(t):  # the index of a component
    return UNIT if t.op == "tr" else t.args[1][0]

def primes(value):  # the prime factors of a positive rational, with exponents
    found = {}
    for part, sign in ((value.numerator, 1), (value.denominator, -1)):
        divisor = 2
        while part > 1:
            divisor = part if divisor > 10_000 or divisor * divisor > part else divisor
            while part % divisor == 0:
                part, found[divisor] = part // divisor, found.get(divisor, 0) + sign
            divisor += 1
    return [(number(p), e) for p, e in found.items()]
