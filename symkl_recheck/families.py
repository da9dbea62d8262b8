"""Families of distributions: what is derived of them from their formula; nothing is believed.

A support is what is assumed of the letter in which the density is written. The formula of a density
counts only at points that are known to lie in the support; elsewhere a density is not negative, and
no more is known. A density that is left open is positive on its support and has mass one, by
definition; any other's mass is a theorem about the whole family.
"""

from __future__ import annotations

from typing import NamedTuple

from symkl_recheck.forms import Form
from symkl_recheck.growth import exponent, falls, polynomial
from symkl_recheck.refusals import Refused, need
from symkl_recheck.signs import POSITIVE, Condition, signs
from symkl_recheck.substitution import replace
from symkl_recheck.supports import SUPPORTS, covers, infinite, kind_of
from symkl_recheck.terms import NONE, UNIT, Term, fresh, number


def instantiate(t: Term, pairs: list[tuple[Term, Term]]) -> Term:
    """Return a term with values for some of its letters, all at once.

    The value of a dimension comes before those in which it is used.
    """
    for final in (False, True):
        for n, (letter, value) in enumerate(pairs):
            letter = pairs[n][0]
            new = value if final else fresh(letter.shape, letter.args[1])
            need(new.shape == letter.shape, "a value of another shape than its letter")
            t = replace(t, letter, new)
            pairs = [
                (new if m == n else replace(x, letter, new), v) for m, (x, v) in enumerate(pairs)
            ]
    return t


class Family(NamedTuple):
    """A family of densities.

    Attributes
    ----------
    letters
        Those of its parameters.
    at
        The letter of its variable, of which the support is assumed.
    density
        A term in these letters; None where it is left open.
    mass
        The name of the theorem that says that every density has mass one, if there is one.
    conditions
        What has to hold for the density to have a value.
    moments, log_is_polynomial
        Whether all moments exist, and whether the density is exp of a polynomial: see `examined`.
    """

    letters: tuple[Term, ...]
    at: Term
    density: Term | None
    mass: str | None
    conditions: frozenset[Condition] = NONE
    moments: bool = False
    log_is_polynomial: bool = False

    @property
    def kind(self) -> str:
        """Return the kind of its support; the reader takes no family without one."""
        return kind_of(self.at) or ""

    @property
    def summable(self) -> bool:
        """Return whether the mass is known to be finite; of an open density it is one."""
        return self.moments or self.density is None

    def is_like(self, other: Family) -> bool:
        """Return whether another one is the same family: what is written, not what is shown."""
        return self[:4] == other[:4]

    def sizes(self, law: Term) -> dict[Term, Term]:
        """Return what its dimensions are for a law, which has to fit."""
        values = law.args[2]
        dims: dict[Term, Term] = {}
        need(
            law.args[3] == self.kind and len(values) == len(self.letters),
            "the parameters or the support of a law are not those of its family",
        )
        shapes = [
            (self.at, law.shape),
            *((x, v.shape) for x, v in zip(self.letters, values, strict=True)),
        ]
        for letter, shape in shapes:
            fits = len(letter.shape) == len(shape) and all(
                (dims.setdefault(d, size) if d.op == "symbol" else d) is size
                for d, size in zip(letter.shape, shape, strict=True)
            )
            need(fits, "the shapes of a law are not those of its family")
        return dims

    def density_of(self, law: Term, at: Term) -> Term:
        """Return the density of a law at a point of its support."""
        if self.density is None:
            raise Refused("the density has no formula")
        values = zip(self.letters, law.args[2], strict=True)
        return instantiate(self.density, [*self.sizes(law).items(), *values, (self.at, at)])

    def examined(self, name: str, form: Form) -> Family:
        """Return the family with what its formula, in normal form, shows of it.

        Its density is positive. All moments exist where each term is a polynomial times exp of
        what falls off wherever the support is infinite.
        """
        positive = self.density is not None and signs(self.density) == POSITIVE
        need(positive, f"the density of {name} may not be positive")
        _, *bounds = SUPPORTS[self.kind]
        ends = [sign for sign, end in zip((-1, 1), bounds, strict=True) if infinite(end())]
        lone = []
        for m, word in form:
            p, rest = exponent(m, self.at)
            powers = [*rest, *(pair for q, _ in p for pair in q if self.at in pair[0].free)]
            tame = all(polynomial(*pair, self.at, lambda _: False) for pair in powers)
            if word or not tame or not all(falls(p, self.at, end) for end in ends):
                return self
            lone.append(not rest)
        return self._replace(moments=True, log_is_polynomial=lone == [True])

    def says_mass(self, name: str, relation: str, t: Term, right: Term) -> bool:
        """Return whether a claim says that every density of the family integrates to 1."""
        if t.op != "integral" or t.args[0].op != "density":
            return False
        law, at = t.args[0].args
        if (law.op, at, relation, right) != ("law", t.args[1], "=", UNIT) or law.args[1] != name:
            return False
        if not covers(law, *t.args[1:]):
            return False
        values, sizes = [], list(self.sizes(law).values())
        for v, y in zip(law.args[2], self.letters, strict=True):
            square = v.op == "pow" and v.args[1] is number(2) and "positive" in y.args[1]
            values.append(v.args[0] if square else v)
            known = {"real", "positive", "nonzero"} if square else y.args[1]
            if values[-1].op != "symbol" or not values[-1].args[1] <= known:
                return False
        general = all(size.op == "symbol" for size in sizes)
        return general and len({*values, *sizes}) == len(values) + len(sizes)


Families = dict[str, Family]


def family_of(law: Term, families: Families) -> Family:
    """Return the family of a law; of independent components, theirs."""
    return family_of(law.args[0], families) if law.op == "independent" else families[law.args[1]]


def name_of(law: Term) -> str:
    """Return the name of a law's family."""
    if law.op == "independent":
        return name_of(law.args[0])
    name: str = law.args[1]
    return name
