"""Watches one input after the other: time, memory, what is opened, what is left behind."""

from __future__ import annotations

import os
import resource
import sys
from pathlib import Path

CODE = (
    sys.prefix,
    sys.base_prefix,
    str(Path(__file__).resolve().parent.parent),
    "/proc/",
    "/sys/",
    "/etc/localtime",
    "/usr/share/zoneinfo/",
)
NETWORK = ("socket.", "urllib.", "http.", "ftplib.", "smtplib.")
PROGRAMS = ("subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.spawn", "pty.spawn", "webbrowser.open")
CHANGES = ("os.remove", "os.rename", "os.rmdir", "os.mkdir", "os.chmod", "os.truncate", "shutil.rmtree")


class Watch:
    """An audit hook: every open of a file outside ``folder`` and every reach for the network is a fault.

    Files of Python, of its packages and of this repository may be opened: that is the program itself. What C
    libraries open is not seen here.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder.resolve()
        self.on = False
        self.faults: list[str] = []
        sys.addaudithook(self._hook)

    def _hook(self, event: str, args: tuple[object, ...]) -> None:
        if not self.on:
            return
        if event == "open" and isinstance(args[0], str | bytes):
            text = args[0] if isinstance(args[0], str) else args[0].decode(errors="replace")
            is_inside = Path(text).parent == self.folder or Path(text).parent.resolve() == self.folder
            if not text.startswith(CODE) and not is_inside:
                self.faults.append(f"opened {text}")
        elif event.startswith(NETWORK) or event in PROGRAMS or (event in CHANGES and self._is_foreign(args)):
            self.faults.append(f"{event} {args!r:.120}")

    def _is_foreign(self, args: tuple[object, ...]) -> bool:
        return bool(args) and self.folder not in Path(str(args[0])).resolve().parents


def peak_kb() -> int:
    """The most memory this process ever held, in kB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def listing(folder: Path) -> dict[str, tuple[int, int]]:
    """Size and time of change of every file."""
    with os.scandir(folder) as entries:
        states = [(entry.name, entry.stat(follow_symlinks=False)) for entry in entries]
    return {name: (state.st_size, state.st_mtime_ns) for name, state in states}
