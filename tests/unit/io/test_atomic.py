"""A file is written whole or not at all."""

import errno
import os
import stat
import time

import pytest

from ecg_imn_desktop.core.errors import ExportError
from ecg_imn_desktop.io import atomic
from ecg_imn_desktop.io.atomic import atomic_path


def test_replaces_the_target_and_leaves_nothing_else(tmp_path):
    target = tmp_path / "out.json"
    target.write_text("old")
    with atomic_path(target) as temporary:
        assert temporary.parent == tmp_path
        assert temporary.suffix == ".json"
        temporary.write_text("new")
        assert target.read_text() == "old"
    assert target.read_text() == "new"
    assert list(tmp_path.iterdir()) == [target]


@pytest.mark.parametrize("error", [ValueError("a defect"), KeyboardInterrupt()])
def test_a_failure_leaves_what_stood_there(tmp_path, error):
    target = tmp_path / "out.txt"
    target.write_text("old")

    def fail():
        with atomic_path(target) as temporary:
            temporary.write_text("half")
            raise error

    with pytest.raises(type(error)):
        fail()
    assert target.read_text() == "old"
    assert list(tmp_path.iterdir()) == [target]


def test_a_full_disk_is_said_in_a_sentence(tmp_path):
    def fail():
        with atomic_path(tmp_path / "out.pdf") as temporary:
            temporary.write_text("half")
            raise OSError(errno.ENOSPC, "No space left on device")

    with pytest.raises(ExportError, match=r"out\.pdf could not be written: the disk is full\."):
        fail()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("target", "reason"),
    [("absent/out.txt", "the folder absent does not exist"), ("folder", "a folder of that name stands there"),
     ("file/out.txt", "file is not a folder"), ("x" * 300, "the name is too long")],
)  # fmt: skip
def test_impossible_targets(tmp_path, target, reason):
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").write_text("x")

    def fail():
        with atomic_path(tmp_path / target):
            pytest.fail("nothing can be written there")

    with pytest.raises(ExportError, match=reason) as caught:
        fail()
    assert caught.value.detail


@pytest.mark.skipif(os.name != "posix", reason="permissions as on Unix")
def test_permissions_are_those_of_an_ordinary_file(tmp_path):
    plain = tmp_path / "plain"
    plain.write_text("x")
    target = tmp_path / "out"
    for mode in (stat.S_IMODE(plain.stat().st_mode), 0o640):
        with atomic_path(target) as temporary:
            temporary.write_text("x")
        assert stat.S_IMODE(target.stat().st_mode) == mode
        target.chmod(0o640)


@pytest.mark.skipif(not hasattr(os, "symlink"), reason="no symbolic links here")
def test_a_link_stays_a_link(tmp_path):
    (tmp_path / "elsewhere").mkdir()
    real = tmp_path / "elsewhere/real.txt"
    real.write_text("old")
    link = tmp_path / "link.txt"
    link.symlink_to(real)
    with atomic_path(link) as temporary:
        temporary.write_text("new")
    assert link.is_symlink()
    assert real.read_text() == "new"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_a_pipe_or_a_device_is_not_replaced(tmp_path):
    pipe, link = tmp_path / "pipe", tmp_path / "link"
    os.mkfifo(pipe)
    link.symlink_to(pipe)

    def fail(target):
        with atomic_path(target):
            pytest.fail("nothing can be written there")

    for target in (pipe, link):
        with pytest.raises(ExportError, match="it is a device or a pipe"):
            fail(target)
    assert stat.S_ISFIFO(pipe.stat().st_mode)
    assert sorted(tmp_path.iterdir()) == [link, pipe]


def test_the_temporary_file_names_nobody_and_only_its_owner_can_read_it(tmp_path):
    with atomic_path(tmp_path / "Erika-Mustermann.pdf") as temporary:
        assert "Mustermann" not in temporary.name
        assert temporary.name.startswith(".")
        if os.name == "posix":
            assert stat.S_IMODE(temporary.stat().st_mode) == 0o600
        temporary.write_text("x")


def test_what_a_killed_process_left_is_swept_up_and_nothing_else(tmp_path, monkeypatch):
    monkeypatch.setattr(atomic, "_swept", set())
    days_s = 24 * 3600
    ages_s = {".ecg-imn-old.pdf": 2 * days_s, ".ecg-imn-new.pdf": 60, ".hidden.pdf": 9 * days_s, "a.pdf": 9 * days_s}
    for name, age_s in ages_s.items():
        (tmp_path / name).write_text("x")
        os.utime(tmp_path / name, (time.time() - age_s,) * 2)
    for name, age_s in {".ecg-imn-olddir": 2 * days_s, ".ecg-imn-newdir": 60}.items():  # of an export as WFDB
        (tmp_path / name).mkdir()
        (tmp_path / name / "r.dat").write_text("x")
        os.utime(tmp_path / name, (time.time() - age_s,) * 2)
    with atomic_path(tmp_path / "b.pdf") as temporary:
        temporary.write_text("x")
    left = {".ecg-imn-new.pdf", ".ecg-imn-newdir", ".hidden.pdf", "a.pdf", "b.pdf"}
    assert {p.name for p in tmp_path.iterdir()} == left


def test_a_clock_that_was_set_back_takes_no_file_from_a_process_that_is_still_writing(tmp_path, monkeypatch):
    """Another process's file is an hour ahead of this one's clock."""
    monkeypatch.setattr(atomic, "_swept", set())
    other = tmp_path / ".ecg-imn-other.pdf"
    other.write_text("x")
    os.utime(other, (time.time() + 3600,) * 2)
    with atomic_path(tmp_path / "b.pdf") as temporary:
        temporary.write_text("x")
    assert other.exists()


@pytest.mark.parametrize(("number", "reason"), [(errno.EROFS, "is read-only"), (errno.EACCES, "no permission")])
def test_a_folder_that_cannot_be_written_is_said(tmp_path, monkeypatch, number, reason):
    def refuse(*args, **kwargs):
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(atomic.tempfile, "mkstemp", refuse)
    with pytest.raises(ExportError, match=reason), atomic_path(tmp_path / "out.pdf"):
        pytest.fail("nothing can be written there")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(os.name != "posix", reason="folders are not flushed on Windows")
def test_content_is_on_the_disk_before_the_name_and_the_name_after(tmp_path, monkeypatch):
    """A computer that loses its power finds the old file or the new one, never an empty one."""
    target, done = tmp_path / "out.json", []
    fsync, replace = os.fsync, atomic.Path.replace

    def flushed(handle):
        done.append("folder" if stat.S_ISDIR(os.fstat(handle).st_mode) else f"{os.fstat(handle).st_size} bytes")
        fsync(handle)

    monkeypatch.setattr(atomic.os, "fsync", flushed)
    monkeypatch.setattr(atomic.Path, "replace", lambda a, b: done.append("name") or replace(a, b))
    with atomic_path(target) as temporary:
        temporary.write_text("12345")
    assert done == ["5 bytes", "name", "folder"]


@pytest.mark.skipif(not os.path.isdir("/proc/self/fd"), reason="counts what Linux says is open")
def test_no_file_stays_open(tmp_path):
    before = len(os.listdir("/proc/self/fd"))
    for n in range(5):
        with atomic_path(tmp_path / f"{n}.json") as temporary:
            temporary.write_text("x")
    assert len(os.listdir("/proc/self/fd")) == before


@pytest.mark.parametrize(
    ("error", "reason"),
    [(OSError("no number"), "the system refused"), (OSError(errno.EIO, "Input/output error"), "input/output error")],
)
def test_what_the_system_says_or_that_it_refused(tmp_path, error, reason):
    def fail():
        with atomic_path(tmp_path / "out.txt"):
            raise error

    with pytest.raises(ExportError, match=rf"out\.txt could not be written: {reason}\.$"):
        fail()
