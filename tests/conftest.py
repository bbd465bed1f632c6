"""What every test shares: real ECGs where they lie beside the repository, and a quiet log."""

import logging
import os
import signal
import threading
from pathlib import Path

import pytest
from hypothesis import settings

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

# Where a script runs the tests in the background, interrupts are ignored, and by all that they start: some send one.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

# How long an example takes says more about the machine than about the code.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

REPOSITORY = Path(__file__).resolve().parent.parent


def real_data_folder() -> Path | None:
    """Folder of real ECGs: $ECG_IMN_TEST_DATA, else ``shared/data`` beside the repository; None if absent."""
    named = os.environ.get("ECG_IMN_TEST_DATA")
    folder = Path(named) if named else REPOSITORY.parent / "shared" / "data"
    return folder if folder.is_dir() else None


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The folder of real ECGs; skips the test where there is none."""
    folder = real_data_folder()
    if folder is None:
        pytest.skip("no real ECGs beside the repository (set ECG_IMN_TEST_DATA)")
    return folder


@pytest.fixture(autouse=True)
def _no_logged_errors(caplog):
    """Any logged error fails the test, unless the test clears ``caplog`` itself because it expects one."""
    yield
    bad = [r for r in caplog.get_records("call") if r.levelno >= logging.ERROR]
    assert not bad, [r.getMessage() for r in bad]


@pytest.fixture(autouse=True)
def _no_leaked_threads():
    """A test must not leave a Python thread running."""
    before = set(threading.enumerate())
    yield
    leaked = [t for t in threading.enumerate() if t not in before and t.is_alive() and not t.daemon]
    assert not leaked, leaked
