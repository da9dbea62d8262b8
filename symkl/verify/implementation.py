r"""Somebody else's function: found by a spec, called with arrays, its answer read as a number.

A spec is ``module:function``, imported with the current folder importable, or
``path/to/file.py:function``. It is text, so that a worker process can import the function itself.

The function gets its arguments by name where its signature has those names, and otherwise by
position in the order of the problem. It gets NumPy arrays; a function that refuses them and
belongs to PyTorch gets tensors of the same dtype, and its answer is taken back to NumPy.
PyTorch is never imported for a function that does not use it.

What goes wrong here is a mistake of usage and is told as one, with the place, the cause and the
next action. An arithmetic failure (a matrix said not to be positive definite, an overflow) is a
finding about the function, and left to `compare`.
"""

from __future__ import annotations

import importlib
import importlib.util
import inspect
import os
import sys
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from symkl.errors import ImplementationError, SymklError, UsageError
from symkl.verify.problems import Point

__all__ = ["FRAMEWORKS", "Implementation", "load", "settle"]

FRAMEWORKS = ("auto", "numpy", "torch")

# What calling a function with the wrong kind of argument raises; anything else is its answer.
_MISUSE = (TypeError, AttributeError, NameError, ImportError)


@dataclass(frozen=True, slots=True)
class Implementation:
    """A function ready to be called at points.

    Attributes
    ----------
    spec
        The text by which it was found.
    function
        The callable.
    by_name
        Whether it takes the arguments by name.
    framework
        "numpy", "torch", or "auto" until `settle` has decided.
    """

    spec: str
    function: Callable[..., Any]
    by_name: bool
    framework: str

    def __call__(self, point: Point) -> np.floating:
        """The function's answer at a point, in the dtype in which it gave it, float64 at most.

        Raises
        ------
        ImplementationError
            If the answer is not one floating-point number.
        """
        with np.errstate(all="ignore"), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            answer = self._call(point)
        shapes = ", ".join(f"{name} {np.shape(value)}" for name, value in point.items())
        try:
            array = np.asarray(answer)
        except (TypeError, ValueError, RuntimeError) as error:
            raise ImplementationError(
                f"{self.spec} returned a {type(answer).__name__}, which is not an array",
                hint="return a float or an array",
            ) from error
        if array.dtype.kind != "f":
            raise ImplementationError(
                f"{self.spec} returned {_described(answer, array)}, not a floating-point number",
                hint="return a float or a floating-point array",
            )
        if array.shape != ():
            raise ImplementationError(
                f"{self.spec} returned an array of shape {array.shape}, not a number",
                cause=f"the arguments had the shapes {shapes}",
                hint="sum over the coordinates, and keep the leading axes only",
            )
        # An extended result counts as the binary64 number that its user would store.
        number: np.floating = np.result_type(array).type(array)
        return np.float64(number) if number.itemsize > 8 else number

    def _call(self, point: Point) -> Any:
        # Copies: a function that works in place must not change the point for the reference.
        values: list[Any] = [np.array(value) for value in point.values()]
        if self.framework == "torch":
            from_numpy = _torch().from_numpy
            values = [from_numpy(value) for value in values]
        if self.by_name:
            answer = self.function(**dict(zip(point, values, strict=True)))
        else:
            answer = self.function(*values)
        # A tensor that records gradients does not convert by itself.
        return answer.detach().cpu().numpy() if hasattr(answer, "detach") else answer


def _described(answer: Any, array: NDArray[Any]) -> str:
    return "None" if answer is None else f"a {type(answer).__name__} of dtype {array.dtype}"


def _torch() -> ModuleType:
    try:
        return importlib.import_module("torch")
    except ImportError as error:
        raise UsageError("PyTorch does not import", hint="install torch") from error


def load(spec: str, arguments: Sequence[str], *, framework: str = "auto") -> Implementation:
    """Import the function that `spec` names.

    Parameters
    ----------
    spec
        ``module:function`` or ``path/to/file.py:function``; the function may be a dotted name.
    arguments
        The names of the arguments it is to be called with.
    framework
        One of `FRAMEWORKS`: what it is to be given.

    Raises
    ------
    UsageError
        If the spec is not of that form, or `framework` is unknown.
    ImplementationError
        If the module does not import, has no such name, or the name is not a function of that many
        arguments.
    """
    if framework not in FRAMEWORKS:
        raise UsageError(
            f"no framework is called {framework!r}", hint="write " + ", ".join(FRAMEWORKS)
        )
    source, colon, path = spec.rpartition(":")
    if not (source and colon and path):
        raise UsageError(
            f"cannot read {spec!r} as a function", hint="write module:function or file.py:function"
        )
    found: Any = _module(source, spec)
    for name in path.split("."):
        if not hasattr(found, name):
            raise ImplementationError(
                f"{source} has no {path!r}",
                cause=f"{getattr(found, '__name__', source)} has no attribute {name!r}",
                hint="write " + " or ".join(_functions(found)[:4]) if _functions(found) else None,
            )
        found = getattr(found, name)
    if not callable(found):
        raise ImplementationError(
            f"{spec} is a {type(found).__name__}, not a function", hint="name a function"
        )
    return Implementation(spec, found, _takes_names(found, spec, arguments), framework)


def _functions(namespace: Any) -> list[str]:
    return [
        name
        for name, value in vars(namespace).items()
        if not name.startswith("_") and inspect.isroutine(value)
    ]


def _module(source: str, spec: str) -> ModuleType:
    is_file = source.endswith(".py") or os.sep in source
    try:
        if is_file:
            return _module_from_file(Path(source))
        if os.getcwd() not in sys.path:
            sys.path.insert(0, os.getcwd())
        importlib.invalidate_caches()
        return importlib.import_module(source)
    except ImplementationError:
        raise
    # Importing runs somebody's code, which may raise anything, SystemExit included.
    except (Exception, SystemExit) as error:
        what = source if is_file else f"the module {source}"
        raise ImplementationError(
            f"{what} does not import",
            hint=f"make {'it' if is_file else 'it importable from here, so that it'} run by itself",
        ) from error


def _module_from_file(path: Path) -> ModuleType:
    if not path.is_file():
        raise ImplementationError(f"{path} is not a file", hint="name an existing Python file")
    name = f"_symkl_verify_{path.stem}"
    description = importlib.util.spec_from_file_location(name, path)
    if description is None or description.loader is None:
        raise ImplementationError(f"{path} is not a Python file", hint="name a .py file")
    module = importlib.util.module_from_spec(description)
    # Dataclasses and pickles look their module up while it is being run.
    sys.modules[name] = module
    try:
        description.loader.exec_module(module)
    except BaseException:
        del sys.modules[name]
        raise
    return module


def _takes_names(function: Callable[..., Any], spec: str, arguments: Sequence[str]) -> bool:
    try:
        signature = inspect.signature(function)
    except (TypeError, ValueError):
        return False  # built in; it has no names to offer
    try:
        signature.bind(**dict.fromkeys(arguments))
    except TypeError:
        pass
    else:
        return True
    try:
        signature.bind(*arguments)
    except TypeError as error:
        raise ImplementationError(
            f"{spec} cannot be called with ({', '.join(arguments)})",
            cause=f"its signature is {_own_name(function)}{signature}: {error}",
            hint="wrap it in a function of these arguments",
        ) from error
    return False


def _own_name(function: Callable[..., Any]) -> str:
    return getattr(function, "__qualname__", type(function).__qualname__)


def settle(implementation: Implementation, point: Point) -> Implementation:
    """Call a function once, to see that it answers and whether it wants tensors.

    Parameters
    ----------
    implementation
        As loaded.
    point
        An ordinary point of the problem.

    Returns
    -------
    Implementation
        With the framework decided.

    Raises
    ------
    ImplementationError
        If it refuses the arguments, or answers with something else than one number.
    """
    framework = "numpy" if implementation.framework == "auto" else implementation.framework
    candidate = replace(implementation, framework=framework)
    try:
        candidate(point)
    except SymklError:
        raise
    except Exception as error:  # somebody's code, which may raise anything
        if implementation.framework == "auto" and _wants_tensors(candidate.function, error):
            return settle(replace(implementation, framework="torch"), point)
        if isinstance(error, _MISUSE):
            shapes = ", ".join(f"{name} {np.shape(value)}" for name, value in point.items())
            raise ImplementationError(
                f"{implementation.spec} does not take the arguments {shapes}",
                hint="accept arrays of these shapes, or wrap it in a function that does",
            ) from error
    return candidate


def _wants_tensors(function: Callable[..., Any], refusal: Exception) -> bool:
    """Return whether a function that refused arrays is written for PyTorch."""
    names = [getattr(function, "__module__", "") or ""]
    for value in getattr(inspect.unwrap(function), "__globals__", {}).values():
        names.append(value.__name__ if inspect.ismodule(value) else "")
    return "Tensor" in str(refusal) or any(name.split(".")[0] == "torch" for name in names)
