"""One long-lived thread that does what would make the screen wait.

A request belongs to a channel and has an id. A newer request of the same channel cancels the older one: work that
has not begun is skipped, running work stops at its next progress report, and an answer that comes all the same is
dropped. Callbacks run in the thread that made the Worker (the GUI's).
"""

from __future__ import annotations

import atexit
import logging
import threading
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtCore import QCoreApplication, QObject, Qt, QThread, QTimer, Signal, Slot

from ..core.errors import Cancelled, EcgError
from ..core.progress import CancellableProgress, Progress

log = logging.getLogger(__name__)

Work = Callable[[Progress], Any]

# A thread whose work is no longer wanted, or gave no sign of life, for so long hangs in a call of the system.
UNWANTED_S = 10.0
SILENT_S = 30.0

_EXPORT = "export "

_abandoned: list[tuple[QThread, QObject]] = []


def export_channel(path: Path) -> str:
    """The channel on which a file is written: its own, so that what is written next does not cancel it."""
    return f"{_EXPORT}{path}"


def is_export(channel: str) -> bool:
    """Whether a file is written on a channel."""
    return channel.startswith(_EXPORT)


def _kind(channel: str) -> str:
    """What the log says of a channel: the file that is written may be named after a patient."""
    return _EXPORT.strip() if is_export(channel) else channel


@atexit.register
def _wait_for_abandoned() -> None:
    """Qt ends the process if a thread that still runs is taken down with the interpreter."""
    for thread, _ in _abandoned:
        thread.wait(60_000)


def is_any_thread_stuck() -> bool:
    """Whether a thread was left to itself and still hangs: the process cannot end in good order then."""
    return any(not thread.isFinished() for thread, _ in _abandoned)


@dataclass(frozen=True)
class _Request:
    id: int
    channel: str
    work: Work


@dataclass(frozen=True)
class _Callbacks:
    done: Callable[[Any], None]
    failed: Callable[[EcgError], None] | None
    progressed: Callable[[float, str], None] | None


class _Latest:
    """The newest request of each channel, read from both threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._ids: dict[str, int] = {}

    def set(self, channel: str, request_id: int) -> None:
        with self._lock:
            self._ids[channel] = request_id

    def clear(self, channel: str | None = None) -> None:
        with self._lock:
            if channel is None:
                self._ids.clear()
            else:
                self._ids.pop(channel, None)

    def is_wanted(self, request: _Request) -> bool:
        with self._lock:
            return self._ids.get(request.channel) == request.id


class _Runner(QObject):
    """Lives in the thread and works off its requests, one after the other."""

    succeeded = Signal(object, object)  # request, answer
    failed = Signal(object, object)  # request, EcgError
    crashed = Signal(object, str)  # request, traceback
    progressed = Signal(object, float, str)

    def __init__(self, latest: _Latest) -> None:
        super().__init__()
        self._latest = latest
        # Read by the other thread: what is being done, and when it last gave a sign of life.
        self.current: _Request | None = None
        self.last_sign_s = 0.0
        self.is_abandoned = False

    @Slot(object)
    def run(self, request: _Request) -> None:
        if self.is_abandoned or not self._latest.is_wanted(request):
            return
        self.last_sign_s = time.monotonic()
        self.current = request

        def report(fraction: float, message: str) -> None:
            self.last_sign_s = time.monotonic()
            self.progressed.emit(request, fraction, message)

        progress = CancellableProgress(report, lambda: not self._latest.is_wanted(request))
        try:
            self.succeeded.emit(request, request.work(progress))
        except Cancelled:
            pass
        except EcgError as error:
            self.failed.emit(request, error)
        except BaseException:  # whatever it is, the thread lives on and the user is told
            self.crashed.emit(request, traceback.format_exc())
        finally:
            self.current = None


class Worker(QObject):
    """A thread and its queue.

    Signals: ``crashed(str, str)`` carries the traceback of an unexpected exception and its channel;
    ``became_busy(bool)`` says whether anything is still awaited.
    """

    crashed = Signal(str, str)
    became_busy = Signal(bool)
    _submitted = Signal(object)

    def __init__(self, name: str, parent: QObject | None = None, *, is_replaceable: bool = False) -> None:
        """``is_replaceable``: for work on files. A drive that does not answer holds its thread, not the program."""
        super().__init__(parent)
        self.setObjectName(name)
        self._latest = _Latest()
        self._next_id = 0
        self._callbacks: dict[int, _Callbacks] = {}
        self._channels: dict[int, str] = {}
        self._unanswered: dict[int, _Request] = {}
        self._is_replaceable = is_replaceable
        self._patience = QTimer(self, singleShot=True)
        self._patience.timeout.connect(self._replace_if_stuck)
        self._begin_thread()

    def _begin_thread(self) -> None:
        self._thread = QThread()
        self._thread.setObjectName(self.objectName())
        self._runner = _Runner(self._latest)
        self._runner.moveToThread(self._thread)
        queued = Qt.ConnectionType.QueuedConnection
        self._submitted.connect(self._runner.run, queued)
        self._runner.succeeded.connect(self._on_succeeded, queued)
        self._runner.failed.connect(self._on_failed, queued)
        self._runner.crashed.connect(self._on_crashed, queued)
        self._runner.progressed.connect(self._on_progressed, queued)
        self._thread.start()

    @property
    def is_busy(self) -> bool:
        """Whether an answer is still awaited."""
        return bool(self._callbacks)

    def awaits(self, channel: str) -> bool:
        """Whether an answer to what was asked on a channel is still awaited."""
        return channel in self._channels.values()

    def submit(
        self,
        channel: str,
        work: Work,
        done: Callable[[Any], None],
        failed: Callable[[EcgError], None] | None = None,
        progressed: Callable[[float, str], None] | None = None,
    ) -> int:
        """Run ``work(progress)`` in the thread; its answer goes to ``done``, an EcgError to ``failed``. Gives the id.

        The channel's older request is cancelled.
        """
        self._forget(channel)
        self._next_id += 1
        request = _Request(self._next_id, channel, work)
        self._latest.set(channel, request.id)
        self._callbacks[request.id] = _Callbacks(done, failed, progressed)
        self._channels[request.id] = channel
        self._unanswered[request.id] = request
        self.became_busy.emit(True)
        if self._is_replaceable and not self._patience.isActive():
            self._be_patient(UNWANTED_S)
        self._submitted.emit(request)
        return request.id

    def _replace_if_stuck(self) -> None:
        """Leave a thread to itself that hangs in the system, and give what waits behind it to a new one."""
        current = self._runner.current
        waiting = [request for request in self._unanswered.values() if request is not current]
        if not waiting:
            return
        if current is None:
            self._be_patient(UNWANTED_S)
            return
        limit_s = SILENT_S if self._latest.is_wanted(current) else UNWANTED_S
        left_s = limit_s - (time.monotonic() - self._runner.last_sign_s)
        if left_s > 0:
            self._be_patient(left_s)
            return
        log.warning("%s does not answer: left to itself", _kind(current.channel))
        self._abandon()
        self._begin_thread()
        for request in waiting:
            self._submitted.emit(request)
        self._be_patient(UNWANTED_S)

    def _be_patient(self, left_s: float) -> None:
        """Look again whether the thread hangs: in time also if what it does is no longer wanted by then."""
        self._patience.start(round(min(left_s, UNWANTED_S) * 1000) + 100)

    def _abandon(self) -> None:
        """Qt must not destroy a running thread; nobody waits for this one any more."""
        self._submitted.disconnect(self._runner.run)
        self._runner.is_abandoned = True
        self._thread.quit()  # it ends when the system lets it go
        _abandoned.append((self._thread, self._runner))

    def cancel(self, channel: str) -> None:
        """The channel's request is no longer wanted."""
        self._latest.clear(channel)
        self._forget(channel)
        self.became_busy.emit(self.is_busy)

    def stop(self, is_finished: Callable[[str], bool] = lambda channel: False) -> None:
        """Cancel everything and wait until the thread has ended, but not for a drive that does not answer.

        Only what was asked for on the channels that ``is_finished`` names is done before, and answered as ever.
        Nothing is called back after this.
        """
        for channel in set(self._channels.values()):
            if not is_finished(channel):
                self._latest.clear(channel)
                self._forget(channel)
        if self._callbacks:
            self._finish()
        self._latest.clear()
        self._callbacks.clear()
        self._channels.clear()
        self._unanswered.clear()
        self._patience.stop()
        self._thread.quit()
        if not self._is_replaceable:
            self._thread.wait()
        elif not self._thread.wait(round(UNWANTED_S * 1000)) and not self._runner.is_abandoned:
            log.warning("a thread does not end: left to itself")
            self._abandon()

    def _finish(self) -> None:
        """Wait until all that is still wanted is done, or the thread gives no sign of life, and let it be answered."""
        is_done = threading.Event()
        self._next_id += 1
        last = _Request(self._next_id, "the last", lambda _: is_done.set())
        self._latest.set(last.channel, last.id)
        self._submitted.emit(last)
        begun_s = time.monotonic()
        while not is_done.wait(0.1):
            if time.monotonic() - max(begun_s, self._runner.last_sign_s) > UNWANTED_S:
                log.warning("what was to be finished does not end: left")
                return
        QCoreApplication.sendPostedEvents(self)

    def _forget(self, channel: str) -> None:
        for request_id in [i for i, c in self._channels.items() if c == channel]:
            del self._channels[request_id]
            self._callbacks.pop(request_id, None)
            self._unanswered.pop(request_id, None)

    def _take(self, request: _Request) -> _Callbacks | None:
        self._channels.pop(request.id, None)
        self._unanswered.pop(request.id, None)
        callbacks = self._callbacks.pop(request.id, None)
        self.became_busy.emit(self.is_busy)
        return callbacks

    @Slot(object, object)
    def _on_succeeded(self, request: _Request, answer: object) -> None:
        if callbacks := self._take(request):
            callbacks.done(answer)

    @Slot(object, object)
    def _on_failed(self, request: _Request, error: EcgError) -> None:
        log.warning("%s failed: %s", _kind(request.channel), type(error).__name__)
        callbacks = self._take(request)
        if callbacks and callbacks.failed:
            callbacks.failed(error)

    @Slot(object, str)
    def _on_crashed(self, request: _Request, text: str) -> None:
        self._take(request)
        self.crashed.emit(text, request.channel)

    @Slot(object, float, str)
    def _on_progressed(self, request: _Request, fraction: float, message: str) -> None:
        callbacks = self._callbacks.get(request.id)
        if callbacks and callbacks.progressed:
            callbacks.progressed(fraction, message)
