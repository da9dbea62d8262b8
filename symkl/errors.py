"""Every error that a user can meet: where it is, what is wrong, why, and what to do next.

An error raised for a user's mistake is a `SymklError`. It carries four things, and prints them in
this order::

    derivations/general.py:31: the file does not import
      cause: NameError: name 'Sgima' is not defined
      try: write Sigma, or declare Sgima

The place, the cause and the hint are left out when they are not known. The command line prints
the text of such an error and ends with its `exit_code`; it never shows a traceback for one.
Any other exception that reaches the user is a fault of the program.

The module imports the standard library only and loads in about a millisecond, because every
other module of the package may raise from it and because ``symkl --help`` has to start at once.
Errors survive pickling with all their fields, so a worker process can raise them.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

__all__ = [
    "CaptureError",
    "CycleError",
    "DerivationLoadError",
    "ImplementationError",
    "InexactError",
    "LimitError",
    "OutputError",
    "ParseError",
    "Place",
    "ShapeError",
    "SymklError",
    "UnknownTarget",
    "UnsupportedExpression",
    "UsageError",
    "nearest",
]


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a file: what an editor can jump to.

    >>> str(Place("derivations/univariate.py", 31))
    'derivations/univariate.py:31'
    """

    file: str
    line: int | None = None

    def __str__(self) -> str:
        return self.file if self.line is None else f"{self.file}:{self.line}"


class SymklError(Exception):
    """The base of every error meant for a user.

    Parameters
    ----------
    message
        What is wrong, in one sentence without a final stop.
    place
        Where: usually the file and line of the step.
    hint
        The next action, as an instruction: "write half instead of 0.5".
    cause
        Why, if that is not clear from the message. Without it, the exception from which this
        one was raised (``raise ... from error``) is the cause.

    Attributes
    ----------
    exit_code
        What the command line returns: 1 when something does not hold, 2 for wrong usage or
        unreadable input.

    Examples
    --------
    >>> print(SymklError("no such rule: linearty", place=Place("a.py", 3), hint="use linearity"))
    a.py:3: no such rule: linearty
      try: use linearity
    """

    exit_code: int = 1

    def __init__(
        self,
        message: str,
        *,
        place: Place | None = None,
        hint: str | None = None,
        cause: str | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.place = place
        self.hint = hint
        self._cause = cause

    @property
    def cause(self) -> str | None:
        """The reason as text: the one given, or the exception this one was raised from."""
        if self._cause is not None or self.__cause__ is None:
            return self._cause
        reason = str(self.__cause__)
        if isinstance(self.__cause__, SymklError):
            return reason
        kind = type(self.__cause__).__name__
        return f"{kind}: {reason}" if reason else kind

    def at(self, place: Place) -> "SymklError":
        """Return this error with its place filled in, unless it has one already."""
        if self.place is None:
            self.place = place
        return self

    def __str__(self) -> str:
        text = self.message if self.place is None else f"{self.place}: {self.message}"
        if self.cause is not None:
            text += "\n  cause: " + self.cause.replace("\n", "\n  ")
        if self.hint is not None:
            text += "\n  try: " + self.hint.replace("\n", "\n  ")
        return text

    def __reduce__(self) -> tuple[Callable[..., "SymklError"], tuple[Any, ...]]:
        # The default would call the constructor with the message alone, which not every
        # subclass accepts, and would lose the exception behind this one.
        return _restore, (type(self), self.args, {**self.__dict__, "_cause": self.cause})


def _restore(kind: type[SymklError], args: tuple[Any, ...], state: dict[str, Any]) -> SymklError:
    error = kind.__new__(kind, *args)
    error.args = args
    error.__dict__.update(state)
    return error


class UsageError(SymklError):
    """Wrong usage, or input that cannot be read."""

    exit_code = 2


class ShapeError(UsageError):
    """Operands whose shapes do not fit; the text names every operand with its shape.

    Parameters
    ----------
    message
        What could not be done: "cannot add".
    operands
        Pairs of the operand, printed as it is (of a very long one, both ends), and its shape: a
        tuple of dimensions, or text.

    Examples
    --------
    >>> print(ShapeError("cannot multiply", ("A", ("k", "k")), ("b", "m x 1")))
    cannot multiply: A is k x k and b is m x 1
    """

    def __init__(
        self,
        message: str,
        *operands: tuple[object, object],
        place: Place | None = None,
        hint: str | None = None,
        cause: str | None = None,
    ) -> None:
        described = [f"{_ends(str(operand))} is {_shape(shape)}" for operand, shape in operands]
        if described and max(map(len, described)) <= 60:
            message += ": " + " and ".join(described)
        elif described:
            message += ":" + "".join("\n    " + line for line in described)
        super().__init__(message, place=place, hint=hint, cause=cause)
        self.operands = operands


def _ends(text: str, most: int = 300) -> str:
    if len(text) <= most:
        return text
    half = most // 2
    return f"{text[:half]} … {text[-half:]} ({len(text)} characters)"


def _shape(shape: object) -> str:
    if not isinstance(shape, tuple | list):
        return str(shape)
    if not shape:
        return "scalar"
    return " x ".join(map(str, shape)) if len(shape) > 1 else f"a vector of length {shape[0]}"


class InexactError(UsageError):
    """A binary floating-point number where only an exact one has a meaning."""


class LimitError(UsageError):
    """Something larger, deeper or longer than the limits in `symkl.limits`."""


class CaptureError(UsageError):
    """A name that a binder would capture, or that is bound twice in one scope."""


class ParseError(UsageError):
    """Text that cannot be read as an expression."""


class UnsupportedExpression(UsageError):
    """An expression of a kind that this part of the program does not know."""


class DerivationLoadError(UsageError):
    """A derivation file that cannot be found, imported, or understood."""


class ImplementationError(UsageError):
    """A function to be checked that does not import, or does not answer with the right shape."""


class OutputError(UsageError):
    """A file or folder that cannot be written."""


class CycleError(UsageError):
    """Lemmas that rest on each other, so that none of them is proved.

    Parameters
    ----------
    names
        The circle, each name once, in the order of use: the last one uses the first.

    Examples
    --------
    >>> print(CycleError(["entropy", "moments"]).message)
    the lemmas form a circle: entropy uses moments uses entropy
    """

    def __init__(
        self,
        names: Iterable[str],
        *,
        place: Place | None = None,
        hint: str | None = "prove one of them without the others",
        cause: str | None = None,
    ) -> None:
        self.names = tuple(names)
        circle = " uses ".join((*self.names, *self.names[:1]))
        super().__init__(f"the lemmas form a circle: {circle}", place=place, hint=hint, cause=cause)


class UnknownTarget(UsageError):
    """A name that stands for nothing; the hint has the nearest names that do.

    Parameters
    ----------
    name
        What was asked for.
    known
        The names that exist.
    kind
        What the name should have been the name of: "derivation", "rule", "format".

    Examples
    --------
    >>> print(UnknownTarget("univarate", ["diagonal", "univariate"]))
    no derivation is called 'univarate'
      try: univariate
    """

    def __init__(
        self,
        name: str,
        known: Iterable[str] = (),
        *,
        kind: str = "derivation",
        place: Place | None = None,
        hint: str | None = None,
        cause: str | None = None,
    ) -> None:
        self.name = name
        self.known = tuple(known)
        self.kind = kind
        if hint is None:
            candidates = nearest(name, self.known) or (
                sorted(self.known) if len(self.known) <= 8 else ()
            )
            hint = _alternatives(candidates)
        super().__init__(f"no {kind} is called {name!r}", place=place, hint=hint, cause=cause)


def nearest(name: str, known: Iterable[str], *, most: int = 3) -> tuple[str, ...]:
    """Return the `known` names that resemble `name`, the best first, at most `most`.

    >>> nearest("vae_logvars", ["general", "vae_full", "vae_logvar"])
    ('vae_logvar',)
    >>> nearest("Univariate", ["univariate"])
    ('univariate',)
    """
    folded = {other.casefold(): other for other in sorted(known)}
    if name.casefold() in folded:
        return (folded[name.casefold()],)
    matches = get_close_matches(name.casefold(), folded, n=most, cutoff=0.6)
    return tuple(folded[match] for match in matches)


def _alternatives(names: Sequence[str]) -> str | None:
    if len(names) < 2:
        return names[0] if names else None
    return ", ".join(names[:-1]) + " or " + names[-1]
