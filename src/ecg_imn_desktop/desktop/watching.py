"""Reads a record again when its files change on the disk. The record on the screen stays until the new one is whole."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QFileSystemWatcher, QObject, QTimer

if TYPE_CHECKING:
    from .window import MainWindow

# A file that is being written changes many times: it is read when it has been quiet for so long.
_QUIET_MS = 600

_Signature = tuple[tuple[str, int, int], ...]  # name, size, time of change in ns


class Watching(QObject):
    """Watches the files a record is read from: its header, signal files, segments, and those of its name."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._study = window.study
        self._watcher = QFileSystemWatcher(self)
        self._files: tuple[Path, ...] = ()
        self._seen: _Signature = ()
        self._kept: tuple[Path, float] | None = None  # what is being read again, and where it was looked at
        self._quiet = QTimer(self, singleShot=True, interval=_QUIET_MS)
        self._quiet.timeout.connect(self._look)
        self._watcher.fileChanged.connect(lambda _: self._quiet.start())
        self._watcher.directoryChanged.connect(lambda _: self._quiet.start())
        self._study.record_loaded.connect(self._on_record_loaded)
        self._study.load_failed.connect(self._forget_place)

    def stop(self) -> None:
        """Watch nothing."""
        self._quiet.stop()
        if watched := [*self._watcher.files(), *self._watcher.directories()]:
            self._watcher.removePaths(watched)

    def _on_record_loaded(self) -> None:
        self.stop()
        self._files, self._seen = (), ()
        path = self._study.path
        if path is not None:
            self._study.background.compute(
                "watched files", lambda: _look_up(path), lambda found: self._watch(path, *found)
            )
        kept, self._kept = self._kept, None
        if kept is not None and kept[0] == path:  # else another was opened meanwhile
            self._window.moving.begin_at(kept[1])
            self._window.banner.say(self.tr("The file has changed on the disk; it was read again."), "info")

    def _watch(self, path: Path, files: tuple[Path, ...], seen: _Signature) -> None:
        if path != self._study.path or not files:
            return
        self._files, self._seen = files, seen
        # The folder too: programs that save write another file and rename it.
        self._watcher.addPaths([*(str(f) for f in files), str(path.parent)])

    def _look(self) -> None:
        now = _signature(self._files)
        if now == self._seen or not self._window.settings.reloads_changed:
            return
        self._seen = now
        if now and self._study.path is not None:
            self._kept = self._study.path, self._window.canvas.page.start_s
            self._study.open(self._study.path)

    def _forget_place(self) -> None:
        """Read while it was being written: the old record stays, and the next change is looked at again."""
        self._kept = None


def _look_up(path: Path) -> tuple[tuple[Path, ...], _Signature]:
    from ..io.members import files_of

    files = files_of(path)
    return files, _signature(files)


def _signature(files: tuple[Path, ...]) -> _Signature:
    """Changes whenever the content of a file may have changed; empty while a file is missing."""
    out = []
    for file in files:
        try:
            stat = file.stat()
        except OSError:
            return ()
        out.append((file.name, stat.st_size, stat.st_mtime_ns))
    return tuple(out)
