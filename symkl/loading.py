"""One derivation file: read, run, and asked for its derivations, within limits.

A derivation file is a program and runs with the rights of whoever names it. A file that does not
come with symkl is first tried in a process of its own, where the system has `fork`: processor
time, memory and the clock are limited there, also for a single operation that nothing else could
interrupt, such as ``n**n**n`` of integers, and what ends the process ends only that one. Then it is
run here.
"""

from __future__ import annotations

import ast
import faulthandler
import hashlib
import os
import select
import signal
import stat
import sys
import traceback
import warnings
from collections.abc import Iterable, Iterator, MutableMapping
from dataclasses import dataclass, replace
from math import ceil
from pathlib import Path
from types import CodeType, ModuleType

from symkl import limits
from symkl.errors import DerivationLoadError, LimitError, Place, SymklError
from symkl.kernel.derivation import Derivation, Rule
from symkl.lang.family import Family
from symkl.lang.nodes import Node
from symkl.meanings import Meaning, meanings

__all__ = ["NoDerivation", "Source", "load", "shown"]

_LEVELS = 3_000  # of Python's own compiler, which needs much of the stack for each


def shown(path: Path) -> str:
    """A path as the user would type it: relative to where they stand, where it lies below."""
    try:
        return str(path.resolve().relative_to(Path.cwd()))
    except ValueError:
        return str(path)


@dataclass(frozen=True, slots=True)
class Source:
    """A derivation, the file that holds it, the hash of that file, and what is defined there."""

    derivation: Derivation
    path: Path
    sha256: str
    meanings: tuple[Meaning, ...] = ()

    @property
    def name(self) -> str:
        """The derivation's name."""
        return self.derivation.name


class NoDerivation(DerivationLoadError):
    """A file that defines no derivation."""


def load(path: Path, *, ours: bool = False) -> tuple[Source, ...]:
    """The derivations of a file, in the order in which it defines them.

    Parameters
    ----------
    path
        The file.
    ours
        Whether it comes with symkl; then it is not tried first.

    Raises
    ------
    LimitError
        If it is too large, or takes too long or too much memory to say what it holds.
    DerivationLoadError
        If it does not import or defines no derivation.
    """
    content = _content(path)
    if not ours and hasattr(os, "fork"):
        _try(content, path)
    return _sources(content, path, ours)


def _content(path: Path) -> bytes:
    try:
        kind = path.stat()
        if not stat.S_ISREG(kind.st_mode):  # a device or a pipe may have no end
            raise DerivationLoadError(f"{shown(path)} is not a file")
        if kind.st_size <= limits.MOST_BYTES:
            with path.open("rb") as file:
                content = file.read(limits.MOST_BYTES + 1)
            if len(content) <= limits.MOST_BYTES:
                return content
    except OSError as error:
        raise DerivationLoadError(f"{shown(path)} cannot be read", cause=str(error)) from error
    raise LimitError(
        f"the file has more than {limits.MOST_BYTES} bytes",
        place=Place(shown(path)),
        hint="a derivation is a page or two: make it several files",
    )


def _sources(content: bytes, path: Path, ours: bool) -> tuple[Source, ...]:
    digest = hashlib.sha256(content).hexdigest()
    module = ModuleType(f"symkl_derivation_{path.stem}_{digest[:8]}")
    module.__file__ = str(path)
    names = _Names(module.__dict__)
    try:
        code = _compiled(content, path, ours)
        with limits.within(limits.LOAD_SECONDS):
            exec(code, module.__dict__, names)
            found = _named(vars(module).items(), path)
            passing = _named(((name, value) for name, value, _ in names.given), path)
            if not ours:
                for derivation in (*passing, *found):
                    _need_trees(derivation)
            given = [(value, Place(shown(path), line)) for _, value, line in names.given]
            defined = meanings(given, (*passing, *found), digest)
    except KeyboardInterrupt:
        raise
    except SymklError as error:
        if error.place is not None and error.place.file == str(path):
            error.place = replace(error.place, file=shown(path))
        raise error.at(_place(error, path)) from error.__cause__
    except SyntaxError as error:
        place = Place(shown(path), error.lineno)
        raise DerivationLoadError("the file is not Python", place=place, cause=error.msg) from error
    except limits.TooLong as error:
        raise _OutOf("time", _place(error, path)) from None
    except MemoryError as error:
        raise _OutOf("memory", _place(error, path)) from None
    except BaseException as error:
        raise DerivationLoadError("the file does not import", place=_place(error, path)) from error
    if not found:
        raise NoDerivation(
            "the file defines no derivation",
            place=Place(shown(path)),
            hint=f"write {path.stem} = derivation(title=…, claim=…, chain=[…])",
        )
    return tuple(Source(derivation, path, digest, defined) for derivation in found)


class _Names(MutableMapping[str, object]):
    """The names of a module as it runs, and every value that one of them is given.

    What is given another value later is not in the module any more, but stands in the file.
    """

    def __init__(self, module: dict[str, object]) -> None:
        self._module = module
        self.given: list[tuple[str, object, int]] = []

    def __getitem__(self, name: str) -> object:
        return self._module[name]

    def __setitem__(self, name: str, value: object) -> None:
        self._module[name] = value
        if isinstance(value, (Derivation, Family, Rule)):
            self.given.append((name, value, sys._getframe(1).f_lineno))

    def __delitem__(self, name: str) -> None:
        del self._module[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._module)

    def __len__(self) -> int:
        return len(self._module)


def _named(values: Iterable[tuple[str, object]], path: Path) -> tuple[Derivation, ...]:
    """The derivations among some values, under the names that these have."""
    return tuple(
        _relative(value.named(name), path)
        for name, value in values
        if isinstance(value, Derivation)
    )


_RESOURCES = {
    "time": lambda: f"{limits.LOAD_SECONDS} s",
    "memory": lambda: f"{limits.LOAD_MEMORY >> 20} MiB of memory",
}


class _OutOf(LimitError):
    """A file that takes more time or memory than it may."""

    def __init__(self, what: str, place: Place) -> None:
        super().__init__(
            f"the file takes more than {_RESOURCES[what]()} to load",
            place=place,
            hint="compute less when the file is read",
        )
        self.what = what
        self.line = place.line or 0


def _compiled(content: bytes, path: Path, ours: bool) -> CodeType:
    levels = sys.getrecursionlimit()
    sys.setrecursionlimit(min(levels, _LEVELS))
    try:
        if ours:
            return compile(content, str(path), "exec", dont_inherit=True)
        tree = ast.parse(content, str(path))
        _need_small_numbers(tree, path)
        return compile(tree, str(path), "exec", dont_inherit=True)
    except (RecursionError, MemoryError):  # Python's parser has either to say
        raise LimitError(
            "the file is nested too deeply for Python",
            place=Place(shown(path)),
            hint="build a long sum in a loop, or write a Sum",
        ) from None
    finally:
        sys.setrecursionlimit(levels)


def _need_small_numbers(tree: ast.Module, path: Path) -> None:
    """Refuse literal arithmetic with a result beyond the limit, before it is computed."""
    values: dict[ast.AST, int] = {}
    for node in reversed(list(ast.walk(tree))):  # what is below a node comes before it
        bits = value = 0
        match node:
            case ast.Constant(int(value)):
                bits = value.bit_length()
            case ast.UnaryOp(ast.USub(), arg) if arg in values:
                value = -values[arg]
            case ast.BinOp(a, op, b) if a in values and b in values:
                bits, value = _arithmetic(op, values[a], values[b])
            case _:
                continue
        if bits > limits.MOST_BITS:
            raise LimitError(
                f"a number of more than {limits.MOST_BITS} bits",
                place=Place(shown(path), node.lineno),
                hint="use a letter for it",
            )
        values[node] = value


def _arithmetic(op: ast.operator, a: int, b: int) -> tuple[int, int]:
    """The most bits that a result can have, and the result where they are few; 0 if unknown."""
    match op:
        case ast.Pow() if b >= 0 and abs(a) > 1:
            bits = a.bit_length() * b
            return bits, a**b if bits <= limits.MOST_BITS else 0
        case ast.LShift() if b >= 0:
            bits = a.bit_length() + b
            return bits, a << b if bits <= limits.MOST_BITS else 0
        case ast.Mult():
            bits = a.bit_length() + b.bit_length()
            return bits, a * b if bits <= limits.MOST_BITS else 0
        case ast.Add():
            return 0, a + b
        case ast.Sub():
            return 0, a - b
    return 0, 0


def _need_trees(derivation: Derivation) -> None:
    """Refuse what was changed after it was built, such as a tree that holds itself."""
    for part in derivation.parts:
        for tree in (part.claim.lhs, part.claim.rhs, part.first, *(s.after for s in part.steps)):
            nodes = 0
            below: list[Node] = [tree]
            while below:
                nodes += 1
                if nodes > limits.MOST_NODES:
                    raise LimitError(
                        f"an expression has more than {limits.MOST_NODES} nodes", place=part.place
                    )
                below.extend(below.pop().find_children())


def _place(error: BaseException, path: Path) -> Place:
    frames = traceback.extract_tb(error.__traceback__)
    lines = [f.lineno for f in frames if f.filename == str(path)]
    return Place(shown(path), lines[-1] if lines else None)


def _relative(derivation: Derivation, path: Path) -> Derivation:
    """The derivation with places as the user would type them."""
    file = shown(path)
    parts = tuple(
        replace(
            p,
            place=replace(p.place, file=file),
            steps=tuple(replace(s, place=replace(s.place, file=file)) for s in p.steps),
        )
        for p in derivation.parts
    )
    return replace(derivation, parts=parts, place=replace(derivation.place, file=file))


def _try(content: bytes, path: Path) -> None:
    """Load a file in a process of its own, and raise where it comes up against a limit there.

    Whatever else is wrong with it will be told when it is loaded here.
    """
    reading, writing = os.pipe()
    with warnings.catch_warnings():
        # Where there are other threads Python warns: they do not go on in the child, which may
        # wait for them. It is not waited for longer than a file may take.
        warnings.simplefilter("ignore")
        child = os.fork()
    if child == 0:
        answer = ""
        try:
            os.close(reading)
            _confine()
            answer = _answer(content, path)
        finally:
            os.write(writing, answer.encode())
            os._exit(0)
    os.close(writing)
    try:
        with open(reading, "rb") as pipe:
            ready = select.select([pipe], [], [], limits.PATIENCE * limits.LOAD_SECONDS)[0]
            answer = os.read(reading, 100).decode() if ready else "time 0"
    finally:
        # It has answered, or has ended, or is not waited for any longer.
        os.kill(child, signal.SIGKILL)
        status = os.waitpid(child, 0)[1]
    _need_loaded(answer, status, path)


def _answer(content: bytes, path: Path) -> str:
    try:
        _sources(content, path, ours=False)
    except _OutOf as limit:
        return f"{limit.what} {limit.line}"
    except SymklError:
        pass
    return "loaded"


def _need_loaded(answer: str, status: int, path: Path) -> None:
    if answer == "loaded":
        return
    what, _, line = answer.partition(" ")
    place = Place(shown(path), int(line or 0) or None)
    ended = os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0
    if what in _RESOURCES:
        raise _OutOf(what, place)
    if ended == signal.SIGXCPU:
        raise _OutOf("time", place)
    cause = signal.Signals(ended).name if ended else "it ends the process"
    raise DerivationLoadError("the file cannot be loaded", place=place, cause=cause)


def _confine() -> None:
    """Limit this process, and leave it nothing to read from or to write to."""
    import resource

    nothing = os.open(os.devnull, os.O_RDWR)
    for stream in range(3):
        os.dup2(nothing, stream)
    faulthandler.disable()  # where it is on, it has a stream of its own
    signal.signal(signal.SIGXCPU, signal.SIG_DFL)
    seconds = ceil(limits.LOAD_SECONDS) + 1  # `within` comes first and can tell the line
    _lower(resource.RLIMIT_CPU, seconds)
    _lower(resource.RLIMIT_CORE, 0)
    pages = Path("/proc/self/statm")
    if pages.exists():
        used = int(pages.read_text().split()[0]) * resource.getpagesize()
        _lower(resource.RLIMIT_AS, used + limits.LOAD_MEMORY)


def _lower(what: int, limit: int) -> None:
    import resource

    soft, hard = resource.getrlimit(what)
    least = min(x for x in (limit, soft, hard) if x != resource.RLIM_INFINITY)
    resource.setrlimit(what, (least, hard))
