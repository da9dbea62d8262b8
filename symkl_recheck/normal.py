"""Normal forms under a set of laws: the heart of the checker.

`Normal.form` turns a term into a form (see `symkl_recheck.terms`); two terms are equal under the
laws where the difference of their forms vanishes. A law is a branch guarded by ``self.has(law)``;
what no law in force takes apart stays a term over the normal forms of its parts. The reader has
unfolded divergences, entropies and expectations into integrals of densities, so those definitions
are in force always. Side conditions of the written trees have been discharged before.

* logarithms, exponentials, roots, products over an index: on one monomial, factor by factor where
  the factor is known to be positive;
* linear, sum_linear: `linear` takes the constants out of each term, words included, where
  `integrable` accepts what is left; mass: the integral of a density is 1;
* marginal, independence: a function of one component of a vector, or of two;
* trace, determinant, diagonal, triangular, components: on words.
"""


from symkl_recheck.calculus import differentiate, integrable
from symkl_recheck.factors import factors
from symkl_recheck.families import family_of, name_of
from symkl_recheck.limits import MOST_EXPONENT
from symkl_recheck.signs import NONNEGATIVE, POSITIVE, contains, signs
from symkl_recheck.supports import covers, infinite
from symkl_recheck.terms import (NONE, ONE, UNIT, atom, bind, clear, constant, form_of, fresh,
    inverted, join, minus, monomial, need, need_small, node, number, of_word, ordered, power,
    replace, scalars, term, times, total, trace, transposed, unbind, unbound, whole_power)
from symkl_recheck.words import (base, components, flags, index, lower, place, primes, single_word,
    summands)

def _shifted(function, x):  # log(1 + x), or exp(x) − 1, or that less or more x
    exponential = function in ("expm1", "h")
    inner = term("exp", x) if exponential else term("log", term("add", UNIT, x))
    inner = term("add", inner, number(-1)) if exponential else inner
    signed = {"g": (x, term("mul", number(-1), inner)), "h": (inner, term("mul", number(-1), x))}
    return term("add", *signed[function]) if function in signed else inner

class Normal:
    """Forms under some laws, with the equations that lemmas and axioms have brought."""

    def __init__(self, laws, families):
        self.laws, self.families = frozenset(laws), families
        self.used, self.masses, self.equations, self.letters = set(), set(), {}, ()
        self.forms, self.factored = {}, {}

    def has(self, law):  # whether a law is in force; it counts as used
        if law in self.laws: self.used.add(law)
        return law in self.laws

    def node(self, t):  # the normal form of a term, as a term
        return node(self.squares(self.form(t)), t.shape)

    def zero(self, p):
        return not clear(self.squares(p))

    def open(self, t):  # a letter for the variable of a binder, where it may be an equation's
        shape, assumed, _ = t.args[1].args
        own = (x for x in self.letters if x.args[:2] == (shape, assumed) and x not in t.free)
        letter = next(own, None)
        return unbound(t) if letter is None else (letter, unbind(t, letter))

    def leaf(self, t):  # what a term stands for that is not taken apart
        found = self.equations.get(t)
        return form_of(t) if found is None else found

    def seal(self, op, p, x, shape, *rest):  # a binder that stays; a matrix's for its transpose's
        t = node(self.squares(p), shape)
        turned = node(self.transpose(p), shape[::-1]) if shape and shape[1] is not UNIT else t
        if turned is not t and (shape[0] is UNIT or turned.rank < t.rank):
            return self.transpose(self.leaf(bind(op, turned, x, *rest)))
        return self.leaf(bind(op, t, x, *rest))

    def transpose(self, p):
        return total({(m, transposed(word)): c} for (m, word), c in p.items())

    def form(self, t):
        """The normal form of a term."""
        if t not in self.forms:
            p = getattr(self, "_" + t.op, self.plain)(t)
            scalar = t.shape or not any(word for _, word in p)  # a number holds 1 x 1 words as such
            self.forms[t] = p if scalar else total(monomial(*key, c) for key, c in p.items())
        return self.forms[t]

    def plain(self, t):
        a, op = t.args, t.op
        if op == "identity": return ONE
        if op in ("symbol", "bound", "pi", "number", "zero"): return self.leaf(t)
        if op == "poly": return total(self.product(*key, c) for key, c in form_of(t).items())
        if op == "tr":
            p, dim = self.product(NONE, a[0], 1), a[0][0].shape[0]
            return p if dim is UNIT else self.trace(p, dim)
        if op == "add": return total(map(self.form, summands(t)))
        if op == "mul": return self.sums(times(self.form(a[0]), self.form(a[1])))
        if op == "transpose": return self.transpose(self.form(a[0]))
        defined = op in ("g", "h", "log1p", "expm1")
        if defined and self.has(("log1p" if op == "expm1" else op) + "_definition"):
            return self.form(_shifted(op, a[0]))
        if op == "derivative" and self.has("derivative"):
            for u in (a[0], a[2]): self.form(u)  # derivatives in them exist, if they count or not
            return self.form(differentiate(*a, self.families))
        if op == "piecewise":
            _, _, p, q = map(self.form, a)
            return q if self.zero(minus(p, q)) else self.leaf(term(op, *map(self.node, a)))
        if op == "delta":
            i, j = sorted(map(self.node, a), key=lambda x: x.rank)
            return ONE if i is j else self.leaf(term(op, i, j))
        keep = {1} if op == "derivative" else ()
        return self.leaf(term(op, *(x if n in keep else self.node(x) for n, x in enumerate(a))))

    def product(self, m, word, c):  # a monomial and a word, their parts in normal form again
        result = constant(c)
        for x, e in ordered(m): result = times(result, self.power(self.form(x), e))
        for letter in word: result = times(result, self.form(letter))
        return result

    def squares(self, p):  # cos² = 1 − sin², where the law is in force
        for (m, word), c in p.items() if "pythagoras" in self.laws else ():
            for x, e in ordered(m):
                if x.op == "cos" and e >= 2 and self.has("pythagoras"):
                    rest = monomial((*m, (x, -2)), word, c)
                    less = times(rest, atom(term("sin", *x.args), 2))
                    return self.squares(minus(total((minus(p, {(m, word): c}), rest)), less))
        return p

    def _pow(self, t):
        p, result = self.squares(self.form(t.args[0])), ONE
        for m, c in scalars(self.form(t.args[1])):
            factor = self.raised(p, node({(m, ()): 1}, ()), c) if m else self.power(p, c)
            result = times(result, factor)
        return result

    def power(self, p, e):
        """A rational power: of something nonzero, if below 0, nonnegative, if not whole."""
        need_small(abs(e) <= MOST_EXPONENT, f"an exponent beyond {MOST_EXPONENT}")
        if e == int(e) and e >= 0: return power(p, int(e))
        need(p or e > 0, "zero under a negative exponent")
        if not p: return {}
        ((m, c), *more) = scalars(p)
        if more:
            m, c, pairs = factors(p, self.factored)
            if len(pairs) == 1 and abs(c) == 1 and pairs[0][1] == 1: return atom(node(p, ()), e)
            return self.power({(m, ()): c}, e) if ({(m, ()): c} != p) else atom(node(p, ()), e)
        if e == int(e): return monomial([(x, f * e) for x, f in m], (), whole_power(c, int(e)))
        every = c > 0 and all(signs(x) <= NONNEGATIVE for x, _ in m)
        out = [(x, f) for x, f in ordered(m) if every or signs(x) == POSITIVE]
        rest = {(m - set(out), ()): 1 if c > 0 else -1}
        result = monomial([(x, f * e) for x, f in [*out, *primes(abs(c))]], (), 1)
        if rest != ONE: result = times(result, atom(term("poly", (), frozenset(rest.items())), e))
        return result

    def raised(self, p, exponent, c):
        """A power with letters in its exponent, of something positive; factor by factor."""
        need(p, "zero under an exponent with letters")
        ((m, d), *more) = scalars(p)
        factors = [*ordered(m), *primes(abs(d))]
        if more or d < 0 or any(signs(x) != POSITIVE for x, _ in factors):
            return atom(term("pow", node(p, ()), exponent), c)
        return monomial([(term("pow", x, exponent), e * c) for x, e in factors], (), 1)

    def _log(self, t):
        return self.log(self.squares(self.form(t.args[0])))

    def log(self, p):
        """The logarithm of something positive."""
        t = node(p, ())
        if t.op == "exp" and self.has("log_exp"): return self.form(t.args[0])
        if not self.has("log_product"): return self.leaf(term("log", t))
        m, c, content = factors(p, self.factored)
        pairs = [*content, *primes(abs(c))]
        unsure = [(x, e) for x, e in pairs if signs(x) != POSITIVE]
        if c > 0 and len(unsure) == 1 and unsure[0][1] % 2 == 1:
            unsure = []  # the whole is positive: where all others are, the last one is too
        sure = [pair for pair in pairs if pair not in unsure]
        rest = node({(m - set(sure), ()): 1 if c > 0 else -1}, ())
        logs = [times(constant(e), self.log_of(x)) for x, e in sure]
        return total(logs if rest is UNIT else [*logs, self.leaf(term("log", rest))])

    def log_of(self, x):  # the logarithm of a positive term that is no product
        if x.op == "exp" and self.has("log_exp"): return self.form(x.args[0])
        if x.op == "pow": return times(self.form(x.args[1]), self.log(self.form(x.args[0])))
        if x.op == "product" and self.has("log_of_product"):
            i, body = self.open(x)
            return self.linear("sum", self.log(self.form(body)), i, (), x.args[2])
        return self.leaf(term("log", x))

    def _exp(self, t):
        return self.exp(self.squares(self.form(t.args[0])))

    def exp(self, p):
        """The exponential."""
        whole = node(p, ())
        if not self.has("exp_sum"): return self.leaf(term("exp", whole))
        result = ONE
        for key, c in form_of(whole).items():  # of the fraction in lowest terms
            t = node({key: 1}, ())
            known = t.op == "log" and self.has("log_exp")
            result = times(result, self.power(self.form(t.args[0]), c) if known
                           else atom(term("exp", t), c))
        return result

    def _cos(self, t):
        x = self.node(t.args[0])
        at_zero = x is number(0) and self.has("trigonometric_values")
        return constant(t.op == "cos") if at_zero else self.leaf(term(t.op, x))

    _sin = _cos

    # binders

    def _sum(self, t):
        if t.args[2] is UNIT and self.has("sum_of_one"): return self.form(unbind(t, UNIT))
        i, body = self.open(t)
        return self.linear("sum", self.form(body), i, t.shape, self.node(t.args[2]))

    def _integral(self, t):
        x, body = self.open(t)
        ends = (end if infinite(end) else self.node(end) for end in t.args[2:])
        return self.linear("integral", self.form(body), x, t.shape, *ends)

    def linear(self, op, p, x, shape, *ends):
        """A sum or an integral, term by term where the law is in force."""
        if not self.has("sum_linear" if op == "sum" else "linear"):
            return self.seal(op, p, x, shape, *ends)
        result = []
        for (m, word), c in self.squares(p).items():
            inside = frozenset(pair for pair in m if x in pair[0].free)
            cycles = [y for y, e in ordered(inside) if y.op == "tr" and e == 1 and not word]
            out, closed = m - inside, op == "integral" and len(cycles) == 1
            if closed:  # a trace: turned so that the constant letters come first
                word, inside = cycles[0].args[0], inside - {(cycles[0], 1)}
                turns = [word[n:] + word[:n] for n in range(len(word))]
                word = min(turns, key=lambda w: (w[0].shape[0] is UNIT and w[-1].shape[1] is UNIT
                    and x in w[0].free, x in w[0].free, x not in w[-1].free))
            places = [n for n, letter in enumerate(word) if x in letter.free]
            first, last = (places[0], places[-1] + 1) if places else (len(word),) * 2
            one = times({(out, word[:first]): c}, self.piece(op, inside, word[first:last], x, ends))
            one, dim = times(one, of_word(word[last:])), word[0].shape[0] if word else UNIT
            result.append(self.trace(one, dim) if closed and dim is not UNIT else one)
        return total(result)

    def piece(self, op, m, word, x, ends):
        """A sum or an integral of one monomial times a word, both depending on the variable."""
        shape = (word[0].shape[0], word[-1].shape[1]) if word else ()
        if op == "sum":
            if not m and not word: return self.form(ends[0])
            (y, e), *more = ordered(m) or ((UNIT, 1),)
            if y.op == "component" and y.args[1] == (x, x) and e == 1 and not more and (
                    y.args[0].op == "poly" and y.args[0].shape[0] is ends[0]
                    and x not in y.args[0].free and self.has("triangular")):
                return self.trace(form_of(y.args[0]), ends[0])
            return self.seal(op, {(m, word): 1}, x, shape, *ends)
        densities = [y for y, e in ordered(m) if e == 1 and y.op == "density" and y.args[1] is x
                     and x not in y.args[0].free and covers(y.args[0], x, *ends)]
        rest = [pair for pair in ordered(m) if pair[0] not in densities[:1]]
        law = densities[0].args[0] if densities else None
        if law and not rest and not word and self.mass(law): return ONE
        integrable(m, word, x, *ends, self.families)
        if not m and not word: return minus(self.form(ends[1]), self.form(ends[0]))
        (y, e), *more = rest or ((UNIT, 1),)
        if law and y.op == "sum" and e == 1 and not (more or word) and self.has("sum_linear"):
            i = fresh(*y.args[1].args[:2])  # one that does not stand in the density
            inner = times(atom(densities[0]), self.form(unbind(y, i)))
            inner = self.linear("integral", inner, x, (), *ends)
            return self.linear("sum", inner, i, (), y.args[2])
        only = ((term("tr", word), 1),) if word == (x,) and x.shape == (UNIT, UNIT) else ()
        alone = law and law.op == "independent" and (only or not word)
        found = self.by_component(law, [*rest, *only], x, ends) if alone else None
        return self.seal(op, {(m, word): 1}, x, shape, *ends) if found is None else found

    def mass(self, law):  # whether the mass of a law may be used, by a theorem on its family
        if not self.has("mass"): return False
        family = family_of(law, self.families)
        if family.density is None: return True
        if family.mass is None: return False
        self.masses.add(name_of(law))
        return True

    def by_component(self, law, rest, x, ends):
        """E of a function of one independent component, or of two: marginal, independence.

        The others are integrated out: their mass is 1.
        """
        groups, t = {}, fresh()
        for y, e in rest:
            used = components(y, x)
            if len(used) != 1: return None
            groups.setdefault(used.pop(), []).append((y, e))
        groups = [(c, node(monomial(pairs, (), 1), ())) for c, pairs in groups.items()]
        groups.sort(key=lambda group: str(place(group[0]).args[-1]))
        apart = [replace(f, c, t) for c, f in groups]  # each of one component, and of that alone
        if any(x in f.free for f in apart): return None  # as where it runs, under a sum
        if len(groups) == 1 and self.has("marginal") and self.mass(law):
            own = unbind(law, place(groups[0][0]))
            body = times(self.form(term("density", own, t)), self.form(apart[0]))
            return self.linear("integral", body, t, (), *ends)
        if len(groups) == 2 and self.has("independence") and self.mass(law):
            (a, f), (b, g) = groups  # in order, since at i = j one index stands for both
            density, both = atom(term("density", law, x)), replace(apart[1], t, a)
            average = [self.linear("integral", times(density, form_of(q)), x, (), *ends)
                       for q in (f, g, node(times(form_of(f), form_of(both)), ()))]
            same = self.form(term("delta", place(a), place(b)))
            split = times(minus(ONE, same), times(average[0], average[1]))
            return total((split, times(same, average[2])))
        return None

    def _product(self, t):
        if t.args[2] is UNIT and self.has("sum_of_one"): return self.form(unbind(t, UNIT))
        i, body = self.open(t)
        return self.index_product(self.form(body), i, self.node(t.args[2]))

    def index_product(self, p, i, upper):
        """The product over an index: factor by factor where the law is in force."""
        if not p: return self.seal("product", p, i, (), upper)
        ((m, c), *more) = scalars(p)
        inside = frozenset(pair for pair in m if i in pair[0].free)
        outside = {(m - inside, ()): c}
        if more or signs(node(outside, ())) != POSITIVE or not self.has("product_of_powers"):
            return self.seal("product", p, i, (), upper)
        result = ONE if outside == ONE else self.raised(outside, upper, 1)
        for x, e in ordered(inside):
            sums = x.op == "exp" and self.linear("sum", form_of(x.args[0]), i, (), upper)
            factor = self.exp(times(constant(e), sums)) if sums else (
                self.power(self.seal("product", atom(x), i, (), upper), e))
            result = times(result, factor)
        return result

    def _vector_of(self, t):
        i, body = self.open(t)
        body = self.node(body)
        if body.op == "component" and body.args[1] == (i,) and i not in body.args[0].free and (
                body.args[0].shape == t.shape):  # all of its components, and not the first ones
            return form_of(body.args[0])
        return self.leaf(bind("vector_of", body, i, t.args[2]))

    # densities and matrices

    def law(self, t):  # a law with its parameters in normal form
        if t.op == "law":
            return term("law", *t.args[:2], tuple(map(self.node, t.args[2])), t.args[3])
        i, body = self.open(t)
        return bind("independent", self.law(body), i, t.args[2])

    def _density(self, t):
        law, at = t.args
        if law.op == "independent" and self.has("product_density"):
            i = fresh(*law.args[1].args[:2])
            body = term("density", unbind(law, i), term("component", at, (i,)))
            return self.form(bind("product", body, i, law.args[2]))
        family = family_of(law, self.families)
        written = law.op == "law" and family.density is not None and contains(law, at)
        whole = term("density", self.law(law), self.node(at))
        if written and self.has("density_definition"): return self.form(family.density_of(law, at))
        return self.leaf(whole)

    def _inverse(self, t):
        p = self.form(t.args[0])
        need(p, "the inverse of zero")
        (word, *more) = {word for _, word in p}
        if more or any(x.shape != t.shape for x in word):
            return self.leaf(term("inverse", node(p, t.shape)))
        scalar = {(m, ()): c for (m, _), c in p.items()}
        return times(self.power(scalar, -1), of_word(tuple(map(inverted, word[::-1]))))

    def _trace(self, t):
        p, shape = self.form(t.args[0]), t.args[0].shape
        if not shape: return p
        return self.trace(p, shape[0]) if self.has("trace") else (
            self.leaf(term("trace", node(p, shape))))

    def trace(self, p, dim):
        """The trace of a matrix: of N Nᵀ, N strictly lower in A, ‖A‖² − Σ A_ii²; of A, Σ A_ii."""
        result, i = [], index()
        for (m, word), c in p.items():
            n = word[0] if len(word) == 2 and transposed(word[0]) is word[1] else UNIT
            whole = single_word(n.args[0]) if n.op == "strict_lower" else None
            q = trace(word, dim)
            if word and lower(word) and self.has("triangular"):
                q = self.linear("sum", self.diagonal(word, i), i, (), dim)
            if whole and lower(whole) and self.has("triangular"):
                squares = times(self.diagonal(whole, i), self.diagonal(whole, i))
                q = self.trace(of_word(join(whole, transposed(whole))), dim)
                q = minus(q, self.linear("sum", squares, i, (), dim))
            result.append(times({(m, ()): c}, q))
        return self.sums(total(result))

    def diagonal(self, word, i):  # the entry (i, i) of a product of lower triangular letters
        result = ONE
        for x in word:
            b = base(x)
            entry = self.entry(*(b.args[0], (i,)) if b.op == "diag" else (b, (i, i)))
            result = times(result, self.power(entry, -1 if x.op == "inverse" else 1))
        return result

    def _strict_lower(self, t):
        return self.below(self.form(t.args[0]), t.shape)

    def below(self, p, shape):
        """The strictly lower part, word by word where each is lower triangular."""
        if not all(lower(word) for _, word in p) or not self.has("triangular"):
            return self.leaf(term("strict_lower", node(p, shape)))
        leaves = ((m, c, self.leaf(term("strict_lower", node(of_word(word), shape))))
                  for (m, word), c in p.items() if any(base(x).op != "diag" for x in word))
        return total(times({(m, ()): c}, leaf) for m, c, leaf in leaves)

    def _det(self, t):
        p, (dim, _), i = self.form(t.args[0]), t.args[0].shape, index()
        if not p: return self.leaf(term("det", node(p, (dim, dim))))
        (word, *more) = {word for _, word in p}  # a number times it comes out, a sum too
        scalar, alone = {(m, ()): c for (m, _), c in p.items()}, (
            len(word) == 1 and base(word[0]) is word[0])
        square = not more and all(x.shape == (dim, dim) for x in word)
        positive = scalar == ONE or signs(node(scalar, ())) == POSITIVE
        alone = alone and scalar == ONE
        if not (square and positive and (alone or self.has("determinant"))):
            return self.leaf(term("det", node(p, (dim, dim))))
        result = ONE if scalar == ONE else self.raised(scalar, dim, 1)
        for x in word:
            b = base(x)
            law = "diagonal" if b.op == "diag" and "diagonal" in self.laws else "triangular"
            d = self.index_product(self.diagonal((b,), i), i, dim) if lower((b,)) and (
                self.has(law)) else self.leaf(term("det", b))
            result = times(result, self.power(d, -1 if "inverse" in flags(x) else 1))
        return result

    def sums(self, p):  # traces over diagonal matrices and vectors as sums over their entries
        if not self.laws & {"diagonal", "components"}: return p
        return total(times({(frozenset(pair for pair in m if pair[0].op != "tr"), word): c},
                           self.cycles(m)) for (m, word), c in p.items())

    def cycles(self, m):
        result, i = ONE, index()
        for x, e in ordered(m):
            letters = [base(y) for y in x.args[0]] if x.op == "tr" else []
            diagonal = any(y.op == "diag" for y in letters)
            if all(y.shape == (UNIT, UNIT) and y.op != "diag" for y in letters): letters = []
            plain = all(y.op == "diag" or UNIT in y.shape for y in letters) and e == int(e) > 0
            if not letters or not plain or not self.has("diagonal" if diagonal else "components"):
                result = times(result, atom(x, e) if x.op == "tr" else ONE)
                continue
            entry, dim = ONE, max(x.args[0][0].shape, key=lambda d: d is not UNIT)
            for y in x.args[0]:
                b, at = base(y), UNIT if dim is UNIT else i
                value = self.entry(b.args[0] if b.op == "diag" else b, (at,))
                entry = times(entry, self.power(value, -1 if y.op == "inverse" else 1))
            summed = entry if dim is UNIT else self.linear("sum", entry, i, (), dim)
            result = times(result, power(summed, int(e)))
        return result

    def _component(self, t):
        return self.entry(self.node(t.args[0]), tuple(map(self.node, t.args[1])))

    def entry(self, a, at):
        """An entry of a matrix or vector that is in normal form."""
        if a.op == "zero": return {}
        if a.op == "vector_of": return self.form(unbind(a, at[0]))
        if at == (UNIT,) and a.shape == (UNIT, UNIT) and self.laws & {"components", "triangular"}:
            return total(times({(m, ()): c}, trace(w, UNIT)) for (m, w), c in form_of(a).items())
        if len(at) == 1 and a.shape == (UNIT, UNIT):  # an index, perhaps not 1
            return self.leaf(term("component", a, at))
        if a.op in ("symbol", "bound") or not self.laws & {"components", "triangular"}:
            return self.leaf(term("component", a, at))
        words = form_of(a)
        return total(times({(m, ()): c}, self.word_entry(word, a.shape, at))
                     for (m, word), c in words.items())

    def word_entry(self, word, shape, at):
        if not word: return self.form(term("delta", *at))
        cut = next((n for n in range(1, len(word)) if word[n].shape[0] is UNIT), None)
        if cut:
            sides = ((word[:cut], at[:1]), (transposed(word[cut:]), at[1:]))
            a, b = (self.entry(node(of_word(w), (w[0].shape[0], UNIT)), i) for w, i in sides)
            return times(a, b)
        down, half = word if lower(word) else transposed(word), word[: len(word) // 2]
        if at[0] is at[-1] and len(at) == 2 and lower(down) and self.has("triangular"):
            return self.diagonal(down, at[0])
        if at[0] is at[-1] and half and lower(half) and half + transposed(half) == word and (
                self.has("triangular")):  # A Aᵀ, and N the strictly lower part of A
            n, d = self.below(of_word(half), shape), self.diagonal(half, at[0])
            rows = node(times(n, self.transpose(n)), shape)
            rest = {} if rows.op == "zero" else self.leaf(term("component", rows, at))
            return total((times(d, d), rest))
        if (word[0].op == "transpose" and len(word) == 1 and UNIT not in shape
                and self.has("components")):
            return self.entry(word[0].args[0], at[::-1])
        if word[0].op == "integral" and len(word) == 1 and self.has("components"):
            x, body = self.open(word[0])
            return self.linear("integral", self.entry(body, at), x, (), *word[0].args[2:])
        return self.leaf(term("component", node(of_word(word), shape), at))
