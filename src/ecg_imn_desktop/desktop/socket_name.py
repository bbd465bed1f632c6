"""Where the program listens for later starts of itself; QtNetwork, which listens, is not needed to know it."""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtCore import QCryptographicHash, QDir

from .settings import settings_path


def server_name() -> str:
    """Name of the socket: another one for each user, who has settings of their own.

    Short, for the path of a Unix socket may have 108 bytes.
    """
    path = str(settings_path()).encode("utf-8", "replace")
    digest = QCryptographicHash.hash(path, QCryptographicHash.Algorithm.Sha256)  # hashlib takes longer to import
    return "ecg-imn-" + bytes(digest.toHex().data()).decode()[:16]


def may_be_heard() -> bool:
    """Whether a program may listen there: False saves a start the import of QtNetwork before its first picture."""
    if sys.platform == "win32":  # pipes have no place in the file system
        return True
    return Path(QDir.tempPath(), server_name()).exists()
