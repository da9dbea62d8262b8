"""The second opinion on the steps of several derivations, by several processes.

A process of its own loads and proves for itself what it is asked about, which takes a moment;
the questions are the same, and so are the answers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context

from symkl.crosscheck import Opinion, answers
from symkl.crosscheck.question import Question, questions
from symkl.errors import LimitError
from symkl.library import Library

__all__ = ["Task", "ask"]

Task = tuple[str, tuple[int, ...]]
"""The name of a derivation, and which of its steps, counted from 0 through all parts."""


def ask(
    tasks: Sequence[Task],
    library: Library,
    targets: tuple[str, ...],
    *,
    jobs: int = 1,
    started: Callable[[str], None] = lambda name: None,
) -> Iterator[tuple[Opinion, ...]]:
    """The answers, in the order of the tasks.

    Parameters
    ----------
    tasks
        What is asked.
    library, targets
        Where the derivations are, and what it was made from.
    jobs
        Processes.
    started
        Is told the name of the derivation that is in hand.

    Raises
    ------
    LimitError
        If the system ends one of the processes.
    """
    if jobs == 1 or len(tasks) < 2:
        for task in tasks:
            started(task[0])
            yield answers(_chosen(task, library))
        return
    with ProcessPoolExecutor(
        min(jobs, len(tasks)),
        mp_context=get_context("spawn"),
        initializer=_start_worker,
        initargs=(targets,),
    ) as pool:
        try:
            for task, found in zip(tasks, pool.map(_answered_in_worker, tasks), strict=True):
                started(task[0])
                yield found
        except BrokenProcessPool as error:
            raise LimitError(
                "a process that was asked for second opinions died",
                hint="run it with one job to see where",
            ) from error


_library: Library | None = None


def _start_worker(targets: tuple[str, ...]) -> None:
    global _library
    _library = Library(targets, [])  # what is wrong with a target has been told


def _answered_in_worker(task: Task) -> tuple[Opinion, ...]:
    assert _library is not None, "the pool runs _start_worker first"
    return answers(_chosen(task, _library))


def _chosen(task: Task, library: Library) -> list[Question]:
    name, places = task
    asked = questions(library.result(name))
    return [asked[place] for place in places]
