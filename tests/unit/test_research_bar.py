"""What a training of hours says where there is no terminal."""

from ecg_imn_desktop import cli_research


def test_without_a_terminal_a_line_a_minute_is_written(capsys, monkeypatch):
    now = [1000.0]
    monkeypatch.setattr(cli_research.time, "monotonic", lambda: now[0])
    with cli_research._Bar() as bar:
        bar.report(0.0, "imn-1d: epoch 1/2")
        now[0] += 30
        bar.report(0.1, "not said")
        now[0] += 31
        bar.report(0.25, "imn-1d: epoch 2/2")
    out, err = capsys.readouterr()
    assert out == ""
    assert [line.split("  ", 1)[1].strip() for line in err.splitlines()] == [
        "0.0%  imn-1d: epoch 1/2",
        "25.0%  imn-1d: epoch 2/2",
    ]
