"""A second start hands its records to the first, over a real socket; the second start is another process."""

import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtNetwork import QLocalSocket

from ecg_imn_desktop.desktop.single import Listener, hand_over
from ecg_imn_desktop.desktop.socket_name import may_be_heard, server_name

SECOND = """
import sys
from pathlib import Path
from ecg_imn_desktop.desktop.single import hand_over
print(hand_over([Path(p) for p in sys.argv[1:]]))
"""


@pytest.fixture
def listener(qapp):
    first = Listener()
    assert first.listen()
    yield first
    first.close()
    qapp.processEvents()


def start_second(*paths, cwd):
    return subprocess.Popen(
        [sys.executable, "-c", SECOND, *map(str, paths)], cwd=cwd, stdout=subprocess.PIPE, text=True
    )


def test_a_second_start_hands_over_its_records_and_is_told_so(qtbot, listener, tmp_path):
    with qtbot.waitSignal(listener.asked, timeout=20000) as asked:
        second = start_second("ward/J\u00f6rg \u5fc3.hea", tmp_path / "b.hea", cwd=tmp_path)
    assert second.communicate(timeout=20)[0] == "True\n"
    assert asked.args == [[tmp_path / "ward" / "J\u00f6rg \u5fc3.hea", tmp_path / "b.hea"]]


def test_without_a_record_the_window_is_just_asked_to_come(qtbot, listener, tmp_path):
    with qtbot.waitSignal(listener.asked, timeout=20000) as asked:
        second = start_second(cwd=tmp_path)
    assert second.communicate(timeout=20)[0] == "True\n"
    assert asked.args == [[]]


@pytest.mark.skipif(sys.platform == "win32", reason="pipes have no place in the file system")
def test_a_start_knows_without_asking_that_none_listens(qapp):
    assert not may_be_heard()
    first = Listener()
    assert first.listen()
    assert may_be_heard()
    first.close()
    assert not may_be_heard()


def test_where_none_runs_nothing_is_handed_over(qapp):
    assert hand_over([Path("a.hea")]) is False


def test_what_a_crash_left_is_no_obstacle(qapp, tmp_path):
    """A socket file without a listener, as after a crash."""
    name = str(tmp_path / "left")
    code = "import sys, socket; s = socket.socket(socket.AF_UNIX); s.bind(sys.argv[1])"
    if not hasattr(__import__("socket"), "AF_UNIX"):
        pytest.skip("no Unix sockets here")
    subprocess.run([sys.executable, "-c", code, name], check=True)
    assert Path(name).exists()
    assert hand_over([], name) is False
    listener = Listener()
    assert listener.listen(name)
    listener.close()


@pytest.mark.parametrize(
    "words",
    [
        b"\n",
        b"[]\n",
        b"GET / HTTP/1.1\n",
        b'{"protocol": 1, "paths": ["relative.hea"], "token": ""}\n',
        b'{"protocol": 2, "paths": [], "token": ""}\n',
        b'{"protocol": 1, "paths": 5, "token": ""}\n',
        b'{"protocol": 1, "paths": [], "token": 7}\n',
        b"x" * 200_000,
    ],
)
def test_words_of_others_open_nothing(qtbot, listener, words):
    socket = QLocalSocket()
    with qtbot.assertNotEmitted(listener.asked), qtbot.waitSignal(socket.disconnected, timeout=5000):
        socket.connectToServer(server_name())
        assert socket.waitForConnected(2000)
        socket.write(words)
        socket.flush()
    assert bytes(socket.readAll().data()) == b""


def test_the_socket_belongs_to_the_user_alone(listener):
    path = Path(listener._server.fullServerName())
    if not path.exists():
        pytest.skip("no socket file here")
    assert path.stat().st_mode & 0o077 == 0
    assert len(str(path)) < 108


def test_every_home_has_a_socket_of_its_own(monkeypatch, tmp_path):
    before = server_name()
    for name in ("HOME", "XDG_CONFIG_HOME", "LOCALAPPDATA"):
        monkeypatch.setenv(name, str(tmp_path / "other"))
    assert server_name() != before
