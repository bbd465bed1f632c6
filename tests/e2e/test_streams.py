"""Standard streams that nobody reads on, or that are closed: no message, no traceback."""

import errno
import os
import subprocess
import sys

import pytest

from ecg_imn_desktop import cli
from ecg_imn_desktop.cli_streams import is_broken_pipe
from ecg_imn_desktop.core.resources import resource_path

EXAMPLE = resource_path("examples", "lbbb.hea")

pytestmark = pytest.mark.skipif(os.name != "posix", reason="pipes and closed streams as on Unix")


@pytest.fixture
def unread():
    """The end of a pipe of which nobody reads the other."""
    reading, writing = os.pipe()
    os.close(reading)
    yield writing
    os.close(writing)


def run(*words, **streams):
    command = [sys.executable, "-m", "ecg_imn_desktop", *map(str, words)]
    return subprocess.run(command, text=True, check=False, **streams)


@pytest.mark.parametrize(
    "words",
    [("--help",), ("--version",), ("models", "list"), ("analyze", EXAMPLE), ("analyze", EXAMPLE, "--json", "-")],
    ids=lambda words: words[0],
)
def test_a_command_that_nobody_reads_on_ends_quietly(unread, words):
    """As those do that SIGPIPE ends; typer and rich would make 1 of it."""
    done = run(*words, stdout=unread, stderr=subprocess.PIPE)
    assert (done.returncode, done.stderr) == (141, "")


@pytest.mark.parametrize("words", [("analyze", "nothing.hea"), ("analyze", "--nonsense")])
def test_a_fault_that_nobody_reads_on_ends_quietly(unread, words):
    """``ecg-imn analyze nothing.hea |& true``: a traceback would have nowhere to go, and the status would be 1."""
    assert run(*words, stdout=unread, stderr=unread).returncode == 141


def test_a_fault_keeps_its_status_where_the_answer_is_not_read(unread, tmp_path):
    """Of an ECG without an answer what is known of it is printed."""
    done = run("convert", EXAMPLE, tmp_path / "a.xyz", stdout=unread, stderr=subprocess.PIPE)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)


def test_a_closed_standard_output_is_no_fault():
    done = subprocess.run(
        ["sh", "-c", 'exec "$@" >&-', "sh", sys.executable, "-m", "ecg_imn_desktop", "--version"],
        stderr=subprocess.PIPE, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")


def test_windows_says_of_a_broken_pipe_that_an_argument_is_invalid(monkeypatch):
    error = OSError(errno.EINVAL, "Invalid argument")
    assert not is_broken_pipe(error)
    with monkeypatch.context() as windows:
        windows.setattr("ecg_imn_desktop.cli_streams.os.name", "nt")
        others = OSError(errno.ENOSPC, "No space left on device"), OSError(errno.EINVAL, "Invalid argument", "a?.hea")
        seen = [is_broken_pipe(e) for e in (error, *others)]
    assert seen == [True, False, False]


def test_another_status_of_a_command_is_left_alone(monkeypatch):
    def end(**_):
        raise SystemExit(3)

    monkeypatch.setattr(cli, "app", end)
    with pytest.raises(SystemExit, match="3"):
        cli.main([])


# Interrupts itself when ``argv[1]`` begins to be imported, or at the very end.
INTERRUPT = """
import atexit, os, runpy, signal, sys

class Watch:
    def find_spec(self, name, path=None, target=None):
        if name == moment:
            interrupt()

def interrupt():
    os.kill(os.getpid(), signal.SIGINT)

moment = sys.argv.pop(1)
atexit.register(lambda: moment == "the end" and interrupt())
sys.meta_path.insert(0, Watch())
runpy.run_module("ecg_imn_desktop", run_name="__main__", alter_sys=True)
"""


@pytest.mark.parametrize("moment", ["ecg_imn_desktop.cli", "typer", "scipy", "the end"])
def test_an_interrupt_is_quiet_from_the_first_import_to_the_last_step(moment):
    """``scipy`` is imported by the command itself, the others before it."""
    words = ["--version"] if moment == "the end" else ["analyze", EXAMPLE]
    command = [sys.executable, "-c", INTERRUPT, moment, *map(str, words)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (130, "")


def test_an_interrupt_that_is_ignored_stays_so():
    """A script ignores it for what it starts in the background."""
    command = ["sh", "-c", 'trap "" INT; exec "$@"', "sh", sys.executable, "-c", INTERRUPT, "typer", "--version"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("ecg-imn ")
