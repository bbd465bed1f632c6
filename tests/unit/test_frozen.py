"""The entry of the installed program: which command does what, and what a program without a console does."""

import signal
import sys

import pytest

from ecg_imn_desktop import frozen


@pytest.fixture(autouse=True)
def _usual_interrupts():
    """The command line takes them as the whole of its process, to the end."""
    before = signal.getsignal(signal.SIGINT)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.fixture
def called(monkeypatch):
    """What was called with which arguments; nothing of it runs."""
    import ecg_imn_desktop.cli
    import ecg_imn_desktop.desktop.main

    calls = []
    monkeypatch.setattr(ecg_imn_desktop.cli, "main", lambda argv: calls.append(("cli", argv)) or 0)
    monkeypatch.setattr(ecg_imn_desktop.desktop.main, "main", lambda argv: calls.append(("window", argv)) or 0)
    return calls


@pytest.mark.parametrize(
    ("program", "arguments", "expected"),
    [
        ("/opt/ecg-imn-desktop/ecg-imn", ["models", "list"], ("cli", ["models", "list"])),
        ("ECG-IMN.exe", [], ("cli", [])),
        ("/opt/ecg-imn-desktop/ecg-imn-desktop", ["a.hea"], ("window", ["a.hea"])),
        ("/opt/ecg-imn-desktop/ecg-imn-desktop", ["--self-test"], ("cli", ["self-test"])),
        ("/opt/ecg-imn-desktop/ecg-imn", ["--self-test"], ("cli", ["self-test"])),
    ],
)
def test_the_name_of_the_command_decides(called, program, arguments, expected):
    assert frozen.main(arguments, program) == 0
    assert called == [expected]


def test_missing_streams_are_replaced(monkeypatch):
    for name in ("stdin", "stdout", "stderr"):
        monkeypatch.setattr(sys, name, None)
    frozen.give_missing_streams()
    print("to nowhere")
    assert sys.stdin.read() == ""
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        stream.close()


def test_a_failed_self_test_says_why_in_its_report_and_by_its_status(monkeypatch, tmp_path):
    import ecg_imn_desktop.cli

    def fail(argv):
        raise RuntimeError("no PDF today")

    monkeypatch.setattr(ecg_imn_desktop.cli, "main", fail)
    report = tmp_path / "report.txt"
    assert frozen.main(["--self-test", str(report)], "ecg-imn-desktop") == frozen.FAILED
    assert "no PDF today" in report.read_text()


@pytest.mark.parametrize("command", ["train", "evaluate"])
def test_a_command_that_the_installer_leaves_out_says_so(monkeypatch, capsys, command):
    for name in [name for name in sys.modules if name.startswith(frozen.TRAINING)]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, frozen.TRAINING, None)
    assert frozen.main([command, "--data", "nowhere"], "/opt/ecg-imn-desktop/ecg-imn") == 2
    assert "need the program's source" in capsys.readouterr().err
