"""One window per user: a second start hands its records to the first and ends.

The first start listens on a local socket that only this user can open; the second sends what it was asked to open and
waits for the word that it was understood. A first one that does not answer (it hangs, or its socket was left by a
crash) is not waited for long: the second start then opens a window of its own.
"""

from __future__ import annotations

import json
import logging
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

from .socket_name import server_name

log = logging.getLogger(__name__)

_PATIENCE_MS = 2000
_MAX_BYTES = 100_000
_MAX_PATHS = 1000
_UNDERSTOOD = b"ok\n"
_PROTOCOL = 1


def hand_over(paths: Sequence[Path], name: str | None = None) -> bool:
    """Ask the running program to open ``paths`` (or just to come forward); False if none runs or it does not answer."""
    socket = QLocalSocket()
    socket.connectToServer(name or server_name())
    if not socket.waitForConnected(_PATIENCE_MS):
        return False
    _let_it_come_forward()
    message = {
        "protocol": _PROTOCOL,
        "paths": [os.path.abspath(path) for path in paths],  # noqa: PTH100 (a link stays a link)
        "token": os.environ.get("XDG_ACTIVATION_TOKEN", ""),
    }
    socket.write(json.dumps(message).encode("ascii") + b"\n")
    answer = b""
    while not answer.endswith(b"\n"):
        if not socket.waitForReadyRead(_PATIENCE_MS):
            return False
        answer += bytes(socket.readAll().data())
    socket.disconnectFromServer()
    return answer == _UNDERSTOOD


def _let_it_come_forward() -> None:
    """Windows lets only the program in front, which this one is, say who may come to the front."""
    if sys.platform == "win32":
        import ctypes

        ctypes.windll.user32.AllowSetForegroundWindow(-1)


class Listener(QObject):
    """Hears later starts of the program.

    Signals: ``asked(list[Path])``: another start was asked to open these; none: only to show the window.
    """

    asked = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._on_connection)
        self._heard: dict[QLocalSocket, bytes] = {}

    def listen(self, name: str | None = None) -> bool:
        """Whether later starts will be heard. Call after ``hand_over`` failed: what is in the way then is dead."""
        name = name or server_name()
        if self._server.listen(name):
            return True
        QLocalServer.removeServer(name)
        if self._server.listen(name):
            return True
        log.warning("no single instance: %s", self._server.errorString())
        return False

    def close(self) -> None:
        """Listen no more."""
        self._server.close()

    def _on_connection(self) -> None:
        while (socket := self._server.nextPendingConnection()) is not None:
            self._heard[socket] = b""
            socket.readyRead.connect(lambda s=socket: self._on_words(s))
            socket.disconnected.connect(lambda s=socket: self._on_gone(s))
            self._on_words(socket)

    def _on_gone(self, socket: QLocalSocket) -> None:
        if self._heard.pop(socket, None) is not None:
            socket.deleteLater()

    def _on_words(self, socket: QLocalSocket) -> None:
        if socket not in self._heard:
            return
        self._heard[socket] += bytes(socket.readAll().data())
        words = self._heard[socket]
        if len(words) > _MAX_BYTES:
            socket.abort()
        elif words.endswith(b"\n"):
            self._heard[socket] = b""
            paths, token = _understand(words)
            if paths is None:
                socket.abort()
                return
            socket.write(_UNDERSTOOD)
            socket.flush()
            if token:
                os.environ["XDG_ACTIVATION_TOKEN"] = token  # Qt looks here when a window is activated
            self.asked.emit(paths)


def _understand(words: bytes) -> tuple[list[Path] | None, str]:
    """Paths and activation token of a message; None if it is none of ours."""
    try:
        message = json.loads(words)
        paths, token = message["paths"], message["token"]
        if message["protocol"] != _PROTOCOL or not isinstance(token, str) or len(paths) > _MAX_PATHS:
            return None, ""
        found = [Path(path) for path in paths]
    except (ValueError, LookupError, TypeError):
        return None, ""
    return (found, token) if all(path.is_absolute() for path in found) else (None, "")
