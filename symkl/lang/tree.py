"""The base classes of every tree: nodes, expressions with their operators, relations.

Main definitions: `Node` (anything in a tree), `Expr` (a node with a shape and operators),
`Relation`, `same` (structural equality), `as_expr` (exact numbers become nodes).

``a == b`` builds a `Relation`; its truth value is structural equality, so expressions still work
in sets and dictionaries.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any, ClassVar, Self, TypeAlias, TypeVar

from symkl.errors import LimitError, ShapeError, UsageError
from symkl.lang.exact import written_exactly
from symkl.lang.fields import READ, Checked, need_fields, told
from symkl.limits import MOST_BITS, MOST_DEPTH, MOST_LETTERS, MOST_NODES, deepen

Kept = TypeVar("Kept")
Called = TypeVar("Called", bound=Callable[..., Any])

if TYPE_CHECKING:
    Dimension: TypeAlias = "int | Expr"
    Shape: TypeAlias = tuple[Dimension, ...]
    Change: TypeAlias = "Callable[[Node], Node]"
else:  # the fields of these kinds are checked by `need_dimensions` and `need_shape`
    Dimension, Shape = object, tuple

_DEEP = 50  # levels that Python's own stack is large enough for

# The node classes that Python's operators build: entered by the modules that define them, so that
# imports go one way. So are the printer and the check of laws, which return no expression.
OPERATIONS: dict[str, Callable[..., Expr]] = {}


def operation(name: str) -> Callable[[Called], Called]:
    """Enter a class or function under the name by which the operators call it."""

    def enter(target: Called) -> Called:
        OPERATIONS[name] = target
        return target

    return enter


class _Remembering:
    """Places for what is computed once, when first asked for; they are no fields.

    Proofs look trees up, go through them and ask for their free symbols all the time. Doing that
    over the whole tree each time took more than half of the time of a proof.
    """

    __slots__ = ("_children", "_extent", "_free", "_hash", "_kinds", "_shape", "_text")
    _children: tuple[Node, ...]
    _extent: tuple[int, int]
    _free: frozenset[Any]  # see `symkl.lang.binding.free_symbols`
    _hash: int
    _kinds: frozenset[type]  # see `symkl.lang.binding.kinds`
    _shape: Shape
    _text: str


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Node(_Remembering):
    """Anything that can stand in a tree: an expression or the law of a random variable."""

    binder: ClassVar[bool] = False  # binds its field `variable` in its field `body`
    instead: ClassVar[str] = "write an expression"  # where it stands and a number has to

    def __post_init__(self) -> None:
        need_fields(self)
        self.check()
        nodes, depth = 1, 0
        children = self.find_children()
        for child in children:
            if not isinstance(child, Node):
                raise UsageError(f"{told(child)} is no part of a tree", hint="write an expression")
            below, levels = child.extent()
            nodes += below
            if levels > depth:
                depth = levels
        if nodes > MOST_NODES or depth >= MOST_DEPTH:
            raise _beyond_limits(depth)
        if depth == _DEEP:
            deepen()
        keep = object.__setattr__
        keep(self, "_children", children)
        keep(self, "_extent", (nodes, depth + 1))

    def check(self) -> None:
        """Raise unless the parts fit together."""

    def extent(self) -> tuple[int, int]:
        """The number of nodes of the tree, each occurrence counted, and the number of levels."""
        try:
            return self._extent
        except AttributeError:  # unpickled, which is without the constructor
            self.__post_init__()
            return self._extent

    def __hash__(self) -> int:
        try:
            return self._hash
        except AttributeError:
            return self.remember("_hash", hash((type(self).__name__, *self.parts())))

    def remember(self, place: str, value: Kept) -> Kept:
        """Keep a value that depends on nothing but the tree."""
        object.__setattr__(self, place, value)
        return value

    def parts(self) -> tuple[Any, ...]:
        """The values of the fields, in order of declaration."""
        names: tuple[str, ...] = self.__match_args__
        return tuple([getattr(self, name) for name in names])

    def children(self) -> tuple[Node, ...]:
        """The nodes directly below this one, in the order in which they are written."""
        try:
            return self._children
        except AttributeError:
            self.__post_init__()
            return self._children

    def find_children(self) -> tuple[Node, ...]:
        """The nodes in the fields."""
        found: list[Node] = []
        names: tuple[str, ...] = self.__match_args__
        for name in names:
            part = getattr(self, name)
            if isinstance(part, Node):
                found.append(part)
            elif type(part) is tuple:
                found.extend([p for p in part if isinstance(p, Node)])
        return tuple(found)

    def map_children(self, change: Change) -> Self:
        """The same node over changed children; the node itself where nothing changed."""
        old = self.parts()
        new = tuple(map_part(part, change) for part in old)
        if all(a is b for a, b in zip(old, new, strict=True)):
            return self
        return type(self)(*new)

    def __str__(self) -> str:
        try:
            return self._text
        except AttributeError:
            return self.remember("_text", str(OPERATIONS["text"](self)))

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self}>"


def _beyond_limits(depth: int) -> LimitError:
    if depth >= MOST_DEPTH:
        return LimitError(
            f"an expression has more than {MOST_DEPTH} levels",
            hint="a sum of n terms has n levels: group them with brackets, or write a Sum",
        )
    return LimitError(
        f"an expression has more than {MOST_NODES} nodes",
        hint="give a name to what is repeated: a letter, or a lemma of its own",
    )


def map_part(part: Any, change: Change) -> Any:
    """One field of a node with `change` applied to the nodes in it."""
    if isinstance(part, Node):
        return change(part)
    if isinstance(part, tuple):
        new = tuple(map_part(p, change) for p in part)
        return part if all(a is b for a, b in zip(part, new, strict=True)) else new
    return part


def same(a: object, b: object) -> bool:
    """Return whether two trees are the same to the letter."""
    if a is b:
        return True
    if isinstance(a, Node):
        # Trees that are the same have the same hash, and most that are not have another.
        if type(a) is not type(b) or hash(a) != hash(b):
            return False
        return all(map(same, a.parts(), b.parts()))
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
        """``()`` for a scalar, else rows and columns."""
        try:
            return self._shape
        except AttributeError:
            return self.remember("_shape", self.find_shape())

    def find_shape(self) -> Shape:
        """The shape, from the shapes of the parts."""
        return ()

    @property
    def T(self) -> Expr:
        return self if self.shape == () else OPERATIONS["Transpose"](self)

    def __add__(self, other: Operand) -> Expr:
        return OPERATIONS["Add"](self, as_expr(other))

    def __radd__(self, other: Operand) -> Expr:
        return OPERATIONS["Add"](as_expr(other), self)

    def __sub__(self, other: Operand) -> Expr:
        return OPERATIONS["Sub"](self, as_expr(other))

    def __rsub__(self, other: Operand) -> Expr:
        return OPERATIONS["Sub"](as_expr(other), self)

    def __mul__(self, other: Operand) -> Expr:
        return OPERATIONS["Mul"](self, as_expr(other))

    def __rmul__(self, other: Operand) -> Expr:
        return OPERATIONS["Mul"](as_expr(other), self)

    def __truediv__(self, other: Operand) -> Expr:
        return OPERATIONS["Div"](self, as_expr(other))

    def __rtruediv__(self, other: Operand) -> Expr:
        return OPERATIONS["Div"](as_expr(other), self)

    def __pow__(self, other: Operand) -> Expr:
        return OPERATIONS["Pow"](self, as_expr(other))

    def __rpow__(self, other: Operand) -> Expr:
        return OPERATIONS["Pow"](as_expr(other), self)

    def __matmul__(self, other: Operand) -> Expr:
        return OPERATIONS["MatMul"](self, as_expr(other))

    def __neg__(self) -> Expr:
        return OPERATIONS["Neg"](self)

    def __abs__(self) -> Expr:
        return OPERATIONS["Apply"]("abs", self)

    def __pos__(self) -> Expr:
        return self

    def __eq__(self, other: Operand) -> Relation:  # type: ignore[override]  # an equation
        if not isinstance(other, (Expr, int, Fraction, float)):
            return NotImplemented
        return Relation("=", self, as_expr(other))

    def __ne__(self, other: object) -> bool:
        if not isinstance(other, (Expr, int, Fraction)):
            return NotImplemented
        return not same(self, as_expr(other))

    def __le__(self, other: Operand) -> Relation:
        return Relation("<=", self, as_expr(other))

    def __ge__(self, other: Operand) -> Relation:
        return Relation(">=", self, as_expr(other))

    def __getitem__(self, index: Operand | tuple[Operand, ...]) -> Expr:
        indices = index if isinstance(index, tuple) else (index,)
        return OPERATIONS["Component"](self, tuple(as_expr(i) for i in indices))

    def __bool__(self) -> bool:
        raise TypeError(f"an expression has no truth value: {self}")

    if not TYPE_CHECKING:  # where these are not seen, `float(x)` and `for y in x` are errors

        def __iter__(self):
            raise TypeError(f"{self} cannot be iterated over; write {self}[i] for a component")

        def __float__(self):
            raise TypeError(f"an expression is not a number; evaluate it first: {self}")


Operand = Expr | int | Fraction
"""The type of what an author may write for an expression: one, or Python's exact numbers."""


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
        return OPERATIONS["Number"](Fraction(value))
    if isinstance(value, float):
        what = f"the float {value!r} stands in a derivation; numbers here are exact"
        if value - value != 0:  # no finite number
            what = f"{value!r} is not an exact number"
        written = written_exactly(value)
        raise UsageError(what, hint=f"write {written}" if written else "")
    if isinstance(value, Node):
        raise UsageError(f"{value} is no number", hint=value.instead)
    raise UsageError(
        f"an expression cannot hold {told(value)} of type {type(value).__name__}",
        hint="write a symbol, an integer, a rational(p, q) or an expression built from them",
    )


READ[Expr] = as_expr


def need(condition: object, what: str, *operands: Expr) -> None:
    """Raise a `ShapeError` that names the operands with their shapes, unless `condition`."""
    if not condition:
        raise ShapeError(what, *((str(o), shape_text(o.shape)) for o in operands))


def shape_text(shape: Shape) -> str:
    """A shape in words: ``scalar``, ``k x 1``."""
    return "scalar" if shape == () else " x ".join(str(d) for d in shape)


def need_dimensions(*dims: object) -> None:
    """Refuse what is no length of a vector: neither a positive integer nor a `dimension`."""
    for dim in dims:
        if type(dim) is int and dim.bit_length() > MOST_BITS:
            raise LimitError(f"a dimension of {dim.bit_length()} bits", hint="use a letter for it")
        number = type(dim) is int and dim >= 1
        letter = isinstance(dim, Expr) and "dimension" in getattr(dim, "assumptions", ())
        if not number and not letter:
            raise UsageError(
                f"{told(dim)} is not a dimension",
                hint='write a positive integer, or declare a letter: k = dimension("k")',
            )


def need_shape(dims: Shape) -> None:
    """Refuse a shape that is not of rows and columns."""
    if len(dims) != 2:
        raise UsageError(f"{told(dims)} is no shape", hint="write (rows, columns)")
    need_dimensions(*dims)


def need_short(name: str) -> None:
    """Refuse a name that is too long for a certificate."""
    if len(name) > MOST_LETTERS:
        raise LimitError(
            f"the name {name[:20]}… has more than {MOST_LETTERS} letters",
            hint="give it a shorter one",
        )


def scalar(arg: Expr, what: str) -> None:
    """Refuse `arg` where it is not a scalar."""
    need(arg.shape == (), f"{what} takes a scalar", arg)


def square(arg: Expr, what: str) -> None:
    """Refuse `arg` where it is not a square matrix."""
    ok = len(arg.shape) == 2 and arg.shape[0] == arg.shape[1]
    need(ok, f"{what} takes a square matrix", arg)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Relation(Checked):
    """``lhs op rhs`` with `op` one of ``=``, ``<=``, ``>=``.

    The truth value of an equation is whether both sides are written the same.
    """

    op: str
    lhs: Expr
    rhs: Expr

    def __post_init__(self) -> None:
        Checked.__post_init__(self)
        need(self.lhs.shape == self.rhs.shape, "both sides need one shape", self.lhs, self.rhs)

    def __bool__(self) -> bool:
        if self.op != "=":
            raise TypeError(f"a relation between expressions has no truth value: {self}")
        return same(self.lhs, self.rhs)

    def __str__(self) -> str:
        return f"{self.lhs} {self.op} {self.rhs}"

    __repr__ = __str__
