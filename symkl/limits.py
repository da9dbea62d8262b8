"""The limits on what is read, built and computed; beyond them a thing is refused.

What ships stays far below: its largest tree has 142 nodes on 13 levels, its longest product of
sums 7 pairs of terms. A limit is there for the file that wants ``9**9**9**9``, or a step that would
go on for a week. README.md, section Limits, says what a user sees of them.

Trees count their nodes as they are built, and numbers their bits (`symkl.lang`); the kernel counts
the terms before it multiplies (`symkl.kernel.poly`); a file is tried in a process of its own
(`symkl.loading`). `within` limits time where the system has timers.
"""

from __future__ import annotations

import signal
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from symkl_recheck.limits import (
    MOST_BITS,
    MOST_BYTES,
    MOST_DEPTH,
    MOST_EXPONENT,
    MOST_LETTERS,
    MOST_NODES,
)

__all__ = [
    "MOST_BITS",
    "MOST_BYTES",
    "MOST_DEPTH",
    "MOST_EXPONENT",
    "MOST_LETTERS",
    "MOST_NODES",
    "TooLong",
    "deepen",
    "within",
]

MOST_PRODUCTS = 200_000  # pairs of terms in the product of two sums
MOST_DEGREE = 256  # of a polynomial that is factored or divided, in one letter
MOST_SIZE = 1_000  # of a matrix or an index sum in numbers, a side or a range

LOAD_SECONDS = 10  # of processor time, for a derivation file to say what it holds
PATIENCE = 3  # by so much the time on the clock may be longer
LOAD_MEMORY = 1 << 30  # bytes, beyond what the program has already
STEP_SECONDS = 60  # of processor time, for the kernel on one step, lemmas included
CHECK_SECONDS = 60  # of processor time, for the checker on one certificate
EVIDENCE_SECONDS = 20  # for numbers, and again for laws, of a step that is not proved

_FRAMES = 200_000  # of Python's stack, for trees of MOST_DEPTH; of C's they need less than 8 MiB

NOT_ENTERED = sys.maxsize  # the level of a block that has not begun: what ends is another

_DEADLINES: list[float] = []  # of the blocks that are underway, the outermost first


class TooLong(Exception):
    """The time was not enough. No `SymklError`, which a part of the computation might handle.

    `level` is that of the block, 0 for the outermost; who handles it raises what is another's.
    """

    def __init__(self, level: int) -> None:
        super().__init__()
        self.level = level


def deepen() -> None:
    """Let functions call themselves to the depth that a tree may have.

    Other threads than the main one may have a small stack: there, too deep a tree is a
    RecursionError.
    """
    main = threading.current_thread() is threading.main_thread()
    if main and sys.getrecursionlimit() < _FRAMES:
        sys.setrecursionlimit(_FRAMES)


@contextmanager
def within(seconds: float) -> Iterator[int]:
    """Raise `TooLong` once the block has used so much processor time; its level is yielded.

    Blocks may be nested; the outer one's time goes on in the inner one. Signals reach the main
    thread only, and not every system has them; elsewhere there is no limit.
    """
    level = len(_DEADLINES)
    if not hasattr(signal, "SIGPROF") or (
        threading.current_thread() is not threading.main_thread()
    ):
        yield level
        return
    _DEADLINES.append(time.process_time() + seconds)
    before = signal.signal(signal.SIGPROF, _stop)
    _set_timer()
    try:
        yield level
    finally:
        del _DEADLINES[level:]
        _set_timer()
        signal.signal(signal.SIGPROF, before)


def _set_timer() -> None:
    left = max(min(_DEADLINES) - time.process_time(), 1e-3) if _DEADLINES else 0
    # Once more every second: what is raised first may meet a handler that goes on.
    signal.setitimer(signal.ITIMER_PROF, left, 1 if left else 0)


def _stop(*_: object) -> None:
    now = time.process_time()
    for level, deadline in enumerate(_DEADLINES):
        if deadline <= now:
            raise TooLong(level)
    _set_timer()
