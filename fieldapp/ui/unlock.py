"""Unlock: who you are and your passphrase, or the recovery words; it runs in the background."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QLineEdit, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from fieldapp.errors import UserError
from fieldapp.services import opening
from fieldapp.services.opening import OpenOffice
from fieldapp.text import _
from fieldapp.ui import look
from fieldapp.ui.inputs import Combo, Prose
from fieldapp.ui.jobs import Jobs
from fieldapp.ui.look import Tone, Toned


class Unlock(QWidget):
    """The first window of an office that is there.

    Signals:
        opened: the office is open (OpenOffice).
    """

    opened = Signal(object)

    def __init__(self, folder: Path, office_name: str, jobs: Jobs) -> None:
        super().__init__()
        self._folder, self._jobs = folder, jobs
        self.setWindowTitle(_("fieldapp - unlock {office}").format(office=office_name))
        self._build(office_name)
        self._wire()
        read = partial(opening.sign_ins, folder)
        jobs.run(read, on_done=self._on_names, on_failed=self._on_failed)

    def _build(self, office_name: str) -> None:
        title = Toned(office_name, Tone.INK)
        look.sized(title, look.LARGE, bold=True)
        title.setWordWrap(True)
        self.name = Combo()
        self.name.setAccessibleName(_("Your name"))
        self.passphrase = QLineEdit()
        self.passphrase.setEchoMode(QLineEdit.EchoMode.Password)
        self.passphrase.setAccessibleName(_("Passphrase"))
        self.words = Prose()
        self.words.setAccessibleName(_("The twelve recovery words"))
        self.problem = Toned("", Tone.STOP)
        self.problem.setWordWrap(True)
        self.problem.setMinimumHeight(3 * self.problem.fontMetrics().height())
        self.problem.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.go = QPushButton(_("Unlock"))
        self.go.setDefault(True)
        self.other = QPushButton(_("Use the recovery words instead"))
        self.other.setFlat(True)
        for widget in (self.name, self.passphrase, self.go, self.other):
            widget.setMinimumHeight(look.ROW)
        self._ways = QStackedWidget()
        self._ways.addWidget(_column(_("Your name"), self.name, _("Passphrase"), self.passphrase))
        self._ways.addWidget(
            _column(_("The twelve recovery words, as they were printed"), self.words)
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(8 * look.STEP, 6 * look.STEP, 8 * look.STEP, 6 * look.STEP)
        column.setSpacing(3 * look.STEP)
        for part in (title, self._ways, self.problem, self.go, self.other):
            column.addWidget(part)
        column.addStretch(1)
        self.setFixedWidth(460)

    def _wire(self) -> None:
        self.go.clicked.connect(self._on_go)
        self.passphrase.returnPressed.connect(self._on_go)
        self.other.clicked.connect(self._on_other)

    def _on_names(self, names: tuple[str, ...]) -> None:
        self.name.addItems(names)
        self.name.setEnabled(len(names) > 1)
        (self.name if len(names) > 1 else self.passphrase).setFocus()

    @property
    def _by_words(self) -> bool:
        return self._ways.currentIndex() == 1

    @Slot()
    def _on_other(self) -> None:
        self._ways.setCurrentIndex(0 if self._by_words else 1)
        self.other.setText(
            _("Use the passphrase instead")
            if self._by_words
            else _("Use the recovery words instead")
        )
        self.problem.say("")
        (self.words if self._by_words else self.passphrase).setFocus()

    @Slot()
    def _on_go(self) -> None:
        if not self.go.isEnabled():
            return
        if self._by_words:
            work = partial(opening.unlock, self._folder, self.words.toPlainText())
        else:
            name = self.name.currentText()
            work = partial(opening.unlock, self._folder, self.passphrase.text(), sign_in=name)
        self.problem.say(_("Unlocking …"), Tone.QUIET)
        self._enable(False)
        self._jobs.run(work, on_done=self._on_opened, on_failed=self._on_failed)

    def _on_opened(self, office: OpenOffice) -> None:
        self.passphrase.clear()
        self.words.clear()
        self.opened.emit(office)

    def _on_failed(self, error: UserError) -> None:
        self._enable(True)
        self.problem.say(str(error), Tone.STOP)
        self.problem.setAccessibleName(str(error))
        self.passphrase.selectAll()
        (self.words if self._by_words else self.passphrase).setFocus()

    def _enable(self, on: bool) -> None:
        for widget in (self.go, self.other, self._ways):
            widget.setEnabled(on)


def _column(*parts: str | QWidget) -> QWidget:
    box = QWidget()
    column = QVBoxLayout(box)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(look.STEP)
    for part in parts:
        column.addWidget(Toned(part) if isinstance(part, str) else part)
    column.addStretch(1)
    return box
