"""All mutants of some derivations, or a sample of them, judged in one process or in several."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from typing import Any, TypeVar

from symkl.errors import Place, SymklError, UsageError
from symkl.kernel.derivation import Derivation
from symkl.library import Library, Source
from symkl.mutate.enumerate import mutants_of
from symkl.mutate.judge import Judge, Verdict
from symkl.mutate.mutant import Mutant

_AT_ONCE = 60  # mutants of one part in one task


@dataclass(frozen=True, slots=True)
class Case:
    """A mutant with its verdict, as it is told.

    Attributes
    ----------
    derivation, part, number
        Where; the claim has no number.
    slip, kind, change
        As in `Mutant`.
    before, after
        What the broken step says, in full; of a claim, its sides.
    verdict
        See `symkl.mutate.judge`.
    place
        The line of the step, or of the part.
    """

    derivation: str
    part: str
    number: int | None
    slip: str
    kind: str
    change: str
    before: str
    after: str
    verdict: Verdict
    place: Place


@dataclass(frozen=True, slots=True)
class _Task:
    derivation: str
    part: int
    chosen: tuple[int, ...]


def mutate(
    targets: tuple[str, ...] = (),
    *,
    limit: int | None = None,
    seed: int = 0,
    jobs: int = 1,
    progress: Callable[[int, int], None] = lambda done, total: None,
    faults: list[SymklError] | None = None,
) -> tuple[Case, ...]:
    """Break derivations and see whether that is noticed.

    Parameters
    ----------
    targets
        As for `Library`.
    limit
        How many mutants; all without it. A sample takes each kind of slip at each rule in turn.
    seed
        Of the sample.
    jobs
        Processes.
    progress
        Is told how many are done, of how many.
    faults
        Where it is given, what keeps a target from being broken is put there.

    Raises
    ------
    UsageError
        If a derivation is not proved: what is broken already is not broken further.
    """
    library = Library(targets, faults)
    whole = []
    for source in library.targets:
        try:
            _need_proved(library, source)
        except SymklError as error:
            if faults is None:
                raise
            faults.append(error)
        else:
            whole.append(source.derivation)
    if faults and not whole:
        raise faults.pop()
    tasks = list(_tasks(whole, limit, seed))
    total, done = sum(len(task.chosen) for task in tasks), 0
    cases: list[Case] = []
    for found in _found(tasks, library, targets, jobs):
        cases += found
        done += len(found)
        progress(done, total)
    return tuple(cases)


def _need_proved(library: Library, source: Source) -> None:
    if library.result(source.name).verdict != "proved":
        raise UsageError(
            f"{source.name} is not proved, so there is nothing to break",
            place=source.derivation.place,
            hint=f"symkl prove {source.name} -v",
        )


def _tasks(derivations: Sequence[Derivation], limit: int | None, seed: int) -> Iterator[_Task]:
    groups: dict[tuple[str, str, str], list[tuple[str, int, int]]] = defaultdict(list)
    for derivation in derivations:
        for place, part in enumerate(derivation.parts):
            for number, mutant in enumerate(mutants_of(part)):
                key = (mutant.rule, mutant.slip, mutant.kind)
                groups[key].append((derivation.name, place, number))
    chosen: dict[tuple[str, int], list[int]] = defaultdict(list)
    for name, place, number in _sample(groups, limit, seed):
        chosen[name, place].append(number)
    for (name, place), numbers in sorted(chosen.items()):
        numbers.sort()
        for start in range(0, len(numbers), _AT_ONCE):
            yield _Task(name, place, tuple(numbers[start : start + _AT_ONCE]))


T = TypeVar("T")


def _sample(groups: Mapping[Any, list[T]], limit: int | None, seed: int) -> list[T]:
    """A random sample that takes one item from each group in turn, until there are enough."""
    everything = [item for group in groups.values() for item in group]
    if limit is None or limit >= len(everything):
        return everything
    draw = random.Random(seed)
    queues = [draw.sample(group, len(group)) for _, group in sorted(groups.items())]
    draw.shuffle(queues)
    found: list[T] = []
    while len(found) < limit:
        for queue in queues:
            if queue and len(found) < limit:
                found.append(queue.pop())
    return found


_library: Library | None = None


def _start_worker(targets: tuple[str, ...]) -> None:
    global _library
    _library = Library(targets, [])  # what is wrong with a target has been told


def _judged_in_worker(task: _Task) -> list[Case]:
    assert _library is not None, "the pool runs _start_worker first"
    return _judged(task, _library)


def _found(
    tasks: list[_Task], library: Library, targets: tuple[str, ...], jobs: int
) -> Iterator[list[Case]]:
    if jobs == 1 or len(tasks) < 2:
        yield from (_judged(task, library) for task in tasks)
        return
    with ProcessPoolExecutor(
        min(jobs, len(tasks)),
        mp_context=get_context("spawn"),
        initializer=_start_worker,
        initargs=(targets,),
    ) as pool:
        yield from pool.map(_judged_in_worker, tasks)


def _judged(task: _Task, library: Library) -> list[Case]:
    derivation = library.find(task.derivation).derivation
    part = derivation.parts[task.part]
    earlier = frozenset(p.name for p in derivation.parts[: task.part])
    judge = Judge(part, library.theorem, earlier=earlier)
    wanted = set(task.chosen)
    return [
        _case(derivation.name, mutant, judge(mutant))
        for number, mutant in enumerate(mutants_of(part))
        if number in wanted
    ]


def _case(derivation: str, mutant: Mutant, verdict: Verdict) -> Case:
    part, number = mutant.part, mutant.number
    if number is None:
        before, after, place = part.claim.lhs, part.claim.rhs, part.place
    elif number == 0:
        before = after = part.first
        place = part.place
    else:
        before = part.first if number == 1 else part.steps[number - 2].after
        after, place = part.steps[number - 1].after, part.steps[number - 1].place
    return Case(
        derivation,
        part.name,
        number,
        mutant.slip,
        mutant.kind,
        mutant.change,
        str(before),
        str(after),
        verdict,
        place,
    )
