"""The work on the computers of a Dask cluster (extra ``cluster``).

Workers have the program installed and see the records, and the folder of the results where files are asked for, under
the same paths. They send rows back; only the process that hands out the work writes the tables, so that an ECG that was
done twice (its worker was lost after the work and before the answer) has one row all the same.
"""

from __future__ import annotations

import logging
import re
import threading
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from ..core.errors import EcgError
from .items import Item
from .pool import chunks
from .work import Analyst, Outcome, Plan

log = logging.getLogger(__name__)

CHUNK_SIZE = 16
_AHEAD = 3  # chunks per thread of the cluster that are handed out at a time
_CONNECT_S = 20


class Cluster:
    """Work on the cluster whose scheduler is at ``address`` ("tcp://host:8786")."""

    def __init__(self, address: str) -> None:
        """EcgError with one sentence where nothing answers there, or the extra is not installed."""
        try:
            import distributed
        except ImportError as error:
            raise EcgError(
                "Work on a cluster needs the extra 'cluster' (pip install ecg-imn-desktop[cluster]).", repr(error)
            ) from error
        # Of what has no port distributed's client says at the end of the program that it could not be closed.
        if not re.fullmatch(r"(\w+://)?[^/]+:\d+", address):
            raise EcgError(f"{address} is no address of a Dask scheduler, as tcp://host:8786 is one.")
        try:
            client: Any = distributed.Client
            self._client = client(address, timeout=_CONNECT_S, set_as_default=False)
        except (OSError, ValueError, TypeError) as error:
            raise EcgError(f"No Dask scheduler answers at {address}.", repr(error)) from error

    def close(self) -> None:
        """Leave the cluster, which goes on."""
        self._client.close()

    def __enter__(self) -> Cluster:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __call__(self, plan: Plan, items: Iterable[Item]) -> Iterator[list[Outcome]]:
        """Outcomes of a chunk as soon as it is done, in any order.

        A chunk whose worker is lost goes to another worker; one that loses several is done again one ECG at a time, and
        an ECG that goes on doing so is given up.
        """
        import distributed
        from distributed.scheduler import KilledWorker

        as_completed: Any = distributed.as_completed
        todo = chunks(items, CHUNK_SIZE)
        chunk_of: dict[Any, list[Item]] = {}
        completed = as_completed(loop=self._client.loop)
        try:
            self._hand_out(plan, todo, chunk_of, completed)
            for future in completed:
                chunk = chunk_of.pop(future)
                try:
                    yield future.result()
                except KilledWorker:
                    if len(chunk) == 1:
                        yield [Outcome(chunk[0], error="The program broke down over this ECG.")]
                    else:
                        log.warning("a chunk of %d ECGs lost several workers; it is done one by one", len(chunk))
                        self._hand_out(plan, iter([[item] for item in chunk]), chunk_of, completed, is_all=True)
                self._hand_out(plan, todo, chunk_of, completed)
        finally:
            self._client.cancel(list(chunk_of))

    def _hand_out(
        self,
        plan: Plan,
        todo: Iterator[list[Item]],
        chunk_of: dict[Any, list[Item]],
        completed: Any,
        is_all: bool = False,
    ) -> None:
        wanted = _AHEAD * max(1, sum(self._client.nthreads().values()))
        while is_all or len(chunk_of) < wanted:
            chunk = next(todo, None)
            if chunk is None:
                return
            future = self._client.submit(treat_on_worker, plan, chunk, pure=False)
            chunk_of[future] = chunk
            completed.add(future)


_analysts: dict[Plan, Analyst] = {}
_lock = threading.Lock()


def treat_on_worker(plan: Plan, items: Sequence[Item]) -> list[Outcome]:
    """What a worker does with a chunk; the model is loaded once a process, and used by one thread at a time."""
    with _lock:
        if plan not in _analysts:
            _analysts.clear()
            _analysts[plan] = Analyst(plan)
        return list(_analysts[plan].treat(items))
