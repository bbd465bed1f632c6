"""The row of buttons at the foot of a dialog, alike in all of them."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog, QDialogButtonBox


def last_buttons(dialog: QDialog, buttons: QDialogButtonBox.StandardButton) -> QDialogButtonBox:
    """To be made when all else lies in ``dialog``: then it comes last in the round of Tab.

    Inside it, as only there the program's style takes off the pictures that the system puts on some of the buttons.
    """
    box = QDialogButtonBox(buttons, dialog)
    box.accepted.connect(dialog.accept)
    box.rejected.connect(dialog.reject)
    return box
