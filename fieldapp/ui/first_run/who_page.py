"""The first question: a field office, headquarters, or only a look around."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from fieldapp.errors import UserError
from fieldapp.settings import Role
from fieldapp.text import _
from fieldapp.ui import look
from fieldapp.ui.first_run.answer import Answer
from fieldapp.ui.look import Tone, Toned


class WhoPage(QWidget):
    """Three answers, one click each.

    Signals:
        chosen: an office is to be set up (Role).
        look_around: the demonstration is wanted.
    """

    chosen = Signal(object)
    look_around = Signal()

    def __init__(self) -> None:
        super().__init__()
        title = Toned(_("Welcome. Who are you?"), Tone.INK)
        look.sized(title, look.LARGE, bold=True)
        words = Toned(
            _("fieldapp keeps the training, attendance and equipment records of one office in an "
              "encrypted file on this computer, and carries them to headquarters as Excel "
              "workbooks. It needs no network.")
        )  # fmt: skip
        words.setWordWrap(True)
        field = Answer(_("A field office"), _("Keeps records and sends them to headquarters."))
        headquarters = Answer(
            _("Headquarters"), _("Receives the sendings of offices and answers each.")
        )
        around = Answer(
            _("Only looking around"),
            _("Opens a demonstration: an invented office with people, events and equipment."),
        )
        self.field, self.headquarters = field.button, headquarters.button
        self.look = around.button
        self.problem = Toned("", Tone.STOP)
        self.problem.setWordWrap(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(8 * look.STEP, 8 * look.STEP, 8 * look.STEP, 6 * look.STEP)
        column.setSpacing(4 * look.STEP)
        for widget in (title, words, field, headquarters, around, self.problem):
            column.addWidget(widget)
        column.addStretch(1)
        self.field.clicked.connect(self._on_field)
        self.headquarters.clicked.connect(self._on_headquarters)
        self.look.clicked.connect(self.look_around)

    def start(self) -> None:
        """Put the keyboard on the first answer."""
        self.field.setFocus()

    def busy(self, on: bool) -> None:
        """While the demonstration is made."""
        for button in (self.field, self.headquarters, self.look):
            button.setEnabled(not on)
        self.problem.say(_("Making the demonstration …") if on else "", Tone.QUIET)

    def explain(self, error: UserError) -> None:
        """Why the demonstration could not be opened."""
        self.problem.say(str(error), Tone.STOP)

    @Slot()
    def _on_field(self) -> None:
        self.chosen.emit(Role.FIELD)

    @Slot()
    def _on_headquarters(self) -> None:
        self.chosen.emit(Role.HEADQUARTERS)
