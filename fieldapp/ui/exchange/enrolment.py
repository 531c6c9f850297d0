"""Get to know headquarters: a file asks, six words are compared, a file answers."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QPushButton, QVBoxLayout

from fieldapp.errors import UserError
from fieldapp.records.changes import Changes
from fieldapp.services.exchange.outcomes import Status
from fieldapp.text import _
from fieldapp.ui import look
from fieldapp.ui.desk import Desk
from fieldapp.ui.exchange.taking_in import TakingIn
from fieldapp.ui.jobs import Lane
from fieldapp.ui.look import Tone, Toned
from fieldapp.ui.tab import Screen


class EnrolmentScreen(Screen):
    """Three steps, one below the other."""

    def __init__(self, desk: Desk, taking_in: TakingIn) -> None:
        super().__init__()
        self._desk, self._taking_in = desk, taking_in
        self.standing = Toned("", Tone.INK)
        look.sized(self.standing, look.LARGE, bold=True)
        self.standing.setWordWrap(True)
        self.steps = Toned(
            _("1. Write the request and bring the file to headquarters.\n"
              "2. Headquarters takes it in and sends an answer file back. Read the six words to "
              "each other by telephone.\n"
              "3. Take the answer file in, below.")
        )  # fmt: skip
        self.steps.setWordWrap(True)
        self.request = QPushButton(_("Write the request"))
        self.result = Toned("", Tone.INK)
        self.result.setWordWrap(True)
        self.result.setTextInteractionFlags(look.SELECTABLE)
        column = QVBoxLayout(self)
        column.setContentsMargins(4 * look.STEP, 4 * look.STEP, 4 * look.STEP, 4 * look.STEP)
        column.setSpacing(3 * look.STEP)
        for widget in (self.standing, self.steps):
            column.addWidget(widget)
        column.addWidget(self.request, 0, look.LEADING)
        column.addWidget(self.result)
        column.addStretch(1)
        self.request.clicked.connect(self._on_request)
        desk.feed.changed.connect(self._on_changed)

    def enter(self) -> None:
        """Read whether the office is enrolled."""
        self._desk.jobs.run(self._desk.exchange.status, on_done=self._on_status)

    def _on_status(self, status: Status) -> None:
        if status.enrolled:
            self.standing.say(_("✓ This office is enrolled with headquarters."), Tone.OK)
        else:
            self.standing.say(
                _("This office is not enrolled yet. It works all the same; only its records "
                  "cannot be confirmed."),
                Tone.INK,
            )  # fmt: skip

    @Slot()
    def _on_request(self) -> None:
        self.request.setEnabled(False)
        self._desk.jobs.run(
            self._desk.exchange.enrol_request,
            on_done=self._on_written,
            on_failed=self._on_failed,
            lane=Lane.WRITE,
        )

    def _on_written(self, made: tuple[Path, str]) -> None:
        self.request.setEnabled(True)
        self.result.say(_("The request is here: {path}").format(path=made[0]), Tone.INK)

    def _on_failed(self, error: UserError) -> None:
        self.request.setEnabled(True)
        self.result.say(str(error), Tone.STOP)

    @Slot(object)
    def _on_changed(self, changes: Changes) -> None:
        if changes.sendings and self.isVisible():
            self.enter()
