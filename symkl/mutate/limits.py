"""A limit on the processor time of one computation, where the system has timers.

A broken integral may be one that no quadrature settles, a broken power one with a thousand digits.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager


class TooLong(Exception):
    """The time was not enough."""


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Raise `TooLong` once the block has used so much processor time.

    Signals reach the main thread only, and not every system has them; elsewhere there is no limit.
    """
    usable = hasattr(signal, "SIGVTALRM") and (
        threading.current_thread() is threading.main_thread()
    )
    if not usable:
        yield
        return

    def stop(*_: object) -> None:
        raise TooLong

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
