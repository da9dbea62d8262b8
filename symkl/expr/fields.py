"""The fields of a record, checked against their declarations as it is made.

One place for nodes of trees, rules, steps, instances of axioms and all else that a derivation
file makes. A value of another kind is read where there is a way to (an exact number as an
expression) and is an error of the user otherwise.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from dataclasses import fields
from functools import cache
from types import UnionType
from typing import Any, Union, get_args, get_origin

from symkl.errors import UsageError

# How a value is read where a class is declared, and how a class is called in a message.
READ: dict[type, Callable[[Any], object]] = {}
CALLED: dict[Any, tuple[str, str]] = {
    str: ("text", "put it in quotes"),
    tuple: ("a tuple", "write (a, b), or (a,) for one"),
    frozenset: ("a frozenset", "write frozenset({…})"),
    bool: ("True or False", "write True or False"),
}


class Checked:
    """A dataclass whose fields are checked as it is made."""

    __slots__ = ()

    def __post_init__(self) -> None:
        need_fields(self)


def need_fields(record: object) -> None:
    """Check the fields of a dataclass against its declarations.

    Raises
    ------
    UsageError
        For a value of another kind that cannot be read.
    """
    kind: Any = type(record)
    for name, plain, declared in _declared(kind):
        value = getattr(record, name)
        if not isinstance(value, plain) or (declared is not plain and not _fits(value, declared)):
            object.__setattr__(record, name, _read(value, declared, name))


def need_kind(value: object, kind: Any, what: str) -> None:
    """Refuse an argument that is not of a kind; `what` is its name."""
    if not _fits(value, kind):
        _read(value, kind, what)


def told(value: object, most: int = 80) -> str:
    """A value for a message: an expression as it is printed, anything else as Python writes it."""
    try:
        text = str(value) if hasattr(value, "shape") else repr(value)
    except Exception:  # a whole number of thousands of digits; somebody's own class
        text = f"an object of type {type(value).__name__}"
    return text if len(text) <= most else f"{text[: most // 2]} … {text[-most // 2 :]}"


def _read(value: object, declared: Any, name: str) -> object:
    kinds = get_args(declared) if _is_union(declared) else (declared,)
    for kind in kinds:
        if kind in READ:
            return READ[kind](value)
    called, hint = CALLED.get(declared) or CALLED.get(kinds[0]) or (_text(declared), "")
    if called == "a letter":
        raise UsageError(f"{told(value)} stands where a letter is needed", hint=hint)
    hint = hint or f"write {called}"
    raise UsageError(f"{name}={told(value)} is not {called}", hint=hint)


def _text(declared: Any) -> str:
    if _is_union(declared):
        return " or ".join(CALLED[k][0] if k in CALLED else _text(k) for k in get_args(declared))
    held = [k for k in get_args(declared) if k is not ...]
    inner = [CALLED[k][0] if k in CALLED else _text(k).removeprefix("a ") for k in held]
    own = getattr(declared, "__name__", str(declared))
    return f"a {own} of {' and '.join(inner)}" if inner else f"a {own}"


@cache
def _declared(kind: type) -> tuple[tuple[str, Any, Any], ...]:
    """For each field its name, a class for `isinstance`, and what is declared."""
    found = []
    for field in fields(kind):  # type: ignore[arg-type]  # a dataclass, which `type` does not say
        declared = _evaluated(kind, field.name, str(field.type))
        if declared not in (object, Any):
            plain = get_origin(declared) if get_args(declared) else declared
            found.append((field.name, object if _is_union(declared) else plain, declared))
    return tuple(found)


def _evaluated(kind: type, name: str, text: str) -> Any:
    """A declaration, as the module says what it means; what only a type checker knows is open."""
    owner = next(c for c in kind.__mro__ if name in vars(c).get("__annotations__", {}))
    try:
        return eval(text, vars(sys.modules[owner.__module__]))
    except NameError:
        return object


def _is_union(declared: Any) -> bool:
    return get_origin(declared) in (Union, UnionType)


def _fits(value: object, declared: Any) -> bool:
    """True where a value is what is declared, down to what it holds."""
    origin, inner = get_origin(declared), get_args(declared)
    if declared in (object, Any):
        return True
    if _is_union(declared):
        return any(_fits(value, kind) for kind in inner)
    if origin is None:
        return isinstance(value, declared)
    if not isinstance(value, origin):
        return False
    if isinstance(value, Mapping):
        return all(
            _fits(x, kind) for pair in value.items() for x, kind in zip(pair, inner, strict=True)
        )
    if isinstance(value, tuple) and inner[-1] is not ...:
        return len(value) == len(inner) and all(map(_fits, value, inner))
    return all(_fits(x, inner[0]) for x in value) if isinstance(value, (tuple, frozenset)) else True
