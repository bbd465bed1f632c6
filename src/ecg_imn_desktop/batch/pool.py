"""Who does the work: this process, or several on this computer. Each takes chunks of items and gives outcomes back.

A process that dies (an ECG that breaks a library, memory) takes no other ECG with it: its chunk is done again, one ECG
at a time, and the one at which it dies again is given up with a sentence.
"""

from __future__ import annotations

import itertools
import logging
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing.connection import wait as wait_for

from ..cli_streams import give_missing_streams
from ..core.errors import EcgError
from .items import Item
from .work import PASS_SIZE, Analyst, Outcome, Plan

log = logging.getLogger(__name__)

# What the work is given to: items in, a list of outcomes for every chunk as it is done.
Workers = Callable[[Plan, Iterable[Item]], Iterator[list[Outcome]]]

_CHUNKS_AHEAD = 2  # per process: one in work, one waiting


def in_this_process(plan: Plan, items: Iterable[Item]) -> Iterator[list[Outcome]]:
    """Do the work here, a pass of the network at a time."""
    analyst = Analyst(plan)
    for chunk in chunks(items):
        yield list(analyst.treat(chunk))


def chunks(items: Iterable[Item], size: int = PASS_SIZE) -> Iterator[list[Item]]:
    """Items in lists of ``size``."""
    iterator = iter(items)
    while chunk := list(itertools.islice(iterator, size)):
        yield chunk


class Processes:
    """Work in ``n`` processes of this computer."""

    def __init__(self, n: int, treat: Callable[[Sequence[Item]], list[Outcome]] | None = None) -> None:
        """``treat`` stands in for what a process does with a chunk (tests)."""
        self._n = n
        self._treat = treat or treat_chunk

    def __call__(self, plan: Plan, items: Iterable[Item]) -> Iterator[list[Outcome]]:
        """Outcomes of a chunk as soon as it is done, in any order; stops the processes when closed."""
        todo = chunks(items)
        suspects: list[Item] = []
        while True:
            futures: dict[Future[list[Outcome]], list[Item]] = {}
            try:
                with self._pool(plan, self._n) as pool:
                    while self._fill(pool, futures, todo):
                        done, _ = wait(futures, return_when=FIRST_COMPLETED)
                        for future in done:
                            outcomes = future.result()
                            del futures[future]
                            yield outcomes
                break
            except BrokenProcessPool:
                log.warning("a process of a batch died; its ECGs are done again one by one")
                suspects = [item for chunk in futures.values() for item in chunk]
            yield from self._one_by_one(plan, suspects)

    def _fill(
        self, pool: ProcessPoolExecutor, futures: dict[Future[list[Outcome]], list[Item]], todo: Iterator[list[Item]]
    ) -> bool:
        """Keep every process busy; False once there is nothing left to wait for."""
        while len(futures) < self._n * _CHUNKS_AHEAD and (chunk := next(todo, None)):
            try:
                with _deaf_to_interrupts():  # this may start a process
                    futures[pool.submit(self._treat, chunk)] = chunk
            except BrokenProcessPool:
                futures[Future()] = chunk
                raise
        return bool(futures)

    def _one_by_one(self, plan: Plan, items: Sequence[Item]) -> Iterator[list[Outcome]]:
        """With one process, and a new one after each item that brings it down.

        EcgError if not even a process without an ECG lives: that is no ECG's fault.
        """
        left = list(items)
        while left:
            with self._pool(plan, 1) as pool:
                try:
                    with _deaf_to_interrupts():
                        started = pool.submit(os.getpid)
                    started.result()
                except BrokenProcessPool as error:
                    raise EcgError("The program cannot start another process for the batch.", repr(error)) from error
                try:
                    while left:
                        outcomes = pool.submit(self._treat, left[:1]).result()
                        left.pop(0)
                        yield outcomes
                except BrokenProcessPool:
                    yield [Outcome(left.pop(0), error="The program broke down over this ECG.")]

    @contextmanager
    def _pool(self, plan: Plan, n: int) -> Iterator[ProcessPoolExecutor]:
        """Processes, which in the end are waited for until they are done with what they are at."""
        # "spawn": a forked copy of a process with threads (Qt, torch) may hang.
        context = multiprocessing.get_context("spawn")
        pool = ProcessPoolExecutor(n, context, initializer=start_process, initargs=(plan,))
        try:
            yield pool
        finally:
            try:
                pool.shutdown(wait=True, cancel_futures=True)
            except KeyboardInterrupt:  # once more, who does not want to wait: nobody would tell them to end any more
                for process in multiprocessing.active_children():
                    process.kill()
                raise


@contextmanager
def _deaf_to_interrupts() -> Iterator[None]:
    """Processes started meanwhile never hear of Ctrl+C, which a terminal sends to all; this thread does in the end.

    It would fall into their imports, and each would print a traceback.
    """
    if not hasattr(signal, "pthread_sigmask"):  # Windows
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


_plan: Plan | None = None
_analyst: Analyst | None = None


def start_process(plan: Plan) -> None:
    """Prepare a process for :func:`treat_chunk`."""
    global _plan
    _plan = plan
    give_missing_streams()  # Windows: the window's program has no console, and so have the processes it starts
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for the process that hands out the work
    threading.Thread(target=_end_with_parent, daemon=True).start()


def treat_chunk(items: Sequence[Item]) -> list[Outcome]:
    """What a process does with a chunk; the first loads the model, whose ModelError goes to who handed out the work."""
    global _analyst
    if _analyst is None:
        from threadpoolctl import threadpool_limits

        assert _plan is not None
        _analyst = Analyst(_plan)
        threadpool_limits(_plan.n_threads)
    return list(_analyst.treat(items))


def _end_with_parent() -> None:
    """A process whose parent was killed would else wait for work for ever."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait_for([parent.sentinel])
        os._exit(1)
