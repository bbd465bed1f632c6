"""Every action of the comparison in one table, as in the main window: menus, keys, cheat sheet and tests read it."""

from __future__ import annotations

from ..actions import ActionSpec


def _a(id_: str, text: str, menu: str, *shortcuts: str, **more: object) -> ActionSpec:
    return ActionSpec(id_, text, menu, shortcuts, **more)  # type: ignore[arg-type]


_FILE = "&File"
_VIEW = "&View"
_GO = "&Go"
_ASK = "&Explain"
_MEASURE = "&Measure"
_HELP = "&Help"

ACTIONS: tuple[ActionSpec, ...] = (
    _a("record_a", "Record of &A\u2026", _FILE, "Ctrl+O"),
    _a("record_b", "Record of &B\u2026", _FILE, "Ctrl+Shift+O"),
    _a("previous_a", "&Previous record for A", _FILE, "Ctrl+PgUp"),
    _a("same_record", "A's &record on both sides", _FILE, "Ctrl+R"),
    _a("swap", "S&wap sides", _FILE, "X"),
    _a("pdf", "&Export PDF\u2026", _FILE, "Ctrl+E", icon="pdf"),
    _a("png", "Export pi&cture\u2026", _FILE, "Ctrl+Shift+E"),
    _a("csv", "Numbers as C&SV\u2026", _FILE, "Ctrl+Shift+S"),
    _a("json", "Numbers as &JSON\u2026", _FILE, "Ctrl+Shift+J"),
    _a("series_csv", "Ser&ies as CSV or JSON\u2026", _FILE, "Ctrl+Shift+T"),
    _a("series_pdf", "Series as P&DF\u2026", _FILE, "Ctrl+Shift+P"),
    _a("close", "C&lose", _FILE, "Ctrl+W"),
    _a("side_by_side", "&Side by side", _VIEW, "Ctrl+1", group="mode"),
    _a("stacked", "Stac&ked", _VIEW, "Ctrl+2", group="mode"),
    _a("superimposed", "Superimposed on &R peaks", _VIEW, "Ctrl+3", group="mode"),
    _a("difference", "&Difference B \u2212 A", _VIEW, "D", is_toggle=True),
    _a("linked", "&Linked", _VIEW, "K", is_toggle=True),
    _a("next_layout", "&Next layout of the leads", _VIEW, "Y"),
    _a("fit", "&Fit ten seconds to the window", _VIEW, "F", icon="fit"),
    _a("true_mm", "True &millimetres", _VIEW, "T", icon="ruler"),
    _a("zoom_in", "Zoom &in along time", _VIEW, "Ctrl++", "Ctrl+=", "+", icon="zoom-in"),
    _a("zoom_out", "Zoom &out along time", _VIEW, "Ctrl+-", "-", icon="zoom-out"),
    _a("taller", "T&aller", _VIEW, "Ctrl+Shift+Up", "Shift++"),
    _a("flatter", "Fla&tter", _VIEW, "Ctrl+Shift+Down", "Shift+-"),
    _a("panel", "Panel of num&bers", _VIEW, "F10", is_toggle=True, icon="panel"),
    _a("next_tab", "Ne&xt page of the panel", _VIEW, "Ctrl+Tab", "F6"),
    _a("full_screen", "F&ull screen", _VIEW, "F11", is_toggle=True),
    _a("left", "A large square &back", _GO, "Left"),
    _a("right", "A large square &on", _GO, "Right"),
    _a("page_left", "A page ba&ck", _GO, "PgUp", "Shift+Left"),
    _a("page_right", "A page o&n", _GO, "PgDown", "Shift+Right"),
    _a("start", "To the &start", _GO, "Home"),
    _a("end", "To the &end", _GO, "End"),
    _a("method_a", "Next explanation of &A", _ASK, "Shift+M"),
    _a("method_b", "Next e&xplanation of B", _ASK, "M"),
    _a("filter_a", "Next display &filter of A", _ASK, "Shift+G"),
    _a("filter_b", "Next dis&play filter of B", _ASK, "G"),
    *(
        _a(f"class_{i}", f"Class {i}", _ASK, str(i))
        for i in range(1, 10)
    ),
    _a("curves", "&Deletion curves", _ASK, "R"),
    _a("cancel", "&Cancel what is being worked out", _ASK, "Esc"),
    _a("show_line", "Coloured &line", _ASK, "L", group="show", icon="line"),
    _a("show_band", "Coloured &band", _ASK, "B", group="show", icon="band"),
    _a("show_both", "B&oth", _ASK, "O", group="show"),
    _a("show_none", "&None", _ASK, "0", group="show"),
    _a("caliper", "&Caliper", _MEASURE, "C", is_toggle=True, icon="caliper"),
    _a("undo", "&Undo", _MEASURE, "Ctrl+Z"),
    _a("clear_calipers", "Remove all cal&ipers", _MEASURE, "Shift+Del"),
    _a("keys", "&Keyboard shortcuts", _HELP, "F1"),
)  # fmt: skip
