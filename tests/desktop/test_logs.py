"""The log tells of defects, never of patients."""

import logging
import traceback

import pytest

from ecg_imn_desktop.desktop.logs import log_path, start_logging, stop_logging, without_messages


def fail_to_open():
    raise FileNotFoundError(2, "No such file or directory", "/ward/Jane Doe.hea")


def fail_again():
    try:
        fail_to_open()
    except OSError as error:
        raise ValueError("cannot read\nJane Doe: no ECG\n  File Jane Doe") from error


def text_of(function) -> str:
    with pytest.raises(Exception) as caught:
        function()
    return "".join(traceback.format_exception(caught.value))


def test_types_and_frames_are_kept_and_messages_are_not():
    text = text_of(fail_again)
    assert "Jane Doe" in text
    lines = without_messages(text).splitlines()
    assert [line for line in lines if not line.startswith("  File ")] == ["FileNotFoundError", "ValueError"]
    line_number = fail_to_open.__code__.co_firstlineno + 1
    assert f'  File "{__file__}", line {line_number}, in fail_to_open' in lines
    assert any(line.endswith(" in fail_again") for line in lines)
    assert "Jane" not in "\n".join(lines)


def test_an_exception_of_a_module_keeps_its_full_name():
    class OddError(Exception):
        pass

    def odd():
        raise OddError

    assert without_messages(text_of(odd)).splitlines()[-1].startswith(f"{__name__}.")
    assert without_messages("no traceback at all: Jane Doe") == ""


@pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)  # of the dialog, by the platform without a screen
def test_the_log_file_holds_no_name_after_a_defect(window, caplog):
    handler = start_logging()
    try:
        window.on_defect(text_of(fail_again))
    finally:
        stop_logging(handler)
    caplog.clear()  # the defect is meant
    written = log_path().read_text(encoding="utf-8")
    assert logging.getLevelName(logging.CRITICAL) in written
    assert "fail_to_open" in written
    assert "Jane" not in written
