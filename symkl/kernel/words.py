"""Matrices in symbolic dimension: sums of words over matrix and vector letters.

A letter is an atom, perhaps transposed (``T``), inverted (``I``) or both (``IT``); a word is a
product of letters, the empty word the identity. Symmetric letters equal their transpose and a
letter next to its inverse cancels; so two expressions that agree as words agree for every
dimension at once. A word with one row and one column is a scalar, canonical up to transposition;
a trace is canonical up to rotation and transposition.

Source: the free algebra with inverses; cyclicity of the trace, e.g. Petersen and Pedersen,
The Matrix Cookbook, section 1.1.
"""

from __future__ import annotations

from typing import TypeAlias, TypeVar

from symkl.kernel.poly import ONE_POLY, Atom, Poly, number, of_atom
from symkl.kernel.rationals import need_few
from symkl.lang.nodes import Dimension, Shape, Symbol

Letter: TypeAlias = tuple[Atom, str]  # with a flag
Word: TypeAlias = tuple[Letter, ...]

_TRANSPOSED = {"": "T", "T": "", "I": "IT", "IT": "I"}
_INVERTED = {"": "I", "I": "", "T": "IT", "IT": "T"}


class Matrix:
    """A sum of scalar multiples of words, all of one shape that is not 1 x 1."""

    __slots__ = ("_depth", "_free", "_hash", "_key", "shape", "terms")
    _depth: int
    _free: frozenset[Symbol]
    _hash: int
    _key: str

    def __init__(self, terms: dict[Word, Poly], shape: Shape) -> None:
        self.terms = terms
        self.shape = shape

    def __hash__(self) -> int:
        try:
            return self._hash
        except AttributeError:
            self._hash = hash((frozenset(self.terms.items()), self.shape))
            return self._hash

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Matrix) and (self.shape, self.terms) == (other.shape, other.terms)

    @property
    def free(self) -> frozenset[Symbol]:
        """The symbols that occur unbound."""
        try:
            return self._free
        except AttributeError:
            letters = frozenset().union(*[a.free for w in self.terms for a, _ in w])
            self._free = letters.union(*[c.free for c in self.terms.values()])
            return self._free

    @property
    def depth(self) -> int:
        """The highest number among the bound names that occur."""
        try:
            return self._depth
        except AttributeError:
            letters = max([a.depth for w in self.terms for a, _ in w], default=0)
            self._depth = max(letters, *[c.depth for c in self.terms.values()], 0)
            return self._depth

    @property
    def key(self) -> str:
        """A text by which matrices can be put in order."""
        try:
            return self._key
        except AttributeError:
            parts = sorted(f"({c.key}){word_key(w)}" for w, c in self.terms.items())
            self._key = f"[{' + '.join(parts) or '0'}]"
            return self._key

    def __repr__(self) -> str:
        return self.key

    def __bool__(self) -> bool:
        return bool(self.terms)

    def __add__(self, other: Matrix) -> Matrix:
        terms = dict(self.terms)
        for word, c in other.terms.items():
            total = terms[word] + c if word in terms else c
            if total:
                terms[word] = total
            else:
                del terms[word]
        return Matrix(terms, self.shape)

    def scaled(self, factor: Poly) -> Matrix:
        """The matrix times a scalar."""
        terms = {w: c * factor for w, c in self.terms.items()}
        return Matrix({w: c for w, c in terms.items() if c}, self.shape)

    def __neg__(self) -> Matrix:
        return self.scaled(number(-1))

    def __sub__(self, other: Matrix) -> Matrix:
        return self + -other

    @property
    def letter(self) -> Letter | None:
        """The letter, where the matrix is one letter and nothing else."""
        if len(self.terms) == 1:
            ((word, c),) = self.terms.items()
            if len(word) == 1 and c == ONE_POLY:
                return word[0]
        return None


Form = Poly | Matrix  # a normal form: of a scalar, or of a vector or matrix
AnyForm = TypeVar("AnyForm", Poly, Matrix, Poly | Matrix)


def add(a: Form, b: Form) -> Form:
    """The sum of two forms of one shape: both are scalars, or neither is."""
    if isinstance(a, Poly):
        assert isinstance(b, Poly)
        return a + b
    assert isinstance(b, Matrix)
    return a + b


def symmetric_atom(atom: Atom) -> bool:
    """Return whether a letter's atom equals its transpose."""
    if atom.head == "sym":
        return "symmetric" in atom.args[0].assumptions
    if atom.head == "inverse":
        inner: Matrix = atom.args[0]
        return transpose(inner) == inner
    if atom.head in ("Expectation", "Sum", "Integral"):
        body = next((a for a in atom.args if isinstance(a, Matrix)), None)
        return body is not None and transpose(body) == body
    return atom.head == "diag"


def atom_shape(atom: Atom) -> Shape:
    """The shape of what an atom stands for."""
    shape: Shape
    if atom.head in ("sym", "bound"):
        shape = atom.args[1] if atom.head == "bound" else atom.args[0].shape
        return shape
    for arg in atom.args:
        if isinstance(arg, Matrix):
            return (arg.shape[0], arg.shape[0]) if atom.head == "diag" else arg.shape
    shape = atom.args[-1]
    return shape


def letter_shape(letter: Letter) -> Shape:
    """The shape of a letter."""
    shape = atom_shape(letter[0])
    return shape[::-1] if "T" in letter[1] else shape


def transposed(letter: Letter) -> Letter:
    """The transpose of a letter."""
    atom, flag = letter
    if symmetric_atom(atom):
        return letter
    return atom, _TRANSPOSED[flag]


def inverted(letter: Letter) -> Letter:
    """The inverse of a letter."""
    return letter[0], _INVERTED[letter[1]]


def transpose_word(word: Word) -> Word:
    """The transpose of a word."""
    return tuple(transposed(x) for x in reversed(word))


def word_key(word: Word) -> str:
    """A text by which words can be put in order."""
    return ".".join(f"{a.key}'{flag}" for a, flag in word) or "I"


def of_letter(atom: Atom, flag: str = "") -> Matrix:
    """A matrix that is one letter."""
    return Matrix({((atom, flag),): ONE_POLY}, letter_shape((atom, flag)))


def identity(dim: Dimension) -> Matrix:
    """The identity matrix."""
    return Matrix({(): ONE_POLY}, (dim, dim))


def transpose(m: Matrix) -> Matrix:
    """The transpose."""
    terms: dict[Word, Poly] = {}
    for word, c in m.terms.items():
        word = transpose_word(word)
        terms[word] = terms[word] + c if word in terms else c
    return Matrix(terms, m.shape[::-1])


def join(left: Word, right: Word) -> Word:
    """Two words side by side, letters that meet their inverse cancelled."""
    before, after = list(left), list(right)
    while before and after and inverted(before[-1]) == after[0]:
        before.pop()
        after.pop(0)
    return tuple(before + after)


def _one(dim: Dimension) -> bool:
    """Return whether a dimension is 1; to ask a letter would make an equation of it."""
    return type(dim) is int and dim == 1


def segments(word: Word) -> list[Word]:
    """The word cut where a single column meets a single row."""
    parts: list[Word] = []
    current: list[Letter] = []
    for letter in word:
        if current and _one(letter_shape(current[-1])[1]) and _one(letter_shape(letter)[0]):
            parts.append(tuple(current))
            current = []
        current.append(letter)
    return [*parts, tuple(current)]


def word_shape(word: Word) -> Shape:
    """The shape of a word that is not empty."""
    return letter_shape(word[0])[0], letter_shape(word[-1])[1]


def scalar_atom(word: Word) -> Poly:
    """The scalar that a 1 x 1 word stands for."""
    other = transpose_word(word)
    return of_atom(Atom("quad", min(word, other, key=word_key)))


def _cut(word: Word) -> tuple[Poly, Word]:
    """A word as a scalar times a word without scalar pieces."""
    factor = ONE_POLY
    rest: list[Letter] = []
    for part in segments(word):
        if part and all(map(_one, word_shape(part))):
            factor = factor * scalar_atom(part)
        else:
            rest.extend(part)
    return factor, tuple(rest)


def product(a: Matrix, b: Matrix) -> Matrix | Poly:
    """The matrix product; a `Poly` where it has one row and one column."""
    need_few(len(a.terms), len(b.terms))
    shape = (a.shape[0], b.shape[1])
    terms: dict[Word, Poly] = {}
    for w1, c1 in a.terms.items():
        for w2, c2 in b.terms.items():
            factor, word = _cut(join(w1, w2))
            c = c1 * c2 * factor
            total = terms[word] + c if word in terms else c
            if total:
                terms[word] = total
            else:
                terms.pop(word, None)
    if shape != (1, 1):
        return Matrix(terms, shape)
    return sum(terms.values(), number(0))


def matrix_product(a: Matrix, b: Matrix) -> Matrix:
    """The product of two matrices that is not 1 x 1."""
    found = product(a, b)
    assert isinstance(found, Matrix)
    return found


def trace_word(word: Word, dim: Poly) -> Poly:
    """The trace of a word, canonical up to rotation and transposition."""
    if not word:
        return dim
    for n, letter in enumerate(word):
        if _one(letter_shape(letter)[0]):
            return scalar_atom(join(word[n:], word[:n]))
    while len(word) > 1 and inverted(word[-1]) == word[0]:
        word = word[1:-1]
    if not word:
        return dim
    turns = [w[n:] + w[:n] for w in (word, transpose_word(word)) for n in range(len(w))]
    return of_atom(Atom("tr", min(turns, key=word_key)))


def trace(m: Matrix, dim: Poly) -> Poly:
    """The trace of a matrix, `dim` being its dimension as a scalar."""
    return sum((c * trace_word(word, dim) for word, c in m.terms.items()), number(0))
