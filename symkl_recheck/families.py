"""Families of distributions: what is derived of them from their formula; nothing is believed.

A support is what is assumed of the letter in which the density is written. The formula of a density
counts only at points that are known to lie in the support; elsewhere a density is not negative, and
no more is known. A density that is left open is positive on its support and has mass one, by
definition; any other's mass is a theorem about the whole family.
"""

from symkl_recheck.growth import exponent, falls, polynomial
from symkl_recheck.signs import POSITIVE, signs
from symkl_recheck.supports import SUPPORTS, covers, infinite, kind_of
from symkl_recheck.terms import UNIT, fresh, need, number, replace

def instantiate(t, pairs):
    """A term with values for some of its letters, all at once; a dimension comes before its use."""
    for final in (False, True):
        for n, (letter, value) in enumerate(pairs):
            letter = pairs[n][0]
            new = value if final else fresh(letter.shape, letter.args[1])
            need(new.shape == letter.shape, "a value of another shape than its letter")
            t = replace(t, letter, new)
            pairs = [(new if m == n else replace(x, letter, new), v)
                     for m, (x, v) in enumerate(pairs)]
    return t

def _nothing(_): return False

class Family:
    """A family of densities: letters for its parameters, and the density as a term in them."""

    def __init__(self, letters, at, density, mass):
        self.letters, self.at, self.density, self.mass = letters, at, density, mass
        self.kind, self.conditions = kind_of(at), frozenset()
        self.moments = self.log_is_polynomial = False
        self.summable = density is None  # its mass is one by definition

    def __eq__(self, other): return self.content() == other.content()

    def content(self): return self.letters, self.at, self.density, self.mass

    def sizes(self, law):  # what its dimensions are for a law, which has to fit
        values, dims = law.args[2], {}
        need(law.args[3] == self.kind and len(values) == len(self.letters),
             "the parameters or the support of a law are not those of its family")
        shapes = [(self.at, law.shape), *((x, v.shape) for x, v in
                                          zip(self.letters, values, strict=True))]
        for letter, shape in shapes:
            fits = len(letter.shape) == len(shape) and all(
                (dims.setdefault(d, size) if d.op == "symbol" else d) is size
                for d, size in zip(letter.shape, shape, strict=True))
            need(fits, "the shapes of a law are not those of its family")
        return dims

    def density_of(self, law, at):  # the density of a law at a point of its support
        need(self.density is not None, "the density has no formula")
        values = zip(self.letters, law.args[2], strict=True)
        return instantiate(self.density, [*self.sizes(law).items(), *values, (self.at, at)])

    def examine(self, name, form):
        """Its sign; whether it falls off where its support is infinite, and is exp of a polynomial.

        All moments exist where each term is a polynomial times exp of what falls.
        """
        need(signs(self.density) == POSITIVE, f"the density of {name} may not be positive")
        _, *ends = SUPPORTS[self.kind]
        ends = [sign for sign, end in zip((-1, 1), ends, strict=True) if infinite(end())]
        lone = []
        for m, word in form:
            p, rest = exponent(m, self.at)
            powers = [*rest, *(pair for q, _ in p for pair in q if self.at in pair[0].free)]
            tame = all(polynomial(*pair, self.at, _nothing) for pair in powers)
            if word or not tame or not all(falls(p, self.at, end) for end in ends): return
            lone.append(not rest)
        self.moments = self.summable = True
        self.log_is_polynomial = lone == [True]

    def says_mass(self, name, relation, t, right):
        """Whether a claim says that every density of the family integrates to 1."""
        if t.op != "integral" or t.args[0].op != "density": return False
        law, at = t.args[0].args
        if (law.op, at, relation, right) != ("law", t.args[1], "=", UNIT) or law.args[1] != name:
            return False
        if not covers(law, *t.args[1:]): return False
        values, sizes = [], list(self.sizes(law).values())
        for v, y in zip(law.args[2], self.letters, strict=True):
            square = v.op == "pow" and v.args[1] is number(2) and "positive" in y.args[1]
            values.append(v.args[0] if square else v)
            known = {"real", "positive", "nonzero"} if square else y.args[1]
            if values[-1].op != "symbol" or not values[-1].args[1] <= known: return False
        general = all(size.op == "symbol" for size in sizes)
        return general and len({*values, *sizes}) == len(values) + len(sizes)

def family_of(law, families):  # of independent components, theirs
    return family_of(law.args[0], families) if law.op == "independent" else families[law.args[1]]

def name_of(law):
    return name_of(law.args[0]) if law.op == "independent" else law.args[1]
