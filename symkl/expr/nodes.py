"""The syntax tree: expressions exactly as an author wrote them.

SymPy reorders and simplifies on construction, so it cannot hold ``(x - mu_1) + (mu_1 - mu_2)``,
which is a step in real derivations. These nodes do nothing at construction but check shapes:
what is written is what is printed, what code is generated from, and what the kernel decides on.

Main definitions: `Node` (anything in a tree), `Expr` (a node with a shape and operators), the
node classes, `Relation`. Shapes are ``()`` for scalars and ``(rows, columns)`` for vectors
(columns) and matrices; a dimension is a positive integer or a symbol declared by `dimension`.

``a == b`` builds a `Relation`; its truth value is structural equality, so expressions still work
in sets and dictionaries.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from fractions import Fraction
from typing import ClassVar, Iterator

from symkl.errors import ShapeError, UsageError

Shape = tuple


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Node:
    """Anything that can stand in a tree: an expression or the law of a random variable."""

    binder: ClassVar[bool] = False  # binds its field `variable` in its field `body`

    def __hash__(self) -> int:
        return hash((type(self).__name__, *self.parts()))

    def parts(self) -> tuple:
        """The values of the fields, in order of declaration."""
        return tuple(getattr(self, f.name) for f in fields(self))

    def children(self) -> Iterator[Node]:
        """The nodes directly below this one, in the order in which they are written."""
        for part in self.parts():
            if isinstance(part, Node):
                yield part
            elif isinstance(part, tuple):
                yield from (p for p in part if isinstance(p, Node))

    def map_children(self, change) -> Node:
        """The same node over changed children; the node itself where nothing changed."""
        old = self.parts()
        new = tuple(_map_part(part, change) for part in old)
        if all(a is b for a, b in zip(old, new, strict=True)):
            return self
        return type(self)(*new)

    def __str__(self) -> str:
        from symkl.expr.text import text

        return text(self)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self}>"


def _map_part(part, change):
    if isinstance(part, Node):
        return change(part)
    if isinstance(part, tuple):
        new = tuple(_map_part(p, change) for p in part)
        return part if all(a is b for a, b in zip(part, new, strict=True)) else new
    return part


def same(a: object, b: object) -> bool:
    """Whether two trees are the same to the letter."""
    if a is b:
        return True
    if isinstance(a, Node):
        return type(a) is type(b) and all(map(same, a.parts(), b.parts()))
    if isinstance(a, tuple):
        return isinstance(b, tuple) and len(a) == len(b) and all(map(same, a, b))
    return not isinstance(b, Node) and type(a) is type(b) and a == b


class Expr(Node):
    """A node with a value: scalar, vector or matrix."""

    __slots__ = ()
    __hash__ = Node.__hash__
    __array_ufunc__ = None  # NumPy scalars must not take the operators over

    @property
    def shape(self) -> Shape:
        return ()

    @property
    def T(self) -> Expr:  # noqa: N802 - the field's letter
        return self if self.shape == () else Transpose(self)

    def __add__(self, other):
        return Add(self, as_expr(other))

    def __radd__(self, other):
        return Add(as_expr(other), self)

    def __sub__(self, other):
        return Sub(self, as_expr(other))

    def __rsub__(self, other):
        return Sub(as_expr(other), self)

    def __mul__(self, other):
        return Mul(self, as_expr(other))

    def __rmul__(self, other):
        return Mul(as_expr(other), self)

    def __truediv__(self, other):
        return Div(self, as_expr(other))

    def __rtruediv__(self, other):
        return Div(as_expr(other), self)

    def __pow__(self, other):
        return Pow(self, as_expr(other))

    def __rpow__(self, other):
        return Pow(as_expr(other), self)

    def __matmul__(self, other):
        return MatMul(self, as_expr(other))

    def __neg__(self):
        return Neg(self)

    def __pos__(self):
        return self

    def __eq__(self, other):
        if not isinstance(other, (Expr, int, Fraction, float)):
            return NotImplemented
        return Relation("=", self, as_expr(other))

    def __ne__(self, other):
        if not isinstance(other, (Expr, int, Fraction)):
            return NotImplemented
        return not same(self, as_expr(other))

    def __le__(self, other):
        return Relation("<=", self, as_expr(other))

    def __ge__(self, other):
        return Relation(">=", self, as_expr(other))

    def __getitem__(self, index):
        indices = index if isinstance(index, tuple) else (index,)
        return Component(self, tuple(as_expr(i) for i in indices))

    def __iter__(self):
        raise TypeError(f"{self} cannot be iterated over; write {self}[i] for a component")

    def __bool__(self):
        raise TypeError(f"an expression has no truth value: {self}")

    def __float__(self):
        raise TypeError(f"an expression is not a number; evaluate it first: {self}")


def as_expr(value: object) -> Expr:
    """Turn an exact Python number into a `Number`; leave an expression as it is.

    Raises
    ------
    UsageError
        For a float (the exact form to write is named) and for anything else.
    """
    if isinstance(value, Expr):
        return value
    if isinstance(value, (int, Fraction)) and not isinstance(value, bool):
        return Number(Fraction(value))
    if isinstance(value, float):
        if value != value or value in (float("inf"), float("-inf")):
            raise UsageError(f"{value!r} is not an exact number", hint="write oo for infinity")
        exact = Fraction(value).limit_denominator(10**6)
        written = f"rational({exact.numerator}, {exact.denominator})"
        written = str(exact) if exact.denominator == 1 else written
        written = "half" if exact == Fraction(1, 2) else written
        raise UsageError(
            f"the float {value!r} stands in a derivation; numbers here are exact",
            hint=f"write {written}",
        )
    raise UsageError(
        f"an expression cannot hold {value!r} of type {type(value).__name__}",
        hint="write a symbol, an integer, a rational(p, q) or an expression built from them",
    )


def _need(condition: bool, what: str, *operands: Expr) -> None:
    if not condition:
        raise ShapeError(what, *((str(o), shape_text(o.shape)) for o in operands))


def shape_text(shape: Shape) -> str:
    """A shape in words: ``scalar``, ``k x 1``."""
    return "scalar" if shape == () else " x ".join(str(d) for d in shape)


def scalar(arg: Expr, what: str) -> None:
    """Refuse `arg` where it is not a scalar."""
    _need(arg.shape == (), f"{what} takes a scalar", arg)


def square(arg: Expr, what: str) -> None:
    """Refuse `arg` where it is not a square matrix."""
    ok = len(arg.shape) == 2 and arg.shape[0] == arg.shape[1]
    _need(ok, f"{what} takes a square matrix", arg)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Number(Expr):
    """An exact rational number."""

    value: Fraction


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Constant(Expr):
    """``pi``, or ``oo`` as a bound of an integral."""

    name: str


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Symbol(Expr):
    """A letter with a shape and what is assumed of it."""

    name: str
    dims: Shape = ()
    assumptions: frozenset = frozenset()

    @property
    def shape(self) -> Shape:
        return self.dims

    def children(self) -> Iterator[Node]:
        """None: a symbol is a leaf, though its shape may name a dimension."""
        return iter(())

    def map_children(self, change) -> Node:
        """A symbol is a leaf."""
        return self


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Sum2(Expr):
    """What `Add` and `Sub` share: two operands of one shape."""

    left: Expr
    right: Expr

    def __post_init__(self):
        _need(
            self.left.shape == self.right.shape,
            "a sum needs two operands of the same shape",
            self.left,
            self.right,
        )

    @property
    def shape(self) -> Shape:
        return self.left.shape


class Add(Sum2):
    """``left + right``."""

    __slots__ = ()


class Sub(Sum2):
    """``left - right``."""

    __slots__ = ()


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Neg(Expr):
    """``-arg``."""

    arg: Expr

    @property
    def shape(self) -> Shape:
        return self.arg.shape


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Mul(Expr):
    """``left * right``; at least one factor is a scalar."""

    left: Expr
    right: Expr

    def __post_init__(self):
        _need(
            () in (self.left.shape, self.right.shape),
            "* takes a scalar; write @ for the matrix product",
            self.left,
            self.right,
        )

    @property
    def shape(self) -> Shape:
        return self.left.shape or self.right.shape


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Div(Expr):
    """``left / right`` by a scalar."""

    left: Expr
    right: Expr

    def __post_init__(self):
        scalar(self.right, "the denominator")

    @property
    def shape(self) -> Shape:
        return self.left.shape


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Pow(Expr):
    """``base ** exponent``, both scalars."""

    base: Expr
    exponent: Expr

    def __post_init__(self):
        scalar(self.base, "a power (write @ for the matrix product)")
        scalar(self.exponent, "an exponent")


FUNCTIONS = {
    "log": "natural logarithm of a positive number",
    "exp": "exponential",
    "sqrt": "nonnegative square root",
    "cos": "cosine",
    "sin": "sine",
    "abs": "absolute value",
    "log1p": "log(1 + x) for x > -1",
    "expm1": "exp(x) - 1",
    "g": "g(x) = x - log(1 + x) for x > -1, nonnegative",
    "h": "h(v) = exp(v) - 1 - v, nonnegative",
}


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Apply(Expr):
    """An elementary function of a scalar, named in `FUNCTIONS`."""

    function: str
    arg: Expr

    def __post_init__(self):
        if self.function not in FUNCTIONS:
            raise UsageError(
                f"{self.function!r} is not a function known here",
                hint="known: " + ", ".join(FUNCTIONS),
            )
        scalar(self.arg, self.function)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class MatMul(Expr):
    """``left @ right``; a 1 x 1 result is a scalar."""

    left: Expr
    right: Expr

    def __post_init__(self):
        a, b = self.left.shape, self.right.shape
        ok = len(a) == 2 and len(b) == 2 and a[1] == b[0]
        _need(ok, "@ needs as many columns on the left as rows on the right", self.left, self.right)

    @property
    def shape(self) -> Shape:
        shape = (self.left.shape[0], self.right.shape[1])
        return () if shape == (1, 1) else shape


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Transpose(Expr):
    """``arg.T``."""

    arg: Expr

    @property
    def shape(self) -> Shape:
        return self.arg.shape[::-1]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Inverse(Expr):
    """The inverse of a square matrix."""

    arg: Expr

    def __post_init__(self):
        square(self.arg, "inv")

    @property
    def shape(self) -> Shape:
        return self.arg.shape


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Trace(Expr):
    """The trace of a square matrix; of a scalar, the scalar."""

    arg: Expr

    def __post_init__(self):
        if self.arg.shape != ():
            square(self.arg, "tr")


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Det(Expr):
    """The determinant of a square matrix."""

    arg: Expr

    def __post_init__(self):
        square(self.arg, "det")


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Identity(Expr):
    """The k x k identity matrix."""

    dim: object

    @property
    def shape(self) -> Shape:
        return (self.dim, self.dim)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Zero(Expr):
    """The zero vector or matrix of a shape."""

    dims: Shape

    @property
    def shape(self) -> Shape:
        return self.dims


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Diag(Expr):
    """The diagonal matrix with the components of a vector on its diagonal."""

    arg: Expr

    def __post_init__(self):
        ok = len(self.arg.shape) == 2 and self.arg.shape[1] == 1
        _need(ok, "diag takes a vector", self.arg)

    @property
    def shape(self) -> Shape:
        return (self.arg.shape[0], self.arg.shape[0])


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Component(Expr):
    """``x[i]`` of a vector, ``A[i, j]`` of a matrix; indices count from 1."""

    arg: Expr
    indices: tuple

    def __post_init__(self):
        shape = self.arg.shape
        wanted = 0 if shape == () else 1 if shape[1] == 1 else 2
        _need(len(self.indices) == wanted > 0, f"{len(self.indices)} indices do not fit", self.arg)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Delta(Expr):
    """Kronecker's delta of two indices: 1 where they are equal, else 0."""

    i: Expr
    j: Expr


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class VectorOf(Expr):
    """The vector of length `dim` whose component number `variable` is `body`."""

    body: Expr
    variable: Symbol
    dim: object
    binder: ClassVar[bool] = True

    def __post_init__(self):
        scalar(self.body, "a vector's component")

    @property
    def shape(self) -> Shape:
        return (self.dim, 1)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Sum(Expr):
    """The sum of `body` over the index `variable` = 1 … `upper`."""

    body: Expr
    variable: Symbol
    upper: Expr
    binder: ClassVar[bool] = True

    @property
    def shape(self) -> Shape:
        return self.body.shape


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Product(Expr):
    """The product of a scalar `body` over the index `variable` = 1 … `upper`."""

    body: Expr
    variable: Symbol
    upper: Expr
    binder: ClassVar[bool] = True

    def __post_init__(self):
        scalar(self.body, "a product")


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Integral(Expr):
    """The integral of `body` over `variable` from `lower` to `upper` (all of R^k for a vector)."""

    body: Expr
    variable: Symbol
    lower: Expr
    upper: Expr
    binder: ClassVar[bool] = True

    @property
    def shape(self) -> Shape:
        return self.body.shape


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Derivative(Expr):
    """The derivative of `body` by `variable`, or its differential in a `direction`.

    For a scalar variable the direction is 1. For a vector or matrix it is an expression H of the
    same shape, and the value is d/dt body(variable + t H) at t = 0.
    """

    body: Expr
    wrt: Symbol
    direction: Expr

    def __post_init__(self):
        scalar(self.body, "a derivative")
        _need(
            self.wrt.shape == self.direction.shape,
            "a direction has the shape of its variable",
            self.wrt,
            self.direction,
        )


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Law(Node):
    """A distribution: a family, a name to print, the letter of its variable, its parameters.

    The name and the letter are for the reader; two laws are the same when family and parameters
    are.
    """

    family: str
    name: str
    variable: Symbol
    parameters: tuple

    def children(self) -> Iterator[Node]:
        """The parameters; the letter of the variable is a bound name."""
        return iter(self.parameters)

    def map_children(self, change) -> Node:
        """The law with changed parameters."""
        new = _map_part(self.parameters, change)
        if new is self.parameters:
            return self
        return Law(self.family, self.name, self.variable, new)

    def __call__(self, at: Expr) -> Density:
        return Density(self, as_expr(at))


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Independent(Node):
    """The law of a vector with independent components: component `variable` follows `body`."""

    body: Node
    variable: Symbol
    dim: object
    name: str
    letter: Symbol
    binder: ClassVar[bool] = True

    def __call__(self, at: Expr) -> Density:
        return Density(self, as_expr(at))


def law_letter(law: Node) -> Symbol:
    """The letter in which a law writes its variable."""
    return law.letter if isinstance(law, Independent) else law.variable


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Density(Expr):
    """``p(x)``: the density of a law at a point."""

    law: Node
    at: Expr

    def __post_init__(self):
        letter = law_letter(self.law)
        _need(letter.shape == self.at.shape, "a density takes a point of its space", letter, self.at)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Expectation(Expr):
    """The expectation of `body` where `variable` follows `law`."""

    law: Node
    body: Expr
    variable: Symbol
    binder: ClassVar[bool] = True

    @property
    def shape(self) -> Shape:
        return self.body.shape


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Divergence(Expr):
    """The Kullback-Leibler divergence KL(p || q)."""

    p: Node
    q: Node


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class CrossEntropy(Expr):
    """The cross-entropy H(p, q)."""

    p: Node
    q: Node


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Entropy(Expr):
    """The differential entropy h(p)."""

    p: Node


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Relation:
    """``lhs op rhs`` with `op` one of ``=``, ``<=``, ``>=``.

    The truth value of an equation is whether both sides are written the same.
    """

    op: str
    lhs: Expr
    rhs: Expr

    def __post_init__(self):
        _need(self.lhs.shape == self.rhs.shape, "both sides need one shape", self.lhs, self.rhs)

    def __bool__(self) -> bool:
        if self.op != "=":
            raise TypeError(f"a relation between expressions has no truth value: {self}")
        return same(self.lhs, self.rhs)

    def __str__(self) -> str:
        return f"{self.lhs} {self.op} {self.rhs}"

    __repr__ = __str__
