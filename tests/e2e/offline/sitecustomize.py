"""Loaded by every Python process that a test of ``test_offline.py`` starts: no socket, and a note of every file.

$ECG_IMN_WATCH names the file that the notes go to, one a line: ``network EVENT``, ``written NAME`` (a file opened for
writing).
"""

import os
import sys

_NETWORK = ("socket.", "urllib.", "http.", "ftplib.", "smtplib.", "ssl.")
# The loop of multiprocessing and Qt talks to itself through pairs of sockets that lead nowhere else.
_LOCAL = ("socket.__new__", "socket.socketpair", "socket.gethostname")
_notes = os.open(os.environ["ECG_IMN_WATCH"], os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)


def _watch(event, args):
    if event.startswith(_NETWORK):
        is_local = event in _LOCAL or (event in ("socket.bind", "socket.connect") and isinstance(args[1], str | bytes))
        if not is_local:
            os.write(_notes, f"network {event}\n".encode())
            raise ConnectionRefusedError(f"{event} is forbidden here")
    elif event == "open" and isinstance(args[0], str):
        mode, flags = args[1], args[2]
        writes = (isinstance(mode, str) and any(c in mode for c in "wax+")) or (
            isinstance(flags, int) and flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)
        )
        if writes:
            os.write(_notes, f"written {args[0]}\n".encode(errors="replace"))


sys.addaudithook(_watch)
