import json

import pytest

from ecg_imn_desktop.core.errors import ExportError
from ecg_imn_desktop.desktop.settings import MAX_RECENT, Settings, load_settings, save_settings


def test_settings_come_back(tmp_path):
    path = tmp_path / "new" / "settings.json"
    save_settings(Settings(theme="dark", mm_per_s=50.0, recent=["x.hea"]), path)
    settings, complaint = load_settings(path)
    assert settings == Settings(theme="dark", mm_per_s=50.0, recent=["x.hea"])
    assert complaint == ""


def test_no_file_is_no_complaint(tmp_path):
    assert load_settings(tmp_path / "none.json") == (Settings(), "")


@pytest.mark.parametrize("text", ["", "{", "[1]", '"x"', "\x00\xff"])
def test_a_damaged_file_gives_defaults_and_a_sentence(tmp_path, text):
    path = tmp_path / "settings.json"
    path.write_text(text, encoding="latin-1")
    settings, complaint = load_settings(path)
    assert settings == Settings()
    assert "defaults" in complaint


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("theme", "mauve"),
        ("mm_per_s", 26),
        ("opacity_percent", True),
        ("recent", [1]),
        ("theme", ["light"]),
        ("smoothing_ms", "9"),
        ("smoothing_ms", 40.5),
        ("text_percent", True),
        ("play_speed", True),
    ],
)
def test_a_value_outside_the_schema_costs_itself_only(tmp_path, name, value):
    path = tmp_path / "settings.json"
    path.write_text(json.dumps({name: value, "order": "cabrera", "from_the_future": 3}))
    settings, complaint = load_settings(path)
    assert settings == Settings(order="cabrera")
    assert name in complaint


def test_a_whole_number_written_as_a_fraction_is_one(tmp_path):
    """Other programs write 40.0 for 40; sliders take whole numbers only."""
    path = tmp_path / "settings.json"
    path.write_text('{"smoothing_ms": 60.0, "text_percent": 125.0, "mm_per_s": 50}')
    settings, complaint = load_settings(path)
    assert (settings.smoothing_ms, settings.text_percent, settings.mm_per_s) == (60, 125, 50)
    assert [type(v) for v in (settings.smoothing_ms, settings.text_percent)] == [int, int]
    assert complaint == ""


def test_settings_that_cannot_be_saved_raise_one_sentence(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(ExportError, match="could not be saved"):
        save_settings(Settings(), tmp_path / "file" / "settings.json")


def test_recent_records_are_few_and_the_last_is_first(tmp_path):
    settings = Settings()
    for i in range(MAX_RECENT + 3):
        settings.add_recent(tmp_path / f"{i}.hea")
    settings.add_recent(tmp_path / "5.hea")
    assert len(settings.recent) == MAX_RECENT
    assert settings.recent[0].endswith("5.hea")
    assert sum(p.endswith("/5.hea") for p in settings.recent) == 1


@pytest.mark.parametrize("text", ["[" * 100_000, '{"a":' * 50_000], ids=["lists", "objects"])
def test_deeply_nested_settings_do_not_stop_the_program(tmp_path, text):
    path = tmp_path / "settings.json"
    path.write_text(text)
    settings, complaint = load_settings(path)
    assert settings == Settings()
    assert "defaults" in complaint


@pytest.mark.parametrize("name", ["geometry", "window_state", "splitter"])
@pytest.mark.parametrize("value", ["x", "not base64!", "ä", 3])
def test_a_damaged_place_of_the_window_costs_itself_only(tmp_path, name, value):
    path = tmp_path / "settings.json"
    path.write_text(json.dumps({name: value}))
    settings, complaint = load_settings(path)
    assert settings == Settings()
    assert name in complaint


def test_what_was_opened_is_not_remembered_where_that_is_not_wanted(tmp_path):
    settings = Settings(keeps_recent=False)
    settings.add_recent(tmp_path / "5.hea")
    assert settings.recent == []
