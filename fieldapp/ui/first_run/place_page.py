"""A second place for encrypted backups: a stick or a share; it can be chosen later."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from fieldapp.errors import UserError
from fieldapp.text import _
from fieldapp.ui import look
from fieldapp.ui.first_run.answer import Answer
from fieldapp.ui.look import Tone, Toned


class PlacePage(QWidget):
    """The last question.

    Signals:
        chosen: the folder for second backups, or None for none now.
    """

    chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._dialog: QFileDialog | None = None
        title = Toned(_("A second place for backups"), Tone.INK)
        look.sized(title, look.LARGE, bold=True)
        why = Toned(
            _("Backups are made on this computer by themselves. If it is lost or breaks, only a "
              "copy elsewhere helps. Backups are encrypted, so a stick, a share of the office or "
              "a synced folder will do.")
        )  # fmt: skip
        why.setWordWrap(True)
        choose = Answer(_("Choose a folder …"), _("On a stick or a share."))
        later = Answer(_("Later"), _("Backups stay on this computer only."))
        self.choose, self.later = choose.button, later.button
        self.problem = Toned("", Tone.STOP)
        self.problem.setWordWrap(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(8 * look.STEP, 8 * look.STEP, 8 * look.STEP, 6 * look.STEP)
        column.setSpacing(4 * look.STEP)
        for widget in (title, why, choose, later, self.problem):
            column.addWidget(widget)
        column.addStretch(1)
        self.choose.clicked.connect(self._on_choose)
        self.later.clicked.connect(self._on_later)

    def start(self) -> None:
        """Put the keyboard on the first answer."""
        self.choose.setFocus()

    def explain(self, error: UserError) -> None:
        """Why the place could not be kept."""
        self.problem.say(str(error), Tone.STOP)

    @Slot()
    def _on_choose(self) -> None:
        if self._dialog is None:
            self._dialog = QFileDialog(self, _("A second place for backups"))
            self._dialog.setFileMode(QFileDialog.FileMode.Directory)
            self._dialog.fileSelected.connect(self._on_folder)
        self._dialog.open()

    @Slot(str)
    def _on_folder(self, name: str) -> None:
        self.chosen.emit(Path(name))

    @Slot()
    def _on_later(self) -> None:
        self.chosen.emit(None)
