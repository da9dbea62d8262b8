"""Atoms, monomials and polynomials: the arithmetic in which normal forms are written.

A normal form is a sum of rational multiples of monomials; a monomial is a product of atoms with
rational exponents. An atom is anything that the laws in force do not take apart: a letter, the
logarithm of something, an expectation. Exponents may be negative (a denominator) or fractions
(a root of something nonnegative); sums under a negative or fractional exponent are atoms of
their own, headed ``group``. Whether a sum of fractions vanishes is decided in
`symkl.kernel.fractions` by SymPy's polynomial rings.

Everything here is immutable and hashable, and holds only rational identities.
"""

from __future__ import annotations

from typing import Any, TypeAlias

from symkl.kernel.rationals import Exact, exact, limited, need_few, product, whole_power
from symkl.lang.nodes import Symbol

Monomial: TypeAlias = "frozenset[tuple[Atom, Exact]]"
ONE: Monomial = frozenset()


class Atom:
    """Something that is not taken apart: a head that says what it is, and its arguments."""

    __slots__ = ("_hash", "_key", "args", "depth", "free", "head")
    depth: int
    free: frozenset[Symbol]

    def __init__(self, head: str, *args: Any) -> None:
        self.head = head
        self.args = args
        self._hash = hash((head, args))
        self._key: str | None = None

    def __getattr__(self, name: str) -> Any:
        # Called while a slot is empty: many atoms are only looked up, and never asked.
        if name == "free":
            self.free = frozenset(self.args) if self.head == "sym" else free_of(self.args)
            return self.free
        if name == "depth":
            self.depth = self.args[0] if self.head == "bound" else depth_of(self.args)
            return self.depth
        raise AttributeError(name)

    def __hash__(self) -> int:
        return self._hash

    def __eq__(self, other: object) -> bool:
        return self is other or (
            isinstance(other, Atom)
            and self._hash == other._hash
            and self.head == other.head
            and self.args == other.args
        )

    @property
    def key(self) -> str:
        """A text by which atoms can be put in order."""
        if self._key is None:
            self._key = f"{self.head}({', '.join(map(_key, self.args))})"
        return self._key

    def __repr__(self) -> str:
        return self.key


def _key(value: Any) -> str:
    if isinstance(value, tuple):
        return "(" + ", ".join(map(_key, value)) + ")"
    if isinstance(value, frozenset):
        return "{" + ", ".join(sorted(map(_key, value))) + "}"
    return getattr(value, "key", None) or str(value)


def free_of(value: Any) -> frozenset[Symbol]:
    """The symbols that occur unbound in atoms, polynomials and tuples of them."""
    if isinstance(value, tuple):
        return frozenset().union(*map(free_of, value))
    return getattr(value, "free", frozenset())


def depth_of(value: Any) -> int:
    """The highest number among the bound names that occur."""
    if isinstance(value, tuple):
        return max(map(depth_of, value), default=0)
    return getattr(value, "depth", 0)


class Poly:
    """A sum of rational multiples of monomials; its ``terms`` map monomial to coefficient."""

    __slots__ = ("_depth", "_free", "_hash", "_key", "terms")
    _depth: int
    _free: frozenset[Symbol]
    _hash: int
    _key: str

    def __init__(self, terms: dict[Monomial, Exact]) -> None:
        self.terms = terms

    def __hash__(self) -> int:
        try:
            return self._hash
        except AttributeError:
            self._hash = hash(frozenset(self.terms.items()))
            return self._hash

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Poly) and self.terms == other.terms

    @property
    def free(self) -> frozenset[Symbol]:
        """The symbols that occur unbound."""
        try:
            return self._free
        except AttributeError:
            self._free = frozenset().union(*[a.free for m in self.terms for a, _ in m])
            return self._free

    @property
    def depth(self) -> int:
        """The highest number among the bound names that occur."""
        try:
            return self._depth
        except AttributeError:
            self._depth = max([a.depth for m in self.terms for a, _ in m], default=0)
            return self._depth

    @property
    def key(self) -> str:
        """A text by which polynomials can be put in order."""
        try:
            return self._key
        except AttributeError:
            terms = sorted(f"{c}*{mono_key(m)}" for m, c in self.terms.items())
            self._key = " + ".join(terms) or "0"
            return self._key

    def __repr__(self) -> str:
        return self.key

    def __bool__(self) -> bool:
        return bool(self.terms)

    def __add__(self, other: Poly) -> Poly:
        terms = dict(self.terms)
        for mono, c in other.terms.items():
            accumulate(terms, mono, c)
        return Poly(terms)

    def scaled(self, factor: Exact) -> Poly:
        """The polynomial times a rational number."""
        if factor == 1:
            return self
        if not factor:
            return ZERO_POLY
        return Poly({m: limited(product(c, factor)) for m, c in self.terms.items()})

    def __neg__(self) -> Poly:
        return Poly({m: -c for m, c in self.terms.items()})

    def __sub__(self, other: Poly) -> Poly:
        return self + -other

    def __mul__(self, other: Poly) -> Poly:
        if len(self.terms) == 1 and ONE in self.terms:
            return other.scaled(self.terms[ONE])
        if len(other.terms) == 1 and ONE in other.terms:
            return self.scaled(other.terms[ONE])
        need_few(len(self.terms), len(other.terms))
        total: dict[Monomial, Exact] = {}
        extra = []
        for m1, c1 in self.terms.items():
            for m2, c2 in other.terms.items():
                mono, factor, polys = multiply(m1, m2)
                c = limited(product(product(c1, c2), factor))
                if polys:
                    part = Poly({mono: c})
                    for p in polys:
                        part = part * p
                    extra.append(part)
                else:
                    accumulate(total, mono, c)
        result = Poly(total)
        for part in extra:
            result = result + part
        return result

    def power(self, n: int) -> Poly:
        """The polynomial to a natural power."""
        result, base = number(1), self
        while n:
            if n & 1:
                result = result * base
            n >>= 1
            base = base * base if n else base
        return result

    @property
    def constant(self) -> Exact | None:
        """The value, where the polynomial is a rational number."""
        if not self.terms:
            return 0
        return self.terms.get(ONE) if len(self.terms) == 1 else None

    @property
    def single(self) -> tuple[Monomial, Exact] | None:
        """Monomial and coefficient, where there is just one term."""
        return next(iter(self.terms.items())) if len(self.terms) == 1 else None

    @property
    def atom(self) -> Atom | None:
        """The atom, where the polynomial is one atom and nothing else."""
        if len(self.terms) == 1:
            (mono, c), *_ = self.terms.items()
            if c == 1 and len(mono) == 1:
                ((a, e),) = mono
                return a if e == 1 else None
        return None


def accumulate(terms: dict[Monomial, Exact], mono: Monomial, c: Exact) -> None:
    """Add a term, which is not zero, to the terms of a sum."""
    before = terms.get(mono)
    if before is not None:  # 0 + c would be the slow way: most terms meet no other
        c = limited(before + c)
    if c:
        terms[mono] = c
    else:
        del terms[mono]


def mono_key(mono: Monomial) -> str:
    """A text by which monomials can be put in order."""
    return "*".join(sorted(f"{a.key}^{e}" for a, e in mono)) or "1"


def multiply(m1: Monomial, m2: Monomial) -> tuple[Monomial, Exact, list[Poly]]:
    """The product of two monomials: a monomial, a rational factor, and sums to multiply by.

    A rational radical whose exponent passes an integer gives a factor, a group whose exponent
    reaches 1 the sum that it stands for.
    """
    if not m1:
        return m2, 1, []
    if not m2:
        return m1, 1, []
    exponents = dict(m1)
    touched = False
    for a, e in m2:
        if a in exponents:
            exponents[a] += e
            touched = True
        else:
            exponents[a] = e
    if not touched:
        return frozenset(exponents.items()), 1, []
    factor: Exact = 1
    polys = []
    for a, e in list(exponents.items()):
        whole = e.numerator // e.denominator
        if a.head == "prime" and whole:
            factor *= whole_power(a.args[0], whole)
            exponents[a] = e - whole
        elif a.head == "group" and whole >= 1:
            polys.append(a.args[0].power(whole))
            exponents[a] = e - whole
        if not exponents[a]:
            del exponents[a]
    return frozenset(exponents.items()), factor, polys


def number(value: Exact) -> Poly:
    """A rational number."""
    if type(value) is int and value in (0, 1):
        return ONE_POLY if value else ZERO_POLY
    return Poly({ONE: exact(value)} if value else {})


def of_atom(atom: Atom, exponent: Exact = 1) -> Poly:
    """An atom to a rational power."""
    return Poly({frozenset(((atom, exponent),)): 1})


ZERO_POLY = Poly({})
ONE_POLY = Poly({ONE: 1})
