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
    for name, plain, fits, declared in _declared(kind):
        value = getattr(record, name)
        if not isinstance(value, plain) or (fits is not None and not fits(value)):
            object.__setattr__(record, name, _read(value, declared, name))


def need_kind(value: object, kind: Any, what: str) -> None:
    """Refuse an argument that is not of a kind; `what` is its name."""
    if not _test(kind)(value):
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
def _declared(kind: type) -> tuple[tuple[str, Any, Callable[[Any], bool] | None, Any], ...]:
    """For each field: its name, classes for `isinstance`, a further test, the declared type.

    The further test is None where the classes decide alone.
    """
    found: list[tuple[str, Any, Callable[[Any], bool] | None, Any]] = []
    for field in fields(kind):
        declared = _evaluated(kind, field.name, str(field.type))
        if declared in (object, Any):
            continue
        kinds = get_args(declared) if _is_union(declared) else (declared,)
        if all(isinstance(k, type) and not get_args(k) for k in kinds):
            found.append((field.name, kinds if len(kinds) > 1 else declared, None, declared))
        else:
            plain = object if _is_union(declared) else get_origin(declared) or declared
            found.append((field.name, plain, _test(declared), declared))
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


@cache
def _test(declared: Any) -> Callable[[Any], bool]:
    """The question whether a value is what is declared, down to what it holds."""
    origin, inner = get_origin(declared), get_args(declared)
    if declared in (object, Any):
        return lambda value: True
    if _is_union(declared):
        tests = tuple(map(_test, inner))
        return lambda value: any(test(value) for test in tests)
    if origin is None:
        return lambda value: isinstance(value, declared)
    if origin is frozenset or (origin is tuple and inner[-1] is ...):
        of_one = _test(inner[0])
        return lambda value: isinstance(value, origin) and all(map(of_one, value))
    if origin is tuple:
        of_each = tuple(map(_test, inner))
        return lambda value: (
            isinstance(value, tuple)
            and len(value) == len(of_each)
            and all(test(x) for test, x in zip(of_each, value, strict=True))
        )
    return lambda value: isinstance(value, origin) and _holds(value, inner)


def _holds(value: object, inner: tuple[Any, ...]) -> bool:
    """True where a mapping holds what is declared; of other values no more is asked."""
    if not isinstance(value, Mapping):
        return True
    of_pair = tuple(map(_test, inner))
    return all(test(x) for pair in value.items() for test, x in zip(of_pair, pair, strict=True))
